"""The bench that methods are lowered on: formulas read into nodes, and the place they stand at."""
