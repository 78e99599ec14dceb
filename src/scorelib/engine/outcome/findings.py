"""Findings: what a reader of a result should look at, read from the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.plan import Alarm
from scorelib.engine.outcome.additions import Adder
from scorelib.engine.outcome.agreement import agrees_as_printed, compare_printings
from scorelib.engine.outcome.baseline import compare_baseline
from scorelib.engine.outcome.comparisons import list_absent
from scorelib.engine.outcome.extras import show_figure
from scorelib.engine.outcome.run import AssumptionOutcome, Run
from scorelib.engine.outcome.tolerance import agrees_as_added
from scorelib.engine.outcome.totals import name_clause
from scorelib.engine.outcome.views import Condition, Finding, GradeResult, NodeResult, Output
from scorelib.ground.errors import Text
from scorelib.words.numbers import count_places, print_number, print_percent, print_points

__all__ = ["COVERED_BY", "list_findings"]

Nodes = tuple[NodeResult, ...]


def list_findings(run: Run, nodes: Nodes, total: Output, grade: GradeResult) -> tuple[Finding, ...]:
    """Return the findings of a result, in the order of the tree, the ruleset's checks last."""
    order = {node.id: place for place, node in enumerate(nodes)}
    found = [
        *_raise_alarms(run, nodes),
        *_list_awaiting(run),
        *_compare_declared(run, nodes, total, grade),
    ]
    by_id = {node.id: node for node in nodes}
    found += compare_baseline(run, by_id)
    found += compare_printings(run, by_id, total, grade)
    found += _list_cap(total)
    found += list_absent(run)
    found += [_report_assumption(nodes, outcome) for outcome in run.assumptions]
    found += _list_choices(run)
    if run.inputs.untried is not None:
        used = f"{run.ruleset.id}@{run.ruleset.edition}"
        found.append(
            Finding("SL534", "question", (("own", run.inputs.untried), ("used", used)), None)
        )
    said = {(finding.code, finding.node) for finding in found}
    found = [
        finding
        for finding in found
        if not _is_covered(finding, said) and not _is_printed_shorter(run, finding, by_id)
    ]
    return tuple(sorted(found, key=lambda f: order.get(f.node or "", len(order))))


def _list_choices(run: Run) -> Iterator[Finding]:
    """Yield what the caller chose otherwise than the project says: the ruleset, the day."""
    project = run.project
    chosen = (
        (_RULESET, project.own_ruleset, run.ruleset.reference),
        (_DAY, project.own_day, project.evaluated_on),
    )
    for what, own, used in chosen:
        if own is not None:
            words = (("what", what), ("own", own), ("used", used))
            yield Finding("SL569", "question", words, None)


_RULESET, _DAY = Text("规则", "ruleset"), Text("评价日期", "day of judging")

COVERED_BY = {"SL507": ("SL518", "SL539", "SL504", "SL506", "SL508", "SL512"), "SL505": ("SL504",)}
"""Findings that say no more than a more specific one about the same node."""


def _is_covered(finding: Finding, said: set[tuple[str, str | None]]) -> bool:
    return any((code, finding.node) in said for code in COVERED_BY.get(finding.code, ()))


def _is_printed_shorter(run: Run, finding: Finding, nodes: Mapping[str, NodeResult]) -> bool:
    """Return whether declared points differ only in that nobody rounds the computed ones."""
    node = nodes.get(finding.node or "")
    if finding.code != "SL505" or node is None or node.declared is None:
        return False
    computed = node.points if node.method is None else node.computed
    if computed is None:
        return False
    if agrees_as_printed(node.declared, computed, node.places):
        return True
    below = [each for name, each in nodes.items() if name.startswith(f"{node.id}.")]
    return agrees_as_added(run.plan, below, run.inputs.declared.points, node.declared, computed)


def _raise_alarms(run: Run, nodes: Nodes) -> Iterator[Finding]:
    for alarm in run.plan.alarms:
        if alarm.slot is None:
            if run.values[alarm.when] is True:
                yield _fill_alarm(run, nodes, alarm, None)
        else:
            scoped = run.plan.scopes[alarm.when] is not None
            for place in range(len(run.inputs.items.get(alarm.slot, ()))):
                holds = run.values[alarm.when][place] if scoped else run.values[alarm.when]
                if holds is True:
                    yield _fill_alarm(run, nodes, alarm, place)


def _fill_alarm(run: Run, nodes: Nodes, alarm: Alarm, place: int | None) -> Finding:
    """Return the finding of an alarm that went off, with its figures."""
    node, label = alarm.node, Text("", "")
    if alarm.slot is not None and place is not None:
        item = run.inputs.items[alarm.slot][place]
        node, label = f"{alarm.slot}.{item.id}", item.label
    elif node is not None:
        label = _label_of(run, node)
    arguments: list[tuple[str, object]] = [("label", label)]
    for name, number, places in alarm.numbers:
        value: Any = run.values[number]
        if run.plan.scopes[number] is not None and place is not None:
            value = value[place]
        shown = print_points(value, places) if isinstance(value, Fraction) else "–"
        arguments.append((name, shown))
    arguments += list(alarm.words)
    if alarm.node == "total":
        node = None
    return Finding(alarm.code, alarm.severity, tuple(arguments), node, _evidence(run, nodes, alarm))


def _label_of(run: Run, node: str) -> Text:
    if node == "total":
        return Text("总分", "Total")
    return next(o.label for o in run.plan.occurrences if o.id == node)


def _evidence(run: Run, nodes: Nodes, alarm: Alarm) -> tuple[Text, ...]:
    """Return what a finding on maxima rests on: the maxima of the children, one by one."""
    if alarm.code not in ("SL501", "SL502"):
        shown = tuple(show_figure(run, name) for name in alarm.shown)
        return shown + tuple(
            Text(f"依据：{c.zh}", f"rests on: {c.en}") for c in map(name_clause, alarm.clauses)
        )
    children = [node for node in nodes if node.parent == alarm.node]
    return tuple(
        Text(
            f"{child.label.zh} {_show(child.max_points)}",
            f"{child.label.en} {_show(child.max_points)}",
        )
        for child in children
    )


def _show(value: Fraction | None, places: int | None = None) -> str:
    return "–" if value is None else print_number(value, places)


def _list_awaiting(run: Run) -> Iterator[Finding]:
    """Yield each of the project's own indicators that a machine cannot score, and why."""
    for slot, records in run.inputs.items.items():
        for record in records:
            if record.awaiting is None:
                continue
            code, arguments = record.awaiting
            reason = Condition(code, arguments).message
            words = (("label", record.label), ("reason", reason))
            written = tuple(
                Text(f"{zh}：{text}", f"{en}: {text}")
                for zh, en, text in (
                    ("年度指标值", "target", record.target),
                    ("实际完成值", "actual", record.actual),
                )
                if text is not None
            )
            yield Finding("SL512", "question", words, f"{slot}.{record.id}", written)


def _compare_declared(
    run: Run, nodes: Nodes, total: Output, grade: GradeResult
) -> Iterator[Finding]:
    """Yield a finding where the declared total or grade is not the one that came out."""
    declared, said = run.inputs.declared_total, run.inputs.declared_grade
    added = run.inputs.declared_sum
    if (
        declared is not None
        and added is not None
        and _misses(run, added, declared)
        and all(_misses(run, each, declared) for each in _list_sums(run, nodes))
    ):
        yield Finding(
            "SL533", "error", (("total", _show(added)), ("declared", _show(declared))), None
        )
    points = total.points
    if (
        declared is not None
        and points is not None
        and declared != points
        and not agrees_as_printed(declared, points, total.places)
        and not agrees_as_added(run.plan, nodes, run.inputs.declared.points, declared, points)
    ):
        by = _OVERRIDDEN if any(node.override is not None for node in nodes) else _BY_RULES
        words = _name_totals(run, declared, total, None if said is not None else grade.label)
        yield Finding("SL516", "error", (*words, ("by", by)), None)
    if (
        said is not None
        and grade.label is not None
        and said.strip() not in (grade.id, *grade.label)
    ):
        computed = _mark(grade.label, grade.conditional)
        yield Finding("SL517", "error", (("declared", said), ("computed", computed)), None)


_BY_RULES = Text("按规则得", "by the rules")
_OVERRIDDEN = Text("计入改定后为", "with what was overridden")


def _list_sums(run: Run, nodes: Nodes) -> tuple[Fraction, ...]:
    """Return what the declared points add up to where the rule holds and rounds their sums."""
    terms = run.inputs.declared_terms or {}
    adder = Adder.of(run, nodes)
    found = adder.add(
        None, lambda node: None if node.id in adder.below else terms.get(node.id, Fraction(0))
    )
    return () if found is None else found.figures


def _misses(run: Run, added: Fraction, declared: Fraction) -> bool:
    """Return whether a declared total is another than the declared points add up to.

    Where the rule makes more of points than a sum they tell nothing of the total; where it rounds
    on the way, or does not round the points, the total may be off by what was rounded away.
    """
    output = run.plan.outputs[0]
    headings = [each for each in run.plan.occurrences if each.is_heading]
    changes = [*output.changes, *(change for each in headings for change in each.changes)]
    made = [output.aggregate, *(each.aggregate for each in headings)]
    if any(made) or any(change.kind == "rebase" for change in changes):
        return False
    leaves = [each for each in run.plan.occurrences if not each.is_heading]
    rules = [output.rounding, *(each.rounding for each in headings)]
    steps = [rule.quantum for rule in rules if rule is not None]
    if all(each.rounding is not None for each in leaves):
        finest = min(each.rounding.quantum for each in leaves if each.rounding is not None)
        # A sum of points is not changed by a rounding as fine as theirs.
        slack = sum((step for step in steps if step > finest), Fraction(0))
    else:
        places = max(count_places(each) or 0 for each in run.inputs.declared.points.values())
        count = len(run.inputs.declared.points)
        slack = sum(steps, Fraction(0)) + Fraction(count, 10**places)
    return abs(added - declared) > slack / 2


def _name_totals(
    run: Run, declared: Fraction, total: Output, grade: Text | None
) -> tuple[tuple[str, object], ...]:
    """Return the declared and the computed total.

    Where the form names no grade, what its total would be called by the same edges is told, if
    that is another grade: it shows what hangs on the difference.
    """
    shown: Text | str = _show(declared)
    points = "–" if total.points is None else print_points(total.points, total.places)
    computed = _mark(points, bool(total.conditional))
    bands = run.plan.grade.bands if run.plan.grade else ()
    own = next((band.label for _, band in bands if band.holds(declared)), None)
    if grade is not None and own is not None and own != grade:
        shown = Text(
            f"{shown}（按同样的等级线为“{own.zh}”）", f"{shown} (“{own.en}” by the same edges)"
        )
        computed = Text(f"{computed.zh}，为“{grade.zh}”", f"{computed.en}, “{grade.en}”")
    return (("declared", shown), ("computed", computed))


def _mark(words: Text | str, conditional: bool) -> Text:
    """Return a total or grade with the word that it is conditional, wherever it is printed."""
    both = words if isinstance(words, Text) else Text(words, words)
    return Text(f"{both.zh}（有条件）", f"{both.en} (conditional)") if conditional else both


def _list_cap(total: Output) -> Iterator[Finding]:
    """Yield the total as it would be without any cap, or that all maxima are more than it."""
    if total.points is None and total.gross_max > total.max_points:
        sums = (("gross_max", _show(total.gross_max)), ("max_points", _show(total.max_points)))
        yield Finding("SL574", "error", sums, None)
    if total.points is None or total.gross_max <= total.max_points:
        return
    shown = (
        ("gross", _show(total.gross, total.places)),
        ("gross_max", _show(total.gross_max)),
        ("points", _mark(_show(total.points, total.places), bool(total.conditional))),
        ("max_points", _show(total.max_points)),
    )
    yield Finding("SL513", "warning", shown, None)


def _report_assumption(nodes: Nodes, outcome: AssumptionOutcome) -> Finding:
    labels = {node.id: node for node in nodes}
    watched = []
    for name, points, share in outcome.watched:
        node = labels[name]
        # Where the maximum is not given there is still a rate to tell.
        told = print_percent(share) if points is None and share else _show(points, node.places)
        watched.append(Text(f"{node.label.zh} {told}", f"{node.label.en} {told}"))
    none = Text("无", "none")
    shown = (
        ("message", outcome.message),
        (
            "total",
            none
            if outcome.total is None
            else _mark(_show(outcome.total, outcome.places), outcome.conditional),
        ),
        ("grade", none if outcome.grade is None else _mark(outcome.grade, outcome.conditional)),
        ("watched", tuple(watched)),
    )
    place = outcome.watched[0][0] if outcome.watched else None
    return Finding("SL515", "question", shown, place)
