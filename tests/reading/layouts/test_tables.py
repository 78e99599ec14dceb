"""Forms as tables, worked out by hand from the documents of two projects."""

from __future__ import annotations

from pathlib import Path

from scorelib.reading.reports.blocks import Bullets, Report
from scorelib.reading.reports.layouts import report_layout
from tests.reading.layouts.bench import lay_out, list_grids, show

HERE = Path(__file__).parent / "expected"


def expect(name: str) -> list[str]:
    """Return the lines that a form must have, by the file in which they stand."""
    return (HERE / f"{name}.txt").read_text("utf-8").splitlines()


def print_grid(report: Report) -> list[str]:
    """Return the one table of a form as lines, without blanks at their ends."""
    (grid,) = list_grids(report)
    return [line.rstrip() for line in show(grid)]


def test_the_form_of_hefei() -> None:
    """Yaohai's form of 2021: the tree merged over its rows, the row 不适用, the capped total.

    10 × 23.6/1200 = 0.1966…, 0.20 with two decimals; the other 90 that count are taken over: the
    rows of 效益 make 40 of 30, which is held to 30, as a line below the table says.
    """
    report = report_layout("hefei-form", lay_out("hefei-yaohai-2021"), "zh")
    assert expect("hefei-yaohai-2021") == print_grid(report)
    assert Bullets(("效益：封顶：40.00 → 30.00",)) in report.blocks


def test_the_form_of_the_hubei_type() -> None:
    """Shidian's form: 20 and 80, the level above the outputs left out, blank rows kept.

    20 × 94/650 = 2.9; 20 × 6/15 = 8.0; 20 × 4164/11442 = 7.3; the other three exceed their targets
    and are held to their maxima: 2.9 + 8.0 + 7.3 + 20 + 10 + 10 = 58.2.
    """
    report = report_layout("hubei-form", lay_out("case-12"), "zh")
    assert expect("case-12") == print_grid(report)


def test_the_money_block_of_the_national_form() -> None:
    """Only the row 年度资金总额 is scored (annex 1); every source has its row.

    The figures are made up: 456.3/480 = 95.0625%, × 10 = 9.50625, 9.51 with two decimals.
    """
    lines = print_grid(report_layout("national-form", lay_out("consistent/national-2020"), "zh"))
    assert [
        "年度资金总额 | 500 | 480 | 456.3 | 10 | ≈ 95.06% | 9.51",
        "其中：当年财政拨款 | 500 | 480 | 456.3 | – | ≈ 95.06% | –",
        "上年结转资金 | 0 | 0 | 0 | – | – | –",
        "其他资金 | 0 | 0 | 0 | – | – | –",
    ] == lines[3:7]


def test_the_department_comes_from_the_project() -> None:
    """主管部门 stands in the project document; where it does not, it is left to be filled in."""
    lines = print_grid(report_layout("national-form", lay_out("haikou-2021"), "zh"))
    assert "主管部门→2 | 海口市公安局→2 | 实施单位→2 | 海口市公安局→3" == lines[1]
    blank = print_grid(report_layout("national-form", lay_out("case-16"), "en"))
    assert blank[1].startswith("Department in charge→2 | [to be filled in]→2")


def test_sources_of_money_without_a_line_have_their_own() -> None:
    """Haikou's special account and own funds are no line of the form: each is printed.

    8127600 and 7741273.5 元 in 万元; 95.246…%, × 10 with two decimals 9.52.
    """
    lines = print_grid(report_layout("national-form", lay_out("haikou-2021"), "zh"))
    assert "年度资金总额 | 812.76 | 812.76 | 774.12735 | 10 | ≈ 95.25% | 9.52" == lines[3]
    rest = ["其他资金：专户 | 0 | 0 | 0 | – | – | –", "其他资金：单位资金 | 0 | 0 | 0 | – | – | –"]
    assert rest == lines[6:8]


# 10 × 380.2/400 = 9.505; 5 × 85.5/90 = 4.75; 4 × 87.5% were declared and taken over.
SHEET = {
    "process.funds.execution-rate": ("9.51", "95.1%"),
    "decision.objectives.clear": ("3.50", "87.5%"),
    "benefit.satisfaction.staff": ("4.75", "95%"),
}


def test_the_score_sheet_tells_deductions() -> None:
    """得分率 of an indicator and of the headings above it, and the text of the deduction."""
    result = lay_out("consistent/yaohai-2021")
    (grid,) = list_grids(report_layout("score-sheet", result, "zh"))
    found = {row.node: [cell.text for cell in row.cells] for row in grid.rows}
    texts = found["process.funds.execution-rate"]
    opinion = next(text for text in texts if "扣0.49分" in text)
    assert "10 * min(380.2万元 / 400万元, 1)" in opinion
    assert "余19.8万元为质保金" in opinion
    for node, figures in SHEET.items():
        name = next(each for each in found if each is not None and each.startswith(node))
        assert set(figures) <= set(found[name])
    # 14.5/15, 24.01/25, 29.94/30, 29.75/30
    first = [cell.text for row in grid.rows for cell in row.cells[-1:] if cell.rows > 2]
    assert ["≈ 96.67%", "96.04%", "99.8%", "≈ 99.17%"] == first
