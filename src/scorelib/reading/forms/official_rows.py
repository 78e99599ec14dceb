"""The rows of an official form: whose node each is, and what of it the project document holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

from scorelib.reading.forms.blocks import Block, Row
from scorelib.reading.forms.drafts import NOTHING, FormDraft, squeeze
from scorelib.reading.forms.grids import Grid, Spot
from scorelib.reading.forms.headings import read_bracketed
from scorelib.reading.forms.nodes import Place, Tree
from scorelib.words.folding import fold_text

__all__ = ["place_rows"]

_SHEET: Final = "opinion"
"""A column that only the evaluators' score sheet has."""

_TEXTS: Final = ("target", "actual", "unit", "evidence")


def place_rows(form: FormDraft, grid: Grid, block: Block, tree: Tree) -> None:
    """Put the rows of a table into the project, and list every cell that has no place."""
    if form.closed:
        _leave_block(form, grid, block)
        return
    form.has_rows = True
    if _SHEET in block.columns.roles:
        form.kind = "review"
    grid.take(*block.captions)
    _leave_headings(form, grid, block)
    placing = _Placing(form, grid, tree)
    for row in block.rows:
        placing.place(row)


def _leave_block(form: FormDraft, grid: Grid, block: Block) -> None:
    """List a table that comes after the total of its form, without the name of another."""
    for row in block.rows:
        for spot in (*row.cells.values(), *row.spanning):
            grid.take(spot)
            form.leave(spot.cell, "no-form")


def _leave_headings(form: FormDraft, grid: Grid, block: Block) -> None:
    """List the columns that cannot be told: two of one meaning, or of none that is known."""
    columns = block.columns
    heads = [(spot, "two-columns") for spots in columns.twice.values() for spot in spots]
    heads += [(spot, "column") for spot in columns.unknown]
    heads.sort(key=lambda each: each[0].column)
    for row in block.rows:
        for spot in grid.spots(row.number):
            at = bisect_right(heads, spot.column, key=lambda each: each[0].column) - 1
            head, why = heads[at] if at >= 0 else (None, "")
            if head is not None and spot.column <= head.last_column and spot.at not in grid.taken:
                grid.take(spot)
                form.leave(spot.cell, why, heading=squeeze(head.text)[:40])


class _Placing:
    """One table being placed: rows to nodes, cells to what a node or an indicator can hold."""

    def __init__(self, form: FormDraft, grid: Grid, tree: Tree) -> None:
        self.form, self.grid, self.tree = form, grid, tree
        self.stated: set[tuple[int, int]] = set()

    def place(self, row: Row) -> None:
        self.grid.take(*row.cells.values(), *row.spanning)
        for spots in row.doubled.values():
            self._leave(spots, "ambiguous-field", heading=squeeze(spots[0].text)[:40])
        self._leave(row.spanning, "spans")
        if row.total:
            self._place_total(row)
        elif row.nameless:
            self._leave(row.cells.values(), "no-name")
        else:
            self._place_row(row)

    def _leave(self, spots: Any, why: str, **arguments: str) -> None:
        for spot in spots:
            self.grid.take(spot)
            if spot.text not in NOTHING:
                self.form.leave(spot.cell, why, **arguments)

    # The total

    def _place_total(self, row: Row) -> None:
        cells = {role: spot.cell for role, spot in row.cells.items() if spot.text not in NOTHING}
        if "max_points" in cells:
            number = self.form.read_number(cells["max_points"])
            if number is not None:
                self.form.state("total", "max-points", f"{number}分", cells["max_points"], "total")
        if "points" in cells:
            self.form.set_total(cells["points"])
        rest = [
            spot for role, spot in row.cells.items() if role not in ("max_points", "points", "name")
        ]
        self._leave(rest, "no-heading")
        self.form.closed = True

    # The indicators

    def _place_row(self, row: Row) -> None:
        self._state_maxima(row.levels)
        labels = [squeeze(each.text) for each in row.levels]
        name = squeeze(row.cells["name"].text)
        place = self._find(labels, name, row)
        if place is None:
            return
        if place.sort == "slot":
            self._place_item(place, row)
        else:
            self._place_node(place, row)

    def _state_maxima(self, levels: Sequence[Spot]) -> None:
        """Keep the maximum that the label of a level prints behind it: 产出指标（70分）."""
        for depth, spot in enumerate(levels):
            points = read_bracketed(spot.text)
            if points is None or spot.at in self.stated:
                continue
            self.stated.add(spot.at)
            found = self.tree.find([squeeze(each.text) for each in levels[: depth + 1]])
            if len(found) == 1:
                self.form.state(
                    found[0].path, "max-points", f"{points}分", spot.cell, "level", spot.text
                )

    def _find(self, labels: Sequence[str], name: str, row: Row) -> Place | None:
        """Return the node of a row: a slot for an indicator of the project's own, or a leaf."""
        above = self.tree.find(labels) if labels else ()
        exact = self._find_leaves(labels, name)
        if len(exact) == 1:
            return exact[0]
        slots = [each for each in above if each.sort == "slot"]
        if len(above) == 1 and slots:
            return slots[0]
        shown = " / ".join((*labels, name))[:120]
        cells = row.cells.values()
        if len(exact) > 1 or len(above) > 1:
            nodes = ", ".join(each.path for each in (exact or above)[:6])
            self._leave(cells, "two-nodes", labels=shown, nodes=nodes)
        elif len(above) == 1 and above[0].sort == "dimension":
            self._leave(cells, "not-a-slot", node=above[0].path)
        else:
            self._leave(cells, "no-node", labels=shown)
        return None

    def _find_leaves(self, labels: Sequence[str], name: str) -> tuple[Place, ...]:
        """Return the nodes with a method of their own that a row is called after."""
        found = self.tree.find([*labels, name])
        return tuple(each for each in found if each.sort == "leaf")

    def _place_item(self, slot: Place, row: Row) -> None:
        name = self.form.read(row.cells["name"].cell)
        if name is None:
            self._leave([each for role, each in row.cells.items() if role != "name"], "no-name")
            return
        entry: dict[str, Any] = {"name": squeeze(name)}
        cells = {"name": row.cells["name"].cell}
        for role in ("max_points", *_TEXTS, "reason"):
            text = self._read_cell(row, role)
            if text is not None:
                entry[role] = text
                cells[role] = row.cells[role].cell
        path = self.form.add_item(slot, entry, cells)
        self._declare(path, row, reasons=("opinion",))

    def _read_cell(self, row: Row, role: str) -> str | None:
        spot = row.cells.get(role)
        if spot is None or (spot.text in NOTHING and role not in ("target", "actual")):
            return None
        if role == "max_points":
            return self.form.read_number(spot.cell)
        text = self.form.read(spot.cell)
        if text is None or not text:
            return None
        return squeeze(text) if role != "reason" else text

    def _place_node(self, place: Place, row: Row) -> None:
        """Put a row that the ruleset has itself: its points and reasons, the maximum it prints."""
        if "max_points" in row.cells:
            number = self._read_cell(row, "max_points")
            if number is not None:
                cell = row.cells["max_points"].cell
                self.form.state(place.path, "max-points", f"{number}分", cell, "level")
        self._declare(place.path, row, reasons=("opinion", "reason"))
        rest = [spot for role, spot in row.cells.items() if role in _TEXTS]
        self._leave(rest, "no-place", node=place.path)

    def _declare(self, path: str, row: Row, reasons: Sequence[str]) -> None:
        if "points" in row.cells:
            number = self.form.read_number(row.cells["points"].cell)
            if number is not None:
                self.form.declare(path, number, row.cells["points"].cell)
        if "rate" in row.cells and row.cells["rate"].text not in NOTHING:
            self._keep(self.form.rates, "rates", path, row.cells["rate"])
        for role in reasons:
            spot = row.cells.get(role)
            if spot is not None and spot.text not in NOTHING:
                self._keep(self.form.reasons, "reasons", path, spot)

    def _keep(self, store: dict[str, str], key: str, path: str, spot: Spot) -> None:
        text = self.form.read(spot.cell)
        if text is not None:
            words = fold_text(text) if key == "rates" else text
            self.form.set_once(store, path, words, f"assessments/0/{key}/{path}", spot.cell)
