"""What an author changes in Excel is the same change as in YAML, however it is typed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

from scorelib.compiler.ruleset import Ruleset
from scorelib.reading.cases import run_cases
from scorelib.reading.rulebooks.readings import read_rulebook
from scorelib.writing.rulebooks.documents import load_rulebook
from tests.writing.rulebooks.books import ROOT, Book, export, load_text, read_back

TEXT = """\
scorelib: 1
id: examples/edited
edition: "1"
revision: 1
title: {zh: 示例, en: Example}
effective: {from: 2021-01-01}
sources: {form: {title: {zh: 表, en: Form}, status: verified}}
facts:
  done: {label: {zh: 完成率, en: Done}, unit: "%", min: 0, max: 100%}
  served: {label: {zh: 满意度, en: Satisfaction}, unit: "%", min: 0, max: 100%}
rounding: {points: {places: 2, mode: half-up}}
indicators:
  output:
    label: {zh: 产出, en: Output}
    max_points: 60
    indicators:
      done:
        label: {zh: 完成率, en: Done}
        max_points: 60
        cites: form#完成
        method: {kind: proportional, value: done, cap: 1}
  benefit:
    label: {zh: 效益, en: Benefit}
    max_points: 40
    indicators:
      served:
        label: {zh: 满意度, en: Satisfaction}
        max_points: 40
        method:
          kind: bands
          value: served
          bands:
            - {from: 90%, points: max_points}
            - {below: 90%, points: 0}
grades:
  - {id: good, label: {zh: 良, en: good}, from: 60}
  - {id: poor, label: {zh: 差, en: poor}, from: 0}
"""


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


def as_text(tmp_path: Path, *changes: tuple[str, str]) -> Ruleset:
    """Return the example with the same changes made in YAML."""
    text = TEXT
    for before, after in changes:
        assert 1 == text.count(before), before
        text = text.replace(before, after)
    (tmp_path / "yaml").mkdir()
    return load_text(text, tmp_path / "yaml")


def test_a_maximum(book: Book, tmp_path: Path) -> None:
    """Numbers are typed as numbers, a percentage as Excel shows one, a day as a day."""
    for node, points in (
        ("output", 70),
        ("output.done", 70),
        ("benefit", 30),
        ("benefit.served", 30),
    ):
        book.put("指标", node, "分值", points)
    book.put("说明", "施行起始日", "内容", date(2022, 7, 1))
    cell = book["基础数据"].cell(book.row("基础数据", "done"), book.column("基础数据", "不大于"))
    cell.value, cell.number_format = 0.955, "0.0%"
    wanted = as_text(
        tmp_path,
        ("    max_points: 60\n    ind", "    max_points: 70\n    ind"),
        ("        max_points: 60\n", "        max_points: 70\n"),
        ("    max_points: 40\n    ind", "    max_points: 30\n    ind"),
        ("        max_points: 40\n", "        max_points: 30\n"),
        ("2021-01-01", "2022-07-01"),
        ("max: 100%}\n  served", "max: 95.5%}\n  served"),
    )  # fmt: skip
    assert wanted.canonical == read_back(book.save()).canonical


def test_a_band(book: Book, tmp_path: Path) -> None:
    """A band is a row of its own; what it belongs to may be merged over the rows, as forms do."""
    row = book.row("分档与分项", "benefit.served")
    book.add("分档与分项", {"从（含）": "８０％ ", "得分": "max_points＊0.5"}, row + 1)
    book.put("分档与分项", row + 2, "低于（不含）", "80%")
    book["分档与分项"].cell(row + 2, 1).value = None
    book["分档与分项"].merge_cells(start_row=row, end_row=row + 2, start_column=1, end_column=1)
    new = "            - {from: 80%, points: max_points*0.5}\n            - {below: 80%, points: 0}"
    wanted = as_text(tmp_path, ("            - {below: 90%, points: 0}", new))
    assert wanted.canonical == read_back(book.save()).canonical


def test_an_indicator(book: Book, tmp_path: Path) -> None:
    """A new indicator is a row below its dimension: a short id will do, and choices in words."""
    book.put("指标", "output.done", "分值", "50")
    row = book.row("指标", "output.done")
    quality = {
        "二级指标": "质量 ",
        "编号": "quality",
        "英文名称": "Quality",
        "分值": 10,
        "评分规则": "人工评判",
        "依据条款": "form＃质量｜推定｜未印",
    }
    book.add("指标", quality, row + 1)
    new = """        max_points: 50
        cites: form#完成
        method: {kind: proportional, value: done, cap: 1}
      quality:
        label: {zh: 质量, en: Quality}
        max_points: 10
        method: judged
        cites: {source: form, clause: 质量, status: inferred, note: {zh: 未印}}
"""
    old = """        max_points: 60
        cites: form#完成
        method: {kind: proportional, value: done, cap: 1}
"""
    assert as_text(tmp_path, (old, new)).canonical == read_back(book.save()).canonical


def test_printed_tables(book: Book, tmp_path: Path) -> None:
    """Levels filled down, not merged, columns in another order, empty rows: the same rules."""
    sheet = book["指标"]
    for area in [str(each) for each in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    sheet.cell(book.row("指标", "output.done"), 1).value = "产出"
    sheet.insert_rows(4)
    sheet.insert_rows(2)
    move = book.column("指标", "分值")
    sheet.move_range(f"A1:A{sheet.max_row}", cols=40)
    letter = get_column_letter(move)
    sheet.move_range(f"{letter}1:{letter}{sheet.max_row}", cols=60)
    assert as_text(tmp_path).canonical == read_back(book.save()).canonical


def test_a_new_dimension_in_one_row(book: Book, tmp_path: Path) -> None:
    """As printed tables begin a dimension: its name beside that of its first indicator."""
    book.put("指标", "benefit", "分值", None)
    row = book.row("指标", "benefit")
    book["指标"].unmerge_cells(f"A{row}:A{row + 1}")
    book["指标"].delete_rows(row)
    book.put("指标", row, "一级指标", "效益")
    old = "    label: {zh: 效益, en: Benefit}\n    max_points: 40\n"
    found = read_back(book.save())
    assert as_text(tmp_path, (old, "    label: {zh: 效益}\n")).data == found.data


def test_the_other_language(tmp_path: Path) -> None:
    """The same change in the English workbook."""
    load_text(TEXT, tmp_path)
    export(tmp_path, tmp_path / "rules.xlsx", "en")
    book = Book(tmp_path / "rules.xlsx")
    book.put("Grades", "good", "From (included)", 65.5)
    book.add("Sources", {"Id": "law", "Title in Chinese": "办法", "Verified": "verified"})
    book.put("About", "Points: rounding mode", "Content", "floor")
    wanted = as_text(
        tmp_path,
        ("from: 60}", "from: 65.5}"),
        ("sources: {form:", "sources: {law: {title: {zh: 办法}, status: verified}, form:"),
        ("mode: half-up", "mode: floor"),
    )
    assert wanted.canonical == read_back(book.save()).canonical


def test_a_label_below_is_only_shown(tmp_path: Path) -> None:
    """An overlay's sheet shows labels of the layer below; they do not become its own."""
    path = tmp_path / "rules.xlsx"
    export("cn/anhui/self-evaluation", path)
    book = Book(path)
    assert "〔产出指标〕" == book["指标"].cell(book.row("指标", "output"), 1).value
    book.put("指标", "output", "一级指标", "产出")
    found = read_back(book.save()).document.indicators["output"]
    assert "产出" == found.label.zh
    assert "效益指标" == read_back(path).document.indicators["benefit"].label.zh


def test_cases_hold_of_what_comes_back(tmp_path: Path) -> None:
    """The cases of a ruleset hold of what comes back, too: nothing but the form has changed."""
    name = ROOT / "examples" / "methods" / "deduction"
    export(name, tmp_path / "rules.xlsx")
    made = load_rulebook(read_rulebook(tmp_path / "rules.xlsx"))
    (tmp_path / "ruleset.yaml").write_text(made.text, "utf-8")
    (tmp_path / "cases.yaml").write_bytes((name / "cases.yaml").read_bytes())
    _, outcomes = run_cases(str(tmp_path))
    assert {True} == {each.passed for each in outcomes}
