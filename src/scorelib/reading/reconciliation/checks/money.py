"""The money of a report: execution, against outputs and against time; amounts against plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.intake.amounts import AmountRecord
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.execution import (
    Execution,
    print_money,
    read_execution,
)
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.amounts import Agreement, Amount, compare_printed
from scorelib.words.numbers import print_number, print_percent

__all__ = ["check_amounts", "check_outputs", "check_overrun", "check_pace"]

_LITTLE: Final = Fraction(1, 2)
"""Below this rate all outputs in full are asked about: a choice of this check, not a rule."""

_ADVANCE: Final = Fraction(30, 100)
"""How far payment may run ahead of time unasked, as advances do: a choice of this check too."""


def _show_sides(dossier: Dossier, found: Execution) -> tuple[Text, ...]:
    """Return the facts of the rate as they were given, each with its place."""
    return tuple(_show_fact(dossier, fact) for fact in found.facts)


def _show_fact(dossier: Dossier, fact: FactInput) -> Text:
    given = dossier.inputs.given.get(fact.name)
    text = (given.text if given else None) or "–"
    shown = Text(f"{fact.label.zh} {text}", f"{fact.label.en} {text}")
    if given is None or given.at is None:
        return shown
    return Text(f"{given.at.zh}：{shown.zh}", f"{given.at.en}: {shown.en}")


def check_overrun(dossier: Dossier) -> Iterator[Finding]:
    """Yield the execution of more than the whole budget, with both figures (SL804).

    Where a check of the ruleset itself has just shown these figures, nothing is left to say.
    """
    found = read_execution(dossier)
    if found is None or found.rate <= 1 or _is_shown(dossier, found):
        return
    words = (
        ("label", found.node.label),
        ("rate", print_percent(found.rate, 2)),
        ("value", print_money(found.spent)),
        ("used", print_money(found.budget)),
    )
    yield Finding("SL804", "warning", words, found.node.id, _show_sides(dossier, found))


def _is_shown(dossier: Dossier, found: Execution) -> bool:
    names = {fact.name for fact in found.facts}
    return any(
        alarm.code == "SL514"
        and dossier.result.values[alarm.when] is True
        and names == set(alarm.shown)
        for alarm in dossier.plan.alarms
    )


def check_outputs(dossier: Dossier) -> Iterator[Finding]:
    """Yield that all outputs are full though little of the money was used (SL809)."""
    found = read_execution(dossier)
    if found is None or not 0 <= found.rate < _LITTLE:
        return
    leaves = list(_list_outputs(dossier))
    if not leaves or not all(_is_full(dossier, leaf) for leaf in leaves):
        return
    words = (
        ("label", found.node.label),
        ("rate", print_percent(found.rate, 2)),
        ("outputs", tuple(dossier.nodes[each].label for each in dossier.plan.key_nodes.outputs)),
    )
    shown = tuple(_show_points(dossier, leaf) for leaf in leaves)
    yield Finding("SL809", "question", words, found.node.id, (*_show_sides(dossier, found), *shown))


def _list_outputs(dossier: Dossier) -> Iterator[NodeResult]:
    """Yield the leaves under the outputs that carry weight in this project."""
    outputs = dossier.plan.key_nodes.outputs
    for node in dossier.leaves():
        below = any(node.id == each or node.id.startswith(f"{each}.") for each in outputs)
        spared = node.status in ("not-applicable", "unused") or node.max_points == 0
        if below and not spared:
            yield node


def _is_full(dossier: Dossier, node: NodeResult) -> bool:
    declared = dossier.declared(node.id)
    points = node.points if declared is None else declared
    return points is not None and points == node.max_points


def _show_points(dossier: Dossier, node: NodeResult) -> Text:
    declared = dossier.declared(node.id)
    points = node.points if declared is None else declared
    shown = "–" if points is None else print_number(points)
    most = "–" if node.max_points is None else print_number(node.max_points)
    above = dossier.nodes[node.parent].label if node.parent else Text("", "")
    return Text(
        f"{above.zh}：{node.label.zh} {shown} / {most}",
        f"{above.en}: {node.label.en} {shown} of {most}",
    )


def check_pace(dossier: Dossier) -> Iterator[Finding]:
    """Yield that payment runs far ahead of the time the works have had (SL810).

    Only of works that were begun in the period judged, or later: earlier ones were paid from
    other budgets too, so that the rate of one says nothing of the whole.
    """
    schedule, found = dossier.inputs.schedule, read_execution(dossier)
    if schedule is None or found is None:
        return
    period = dossier.project.document.assessed_period
    begun, end = schedule.begun.first, (schedule.finished or schedule.due).last
    if begun < period.first or end <= period.last:
        return
    elapsed = _measure(begun, period.last, end)
    if found.rate - elapsed <= _ADVANCE:
        return
    words = (
        ("label", found.node.label),
        ("value", print_percent(found.rate, 2)),
        ("used", print_percent(elapsed, 2)),
        ("begun", str(schedule.begun)),
        ("due", str(schedule.finished or schedule.due)),
        ("day", period.last.isoformat()),
    )
    at = (schedule.at,) if schedule.at else ()
    yield Finding("SL810", "question", words, found.node.id, (*at, *_show_sides(dossier, found)))


def _measure(begun: date, day: date, end: date) -> Fraction:
    """Return the share of the days from begun to end, both included, that a day has seen."""
    return Fraction(max((day - begun).days + 1, 0), (end - begun).days + 1)


def check_amounts(dossier: Dossier) -> Iterator[Finding]:
    """Yield the amounts that are not their planned ones: less is asked about, more is warned of.

    SL811 and SL812; at the precision of whichever of the two is printed more coarsely.
    """
    amounts = dossier.inputs.amounts
    for record in amounts.values():
        planned = amounts.get(record.planned or "")
        if planned is None or not _differ(record.amount, planned.amount):
            continue
        over = record.amount.value > planned.amount.value
        words = (
            ("label", record.label),
            ("value", record.amount.text),
            ("used", planned.amount.text),
            ("rate", _show_rate(record.amount, planned.amount)),
        )
        places = tuple(_show_amount(each) for each in (record, planned) if each.at is not None)
        if over:
            yield Finding("SL812", "warning", words, None, places)
        else:
            yield Finding("SL811", "question", words, None, places)


def _differ(amount: Amount, planned: Amount) -> bool:
    """Return whether two printed amounts of one kind cannot be the same."""
    if (amount.unit and amount.unit.dimension) != (planned.unit and planned.unit.dimension):
        return False
    same = (Agreement.EXACT, Agreement.ROUNDED, Agreement.APPROXIMATE)
    ways = (compare_printed(amount, planned.value), compare_printed(planned, amount.value))
    return not any(way in same for way in ways)


def _show_rate(amount: Amount, planned: Amount) -> Text:
    if planned.value <= 0:
        return Text("", "")
    rate = print_percent(Fraction(amount.value, planned.value), 2)
    return Text(f"（为计划的 {rate}）", f" ({rate} of it)")


def _show_amount(record: AmountRecord) -> Text:
    at, text = record.at or Text("", ""), record.amount.text
    return Text(f"{at.zh}：{record.label.zh} {text}", f"{at.en}: {record.label.en} {text}")
