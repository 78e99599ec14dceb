"""Exact numbers of a column: whole ones of a power of ten, or fractions; and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scorelib.words.numbers import count_places, print_number

__all__ = ["Numbers"]

_MOST: Final = 10**37
_MOST_PLACES: Final = 15


@dataclass(frozen=True, slots=True)
class Numbers:
    """Exact numbers: whole ones in units of 10 to the minus `places`, null where there is none.

    Where that cannot be, `places` is None and `series` a list of fractions.
    """

    series: Any
    places: int | None

    @staticmethod
    def of(values: Sequence[Fraction | None]) -> Numbers:
        """Return exact numbers in the form that holds them all."""
        needed = [count_places(each) for each in values if each is not None]
        places = [each for each in needed if each is not None]
        most = max(places, default=0)
        if len(places) < len(needed) or most > _MOST_PLACES:
            return Numbers(list(values), None)
        scaled = [None if each is None else int(each * 10**most) for each in values]
        if any(each is not None and abs(each) >= _MOST for each in scaled):
            return Numbers(list(values), None)
        return Numbers(pl.Series(scaled, dtype=pl.Int128), most)

    @staticmethod
    def weigh(whole: pl.Series, q: Fraction) -> Numbers:
        """Return numbers that are given in units of a weight."""
        places = count_places(q)
        factor = 0 if places is None else int(q * 10**places)
        if places is None or places > _MOST_PLACES or _reach(whole) * factor >= _MOST:
            values = whole.to_list()
            return Numbers.of([None if each is None else each * q for each in values])
        scaled = whole.cast(pl.Int128) * pl.Series([factor], dtype=pl.Int128)
        return Numbers(scaled, places)

    def fractions(self) -> list[Fraction | None]:
        """Return the numbers one by one."""
        if self.places is None:
            return list(self.series)
        unit = Fraction(1, 10**self.places)
        return [None if each is None else each * unit for each in self.series.to_list()]

    def join(self, other: Numbers) -> Numbers:
        """Return the numbers and after them others."""
        if self.places is None or other.places is None:
            return Numbers([*self.fractions(), *other.fractions()], None)
        places = max(self.places, other.places)
        first, second = self._widen(places), other._widen(places)
        if first is None or second is None:
            return Numbers([*self.fractions(), *other.fractions()], None)
        return Numbers(first.append(second), places)

    def _widen(self, places: int) -> pl.Series | None:
        factor = 10 ** (places - (self.places or 0))
        if _reach(self.series) * factor >= _MOST:
            return None
        widened: pl.Series = self.series * pl.Series([factor], dtype=pl.Int128)
        return widened

    def gather(self, rows: pl.Series) -> Numbers:
        """Return the numbers at some rows."""
        if self.places is None:
            return Numbers([self.series[row] for row in rows], None)
        return Numbers(self.series.gather(rows), self.places)

    def fill_zero(self) -> Numbers:
        """Return the numbers with 0 where there is none."""
        if self.places is None:
            return Numbers([each or Fraction(0) for each in self.series], None)
        return Numbers(self.series.fill_null(0), self.places)

    def print(self, places: int | None) -> pl.Series:
        """Return the numbers as decimals of at least so many places, or else as exact text.

        Without `places`, which is where no rule rounds, they are always text.
        """
        exact = self if places is None else self._shorten(places)
        shown = None if places is None or exact.places is None else max(exact.places, places)
        if shown is None or not exact._fits(shown):
            texts = [None if x is None else print_number(x, places) for x in self.fractions()]
            return pl.Series(texts, dtype=pl.String)
        # A number cast to decimals gets zeros after the point: the unit moves it there.
        dtype = pl.Decimal(38, shown)
        unit = pl.lit(Decimal(1).scaleb(-(exact.places or 0)), dtype=dtype)
        return pl.select(pl.lit(exact.series).cast(dtype) * unit).to_series().cast(dtype)

    def _shorten(self, least: int) -> Numbers:
        """Return the numbers without places, beyond so many, that none of them needs."""
        series, places = self.series, self.places
        ten = pl.Series([10], dtype=pl.Int128)
        while places is not None and places > least and _reach(series % ten) == 0:
            series, places = series // ten, places - 1
        return Numbers(series, places)

    def _fits(self, places: int) -> bool:
        """Return whether decimals of so many places hold the numbers, and what makes them."""
        return places <= _MOST_PLACES and _reach(self.series) * 10**places < _MOST


def _reach(series: pl.Series) -> int:
    ends = [end for end in (series.min(), series.max()) if isinstance(end, int)]
    return max((abs(end) for end in ends), default=0)
