"""What a run over forms says beside its rows: refusals and notes, with the file and the cell."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.ground.errors import Diagnostic, Lang
from scorelib.ground.messages.labels import label
from scorelib.writing.words import guard_cell

__all__ = ["Told", "join_told", "print_told"]

_BOM: Final = "\ufeff"
"""Without this mark the usual spreadsheet takes Chinese for something else."""

_HEAD: Final = ("row", "source", "id", "severity", "code", "place", "message", "next")


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said of one form: its number from 1, its file, its project, and what."""

    row: int
    source: str
    id: str | None
    said: tuple[Diagnostic, ...]


def print_told(rows: Iterable[Told], lang: Lang) -> bytes:
    """Return what is to be said as lines of comma-separated values, one a message."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        for each in row.said:
            words = (
                row.source,
                row.id or "",
                label(each.severity, lang),
                each.code,
                _name_place(each),
                each.message(lang),
                each.next_step(lang),
            )
            lines.writerow((row.row, *map(guard_cell, words)))
    return text.getvalue().encode("utf-8", "backslashreplace")


def _name_place(each: Diagnostic) -> str:
    """Return where something stands inside its file: sheet and cell, or line and column."""
    place = each.location
    if place is None or str(place) == f"{place.file}:1:1":
        return each.path or ""
    # Of a cell the file is followed by the sheet; nothing else has a colon before its name.
    _, _, inside = str(place).removeprefix(f"{place.file}").partition(":")
    sheet = place.file.rpartition(":")[2]
    return inside or f"{sheet}{str(place).removeprefix(place.file)}"


def join_told(parts: Sequence[Path], path: Path) -> None:
    """Write what was said of all forms as one file; without any it has only its headings."""
    with path.open("wb") as out:
        out.write(f"{_BOM}{','.join(_HEAD)}\r\n".encode())
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)
