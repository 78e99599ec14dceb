"""Reconciliations written out: text, Markdown, JSON, rows, workbooks, return notes."""
