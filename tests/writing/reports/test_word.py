"""Reports as Word documents, read back: words, figures, merged cells, widths, heads, links."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given, settings

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Cell,
    Column,
    Fold,
    Gap,
    Grid,
    Heading,
    Paragraph,
    Report,
    Row,
    Signatures,
    place_cells,
)
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.word import write_word
from tests.writing.reports.drawing import (
    HOSTILE,
    cells_of,
    grids,
    make_hostile_report,
    make_large_report,
    reports,
)
from tests.writing.reports.shipped import list_reports
from tests.writing.reports.test_workbook import words_of

PT = 12700
"""Word's smallest measure: so many make a point."""

UPRIGHT, ACROSS = 11906 - 2 * 1247, 16838 - 2 * 1247
"""Twips of text on a page of A4 with margins of 22 mm."""


def store(report: Report, folder: Path) -> Document:
    """Write a report and read it back."""
    path = folder / "report.docx"
    write_word(report, path)
    return docx.Document(str(path))


def report_of(*blocks: Block, lang: Lang = "zh", notice: str = "", wide: bool = False) -> Report:
    return Report("评分报告", lang, blocks, notice, ("规则 sha256 1234",), wide)


def paragraphs_of(document: Document) -> Iterator[str]:
    """Yield the text of every paragraph, those in tables, links and controls too; then the foot."""
    for part in (document.element.body, document.sections[0].footer._element):
        for paragraph in part.iter(qn("w:p")):
            yield say(paragraph)


def say(element: Any) -> str:
    """Return the text of an element as a reader sees it."""
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    wanted = (qn("w:t"), *signs)
    runs = (each for run in element.iter(qn("w:r")) for each in run.iterchildren(*wanted))
    return "".join(signs.get(each.tag) or each.text or "" for each in runs)


def find_all(element: Any, name: str) -> list[Any]:
    return list(element.iter(qn(name)))


def width_of(element: Any) -> int:
    return int(element.get(qn("w:w")))


@settings(max_examples=60, deadline=None)
@given(grid=grids())
def test_grid_stands_cell_by_cell(grid: Grid, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every cell has its text, figures digit by digit, and reaches as far as in the grid."""
    document = store(report_of(grid), tmp_path_factory.mktemp("grid"))
    table = document.tables[0]
    owners: list[Any] = []
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        covered = [
            table.cell(row + down, column + right)._tc
            for down in range(cell.rows)
            for right in range(cell.columns)
        ]
        assert all(each is covered[0] for each in covered)
        assert not any(each is covered[0] for each in owners)
        owners.append(covered[0])
        assert show_codes(cell.text) == say(covered[0])
    check_widths(table, UPRIGHT)


def check_widths(table: Table, width: int) -> None:
    """The table, its columns, and the cells of each row say the same width."""
    element = table._tbl
    assert width == width_of(find_all(element, "w:tblW")[0])
    columns = [width_of(each) for each in find_all(element, "w:gridCol")]
    assert (width, True) == (sum(columns), min(columns) > 0)
    for row in element.tr_lst:
        reach = 0
        for cell in row.tc_lst:
            assert sum(columns[reach : reach + cell.grid_span]) == width_of(
                find_all(cell, "w:tcW")[0]
            )
            reach += cell.grid_span
        assert reach == len(columns)


@settings(max_examples=50, deadline=None)
@given(report=reports())
def test_every_word_is_there(report: Report, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of any report every text is in the document."""
    document = store(report, tmp_path_factory.mktemp("words"))
    shown = "\0".join(paragraphs_of(document))
    assert [] == [text for text in map(show_codes, words_of(report)) if text not in shown]
    width = ACROSS if report.landscape else UPRIGHT
    for table in document.tables:
        check_widths(table, width)


@pytest.mark.parametrize("text", [*filter(None, HOSTILE), "<w:p/>", "</w:t>", "长" * 100_000])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_are_shown(text: str, lang: Lang, tmp_path: Path) -> None:
    """In every place where words can stand they stand as they are and whole; none is a link."""
    document = store(make_hostile_report(text, lang), tmp_path)
    shown = show_codes(text)
    assert sum(shown in each for each in paragraphs_of(document)) >= 25
    with ZipFile(tmp_path / "report.docx") as file:
        relations = [file.read(name) for name in file.namelist() if name.endswith("rels")]
    assert not [each for each in relations if b"External" in each]
    fields = {each.text.strip() for each in find_all(document.element, "w:instrText")}
    assert set() == fields


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a\\x00b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud800", "\\ud800"),
        ("\ufffe", "\\ufffe"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("<b>&amp;]]>", "<b>&amp;]]>"),
        ("  a  ", "  a  "),
        (" ", " "),
    ],
)
def test_characters_that_no_document_holds_stand_as_their_codes(
    text: str, shown: str, tmp_path: Path
) -> None:
    """Nothing is lost without a sign of it."""
    document = store(report_of(Paragraph(text)), tmp_path)
    assert shown == list(paragraphs_of(document))[1]


def test_words_from_right_to_left_stay_among_themselves(tmp_path: Path) -> None:
    """Figures beside them keep their order: each direction has a run of its own."""
    document = store(report_of(Paragraph("שלום 12.5 / 20")), tmp_path)
    runs = document.paragraphs[1].runs
    assert [("שלום", True), (" 12.5 / 20", None)] == [(run.text, run.font.rtl) for run in runs]


def test_headings_can_be_walked(tmp_path: Path) -> None:
    """Headings are of Word's own styles; a fold is one below the heading it stands under."""
    fold = Fold("丙", (Fold("丁", (Paragraph("一"),)), Heading("戊", 2)))
    document = store(report_of(Heading("甲"), Heading("乙", 2), fold, Heading("己", 3)), tmp_path)
    shown = [(each.text, each.style and each.style.name) for each in document.paragraphs]
    assert [
        ("评分报告", "Title"),
        ("甲", "Heading 1"),
        ("乙", "Heading 2"),
        ("丙", "Heading 3"),
        ("丁", "Heading 4"),
        ("一", "Normal"),
        ("戊", "Heading 2"),
        ("己", "Heading 3"),
    ] == shown[:8]


def test_table_heads_are_repeated_and_rows_stay_whole(tmp_path: Path) -> None:
    """Each page begins with the head; only a row too high for a page is broken over two."""
    report = make_large_report(30, 5)
    grid = report.blocks[1]
    assert isinstance(grid, Grid)
    high = Row((Cell("很" * 2000, header=True), *(Cell("") for _ in range(4))))
    longer = Grid(grid.columns, (*grid.rows, high), 1, "全部项目")
    rows = store(report_of(longer), tmp_path).tables[0]._tbl.tr_lst
    assert [0] == [at for at, row in enumerate(rows) if find_all(row, "w:tblHeader")]
    assert [31] == [at for at, row in enumerate(rows) if not find_all(row, "w:cantSplit")]


def test_rows_of_a_tree_stand_further_in(tmp_path: Path) -> None:
    """The first cell of a row shows how deep the row stands."""
    rows = tuple(Row((Cell("a"), Cell("b")), level=level) for level in range(3))
    document = store(report_of(Grid((Column(8), Column(8)), rows, 0)), tmp_path)
    inset = [
        [each.paragraphs[0].paragraph_format.left_indent for each in row.cells]
        for row in document.tables[0].rows
    ]
    assert [[None, None], [8 * PT, None], [16 * PT, None]] == inset


def test_table_tells_what_it_is(tmp_path: Path) -> None:
    """Its caption stands above it and is told to those who cannot see it."""
    grid = Grid((Column(8),), (Row((Cell("a"),)),), 0, '各项"得分"')
    document = store(report_of(grid), tmp_path)
    told = [each.get(qn("w:val")) for each in find_all(document.element, "w:tblDescription")]
    assert ['各项"得分"'] == told
    assert "Caption" == (document.paragraphs[1].style and document.paragraphs[1].style.name)


@pytest.mark.parametrize(("wide", "size"), [(False, (11906, 16838)), (True, (16838, 11906))])
def test_pages(wide: bool, size: tuple[int, int], tmp_path: Path) -> None:
    """Every page is A4 and has the title, the ruleset with its hash, the notice, its number."""
    document = store(report_of(notice="总分有条件", wide=wide), tmp_path)
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert size == (section.page_width.twips, section.page_height.twips)
    assert ["评分报告"] == [each.text for each in section.header.paragraphs]
    assert ["! 总分有条件", "规则 sha256 1234", "第 1 页，共 1 页"] == [
        each.text for each in section.footer.paragraphs
    ]
    fields = [each.text for each in find_all(section.footer._element, "w:instrText")]
    assert [" PAGE ", " NUMPAGES "] == fields
    assert ["评分报告", "! 总分有条件"] == [each.text for each in document.paragraphs]


def test_long_foot_is_whole_in_the_body(tmp_path: Path) -> None:
    """Of a long line every page has the beginning, and the end of the document all of it."""
    line = "很长的一行" * 100
    document = store(Report("题", "zh", (Paragraph("一"),), "", (line, "短")), tmp_path)
    assert ["题", "一", line] == [each.text for each in document.paragraphs]
    foot = document.sections[0].footer.paragraphs[0].text
    assert foot.startswith(line[:40])
    assert foot.endswith("… · 短")


def test_the_foot_is_short(tmp_path: Path) -> None:
    """What has no room at the foot of every page is whole at the end of the document."""
    lines = tuple(f"规则层级{number}" * 8 for number in range(9))
    document = store(Report("题", "zh", (Paragraph("一"),), "", lines), tmp_path)
    foot = document.sections[0].footer.paragraphs[0].text
    assert " · ".join(lines[:2]) == foot
    assert ["题", "一", *lines[2:]] == [each.text for each in document.paragraphs]


def test_fonts_are_those_of_official_documents(tmp_path: Path) -> None:
    """Every style says a font for Chinese and one for the rest; none is left to a theme."""
    document = store(report_of(), tmp_path)
    expected = {"Normal": "仿宋", "Heading 1": "黑体", "Heading 2": "楷体", "Table Text": "宋体"}
    for name, font in expected.items():
        fonts = find_all(document.styles[name].element, "w:rFonts")[0]
        assert (font, "Times New Roman") == (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii")))
        assert not [each for each in fonts.attrib if "Theme" in each]
    languages = find_all(document.styles.element, "w:lang")[0]
    assert "zh-CN" == languages.get(qn("w:eastAsia"))


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "〔待填写〕主要绩效"), ("en", "to be filled in")]
)
def test_gap_is_a_control_to_write_into(lang: Lang, words: str, tmp_path: Path) -> None:
    """What is left to the author shows what belongs there, and goes as somebody writes."""
    document = store(report_of(Gap("主要绩效"), Gap("建议"), lang=lang), tmp_path)
    controls = find_all(document.element, "w:sdt")
    assert 2 == len(controls) == len(find_all(document.element, "w:showingPlcHdr"))
    assert words in say(controls[0])
    numbers = [each.get(qn("w:val")) for each in find_all(document.element, "w:id")]
    assert 2 == len(set(numbers))


def test_links_lead_to_bookmarks(tmp_path: Path) -> None:
    """A link goes to the one bookmark of its anchor; one to nothing is plain words."""
    cells = (Cell("甲", anchor="x y"), Cell("乙", link="丙"), Cell("丁", link="javascript:1"))
    grid = Grid((Column(8),) * 3, (Row(cells),), 0)
    bars = Bars("失分", (Bar("戊", Fraction(1), Fraction(2), "1 / 2", link="x y"),))
    blocks = (grid, bars, Fold("己", (), anchor="丙"), Heading("庚", anchor="丙"))
    document = store(report_of(*blocks), tmp_path)
    marks = {
        each.get(qn("w:name")): say(each.getparent())
        for each in find_all(document.element, "w:bookmarkStart")
    }
    assert all(re.fullmatch("[a-z]_[0-9]+", name) for name in marks)
    links = find_all(document.element, "w:hyperlink")
    assert [("乙", "己"), ("戊", "甲")] == [
        (say(each), marks[each.get(qn("w:anchor"))]) for each in links
    ]
    assert "丁" in list(paragraphs_of(document))


def test_bars_are_cells_as_long_as_their_points(tmp_path: Path) -> None:
    """All bars share one scale; the words stand beside each, with a sign besides the colour."""
    lengths = {"全": Fraction(20), "半": Fraction(10), "无": Fraction(0), "少": Fraction(1, 9)}
    items = tuple(
        Bar(name, points, Fraction(20), f"{name}分", "bad") for name, points in lengths.items()
    )
    table = store(report_of(Bars("失分", items)), tmp_path).tables[0]
    check_widths(table, UPRIGHT)
    spans = {
        say(row.tc_lst[0]): [cell.grid_span for cell in row.tc_lst[1:-1]]
        for row in table._tbl.tr_lst
    }
    assert {"全": [40], "半": [20, 20], "无": [40], "少": [1, 39]} == spans
    assert "✗ 半分" == say(table._tbl.tr_lst[1].tc_lst[-1])


def test_each_list_begins_at_1(tmp_path: Path) -> None:
    """Two numbered lists are two numberings, and those of points have none."""
    blocks = (
        Bullets(("甲", "乙"), numbered=True),
        Bullets(("丙",)),
        Bullets(("丁",), numbered=True),
    )
    document = store(report_of(*blocks), tmp_path)
    found = {
        each.text: [int(one.get(qn("w:val"))) for one in find_all(each._p, "w:numId")]
        for each in document.paragraphs[1:5]
    }
    assert found["甲"] == found["乙"] != found["丁"]
    assert [] == found["丙"]
    numbering = document.part.numbering_part.element
    starts = {
        each.numId: [int(one.get(qn("w:val"))) for one in find_all(each, "w:startOverride")]
        for each in numbering.num_lst
    }
    assert [1] == starts[found["甲"][0]] == starts[found["丁"][0]]


@pytest.mark.parametrize(("lang", "colon"), [("zh", "："), ("en", ":")])
def test_signatures_are_lines(lang: Lang, colon: str, tmp_path: Path) -> None:
    """After each label there is a line to sign on, three of them side by side."""
    labels = ("填表人", "联系电话", "日期", "审核人")
    table = store(report_of(Signatures(labels), lang=lang), tmp_path).tables[0]
    rows = [[say(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
    assert [f"{each}{colon}" for each in labels] == [text for row in rows for text in row if text]
    assert 4 == len(find_all(table._tbl, "w:tcBorders"))


def test_tables_do_not_touch(tmp_path: Path) -> None:
    """Between two tables there is a paragraph: Word would make one of them."""
    grid = Grid((Column(8),), (Row((Cell("a"),)),), 0)
    body = store(report_of(grid, grid, Signatures(("a",)), grid), tmp_path).element.body
    tags = [each.tag for each in body]
    touching = [one for one, two in pairwise(tags) if one == two == qn("w:tbl")]
    assert [] == touching
    assert qn("w:sectPr") == tags[-1]


def test_more_columns_than_word_draws_are_refused(tmp_path: Path) -> None:
    """A table of Word has 63 columns; what is beyond is not left out."""
    grid = Grid((Column(2),) * 64, (Row((Cell("x", columns=64),)),))
    with pytest.raises(NotFoundError) as refused:
        store(report_of(grid), tmp_path)
    assert "SL670" == refused.value.code
    assert {"format": "Word", "count": 64, "most": 63} == dict(refused.value.arguments)


def test_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without python-docx there is a message, not a traceback."""
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(NotFoundError) as refused:
        write_word(report_of(), tmp_path / "a.docx")
    assert "SL916" == refused.value.code


def test_neither_clock_nor_user_is_in_the_file(tmp_path: Path) -> None:
    """The same report makes the same bytes; its properties name the report and nobody."""
    report = make_hostile_report("甲")
    store(report, tmp_path)
    before = (tmp_path / "report.docx").read_bytes()
    properties = store(report, tmp_path).core_properties
    assert before == (tmp_path / "report.docx").read_bytes()
    assert ("甲", "", "") == (properties.title, properties.author, properties.last_modified_by)
    assert properties.created is not None
    assert 2000 == properties.created.year


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_of_the_examples_are_in_their_documents(lang: Lang, tmp_path: Path) -> None:
    """Of every report of every example each figure stands in a cell, as often as in the report."""
    for name, report in list_reports(lang):
        document = store(report, tmp_path)
        expected = [cell.text for cell in cells_of(report.blocks) if cell.value is not None]
        found = [say(cell) for cell in find_all(document.element.body, "w:tc")]
        assert Counter(expected) <= Counter(found), name
