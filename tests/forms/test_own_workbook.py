"""What a form lets a person do: choices, locked cells, notes; and hostile words in it."""

from __future__ import annotations

import shutil
import zipfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

import scorelib
from scorelib.reading.forms.blank import lay_out_form
from scorelib.reading.forms.places import Entry, Given, gather, name_places, plant_tree
from scorelib.reading.forms.routes import read_route
from scorelib.reading.projects import open_projects
from scorelib.writing.forms.workbooks import escape_text, write_form

CENTRAL = "cn/mof/central-self-evaluation@2021"


@cache
def made(lang: str = "zh") -> Path:
    """Return a form of the ruleset for central units, which has flags and tiers."""
    path = Path(mkdtemp()) / f"form-{lang}.xlsx"
    write_form(lay_out_form(scorelib.load(CENTRAL)), "zh" if lang == "zh" else "en", path)
    return path


@pytest.fixture
def book() -> Workbook:
    return load_workbook(made())


def test_choices_are_those_of_the_ruleset(book: Workbook) -> None:
    """The drop-down of a yes/no has the two words and nothing else; anything else is refused."""
    sheet = book["基础数据"]
    rules = {
        str(cell): rule
        for rule in sheet.data_validations.dataValidation
        for cell in str(rule.sqref).split()
    }
    finished = next(row for row in range(1, 40) if sheet.cell(row, 1).value == "finished")
    rule = next(rule for cells, rule in rules.items() if f"D{finished}" in cells)
    assert rule.showErrorMessage
    left, top, right, bottom = range_boundaries(str(rule.formula1).partition("!")[2])
    assert left == right == 4
    marks = book["scorelib"]
    assert top is not None
    assert bottom is not None
    words = [marks.cell(row, 4).value for row in range(int(top), int(bottom) + 1)]
    assert words == ["是", "否"]


def test_only_cells_to_fill_are_open(book: Workbook) -> None:
    """The words of the ruleset are locked, without a password; coloured cells are open."""
    for sheet in book:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    sheet = book["基本信息"]
    assert {cell: sheet[cell].protection.locked for cell in ("A5", "B5", "C5", "C11")} == {
        "A5": True,
        "B5": True,
        "C5": False,
        "C11": True,
    }
    assert sheet["C5"].number_format == "@"


def test_notes_have_the_clause(book: Workbook) -> None:
    """The note of an indicator gives the formula and the clause it rests on."""
    sheet = book["评判"]
    notes = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("财预〔2021〕101号" in note and "公式：" in note for note in notes)


def test_the_mark_says_what_it_was_made_for(book: Workbook) -> None:
    """Ruleset, revision and hash stand on the hidden sheet and in the properties."""
    head = scorelib.load(CENTRAL).head
    sheet = book["scorelib"]
    assert sheet.sheet_state == "veryHidden"
    row = [cell.value for cell in sheet[1]][:6]
    assert row == ["scorelib-form", "1", "zh", head.reference, str(head.revision), head.sha256]
    with zipfile.ZipFile(made()) as archive:
        properties = archive.read("docProps/custom.xml").decode()
    assert head.sha256 in properties


def test_english_and_chinese_ask_for_the_same() -> None:
    """Both languages have the same named ranges, only the words differ."""
    names = [sorted(load_workbook(made(lang)).defined_names) for lang in ("zh", "en")]
    assert names[0] == names[1]


HOSTILE = ["=HYPERLINK(1)", "<script>", "]]>", "{{ 1 }}", "@SUM(1)", "'quoted", '"', "=1+1"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(words: str, tmp_path: Path) -> None:
    """A name that looks like a formula or markup is taken as it stands."""
    path = tmp_path / "form.xlsx"
    shutil.copy(made(), path)
    book = load_workbook(path)
    sheet = book["基本信息"]
    for cell, text in {"C5": "p", "C6": words, "C9": "2023", "C10": "2024-03"}.items():
        sheet[cell].value = text
        sheet[cell].data_type = "s"
    book.save(path)
    (project,) = open_projects(path).projects
    assert project.document.project.name.zh == words


def test_hostile_words_of_a_ruleset_are_words(tmp_path: Path) -> None:
    """A label of a ruleset never becomes a formula of the form."""
    folder = tmp_path / "rules"
    folder.mkdir()
    label = '=HYPERLINK(\\"http://x\\")'
    rules = (
        f'scorelib: 1\nid: test/hostile\nedition: "1"\nrevision: 1\ntitle: "{label}"\n'
        f'indicators: {{a: {{label: "{label}", max_points: 10, method: judged}}}}\n'
    )
    (folder / "ruleset.yaml").write_text(rules, "utf-8")
    path = tmp_path / "form.xlsx"
    write_form(lay_out_form(scorelib.load(folder)), "zh", path)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(each) for each in archive.namelist() if "worksheets/" in each]
    assert all(b"<f>" not in each and b"<f " not in each for each in sheets)


@given(st.text(max_size=40))
def test_what_xml_cannot_hold_is_shown(text: str) -> None:
    """Characters that XML cannot hold become their codes; all others stay."""
    shown = escape_text(text)
    assert all(char >= " " or char in "\t\n\r" for char in shown)
    assert shown == text or any(char < " " or char >= "\ud800" for char in text)


PLAIN = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
KEYS = st.text("abcdef", min_size=1, max_size=6)


@settings(max_examples=60)
@given(st.dictionaries(KEYS, st.dictionaries(KEYS, PLAIN, min_size=1, max_size=4), max_size=4))
def test_every_value_knows_its_cell(data: dict[str, dict[str, str]]) -> None:
    """Values are found again below their keys, each at the cell it came from."""
    leaves = [((a, b), text) for a, inner in data.items() for b, text in inner.items()]
    entries = [Entry(path, Given(text, f"表!B{row}")) for row, (path, text) in enumerate(leaves, 1)]
    tree, problems = gather([Entry(("x-y",), Given("1", "表!A1")), *entries], "f.xlsx")
    assert problems == []
    node = plant_tree(tree, "f.xlsx")
    places = name_places(tree)
    for row, (path, text) in enumerate(leaves, 1):
        found = getattr(getattr(node, "values")[path[0]], "values")[path[1]]  # noqa: B009
        assert (str(found), str(found.location)) == (text, f"f.xlsx:表!B{row}")
        assert places["/".join(path)] == f"表!B{row}"


@pytest.mark.parametrize("text", ["", "a//b", "[x]", "a[", "a]b", "a[x]y", "/a", "a/"])
def test_paths_that_are_none(text: str) -> None:
    """A path is followed only where all of it is understood."""
    assert read_route(text) is None
