"""The money block (资金表) of a form: amounts in one unit, rates, and the points of execution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.graph.nodes import State
from scorelib.engine.intake.desk import GivenFact
from scorelib.engine.intake.funds import Line
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.model.layouts import MoneyColumn, MoneyLine, MoneySection
from scorelib.reading.reports.blocks import Cell, Row
from scorelib.reading.reports.cells import NOTHING, percent
from scorelib.reading.reports.filling.amounts import find_amount, find_rate
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.figures import show_maximum, show_points
from scorelib.reading.reports.filling.texts import fill_cell, fill_text
from scorelib.words.numbers import print_number
from scorelib.words.units import Unit, read_unit

__all__ = ["fill_money"]


@dataclass(frozen=True, slots=True)
class _Source:
    """A line as it is printed: its name, the source in the money block, whether it is scored."""

    name: str
    reference: str
    scored: bool


def fill_money(desk: Desk, spec: MoneySection) -> list[Row]:
    """Return the rows of a money block: the headings, then a row for each line.

    The sources that no line names have a row each where the `rest` stands.
    """
    unit = read_unit(spec.unit)
    sources = [source for line in spec.lines for source in _list_sources(desk, spec, line)]
    heads = [_head(desk, column) for column in spec.columns]
    width = int(spec.name_columns)
    rows = [[Cell("", columns=width, header=True), *heads]]
    for source in sources:
        name = Cell(source.name, columns=width, header=True)
        cells = (_show(desk, spec, column, source, unit) for column in spec.columns)
        rows.append([name, *cells])
    if spec.lead is not None:
        rows[0].insert(0, fill_cell(desk, spec.lead, rows=len(rows)))
    return [Row(tuple(cells)) for cells in rows]


def _head(desk: Desk, column: MoneyColumn) -> Cell:
    text = fill_text(desk, column.heading)
    return Cell(text, columns=column.columns, header=True, align="center")


def _list_sources(desk: Desk, spec: MoneySection, line: MoneyLine) -> Iterator[_Source]:
    """Yield the sources of one line; without a source of its own it is printed all the same."""
    name = fill_text(desk, line.label)
    if line.source != "rest":
        yield _Source(name, line.source, bool(line.scored))
        return
    named = {each.source for each in spec.lines}
    rest = [row for row in _list_rows(desk.result) if row.id not in named]
    for row in rest:
        own, colon = row.label.to(desk.lang), "：" if desk.lang == "zh" else ": "
        said = name if own == name else f"{name}{colon}{own}"
        yield _Source(said, row.id, bool(line.scored))
    if not rest:
        yield _Source(name, "", bool(line.scored))


def _list_rows(result: Result) -> tuple[Line, ...]:
    funds = result.inputs.funds
    return () if funds is None else funds.rows


def _show(desk: Desk, spec: MoneySection, column: MoneyColumn, source: _Source, unit: Unit) -> Cell:
    cell = _fill_column(desk, spec, column, source, unit)
    return Cell(
        cell.text,
        cell.value,
        cell.kind,
        columns=column.columns,
        align=cell.align,
        tone=cell.tone,
    )


def _fill_column(
    desk: Desk, spec: MoneySection, column: MoneyColumn, source: _Source, unit: Unit
) -> Cell:
    if column.show in ("max-points", "points"):
        node = desk.nodes[spec.node] if spec.node is not None and source.scored else None
        if node is None:
            return Cell(NOTHING, align="center", tone="muted")
        show = show_maximum if column.show == "max-points" else show_points
        return show(node, desk.lang)
    if column.show == "rate":
        return percent(find_rate(desk.result, source.reference))
    return _show_amount(find_amount(desk.result, source.reference, column.show), unit, desk.lang)


def _show_amount(given: GivenFact | None, unit: Unit, lang: Lang) -> Cell:
    """Return an amount in the unit that stands above the block, exactly."""
    if given is None:
        return Cell(NOTHING, align="right", tone="muted")
    amount = given.value
    if amount is State.NOT_APPLICABLE and given.text is not None:
        amount = Fraction(0)  # A source without funds prints its noughts.
    if not isinstance(amount, Fraction):
        name = "not_applicable" if amount is State.NOT_APPLICABLE else "not_given"
        return Cell(label(f"layout.{name}", lang), align="right", tone="muted")
    value = amount / unit.factor
    return Cell(print_number(value), value, "number", align="right")
