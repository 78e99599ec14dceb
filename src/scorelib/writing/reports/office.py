"""What workbooks and Word documents have in common: marks, colours, bands of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple

from wcwidth import wcswidth

from scorelib.reading.reports.blocks import Cell, Grid, Row, Tone, place_cells

__all__ = [
    "BARS",
    "EPOCH",
    "MARKS",
    "TONES",
    "Band",
    "Colours",
    "Placed",
    "band_rows",
    "find_least",
    "measure",
    "squeeze_columns",
]

EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When every file says it was made: the clock of whoever wrote it is nobody's business."""


class Colours(NamedTuple):
    """The ink and the paper of a tone; they keep a contrast of 4.5 to 1 and more."""

    ink: str
    paper: str


TONES: Final[dict[Tone, Colours]] = {
    "plain": Colours("1F2328", "FFFFFF"),
    "good": Colours("1B5E34", "E7F4EC"),
    "warning": Colours("7A4A00", "FFF4D9"),
    "bad": Colours("9B1C1C", "FDEBE9"),
    "muted": Colours("5A6068", "F5F6F8"),
}

BARS: Final[dict[Tone, str]] = {
    "plain": "5B8DB8",
    "good": "5A9E76",
    "warning": "D9A441",
    "bad": "CF6B63",
    "muted": "A9B1BC",
}
"""The colours of bars and of the lines beside notices."""

MARKS: Final[dict[Tone, str]] = {"good": "✓ ", "warning": "! ", "bad": "✗ "}
"""What stands before toned words, for those who see no colours. Cells of grids have words."""


def measure(text: str) -> int:
    """Return how wide a line is, in columns of which a Chinese character takes two.

    >>> measure("总分 9.5")
    8
    """
    return len(text) if text.isascii() else max(wcswidth(text), len(text))


_WORD: Final = re.compile(r"[!-~]+")
_LONGEST: Final = 14
"""Words of more letters are broken: paths, addresses."""


def find_least(grid: Grid) -> list[float]:
    """Return how wide each column is at the least, in characters of Chinese.

    Figures are not broken, words only where they are long. Raises `ValueError` as `place_cells`.

    >>> from scorelib.reading.reports.blocks import Column
    >>> find_least(Grid((Column(2), Column(2)), (Row((Cell("Severity"), Cell("级别"))),)))
    [4.8, 1.0]
    """
    least = [0] * len(grid.columns)
    for _, column, cell in place_cells(grid.rows, len(grid.columns)):
        if cell.columns > 1:
            continue
        if cell.value is not None and len(cell.text) <= 2 * _LONGEST:
            wide = len(cell.text)
        else:
            wide = min(max(map(len, _WORD.findall(cell.text)), default=0), _LONGEST)
        least[column] = max(least[column], wide)
    # Bold letters are wider, capitals too.
    return [max(each * 0.6, 1.0) for each in least]


def squeeze_columns(
    natural: Sequence[float], least: Sequence[float], room: float
) -> Sequence[float]:
    """Return widths that fit in a room, none below its least; these alone where they fill it.

    >>> squeeze_columns([10, 30], [8, 10], 29)
    [9.0, 20.0]
    """
    spare = sum(natural) - sum(least)
    if sum(natural) <= room or spare <= 0:
        return natural
    if sum(least) >= room:
        return least
    share = (room - sum(least)) / spare
    return [low + (wide - low) * share for wide, low in zip(natural, least, strict=True)]


class Placed(NamedTuple):
    """A cell of a grid with the row and the column, from 0, in which it begins."""

    row: int
    column: int
    cell: Cell


class Band(NamedTuple):
    """Rows that belong together because cells reach over them: `first` is the first, from 0."""

    first: int
    rows: Sequence[Row]
    cells: Sequence[Placed]


def band_rows(rows: Sequence[Row], width: int) -> Iterator[Band]:
    """Yield the rows of a grid in bands between which no cell reaches.

    Raises `ValueError` as `place_cells` does.

    >>> tall = Row((Cell("a", rows=2), Cell("b")))
    >>> rows = [tall, Row((Cell("c"),)), tall, Row((Cell("d"),))]
    >>> [len(band.rows) for band in band_rows(rows, 2)]
    [2, 2]
    """
    gathered: list[Placed] = []
    first = end = 0
    cells = (Placed(*each) for each in place_cells(rows, width))
    for row, placed in groupby(cells, lambda each: each.row):
        if row >= end and gathered:
            yield Band(first, rows[first:row], gathered)
            gathered, first = [], row
        for each in placed:
            gathered.append(each)
            end = max(end, row + each.cell.rows)
    if rows:
        yield Band(first, rows[first:], gathered)
