"""Tables of projects: columns read, the plan computed in integers, results as columns."""
