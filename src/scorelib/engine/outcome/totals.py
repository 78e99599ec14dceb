"""The composition of the total, the reasons why it is conditional, and its grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Alarm, GradeRulePlan, OutputPlan
from scorelib.engine.outcome.measures import list_adjustments, measure_bands
from scorelib.engine.outcome.run import Run
from scorelib.engine.outcome.substitution import show_weights
from scorelib.engine.outcome.trace import list_clauses
from scorelib.engine.outcome.views import (
    Adjustment,
    BandResult,
    Condition,
    GradeResult,
    NodeResult,
    Output,
    Rounded,
)
from scorelib.ground.errors import Text
from scorelib.words.numbers import print_points

__all__ = ["grade_total", "list_outputs", "name_clause"]

Nodes = tuple[NodeResult, ...]

_ORIGINS = (
    ("taken-over", "SL551"),
    ("judged", "SL552"),
    ("waived", "SL553"),
    ("overridden", "SL554"),
)


def list_outputs(run: Run, nodes: Nodes) -> tuple[Output, ...]:
    """Return the outputs with their composition and the reasons why they are conditional."""
    conditions = tuple(_list_conditions(run, nodes))
    return tuple(_read_output(run, nodes, plan, conditions) for plan in run.plan.outputs)


def _read_output(
    run: Run, nodes: Nodes, plan: OutputPlan, conditions: tuple[Condition, ...]
) -> Output:
    def number(node: int) -> Fraction:
        value = run.values[node]
        return value if isinstance(value, Fraction) else Fraction(0)

    points = run.values[plan.points]
    return Output(
        plan.id,
        points if isinstance(points, Fraction) else None,
        number(plan.max_points),
        number(plan.computed_part),
        number(plan.other_part),
        number(plan.unscored),
        number(plan.max_points) - number(plan.excluded),
        number(plan.gross),
        number(plan.gross_max),
        conditions,
        plan.places,
        *show_changes(run, plan),
        *_show_formula(run, nodes, plan, isinstance(points, Fraction)),
    )


def _show_formula(run: Run, nodes: Nodes, plan: OutputPlan, known: bool) -> tuple[str, str | None]:
    """Return what the total is made of: the nodes of level one, in names and in figures."""
    top = [node for node in nodes if node.parent is None]
    weights = show_weights(run, plan.weights)
    names = [f"{node.id}{weights.get(node.id, '')}" for node in top]
    figures = [
        f"{print_points(node.points, node.places)}{weights.get(node.id, '')}"
        for node in top
        if node.points is not None
    ]
    if plan.aggregate is None:
        formula, substituted = " + ".join(names), " + ".join(figures)
    else:
        formula = f"{plan.aggregate}({', '.join(names)})"
        substituted = f"{plan.aggregate}({', '.join(figures)})"
    return formula, substituted if known else None


def show_changes(run: Run, plan: OutputPlan) -> tuple[Rounded | None, tuple[Adjustment, ...]]:
    """Return the rounding and the adjustments of an output, as far as they changed anything."""
    before, after = run.values[plan.raw], run.values[plan.points]
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return None, ()

    def read(node: int | None) -> Fraction | None:
        found = None if node is None else run.values[node]
        return found if isinstance(found, Fraction) else None

    adjustments = list_adjustments(plan.changes, read, read(plan.max_points))
    rounding = None if plan.rounding is None else Rounded(before, after, plan.rounding)
    return rounding, adjustments


def _list_conditions(run: Run, nodes: Nodes) -> Iterator[Condition]:
    """Yield why a total is conditional: what it rests on besides facts and verified clauses."""
    yield from _list_origins(run, nodes)
    leaves = [node for node in nodes if node.method is not None]
    for status, code in _ORIGINS:
        found = [node for node in leaves if node.status == status]
        if found:
            ids = tuple(node.id for node in found)
            yield Condition(code, (("count", len(found)),), ids)
    yield from _list_alarm_conditions(run, nodes)
    yield from _list_inferred(run, nodes)
    clauses = [*list_clauses(nodes), *_outer_clauses(run)]
    for status, code in (("unverified", "SL555"), ("inferred", "SL559")):
        resting = [(clause, node) for clause, node in clauses if clause.status == status]
        if resting:
            names = name_clauses(clause for clause, _ in resting)
            ids = tuple(dict.fromkeys(node for _, node in resting if node))
            yield Condition(code, (("clauses", names),), ids)
    if run.assumptions:
        yield Condition("SL558", (("count", len(run.assumptions)),))


def _list_origins(run: Run, nodes: Nodes) -> Iterator[Condition]:
    """Yield that clauses are another place's, or the whole ruleset is: the first thing to know."""
    resting = [*list_clauses(nodes), *_outer_clauses(run)]
    borrowed = [(clause, node) for clause, node in resting if clause.borrowed_from]
    if borrowed:
        layers = tuple(dict.fromkeys(clause.borrowed_from for clause, _ in borrowed))
        names = name_clauses(clause for clause, _ in borrowed)
        ids = tuple(dict.fromkeys(node for _, node in borrowed if node))
        count = len({clause for clause, _ in borrowed})
        words = (("layers", layers), ("clauses", names), ("count", count))
        yield Condition("SL566", words, ids)
    head = run.ruleset
    search, place = head.search, head.jurisdiction
    if search is None or search.asked is None or place is None or place.code == search.place:
        return
    applied = Text(f"{place.name.zh}（{place.code}）", f"{place.name.en} ({place.code})")
    named = (("asked", search.asked), ("applied", applied), ("ruleset", head.reference))
    yield Condition("SL567", named)


def _list_inferred(run: Run, nodes: Nodes) -> Iterator[Condition]:
    """Yield that maxima which count are inferred, because none is printed."""
    found = [
        node
        for node in nodes
        if node.id in run.inputs.inferred and (node.points is not None or node.open)
    ]
    if found:
        labels = tuple(node.label for node in found)
        yield Condition("SL568", (("labels", labels),), tuple(node.id for node in found))


def _outer_clauses(run: Run) -> Iterator[tuple[Clause, str]]:
    """Yield the clauses of the ruleset itself: its period, its roundings, its grades."""
    for clause in (*run.plan.clauses, *(run.plan.grade.clauses if run.plan.grade else ())):
        yield clause, ""


def name_clause(clause: Clause) -> Text:
    """Return a clause as its document's title with the clause in brackets."""
    return name_clauses([clause])[0]


def name_clauses(clauses: Iterable[Clause]) -> tuple[Text, ...]:
    """Return clauses as the titles of their documents, each once, with its clauses in brackets."""
    by_title: dict[Text, list[str]] = {}
    for clause in dict.fromkeys(clauses):
        named = by_title.setdefault(clause.title, [])
        if clause.clause is not None and clause.clause not in named:
            named.append(clause.clause)
    return tuple(_add_clauses(title, named) for title, named in by_title.items())


def _add_clauses(title: Text, named: list[str]) -> Text:
    if not named:
        return title
    return Text(f"{title.zh}（{'、'.join(named)}）", f"{title.en} ({', '.join(named)})")


def _list_alarm_conditions(run: Run, nodes: Nodes) -> Iterator[Condition]:
    by_reason: dict[str, list[str]] = {}
    for alarm, node in _find_reasons(run):
        by_reason.setdefault(alarm.reason or "", []).append(node)
    for code in sorted(by_reason):
        ids = tuple(dict.fromkeys(by_reason[code]))
        labels = tuple(_label_of(nodes, node) for node in ids)
        yield Condition(code, (("labels", labels),), ids)


def _find_reasons(run: Run) -> Iterable[tuple[Alarm, str]]:
    for alarm in run.plan.alarms:
        if alarm.reason is None:
            continue
        value: Any = run.values[alarm.when]
        if alarm.slot is not None and run.plan.scopes[alarm.when] is not None:
            for place, holds in enumerate(value):
                if holds is True:
                    yield alarm, f"{alarm.slot}.{run.inputs.items[alarm.slot][place].id}"
        elif value is True:
            yield alarm, alarm.node or "total"


def _label_of(nodes: Nodes, node: str) -> Text:
    found = next((each.label for each in nodes if each.id == node), None)
    return found or Text("总分", "Total")


def grade_total(run: Run, nodes: Nodes, total: Output) -> GradeResult:
    """Return the grade of the total, or the reason why there is none."""
    plan = run.plan.grade
    if plan is None:
        unscored = tuple(_list_unscored(nodes)) if total.points is None else ()
        code = "SL561" if unscored else "SL562"
        words = (("labels", unscored),) if unscored else ()
        return GradeResult(None, None, False, absent=Condition(code, words))
    chosen, value = run.values[plan.node], run.values[plan.value]
    rule = next((rule for rule in plan.rules if run.values[rule.when] is True), None)
    if not isinstance(chosen, str):
        unscored = tuple(_list_unscored(nodes))
        open_rules = [rule.label for rule in plan.rules if not _is_settled(run, rule)]
        if total.points is not None and open_rules:
            words = (("rules", tuple(open_rules)),)
            return GradeResult(None, None, False, absent=Condition("SL519", words))
        if not unscored:
            # Nothing applies, or the rule itself has no figure for what there is.
            silent = run.values[run.plan.outputs[0].points] is State.UNDEFINED
            code = "SL520" if silent else "SL564"
            return GradeResult(None, None, False, absent=Condition(code, ()))
        return GradeResult(None, None, False, absent=Condition("SL561", (("labels", unscored),)))
    label = next(band.label for name, band in plan.bands if name == chosen)
    bands: tuple[BandResult, ...] = ()
    if isinstance(value, Fraction):
        bands = measure_bands([(band, None) for _, band in plan.bands], value, None)
    clauses = (*rule.clauses, *plan.clauses) if rule else plan.clauses
    by_rule = None if rule is None else (rule.id, rule.label)
    return GradeResult(chosen, label, bool(total.conditional), bands, clauses, rule=by_rule)


def _is_settled(run: Run, rule: GradeRulePlan) -> bool:
    """Return whether it can be told if a rule on the grade holds."""
    return isinstance(run.values[rule.when], bool)


def _list_unscored(nodes: Nodes) -> Iterator[Text]:
    """Yield the lowest nodes that are without points and should have some."""
    above = {node.parent for node in nodes if node.open}
    for node in nodes:
        if node.open and node.id not in above:
            yield node.label
