"""What a node of the tree hands up to its parent, and how parents put it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State

__all__ = [
    "GRANTED",
    "RANKS",
    "Part",
    "Status",
    "fold_part",
    "make_bonus",
    "make_part",
    "name_rank",
    "split_points",
    "sum_parts",
]

Status = str

RANKS: Final = ("scored", "judged", "waived", "taken-over", "overridden")
"""Where points come from, the most reliable first; a parent is as reliable as its weakest child."""

GRANTED: Final = RANKS.index("waived")
"""The rank of points that a policy gives to what does not apply."""

_NO_POINTS: Final = (State.MISSING, State.UNDEFINED, State.CANNOT_BE_ASSESSED)


@dataclass(frozen=True, slots=True)
class Part:
    """The nodes of one place of the tree that its parent needs.

    `points` may have a state; all others always have a number. `known` is points, or 0 where
    there are none; `rank` is the position in RANKS of the weakest origin below; `empty` how many
    places below have no maximum yet (slots without any indicator, maxima not given), `absent` how
    many are said not to apply; `bonus` the greatest sum that may come on top of the maximum,
    `earned` what of it there is and `earned_computed` what of that was computed; `unused`
    whether nothing below was used at all, though nobody says that it does not apply.
    """

    points: int
    known: int
    max_points: int
    computed_part: int
    other_part: int
    unscored: int
    excluded: int
    gross: int
    gross_max: int
    rank: int
    empty: int
    absent: int
    bonus: int
    earned: int
    earned_computed: int
    unused: int


def make_part(
    build: Builder, points: int, status: int, maximum: int, *, bonus: bool = False
) -> Part:
    """Return the part of a scored leaf, from its points and the status that says their origin.

    A bonus has no weight of its own: its maximum is not part of its heading's.
    """
    zero, one = build.constant(0), build.constant(1)
    unstated = build.choose([(build.is_state(maximum), one)], zero)
    stated = build.instead(maximum, zero)
    max_points = zero if bonus else stated
    known = build.instead(points, zero)
    scored = build.compare("==", status, build.constant("scored"))
    computed = build.choose([(scored, known)], zero)
    other = build.choose([(scored, zero)], known)
    unscored = build.choose([(build.is_state(points, *_NO_POINTS), max_points)], zero)
    excluded = build.choose([(build.is_state(points, State.NOT_APPLICABLE), max_points)], zero)
    absent = build.compare("==", status, build.constant("not-applicable"))
    granted = build.join("and", [absent, build.compare(">", known, zero)])
    rank = build.choose(
        [
            *(
                (build.compare("==", status, build.constant(name)), build.constant(place))
                for place, name in enumerate(RANKS)
                if place
            ),
            (granted, build.constant(GRANTED)),
        ],
        zero,
    )
    return Part(
        points,
        known,
        max_points,
        computed,
        other,
        unscored,
        excluded,
        gross=known,
        gross_max=max_points,
        rank=rank,
        empty=zero if build.constant_of(maximum) is not None else unstated,
        absent=zero,
        bonus=stated if bonus else zero,
        earned=known if bonus else zero,
        earned_computed=computed if bonus else zero,
        unused=build.constant(False),
    )


def make_bonus(build: Builder, part: Part) -> Part:
    """Return a part that comes on top: it has no weight, and what it earns is said apart."""
    zero = build.constant(0)
    return replace(
        part,
        max_points=zero,
        unscored=zero,
        excluded=zero,
        gross_max=zero,
        bonus=part.max_points,
        earned=part.known,
        earned_computed=part.computed_part,
    )


def fold_part(build: Builder, slot: str, item: Part, max_points: int | None) -> Part:
    """Return the part of a slot: its items put together; `max_points` where the ruleset says."""
    points = build.fold(slot, _skip_absent(build, item.points))
    item_max = build.fold(slot, item.max_points)
    return Part(
        points,
        build.fold(slot, item.known),
        item_max if max_points is None else max_points,
        build.fold(slot, item.computed_part),
        build.fold(slot, item.other_part),
        build.fold(slot, item.unscored),
        build.fold(slot, item.excluded),
        build.fold(slot, item.gross),
        item_max,
        build.instead(build.fold(slot, item.rank, "max"), build.constant(0), State.UNDEFINED),
        build.constant(0),
        build.constant(0),
        build.constant(0),
        build.constant(0),
        build.constant(0),
        build.constant(False),
    )


def sum_parts(build: Builder, parts: Sequence[Part], max_points: int | None) -> Part:
    """Return the part of a dimension before any cap or rounding: the sum of its children.

    A child that is not applicable adds nothing; when all are, so is the dimension. A child
    without points for any other reason leaves the dimension without points.
    """
    points = build.sum([_skip_absent(build, part.points) for part in parts])
    absent = build.join(
        "and", [build.is_state(part.points, State.NOT_APPLICABLE) for part in parts]
    )
    points = build.choose([(absent, build.constant(State.NOT_APPLICABLE))], points)
    children_max = build.sum([part.max_points for part in parts])
    return Part(
        points,
        build.sum([part.known for part in parts]),
        children_max if max_points is None else max_points,
        build.sum([part.computed_part for part in parts]),
        build.sum([part.other_part for part in parts]),
        build.sum([part.unscored for part in parts]),
        build.sum([part.excluded for part in parts]),
        build.sum([part.gross for part in parts]),
        build.sum([part.gross_max for part in parts]),
        build.extreme("max", [part.rank for part in parts]),
        build.sum([part.empty for part in parts]),
        build.sum([part.absent for part in parts]),
        build.sum([part.bonus for part in parts]),
        build.sum([part.earned for part in parts]),
        build.sum([part.earned_computed for part in parts]),
        _all_unused(build, parts),
    )


def _all_unused(build: Builder, parts: Sequence[Part]) -> int:
    """Return the condition that none of several places was used."""
    if any(build.constant_of(part.unused) is False for part in parts):
        return build.constant(False)
    return build.join("and", [part.unused for part in parts])


def _skip_absent(build: Builder, points: int) -> int:
    return build.instead(points, build.constant(0), State.NOT_APPLICABLE)


def split_points(build: Builder, part: Part, known: int) -> tuple[int, int]:
    """Return what of adjusted points was computed and what came otherwise; they add up.

    A cap first takes away what was not computed: a computed point is the better founded one.
    Points that a person took off stay taken off.
    """
    plain = build.compare("==", part.other_part, build.constant(0))
    taken = build.extreme("min", (part.other_part, build.constant(0)))
    least = build.extreme("min", (part.computed_part, build.subtract(known, taken)))
    computed = build.choose([(plain, known)], least)
    return computed, build.subtract(known, computed)


def name_rank(build: Builder, points: int, rank: int, unused: int) -> int:
    """Return the status of a dimension: unused, absent, without points, or as its weakest child."""
    absent = build.is_state(points, State.NOT_APPLICABLE)
    branches = [
        (build.join("and", [absent, unused]), build.constant("unused")),
        (absent, build.constant("not-applicable")),
        (build.is_state(points), build.constant("missing")),
    ]
    branches += [
        (build.compare("==", rank, build.constant(place)), build.constant(name))
        for place, name in enumerate(RANKS)
        if place
    ]
    return build.choose(branches, build.constant(RANKS[0]))
