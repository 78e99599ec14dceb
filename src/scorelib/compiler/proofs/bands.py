"""Bands resolved and proved to tile: every value the rounding can produce is in exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from scorelib.compiler.proofs.intervals import Interval

__all__ = ["Flaw", "Span", "holds_value", "resolve_bands"]


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

    @property
    def pointed(self) -> str:
        """The code, which is another one where a single value is concerned."""
        single = self.low is not None and self.low == self.high
        return (
            {"SL321": "SL328", "SL322": "SL329"}.get(self.code, self.code) if single else self.code
        )


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
    open_top = any(each.lo is not None and each.hi is None for each in written)
    spans = [Span(row, each) for row, each in enumerate(written)]
    filled = _fill(sorted(spans, key=lambda span: _height(span, open_top)))
    empty = [s for s in filled if s.interval.empty or not holds_value(s.interval, quantum)]
    flaws = [Flaw("SL324", s.row, s.row, s.interval.lo, s.interval.hi) for s in empty]
    hollow = {span.row for span in empty}
    far = [s for s in filled if s.row not in hollow and s.interval.meet(domain).empty]
    flaws += [Flaw("SL326", s.row, s.row, domain.lo, domain.hi) for s in far]
    rising = sorted((span for span in filled if span.row not in hollow), key=_foot)
    flaws += _find_overlaps(rising, domain, quantum)
    away = {span.row for span in far}
    # A band far away leaves a hole beside it: that is one mistake, and its edge is what is wrong.
    flaws += [f for f in _find_holes(rising, domain, quantum) if not {f.row, f.other} & away]
    by_row = sorted(filled, key=lambda span: span.row)
    return [span.interval for span in by_row], flaws


def _height(span: Span, open_top: bool) -> tuple[int, Fraction, int]:
    """Order bands from low to high by whichever bound they have.

    A band without any takes what the others leave open: the bottom where the top is taken.
    """
    lo, hi = span.interval.lo, span.interval.hi
    if lo is not None:
        return 0, lo, int(span.interval.lo_open)
    if hi is not None:
        return -1, hi, -1
    return (-2 if open_top else 1), Fraction(0), 0


def _foot(span: Span) -> tuple[int, Fraction, int]:
    """Order bands by where they begin."""
    lo = span.interval.lo
    return (-1, Fraction(0), 0) if lo is None else (0, lo, int(span.interval.lo_open))


def _reach(span: Span) -> tuple[int, Fraction, int]:
    """Order bands by how high they reach."""
    hi = span.interval.hi
    return (1, Fraction(0), 0) if hi is None else (0, hi, int(not span.interval.hi_open))


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


def _find_overlaps(
    rising: Sequence[Span], domain: Interval, quantum: Fraction | None
) -> list[Flaw]:
    """Return for each band the first lower one with which it shares a value, if any."""

    def share(below: Span, above: Span) -> Interval | None:
        found = below.interval.meet(above.interval).meet(domain)
        return None if found.empty or not holds_value(found, quantum) else found

    flaws, highest = [], rising[:1]
    for place, above in enumerate(rising[1:], 1):
        # What the lower one that reaches highest does not share, none of them does: only a
        # band with a flaw is held against all, and a table of thousands is gone through once.
        lower = () if share(highest[0], above) is None else rising[:place]
        for below in lower:
            shared = share(below, above)
            if shared is not None:
                flaws.append(Flaw("SL322", above.row, below.row, shared.lo, shared.hi))
                break
        highest = [max(highest[0], above, key=_reach)]
    return flaws


def _find_holes(rising: Sequence[Span], domain: Interval, quantum: Fraction | None) -> list[Flaw]:
    """Return the values of the domain between, below and above the bands."""
    if not rising:
        return []
    flaws, highest = [], rising[0]
    for above in rising[1:]:
        hi, lo = highest.interval.hi, above.interval.lo
        if hi is not None and lo is not None:
            gap = Interval(hi, lo, not highest.interval.hi_open, not above.interval.lo_open)
            inside = gap.meet(domain)
            if not inside.empty and holds_value(inside, quantum):
                flaws.append(Flaw("SL321", above.row, highest.row, hi, lo))
        highest = max(highest, above, key=_reach)
    return flaws + _find_uncovered(rising[0], highest, domain, quantum)


def _find_uncovered(
    lowest: Span, highest: Span, domain: Interval, quantum: Fraction | None
) -> list[Flaw]:
    """Return what the lowest and the highest band leave uncovered of the domain."""
    flaws = []
    first, last = lowest.interval, highest.interval
    if first.lo is not None:
        under = domain.meet(Interval(None, first.lo, False, not first.lo_open))
        if not under.empty and holds_value(under, quantum):
            flaws.append(Flaw("SL323", lowest.row, lowest.row, domain.lo, first.lo))
    if last.hi is not None:
        over = domain.meet(Interval(last.hi, None, not last.hi_open, False))
        if not over.empty and holds_value(over, quantum):
            flaws.append(Flaw("SL323", highest.row, highest.row, last.hi, domain.hi))
    return flaws


def holds_value(interval: Interval, quantum: Fraction | None) -> bool:
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
