"""A table of projects, read into the inputs of a plan; what cannot be used is told row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import InputKind, State, Value
from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.engine.columns.figures import (
    Cells,
    Coded,
    Figures,
    Rejects,
    Report,
    join_coded,
    spread_texts,
)
from scorelib.engine.columns.floats import Floats, open_table, settle_floats
from scorelib.engine.columns.funds import check_fact, read_block, take_fact
from scorelib.engine.columns.lists import Rows, read_items, read_list, read_long, read_panel
from scorelib.engine.columns.names import Role, is_panel, name_columns
from scorelib.engine.columns.readers import (
    kind_of,
    read_as,
    read_counts,
    read_fact,
    read_numbers,
    read_reasons,
    read_said,
    to_texts,
)
from scorelib.engine.columns.shapes import ITEM_KEYS, check_columns, check_items
from scorelib.engine.evaluator import Facts
from scorelib.engine.intake.inputs import check_dates
from scorelib.ground.errors import DocumentError

__all__ = ["Sheet", "read_sheet"]

Key = tuple[InputKind, str]


@dataclass(slots=True)
class Sheet:
    """A table as read: the inputs of a plan by column, lists apart, and what is wrong with rows.

    `good` are the rows that can be scored, counted from 0.
    """

    ids: pl.Series
    inputs: dict[Key, Figures] = field(default_factory=dict)
    lists: dict[str, Rows] = field(default_factory=dict)
    rejects: Rejects = field(default_factory=dict)

    @property
    def good(self) -> Sequence[int]:
        """The rows that nothing is wrong with: a range, where that is all of them."""
        if not self.rejects:
            return range(len(self.ids))
        rows = pl.arange(len(self.ids), eager=True)
        found: list[int] = rows.filter(~rows.is_in(list(self.rejects))).to_list()
        return found

    def facts(self, rows: Sequence[int]) -> list[Facts]:
        """Return what some projects give, as the scalar evaluator takes it."""
        values: list[dict[Key, Value]] = [{} for _ in rows]
        for key, figures in self.inputs.items():
            for given, value in zip(values, figures.at(rows), strict=True):
                if value is not State.MISSING:
                    given[key] = value
        lists: list[dict[str, list[dict[str, Value]]]] = [{} for _ in rows]
        for name, each in self.lists.items():
            for own, found in zip(lists, each.of(rows), strict=True):
                if found:
                    own[name] = found
        return [Facts(a, b) for a, b in zip(values, lists, strict=True)]


def read_sheet(plan: Plan, table: Any, items: Any = None, floats: Floats = "refuse") -> Sheet:
    """Return a table of projects as the inputs of a plan.

    Raises `DocumentError` with every column that cannot be used (SL411, SL438, SL941 on).
    """
    frame = settle_floats(open_table(table), floats)
    roles, problems = name_columns(plan, frame.columns)
    found = [*problems, *check_columns(roles, frame)]
    long = None if items is None else settle_floats(open_table(items), floats)
    if long is not None:
        found += check_items(roles, frame, long)
    if found:
        raise DocumentError(found)
    reader = _Reader(plan, frame, roles)
    reader.read()
    if long is not None:
        reader.take_items(long)
    reader.check_rows()
    return reader.sheet


_KINDS: Final[Mapping[str, InputKind]] = {
    "declared": "assessment",
    "judged": "judgement",
    "override": "override",
}
"""The inputs that columns of figures give."""

_STATES: Final = ("not-applicable", "cannot-be-assessed")


class _Reader:
    """Reads the columns of a table, one after the other, into a sheet."""

    def __init__(self, plan: Plan, frame: pl.DataFrame, roles: Sequence[Role]) -> None:
        self.plan, self.frame, self.roles = plan, frame, roles
        rows = pl.Series("id", range(len(frame)), dtype=pl.Int64)
        self.sheet = Sheet(frame["id"] if "id" in frame.columns else rows)
        self.slots = {slot.id: slot for slot in plan.slots}

    def read(self) -> None:
        """Read every column, states of facts after the facts."""
        if "id" in self.frame.columns:
            self._cells("id").note_all(self.sheet.ids.is_null(), "SL103", key="id")
        for role in sorted(self.roles, key=lambda role: role.part == "fact_state"):
            self._read_column(role, self._cells(role.column))
        self._read_funds()
        self._check_dates()
        self._check_surveys()

    def _cells(self, column: str) -> Cells:
        return Cells(self.frame[column], column, self.sheet.rejects)

    def _read_column(self, role: Role, cells: Cells) -> None:
        sheet, fact = self.sheet, role.fact
        match role.part:
            case "fact" if fact is not None and fact.kind == "list":
                self._read_list(fact, cells)
            case "fact" if fact is not None:
                sheet.inputs["fact", role.name] = read_fact(fact, cells)
            case "count" if fact is not None:
                sheet.inputs["fact", f"{fact.name}.{role.name}"] = read_counts(cells)
            case "fact_state" if fact is not None:
                self._read_fact_state(fact, cells)
            case "indicators":
                if kind_of(cells.series.dtype) == "structs":
                    sheet.lists[role.name] = read_items(self.plan, self.slots[role.name], cells)
            case "funds" | "funds_unit" | "evaluated_on" | "assessed_period":
                pass  # Read together.
            case _:
                self._read_by_hand(role, cells)

    def _read_by_hand(self, role: Role, cells: Cells) -> None:
        """Read a column of figures or states that persons gave a node."""
        if role.part == "max_points":
            self._read_maximum(role, cells)
        elif role.part == "state":
            self._read_state(role, cells)
        elif not is_panel(role):
            if role.part != "id":
                self.sheet.inputs[_KINDS[role.part], role.name] = read_numbers(cells)
        elif kind_of(cells.series.dtype) == "list":
            self.sheet.lists[role.name] = read_panel(cells)

    def _read_list(self, fact: FactInput, cells: Cells) -> None:
        if kind_of(cells.series.dtype) == "nothing":
            return
        self.sheet.lists[fact.name], empty = read_list(fact, cells)
        # Where no row applies the list as a whole does not: an empty one would sum to zero.
        states = pl.select(
            pl.when(empty).then(State.NOT_APPLICABLE.value).otherwise(State.MISSING.value)
        ).to_series()
        nothing = pl.repeat(None, len(empty), dtype=pl.Int64, eager=True)
        self.sheet.inputs["fact", fact.name] = Figures(nothing, states.cast(pl.Int8))

    def _read_fact_state(self, fact: FactInput, cells: Cells) -> None:
        """Read why facts have no value; one that has a value too is refused."""
        reasons, sheet = read_reasons(cells), self.sheet
        nothing = pl.repeat(None, len(reasons), dtype=pl.Int64, eager=True)
        absent = Figures(nothing, pl.repeat(3, len(reasons), dtype=pl.Int8, eager=True))
        names = [f"{fact.name}.{level}" for level, _, _ in fact.levels] or [fact.name]
        given = pl.repeat(False, len(reasons), dtype=pl.Boolean, eager=True)
        for name in names:
            figures = sheet.inputs.get(("fact", name), absent)
            given |= figures.whole.is_not_null()
            sheet.inputs["fact", name] = figures.with_reasons(reasons)
        if fact.kind == "list" and fact.name in self.frame.columns:
            given |= self.frame[fact.name].is_not_null()
        both = given & reasons.is_not_null()
        cells.note_all(both, "SL118", choices=("value", "state"), count=2)

    def _read_funds(self) -> None:
        """Read the money block, and the facts that stand in it."""
        cells = {
            (role.name.rpartition(".")[0], role.name.rpartition(".")[2]): self._cells(role.column)
            for role in self.roles
            if role.part == "funds"
        }
        if not cells:
            return
        units = self._cells("funds.unit") if "funds.unit" in self.frame.columns else None
        block = read_block(cells, units)
        for fact in self.plan.facts:
            if fact.funds is not None:
                given = self.sheet.inputs.get(("fact", fact.name))
                own = self._find_own(fact.name)
                path = next(iter(cells.values())).path
                check_fact(fact, block, own, Cells(own, fact.name, self.sheet.rejects), path)
                self.sheet.inputs["fact", fact.name] = take_fact(fact, block, given, own)

    def _find_own(self, fact: str) -> pl.Series:
        """Return the rows in which a fact is given by itself, or why it is not."""
        names = [each for each in (fact, f"fact_state.{fact}") if each in self.frame.columns]
        columns = [self.frame[each].is_not_null() for each in names]
        return reduce(or_, columns, pl.repeat(False, len(self.frame), dtype=pl.Boolean, eager=True))

    def _check_dates(self) -> None:
        """Refuse rows that are not judged while the ruleset is in force."""
        if "evaluated_on" not in self.frame.columns:
            return
        judged, assessed = self._read_period("evaluated_on"), self._read_period("assessed_period")
        everywhere = judged.codes.is_not_null()
        both = join_coded([judged, assessed], everywhere)
        for code, (on, period) in enumerate(both.values):
            problems: list[tuple[str, str, dict[str, object]]] = []
            check_dates(self.plan, period, on, _collect(problems))
            for problem, path, words in problems:
                self._cells(path).note_all(both.codes == code, problem, **words)

    def _read_period(self, column: str) -> Coded:
        """Return the days that a column names, or None where it names none."""
        if column not in self.frame.columns:
            return Coded([None], pl.zeros(len(self.frame), pl.Int64, eager=True))
        cells = self._cells(column)
        figures = spread_texts(
            Cells(to_texts(cells.series), column, cells.rejects),
            lambda text, report: text if read_as("period", text, report) else None,
        )
        values = [read_as("period", each, _ignore) if isinstance(each, str) else None
                  for each in figures.values or ()]  # fmt: skip
        codes = figures.whole.cast(pl.Int64).fill_null(len(values))
        return Coded([*values, None], codes)

    def _check_surveys(self) -> None:
        """Note surveys of which some answers have a number and others none."""
        for fact in self.plan.facts:
            columns = [f"{fact.name}.{level}" for level, _, _ in fact.levels]
            if fact.kind != "survey" or columns[0] not in self.frame.columns:
                continue
            absent = self.frame.select(pl.col(columns).is_null())
            some, every = absent.select(
                pl.any_horizontal(columns).alias("some"), pl.all_horizontal(columns).alias("every")
            )
            for row in (some & ~every).arg_true():
                levels = tuple(
                    level for level, _, _ in fact.levels if absent[f"{fact.name}.{level}"][row]
                )
                note = Cells(some, fact.name, self.sheet.rejects).report(row)
                note("SL433", label=fact.label, levels=levels)

    def _read_maximum(self, role: Role, cells: Cells) -> None:
        """Read a maximum; one below zero, or finer than its points are rounded to, is refused."""
        figures = self.sheet.inputs["maximum", role.name] = read_numbers(cells)
        rounding = role.node.rounding if role.node else None
        values, codes = figures.distinct()
        for place, value in enumerate(values):
            if not isinstance(value, Fraction):
                continue
            if value < 0:
                cells.note_all(codes == place, "SL417")
            if rounding is not None and rounding.apply(value) > value:
                cells.note_all(codes == place, "SL423", places=rounding.places)

    def _read_state(self, role: Role, cells: Cells) -> None:
        said = self.sheet.inputs["state", role.name] = read_said(cells, _STATES)
        if role.name in self.slots:
            other = [i for i, word in enumerate(said.values or ()) if word == _STATES[1]]
            cells.note_all(said.whole.is_in(other), "SL412", node=role.name)

    def take_items(self, long: pl.DataFrame) -> None:
        """Give the indicators of a table of their own to their projects."""
        known = to_texts(self.sheet.ids).alias("project").to_frame().with_row_index("#row")
        named = long.with_columns(to_texts(long["project"]).alias("project"))
        owned = named.join(known, on="project", how="left", maintain_order="left").sort(
            "#row", maintain_order=True
        )
        slots = to_texts(owned["slot"])
        cells = Cells(slots, "indicators", self.sheet.rejects, owned["#row"])
        for name in slots.unique().to_list():
            if name not in self.slots:
                words = {"node": name or "–", "guess": tuple(self.slots) or "–"}
                cells.note_all(slots.is_null() if name is None else slots == name, "SL405", **words)
        for slot in self.plan.slots:
            part = owned.filter(slots == slot.id)
            where = Cells(part["slot"], f"indicators.{slot.id}", self.sheet.rejects, part["#row"])
            fields = part.select(pl.exclude("#row", *ITEM_KEYS))
            self.sheet.lists[slot.id] = read_long(self.plan, slot, where, fields)

    def check_rows(self) -> None:
        """Check what two columns say together: a state beside a figure or beside indicators."""
        inputs = self.sheet.inputs
        for role in self.roles:
            said = inputs.get(("state", role.name))
            if role.part != "state" or said is None:
                continue
            cells, stated = self._cells(role.column), said.whole.is_not_null()
            if role.name in self.sheet.lists:
                owners = self.sheet.lists[role.name].owner.unique().implode()
                code = "SL419" if role.name in self.slots else "SL421"
                rows = pl.arange(len(stated), eager=True)
                cells.note_all(stated & rows.is_in(owners), code, node=role.name)
            judged = inputs.get(("judgement", role.name))
            if judged is not None:
                both = stated & judged.whole.is_not_null()
                cells.note_all(both, "SL421", node=role.name)
        self._weigh_nothing()

    def _weigh_nothing(self) -> None:
        """Give what does not apply to a project, and has no maximum in it, a maximum of 0."""
        for each in self.plan.inputs:
            said = self.sheet.inputs.get(("state", each.key))
            if each.kind == "maximum" and said is not None:
                given = self.sheet.inputs.get(("maximum", each.key))
                self.sheet.inputs["maximum", each.key] = _fill_zero(said, given)


def _collect(problems: list[tuple[str, str, dict[str, object]]]) -> Report:
    def note(code: str, path: str, **words: object) -> None:
        problems.append((code, path, words))

    return note


def _ignore(*_: object, **__: object) -> None:
    """Note nothing: what is wrong was noted before."""


def _fill_zero(said: Figures, given: Figures | None) -> Figures:
    """Return maxima with 0 where none is given and a place does not apply."""
    place = [i for i, word in enumerate(said.values or ()) if word == _STATES[0]]
    height = len(said.whole)
    if given is None:
        nothing = pl.repeat(None, height, dtype=pl.Int64, eager=True)
        given = Figures(nothing, pl.repeat(State.MISSING.value, height, dtype=pl.Int8, eager=True))
    values, zero = given.values, 0
    if values is not None:
        values, zero = (*values, Fraction(0)), len(values)
    filled = said.whole.is_in(place).fill_null(False) & given.whole.is_null()
    found = pl.select(
        pl.when(filled).then(zero).otherwise(given.whole).cast(given.whole.dtype).alias("whole"),
        pl.when(filled).then(0).otherwise(given.states).cast(pl.Int8).alias("states"),
    )
    return Figures(found["whole"], found["states"], given.q, values)
