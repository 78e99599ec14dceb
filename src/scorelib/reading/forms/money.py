"""The money block of an official form: sources by columns, its unit, the rate and its points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from scorelib.ground.errors import WordError
from scorelib.reading.forms.blocks import Block, MoneyLine
from scorelib.reading.forms.cells import SheetCell
from scorelib.reading.forms.drafts import NOTHING, FormDraft, squeeze
from scorelib.reading.forms.grids import Grid, Spot
from scorelib.reading.forms.nodes import Tree
from scorelib.words.folding import fold_text
from scorelib.words.units import Unit, read_unit

__all__ = ["place_money", "read_money_unit_of"]

_COLUMNS: Final = ("initial", "budget", "arrived", "executed")
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")


def read_money_unit_of(text: str) -> str | None:
    """Return a unit of money as documents write it, or None where the words are none.

    >>> read_money_unit_of("万元"), read_money_unit_of("市财政局")
    ('万元', None)
    """
    try:
        unit: Unit = read_unit(text.strip())
    except WordError:
        return None
    return unit.name if unit.dimension == read_unit("元").dimension else None


def place_money(form: FormDraft, grid: Grid, block: Block, tree: Tree) -> None:
    """Put the lines of a money block into the project, and list what has no place."""
    if form.funds or form.closed:
        _leave_all(form, grid, block)
        return
    grid.take(*block.captions)
    _set_unit(form, block)
    for line in block.lines:
        _place_line(form, grid, line, tree)
    _leave_columns(form, block)


def _leave_all(form: FormDraft, grid: Grid, block: Block) -> None:
    for line in block.lines:
        for spot in (line.label, *line.cells.values()):
            grid.take(spot)
            form.leave(spot.cell, "no-form")


def _leave_columns(form: FormDraft, block: Block) -> None:
    """List the headings of which there are two; the cells below are left to the sweep."""
    for spots in block.columns.twice.values():
        for spot in spots:
            form.leave(spot.cell, "two-columns", heading=squeeze(spot.text)[:40])


def _set_unit(form: FormDraft, block: Block) -> None:
    """Keep the unit that stands in the heading of the block, or else the one on a line near it."""
    found: dict[str, SheetCell] = {}
    for spot in _list_headings(block):
        for words in _BRACKETED.findall(fold_text(spot.text)):
            # The points of a row (分) and the letters of columns (A) stand in brackets as well.
            for piece in re.split(r"[,，:：]", re.sub(r"\s+", "", words)):
                unit = read_money_unit_of(piece)
                if unit is not None:
                    found.setdefault(unit, spot.cell)
    if len(found) > 1:
        # Columns in different units: then no amount has a unit unless it states its own.
        return
    given = next(iter(found.items()), form.unit)
    if given is not None:
        form.funds["unit"] = given[0]
        form.put("funds/unit", given[1])


def _list_headings(block: Block) -> Iterator[Spot]:
    yield from block.captions
    yield from (block.columns.roles[each] for each in _COLUMNS if each in block.columns.roles)


def _place_line(form: FormDraft, grid: Grid, line: MoneyLine, tree: Tree) -> None:
    spots = (line.label, *line.cells.values())
    grid.take(*spots)
    if line.source is None:
        for spot in spots:
            form.leave(spot.cell, "source")
        return
    rows: dict[str, Any] = form.funds.setdefault("rows", {}) if line.source != "total" else {}
    given = form.funds.get("total") if line.source == "total" else rows.get(line.source)
    if given is not None:
        for spot in spots:
            path = "funds/total" if line.source == "total" else f"funds/rows/{line.source}"
            form.leave(spot.cell, "twice", other=form.places[path])
        return
    entry = _read_amounts(form, line)
    if entry:
        _keep_line(form, line, entry, rows)
    _place_execution(form, line, tree)


def _keep_line(
    form: FormDraft, line: MoneyLine, entry: dict[str, str], rows: dict[str, Any]
) -> None:
    if line.source == "total":
        form.funds["total"] = entry
        form.put("funds/total", line.label.cell)
        return
    name = line.source or ""
    label = squeeze(re.sub(r"^\s*其中\s*[:：]\s*", "", line.label.text))
    rows[name] = {"label": label, **entry}
    form.put(f"funds/rows/{name}", line.label.cell)


def _read_amounts(form: FormDraft, line: MoneyLine) -> dict[str, str]:
    path = "funds/total" if line.source == "total" else f"funds/rows/{line.source}"
    found = {}
    for column in _COLUMNS:
        spot = line.cells.get(column)
        text = None if spot is None else form.read(spot.cell)
        if spot is not None and text is not None and text not in NOTHING:
            found[column] = squeeze(text)
            form.put(f"{path}/{column}", spot.cell)
    return found


def _place_execution(form: FormDraft, line: MoneyLine, tree: Tree) -> None:
    """Put what the line says of the execution rate to its node: maximum, rate, points.

    In the form these stand in the line of the total; the lines of the sources have none.
    """
    cells = {
        role: line.cells[role].cell
        for role in ("max_points", "rate", "points")
        if role in line.cells and line.cells[role].text not in NOTHING
    }
    if not cells:
        return
    if line.source != "total" or tree.execution is None:
        for cell in cells.values():
            form.leave(cell, "execution" if line.source == "total" else "no-heading")
        return
    _declare(form, tree.execution, cells)


def _declare(form: FormDraft, node: str, cells: dict[str, SheetCell]) -> None:
    if "max_points" in cells:
        number = form.read_number(cells["max_points"])
        if number is not None:
            form.state(node, "max-points", f"{number}分", cells["max_points"], "money")
    if "rate" in cells:
        text = form.read(cells["rate"])
        if text is not None:
            form.set_once(form.rates, node, text, f"assessments/0/rates/{node}", cells["rate"])
    if "points" in cells:
        number = form.read_number(cells["points"])
        if number is not None:
            form.declare(node, number, cells["points"])
