"""Tables in files: every format gives the same cells, and a broken row is told where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.ground.errors import NotFoundError
from scorelib.reading.tables.chunks import Chunk, Mark
from scorelib.reading.tables.sources import open_source
from tests.cli.batches import write_rules


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return compile_ruleset(load_ruleset(write_rules(tmp_path)))


def read(path: Path, plan: Plan, size: int = 100) -> list[Chunk]:
    return list(open_source(path, plan)[0].read(size))


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path, plan: Plan) -> Mapping[str, object]:
    """Return the code that a file is refused with, and its arguments."""
    with pytest.raises(NotFoundError) as error:
        read(path, plan)
    return {"code": error.value.code, **error.value.arguments}


def lines_of(chunk: Chunk) -> list[int]:
    return [] if chunk.lines is None else chunk.lines.to_list()


def list_bad(chunks: list[Chunk]) -> list[tuple[int, int | None, object, str]]:
    return [
        (bad.number, bad.line, bad.id, bad.problems[0].code)
        for chunk in chunks
        for bad in chunk.bad
    ]


PLAIN = "id,budget,executed\na,100,1.50\nb,,2\nc,3万元,\n"
CELLS = [("a", "100", "1.50"), ("b", None, "2"), ("c", "3万元", None)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PLAIN, "utf-8"),
        (PLAIN, "utf-8-sig"),
        (PLAIN, "gb18030"),
        (PLAIN, "utf-16"),
        (PLAIN.replace("\n", "\r\n"), "utf-8"),
        (PLAIN.rstrip(), "utf-8"),
        (PLAIN.replace("100", '"100"').replace("b,", '"b",'), "utf-8"),
        (PLAIN.replace("b,,", "\nb,,").replace("\nc", "\n\r\nc"), "utf-8"),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_plain_csv(text: str, encoding: str, size: int, tmp_path: Path, plan: Plan) -> None:
    """Cells are texts; an empty one is missing; marks, encodings and blank lines change nothing."""
    chunks = read(write(tmp_path, "p.csv", text, encoding), plan, size)
    assert CELLS == [row for chunk in chunks for row in chunk.frame.iter_rows()]
    assert [1, 2, 3] == [number for chunk in chunks for number in chunk.numbers]
    lines = text.replace("\r", "").split("\n")
    expected = [n for n, line in enumerate(lines, 1) if line[:1] in ("a", "b", "c", '"')]
    assert expected == [n for chunk in chunks for n in lines_of(chunk)]


@pytest.mark.parametrize("ending", [".csv", ".ndjson", ".parquet", ".xlsx"])
def test_reading_goes_on_after_any_chunk(ending: str, tmp_path: Path, plan: Plan) -> None:
    """From the end of a chunk on, a file gives the same chunks as it did in one go."""
    path = write_cells(tmp_path / f"p{ending}", [(f"p{i}", str(i)) for i in range(23)])
    whole = read(path, plan, 5)
    assert [5, 5, 5, 5, 3] == [chunk.frame.height for chunk in whole]
    for place, chunk in enumerate(whole[:-1]):
        rest = list(open_source(path, plan)[0].read(5, chunk.end))
        for one, other in zip(whole[place + 1 :], rest, strict=True):
            assert one.frame.equals(other.frame)
            assert one.numbers.equals(other.numbers)
            assert one.end == other.end


def write_cells(path: Path, rows: list[tuple[str, str]]) -> Path:
    """Write a table of ids and budgets in any format."""
    frame = pl.DataFrame(rows, schema=["id", "budget"], orient="row")
    match path.suffix:
        case ".csv":
            frame.write_csv(path)
        case ".ndjson":
            frame.write_ndjson(path)
        case ".parquet":
            frame.write_parquet(path, row_group_size=7)
        case _:
            write_sheet(path, [("id", "budget"), *rows])
    return path


def write_sheet(path: Path, rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_rows_of_csv_that_are_broken(tmp_path: Path, plan: Plan) -> None:
    """Too many or too few cells, a quote that is not closed, JSON that is none: row and line."""
    text = (
        'id,budget,years\na,1\nb,1,,\n"c\nc",1,\nd,1,"[{""id"": ""y"", ""actual"": 1.10}]"\n'
        'e,1,[1]\nf,1,{\n"g"x,1,\nh,1,"[{""id"": ""y"", ""actul"": 1}]"\ni,"1,\n'
    )
    chunks = read(write(tmp_path, "p.csv", text), plan)
    years = [{"id": "y", "state": None, "actual": "1.10"}]
    assert [("c\nc", "1", None), ("d", "1", years)] == chunks[0].frame.rows()
    assert ([3, 4], [4, 6]) == (chunks[0].numbers.to_list(), lines_of(chunks[0]))
    assert [
        (1, 2, "a", "SL966"),
        (2, 3, "b", "SL966"),
        (5, 7, "e", "SL969"),
        (6, 8, "f", "SL968"),
        (7, 9, None, "SL968"),
        (8, 10, "h", "SL941"),
        (9, 11, None, "SL968"),
    ] == list_bad(chunks)


def test_records(tmp_path: Path, plan: Plan) -> None:
    """Numbers of JSON keep their text, also beyond what a float holds; keys may be absent."""
    lines = [
        '{"id": "a", "budget": 1.10, "executed": 12345678901234567.89, "ready": true}',
        "",
        '{"id": "b", "judged.process.looked": 4.50, "years": [{"id": "y", "actual": 0.10}]}',
        '{"id": "c", "budget": 1, "budget": 2}',
        '{"id": "d", "budget": {"value": 1}}',
        "[1]",
        '{"id": "e", "budget": NaN}',
        '{"id": "f", "years": [1]}',
        '{"id": "g", "years": {}}',
        '{"id": "h", "years": null, "budget": 1e3}',
    ]
    chunks = read(write(tmp_path, "p.ndjson", "\ufeff" + "\n".join(lines)), plan)
    rows = chunks[0].frame.to_dicts()
    assert ["a", "b", "h"] == [row["id"] for row in rows]
    assert ("1.10", "12345678901234567.89", "true") == (
        rows[0]["budget"], rows[0]["executed"], rows[0]["ready"],
    )  # fmt: skip
    assert [{"id": "y", "state": None, "actual": "0.10"}] == rows[1]["years"]
    assert "1e3" == rows[2]["budget"]
    assert [
        (3, 4, None, "SL965"),
        (4, 5, "d", "SL969"),
        (5, 6, None, "SL969"),
        (6, 7, None, "SL968"),
        (7, 8, "f", "SL969"),
        (8, 9, "g", "SL969"),
    ] == list_bad(chunks)


def test_sheets(tmp_path: Path, plan: Plan) -> None:
    """Numbers at 15 digits, shares in percent where they are shown so, days, blank rows."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["id", "budget", "executed", "rate", None])
    sheet.append(["a", 0.1 + 0.2, 100, 0.9819])
    sheet["D2"].number_format = "0.00%"
    sheet.append([])
    sheet.append([7, "3万元", Decimal("1.5"), 98.19])
    sheet.append(["c", True, date(2021, 12, 31), None, "more"])
    path = tmp_path / "p.xlsx"
    book.save(path)
    (chunk,) = read(path, plan)
    assert [("a", "0.3", "100", "98.19%"), ("7", "3万元", "1.5", "98.19")] == chunk.frame.rows()
    assert ([1, 2], [2, 4]) == (chunk.numbers.to_list(), lines_of(chunk))
    assert [(3, 5, "c", "SL966")] == list_bad([chunk])
    sheet["B2"] = "=1+1"
    book.save(path)
    found = refused(path, plan)
    assert ("SL974", "B2") == (found["code"], found["cell"])


def test_columnar(tmp_path: Path, plan: Plan) -> None:
    """Parquet keeps its types; chunks have one size whatever the groups of rows are."""
    frame = pl.DataFrame({"id": [1, 2, 3, 4, 5], "budget": [Decimal("1.50")] * 5})
    path = tmp_path / "p.parquet"
    frame.write_parquet(path, row_group_size=2)
    chunks = read(path, plan, 3)
    assert [3, 2] == [chunk.frame.height for chunk in chunks]
    assert frame.equals(pl.concat(chunk.frame for chunk in chunks))
    assert [None, None] == [chunk.lines for chunk in chunks]
    assert Mark(5, 0) == chunks[-1].end


def test_files_that_cannot_be_read(tmp_path: Path, plan: Plan) -> None:
    """Each is refused as a whole, with what to do."""
    assert "SL903" == refused(tmp_path / "none.csv", plan)["code"]
    assert "SL970" == refused(tmp_path / "p.txt", plan)["code"]
    (tmp_path / "bad.csv").write_bytes(b"id,budget\na,\xff\xff\xff\n")
    assert "SL963" == refused(tmp_path / "bad.csv", plan)["code"]
    for name in ("bad.parquet", "bad.xlsx"):
        assert "SL962" == refused(write(tmp_path, name, "x"), plan)["code"]
    assert "SL962" == refused(write(tmp_path, "q.csv", '"id'), plan)["code"]
    assert "SL964" == refused(write(tmp_path, "e.csv", ""), plan)["code"]
    assert "SL964" == refused(write(tmp_path, "e.ndjson", "[1]\n"), plan)["code"]
    assert "SL964" == refused(write_sheet(tmp_path / "e.xlsx", []), plan)["code"]
    twice = refused(write(tmp_path, "t.csv", "id,budget,budget\n"), plan)
    assert ("SL965", "budget") == (twice["code"], twice["column"])
    sheet = write_sheet(tmp_path / "t.xlsx", [("id", "id")])
    assert "SL965" == refused(sheet, plan)["code"]


def test_a_file_without_lines(tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no end of a line would fill the memory, and is refused before."""
    monkeypatch.setattr("scorelib.reading.tables.texts._LONGEST", 100)
    monkeypatch.setattr("scorelib.reading.tables.texts._PIECE", 64)
    found = refused(write(tmp_path, "p.csv", "id\n" + "x" * 1000), plan)
    assert ("SL967", 2) == (found["code"], found["line"])


def test_names_alone(tmp_path: Path, plan: Plan) -> None:
    """A table without rows is a table."""
    assert [] == read(write(tmp_path, "p.csv", "id,budget\n"), plan)
