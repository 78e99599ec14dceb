"""Rulesets found, laid over each other, and given their canonical form and hash."""
