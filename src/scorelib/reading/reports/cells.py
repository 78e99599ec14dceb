"""Cells and rows of grids: figures beside the words that show them, headings, plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Cell, Column, Grid, Row, Tone
from scorelib.words.numbers import print_percent, print_points

__all__ = [
    "NOTHING",
    "count",
    "figure",
    "join",
    "make_grid",
    "percent",
    "say_column",
    "words",
]

NOTHING = "–"
"""What stands where there is nothing to be shown."""


def words(
    text: str,
    *,
    tone: Tone = "plain",
    strong: bool = False,
    header: bool = False,
    link: str | None = None,
) -> Cell:
    """Return a cell of words, shown as they are; a `header` says what its row is about.

    >>> words("=1+1").text, words("").text
    ('=1+1', '–')
    """
    return Cell(text or NOTHING, tone=tone, strong=strong, header=header, link=link)


def figure(
    value: Fraction | None,
    places: int | None = None,
    absent: str = NOTHING,
    *,
    tone: Tone = "plain",
    strong: bool = False,
) -> Cell:
    """Return a cell of a figure, or of what says that there is none.

    >>> cell = figure(Fraction(59, 300), 2)
    >>> cell.text, cell.value
    ('≈ 0.20', Fraction(59, 300))
    """
    if value is None:
        return Cell(absent, align="right", tone=tone if absent != NOTHING else "muted")
    shown = print_points(value, places)
    return Cell(shown, value, "number", align="right", tone=tone, strong=strong)


def percent(value: Fraction | None, places: int = 2) -> Cell:
    """Return a cell of a rate, as a percentage.

    >>> percent(Fraction(3, 4)).text
    '75%'
    """
    if value is None:
        return Cell(NOTHING, align="right", tone="muted")
    return Cell(print_percent(value, places), value, "percent", align="right")


def count(number: int, *, link: str | None = None) -> Cell:
    """Return a cell of a count.

    >>> count(3).value
    Fraction(3, 1)
    """
    return Cell(str(number), Fraction(number), "number", align="right", link=link)


def say_column(name: str, lang: Lang) -> str:
    """Return the heading of a column, which in English begins with a capital.

    >>> say_column("points", "en"), say_column("points", "zh")
    ('Points', '得分')
    """
    said = label(name, lang)
    return said[:1].upper() + said[1:]


def make_grid(
    caption: str,
    headings: Sequence[tuple[str, float]],
    rows: Iterable[Row],
    *,
    filtered: bool = False,
    parts: tuple[tuple[int, ...], ...] = (),
) -> Grid:
    """Return a grid of headings with the widths of their columns, and the rows below them.

    >>> grid = make_grid("t", [("a", 4)], [Row((words("x"),))])
    >>> [cell.text for row in grid.rows for cell in row.cells], grid.head
    (['a', 'x'], 1)
    """
    head = Row(tuple(Cell(text, header=True, align="center") for text, _ in headings))
    columns = tuple(Column(width) for _, width in headings)
    return Grid(columns, (head, *rows), 1, caption, filtered, parts)


def join(parts: Iterable[str], lang: Lang) -> str:
    """Return several words of one cell in a line, without those that are empty.

    >>> join(["a", "", "b"], "zh"), join(["a", "b"], "en")
    ('a；b', 'a; b')
    """
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)
