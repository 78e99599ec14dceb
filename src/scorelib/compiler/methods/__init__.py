"""The scoring methods (评分规则): each file says what its method lowers to, and documents it."""

from __future__ import annotations

from scorelib.compiler.methods import (
    bands,
    capped_ratio,
    checklist,
    deduction,
    equal_to,
    formula,
    inverse_ratio,
    judged,
    levels,
    linear,
    linear_excess,
    proportional,
    three_tier,
)
from scorelib.compiler.methods.method import Lowered, Method, Page

__all__ = ["FORM_METHODS", "METHODS", "Lowered", "Method", "Page"]

METHODS: tuple[Method, ...] = (
    proportional.METHOD,
    bands.METHOD,
    levels.METHOD,
    checklist.METHOD,
    deduction.METHOD,
    linear.METHOD,
    formula.METHOD,
    judged.METHOD,
)
"""The methods of an indicator with `method`."""

FORM_METHODS: tuple[Method, ...] = (
    capped_ratio.METHOD,
    inverse_ratio.METHOD,
    linear_excess.METHOD,
    equal_to.METHOD,
    three_tier.METHOD,
    formula.METHOD,
)
"""The methods of the project's own indicators, one for each form of target (`declared`)."""
