"""A report as a workbook: its sheets, what stands in which column, figures, formats, heights."""
