"""Scored rows in the format of the file that is to come: chunk by chunk, then all in one.

The file is made of its parts alone, in their order and by one thread's worth of decisions, so
that it has the same bytes whether the work was ever interrupted or not.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, get_args

import polars as pl

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading.tables.chunks import BadRow
from scorelib.writing.batch.sheets import write_sheet
from scorelib.writing.words import guard_cell

__all__ = [
    "Format",
    "join_parquet",
    "join_rejects",
    "join_scored",
    "name_format",
    "print_rejects",
    "write_parquet",
    "write_scored",
]

Format = Literal["parquet", "csv", "ndjson", "xlsx"]

_BOM: Final = "\ufeff"
"""Without this mark the usual spreadsheet takes Chinese for something else."""


def name_format(out: Path) -> Format:
    """Return the format that the ending of a file stands for. Raises `NotFoundError` (SL970)."""
    ending = out.suffix.lower().removeprefix(".").replace("jsonl", "ndjson")
    for each in get_args(Format):
        if each == ending:
            found: Format = each
            return found
    known = (".parquet", ".csv", ".ndjson", ".jsonl", ".xlsx")
    raise NotFoundError("SL970", path=out.as_posix(), known=known)


def write_scored(frame: pl.DataFrame, format: Format, path: Path) -> None:
    """Write the scored rows of one chunk."""
    match format:
        case "csv":
            _flatten(frame).write_csv(path, include_header=False)
        case "ndjson":
            frame.write_ndjson(path)
        case _:
            write_parquet(frame, path)


def _flatten(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of plain cells: codes joined by `;`, a project's own indicators as JSON."""
    made: list[pl.Series | pl.Expr] = []
    for name, dtype in frame.schema.items():
        if dtype == pl.List(pl.String):
            made.append(pl.col(name).list.join(";"))
        elif isinstance(dtype, pl.List):
            made.append(_to_json(name))
        elif name in ("id", "source") and not dtype.is_integer():
            made.append(_guard(frame[name].cast(pl.String)))
        else:
            made.append(pl.col(name))
    return frame.select(made)


_WRAPPED: Final = '{"x":'


def _to_json(name: str) -> pl.Expr:
    whole = pl.struct(pl.col(name).alias("x")).struct.json_encode()
    return whole.str.strip_prefix(_WRAPPED).str.head(-1).alias(name)


def _guard(ids: pl.Series) -> pl.Series:
    """Return ids that no spreadsheet takes for formulas."""
    doubtful = ids.str.contains(r"^\s*[=+\-@＝＋－＠]|[\t\r\n\x0b\x0c\x85\u2028\u2029]")
    if not doubtful.any():
        return ids
    guarded = [None if each is None else guard_cell(each) for each in ids]
    return pl.Series(ids.name, guarded, dtype=pl.String)


def join_scored(
    parts: Sequence[Path], schema: Mapping[str, Any], format: Format, size: int, path: Path
) -> None:
    """Write all parts as one file. Raises `NotFoundError` (SL976) beyond the rows of a sheet."""
    match format:
        case "csv":
            head = pl.DataFrame(schema=dict.fromkeys(schema, pl.String))
            _append(f"{_BOM}{head.write_csv()}".encode(), parts, path)
        case "ndjson":
            _append(b"", parts, path)
        case "xlsx":
            write_sheet(parts, schema, path)
        case "parquet":
            join_parquet(parts, schema, size, {}, path)


def join_parquet(
    parts: Sequence[Path],
    schema: Mapping[str, Any],
    size: int,
    metadata: Mapping[str, str],
    path: Path,
) -> None:
    """Write parts as one Parquet file, with what is to be said of it."""
    if not parts:
        write_parquet(pl.DataFrame(schema=dict(schema)), path, metadata)
        return
    scan = pl.scan_parquet(list(parts), glob=False)
    scan.sink_parquet(
        path,
        row_group_size=size,
        metadata=dict(metadata),
        compression="zstd",
        compression_level=_LEVEL,
        engine="streaming",
    )


_LEVEL: Final = 1
"""Higher levels take longer, and points and amounts get no smaller by them."""


def write_parquet(
    frame: pl.DataFrame, path: Path, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a frame as one group of rows."""
    frame.write_parquet(
        path,
        row_group_size=max(frame.height, 1),
        metadata=dict(metadata or {}),
        compression="zstd",
        compression_level=_LEVEL,
    )


def _append(head: bytes, parts: Iterable[Path], path: Path) -> None:
    with path.open("wb") as out:
        out.write(head)
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)


_REJECT_HEAD: Final = ("row", "line", "id", "code", "place", "message", "next")


def print_rejects(rows: Iterable[BadRow], lang: Lang) -> bytes:
    """Return the problems of rows as lines of comma-separated values, one a problem."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        for each in row.problems:
            name = "" if row.id is None else str(row.id)
            words = (name, each.code, each.path or "", each.message(lang), each.next_step(lang))
            number = "" if row.line is None else row.line
            lines.writerow((row.number, number, *map(guard_cell, words)))
    return text.getvalue().encode()


def join_rejects(parts: Sequence[Path], path: Path) -> None:
    """Write the problems of all chunks as one file; without any it has only its headings."""
    _append(f"{_BOM}{','.join(_REJECT_HEAD)}\r\n".encode(), parts, path)
