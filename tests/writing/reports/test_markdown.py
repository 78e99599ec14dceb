"""A report as Markdown: read back by a parser, hostile words are words and figures are figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scorelib.ground.errors import Lang
from scorelib.reading.reports.blocks import (
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
from scorelib.writing.reports.grids import repeat_cells
from scorelib.writing.reports.markdown import print_markdown
from tests.writing.reports.drawing import HOSTILE, STATUSES, make_hostile_report, reports
from tests.writing.reports.shipped import list_reports

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

BLOCKS = set(
    "heading_open heading_close paragraph_open paragraph_close bullet_list_open bullet_list_close"
    " ordered_list_open ordered_list_close list_item_open list_item_close blockquote_open"
    " blockquote_close table_open table_close thead_open thead_close tbody_open tbody_close tr_open"
    " tr_close th_open th_close td_open td_close inline hr".replace(" ", "\n").splitlines()
)
INLINE = {"text", "text_special", "html_inline", "link_open", "link_close"}
INLINE |= {"strong_open", "strong_close"}


def read_inline(token: Token) -> str:
    """Return the words of a line as a reader sees them; only our own markup may be among them."""
    shown = ""
    for each in token.children or ():
        assert each.type in INLINE, each.type
        if each.type == "html_inline":
            assert re.fullmatch(r'<br>|<a id="r-[\w.-]+">|</a>', each.content, re.ASCII)
            shown += "\n" if each.content == "<br>" else ""
        elif each.type == "link_open":
            assert str(each.attrs["href"]).startswith("#r-")
        else:
            shown += each.content
    return shown


def read_page(page: str) -> list[Token]:
    tokens = PARSER.parse(page)
    assert set() == {each.type for each in tokens} - BLOCKS
    return tokens


def read_rows(tokens: list[Token]) -> Iterator[list[str]]:
    """Yield the rows of all tables, their headings included."""
    row: list[str] = []
    inside = False
    for each in tokens:
        if each.type == "tr_open":
            row = []
        elif each.type == "tr_close":
            yield row
        elif each.type in ("th_open", "td_open"):
            inside = True
        elif each.type == "inline" and inside:
            row.append(read_inline(each))
            inside = False


def grids_of(report: Report) -> Iterator[Grid]:
    pending = list(report.blocks)
    while pending:
        block = pending.pop(0)
        if isinstance(block, Grid):
            yield block
        elif isinstance(block, Fold):
            pending[:0] = block.blocks


def squeeze(text: str) -> str:
    """Return a text without the spaces that lines and cells lose at their ends."""
    return re.sub(r"[ \t\u3000]*\n[ \t]*", "\n", show_codes(text)).strip(" \t\u3000\n")


@given(reports())
@settings(max_examples=80)
def test_any_report_reads_back(report: Report) -> None:
    """Every row of every grid is a row of a table, and what is merged stands in each place."""
    check_rows(report)


def test_lines_of_nothing_are_no_markup() -> None:
    """A break alone on its line would begin a block of HTML, and the lines below were its words."""
    report = Report("a", "zh", (Paragraph("\n"), Bullets(("\n", "b"))), footer=("", ""))
    assert "html_block" not in {each.type for each in PARSER.parse(print_markdown(report))}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reports_of_the_examples_read_back(lang: Lang) -> None:
    """Audit, working papers, every layout, the portfolio: each row of each table."""
    for _, report in list_reports(lang):
        check_rows(report)


def check_rows(report: Report) -> None:
    tokens = read_page(print_markdown(report))
    expected = []
    for grid in grids_of(report):
        rows = [[squeeze(cell.text) for cell in row] for row in repeat_cells(grid)]
        heads = [
            " / ".join(dict.fromkeys(c.text for c in column if c.text))
            for column in zip(*repeat_cells(grid)[: grid.head], strict=True)
        ]
        expected += [[squeeze(text) for text in heads] or [""] * len(grid.columns)]
        expected += rows[grid.head :]
    assert expected == [[squeeze(cell) for cell in row] for row in read_rows(tokens)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_text(text: str, lang: Lang) -> None:
    """In every place where words can stand, hostile ones are shown and do nothing."""
    report = make_hostile_report(text, lang)
    page = print_markdown(report)
    lines = [read_inline(each) for each in read_page(page) if each.type == "inline"]
    # 1 title, 1 notice, 1 footer; twice (outside and inside the fold) the heading, the notice,
    # the pair, the caption and four cells of the grid (one over both columns, which is told once
    # as a heading of each, one over both rows), the bars with their title, three items, a gap and
    # a signature; the title of the fold.
    assert "{{" not in page
    if shown := squeeze(text):
        assert 3 + 2 * 15 + 1 <= sum(shown in squeeze(line) for line in lines)


def test_figures_are_plain() -> None:
    """Numbers and dates stand as they are: who reads the source sees no strokes in them."""
    cells = ("98.19", "-3.5", "12.5%", "2022-01-31", "1,234.00")
    rows = (Row((Cell("列"),)), *(Row((Cell(text, align="right"),)) for text in cells))
    page = print_markdown(Report("t", "zh", (Grid((Column(5),), rows),)))
    expected = ["# t", "", "| 列 |", "| ---: |", *(f"| {text} |" for text in cells)]
    assert expected == page.splitlines()


def test_blocks_as_markdown() -> None:
    """Each kind of block in the Markdown that a person would write."""
    blocks = (
        Heading("结论"),
        Paragraph("总分 91.9", strong=True),
        Paragraph("有待核实", "warning"),
        Pairs((("项目", "甲"),)),
        Bullets(("一", "二"), numbered=True),
        Gap("项目概况"),
        Signatures(("填表人",)),
        Fold("指标一", (Heading("依据", 2), Paragraph("第三条")), "n", "scored"),
        Grid(
            (Column(4), Column(4)),
            (Row((Cell("甲"), Cell("乙"))), Row((Cell("见", link="n"), Cell("9")), level=1)),
        ),
    )
    report = Report("报告", "zh", blocks, "有条件", ("规则 1",), statuses=STATUSES)
    assert [
        "# 报告",
        "> **注意** **有条件**",
        "## 结论",
        "**总分 91.9**",
        "> **注意** 有待核实",
        "- 项目：甲",
        "1. 一\n2. 二",
        "> \\[待填写\\] 项目概况",
        "- 填表人 ＿＿＿＿＿＿",
        '### <a id="r-n"></a>指标一 \\[复算\\]',
        "### 依据",
        "第三条",
        "| 甲 | 乙 |\n| --- | --- |\n| 　[见](#r-n) | 9 |",
        "---",
        "规则 1",
    ] == print_markdown(report).rstrip("\n").split("\n\n")


def test_long_words_stay_whole() -> None:
    """A hundred thousand characters are all there."""
    text = "长" * 100_000
    assert text in print_markdown(Report("t", "zh", (Paragraph(text),)))
