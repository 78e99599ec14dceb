"""A certificate of a ruleset: what its plan proves, what it refutes, and what stays unproved."""
