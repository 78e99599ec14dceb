"""Floor 4: a plan applied to a project; the values, and the result that keeps them."""
