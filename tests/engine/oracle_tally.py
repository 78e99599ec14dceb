"""What places of the tree come to: put together, held, re-based, lifted to a floor, rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.engine.oracle_words import (
    ZERO,
    Lack,
    Points,
    Spec,
    find_gravest,
    read_figure,
    round_by_hand,
)

__all__ = ["Tally", "add", "cap", "finish", "hold", "lift", "make_leaf", "rebase"]

RANKS = ("scored", "judged", "waived", "taken-over", "overridden")


@dataclass(frozen=True)
class Tally:
    """What one place comes to; `fixed` where the ruleset itself says the maximum.

    `extra` are the points of bonuses in it, which belong to no maximum; `open` says that the
    maximum of something below is not known, so that its own is only the sum of the others.
    """

    points: Points
    max_points: Fraction | None
    status: str
    rank: int = 0
    computed: Fraction = ZERO
    other: Fraction = ZERO
    unscored: Fraction = ZERO
    excluded: Fraction = ZERO
    extra: Fraction = ZERO
    extra_computed: Fraction = ZERO
    fixed: bool = True
    blank: bool = False
    unused: bool = False
    bonus: bool = False
    open: bool = False

    @property
    def known(self) -> Fraction:
        """Points that are there, though the place as a whole may have none."""
        return self.computed + self.other


def make_leaf(points: Points, status: str, most: Points) -> Tally:
    """Return what one leaf comes to."""
    rank = RANKS.index(status) if status in RANKS else 0
    top = None if isinstance(most, Lack) else most
    if points is Lack.ABSENT:
        return Tally(points, top, status, excluded=top or ZERO, blank=top is None)
    if isinstance(points, Lack):
        return Tally(points, top, status, unscored=top or ZERO, blank=top is None)
    if status == "not-applicable" and points > 0:
        rank = RANKS.index("waived")
    if status == "scored":
        return Tally(points, top, status, rank, computed=points)
    return Tally(points, top, status, rank, other=points)


def sum_maxima(children: Sequence[Tally]) -> Fraction:
    """Return what the maxima add up to: those that are known, and no bonus."""
    return sum((each.max_points or ZERO for each in children if not each.bonus), ZERO)


def add(children: Sequence[Tally], most: Points | None) -> Tally:
    """Return children put together; what does not apply adds nothing."""
    lack = find_gravest([each.points for each in children])
    known = [each.points for each in children if not isinstance(each.points, Lack)]
    points: Points = sum(known, ZERO)
    if lack is not None and (lack is not Lack.ABSENT or not known):
        points = lack
    unknown = most is None and any(each.max_points is None or each.open for each in children)
    stated = sum_maxima(children) if most is None else most
    top = None if isinstance(stated, Lack) else stated
    if isinstance(most, Lack) and not isinstance(points, Lack):
        points = most
    rank = max((each.rank for each in children), default=0)
    fixed, blank = all(each.fixed for each in children), any(each.blank for each in children)
    unused = bool(children) and all(each.unused for each in children)
    whole = Tally(points, top, "", rank, fixed=fixed, blank=blank, unused=unused, open=unknown)
    return _gather(whole, children)


def _gather(whole: Tally, children: Sequence[Tally]) -> Tally:
    """Return a heading with what its points consist of; no bonus is part of its maximum."""
    plain = [each for each in children if not each.bonus]
    return replace(
        whole,
        computed=sum((each.computed for each in children), ZERO),
        other=sum((each.other for each in children), ZERO),
        unscored=sum((each.unscored for each in plain), ZERO),
        excluded=sum((each.excluded for each in plain), ZERO),
        extra=sum((each.known if each.bonus else each.extra for each in children), ZERO),
        extra_computed=sum(
            (each.computed if each.bonus else each.extra_computed for each in children), ZERO
        ),
    )


def _move(tally: Tally, known: Fraction) -> Tally:
    """Return a tally with other points in all: what was not computed gives way first."""
    change = known - tally.known
    if change < 0:
        given = max(change, -max(tally.other, ZERO))
        return replace(tally, computed=tally.computed + change - given, other=tally.other + given)
    if tally.other:
        return replace(tally, other=tally.other + change)
    return replace(tally, computed=tally.computed + change)


def hold(tally: Tally, children: Sequence[Tally], policy: str) -> Tally:
    """Return a tally held to the heading's maximum, where the project's maxima may differ."""
    limit, below = tally.max_points, sum_maxima(children)
    if limit is None:
        return _leave_open(tally)
    if tally.blank and below < limit:
        tally = replace(tally, points=Lack.MISSING)
    without = isinstance(tally.points, Lack) and tally.points is not Lack.ABSENT
    still_open = max(limit - (below - tally.unscored), ZERO)
    lost = max(tally.excluded - max(below - limit, ZERO), ZERO)
    if policy == "cap":
        top = limit + tally.extra
        points = tally.points if isinstance(tally.points, Lack) else min(tally.points, top)
        held = _move(replace(tally, points=points), min(tally.known, top))
        held = replace(held, unscored=max(min(tally.unscored, top - held.known), ZERO))
    elif below > limit:
        held = replace(tally, points=Lack.UNDEFINED, computed=ZERO, other=ZERO, unscored=limit)
        lost = ZERO
    else:
        held = tally
    unscored = max(held.unscored, still_open) if without else held.unscored
    unscored = max(min(unscored, limit + held.extra - held.known), ZERO)
    if held.points is Lack.ABSENT:
        lost = limit
    return replace(held, unscored=unscored, excluded=lost, fixed=True, blank=False)


def _leave_open(tally: Tally) -> Tally:
    """Return a place whose maximum nobody says: it has no points, whatever is below it."""
    points = tally.points if isinstance(tally.points, Lack) else Lack.MISSING
    points = Lack.MISSING if points is Lack.ABSENT else points
    return Tally(points, None, "", fixed=False, blank=True)


def rebase(tally: Tally, at_most: str) -> Tally:
    """Return a tally in which what does not apply has moved to the rest, bonuses apart.

    Where points are missing those that are known move all the same: they are what stays.
    """
    top, lost = tally.max_points, tally.excluded
    if top is None or tally.points is Lack.ABSENT or not lost:
        return tally
    limit = read_figure(at_most) * (top if at_most.endswith("%") else 1)
    if lost > limit or lost >= top:
        silent = replace(tally, points=Lack.UNDEFINED, unscored=top - lost)
        return replace(silent, computed=ZERO, other=ZERO)
    factor = top / (top - lost)

    def scale(points: Fraction, extra: Fraction) -> Fraction:
        return (points - extra) * factor + extra

    points = tally.points
    if not isinstance(points, Lack):
        points = scale(points, tally.extra)
    computed = scale(tally.computed, tally.extra_computed)
    other = scale(tally.known, tally.extra) - computed
    moved = replace(tally, points=points, computed=computed, other=other, excluded=ZERO)
    return replace(moved, unscored=tally.unscored * factor)


def lift(tally: Tally, floor: Fraction) -> Tally:
    """Return a tally of which a sum below the floor counts as the floor, or as its maximum."""
    floor = floor if tally.max_points is None else min(floor, tally.max_points)
    if isinstance(tally.points, Lack) or tally.points >= floor:
        return tally
    return _move(replace(tally, points=floor), floor)


def cap(tally: Tally) -> Tally:
    """Return a total that bonuses do not take above its maximum."""
    if isinstance(tally.points, Lack) or tally.max_points is None:
        return tally
    points = min(tally.points, tally.max_points)
    return _move(replace(tally, points=points), points)


def finish(tally: Tally, rule: Spec | None, moving: bool) -> Tally:
    """Return a tally rounded, with the status that its points and its weakest child give it.

    Where its maximum is `moving` with the project, rounding does not lift points above it.
    """
    if isinstance(tally.points, Lack):
        absent = "unused" if tally.unused else "not-applicable"
        return replace(tally, status=absent if tally.points is Lack.ABSENT else "missing")
    if rule is not None:
        points: Fraction = round_by_hand(tally.points, rule)
        top = tally.max_points
        if moving and top is not None:
            points = min(points, top + tally.extra)
        tally = _move(replace(tally, points=points), points)
    return replace(tally, status=RANKS[tally.rank])
