"""Floor 3: from a ruleset to its plan; the only place where a rule has a meaning."""
