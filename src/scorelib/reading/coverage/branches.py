"""Branches of formulas that the ruleset writes: arms of `if`, sides of `min` and `max`, edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scorelib.compiler.graph.nodes import Choose, Compare, Constant, Extreme, State
from scorelib.compiler.graph.plan import Occurrence
from scorelib.compiler.graph.walk import nodes_below, operands_of
from scorelib.reading.coverage.probes import Decides, Meets, Takes
from scorelib.reading.coverage.reach import CHECK
from scorelib.reading.coverage.sites import Loc
from scorelib.reading.coverage.target import Survey, Target, say

__all__ = ["list_branches"]

_ORDERED = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula as the ruleset writes it: its node, where it stands, the place it belongs to.

    `most` is the maximum to which the method around it holds its figure, by itself.
    """

    root: int
    path: Loc
    node: str
    most: int | None = None


def list_branches(survey: Survey) -> Iterator[Target]:
    """Yield the arms, sides and edges of every formula of the ruleset."""
    calls = {call.node for call in survey.plan.calls}
    named = {node for node, _ in survey.plan.names}
    named |= {value.node for value in survey.plan.values}
    named |= {each.points for each in survey.plan.occurrences}
    grade = survey.plan.grade
    named |= set() if grade is None else {grade.value}
    for formula in _list_formulas(survey):
        seen: set[int] = set()
        stack = [formula.root]
        while stack:
            node = stack.pop()
            if node in seen | calls or (node in named and node != formula.root):
                continue
            seen.add(node)
            stack += operands_of(survey.plan.nodes[node])
            yield from _list_node(survey, formula, node)


def _list_formulas(survey: Survey) -> Iterator[_Formula]:
    yield from _list_figures(survey)
    yield from _list_conditions(survey)
    for occurrence in survey.plan.occurrences:
        yield from _list_settings(survey, occurrence)


def _list_figures(survey: Survey) -> Iterator[_Formula]:
    """Yield the formulas of derived values, of further outputs and of statistics."""
    plan = survey.plan
    for value in plan.values:
        yield _Formula(value.raw, ("values", value.id, "formula"), value.id)
    for extra in plan.extras:
        if extra.raw is not None:
            yield _Formula(extra.raw, ("outputs", extra.id, "formula"), extra.id)
    for statistic in plan.cohort:
        yield _Formula(statistic.node, ("cohort", statistic.id, "of"), statistic.id)


def _list_conditions(survey: Survey) -> Iterator[_Formula]:
    """Yield the conditions of kinds of projects, of checks and of vetoes."""
    plan = survey.plan
    for profile in plan.profiles:
        yield _Formula(profile.when, ("profiles", profile.id, "when"), profile.id)
    checks = [alarm for alarm in plan.alarms if alarm.code == CHECK]
    for index, alarm in enumerate(checks):
        name = str(dict(alarm.words).get("id", index))
        yield _Formula(alarm.when, ("checks", index, "assert"), name)
    for index, rule in enumerate(plan.grade.rules if plan.grade else ()):
        path: Loc = ("grade_rules", index)
        if survey.sites.has((*path, "when")):
            yield _Formula(rule.when, (*path, "when"), rule.id)
        elif survey.sites.has((*path, "below")):
            for node in _find_below(survey, rule.when):
                yield _Formula(node, (*path, "below"), rule.id)


def _find_below(survey: Survey, root: int) -> Iterator[int]:
    """Yield the comparison of a place of the tree with the figure that a veto states."""
    grade = survey.plan.grade
    for number in sorted(nodes_below(survey.plan.nodes, root)):
        node = survey.plan.nodes[number]
        if isinstance(node, Compare) and node.operator == "<":
            fixed = isinstance(survey.plan.nodes[node.right], Constant)
            if fixed and (grade is None or node.left != grade.value):
                yield number


def _list_settings(survey: Survey, occurrence: Occurrence) -> Iterator[_Formula]:
    """Yield the formulas of a method."""
    path = survey.sites.find_method(occurrence)
    if occurrence.method == "formula" and occurrence.raw is not None:
        yield _Formula(occurrence.raw, (*path, "points"), occurrence.id)
    for key in ("when", "value", "measure", "share"):
        yield from _find_written(survey, occurrence, (*path, key))
    conditions = _list_when(survey, occurrence)
    entries = _list_entries(survey, path)
    for option, when, at in zip(occurrence.options, conditions, entries, strict=False):
        yield _Formula(when, (*at, "when"), occurrence.id)
        yield _Formula(option.points, (*at, "points"), occurrence.id)


def _list_when(survey: Survey, occurrence: Occurrence) -> tuple[int, ...]:
    """Return the conditions of the options as they are written, each without those before it."""
    node = None if occurrence.raw is None else survey.plan.nodes[occurrence.raw]
    if occurrence.method == "cases" and isinstance(node, Choose):
        return node.conditions
    return tuple(option.when for option in occurrence.options)


def _find_written(survey: Survey, occurrence: Occurrence, path: Loc) -> Iterator[_Formula]:
    """Yield the parts of a method's figure that come from a formula with branches of its own."""
    written = survey.sites.node(path)
    if occurrence.raw is None or not isinstance(written, str):
        return
    if any(word in written for word in (" if ", "min(", "max(", "<", ">")):
        yield _Formula(occurrence.raw, path, occurrence.id, occurrence.max_points)


def _list_entries(survey: Survey, path: Loc) -> list[Loc]:
    """Return where the cases or requirements of a method are written."""
    return survey.sites.below((*path, "cases")) or survey.sites.below((*path, "entries"))


def _list_node(survey: Survey, formula: _Formula, number: int) -> Iterator[Target]:
    node = survey.plan.nodes[number]
    if isinstance(node, Choose):
        yield from _list_arms(survey, formula, number, node)
    elif isinstance(node, Extreme) and formula.most not in node.operands:
        for operand in node.operands:
            value, whole = survey.print(operand), survey.print(number)
            words = (
                say("cover_side", value=value),
                say("cover_side_hint", formula=whole, value=value),
            )
            yield survey.make(
                "branch", formula.path, formula.node, words, [Decides(number, operand)]
            )
    elif isinstance(node, Compare) and node.operator in _ORDERED:
        left, right = survey.print(node.left), survey.print(node.right)
        words = (
            say("cover_meet", formula=survey.print(number)),
            say("cover_meet_hint", left=left, right=right),
        )
        yield survey.make("edge", formula.path, formula.node, words, [Meets(number)])


def _list_arms(survey: Survey, formula: _Formula, number: int, node: Choose) -> Iterator[Target]:
    for arm, value in enumerate(node.values):
        found = survey.plan.nodes[value]
        if isinstance(found, Constant) and isinstance(found.value, State):
            continue
        shown = survey.print(value)
        if arm < len(node.conditions):
            when = survey.print(node.conditions[arm])
            words = (
                say("cover_arm", arm=arm + 1, value=shown),
                say("cover_arm_hint", when=when),
            )
        else:
            words = (say("cover_last_arm", value=shown), say("cover_last_arm_hint"))
        yield survey.make("branch", formula.path, formula.node, words, [Takes(number, arm)])
