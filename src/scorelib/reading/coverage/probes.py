"""Probes: how one sees from a scored case that a part of the ruleset was reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal, Protocol

from scorelib.compiler.graph.nodes import Compare, Extreme, State
from scorelib.compiler.graph.plan import Band
from scorelib.reading.coverage.reach import Reach
from scorelib.words.rounding import RoundingRule

__all__ = [
    "Decides",
    "Equals",
    "Gives",
    "Holds",
    "Known",
    "Lies",
    "Meets",
    "Moves",
    "Probe",
    "Stands",
    "Takes",
    "Ties",
]


class Probe(Protocol):
    """One way to see that a target was reached."""

    def sees(self, reach: Reach) -> bool:
        """Return whether a scored case reached it."""
        ...


_COUNTED: Final = ("scored", "judged")
"""How points come about that a figure earns; an override or a refused judgement is none of them."""


def _numbers(reach: Reach, node: int, status: int | None = None) -> list[Fraction]:
    """Return the figures of a node; with a status, where its place counts what they earn."""
    return [
        value
        for row in sorted(reach.rows_of(node))
        if isinstance(value := reach.value(node, row), Fraction)
        and (status is None or reach.value(status, row) in _COUNTED)
    ]


@dataclass(frozen=True, slots=True)
class Lies:
    """A figure lies in a band; with `near`, no further than `within` from a figure it is not.

    `status` is that of the place whose points come from the band, None for grades.
    """

    node: int
    band: Band
    near: Fraction | None = None
    within: Fraction = Fraction(0)
    status: int | None = None

    def sees(self, reach: Reach) -> bool:
        numbers = _numbers(reach, self.node, self.status)
        found = [each for each in numbers if self.band.holds(each)]
        if self.near is None:
            return bool(found)
        return any(0 < abs(each - self.near) <= self.within for each in found)


@dataclass(frozen=True, slots=True)
class Equals:
    """A figure is exactly this one; `status` as above."""

    node: int
    value: Fraction
    status: int | None = None

    def sees(self, reach: Reach) -> bool:
        return self.value in _numbers(reach, self.node, self.status)


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition has this answer."""

    node: int
    answer: bool

    def sees(self, reach: Reach) -> bool:
        return any(each is self.answer for each in reach.values_of(self.node))


@dataclass(frozen=True, slots=True)
class Known:
    """A figure came out, computed or judged."""

    node: int

    def sees(self, reach: Reach) -> bool:
        return bool(_numbers(reach, self.node))


@dataclass(frozen=True, slots=True)
class Takes:
    """An arm of a choice is taken."""

    node: int
    arm: int

    def sees(self, reach: Reach) -> bool:
        return (self.node, self.arm) in reach.arms


@dataclass(frozen=True, slots=True)
class Meets:
    """The two sides of a comparison are equal."""

    node: int

    def sees(self, reach: Reach) -> bool:
        compare = reach.plan.nodes[self.node]
        assert isinstance(compare, Compare)
        for row in reach.rows_of(self.node):
            sides = [reach.value(side, row) for side in (compare.left, compare.right)]
            if isinstance(sides[0], Fraction) and sides[0] == sides[1]:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Decides:
    """One operand of a least or greatest is what counts: every other lies beyond it."""

    node: int
    operand: int

    def sees(self, reach: Reach) -> bool:
        extreme = reach.plan.nodes[self.node]
        assert isinstance(extreme, Extreme)
        others = [each for each in extreme.operands if each != self.operand]
        sign = 1 if extreme.which == "min" else -1
        for row in reach.rows_of(self.node):
            own = reach.value(self.operand, row)
            rest = [reach.value(each, row) for each in others]
            known = all(isinstance(each, Fraction) for each in (own, *rest))
            if known and all((each - own) * sign > 0 for each in rest):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Moves:
    """A sum is changed by its cap, its floor or its re-basing; or comes through unchanged."""

    before: int
    limit: int
    kind: Literal["cap", "floor", "rebase"]
    whole: int
    changed: bool

    def sees(self, reach: Reach) -> bool:
        before, limit = reach.value(self.before), reach.value(self.limit)
        whole = reach.value(self.whole)
        if not (isinstance(before, Fraction) and isinstance(limit, Fraction)):
            return False
        if self.kind == "rebase":
            return isinstance(whole, Fraction) and (limit < whole) is self.changed
        beyond = before > limit if self.kind == "cap" else before < limit
        return beyond is self.changed


@dataclass(frozen=True, slots=True)
class Stands:
    """A place has a status, and its points are this state or, without one, a figure."""

    status: int
    points: int
    word: str
    state: State | None

    def sees(self, reach: Reach) -> bool:
        for row in reach.rows_of(self.status):
            points: Any = reach.value(self.points, row)
            fits = points is self.state if self.state else isinstance(points, Fraction)
            if reach.value(self.status, row) == self.word and fits:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Gives:
    """A place has a status, whatever its points are."""

    status: int
    word: str

    def sees(self, reach: Reach) -> bool:
        return self.word in reach.values_of(self.status)


@dataclass(frozen=True, slots=True)
class Ties:
    """A figure that is rounded lies right between two steps; or, without `tie`, on neither."""

    node: int
    rule: RoundingRule
    tie: bool

    def sees(self, reach: Reach) -> bool:
        steps = [each / self.rule.quantum for each in _numbers(reach, self.node)]
        if self.tie:
            return any(each.denominator == 2 for each in steps)
        return any(each.denominator > 1 for each in steps)
