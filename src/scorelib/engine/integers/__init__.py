"""A plan in integers: every node as an integer with a weight, for whoever computes with them."""
