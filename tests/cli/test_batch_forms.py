"""`scorelib batch` over forms and documents: each is a row, with the digits it has by itself."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import scorelib
from scorelib.cli.folders import holds_forms, score_forms
from scorelib.cli.requests import Request
from scorelib.cli.tables import run_request
from scorelib.engine.columns.documents import Documents
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.reading.forms.blank import lay_out_form
from scorelib.writing.forms.workbooks import write_form
from scorelib.writing.results import write_json
from tests.cli.batches import read_files, write_tables
from tests.cli.test_batch_kill import Killed, kill_at, read_plain
from tests.cli.test_commands import ROOT, run
from tests.forms.filling import Filler
from tests.forms.layouts import write_document, write_workbook
from tests.forms.test_official import NATIONAL, lay_out_case

EXAMPLES = ("haikou-2021", "hechi-2022", "hefei-yaohai-2021", "sanya-2022", "yiyang-2017")
"""Five public reports, each by a ruleset of its own place."""


def fill(folder: Path, name: str, id_: str | None = None) -> Path:
    """Write an example into the form of its ruleset."""
    project = scorelib.load_project(ROOT / "examples" / name)
    path = folder / f"{id_ or name}.xlsx"
    write_form(lay_out_form(scorelib.choose(project)), "zh", path)
    document = project.document
    if id_ is not None:
        head = document.project.model_copy(update={"id": id_})
        document = document.model_copy(update={"project": head})
    Filler(path).fill(document)
    return path


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the five examples as forms."""
    folder = tmp_path_factory.mktemp("forms")
    for name in EXAMPLES:
        fill(folder, name)
    return folder


def go(projects: Path, out: Path, **more: Any) -> int:
    """Score forms in this process."""
    return score_forms(Request(projects, out, **{"lang": "en", **more}))


def refusal(projects: Path, out: Path, **more: Any) -> str:
    """Return the code that a run is refused with."""
    with pytest.raises((NotFoundError, DocumentError)) as error:
        go(projects, out, **more)
    found = error.value
    if isinstance(found, DocumentError):
        return found.diagnostics[0].code
    assert isinstance(found, NotFoundError)
    return found.code


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def to_text(value: Any) -> str | None:
    """Return an exact figure as a decimal without zeros that say nothing."""
    return None if value is None else str(Decimal(str(value)).normalize() + 0)


def expect_row(result: Result) -> dict[str, Any]:
    """Return the row that a result should be, from what it shows to a reader."""
    total = result.total
    slots = {slot.id for slot in result.plan.slots}
    row: dict[str, Any] = {"id": result.project.id}
    own: dict[str, list[tuple[str, str | None, str]]] = {slot: [] for slot in slots}
    for node in result.nodes:
        points = None if node.points is None else to_text(float(node.points))
        if node.parent in slots:
            name = node.id.removeprefix(f"{node.parent}.")
            own[node.parent or ""].append((name, points, node.status))
        elif node.kind != "value":
            row[f"points.{node.id}"], row[f"status.{node.id}"] = points, node.status
    row |= {f"indicators.{slot}": items for slot, items in own.items()}
    figures = ("points", "max_points", "computed", "taken_over", "unscored")
    for name in figures:
        value = getattr(total, name)
        row["total" if name == "points" else name] = (
            None if value is None else to_text(float(value))
        )
    row["grade"] = result.grade.id
    row["conditional"] = list(dict.fromkeys(each.code for each in total.conditional))
    row["findings"] = sorted({each.code for each in result.findings})
    return row


def read_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of Parquet with its figures as `expect_row` writes them."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name.startswith("indicators."):
            found[name] = [(e["id"], to_text(e["points"]), e["status"]) for e in value]
        elif isinstance(value, Decimal) or (name == "total" or name.startswith("points.")):
            found[name] = to_text(value)
        elif name != "source":
            found[name] = value
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_form_is_the_row_of_its_document(name: str, forms: Path, tmp_path: Path) -> None:
    """Points, statuses, grade, conditions and findings are those of the project by itself.

    The trace has the sealed result of the document, byte by byte.
    """
    out, trace = tmp_path / "out.parquet", tmp_path / "trace.ndjson"
    assert 0 == go(forms / f"{name}.xlsx", out, trace=trace)
    project = scorelib.load_project(ROOT / "examples" / name)
    result = scorelib.evaluate(scorelib.choose(project), project)
    (row,) = pl.read_parquet(out).to_dicts()
    assert f"{name}.xlsx" == row["source"]
    assert expect_row(result) == read_row(row)
    assert write_json(result) == trace.read_text("utf-8")


def test_the_command_takes_a_form(forms: Path, tmp_path: Path) -> None:
    """The same from a shell; a sealed line of the trace is verified by itself."""
    trace, out = tmp_path / "trace.ndjson", tmp_path / "out.csv"
    found = run("batch", forms / "hechi-2022.xlsx", "-o", out, "--trace", trace, "--lang", "en")
    said = "1 projects: 1 scored, 0 rejected; by cn/guangxi/hechi/self-evaluation@2020"
    assert (0, b"") == (found.returncode, found.stderr)
    assert found.stdout.decode().startswith(said)
    assert run("score", forms / "hechi-2022.xlsx", "--format", "json").stdout == (
        trace.read_bytes()
    )
    shutil.copy(trace, tmp_path / "one.json")
    assert 0 == run("verify", tmp_path / "one.json").returncode


def test_rows_of_a_table_as_documents(tmp_path: Path) -> None:
    """A folder of documents has the columns and the digits of the table that they stand for."""
    projects, _ = write_tables(tmp_path, 40)
    rules = str(tmp_path / "ruleset.yaml")
    table = Request(projects, tmp_path / "table.parquet", "en", rules)
    assert 1 == run_request(table)
    plan = scorelib.compile(scorelib.load(rules))
    rows = read_rows(projects)
    writer = Documents(plan, list(rows[0]))
    folder = tmp_path / "documents"
    folder.mkdir()
    for number, row in enumerate(rows):
        given = {name: value or None for name, value in row.items()}
        text = json.dumps(writer.write(given, row["id"]), ensure_ascii=False)
        (folder / f"{number:03}.json").write_text(text, "utf-8")
    assert 1 == go(folder, tmp_path / "forms.parquet", ruleset=rules)
    expected = pl.read_parquet(tmp_path / "table.parquet")
    found = pl.read_parquet(tmp_path / "forms.parquet")
    assert "000.json" == found["source"][0]
    assert expected.schema == found.drop("source", "conditional").schema
    same = [name for name in expected.columns if name != "findings"]
    assert expected.select(same).equals(found.select(same))
    # What is found on a document is what is found on the row, and whatever a row cannot say.
    for less, more in zip(expected["findings"], found["findings"], strict=True):
        assert set(less) <= set(more)
    codes = [(each["id"], each["code"]) for each in read_rows(table.rejects)]
    again = read_rows(tmp_path / "forms.parquet.rejects.csv")
    assert codes == [(each["id"], each["code"]) for each in again]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of whatever units may send: forms, documents, and what is neither."""
    folder = tmp_path_factory.mktemp("mixed")
    fill(folder, "case-16", "a-good")
    fill(folder, "case-16", "b-bad")
    book = openpyxl.load_workbook(folder / "b-bad.xlsx")
    book["指标"]["C6"].value = "-1"
    book.save(folder / "b-bad.xlsx")
    fill(folder, "case-16", "c-noted")
    book = openpyxl.load_workbook(folder / "c-noted.xlsx")
    book["指标"]["X9"].value = "=1+1"
    book["指标"]["X10"].value = "见附件一"
    book.save(folder / "c-noted.xlsx")
    lacking = lay_out_case("16")
    for at in [each for each in lacking.cells if each[0] == 2]:
        del lacking.cells[at]
    lacking.put(4, 2, "另一个项目")
    sheets = {"一": lay_out_case("09"), "二": lacking, "三": lay_out_case("16")}
    write_workbook(folder / "=d.xlsx", sheets)
    write_document(folder / "e.docx", [lay_out_case("09")])
    (folder / "f.xlsx").write_text("not a workbook", "utf-8")
    (folder / "g.et").write_bytes(b"")
    shutil.copytree(ROOT / "examples" / "case-09", folder / "h")
    lines = [json.dumps({"scorelib": 1}), "{"]
    (folder / "i.ndjson").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_folder_of_everything(mixed: Path, tmp_path: Path) -> None:
    """What is good is scored; what is not is told with file, sheet and cell; the rest goes on."""
    out = tmp_path / "out.csv"
    assert 1 == go(mixed, out, ruleset=NATIONAL)
    rows = {each["source"]: each for each in read_rows(out)}
    assert ["h/project.yaml", "'=d.xlsx#1", "'=d.xlsx#3", "a-good.xlsx", "c-noted.xlsx"] == list(
        rows
    )[:5]
    assert rows["a-good.xlsx"]["total"] == rows["c-noted.xlsx"]["total"]
    rejects = [
        (each["source"], each["code"], each["place"])
        for each in read_rows(tmp_path / "out.csv.rejects.csv")
    ]
    assert ("b-bad.xlsx", "SL417", "指标!C6") in rejects
    assert [("'=d.xlsx#2", "SL634", "二!A1")] == [r for r in rejects if r[0].startswith("'=d")]
    assert {("f.xlsx", "SL627", ""), ("g.et", "SL625", "")} <= set(rejects)
    assert {"i.ndjson:1", "i.ndjson:2"} == {r[0] for r in rejects if r[0].startswith("i.")}
    notes = [
        (each["source"], each["code"], each["place"])
        for each in read_rows(tmp_path / "out.csv.notes.csv")
        if each["source"] == "c-noted.xlsx"
    ]
    assert {("c-noted.xlsx", "SL617", "指标!X10")} <= set(notes)
    assert 2 == len(notes)


def test_strict_stops(mixed: Path, tmp_path: Path) -> None:
    """With --strict nothing is written where a form cannot be scored."""
    out = tmp_path / "o.csv"
    with pytest.raises(DocumentError) as error:
        go(mixed, out, ruleset=NATIONAL, strict=True)
    told = [str(each.location) for each in error.value.diagnostics if each.code == "SL417"]
    assert [f"{mixed.as_posix()}/b-bad.xlsx:指标!C6"] == told
    assert {} == read_files(tmp_path)


def test_one_ruleset_for_all(forms: Path, tmp_path: Path) -> None:
    """Without --ruleset it is that of the first; a project of another one is not scored."""
    out = tmp_path / "out.ndjson"
    assert 1 == go(forms, out)
    (row,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert "haikou-2021" == row["id"]
    rejects = read_rows(tmp_path / "out.ndjson.rejects.csv")
    assert [("SL927", "基本信息!C11")] * 4 == [(e["code"], e["place"]) for e in rejects]


def test_every_format(tmp_path: Path) -> None:
    """CSV, NDJSON, Parquet and workbooks have the same columns and figures."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("case-09", "case-16"):
        shutil.copytree(ROOT / "examples" / name, folder / name)
    for ending in ("parquet", "csv", "ndjson", "xlsx"):
        assert 0 == go(folder, tmp_path / f"out.{ending}")
    frame = pl.read_parquet(tmp_path / "out.parquet").to_dicts()
    flat = read_rows(tmp_path / "out.csv")
    lines = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    head, *cells = sheet.iter_rows(values_only=True)
    assert list(frame[0]) == list(flat[0]) == list(lines[0]) == list(head)
    for row, one, line, cell in zip(frame, flat, lines, cells, strict=True):
        points = row["points.execution-rate"]
        assert str(points) == one["points.execution-rate"] == line["points.execution-rate"]
        assert points == Decimal(str(cell[head.index("points.execution-rate")]))
        assert ";".join(row["conditional"]) == one["conditional"]


def judge(points: str) -> dict[str, Any]:
    """Return a project of the small ruleset with points that stand instead of others."""
    return {
        "scorelib": 1,
        "project": {"id": f"p{points.replace('.', '-')}", "name": "项目"},
        "assessed_period": "2021",
        "evaluated_on": "2022-01-01",
        "overrides": {
            "process.looked": {
                "points": points,
                "by": "评审组",
                "reason": "看过",
                "evidence": "记录",
            }
        },
    }


def test_points_with_more_places(tmp_path: Path) -> None:
    """A column gets the places that a form needs; what no column holds is refused."""
    write_tables(tmp_path, 1)
    folder = tmp_path / "in"
    folder.mkdir()
    for points in ("4.5", "4.125", f"4.{'1' * 16}"):
        (folder / f"{points}.json").write_text(json.dumps(judge(points)), "utf-8")
    rules = str(tmp_path / "ruleset.yaml")
    assert 1 == go(folder, tmp_path / "out.parquet", ruleset=rules)
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert pl.Decimal(38, 3) == frame.schema["points.process.looked"]
    assert [Decimal("4.125"), Decimal("4.5")] == frame["points.process.looked"].to_list()
    assert ["SL949"] == [
        each["code"]
        for each in read_rows(tmp_path / "out.parquet.rejects.csv")
        if each["place"] == "points.process.looked"
    ]


def test_killed_at_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever step on the disk is the last, what goes on from there ends up the same."""
    write_tables(tmp_path, 1)
    inputs = tmp_path / "in"
    inputs.mkdir()
    lines = [json.dumps(judge(f"{number % 5}.{number}")) for number in range(8)]
    (inputs / "a.ndjson").write_text("\n".join([*lines, "{"]), "utf-8")
    (inputs / "b.json").write_text(json.dumps(judge("9")), "utf-8")

    def ask(folder: Path, **more: Any) -> int:
        trace, rules = folder / "t.ndjson", str(tmp_path / "ruleset.yaml")
        return go(inputs, folder / "o.csv", ruleset=rules, trace=trace, chunk=4, **more)

    alone = tmp_path / "alone"
    alone.mkdir()
    assert 1 == ask(alone)
    expected = read_files(alone)
    assert ["o.csv", "o.csv.notes.csv", "o.csv.rejects.csv", "t.ndjson"] == list(expected)
    number, ended = 0, False
    while not ended:
        folder = tmp_path / f"killed-{number}"
        folder.mkdir()
        with kill_at(number, monkeypatch) as taken:
            try:
                ask(folder)
                ended = True
            except Killed:
                pass
        for name, data in read_plain(folder).items():
            assert (name, expected.get(name)) == (name, data), (number, taken[-3:])
        assert 1 == ask(folder, resume=True)
        assert expected == read_files(folder), (number, taken[-3:])
        number += 3
    assert number > 30


def test_what_is_refused(forms: Path, tmp_path: Path) -> None:
    """Options of tables, a trace in columns, outputs among the inputs, nothing to go by."""
    out = tmp_path / "o.csv"
    assert "SL623" == refusal(forms, out, items=tmp_path / "items.csv")
    assert "SL623" == refusal(forms, out, floats="shortest")
    assert "SL642" == refusal(forms, out, trace=tmp_path / "t.parquet")
    assert "SL643" == refusal(forms, forms / "o.xlsx")
    assert "SL643" == refusal(forms, out, trace=forms / "t.ndjson")
    assert "SL970" == refusal(forms, tmp_path / "o.txt")
    assert "SL982" == refusal(forms, tmp_path / "o.ndjson", trace=tmp_path / "o.ndjson")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "SL910" == refusal(empty, out)
    write_document(empty / "a.docx", [lay_out_case("16")])
    assert "SL985" == refusal(empty, out)
    assert [] == [each.name for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_a_file_that_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that is saved while others are scored ends the run."""
    path = fill(tmp_path, "case-16")

    def meddle(result: Result) -> str:
        path.touch()
        return write_json(result)

    monkeypatch.setattr("scorelib.cli.folders.write_json", meddle)
    found = refusal(path, tmp_path / "o.csv", trace=tmp_path / "t.ndjson")
    assert "SL975" == found


def test_tables_and_forms_are_told_apart(forms: Path, tmp_path: Path) -> None:
    """A workbook is a table where its first row names columns, a form where one is recognised."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["id", "budget", "executed"])
    book.save(tmp_path / "table.xlsx")
    write_workbook(tmp_path / "official.xlsx", {"自评表": lay_out_case("16")})
    (tmp_path / "a.csv").write_text("id\n1\n", "utf-8")
    cases = {
        forms: True,
        forms / "hechi-2022.xlsx": True,
        ROOT / "examples" / "case-16" / "project.yaml": True,
        tmp_path / "official.xlsx": True,
        tmp_path / "table.xlsx": False,
        tmp_path / "a.csv": False,
        tmp_path / "missing.docx": False,
    }
    for path, expected in cases.items():
        request = Request(path, tmp_path / "o.csv", "en", NATIONAL)
        assert (path.name, expected) == (path.name, holds_forms(request))
