"""Opening workbooks and Word documents: what a cell says, where it stands, and what is refused."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest
import python_calamine
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import NotFoundError
from scorelib.reading.forms import limits
from scorelib.reading.forms.cells import name_cell, read_cell_name
from scorelib.reading.forms.sheets import Sheet, open_sheets
from scorelib.reading.number_formats import round_double, show_number
from tests.forms.layouts import DATA

# What a number says by its format. The serial 44561 is 31 December 2021: 44197 is 1 January 2021
# in every spreadsheet, and the year has 365 days.
SHOWN: Final = [
    ("0.9819", "0.00%", "98.19%"),
    ("0.9819", "0%", "98.19%"),
    ("1", "0.00%", "100%"),
    ("1200", '0"万元"', "1200万元"),
    ("1200", "#,##0.00", "1200"),
    ("1200", '#,##0.00\\ "万元"', "1200万元"),
    ("1200", "[$￥-804]#,##0.00", "￥1200"),
    ("10", 'G/通用格式"分"', "10分"),
    ("95", '"≥"0"%"', "≥95%"),
    ("-5", "0.00;(0.00)", "-5"),
    ("-5", "0_ ;[Red]\\-0\\ ", "-5"),
    ("0.5", "# ?/?", "0.5"),
    ("12345", "0.00E+00", "12345"),
    ("10", "@", "10"),
    ("44561", "yyyy-mm-dd", "2021-12-31"),
    ("44561", '[$-804]yyyy"年"m"月"d"日";@', "2021-12-31"),
    ("44561", 'yyyy"年"m"月"', "2021-12"),
    ("44561", "yyyy", "2021"),
    ("44561", 'm"月"d"日"', "2021-12-31"),
    ("44561.5", "yyyy/m/d h:mm", "2021-12-31T12:00:00"),
    ("0.75", "h:mm", "18:00:00"),
]


@pytest.mark.parametrize(("stored", "code", "text"), SHOWN)
def test_a_number_says_what_its_format_shows(stored: str, code: str, text: str) -> None:
    """Percent, units, dates as far as they are shown; the stored value counts, not its places."""
    shown = show_number(round_double(stored), code)
    assert (text, False) == (shown.text, shown.odd)


# The cell would show 1.2万, 12千, 1200, 12M, 是, nothing, 25:30:00: none of it is the number.
ODD: Final = [
    ("12345", '0!.0,"万元"'),
    ("12345", '0,"千"'),
    ("12", '0"00"'),
    ("12345678", '0,,"M"'),
    ("1", '"是";;"否"'),
    ("5", ";;;"),
    ("5", '[<1000]0"元";0,"千元"'),
    ("1.0625", "[h]:mm:ss"),
    ("5", "000-000"),
    ("-1", "yyyy-mm-dd"),
]


@pytest.mark.parametrize(("stored", "code"), ODD)
def test_what_shows_something_else_is_marked(stored: str, code: str) -> None:
    """Where a cell shows another figure than it holds, the stored one is given, with a mark."""
    shown = show_number(round_double(stored), code)
    assert (stored, True) == (shown.text, shown.odd)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_what_was_typed_comes_back(number: Decimal) -> None:
    """A figure of up to 15 digits survives being kept as a double; so does a share in percent."""
    assert number == Decimal(show_number(round_double(float(number)), "General").text)
    percent = show_number(round_double(float(number / 10**9)), "0.0%").text
    assert number / 10**7 == Decimal(percent.removesuffix("%"))


@given(st.integers(1, limits.ROWS), st.integers(1, limits.COLUMNS))
def test_names_of_cells(row: int, column: int) -> None:
    """A name leads back to its cell."""
    assert (row, column) == read_cell_name(name_cell(row, column))


# Workbooks


def write_zoo(path: Path) -> Path:
    """Write a workbook with every kind of cell, merged areas, hidden parts, names, long texts."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "自评表"
    values: dict[str, tuple[Any, str | None]] = {
        "A1": ("名称", None),
        "B1": (0.9819, "0.00%"),
        "C1": (1200, '0"万元"'),
        "D1": (date(2021, 12, 31), None),
        "E1": (datetime(2021, 12, 1), 'yyyy"年"m"月"'),  # noqa: DTZ001
        "A2": (0.1 + 0.2, None),
        "B2": (-3.5, None),
        "C2": (1234567.25, "#,##0.00"),
        "D2": (33, '"≥"0"%"'),
        "E2": (12345678901, None),
        "A3": ("合并", None),
        "A7": ("藏", None),
        "H1": ("也藏", None),
    }
    for name, (value, code) in values.items():
        sheet[name] = value
        if code is not None:
            sheet[name].number_format = code
    sheet.merge_cells("A3:C5")
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["H"].hidden = True
    for row in range(10, 40):
        sheet.cell(row, 1, "长到一条记录装不下的文字，" * 20 + str(row))
    other = book.create_sheet("藏起来的")
    other["B2"] = "x"
    other.sheet_state = "hidden"
    book.save(path)
    return path


def check_zoo(sheets: tuple[Sheet, ...]) -> None:
    """Check the cells of `write_zoo`, however they were saved."""
    sheet, other = sheets
    texts = {
        (1, 1): ("名称", "text"),
        (1, 2): ("98.19%", "number"),
        (1, 3): ("1200万元", "number"),
        (1, 4): ("2021-12-31", "date"),
        (1, 5): ("2021-12", "date"),
        (2, 1): ("0.3", "number"),
        (2, 2): ("-3.5", "number"),
        (2, 3): ("1234567.25", "number"),
        (2, 4): ("≥33%", "number"),
        (2, 5): ("12345678901", "number"),
        (3, 1): ("合并", "text"),
    }
    assert texts == {at: (sheet.cells[at].text, sheet.cells[at].kind) for at in texts}
    assert ["长到一条记录装不下的文字，" * 20 + str(row) for row in range(10, 40)] == [
        sheet.cells[row, 1].text for row in range(10, 40)
    ]
    assert ("自评表!D2", 2) == (sheet.cells[2, 4].place, sheet.cells[1, 2].places)
    assert ((3, 1, 5, 3),) == sheet.merged
    assert ([7], [8]) == (sorted(sheet.hidden_rows), sorted(sheet.hidden_columns))
    assert ("藏起来的", True, False) == (other.name, other.hidden, sheet.hidden)


def test_a_workbook(tmp_path: Path) -> None:
    """Cells, formats, merged areas, what is hidden."""
    check_zoo(open_sheets(write_zoo(tmp_path / "zoo.xlsx")))


def test_an_old_workbook() -> None:
    """The same workbook, saved by LibreOffice as .xls: formats and merged areas included."""
    check_zoo(open_sheets(DATA / "zoo.xls"))


@pytest.mark.parametrize("name", ["zoo.xls", "case-09.xls", "case-12.xls", "case-16.xls"])
def test_old_workbooks_by_a_second_hand(name: str) -> None:
    """What another reader finds in old workbooks is what we find; it knows no formats."""
    other = python_calamine.load_workbook(str(DATA / name))
    for sheet in open_sheets(DATA / name):
        rows = other.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        theirs = {
            (row, column): value
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if value != ""
        }
        assert theirs.keys() == sheet.cells.keys()
        for at, value in theirs.items():
            cell = sheet.cells[at]
            if cell.kind == "text":
                assert value == cell.text
            elif isinstance(value, float):
                figure = cell.text.strip("≥万元%")
                scale = 100 if cell.text.endswith("%") and "≥" not in cell.text else 1
                assert value * scale == pytest.approx(float(figure), rel=1e-14)


def test_places_shown_are_kept_apart(tmp_path: Path) -> None:
    """100.00% holds 1: the text is the value, `printed` what is seen."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row, (value, code) in enumerate([(1, "0.00%"), (0.98194, "0%"), (20, "0.00"), (5, "0")], 1):
        sheet.cell(row, 1, value).number_format = code
    book.save(tmp_path / "a.xlsx")
    cells = open_sheets(tmp_path / "a.xlsx")[0].cells
    shown = [(cells[row, 1].text, cells[row, 1].printed) for row in range(1, 5)]
    assert [("100%", "100.00%"), ("98.194%", "98.194%"), ("20", "20.00"), ("5", "5")] == shown


Parts = dict[str, str | bytes]

CONTENT_TYPES: Final = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-'
    'officedocument.{kind}.main+xml"/></Types>'
)
RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{entries}</Relationships>"
)
RELATION: Final = '<Relationship Id="{id}" Type="http://x/{kind}" Target="{target}"{more}/>'


def relate(*entries: tuple[str, str, str], more: str = "") -> str:
    found = [RELATION.format(id=a, kind=b, target=c, more=more) for a, b, c in entries]
    return RELATIONS.format(entries="".join(found))


def pack(path: Path, parts: Parts) -> Path:
    """Write an archive of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def pack_sheet(path: Path, rows: str, head: str = "", more: Parts | None = None) -> Path:
    """Write the smallest workbook that holds rows written by hand."""
    parts: Parts = {
        "[Content_Types].xml": CONTENT_TYPES.format(
            part="xl/workbook.xml", kind="spreadsheetml.sheet"
        ),
        "_rels/.rels": relate(("r1", "officeDocument", "/xl/workbook.xml")),
        "xl/workbook.xml": '<workbook><sheets><sheet name="表" r:id="s1" xmlns:r="r"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": relate(
            ("s1", "worksheet", "worksheets/sheet1.xml"),
            ("s2", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": f"{head}<worksheet><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": "<sst><si><r><t>富</t></r><r><t>文本</t></r><rPh><t>x</t></rPh>"
        "</si></sst>",
    }
    return pack(path, {**parts, **(more or {})})


def test_cells_of_every_kind(tmp_path: Path) -> None:
    """Rich text is joined, formulas give what was stored, errors are errors, escapes are undone."""
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c t="b"><v>1</v></c><c r="C2" t="e"><v>#DIV/0!</v>'
        '</c><c r="D2"><f>A1*2</f><v>0.30000000000000004</v></c><c r="E2"><f>NOW()</f></c>'
        '<c r="F2" t="str"><f>"a"</f><v>甲</v></c><c r="G2" t="inlineStr"><is>'
        '<t>乙_x000D_丙</t></is></c><c r="H2" t="d"><v>2021-12-31T00:00:00</v></c><c r="I2"/></row>'
        "<row><c><v>5</v></c></row>"
    )
    sheet = open_sheets(pack_sheet(tmp_path / "a.xlsx", rows))[0]
    found = {name_cell(*at): (cell.text, cell.kind) for at, cell in sheet.cells.items()}
    assert {
        "A2": ("富文本", "text"),
        "B2": ("true", "truth"),
        "C2": ("#DIV/0!", "error"),
        "D2": ("0.3", "number"),
        "E2": ("=NOW()", "error"),
        "F2": ("甲", "text"),
        "G2": ("乙\r丙", "text"),
        "H2": ("2021-12-31", "date"),
        "A3": ("5", "number"),
    } == found
    marks = {name_cell(*at): set(cell.marks) for at, cell in sheet.cells.items() if cell.marks}
    assert {"D2": {"formula"}, "E2": {"formula", "uncomputed"}, "F2": {"formula"}} == marks


def test_a_merged_area_of_a_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    """Only cells that are there are looked at."""
    merged = "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells><sheetData>"
    path = pack_sheet(tmp_path / "a.xlsx", f"<row><c><v>5</v></c></row>{merged}")
    sheet = open_sheets(path)[0]
    assert (1, ((1, 1, 1 << 20, 1 << 14),)) == (len(sheet.cells), sheet.merged)


# Word documents


def test_a_document(tmp_path: Path) -> None:
    """Merged cells stand where they are seen; lines between tables belong to the next one."""
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    document.add_paragraph("  单位：万元 ")
    table = document.add_table(3, 4)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "产出"
    table.cell(0, 2).text = "a\nb"
    table.cell(1, 3).text = "d2"
    table.cell(2, 0).merge(table.cell(2, 3)).text = "总分"
    inner = table.cell(1, 2).add_table(1, 2)
    inner.cell(0, 1).text = "里面"
    document.add_paragraph("附注")
    path = tmp_path / "a.docx"
    document.save(str(path))
    first, nested, rest = open_sheets(path)
    assert ["项目支出绩效自评表", "单位：万元"] == [each.text for each in first.before]
    assert ["第1段", "第2段"] == [each.place for each in first.before]
    found = {cell.place: cell.text for cell in first.cells.values()}
    assert {"表1!A1": "产出", "表1!C1": "a\nb", "表1!D2": "d2", "表1!A3": "总分"} == found
    assert ((1, 1, 2, 2), (3, 1, 3, 4)) == first.merged
    assert {"表1-C2-1!B1": "里面"} == {each.place: each.text for each in nested.cells.values()}
    assert (["附注"], {}) == ([each.text for each in rest.before], rest.cells)


W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_changes_that_are_tracked(tmp_path: Path) -> None:
    """What was deleted or moved away is gone, what was put in is there, a break is a break."""
    document = docx.Document()
    table = document.add_table(1, 1)
    table.cell(0, 0).paragraphs[0]._p.append(
        parse_xml(
            f"<w:ins {W}><w:r><w:t>9</w:t><w:br/><w:t>5%</w:t></w:r></w:ins>",
        )
    )
    for gone in ("<w:del {0}><w:r><w:delText>8</w:delText></w:r></w:del>",
                 "<w:moveFrom {0}><w:r><w:t>7</w:t></w:r></w:moveFrom>"):  # fmt: skip
        table.cell(0, 0).paragraphs[0]._p.append(parse_xml(gone.format(W)))
    document.save(str(tmp_path / "a.docx"))
    assert "9\n5%" == open_sheets(tmp_path / "a.docx")[0].cells[1, 1].text


# What is refused

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")


def write_compound(path: Path, *streams: str) -> Path:
    """Write the smallest compound file that has streams of these names, with nothing in them."""
    head = bytearray(OLE + bytes(504))
    struct.pack_into("<HH", head, 30, 9, 6)
    struct.pack_into("<IIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE)
    struct.pack_into("<II", head, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for kind, name in [(5, "Root Entry"), *((2, each) for each in streams)]:
        entry = bytearray(128)
        words = name.encode("utf-16-le")
        entry[: len(words)] = words
        struct.pack_into("<HB", entry, 64, len(words) + 2, kind)
        struct.pack_into("<II", entry, 116, 0xFFFFFFFE, 0)
        directory += entry
    path.write_bytes(bytes(head) + table + directory.ljust(512, b"\0"))
    return path


def refused(path: Path) -> NotFoundError:
    """Return what a file is refused with, within seconds."""
    begin = time.process_time()
    with pytest.raises(NotFoundError) as caught:
        open_sheets(path)
    assert time.process_time() - begin < 3
    assert path.name in str(caught.value)
    return caught.value


NAMES: Final = [
    ("自评表.et", "SL625"),
    ("自评表.wps", "SL625"),
    ("自评表.ett", "SL625"),
    ("自评表.wpt", "SL625"),
    ("a.doc", "SL626"),
    ("a.odt", "SL626"),
    ("a.ods", "SL626"),
    ("a.pdf", "SL626"),
    ("a", "SL626"),
    ("a.xlsm", "SL632"),
    ("a.docm", "SL632"),
]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_formats_that_are_not_read(tmp_path: Path, name: str, code: str) -> None:
    """Each says what to do: save it as .xlsx or .docx."""
    (tmp_path / name).write_bytes(b"x")
    error = refused(tmp_path / name)
    assert code == error.code
    assert ".docx" in str(error)


CONTENTS: Final = [
    ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "SL627", "a web page"),
    ("a.xls", "一级指标,二级指标\n".encode("gb18030"), "SL627", "plain text"),
    ("a.xlsx", "一级指标,二级指标\n".encode(), "SL627", "plain text"),
    ("a.xls", b"<?xml version='1.0'?><Workbook/>", "SL627", "an XML file"),
    ("a.docx", b"%PDF-1.7", "SL627", "a PDF file"),
    ("a.docx", b"{\\rtf1", "SL627", "an RTF file"),
    ("a.xls", b"\x09\x08\x10\x00\x00\x05", "SL627", "a very old .xls file"),
    ("a.xlsx", b"", "SL627", "nothing"),
    ("a.xlsx", b"PK\x03\x04" + b"x" * 50, "SL629", "the archive is cut off"),
    ("a.xls", OLE, "SL629", "cut off"),
    ("a.xls", OLE + b"\xff" * 2000, "SL629", "cut off"),
]


@pytest.mark.parametrize(("name", "data", "code", "words"), CONTENTS)
def test_files_that_are_something_else(
    tmp_path: Path, name: str, data: bytes, code: str, words: str
) -> None:
    """A file is named for what it is, not for its ending."""
    (tmp_path / name).write_bytes(data)
    error = refused(tmp_path / name)
    assert code == error.code
    assert words in str(error)


def test_names_that_do_not_fit_their_contents(tmp_path: Path) -> None:
    """A Word document called .xlsx, a workbook called .docx, and other programs' files."""
    docx.Document().save(str(tmp_path / "a.xlsx"))
    assert "a .docx file" in str(refused(tmp_path / "a.xlsx"))
    write_zoo(tmp_path / "b.docx")
    assert "a .xlsx file" in str(refused(tmp_path / "b.docx"))
    write_zoo(tmp_path / "b.xls")
    assert "a .xlsx file" in str(refused(tmp_path / "b.xls"))
    (tmp_path / "c.xlsx").write_bytes((DATA / "zoo.xls").read_bytes())
    assert "an old Excel file" in str(refused(tmp_path / "c.xlsx"))
    assert "an old Word file" in str(refused(write_compound(tmp_path / "d.xls", "WordDocument")))
    ods = pack(tmp_path / "e.xlsx", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    assert "opendocument" in str(refused(ods))
    assert "an archive" in str(refused(pack(tmp_path / "f.xlsx", {"a.txt": "x"})))


def test_passwords(tmp_path: Path) -> None:
    """Encrypted workbooks of both kinds, and archives with a password, are no damage."""
    path = write_compound(tmp_path / "a.xlsx", "EncryptionInfo", "EncryptedPackage")
    assert "SL628" == refused(path).code
    book = (DATA / "zoo.xls").read_bytes()
    # FILEPASS (0x002F) in the place of the first record after the beginning of the workbook.
    begin = book.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0005))
    locked = book[: begin + 20] + struct.pack("<H", 0x002F) + book[begin + 22 :]
    (tmp_path / "b.xls").write_bytes(locked)
    assert "SL628" == refused(tmp_path / "b.xls").code
    parts = io.BytesIO()
    with zipfile.ZipFile(parts, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
    data = bytearray(parts.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "c.xlsx").write_bytes(bytes(data))
    assert "SL628" == refused(tmp_path / "c.xlsx").code


def bomb_declared(path: Path) -> Path:
    return pack_sheet(path, "<row>" + " " * (limits.PART_BYTES + 1) + "</row>")


def bomb_ratio(path: Path) -> Path:
    return pack_sheet(path, "<row>" + " " * (8 << 20) + "</row>")


def bomb_total(path: Path) -> Path:
    more: Parts = {f"xl/media/{place}.bin": bytes(30 << 20) for place in range(5)}
    return pack_sheet(path, "", more=more)


def bomb_members(path: Path) -> Path:
    return pack_sheet(path, "", more={f"x{place}": "" for place in range(limits.MEMBERS)})


def bomb_elements(path: Path) -> Path:
    # Just inside the ratio, so that only their number tells.
    noise = "".join(f"<a{place % 997}/>" for place in range(limits.ELEMENTS + 1))
    return pack_sheet(path, noise)


def bomb_depth(path: Path) -> Path:
    return pack_sheet(path, "<a>" * 5000 + "</a>" * 5000)


def bomb_cells(path: Path) -> Path:
    row = "".join(f"<c><v>{place * 7919 % 99991}</v></c>" for place in range(1, 10_001))
    return pack_sheet(path, f"<row>{row}</row>" * (limits.CELLS // 10_000 + 1))


def bomb_texts(path: Path) -> Path:
    strings = (
        "<sst><si><t>"
        + "".join(chr(0x4E00 + n * 7 % 20000) for n in range(60_000))
        + "</t></si></sst>"
    )
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(300))
    return pack_sheet(path, rows, more={"xl/sharedStrings.xml": strings})


def bomb_merged(path: Path) -> Path:
    cells = "".join(f"<mergeCell ref='A{n}:B{n}'/>" for n in range(1, limits.MERGED + 2))
    return pack_sheet(path, f"</sheetData><mergeCells>{cells}</mergeCells><sheetData>")


BOMBS: Final = [
    (bomb_declared, "bytes of one part"),
    (bomb_ratio, "times larger"),
    (bomb_total, "bytes when unpacked"),
    (bomb_members, "files inside the archive"),
    (bomb_elements, "XML elements"),
    (bomb_depth, "inside each other"),
    (bomb_cells, "cells"),
    (bomb_texts, "characters"),
    (bomb_merged, "merged cells"),
]


@pytest.mark.parametrize(("write", "words"), BOMBS, ids=[each.__name__ for each, _ in BOMBS])
def test_bombs(tmp_path: Path, write: Callable[[Path], Path], words: str) -> None:
    """What would fill the memory is refused before it does, and says what there is too much of."""
    error = refused(write(tmp_path / "a.xlsx"))
    assert "SL630" == error.code
    assert words in str(error)


def test_a_size_that_lies(tmp_path: Path) -> None:
    """A part that unpacks to more than the archive says is broken, not unpacked to its end."""
    path = pack_sheet(tmp_path / "a.xlsx", "<row>" + " " * (1 << 20) + "</row>")
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", data, at + 24, 100)
    path.write_bytes(bytes(data))
    assert "SL629" == refused(path).code


LAUGHS: Final = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
)


@pytest.mark.parametrize("head", LAUGHS)
def test_entities(tmp_path: Path, head: str) -> None:
    """A document type is refused before anything in it is looked at."""
    assert "SL631" == refused(pack_sheet(tmp_path / "a.xlsx", "<row/>", head)).code


def test_macros(tmp_path: Path) -> None:
    """Macros are never run; a workbook that has some is refused, whatever it is called."""
    macros: Parts = {"xl/vbaProject.bin": b"x"}
    path = pack_sheet(tmp_path / "a.xlsx", "", more=macros)
    assert "SL632" == refused(path).code
    types = CONTENT_TYPES.format(part="x", kind="x").replace(
        "x.main+xml", "ms-excel.sheet.macroEnabled.main+xml"
    )
    path = pack_sheet(tmp_path / "b.xlsx", "", more={"[Content_Types].xml": types})
    assert "SL632" == refused(path).code


def test_nothing_outside_is_opened(tmp_path: Path) -> None:
    """A sheet that lies elsewhere is no sheet: neither a link nor a path out of the archive."""
    outside = relate(("s1", "worksheet", "http://127.0.0.1:9/s.xml"), more=' TargetMode="External"')
    path = pack_sheet(tmp_path / "a.xlsx", "", more={"xl/_rels/workbook.xml.rels": outside})
    assert () == open_sheets(path)
    above = relate(("s1", "worksheet", "../../../../etc/passwd"))
    path = pack_sheet(tmp_path / "b.xlsx", "", more={"xl/_rels/workbook.xml.rels": above})
    assert "SL629" == refused(path).code


@pytest.mark.parametrize("rows", ['<row r="x"/>', '<row><c r="A0"/></row>', "<row>",
                                  '<row><c t="s"><v>7</v></c></row>', "<row><c><v>1e</v></c></row>",
                                  "<row><c><v>1e999999999</v></c></row>"])  # fmt: skip
def test_broken_sheets(tmp_path: Path, rows: str) -> None:
    """Rows, cells, texts and numbers that cannot be are damage."""
    assert "SL629" == refused(pack_sheet(tmp_path / "a.xlsx", rows)).code


@given(cut=st.integers(0, 1 << 20), flips=st.lists(st.tuples(st.integers(0), st.integers(1, 255))))
def test_any_damage_ends_in_a_code(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flips: list[tuple[int, int]]
) -> None:
    """Old workbooks and archives, cut anywhere or with changed bytes, are read or refused."""
    folder = tmp_path_factory.mktemp("damage")
    for name in ("zoo.xls", "case-09.xlsx"):
        data = bytearray((DATA / name).read_bytes())
        for at, change in flips[:20]:
            data[at % len(data)] ^= change
        path = folder / name
        path.write_bytes(bytes(data[: max(cut % (2 * len(data)), 8)]))
        with suppress(NotFoundError):
            open_sheets(path)
