"""What a project says, read and held against the plan: facts, money, indicators, rounds."""
