"""Advice on rulesets that work: one module a matter, each a pass from a desk to diagnostics."""
