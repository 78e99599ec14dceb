"""Rows compared with each other have the statistics that the same projects have as documents."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl
import pytest

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.cohort import CohortRun, evaluate_cohort
from scorelib.engine.columns.cohorts import gather, list_passes, piles, place, settle
from scorelib.engine.columns.cohorts.scores import find_cells
from scorelib.engine.columns.tables import Sheet, read_sheet
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.result import Result
from scorelib.engine.statistics import Statistics, read_statistics
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan

COHORTS = max(24, int(os.environ.get("SCORELIB_EXAMPLES", "100")) // 2)

FACTS = {
    "x": {"label": "数"},
    "y": {"label": "除数", "above": "0"},
    "group": {"label": "组", "kind": "category", "values": {"north": "北", "south": "南"}},
}
POINTS = {"kind": "formula", "points": "max_points * min(max(x / y, 0), 1)"}
TREE = {"a": {"label": "甲", "max_points": "10", "method": POINTS}}
ROUNDED = {"places": "2", "mode": "half-up"}

Row = dict[str, str | None]
Parts = Sequence[tuple[int, Sheet]]


def plan_with(**statistics: dict[str, Any]) -> Plan:
    """Return a plan with statistics, of `x` unless they say otherwise."""
    named = {name: {"label": name, "of": "x", **each} for name, each in statistics.items()}
    return make_plan(TREE, facts=FACTS, cohort=named)


def read_parts(plan: Plan, rows: Sequence[Row], count: int = 1) -> Parts:
    """Return rows as the sheets of a table that comes in so many parts, and where each starts."""
    schema = dict.fromkeys(("id", "x", "y", "group"), pl.String)
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    size = max(1, -(-len(rows) // count))
    starts = range(0, max(len(rows), 1), size)
    return [(start, read_sheet(plan, frame.slice(start, size))) for start in starts]


def find(plan: Plan, parts: Parts) -> Statistics:
    """Return the statistics over all parts, each sent elsewhere and back on the way."""
    found: Statistics | None = None
    for _ in range(list_passes(plan)):
        partials = [gather(plan, sheet, found, start=start) for start, sheet in parts]
        found = settle(plan, pickle.loads(pickle.dumps(partials)), found)
    assert found is not None
    return found


def score(plan: Plan, rows: Sequence[Row]) -> CohortRun:
    return evaluate_cohort(plan, [load(row) for row in rows])


def load(row: Row) -> Any:
    facts = {key: value for key, value in row.items() if key != "id" and value is not None}
    frame = {"scorelib": "1", "assessed_period": "2021", "evaluated_on": "2022-01-31"}
    return load_project({**frame, "project": {"id": row["id"], "name": "项目"}, "facts": facts})


def assert_placed(plan: Plan, parts: Parts, stored: Statistics, results: Sequence[Result]) -> None:
    """Check that rows have the statistics and the findings on them that the projects have."""
    for start, sheet in parts:
        placed = place(plan, sheet, stored)
        for (kind, name), figures in placed.inputs.items():
            assert kind == "cohort"
            for row, value in enumerate(figures.at(range(len(sheet.ids)))):
                cohort = results[start + row].inputs.cohort
                assert cohort is not None
                assert (name, start + row, cohort.uses[name].value) == (name, start + row, value)
        for row in range(len(sheet.ids)):
            codes = {each.code for each in results[start + row].findings}
            raised = {code for code, mask in placed.findings.items() if mask[row]}
            assert codes & {"SL578", "SL579"} == raised


def draw_statistic(random: Random, earlier: Sequence[str]) -> dict[str, Any]:
    """Return a statistic of any kind, with any of the keys that it may have."""
    kinds = ["min", "max", "sum", "mean", "median", "percentile", "standard-deviation"]
    kind = random.choice([*kinds, "count", "rank", "rank", "z-score", "z-score"])
    formulas = ["x", "x", "x / y", "x * y - 3", "total", "x / 7", "x ** 6", "x / y ** 4"]
    formulas += ["sqrt(y)", *(f"x - {name}" for name in earlier)]
    found: dict[str, Any] = {"statistic": kind, "of": random.choice(formulas)}
    if kind == "count":
        found["of"] = random.choice([found["of"], "x >= 1", "x / y < 2"])
    elif kind == "rank":
        found["order"] = random.choice(["ascending", "descending"])
        found["ties"] = random.choice(["min", "max", "dense", "average"])
        found |= {"rounding": draw_rounding(random, 1)} if random.random() < 0.4 else {}
    else:
        found |= draw_rounding(random, 4)
    if kind in ("standard-deviation", "z-score"):
        found["deviation"] = random.choice(["population", "sample"])
    if kind == "percentile":
        found |= draw_share(random, ["0%", "5%", "30%", "50%", "87.5%", "100%"])
    if kind in ("min", "max", "mean", "standard-deviation") and random.random() < 0.4:
        points = {"points": random.choice(["0", "1", "2"])}
        found["winsorise"] = random.choice([points, draw_share(random, ["0%", "5%", "30%"])])
    found |= {"by": "group"} if random.random() < 0.4 else {}
    found |= {"without": "skip"} if random.random() < 0.7 else {}
    found |= {"at_least": random.choice(["5", "6"])} if random.random() < 0.2 else {}
    return found


def draw_share(random: Random, shares: Sequence[str]) -> dict[str, str]:
    definitions = ["nearest-rank", "linear", "exclusive", "weibull"]
    return {"share": random.choice(shares), "definition": random.choice(definitions)}


def draw_rounding(random: Random, most: int) -> dict[str, str]:
    modes = ["half-up", "half-even", "half-down", "up", "down", "floor", "ceiling"]
    return {"places": str(random.randrange(most + 1)), "mode": random.choice(modes)}


def draw_rows(random: Random) -> list[Row]:
    """Return projects: none, one or many, with ties, gaps, minus signs and long figures."""
    count = random.choice([0, 1, 2, 3, 6, 12, 60])
    gaps, reach = random.choice([0.0, 0.0, 0.1, 0.5]), random.choice([3, 200, 10**6, 10**14])
    places = random.choice([0, 0, 2, 5])

    def draw(least: int) -> str | None:
        if random.random() < gaps:
            return None
        scaled = random.randrange(least, reach + 1)
        digits = f"{abs(scaled):0{places + 1}d}"
        shown = f"{digits[:-places]}.{digits[-places:]}" if places else digits
        return f"-{shown}" if scaled < 0 else shown

    def group() -> str | None:
        return None if random.random() < gaps / 5 else random.choice(["north", "north", "south"])

    names = [f"p{place}" for place in range(count)]
    random.shuffle(names)
    return [{"id": name, "x": draw(-reach), "y": draw(1), "group": group()} for name in names]


def draw_plan(random: Random) -> Plan:
    """Return a plan with a few statistics, some of them of others."""
    statistics: dict[str, dict[str, Any]] = {}
    for place_ in range(random.choice([1, 2, 3, 5])):
        earlier = [n for n, each in statistics.items() if each["statistic"] != "count"]
        earlier = [n for n in earlier if "total" not in statistics[n]["of"]]
        statistics[f"found_{place_}"] = draw_statistic(random, earlier)
    return plan_with(**statistics)


@pytest.mark.parametrize("seed", range(COHORTS))
def test_drawn_cohorts_are_compared_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is compared, in parts or whole: the statistics, each row's own, the findings."""
    random = Random(seed)
    if random.random() < 0.8:
        monkeypatch.setattr(piles, "FEW", 0)  # As many values as here are not worth columns.
    plan, rows = draw_plan(random), draw_rows(random)
    run = score(plan, rows)
    parts = read_parts(plan, rows, random.choice([1, 1, 2, 3]))
    if not rows:
        parts = read_parts(plan, rows)
    found = find(plan, parts)
    assert run.statistics == found
    assert run.statistics.to_json() == found.to_json()
    assert_placed(plan, parts, found, run.results)
    stored = read_statistics(found.to_json())
    assert_placed(plan, parts, stored, run.results)


@pytest.mark.parametrize("seed", range(COHORTS // 4))
def test_rows_outside_of_a_stored_cohort(seed: int) -> None:
    """Newcomers, those whose values have changed, and groups that were not there."""
    random = Random(seed)
    plan, rows = draw_plan(random), draw_rows(random)
    stored = score(plan, rows).statistics
    others = [{**row, "x": random.choice([row["x"], "7"])} for row in draw_rows(random)]
    results = [evaluate_project(plan, load(row), cohort=stored) for row in others]
    read = read_statistics(stored.to_json())
    assert_placed(plan, read_parts(plan, others), stored, results)
    assert_placed(plan, read_parts(plan, others), read, results)
    own = find(plan, read_parts(plan, rows))
    assert_placed(plan, read_parts(plan, others), own, results)


@pytest.mark.parametrize("mean", [Fraction(1, 3), Fraction(-22, 7), Fraction(10**9, 11)])
def test_scores_on_and_beside_the_borders_of_a_rounding(mean: Fraction) -> None:
    """On a half unit nothing is told without exact fractions; beside it only what is true."""
    deviation, quantum = Fraction(5, 13), Fraction(1, 100)
    steps = [Fraction(0), *(Fraction(sign, 10**k) for k in (2, 9, 17) for sign in (1, -1))]
    scores = [Fraction(half, 2) + step for half in range(-9, 10) for step in steps]
    values = [mean + score * quantum * deviation for score in scores]
    rows = [(0, each.numerator, each.denominator) for each in values]
    frame = pl.DataFrame(
        rows, schema={"group": pl.Int32, "n": pl.Int128, "d": pl.Int128}, orient="row"
    ).filter(pl.col("d") < 1 << 62)
    cells = find_cells(frame, {0: (mean, deviation)}, quantum)
    assert cells.drop_nulls().len() > frame.height // 3
    for (_, n, d), cell in zip(frame.iter_rows(), cells, strict=True):
        score = (Fraction(n, d) - mean) / deviation / quantum
        assert cell is None or cell < 2 * score < cell + 1


def test_the_textbook_figures() -> None:
    """Σ = 40 of 2 4 4 4 5 5 7 9; the squares of the distances from 5 sum to 32: √(32/8) = 2."""
    rows: list[Row] = [
        {"id": f"p{at}", "x": x} for at, x in enumerate(("2", "4", "4", "4", "5", "5", "7", "9"))
    ]
    plan = plan_with(
        mean_x={"statistic": "mean", **ROUNDED},
        spread={"statistic": "standard-deviation", "deviation": "population", **ROUNDED},
        middle={"statistic": "median", **ROUNDED},
        own={"statistic": "z-score", "deviation": "population", **ROUNDED},
        rank_x={"statistic": "rank", "order": "ascending", "ties": "average"},
    )
    parts = read_parts(plan, rows, 3)
    found = find(plan, parts)
    figures = {name: each.figures[0] for name, each in found.records.items()}
    assert 5 == figures["mean_x"].value
    assert 2 == figures["spread"].value
    assert Fraction("4.5") == figures["middle"].value
    (_, sheet), *_ = parts
    inputs = place(plan, sheet, found).inputs
    assert [Fraction(each) for each in ("-1.5", "-.5", "-.5")] == inputs["cohort", "own"].at(
        [0, 1, 2]
    )
    assert [1, 3, 3] == inputs["cohort", "rank_x"].at([0, 1, 2])


def test_rows_that_are_refused_are_no_members() -> None:
    """A divisor of 0 is none; the mean of the others, 1 and 2, is 1.5, and they are two."""
    rows: list[Row] = [
        {"id": "a", "x": "1", "y": "1"},
        {"id": "b", "x": "100", "y": "0"},
        {"id": "c", "x": "2", "y": "1"},
    ]
    plan = plan_with(mean_x={"statistic": "mean", **ROUNDED})
    parts = read_parts(plan, rows)
    found = find(plan, parts)
    assert (2, Fraction("1.5")) == (found.projects, found.records["mean_x"].figures[0].value)
    values = place(plan, parts[0][1], found).inputs["cohort", "mean_x"].at(range(3))
    assert [Fraction("1.5"), State.MISSING, Fraction("1.5")] == values


def test_two_rows_with_one_id_are_refused() -> None:
    """Rows 0 and 3 are one project, though they stand in two parts of the table."""
    rows: list[Row] = [{"id": name, "x": "1"} for name in ("a", "b", "c", "a")]
    plan = plan_with(mean_x={"statistic": "mean", **ROUNDED})
    with pytest.raises(DocumentError) as caught:
        find(plan, read_parts(plan, rows, 2))
    (found,) = caught.value.diagnostics
    assert ("SL926", "id") == (found.code, found.path)
    assert "row 0" in found.message("en")


def test_parts_can_be_joined_in_any_order() -> None:
    """What two parts add is the same whichever comes first, and joined twice over."""
    plan = plan_with(mean_x={"statistic": "mean", "by": "group", **ROUNDED})
    rows: list[Row] = [
        {"id": f"p{at}", "x": str(at), "group": "north" if at % 2 else "south"} for at in range(9)
    ]
    first, second, third = (gather(plan, sheet) for _, sheet in read_parts(plan, rows, 3))
    whole = settle(plan, [first, second, third])
    assert (
        whole == settle(plan, [third + first, second]) == settle(plan, [first + (second + third)])
    )


def test_no_parts_are_a_cohort_of_none() -> None:
    """Nothing to compare: the statistics of no projects, a group of none where there are none."""
    plan = plan_with(
        mean_x={"statistic": "mean", **ROUNDED},
        rank_x={"statistic": "rank", "by": "group", "order": "ascending", "ties": "min"},
    )
    assert score(plan, []).statistics == settle(plan, [])


def test_statistics_of_another_ruleset_are_refused() -> None:
    """The hash of the ruleset decides, as it does for one project."""
    plan = plan_with(mean_x={"statistic": "mean", **ROUNDED})
    other = plan_with(mean_x={"statistic": "median", **ROUNDED})
    parts = read_parts(plan, [{"id": "a", "x": "1"}])
    with pytest.raises(DocumentError, match="SL928"):
        place(plan, parts[0][1], find(other, read_parts(other, [{"id": "a", "x": "1"}])))
