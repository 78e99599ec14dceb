"""Grids on a sheet: bands of rows, a head that is frozen, printed again and filters its rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from scorelib.ground.errors import NotFoundError
from scorelib.reading.reports.blocks import Grid
from scorelib.writing.reports.office import Band, band_rows
from scorelib.writing.reports.workbooks.books import MOST_COLUMNS, Place
from scorelib.writing.reports.workbooks.edges import fit_columns
from scorelib.writing.reports.workbooks.figures import read_figure
from scorelib.writing.reports.workbooks.formats import HEADINGS, look_at
from scorelib.writing.reports.workbooks.sheets import Area, Content, Sheet

__all__ = ["write_grid"]

_LONG: Final = 25
"""A grid of more rows than that keeps its head in sight."""

_HIGHEST: Final = 12
"""A head that ends further down is not frozen: it would leave no room to scroll."""


def write_grid(sheet: Sheet, grid: Grid) -> None:
    """Write a grid at the next free row.

    Raises `NotFoundError`: SL670 for more columns, SL671 for higher cells than a sheet holds.
    """
    if len(grid.columns) > MOST_COLUMNS:
        words = {"count": len(grid.columns), "most": MOST_COLUMNS}
        raise NotFoundError("SL670", format="Excel", **words)
    sheet.space()
    sheet.put_caption(grid.caption, HEADINGS[4])
    starts = _start_columns(sheet, grid)
    head: list[Band] = []
    region = _Region(sheet, grid)
    for band in band_rows(grid.rows, len(grid.columns)):
        _reserve(sheet, band, head, starts, region)
        if band.first < grid.head:
            head.append(band)
        _write_band(sheet, band, starts)
        if band.first < grid.head:
            region.begin(head)
    region.end()


def _start_columns(sheet: Sheet, grid: Grid) -> Sequence[int]:
    """Return where each column of a grid begins on its sheet, and where the last one ends."""
    if grid.filtered or len(grid.columns) == len(sheet.widths):
        return range(len(grid.columns) + 1)
    spans = fit_columns([max(each.width, 0.5) for each in grid.columns], sheet.widths)
    return tuple(accumulate(spans, initial=0))


def _reserve(
    sheet: Sheet, band: Band, head: Sequence[Band], starts: Sequence[int], region: _Region
) -> None:
    """Make room for a band; where that takes a further sheet, it begins with the head again."""
    above = sum(len(each.rows) for each in head)
    if len(band.rows) + above > sheet.most_rows:
        raise NotFoundError("SL671", rows=len(band.rows), most=sheet.most_rows)
    if sheet.row + len(band.rows) > sheet.most_rows:
        region.end()
        sheet.reserve(len(band.rows))
        for each in head:
            _write_band(sheet, each, starts)
        region.begin(head)


def _write_band(sheet: Sheet, band: Band, starts: Sequence[int]) -> None:
    first = sheet.row
    for each in band.rows:
        sheet.take(level=each.level)
    for row, column, cell in band.cells:
        top, left = first + row - band.first, starts[column]
        area = Area(top, left, top + cell.rows - 1, starts[column + cell.columns] - 1)
        figure = read_figure(cell)
        shown_by = figure.shown_by if figure else ""
        inset = 0 if column else band.rows[row - band.first].level
        look = look_at(cell, shown_by, linked=cell.link is not None, inset=inset)
        sheet.book.set_anchor(cell.anchor, Place(sheet.page, top, left))
        sheet.put(area, Content(cell.text, figure, cell.link), look)


class _Region:
    """The rows of a grid on one sheet, below its head."""

    def __init__(self, sheet: Sheet, grid: Grid) -> None:
        self._sheet, self._grid = sheet, grid
        self._first = self._body = 0

    def begin(self, head: Sequence[Band]) -> None:
        """Take the rows written last for the head."""
        self._body = self._sheet.row
        self._first = self._body - sum(len(each.rows) for each in head)

    def end(self) -> None:
        """Filter, freeze and repeat, now that the last row is known."""
        page, last = self._sheet.page, self._sheet.row - 1
        if self._grid.parts:
            # Squeezed onto the width of one page nobody could read it.
            page.fit_to_pages(len(self._grid.parts), 0)
            page.repeat_columns(0, 0)
        if not self._first < self._body <= last:
            return
        long = len(self._grid.rows) > _LONG
        if self._grid.filtered and not self._sheet.filtered:
            page.autofilter(self._body - 1, 0, last, len(self._grid.columns) - 1)
            self._sheet.filtered = True
        if (long or self._grid.filtered) and self._body <= _HIGHEST:
            page.freeze_panes(self._body, 0)
        if long:
            page.repeat_rows(self._first, self._body - 1)
