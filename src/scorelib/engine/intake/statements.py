"""Statements: figures as a source prints them, and what of the project each of them is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.intake.amounts import AmountRecord, list_names
from scorelib.engine.intake.desk import Desk, GivenFact, Report
from scorelib.engine.intake.facts import read_quantity
from scorelib.engine.intake.formulas import Named, Worked, is_formula, work_out
from scorelib.engine.intake.funds import COLUMN_LABELS, Funds
from scorelib.ground.errors import Text, WordError
from scorelib.model.fields import Period
from scorelib.model.statements import Statement
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.expressions import guess_name
from scorelib.words.units import COUNT, NONE, Dimension, name_dimension, read_unit

__all__ = ["LEVELS", "Kind", "StatementRecord", "read_rate", "read_statements"]

Kind = Literal[
    "fact",
    "funds",
    "points",
    "max-points",
    "rate",
    "node-grade",
    "total",
    "total-max",
    "grade",
    "count",
    "formula",
    "mention",
    "topic",
    "quotation",
]
"""What a statement gives: a figure of something, a mention of it, or words on a topic."""

LEVELS: Final = ("count.level-1", "count.level-2", "count.level-3")
"""What a statement calls the number of indicators of a level."""

_FIGURES: Final[Mapping[str | None, Kind]] = {
    None: "points",
    "points": "points",
    "max-points": "max-points",
    "rate": "rate",
    "grade": "node-grade",
}
_WORDS: Final = ("node-grade", "grade", "mention", "topic", "quotation")
"""The kinds whose value is a word, or a figure that stands by itself."""


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One statement: what it is about, the figure in it (or the word), its words and its place.

    `worked` is what a formula gives by the project's own figures. `part`, `topic`, `role`,
    `state`, `due` and `unclear` are as the project says them.
    """

    id: str
    kind: Kind
    about: str
    value: str | None
    amount: Amount | None = None
    words: Text | None = None
    at: Text | None = None
    worked: Worked | None = None
    part: Text | None = None
    topic: str | None = None
    role: str | None = None
    state: str | None = None
    due: Period | None = None
    unclear: Text | None = None


def read_statements(
    desk: Desk,
    funds: Funds | None,
    paths: Sequence[str],
    given: Mapping[str, GivenFact],
    amounts: Mapping[str, AmountRecord],
) -> tuple[StatementRecord, ...]:
    """Return the statements of a project; `paths` are all nodes, its own indicators included."""
    reader = _Reader(desk, funds, paths, list_names(desk.plan, given, amounts))
    found: list[StatementRecord] = []
    seen: set[str] = set()
    for index, entry in enumerate(desk.project.document.statements):
        report = desk.below("statements", index)
        if entry.id in seen:
            report("SL325", "id", id=entry.id)
        seen.add(entry.id)
        subject = reader.resolve(entry, report)
        if subject is not None:
            found.append(reader.read(entry, *subject, report))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What statements can be about."""

    desk: Desk
    funds: Funds | None
    paths: Sequence[str]
    names: Mapping[str, Named]

    def resolve(self, entry: Statement, report: Report) -> tuple[Kind, str] | None:
        """Return what a statement is about, or None after noting that it cannot be told."""
        about = entry.about
        if about is None:
            return ("topic" if entry.topic is not None else "quotation"), ""
        if is_formula(about):
            return "formula", about
        facts = [fact.name for fact in self.desk.plan.facts]
        if about in facts and about in self.paths and entry.figure is None:
            report("SL445", "about", about=about)
            return None
        subject = self._name_subject(about, facts, entry)
        if subject is None:
            self._report_unknown(about, facts, report)
            return None
        of_node = (*_FIGURES.values(), "total", "total-max", "mention")
        if entry.figure is not None and subject[0] not in of_node:
            report("SL446", "about", about=about)
            return None
        if subject[0] == "total" and entry.figure in ("rate", "grade"):
            report("SL446", "about", about=about)
            return None
        return subject

    def _name_subject(
        self, about: str, facts: Sequence[str], entry: Statement
    ) -> tuple[Kind, str] | None:
        """Return the kind of thing that some words name, and its name; None where nothing."""
        if about == "total":
            return ("total-max" if entry.figure == "max-points" else "total"), ""
        if about == "grade":
            return "grade", ""
        if about in LEVELS:
            return "count", about
        if about in self._cells():
            return "funds", about.removeprefix("funds.")
        plain_fact, plain_node = about.removeprefix("facts."), about.removeprefix("nodes.")
        if plain_node in self.paths and (entry.figure is not None or about not in facts):
            return ("mention" if entry.value is None else _FIGURES[entry.figure]), plain_node
        if plain_fact in facts:
            return ("mention" if entry.value is None else "fact"), plain_fact
        return ("formula", about) if about in self.names else None

    def _report_unknown(self, about: str, facts: Sequence[str], report: Report) -> None:
        known = [*facts, *self.paths, *self._cells(), *self.names, "total", "grade", *LEVELS]
        guess = guess_name(about, known)
        if guess is not None:
            report("SL444", "about", about=about, guess=guess)
        else:
            report("SL449", "about", about=about)

    def _cells(self) -> list[str]:
        """Return the cells of the money block, as statements call them."""
        rows = [] if self.funds is None else [*(row.id for row in self.funds.rows), "total"]
        return [f"funds.{row}.{column}" for row in rows for column in COLUMN_LABELS]

    def read(self, entry: Statement, kind: Kind, key: str, report: Report) -> StatementRecord:
        """Return a statement with its figure; what cannot be read in it is noted."""
        value, amount, worked = entry.value, None, None
        if kind == "formula":
            worked = self._work_out(key, report)
        if kind == "formula" and worked is not None and value is not None:
            amount = _read_plain(value, worked.dimension, report)
        elif value is not None and kind not in _WORDS and kind != "formula":
            fact = next((each for each in self.desk.plan.facts if each.name == key), None)
            amount = _read_amount(kind, key, value, fact, report)
        return StatementRecord(
            entry.id,
            kind,
            key,
            value,
            amount,
            entry.words,
            entry.at,
            worked,
            entry.part,
            entry.topic,
            entry.role,
            entry.state,
            entry.due,
            entry.unclear,
        )

    def _work_out(self, formula: str, report: Report) -> Worked | None:
        try:
            return work_out(formula, self.names)
        except WordError as error:
            report(error.code, "about", **error.arguments)
            return None


def _read_amount(
    kind: Kind, key: str, text: str, fact: FactInput | None, report: Report
) -> Amount | None:
    """Return the figure of a statement; a yes/no or a category has none."""
    if kind == "fact" and fact is not None:
        if fact.kind == "survey":
            return read_rate(text, fact.label, report)
        if fact.kind == "list":
            report("SL446", "about", about=fact.name)
            return None
        measured = fact.kind in ("quantity", "count")
        return read_quantity(fact, text, report) if measured else None
    if kind == "rate":
        return read_rate(text, Text(key, key), report)
    if kind == "count":
        return _read_plain(text, NONE, report)
    return _read_measured(text, "元" if kind == "funds" else "分", report)


def _read_measured(text: str, name: str, report: Report) -> Amount | None:
    """Return money, which has its unit with it, or points, which need none."""
    unit = read_unit(name)
    try:
        amount = read_amount(text, unit if name == "分" else None)
    except WordError as error:
        report(error.code, "value", **error.arguments)
        return None
    if amount.unit is None:
        report("SL447", "value", text=text)
        return None
    if amount.unit.dimension != unit.dimension:
        report("SL211", "value", found=amount.unit.name, expected=unit.name)
        return None
    return amount


def _read_plain(text: str, dimension: Dimension, report: Report) -> Amount | None:
    """Return an amount of a dimension; a count may be a plain number, and the other way round."""
    try:
        amount = read_amount(text)
    except WordError as error:
        report(error.code, "value", **error.arguments)
        return None
    found = amount.unit.dimension if amount.unit else NONE
    if found != dimension and not {found, dimension} <= {NONE, COUNT}:
        report("SL211", "value", found=name_dimension(found), expected=name_dimension(dimension))
        return None
    return amount


def read_rate(text: str, label: Text, report: Report) -> Amount | None:
    """Return a rate as printed: a percentage, or a share up to 1."""
    try:
        amount = read_amount(text)
    except WordError as error:
        report(error.code, "value", **error.arguments)
        return None
    if amount.unit is None and amount.value > 1:
        # 95.25 without the sign: a percentage, or 95 times as much?
        report("SL428", "value", label=label, text=text)
        return None
    if amount.unit is not None and amount.unit.dimension != NONE:
        report("SL211", "value", found=amount.unit.name, expected=name_dimension(NONE))
        return None
    return amount
