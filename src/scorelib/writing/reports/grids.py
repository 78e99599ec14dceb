"""Grids as pages need them: heads that hold what is merged into them, rows that stay together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from scorelib.reading.reports.blocks import (
    Block,
    Cell,
    Column,
    Fold,
    Grid,
    Report,
    Row,
    place_cells,
)

__all__ = [
    "Part",
    "fit_pages",
    "measure_columns",
    "page_parts",
    "repeat_cells",
    "split_columns",
    "split_grid",
]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are shown, hidden and broken over pages as one where cells are `merged`."""

    rows: tuple[Row, ...]
    merged: bool


def split_grid(grid: Grid) -> tuple[tuple[Row, ...], tuple[Part, ...]]:
    """Return the heading rows of a grid, and its other rows in parts that hang together.

    Neighbouring rows without a merged cell make one part. Raises `ValueError` where cells do
    not tile the grid.

    >>> tall = Row((Cell("a", rows=2), Cell("b")))
    >>> grid = Grid((Column(2), Column(2)), (Row((Cell("h"), Cell("i"))), tall, Row((Cell("c"),))))
    >>> head, parts = split_grid(grid)
    >>> len(head), [(len(part.rows), part.merged) for part in parts]
    (1, [(2, True)])
    """
    reach = list(range(1, len(grid.rows) + 1))
    for row, _, cell in place_cells(grid.rows, len(grid.columns)):
        reach[row] = max(reach[row], row + cell.rows)
    bounds = list(_bound_parts(reach))
    head = next((end for _, end in bounds if end >= grid.head), 0) if grid.head else 0
    parts: list[Part] = []
    for merged, some in groupby(
        (each for each in bounds if each[0] >= head), lambda each: each[1] - each[0] > 1
    ):
        places = list(some)
        spans = places if merged else [(places[0][0], places[-1][1])]
        parts += [Part(grid.rows[start:end], merged) for start, end in spans]
    return grid.rows[:head], tuple(parts)


def _bound_parts(reach: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where rows that hang together begin and end; `reach` is where the cells of each end."""
    start = end = 0
    for row, below in enumerate(reach):
        if row == end and row > start:
            yield start, end
            start = row
        end = max(end, below)
    if end > start:
        yield start, end


def page_parts(parts: Sequence[Part], size: int) -> list[list[Part]]:
    """Return parts in sheets of about `size` rows; rows that hang together stay so.

    >>> rows = tuple(Row((Cell(name),)) for name in "abc")
    >>> [[len(part.rows) for part in sheet] for sheet in page_parts([Part(rows, False)], 2)]
    [[2], [1]]
    """
    sheets: list[list[Part]] = [[]]
    room = size
    for part in parts:
        step = len(part.rows) if part.merged else size
        for start in range(0, len(part.rows), step):
            piece = Part(part.rows[start : start + step], part.merged)
            if room < len(piece.rows) and sheets[-1]:
                sheets.append([])
                room = size
            sheets[-1].append(piece)
            room -= len(piece.rows)
    return sheets


def repeat_cells(grid: Grid) -> list[list[Cell]]:
    """Return a grid as rows of single cells; what is merged stands in each place it covers.

    >>> wide = Row((Cell("a", columns=2),))
    >>> [[cell.text for cell in row] for row in repeat_cells(Grid((Column(2), Column(2)), (wide,)))]
    [['a', 'a']]
    """
    blank = Cell("")
    rows = [[blank] * len(grid.columns) for _ in grid.rows]
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        for down in range(cell.rows):
            rows[row + down][column : column + cell.columns] = [cell] * cell.columns
    return rows


def measure_columns(columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the widths of columns in percent, whole numbers that make 100; none is left at 0.

    >>> measure_columns((Column(10), Column(10), Column(10)))
    (33, 34, 33)
    """
    widths = [max(round(column.width * 100), 1) for column in columns]
    total, done, given = sum(widths), 0, 0
    shares = []
    for width in widths:
        done += width
        # Where the column ends, rounded: the rests never add up to more than a half.
        share = max(round(done * 100 / total) - given, 1)
        shares.append(share)
        given += share
    return tuple(shares)


def fit_pages(report: Report) -> Report:
    """Return a report for paper: what is too wide for a page stands in several grids.

    >>> rows = (Row((Cell("a"), Cell("b"), Cell("c"))),)
    >>> wide = Grid((Column(2), Column(2), Column(2)), rows, 0, parts=((0, 1), (0, 2)))
    >>> made = fit_pages(Report("t", "en", (wide,)))
    >>> [[cell.text for cell in grid.rows[0].cells] for grid in made.blocks]
    [['a', 'b'], ['a', 'c']]
    """
    return replace(report, blocks=tuple(_fit(report.blocks)))


def _fit(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold):
            yield replace(block, blocks=tuple(_fit(block.blocks)))
        elif isinstance(block, Grid):
            yield from split_columns(block)
        else:
            yield block


def split_columns(grid: Grid) -> Iterator[Grid]:
    """Yield a grid as its parts, each with some of its columns; whole where it has none.

    >>> row = Row((Cell("a"), Cell("b")))
    >>> wide = Grid((Column(2), Column(2)), (row,), 0, "t", parts=((0,), (0, 1)))
    >>> [each.caption for each in split_columns(wide)]
    ['t (1/2)', 't (2/2)']
    """
    if not grid.parts:
        yield grid
    for number, part in enumerate(grid.parts, 1):
        yield _choose_columns(grid, part, f"{grid.caption} ({number}/{len(grid.parts)})")


def _choose_columns(grid: Grid, places: Sequence[int], caption: str) -> Grid:
    """Return some columns of a grid without merged cells, as a grid of their own."""
    rows = tuple(
        replace(row, cells=tuple(row.cells[place] for place in places)) for row in grid.rows
    )
    columns = tuple(grid.columns[place] for place in places)
    return replace(grid, columns=columns, rows=rows, caption=caption, parts=())
