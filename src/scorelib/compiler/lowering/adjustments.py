"""What is done to the sum of a heading: held to its maximum, re-based, held to a floor."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scorelib.compiler.bench.site import Loc
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Change
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.limits import Heading, hold_part
from scorelib.compiler.lowering.parts import Part, split_points
from scorelib.ground.errors import WordError
from scorelib.model.ruleset import Rebase
from scorelib.words.amounts import read_amount
from scorelib.words.units import NONE, read_unit

__all__ = ["adjust_part", "cap_bonus", "stretch_least"]


def adjust_part(
    draft: Draft, heading: Heading, part: Part, children: int
) -> tuple[Part, tuple[Change, ...]]:
    """Return a sum as its heading counts it before rounding, and what was done to it, in order.

    `children` is the sum of the children's maxima.
    """
    part, cap = hold_part(draft, heading, part, children, heading.policy)
    changes = [] if cap is None else [Change("cap", *cap)]
    if heading.rebase is not None:
        part, change = _rebase(draft, heading, part, heading.rebase)
        changes.append(change)
    if heading.floor is not None:
        build = draft.bench.build
        limit = _hold_floor(build, part, heading.floor)
        shown = (("before", part.points, None), ("floor", limit, None))
        low = build.compare("<", part.points, limit)
        draft.alarm("SL550", "info", low, heading.name, numbers=shown)
        changes.append(Change("floor", part.points, limit))
        part = _floor(draft.bench.build, part, limit)
    return part, tuple(changes)


def _hold_floor(build: Builder, part: Part, floor: Fraction) -> int:
    """Return the node of a floor; it lifts no sum above its maximum."""
    most = build.constant_of(part.max_points)
    if isinstance(most, Fraction):
        return build.constant(min(floor, most))
    return build.extreme("min", (build.constant(floor), part.max_points))


def _floor(build: Builder, part: Part, limit: int) -> Part:
    """Return a part whose points are never below a figure."""
    return _replace_points(build, part, build.extreme("max", (part.points, limit)))


def cap_bonus(build: Builder, part: Part) -> tuple[Part, Change]:
    """Return a sum that a bonus does not lift above its maximum."""
    capped = build.extreme("min", (part.points, part.max_points))
    none = build.constant(0)
    held = replace(_replace_points(build, part, capped), earned=none, earned_computed=none)
    return held, Change("cap", part.points, part.max_points)


def _replace_points(build: Builder, part: Part, points: int) -> Part:
    known = build.instead(points, part.known)
    computed, other = split_points(build, part, known)
    return replace(part, points=points, known=known, computed_part=computed, other_part=other)


def _rebase(draft: Draft, heading: Heading, part: Part, rebase: Rebase) -> tuple[Part, Change]:
    """Return a sum re-based on what applies: points × maximum / (maximum − what does not).

    Nothing moves where nothing is excluded; where more is excluded than may move, or nothing is
    left, the rule has no figure.
    """
    build, zero = draft.bench.build, draft.bench.build.constant(0)
    clauses = draft.bench.clauses(rebase.cites, (*heading.path, "rebase", "cites"))
    whole, lost = part.max_points, part.excluded
    room = build.subtract(whole, lost)
    at_most = _read_most(draft, (*heading.path, "rebase", "at_most"), rebase.at_most, whole)
    moves = build.compare(">", lost, zero)
    absent = build.is_state(part.points, State.NOT_APPLICABLE)
    too_much = build.join(
        "or", [build.compare(">", lost, at_most), build.compare("<=", room, zero)]
    )
    here = build.join("and", [moves, build.invert(absent)])
    stuck = build.join("and", [here, too_much])

    def scale(node: int, extra: int | None = None) -> int:
        # A bonus is no part of what applies: it comes on top of the re-based sum as it is.
        own = node if extra is None else build.subtract(node, extra)
        moved = build.divide(build.multiply(own, whole), room)
        moved = moved if extra is None else build.sum([moved, extra])
        return build.choose([(build.invert(here), node), (too_much, zero)], moved)

    silent = build.constant(State.UNDEFINED)
    bonus = build.constant_of(part.bonus) != 0
    earned, extra = (part.earned, part.earned_computed) if bonus else (None, None)
    known, computed = scale(part.known, earned), scale(part.computed_part, extra)
    points = build.choose([(stuck, silent)], scale(part.points, earned))
    moved = build.join("and", [here, build.invert(too_much)])
    numbers = (("before", part.points, None), ("after", points, None), ("moved", lost, None))
    draft.alarm(
        "SL538",
        "warning",
        moved,
        heading.name,
        numbers=numbers,
        clauses=clauses,
        reason="SL570",
    )
    most = (("moved", lost, None), ("at_most", at_most, None))
    if not heading.moves and heading.name != "total":
        # Where nothing here applies there is nothing to move it to.
        gone = (("max_points", whole, None),)
        draft.alarm("SL510", "warning", absent, heading.name, numbers=gone, reason="SL557")
    draft.alarm("SL571", "question", stuck, heading.name, numbers=most, clauses=clauses)
    change = Change("rebase", part.points, room)
    return replace(
        part,
        points=points,
        known=known,
        computed_part=computed,
        other_part=build.subtract(known, computed),
        unscored=build.choose([(stuck, room)], scale(part.unscored)),
        excluded=build.choose([(moved, zero)], lost),
    ), change


def stretch_least(least: Fraction, most: Fraction | None, rebase: Rebase | None) -> Fraction | None:
    """Return the least that a sum can be re-based to; None where nothing is known of it.

    What is below zero is stretched with the rest, at most by maximum / (maximum − what may move).
    """
    if rebase is None or least >= 0:
        return least
    try:
        amount = read_amount(rebase.at_most)
    except WordError:
        return None  # Reported where the sum is re-based.
    if most is None:
        return None
    moved = amount.value if amount.unit in (None, read_unit("分")) else most * amount.value
    return least * most / (most - moved) if moved < most else None


def _read_most(draft: Draft, path: Loc, text: str, whole: int) -> int:
    """Return the node of how much may move: points, or a share of the maximum."""
    build = draft.bench.build
    try:
        amount = read_amount(text)
        unit = amount.unit
        if amount.approximate or amount.value < 0:
            raise WordError("SL113", text=text, least=0)
        if unit is None and 0 < amount.value <= 1:
            raise WordError("SL319", text=text)
        if unit is None or unit == read_unit("分"):
            return build.constant(amount.value)
        if unit.dimension != NONE or amount.value > 1:
            raise WordError("SL380", text=text)
    except WordError as error:
        draft.bench.report_word(path, text, error)
        return build.constant(0)
    return build.multiply(whole, build.constant(Fraction(amount.value)))
