"""Sheets of cells: what every kind of file is read into, with places that a person can find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from scorelib.ground.errors import Text
from scorelib.reading.forms import limits
from scorelib.reading.forms.refusals import refuse_size
from scorelib.reading.number_formats import Shown

__all__ = [
    "Area",
    "Draft",
    "Kind",
    "Mark",
    "Sheet",
    "SheetCell",
    "Tally",
    "check_sheets",
    "name_cell",
    "name_place",
    "read_area",
    "read_cell_name",
]

Kind = Literal["text", "number", "date", "truth", "error"]
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; each from 1."""

Mark = Literal["formula", "uncomputed", "odd-format"]
"""`formula`: the value that was stored for one; `uncomputed`: none was; `odd-format`: the cell
shows something else than its number with words around it."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell: its text as a document would have it, what it is, and where it stands.

    `places` are the decimal places that its format shows; the value in `text` may have more, and
    has them all.
    """

    text: str
    kind: Kind
    place: str
    marks: frozenset[Mark] = frozenset()
    places: int | None = None

    @property
    def printed(self) -> str:
        """The text with the decimal places that are shown, where these say more.

        >>> SheetCell("100%", "number", "表!A1", places=2).printed
        '100.00%'
        """
        if self.kind != "number" or not self.places:
            return self.text
        found = _FIGURE.search(self.text)
        if found is None:
            return self.text
        missing = self.places - len(found[2] or "")
        if missing <= 0:
            return self.text
        padded = f"{found[1]}.{found[2] or ''}{'0' * missing}"
        return self.text[: found.start()] + padded + self.text[found.end() :]


_FIGURE: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, or one table of a Word document.

    `before` are the paragraphs that stand above a table, each with its place; `named` the areas
    that a workbook gives names to; `hidden` tells that the sheet is not shown.
    """

    name: str
    cells: Mapping[tuple[int, int], SheetCell]
    merged: tuple[Area, ...] = ()
    before: tuple[SheetCell, ...] = ()
    named: Mapping[str, Area] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(slots=True)
class Tally:
    """How much a file has given so far: it is refused once that is more than any form has."""

    path: Path
    cells: int = 0
    characters: int = 0
    steps: int = 0

    def step(self) -> None:
        """Count a record that is looked at. Raises `NotFoundError` (SL630)."""
        self.steps += 1
        if self.steps > limits.ELEMENTS:
            raise refuse_size(self.path, _RECORDS, self.steps, limits.ELEMENTS)

    def add(self, text: str) -> None:
        """Count a cell. Raises `NotFoundError` (SL630)."""
        self.cells += 1
        self.characters += len(text)
        if self.cells > limits.CELLS:
            raise refuse_size(self.path, _CELLS, self.cells, limits.CELLS)
        if self.characters > limits.TEXT_CHARACTERS:
            raise refuse_size(self.path, _LETTERS, self.characters, limits.TEXT_CHARACTERS)

    def check(self, what: Text, count: int, most: int) -> None:
        """Refuse more of something than a form can have (SL630)."""
        if count > most:
            raise refuse_size(self.path, what, count, most)


_RECORDS: Final = Text("记录个数", "records")
_CELLS: Final = Text("单元格个数", "cells")
_LETTERS: Final = Text("文字总数", "characters")
_SHEETS: Final = Text("工作表或表格个数", "sheets or tables")
_MERGED: Final = Text("合并单元格个数", "merged cells")


@dataclass(slots=True)
class Draft:
    """A sheet while it is being read."""

    name: str
    tally: Tally
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    before: tuple[SheetCell, ...] = ()
    named: dict[str, Area] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of those that are hidden together."""

    def put(
        self, row: int, column: int, text: str, kind: Kind, marks: frozenset[Mark] = frozenset()
    ) -> None:
        """Keep a cell; one without text is no cell."""
        if text or marks:
            self._keep(row, column, text, kind, marks, None)

    def put_number(self, row: int, column: int, shown: Shown, marks: frozenset[Mark]) -> None:
        """Keep a cell with a number or a date, as its format shows it."""
        if shown.odd:
            marks |= {"odd-format"}
        self._keep(row, column, shown.text, shown.kind, marks, shown.places)

    def _keep(
        self,
        row: int,
        column: int,
        text: str,
        kind: Kind,
        marks: frozenset[Mark],
        places: int | None,
    ) -> None:
        self.tally.add(text)
        place = name_place(self.name, row, column)
        self.cells[row, column] = SheetCell(text, kind, place, marks, places)

    def merge(self, area: Area) -> None:
        """Keep a merged area. Raises `NotFoundError` (SL630)."""
        if area[:2] != area[2:]:
            self.merged.append(area)
            self.tally.check(_MERGED, len(self.merged), limits.MERGED)

    def finish(self) -> Sheet:
        """Return the sheet."""
        return Sheet(
            self.name,
            dict(sorted(self.cells.items())),
            tuple(sorted(self.merged)),
            self.before,
            self.named,
            self.hidden,
            frozenset(self.hidden_rows),
            frozenset(_list_columns(self.hidden_columns)),
        )


def _list_columns(spans: list[tuple[int, int]]) -> Iterator[int]:
    """Yield the columns of spans, each once, however much the spans overlap."""
    done = 0
    for first, last in sorted(spans):
        begin = max(first, done + 1)
        end = min(last, limits.COLUMNS)
        yield from range(begin, end + 1)
        done = max(done, end)


def check_sheets(tally: Tally, count: int) -> None:
    """Refuse more sheets than a form can have (SL630)."""
    tally.check(_SHEETS, count, limits.SHEETS)


def name_cell(row: int, column: int) -> str:
    """Return a cell as spreadsheets name it.

    >>> name_cell(7, 4), name_cell(1, 28)
    ('D7', 'AB1')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def name_place(sheet: str, row: int, column: int) -> str:
    """Return a place as messages name it.

    >>> name_place("表1", 5, 3)
    '表1!C5'
    """
    return f"{sheet}!{name_cell(row, column)}"


_CELL_NAME: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def read_cell_name(text: str) -> tuple[int, int] | None:
    """Return row and column of a name such as `D7`, or None where it is none of a sheet.

    >>> read_cell_name("$D$7"), read_cell_name("D0")
    ((7, 4), None)
    """
    found = _CELL_NAME.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= limits.ROWS and column <= limits.COLUMNS else None


def read_area(text: str) -> Area | None:
    """Return an area such as `B2:D4` or `B2`, or None where it is none.

    >>> read_area("B2:D4"), read_area("B2")
    ((2, 2, 4, 4), (2, 2, 2, 2))
    """
    first, _, last = text.partition(":")
    begin, end = read_cell_name(first), read_cell_name(last or first)
    if begin is None or end is None or begin[0] > end[0] or begin[1] > end[1]:
        return None
    return (*begin, *end)
