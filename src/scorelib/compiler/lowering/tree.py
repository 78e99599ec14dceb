"""Dimensions: children put together, held to the stated maximum, rounded where that is said."""

from __future__ import annotations

from fractions import Fraction

from scorelib.compiler.graph.nodes import Input
from scorelib.compiler.graph.plan import Clause, Occurrence
from scorelib.compiler.lowering.adjustments import adjust_part
from scorelib.compiler.lowering.draft import Draft, Maximum
from scorelib.compiler.lowering.leaves import lower_leaf
from scorelib.compiler.lowering.limits import Heading, round_part, sum_fixed
from scorelib.compiler.lowering.maxima import Spot, check_sum, read_maximum
from scorelib.compiler.lowering.parts import Part, name_rank, sum_parts
from scorelib.compiler.lowering.settings import read_rounding
from scorelib.compiler.lowering.slots import lower_slot
from scorelib.words.rounding import RoundingRule

__all__ = ["lower_node"]


def lower_node(draft: Draft, spot: Spot) -> Part | None:
    """Add a node of the tree with all that is below it; return its part, None on problems."""
    _check_settings(draft, spot)
    maximum = read_maximum(draft, spot)
    draft.maxima[spot.id] = maximum
    if spot.spec.method is not None:
        part = None if maximum is None else lower_leaf(draft, spot, maximum)
    elif spot.spec.declared is not None:
        part = _lower_slot(draft, spot, maximum)
    else:
        part = _lower_dimension(draft, spot, maximum)
    if part is not None:
        draft.parts[spot.id] = part
        draft.least[spot.id] = _find_least(draft, spot)
    return part


def _find_least(draft: Draft, spot: Spot) -> Fraction:
    """Return the fewest points of a place: below zero where a rule takes them off others."""
    spec = spot.spec
    below = (draft.least[f"{spot.id}.{name}"] for name in spec.children)
    least = spec.min_points + sum(below, Fraction(0))
    return least if spec.floor is None else max(least, spec.floor)


_LEAF_KEYS = ("min_points", "bonus", "optional")
_HEADING_KEYS = ("rebase", "floor")


def _check_settings(draft: Draft, spot: Spot) -> None:
    """Note settings that say nothing in their place."""
    spec = spot.spec
    wrong = [] if spec.method else [key for key in _LEAF_KEYS if key in spec.model_fields_set]
    if not spec.children:
        wrong += [key for key in _HEADING_KEYS if getattr(spec, key) is not None]
    if spec.declared is None and spec.split is not None:
        wrong.append("split")
    for key in wrong:
        draft.bench.report("SL392", (*spot.path, key), key=key, label=spec.label)
    if spec.min_points > 0:
        draft.bench.report("SL393", (*spot.path, "min_points"), label=spec.label)


def _lower_slot(draft: Draft, spot: Spot, maximum: Maximum | None) -> Part | None:
    position = len(draft.occurrences)
    part = lower_slot(draft, spot, maximum)
    if part is None:
        return None
    item_max = draft.bench.build.fold(spot.id, draft.item_maxima[spot.id])
    return _add_place(draft, position, spot, part, item_max)


def _lower_dimension(draft: Draft, spot: Spot, maximum: Maximum | None) -> Part | None:
    position = len(draft.occurrences)
    below = [spot.below(name, child, maximum) for name, child in spot.spec.children.items()]
    parts = [lower_node(draft, each) for each in below]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or (maximum is None and spot.spec.max_points is not None):
        return None
    build = draft.bench.build
    part = sum_parts(build, found, None if maximum is None else maximum.node)
    children = build.sum([each.max_points for each in found])
    weighed = [each for each in below if not each.spec.bonus]
    if all(each.spec.share is not None for each in weighed):
        if not _check_shares(draft, spot, [each.spec.share for each in weighed]):
            return None
        children = part.max_points
    maxima = [draft.maxima[each.id] for each in weighed]
    if not check_sum(draft, (*spot.path, "max_points"), spot.spec.label, maximum, maxima):
        return None
    return _add_place(draft, position, spot, part, children)


def _check_shares(draft: Draft, spot: Spot, shares: list[Fraction | None]) -> bool:
    """Note shares that do not add up to the whole."""
    total = sum((share for share in shares if share is not None), Fraction(0))
    if total == 1:
        return True
    place = (*spot.path, spot.spec.branch)
    draft.bench.report_key("SL382", place, label=spot.spec.label, total=str(total))
    return False


def _add_place(draft: Draft, position: int, spot: Spot, part: Part, children: int) -> Part:
    """Adjust and round a sum, and put its occurrence before those of its children."""
    build, bench, spec, path = draft.bench.build, draft.bench, spot.spec, spot.path
    rounding, rounding_clauses = _read_rounding(draft, spot)
    clauses = [*bench.clauses(spec.cites, (*path, "cites")), *rounding_clauses]
    held, changes = adjust_part(draft, _describe_heading(draft, spot), part, children)
    adjusted = round_part(draft, (*path, "max_points"), held, rounding)
    maximum = draft.maxima[spot.id]
    whole = "subtotals" if spec.criteria is None else "points"
    given = maximum is not None and maximum.given
    occurrence = Occurrence(
        spot.id,
        spot.parent,
        spot.kind,
        spec.label,
        tuple(clauses),
        bench.place(path),
        maximum.node if given and maximum else adjusted.max_points,
        adjusted.points,
        name_rank(build, adjusted.points, adjusted.rank, part.unused),
        raw=held.points,
        computed=None,
        declared=build.input(Input("assessment", spot.id)),
        rounding=rounding,
        changes=changes,
        note=spec.note,
        given_maximum=given,
        origins=bench.origins(path, ("rounding", whole) if rounding else None),
    )
    draft.occurrences.insert(position, occurrence)
    _compare_declared(draft, spot.id, adjusted.points, rounding or draft.rounding_points)
    return adjusted


def _describe_heading(draft: Draft, spot: Spot) -> Heading:
    spec = spot.spec
    policy = spec.when_maxima_overflow or draft.document.when_maxima_overflow
    fixed = sum_fixed(spec.children)
    return Heading(
        spot.id, spot.path, spec.label, spec.note, fixed, policy, spec.rebase, spec.floor
    )


def _read_rounding(draft: Draft, spot: Spot) -> tuple[RoundingRule | None, tuple[Clause, ...]]:
    """Return the rounding of a sum: that of points for an indicator made of criteria."""
    if spot.spec.criteria is not None:
        return read_rounding(draft, spot)
    own = spot.spec.rounding if spot.spec.indicators else None
    at = (*spot.path, "rounding")
    clauses = draft.bench.clauses(own.cites, (*at, "cites")) if own else ()
    return draft.bench.rounding(own, at) or draft.rounding_subtotals, clauses


def _compare_declared(draft: Draft, name: str, points: int, rounding: RoundingRule | None) -> None:
    """Add the finding that a dimension's declared points are not what it comes to."""
    build = draft.bench.build
    declared = build.input(Input("assessment", name))
    places = rounding.places if rounding else None
    shown = (("declared", declared, None), ("computed", points, places))
    draft.alarm("SL505", "warning", build.compare("!=", declared, points), name, numbers=shown)
