"""Projects as rows of a table are scored as the same projects are as documents."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from scorelib import columns
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.ground.errors import DocumentError
from tests.engine.columns.rows import fit_columns, flatten, read_result, read_row, tabulate
from tests.engine.drawing import draw_ruleset
from tests.engine.drawing_projects import draw_project
from tests.engine.drawing_words import strip_drawn
from tests.engine.scoring import TIERS, make_plan, one_indicator, slot
from tests.engine.test_independent import try_plan

RULESETS = max(4, int(os.environ.get("SCORELIB_EXAMPLES", "100")) // 4)
PROJECTS = 12

FRAME = {"scorelib": "1", "assessed_period": "2021", "evaluated_on": "2022-01-31"}


def score_documents(plan: Plan, projects: list[dict[str, Any]]) -> dict[int, Any]:
    """Return the result of each project, or the codes of what is wrong with it."""
    found: dict[int, Any] = {}
    for row, parts in enumerate(projects):
        head = {"id": f"p{row}", "name": "项目"}
        try:
            project = load_project({**FRAME, **parts, "project": head})
            found[row] = read_result(evaluate_project(plan, project))
        except DocumentError as error:
            found[row] = {each.code for each in error.diagnostics}
    return found


def score_rows(plan: Plan, table: pl.DataFrame) -> dict[int, Any]:
    """Return the same from a table."""
    scored = columns.evaluate(plan, table)
    refused = {each.row: {d.code for d in each.diagnostics} for each in scored.rejects}
    good = [row for row in range(len(table)) if row not in refused]
    rows = [read_row(row) for row in scored.frame.iter_rows(named=True)]
    return refused | dict(zip(good, rows, strict=True))


def assert_same(plan: Plan, projects: list[dict[str, Any]]) -> None:
    """Check that documents, a table of texts and one of numbers give the same."""
    expected = score_documents(plan, projects)
    flat = [flatten({**each, "project": {"id": f"p{i}"}}) for i, each in enumerate(projects)]
    table = tabulate(flat)
    for each in (table, fit_columns(table)):
        actual = score_rows(plan, each)
        for row in expected:
            assert (row, expected[row]) == (row, actual[row])


@pytest.mark.parametrize("seed", range(RULESETS))
def test_drawn_projects_are_scored_the_same(seed: int) -> None:
    """Whatever a ruleset and its projects are, a row gives what the document gives."""
    random = Random(seed)
    plan, ruleset = None, {}
    while plan is None:
        ruleset = draw_ruleset(random)
        plan = try_plan(ruleset)
    projects = [strip_drawn(draw_project(random, ruleset)) for _ in range(PROJECTS)]
    for each in projects[1::5]:
        # No column of texts holds so many places: such rows go by hand, between the others.
        declared = each["assessments"][0]["points"]
        declared |= dict.fromkeys(list(declared)[:2], "1.234567891")
    assert_same(plan, projects)


EXAMPLES = ("hefei-yaohai-2021", "case-09", "case-12", "case-16", "consistent/national-2020")


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_scored_the_same(name: str) -> None:
    """A real project as a row has the total, the grade and the findings that it has as a form."""
    import scorelib

    project = scorelib.load_project(Path("examples") / name)
    plan = scorelib.compile(scorelib.choose(project))
    document = project.document.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    document = {key: value for key, value in document.items() if key != "assumptions"}
    result = evaluate_project(plan, project)
    row = flatten(document)
    for fact in plan.facts:
        # What stands in the money block of a form is a column like any other fact.
        given = result.inputs.given.get(fact.name)
        value = None if given is None else given.value
        if fact.funds is not None and isinstance(value, Fraction):
            row[fact.name] = f"{value.numerator / Decimal(value.denominator)}元"
    (actual,) = columns.evaluate(plan, tabulate([row])).frame.iter_rows(named=True)
    expected = read_result(result)
    found = read_row(actual)
    raised = {alarm.code for alarm in plan.alarms} | {"SL512"}
    assert set(expected["findings"]) <= raised
    assert expected == found


def plan_of_kinds() -> Plan:
    """Return the plan of a ruleset with facts of every kind."""
    facts = {
        "spent": {"label": "支出数", "unit": "万元", "min": "0"},
        "planned": {"label": "计划数", "unit": "万元", "above": "0"},
        "rate": {"label": "完成率", "unit": "%", "min": "0", "max": "200%"},
        "heads": {"label": "人数", "kind": "count"},
        "ready": {"label": "有制度", "kind": "flag"},
        "level": {"label": "验收", "kind": "category", "values": {"all": "全部", "none": "未经"}},
        "done_on": {"label": "完成日", "kind": "date"},
        "due_on": {"label": "期限", "kind": "date"},
        "liked": {
            "label": "满意度",
            "kind": "survey",
            "levels": {
                "yes": {"label": "满意", "score": "1"},
                "no": {"label": "不满意", "score": "0"},
            },
        },
        "years": {
            "label": "各年",
            "kind": "list",
            "fields": {"actual": {"label": "实际", "min": "0"}},
        },
    }

    def formula(points: str) -> dict[str, Any]:
        return {
            "label": "指标",
            "max_points": "10",
            "method": {"kind": "formula", "points": points},
        }

    return make_plan(
        {
            "money": formula("max_points * min(spent / planned, 1)"),
            "rate": formula("max_points * min(rate, 1)"),
            "heads": formula("min(heads, 10)"),
            "ready": formula("10 if ready else 0"),
            "level": formula("10 if level == 'all' else 4"),
            "day": formula("10 if done_on <= due_on else 5"),
            "liked": formula("10 * liked"),
            "years": formula("min(total(years_actual), 10)"),
            "looked": {"label": "看", "max_points": "10", "method": "judged"},
            "own": slot({"positive": "capped-ratio", "qualitative": TIERS}, "10"),
        },
        facts=facts,
        when_maxima_overflow="cap",
    )


WHOLE = {
    "id": ["a", "b"],
    "spent": [Decimal("12.50"), Decimal("3.00")],
    "planned": [25, 4],
    "rate": ["95%", "100%"],
    "heads": [7, 12],
    "ready": [True, False],
    "level": ["all", "none"],
    "done_on": [date(2021, 12, 31), date(2022, 1, 1)],
    "due_on": ["2021-12-31", "2021-12-31"],
    "liked.yes": [3, 1],
    "liked.no": [1, 0],
    "years": [
        [{"id": "y1", "actual": Decimal("1.5")}, {"id": "y2", "actual": Decimal("2.0")}],
        None,
    ],
    "judged.looked": [Decimal("7.5"), None],
    "declared.looked": [None, 9],
    "indicators.own": [[{"id": "i1", "max_points": 10, "target": "≥10个", "actual": "9个"}], []],
}
POINTS = {
    "money": ("5", "7.5"),
    "rate": ("9.5", "10"),
    "heads": ("7", "10"),
    "ready": ("10", "0"),
    "level": ("10", "4"),
    "day": ("10", "5"),
    "liked": ("7.5", "10"),
    "years": ("3.5", None),
    "looked": ("7.5", None),
}
"""What the formulas give, worked out by hand."""


def test_every_kind_of_column() -> None:
    """Integers, decimals, texts with units, truth values, dates, surveys, lists and items."""
    frame = columns.evaluate(plan_of_kinds(), pl.DataFrame(WHOLE)).frame
    for name, expected in POINTS.items():
        found = frame[f"points.{name}"].to_list()
        assert [None if each is None else Decimal(each) for each in expected] == found
        assert pl.Decimal(38, 2) == frame.schema[f"points.{name}"]
    assert [{"id": "i1", "points": Decimal(9), "status": "scored"}] == frame["indicators.own"][
        0
    ].to_list()
    assert [] == frame["indicators.own"][1].to_list()


class Capsule:
    """A table of another library: it hands out Arrow, and nothing else."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def test_arrow_goes_in_and_out() -> None:
    """Any table that hands out Arrow is read, and the scored table hands it out again."""
    plan, frame = plan_of_kinds(), pl.DataFrame(WHOLE)
    scored = columns.evaluate(plan, Capsule(frame))
    assert scored.frame.equals(columns.evaluate(plan, frame).frame)
    assert scored.frame["total"].to_list() == pl.DataFrame(scored)["total"].to_list()
    assert scored.frame.equals(columns.evaluate(plan, frame.lazy()).frame)
    with pytest.raises(TypeError, match="list"):
        columns.evaluate(plan, [1])


def test_items_of_their_own_table() -> None:
    """Indicators of a long table are those of the lists, whatever the order of their rows."""
    plan, frame = plan_of_kinds(), pl.DataFrame(WHOLE)
    items = pl.DataFrame(
        {
            "project": ["b", "a"],
            "slot": ["own", "own"],
            "id": ["i2", "i1"],
            "max_points": [10, 10],
            "target": ["≥10个", "≥10个"],
            "actual": ["5个", "9个"],
        }
    )
    found = columns.evaluate(plan, frame.drop("indicators.own"), items=items).frame
    points = [[each["points"] for each in row] for row in found["indicators.own"].to_list()]
    assert [[Decimal(9)], [Decimal(5)]] == points


def refused(table: Any, **more: Any) -> list[tuple[str, str | None]]:
    """Return the codes that a whole table is refused with, and the columns."""
    with pytest.raises(DocumentError) as error:
        columns.evaluate(plan_of_kinds(), table, **more)
    return sorted((each.code, each.path) for each in error.value.diagnostics)


def test_columns_that_cannot_be_used() -> None:
    """All that is wrong with the columns of a table is told at once."""
    table = pl.DataFrame(
        {
            "spend": [1],
            "whatever": [1],
            "planned": [0.5],
            "ready": [1],
            "liked.yes": [1],
            "max_points.money": [1],
            "judged.own": [1],
            "indicators.own": [[{"id": "i", "targets": "1", "actual": 0.5}]],
        }
    )
    assert [
        ("SL411", "judged.own"),
        ("SL438", "max_points.money"),
        ("SL941", "indicators.own.targets"),
        ("SL941", "spend"),
        ("SL942", "whatever"),
        ("SL943", "ready"),
        ("SL944", "indicators.own.actual"),
        ("SL944", "planned"),
        ("SL947", "liked.no"),
    ] == refused(table)


def test_items_that_belong_to_nobody() -> None:
    """Indicators of projects that are not there, or there twice, and two sources of them."""
    items = pl.DataFrame({"project": ["a", "z"], "slot": ["own", "own"], "id": ["i", "i"]})
    twice = pl.DataFrame({"id": ["a", "a"], "indicators.own": [[{"id": "i"}], []]})
    assert [("SL945", "a"), ("SL946", "z"), ("SL948", "indicators.own")] == refused(
        twice, items=items
    )
    assert [("SL947", "id"), ("SL947", "slot")] == refused(
        pl.DataFrame({"id": ["a"]}), items=pl.DataFrame({"project": ["a"]})
    )


def test_shortest_floats() -> None:
    """A float is the shortest decimal that reads back as it, where the caller says so."""
    item = {"id": "i", "max_points": 10.0, "target": "≥1个", "actual": 0.7}
    table = pl.DataFrame(
        {
            "spent": [0.1, 2.0, float("nan")],
            "planned": pl.Series([0.3, 1e22, 1.0], dtype=pl.Float64),
            "indicators.own": [[item], [], []],
        }
    )
    scored = columns.evaluate(plan_of_kinds(), table, floats="shortest")
    # 10 * 0.1 / 0.3 is 3.333…; in binary floats 0.1 / 0.3 is a little more than a third.
    assert [Decimal("3.33"), Decimal(0)] == scored.frame["points.money"].to_list()
    assert [{"id": "i", "points": Decimal(7), "status": "scored"}] == scored.frame[
        "indicators.own"
    ][0].to_list()
    assert [(2, "SL224")] == [(each.row, each.diagnostics[0].code) for each in scored.rejects]


OWN = "indicators.own"
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"spent": "-1"}, "SL403", "spent"),
    ({"spent": Decimal("-0.01")}, "SL403", "spent"),
    ({"planned": 0}, "SL403", "planned"),
    ({"spent": "3米"}, "SL211", "spent"),
    ({"spent": ""}, "SL107", "spent"),
    ({"spent": "约3"}, "SL404", "spent"),
    ({"rate": Decimal("0.95")}, "SL428", "rate"),
    ({"heads": Decimal("1.5")}, "SL287", "heads"),
    ({"level": "some"}, "SL108", "level"),
    ({"ready": "yes"}, "SL108", "ready"),
    ({"liked.yes": -1, "liked.no": 1}, "SL113", "liked.yes"),
    ({"liked.yes": Decimal("1.5"), "liked.no": 1}, "SL110", "liked.yes"),
    ({"liked.yes": None, "liked.no": 1}, "SL433", "liked"),
    ({"evaluated_on": "soon"}, "SL111", "evaluated_on"),
    ({"spent": 1, "fact_state.spent": "not-applicable"}, "SL118", "fact_state.spent"),
    ({"fact_state.spent": "gone"}, "SL108", "fact_state.spent"),
    ({"state.looked": "not-applicable", "judged.looked": 1}, "SL421", "state.looked"),
    ({"state.own": "cannot-be-assessed"}, "SL412", "state.own"),
    (
        {"state.own": "not-applicable", OWN: [{"id": "i", "max_points": 1}]},
        "SL419",
        "state.own",
    ),
    ({"years": [{"id": "y", "actual": -1}]}, "SL403", "years.rows.actual"),
    ({"years": [{"id": None, "actual": 1}]}, "SL103", "years.rows.id"),
    ({OWN: [{"id": "i"}]}, "SL437", f"{OWN}.i"),
    ({OWN: [{"id": "A b", "max_points": 1}]}, "SL112", f"{OWN}.id"),
    (
        {OWN: [{"id": "i", "max_points": -1}]},
        "SL417",
        f"{OWN}.i.max_points.value",
    ),
    (
        {OWN: [{"id": "i", "max_points": "x"}]},
        "SL201",
        f"{OWN}.i.max_points.value",
    ),
    (
        {OWN: [{"id": "i", "max_points": 1, "tier": "met"}]},
        "SL103",
        f"{OWN}.i.tier",
    ),
]


@pytest.mark.parametrize(("row", "code", "path"), REFUSED)
def test_rows_that_are_refused(row: dict[str, Any], code: str, path: str) -> None:
    """A row that no document could be is told with its number; the row before it is scored."""
    plan = plan_of_kinds()
    table = pl.concat(
        [pl.DataFrame({name: [None] for name in row}), pl.DataFrame([row])], how="vertical_relaxed"
    )
    scored = columns.evaluate(plan, table)
    assert [(1, 1)] == [(each.row, each.id) for each in scored.rejects]
    assert (code, path) in [(each.code, each.path) for each in scored.rejects[0].diagnostics]
    assert [0] == scored.frame["id"].to_list()
    with pytest.raises(DocumentError):
        columns.evaluate(plan, table, strict=True)


def test_a_table_is_a_cohort() -> None:
    """What a rule compares over all projects it compares over all rows, or with given ones."""
    most = {"label": "最高", "of": "rate", "statistic": "max", "unit": "%", "places": "0"}
    rule = {"kind": "formula", "points": "10 * min(rate / highest, 1) if highest > 0 else 0"}
    leaf = {"label": "甲", "max_points": "10", "method": rule}
    plan = make_plan({"a": leaf}, cohort={"highest": {**most, "mode": "ceiling"}})
    table = pl.DataFrame({"id": ["p", "q", "r"], "rate": ["50%", "79.5%", "x"]})
    scored = columns.evaluate(plan, table)
    assert [Decimal("6.25"), Decimal("9.94")] == scored.frame["points.a"].to_list()
    alone = columns.evaluate(plan, table.head(1), cohort=scored.statistics).frame
    assert alone.equals(scored.frame.head(1))


def test_a_table_without_rows() -> None:
    """No rows in, no rows out, with the same columns."""
    plan, table = plan_of_kinds(), pl.DataFrame(WHOLE)
    empty = columns.evaluate(plan, table.head(0)).frame
    assert 0 == empty.height
    assert columns.evaluate(plan, table).frame.columns == empty.columns


def test_points_that_nobody_rounds_are_text() -> None:
    """A third has no decimal: where no rule rounds, points are exact text."""
    method = {"kind": "formula", "points": "max_points * min(spent / planned, 1)"}
    leaf = {"label": "甲", "max_points": "10", "method": method}
    plan = make_plan({"a": leaf}, rounding={"total": {"places": "1", "mode": "half-up"}})
    frame = columns.evaluate(plan, pl.DataFrame({"spent": [1, 1], "planned": [3, 4]})).frame
    assert ["10/3", "2.5"] == frame["points.a"].to_list()
    assert [Decimal("3.3"), Decimal("2.5")] == frame["total"].to_list()


def test_a_sum_of_rows_that_are_printed_shorter() -> None:
    """1.125 twice, printed 1.13 twice, adds up to 2.26 in print: that is no other sum."""
    plan = compile_ruleset(load_ruleset("cn/hainan/evaluation@20-25-55"))
    rows = [each.id for each in plan.occurrences if each.parent == "decision"]
    table = pl.DataFrame(
        {
            **{f"judged.{name}": [Decimal("1.125")] * 2 for name in rows[:2]},
            **{f"declared.{name}": [Decimal("1.13")] * 2 for name in rows[:2]},
            **{f"judged.{name}": [Decimal("1.000")] * 2 for name in rows[2:]},
            "declared.decision": [Decimal("2.26") + len(rows) - 2, Decimal("2.27") + len(rows) - 2],
        }
    )
    raised = columns.evaluate(plan, table).frame["findings"].to_list()
    assert [False, True] == ["SL505" in codes for codes in raised]


def test_what_no_column_holds_goes_by_hand() -> None:
    """A figure too large for columns is scored all the same, and the row is counted."""
    plan = one_indicator({"kind": "formula", "points": "max_points * min(spent / planned, 1)"})
    table = pl.DataFrame({"spent": ["1", "9" * 50, "3"], "planned": ["4", "9" * 50 + "万元", "4"]})
    scored = columns.evaluate(plan, table)
    assert [Decimal("2.5"), Decimal(10), Decimal("7.5")] == scored.frame["points.a"].to_list()
    assert 1 == scored.by_hand
