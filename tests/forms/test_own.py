"""A form is filled in and read back: the same project as its document, to the last digit."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import scorelib
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import DocumentError, Lang
from scorelib.reading.forms.blank import lay_out_form
from scorelib.reading.forms.filled import Filled
from scorelib.reading.projects import open_projects
from scorelib.writing.forms.workbooks import write_form
from tests.forms.filling import Filler

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(ROOT.glob("examples/**/project.yaml"))
NATIONAL = "cn/mof/self-evaluation@2020"


@cache
def blank(reference: str, lang: Lang, folder: Path) -> Path:
    """Return a form that nobody has filled in yet, made once."""
    path = folder / f"{reference.replace('/', '-')}-{lang}.xlsx"
    write_form(lay_out_form(scorelib.load(reference, roots=[ROOT])), lang, path)
    return path


@pytest.fixture(scope="session")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of forms that are not filled in."""
    return tmp_path_factory.mktemp("blanks")


@pytest.fixture
def form(blanks: Path, tmp_path: Path) -> Path:
    """Return a Chinese form of the national ruleset, to be filled in."""
    path = tmp_path / "form.xlsx"
    shutil.copy(blank(NATIONAL, "zh", blanks), path)
    return path


def ruleset_of(project: Project) -> Ruleset:
    return scorelib.api.choose(project)


@pytest.mark.parametrize("document", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_filled_form_is_the_document(document: Path, blanks: Path, tmp_path: Path) -> None:
    """Every example, written into the form of its ruleset, is the same project again.

    The model is the same, and so are the bytes of its result; nothing is left over.
    """
    project = scorelib.load_project(document)
    ruleset = ruleset_of(project)
    lang: Lang = "en" if "consistent" in document.parts else "zh"
    path = tmp_path / "form.xlsx"
    shutil.copy(blank(ruleset.reference, lang, blanks), path)
    Filler(path, lang).fill(project.document)
    (found,) = open_projects(path).found
    assert found.unplaced == ()
    assert found.notes == ()
    assert project.document == found.project.document
    expected = scorelib.to_json(scorelib.evaluate(ruleset, project))
    assert expected == scorelib.to_json(scorelib.evaluate(ruleset, found.project))


def test_choices_of_every_kind_of_fact(tmp_path: Path) -> None:
    """Surveys, lists, categories, flags, dates and panels all have their cells."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(RULES, "utf-8")
    ruleset = scorelib.load(folder)
    path = tmp_path / "form.xlsx"
    write_form(lay_out_form(ruleset), "zh", path)
    data = json.loads(PROJECT)
    project = scorelib.load_project(data)
    filler = Filler(path)
    filler.fill(project.document)
    assert filler.others == []
    (found,) = open_projects(path, str(folder)).found
    assert project.document == found.project.document


RULES = """\
scorelib: 1
id: test/kinds
edition: "1"
revision: 1
title: {zh: 各种数据, en: Kinds of facts}
facts:
  rate: {label: {zh: 合格率, en: Rate}, unit: "%", min: 0%, max: 100%}
  done: {label: {zh: 已完成, en: Done}, kind: flag}
  accepted_on: {label: {zh: 验收日期, en: Day}, kind: date}
  headcount: {label: {zh: 人数, en: People}, kind: count, unit: 人}
  level:
    label: {zh: 等次, en: Level}
    kind: category
    values: {high: {zh: 优, en: high}, low: {zh: 差, en: low}}
  answers:
    label: {zh: 满意度, en: Satisfaction}
    kind: survey
    levels:
      content: {label: {zh: 满意, en: content}, score: 100%}
      angry: {label: {zh: 不满意, en: angry}, score: 0%}
  years:
    label: {zh: 各年度, en: Years}
    kind: list
    fields:
      planned: {label: {zh: 计划, en: Planned}, unit: 个, above: 0}
      open: {label: {zh: 是否开放, en: Open}, kind: flag}
rounding:
  points: {places: 2, mode: half-up}
indicators:
  rate: {label: {zh: 合格率, en: Rate}, max_points: 10, method: {kind: formula, points: 10 * rate}}
  experts: {label: {zh: 专家, en: Experts}, max_points: 10, method: {kind: panel, combine: mean}}
  judged: {label: {zh: 评判, en: Judged}, max_points: 10, method: judged}
"""

PROJECT = json.dumps(
    {
        "scorelib": "1",
        "project": {"id": "p", "name": "甲"},
        "ruleset": "test/kinds@1",
        "assessed_period": "2021",
        "evaluated_on": "2022-01",
        "facts": {
            "rate": {"value": "95.0%", "evidence": "报告"},
            "done": {"value": "true"},
            "accepted_on": {"value": "2021-12-31"},
            "headcount": {"value": "1,200人"},
            "level": {"state": "cannot-be-assessed", "reason": "没有评定"},
            "answers": {"counts": {"content": "3", "angry": "1"}, "respondents": "4"},
            "years": {
                "rows": [
                    {"id": "2020", "planned": "3个", "open": "false"},
                    {"id": "2021", "state": "not-applicable", "reason": "没有任务"},
                ]
            },
        },
        "judgements": {
            "experts": {"panel": ["8", "9.5", "7"], "by": "专家组", "reason": "会议评分"},
            "judged": {"points": "6", "by": "组长", "reason": "现场核查"},
        },
    }
)


def write(path: Path, cells: dict[str, Any], formats: dict[str, str] | None = None) -> None:
    """Write into cells by their sheets and names, as a person would."""
    book = load_workbook(path)
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell].value = value
        book[sheet][cell].number_format = (formats or {}).get(place, "General")
    book.save(path)


def find_cell(sheet: Worksheet, line: str, column: str) -> str:
    """Return the cell that a person finds by the words left of it and above it."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == column and cell.row is not None:
                heading = cell
            if cell.value == line:
                return f"{sheet.title}!{heading.column_letter}{cell.row}"
    raise AssertionError(f"{sheet.title} has no line {line}")


BASICS = {
    "基本信息!C5": "p-1",
    "基本信息!C6": "示范项目",
    "基本信息!C9": "2021",
    "基本信息!C10": "2022-01",
}


def read(path: Path, cells: dict[str, Any], formats: dict[str, str] | None = None) -> Filled:
    """Fill in a form by hand and read it."""
    write(path, {**BASICS, **cells}, formats)
    (found,) = open_projects(path).found
    return found


def test_cells_are_found_by_their_words(form: Path) -> None:
    """What a person reads beside a cell is what the cell means."""
    book = load_workbook(form)
    data, items = book["基础数据"], book["指标"]
    total = find_cell(data, "年度资金总额", "全年执行数（B）")
    places = {
        find_cell(book["基本信息"], "实施单位", "填写"): "示例单位",
        find_cell(data, "年度资金总额", "全年预算数（A）"): "1200万元",
        total: "23.6万元",
        find_cell(items, "i1", "指标名称（必填）"): "培训",
        find_cell(items, "i1", "分值"): 8,
        find_cell(items, "i1", "年度指标值"): "≥5次",
        find_cell(items, "i1", "实际完成值"): "6次",
        find_cell(items, "i1", "自评得分"): 8,
        find_cell(book["自评得分"], "自评总分", "填写"): 95.5,
    }
    found = read(form, places)
    document = found.project.document
    assert document.project.unit is not None
    assert document.project.unit.zh == "示例单位"
    assert document.funds is not None
    assert document.funds.total is not None
    assert (document.funds.total.budget, document.funds.total.executed) == ("1200万元", "23.6万元")
    (item,) = document.indicators["output.quantity"]
    assert (item.id, item.name.zh, item.target, item.actual) == ("i1", "培训", "≥5次", "6次")
    (declared,) = document.assessments
    assert {"output.quantity.i1": 8} == declared.points
    assert declared.total == 95.5
    assert found.places["funds/total/executed"] == total
    assert found.unplaced == ()


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        ("95.0%", "@", "95.0%"),
        (0.9819, "0.00%", "98.19%"),
        (0.1 + 0.2, "General", "0.3"),
        (1200, '0"万元"', "1200万元"),
        (1234567.89, "#,##0.00", "1234567.89"),
        (42, "General", "42"),
        ("  ≥266米\u3000", "@", "≥266米"),
    ],
)
def test_number_formats_say_what_is_meant(form: Path, value: object, shown: str, text: str) -> None:
    """A figure is read as its cell shows it, at 15 digits, never as a bare double."""
    cells = {"指标!B6": "指标一", "指标!C6": 5, "指标!D6": "≥1", "指标!E6": value}
    found = read(form, cells, {"指标!E6": shown})
    (item,) = found.project.document.indicators["output.quantity"]
    assert item.actual == text


def test_the_unit_of_a_cell_of_its_own(form: Path) -> None:
    """A figure and the unit beside it are one amount, wherever the unit stands."""
    found = read(form, {"基础数据!D5": 1200, "基础数据!E5": "万元", "基础数据!D6": "23.6万元"})
    facts = found.project.document.facts
    assert (facts["budget"].value, facts["executed"].value) == ("1200万元", "23.6万元")


def problems_of(path: Path) -> list[tuple[str, str]]:
    """Return code and place of every problem of a form."""
    with pytest.raises(DocumentError) as refused:
        open_projects(path)
    found = refused.value.diagnostics
    return [(each.code, str(each.location).partition("form.xlsx:")[2]) for each in found]


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        pytest.param({"基本信息!C6": None}, [("SL613", "基本信息!C6")], id="name"),
        pytest.param(
            {"指标!D6": "≥5次", "评判!D5": None}, [("SL613", "指标!B6")], id="name of an indicator"
        ),
        pytest.param({"基础数据!F5": "不知道"}, [("SL614", "基础数据!F5")], id="choice"),
        pytest.param({"基础数据!D5": "#DIV/0!"}, [("SL615", "基础数据!D5")], id="error"),
        pytest.param(
            {"基础数据!D5": "5亿元", "基础数据!E5": "万元"}, [("SL621", "基础数据!E5")], id="units"
        ),
        pytest.param({"自评得分!A16": "moved"}, [("SL616", "自评得分!A16")], id="id"),
        pytest.param({"指标!D4": "实际完成值"}, [("SL616", "指标!D4")], id="heading"),
        pytest.param({"其他!A6": "statements[", "其他!B6": "x"}, [("SL622", "其他!A6")], id="path"),
        pytest.param({"其他!B6": "x"}, [("SL613", "其他!A6")], id="content without a path"),
        pytest.param(
            {"其他!A6": "project/name/zh", "其他!B6": "x"}, [("SL621", "其他!B6")], id="twice"
        ),
        pytest.param(
            {"其他!A6": "project/colour", "其他!B6": "x"}, [("SL101", "其他!B6")], id="no such key"
        ),
        pytest.param({"基本信息!C5": "A B"}, [("SL112", "基本信息!C5")], id="id of the project"),
        pytest.param(
            {"基本信息!C6": "a\u202eb"}, [("SL004", "基本信息!C6")], id="hidden characters"
        ),
        pytest.param({"基本信息!C6": "a" * 2001}, [("SL115", "基本信息!C6")], id="long"),
    ],
)
def test_problems_name_the_sheet_and_the_cell(
    form: Path, cells: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    """Whatever cannot be used is refused with a code, at its cell."""
    write(form, {**BASICS, **cells})
    assert problems == problems_of(form)


def test_all_problems_in_one_run(form: Path) -> None:
    """Problems of several sheets are told together, in their order."""
    write(form, {**BASICS, "基本信息!C6": None, "基础数据!F5": "不知道", "指标!D6": "≥5次"})
    expected = [("SL613", "基本信息!C6"), ("SL614", "基础数据!F5"), ("SL613", "指标!B6")]
    assert sorted(expected) == sorted(problems_of(form))


def test_an_empty_form_says_so(form: Path) -> None:
    """A form that nobody filled in is no project with everything missing."""
    assert [("SL620", "基本信息!A1")] == problems_of(form)


def test_what_has_no_place_is_listed(form: Path) -> None:
    """Remarks beside the tables, rows with an id alone and lone units are told, not used."""
    found = read(form, {"指标!X9": "请看附件", "指标!A7": "own", "基础数据!E5": "元"})
    listed = {each.place: each.text for each in found.unplaced}
    assert listed == {"指标!X9": "请看附件", "指标!A7": "own", "基础数据!E5": "元"}


def test_formulas_and_hidden_rows_are_told(form: Path) -> None:
    """Hidden rows count, and it is said that they do; formulas without a result are refused."""
    write(form, {**BASICS, "基础数据!D5": "1200万元"})
    book = load_workbook(form)
    book["基础数据"].row_dimensions[5].hidden = True
    book["基础数据"].column_dimensions["D"].hidden = True
    book.save(form)
    (found,) = open_projects(form).found
    assert ["SL619", "SL619"] == [note.code for note in found.notes]
    write(form, {"基础数据!D6": "=1+1"})
    assert [("SL615", "基础数据!D6")] == problems_of(form)


def test_merged_cells_read_at_their_first(form: Path) -> None:
    """A value in a merged cell is that of its first."""
    write(form, {**BASICS, "指标!B6": "培训", "指标!C6": 5, "指标!I6": "汛期"})
    book = load_workbook(form)
    book["指标"].merge_cells("I6:J6")
    book.save(form)
    (found,) = open_projects(form).found
    (item,) = found.project.document.indicators["output.quantity"]
    assert item.reason is not None
    assert item.reason.zh == "汛期"


def test_a_form_of_another_ruleset(form: Path) -> None:
    """A form is scored with the ruleset it was made for, or with another that is named."""
    write(form, BASICS)
    book = load_workbook(form)
    book["基本信息"]["C11"].value = "cn/hainan/self-evaluation@2020"
    book.save(form)
    assert [("SL610", "scorelib!A1")] == problems_of(form)
    opened = open_projects(form, "cn/hainan/self-evaluation@2020")
    assert ["SL624"] == [note.code for note in opened.notes]


def test_the_hidden_sheet_is_sealed(form: Path) -> None:
    """A form whose own sheet was changed is refused: nobody knows what its cells are."""
    write(form, {**BASICS, "scorelib!C5": "project/unit/zh"})
    assert [("SL611", "scorelib!A1")] == problems_of(form)


def test_rows_can_be_inserted(form: Path) -> None:
    """Names of ranges move with their cells, as Excel moves them."""
    write(form, {**BASICS, "指标!B6": "培训", "指标!C6": 5, "指标!D6": "≥5次", "指标!E6": "6次"})
    book = load_workbook(form)
    sheet = book["指标"]
    sheet.insert_rows(3, 2)
    for name in list(book.defined_names):
        text = str(book.defined_names[name].attr_text)
        if text.startswith("'指标'!"):
            place, _, cells = text.rpartition("!")
            moved = [f"$A${int(each.split('$')[2]) + 2}" for each in cells.split(":")]
            letter = cells.split("$")[1]
            moved = [each.replace("$A$", f"${letter}$") for each in moved]
            book.defined_names[name].attr_text = f"{place}!{':'.join(moved)}"
    book.save(form)
    (found,) = open_projects(form).found
    assert found.places["indicators/output.quantity/0/target"] == "指标!D8"
