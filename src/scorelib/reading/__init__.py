"""Floor 5: what can be read from plans and results: explanations, cases."""
