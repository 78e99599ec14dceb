"""Walking through reports: their grids, cells and words, found again by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from scorelib.reading.reports.blocks import (
    Bars,
    Block,
    Bullets,
    Cell,
    Fold,
    Gap,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    Signatures,
    place_cells,
)
from scorelib.words.numbers import print_exact, print_number

__all__ = [
    "check_report",
    "find_fold",
    "find_grid",
    "list_blocks",
    "list_words",
    "read_rows",
]


def list_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block, those inside folds included."""
    for each in blocks:
        yield each
        if isinstance(each, Fold):
            yield from list_blocks(each.blocks)


def find_grid(report: Report, caption: str) -> Grid:
    """Return the one grid outside of folds with a caption."""
    (found,) = [b for b in report.blocks if isinstance(b, Grid) and b.caption == caption]
    return found


def find_fold(report: Report, anchor: str) -> Fold:
    """Return the fold that an anchor points to."""
    (found,) = [b for b in report.blocks if isinstance(b, Fold) and b.anchor == anchor]
    return found


def read_rows(grid: Grid) -> list[tuple[Row, dict[str, Cell]]]:
    """Return the rows below the head, with their cells by the headings they stand under."""
    names = [cell.text for cell in grid.rows[0].cells]
    found: list[dict[str, Cell]] = [{} for _ in grid.rows]
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        for below in range(cell.rows):
            found[row + below][names[column]] = cell
    return list(zip(grid.rows[grid.head :], found[grid.head :], strict=True))


def list_words(report: Report) -> Iterator[str]:
    """Yield everything that a report says, wherever it stands."""
    yield from (report.title, report.notice, *report.footer)
    for block in list_blocks(report.blocks):
        match block:
            case Heading() | Paragraph() | Gap():
                yield block.text
            case Pairs():
                yield from (word for pair in block.items for word in pair)
            case Grid():
                yield block.caption
                yield from (cell.text for row in block.rows for cell in row.cells)
            case Bars():
                yield block.title
                yield from (word for bar in block.items for word in (bar.label, bar.text))
            case Bullets():
                yield from block.items
            case Signatures():
                yield from block.labels
            case Fold():
                yield block.title


def check_report(report: Report) -> None:
    """Hold a report against what every writer takes for granted.

    Grids have no holes, links lead somewhere, anchors are there once, every status has words, and
    the words of a figure say the figure: all its digits, or near it where they say so.
    """
    blocks = list(list_blocks(report.blocks))
    grids = [each for each in blocks if isinstance(each, Grid)]
    cells = [cell for grid in grids for row in grid.rows for cell in row.cells]
    for grid in grids:
        assert len(list(place_cells(grid.rows, len(grid.columns)))) == sum(
            len(row.cells) for row in grid.rows
        )
    anchors = [
        each.anchor for each in blocks if isinstance(each, (Heading, Fold)) and each.anchor
    ] + [cell.anchor for cell in cells if cell.anchor]
    assert len(anchors) == len(set(anchors))
    bars = [bar for each in blocks if isinstance(each, Bars) for bar in each.items]
    links = {cell.link for cell in cells if cell.link} | {bar.link for bar in bars if bar.link}
    assert links <= set(anchors)
    statuses = {row.status for grid in grids for row in grid.rows if row.status}
    statuses |= {each.status for each in blocks if isinstance(each, Fold) and each.status}
    assert statuses <= {name for name, _ in report.statuses}
    for cell in cells:
        if cell.value is not None:
            check_figure(cell)


def check_figure(cell: Cell) -> None:
    """Hold the words of a cell against its figure."""
    value = cell.value
    assert value is not None
    text = cell.text.removeprefix("Σ ")
    if text.endswith("%"):
        value, text = value * 100, text.removesuffix("%")
    if "/" in text:
        assert text in (print_number(value), print_exact(value))
    elif text.startswith("≈"):
        places = len(text.partition(".")[2])
        assert abs(Fraction(text.removeprefix("≈").strip()) - value) <= Fraction(1, 2 * 10**places)
    else:
        assert Fraction(text) == value
