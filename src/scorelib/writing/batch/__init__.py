"""A scored table as files: in parts while the work goes on, joined when all of it is there."""
