"""Coverage: which parts of a ruleset its cases reach, and what would reach the rest."""
