"""The plan itself: nodes, the records of a plan, how nodes are built, walked and printed."""
