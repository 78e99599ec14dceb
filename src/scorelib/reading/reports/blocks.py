"""A report as a table-like view: headings, grids, bars and notes that every format writes.

Who builds a report puts exact figures beside the words that show them; who writes one turns the
same blocks into text, Markdown, HTML, PDF, a workbook or a Word document, and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from scorelib.ground.errors import Lang

__all__ = [
    "Bar",
    "Bars",
    "Block",
    "Bullets",
    "Cell",
    "Column",
    "Fold",
    "Gap",
    "Grid",
    "Heading",
    "Page",
    "Pairs",
    "Paragraph",
    "Report",
    "Row",
    "Signatures",
    "Tone",
    "place_cells",
]

Tone = Literal["plain", "good", "warning", "bad", "muted"]
"""How something is to be taken; every format also says it in words, never by colour alone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: the words that are shown and, where they are a figure, the exact figure.

    A workbook stores `value` as a number where `text` shows all of its digits (0.9525 with the
    kind `percent` where the text is 95.25%), and text otherwise. `rows` and `columns` say over
    how many it reaches, `anchor` what it can be pointed at by, `link` the anchor it points to.
    """

    text: str
    value: Fraction | None = None
    kind: Literal["text", "number", "percent"] = "text"
    rows: int = 1
    columns: int = 1
    header: bool = False
    align: Literal["left", "center", "right"] = "left"
    strong: bool = False
    tone: Tone = "plain"
    anchor: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid: the cells that begin in it. Readers filter rows by their `status`.

    `level` is how deep it stands in a tree, `node` the id of what it is about.
    """

    cells: tuple[Cell, ...]
    status: str | None = None
    node: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: how wide it is, in characters of Chinese."""

    width: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with merged cells: the first `head` rows are headings, repeated on each page.

    `caption` says what it is, also to those who cannot see it. Rows of a `filtered` grid can be
    filtered by status and by text where the format allows. `parts` are the columns that stand
    together on paper where a page is too narrow for all; a column may stand in several.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: int = 1
    caption: str = ""
    filtered: bool = False
    parts: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; in a workbook one of level 1 begins a sheet called `sheet`."""

    text: str
    level: int = 1
    anchor: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words. A `tone` other than plain makes it a notice."""

    text: str
    tone: Tone = "plain"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and what they stand for, such as the block at the head of a form."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: points out of a maximum, the words beside it, and the anchor it points to."""

    label: str
    points: Fraction
    max_points: Fraction
    text: str
    tone: Tone = "plain"
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A small chart of bars that share one scale; formats without pictures write the words."""

    title: str
    items: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Prose that is left to the author: what belongs here, shown as a gap to be filled."""

    text: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: what stands before each, such as 填表人 or 日期."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks under a title, shut where the format can open them; `status` filters as in grids."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str | None = None
    status: str | None = None
    tone: Tone = "plain"
    open: bool = False


Block = Heading | Paragraph | Pairs | Grid | Bars | Bullets | Gap | Signatures | Fold


@dataclass(frozen=True, slots=True)
class Page:
    """Another page that belongs to a report: its title, its address from here, its anchor.

    A cell that links to the anchor leads to the page where the format knows files beside it.
    """

    title: str
    address: str
    anchor: str | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language.

    `notice` is what must stand wherever the total stands (conditional, by what), `footer` the
    ruleset, its hash and the program; `statuses` are the words of each status that rows carry;
    `pages` are those beside it, of which the `listed` ones stand at its head.
    """

    title: str
    lang: Lang
    blocks: tuple[Block, ...]
    notice: str = ""
    footer: tuple[str, ...] = ()
    landscape: bool = False
    statuses: tuple[tuple[str, str], ...] = field(default=())
    pages: tuple[Page, ...] = ()


def place_cells(rows: Sequence[Row], width: int) -> Iterator[tuple[int, int, Cell]]:
    """Yield the cells of rows with the row and the column, from 0, in which each begins.

    Raises `ValueError` where cells overlap, leave a hole or reach beyond the grid: whoever made
    the grid miscounted.

    >>> tall, wide = Cell("a", rows=2), Cell("b", columns=2)
    >>> [(row, column) for row, column, _ in
    ...  place_cells([Row((tall, wide)), Row((Cell("c"), Cell("d")))], 3)]
    [(0, 0), (0, 1), (1, 1), (1, 2)]
    """
    taken: set[tuple[int, int]] = set()
    for row, each in enumerate(rows):
        column = 0
        for cell in each.cells:
            while (row, column) in taken:
                column += 1
            covered = {
                (row + down, column + right)
                for down in range(cell.rows)
                for right in range(cell.columns)
            }
            beyond = column + cell.columns > width or row + cell.rows > len(rows)
            if beyond or covered & taken:
                raise ValueError(f"the cell {cell.text!r} does not fit in row {row}")
            taken |= covered
            yield row, column, cell
        if any((row, place) not in taken for place in range(width)):
            raise ValueError(f"row {row} leaves a hole")
