"""Tables as comma-separated values: every cell is a text, and an empty one is missing."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from scorelib.ground.errors import Diagnostic, NotFoundError, Text
from scorelib.reading.tables.chunks import START, BadRow, Chunk, Mark
from scorelib.reading.tables.nesting import Lists, RowError, take_json, type_columns
from scorelib.reading.tables.texts import Examined, open_lines

if TYPE_CHECKING:
    import _csv

__all__ = ["CsvTable", "check_names", "frame_rows"]

FindLists = Callable[[Sequence[str]], Lists]
"""What tells, given the names of all columns, which of them hold lists."""


class CsvTable:
    """A table of comma-separated values with a line of names; quotes as spreadsheets set them.

    A column that holds lists has JSON in its cells. Raises `NotFoundError` (SL964, SL965) where
    there are no names, or one twice.
    """

    def __init__(self, path: Path, examined: Examined, find: FindLists) -> None:
        self.path, self._encoding = path, examined.encoding
        names, self._head = self._read_names()
        check_names(names)
        self.names = names
        self.lists = find(names)
        self.schema = type_columns(names, self.lists)
        self.rows: int | None = max(examined.lines - self._head, 0)

    def _read_names(self) -> tuple[list[str], int]:
        """Return the names of the columns, and how many lines they take."""
        reader = _split(map(bytes.decode, open_lines(self.path, self._encoding)))
        try:
            for names in reader:
                if names:
                    return names, reader.line_num
        except csv.Error as error:
            words = {"path": self.path.as_posix(), "format": "CSV", "reason": str(error)}
            raise NotFoundError("SL962", **words) from error
        raise NotFoundError("SL964", path=self.path.as_posix())

    def read(self, size: int, after: Mark = START) -> Iterator[Chunk]:
        """Yield the rows after a place, about so many at a time."""
        done = after.lines or self._head
        lines = _Lines(islice(open_lines(self.path, self._encoding), done, None))
        rows = after.rows
        while block := list(islice(lines, size)):
            chunk = self._read_block(block, lines, rows, done)
            rows, done = chunk.end
            yield chunk

    def _read_block(self, block: list[bytes], rest: _Lines, rows: int, done: int) -> Chunk:
        frame = _read_plain(block, self.names)
        if frame is None:
            rest.put_back(block)
            return self._read_slowly(len(block), rest, rows, done)
        end = Mark(rows + frame.height, done + len(block))
        numbers = pl.arange(rows + 1, end.rows + 1, eager=True)
        lines = numbers - rows + done
        if not self.lists:
            return Chunk(frame, numbers, lines, end)
        return self._nest(zip(numbers, lines, frame.iter_rows(), strict=True), end)

    def _read_slowly(self, size: int, lines: _Lines, rows: int, done: int) -> Chunk:
        """Read lines with quotes, blank lines or too many or few cells one by one."""
        found: list[tuple[int, int, Sequence[Any] | RowError]] = []
        taken = 0
        while taken < size:
            cells, used = self._read_record(lines)
            if isinstance(cells, RowError) or cells:
                rows += 1
                found.append((rows, done + taken + 1, cells))
            taken += used
        return self._nest(found, Mark(rows, done + taken))

    def _read_record(self, lines: _Lines) -> tuple[Sequence[Any] | RowError, int]:
        """Return the cells of the next row, and how many lines they take.

        Where several lines do not make a row, a quote stands in the first that closes nowhere or
        in another row: only that line is bad, and the others are read for themselves.
        """
        used: list[bytes] = []
        try:
            cells = next(_split(_hand_out(lines, used)))
        except csv.Error as error:
            torn = len(used) > 1 or not used[0].endswith(b"\n")
            problem = Diagnostic("SL968", (("reason", _NOT_CLOSED if torn else str(error)),))
        else:
            if len(used) == 1 or len(cells) == len(self.names):
                return cells, len(used)
            problem = _count_cells(cells, self.names)
        lines.put_back(used[1:])
        return RowError(problem), 1

    def _nest(self, found: Iterator[Any] | Sequence[tuple[int, int, Any]], end: Mark) -> Chunk:
        """Return rows of cells as a chunk; those that do not fit are bad."""
        kept: list[tuple[int, int, list[Any]]] = []
        bad: list[BadRow] = []
        for number, line, cells in found:
            try:
                kept.append((number, line, self._take(cells)))
            except RowError as error:
                bad.append(BadRow(number, line, self._find_id(cells), (error.problem,)))
        return frame_rows(self.schema, kept, bad, end)

    def _find_id(self, cells: Sequence[Any] | RowError) -> Any:
        """Return what a row is called, as far as it can be told."""
        if isinstance(cells, RowError):
            return None
        return dict(zip(self.names, cells, strict=False)).get("id")

    def _take(self, cells: Sequence[Any] | RowError) -> list[Any]:
        if isinstance(cells, RowError):
            raise cells
        if len(cells) != len(self.names):
            raise RowError(_count_cells(cells, self.names))
        return [
            None
            if cell is None or cell == ""
            else take_json(name, cell, self.lists)
            if name in self.lists
            else cell
            for name, cell in zip(self.names, cells, strict=True)
        ]


def _count_cells(cells: Sequence[Any], names: Sequence[str]) -> Diagnostic:
    return Diagnostic("SL966", (("count", len(cells)), ("wanted", len(names))))


def check_names(names: Sequence[str]) -> None:
    """Refuse a table of which two columns have one name (SL965)."""
    again = next((each for each, count in Counter(names).items() if count > 1), None)
    if again is not None:
        raise NotFoundError("SL965", column=again)


def frame_rows(
    schema: Any, kept: Sequence[tuple[int, int, list[Any]]], bad: Sequence[BadRow], end: Mark
) -> Chunk:
    """Return rows with their numbers and lines as a chunk."""
    columns = zip(*(cells for _, _, cells in kept), strict=True) if kept else ([] for _ in schema)
    frame = pl.DataFrame(
        [
            pl.Series(name, values, dtype=dtype)
            for (name, dtype), values in zip(schema.items(), columns, strict=True)
        ]
    )
    numbers = pl.Series([number for number, _, _ in kept], dtype=pl.Int64)
    lines = pl.Series([line for _, line, _ in kept], dtype=pl.Int64)
    return Chunk(frame, numbers, lines, end, tuple(bad))


class _Lines:
    """Lines of a file, of which some may be put back."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._held: deque[bytes] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> bytes:
        return self._held.popleft() if self._held else next(self._lines)

    def put_back(self, lines: Sequence[bytes]) -> None:
        """Give lines again, before all others."""
        self._held.extendleft(reversed(lines))


_NOT_CLOSED: Final = Text("有引号没有成对", "a quote in it is not closed")

_MOST_LINES: Final = 10_000
"""No row goes over more lines; else each stray quote would have the whole file read again."""

_LONGEST_CELL: Final = 1 << 26
"""As long as the longest line: Python's own limit is below what lists take as JSON."""


def _hand_out(lines: _Lines, used: list[bytes]) -> Iterator[str]:
    """Yield lines as text, and note each."""
    for line in islice(lines, _MOST_LINES):
        used.append(line)
        yield line.decode()


def _split(lines: Iterable[str]) -> _csv.Reader:
    """Return what splits lines into rows of cells."""
    if csv.field_size_limit() < _LONGEST_CELL:
        csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, strict=True)


_BLANKS: Final = (b"\n", b"\r\n")


def _read_plain(block: Sequence[bytes], names: Sequence[str]) -> pl.DataFrame | None:
    """Return lines of which each is a row with a cell for every name; None where any is not."""
    data = b"".join(block)
    commas = len(block) * (len(names) - 1)
    if b'"' in data or data.count(b",") != commas or any(each in block for each in _BLANKS):
        return None
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    try:
        frame = pl.read_csv(
            data, has_header=False, schema=dict.fromkeys(names, pl.String), quote_char=None
        )
    except (pl.exceptions.PolarsError, OSError):
        # Some row has more cells and another fewer: which, the slow way tells.
        return None
    return frame if frame.height == len(block) else None
