"""A report as text for a terminal: within its width, figures whole, merged cells in one."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.ground.errors import Lang
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Bullets,
    Cell,
    Column,
    Fold,
    Gap,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    Signatures,
)
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.text import measure_text, print_text, wrap_text
from tests.writing.reports.drawing import (
    HOSTILE,
    STATUSES,
    cells_of,
    make_hostile_report,
    reports,
    words,
)
from tests.writing.reports.shipped import list_reports


def bare(text: str) -> str:
    """Return a text without white space: lines are broken there, and between characters."""
    return "".join(show_codes(text).split())


def unseen(page: str) -> set[str]:
    """Return the characters of a page that would steer a terminal or hide; line ends are known."""
    return {char for char in page if unicodedata.category(char) in ("Cc", "Cs", "Zl")} - {"\n"}


@given(words, st.integers(2, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """All characters but spaces at breaks are there, and no line is wider than it may be."""
    shown = show_codes(text).expandtabs(4)
    lines = wrap_text(shown, width)
    assert bare(text) == bare("".join(lines))
    assert all(measure_text(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("评价 evaluation 绩效", 10, ["评价", "evaluation", "绩效"]),
        ("得分率百分之九十", 8, ["得分率百", "分之九十"]),
        ("abc defg", 5, ["abc", "defg"]),
        ("abcdefg", 3, ["abc", "def", "g"]),
        ("a\n\nb", 9, ["a", "", "b"]),
        ("资金450万元", 6, ["资金", "450万", "元"]),
        ("得分合计，四十", 8, ["得分合", "计，四十"]),
        ("写的是“20分”，", 8, ["写的是", "“20分”，"]),
        ("比例≥95.5%", 9, ["比例", "≥95.5%"]),
        ("", 5, [""]),
    ],
)
def test_lines_are_broken_where_readers_expect(text: str, width: int, lines: list[str]) -> None:
    """At spaces or between Chinese characters; figures, words and marks stay with their own."""
    assert lines == wrap_text(text, width)


def test_a_caption_does_not_say_the_heading_again() -> None:
    """Of two tables under a heading only the one that is called otherwise has a caption."""
    row = Row((Cell("甲"),))
    blocks = (Heading("疑点"), Grid((Column(4),), (row,), 0, "疑点"))
    more = (Grid((Column(4),), (row,), 0, "按单位"), Grid((Column(4),), (row,), 0, "疑点"))
    page = print_text(Report("报告", "zh", (*blocks, *more)), 40)
    assert "疑点\n----\n\n甲\n\n按单位\n甲\n\n疑点\n甲\n" in page


def test_words_in_tables_are_whole() -> None:
    """A column of words is not narrower than its longest word, where the page has room."""
    cells = (Cell("conditional"), Cell("a reason of many short words " * 5))
    grid = Grid((Column(4), Column(30)), (Row(cells),), 0)
    assert "\nconditional  a reason" in print_text(Report("t", "en", (grid,)), 40)


def test_a_table_too_wide_for_the_page_stands_in_its_parts() -> None:
    """As on paper; where the page has room for all columns they stay together."""
    head = Row(tuple(Cell(name) for name in ("project", "computed", "taken", "unscored")))
    body = Row(tuple(Cell(text) for text in ("a", "1", "2", "3")))
    grid = Grid((Column(4),) * 4, (head, body), 1, "totals", parts=((0, 1), (0, 2, 3)))
    report = Report("t", "en", (grid,))
    assert "totals (1/2)\nproject  computed\n" in print_text(report, 20)
    assert "totals (2/2)\nproject  taken  unscored\n" in print_text(report, 30)
    assert "totals\nproject  computed  taken  unscored\n" in print_text(report, 40)


@given(reports(), st.sampled_from([40, 80, 120]))
@settings(max_examples=60)
def test_every_figure_is_whole(report: Report, width: int) -> None:
    """Figures stand in one line each, however narrow the terminal is."""
    check_figures(report, width)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reports_of_the_examples_read_back(lang: Lang) -> None:
    """Audit, working papers, every layout, the portfolio: each figure is whole."""
    for _, report in list_reports(lang):
        check_figures(report, 100)


def check_figures(report: Report, width: int) -> None:
    page = print_text(report, width)
    lines = page.split("\n")
    for cell in cells_of(report.blocks):
        if cell.kind != "text" and cell.columns == 1:
            assert any(cell.text in line for line in lines)
    assert not unseen(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_words_are_text(text: str, lang: Lang) -> None:
    """In every place where words can stand they are shown, with codes for what cannot be seen."""
    page = print_text(make_hostile_report(text, lang), 400)
    # The title, the notice, the footer, the title of the fold; 14 in the blocks, which stand twice
    # (a cell over two rows or columns is written once).
    assert 4 + 2 * 14 <= bare(page).count(bare(text))
    assert not unseen(page)


def test_blocks_as_text() -> None:
    """Each kind of block as a terminal of 44 columns shows it."""
    head = Row((Cell("指标"), Cell("分值"), Cell("得分")))
    rows = (
        head,
        Row((Cell("产出"), _figure("30"), _figure("27.5"))),
        Row((Cell("数量"), _figure("15"), _figure("15")), "scored", level=1),
        Row((Cell("合计（两列并作一列）", columns=2, align="right"), _figure("27.5"))),
    )
    blocks = (
        Heading("结论"),
        Paragraph("有待核实", "warning"),
        Pairs((("项目", "甲"), ("评价年度", "2021"))),
        Grid((Column(8), Column(4), Column(4)), rows, 1, "得分"),
        Bars("失分", (Bar("质量", Fraction(5), Fraction(10), "5 / 10", "bad"),)),
        Bullets(("一", "二"), numbered=True),
        Gap("概况"),
        Signatures(("填表人", "日期")),
        Fold("指标一", (Heading("依据", 2), Paragraph("第三条")), status="scored"),
    )
    report = Report("报告", "zh", blocks, footer=("规则 1",), statuses=STATUSES)
    assert """\
报告
====

结论
----

【注意】有待核实

项目      甲
评价年度  2021

得分
指标    分值  得分
------  ----  ----
产出      30  27.5
  数量    15  15
合计（两列并  27.5
    作一列）

失分
【问题】质量  ██████████░░░░░░░░░░  5 / 10

1. 一
2. 二

[待填写：概况]

填表人：____________   日期：____________

▾ 指标一 [复算]

## 依据

第三条

----
规则 1
""" == print_text(report, 44)


def _figure(text: str) -> Cell:
    return Cell(text, Fraction(text), "number", align="right")


def test_tables_keep_to_the_width() -> None:
    """Columns of words give way, the widest first; the table is as wide as the terminal."""
    row = Row((Cell("短"), Cell("长" * 60), Cell("中" * 20), _figure("1234567.89")))
    grid = Grid(tuple(Column(5) for _ in row.cells), (row,), 0)
    lines = print_text(Report("t", "zh", (grid,)), 60).split("\n")[3:-1]
    assert all(measure_text(line) <= 60 for line in lines)
    assert 60 == lines.count("长") + sum(line.count("长") for line in lines)


def test_width_is_that_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no width is given the terminal's own is used."""
    monkeypatch.setenv("COLUMNS", "30")
    lines = print_text(Report("t", "zh", (Paragraph("字" * 40),))).split("\n")
    assert [30, 30, 20] == [measure_text(line) for line in lines if "字" in line]


def test_long_words_stay_whole() -> None:
    """A hundred thousand characters are all there."""
    text = "长" * 100_000
    assert 100_000 == print_text(Report("t", "zh", (Paragraph(text),)), 80).count("长")
