"""Bands resolved and proved to tile: every value the rounding can produce is in exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from scorelib.compiler.intervals import Interval

__all__ = ["Flaw", "Span", "resolve_bands"]


@dataclass(frozen=True, slots=True)
class Span:
    """The bounds of one band as written; `row` is its position in the document."""

    row: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class Flaw:
    """A hole, an overlap or an empty band: the code, the row to point at, and the figures."""

    code: str
    row: int
    other: int
    low: Fraction | None
    high: Fraction | None


def resolve_bands(
    written: Sequence[Interval], domain: Interval, quantum: Fraction | None
) -> tuple[list[Interval], list[Flaw]]:
    """Return the bands with their missing bounds filled from their neighbours, and their flaws.

    `domain` is what the value can be; `quantum` the step of its rounding, or None where it is
    not rounded: 80–89 and 90–100 tile the whole numbers and leave a hole between others.

    >>> bands = [Interval(Fraction(60), None), Interval(Fraction(0), None)]
    >>> resolve_bands(bands, Interval(Fraction(0), Fraction(100)), None)[0][1].hi
    Fraction(60, 1)
    """
    order = sorted((Span(row, each) for row, each in enumerate(written)), key=_height)
    filled = _fill(order)
    flaws = [
        Flaw("SL324", s.row, s.row, s.interval.lo, s.interval.hi)
        for s in filled
        if s.interval.empty
    ]
    for below, above in pairwise(filled):
        if flaw := _compare_neighbours(below, above, quantum):
            flaws.append(flaw)
    flaws += _find_uncovered(filled, domain, quantum)
    by_row = sorted(filled, key=lambda span: span.row)
    return [span.interval for span in by_row], flaws


def _height(span: Span) -> tuple[int, Fraction, int]:
    """Order bands from low to high by whichever bound they have."""
    lo, hi = span.interval.lo, span.interval.hi
    if lo is not None:
        return 0, lo, int(span.interval.lo_open)
    return (-1, hi, -1) if hi is not None else (-1, Fraction(0), -1)


def _fill(order: Sequence[Span]) -> list[Span]:
    filled: list[Span] = []
    for index, span in enumerate(order):
        here = span.interval
        if here.lo is None and index > 0:
            before = filled[-1].interval
            if before.hi is not None:
                here = replace(here, lo=before.hi, lo_open=not before.hi_open)
        if here.hi is None and index + 1 < len(order):
            after = order[index + 1].interval
            if after.lo is not None:
                here = replace(here, hi=after.lo, hi_open=not after.lo_open)
        filled.append(Span(span.row, here))
    return filled


def _compare_neighbours(below: Span, above: Span, quantum: Fraction | None) -> Flaw | None:
    hi, lo = below.interval.hi, above.interval.lo
    if hi is None or lo is None:
        return Flaw("SL322", above.row, below.row, lo, hi)
    shared = Interval(lo, hi, above.interval.lo_open, below.interval.hi_open)
    if not shared.empty and _holds_value(shared, quantum):
        return Flaw("SL322", above.row, below.row, lo, hi)
    between = Interval(hi, lo, not below.interval.hi_open, not above.interval.lo_open)
    if not between.empty and _holds_value(between, quantum):
        return Flaw("SL321", above.row, below.row, hi, lo)
    return None


def _find_uncovered(
    order: Sequence[Span], domain: Interval, quantum: Fraction | None
) -> list[Flaw]:
    """Return what the lowest and the highest band leave uncovered of the domain."""
    flaws = []
    first, last = order[0].interval, order[-1].interval
    if first.lo is not None:
        under = domain.meet(Interval(None, first.lo, False, not first.lo_open))
        if not under.empty and _holds_value(under, quantum):
            flaws.append(Flaw("SL323", order[0].row, order[0].row, domain.lo, first.lo))
    if last.hi is not None:
        over = domain.meet(Interval(last.hi, None, not last.hi_open, False))
        if not over.empty and _holds_value(over, quantum):
            flaws.append(Flaw("SL323", order[-1].row, order[-1].row, last.hi, domain.hi))
    return flaws


def _holds_value(interval: Interval, quantum: Fraction | None) -> bool:
    """Return whether a value of the rounding's grid lies in an interval that is not empty."""
    if quantum is None or interval.lo is None or interval.hi is None:
        return True
    first = ceil(interval.lo / quantum)
    if interval.lo_open and first * quantum == interval.lo:
        first += 1
    last = floor(interval.hi / quantum)
    if interval.hi_open and last * quantum == interval.hi:
        last -= 1
    return first <= last
