"""Rules in Excel: the workbook that is written, and the document that is made of one."""
