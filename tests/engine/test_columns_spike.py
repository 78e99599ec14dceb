"""The Yaohai plan as polars integers says what the scalar evaluator says, cell by cell."""

from __future__ import annotations

import pytest

from benchmarks.columns.projects import WILD
from benchmarks.columns_spike import run_spike


def test_every_cell_is_that_of_the_scalar() -> None:
    """Points, status, parts of the total and grade agree; one project in fifty falls back."""
    outcome = run_spike(300, 120)
    assert [] == outcome.mismatches
    assert 300 // WILD == outcome.fallback
    assert outcome.total_known > 40
    assert outcome.cells > 120 * 80


@pytest.mark.parametrize("count", [1, 11])
def test_small_tables(count: int) -> None:
    """Inputs that nobody gives fold away, an empty table included, and nothing changes."""
    outcomes = [run_spike(count, count, seed=seed) for seed in (2, 3)]
    assert [[], []] == [outcome.mismatches for outcome in outcomes]
    assert [1, 1] == [outcome.fallback for outcome in outcomes]


def test_long_figures_take_wide_columns() -> None:
    """Targets of many digits are calculated in 128 bits where they must be, and only there."""
    outcome = run_spike(100, 100)
    assert [] == outcome.mismatches
    assert 0 < outcome.types["Int128"] < outcome.types["Int64"]
