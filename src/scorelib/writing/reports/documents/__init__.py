"""A report as a Word document: its markup, styles, tables, and what stands on every page."""
