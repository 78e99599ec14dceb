"""Figures to draw: numbers between two bounds, written with their unit as people write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from hypothesis import strategies as st

from scorelib.compiler.graph.plan import FactInput
from scorelib.words.numbers import print_number
from scorelib.words.units import MONEY, Unit, read_unit

__all__ = ["Scale", "is_finite", "quantities", "scale_of", "write_quantity"]

_HIGHEST: Final = 10_000
_LOWEST: Final = -100
_USUAL: Final = 100
_FINEST: Final = 6
_MONEY: Final = ("元", "万元", "亿元")


@dataclass(frozen=True, slots=True)
class Scale:
    """What a fact may be, in its own unit: its bounds, and the quantum that it is drawn in.

    A side without a bound goes as far as projects do.
    """

    low: Fraction
    high: Fraction
    low_open: bool
    high_open: bool
    step: Fraction

    def holds(self, value: Fraction) -> bool:
        """Return whether a figure lies within the bounds."""
        above = value > self.low or (value == self.low and not self.low_open)
        return above and (value < self.high or (value == self.high and not self.high_open))

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """The figures on and next to the bounds, and zero, as far as they are allowed."""
        near = [
            *(end + sign * self.step for end in (self.low, self.high) for sign in (-1, 0, 1)),
            Fraction(0),
        ]
        return tuple(each for each in dict.fromkeys(near) if self.holds(each) and is_finite(each))


def scale_of(fact: FactInput) -> Scale:
    """Return the bounds of a fact in its unit, and a quantum of which there are many between them.

    >>> import scorelib
    >>> plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))
    >>> scale_of(plan.facts[1]).ends[:3]
    (Fraction(0, 1), Fraction(1, 100), Fraction(999999, 100))
    """
    factor = Fraction(1) if fact.unit is None else fact.unit.factor
    low = None if fact.least is None else fact.least / factor
    high = None if fact.most is None else fact.most / factor
    if low is None:
        low = min(high or Fraction(0), Fraction(0)) + _LOWEST
    if high is None:
        high = max(low, Fraction(0)) + _HIGHEST
    step = Fraction(1) if fact.kind == "count" else _choose_step(high - low)
    return Scale(low, high, fact.least_open, fact.most_open, step)


def _choose_step(width: Fraction) -> Fraction:
    step = Fraction(1, 100)
    while step * 1000 > width > 0 and step > Fraction(1, 10**_FINEST):
        step /= 10
    return step


def is_finite(value: Fraction) -> bool:
    """Return whether a number has finitely many decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def quantities(fact: FactInput) -> st.SearchStrategy[str]:
    """Return the texts of what a quantity or a count may be; money also in another unit."""
    scale = scale_of(fact)
    first, last = ceil(scale.low / scale.step), floor(scale.high / scale.step)
    steps = st.integers(first, last).map(lambda count: count * scale.step).filter(scale.holds)
    ways = (
        [steps, st.integers(0, _USUAL).map(Fraction).filter(scale.holds)]
        if _is_wide(scale)
        else [steps]
    )
    if scale.ends:
        ways.append(st.sampled_from(scale.ends))
    numbers = st.one_of(ways)
    return st.builds(write_quantity, numbers, st.sampled_from([*_spell(fact.unit)]))


def _is_wide(scale: Scale) -> bool:
    """Return whether the small whole numbers of daily life lie within bounds."""
    return scale.low <= 0 and scale.high >= _USUAL


def _spell(unit: Unit | None) -> Iterator[tuple[Fraction, str]]:
    """Yield the ways to write a figure of a unit: a factor and a name."""
    if unit is None:
        yield Fraction(1), ""
        return
    yield Fraction(1), unit.name
    if unit.dimension == MONEY:
        for name in _MONEY:
            yield unit.factor / read_unit(name).factor, name


def write_quantity(value: Fraction, way: tuple[Fraction, str]) -> str:
    """Return a figure as text, in the unit of a factor and a name.

    >>> write_quantity(Fraction(3, 2), (Fraction(10000), "元"))
    '15000元'
    """
    factor, name = way
    return f"{print_number(value * factor)}{name}"
