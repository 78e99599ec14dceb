"""Tables as workbooks: the first sheet, names in its first row, figures as the sheet shows them.

A workbook keeps numbers as binary floats. They are taken at 15 significant digits, as
spreadsheets do themselves: what was typed in comes back as typed. A share that is shown in
percent (98.19% is kept as 0.9819) is taken in percent.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from scorelib.ground.errors import NotFoundError
from scorelib.reading.number_formats import round_double, show_number
from scorelib.reading.tables.chunks import START, BadRow, Chunk, Mark
from scorelib.reading.tables.columnar import shorten
from scorelib.reading.tables.delimited import FindLists, check_names, frame_rows
from scorelib.reading.tables.nesting import RowError, take_json, type_columns

__all__ = ["SheetTable"]


class SheetTable:
    """The first sheet of a workbook; rows without any cell are passed over.

    Raises `NotFoundError`: SL916 where what reads workbooks is not installed, SL962 for a file
    that is none, SL964 and SL965 without names or with one twice, SL974 for formulas that were
    never computed.
    """

    def __init__(self, path: Path, find: FindLists) -> None:
        self.path = path
        _refuse_uncomputed(path)
        rows = self._open()
        try:
            names = [_print_cell(each) or "" for each in next(rows, ())]
        finally:
            rows.close()
        while names and not names[-1]:
            names.pop()
        if not names:
            raise NotFoundError("SL964", path=path.as_posix())
        check_names(names)
        self.names = names
        self.lists = find(names)
        self.schema = type_columns(names, self.lists)
        self.rows: int | None = None

    def _open(self) -> Any:
        return _iterate(self.path)

    def read(self, size: int, after: Mark = START) -> Iterator[Chunk]:
        """Yield the rows after a place, so many at a time."""
        rows, done = after.rows, after.lines or 1
        lines = islice(self._open(), done, None)
        while block := list(islice(lines, size)):
            kept: list[tuple[int, int, list[Any]]] = []
            bad: list[BadRow] = []
            for cells in block:
                done += 1
                texts = [_print_cell(each) for each in cells]
                if any(each is not None for each in texts):
                    rows += 1
                    self._take(texts, rows, done, kept, bad)
            yield frame_rows(self.schema, kept, bad, Mark(rows, done))

    def _take(
        self,
        texts: Sequence[str | None],
        number: int,
        line: int,
        kept: list[tuple[int, int, list[Any]]],
        bad: list[BadRow],
    ) -> None:
        count = len(self.names)
        full = [*texts, *[None] * (count - len(texts))]
        try:
            for each in full[count:]:
                if each is not None:
                    raise RowError(_count_problem(full, count))
            cells = [
                take_json(name, text, self.lists)
                if name in self.lists and text is not None
                else text
                for name, text in zip(self.names, full, strict=False)
            ]
            kept.append((number, line, cells))
        except RowError as error:
            place = self.names.index("id") if "id" in self.names else None
            name = None if place is None else full[place]
            bad.append(BadRow(number, line, name, (error.problem,)))


def _count_problem(cells: Sequence[str | None], wanted: int) -> Any:
    from scorelib.ground.errors import Diagnostic

    last = max(place for place, each in enumerate(cells) if each is not None)
    return Diagnostic("SL966", (("count", last + 1), ("wanted", wanted)))


def _iterate(path: Path) -> Iterator[Sequence[Any]]:
    """Yield the rows of the first sheet, each with its cells."""
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        words = {"format": "XLSX", "package": "openpyxl", "extra": "report"}
        raise NotFoundError("SL961", **words) from error
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        if not book.worksheets:
            raise NotFoundError("SL964", path=path.as_posix())
        try:
            sheet = book.worksheets[0]
            # What a workbook says of its own size may be wrong, and cells beyond would be lost.
            sheet.reset_dimensions()
            yield from sheet.iter_rows()
        finally:
            book.close()
    except (InvalidFileException, *_DAMAGED) as error:
        raise _refuse_file(path, error) from error


_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    OSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What comes of archives that were cut or encrypted, and of sheets that are none."""


def _refuse_file(path: Path, error: Exception) -> NotFoundError:
    words = {"path": path.as_posix(), "format": "XLSX", "reason": shorten(error)}
    return NotFoundError("SL962", **words)


def _print_cell(cell: Any) -> str | None:
    """Return a cell as the text that a person would write, or None for an empty one."""
    value = cell.value
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case int() | float():
            return _print_number(value, cell.number_format or "")
    return str(value)


def _print_number(value: Any, shown: str) -> str:
    number = round_double(value) if isinstance(value, float) else Decimal(value)
    return show_number(number, shown).text


_CELL: Final = re.compile(
    rb"<c((?:\s[^>]*)?)>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
"""A cell with a formula and without what it comes to."""

_PIECE: Final = 1 << 22
_OVERLAP: Final = 1 << 16


def _refuse_uncomputed(path: Path) -> None:
    """Refuse a workbook with formulas whose values nobody stored: they would read as missing."""
    try:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_sheet(book, name, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        raise _refuse_file(path, error) from error


def _check_sheet(book: zipfile.ZipFile, name: str, path: Path) -> None:
    with book.open(name) as sheet:
        held = b""
        while piece := sheet.read(_PIECE):
            held = held[-_OVERLAP:] + piece
            for found in _CELL.finditer(held):
                # An empty text is a value too, and says so.
                if b't="str"' not in found[1]:
                    place = re.search(rb'r="([A-Z]+[0-9]+)"', found[1])
                    cell = place[1].decode() if place else "?"
                    raise NotFoundError("SL974", path=path.as_posix(), cell=cell)
