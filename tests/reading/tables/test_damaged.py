"""Tables that somebody cut or mistyped: what is whole is read, the rest is told."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.reading.tables.sources import open_source
from tests.cli.batches import write_rules
from tests.reading.tables.test_sources import list_bad, read, refused, write, write_sheet


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return compile_ruleset(load_ruleset(write_rules(tmp_path)))


@pytest.mark.parametrize("size", [3, 7, 1000])
@pytest.mark.parametrize("stray", ['"stray,100,50', 'stray,100,"50', 'stray,"100,50'])
def test_a_stray_quote_costs_one_row(stray: str, size: int, tmp_path: Path, plan: Plan) -> None:
    """Every other line is read for itself, also where a later quote would close it."""
    rows = [f"p{number},100,{number}" for number in range(60)]
    rows[5], rows[40] = stray, 'p40,"100",40'
    path = write(tmp_path, "p.csv", "\n".join(["id,budget,executed", *rows]))
    chunks = read(path, plan, size)
    ids = [name for chunk in chunks for name in chunk.frame["id"]]
    assert [f"p{number}" for number in range(60) if number != 5] == ids
    numbers = [number for chunk in chunks for number in chunk.numbers]
    assert [number for number in range(1, 61) if number != 6] == numbers
    assert [(6, 7)] == [bad[:2] for bad in list_bad(chunks)]
    (problem,) = [each for chunk in chunks for bad in chunk.bad for each in bad.problems]
    assert problem.code in ("SL966", "SL968")
    for place, chunk in enumerate(chunks):
        rest = list(open_source(path, plan)[0].read(size, chunk.end))
        assert [each.end for each in chunks[place + 1 :]] == [each.end for each in rest]


def test_stray_quotes_in_a_long_table(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that goes over too many lines is none, and the file is not read to its end for it."""
    monkeypatch.setattr("scorelib.reading.tables.delimited._MOST_LINES", 4)
    rows = ['"a', "b,1", '"c\nc\nc\nc",1', '"d\nd\nd\nd\nd"', "e,1"]
    chunks = read(write(tmp_path, "p.csv", "\n".join(["id,budget", *rows])), plan)
    assert ["b", "c\nc\nc\nc", "e"] == chunks[0].frame["id"].to_list()
    assert [2, 8, 9, 10, 11, 12] == [line for _, line, _, _ in list_bad(chunks)]


def test_cells_as_long_as_lists_are(tmp_path: Path, plan: Plan) -> None:
    """Python's own reader stops at 131,072 characters."""
    limit = csv.field_size_limit(131_072)
    try:
        years = json.dumps([{"id": f"y{number}", "actual": "1"} for number in range(9000)])
        assert len(years) > 131_072
        path = tmp_path / "p.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "years"), ("a", years)])
        (chunk,) = read(path, plan)
        assert 9000 == len(chunk.frame["years"][0])
    finally:
        csv.field_size_limit(limit)


def test_a_list_that_is_no_json_names_its_column(tmp_path: Path, plan: Plan) -> None:
    """The row may have many lists."""
    text = 'id,years\na,[\nb,"[{""id"": 1, ""id"": 2}]"\n'
    path = write(tmp_path, "p.csv", text)
    bad = [each for chunk in read(path, plan) for each in chunk.bad]
    assert [("SL968", "years"), ("SL965", "years")] == [
        (row.problems[0].code, row.problems[0].path) for row in bad
    ]
    assert "`years`" in bad[0].problems[0].message("en")


def test_half_a_character(tmp_path: Path, plan: Plan) -> None:
    """An escape without its other half is no text; a whole pair is."""
    lines = [
        '{"id": "a", "budget": "\\ud800"}',
        '{"id": "\\ud83d\\ude00"}',
        '{"id": "b", "years": [{"id": "\\udc00"}]}',
    ]
    chunks = read(write(tmp_path, "p.ndjson", "\n".join(lines)), plan)
    assert ["\U0001f600"] == chunks[0].frame["id"].to_list()
    assert [(1, 1, None, "SL968"), (3, 3, None, "SL968")] == list_bad(chunks)


def test_parquet_with_damaged_pages(tmp_path: Path, plan: Plan) -> None:
    """The end of the file is whole, what stands before it is not."""
    path = tmp_path / "p.parquet"
    ids = [f"p{number * number}" for number in range(2000)]
    pl.DataFrame({"id": ids, "budget": ["1"] * 2000}).write_parquet(path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[4:2000] = b"\xff" * 1996
    path.write_bytes(data)
    assert "SL962" == refused(path, plan)["code"]


def change_sheet(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the first sheet of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)


def test_damaged_workbooks(tmp_path: Path, plan: Plan) -> None:
    """A sheet that was cut, a figure that is none, an archive that is no workbook, a chart."""
    rows = [("id", "budget"), *[(f"p{number}", number) for number in range(9)]]
    path = write_sheet(tmp_path / "p.xlsx", rows)
    change_sheet(path, lambda data: data[: len(data) // 2])
    assert "SL962" == refused(path, plan)["code"]
    write_sheet(path, rows)
    change_sheet(path, lambda data: data.replace(b"<v>7</v>", b"<v>zz</v>"))
    assert "SL962" == refused(path, plan)["code"]
    write_sheet(path, rows)
    data = bytearray(path.read_bytes())
    place = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[place : place + 40] = b"\xff" * 40
    path.write_bytes(data)
    assert "SL962" == refused(path, plan)["code"]
    book = openpyxl.Workbook()
    book.create_chartsheet("chart", 0)
    del book["Sheet"]
    book.save(path)
    assert refused(path, plan)["code"] in ("SL962", "SL964")


def test_very_many_columns_of_one_name(tmp_path: Path, plan: Plan) -> None:
    """Looking for a name that stands there twice takes no longer than reading the names."""
    names = ",".join(f"c{number}" for number in range(200_000))
    found = refused(write(tmp_path, "p.csv", f"{names},c199999\n"), plan)
    assert ("SL965", "c199999") == (found["code"], found["column"])
