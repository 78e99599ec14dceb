"""How high rows must be: programs find that out late, and for merged cells never."""

from __future__ import annotations

from math import ceil
from typing import Final

from scorelib.writing.reports.office import measure

__all__ = ["CHARACTER", "PADDING", "Heights", "find_width", "measure_height"]

CHARACTER: Final = 40 / 3
"""Pixels of a Chinese character of 10 points."""

PADDING: Final = 18
"""Pixels of a column that hold no text: margins on both sides, a space, the line between."""

_SIZE: Final = 10
_LINE: Final = 1.35
_AROUND: Final = 4.0
_LEAST: Final = 18.0
_MOST: Final = 409.0
"""Points: a line by the size of its letters, what stands around, the lowest and highest row."""

_RAGGED: Final = 1.03
"""Lines break before words that do not fit, so that they are not quite full."""


def find_width(columns: tuple[float, ...]) -> float:
    """Return how many characters fit into columns that are one; the lines between are room, too.

    >>> find_width((5.0,)), find_width((5.0, 5.0)) > 10
    (5.0, True)
    """
    return sum(columns) + (len(columns) - 1) * PADDING / CHARACTER


def measure_height(text: str, width: float, size: float = _SIZE) -> float:
    """Return the points that a text needs in a width in characters of Chinese of 10 points.

    >>> measure_height("一" * 10, 10), measure_height("一" * 30, 10)
    (18.0, 58.0)
    """
    room = max(width * 2 * _SIZE / size, 2.0)
    if len(text) * 2 <= room and "\n" not in text:
        return max(size * _LINE + _AROUND, _LEAST)
    lines = sum(_count_lines(measure(line), room) for line in text.split("\n"))
    return min(max(lines * size * _LINE + _AROUND, _LEAST), _MOST)


def _count_lines(columns: int, room: float) -> int:
    return 1 if columns <= room else ceil(columns * _RAGGED / room)


class Heights:
    """Gathers what the cells of a sheet need."""

    def __init__(self) -> None:
        self._rows: dict[int, float] = {}
        self._tall: list[tuple[int, int, float]] = []

    def add(self, first: int, last: int, points: float) -> None:
        """Take the points that a cell needs, from its first row to its last."""
        if last > first:
            self._tall.append((last, first, points))
        elif points > self._rows.get(first, 0.0):
            self._rows[first] = points

    def settle(self) -> dict[int, float]:
        """Return the height of each row; what a cell over several still needs they share.

        >>> heights = Heights()
        >>> heights.add(0, 1, 60)
        >>> heights.settle()
        {0: 30.0, 1: 30.0}
        """
        rows = dict(self._rows)
        for last, first, points in sorted(self._tall):
            over = range(first, last + 1)
            missing = points - sum(rows.get(row, _LEAST) for row in over)
            for row in over:
                own = rows.get(row, _LEAST) + max(missing, 0.0) / len(over)
                rows[row] = min(own, _MOST)
        return rows
