"""The composition of the total, the reasons why it is conditional, and its grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.plan import Alarm, Clause, OutputPlan
from scorelib.engine.run import Run
from scorelib.engine.trace import list_clauses, measure_bands
from scorelib.engine.views import (
    Adjustment,
    Condition,
    GradeResult,
    NodeResult,
    Output,
    Rounded,
)
from scorelib.ground.errors import Text

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
    return tuple(_read_output(run, plan, conditions) for plan in run.plan.outputs)


def _read_output(run: Run, plan: OutputPlan, conditions: tuple[Condition, ...]) -> Output:
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
    )


def show_changes(run: Run, plan: OutputPlan) -> tuple[Rounded | None, tuple[Adjustment, ...]]:
    """Return the rounding and the cap of an output, as far as they changed anything."""
    before, after = run.values[plan.raw], run.values[plan.points]
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return None, ()
    adjustments: tuple[Adjustment, ...] = ()
    if plan.cap is not None and (limit := run.values[plan.cap[1]]) < before:
        adjustments = (Adjustment("cap", before, limit, limit),)
        before = limit
    rounding = None if plan.rounding is None else Rounded(before, after, plan.rounding)
    return rounding, adjustments


def _list_conditions(run: Run, nodes: Nodes) -> Iterator[Condition]:
    """Yield why a total is conditional: what it rests on besides facts and verified clauses."""
    leaves = [node for node in nodes if node.kind != "dimension"]
    for status, code in _ORIGINS:
        found = [node for node in leaves if node.status == status]
        if found:
            ids = tuple(node.id for node in found)
            yield Condition(code, (("count", len(found)),), ids)
    yield from _list_alarm_conditions(run, nodes)
    clauses = [*list_clauses(nodes), *_outer_clauses(run)]
    for status, code in (("unverified", "SL555"), ("inferred", "SL559")):
        resting = [(clause, node) for clause, node in clauses if clause.status == status]
        if resting:
            names = dict.fromkeys(name_clause(clause) for clause, _ in resting)
            ids = tuple(dict.fromkeys(node for _, node in resting if node))
            yield Condition(code, (("clauses", tuple(names)),), ids)
    if run.assumptions:
        yield Condition("SL558", (("count", len(run.assumptions)),))


def _outer_clauses(run: Run) -> Iterator[tuple[Clause, str]]:
    """Yield the clauses of the ruleset itself: its period, its roundings, its grades."""
    for clause in (*run.plan.clauses, *(run.plan.grade.clauses if run.plan.grade else ())):
        yield clause, ""


def name_clause(clause: Clause) -> Text:
    """Return a clause as its document's title with the clause in brackets."""
    if clause.clause is None:
        return clause.title
    return Text(f"{clause.title.zh}（{clause.clause}）", f"{clause.title.en} ({clause.clause})")


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
        return GradeResult(None, None, False, absent=Condition("SL562", ()))
    chosen, value = run.values[plan.node], run.values[plan.value]
    if not isinstance(chosen, str) or not isinstance(value, Fraction):
        unscored = tuple(_list_unscored(nodes))
        if not unscored:
            return GradeResult(None, None, False, absent=Condition("SL564", ()))
        return GradeResult(None, None, False, absent=Condition("SL561", (("labels", unscored),)))
    label = next(band.label for name, band in plan.bands if name == chosen)
    bands = measure_bands([(band, None) for _, band in plan.bands], value, None)
    return GradeResult(chosen, label, bool(total.conditional), bands, plan.clauses)


def _list_unscored(nodes: Nodes) -> Iterator[Text]:
    """Yield the lowest nodes that are without points and should have some."""
    above = {node.parent for node in nodes if node.open}
    for node in nodes:
        if node.open and node.id not in above:
            yield node.label
