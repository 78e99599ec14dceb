"""Headings held to their stated maximum, where a project's own maxima may exceed or miss it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scorelib.compiler.bench.site import Loc
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Constant, State
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.parts import Part, split_points
from scorelib.ground.errors import Text
from scorelib.model.ruleset import IndicatorSpec, Rebase
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule

__all__ = ["Heading", "check_grid", "hold_part", "leave_open", "round_part", "sum_fixed"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its id, place and words, what is fixed below it, what it does to the sum.

    `given` says that the project states its maximum, so that it may differ from what is below;
    `moves` that one above it re-bases what does not apply here.
    """

    name: str
    path: Loc
    label: Text
    note: Text | None
    fixed: Fraction
    policy: str | None = None
    rebase: Rebase | None = None
    floor: Fraction | None = None
    given: bool = False
    moves: bool = False


def sum_fixed(indicators: Mapping[str, IndicatorSpec] | None) -> Fraction:
    """Return the sum of the children's maxima that the ruleset itself states."""
    stated = [spec.max_points for spec in (indicators or {}).values() if not spec.bonus]
    return sum((each for each in stated if isinstance(each, Fraction)), Fraction(0))


def hold_part(
    draft: Draft, heading: Heading, part: Part, children: int, policy: str | None
) -> tuple[Part, tuple[int, int] | None]:
    """Return a part held to its maximum by the ruleset's policy, and what a cap held to what.

    `children` is the sum of the children's maxima; where the ruleset fixes it there is nothing
    to hold. Under `cap` points above the maximum do not count; under `refuse` there are none.
    """
    build = draft.bench.build
    limit = part.max_points
    fixed = isinstance(build.nodes[children], Constant) and not heading.given
    if fixed or limit == children:
        return part, None
    if policy is None:
        draft.bench.report("SL315", (*heading.path, "max_points"), label=heading.label)
    _add_alarms(draft, heading, part, children, policy)
    part = _miss_unused(build, part, children)
    held = (
        _cap(build, part)
        if policy == "cap"
        else _refuse(build, part, build.compare(">", children, limit))
    )
    # What is not even declared has no points either: it is what the known maxima leave open.
    open_points = build.subtract(limit, build.subtract(children, part.unscored))
    rest = build.extreme("max", (open_points, build.constant(0)))
    absent = build.is_state(held.points, State.NOT_APPLICABLE)
    without = build.join("and", [build.is_state(held.points), build.invert(absent)])
    rest = build.extreme("max", (rest, held.unscored))
    top = build.sum([limit, part.earned])
    room = build.extreme("max", (build.subtract(top, held.known), build.constant(0)))
    rest = build.extreme("min", (rest, room))
    unscored = build.choose([(without, rest)], held.unscored)
    cap = (part.points, top) if policy == "cap" else None
    lost = build.choose([(absent, limit)], _exclude(build, held, children))
    zero = build.constant(0)
    return replace(held, unscored=unscored, excluded=lost, empty=zero, absent=zero), cap


def _exclude(build: Builder, part: Part, children: int) -> int:
    """Return the part of a heading's maximum that what does not apply takes away."""
    # Above the maximum nothing could be attained, so nothing of it can be lost either.
    zero = build.constant(0)
    spare = build.extreme("max", (build.subtract(children, part.max_points), zero))
    return build.extreme("max", (build.subtract(part.excluded, spare), zero))


def _miss_unused(build: Builder, part: Part, children: int) -> Part:
    """Return a part without points where maxima are missing and slots were left blank."""
    short = build.compare("<", children, part.max_points)
    blank = build.compare(">", part.empty, build.constant(0))
    missing = [(build.join("and", [short, blank]), build.constant(State.MISSING))]
    return replace(part, points=build.choose(missing, part.points))


def _cap(build: Builder, part: Part) -> Part:
    # A bonus comes on top of a heading's maximum; whether the total counts it, the ruleset says.
    # One that was not earned leaves no room: what comes on top is what there is of it.
    limit = build.sum([part.max_points, part.earned])
    known = build.extreme("min", (part.known, limit))
    computed, other = split_points(build, part, known)
    room = build.subtract(limit, known)
    return replace(
        part,
        points=build.extreme("min", (part.points, limit)),
        known=known,
        computed_part=computed,
        other_part=other,
        unscored=build.extreme("min", (part.unscored, room)),
    )


def _refuse(build: Builder, part: Part, over: int) -> Part:
    nothing = [(over, build.constant(0))]
    return replace(
        part,
        points=build.choose([(over, build.constant(State.UNDEFINED))], part.points),
        known=build.choose(nothing, part.known),
        computed_part=build.choose(nothing, part.computed_part),
        other_part=build.choose(nothing, part.other_part),
        unscored=build.choose([(over, part.max_points)], part.unscored),
        excluded=build.choose(nothing, part.excluded),
    )


def leave_open(build: Builder, part: Part, whole: int) -> Part:
    """Return the part of a place that has no points because nobody says its maximum."""
    if build.constant_of(whole) is not None:
        return part
    unknown, zero = build.is_state(whole), build.constant(0)

    def drop(node: int, instead: int = zero) -> int:
        return build.choose([(unknown, instead)], node)

    return replace(
        part,
        points=drop(part.points, whole),
        known=drop(part.known),
        max_points=drop(part.max_points),
        computed_part=drop(part.computed_part),
        other_part=drop(part.other_part),
        unscored=drop(part.unscored),
        excluded=drop(part.excluded),
        gross=drop(part.gross),
        gross_max=drop(part.gross_max),
        empty=drop(part.empty, build.constant(1)),
        earned=drop(part.earned),
        earned_computed=drop(part.earned_computed),
    )


def check_grid(
    draft: Draft, path: Loc, rounding: RoundingRule | None, most: Fraction | None
) -> None:
    """Note a maximum that its own rounding would lift points above."""
    if rounding is not None and most is not None and rounding.apply(most) > most:
        shown = print_number(most)
        draft.bench.report("SL333", path, most=shown, places=rounding.places)


def round_part(draft: Draft, path: Loc, part: Part, rounding: RoundingRule | None) -> Part:
    """Return a part with its points rounded, and its composition with them."""
    build = draft.bench.build
    if rounding is None:
        return part
    most = build.constant_of(part.max_points)
    check_grid(draft, path, rounding, most if isinstance(most, Fraction) else None)
    points = build.round(part.points, rounding)
    if not isinstance(most, Fraction):
        # The maximum is the project's own: rounding must not lift points above it.
        points = build.extreme("min", (points, build.sum([part.max_points, part.earned])))
    known = build.instead(points, part.known)
    computed, other = split_points(build, part, known)
    return replace(part, points=points, known=known, computed_part=computed, other_part=other)


def _is_unspoken(draft: Draft, slot: str) -> int:
    """Return the condition that a slot has no indicators, of which it is asked by itself.

    Indicators whose maxima are 0 are not nothing: with them the maximum would go in silence.
    """
    if slot not in draft.item_maxima:
        return draft.bench.build.constant(False)
    build = draft.bench.build
    return build.compare("==", build.count(slot), build.constant(0))


def _add_alarms(
    draft: Draft, heading: Heading, part: Part, children: int, policy: str | None
) -> None:
    """Add the findings for maxima that exceed or miss the heading's."""
    build, name, limit = draft.bench.build, heading.name, part.max_points
    fixed = build.constant(heading.fixed)
    numbers = (
        ("total", children, None),
        ("stated", limit, None),
        ("fixed", fixed, None),
        ("own", build.subtract(children, fixed), None),
        ("room", build.subtract(limit, fixed), None),
    )
    note = heading.note or Text("", "")
    words = (("note", Text(note.zh and f"；{note.zh}", note.en and f"; {note.en}")),)
    over = build.compare(">", children, limit)
    draft.alarm("SL501", "error", over, name, numbers=numbers, words=words, reason="SL556")
    short = build.compare("<", children, limit)
    blank = build.compare(">", part.empty, build.constant(0))
    unused = build.join("and", [short, blank])
    most = (("max_points", limit, None), ("own", children, None))
    draft.alarm("SL536", "question", unused, name, numbers=most)
    wrong = build.join(
        "and",
        [short, build.invert(blank), build.invert(_is_unspoken(draft, name))],
    )
    draft.alarm("SL502", "error", wrong, name, numbers=numbers, words=words, reason="SL556")
    if policy == "cap":
        own = part.points
        if build.constant_of(part.earned) != 0:
            own = build.subtract(own, part.earned)
        cut = build.compare(">", own, limit)
        shown = (("before", own, None), ("stated", limit, None))
        draft.alarm("SL503", "warning", cut, name, numbers=shown)
