"""What is wrong in a workbook of rules is told with its sheet and cell, all of it at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from scorelib.ground.errors import NotFoundError
from scorelib.reading.rulebooks.readings import read_rulebook
from tests.writing.rulebooks.books import Book, export, load_text, read_back, refusals
from tests.writing.rulebooks.test_edits import TEXT


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example as a workbook."""
    folder = tmp_path_factory.mktemp("written")
    load_text(TEXT, folder)
    export(folder, folder / "rules.xlsx")
    return folder / "rules.xlsx"


@pytest.fixture
def book(written: Path, tmp_path: Path) -> Book:
    """Return the example as a workbook that an author has open."""
    return Book(Path(shutil.copy(written, tmp_path / "rules.xlsx")))


def merge_maxima(book: Book) -> None:
    column = book.column("指标", "分值")
    book["指标"].merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)


def add_sheet(book: Book) -> None:
    book.book.create_sheet("说明 (2)")["B3"] = "另一份"


def put_beside(book: Book) -> None:
    book["等级"]["Z3"] = "注"


CASES: list[tuple[str, str, Callable[[Book], Any]]] = [
    ("SL772", "说明 (2)!B3", add_sheet),
    ("SL773", "指标!X1", lambda book: book.put("指标", 1, "备注", "备住")),
    ("SL774", "说明!A2", lambda book: book.put("说明", 2, "项目", "规则号")),
    ("SL775", "等级!A1", lambda book: book["等级"].delete_rows(1)),
    ("SL775", "来源!A1", lambda book: book["来源"].delete_cols(1)),
    ("SL776", "等级!Z3", put_beside),
    ("SL777", "指标!G3", lambda book: book.put("指标", 3, "分值", "=30*2")),
    ("SL778", "指标!G2", merge_maxima),
    ("SL779", "指标!I3", lambda book: book.put("指标", 3, "评分规则", "按比例算")),
    ("SL780", "分档与分项!A2", lambda book: book.put("分档与分项", 2, "属于", "benefit.servd")),
    ("SL780", "分档与分项!A2", lambda book: book.put("分档与分项", 2, "属于", "output.done")),
    ("SL781", "指标!D3", lambda book: book.put("指标", 3, "编号", "outputs.done")),
    ("SL781", "指标!D3", lambda book: book.put("指标", 3, "编号", "a.b.c")),
    ("SL782", "指标!G3", lambda book: book.put("指标", 3, "分值", date(2021, 1, 3))),
    ("SL783", "指标!A3", lambda book: book.put("指标", 3, "编号", None)),
    (
        "SL785",
        "指标!D4",
        lambda book: book.add("指标", {"二级指标": "又一项", "编号": "output.done"}, 4),
    ),
    ("SL785", "基础数据!A3", lambda book: book.put("基础数据", 3, "编号", "done")),
    ("SL786", "指标!K3", lambda book: book.put("指标", 3, "规则的参数", "封顶为一")),
    ("SL786", "指标!M3", lambda book: book.put("指标", 3, "依据条款", "form#一｜推定｜a｜b｜c")),
    # What the rules themselves refuse is told at the cell, too.
    ("SL004", "指标!F3", lambda book: book.put("指标", 3, "英文名称", "Do\u202ene")),
    ("SL115", "指标!F3", lambda book: book.put("指标", 3, "英文名称", "甲" * 30_000)),
    ("SL256", "指标!J3", lambda book: book.put("指标", 3, "计算式", "done / budgt")),
    ("SL321", "分档与分项!", lambda book: book.put("分档与分项", 3, "低于（不含）", "80%")),
    ("SL311", "指标!G2", lambda book: book.put("指标", 3, "分值", 50)),
]


@pytest.mark.parametrize(("code", "place", "change"), CASES)
def test_a_slip(code: str, place: str, change: Callable[[Book], Any], book: Book) -> None:
    """Each slip has its code, and is told at its cell."""
    change(book)
    path = book.save()
    found = [(each.code, str(each.location)) for each in refusals(path)]
    assert any(
        each == code and where.startswith(f"{path.as_posix()}:{place}") for each, where in found
    ), found


def test_all_at_once(book: Book) -> None:
    """Slips on several sheets are told together, each once."""
    cells = [
        book.put("指标", 3, "评分规则", "按比例算"),
        book.put("来源", 2, "核实情况", "看过"),
        book.put("等级", 2, "从（含）", "=60"),
    ]
    found = [str(each.location).rpartition(":")[2] for each in refusals(book.save())]
    assert sorted(cells) == sorted(found)


@pytest.mark.parametrize("sheets", [[], ["指标"], ["成绩单"]])
def test_no_rules(sheets: list[str], tmp_path: Path) -> None:
    """A workbook that holds something else is none of rules."""
    book = Workbook()
    for name in sheets:
        book.create_sheet(name)["A1"] = "编号"
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(NotFoundError) as refused:
        read_rulebook(tmp_path / "other.xlsx")
    assert "SL770" == refused.value.code


def test_a_later_layout(book: Book) -> None:
    """A workbook of a layout that is not known yet is not read by this one."""
    book["_scorelib"]["B1"] = "2"
    with pytest.raises(NotFoundError) as refused:
        read_rulebook(book.save())
    assert "SL784" == refused.value.code


def test_notes(book: Book) -> None:
    """Hidden rows are read, words above the headings are not: both are said."""
    book["等级"].row_dimensions[3].hidden = True
    sheet = book["校验"]
    sheet.insert_rows(1)
    sheet["A1"] = "勾稽关系"
    path = book.save()
    assert [("SL788", "等级!A1"), ("SL789", "校验!A1")] == [
        (each.code, str(each.location).rpartition(":")[2]) for each in read_rulebook(path).notes
    ]
    assert 2 == len(read_back(path).document.grades)


@pytest.mark.parametrize("name", ["rules.xlsx", "rules.et", "rules.xlsm", "rules.csv"])
def test_no_workbook(name: str, tmp_path: Path) -> None:
    """What is no workbook is refused as the forms are: with a code, and without a traceback."""
    path = tmp_path / name
    path.write_bytes("编号,名称".encode("gbk"))
    with pytest.raises(NotFoundError) as refused:
        read_rulebook(path)
    assert refused.value.code in ("SL625", "SL626", "SL627", "SL632")
