"""The job over a table in binary floats: as a user of polars writes it, and tuned.

Both give points close to the exact ones; where a half is rounded, or the total lies on the edge
of a grade, they may give others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

import polars as pl

from benchmarks.speed.rules import (
    CHECKLISTS,
    COVERAGE,
    GRADES,
    INDICATORS,
    LEVELS,
    PROGRESS,
    QUALITY,
    QUANTITY,
    RATIOS,
    SATISFACTION,
    TIERS,
)

__all__ = ["score_as_written", "score_tuned"]

Steps = Sequence[tuple[int, int]]
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def score_as_written(frame: Frame) -> Frame:
    """Return points, total and grade, as somebody writes it who wants it done.

    Words are compared, the smaller of two is `min_horizontal`, `round` rounds.
    """
    scored = frame.select(
        *(_tier(name, pl.col(name), points) for name, points in TIERS.items()),
        *(_checklist(name, flags) for name, flags in CHECKLISTS.items()),
        *(
            (pl.min_horizontal(pl.col(actual) / pl.col(target), 1) * points).round(2).alias(name)
            for name, (actual, target, points) in RATIOS.items()
        ),
        pl.max_horizontal(5 - 0.5 * pl.col("faults"), 0).alias("order"),
        pl.max_horizontal(5 - 0.4 * (pl.col("delay") / 10).ceil(), 0).round(2).alias("timeliness"),
        _step("satisfaction", pl.col("satisfaction"), SATISFACTION),
        _step("quantity", pl.col("done") / pl.col("planned") * 100, QUANTITY),
        _line(pl.col("passed"), QUALITY).round(2).alias("quality"),
        _line(pl.col("served"), COVERAGE).round(2).alias("coverage"),
        _progress().round(2).alias("progress"),
    )
    scored = scored.with_columns(pl.sum_horizontal(INDICATORS).round(2).alias("total"))
    return scored.with_columns(_grade(pl.col("total")))


def score_tuned(frame: Frame) -> Frame:
    """Return points, total and grade, as somebody writes it who has measured.

    Categories are polars' own type, so words are compared by their codes; what several branches
    need is computed once, and a line is one slope and one height, chosen by where a value lies.
    """
    share = (pl.col("done") / pl.col("planned") * 100).alias("share")
    scored = frame.with_columns(share).select(
        *(_tier_of_codes(name, points) for name, points in TIERS.items()),
        *(_count(name, flags) for name, flags in CHECKLISTS.items()),
        *(
            _round(pl.min_horizontal(pl.col(actual) * points / pl.col(target), points)).alias(name)
            for name, (actual, target, points) in RATIOS.items()
        ),
        pl.max_horizontal(5 - 0.5 * pl.col("faults"), 0).alias("order"),
        _round(pl.max_horizontal(5 - 0.4 * (pl.col("delay") / 10).ceil(), 0)).alias("timeliness"),
        _step("satisfaction", pl.col("satisfaction"), SATISFACTION),
        _step("quantity", pl.col("share"), QUANTITY),
        _round(_line_of_slopes(pl.col("passed"), QUALITY)).alias("quality"),
        _round(_line_of_slopes(pl.col("served"), COVERAGE)).alias("coverage"),
        _round(_progress_without_branch()).alias("progress"),
    )
    scored = scored.with_columns(_round(pl.sum_horizontal(INDICATORS)).alias("total"))
    return scored.with_columns(_grade(pl.col("total")))


def _tier(name: str, given: pl.Expr, points: int) -> pl.Expr:
    chosen: pl.Expr = pl.lit(None, pl.Float64)
    for level, share in reversed(LEVELS.items()):
        chosen = pl.when(given == level).then(points * share / 100).otherwise(chosen)
    return chosen.alias(name)


def _tier_of_codes(name: str, points: int) -> pl.Expr:
    *levels, (_, last) = ((level, points * share / 100) for level, share in LEVELS.items())
    chosen: pl.Expr = pl.lit(last)
    for level, found in reversed(levels):
        chosen = pl.when(pl.col(name) == level).then(found).otherwise(chosen)
    return chosen.alias(name)


def _checklist(name: str, flags: Sequence[str]) -> pl.Expr:
    one, two, three = (pl.col(flag).cast(pl.Float64) for flag in flags)
    return (one + two + three).alias(name)


def _count(name: str, flags: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal(flags).cast(pl.Float64).alias(name)


def _step(name: str, value: pl.Expr, steps: Steps) -> pl.Expr:
    chosen: pl.Expr = pl.when(value.is_not_null()).then(0.0)
    for edge, points in reversed(steps):
        chosen = pl.when(value >= edge).then(points / 100).otherwise(chosen)
    return chosen.alias(name)


def _line(value: pl.Expr, nodes: Steps) -> pl.Expr:
    """Return the height of a line of straight pieces, from the left."""
    *pieces, last = _pieces(value, nodes)
    chosen = last[1]
    for end, height in reversed(pieces):
        chosen = pl.when(value <= end).then(height).otherwise(chosen)
    return chosen


def _pieces(value: pl.Expr, nodes: Steps) -> Iterator[tuple[int, pl.Expr]]:
    for (start, low), (end, high) in pairwise(nodes):
        slope = (high - low) / 100 / (end - start)
        yield end, (value - start) * slope + low / 100


def _line_of_slopes(value: pl.Expr, nodes: Steps) -> pl.Expr:
    slopes = [
        (
            end,
            (high - low) / 100 / (end - start),
            low / 100 - start * (high - low) / 100 / (end - start),
        )
        for (start, low), (end, high) in pairwise(nodes)
    ]
    slope, height = (pl.lit(each) for each in slopes[-1][1:])
    for end, steep, high in reversed(slopes[:-1]):
        slope = pl.when(value <= end).then(steep).otherwise(slope)
        height = pl.when(value <= end).then(high).otherwise(height)
    return value * slope + height


def _progress() -> pl.Expr:
    actual, target, points = PROGRESS
    rate = pl.col(actual) / pl.col(target)
    reached = pl.min_horizontal(rate, 1)
    return pl.when(rate < 0.6).then(0.0).otherwise(points * (reached - 0.6) / 0.4)


def _progress_without_branch() -> pl.Expr:
    actual, target, points = PROGRESS
    reached = pl.min_horizontal(pl.col(actual) / pl.col(target), 1)
    return pl.max_horizontal(reached - 0.6, 0) * (points / 0.4)


def _round(value: pl.Expr) -> pl.Expr:
    return value.round(2, mode="half_away_from_zero")


def _grade(total: pl.Expr) -> pl.Expr:
    grade = pl.Enum([name for _, name in GRADES])
    chosen: pl.Expr = pl.lit(None, grade)
    for edge, name in reversed(GRADES):
        chosen = pl.when(total >= edge).then(pl.lit(name, grade)).otherwise(chosen)
    return chosen.alias("grade")
