"""Projects for the job: the table that a user has, drawn with a fixed seed."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import polars as pl

from benchmarks.speed.rules import FLAGS, LEVELS, MONEY, PROGRESS, RATES, RATIOS, TIERS

__all__ = ["Words", "draw", "to_cents", "to_floats"]

Words = Literal["text", "enum"]
"""How categories stand in the table: as strings, or as polars' own type for them."""

Array = np.ndarray[Any, np.dtype[Any]]

_MOST_MONEY: Final = 10**14
"""10^12 yuan, in cents."""


def draw(count: int, seed: int, missing: float = 0.0, words: Words = "text") -> pl.DataFrame:
    """Return a table of projects, complete or with a share of every fact missing.

    Money is Decimal(18, 2) from one cent to 10^12 yuan; rates are Decimal(5, 2) per cent. A fifth
    of all pairs lie on ties and edges: points that end in a half, exactly the target, nothing.
    """
    random = np.random.default_rng(seed)
    columns: dict[str, Array] = {}
    for name in TIERS:
        columns[name] = random.choice(4, count, p=(0.6, 0.25, 0.12, 0.03)).astype(np.uint8)
    for name in FLAGS:
        columns[name] = random.random(count) < 0.93
    for actual, target, points in (*RATIOS.values(), PROGRESS):
        columns[actual], columns[target] = _draw_money(random, count, points)
    columns["planned"], columns["done"] = _draw_quantity(random, count)
    columns["faults"] = np.minimum(random.poisson(2, count), 20)
    columns["delay"] = np.maximum(random.normal(10, 25, count), 0).astype(np.int64)
    for name in RATES:
        columns[name] = _draw_rate(random, count)
    return _make_frame(columns, words, missing, random)


def _draw_money(random: np.random.Generator, count: int, points: int) -> tuple[Array, Array]:
    """Return actuals and targets in cents."""
    target = np.exp(random.uniform(0, np.log(_MOST_MONEY), count)).astype(np.int64)
    whole = random.random(count) < 0.3  # budgets are often in units of 10,000 yuan
    target = np.where(whole, np.maximum(target // 10**6, 1) * 10**6, target)
    target = np.clip(target, 1, _MOST_MONEY)
    actual = (target * np.clip(random.normal(0.97, 0.15, count), 0, 1.6)).astype(np.int64)
    # A half of a hundredth: the target is a multiple of 200 × the points, the actual an odd one.
    step = 200 * points
    unit = np.maximum(target // step, 1)
    odd = 2 * random.integers(0, step // 2, count) + 1
    kind = random.random(count)
    tie, full, zero, edge = kind < 0.12, kind > 0.95, kind > 0.98, (kind > 0.12) & (kind < 0.15)
    target = np.where(tie | edge, unit * step, target)
    actual = np.where(tie, unit * odd, np.where(edge, target // 10 * 6, actual))
    actual = np.where(zero, 0, np.where(full, target, actual))
    return np.minimum(actual, _MOST_MONEY), target


def _draw_quantity(random: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Return what was planned and what was done, on the edges of the steps and off them."""
    planned = np.exp(random.uniform(0, np.log(10**6), count)).astype(np.int64)
    planned = np.where(random.random(count) < 0.4, (planned // 20 + 1) * 20, planned)
    done = (planned * np.clip(random.normal(1.0, 0.15, count), 0, 2)).astype(np.int64)
    edge = random.choice((60, 80, 95, 100), count)
    exact = random.random(count) < 0.25
    return planned, np.where(exact, planned * edge // 100, done)


def _draw_rate(random: np.random.Generator, count: int) -> Array:
    """Return per cent in hundredths, on the nodes of the tables and the edges of steps as well.

    Between 0 and 1 there is none: nobody could tell 0.98 per cent from 98.
    """
    rate = np.clip(random.normal(90, 10, count), 20, 100)
    edge = random.choice((50, 60, 80, 90, 95, 100), count)
    kind = random.random(count)
    near = edge + random.choice((-0.1, -0.01, 0.01, 0.1, 0.3), count)
    found = np.where(kind < 0.08, edge, np.where(kind < 0.2, near, rate))
    found = np.where(kind > 0.99, 0, np.minimum(found, 100))
    hundredths: Array = np.rint(found * 100).astype(np.int64)
    return hundredths


def _make_frame(
    columns: dict[str, Array], words: Words, missing: float, random: np.random.Generator
) -> pl.DataFrame:
    frame = pl.DataFrame({"id": np.arange(len(columns["budget"])), **columns})
    tiers = pl.col(list(TIERS)).cat.to(pl.Enum(list(LEVELS)))
    frame = frame.with_columns(
        tiers if words == "enum" else tiers.cast(pl.String),
        _shift(pl.col(MONEY), 18),
        _shift(pl.col(RATES), 5),
        pl.col("id").cast(pl.String),
    )
    if not missing:
        return frame
    holes = {name: random.random(frame.height) < missing for name in columns}
    return frame.with_columns(
        pl.when(~pl.Series(hole)).then(pl.col(name)).alias(name) for name, hole in holes.items()
    )


def _shift(hundredths: pl.Expr, digits: int) -> pl.Expr:
    """Return whole hundredths as decimals of two places; no digit is divided off."""
    return (hundredths.cast(pl.Decimal(38, 2)) * pl.lit("0.01").cast(pl.Decimal(38, 2))).cast(
        pl.Decimal(digits, 2)
    )


def to_floats(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its decimals as floats, as a user of floats has it."""
    return frame.with_columns(pl.col(*MONEY, *RATES).cast(pl.Float64))


def to_cents(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its decimals as whole hundredths, as a ledger has them."""
    return frame.with_columns(pl.col(*MONEY, *RATES).to_physical().cast(pl.Int64))
