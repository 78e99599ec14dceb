"""`scorelib batch`: formats, rejects, refusals, traces and what is explained from them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import scorelib
from scorelib.cli.tables import Request, run_request
from scorelib.engine.columns.documents import Documents
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.reading.tables.traces import open_trace
from scorelib.writing.text import print_explanation, print_result
from tests.cli.batches import RULESET, read_files, write_rules, write_tables
from tests.cli.test_commands import run

OWN = "indicators.own"
YAOHAI = "cn/anhui/hefei/yaohai/self-evaluation@2021"


def go(folder: Path, out: str, projects: str = "projects.csv", **more: Any) -> int:
    """Run a small batch in this process."""
    rules = str(folder / "ruleset.yaml")
    request: dict[str, Any] = {"lang": "en", "ruleset": rules, "chunk": 20, **more}
    return run_request(Request(folder / projects, folder / out, **request))


def refusal(folder: Path, out: str = "scored.csv", **more: Any) -> str:
    """Return the code that a run is refused with."""
    with pytest.raises((NotFoundError, DocumentError)) as error:
        go(folder, out, **more)
    found = error.value
    if isinstance(found, DocumentError):
        return found.diagnostics[0].code
    assert isinstance(found, NotFoundError)
    return found.code


def test_every_format_says_the_same(tmp_path: Path) -> None:
    """Points as decimals, findings and indicators as the format has them; whole files only."""
    _, items = write_tables(tmp_path, 50)
    for ending in ("parquet", "csv", "ndjson", "xlsx"):
        assert 1 == go(tmp_path, f"scored.{ending}", items=items)
    names = [f"scored.{e}" for e in ("csv", "ndjson", "parquet", "xlsx")]
    names += [f"{name}.rejects.csv" for name in names]
    assert sorted(["items.csv", "projects.csv", "ruleset.yaml", *names]) == list(
        read_files(tmp_path)
    )
    frame = pl.read_parquet(tmp_path / "scored.parquet")
    assert (45, pl.Decimal(38, 2)) == (frame.height, frame.schema["total"])
    shut = [json.loads(line) for line in (tmp_path / "scored.ndjson").read_text().splitlines()]
    flat = list(csv.DictReader(io.StringIO((tmp_path / "scored.csv").read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(tmp_path / "scored.xlsx").active
    cells = list(sheet.iter_rows(values_only=True)) if sheet is not None else []
    assert list(frame.columns) == list(shut[0]) == list(flat[0]) == list(cells[0])
    for row, one, other, last in zip(frame.to_dicts(), shut, flat, cells[1:], strict=True):
        points = row["points.process.execution"]
        assert str(points) == one["points.process.execution"] == other["points.process.execution"]
        assert points == Decimal(str(last[frame.columns.index("points.process.execution")]))
        own = [{**each, "points": str(each["points"])} for each in row[OWN]]
        assert own == one[OWN] == json.loads(other[OWN])
        assert ";".join(row["findings"]) == other["findings"]


def test_columns_are_those_of_the_library(tmp_path: Path) -> None:
    """A run in chunks with indicators sorted on disk gives what `columns.evaluate` gives."""
    from scorelib import columns

    projects, items = write_tables(tmp_path, 70)
    go(tmp_path, "scored.parquet", items=items)
    plan = scorelib.compile(scorelib.load(tmp_path / "ruleset.yaml"))
    frames = [pl.read_csv(path, infer_schema=False) for path in (projects, items)]
    expected = columns.evaluate(plan, frames[0], items=frames[1])
    found = pl.read_parquet(tmp_path / "scored.parquet")
    assert expected.frame.equals(found.select(expected.frame.columns))
    with (tmp_path / "scored.parquet.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [str(each.row + 1) for each in expected.rejects] == [row["row"] for row in rows]


def test_rejects_are_told_with_row_and_line(tmp_path: Path) -> None:
    """The file opens in a spreadsheet: row, line, id, code, place, words; none of it a formula."""
    write_rules(tmp_path)
    text = 'id,budget,executed\n\na,1,1\n"=b\nc",1,-1\nd,1\n,1,1\n'
    (tmp_path / "projects.csv").write_text(text, "utf-8")
    assert 1 == go(tmp_path, "scored.csv", lang="zh")
    data = (tmp_path / "scored.csv.rejects.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfrow,line,id,code,place,message,next\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert [
        ["2", "4", "'=b c", "SL403", "executed"],
        ["3", "6", "d", "SL966", ""],
        ["4", "7", "", "SL103", "id"],
    ] == [row[:5] for row in rows]
    assert "执行数" in rows[0][5]


def test_nothing_wrong(tmp_path: Path) -> None:
    """0, and the rejects have only their headings; rows without ids are called by their number."""
    write_rules(tmp_path)
    (tmp_path / "projects.csv").write_text("budget,executed\n2,1\n4,1\n", "utf-8")
    (tmp_path / "scored.csv.rejects.csv").write_text("of an earlier run", "utf-8")
    assert 0 == go(tmp_path, "scored.csv", trace=tmp_path / "t.parquet")
    rejects = (tmp_path / "scored.csv.rejects.csv").read_text("utf-8-sig")
    assert "row,line,id,code,place,message,next" == rejects.strip()
    lines = (tmp_path / "scored.csv").read_text("utf-8-sig").splitlines()
    assert ["1", "2"] == [line.partition(",")[0] for line in lines[1:]]
    assert "given.id" not in pl.read_parquet_schema(tmp_path / "t.parquet")
    assert Decimal("2.5") == open_trace(tmp_path / "t.parquet").explain_row(2).nodes[1].points


def test_a_table_without_rows(tmp_path: Path) -> None:
    """All files are there, with their columns."""
    write_rules(tmp_path)
    (tmp_path / "projects.csv").write_text("id,budget\n", "utf-8")
    for ending in ("parquet", "csv", "ndjson", "xlsx"):
        assert 0 == go(tmp_path, f"scored.{ending}", trace=tmp_path / "t.parquet")
    assert 0 == pl.read_parquet(tmp_path / "scored.parquet").height
    assert "given.budget" in pl.read_parquet(tmp_path / "t.parquet").columns


def test_points_by_hand_have_the_places_they_are_given_with(tmp_path: Path) -> None:
    """The places of texts are looked for in the whole table before any row is scored."""
    write_rules(tmp_path)
    rows = [f"p{i},{'4.5' if i < 30 else '4.125'}" for i in range(40)]
    text = "\n".join(["id,override.process.looked", *rows])
    (tmp_path / "projects.csv").write_text(text, "utf-8")
    assert 0 == go(tmp_path, "scored.parquet")
    points = pl.read_parquet(tmp_path / "scored.parquet")["points.process.looked"]
    assert (Decimal("4.500"), Decimal("4.125")) == (points[0], points[39])


def test_strict_stops_at_the_first_bad_chunk(tmp_path: Path) -> None:
    """All problems of that chunk, each with its line; nothing is written."""
    write_tables(tmp_path, 50)
    before = read_files(tmp_path)
    with pytest.raises(DocumentError) as error:
        go(tmp_path, "scored.csv", strict=True)
    places = [each.location for each in error.value.diagnostics]
    assert [7, 18] == [place.line for place in places if place is not None]
    assert before == read_files(tmp_path)


def test_columns_that_cannot_be_used(tmp_path: Path) -> None:
    """They are told before anything is done, all at once."""
    write_rules(tmp_path)
    frame = pl.DataFrame({"id": ["a"], "budgte": ["1"], "executed": [0.5]})
    frame.write_parquet(tmp_path / "projects.parquet")
    before = read_files(tmp_path)
    with pytest.raises(DocumentError) as error:
        go(tmp_path, "scored.csv", "projects.parquet")
    assert ["SL941", "SL944"] == sorted(each.code for each in error.value.diagnostics)
    assert before == read_files(tmp_path)
    frame.drop("budgte").write_parquet(tmp_path / "projects.parquet")
    trace = tmp_path / "t.parquet"
    assert 0 == go(tmp_path, "scored.csv", "projects.parquet", floats="shortest", trace=trace)
    given = open_trace(trace).explain_row(1).inputs.given
    assert 5000 == given["executed"].value


def test_indicators_that_belong_to_nobody(tmp_path: Path) -> None:
    """Unknown and doubled projects refuse the run; an unknown slot refuses its project."""
    write_rules(tmp_path)
    head = "project,slot,id,max_points,target,actual\n"
    good = "a,own,i,5,≥2座,1座\n"
    (tmp_path / "projects.csv").write_text("id,budget\na,1\nb,1\n", "utf-8")
    items = tmp_path / "items.csv"
    items.write_text(f"{head}{good}z,own,i,5,≥2座,1座\n", "utf-8")
    assert "SL946" == refusal(tmp_path, items=items)
    items.write_text(f"{head}{good}a,own\n", "utf-8")
    assert "SL966" == refusal(tmp_path, items=items)
    items.write_text(f"{head}{good}b,ohne,i,5,≥2座,1座\n", "utf-8")
    assert 1 == go(tmp_path, "scored.ndjson", items=items)
    assert "SL405" in (tmp_path / "scored.ndjson.rejects.csv").read_text("utf-8")
    (row,) = map(json.loads, (tmp_path / "scored.ndjson").read_text().splitlines())
    assert [{"id": "i", "points": "2.50", "status": "scored"}] == row[OWN]
    (tmp_path / "projects.csv").write_text("id,budget\na,1\na,1\n", "utf-8")
    assert "SL945" == refusal(tmp_path, items=items)
    (tmp_path / "projects.csv").write_text("budget\n1\n", "utf-8")
    assert "SL947" == refusal(tmp_path, items=items)
    assert ["items.csv", "projects.csv", "ruleset.yaml"] == [
        name for name in read_files(tmp_path) if not name.startswith("scored")
    ]


def test_files_that_would_be_lost(tmp_path: Path) -> None:
    """The output is no input, and no other output; its ending has to say what it is."""
    write_tables(tmp_path, 5)
    assert "SL919" == refusal(tmp_path, "projects.csv")
    assert "SL970" == refusal(tmp_path, "scored.txt")
    assert "SL970" == refusal(tmp_path, trace=tmp_path / "t.csv")
    same = tmp_path / "scored.parquet"
    assert "SL982" == refusal(tmp_path, "scored.parquet", trace=same)
    assert "SL985" == refusal(tmp_path, ruleset=None)
    with pytest.raises(FileNotFoundError):
        go(tmp_path, "none/scored.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        go(tmp_path, "folder.csv")


def test_rows_beyond_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook with more rows than a sheet holds is not begun."""
    write_tables(tmp_path, 50)
    monkeypatch.setattr("scorelib.writing.batch.sheets._MOST_ROWS", 30)
    assert "SL976" == refusal(tmp_path, "scored.xlsx")


def test_a_file_that_changes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of one table and half of another are no result."""
    projects, _ = write_tables(tmp_path, 50)

    def touch(*_: Any) -> str:
        projects.write_text(projects.read_text("utf-8") + "z,1,1,\n", "utf-8")
        return "0" * 64

    monkeypatch.setattr("scorelib.cli.tables.hash_file", touch)
    assert "SL975" == refusal(tmp_path)


def test_two_at_work_on_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is refused while the first is at work."""
    write_tables(tmp_path, 50)
    found: list[str] = []
    original = scorelib.cli.tables._Run.go

    def meet(run: Any) -> None:
        if not found:
            found.append("")
            found.append(refusal(tmp_path, resume=True))
        original(run)

    monkeypatch.setattr("scorelib.cli.tables._Run.go", meet)
    assert 1 == go(tmp_path, "scored.csv")
    assert ["", "SL973"] == found


def test_what_reads_workbooks_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes with an extra, which is named."""
    write_rules(tmp_path)
    (tmp_path / "projects.xlsx").write_bytes(make_sheet())
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert "SL961" == refusal(tmp_path, projects="projects.xlsx")


def make_sheet() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "budget"])  # type: ignore[union-attr]
    book.save(stream)
    return stream.getvalue()


def write_trace(folder: Path) -> Path:
    """Score two real projects, one of them wrong, and return the trace."""
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "budget": ["1200万元", "-1", "3.5亿元"],
            "executed": [Decimal("23.60"), Decimal("1.00"), Decimal("31000.00")],
            "judged.process.funds.compliance": [Decimal("4.5"), None, None],
            "indicators.output.quantity": [
                [{"id": "i1", "name": "泵站", "max_points": 5, "target": "≥10座", "actual": "9座"}],
                [],
                [],
            ],
        }
    )
    frame.write_parquet(folder / "projects.parquet")
    trace = folder / "t.parquet"
    assert 1 == go(folder, "scored.csv", "projects.parquet", ruleset=YAOHAI, trace=trace)
    return trace


def test_explaining_a_row(tmp_path: Path) -> None:
    """From the trace alone comes what the document of the row gives, to the byte."""
    trace = write_trace(tmp_path)
    frame = pl.read_parquet(tmp_path / "projects.parquet")
    plan = scorelib.compile(scorelib.load(YAOHAI))
    documents = Documents(plan, frame.columns)
    for row in (1, 3):
        document = documents.write(frame.row(row - 1, named=True), str(row))
        result = evaluate_project(plan, load_project(document))
        nodes = [node.id for node in result.nodes]
        for node in (*nodes, "total") if row == 1 else ("output.quantity", "total"):
            found = open_trace(trace).explain_row(row)
            for lang in ("zh", "en"):
                expected = print_explanation(result, node, lang)
                assert expected == print_explanation(found, node, lang)
        number = str(row)
        done = run("explain", trace, "output.quantity", "--row", number, "--lang", "en")
        assert print_explanation(result, "output.quantity", "en") == done.stdout.decode()
    done = run("score", trace, "--row", "3", "--lang", "zh")
    assert print_result(result, "zh") == done.stdout.decode()


def test_branches_stand_in_the_trace_alone(tmp_path: Path) -> None:
    """Which arm of a rule gave the points is a number; the results do not have it."""
    points = {"kind": "formula", "points": "10 if executed >= budget else 5"}
    leaf = {"label": "甲", "max_points": "10", "method": points}
    rules = RULESET | {"indicators": {"a": leaf}, "grades": []}
    rules = {key: value for key, value in rules.items() if value}
    (tmp_path / "ruleset.yaml").write_text(json.dumps(rules), "utf-8")
    (tmp_path / "projects.csv").write_text("budget,executed\n2,1\n2,2\n2,\n", "utf-8")
    trace = tmp_path / "t.parquet"
    assert 0 == go(tmp_path, "scored.parquet", trace=trace)
    assert [0, 1, None] == pl.read_parquet(trace)["branch.a"].to_list()
    assert [500, 1000, None] == pl.read_parquet(trace)["points.a"].to_list()
    assert "branch.a" not in pl.read_parquet_schema(tmp_path / "scored.parquet")


def test_traces_that_are_none(tmp_path: Path) -> None:
    """Rows that are not there, files that are none, options that do not go together."""
    trace = write_trace(tmp_path)
    for row in (2, 4):
        with pytest.raises(NotFoundError, match="SL978"):
            open_trace(trace).explain_row(row)
    with pytest.raises(NotFoundError, match="SL977"):
        open_trace(tmp_path / "projects.parquet")
    with pytest.raises(NotFoundError, match="SL977"):
        open_trace(tmp_path / "scored.csv")
    for more in ((), ("--row", "1", "--on", "2021-01-01")):
        done = run("explain", trace, "total", *more, "--lang", "en")
        assert (2, True) == (done.returncode, b"SL983" in done.stderr)


@pytest.mark.parametrize("name", ["total", "points.process.funds.execution-rate", "given.executed"])
def test_a_trace_that_was_changed(name: str, tmp_path: Path) -> None:
    """What is explained is what is on record, or nothing."""
    trace = write_trace(tmp_path)
    told = pl.read_parquet_metadata(trace)
    told.pop("ARROW:schema", None)
    frame = pl.read_parquet(trace)
    changed = frame.with_columns((pl.col(name).fill_null(0) + 1).cast(frame.schema[name]))
    changed.write_parquet(trace, metadata=told)
    with pytest.raises(NotFoundError, match="SL979"):
        open_trace(trace).explain_row(1)


def test_the_command(tmp_path: Path) -> None:
    """A note on the encoding and nothing else on standard error; counts on standard output."""
    write_rules(tmp_path)
    (tmp_path / "p.csv").write_bytes("id,budget,executed\n甲,2万元,1\n乙,x,1\n".encode("gb18030"))
    arguments: list[str | Path] = [
        "batch",
        tmp_path / "p.csv",
        "-o",
        tmp_path / "s.ndjson",
        "--lang",
        "en",
    ]
    done = run(*arguments, "--ruleset", tmp_path / "ruleset.yaml")
    assert 1 == done.returncode
    assert done.stderr.startswith(b"note SL981: ")
    assert b"2 rows: 1 scored, 1 rejected, 0 by hand" in done.stdout
    assert "甲" == json.loads((tmp_path / "s.ndjson").read_text("utf-8"))["id"]
    done = run(*arguments)
    assert (2, True) == (done.returncode, b"SL985" in done.stderr)
