"""Floor 3: from a ruleset to its plan; the only place where a rule has a meaning.

Its rooms, from the top down: `loading` finds rulesets and lays layers over each other,
`compilation` runs the passes, `lowering` turns the tree of indicators into nodes, `methods` has
one file a scoring method, `bench` reads formulas where they stand, `proofs` shows ranges, divisors
and bands to be sound, `graph` holds the nodes and the plan.
"""
