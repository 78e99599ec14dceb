"""Dimensions: children put together, held to the stated maximum, rounded where that is said."""

from __future__ import annotations

from fractions import Fraction

from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import Occurrence
from scorelib.compiler.lowering.adjustments import adjust_part, cap_bonus, stretch_least
from scorelib.compiler.lowering.aggregates import Child, aggregate_parts, check_aggregate
from scorelib.compiler.lowering.bands import lower_place_grade
from scorelib.compiler.lowering.draft import Draft, Maximum
from scorelib.compiler.lowering.leaves import lower_leaf
from scorelib.compiler.lowering.limits import Heading, leave_open, round_part, sum_fixed
from scorelib.compiler.lowering.maxima import Spot, check_sum, read_maximum
from scorelib.compiler.lowering.parts import Part, make_bonus, name_rank, sum_parts
from scorelib.compiler.lowering.settings import read_rounding
from scorelib.compiler.lowering.slots import lower_slot
from scorelib.words.rounding import RoundingRule

__all__ = ["lower_node"]


def lower_node(draft: Draft, spot: Spot) -> Part | None:
    """Add a node of the tree with all that is below it; return its part, None on problems."""
    _check_settings(draft, spot)
    draft.least[spot.id] = spot.spec.min_points
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
    return part


def _find_least(draft: Draft, spot: Spot) -> Fraction:
    """Return the fewest points of a place: below zero where a rule takes them off others."""
    spec = spot.spec
    below = (draft.least[f"{spot.id}.{name}"] for name in spec.children)
    least = spec.min_points
    if spec.aggregate is None:
        least += sum(below, Fraction(0))
    maximum = draft.maxima.get(spot.id)
    stretched = stretch_least(least, maximum.value if maximum else None, spec.rebase)
    if stretched is None:
        draft.bench.report("SL340", (*spot.path, "rebase"), label=spec.label)
        return least
    return stretched if spec.floor is None else max(stretched, spec.floor)


_LEAF_KEYS = ("min_points", "bonus", "optional")
_HEADING_KEYS = ("rebase", "floor", "aggregate")


def _check_settings(draft: Draft, spot: Spot) -> None:
    """Note settings that say nothing in their place."""
    spec = spot.spec
    leaf_keys = [key for key in _LEAF_KEYS if not (key == "min_points" and spec.aggregate)]
    if spec.children:
        leaf_keys.remove("bonus")
    wrong = [] if spec.method else [key for key in leaf_keys if key in spec.model_fields_set]
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
    if spot.spec.aggregate is not None:
        return _lower_aggregate(draft, position, spot, maximum, below)
    build = draft.bench.build
    part = sum_parts(build, found, None if maximum is None else maximum.node)
    children = build.sum([each.max_points for each in found])
    weighed = [each for each in below if not each.spec.bonus]
    if all(each.spec.share is not None for each in weighed):
        if not _check_shares(draft, spot, [each.spec.share for each in weighed]):
            return None
        children = part.max_points
    maxima = [draft.maxima[each.id] for each in weighed]
    # What may be earned on top is held to its own limit (加分项合计不超过5分), not added up to it.
    if not spot.spec.bonus and not check_sum(
        draft, (*spot.path, "max_points"), spot.spec.label, maximum, maxima
    ):
        return None
    return _add_place(draft, position, spot, part, children)


def _lower_aggregate(
    draft: Draft, position: int, spot: Spot, maximum: Maximum | None, below: list[Spot]
) -> Part | None:
    """Add a heading that is not the sum of what is below it, on the scale that it states."""
    spec = spot.spec.aggregate
    if spec is None or maximum is None:
        draft.bench.report_key("SL103", spot.path, key="max_points")
        return None
    children = [describe_child(draft, each) for each in below]
    part = aggregate_parts(draft, spot.path, spot.id, spec, children, maximum.node)
    if part is None:
        return None
    check_aggregate(
        draft,
        (*spot.path, "aggregate"),
        part,
        children,
        (spot.spec.min_points, maximum.value),
        spec,
    )
    return _add_place(draft, position, spot, part, part.max_points)


def describe_child(draft: Draft, spot: Spot) -> Child:
    """Return what an aggregate needs to know of a place below it."""
    maximum = draft.maxima[spot.id]
    most = None if maximum is None else maximum.value
    key = spot.id.rpartition(".")[2]
    least = draft.least[spot.id]
    return Child(key, spot.id, spot.spec.label, draft.parts[spot.id], least, most)


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
    draft.least[spot.id] = _find_least(draft, spot)
    build, bench, spec, path = draft.bench.build, draft.bench, spot.spec, spot.path
    rounding, rounding_clauses = _read_rounding(draft, spot)
    clauses = [*bench.clauses(spec.cites, (*path, "cites")), *rounding_clauses]
    for key in ("aggregate", "rebase"):
        part_of = getattr(spec, key)
        clauses += bench.clauses(part_of.cites, (*path, key, "cites")) if part_of else ()
    held, changes = adjust_part(draft, _describe_heading(draft, spot), part, children)
    maximum = draft.maxima[spot.id]
    if spec.bonus:
        held, cap = cap_bonus(build, held)
        changes = (*changes, cap)
    if maximum is not None:
        held = leave_open(build, held, maximum.node)
    adjusted = round_part(draft, (*path, "max_points"), held, rounding)
    whole = "subtotals" if spec.criteria is None else "points"
    given = maximum is not None and maximum.given
    if given and maximum is not None:
        unknown = build.is_state(maximum.node, State.MISSING)
        draft.alarm("SL539", "question", unknown, spot.id)
    occurrence = Occurrence(
        spot.id,
        spot.parent,
        spot.kind,
        spec.label,
        tuple(clauses),
        bench.place(path),
        adjusted.max_points if maximum is None else maximum.node,
        adjusted.points,
        name_rank(build, adjusted.points, adjusted.rank, part.unused),
        raw=held.points,
        computed=None,
        declared=build.input(Input("assessment", spot.id)),
        rounding=rounding,
        changes=changes,
        note=spec.note,
        given_maximum=given,
        aggregate=spec.aggregate.kind if spec.aggregate else None,
        weights=draft.weights.get(spot.id, ()),
        grade=lower_place_grade(draft, spot, adjusted.points, rounding),
        origins=bench.origins(path, ("rounding", whole) if rounding else None),
    )
    draft.occurrences.insert(position, occurrence)
    _compare_declared(draft, spot.id, adjusted.points, rounding or draft.rounding_points)
    return make_bonus(build, adjusted) if spec.bonus else adjusted


def _describe_heading(draft: Draft, spot: Spot) -> Heading:
    spec = spot.spec
    policy = spec.when_maxima_overflow or draft.document.when_maxima_overflow
    fixed = sum_fixed(spec.children)
    maximum = draft.maxima[spot.id]
    return Heading(
        spot.id,
        spot.path,
        spec.label,
        spec.note,
        fixed,
        policy,
        spec.rebase,
        spec.floor,
        given=maximum is not None and maximum.given,
        moves=spot.rules.moves,
    )


def _read_rounding(draft: Draft, spot: Spot) -> tuple[RoundingRule | None, tuple[Clause, ...]]:
    """Return the rounding of a sum: that of points for an indicator made of criteria."""
    if spot.spec.criteria is not None:
        return read_rounding(draft, spot)
    own = spot.spec.rounding if spot.spec.indicators else None
    at = (*spot.path, "rounding")
    clauses = draft.bench.clauses(own.cites, (*at, "cites")) if own else ()
    around = None if spot.kind == "criterion" else draft.rounding_subtotals
    return draft.bench.rounding(own, at) or around, clauses


def _compare_declared(draft: Draft, name: str, points: int, rounding: RoundingRule | None) -> None:
    """Add the finding that a dimension's declared points are not what it comes to."""
    build = draft.bench.build
    declared = build.input(Input("assessment", name))
    places = rounding.places if rounding else None
    shown = (("declared", declared, None), ("computed", points, places))
    draft.alarm("SL505", "warning", build.compare("!=", declared, points), name, numbers=shown)
