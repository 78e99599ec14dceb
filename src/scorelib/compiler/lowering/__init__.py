"""From the tree of indicators to nodes: one place at a time, from the leaves up."""
