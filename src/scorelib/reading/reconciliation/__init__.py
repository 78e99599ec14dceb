"""Reconciliation: what a report claims, held against itself and against the rules."""
