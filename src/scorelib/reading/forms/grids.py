"""A sheet as its reader sees it: a merged cell is one spot, whatever lies below it is hidden."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from scorelib.reading.forms.cells import Area, Sheet, SheetCell

__all__ = ["Grid", "Spot", "lay_grid"]

_MOST: Final = 500_000
"""How many rows all merged areas of a sheet may touch together."""


class Spot(NamedTuple):
    """A cell that holds something, with the area that it takes up."""

    row: int
    column: int
    last_row: int
    last_column: int
    cell: SheetCell

    @property
    def text(self) -> str:
        """What it says, without the spaces around it."""
        return self.cell.printed.strip()

    @property
    def at(self) -> tuple[int, int]:
        """Its first row and column."""
        return (self.row, self.column)


@dataclass(slots=True)
class Grid:
    """The spots of a sheet by row, and which of them have been taken."""

    sheet: Sheet
    rows: dict[int, list[Spot]]
    covered: tuple[SheetCell, ...] = ()
    hidden: tuple[SheetCell, ...] = ()
    taken: set[tuple[int, int]] = field(default_factory=set)

    @property
    def numbers(self) -> list[int]:
        """The rows that hold something, in order."""
        return sorted(self.rows)

    def spots(self, row: int) -> list[Spot]:
        """Return the spots that touch a row, from left to right."""
        return self.rows.get(row, [])

    def find(self, row: int, column: int) -> Spot | None:
        """Return the spot that covers a cell of the grid."""
        spots = self.spots(row)
        at = bisect_right(spots, column, key=lambda each: each.column) - 1
        if at < 0 or spots[at].last_column < column:
            return None
        return spots[at]

    def within(self, row: int, first: int, last: int) -> list[Spot]:
        """Return the spots of a row that begin between two columns."""
        spots = self.spots(row)
        begin = bisect_left(spots, first, key=lambda each: each.column)
        end = bisect_right(spots, last, key=lambda each: each.column)
        return spots[begin:end]

    def take(self, *spots: Spot) -> None:
        """Note that spots have been read."""
        self.taken.update(each.at for each in spots)

    def left_over(self) -> Iterator[Spot]:
        """Yield the spots that nobody has taken, in order."""
        seen: set[tuple[int, int]] = set()
        for row in self.numbers:
            for spot in self.rows[row]:
                if spot.at not in self.taken and spot.at not in seen:
                    seen.add(spot.at)
                    yield spot


def lay_grid(sheet: Sheet) -> Grid:
    """Return the grid of a sheet; what is hidden with its row, its column or the sheet is apart.

    Merged areas beyond what a form has are left out.

    >>> cell = SheetCell("产出", "text", "表!A1")
    >>> grid = lay_grid(Sheet("表", {(1, 1): cell, (2, 2): cell}, ((1, 1, 2, 1),)))
    >>> grid.find(2, 1).text, [each.column for each in grid.spots(2)]
    ('产出', [1, 2])
    """
    seen = {at: cell for at, cell in sheet.cells.items() if not _is_hidden(sheet, at)}
    occupied = sorted({row for row, _ in seen})
    spans: dict[int, list[tuple[int, int]]] = {}
    anchors: dict[tuple[int, int], Area] = {}
    budget = _MOST
    for area in sheet.merged:
        low = bisect_right(occupied, area[0] - 1)
        high = bisect_right(occupied, area[2])
        budget -= high - low + 1
        if budget < 0:
            break
        anchors[area[0], area[1]] = area
        for row in occupied[low:high]:
            spans.setdefault(row, []).append((area[1], area[3]))
    grid = Grid(sheet, {row: [] for row in occupied})
    grid.hidden = tuple(cell for at, cell in sheet.cells.items() if at not in seen)
    _fill(grid, seen, anchors, {row: _join(each) for row, each in spans.items()})
    return grid


def _is_hidden(sheet: Sheet, at: tuple[int, int]) -> bool:
    return sheet.hidden or at[0] in sheet.hidden_rows or at[1] in sheet.hidden_columns


def _fill(
    grid: Grid,
    cells: Mapping[tuple[int, int], SheetCell],
    anchors: Mapping[tuple[int, int], Area],
    spans: Mapping[int, list[tuple[int, int]]],
) -> None:
    """Put cells into the rows that they touch; those below a merged one are covered."""
    occupied = list(grid.rows)
    covered: list[SheetCell] = []
    for at, cell in cells.items():
        area = anchors.get(at)
        if not cell.text.strip():
            continue
        if area is None and _covers(spans.get(at[0], []), at[1]):
            covered.append(cell)
            continue
        spot = Spot(*(area or (*at, *at)), cell)
        low = bisect_right(occupied, spot.row - 1)
        for row in occupied[low : bisect_right(occupied, spot.last_row)]:
            grid.rows[row].append(spot)
    grid.covered = tuple(covered)
    grid.rows = {
        row: sorted(spots, key=lambda each: each.column)
        for row, spots in grid.rows.items()
        if spots
    }


def _join(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans of columns in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _covers(spans: list[tuple[int, int]], column: int) -> bool:
    at = bisect_right(spans, column, key=lambda each: each[0]) - 1
    return at >= 0 and column <= spans[at][1]
