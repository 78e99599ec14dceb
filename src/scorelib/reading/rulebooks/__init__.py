"""Rules in Excel: the layout of such a workbook, what fills it, and what is read back."""
