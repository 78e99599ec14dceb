"""Weights: what does not apply, moved although the rule leaves it, or left although it moves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scorelib.engine.outcome.views import NodeResult
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative, settle
from scorelib.reading.reconciliation.diagnosis.workbench import Workbench
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.numbers import print_number

__all__ = ["list_weighings"]


def list_weighings(bench: Workbench, subject: str) -> Iterator[Alternative]:
    """Yield what a sum is with weights moved otherwise than the rule says."""
    yield from _list_moved(bench, subject)
    if bench.rewrites.unmoved and _has_lost(bench):
        trial = bench.change_nodes("unmoved", lambda: bench.rewrites.unmoved)
        found, own = trial.points(subject), bench.base.points(subject)
        if found is not None and found != own:
            yield Alternative("SL859", found, (), _node(subject))


def _list_moved(bench: Workbench, subject: str) -> Iterator[Alternative]:
    """Yield a sum re-based as a whole, and with one heading below it re-based by itself."""
    yield from _move(bench, subject)
    if subject != "total":
        return
    seen: set[object] = set()
    for heading in bench.dossier.nodes.values():
        if heading.method is not None or heading.points is None:
            continue
        for moved in _move(bench, heading.id):
            figure = _carry(bench, heading, moved.figure)
            if figure is not None and (figure, moved.arguments) not in seen:
                # A heading with one part only is the same as that part.
                seen.add((figure, moved.arguments))
                yield Alternative("SL858", figure, moved.arguments, heading.id)


def _carry(bench: Workbench, heading: NodeResult, points: Fraction) -> Fraction | None:
    """Return the total with other points for a heading."""
    node = bench.rule_of(heading.id).points
    return bench.evaluate(None, {node: lambda _: points}).points("total")


def _move(bench: Workbench, subject: str) -> Iterator[Alternative]:
    """Yield a sum re-based on what applies, where the rule leaves it as it is.

    Where headings are rounded, people also move the plain sum of the rows.
    """
    plan = bench.dossier.plan
    rule = plan.outputs[0] if subject == "total" else bench.rule_of(subject)
    whole, lost = _weigh(bench, subject)
    if rule.raw is None or rule.aggregate is not None or _is_moved(bench, subject):
        return
    if whole is None or not 0 < lost < whole:
        return
    trials = [bench.base]
    if bench.rewrites.rounds_of_headings:
        trials.append(_leave_unrounded(bench))
    words = (("moved", print_number(lost)), ("whole", print_number(whole)))
    for trial in trials:
        raw = trial.values[rule.raw]
        if isinstance(raw, Fraction):
            moved, own = raw * whole / (whole - lost), rule.rounding
            figure = settle(moved, bench.places(subject)) if own is None else own.apply(moved)
            yield Alternative("SL858", figure, words, _node(subject))


def _leave_unrounded(bench: Workbench) -> Trial:
    """Return the trial in which headings are not rounded."""
    rules = bench.rewrites
    return bench.change_nodes(
        "headings unrounded", lambda: rules.round_otherwise(rules.rounds_of_headings)
    )


def _weigh(bench: Workbench, subject: str) -> tuple[Fraction | None, Fraction]:
    """Return the maximum of a sum, and how much of it does not apply."""
    if subject == "total":
        total = bench.dossier.result.total
        return total.max_points, total.max_points - total.attainable
    node = bench.dossier.nodes[subject]
    return node.max_points, _lose(bench, node)


def _is_moved(bench: Workbench, subject: str) -> bool:
    """Return whether the rule itself re-bases a sum."""
    result = bench.dossier.result
    changes = result.total.adjustments
    if subject != "total":
        changes = bench.dossier.nodes[subject].adjustments
    return any(change.kind == "rebase" for change in changes)


def _lose(bench: Workbench, heading: NodeResult) -> Fraction:
    """Return the maxima below a heading that do not apply and that nothing below it moves."""
    lost = Fraction(0)
    for child in bench.dossier.children(heading.id):
        if child.status == "not-applicable":
            lost += child.max_points or 0 if child.points is None else 0
        elif not _is_moved(bench, child.id):
            lost += _lose(bench, child)
    return lost


def _has_lost(bench: Workbench) -> bool:
    return any(node.status == "not-applicable" for node in bench.dossier.nodes.values())


def _node(subject: str) -> str | None:
    return None if subject == "total" else subject
