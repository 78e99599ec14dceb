"""The table of indicators: a row each, the nodes above merged over theirs, and the total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import label
from scorelib.model.layouts import FormColumn, FormLevel, IndicatorsSection
from scorelib.reading.reports.blocks import Cell, Row
from scorelib.reading.reports.cells import NOTHING, figure, percent
from scorelib.reading.reports.filling.amounts import find_rate
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.figures import (
    show_declared,
    show_maximum,
    show_points,
    show_rate,
)
from scorelib.reading.reports.filling.tellings import say_actual, say_deviation, say_target, tell
from scorelib.reading.reports.filling.texts import fill_cell, fill_text
from scorelib.reading.reports.filling.trees import (
    Branch,
    Choice,
    Line,
    grow_plan,
    grow_result,
    list_lines,
    measure,
    pick,
)
from scorelib.reading.reports.filling.values import find_value, say_conditional

__all__ = ["choose_nodes", "count_levels", "fill_indicators", "list_kept"]


def choose_nodes(section: IndicatorsSection) -> Choice:
    """Return which nodes a section shows."""
    return Choice(section.from_, section.without, section.unwrap)


def count_levels(desk: Desk, section: IndicatorsSection) -> int:
    """Return how many of its levels a section prints: all, or as many as the ruleset has."""
    whole = len(section.levels)
    if not section.trim:
        return whole
    tree = grow_plan(desk.result.plan, bool(section.criteria))
    deepest = max((len(measure(each)) for each in pick(tree, choose_nodes(section))), default=1)
    return min(whole, deepest)


def list_kept(desk: Desk, section: IndicatorsSection) -> list[bool]:
    """Return for each column of the grid whether it is printed, from left to right."""
    levels = count_levels(desk, section)
    lead = [] if section.lead is None else [True] * int(section.lead.columns)
    kept = [
        place < levels for place, each in enumerate(section.levels) for _ in range(each.columns)
    ]
    shown = [_is_kept(each, levels) for each in section.columns for _ in range(each.columns)]
    return [*lead, *kept, *shown]


def _is_kept(column: FormColumn, levels: int) -> bool:
    return column.of is None or column.of <= levels


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The section as it is printed for one result: its lines, levels and columns."""

    desk: Desk
    section: IndicatorsSection
    lines: tuple[Line, ...]
    levels: tuple[FormLevel, ...]
    columns: tuple[FormColumn, ...]

    def node(self, name: str) -> NodeResult:
        return self.desk.nodes[name]

    def count(self, place: int, depth: int) -> int:
        """Return over how many lines the node reaches that stands on a level of a line.

        It is 0 where the line above belongs to the same node.
        """
        path = self.lines[place].path[: depth + 1]
        if place > 0 and self.lines[place - 1].path[: depth + 1] == path:
            return 0
        count = 1
        while place + count < len(self.lines) and self._is_below(place + count, path):
            count += 1
        return count

    def _is_below(self, place: int, path: tuple[str, ...]) -> bool:
        return self.lines[place].path[: len(path)] == path


def fill_indicators(desk: Desk, section: IndicatorsSection) -> list[Row]:
    """Return the rows of a section of indicators: the headings, the rows, the total."""
    sheet = _open(desk, section)
    rows = [_head(sheet), *(_fill_line(sheet, place) for place in range(len(sheet.lines)))]
    if section.lead is not None:
        lead = fill_cell(desk, section.lead, rows=len(rows))
        rows[0] = replace(rows[0], cells=(lead, *rows[0].cells))
    if section.total is not None:
        rows.append(_fill_total(sheet, section.total))
    return rows


def _open(desk: Desk, section: IndicatorsSection) -> _Sheet:
    choice = choose_nodes(section)
    if desk.node is not None:
        choice = replace(choice, begin=(desk.node.id,))
    tree: tuple[Branch, ...] = grow_result(desk.result, bool(section.criteria))
    lines = [
        line for each in pick(tree, choice) for line in list_lines(each, int(section.blank_rows))
    ]
    levels = count_levels(desk, section)
    columns = tuple(each for each in section.columns if _is_kept(each, levels))
    return _Sheet(desk, section, tuple(lines), section.levels[:levels], columns)


def _head(sheet: _Sheet) -> Row:
    headings = [(each.heading, int(each.columns)) for each in sheet.levels]
    headings += [(each.heading, int(each.columns)) for each in sheet.columns]
    return Row(
        tuple(
            Cell(fill_text(sheet.desk, text), columns=count, header=True, align="center")
            for text, count in headings
        )
    )


def _fill_line(sheet: _Sheet, place: int) -> Row:
    line = sheet.lines[place]
    cells = _fill_levels(sheet, place)
    for column in sheet.columns:
        cells += _fill_column(sheet, place, column)
    node = sheet.node(line.node)
    # Levels have columns of their own here: nothing is to be indented by its depth.
    return Row(tuple(cells), node.status, node.id)


def _fill_levels(sheet: _Sheet, place: int) -> list[Cell]:
    """Return the cells of the levels that begin in a line.

    An indicator on a higher level than the last reaches to the right; below a slot in which the
    project declares nothing the cell stays blank.
    """
    line, widths = sheet.lines[place], [int(each.columns) for each in sheet.levels]
    last = len(line.path) - 1
    found: list[Cell] = []
    for depth, name in enumerate(line.path):
        rows = sheet.count(place, depth)
        columns = sum(widths[depth:]) if depth == last and not line.blank else widths[depth]
        if rows:
            text = _name(sheet, sheet.levels[depth], sheet.node(name))
            found.append(Cell(text, rows=rows, columns=columns, header=True))
    rest = sum(widths[last + 1 :])
    if line.blank and rest:
        found.append(Cell("", columns=rest))
    return found


def _name(sheet: _Sheet, level: FormLevel, node: NodeResult) -> str:
    """Return what stands in the cell of a level: the node's name, its maximum, points and rate."""
    lang = sheet.desk.lang
    text = node.label.to(lang)
    if "max-points" in level.shows and (most := show_maximum(node, lang)).text:
        text = label("layout.max", lang, text=text, points=most.text)
    if "points" in level.shows and (points := show_points(node, lang)).text:
        text += "\n" + label("layout.of_points", lang, points=points.text)
    if "rate" in level.shows and (rate := show_rate(node)).value is not None:
        text += "\n" + label("layout.of_rate", lang, rate=rate.text)
    return text


def _fill_column(sheet: _Sheet, place: int, column: FormColumn) -> list[Cell]:
    """Return the cell of a column in a line, or nothing where one from above reaches into it."""
    line, rows = sheet.lines[place], 1
    name = line.node
    if column.of is not None and column.of <= len(line.path):
        name, rows = line.path[column.of - 1], sheet.count(place, column.of - 1)
        if not rows:
            return []
        cell = _show(sheet, column, sheet.node(name))
    elif column.of is not None:
        cell = Cell(NOTHING, align="right", tone="muted")
    elif line.blank:
        cell = _show_blank(sheet, column, line)
    else:
        cell = _show(sheet, column, sheet.node(name))
    return [replace(cell, rows=rows, columns=int(column.columns), align=column.align or cell.align)]


def _show_blank(sheet: _Sheet, column: FormColumn, line: Line) -> Cell:
    """Return a cell of a line in which the project declares nothing: only what the slot has."""
    node = sheet.node(line.node)
    if line.position == 0 and (column.show in _OF_SLOTS or _stands_for(column, node)):
        return _show(sheet, column, node)
    return Cell("")


_OF_SLOTS: Final = ("max-points", "points", "rate", "status", "declared")


def _stands_for(column: FormColumn, node: NodeResult) -> bool:
    """Return whether words belong to the slot itself: why it does not apply, what is missing."""
    return node.status != "unused" and (column.show == "deviation" or column.tells is not None)


def _show(sheet: _Sheet, column: FormColumn, node: NodeResult) -> Cell:
    desk = sheet.desk
    if column.gap is not None:
        return Cell(fill_text(desk, column.gap), tone="muted")
    if column.tells is not None:
        return Cell(tell(desk, node, column.tells))
    printed = sheet.section.texts.get(node.id, {})
    if column.show == "target" and "target" in printed:
        return Cell(fill_text(desk, printed["target"]))
    if column.show == "actual" and "actual" in printed:
        return Cell(fill_text(desk, printed["actual"]))
    return _SHOWN[column.show or ""](desk, node)


def _show_words(say: Callable[[Desk, NodeResult], str]) -> Callable[[Desk, NodeResult], Cell]:
    def show(desk: Desk, node: NodeResult) -> Cell:
        text = say(desk, node)
        left = text == label("layout.to_fill", desk.lang)
        return Cell(text, tone="muted" if left else "plain")

    return show


def _show_actual(desk: Desk, node: NodeResult) -> Cell:
    is_rate = node.id not in desk.items and node.id == desk.result.plan.key_nodes.execution
    rate = find_rate(desk.result, "total") if is_rate else None
    return Cell(say_actual(desk, node)) if rate is None else percent(rate)


_SHOWN: Final[dict[str, Callable[[Desk, NodeResult], Cell]]] = {
    "target": _show_words(say_target),
    "actual": _show_actual,
    "max-points": lambda desk, node: show_maximum(node, desk.lang),
    "points": lambda desk, node: show_points(node, desk.lang),
    "declared": lambda _, node: show_declared(node),
    "rate": lambda _, node: show_rate(node),
    "status": lambda desk, node: Cell(label(node.status, desk.lang)),
    "deviation": _show_words(say_deviation),
}


def _fill_total(sheet: _Sheet, text: Text) -> Row:
    """Return the row of the total, which says so where the total is conditional."""
    desk = sheet.desk
    lead = 0 if sheet.section.lead is None else int(sheet.section.lead.columns)
    before = _count_before(sheet.columns)
    width = lead + sum(int(each.columns) for each in sheet.levels)
    width += sum(int(each.columns) for each in sheet.columns[:before])
    said = say_conditional(desk, fill_text(desk, text))
    cells = [Cell(said, columns=width, header=True, align="center", strong=True)]
    for column in sheet.columns[before:]:
        cell = _show_total(desk, column)
        cells.append(replace(cell, columns=int(column.columns), strong=True))
    return Row(tuple(cells), None, "total")


_TOTALLED: Final = ("max-points", "points", "declared", "rate")


def _count_before(columns: Sequence[FormColumn]) -> int:
    """Return how many columns stand before the first one that has a total."""
    totalled = (place for place, each in enumerate(columns) if each.show in _TOTALLED)
    return next(totalled, len(columns))


def _show_total(desk: Desk, column: FormColumn) -> Cell:
    total = desk.result.total
    if column.of is not None:
        return Cell("")
    if column.show == "max-points":
        return figure(total.max_points)
    if column.show == "points":
        return figure(total.points, total.places, label("absent", desk.lang))
    if column.show == "declared":
        return figure(desk.result.inputs.declared_total)
    if column.show == "rate":
        return find_value(desk, "total-rate")
    return Cell("")
