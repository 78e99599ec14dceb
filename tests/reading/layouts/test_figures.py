"""Every layout holds the figures of the result exactly, in every example and both languages."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from scorelib.api import choose, evaluate, load_project, reconcile
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.reading.reports.blocks import Bullets, Cell, Grid, Report
from scorelib.reading.reports.layouts import list_layouts, report_layout
from scorelib.words.numbers import print_number, print_points
from tests.reading.layouts.bench import (
    EXAMPLES,
    ROOT,
    fill,
    lay_out,
    list_grids,
    list_words,
    spread,
)
from tests.reports import make_report

LANGS: tuple[Lang, ...] = ("zh", "en")
CASES = [
    (example, layout) for example in EXAMPLES for layout in list_layouts(lay_out(example).plan)
]
HEADS = {
    "points": ("得分", "Points", "得分（20分×执行率）", "Points (20 × rate)"),
    "max": ("分值", "Maximum"),
}


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def filled(request: pytest.FixtureRequest) -> tuple[Result, list[Report]]:
    """The result of an example, and one of its layouts in both languages."""
    example, layout = request.param
    result = lay_out(example)
    return result, [fill(example, layout, lang) for lang in LANGS]


def read_columns(grid: Grid, kind: str) -> Iterator[tuple[str, Cell]]:
    """Yield the id of each row of indicators with its cell in the column of a kind."""
    cells = spread(grid)
    for number, row in enumerate(grid.rows):
        for column in range(len(grid.columns)) if row.node is not None else ():
            above = (cells[place, column] for place in range(number - 1, -1, -1))
            heading = next((cell.text for cell in above if cell.header), "")
            if heading in HEADS[kind]:
                yield row.node or "", cells[number, column]


def test_points_are_those_of_the_result(filled: tuple[Result, list[Report]]) -> None:
    """In the column of points stand the points, with the decimals of their rounding."""
    result, reports = filled
    known = {node.id: (node.points, node.places) for node in result.nodes}
    known["total"] = (result.total.points, result.total.places)
    for report in reports:
        found = [pair for grid in list_grids(report) for pair in read_columns(grid, "points")]
        for name, cell in found:
            points, places = known[name]
            assert points == cell.value
            assert points is None or print_points(points, places) == cell.text
        assert found


def test_maxima_are_those_of_the_result(filled: tuple[Result, list[Report]]) -> None:
    """In the column of maxima stand the maxima; rows that nobody uses print none."""
    result, reports = filled
    known = {node.id: node.max_points for node in result.nodes if node.status != "unused"}
    known["total"] = result.total.max_points
    for report in reports:
        for grid in list_grids(report):
            for name, cell in read_columns(grid, "max"):
                most = known.get(name)
                assert most == cell.value
                assert most is None or print_number(most) == cell.text


def test_every_indicator_is_printed(filled: tuple[Result, list[Report]]) -> None:
    """No indicator is lost: each has its row, but for the execution in the money block."""
    result, reports = filled
    above = {node.parent for node in result.nodes if node.kind != "criterion"}
    leaves = {node.id for node in result.nodes if node.id not in above and node.kind != "criterion"}
    for report in reports:
        rows = {row.node for grid in list_grids(report) for row in grid.rows}
        assert leaves - rows <= {result.plan.key_nodes.execution}


def test_a_conditional_total_is_called_so(filled: tuple[Result, list[Report]]) -> None:
    """Every example is conditional: the notice says why, and each row of the total says so."""
    result, reports = filled
    assert result.total.conditional
    for report, word in zip(reports, ("有条件", "conditional"), strict=True):
        assert all(each.code in report.notice for each in result.total.conditional)
        totals = [
            row.cells[0].text for g in list_grids(report) for row in g.rows if row.node == "total"
        ]
        assert all(word in text for text in totals)
        shown = [] if result.total.points is None else _list_totals(result, report)
        assert all(word in text for text in shown)


def _list_totals(result: Result, report: Report) -> list[str]:
    """Return the sentences in which the total is printed, outside of tables."""
    assert result.total.points is not None
    total = print_points(result.total.points, result.total.places)
    grids = {text for grid in list_grids(report) for text in list_words(grid)}
    marks = ("综合得分", "自评得分", "，得分：", "Total: ", ", points: ")
    return [
        text
        for text in list_words(report)
        if text not in grids and total in text and any(mark in text for mark in marks)
    ]


def test_both_languages_have_the_same_shape(filled: tuple[Result, list[Report]]) -> None:
    """Chinese and English differ in words alone."""
    _, (zh, en) = filled
    assert [type(block) for block in zh.blocks] == [type(block) for block in en.blocks]
    for ours, theirs in zip(list_grids(zh), list_grids(en), strict=True):
        assert ours.columns == theirs.columns
        assert _shape(ours) == _shape(theirs)


def _shape(grid: Grid) -> list[list[tuple[int, int, Fraction | None, bool]]]:
    return [
        [(each.rows, each.columns, each.value, each.header) for each in row.cells]
        for row in grid.rows
    ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_findings_of_a_reconciliation_are_told(example: str) -> None:
    """With a reconciliation its findings stand in the report, each with its code."""
    project = load_project(ROOT / "examples" / example)
    found = reconcile(choose(project), project)
    report = report_layout("self-evaluation-report", found.result, "zh", found)
    listed = [item for each in report.blocks if isinstance(each, Bullets) for item in each.items]
    codes = {each.code for each in found.findings}
    assert codes <= {word for item in listed for word in item.split() if word.startswith("SL")}


def test_the_goal_of_the_year() -> None:
    """年度总体目标 has the words that the form states; without any the gap stays."""
    said = {"overall-target": "完成水尺安装", "overall-result": "266 米全部装好"}
    stated = [{"id": name, "words": words} for name, words in said.items()]
    for statements, expected in (
        (stated, ["完成水尺安装", "266 米全部装好"]),
        ([], ["〔待填：预期目标〕", "〔待填：实际完成情况〕"]),
    ):
        project = load_project(make_report(statements=statements))
        report = report_layout("national-form", evaluate(choose(project), project), "zh")
        rows = [row.cells for grid in list_grids(report) for row in grid.rows]
        head = next(at for at, row in enumerate(rows) if row[-1].text == "实际完成情况")
        assert expected == [cell.text for cell in rows[head + 1]]
