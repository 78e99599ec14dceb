"""Consistency checks (勾稽校验): each yields the findings of one kind of contradiction."""
