"""Amounts that a source gives beside the facts: the parts of a sum, planned and spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.engine.intake.desk import Desk, GivenFact
from scorelib.engine.intake.formulas import Named
from scorelib.ground.errors import Text, WordError
from scorelib.model.fields import Period
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.expressions import guess_name
from scorelib.words.units import NONE

__all__ = ["AmountRecord", "ScheduleRecord", "list_names", "read_amounts", "read_schedule"]


@dataclass(frozen=True, slots=True)
class AmountRecord:
    """An amount beside the facts: what it is, as printed, where; the name of the planned one."""

    name: str
    label: Text
    amount: Amount
    planned: str | None = None
    at: Text | None = None


@dataclass(frozen=True, slots=True)
class ScheduleRecord:
    """When the work began, when it is due, and when it was finished where it was."""

    begun: Period
    due: Period
    finished: Period | None = None
    at: Text | None = None


def read_amounts(desk: Desk) -> dict[str, AmountRecord]:
    """Return the amounts of a project; a name that is a fact's, or a plan not there, is noted."""
    entries = desk.project.document.amounts
    facts = {fact.name for fact in desk.plan.facts}
    found: dict[str, AmountRecord] = {}
    for name, entry in entries.items():
        if name in facts:
            desk.report_key("SL456", "amounts", name, name=name)
        if entry.planned is not None and entry.planned not in entries:
            guess = guess_name(entry.planned, list(entries)) or "–"
            desk.report("SL457", "amounts", name, "planned", name=entry.planned, guess=guess)
        try:
            amount = read_amount(entry.value)
        except WordError as error:
            desk.report(error.code, "amounts", name, "value", **error.arguments)
            continue
        label = entry.label or Text(name, name)
        found[name] = AmountRecord(name, label, amount, entry.planned, entry.at)
    return found


def read_schedule(desk: Desk) -> ScheduleRecord | None:
    """Return the schedule of a project; one that ends before it begins is noted."""
    entry = desk.project.document.schedule
    if entry is None:
        return None
    for key, end in (("due", entry.due), ("finished", entry.finished)):
        if end is not None and end.last < entry.begun.first:
            desk.report("SL458", "schedule", key, end=str(end), begun=str(entry.begun))
    return ScheduleRecord(entry.begun, entry.due, entry.finished, entry.at)


def list_names(
    plan: Plan, given: Mapping[str, GivenFact], amounts: Mapping[str, AmountRecord]
) -> dict[str, Named]:
    """Return what formulas of statements can name: the quantities of the ruleset, the amounts."""
    names = {
        fact.name: _name_fact(fact, given.get(fact.name))
        for fact in plan.facts
        if fact.kind in ("quantity", "count")
    }
    for name, record in amounts.items():
        unit = record.amount.unit
        dimension = unit.dimension if unit else NONE
        names[name] = Named(record.amount.value, dimension, record.amount.text, record.label)
    return names


def _name_fact(fact: FactInput, given: GivenFact | None) -> Named:
    dimension = fact.unit.dimension if fact.unit else NONE
    if given is None:
        return Named(State.MISSING, dimension, "?", fact.label)
    known = isinstance(given.value, Fraction | State)
    value = given.value if known else State.MISSING
    text = given.text or "?"
    shown = f"({text})" if " + " in text else text
    return Named(value, dimension, shown, fact.label)  # type: ignore[arg-type]
