"""Rivals: what would come out if a figure were taken as it is printed in another place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from scorelib.engine.intake.statements import StatementRecord
from scorelib.engine.outcome.agreement import strip_bounds
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.amounts import Amount, agrees
from scorelib.words.numbers import print_percent, print_points

__all__ = ["Effect", "PrintedRate", "follow_statement", "list_rates"]


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """A rate of an indicator as a source prints it."""

    node: str
    text: str
    amount: Amount
    at: Text | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an indicator would get: its rate and points, and whether the printed rates follow.

    `agreeing` are the printed rates that agree with this rate, `failing` those that do not though
    they agree with the rate that was used.
    """

    node: NodeResult
    rate: Fraction | None
    points: Fraction | None
    agreeing: tuple[PrintedRate, ...] = ()
    failing: tuple[PrintedRate, ...] = ()

    @property
    def words(self) -> Text:
        """The effect in words."""
        zh, en = self.node.label
        if self.rate is not None:
            zh, en = f"{zh} {print_percent(self.rate, 2)}", f"{en} {print_percent(self.rate, 2)}"
        if self.points is not None:
            shown = print_points(self.points, self.node.places)
            zh, en = f"{zh}，得 {shown} 分", f"{en}, {shown} points"
        for printed in dict.fromkeys(each.text for each in self.agreeing):
            zh, en = f"{zh}（与所印的 {printed} 相符）", f"{en} (as printed: {printed})"
        for printed in dict.fromkeys(each.text for each in self.failing):
            zh = f"{zh}（与所印的 {printed} 不符）"
            en = f"{en} (which the printed {printed} is not)"
        return Text(zh, en)


def list_rates(dossier: Dossier) -> tuple[PrintedRate, ...]:
    """Return the rates of indicators that the report prints, in statements or with its points."""
    found = [
        PrintedRate(each.about, each.value or "", each.amount, each.at)
        for each in dossier.inputs.statements
        if each.kind == "rate" and each.amount is not None
    ]
    own = dossier.round
    for path, amount in own.rates.items() if own is not None else ():
        found.append(PrintedRate(path, amount.text, amount, own.at or own.label if own else None))
    return tuple(found)


def follow_statement(dossier: Dossier, statement: StatementRecord) -> tuple[Effect, ...]:
    """Return what every indicator that reads a fact would get with the figure of a statement."""
    changed = _find_fact(dossier, statement)
    if changed is None:
        return ()
    name, value = changed
    facts = dossier.inputs.facts
    if facts.values.get(("fact", name)) == value:
        return ()
    others = replace(facts, values={**facts.values, ("fact", name): value})
    return tuple(_compare(dossier, dossier.trials.change_facts(others)))


def _find_fact(dossier: Dossier, statement: StatementRecord) -> tuple[str, Fraction] | None:
    """Return the fact that a printed figure would change, and what it would then be."""
    amount = statement.amount
    if amount is None or amount.approximate:
        return None
    if statement.kind == "fact":
        fact = next(each for each in dossier.plan.facts if each.name == statement.about)
        return (fact.name, amount.value) if fact.kind in ("quantity", "count") else None
    return _find_behind(dossier, statement, amount.value) if statement.kind == "funds" else None


def _find_behind(
    dossier: Dossier, statement: StatementRecord, value: Fraction
) -> tuple[str, Fraction] | None:
    """Return the fact that reads a cell of the money block, or a column that the cell is in."""
    row, _, column = statement.about.rpartition(".")
    funds = dossier.inputs.funds
    readers = {each.funds: each.name for each in dossier.plan.facts if each.funds is not None}
    if statement.about in readers:
        return readers[statement.about], value
    name = readers.get(column) or readers.get(f"total.{column}")
    if name is None or funds is None:
        return None
    if row == "total":
        return name, value
    printed = funds.total is not None and column in funds.total.cells
    cell = next((each.cells.get(column) for each in funds.rows if each.id == row), None)
    whole = dossier.inputs.facts.values.get(("fact", name))
    if printed or cell is None or not isinstance(whole, Fraction):
        return None
    return name, whole - cell.value + value


def _compare(dossier: Dossier, trial: Trial) -> Iterator[Effect]:
    """Yield the indicators whose rate or points are others in a trial."""
    base, rates = dossier.trials.base, list_rates(dossier)
    for node in dossier.nodes.values():
        if node.method is None:
            continue
        points, before = trial.points(node.id), base.points(node.id)
        rate, used = _rate(trial, node.id), _rate(base, node.id)
        if points == before and rate == used:
            continue
        own = [each for each in rates if each.node == node.id]
        fit = [each for each in own if rate is not None and agrees(each.amount, rate)]
        lost = [e for e in own if e not in fit and used is not None and agrees(e.amount, used)]
        yield Effect(node, rate, points, tuple(fit), tuple(lost))


def _rate(trial: Trial, path: str) -> Fraction | None:
    """Return the rate of an indicator before a cap."""
    plan = trial.plan
    found = next((o for o in plan.occurrences if o.id == path and o.slot is None), None)
    if found is None or found.share is None:
        return trial.share(path)
    value = trial.values[strip_bounds(plan, found.share)]
    return value if isinstance(value, Fraction) else None
