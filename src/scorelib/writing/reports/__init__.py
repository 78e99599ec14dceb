"""Reports of blocks in every format: text, Markdown, HTML, PDF, a workbook, a Word document."""
