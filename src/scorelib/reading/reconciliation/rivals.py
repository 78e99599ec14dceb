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

__all__ = ["Effect", "PrintedRate", "Rivals", "list_rates"]


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


class Rivals:
    """The figures of one project as they are printed elsewhere, each of them tried once."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._base = dossier.trials.base
        self._known: dict[tuple[str, Fraction], tuple[Effect, ...]] = dossier.effects
        self._rates: dict[str, list[PrintedRate]] = {}
        for rate in list_rates(dossier):
            self._rates.setdefault(rate.node, []).append(rate)
        self._nodes: dict[tuple[int, ...], list[NodeResult]] = {}
        for node in dossier.nodes.values():
            if node.method is not None:
                self._nodes.setdefault(_list_numbers(dossier, node), []).append(node)

    @property
    def has_rates(self) -> bool:
        """Whether the report prints the rate of any indicator."""
        return bool(self._rates)

    def follow(self, statement: StatementRecord) -> tuple[Effect, ...]:
        """Return what every indicator that reads a fact would get with a statement's figure."""
        changed = _find_fact(self._dossier, statement)
        if changed is None:
            return ()
        if changed not in self._known:
            self._known[changed] = self._try_fact(*changed)
        return self._known[changed]

    def _try_fact(self, name: str, value: Fraction) -> tuple[Effect, ...]:
        facts = self._dossier.inputs.facts
        if facts.values.get(("fact", name)) == value:
            return ()
        others = replace(facts, values={**facts.values, ("fact", name): value})
        return tuple(self._compare(self._dossier.trials.change_facts(others)))

    def _compare(self, trial: Trial) -> Iterator[Effect]:
        """Yield the indicators whose rate or points are others in a trial."""
        before = self._base.values
        for numbers, nodes in self._nodes.items():
            # What did not change is the very same object in the values of a trial.
            if all(trial.values[each] is before[each] for each in numbers):
                continue
            for node in nodes:
                yield from self._compare_node(trial, node)

    def _compare_node(self, trial: Trial, node: NodeResult) -> Iterator[Effect]:
        points, rate = trial.points(node.id), _rate(trial, node.id)
        used = _rate(self._base, node.id)
        if points == self._base.points(node.id) and rate == used:
            return
        own = self._rates.get(node.id, ())
        fit = [each for each in own if rate is not None and agrees(each.amount, rate)]
        lost = [
            each
            for each in own
            if used is not None
            and agrees(each.amount, used)
            and not (rate is not None and agrees(each.amount, rate))
        ]
        yield Effect(node, rate, points, tuple(fit), tuple(lost))


def _list_numbers(dossier: Dossier, node: NodeResult) -> tuple[int, ...]:
    """Return the nodes of the plan that the points and the rate of an indicator are read from."""
    plan = dossier.plan
    slot = node.id.rpartition(".")[0]
    own = [each for each in plan.occurrences if each.slot is None and each.id == node.id]
    found = own or [each for each in plan.occurrences if each.slot == slot]
    numbers = [
        number
        for each in found[:1]
        for number in (each.points, each.computed, each.share)
        if number is not None
    ]
    # A rate may change where a bound still holds the share to what it was.
    return (*numbers, *(strip_bounds(plan, number) for number in numbers))


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


def _rate(trial: Trial, path: str) -> Fraction | None:
    """Return the rate of an indicator before a cap."""
    plan = trial.plan
    found = next((o for o in plan.occurrences if o.id == path and o.slot is None), None)
    if found is None or found.share is None:
        return trial.share(path)
    value = trial.values[strip_bounds(plan, found.share)]
    return value if isinstance(value, Fraction) else None
