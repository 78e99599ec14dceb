"""Texts of a layout with what the result says in braces; what is filled in is never read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, get_args

from scorelib.ground.errors import Text
from scorelib.model.layouts import CellShape, NodeValue, Value
from scorelib.reading.reports.blocks import Cell
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.values import find_value

__all__ = ["NODE_VALUES", "VALUES", "fill_cell", "fill_text", "list_unknown"]

VALUES: Final[tuple[str, ...]] = get_args(Value)
NODE_VALUES: Final[tuple[str, ...]] = get_args(NodeValue)

_BRACES: Final = re.compile(r"\{([^{}]*)\}|[{}]")


def fill_text(desk: Desk, text: Text) -> str:
    """Return a text of the layout in the language of the desk, its braces filled in."""
    return _BRACES.sub(lambda found: find_value(desk, found[1]).text, text.to(desk.lang))


def list_unknown(text: Text, known: tuple[str, ...]) -> Iterator[str]:
    """Yield what stands in braces and is no name that can be filled in; a stray brace too.

    >>> list(list_unknown(Text("{total}分，{totl}", "{"), ("total",)))
    ['totl', '{']
    """
    for words in dict.fromkeys(text):
        for found in _BRACES.finditer(words):
            name = found[0] if found[1] is None else found[1]
            if name not in known:
                yield name


def fill_cell(desk: Desk, spec: CellShape, rows: int | None = None) -> Cell:
    """Return a cell of a layout, filled in; `rows` says over how many it reaches."""
    cell = _fill(desk, spec)
    return replace(
        cell,
        rows=int(spec.rows) if rows is None else rows,
        columns=int(spec.columns),
        header=bool(spec.header),
        strong=bool(spec.strong),
        align=spec.align or ("center" if spec.header else cell.align),
    )


def _fill(desk: Desk, spec: CellShape) -> Cell:
    if spec.value is not None:
        return find_value(desk, spec.value)
    if spec.gap is not None:
        return Cell(fill_text(desk, spec.gap), tone="muted")
    return Cell("" if spec.text is None else fill_text(desk, spec.text))
