"""Tables as files: which reader a file needs, by its ending."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.ground.errors import NotFoundError
from scorelib.ground.source import is_file
from scorelib.reading.tables.chunks import Source
from scorelib.reading.tables.columnar import ParquetTable
from scorelib.reading.tables.delimited import CsvTable
from scorelib.reading.tables.nesting import Lists, find_lists
from scorelib.reading.tables.records import JsonTable
from scorelib.reading.tables.texts import Examined, examine_file
from scorelib.reading.tables.workbooks import SheetTable

__all__ = ["ENDINGS", "name_ending", "open_source"]

ENDINGS: Final = (".parquet", ".csv", ".ndjson", ".jsonl", ".xlsx")


def name_ending(path: Path) -> str:
    """Return the ending of a table's file. Raises `NotFoundError` (SL970) for any other."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise NotFoundError("SL970", path=path.as_posix(), known=ENDINGS)
    return ending


def open_source(path: Path, plan: Plan, *, plain: bool = False) -> tuple[Source, Examined | None]:
    """Return a table in a file, and what it is written in where it is text.

    `plain` says that no column holds lists, as in a table of indicators. Raises `NotFoundError`
    (SL903, SL961 to SL965, SL970, SL974).
    """
    ending = name_ending(path)
    if not is_file(path):
        raise NotFoundError("SL903", path=path.as_posix())

    def find(names: Sequence[str]) -> Lists:
        return {} if plain else find_lists(plan, names)

    if ending == ".parquet":
        return ParquetTable(path), None
    if ending == ".xlsx":
        return SheetTable(path, find), None
    examined = examine_file(path)
    if ending == ".csv":
        return CsvTable(path, examined, find), examined
    return JsonTable(path, examined, find), examined
