"""What a form says of an indicator in words: target, actual, reasons, explanations, deductions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from scorelib.engine.outcome.views import FactUsed, Finding, NodeResult
from scorelib.ground.errors import Text
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import explain_node
from scorelib.reading.reports.cells import NOTHING, join
from scorelib.reading.reports.filling.amounts import find_rate
from scorelib.reading.reports.filling.desk import Desk
from scorelib.reading.reports.filling.figures import show_points
from scorelib.words.numbers import print_number, print_percent, print_points

__all__ = [
    "list_deductions",
    "list_reasons",
    "say_actual",
    "say_deduction",
    "say_deviation",
    "say_finding",
    "say_target",
    "tell",
]


def say_target(desk: Desk, node: NodeResult) -> str:
    """Return the target (年度指标值) of an indicator as the project wrote it."""
    item = desk.items.get(node.id)
    return NOTHING if item is None or item.target is None else item.target


def say_actual(desk: Desk, node: NodeResult) -> str:
    """Return the actual (实际完成值) as written; of the execution the rate, else the facts."""
    item = desk.items.get(node.id)
    if item is not None:
        return NOTHING if item.actual is None else item.actual
    if node.id == desk.result.plan.key_nodes.execution:
        rate = find_rate(desk.result, "total")
        if rate is not None:
            return print_percent(rate, 2)
    return join((_say_fact(desk, fact) for fact in node.facts), desk.lang) or NOTHING


def _say_fact(desk: Desk, fact: FactUsed) -> str:
    """Return a fact with its unit, or why there is none."""
    name = fact.label.to(desk.lang)
    if fact.text is None:
        state = "not_given" if fact.state in (None, "missing") else fact.state
        return f"{name} {label(state or '', desk.lang)}"
    unit = fact.unit.name if fact.unit is not None and fact.text.strip()[-1:].isdecimal() else ""
    return f"{name} {fact.text.strip()}{unit}"


def say_deviation(desk: Desk, node: NodeResult) -> str:
    """Return the reasons given for a deviation; where points are missing and none is, a gap."""
    reasons = list(_list_reasons(desk, node))
    if node.reason is not None and node.status != "taken-over":
        reasons.append(node.reason.reason)
    found = dict.fromkeys(each.to(desk.lang) for each in reasons)
    if found:
        return join(found, desk.lang)
    return label("layout.to_fill", desk.lang) if _falls_short(node) else NOTHING


def _list_reasons(desk: Desk, node: NodeResult) -> Iterator[Text]:
    """Yield the reasons that the project gives for an indicator: with it, and in its round."""
    item, chosen = desk.items.get(node.id), desk.result.inputs.declared.chosen
    if item is not None and item.reason is not None:
        yield item.reason
    if chosen is not None and node.id in chosen.reasons:
        yield chosen.reasons[node.id]


def list_reasons(desk: Desk) -> Iterator[str]:
    """Yield each reason that the project gives for a deviation, with the indicator it is of."""
    for node in desk.result.nodes:
        reasons = dict.fromkeys(each.to(desk.lang) for each in _list_reasons(desk, node))
        if reasons:
            text = join(reasons, desk.lang)
            yield label("layout.lost", desk.lang, label=node.label.to(desk.lang), text=text)


def _falls_short(node: NodeResult) -> bool:
    if node.points is None or node.max_points is None:
        return node.open
    return node.points < node.max_points


def say_deduction(desk: Desk, node: NodeResult) -> str:
    """Return how many points an indicator lost and why; nothing where it lost none."""
    if not _falls_short(node):
        return ""
    why = join(dict.fromkeys(_list_causes(desk, node)), desk.lang)
    if node.points is None or node.max_points is None:
        said = show_points(node, desk.lang).text
    else:
        lost = print_points(node.max_points - node.points, node.places)
        said = label("layout.deducted", desk.lang, lost=lost)
    return label("layout.lost", desk.lang, label=said, text=why) if why else said


def _list_causes(desk: Desk, node: NodeResult) -> Iterator[str]:
    """Yield why an indicator lost points: the figures themselves, and who gives which reason."""
    if node.substituted is not None:
        yield node.substituted
    own = [each.to(desk.lang) for each in _list_reasons(desk, node)]
    given = node.reason
    if given is not None:
        by, reason = given.by.to(desk.lang), given.reason.to(desk.lang)
        yield label("layout.by", desk.lang, by=by, reason=reason) if by else reason
        own = [each for each in own if each != reason]
    yield from own
    if given is None and not own:
        yield label("layout.no_reason", desk.lang)


def list_deductions(desk: Desk) -> Iterator[str]:
    """Yield each indicator that lost points, with how many and why; headings tell by theirs."""
    above = {node.parent for node in desk.result.nodes if node.kind != "criterion"}
    for node in desk.result.nodes:
        if node.id in above or node.kind == "criterion" or not desk.holds(node.id):
            continue
        text = say_deduction(desk, node)
        if text:
            yield label("layout.lost", desk.lang, label=node.label.to(desk.lang), text=text)


def say_finding(desk: Desk, finding: Finding) -> str:
    """Return a finding in a line: its severity, its code, what it is about, its words."""
    said = {"severity": label(finding.severity, desk.lang), "code": finding.code}
    said["message"] = finding.message.to(desk.lang)
    if finding.node is None or finding.node not in desk.nodes:
        return label("layout.finding_whole", desk.lang, **said)
    said["label"] = desk.nodes[finding.node].label.to(desk.lang)
    return label("layout.finding", desk.lang, **said)


def tell(desk: Desk, node: NodeResult, names: Iterable[str]) -> str:
    """Return lines of the explanation of a node, in the order in which they are asked for."""
    _, rows = explain_node(desk.result, node.id, desk.lang)
    found: list[str] = []
    for name in names:
        if name in _OWN:
            found += _OWN[name](desk, node)
        else:
            found += [row.value for row in rows if row.name == name]
    return "\n".join(each for each in found if each) or NOTHING


def _tell_criteria(desk: Desk, node: NodeResult) -> Iterator[str]:
    """Yield the criteria (要点) of an indicator, each with its points."""
    for each in desk.result.nodes:
        if each.parent != node.id or each.kind != "criterion":
            continue
        points = show_points(each, desk.lang).text
        most = NOTHING if each.max_points is None else print_number(each.max_points)
        text = f"{points} / {most}"
        yield label("layout.lost", desk.lang, label=each.label.to(desk.lang), text=text)


_OWN: Final[dict[str, Callable[[Desk, NodeResult], Iterable[str]]]] = {
    "criteria": _tell_criteria,
    "deduction": lambda desk, node: [say_deduction(desk, node)],
    "finding": lambda desk, node: [
        say_finding(desk, each) for each in desk.findings if each.node == node.id
    ],
}
"""What is told beside an explanation, or of the reconciliation where there is one."""
