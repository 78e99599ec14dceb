"""Texts of plain numbers, and of numbers with a unit, read by column.

A text such as `1234.50` or `1200万元` says its number in its digits, and what they count in the
rest, which few texts differ in. Whatever is written in any other way is left to the readers of
documents, each distinct text once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.engine.columns.figures import Figures, code_all, find_ends, multiply, share_weights

__all__ = ["Digits", "join_digits", "read_digits"]

_PLAIN: Final = r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?$"
_MINUS_ZERO: Final = r"^-0(?:\.0+)?(?:[^0-9.].*)?$"
_PARTS: Final = r"^(-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?)([^0-9.,\s].*)$"
_MOST_TAILS: Final = 200
_MOST: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Digits:
    """Texts read by column: their figures, which of them are bare, and which are not read yet."""

    figures: Figures
    bare: pl.Series
    left: pl.Series

    def only_left(self, texts: pl.Series) -> pl.Series:
        """Return the texts that are not read yet; null in the place of the others."""
        return pl.select(pl.when(self.left).then(texts)).to_series()


def read_digits(texts: pl.Series, weigh: Callable[[str], Fraction | None]) -> Digits:
    """Return what the digits of texts say; `weigh` says how much one of a tail is, if it can.

    The tail of a bare number is empty.
    """
    bare = (texts.str.contains(_PLAIN) & ~texts.str.contains(_MINUS_ZERO)).fill_null(False)
    others = texts.is_not_null() & ~bare
    number, tail = pl.select(pl.when(bare).then(texts)).to_series(), None
    if others.any():
        parts = texts.str.extract_groups(_PARTS).struct.unnest()
        split = others & parts["1"].is_not_null() & ~texts.str.contains(_MINUS_ZERO)
        number = pl.select(pl.when(split).then(parts["1"]).otherwise(number)).to_series()
        tail = pl.select(pl.when(split).then(parts["2"]).when(bare).then(pl.lit(""))).to_series()
    whole, weights = _weigh(number, tail, weigh)
    left = texts.is_not_null() & whole.is_null()
    states = whole.is_null().cast(pl.Int8) * State.MISSING.value
    return Digits(Figures(whole, states.cast(pl.Int8), weights), bare, left)


def _weigh(
    number: pl.Series, tail: pl.Series | None, weigh: Callable[[str], Fraction | None]
) -> tuple[pl.Series, Fraction]:
    """Return numbers as whole ones of a weight; null where the weight of a tail is not known."""
    whole, unit = _read_numbers(number)
    if tail is None:
        bare = weigh("")
        if bare is None:
            return pl.repeat(None, len(whole), dtype=pl.Int64, eager=True), unit
        return whole, unit * bare
    tails = code_all(tail)
    known = [
        weigh(each) if each is not None and len(tails.values) <= _MOST_TAILS else None
        for each in tails.values
    ]
    q = share_weights([each for each in known if each is not None])
    times = [None if each is None else int(each / q) for each in known]
    most = max((each for each in times if each is not None), default=1)
    if max(map(abs, find_ends(whole) or (0,))) * most >= _MOST:
        whole = whole.cast(pl.Int128)
    factor = pl.Series([*times], dtype=pl.Int64).gather(tails.codes)
    return whole * factor.cast(whole.dtype), q * unit


def _read_numbers(number: pl.Series) -> tuple[pl.Series, Fraction]:
    point = number.str.find(".", literal=True)
    places = (number.str.len_bytes() - point).max()
    if not isinstance(places, int):
        return number.cast(pl.Int64), Fraction(1)
    scale = places - 1
    whole = number.cast(pl.Decimal(38, scale)).to_physical()
    small = max(map(abs, find_ends(whole) or (0,))) < _MOST
    return (whole.cast(pl.Int64) if small else whole), Fraction(1, 10**scale)


def join_digits(digits: Digits, others: Figures) -> Figures | None:
    """Return figures with those of the other texts in their places; None where no column can."""
    values = [each if isinstance(each, Fraction) else None for each in others.values or ()]
    old = digits.figures
    q = share_weights([old.q, *(abs(each) for each in values if each)])
    times, counts = int(old.q / q), [None if each is None else int(each / q) for each in values]
    sizes = [abs(end) * times for end in find_ends(old.whole) or ()]
    sizes += [abs(each) for each in counts if each is not None]
    if max(sizes, default=0) >= _MOST:
        return None
    table = pl.Series([*counts, None], dtype=pl.Int64)
    found = table.gather(others.whole.fill_null(len(counts)))
    whole = multiply(old.whole.cast(pl.Int64), times).zip_with(~digits.left, found)
    return Figures(whole, old.states.zip_with(~digits.left, others.states), q)
