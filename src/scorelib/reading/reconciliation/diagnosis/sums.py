"""Sums: what mistakes make of the points of a heading and of the total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from scorelib.engine.evaluator import Changed
from scorelib.engine.outcome.agreement import TOTAL
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative, Moved, settle
from scorelib.reading.reconciliation.diagnosis.overrides import list_overrides
from scorelib.reading.reconciliation.diagnosis.rounding import (
    CUT,
    Rounded,
    list_roundings,
    list_transposed,
    name_mode,
    other_mode,
)
from scorelib.reading.reconciliation.diagnosis.rows import (
    EARLY,
    list_by_rulesets,
    list_rows,
    try_early,
    try_reverse,
    try_uncapped,
)
from scorelib.reading.reconciliation.diagnosis.subtotals import add_declared, list_miscounts
from scorelib.reading.reconciliation.diagnosis.weights import list_weighings
from scorelib.reading.reconciliation.diagnosis.workbench import Leaf, Workbench
from scorelib.reading.reconciliation.trials import Trial
from scorelib.words.numbers import count_places
from scorelib.words.rounding import Mode, RoundingRule

__all__ = ["list_sums"]


def list_sums(
    bench: Workbench, subject: str, declared: Fraction, places: int | None
) -> Iterator[Alternative]:
    """Yield every alternative of the points of a heading, or of the total."""
    computed = bench.base.points(subject)
    if computed is not None:
        yield from _list_own_roundings(bench, subject, declared, places)
        yield from _list_by_rule(bench, subject, declared, places)
        yield from _list_rounded_first(bench, subject, declared, places)
        yield from _list_full(bench, subject)
        yield from list_overrides(bench, subject)
        yield from list_weighings(bench, subject)
        yield from list_transposed(computed, places, _node(subject))
        yield from _list_by_row(bench, subject, computed)
    added = add_declared(bench.dossier, subject)
    if added is not None and added != computed:
        yield from list_transposed(added, places, _node(subject))
    yield from list_by_rulesets(bench, subject, declared)
    for each in list_miscounts(bench.dossier, subject):
        yield replace(each, figure=settle(each.figure, places))


def _node(subject: str) -> str | None:
    return None if subject == "total" else subject


def _list_own_roundings(
    bench: Workbench, subject: str, declared: Fraction, places: int | None
) -> Iterator[Alternative]:
    """Yield the sum itself rounded in another way."""
    top = bench.dossier.plan.outputs[0]
    plan = top if subject == "total" else bench.rule_of(subject)
    raw = None if plan.raw is None else bench.base.values[plan.raw]
    if not isinstance(raw, Fraction):
        return
    rule = plan.rounding
    if rule is None and places is not None:
        rule = RoundingRule(places, "half-up")
    figure = Rounded(_node(subject), raw, rule, None, count_places(declared))
    yield from list_roundings(figure)


def _list_by_rule(
    bench: Workbench, subject: str, declared: Fraction, places: int | None
) -> Iterator[Alternative]:
    """Yield what a sum is where the rules of all rows are applied in another way."""
    own, node = bench.base.points(subject), _node(subject)
    for kind, arguments, trial in _try_rules(bench, declared):
        found = trial.points(subject)
        if found is not None and found != own:
            words = arguments
            if kind == "SL854":
                words = (("labels", _name_capped(bench, subject, trial)),)
            moves = partial(_list_moved, bench, subject, kind, trial)
            yield Alternative(kind, settle(found, places), words, node, moves=moves)


def _list_moved(bench: Workbench, subject: str, kind: str, trial: Trial) -> Moved:
    """Return what a trial moves: rows, and where caps are taken off also the sums they held."""
    moved = bench.list_moved(subject, trial)
    lifted = _list_lifted(bench, subject, trial) if kind == "SL854" else ()
    return moved | frozenset((name, points) for name, points, _ in lifted)


def _try_rules(
    bench: Workbench, declared: Fraction
) -> Iterator[tuple[str, tuple[tuple[str, object], ...], Trial]]:
    yield from _try_roundings(bench, declared)
    for trial, places in try_early(bench):
        yield "SL853", (("places", EARLY[places]),), trial
    for trial in (*try_uncapped(bench), *_try_headings(bench)):
        yield "SL854", (), trial
    for trial in try_reverse(bench):
        yield "SL856", (), trial
    rounds = (*bench.rewrites.rounds_of_points, *bench.rewrites.rounds_of_headings)
    if rounds:
        yield "SL870", (), bench.change_nodes("unrounded", lambda: _round_all(bench, rounds))


def _try_headings(bench: Workbench) -> Iterator[Trial]:
    """Yield trials without the caps of headings: of them alone, and of all there are."""
    rules = bench.rewrites
    if rules.uncapped_headings:
        headings = rules.uncapped_headings
        yield bench.change_nodes("headings", lambda: headings)
        yield bench.change_nodes("most", lambda: {**headings, **rules.uncapped})
        yield bench.change_nodes("everything", lambda: {**headings, **rules.uncapped_reverse})


def _name_capped(bench: Workbench, subject: str, trial: Trial) -> tuple[Text, ...]:
    """Return what a trial without caps lifts: rows, and sums by more than what is below."""
    rows = [
        leaf.node.label
        for leaf in bench.below(subject)
        if _is_lifted(leaf.node.computed, leaf.points(trial))
    ]
    found = (*rows, *(label for _, _, label in _list_lifted(bench, subject, trial)))
    return found or (_label_of(bench, subject),)


def _label_of(bench: Workbench, subject: str) -> Text:
    return TOTAL if subject == "total" else bench.dossier.nodes[subject].label


def _list_lifted(
    bench: Workbench, subject: str, trial: Trial
) -> Iterator[tuple[str, Fraction, Text]]:
    """Yield the sums below a subject, and itself, that a cap held and that a trial lifts."""
    result = bench.dossier.result
    sums = {node.id: node.adjustments for node in result.nodes}
    for name, changes in {**sums, "total": result.total.adjustments}.items():
        here = subject in ("total", name) or name.startswith(f"{subject}.")
        after = trial.points(name) if any(change.kind == "cap" for change in changes) else None
        if here and after is not None and _is_lifted(bench.base.points(name), after):
            yield name, after, _label_of(bench, name)


def _is_lifted(before: Fraction | None, after: Fraction | None) -> bool:
    return before is not None and after is not None and after > before


def _try_roundings(
    bench: Workbench, declared: Fraction
) -> Iterator[tuple[str, tuple[tuple[str, object], ...], Trial]]:
    """Yield trials in which all rows are rounded in another way, then all sums with them."""
    rules, plan = bench.rewrites, bench.dossier.plan
    points = rules.rounds_of_points
    rule = getattr(plan.nodes[points[0]], "rule", None) if points else None
    if not isinstance(rule, RoundingRule):
        return
    groups = [("points", points)]
    if rules.rounds_of_sums:
        groups.append(("all", (*points, *rules.rounds_of_sums)))
    for name, rounds in groups:
        yield from _try_group(bench, name, rounds, rule, count_places(declared) or 0)


def _try_group(
    bench: Workbench, name: str, rounds: tuple[int, ...], rule: RoundingRule, own: int
) -> Iterator[tuple[str, tuple[tuple[str, object], ...], Trial]]:
    mode = other_mode(rule.mode)
    by_mode = bench.change_nodes((mode, name), lambda: _round_all(bench, rounds, mode))
    yield "SL851", (("mode", name_mode(mode)),), by_mode
    if rule.mode not in CUT:
        cut = bench.change_nodes(("cut", name), lambda: _round_all(bench, rounds, "down"))
        yield "SL852", (("places", rule.places),), cut
    if own < rule.places:
        fewer = bench.change_nodes(
            (own, name), lambda: bench.rewrites.round_otherwise(rounds, places=own)
        )
        yield "SL868", (("places", own), ("own", rule.places)), fewer


def _round_all(
    bench: Workbench, rounds: tuple[int, ...], mode: Mode | None = None
) -> Mapping[int, Changed]:
    return bench.rewrites.round_otherwise(rounds, mode)


def _list_rounded_first(
    bench: Workbench, subject: str, declared: Fraction, places: int | None
) -> Iterator[Alternative]:
    """Yield a sum of points that were rounded as they are printed, where no rule rounds them."""
    free = [leaf for leaf in bench.below(subject) if leaf.rule.rounding is None]
    points = {each.node.id: each.node.points for each in free if each.node.points is not None}
    printed = bench.dossier.inputs.declared.points
    own = [count_places(printed[name]) or 0 for name in points if name in printed]
    for each in sorted({count_places(declared) or 0, max(own, default=0)}):
        rounded = {name: settle(value, each) for name, value in points.items()}
        if rounded == points:
            continue
        found = bench.take_points(rounded).points(subject)
        if found is not None and found != bench.base.points(subject):
            words = (("places", each),)
            yield Alternative("SL874", settle(found, places), words, _node(subject))


# Full points


def _list_full(bench: Workbench, subject: str) -> Iterator[Alternative]:
    """Yield a heading at full points although something below it is not."""
    if subject == "total":
        return
    node = bench.dossier.nodes[subject]
    most = node.max_points
    if most is not None and node.points is not None and node.points < most:
        moves = partial(_list_short, bench, subject)
        yield Alternative("SL867", most, (), subject, moves=moves)


def _list_short(bench: Workbench, subject: str) -> Moved:
    """Return the rows below a heading that are not full, with their maxima."""
    rows = (leaf.node for leaf in bench.below(subject))
    return frozenset((each.id, each.max_points) for each in rows if each.max_points and _lost(each))


def _lost(node: NodeResult) -> bool:
    return node.points is not None and node.max_points is not None and node.points < node.max_points


def _list_judged(bench: Workbench, subject: str) -> Iterator[Alternative]:
    """Yield a sum with one criterion at full points that a judgement gives fewer."""
    for leaf in bench.below(subject):
        node = leaf.node
        most = node.max_points
        judged = node.kind == "criterion" and node.status == "judged" and _lost(node)
        if most is None or not judged or _is_told(bench, node.id, subject):
            continue
        figure = bench.take_points({node.id: most}).points(subject)
        if figure is not None:
            moves = partial(_move, node.id, most)
            yield Alternative("SL867", figure, (), node.id, moves=moves)


def _move(name: str, points: Fraction) -> Moved:
    return frozenset({(name, points)})


def _is_told(bench: Workbench, name: str, subject: str) -> bool:
    """Return whether the points of a row, or of what stands between it and a sum, are declared."""
    while name and name != subject:
        if bench.dossier.declared(name) is not None:
            return True
        name = name.rpartition(".")[0]
    return False


# One row


def _list_by_row(bench: Workbench, subject: str, computed: Fraction) -> Iterator[Alternative]:
    """Yield a sum with a mistake in one of the rows that declare no points of their own."""
    yield from _list_judged(bench, subject)
    for leaf in bench.undeclared:
        if subject != "total" and not leaf.node.id.startswith(f"{subject}."):
            continue
        for each in list_rows(bench, leaf, None):
            figure = _put_row(bench, subject, leaf, each.figure, computed)
            if figure is not None and figure != computed:
                yield replace(each, figure=figure)


def _put_row(
    bench: Workbench, subject: str, leaf: Leaf, points: Fraction, computed: Fraction
) -> Fraction | None:
    """Return a sum with other points in one row."""
    before = leaf.node.computed
    if before is None or points == before:
        return None
    if bench.is_plain:
        return computed - before + points
    return bench.take_points({leaf.node.id: points}).points(subject)
