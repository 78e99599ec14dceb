"""The scoring methods (评分规则): each file says what its method lowers to, and documents it."""

from __future__ import annotations

from scorelib.compiler.methods import (
    all_or_nothing,
    award,
    bands,
    by_row,
    capped_ratio,
    cases,
    checklist,
    deduction,
    deviation,
    equal_split,
    equal_to,
    formula,
    grade_by_count,
    inverse_ratio,
    judged,
    levels,
    linear,
    linear_excess,
    panel,
    penalty,
    proportional,
    rank,
    three_tier,
    threshold,
    veto,
)
from scorelib.compiler.methods.method import GradeMethod, Lowered, Method, Page, SlotMethod

__all__ = [
    "FORM_METHODS",
    "GRADE_METHODS",
    "METHODS",
    "SLOT_METHODS",
    "GradeMethod",
    "Lowered",
    "Method",
    "Page",
    "SlotMethod",
]

METHODS: tuple[Method, ...] = (
    proportional.METHOD,
    threshold.METHOD,
    linear.METHOD,
    bands.METHOD,
    levels.METHOD,
    rank.METHOD,
    cases.METHOD,
    all_or_nothing.METHOD,
    checklist.METHOD,
    deduction.METHOD,
    deviation.METHOD,
    penalty.METHOD,
    award.METHOD,
    by_row.METHOD,
    formula.METHOD,
    panel.METHOD,
    judged.METHOD,
)
"""The methods of an indicator with `method`."""

FORM_METHODS: tuple[Method, ...] = (
    capped_ratio.METHOD,
    inverse_ratio.METHOD,
    linear_excess.METHOD,
    equal_to.METHOD,
    threshold.METHOD,
    all_or_nothing.METHOD,
    deduction.METHOD,
    three_tier.METHOD,
    formula.METHOD,
)
"""The methods of the project's own indicators, one for each form of target (`declared`)."""

SLOT_METHODS: tuple[SlotMethod, ...] = (equal_split.METHOD,)
"""How a slot treats its indicators together, by its own keys."""

GRADE_METHODS: tuple[GradeMethod, ...] = (veto.METHOD, grade_by_count.METHOD)
"""The rules that settle a grade before its bands do (`grade_rules`)."""
