"""Diagnosis: the explanations whose figure is exactly the declared one."""
