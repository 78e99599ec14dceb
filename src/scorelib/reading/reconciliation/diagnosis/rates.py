"""Rates: what mistakes make of a rate that a form prints beside its points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scorelib.engine.outcome.agreement import strip_bounds
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative
from scorelib.reading.reconciliation.diagnosis.digits import list_swaps
from scorelib.reading.reconciliation.diagnosis.inputs import list_swapped
from scorelib.reading.reconciliation.diagnosis.workbench import Leaf, Workbench
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.amounts import Amount, agrees
from scorelib.words.numbers import print_places
from scorelib.words.rounding import RoundingRule

__all__ = ["list_rates"]


def list_rates(bench: Workbench, leaf: Leaf, printed: Amount) -> Iterator[Alternative]:
    """Yield what gives a printed rate, each with that rate itself as its figure."""
    used = _rate(leaf, bench.base)
    name = leaf.node.id
    units: list[object] = []
    for swap, trial in list_swapped(bench, leaf):
        found = _rate(leaf, trial)
        if found is None or found == used or not agrees(printed, found):
            continue
        if swap.kind == "SL862":
            units.append(dict(swap.arguments)["labels"])
        else:
            yield Alternative(swap.kind, printed.value, swap.arguments, name)
    if units:
        labels = tuple(label for each in units if isinstance(each, tuple) for label in each)
        yield Alternative("SL862", printed.value, (("labels", labels),), name)
    if used is not None:
        yield from _list_transposed(leaf, used, printed)
    for names, trial in bench.others:
        found = _other_rate(trial, name)
        if found is not None and found != used and agrees(printed, found):
            yield Alternative("SL857", printed.value, (("rulesets", names),), name)


def _rate(leaf: Leaf, trial: Trial) -> Fraction | None:
    """Return the rate of a row in a trial of the same plan, before a cap; else its points'."""
    if leaf.rule.share is not None and leaf.rule.slot is None:
        return leaf.read(trial.values, strip_bounds(trial.plan, leaf.rule.share))
    points, most = leaf.points(trial), leaf.node.max_points
    return points / most if points is not None and most else None


def _other_rate(trial: Trial, name: str) -> Fraction | None:
    """Return the rate of a row by another ruleset, before a cap."""
    plan = trial.plan
    rule = next((each for each in plan.occurrences if each.id == name), None)
    if rule is None or rule.slot is not None or rule.share is None:
        return None
    value = trial.values[strip_bounds(plan, rule.share)]
    return value if isinstance(value, Fraction) else None


def _list_transposed(leaf: Leaf, used: Fraction, printed: Amount) -> Iterator[Alternative]:
    """Yield the printed rate where two of its digits were exchanged."""
    unit = printed.unit
    for places in sorted({printed.places, 2}):
        # 9.05 with its last digits exchanged may be printed 9.5.
        right = RoundingRule(places, "half-up").apply(used / (unit.factor if unit else 1))
        if printed.printed in list_swaps(right, places):
            words = (("right", print_places(right, places) + (unit.name if unit else "")),)
            yield Alternative("SL863", printed.value, words, leaf.node.id)
            return
