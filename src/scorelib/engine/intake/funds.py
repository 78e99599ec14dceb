"""The money block (资金表) of a form: sources of funds by columns, exact and as printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scorelib.compiler.graph.nodes import State
from scorelib.engine.intake.desk import Desk, GivenFact, Report
from scorelib.ground.errors import Text, WordError
from scorelib.model.entries import COLUMNS, FundsEntry, FundsLine
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.units import Unit, read_unit

__all__ = [
    "COLUMN_LABELS",
    "Funds",
    "Line",
    "read_funds",
    "read_money",
    "read_money_unit",
    "sum_column",
]

COLUMN_LABELS: Mapping[str, Text] = {
    "initial": Text("年初预算数", "initial budget"),
    "budget": Text("全年预算数", "full-year budget"),
    "arrived": Text("到位资金", "funds arrived"),
    "executed": Text("全年执行数", "executed"),
}
_TOTAL = Text("年度资金总额", "total funds")
_EXECUTION = {
    "paid": Text("执行数为实际支付数", "executed means paid out"),
    "spent": Text("执行数为实际支出数", "executed means spent"),
}
_NO_FUNDS = Text("资金来源的预算数和执行数都是 0", "the source has neither budget nor execution")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the money block: its id, its name and the amounts that are printed in it."""

    id: str
    label: Text
    cells: Mapping[str, Amount] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it is a source without funds (0/0), which does not apply to the project."""
        others = [column for column in COLUMNS if column != "executed" and column in self.cells]
        zero = all(amount.value == 0 for amount in self.cells.values())
        return zero and "executed" in self.cells and bool(others)


@dataclass(frozen=True, slots=True)
class Funds:
    """The money block as read: its sources, and the line of the total where that is printed."""

    rows: tuple[Line, ...] = ()
    total: Line | None = None
    execution: str | None = None
    at: Text | None = None
    evidence: Text | None = None

    @property
    def sources(self) -> tuple[Line, ...]:
        """The sources that apply to the project: not those with 0 of 0."""
        return tuple(row for row in self.rows if not row.is_empty)

    def place_of(self, reference: str) -> tuple[str, ...]:
        """Return the keys that lead to what a reference names: `budget`, `fiscal.executed`."""
        row, _, column = reference.rpartition(".")
        if row not in ("", "total"):
            return ("funds", "rows", row, column)
        printed = self.total is not None and column in self.total.cells
        return ("funds", "total", column) if printed else ("funds", "rows")

    def find(self, reference: str) -> GivenFact | None:
        """Return what the block gives for a reference, or None where it says nothing of it.

        A column by itself is that of the total: as printed, or else the exact sum of the sources.
        """
        name, _, column = reference.rpartition(".")
        if name in ("", "total"):
            return self._find_total(column)
        row = next((row for row in self.rows if row.id == name), None)
        return None if row is None else self._find_cell(row, column)

    def _find_cell(self, line: Line, column: str) -> GivenFact | None:
        amount = line.cells.get(column)
        if amount is None:
            return None
        if line.is_empty:
            return GivenFact(amount.text, State.NOT_APPLICABLE, _NO_FUNDS, self.evidence, self.at)
        at = self._say_where(line.label, column)
        return GivenFact(amount.text, amount.value, None, self.evidence, at)

    def _find_total(self, column: str) -> GivenFact | None:
        if self.total is not None and column in self.total.cells:
            return self._find_cell(self.total, column)
        rows = self.sources or self.rows
        having = [row for row in rows if column in row.cells]
        if not having:
            return None
        at = self._say_where(Text("各来源合计", "sum of the sources"), column)
        without = [row for row in rows if column not in row.cells]
        if without:
            reason = _name_gap(without[0], column)
            return GivenFact(None, State.MISSING, reason, self.evidence, at)
        text = " + ".join(row.cells[column].text.strip() for row in having)
        if not self.sources:
            return GivenFact(text, State.NOT_APPLICABLE, _NO_FUNDS, self.evidence, at)
        return GivenFact(text, sum_column(having, column), None, self.evidence, at)

    def _say_where(self, line: Text, column: str) -> Text:
        words = COLUMN_LABELS[column]
        found = Text(f"资金表：{line.zh}，{words.zh}", f"money block: {line.en}, {words.en}")
        extra = [self.at] if self.at else []
        if column == "executed" and self.execution is not None:
            extra.append(_EXECUTION[self.execution])
        for each in extra:
            found = Text(f"{found.zh}；{each.zh}", f"{found.en}; {each.en}")
        return found


def sum_column(rows: Sequence[Line], column: str) -> Fraction:
    """Return the exact sum of a column over lines that all have it."""
    return sum((row.cells[column].value for row in rows), Fraction(0))


def _name_gap(row: Line, column: str) -> Text:
    words = COLUMN_LABELS[column]
    return Text(
        f"资金表中“{row.label.zh}”没有{words.zh}，合计不能得出",
        f"“{row.label.en}” of the money block has no figure for {words.en}, so there is no total",
    )


def read_funds(desk: Desk) -> Funds | None:
    """Return the money block of a project; what cannot be read in it is noted."""
    entry = desk.project.document.funds
    if entry is None:
        return None
    unit = _read_unit(desk, entry)
    if "total" in entry.rows:
        desk.report_key("SL448", "funds", "rows", "total")
    rows = tuple(
        Line(
            name,
            row.label or Text(name, name),
            _read_line(row, unit, desk.below("funds", "rows", name)),
        )
        for name, row in entry.rows.items()
    )
    total = None
    if entry.total is not None:
        total = Line("total", _TOTAL, _read_line(entry.total, unit, desk.below("funds", "total")))
    return Funds(rows, total, entry.execution, entry.at, entry.evidence)


def _read_unit(desk: Desk, entry: FundsEntry) -> Unit | None:
    return None if entry.unit is None else read_money_unit(entry.unit, desk.below("funds"))


def read_money_unit(text: str, report: Report) -> Unit | None:
    """Return the unit that stands above a money block, or None after noting what is wrong."""
    try:
        unit = read_unit(text)
    except WordError as error:
        report(error.code, "unit", **error.arguments)
        return None
    if unit.dimension != read_unit("元").dimension:
        report("SL211", "unit", found=unit.name, expected="元")
        return None
    return unit


def _read_line(line: FundsLine, unit: Unit | None, report: Report) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    for column in COLUMNS:
        text = getattr(line, column)
        amount = None if text is None else read_money(text, unit, column, report)
        if amount is not None:
            found[column] = amount
    return found


def read_money(text: str, unit: Unit | None, column: str, report: Report) -> Amount | None:
    """Return an amount of money of 0 or more, or None after noting what is wrong."""
    label, yuan = COLUMN_LABELS[column], read_unit("元")
    try:
        # Nothing is nothing in every unit.
        amount = read_amount(text, unit or (yuan if text.strip() == "0" else None))
    except WordError as error:
        report(error.code, column, **error.arguments)
        return None
    if amount.unit is None:
        report("SL447", column, text=text)
    elif amount.unit.dimension != yuan.dimension:
        report("SL211", column, found=amount.unit.name, expected=yuan.name)
    elif amount.approximate:
        report("SL404", column, label=label, text=text)
    elif amount.value < 0:
        report("SL403", column, label=label, text=text, range="≥ 0元")
    else:
        return amount
    return None
