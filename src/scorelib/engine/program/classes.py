"""What class a project's inputs are of: projects of one class share a program.

The class of an input tells which states it has, whether it has a value, in which unit that is
counted, and its sign. A class can be that of several projects: it then holds what any of them has.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from scorelib.compiler.graph.nodes import State, ValueKind
from scorelib.engine.integers.graph import Range
from scorelib.engine.integers.profile import Column

__all__ = [
    "ANY",
    "DECLARED",
    "LEVELS",
    "LIMIT",
    "MISSING",
    "NOT_NEGATIVE",
    "POSITIVE",
    "STATES",
    "UNITS",
    "ZERO",
    "Declared",
    "Key",
    "classify",
    "covers",
    "describe_class",
    "is_day",
    "join_keys",
]

Key = tuple[int, ...]
"""The class of each input, in the order of a program's parameters."""

LIMIT: Final = 1 << 80
LAST_DAY: Final = 3_652_059
PLACES: Final = (0, 2, 4, 6, 8)
"""Decimals are counted in units of one of these places; a figure has no more, and fewer than
`LIMIT` units; or else there is no program for it."""

LEVELS: Final = {
    2**a * 5**b: next(level for level, most in enumerate(PLACES) if max(a, b) <= most)
    for a in range(PLACES[-1] + 1)
    for b in range(PLACES[-1] + 1)
}
"""For each denominator of a decimal, which of `PLACES` it needs."""

UNITS: Final = tuple(10**places for places in PLACES)
ANY, NOT_NEGATIVE, POSITIVE, ZERO, DECLARED = range(5)
"""What is known of figures: nothing, their sign, or that they lie in what the rules declare.

Only what is declared as between bounds, of which the lower is no less than zero, is told so.
"""

SIGNS: Final = (
    Range(-LIMIT, LIMIT),
    Range(0, LIMIT),
    Range(1, LIMIT),
    Range(0, 0),
    Range(0, LIMIT),
)

HAS_VALUE: Final = 1
MASK: Final = 31
"""The lowest bits of a class: whether there is a value, and for each state whether it occurs."""

MISSING: Final = 1 << State.MISSING.value
STATES: Final = {1 << state.value: state.value for state in State}
"""The number of a state by the class of what has that state and nothing else."""


def classify(level: int, sign: int, mask: int = HAS_VALUE) -> int:
    """Return the class of figures in a unit and of a sign; `mask` tells of values and states.

    >>> classify(1, POSITIVE)
    321
    """
    return (level << 3 | sign) << 5 | mask


def covers(wide: Key, key: Key) -> bool:
    """Return whether a program for one key computes the projects of another."""
    return all(one == two or _covers(one, two) for one, two in zip(wide, key, strict=True))


def _covers(one: int, two: int) -> bool:
    if two & MASK & ~one:
        return False
    if not two & HAS_VALUE:
        return True
    if one >> 8 != two >> 8:
        return False
    wide, sign = one >> 5 & 7, two >> 5 & 7
    return wide in (ANY, sign) or (wide == NOT_NEGATIVE and sign != ANY)


def join_keys(one: Key, two: Key) -> Key:
    """Return the key of what either stands for; units are those of the second, which is later."""
    return tuple(a if a == b else _join(a, b) for a, b in zip(one, two, strict=True))


def _join(one: int, two: int) -> int:
    mask = (one | two) & MASK
    if not (one & HAS_VALUE and two & HAS_VALUE):
        valued = two if two & HAS_VALUE else one
        return valued & ~MASK | mask
    signs = {one >> 5 & 7, two >> 5 & 7}
    sign = signs.pop() if len(signs) == 1 else ANY if ANY in signs else NOT_NEGATIVE
    return classify(max(one >> 8, two >> 8), sign, mask)


@dataclass(frozen=True, slots=True)
class Declared:
    """The bounds that the rules declare for a fact, in its base unit."""

    least: Fraction
    least_open: bool
    most: Fraction
    most_open: bool

    def list_units(self, level: int) -> range:
        """Return what lies within the bounds, in units of a level.

        >>> Declared(Fraction(0), True, Fraction(1), False).list_units(1)
        range(1, 101)
        """
        low, high = self.least * UNITS[level], self.most * UNITS[level]
        lo, hi = ceil(low), floor(high)
        lo += self.least_open and lo == low
        hi -= self.most_open and hi == high
        return range(lo, hi + 1)


def describe_class(
    kind: ValueKind,
    found: int,
    codes: frozenset[int] = frozenset(),
    declared: Declared | None = None,
) -> Column:
    """Return what is known of a column of a class; `codes` are those of its categories."""
    states = frozenset(state for state in State if found >> state.value & 1)
    if not found & HAS_VALUE:
        return Column(kind, Fraction(1), None, states)
    match kind:
        case "number":
            level, sign = found >> 8, found >> 5 & 7
            within = SIGNS[sign]
            if declared is not None and sign == DECLARED:
                units = declared.list_units(level)
                within = Range(units[0], units[-1])
            return Column(kind, Fraction(1, UNITS[level]), within, states)
        case "truth":
            return Column(kind, Fraction(1), Range(0, 1), states)
        case "date":
            return Column(kind, Fraction(1), Range(1, LAST_DAY), states)
        case "word":
            within = Range(min(codes, default=0), max(codes, default=0))
            return Column(kind, Fraction(1), within, states, codes)


def is_day(number: int) -> bool:
    """Return whether there is a day of a number."""
    return 1 <= number <= LAST_DAY
