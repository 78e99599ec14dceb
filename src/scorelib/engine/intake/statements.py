"""Statements: figures as a source prints them, and what of the project each of them is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.intake.desk import Desk, Report
from scorelib.engine.intake.facts import read_quantity
from scorelib.engine.intake.funds import COLUMN_LABELS, Funds
from scorelib.ground.errors import Text, WordError
from scorelib.model.project import Statement
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.expressions import guess_name
from scorelib.words.units import NONE, name_dimension, read_unit

__all__ = ["StatementRecord", "read_rate", "read_statements"]

Kind = Literal["fact", "funds", "points", "rate", "total", "grade", "quotation"]


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One statement: what it is about, the figure in it (or the word), its words and its place."""

    id: str
    kind: Kind
    about: str
    value: str | None
    amount: Amount | None = None
    words: Text | None = None
    at: Text | None = None


def read_statements(
    desk: Desk, funds: Funds | None, paths: Sequence[str]
) -> tuple[StatementRecord, ...]:
    """Return the statements of a project; `paths` are all nodes, its own indicators included."""
    found: list[StatementRecord] = []
    seen: set[str] = set()
    for index, entry in enumerate(desk.project.document.statements):
        report = desk.below("statements", index)
        if entry.id in seen:
            report("SL325", "id", id=entry.id)
        seen.add(entry.id)
        subject = _resolve(desk, entry, funds, paths, report)
        if subject is not None:
            found.append(_read(desk, entry, *subject, report))
    return tuple(found)


def _resolve(
    desk: Desk, entry: Statement, funds: Funds | None, paths: Sequence[str], report: Report
) -> tuple[Kind, str] | None:
    """Return what a statement is about, or None after noting that it cannot be told."""
    about = entry.about
    if about is None:
        return "quotation", ""
    facts = [fact.name for fact in desk.plan.facts]
    cells = _list_cells(funds)
    if about in facts and about in paths and not entry.rate:
        report("SL445", "about", about=about)
        return None
    subject = _name_subject(about, facts, cells, paths, rate=entry.rate)
    if subject is None:
        _report_unknown(about, [*facts, *paths, *cells], report)
    elif entry.rate and subject[0] != "rate":
        report("SL446", "about", about=about)
        return None
    return subject


def _name_subject(
    about: str, facts: Sequence[str], cells: Sequence[str], paths: Sequence[str], *, rate: bool
) -> tuple[Kind, str] | None:
    """Return the kind of thing that some words name, and its name; None where they name nothing."""
    node: Kind = "rate" if rate else "points"
    if about == "total":
        return "total", ""
    if about == "grade":
        return "grade", ""
    if about in cells:
        return "funds", about.removeprefix("funds.")
    plain_fact, plain_node = about.removeprefix("facts."), about.removeprefix("nodes.")
    if plain_node in paths and (rate or about not in facts):
        return node, plain_node
    return ("fact", plain_fact) if plain_fact in facts else None


def _report_unknown(about: str, known: Sequence[str], report: Report) -> None:
    guess = guess_name(about, [*known, "total", "grade"])
    if guess is not None:
        report("SL444", "about", about=about, guess=guess)
    else:
        report("SL449", "about", about=about)


def _list_cells(funds: Funds | None) -> list[str]:
    """Return the cells of the money block, as statements call them."""
    rows = [] if funds is None else [*(row.id for row in funds.rows), "total"]
    return [f"funds.{row}.{column}" for row in rows for column in COLUMN_LABELS]


def _read(desk: Desk, entry: Statement, kind: Kind, key: str, report: Report) -> StatementRecord:
    value = entry.value
    amount = None
    if value is not None and kind not in ("grade", "quotation"):
        fact = next((each for each in desk.plan.facts if each.name == key), None)
        amount = _read_amount(kind, key, value, fact, report)
    return StatementRecord(entry.id, kind, key, value, amount, entry.words, entry.at)


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
    unit = read_unit("元" if kind == "funds" else "分")
    try:
        amount = read_amount(text, unit if kind != "funds" else None)
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
