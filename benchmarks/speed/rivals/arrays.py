"""The job over arrays of numpy in binary floats, prepared for it: codes, looked up in tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from benchmarks.speed.rules import (
    CHECKLISTS,
    COUNTS,
    COVERAGE,
    FLAGS,
    GRADES,
    INDICATORS,
    LEVELS,
    MONEY,
    PROGRESS,
    QUALITY,
    QUANTITY,
    RATES,
    RATIOS,
    SATISFACTION,
    TIERS,
)

__all__ = ["list_answers", "prepare_arrays", "score"]

Array = np.ndarray[Any, np.dtype[Any]]


def prepare_arrays(frame: pl.DataFrame) -> dict[str, Array]:
    """Return the columns of a table of floats whose categories are polars' own."""
    found = {name: frame[name].to_physical().to_numpy() for name in TIERS}
    return found | {name: frame[name].to_numpy() for name in (*FLAGS, *MONEY, *COUNTS, *RATES)}


def score(given: Mapping[str, Array]) -> dict[str, Array]:
    """Return points, total and the number of the grade."""
    shares = np.array(list(LEVELS.values())) / 100
    scored = {name: (shares * points)[given[name]] for name, points in TIERS.items()}
    for name, (one, two, three) in CHECKLISTS.items():
        scored[name] = (given[one].view(np.int8) + given[two] + given[three]).astype(np.float64)
    for name, (actual, target, points) in RATIOS.items():
        scored[name] = _round(np.minimum(given[actual] * points / given[target], points))
    scored["order"] = np.maximum(5 - 0.5 * given["faults"], 0)
    scored["timeliness"] = _round(np.maximum(5 - 0.4 * ((given["delay"] + 9) // 10), 0))
    scored["satisfaction"] = _step(given["satisfaction"], SATISFACTION)
    scored["quantity"] = _step(given["done"] * 100 / given["planned"], QUANTITY)
    scored["quality"] = _round(np.interp(given["passed"], *_unzip(QUALITY)))
    scored["coverage"] = _round(np.interp(given["served"], *_unzip(COVERAGE)))
    actual, target, points = PROGRESS
    rate = np.minimum(given[actual] / given[target], 1)
    scored["progress"] = np.where(rate < 0.6, 0, _round(points * (rate - 0.6) / 0.4))
    total = scored["basis"].copy()
    for name in INDICATORS[1:]:
        total += scored[name]
    scored["total"] = _round(total)
    scored["grade"] = _count_edges(scored["total"], [edge for edge, _ in GRADES[:-1]])
    return scored


def list_answers(scored: Mapping[str, Array]) -> pl.DataFrame:
    """Return arrays as a table with the words of the grades."""
    names = [name for _, name in reversed(GRADES)]
    return pl.DataFrame(dict(scored)).with_columns(
        pl.Series("grade", [names[each] for each in scored["grade"]])
    )


def _round(value: Array) -> Array:
    value *= 100
    value += 0.5
    np.floor(value, out=value)
    value /= 100
    return value


def _step(value: Array, steps: tuple[tuple[int, int], ...]) -> Array:
    heights = np.array([0, *(points for _, points in reversed(steps))]) / 100
    return heights[_count_edges(value, [edge for edge, _ in steps])]


def _count_edges(value: Array, edges: list[int]) -> Array:
    """Return how many edges each value has reached; faster than a search for so few."""
    reached = np.zeros(len(value), np.int8)
    for edge in edges:
        reached += value >= edge
    return reached


def _unzip(nodes: tuple[tuple[int, int], ...]) -> tuple[list[int], list[float]]:
    return [at for at, _ in nodes], [height / 100 for _, height in nodes]
