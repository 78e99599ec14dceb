"""Where the values of a plan change: the figures of facts that lie on edges, or round to a tie.

Many nodes are a quotient of two sums of facts. Such a quotient can be solved for one fact, so that
it is just what a comparison asks for, or lies exactly between two steps of a rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import floor
from random import Random
from typing import Final

from scorelib.compiler.graph.nodes import (
    Choose,
    Compare,
    Constant,
    Divide,
    Extreme,
    FirstKnown,
    Input,
    Instead,
    Multiply,
    Negate,
    Node,
    Round,
    Sum,
)
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.operations import operation_of
from scorelib.words.rounding import RoundingRule

__all__ = ["NOMINAL", "Site", "Sites", "draw_solution", "list_sites", "turn_of"]

NOMINAL: Final = Fraction(5)
"""Which maximum is thought of where the project gives it; projects have it often."""

_MOST: Final = 24
"""A node is taken for at most so many quotients; the rest of its branches is left out."""

Facts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Line:
    """A sum of facts, each with a factor, and a constant."""

    factors: Facts = field(default_factory=dict)
    constant: Fraction = Fraction(0)

    def times(self, factor: Fraction) -> Line:
        return Line({k: v * factor for k, v in self.factors.items()}, self.constant * factor)

    def plus(self, other: Line) -> Line:
        both = {**self.factors}
        for key, factor in other.factors.items():
            both[key] = both.get(key, Fraction(0)) + factor
        return Line({k: v for k, v in both.items() if v}, self.constant + other.constant)

    def at(self, facts: Facts) -> Fraction:
        return sum((f * facts[key] for key, f in self.factors.items()), self.constant)


_ONE: Final = Line({}, Fraction(1))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient of two sums."""

    above: Line
    below: Line = _ONE

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.above.factors, *self.below.factors)))

    def at(self, facts: Facts) -> Fraction | None:
        below = self.below.at(facts)
        return self.above.at(facts) / below if below else None

    @property
    def constant(self) -> Fraction | None:
        return None if self.keys or not self.below.constant else self.above.constant


@dataclass(frozen=True, slots=True)
class Site:
    """A quotient that something looks at: `edge` is what it is compared with, else `rounding`."""

    ratio: Ratio
    edge: Fraction | None = None
    rounding: RoundingRule | None = None

    def draw_value(self, random: Random, near: Fraction | None) -> Fraction:
        """Return the edge, or a value (near another) at which the rounding turns."""
        if self.rounding is None:
            return self.edge or Fraction(0)
        steps = random.randrange(-1, random.choice((5, 40, 250, 500, 1100)))
        if near is not None:
            steps = floor(near / self.rounding.quantum) + random.randint(-1, 1)
        return (steps + turn_of(self.rounding)) * self.rounding.quantum


def turn_of(rule: RoundingRule) -> Fraction:
    """Return where between two steps a rounding turns: halfway, or on the step itself."""
    return Fraction(1, 2) if rule.mode.startswith("half") else Fraction(0)


class _Reader:
    """Reads nodes as the quotients that they may be."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = list(nodes)
        self._known: dict[int, tuple[Ratio, ...]] = {}

    def read(self, here: int) -> tuple[Ratio, ...]:
        if here not in self._known:
            found: list[Ratio] = []
            for each in self._list(self.nodes[here]):
                if each not in found:
                    found.append(each)
            # What is left out rather is what reads little, or nothing at all.
            found.sort(key=lambda each: (-len(each.keys), each.constant == 0))
            self._known[here] = tuple(found[:_MOST])
        return self._known[here]

    def _list(self, node: Node) -> Iterator[Ratio]:
        """Yield what a node may be."""
        match node:
            case Constant(Fraction() as value):
                yield Ratio(Line({}, value))
            case Input("fact", key):
                yield Ratio(Line({key: Fraction(1)}))
            case Input("maximum", _):
                yield Ratio(Line({}, NOMINAL))
            case Negate(operand):
                yield from (Ratio(e.above.times(Fraction(-1)), e.below) for e in self.read(operand))
            case Multiply(left, right):
                yield from _combine(self.read(left), self.read(right))
            case Divide(left, right):
                over = [Ratio(e.below, e.above) for e in self.read(right)]
                yield from _combine(self.read(left), over)
            case Sum(terms, signs):
                yield from self._add(terms, signs)
            case _:
                yield from self._pass_on(node)

    def _pass_on(self, node: Node) -> Iterator[Ratio]:
        """Yield what a node may be that hands on one of its operands."""
        match node:
            case Round(operand, _) | Instead(operand, _, _):
                yield from self.read(operand)
            case Extreme(_, operands) | FirstKnown(operands):
                for each in operands:
                    yield from self.read(each)
            case Choose():
                yield from self._choose(node)

    def _choose(self, node: Choose) -> Iterator[Ratio]:
        """Yield the values that may be chosen; a condition on constants is decided already."""
        for condition, value in zip(node.conditions, node.values, strict=False):
            decided = self._decide(self.nodes[condition])
            if decided is not False:
                yield from self.read(value)
            if decided:
                return
        yield from self.read(node.values[-1])

    def _decide(self, node: Node) -> bool | None:
        if not isinstance(node, Compare):
            return None
        sides = [self.nodes[each] for each in (node.left, node.right)]
        values = [each.value for each in sides if isinstance(each, Constant)]
        return operation_of(node)(*values) is True if len(values) == len(sides) else None

    def _add(self, terms: Iterable[int], signs: Iterable[int]) -> Iterator[Ratio]:
        """Yield sums of terms, of which all but one have to be whole sums or constants."""
        sums: list[Ratio] = [Ratio(Line())]
        for term, sign in zip(terms, signs, strict=True):
            sums = [
                total
                for first in sums
                for each in self.read(term)
                if (total := _add_ratios(first, each, Fraction(sign))) is not None
            ]
            sums = sorted(sums, key=lambda each: -len(each.keys))[:_MOST]
        yield from sums


def _add_ratios(one: Ratio, other: Ratio, sign: Fraction) -> Ratio | None:
    if one.below == other.below:
        return Ratio(one.above.plus(other.above.times(sign)), one.below)
    if other.below == _ONE and not other.keys:
        return Ratio(one.above.plus(one.below.times(sign * other.above.constant)), one.below)
    if one.below == _ONE and not one.keys:
        above = other.above.times(sign).plus(other.below.times(one.above.constant))
        return Ratio(above, other.below)
    return None


def _combine(left: Iterable[Ratio], right: Iterable[Ratio]) -> Iterator[Ratio]:
    """Yield products that are quotients of sums."""
    others = tuple(right)
    for one in left:
        for other in others:
            if one.constant is not None:
                yield Ratio(other.above.times(one.constant), other.below)
            elif other.constant is not None and other.below.constant:
                factor = other.above.constant / other.below.constant
                yield Ratio(one.above.times(factor), one.below)
            elif not one.below.factors and not other.above.factors and one.below.constant:
                factor = other.above.constant / one.below.constant
                yield Ratio(one.above.times(factor), other.below)


Sites = Mapping[tuple[str, ...], Sequence[Sequence[Site]]]
"""The sites of a plan by the facts that they read: those of comparisons, and of roundings."""


def list_sites(plan: Plan) -> Sites:
    """Return the quotients of facts that a plan compares or rounds."""
    known: dict[tuple[str, ...], tuple[list[Site], list[Site]]] = {}
    figures = {fact.name for fact in plan.facts if fact.kind in ("quantity", "count")}
    for site in _find_sites(plan):
        if not figures.issuperset(site.ratio.keys):
            continue
        both = known.setdefault(tuple(sorted(site.ratio.keys)), ([], []))
        here = both[site.rounding is not None]
        if len(here) < _MOST_SITES and site not in here:
            here.append(site)
    return {keys: [here for here in both if here] for keys, both in known.items()}


_MOST_SITES: Final = 200


def _find_sites(plan: Plan) -> list[Site]:
    reader, found = _Reader(plan.nodes), list[Site]()
    for node in plan.nodes:
        match node:
            case Round(operand, rule):
                found += [Site(each, rounding=rule) for each in reader.read(operand) if each.keys]
            case Compare(_, left, right):
                found += _list_edges(reader, (left, right))
            case Extreme(_, operands):
                found += _list_edges(reader, operands)
    return found


def _list_edges(reader: _Reader, operands: Iterable[int]) -> Iterator[Site]:
    read = [reader.read(each) for each in operands]
    ratios = [each for ratios in read for each in ratios]
    edges = [each.constant for each in ratios if each.constant is not None]
    for each in ratios:
        if each.keys:
            yield from (Site(each, edge) for edge in dict.fromkeys(edges))
    for one, other in pairwise(read):
        # Where one fact is compared with another, both are the same.
        for first in one:
            for second in other:
                both = _add_ratios(first, second, Fraction(-1))
                if first.keys and second.keys and both is not None and both.keys:
                    yield Site(both, Fraction(0))


_GRID: Final = (1, 2, 4, 5, 7, 8, 10, 16, 20, 25, 40, 50, 64, 80, 100, 125, 200, 400, 500, 1000)


def draw_solution(
    site: Site, random: Random, units: Facts, places: int, base: Facts | None = None
) -> dict[str, Fraction]:
    """Return facts in which a quotient is on its edge or on a tie; empty where none was found.

    `units` is how much one of each fact's unit is; the figures have at most so many `places`.
    Only one fact changes where others are given as `base`.
    """
    keys = site.ratio.keys
    for _ in range(4):
        scale = Fraction(10) ** random.choice((0, 0, 1, 2, 3, 5, 8))
        facts = base or {key: random.choice(_GRID) * units[key] * scale for key in keys}
        solved = random.choice(keys)
        if len(keys) > 1 and solved in site.ratio.below.factors and random.random() < 0.8:
            solved = random.choice(tuple(site.ratio.above.factors) or keys)
        value = site.draw_value(random, site.ratio.at(facts) if base else None)
        found = _solve(site.ratio, value, facts, solved)
        if found is not None and 10**places % (found / units[solved]).denominator == 0:
            return {solved: found} if base else {**facts, solved: found}
    return {}


def _solve(ratio: Ratio, value: Fraction, facts: Facts, key: str) -> Fraction | None:
    """Return the fact with which a quotient has a value, the others as they are."""
    factor = ratio.above.factors.get(key, Fraction(0))
    factor -= value * ratio.below.factors.get(key, Fraction(0))
    rest = {**facts, key: Fraction(0)}
    return (value * ratio.below.at(rest) - ratio.above.at(rest)) / factor if factor else None
