"""Lists of facts and panels: what is missing in a row, in all of them, and in the project."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.compiler.bench.terms import Term, read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.nodes import State, Value
from scorelib.engine.evaluator import evaluate_plan
from scorelib.ground.errors import WordError
from tests.engine.scoring import score
from tests.methods.plans import lots, method_plan
from tests.strategies import facts_of, plan_of

F = Fraction
GONE, OPEN, LOST = State.NOT_APPLICABLE, State.MISSING, State.UNDEFINED
Rows = list[Mapping[str, Value]] | None


def fold(text: str, rows: Rows, **facts: Value) -> Value:
    """Return what a formula over the columns `x` and `w` of the list `r` comes to."""
    builder = Builder()
    names = {f"r_{column}": Term(builder.row("r", column), "number") for column in "xw"}
    names["r_count"] = Term(builder.count("r"), "number")
    term, _ = read_term(text, builder, names)
    given = {} if rows is None else {"r": rows}
    value: Value = evaluate_plan(plan_of(builder), facts_of(facts, given))[term.node]
    return value


def xs(*values: Value) -> Rows:
    return [{"x": value} for value in values]


@pytest.mark.parametrize(
    ("text", "rows", "value"),
    [
        ("total(r_x)", xs(F(1), F(2), F(6)), F(9)),
        ("mean(r_x)", xs(F(1), F(2), F(6)), F(3)),
        ("largest(r_x)", xs(F(1), F(6), F(2)), F(6)),
        ("smallest(r_x)", xs(F(4), F(2), F(6)), F(2)),
        ("r_count", xs(F(1), F(2)), F(2)),
        ("total(2 * r_x / r_count)", xs(F(1), F(2)), F(3)),
        # nothing: a sum of nothing is zero, all else is undefined
        ("total(r_x)", [], F(0)),
        ("mean(r_x)", [], LOST),
        ("largest(r_x)", [], LOST),
        ("smallest(r_x)", [], LOST),
        ("r_count", [], F(0)),
        # a list that is not given is missing, and no list of nothing
        ("total(r_x)", None, OPEN),
        ("r_count", None, OPEN),
        ("mean(r_x)", None, OPEN),
        # one row without a value leaves none; undefined beats missing beats not applicable
        ("total(r_x)", [{"x": F(1)}, {}], OPEN),
        ("total(r_x)", xs(F(1), GONE), GONE),
        ("mean(r_x)", xs(GONE, OPEN), OPEN),
        ("total(1 / r_x)", xs(F(0), OPEN), LOST),
        ("largest(r_x)", xs(F(3), OPEN), OPEN),
    ],
)
def test_one_figure_of_all_rows(text: str, rows: Rows, value: Value) -> None:
    """What each figure is, and what it is where rows or the list have no value."""
    assert value == fold(text, rows)


def test_list_that_is_said_not_to_apply() -> None:
    """What a project says of the whole list is the reason of everything made of it."""
    assert GONE is fold("total(r_x)", None, r=GONE)
    assert GONE is fold("r_count", None, r=GONE)


@pytest.mark.parametrize(
    ("figures", "drop", "value"),
    [
        ((2, 8, 9, 7), 1, F(15, 2)),
        ((2, 8, 2), 1, F(2)),
        ((2, 8), 1, LOST),
        ((1, 2, 3, 4, 50), 2, F(3)),
    ],
)
def test_mean_without_the_extremes(
    figures: tuple[int, ...], drop: int, value: Fraction | State
) -> None:
    """As many of the lowest as of the highest are left out; of nothing left there is no mean."""
    builder = Builder()
    folded = builder.fold("r", builder.row("r", "x"), "mean", drop)
    rows = xs(*(F(each) for each in figures)) or []
    assert value == evaluate_plan(plan_of(builder), facts_of({}, {"r": rows}))[folded]
    assert f"trimmed_mean(r_x, {drop})" == print_formula(builder.nodes, folded)


def test_rows_of_two_lists_do_not_mix() -> None:
    """The rows of two lists do not belong to each other: no operation takes both."""
    builder = Builder()
    with pytest.raises(WordError, match="SL373"):
        builder.multiply(builder.row("r", "x"), builder.row("s", "x"))


BY_LOT = {
    "kind": "by-row",
    "rows": "lots",
    "share": "min(lots_actual / lots_planned, 1)",
    "weight": "1 / lots_count",
}


def test_formula_is_printed_as_it_is_written() -> None:
    """A reader of the trace sees the rows added up, and what each of them came to."""
    result = score(method_plan(BY_LOT, "5"), facts={"lots": lots((4, 1), (2, 2))})
    expected = "total(5 * min(lots_actual / lots_planned, 1) / lots_count)"
    assert (expected, "total(0.625, 2.5)") == (result.nodes[0].formula, result.nodes[0].substituted)
    assert F(5, 8) == result.nodes[0].share


def test_nothing_is_put_in_where_a_row_is_not_known() -> None:
    """A figure that is missing stands in no formula: there is nothing to show."""
    rows = {"rows": [{"id": "a", "planned": "4", "actual": {"state": "missing"}, "money": "1万元"}]}
    result = score(method_plan(BY_LOT, "5"), facts={"lots": rows})
    assert (None, None) == (result.nodes[0].points, result.nodes[0].substituted)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"state": "not-applicable", "reason": "当年没有安排"}, "scored"),
        ({"planned": "4", "actual": {"state": "missing"}, "money": "1万元"}, "missing"),
    ],
)
def test_row_that_does_not_apply_or_has_no_value(row: Mapping[str, Any], status: str) -> None:
    """A row said not to apply is left out with its weight; one without a value leaves no points."""
    given = lots((4, 2))
    given["rows"].append({"id": "other", **row})
    node = score(method_plan(BY_LOT), facts={"lots": given}).nodes[0]
    assert (status, F(5) if status == "scored" else None) == (node.status, node.points)


def test_no_row_applies() -> None:
    """Where no row applies the indicator does not apply, and the policy says what that means."""
    none = {"rows": [{"id": "r0", "state": "not-applicable", "reason": "没有安排"}]}
    plan = method_plan(BY_LOT, when_not_applicable="excluded")
    assert "not-applicable" == score(plan, facts={"lots": none}).nodes[0].status


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, "not-applicable"), ({"lots": lots((4, 2))}, "scored"), ({"lots": "unknown"}, "missing")],
)
def test_optional_indicator_with_rows(given: dict[str, Any], status: str) -> None:
    """Only where nothing is said of the list does it not apply; a missing value stays missing."""
    if given.get("lots") == "unknown":
        rows = lots((4, 2))
        rows["rows"][0]["actual"] = {"state": "missing"}
        given = {"lots": rows}
    plan = method_plan(BY_LOT, optional="true", when_not_applicable="excluded")
    assert status == score(plan, facts=given).nodes[0].status
