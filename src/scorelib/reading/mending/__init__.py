"""Mending what can be mended without changing what a ruleset means: `scorelib check --fix`."""
