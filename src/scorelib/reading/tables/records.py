"""Tables as JSON, an object a line: numbers are the texts that were written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from scorelib.ground.errors import Diagnostic, NotFoundError
from scorelib.reading.tables.chunks import START, BadRow, Chunk, Mark
from scorelib.reading.tables.delimited import FindLists, frame_rows
from scorelib.reading.tables.nesting import RowError, read_json, take_cell, type_columns
from scorelib.reading.tables.texts import Examined, open_lines

__all__ = ["JsonTable"]


class JsonTable:
    """A table with an object on each line; its columns are the keys of all of them.

    The file is gone through once for these. Raises `NotFoundError` (SL964) where there are none.
    """

    def __init__(self, path: Path, examined: Examined, find: FindLists) -> None:
        self.path, self._encoding = path, examined.encoding
        names = self._find_names()
        if not names:
            raise NotFoundError("SL964", path=path.as_posix())
        self.lists = find(names)
        self.schema = type_columns(names, self.lists)
        self.rows: int | None = examined.lines

    def _find_names(self) -> list[str]:
        found: dict[str, None] = {}
        for line in open_lines(self.path, self._encoding):
            try:
                record = read_json(line.decode()) if line.strip() else None
            except RowError:
                continue  # Told with its line when the rows are read.
            if isinstance(record, dict):
                found |= dict.fromkeys(record)
        return list(found)

    def read(self, size: int, after: Mark = START) -> Iterator[Chunk]:
        """Yield the rows after a place, about so many at a time."""
        rows, done = after
        lines = islice(open_lines(self.path, self._encoding), done, None)
        while block := list(islice(lines, size)):
            kept: list[tuple[int, int, list[Any]]] = []
            bad: list[BadRow] = []
            for line in block:
                done += 1
                if line.strip():
                    rows += 1
                    self._read_line(line, rows, done, kept, bad)
            yield frame_rows(self.schema, kept, bad, Mark(rows, done))

    def _read_line(
        self,
        line: bytes,
        number: int,
        place: int,
        kept: list[tuple[int, int, list[Any]]],
        bad: list[BadRow],
    ) -> None:
        record: Any = None
        try:
            record = read_json(line.decode())
            if not isinstance(record, dict):
                words = (("column", "–"), ("found", str(record)[:40]), ("wanted", "{…}"))
                raise RowError(Diagnostic("SL969", words))
            cells = [take_cell(name, record.get(name), self.lists) for name in self.schema]
            kept.append((number, place, cells))
        except RowError as error:
            name = record.get("id") if isinstance(record, dict) else None
            bad.append(BadRow(number, place, name, (error.problem,)))
