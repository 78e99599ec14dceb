"""`scorelib batch` where something was changed, cut or asked wrongly: refused with what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import scorelib
from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.reading.tables.journal import Journal
from scorelib.reading.tables.traces import open_trace
from tests.cli.batches import read_files, write_rules, write_tables
from tests.cli.test_batch import go, refusal, write_trace
from tests.cli.test_commands import run

WORK = ".scored.csv.scorelib-batch"


class Stopped(BaseException):
    """Stands for the end of the process."""


def stop_after(count: int, folder: Path, patch: pytest.MonkeyPatch, **more: Any) -> None:
    """Begin a run and end it after so many chunks."""
    original = Journal.add

    def add(journal: Journal, *arguments: Any) -> None:
        if len(journal.notes) == count:
            raise Stopped
        original(journal, *arguments)

    with patch.context() as patched:
        patched.setattr(Journal, "add", add)
        with pytest.raises(Stopped):
            go(folder, "scored.csv", **more)


def test_strict_is_one_of_the_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run does not become strict half way, and what was done is not thrown away for one row."""
    write_tables(tmp_path, 80)
    stop_after(1, tmp_path, monkeypatch)
    assert "SL972" == refusal(tmp_path, resume=True, strict=True)
    assert 1 == go(tmp_path, "scored.csv", resume=True)
    rows = [f"p{number},1,{-1 if number == 50 else 1}" for number in range(80)]
    text = "\n".join(["id,budget,executed", *rows])
    (tmp_path / "projects.csv").write_text(text, "utf-8")
    stop_after(1, tmp_path, monkeypatch, strict=True)
    assert "SL403" == refusal(tmp_path, resume=True, strict=True)
    assert (tmp_path / WORK / "00000000.note").is_file()


def test_nobody_is_told_to_delete_the_folder_of_a_run_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second is told of the first, with or without `--resume`."""
    write_tables(tmp_path, 50)
    found: list[str] = []
    original = scorelib.cli.tables._Run.go

    def meet(running: Any) -> None:
        if not found:
            found.extend(refusal(tmp_path, resume=each) for each in (False, True))
        original(running)

    monkeypatch.setattr("scorelib.cli.tables._Run.go", meet)
    assert 1 == go(tmp_path, "scored.csv")
    assert ["SL973", "SL973"] == found


def test_two_runs_share_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One trace is written by one run at a time; rejects are named after their whole output."""
    write_tables(tmp_path, 50)
    found: list[str] = []
    trace = tmp_path / "t.parquet"
    original = scorelib.cli.tables._Run.go

    def meet(running: Any) -> None:
        if not found:
            found.append(refusal(tmp_path, "scored.ndjson", trace=trace))
        original(running)

    monkeypatch.setattr("scorelib.cli.tables._Run.go", meet)
    assert 1 == go(tmp_path, "scored.csv", trace=trace)
    assert ["SL973"] == found
    assert 1 == go(tmp_path, "scored.ndjson", trace=trace)
    names = [name for name in read_files_beside(tmp_path) if "rejects" in name]
    assert ["scored.csv.rejects.csv", "scored.ndjson.rejects.csv"] == names


def read_files_beside(folder: Path) -> list[str]:
    """Return the names of files; nothing hidden is to be left."""
    names = list(read_files(folder))
    assert not [name for name in names if name.startswith(".")]
    return names


def test_a_day_before_the_ruleset(tmp_path: Path) -> None:
    """What `scorelib score --on` refuses is refused of a whole table, before any row."""
    (tmp_path / "projects.csv").write_text("id,budget\na,1\n", "utf-8")
    rules = "cn/mof/self-evaluation@2020"
    day = date(1999, 1, 1)
    assert "SL416" == refusal(tmp_path, ruleset=rules, on=day)
    assert ["projects.csv"] == read_files_beside(tmp_path)
    assert 0 == go(tmp_path, "scored.csv", ruleset=rules, on=date(2021, 6, 1))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("run.json", cut),
        ("run.json", lambda path: path.write_text("{}")),
        ("run.json", lambda path: path.write_text("[]")),
        ("run.json", lambda path: path.write_bytes(b"\xff")),
        ("00000000.note", cut),
        ("00000000.note", lambda path: path.write_text('{"end": 1}')),
        ("00000000.csv", cut),
        ("00000000.csv", Path.unlink),
        ("00000001.rejects", lambda path: path.write_text("more")),
    ],
)
def test_a_damaged_journal(
    name: str, change: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is named, and what to do with it."""
    write_tables(tmp_path, 80)
    stop_after(2, tmp_path, monkeypatch)
    change(tmp_path / WORK / name)
    with pytest.raises(NotFoundError, match=r"SL984 .*scorelib-batch") as error:
        go(tmp_path, "scored.csv", resume=True)
    assert "delete" in str(error.value)


def test_a_damaged_part_of_the_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same size as it was, it is found when the parts are joined."""
    write_tables(tmp_path, 80)
    trace = tmp_path / "t.parquet"
    stop_after(2, tmp_path, monkeypatch, trace=trace)
    part = tmp_path / WORK / "00000001.trace"
    part.write_bytes(b"x" * part.stat().st_size)
    assert "SL984" == refusal(tmp_path, trace=trace, resume=True)


def rewrite(trace: Path, frame: pl.DataFrame, told: Mapping[str, str | None]) -> None:
    """Write a trace again, changed."""
    metadata: dict[str, str | None] = {**pl.read_parquet_metadata(trace)}
    metadata |= {f"scorelib.{key}": value for key, value in told.items()}
    metadata.pop("ARROW:schema", None)
    kept = {key: value for key, value in metadata.items() if value is not None}
    frame.write_parquet(trace, metadata=kept)


def explain(trace: Path) -> str:
    """Return the code that a row is refused with."""
    with pytest.raises((NotFoundError, DocumentError)) as error:
        open_trace(trace).explain_row(1)
    return str(error.value)[:5]


@pytest.mark.parametrize(
    "told",
    [
        {"sha256": "0" * 64},
        {"canonical": "{}"},
        {"ruleset": "other@1"},
        {"sha256": None},
        {"engine": None},
        {"on": "yesterday"},
        {"floats": "guess"},
        {"places": "[]"},
        {"places": '{"total": "2"}'},
        {"places": '{"total": -1}'},
        {"places": "{"},
        {"packed": "~"},
        {"schema": "scorelib/trace/9"},
    ],
)
def test_what_a_trace_says_of_itself(told: dict[str, str | None], tmp_path: Path) -> None:
    """What is shown to others is what rows are explained by."""
    trace = write_trace(tmp_path)
    rewrite(trace, pl.read_parquet(trace), told)
    assert explain(trace) in ("SL977", "SL991")


POINTS = "points.process.funds.execution-rate"

CHANGES: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], str]] = {
    "no row": (lambda frame: frame.drop("row"), "SL977"),
    "rows as text": (lambda frame: frame.with_columns(pl.col("row").cast(pl.String)), "SL977"),
    "more": (lambda frame: frame.with_columns(pl.lit(1).alias("points.foo")), "SL977"),
    "less": (lambda frame: frame.drop(POINTS), "SL977"),
    "no total": (lambda frame: frame.drop("total"), "SL977"),
    "nothing given": (lambda frame: frame.select(pl.exclude("^given.*$")), "SL977"),
    "text": (lambda frame: frame.with_columns(pl.lit("zz").alias(POINTS)), "SL979"),
    "none": (lambda frame: frame.with_columns(pl.lit("1/0").alias(POINTS)), "SL979"),
    "no list": (
        lambda frame: frame.with_columns(pl.lit(3).alias("indicators.output.quantity")),
        "SL979",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_traces_changed_by_hand(name: str, tmp_path: Path) -> None:
    """No column is missing, none is too many, none is of another kind."""
    trace = write_trace(tmp_path)
    change, code = CHANGES[name]
    rewrite(trace, change(pl.read_parquet(trace)), {})
    assert code == explain(trace)


def test_a_trace_with_damaged_pages(tmp_path: Path) -> None:
    """What it says of itself is whole, its rows are not."""
    trace = write_trace(tmp_path)
    data = bytearray(trace.read_bytes())
    data[4:200] = b"\xff" * 196
    trace.write_bytes(data)
    assert "SL977" == explain(trace)


def test_options_that_are_none(tmp_path: Path) -> None:
    """A chunk beyond all memory, a table without a ruleset."""
    write_rules(tmp_path)
    (tmp_path / "projects.csv").write_text("id,budget\na,1\n", "utf-8")
    arguments = ("batch", tmp_path / "projects.csv", "-o", tmp_path / "s.csv", "--lang", "en")
    done = run(*arguments, "--ruleset", tmp_path / "ruleset.yaml", "--chunk", str(1 << 63))
    assert (2, False) == (done.returncode, b"Traceback" in done.stderr)
    done = run(*arguments)
    assert (2, True) == (done.returncode, b"SL985" in done.stderr)
    assert b"--ruleset" in done.stderr


def test_a_table_of_something_else(tmp_path: Path) -> None:
    """Of very many columns that nobody knows the first twenty are told."""
    write_rules(tmp_path)
    names = ",".join(f"other{number}" for number in range(300))
    (tmp_path / "projects.csv").write_text(f"id,{names}\n", "utf-8")
    with pytest.raises(DocumentError) as error:
        go(tmp_path, "scored.csv")
    codes = [each.code for each in error.value.diagnostics]
    assert (20, {"SL941", "SL942"}) == (len(codes), {*codes, "SL941", "SL942"})
