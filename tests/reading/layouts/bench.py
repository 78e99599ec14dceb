"""Layouts as tests look at them: examples that are scored, and grids by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scorelib.api import choose, evaluate, load_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.ground.source import read_document
from scorelib.reading.reports.blocks import Cell, Grid, Report, place_cells
from scorelib.reading.reports.filling.desk import Layout
from scorelib.reading.reports.layouts import read_layout, report_layout

__all__ = [
    "EXAMPLES",
    "fill",
    "lay_out",
    "list_grids",
    "list_words",
    "make_layout",
    "show",
    "spread",
]

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = tuple(
    path.parent.relative_to(ROOT / "examples").as_posix()
    for path in sorted((ROOT / "examples").rglob("project.yaml"))
)


@cache
def lay_out(example: str) -> Result:
    """Return the result of an example."""
    project = load_project(ROOT / "examples" / example)
    return evaluate(choose(project), project)


@cache
def fill(example: str, layout: str, lang: Lang) -> Report:
    """Return an example in a layout."""
    return report_layout(layout, lay_out(example), lang)


def make_layout(text: str, file: str = "layout.yaml") -> Layout:
    """Return the layout that a text holds."""
    return read_layout(read_document(text, file))


def list_grids(report: Report) -> list[Grid]:
    """Return the tables of a report."""
    return [block for block in report.blocks if isinstance(block, Grid)]


def spread(grid: Grid) -> Mapping[tuple[int, int], Cell]:
    """Return the cell that covers each place of a grid; every place must be covered."""
    found: dict[tuple[int, int], Cell] = {}
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        for down in range(cell.rows):
            for right in range(cell.columns):
                found[row + down, column + right] = cell
    assert {(y, x) for y in range(len(grid.rows)) for x in range(len(grid.columns))} == set(found)
    return found


def show(grid: Grid) -> list[str]:
    """Return the rows of a grid as lines: the cells that begin in each, the merged ones marked.

    `↓3` reaches over three rows, `→2` over two columns.
    """
    lines: dict[int, list[str]] = {number: [] for number in range(len(grid.rows))}
    for row, _, cell in place_cells(grid.rows, len(grid.columns)):
        tall = f"↓{cell.rows}" if cell.rows > 1 else ""
        wide = f"→{cell.columns}" if cell.columns > 1 else ""
        lines[row].append(f"{cell.text}{tall}{wide}")
    return [" | ".join(cells) for cells in lines.values()]


def list_words(value: Any) -> Iterator[str]:
    """Yield every text of a report, wherever it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from list_words(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from list_words(getattr(value, each.name))
