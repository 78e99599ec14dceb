"""Floor 2: how people write numbers, amounts, targets and formulas, read exactly."""
