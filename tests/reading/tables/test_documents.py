"""A row of a table as a document has the points, the total and the grade of the row."""

from __future__ import annotations

import os
from random import Random

import polars as pl
import pytest

import scorelib
from scorelib import columns
from scorelib.engine.columns.documents import Documents
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.ground.errors import DocumentError
from tests.engine.columns.rows import fit_columns, flatten, read_result, tabulate
from tests.engine.columns.test_tables import WHOLE, plan_of_kinds, score_rows
from tests.engine.drawing import draw_ruleset
from tests.engine.drawing_projects import draw_project
from tests.engine.drawing_words import strip_drawn
from tests.engine.test_independent import try_plan

RULESETS = int(os.environ.get("SCORELIB_RULESETS", "6"))
PROJECTS = 25


def check_table(plan: scorelib.Plan, table: pl.DataFrame) -> int:
    """Compare each row with its document; return how many were scored."""
    documents = Documents(plan, table.columns)
    scored = score_rows(plan, table)
    count = 0
    for row, cells in enumerate(table.iter_rows(named=True)):
        try:
            project = load_project(documents.write(cells, str(row)))
            expected = read_result(evaluate_project(plan, project))
        except DocumentError:
            assert isinstance(scored[row], set), row
            continue
        count += 1
        assert (row, expected) == (row, scored[row])
    return count


@pytest.mark.parametrize("seed", range(RULESETS))
def test_drawn_rows(seed: int) -> None:
    """Whatever a ruleset and its table are, texts or numbers."""
    random = Random(1000 + seed)
    plan, ruleset = None, {}
    while plan is None:
        ruleset = draw_ruleset(random)
        plan = try_plan(ruleset)
    projects = [strip_drawn(draw_project(random, ruleset)) for _ in range(PROJECTS)]
    rows = [flatten({**each, "project": {"id": f"p{i}"}}) for i, each in enumerate(projects)]
    table = tabulate(rows)
    assert PROJECTS == check_table(plan, table)
    assert PROJECTS == check_table(plan, fit_columns(table))


def test_every_kind_of_column() -> None:
    """Numbers, days, truth values, surveys, lists, a panel's figures, states and items."""
    table = pl.DataFrame(WHOLE).with_columns(
        pl.Series("fact_state.planned", [None, None], dtype=pl.String),
        pl.Series("state.looked", [None, "not-applicable"]),
        pl.Series("override.money", [None, 3]),
    )
    assert 2 == check_table(plan_of_kinds(), table)


def test_money_block_and_days() -> None:
    """The cells of the money block, its unit, and when a project is judged."""
    plan = scorelib.compile(scorelib.load("cn/anhui/hefei/yaohai/self-evaluation@2021"))
    table = pl.DataFrame(
        {
            "id": ["a", "中文 编号", "c"],
            "funds.unit": ["万元"] * 3,
            "funds.rows.fiscal.budget": ["100", "0", None],
            "funds.rows.fiscal.executed": ["50", "0", None],
            "funds.total.budget": [None, "20", None],
            "funds.total.executed": [None, "20", None],
            "evaluated_on": ["2022-03-01", "2022-03", None],
            "assessed_period": ["2021", None, None],
        }
    )
    assert 3 == check_table(plan, table)
    head = Documents(plan, table.columns).write(table.row(1, named=True), "2")["project"]
    assert {"id": "x", "name": "中文 编号"} == head


def test_unknown_columns() -> None:
    """What no table could have is refused before any row."""
    with pytest.raises(DocumentError) as error:
        Documents(plan_of_kinds(), ["spend"])
    assert ["SL941"] == [each.code for each in error.value.diagnostics]


def test_the_day_is_one_on_which_the_rules_are_in_force() -> None:
    """Without a day of its own a row is judged when its ruleset holds."""
    plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))
    document = Documents(plan, ["budget"]).write({"budget": "1万元"}, "7")
    assert plan.effective is not None
    assert plan.effective[0] == document["evaluated_on"]
    assert {"id": "x", "name": "7"} == document["project"]
    assert columns.evaluate(plan, pl.DataFrame({"budget": ["1万元"]})).frame.height == 1
