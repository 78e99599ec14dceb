"""Reports as workbooks, read back: figures, words, merged cells, sheets, links, what is refused."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell as ReadCell
from openpyxl.workbook.workbook import Workbook as ReadBook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

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
    Pairs,
    Paragraph,
    Report,
    Row,
    Signatures,
    place_cells,
)
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.workbook import write_workbook
from scorelib.writing.reports.workbooks.figures import read_figure
from scorelib.writing.reports.workbooks.names import Names
from tests.writing.reports.drawing import (
    HOSTILE,
    cells_of,
    grids,
    make_hostile_report,
    make_large_report,
    reports,
)
from tests.writing.reports.shipped import list_reports

# openpyxl does not read how newer versions of Excel draw bars, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

LONG = "长" * 100_000
MARKUP = ("<r><t>hidden</t></r>", "<r></r>", "<r>_x005F_x0041_</r>", "_x0041_", "_x005F_x202E_")
"""Words that are markup of workbooks themselves."""


def store(report: Report, folder: Path, *, most_rows: int | None = None) -> ReadBook:
    """Write a report and read it back."""
    path = folder / "report.xlsx"
    if most_rows is None:
        write_workbook(report, path)
    else:
        write_workbook(report, path, most_rows=most_rows)
    return openpyxl.load_workbook(path)


def report_of(*blocks: Block, lang: Lang = "zh", notice: str = "", wide: bool = False) -> Report:
    return Report("评分报告", lang, blocks, notice, (), wide)


def all_cells(book: ReadBook) -> Iterator[ReadCell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, ReadCell) and cell.value is not None:
                    yield cell


def say(cell: ReadCell) -> str:
    """Return what a cell shows: its words, or its number as its format prints it."""
    if isinstance(cell.value, str):
        return cell.value
    assert isinstance(cell.value, int | float)
    form = cell.number_format
    number = Decimal(repr(cell.value)) * (100 if form.endswith("%") else 1)
    places = len(form.rstrip("%").partition(".")[2])
    comma = "," if form.startswith("#,##0") else ""
    return f"{number:{comma}.{places}f}{'%' if form.endswith('%') else ''}"


def list_words(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield every text of some blocks."""
    for block in blocks:
        match block:
            case Heading() | Paragraph() | Gap():
                yield block.text
            case Pairs():
                yield from (text for pair in block.items for text in pair)
            case Grid():
                yield from (cell.text for row in block.rows for cell in row.cells)
            case Bars():
                yield from (text for each in block.items for text in (each.label, each.text))
            case Bullets():
                yield from block.items
            case Signatures():
                yield from block.labels
            case Fold():
                yield block.title
                yield from list_words(block.blocks)


def words_of(report: Report) -> list[str]:
    """Return every text of a report."""
    return [report.title, report.notice, *report.footer, *list_words(report.blocks)]


@pytest.mark.parametrize(
    ("text", "value", "kind", "number", "shown_by"),
    [
        ("9.52", "9.52", "number", "9.52", "0.00"),
        ("10", "10", "number", "10", "0"),
        ("-0.50", "-0.5", "number", "-0.50", "0.00"),
        ("95.25%", "0.9525", "percent", "0.9525", "0.00%"),
        ("100%", "1", "percent", "1.00", "0%"),
        ("12,345.60", "12345.6", "number", "12345.60", "#,##0.00"),
        ("123456789012345", "123456789012345", "number", "123456789012345", "0"),
        ("0.000000000000001", "1/1000000000000000", "number", "1E-15", "0.000000000000000"),
        ("1234567890123456", "1234567890123456", "number", None, ""),  # 16 digits
        ("1.000000000000000", "1", "number", None, ""),  # 16 digits to be shown
        ("0.33", "1/3", "number", None, ""),  # not all digits
        ("≈ 0.33", "1/3", "number", None, ""),
        ("1/3", "1/3", "number", None, ""),
        ("23.6万元", "23.6", "number", None, ""),
        ("95.25%", "95.25", "number", None, ""),  # the sign is not part of the figure
        ("95.25", "0.9525", "percent", None, ""),
        ("-0.00", "0", "number", None, ""),
        ("007", "7", "number", None, ""),
        ("+5", "5", "number", None, ""),
        ("１２", "12", "number", None, ""),
        ("1,23", "123", "number", None, ""),
        ("5", "5", "text", None, ""),
    ],
)
def test_figures_are_numbers_where_a_cell_holds_them(
    text: str, value: str, kind: str, number: str | None, shown_by: str
) -> None:
    """A number stands where the text shows all digits of the value, and 15 are enough."""
    assert kind in ("text", "number", "percent")
    figure = read_figure(Cell(text, Fraction(value), kind))  # type: ignore[arg-type]
    expected = None if number is None else (Decimal(number), shown_by)
    assert expected == (None if figure is None else tuple(figure))


@settings(max_examples=60, deadline=None)
@given(grid=grids())
def test_grid_stands_cell_by_cell(grid: Grid, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every figure is a number of its exact value or its text; merged are what the grid merges."""
    book = store(report_of(grid), tmp_path_factory.mktemp("grid"))
    sheet = book.worksheets[0]
    above = sheet.max_row - len(grid.rows)
    merged = set()
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        found = sheet.cell(above + row + 1, column + 1)
        assert isinstance(found, ReadCell)
        assert show_codes(cell.text) == ("" if found.value is None else say(found))
        if cell.value is not None and isinstance(found.value, int | float):
            assert cell.value == Fraction(repr(found.value))
        if cell.value is not None and len(cell.text.strip("-%")) <= 15:
            assert (cell.text == "-0" or isinstance(found.value, int | float)) or re.fullmatch(
                "-?0.0+%?", cell.text
            )
        if cell.rows * cell.columns > 1:
            first = above + row + 1, column + 1
            merged.add((*first, first[0] + cell.rows - 1, first[1] + cell.columns - 1))
    shown = {(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges}
    assert merged == {each for each in shown if each[0] > above}


@settings(max_examples=50, deadline=None)
@given(report=reports())
def test_every_word_is_there_and_nothing_is_a_formula(
    report: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of any report every text is in the workbook, as text."""
    book = store(report, tmp_path_factory.mktemp("words"))
    cells = list(all_cells(book))
    assert {"s", "n"} >= {cell.data_type for cell in cells}
    shown = "\0".join(say(cell) for cell in cells)
    assert [] == [text for text in map(show_codes, words_of(report)) if text not in shown]


@pytest.mark.parametrize("text", list(filter(None, HOSTILE)))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_are_shown(text: str, lang: Lang, tmp_path: Path) -> None:
    """In every place where words can stand they stand as they are; none is a formula or a link."""
    book = store(make_hostile_report(text, lang), tmp_path)
    cells = list(all_cells(book))
    assert {"s", "n"} >= {cell.data_type for cell in cells}
    # Title, notice twice, heading, caption or table …: wherever the report has it.
    holding = [cell for cell in cells if show_codes(text) in say(cell)]
    assert len(holding) >= 20
    parts = {name: data for name, data in read_parts(tmp_path).items() if name.endswith("rels")}
    assert not [name for name, data in parts.items() if b"External" in data]


def test_rows_of_a_tree_stand_further_in(tmp_path: Path) -> None:
    """The first cell of a row shows how deep the row stands."""
    rows = tuple(Row((Cell("a"), Cell("b")), level=level) for level in range(3))
    book = store(report_of(Grid((Column(8), Column(8)), rows, 0)), tmp_path)
    found = [cell.alignment.indent for cell in all_cells(book) if cell.value in ("a", "b")]
    assert [1, 1, 2, 1, 3, 1] == found


@pytest.mark.parametrize("text", MARKUP)
def test_markup_of_workbooks_is_words(text: str, tmp_path: Path) -> None:
    """What a workbook itself would read as something else is stored such that it reads as words."""
    store(make_hostile_report(text), tmp_path)
    strings = ElementTree.fromstring(read_parts(tmp_path)["xl/sharedStrings.xml"])
    shown = ["".join(map(decode, each.iterfind(".//{*}t"))) for each in strings]
    assert {text, f"{text}（表）", f"{text}（图）"} == {
        each.rstrip("：") for each in shown if each.startswith(text[:2])
    }
    assert 5 <= sum(text in each for each in shown)


def decode(part: ElementTree.Element) -> str:
    """Return a text as Excel reads it: `_x0041_` stands for a character, from left to right."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), part.text or "")


def read_parts(folder: Path) -> dict[str, bytes]:
    with ZipFile(folder / "report.xlsx") as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a\\x00b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud800", "\\ud800"),
        ("\ufffe", "\\ufffe"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("=1+1", "=1+1"),
        ("<r><t>x</t></r>", "<r><t>x</t></r>"),
        (" a ", " a "),
    ],
)
def test_characters_that_no_cell_holds_stand_as_their_codes(
    text: str, shown: str, tmp_path: Path
) -> None:
    """Nothing is lost without a sign of it."""
    book = store(report_of(Paragraph(text)), tmp_path)
    cells = list(all_cells(book))
    assert [shown] == [say(cell) for cell in cells[1:]]


@pytest.mark.parametrize("text", [LONG, "𠮷" * 40_000, "a\n" * 40_000])
def test_long_text_goes_on_in_a_sheet_of_its_own(text: str, tmp_path: Path) -> None:
    """A cell holds 32,767 units of UTF-16: it says where the whole stands, which is nowhere cut."""
    book = store(report_of(Heading("甲", sheet="长文本"), Paragraph(text)), tmp_path)
    cut = next(cell for cell in all_cells(book) if "全文见工作表“长文本”第 2 行" in say(cell))
    assert len(str(cut.value).encode("utf-16-le")) <= 2 * 32_767
    whole = book["长文本"]
    assert text == "".join(str(whole.cell(row, 3).value) for row in range(2, whole.max_row + 1))
    assert f"长文本 2!A{cut.row}" == whole["A2"].value


def test_names_of_sheets() -> None:
    """Names are at most 31 units long, differ in more than their case, and hold no sign refused."""
    wanted = ["A" * 40, "a" * 40, "甲/乙:丙?", "''", "History", "𠮷" * 20, "甲 乙 丙", "_x0041_"]
    names = Names()
    given_ = [names.name(each, "报告") for each in wanted]
    assert ["A" * 31, "a" * 29 + " 2", "甲 乙 丙", "报告", "History 2"] == given_[:5]
    assert ["𠮷" * 15, "甲 乙 丙 2", "x0041_"] == given_[5:]


def test_headings_of_level_1_begin_sheets(tmp_path: Path) -> None:
    """Each sheet has its name, its heading and the notice; the first one the title as well."""
    blocks = (
        Paragraph("前言"),
        Heading("总分", sheet="总"),
        Paragraph("90.20"),
        Heading("疑点"),
        Heading("错误", 2),
    )
    book = store(report_of(*blocks, notice="总分有条件"), tmp_path)
    shown = {
        sheet.title: [say(row[0]) for row in sheet.iter_rows() if row[0].value is not None]
        for sheet in book.worksheets
    }
    assert {
        "报告": ["评分报告", "! 总分有条件", "前言"],
        "总": ["总分", "! 总分有条件", "90.20"],
        "疑点": ["疑点", "! 总分有条件", "错误"],
    } == shown


def test_filtered_grid_has_its_columns_to_itself(tmp_path: Path) -> None:
    """Its head stays in sight, is printed again and filters; other tables join its columns."""
    large = make_large_report(40, 6)
    small = Grid((Column(4), Column(8)), (Row((Cell("a"), Cell("b"))),))
    grid = large.blocks[1]
    book = store(report_of(Heading("全部"), grid, small, wide=True), tmp_path)
    sheet = book.worksheets[0]
    head = next(cell.row for cell in all_cells(book) if cell.value == "列0")
    assert f"A{head}:F{head + 40}" == sheet.auto_filter.ref
    assert f"A{head + 1}" == sheet.freeze_panes
    assert f"${head}:${head}" == sheet.print_title_rows
    assert not [each for each in sheet.merged_cells.ranges if head < each.min_row <= head + 40]
    assert ("landscape", "9") == (sheet.page_setup.orientation, str(sheet.page_setup.paperSize))
    assert (1, 0) == (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight)
    last = sheet.max_row
    assert [1, 6] == sorted({1, *(each.max_col for each in ranges_of(sheet, last))})


def ranges_of(sheet: Worksheet, row: int) -> list[CellRange]:
    return [each for each in sheet.merged_cells.ranges if each.min_row == row]


def test_folds_are_groups_of_rows(tmp_path: Path) -> None:
    """A shut fold hides its rows under its title and the sheet says how to open it."""
    shut = Fold("甲", (Paragraph("一"), Fold("乙", (Paragraph("二"),), open=True)))
    book = store(report_of(shut, Fold("丙", (Paragraph("三"),), open=True)), tmp_path)
    sheet = book.worksheets[0]
    rows = {say(cell): sheet.row_dimensions[cell.row] for cell in all_cells(book)}
    assert any("展开" in words for words in rows)
    levels = {name: (rows[name].outlineLevel, rows[name].hidden) for name in "甲一乙二丙三"}
    assert levels == {
        "甲": (0, False),
        "一": (1, True),
        "乙": (1, True),
        "二": (2, True),
        "丙": (0, False),
        "三": (1, False),
    }
    assert rows["甲"].collapsed


def test_links_lead_to_cells_of_the_workbook(tmp_path: Path) -> None:
    """A link goes to the cell of its anchor, on whichever sheet; one to nothing is plain words."""
    grid = Grid(
        (Column(8), Column(8)),
        (
            Row((Cell("甲", link="x"), Cell("9.50", Fraction(19, 2), "number", link="'!<"))),
            Row((Cell("乙", link="http://example.invalid"), Cell("丙", anchor="x"))),
        ),
        head=0,
    )
    bars = Bars("失分", (Bar("丁", Fraction(1), Fraction(2), "1 / 2", link="x"),))
    blocks = (grid, Heading("戊's", anchor="'!<"), bars)
    book = store(report_of(*blocks), tmp_path)
    cells = {say(cell): cell for cell in all_cells(book)}
    linked = {name: cell.hyperlink.location for name, cell in cells.items() if cell.hyperlink}
    target = cells["丙"].coordinate
    first, second = book.sheetnames
    assert {
        "甲": f"'{first}'!{target}",
        "9.50": f"'{second.replace(chr(39), chr(39) * 2)}'!A1",
        "丁": f"'{first}'!{target}",
    } == linked
    assert 9.5 == cells["9.50"].value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bars_are_drawn_and_said(lang: Lang, tmp_path: Path) -> None:
    """Bars share one scale; the words stand beside each, with a sign besides the colour."""
    bars = Bars(
        "失分",
        (
            Bar("甲", Fraction(10, 3), Fraction(20), "3.33 / 20", "bad"),
            Bar("乙", Fraction(5), Fraction(10), "5 / 10"),
        ),
    )
    book = store(report_of(bars, lang=lang), tmp_path)
    sheet = book.worksheets[0]
    rules = [rule for each in sheet.conditional_formatting for rule in each.rules]
    scales = {(rule.dataBar.cfvo[0].val, rule.dataBar.cfvo[1].val) for rule in rules}
    assert {("0", "20")} == {tuple(str(int(float(each))) for each in pair) for pair in scales}
    assert 2 == len(rules)
    assert {"✗ 3.33 / 20", "5 / 10"} <= {say(cell) for cell in all_cells(book)}


def test_long_table_goes_on_in_another_sheet(tmp_path: Path) -> None:
    """Where a sheet is full the next begins with the head; merged cells stay together."""
    tall = Row((Cell("甲", rows=3), Cell("1")))
    below = (Row((Cell("2"),)), Row((Cell("3"),)))
    head = Row((Cell("名称", header=True), Cell("数", header=True)))
    grid = Grid((Column(8), Column(8)), (head, *(tall, *below) * 6), filtered=True)
    book = store(report_of(grid), tmp_path, most_rows=10)
    shown = [[say(cell) for cell in all_cells(book) if cell.parent is each] for each in book]
    assert [2, 3, 1] == [words.count("甲") for words in shown]
    assert all(words.count("名称") == 1 for words in shown)
    assert ["报告", "报告（续2）", "报告（续3）"] == book.sheetnames
    assert all(sheet.max_row <= 10 and sheet.auto_filter.ref for sheet in book.worksheets)


def test_paragraphs_go_on_in_another_sheet(tmp_path: Path) -> None:
    """No words are lost where a sheet is full."""
    words = [f"第{number}段" for number in range(35)]
    book = store(report_of(*map(Paragraph, words)), tmp_path, most_rows=10)
    assert words == [say(cell) for cell in all_cells(book)][1:]


def test_cells_higher_than_a_sheet_are_refused(tmp_path: Path) -> None:
    """Merged cells cannot stand on two sheets."""
    rows = (Row((Cell("甲", rows=12), Cell("1"))), *(Row((Cell(str(n)),)) for n in range(11)))
    grid = Grid((Column(8), Column(8)), rows, head=0)
    with pytest.raises(NotFoundError) as refused:
        store(report_of(grid), tmp_path, most_rows=10)
    assert "SL671" == refused.value.code
    assert {"rows": 12, "most": 10} == dict(refused.value.arguments)


def test_more_columns_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    """A workbook has 16,384 columns; what is beyond is not left out."""
    count = 16_385
    grid = Grid((Column(2),) * count, (Row((Cell("x", columns=count),)),))
    with pytest.raises(NotFoundError) as refused:
        store(report_of(grid), tmp_path)
    assert "SL670" == refused.value.code


def test_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XlsxWriter there is a message, not a traceback."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(NotFoundError) as refused:
        write_workbook(report_of(), tmp_path / "a.xlsx")
    assert "SL916" == refused.value.code


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    """What cannot be written is an error of the system, as with every file."""
    with pytest.raises(OSError, match="nowhere"):
        write_workbook(report_of(), tmp_path / "nowhere" / "a.xlsx")


def test_neither_clock_nor_user_is_in_the_file(tmp_path: Path) -> None:
    """The same report makes the same bytes; its properties name the report and nobody."""
    report = make_hostile_report("甲")
    store(report, tmp_path)
    before = (tmp_path / "report.xlsx").read_bytes()
    properties = store(report, tmp_path).properties
    assert before == (tmp_path / "report.xlsx").read_bytes()
    assert ("甲", None, 2000) == (
        properties.title,
        properties.creator,
        properties.created and properties.created.year,
    )


@pytest.mark.parametrize(("lang", "words"), [("zh", "第 &P 页，共 &N 页"), ("en", "&P of &N")])
def test_pages_are_numbered_in_the_language_of_the_report(
    lang: Lang, words: str, tmp_path: Path
) -> None:
    """What stands on every page is in its language; the sign & of a title is none of Excel's."""
    footer = store(Report("A&B", lang, (Gap("说明"),)), tmp_path).worksheets[0].oddFooter
    assert footer is not None
    assert words in (footer.center.text or "")
    assert b"A&amp;&amp;B" in read_parts(tmp_path)["xl/worksheets/sheet1.xml"]


@settings(max_examples=20, deadline=None)
@given(widths=st.lists(st.floats(0.5, 60), min_size=1, max_size=12), wide=st.booleans())
def test_sheets_are_as_wide_as_a_page(
    widths: list[float], wide: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Columns fill a page of A4 at the least, and none is so narrow that it vanishes."""
    row = Row(tuple(Cell("x") for _ in widths))
    grid = Grid(tuple(map(Column, widths)), (row,))
    book = store(report_of(grid, wide=wide), tmp_path_factory.mktemp("wide"))
    sheet = book.worksheets[0]
    shown = [
        (each.width, (each.max or 1) - (each.min or 1) + 1)
        for each in sheet.column_dimensions.values()
    ]
    assert len(widths) == sum(count for _, count in shown)
    assert min(width for width, _ in shown) > 2
    assert sum(width * count for width, count in shown) * 7 > (66 if wide else 44) * 40 / 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_of_the_examples_are_in_their_workbooks(lang: Lang, tmp_path: Path) -> None:
    """Of every report of every example each figure stands in a cell, as often as in the report.

    What is a plain decimal there is a number here, of the same value.
    """
    for name, report in list_reports(lang):
        expected = [cell for cell in cells_of(report.blocks) if cell.value is not None]
        found = list(all_cells(store(report, tmp_path)))
        assert Counter(cell.text for cell in expected) <= Counter(map(say, found)), name
        plain = [cell.value for cell in expected if is_plain(cell)]
        numbers = [Fraction(repr(cell.value)) for cell in found if cell.data_type == "n"]
        assert Counter(plain) <= Counter(numbers), name


def is_plain(cell: Cell) -> bool:
    """Say whether a text is a decimal of few digits that says its value in full."""
    if not re.fullmatch("-?[0-9]{1,9}([.][0-9]{1,5})?%?", cell.text):
        return False
    shown = Fraction(cell.text.rstrip("%")) / (100 if cell.text.endswith("%") else 1)
    return shown == cell.value


def test_figures_of_a_drawn_report_are_counted() -> None:
    """The reports drawn here hold figures at all: else the tests above would say nothing."""
    report = make_large_report(3, 4)
    assert 9 == sum(cell.value is not None for cell in cells_of(report.blocks))
