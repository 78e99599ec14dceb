"""Tables of Word: widths said three times over, so that every program draws them alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import ceil
from typing import Final, Literal

from scorelib.ground.errors import NotFoundError
from scorelib.reading.reports.blocks import Cell, Grid
from scorelib.writing.reports.documents.markup import (
    Bookmarks,
    Ink,
    escape_value,
    make_paragraph,
    make_runs,
    paint,
)
from scorelib.writing.reports.office import (
    TONES,
    Band,
    band_rows,
    find_least,
    measure,
    squeeze_columns,
)

__all__ = ["TEXT", "make_cell", "make_grid", "make_table", "share_width"]

TEXT: Final = "TableText"
"""The id of the style of words in tables."""

_MOST_COLUMNS: Final = 63
_HEAD: Final = "EEF1F5"
_SIZES: Final = (10.5, 9.0, 7.5)
"""Points of letters in tables: 五号, 小五, 六号; the largest in which a grid fits is taken."""

_MOST_LINES: Final = 25
"""A row of more lines may break over pages: it would not fit on one."""

_STEP: Final = 160
_DEEPEST: Final = 8
"""Twips by which a row stands further in than the one it belongs to, and so many times at most."""

_MOST_CAPTION: Final = 250
_LINE: Final = 'w:val="single" w:sz="4" w:space="0" w:color="A6ACB5"'
_MARGINS: Final = (("top", 25), ("left", 70), ("bottom", 25), ("right", 70))
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")

_Join = Literal["", "restart", "continue"]


def make_grid(grid: Grid, width: int, marks: Bookmarks) -> str:
    """Return a grid as a table of a width in twips.

    Raises `NotFoundError` (SL670) for more columns than Word draws.
    """
    if len(grid.columns) > _MOST_COLUMNS:
        words = {"count": len(grid.columns), "most": _MOST_COLUMNS}
        raise NotFoundError("SL670", format="Word", **words)
    natural = [max(each.width, 0.5) for each in grid.columns]
    least = [each + 1.0 for each in find_least(grid)]  # 1.0: the margins of a cell
    natural = [max(pair) for pair in zip(natural, least, strict=True)]
    size = next((each for each in _SIZES if sum(natural) * each * 20 <= width), _SIZES[-1])
    widths = share_width(squeeze_columns(natural, least, width / (size * 20)), width)
    drawer = _Drawer(widths, size, marks, grid.head)
    rows = [row for band in band_rows(grid.rows, len(widths)) for row in drawer.draw(band)]
    return make_table(rows, widths, grid.caption)


def share_width(wanted: Sequence[float], width: int) -> list[int]:
    """Return whole twips in the shares that are wanted, together exactly the width.

    >>> share_width([1, 1, 1], 100)
    [33, 34, 33]
    """
    total = sum(wanted) or 1
    edges = [round(width * each / total) for each in accumulate(wanted, initial=0.0)]
    return [after - before for before, after in pairwise(edges)]


def make_table(
    rows: Sequence[str], widths: Sequence[int], caption: str = "", *, lines: bool = True
) -> str:
    """Return a table of rows; `caption` tells what it is to those who cannot see it."""
    sides = "".join(f"<w:{side} {_LINE}/>" for side in _SIDES) if lines else ""
    told = escape_value(caption[:_MOST_CAPTION])
    margins = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in _MARGINS)
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{sides}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblCaption w:val="{told}"/><w:tblDescription w:val="{told}"/>'
    )
    columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    head = f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    return f"{head}{''.join(rows)}</w:tbl>"


def make_cell(
    paragraph: str, width: int, *, span: int = 1, join: _Join = "", settings: str = ""
) -> str:
    """Return a cell of a width in twips over `span` columns; `settings` are borders and colour."""
    parts = [
        f'<w:tcW w:w="{width}" w:type="dxa"/>',
        f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
        f'<w:vMerge w:val="{join}"/>' if join else "",
        settings,
        '<w:vAlign w:val="center"/>',
    ]
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{paragraph}</w:tc>"


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Draws the rows of one grid: widths are twips, `head` is how many rows are its heading."""

    widths: Sequence[int]
    size: float
    marks: Bookmarks
    head: int

    def draw(self, band: Band) -> Iterator[str]:
        """Yield the rows of a band; what reaches over several is said in each of them."""
        cells: list[list[tuple[int, str]]] = [[] for _ in band.rows]
        lines = [1] * len(band.rows)
        for row, column, cell in band.cells:
            for down in range(cell.rows):
                at = row - band.first + down
                inset = 0 if column else band.rows[row - band.first].level
                cells[at].append((column, self._draw_cell(cell, column, down, inset)))
            height = self._count_lines(cell, column)
            for at in range(row - band.first, row - band.first + cell.rows):
                lines[at] = max(lines[at], ceil(height / cell.rows))
        for at, drawn in enumerate(cells):
            whole = lines[at] <= _MOST_LINES
            head = band.first + at < self.head and max(lines) <= _MOST_LINES
            settings = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
            properties = f"<w:trPr>{settings}</w:trPr>" if settings else ""
            inner = "".join(text for _, text in sorted(drawn, key=lambda each: each[0]))
            yield f"<w:tr>{properties}{inner}</w:tr>"

    def _draw_cell(self, cell: Cell, column: int, down: int, inset: int) -> str:
        width = sum(self.widths[column : column + cell.columns])
        tone = TONES[cell.tone]
        toned = "" if cell.tone in ("plain", "muted") else tone.paper
        shade = paint(_HEAD if cell.header else toned)
        join: _Join = "" if cell.rows == 1 else "continue" if down else "restart"
        words = self._draw_words(replace(cell, text="", anchor=None) if down else cell, inset)
        return make_cell(words, width, span=cell.columns, join=join, settings=shade)

    def _draw_words(self, cell: Cell, inset: int) -> str:
        bold = cell.strong or cell.header or cell.tone in ("bad", "warning")
        colour = "" if cell.tone == "plain" else TONES[cell.tone].ink
        linked = self.marks.leads(cell.link)
        size = 0 if self.size == _SIZES[0] else self.size
        runs = make_runs(cell.text, Ink(colour, size, bold, linked)) if cell.text else ""
        aligned = "" if cell.align == "left" else f'<w:jc w:val="{cell.align}"/>'
        if inset:
            aligned = f'<w:ind w:left="{min(inset, _DEEPEST) * _STEP}"/>' + aligned
        placed = self.marks.mark(cell.anchor, self.marks.link(cell.link, runs))
        # The end of a paragraph has a size, too: that of an empty one makes its row high.
        end = f'<w:rPr><w:sz w:val="{size * 2:.0f}"/></w:rPr>' if size else ""
        return make_paragraph(placed, TEXT, aligned + end)

    def _count_lines(self, cell: Cell, column: int) -> int:
        """Return about how many lines a cell takes."""
        if len(cell.text) <= _MOST_LINES:
            return 1
        width = sum(self.widths[column : column + cell.columns]) - 140
        room = max(width / (self.size * 10), 2.0)
        return sum(ceil(max(measure(line), 1) / room) for line in cell.text.split("\n"))
