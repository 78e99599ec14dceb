"""The columns of a sheet, which all grids on it share, and how each grid fits into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from scorelib.reading.reports.blocks import Block, Fold, Grid, place_cells
from scorelib.writing.reports.office import find_least, measure

__all__ = ["fit_columns", "lay_columns", "list_grids"]

_ALONE: Final = (8.0, 12.0, 12.0, 12.0)
"""The columns of a sheet without any table."""


_WIDEST: Final = 1.6
"""So many times the width of a page columns take together, where they can be narrower."""

_MOST_LINKED: Final = 18.0
"""A column of links is not made wider for them than so many characters."""

_NARROW: Final = 10.0
"""Columns are not narrowed below so many characters."""


def lay_columns(blocks: Sequence[Block], least: float) -> tuple[float, ...]:
    """Return how wide the columns of a sheet are, in characters of Chinese.

    The grid that readers filter, or else the one with the most columns, has them as its own; the
    others join some of them. `least` is how wide all are together at the least.
    """
    grids = list(list_grids(blocks))
    filtered = [each for each in grids if each.filtered]
    base = max(filtered or grids, key=lambda each: len(each.columns), default=None)
    widths = list(_ALONE)
    if base is not None:
        own = [each.width for each in base.columns]
        widths = [max(each) for each in zip(own, find_least(base), _find_linked(base), strict=True)]
    most = max((len(each.columns) for each in grids), default=0)
    if most > len(widths):
        widest = next(each for each in grids if len(each.columns) == most)
        widths += [each.width for each in widest.columns[len(widths) :]]
    factor = max(least / (sum(widths) or 1), 1)
    return _narrow([max(each, 0.5) * factor for each in widths], least * _WIDEST)


def _find_linked(grid: Grid) -> list[float]:
    """Return how wide each column is for its links: some programs keep them in one line."""
    widths = [0.0] * len(grid.columns)
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        if cell.link is not None and cell.columns == 1:
            inset = 0 if column else grid.rows[row].level
            wanted = measure(cell.text) / 2 + inset
            widths[column] = max(widths[column], min(wanted, _MOST_LINKED))
    return widths


def _narrow(widths: Sequence[float], most: float) -> tuple[float, ...]:
    """Return widths with those of words so much narrower that all together are not too wide.

    Words take more lines then; columns of figures are narrow already and stay as they are.
    """
    spare = [max(each - _NARROW, 0.0) for each in widths]
    excess = min(max(sum(widths) - most, 0.0), sum(spare))
    share = excess / sum(spare) if excess else 0.0
    return tuple(each - more * share for each, more in zip(widths, spare, strict=True))


def list_grids(blocks: Iterable[Block]) -> Iterator[Grid]:
    """Yield the grids among blocks, those in folds too."""
    for each in blocks:
        if isinstance(each, Grid):
            yield each
        elif isinstance(each, Fold):
            yield from list_grids(each.blocks)


def fit_columns(wanted: Sequence[float], given: Sequence[float]) -> tuple[int, ...]:
    """Return how many of the given columns each wanted one joins, all of them together.

    Each takes one at least; its edges are those nearest to where they would be by its width.

    >>> fit_columns([1, 3], [2, 2, 2, 2])
    (1, 3)
    """
    edges = list(accumulate(given, initial=0.0))
    scale = edges[-1] / (sum(wanted) or 1)
    last, spans = 0, []
    for place, target in enumerate(accumulate(wanted), 1):
        left = len(wanted) - place
        ends = range(last + 1, len(given) - left + 1) if left else range(len(given), len(given) + 1)
        end = min(ends, key=lambda at: abs(edges[at] - target * scale))
        spans.append(end - last)
        last = end
    return tuple(spans)
