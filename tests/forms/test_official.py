"""Filled official forms that scorelib did not write: read by their headings, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.api import evaluate, load, load_project
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.ground.source import to_data
from scorelib.reading.forms.cells import name_place
from scorelib.reading.forms.filled import Filled
from scorelib.reading.forms.headings import vocabulary
from scorelib.reading.forms.official import (
    read_each_official,
    read_official,
    read_official_sheets,
)
from scorelib.reading.forms.sheets import Sheet, SheetCell, open_sheets
from scorelib.words.folding import fold_text
from tests.forms.layouts import (
    COLUMNS,
    DATA,
    KEYS,
    Area,
    Layout,
    lay_out,
    load_case,
    write_document,
    write_workbook,
)

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
NATIONAL: Final = "cn/mof/self-evaluation@2020"

CASES: Final = {
    "09": (NATIONAL, "2022", "2022年"),
    "12": ("cn/yunnan/self-evaluation@2020", "2019", "2022年7月5日"),
    "16": (NATIONAL, "2020", "2021年"),
}
"""Three public forms: the ruleset, the year that the title prints, the date that stands on it."""


@cache
def find_rules(reference: str) -> Ruleset:
    return load(reference)


def lay_out_case(number: str) -> Layout:
    _, year, day = CASES[number]
    return lay_out(load_case(number), year, day)


def read_one(path: Path, reference: str = NATIONAL) -> Filled:
    (found,) = read_official(path, find_rules(reference))
    return found


def read_layout(folder: Path, layout: Layout) -> Filled:
    return read_one(write_workbook(folder / "a.xlsx", {"自评表": layout}))


def to_document(project: Project) -> dict[str, Any]:
    found: dict[str, Any] = to_data(project.tree)
    return found


def list_left(filled: Filled) -> dict[str, str]:
    """Return the cells without a place, and why in English."""
    return {each.place.partition("!")[2]: each.reason.en for each in filled.unplaced}


def read_cells(cells: Mapping[tuple[int, int], str], areas: Sequence[Area]) -> tuple[Filled, ...]:
    """Read a sheet of texts, or return nothing where it is refused."""
    shown = {
        at: SheetCell(text, "text", name_place("表", *at)) for at, text in sorted(cells.items())
    }
    merged = tuple(each for each in areas if each[0] <= each[2] and each[1] <= each[3])
    try:
        return read_official_sheets(
            [Sheet("表", shown, merged)], find_rules(NATIONAL), Path("a.xlsx")
        )
    except (DocumentError, NotFoundError):
        return ()


def to_texts(layout: Layout) -> dict[tuple[int, int], str]:
    """Return the cells of a form as texts."""
    return {at: str(value) for at, value in layout.cells.items()}


# The three cases: written as official forms, read by their headings, scored


def add_what_no_form_holds(number: str, filled: Filled) -> Project:
    """Return the project with what the examples say and the form itself does not print.

    Case 09: that the slots without a row do not apply. Case 12: the maxima that follow from the
    points, and that more is better. Case 16: nothing.
    """
    document = to_document(filled.project)
    example = to_document(load_project(EXAMPLES / f"case-{number}"))
    if number == "09":
        document["states"] = example["states"]
    if number == "12":
        for slot, items in document["indicators"].items():
            for item, other in zip(items, example["indicators"][slot], strict=True):
                item |= {"max_points": other["max_points"], "direction": other["direction"]}
    return load_project(document)


def list_results(project: Project, ruleset: Ruleset) -> dict[str, object]:
    """Return what was computed, what was declared, and what was found, by node in their order."""
    result = evaluate(ruleset, project)
    total = result.total
    return {
        "nodes": [
            (each.id.count("."), each.points, each.max_points, each.declared, each.status)
            for each in result.nodes
        ],
        "total": (total.points, total.max_points, total.computed, total.unscored),
        "grade": result.grade.id,
        "findings": [(each.code, each.severity) for each in result.findings],
    }


FORMATS: Final = ("xlsx", "xls", "docx")


def write_case(folder: Path, number: str, ending: str) -> Path:
    """Return a case as a file; LibreOffice saved the old workbooks from the new ones."""
    if ending == "xls":
        return DATA / f"case-{number}.xls"
    layout, path = lay_out_case(number), folder / f"case.{ending}"
    if ending == "docx":
        return write_document(path, [layout])
    return write_workbook(path, {"自评表": layout})


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("number", list(CASES))
def test_the_cases_give_the_results_of_the_examples(
    tmp_path: Path, number: str, ending: str
) -> None:
    """The same points, declared and computed, the same total, grade and findings."""
    ruleset = find_rules(CASES[number][0])
    (filled,) = read_official(write_case(tmp_path, number, ending), ruleset)
    assert () == filled.unplaced
    expected = list_results(load_project(EXAMPLES / f"case-{number}"), ruleset)
    assert expected == list_results(add_what_no_form_holds(number, filled), ruleset)


def test_a_form_without_maxima_is_not_scored_by_itself(tmp_path: Path) -> None:
    """Case 12 prints no maxima: nothing is inferred in silence, each indicator is named."""
    ruleset = find_rules(CASES["12"][0])
    (filled,) = read_official(write_case(tmp_path, "12", "xlsx"), ruleset)
    with pytest.raises(DocumentError) as caught:
        evaluate(ruleset, filled.project)
    assert [("SL437", f"case.xlsx:自评表!D{row}") for row in range(14, 19)] == [
        (each.code, str(each.location).rpartition("/")[2]) for each in caught.value.diagnostics
    ]


# Where each value stood


def find_value(document: Any, path: str) -> str:
    """Return what stands at a path of a document, keys joined by strokes."""
    for key in path.split("/"):
        document = document[int(key)] if isinstance(document, list) else document[key]
    return str(document)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("number", list(CASES))
def test_every_value_stands_in_its_cell(tmp_path: Path, number: str, ending: str) -> None:
    """Each value of the document is found again in the cell that it is said to come from."""
    path = write_case(tmp_path, number, ending)
    filled = read_one(path, CASES[number][0])
    texts = {
        cell.place: cell.printed for sheet in open_sheets(path) for cell in sheet.cells.values()
    }
    document = to_document(filled.project)
    for key, place in filled.places.items():
        if key in ("funds/total", "assessed_period", "evaluated_on"):
            continue
        value = find_value(document, key)
        if key.startswith("statements/"):
            value = value.removesuffix("分")
        assert value in fold_text(texts[place]) or value in texts[place]
    assert "2022年度" in texts[filled.places["assessed_period"]] or number != "09"
    told = {key for key in filled.places if key.startswith("indicators/")}
    listed = {
        f"indicators/{slot}/{place}/{key}"
        for slot, items in document["indicators"].items()
        for place, item in enumerate(items)
        for key in item
        if key != "id"
    }
    assert listed == told


# Headings as they come

SPELLINGS: Final = {
    role: [words for words, meant in vocabulary().columns.items() if meant == role]
    for role in ("level1", "level2", "target", "actual", "max_points", "points", "reason")
} | {"level3": ["三级指标", "三级", "指标名称"]}
ROLES: Final = (
    "level1", "level2", "level3", "target", "actual", "max_points", "points", "reason",
)  # fmt: skip


@given(data=st.data())
def test_columns_in_any_order_and_spelling(data: st.DataObject) -> None:
    """Columns may be shuffled and headings spelt in every known way: the document is the same."""
    order = data.draw(st.permutations(range(len(COLUMNS))))
    spelt = [data.draw(st.sampled_from(SPELLINGS[ROLES[at]])) for at in order]
    case = load_case("16")
    _, year, day = CASES["16"]
    layout = lay_out(case, year, day, spelt, [KEYS[at] for at in order])
    (expected,) = read_cells(to_texts(lay_out_case("16")), lay_out_case("16").merged)
    (found,) = read_cells(to_texts(layout), layout.merged)
    assert () == found.unplaced
    assert to_document(expected.project) == to_document(found.project)


def test_an_english_form(tmp_path: Path) -> None:
    """English headings and labels lead to the same nodes; spaces and case do not matter."""
    form = Layout(before=[])
    for row, cells in enumerate[list[Any]](
        [
            ["Project name: School wells"],
            ["Period", "2021", "Date", "2022-03-01"],
            ["Level 1", "Level 2", "Indicator", "Max points", "Annual target", "Actual", "Points"],
            ["Output (50)", "Quantity", "Wells", 50, "≥10个", "9个", 45],
            ["Satisfaction", "Satisfaction of those served", "Pupils", 10, "≥90%", "95%", 10],
            ["Total", None, None, 60, None, None, 55],
        ],
        1,
    ):
        for column, value in enumerate(cells, 1):
            form.put(row, column, value)
    filled = read_layout(tmp_path, form)
    # A number in brackets is the points of a level only with 分 behind it; so it is another label.
    assert {"C4", "D4", "E4", "F4", "G4"} <= set(list_left(filled))
    form.put(4, 1, "OUTPUT")
    document = to_document(read_layout(tmp_path, form).project)
    assert "School wells" == document["project"]["name"]
    assert {"output.quantity", "satisfaction.served"} == set(document["indicators"])
    assert "55" == document["assessments"][0]["total"]


# What cannot be placed is listed, with its cell

Change = Callable[[Layout], None]


def put(row: int, column: int, value: Any, format_: str | None = None) -> Change:
    return lambda form: form.put(row, column, value, format_)


def both(*changes: Change) -> Change:
    def change(form: Layout) -> None:
        for each in changes:
            each(form)

    return change


def merge(*area: int) -> Change:
    return lambda form: form.merge(*area)


# In case 16 the headings stand in row 13, B to I; the rows are 14 to 18, the total is 19.
ODD: Final[dict[str, tuple[Change, dict[str, str]]]] = {
    "a column nobody knows": (
        both(put(13, 10, "备注栏"), put(15, 10, "已核")),
        {"J15": "its column, “备注栏”, is not known"},
    ),
    "two columns of points": (
        both(put(13, 10, "自评得分"), put(14, 10, 8)),
        {"H14": "two columns", "H17": "two columns", "J14": "two columns"},
    ),
    "a level of another rule": (
        put(18, 2, "可持续性指标"),
        {"D18": "no such indicator: 可持续性指标 / 服务对象满意度指标 / 满意度"},
    ),
    "an indicator right under the first level": (
        both(put(18, 3, "满意度指标"), put(18, 2, "效益指标")),
        {"D18": "no such indicator"},
    ),
    "points beside two rows": (
        both(lambda form: form.cells.pop((16, 8)), merge(15, 8, 16, 8)),
        {"H15": "beside several rows"},
    ),
    "a maximum in words": (put(14, 7, "约10"), {"G14": "no number"}),
    "a figure that its cell does not show": (
        put(14, 6, 72890, '0!.0,"万元"'),
        {"F14": "something else"},
    ),
    "a text nobody could read": (put(14, 6, "7\u202e2890"), {"F14": "cannot be seen"}),
    "a text without end": (put(14, 9, "因" * 2001), {"I14": "longer than 2,000"}),
    "a row without a name": (
        both(put(18, 4, None), lambda form: form.cells.pop((18, 4))),
        {"E18": "no name", "F18": "no name", "G18": "no name"},
    ),
    "a source that nobody knows": (
        both(put(9, 2, "彩票公益金"), put(9, 5, 3)),
        {"B9": "source of funds", "E9": "source of funds"},
    ),
    "a remark under the table": (put(21, 1, "注：本表一式两份"), {"A21": "no heading"}),
    "a grade in boxes": (
        both(put(20, 1, "自评等级"), put(20, 2, "□优 ☑良")),
        {"B20": "boxes"},
    ),
    "a total that is said twice": (
        both(put(19, 8, 84), put(20, 1, "总得分"), put(20, 2, 90)),
        {"B20": "also given at 自评表!H19"},
    ),
}


@pytest.mark.parametrize("name", list(ODD))
def test_odd_things_are_listed(tmp_path: Path, name: str) -> None:
    """Each stands with its cell and a reason; nothing else of the form is lost for it."""
    change, expected = ODD[name]
    layout = lay_out_case("16")
    change(layout)
    left = list_left(read_layout(tmp_path, layout))
    for place, words in expected.items():
        assert words in left[place]


def test_an_error_in_a_cell(tmp_path: Path) -> None:
    """#DIV/0! is neither zero nor left blank."""
    layout = lay_out_case("16")
    path = write_workbook(tmp_path / "a.xlsx", {"自评表": layout})
    book = openpyxl.load_workbook(path)
    cell = book.worksheets[0]["F14"]
    cell.value, cell.data_type = "#DIV/0!", "e"
    book.worksheets[0].row_dimensions[18].hidden = True
    book.save(path)
    filled = read_one(path)
    left = list_left(filled)
    assert "the error of a formula" in left["F14"]
    # What is hidden is not read, and told.
    assert "nobody sees it" in left["D18"]
    items = to_document(filled.project)["indicators"]
    assert "actual" not in items["output.quantity"][0]
    assert "satisfaction.served" not in items


def compute(path: Path, cell: str, formula: str, value: str) -> None:
    """Make a cell of a workbook a formula whose result was stored, as a spreadsheet does."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell].value = formula
    book.save(path)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    head, _, tail = parts[name].decode().partition(f"<f>{formula[1:]}</f>")
    parts[name] = re.sub(r"^<v ?/>|^<v></v>", "", tail).encode()
    parts[name] = f"{head}<f>{formula[1:]}</f><v>{value}</v>".encode() + parts[name]
    with ZipFile(path, "w") as archive:
        for each, data in parts.items():
            archive.writestr(each, data)


def test_formulas_are_told(tmp_path: Path) -> None:
    """The stored result of a formula is used, and said to be one: nobody works it out here."""
    path = write_case(tmp_path, "16", "xlsx")
    plain = read_one(path)
    assert () == plain.notes
    points = str(openpyxl.load_workbook(path).worksheets[0]["H14"].value)
    compute(path, "H14", "=5+5", points)
    filled = read_one(path)
    assert to_document(plain.project) == to_document(filled.project)
    (note,) = filled.notes
    assert ("SL618", f"{path.as_posix()}:自评表!H14") == (note.code, str(note.location))
    assert {"text": points} == dict(note.arguments)


def test_a_name_that_is_not_clear(tmp_path: Path) -> None:
    """Two cells beside 项目名称: neither is the name, and without one there is no project."""
    layout = lay_out_case("16")
    layout.merged.remove((4, 2, 4, 9))
    layout.put(4, 5, "另一个")
    with pytest.raises(DocumentError) as caught:
        read_layout(tmp_path, layout)
    assert ["SL634"] == [each.code for each in caught.value.diagnostics]
    assert "the name of the project" in str(caught.value)


RULES: Final = """
scorelib: 1
id: example/twins
edition: "2024"
revision: 1
title: {zh: 两处同名, en: Twins}
rounding: {points: {places: 2, mode: half-up}}
declared:
  standard: {positive: capped-ratio}
indicators:
  output:
    label: {zh: 产出, en: Output}
    indicators:
      first: {label: {zh: 数量, en: Quantity}, max_points: declared, declared: standard}
      second: {label: {zh: 数量指标, en: Other}, max_points: declared, declared: standard}
      third: {label: {zh: 质量, en: Quality}, max_points: declared, declared: standard}
      fourth: {label: {zh: 质量, en: Others}, max_points: declared, declared: standard}
"""


def test_labels_that_fit_two_nodes(tmp_path: Path) -> None:
    """Written alike comes first; where two are, the row is listed with both."""
    (tmp_path / "ruleset.yaml").write_text(RULES, "utf-8")
    ruleset = load(tmp_path / "ruleset.yaml")
    form = Layout()
    for row, cells in enumerate[list[Any]](
        [
            ["项目名称", "甲", "日期", "2024-03-01", "评价年度", "2023年"],
            ["一级指标", "二级指标", "三级指标", "分值", "指标值", "完成值"],
            ["产出", "数量指标", "井", 50, "≥10个", "9个"],
            ["产出", "质量指标", "合格率", 50, "≥90%", "95%"],
        ],
        1,
    ):
        for column, value in enumerate(cells, 1):
            form.put(row, column, value)
    (filled,) = read_official(write_workbook(tmp_path / "a.xlsx", {"表": form}), ruleset)
    assert ["output.second"] == list(to_document(filled.project)["indicators"])
    assert "output.third, output.fourth" in list_left(filled)["C4"]


# Several forms, and forms in parts


def stack(*layouts: Layout) -> Layout:
    """Return forms below each other in one sheet."""
    found, down = Layout(), 0
    for layout in layouts:
        for (row, column), value in layout.cells.items():
            found.put(row + down, column, value, layout.formats.get((row, column)))
        found.merged += [(a + down, b, c + down, d) for a, b, c, d in layout.merged]
        down += layout.height + 1
    return found


def test_several_forms_in_a_workbook(tmp_path: Path) -> None:
    """A sheet each, below each other, beside a cover: each is a project of its own."""
    ruleset = find_rules(NATIONAL)
    cover = Layout()
    cover.put(1, 1, "2022年度绩效自评材料汇编")
    sheets = {"封面": cover, "一": lay_out_case("09"), "二": lay_out_case("16")}
    apart = read_official(write_workbook(tmp_path / "a.xlsx", sheets), ruleset)
    together = stack(lay_out_case("09"), lay_out_case("16"))
    below = read_official(write_workbook(tmp_path / "b.xlsx", {"全部": together}), ruleset)
    single = [read_layout(tmp_path, lay_out_case(number)) for number in ("09", "16")]
    expected = [to_document(each.project) for each in single]
    assert expected == [to_document(each.project) for each in apart]
    assert expected == [to_document(each.project) for each in below]
    assert ["封面!A1"] == [each.place for each in apart[0].unplaced]
    assert "二!B4" == apart[1].places["project/name"]


def cut(layout: Layout, row: int) -> tuple[Layout, Layout]:
    """Return a form as two tables: the rows above, and those from a row on."""
    above, below = Layout(), Layout()
    for (at, column), value in layout.cells.items():
        part, down = (above, 0) if at < row else (below, row - 1)
        part.put(at - down, column, value, layout.formats.get((at, column)))
    above.merged = [each for each in layout.merged if each[2] < row]
    below.merged = [(a - row + 1, b, c - row + 1, d) for a, b, c, d in layout.merged if a >= row]
    return above, below


def test_a_form_over_two_tables(tmp_path: Path) -> None:
    """The head and the money in one Word table, the indicators in the next: one project."""
    above, below = cut(lay_out_case("16"), 13)
    lines = [above.cells.pop((2, 1)), above.cells.pop((3, 1))]
    above.merged = [each for each in above.merged if each[0] not in (2, 3)]
    above.before = [str(each) for each in lines]
    filled = read_one(write_document(tmp_path / "a.docx", [above, below]))
    assert () == filled.unplaced
    assert ("第1段", "第2段") == (
        filled.places["assessed_period"],
        filled.places["evaluated_on"],
    )
    assert "表2!D2" == filled.places["indicators/output.quantity/0/name"]
    whole = read_one(write_document(tmp_path / "b.docx", [lay_out_case("16")]))
    assert to_document(whole.project) == to_document(filled.project)


def test_a_table_after_the_total_belongs_to_nobody(tmp_path: Path) -> None:
    """A further table without a name is listed, cell by cell, and added to no project."""
    _, below = cut(lay_out_case("16"), 13)
    sheets = {"一": lay_out_case("09"), "二": below}
    (filled,) = read_official(write_workbook(tmp_path / "a.xlsx", sheets), find_rules(NATIONAL))
    left = [each for each in filled.unplaced if each.place.startswith("二!")]
    assert {"no name of a project stands here"} == {
        each.reason.en.partition(": ")[2] for each in left if each.place != "二!A1"
    } - {""}
    assert "二!D2" in {each.place for each in left}


# Money


UNITS: Final = [
    ("项目资金（万元）", None, "万元"),
    ("项目资金（元）", "单位：万元", "元"),
    ("项目资金", "单位：万元", "万元"),
    ("项目资金", "金额单位：人民币", None),
    ("项目资金", None, None),
]


@pytest.mark.parametrize(("caption", "line", "unit"), UNITS)
def test_the_unit_of_money(
    tmp_path: Path, caption: str, line: str | None, unit: str | None
) -> None:
    """The heading of the block says it, else a line near it; without any, no unit is taken."""
    layout = lay_out_case("16")
    layout.put(6, 1, caption)
    layout.put(5, 10, line)
    filled = read_layout(tmp_path, layout)
    assert unit == to_document(filled.project)["funds"].get("unit")
    assert (line == "金额单位：人民币") == bool(filled.unplaced)


def test_all_lines_of_the_money_block(tmp_path: Path) -> None:
    """Sources by the ids of project documents, with the words of the form; a dash is nothing."""
    layout = lay_out_case("16")
    for row, amount in ((8, "5.29"), (9, "2"), (10, "—")):
        layout.put(row, 5, amount)
    layout.put(7, 8, 0.98194, "0%")
    filled = read_layout(tmp_path, layout)
    document = to_document(filled.project)
    assert {
        "fiscal": {"label": "当年财政拨款", "budget": "5.29"},
        "carried-over": {"label": "上年结转资金", "budget": "2"},
    } == document["funds"]["rows"]
    assert {"execution-rate": "98.194%"} == document["assessments"][0]["rates"]


# What a form must say


@pytest.mark.parametrize(
    ("row", "what"), [(2, "the period assessed"), (3, "the day of judging"), (4, "the name")]
)
def test_what_a_form_must_say(tmp_path: Path, row: int, what: str) -> None:
    """Name, period and day are never guessed; period and day may be given beside the form."""
    layout = lay_out_case("16")
    for at in [each for each in layout.cells if each[0] == row]:
        del layout.cells[at]
    path = write_workbook(tmp_path / "a.xlsx", {"自评表": layout})
    with pytest.raises(DocumentError) as caught:
        read_official(path, find_rules(NATIONAL))
    assert ["SL634"] == [each.code for each in caught.value.diagnostics]
    assert what in str(caught.value)
    if row != 4:
        (found,) = read_official(path, find_rules(NATIONAL), on=date(2021, 5, 1), period="2020")
        assert "2021-05-01" == str(found.project.document.evaluated_on)
        assert "2020" == str(found.project.document.assessed_period)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (1, "项目支出绩效自评表（2020年度）"),
        (1, "2020 年度绩效评价自评表"),
        (2, "评价年度：2020年"),
    ],
)
def test_where_the_year_may_stand(tmp_path: Path, row: int, words: str) -> None:
    """In the title, in a line below it, or beside its name."""
    layout = lay_out_case("16")
    del layout.cells[2, 1]
    layout.put(row, 1, words)
    filled = read_layout(tmp_path, layout)
    assert "2020" == str(filled.project.document.assessed_period)
    assert f"自评表!A{row}" == filled.places["assessed_period"]


def test_two_forms_of_one_project(tmp_path: Path) -> None:
    """Neither is chosen."""
    sheets = {"一": lay_out_case("16"), "二": lay_out_case("16")}
    with pytest.raises(DocumentError) as caught:
        read_official(write_workbook(tmp_path / "a.xlsx", sheets), find_rules(NATIONAL))
    assert ["SL635"] == [each.code for each in caught.value.diagnostics]
    path = tmp_path / "a.xlsx"
    each_by_itself = read_each_official(open_sheets(path), find_rules(NATIONAL), path)
    assert [["SL635"]] * 2 == [
        [problem.code for problem in each.diagnostics] if isinstance(each, DocumentError) else []
        for each in each_by_itself
    ]


def test_a_file_without_a_form(tmp_path: Path) -> None:
    """A workbook of something else is not taken for an empty form."""
    layout = Layout()
    layout.put(1, 1, "姓名")
    with pytest.raises(NotFoundError) as caught:
        read_official(write_workbook(tmp_path / "a.xlsx", {"一": layout}), find_rules(NATIONAL))
    assert "SL633" == caught.value.code


# Evaluators' score sheets


def test_a_score_sheet(tmp_path: Path) -> None:
    """评分表: points and opinions of the rule's own indicators; its columns of rules are passed."""
    form = Layout()
    rows: list[list[Any]] = [
        ["项目名称：甲项目　评价日期：2022-03-01　评价年度：2021年"],
        ["一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准和评分规则",
         "评价意见", "得分", "得分率"],
        ["决策（15分）", "绩效目标（8分）", "绩效目标合理性", 4, "是否合理", "合理得4分",
         "目标偏低", 3, "75%"],
        [None, None, "绩效指标明确性", 4, "是否明确", "明确得4分", "无", 4, "100%"],
        ["过程", "资金管理", "资金使用合规性", 5, "是否合规", "合规得5分", "/", 5, "100%"],
        ["合计", None, None, 13, None, None, None, 12, None],
    ]  # fmt: skip
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            form.put(row, column, value)
    filled = read_one(
        write_workbook(tmp_path / "a.xlsx", {"评分表": form}),
        "cn/anhui/hefei/yaohai/self-evaluation@2021",
    )
    (given,) = to_document(filled.project)["assessments"]
    assert "third-party" == given["role"]
    assert {
        "decision.objectives.reasonable": "3",
        "decision.objectives.clear": "4",
        "process.funds.compliance": "5",
    } == given["points"]
    assert "目标偏低" == given["reasons"]["decision.objectives.reasonable"]
    assert "75%" == given["rates"]["decision.objectives.reasonable"]
    assert ("12", ()) == (given["total"], filled.unplaced)


# Hostile words

HOSTILE: Final = [
    '=HYPERLINK("http://127.0.0.1","x")',
    "<script>alert(1)</script>",
    "]]>",
    "{{ 7*7 }}",
    "@SUM(A1)",
    "项目名称：假的",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(tmp_path: Path, words: str) -> None:
    """Whatever stands in a cell of names and reasons is text, in the project as in the form."""
    layout = lay_out_case("16")
    layout.put(14, 4, words)
    layout.put(14, 9, words)
    for path in (
        write_workbook(tmp_path / "a.xlsx", {"自评表": layout}),
        write_document(tmp_path / "a.docx", [layout]),
    ):
        document = to_document(read_one(path).project)
        item: Mapping[str, Any] = document["indicators"]["output.quantity"][0]
        assert (words, words) == (item["name"], item["reason"])


PLACES: Final = st.tuples(st.integers(1, 20), st.integers(1, 10))
WORDS: Final = [
    "项目名称",
    "总分",
    "得分",
    "全年预算数",
    "单位：万元",
    "三级指标",
    "年度资金总额",
    "/",
]


@given(
    texts=st.dictionaries(PLACES, st.one_of(st.text(max_size=8), st.sampled_from(WORDS))),
    areas=st.lists(st.tuples(*[st.integers(1, 20)] * 4), max_size=4),
)
def test_any_words_anywhere(
    texts: dict[tuple[int, int], str], areas: list[tuple[int, int, int, int]]
) -> None:
    """With anything in any cell, merged in any way, a form is read or refused with a code."""
    layout = lay_out_case("16")
    cells = {**to_texts(layout), **texts}
    read_cells(cells, [*layout.merged, *areas])


@given(st.sets(PLACES, min_size=1, max_size=12))
def test_no_cell_is_lost(places: set[tuple[int, int]]) -> None:
    """A word that no form has, in any cell, is in the project or among what has no place.

    A word instead of the label of a level stands in the reason why its rows have no place.
    """
    layout = lay_out_case("16")
    cells = to_texts(layout)
    cells |= {at: f"独一无二{place}" for place, at in enumerate(sorted(places))}
    for form in read_cells(cells, layout.merged):
        told = {*form.places.values(), *(each.place for each in form.unplaced)}
        reasons = " ".join(each.reason.zh for each in form.unplaced)
        for at in places:
            assert name_place("表", *at) in told or cells[at] in reasons
