"""Points that are missing without a word: withheld though the target is met, or lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.additions import list_bonus
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.execution import read_execution
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.words.numbers import print_number, print_percent

__all__ = ["check_lost", "check_withheld", "show_item"]

_MEASURED: Final = ("linear", "proportional", "threshold")
"""The methods that measure a rate."""


def check_withheld(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is declared below its maximum though the rule gives all of it (SL807)."""
    for node in _list_computed(dossier):
        declared = dossier.declared(node.id)
        whole = node.computed == node.max_points
        if declared is None or node.max_points is None or not whole or declared >= node.max_points:
            continue
        if not _has_reason(dossier, node):
            words = (
                ("label", node.label),
                ("declared", print_number(declared)),
                ("computed", print_number(node.max_points, node.places)),
            )
            yield Finding("SL807", "warning", words, node.id, show_item(dossier, node.id))


def check_lost(dossier: Dossier) -> Iterator[Finding]:
    """Yield what lost points that nobody gives a reason for (SL808).

    It is asked of the project's own indicators, of the execution of the budget, and of what the
    rule measures as a rate. Where faults are counted, the facts themselves are the reason.
    """
    key = dossier.plan.key_nodes.execution
    own = _list_own(dossier)
    for node in _list_computed(dossier):
        declared, computed = dossier.declared(node.id), node.computed
        if computed is None or node.max_points is None or computed >= node.max_points:
            continue
        if declared is not None and declared > computed:
            continue
        asked = node.id in own or node.id == key or node.method in _MEASURED
        if asked and not _has_reason(dossier, node):
            words = (
                ("label", node.label),
                ("computed", print_number(computed, node.places)),
                ("max_points", print_number(node.max_points)),
                ("left", _show_left(dossier) if node.id == key else Text("", "")),
            )
            yield Finding("SL808", "question", words, node.id, show_item(dossier, node.id))


def _list_computed(dossier: Dossier) -> Iterator[NodeResult]:
    """Yield the leaves whose points the rules give from facts, but none that comes on top."""
    bonus = list_bonus(dossier.plan.canonical)
    for node in dossier.nodes.values():
        path = list(_list_above(node.id))
        if node.method is not None and node.status == "scored" and not bonus.intersection(path):
            yield node


def _list_above(path: str) -> Iterator[str]:
    """Yield a node and those above it."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def _list_own(dossier: Dossier) -> dict[str, ItemRecord]:
    return {
        f"{slot}.{record.id}": record
        for slot, records in dossier.inputs.items.items()
        for record in records
    }


def _has_reason(dossier: Dossier, node: NodeResult) -> bool:
    """Return whether anything in the project says why a node lost points.

    That is the indicator's own reason, one that a round gives for it or for a heading above, that
    of a fact it rests on, or a statement that faults it. What supports the figures of the
    execution counts too: a form has no other room for it.
    """
    record = _list_own(dossier).get(node.id)
    if record is not None and record.reason is not None:
        return True
    above = set(_list_above(node.id))
    if any(above & each.reasons.keys() for each in dossier.inputs.declared.rounds):
        return True
    kinds = ("state", "judgement", "reduction", "override")
    if any((kind, node.id) in dossier.inputs.reasons for kind in kinds):
        return True
    if any(each.reason is not None for each in node.facts):
        return True
    if node.id == dossier.plan.key_nodes.execution:
        if any(each.evidence is not None for each in node.facts):
            return True
        above |= {each.name for each in node.facts}
    return any(
        each.about in above and each.role in ("problem", "cause")
        for each in dossier.inputs.statements
    )


def _show_left(dossier: Dossier) -> Text:
    """Return how much of the money was not used, where the rule tells it."""
    found = read_execution(dossier)
    if found is None or found.left is None or found.budget is None or found.left <= 0:
        return Text("", "")
    amount = f"{print_number(found.left)}元"
    share = print_percent(Fraction(found.left, found.budget), 2)
    return Text(f"，还有 {amount}（{share}）没有执行", f"; {amount} ({share}) were left")


def show_item(dossier: Dossier, path: str) -> tuple[Text, ...]:
    """Return target and actual of one of the project's own indicators, as evidence."""
    record = _list_own(dossier).get(path)
    if record is None:
        return ()
    written = (
        ("年度指标值", "target", record.target),
        ("实际完成值", "actual", record.actual),
    )
    at = (record.at,) if record.at else ()
    return (*at, *(Text(f"{zh}：{text}", f"{en}: {text}") for zh, en, text in written if text))
