"""What each method gives, worked out a second time from its page in the reference.

A method gets its document, with formulas as the tuples they were drawn from, the maximum, and the
values that formulas find; it gives points that are not rounded yet, or why there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from tests.engine.oracle_words import (
    ZERO,
    Facts,
    Lack,
    Points,
    Spec,
    count_steps,
    find_band,
    find_gravest,
    read_figure,
    round_by_hand,
    work_out,
)

__all__ = ["apply_form", "apply_method", "within"]

Method = Callable[[Spec, Fraction, Facts], Points]


def within(points: Fraction, least: Fraction, most: Fraction) -> Points:
    """Return points of a person where the range allows them; the rule knows no others."""
    return points if least <= points <= most else Lack.UNDEFINED


# Of one value


def _proportional(method: Spec, most: Fraction, value: Fraction) -> Points:
    value = min(value, read_figure(method["cap"])) if "cap" in method else value
    value = max(value, read_figure(method["floor"])) if "floor" in method else value
    return most * value


def _linear(method: Spec, most: Fraction, value: Fraction) -> Points:
    zero, full = read_figure(method["zero_at"]), read_figure(method["full_at"])
    return most * min(max((value - zero) / (full - zero), ZERO), Fraction(1))


def _threshold(method: Spec, most: Fraction, value: Fraction) -> Points:
    start = read_figure(method["from"])
    if value < start:
        return ZERO
    if value > 1 and method["above"] == "judged":
        return Lack.UNDEFINED
    return most * (min(value, Fraction(1)) - start) / (1 - start)


_OF_VALUE: Mapping[str, Callable[[Spec, Fraction, Fraction], Points]] = {
    "proportional": _proportional,
    "linear": _linear,
    "threshold": _threshold,
}


def _of_value(method: Spec, most: Fraction, facts: Facts) -> Points:
    value = round_by_hand(work_out(method["_value"], facts), method.get("rounding"))
    return value if isinstance(value, Lack) else _OF_VALUE[method["kind"]](method, most, value)


# Choosing


def _bands(method: Spec, _most: Fraction, facts: Facts) -> Any:
    value = round_by_hand(work_out(method["_value"], facts), method.get("rounding"))
    points = value if isinstance(value, Lack) else find_band(value, method["_bands"])
    return points if isinstance(points, Lack) else work_out(points, facts)


def _levels(method: Spec, _most: Fraction, facts: Facts) -> Any:
    value = facts[method["fact"]]
    return value if isinstance(value, Lack) else work_out(method["_levels"][value], facts)


def _rank(method: Spec, _most: Fraction, facts: Facts) -> Any:
    """Return what the first tier that reaches to a rank gives; ranks are whole, from 1 on."""
    rank = work_out(method["_value"], facts)
    if isinstance(rank, Lack):
        return rank
    if rank < 1 or rank.denominator != 1:
        return Lack.UNDEFINED
    for last, points in method["_tiers"]:
        if last is None or rank <= last:
            return work_out(points, facts)
    return Lack.UNDEFINED


def _cases(method: Spec, _most: Fraction, facts: Facts) -> Any:
    """Return what the first case that holds gives; one without an answer ends the search."""
    for when, points in method["_cases"]:
        holds = work_out(when, facts)
        if isinstance(holds, Lack):
            return holds
        if holds:
            return work_out(points, facts)
    other = method["_otherwise"]
    return Lack.UNDEFINED if other is None else work_out(other, facts)


def _all_or_nothing(method: Spec, most: Fraction, facts: Facts) -> Points:
    holds = work_out(method.get("_when", ("fact", "met")), facts)
    return holds if isinstance(holds, Lack) else most * holds


def _penalty(method: Spec, _most: Fraction, facts: Facts) -> Any:
    holds = work_out(method["_when"], facts)
    if isinstance(holds, Lack):
        return holds
    return -Fraction(method["points"]) if holds else work_out(method["_otherwise"], facts)


def _checklist(method: Spec, _most: Fraction, facts: Facts) -> Points:
    met = [(work_out(when, facts), points) for when, points in method["_entries"]]
    earned = [work_out(points, facts) for holds, points in met if holds is True]
    return find_gravest([holds for holds, _ in met] + earned) or sum(earned, ZERO)


# Steps


def _take_off(method: Spec, facts: Facts, measure: Any) -> Points:
    """Return what is left of a base after a price for each step, down to the floor."""
    each, base = work_out(method["_each"], facts), work_out(method["_base"], facts)
    lack = find_gravest([measure, each, base])
    if lack is not None:
        return lack
    steps = count_steps(method["steps"], measure, Fraction(method["_per"]))
    return max(Fraction(base - each * steps), Fraction(method["floor"]))


def _deduction(method: Spec, _most: Fraction, facts: Facts) -> Points:
    measure = work_out(method["_measure"], facts)
    return _take_off(method, facts, measure if isinstance(measure, Lack) else max(measure, ZERO))


def _deviation(method: Spec, _most: Fraction, facts: Facts) -> Points:
    value = work_out(method["_value"], facts)
    off = value if isinstance(value, Lack) else abs(value - read_figure(method["centre"]))
    return _take_off(method, facts, off)


def _award(method: Spec, most: Fraction, facts: Facts) -> Points:
    measure, each = work_out(method["_measure"], facts), work_out(method["_each"], facts)
    lack = find_gravest([measure, each])
    if lack is not None:
        return lack
    steps = count_steps(method["steps"], max(measure, ZERO), Fraction(method["_per"]))
    return min(Fraction(each * steps), most)


# Rows of a list, people


def _by_row(method: Spec, most: Fraction, facts: Facts) -> Points:
    """Return the sum of the rows' parts; where the parts are no whole the rule is silent."""
    rows = facts[method["rows"]]
    if isinstance(rows, Lack):
        return rows
    parts = []
    weights = []
    for row in rows:
        around = {**facts, **row}
        weight, share = work_out(method["_weight"], around), work_out(method["_share"], around)
        weights.append(weight)
        lack = find_gravest([weight, share])
        part = most * weight * share if lack is None else lack
        parts.append(round_by_hand(part, method.get("rounding")))
    silent = find_gravest(weights) is None and sum(weights) != 1
    lack = find_gravest([*parts, Lack.UNDEFINED] if silent else parts)
    return min(sum(parts), most) if lack is None else lack


def _judged(method: Spec, most: Fraction, facts: Facts) -> Points:
    points = facts["judgement"]
    if isinstance(points, Lack):
        return points
    least = work_out(method["_from"], facts) if "_from" in method else ZERO
    return within(points, least, work_out(method["_to"], facts) if "_to" in method else most)


def _panel(method: Spec, most: Fraction, facts: Facts) -> Points:
    """Return the mean of the experts' figures, brought from their scale to the maximum."""
    figures = facts["panel"]
    if isinstance(figures, Lack):
        return figures
    trim = int(method.get("trim", 0))
    top = Fraction(method["out_of"]) if "out_of" in method else most
    if len(figures) < int(method.get("least", 2 * trim + 1)):
        return Lack.UNDEFINED
    if any(isinstance(within(each, ZERO, top), Lack) for each in figures):
        return Lack.UNDEFINED
    kept = sorted(figures)[trim : len(figures) - trim]
    return most * sum(kept) / (len(kept) * top) if top else Lack.UNDEFINED


# A project's own indicators


def _compare(kind: str, target: Fraction, actual: Fraction) -> Points:
    """Return the share of its maximum that a figure earns beside its target."""
    less_is_better = kind in ("inverse-ratio", "linear-excess")
    if actual <= target if less_is_better else (actual >= target and kind == "capped-ratio"):
        return Fraction(1)
    if target < 0:
        return Lack.UNDEFINED
    if target == 0:
        return Fraction(kind == "equal-to" and actual <= 0)
    if kind == "inverse-ratio":
        return target / actual
    share = 2 - actual / target if less_is_better else actual / target
    return Fraction(min(max(share, ZERO), Fraction(1)))


def _ratio(method: Spec, most: Fraction, facts: Facts) -> Points:
    pair = facts["target"], facts["actual"]
    share = find_gravest(pair) or _compare(method["kind"], *pair)
    return share if isinstance(share, Lack) else most * share


def _threshold_of_target(method: Spec, most: Fraction, facts: Facts) -> Points:
    """Return what a threshold gives for actual / target; what meets its target needs no rate."""
    target, actual = facts["target"], facts["actual"]
    lack = find_gravest([target, actual])
    if lack is not None:
        return lack
    if actual >= target:
        silent = actual > target and method["above"] == "judged"
        return Lack.UNDEFINED if silent else most
    if target <= 0:
        return Lack.UNDEFINED if target < 0 else ZERO
    return _threshold(method, most, max(actual, ZERO) / target)


def _three_tier(method: Spec, most: Fraction, facts: Facts) -> Points:
    tier = facts["tier"]
    if isinstance(tier, Lack):
        return tier
    rate = read_figure(tier["rate"])
    inside = find_band(rate, [(*method["_tiers"][tier["level"]], True)])
    return most * rate if inside is True else Lack.UNDEFINED


METHODS: Mapping[str, Method] = {
    **dict.fromkeys(_OF_VALUE, _of_value),
    "bands": _bands,
    "levels": _levels,
    "rank": _rank,
    "cases": _cases,
    "all-or-nothing": _all_or_nothing,
    "checklist": _checklist,
    "deduction": _deduction,
    "deviation": _deviation,
    "penalty": _penalty,
    "award": _award,
    "by-row": _by_row,
    "formula": lambda method, _most, facts: work_out(method["_points"], facts),
    "panel": _panel,
    "judged": _judged,
}
FORMS: Mapping[str, Method] = {
    **dict.fromkeys(("capped-ratio", "inverse-ratio", "linear-excess", "equal-to"), _ratio),
    "threshold": _threshold_of_target,
    "all-or-nothing": _all_or_nothing,
    "deduction": _deduction,
    "three-tier": _three_tier,
    "formula": METHODS["formula"],
}


def apply_method(method: Spec, most: Points, facts: Facts) -> Points:
    """Return what the method of an indicator gives, before its points are rounded."""
    if isinstance(most, Lack):
        return most
    return METHODS[method["kind"]](method, most, {**facts, "max_points": most})


def apply_form(method: Spec, most: Points, facts: Facts) -> Points:
    """Return what the method of a project's own indicator gives, before rounding."""
    if isinstance(most, Lack):
        return most
    return FORMS[method["kind"]](method, most, {**facts, "max_points": most})
