"""Revisions: two rulesets held against each other by what they mean, and what that does to points.

`flats` cuts a ruleset into parts, `pairs` finds which indicator of one is which of the other,
`sifting` tells meaning, words and clauses of a part apart, `meanings` and `spellings` say whether
two mean the same, `phrases` puts parts into words, and `changes` lists what differs. `trials` are
the changes that can be made alone, `fitting` gives a project the form that another ruleset takes,
`corpora` finds projects, `effects` and `tallies` say what becomes of them. `reports` and
`effects_reports` make blocks of it all.
"""
