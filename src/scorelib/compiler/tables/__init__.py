"""Tables that formulas call: lines, rows and rules, checked and lowered to nodes of the plan."""
