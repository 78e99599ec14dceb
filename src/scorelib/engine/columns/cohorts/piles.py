"""Exact arithmetic on the values of a cohort: distinct fractions with how often each stands.

Values are fractions n/d in lowest terms, so that equal values are equal pairs of integers. Sums
are exact integers, added up digit by digit so that no column is too narrow for them; those of
fractions without a short common denominator are enclosed, as in `words.averages`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import isqrt, lcm
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import WinsorisePlan
from scorelib.words.averages import (
    _SLACK,
    MOST_COMMON,
    _cut,
    average,
    deviate,
    round_deviation,
    round_mean,
    round_sum,
)
from scorelib.words.irrationals import take_root
from scorelib.words.rounding import RoundingRule
from scorelib.words.standings import find_percentile

__all__ = [
    "FEW",
    "SMALL",
    "VALUES",
    "Pile",
    "Rising",
    "find_reach",
    "reduce_fractions",
    "sort_values",
]

_LIMB: Final = 31
_BASE: Final = 1 << _LIMB
"""Long integers are taken apart into digits of so many bits: of two the product is an Int64."""

SMALL: Final = 1 << 62
"""Integers below this are added and subtracted in 64 bits."""

FEW: Final = 256
"""So few values are added up one by one: that takes less time than their columns."""

VALUES: Final = {"group": pl.Int32, "n": pl.Int128, "d": pl.Int128}
"""The columns that tell one value of one group from another."""


def find_reach(series: pl.Series) -> int:
    """Return the greatest size of the integers of a column."""
    ends = [end for end in (series.min(), series.max()) if isinstance(end, int)]
    return max((abs(end) for end in ends), default=0)


def reduce_fractions(n: pl.Series, d: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return fractions in lowest terms, after Euclid."""
    if max(find_reach(n), find_reach(d)) < SMALL:
        n, d = n.cast(pl.Int64), d.cast(pl.Int64)
    if find_reach(d) <= 1:
        return n, d
    a, b, done = pl.col("a"), pl.col("b"), pl.col("b") == 0
    pairs = pl.DataFrame({"a": d, "b": n % d})
    while (pairs["b"] != 0).any():
        pairs = pairs.select(
            a=pl.when(done).then(a).otherwise(b), b=pl.when(done).then(b).otherwise(a % b)
        )
    return n // pairs["a"], d // pairs["a"]


def sort_values(values: pl.DataFrame, *, rising: bool) -> pl.DataFrame:
    """Return distinct values group by group, and where wanted in rising order.

    Two fractions with denominators up to D differ by 1/D² at least, so that as many binary digits
    behind the point tell them apart and in which order they stand.
    """
    if not rising:
        return values.sort("group")
    most, n, d = find_reach(values["d"]), pl.col("n"), pl.col("d")
    if most < _BASE and find_reach(values["n"]) < SMALL:
        values = values.with_columns(n.cast(pl.Int64), d.cast(pl.Int64))
    keys = values.with_columns((n // d).alias("0"), (n % d).alias("rest"))
    pairs = 0 if most <= 1 else -(-2 * most.bit_length() // (2 * _LIMB))
    for pair in range(pairs):
        digits = []
        for _ in range(2):
            keys = keys.with_columns(pl.col("rest") * _BASE).with_columns(
                (pl.col("rest") // d).cast(pl.Int64).alias("digit"), pl.col("rest") % d
            )
            digits.append(keys["digit"])
        keys = keys.with_columns((digits[0] * _BASE + digits[1]).alias(f"{pair + 1}"))
    order = keys.sort("group", *(f"{place}" for place in range(pairs + 1)))
    return order.select("group", pl.col("n", "d").cast(pl.Int128), "count")


class Rising(Sequence[Fraction]):
    """Values in rising order as a sequence: each once, or with `last` as often as it stands."""

    def __init__(self, frame: pl.DataFrame, last: pl.Series | None = None) -> None:
        self._n, self._d, self._last = frame["n"], frame["d"], last

    def __len__(self) -> int:
        counted = self._n if self._last is None else self._last
        return len(counted) if self._last is None else int(counted.max() or 0)  # type: ignore[arg-type]

    def __getitem__(self, place: Any) -> Any:
        row = place % len(self)
        if self._last is not None:
            row = self._last.search_sorted(row, side="right")
        return Fraction(self._n[row], self._d[row])


_Finish = Callable[[Fraction], Fraction]
_DIGITS: Final = (4, 9, 17, 34)
"""The digits behind the point with which sums of long fractions are enclosed, one after another.

The first are too few for the 50 digits of what is not rounded.
"""


@dataclass(frozen=True, slots=True)
class Pile:
    """The values of a group in rising order, with how often each stands; `ends` come besides."""

    frame: pl.DataFrame
    over: int
    ends: tuple[tuple[Fraction, int], ...] = ()

    @staticmethod
    def of(frame: pl.DataFrame) -> Pile:
        return Pile(frame, int(frame["count"].sum()))

    @property
    def rising(self) -> Sequence[Fraction]:
        return Rising(self.frame, self.frame["count"].cum_sum())

    @property
    def least(self) -> Fraction:
        return min(self._outermost())

    @property
    def greatest(self) -> Fraction:
        return max(self._outermost())

    def _outermost(self) -> list[Fraction]:
        rows = Rising(self.frame)
        return [*(rows[place] for place in (0, -1) if len(rows)), *(end for end, _ in self.ends)]

    def bring_in(self, ends: WinsorisePlan | None) -> Pile | None:
        """Return the values with those at both ends on a limit, None where a limit is nowhere."""
        if ends is None:
            return self
        rising, low, high = self.rising, None, None
        if ends.points is not None:
            low, high = rising[ends.points], rising[-1 - ends.points]
        elif ends.share is not None and ends.definition is not None:
            low = find_percentile(rising, ends.share, ends.definition)
            high = find_percentile(rising, 1 - ends.share, ends.definition)
        if low is None or high is None:
            return None
        rows = Rising(self.frame)
        start, end = bisect_left(rows, low), bisect_right(rows, high)
        below = int(self.frame["count"].head(start).sum())
        above = int(self.frame["count"].slice(end).sum())
        return Pile(self.frame.slice(start, end - start), self.over, ((low, below), (high, above)))

    def add_up(self, rule: RoundingRule) -> Fraction:
        return self._settle_sum(1, rule.apply, lambda values: round_sum(values, rule))

    def take_mean(self, rule: RoundingRule) -> Fraction:
        return self._settle_sum(self.over, rule.apply, lambda values: round_mean(values, rule))

    def average(self) -> Fraction:
        return self._settle_sum(self.over, None, average)

    def round_deviation(self, sample: bool, rule: RoundingRule) -> Fraction:
        def exact(values: Sequence[Fraction]) -> Fraction:
            return round_deviation(values, sample=sample, rule=rule)

        return self._settle_deviation(sample, rule.apply, exact)

    def deviate(self, sample: bool) -> Fraction:
        return self._settle_deviation(sample, None, lambda values: deviate(values, sample=sample))

    def _settle_sum(
        self, divisor: int, finish: _Finish | None, exact: Callable[[list[Fraction]], Fraction]
    ) -> Fraction:
        """Return the finished sum; without a finish it is exact, or cut where it would be long."""
        if self.over <= FEW:
            return exact(self._list_values())
        found = self._add_exactly(squared=False)
        if found is not None:
            common, total, _ = found
            whole = Fraction(total, common * divisor)
            return whole if finish is None else finish(whole)
        for digits in _DIGITS if finish is not None else _DIGITS[1:]:
            total, _ = self._add_cut(digits, squared=False)
            parts = divisor << (digits * _LIMB)
            low, high = Fraction(total, parts), Fraction(total + self.over, parts)
            ends = {(finish or _cut)(each) for each in (low, high)}
            if len(ends) == 1:
                return ends.pop()
        return exact(self._list_values())

    def _settle_deviation(
        self, sample: bool, finish: _Finish | None, exact: Callable[[list[Fraction]], Fraction]
    ) -> Fraction:
        if self.over <= FEW:
            return exact(self._list_values())
        degrees = self.over - 1 if sample else self.over
        found = self._add_exactly(squared=True)
        if found is not None:
            common, total, squares = found
            root = take_root(self._vary(total, squares, degrees) / common**2, 2)
            return root if finish is None else finish(root)
        slack = Fraction(0) if finish is None else _SLACK
        for digits in _DIGITS if finish is not None else _DIGITS[1:]:
            squared = self._vary(*self._add_cut(digits, squared=True), degrees)
            near = isqrt(squared.numerator // squared.denominator)
            parts = 1 << (digits * _LIMB)
            low, high = Fraction(max(near - 1, 0), parts), Fraction(near + 2, parts)
            ends = {(finish or _cut)(each) for each in (low * (1 - slack), high * (1 + slack))}
            if len(ends) == 1:
                return ends.pop()
        return exact(self._list_values())

    def _vary(self, total: int, squares: int, degrees: int) -> Fraction:
        return Fraction(self.over * squares - total * total, self.over * degrees)

    def _list_values(self) -> list[Fraction]:
        rows = self.frame.select("n", "d", "count").iter_rows()
        pairs = [*((Fraction(n, d), count) for n, d, count in rows), *self.ends]
        return [value for value, count in pairs for _ in range(count)]

    def _add_exactly(self, *, squared: bool) -> tuple[int, int, int] | None:
        """Return a common denominator, the sum, that of the squares; None where it is long."""
        common = 1
        divisors = chain(self.frame["d"].unique(), (end.denominator for end, _ in self.ends))
        for each in divisors:
            if common % each:
                common = lcm(common, each)
                if common.bit_length() > MOST_COMMON:
                    return None
        names = _split_digits(reach := find_reach(self.frame["n"]))
        digits = self.frame.with_columns(_take_digits(pl.col("n"), reach))
        total = squares = 0
        for d, *sums in digits.group_by("d").agg(_measure(names, squared)).iter_rows():
            first, second = _combine(sums, len(names))
            total += first * (common // d)
            squares += second * (common // d) ** 2
        for end, count in self.ends:
            whole = end.numerator * (common // end.denominator)
            total, squares = total + whole * count, squares + whole * whole * count
        return common, total, squares

    def _add_cut(self, digits: int, *, squared: bool) -> tuple[int, int]:
        """Return the sums of the values, each cut off after so many digits, and of the squares."""
        n, d = pl.col("n"), pl.col("d")
        integer = pl.Int64 if find_reach(self.frame["d"]) < _BASE else pl.Int128
        names = _split_digits(reach := find_reach(self.frame["n"]))
        frame = self.frame.with_columns(_take_digits(n // d, reach)).with_columns(
            (n % d).cast(integer).alias("rest"), d.cast(integer)
        )
        for place in range(digits):
            names.append(f"#{place}")
            frame = frame.with_columns(pl.col("rest") * _BASE).with_columns(
                (pl.col("rest") // d).cast(pl.Int64).alias(names[-1]), pl.col("rest") % d
            )
        total, squares = _combine(frame.select(_measure(names, squared)).row(0), len(names))
        for end, count in self.ends:
            whole = (end.numerator << (digits * _LIMB)) // end.denominator
            total, squares = total + whole * count, squares + whole * whole * count
        return total, squares


def _split_digits(reach: int) -> list[str]:
    """Return the names of the digits of integers up to a size, the highest first."""
    return [f"+{place}" for place in range(reach.bit_length() // _LIMB + 1)]


def _take_digits(whole: pl.Expr, reach: int) -> list[pl.Expr]:
    """Return the digits of integers, the highest first; it alone has a sign."""
    names, digits = _split_digits(reach), []
    for name in reversed(names[1:]):
        digits.append((whole % _BASE).cast(pl.Int64).alias(name))
        whole = whole // _BASE
    return [whole.cast(pl.Int64).alias(names[0]), *reversed(digits)]


def _measure(names: Sequence[str], squared: bool) -> list[pl.Expr]:
    """Return the sums of digits, and where wanted of their products two by two."""
    count = pl.col("count").cast(pl.Int128)
    pairs = [pl.col(a) * pl.col(b) for i, a in enumerate(names) for b in names[i:] if squared]
    parts = [*(pl.col(name) for name in names), *pairs]
    return [(part * count).sum().alias(f"sum{place}") for place, part in enumerate(parts)]


def _combine(sums: Sequence[int | None], size: int) -> tuple[int, int]:
    """Return the sum of integers and of their squares, from the sums of their digits."""
    found = [each or 0 for each in sums]
    total = sum(found[i] << (_LIMB * (size - 1 - i)) for i in range(size))
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    squares = sum(
        (each if i == j else 2 * each) << (_LIMB * (2 * size - 2 - i - j))
        for each, (i, j) in zip(found[size:], pairs, strict=False)
    )
    return total, squares
