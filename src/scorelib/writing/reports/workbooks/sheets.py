"""A sheet under way, row by row: areas of cells, heights, groups of rows, what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Report
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.workbooks.books import MOST_ROWS, Book, Place
from scorelib.writing.reports.workbooks.figures import Figure
from scorelib.writing.reports.workbooks.formats import Look
from scorelib.writing.reports.workbooks.heights import (
    CHARACTER,
    PADDING,
    Heights,
    find_width,
    measure_height,
)
from scorelib.writing.reports.workbooks.names import cut_units

__all__ = ["Area", "Content", "Sheet"]

_DEEPEST: Final = 7
"""So many levels of grouped rows Excel knows."""

_WIDEST: Final = 1790
"""Pixels: 255 characters, the widest column."""

_MOST_HEADER: Final = 80
_A4: Final = 9


class Area(NamedTuple):
    """Cells that are one: the first and the last row and column, from 0."""

    row: int
    column: int
    last_row: int
    last_column: int


class Content(NamedTuple):
    """What stands in a cell: words, a number instead of them, and where it points to."""

    text: str
    figure: Figure | None = None
    link: str | None = None


@dataclass(slots=True)
class Sheet:
    """A sheet of a report; where it is full another of its kind goes on.

    `row` is the next free row, `widths` are those of the columns in characters of Chinese,
    `spaced` says that nothing stands just above, `filtered` that the sheet has its one
    filter, `heading` what the last heading or caption says.
    """

    book: Book
    report: Report
    name: str
    widths: tuple[float, ...]
    most_rows: int = MOST_ROWS
    row: int = 0
    page: Any = None
    spaced: bool = True
    filtered: bool = False
    heading: str = ""
    _level: int = 0
    _hidden: bool = False
    _number: int = 1
    _heights: Heights = field(default_factory=Heights)
    _rows: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._open(self.name)

    def _open(self, name: str) -> None:
        self.page = self.book.open(name)
        self.row, self._heights, self._rows = 0, Heights(), {}
        self.spaced, self.filtered = True, False
        for column, width in enumerate(self.widths):
            pixels = min(round(width * CHARACTER) + PADDING, _WIDEST)
            self.page.set_column_pixels(column, column, pixels)
        self.page.hide_gridlines(2)
        self.page.outline_settings(True, False, True, False)
        self.page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._prepare_print()

    def _prepare_print(self) -> None:
        page, lang = self.page, self.report.lang
        page.set_paper(_A4)
        if self.report.landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        title = cut_units(show_codes(self.report.title).replace("\n", " "), _MOST_HEADER)
        page.set_header(f'&C&9&"Calibri"{title.replace("&", "&&")}')
        page.set_footer(f"&C&9{label('page.page', lang, page='&P', pages='&N')}")

    def reserve(self, rows: int) -> bool:
        """Make room for rows that belong together; say whether a further sheet was begun."""
        if self.row + rows <= self.most_rows:
            return False
        self.finish()
        self._number += 1
        lang = self.report.lang
        words = label("office.continued", lang, sheet=cut_units(self.name, 20), number=self._number)
        self._open(self.book.names.name(words, words))
        return True

    def take(self, rows: int = 1, *, level: int = 0) -> int:
        """Return the first of so many new rows, which stand `level` below the group around."""
        first = self.row
        deep = min(self._level + level, _DEEPEST)
        if deep:
            for row in range(first, first + rows):
                self._rows[row] = {"level": deep, "hidden": self._hidden}
        self.row += rows
        self.spaced = False
        return first

    def space(self) -> None:
        """Leave a row empty before what follows, where none is empty already."""
        if not self.spaced and not self.reserve(2):
            self.take()
            self.spaced = True

    @contextmanager
    def group(self, *, shut: bool) -> Iterator[None]:
        """Group the rows written meanwhile under the one before them."""
        if shut:
            self._rows.setdefault(self.row - 1, {"level": self._level})["collapsed"] = True
        before = self._level, self._hidden
        self._level, self._hidden = self._level + 1, self._hidden or shut
        yield
        if not self.spaced:
            # Else groups that follow one another would be one.
            self.take()
            self.spaced = True
        self._level, self._hidden = before

    def put(self, area: Area, content: Content, look: Look) -> None:
        """Write into an area, which becomes one cell."""
        place = Place(self.page, area.row, area.column)
        shape = self.book.formats.find(look)
        if area.row != area.last_row or area.column != area.last_column:
            self.page.merge_range(*area, "", shape)
        number = content.figure.number if content.figure else None
        self.book.write(place, content.text, shape, number, content.link)
        width = find_width(self.widths[area.column : area.last_column + 1])
        points = measure_height(content.text, width, look.size)
        self._heights.add(area.row, area.last_row, points)

    def put_line(self, content: Content, look: Look) -> int:
        """Write a line over all columns and return its row."""
        self.reserve(1)
        row = self.take()
        self.put(Area(row, 0, row, len(self.widths) - 1), content, look)
        return row

    def put_caption(self, text: str, look: Look) -> None:
        """Write what a table is called, unless the heading above it says just that."""
        above, self.heading = self.heading, text
        if text and text != above:
            self.put_line(Content(text), look)

    def raise_row(self, row: int, points: float) -> None:
        """Make a row so high at the least."""
        self._heights.add(row, row, points)

    def finish(self) -> None:
        """Give the rows their heights and levels."""
        for row, points in self._heights.settle().items():
            self._rows.setdefault(row, {})["height"] = points
        for row, each in self._rows.items():
            height = each.pop("height", None)
            self.page.set_row(row, height, None, each)
