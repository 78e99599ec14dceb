"""Ranges of numbers: their ends, whether these belong to them, and whether zero is left out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final

__all__ = ["ANY", "End", "Interval"]


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `lo` to `hi`; None is no bound, an open end is not itself included.

    `nonzero` leaves out zero, wherever it lies.
    """

    lo: Fraction | None
    hi: Fraction | None
    lo_open: bool = False
    hi_open: bool = False
    nonzero: bool = False

    def has(self, value: Fraction) -> bool:
        """Return whether the interval holds a value."""
        if self.nonzero and value == 0:
            return False
        if self.lo is not None and (value < self.lo or (value == self.lo and self.lo_open)):
            return False
        return self.hi is None or value < self.hi or (value == self.hi and not self.hi_open)

    def within(self, lo: Fraction, hi: Fraction) -> bool:
        """Return whether every value lies between two numbers, both included."""
        return self.lo is not None and self.lo >= lo and self.hi is not None and self.hi <= hi

    @property
    def empty(self) -> bool:
        if self.lo is None or self.hi is None:
            return False
        return self.lo > self.hi or (self.lo == self.hi and (self.lo_open or self.hi_open))

    def meet(self, other: Interval) -> Interval:
        """Return the values in both."""
        lo, lo_open = _tighter(self.lo, self.lo_open, other.lo, other.lo_open, 1)
        hi, hi_open = _tighter(self.hi, self.hi_open, other.hi, other.hi_open, -1)
        return Interval(lo, hi, lo_open, hi_open, self.nonzero or other.nonzero)

    def join(self, other: Interval) -> Interval:
        """Return the smallest interval that holds both."""
        lo, lo_open = _looser(self.lo, self.lo_open, other.lo, other.lo_open, 1)
        hi, hi_open = _looser(self.hi, self.hi_open, other.hi, other.hi_open, -1)
        return Interval(lo, hi, lo_open, hi_open, self.nonzero and other.nonzero)

    def shorten(self) -> Interval:
        """Return an interval that holds this one, with ends of no more digits than can help.

        Formulas that build on each other make long ends, which say no more than short ones.
        """
        if _is_short(self.lo) and _is_short(self.hi):
            return self
        lo, lo_open = _lower(self.lo, self.lo_open)
        hi, hi_open = _lower(None if self.hi is None else -self.hi, self.hi_open)
        return Interval(lo, None if hi is None else -hi, lo_open, hi_open, self.nonzero)


End = tuple[Fraction | None, bool]

ANY: Final = Interval(None, None)


_MOST_BITS: Final = 1024
_FAR: Final = Fraction(1 << 400)
_GRID: Final = 1 << 500


def _is_short(value: Fraction | None) -> bool:
    return value is None or (
        max(value.numerator.bit_length(), value.denominator.bit_length()) <= _MOST_BITS
    )


def _lower(value: Fraction | None, is_open: bool) -> End:
    """Return a lower end that is short, and below the one that is given where that is not."""
    if value is None or _is_short(value):
        return value, is_open
    if value < -_FAR:
        return None, False
    if value > _FAR:
        return _FAR, True
    if 0 < value < 1 / _FAR:
        return Fraction(0), True
    return Fraction(floor(value * _GRID), _GRID), False


def _tighter(a: Fraction | None, a_open: bool, b: Fraction | None, b_open: bool, sign: int) -> End:
    if a is None or b is None:
        return (b, b_open) if a is None else (a, a_open)
    if a == b:
        return a, a_open or b_open
    return (a, a_open) if (a - b) * sign > 0 else (b, b_open)


def _looser(a: Fraction | None, a_open: bool, b: Fraction | None, b_open: bool, sign: int) -> End:
    if a is None or b is None:
        return None, False
    if a == b:
        return a, a_open and b_open
    return (a, a_open) if (a - b) * sign < 0 else (b, b_open)
