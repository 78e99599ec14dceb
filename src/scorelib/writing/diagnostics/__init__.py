"""What a check found, for people and for machines: text, JSON, GitHub's commands, SARIF."""
