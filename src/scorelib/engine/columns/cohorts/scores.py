"""Standardised values in columns: between which two borders of their rounding they lie.

A z-score (x − m)/s in units of its rounding, t, is enclosed in whole numbers: x and m are cut off
behind the same binary digit, and so is 2/s. Roundings change at whole and half units only. Where
no multiple of 1/2 lies within the enclosure, t is strictly between c/2 and (c + 1)/2, and any
number between them is rounded as t is. Other rows are left to exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any, Final

import polars as pl

from scorelib.engine.columns.cohorts.piles import SMALL, find_reach

__all__ = ["find_cells", "stand_for"]

_BITS: Final = 61
_MOST_BITS: Final = 125
"""Cut-off figures have so many bits at most, and 128-bit products of two so many."""

Scales = Mapping[int, tuple[Fraction, Fraction]]
"""The mean and the deviation of each group, by its code."""


def find_cells(values: pl.DataFrame, scales: Scales, quantum: Fraction) -> pl.Series:
    """Return c for each row of `group`, `n`, `d`; null where that cannot be told."""
    n, d = pl.col("n"), pl.col("d")
    above = values.select(above=n // d)["above"]
    ends = [find_reach(above), *(abs(floor(mean)) for mean, _ in scales.values())]
    shift = _BITS - (max(ends) + 1).bit_length()
    if shift < 0 or find_reach(values["d"]) >= SMALL:
        return pl.repeat(None, values.height, dtype=pl.Int64, eager=True)
    known = _cut_scales(scales, quantum, shift)
    cut = (n // d) * _wide(1 << shift) + (n % d) * _wide(1 << shift) // d
    low, high = pl.col("low"), pl.col("high")
    away = values.join(known, on="group", how="left", maintain_order="left").select(
        "least", "parts", least_up=pl.col("least") + _wide(1), low=cut - pl.col("mean") - _wide(1)
    )
    away = away.with_columns(high=low + _wide(2))
    least, up = pl.col("least"), pl.col("least_up")
    cells = away.select(
        low=low * pl.when(low >= _wide(0)).then(least).otherwise(up) // pl.col("parts"),
        high=high * pl.when(high >= _wide(0)).then(up).otherwise(least) // pl.col("parts"),
    )
    return cells.select(cell=pl.when(low == high).then(low).cast(pl.Int64, strict=False))["cell"]


def _cut_scales(scales: Scales, quantum: Fraction, shift: int) -> pl.DataFrame:
    """Return means, and 2/s in units of the rounding as `least` to `least` + 1 of `parts`."""
    rows: list[tuple[Any, ...]] = []
    for code, (mean, deviation) in scales.items():
        factor = 2 / (deviation * quantum * (1 << shift))
        size = factor.numerator.bit_length() - factor.denominator.bit_length()
        bits = min(_BITS - 1 - size, _MOST_BITS)
        if bits >= 0:
            rows.append((code, floor(mean * (1 << shift)), floor(factor * (1 << bits)), 1 << bits))
    names = ("mean", "least", "parts")
    schema = {"group": pl.Int32, **dict.fromkeys(names, pl.Int128)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _wide(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int128)


def stand_for(cell: int, quantum: Fraction) -> Fraction:
    """Return a number that is rounded as all are whose cell this is.

    >>> stand_for(-1, Fraction(1, 100))
    Fraction(-1, 400)
    """
    return Fraction(2 * cell + 1, 4) * quantum
