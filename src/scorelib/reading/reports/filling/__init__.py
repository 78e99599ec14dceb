"""Filling layouts: a layout document and a result become the blocks of a report."""
