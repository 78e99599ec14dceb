"""The Yaohai plan as polars integers says what the scalar evaluator says, cell by cell."""

from __future__ import annotations

import pytest

from benchmarks.columns.lowering import Lowering
from benchmarks.columns.projects import WILD
from benchmarks.columns.table import fill_table
from benchmarks.columns_spike import run_spike
from tests.engine.scoring import make_plan


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


@pytest.mark.parametrize(
    "points",
    [
        "10 * sqrt(rate / 2)",
        "10 * first_known(share, rate / 2)",
        "10 if every(rows_ok) else 0",
        "10 * geometric_mean(rows_x)",
        "min(max(years_between(born, judged), 0), 10)",
    ],
)
def test_what_columns_do_not_know_is_refused(points: str) -> None:
    """A plan with nodes that the integer form has no meaning for is refused, never guessed at."""
    number = {"label": "率", "min": "0", "max": "1"}
    columns = {"x": number, "ok": {"label": "是否", "kind": "flag"}}
    facts = {
        "rate": number,
        "share": number,
        "born": {"label": "出生", "kind": "date"},
        "judged": {"label": "评价", "kind": "date"},
        "rows": {"label": "各行", "kind": "list", "fields": columns},
    }
    method = {"kind": "formula", "points": points}
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": method}}, facts=facts)
    with pytest.raises(NotImplementedError):
        Lowering(plan, fill_table(plan, [], 10**9), [plan.outputs[0].points])
