"""A ruleset as pages for people who do not read YAML."""
