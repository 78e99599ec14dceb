"""The trace (计分过程): the tree of occurrences read over the values of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import FactInput, FormPlan, Occurrence
from scorelib.compiler.graph.walk import inputs_of, nodes_below
from scorelib.engine.intake.desk import Reason
from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.comparisons import describe_statistic
from scorelib.engine.outcome.lookups import (
    list_table_clauses,
)
from scorelib.engine.outcome.measures import list_adjustments, measure_bands
from scorelib.engine.outcome.memory import keep
from scorelib.engine.outcome.occurrences import (
    View,
    fact_of,
    formula_node,
    list_views,
    places_of,
)
from scorelib.engine.outcome.run import Run, show_day
from scorelib.engine.outcome.substitution import print_panel, show_formula, substitute
from scorelib.engine.outcome.views import (
    Adjustment,
    BandResult,
    FactUsed,
    NodeResult,
    OptionResult,
    Rounded,
)
from scorelib.ground.errors import Text

__all__ = ["NodeInParts", "list_clauses", "trace_nodes"]


def trace_nodes(run: Run) -> tuple[NodeResult, ...]:
    """Return every node of a run in document order."""
    return tuple(_trace(view) for view in list_views(run))


def _trace(view: View) -> NodeResult:
    return NodeResult(**{name: read(view) for name, read in _PARTS.items()})


class NodeInParts:
    """A node of the trace whose parts are each made when they are first read."""

    def __init__(self, run: Run, occurrence: Occurrence) -> None:
        self._view = View(run, occurrence)

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__[name] = _PARTS[name](self._view)
        return found


def _name(view: View) -> str:
    item = view.item
    return view.occurrence.id if item is None else f"{view.occurrence.id}.{item.id}"


def _method_of(view: View) -> str | None:
    form = view.form
    return form.method if form else view.occurrence.method


def _cites_of(view: View) -> tuple[Clause, ...]:
    return keep(view.run.plan, ("cites", view.rule), lambda: _list_cites(view))


def _list_cites(view: View) -> tuple[Clause, ...]:
    form = view.form
    clauses = [*view.occurrence.clauses, *(form.clauses if form else ()), *_fact_clauses(view)]
    return tuple(dict.fromkeys(clauses))


def _reason_of(view: View) -> Reason | None:
    name, reasons = _name(view), view.run.inputs.reasons
    if not reasons:
        return None
    status: Any = view.value(view.occurrence.status)
    kinds = {"judged": "judgement", "overridden": "override", "taken-over": "assessment"}
    kind = kinds.get(status, "state")
    if status == "judged" and ("reduction", name) in reasons:
        kind = "reduction"
    return reasons.get((kind, name))


def _computed_of(view: View) -> Fraction | None:
    judged = view.value(view.occurrence.status) == "judged"
    return None if judged else view.number(view.occurrence.computed)


def _grade_of(view: View) -> tuple[str, Text] | None:
    """Return the grade that a node has itself, where the ruleset gives it one."""
    plan = view.occurrence.grade
    chosen = None if plan is None else view.value(plan.node)
    if plan is None or not isinstance(chosen, str):
        return None
    return chosen, next(band.label for name, band in plan.bands if name == chosen)


def _origins_of(view: View) -> tuple[tuple[str, Place], ...]:
    """Return where what decides a node's points is written; of the ways only the one taken."""
    form = view.form
    if form is None or form.place is None:
        return view.occurrence.origins
    return (*view.occurrence.origins, (f"declared.{form.form}", form.place))


def _fact_clauses(view: View) -> Iterator[Clause]:
    """Yield what the facts, values, statistics and tables rest on that the formula reads."""
    for fact in _list_read(view):
        yield from fact.clauses
    for plan in view.run.plan.cohort:
        if Input("cohort", plan.id) in _list_inputs(view):
            yield from plan.clauses
    roots = _list_roots(view)
    if view.occurrence.aggregate is not None and view.occurrence.raw is not None:
        roots.append(view.occurrence.raw)
    yield from list_table_clauses(view.run.plan, roots)
    read = {node for root in roots for node in (root, *nodes_below(view.run.plan.nodes, root))}
    for value in view.run.plan.values:
        if value.node in read or value.raw in read:
            yield from value.clauses


def _list_read(view: View) -> tuple[FactInput, ...]:
    """Return the facts that a node reads, each once."""

    def read() -> tuple[FactInput, ...]:
        found = [fact_of(view.run, each) for each in _list_inputs(view)]
        return tuple(dict.fromkeys(fact for fact in found if fact is not None))

    return keep(view.run.plan, ("facts", view.rule), read)


def _list_facts(view: View) -> Iterable[FactUsed]:
    for fact in _list_read(view):
        yield _use_fact(view.run, fact)
    for each in _list_inputs(view):
        if each.kind == "cohort":
            yield describe_statistic(view.run, each.key)
    own = [each.key for each in _list_inputs(view) if each.kind == "item" and "." not in each.key]
    if view.item is not None:
        for key in _list_fields(own):
            yield _use_field(view.item, key)
    elif own and view.occurrence.id in view.run.inputs.panels:
        yield _use_panel(view)


def _list_fields(keys: list[str]) -> list[str]:
    """Return the fields of an indicator that a formula reads, after what they were read from."""
    read = [key for key in keys if key != "max_points"]
    derived = any(key in _DERIVED for key in read)
    return list(dict.fromkeys(("target", "actual", *read) if derived else read))


def _use_panel(view: View) -> FactUsed:
    """Return the figures of a panel as they were given."""
    label = Text("专家评分", "figures of the panel")
    return FactUsed("panel", label, print_panel(view), None, None)


def _list_inputs(view: View) -> tuple[Input, ...]:
    """Return the inputs of a node's formula and of the points that its bands or entries give."""

    def read() -> tuple[Input, ...]:
        nodes = view.run.plan.nodes
        found = [each for root in _list_roots(view) for each in inputs_of(nodes, root)]
        return tuple(dict.fromkeys(found))

    return keep(view.run.plan, ("inputs", view.rule), read)


def _list_roots(view: View) -> list[int]:
    """Return the node of the formula, and those of the points that bands or entries give."""
    source: Occurrence | FormPlan = view.form or view.occurrence
    roots = [formula_node(view), *(band.points for band in source.bands)]
    roots += [node for option in view.occurrence.options for node in (option.when, option.points)]
    return [root for root in roots if root is not None]


def _use_fact(run: Run, fact: FactInput) -> FactUsed:
    given = run.inputs.given.get(fact.name)
    if given is None:
        nothing = FactUsed(fact.name, fact.label, None, None, fact.unit, state="missing")
        return replace(nothing, place=fact.place)
    value: Any = given.value
    if isinstance(value, Fraction) and fact.kind == "date":
        value = str(show_day(value))
    if isinstance(value, Fraction) and fact.unit is not None:
        value = value / fact.unit.factor
    known = value if isinstance(value, (Fraction, bool, str)) else None
    state = value.name.lower().replace("_", "-") if isinstance(value, State) else None
    return FactUsed(
        fact.name,
        fact.label,
        given.text,
        known,
        fact.unit,
        given.evidence,
        given.at,
        state,
        given.reason,
        fact.place,
    )


_FIELDS = {
    "target": Text("年度指标值", "target"),
    "actual": Text("实际完成值", "actual"),
    "rate": Text("档内比例", "share in the tier"),
    "tier": Text("档次", "tier"),
    "met": Text("是否完成", "met"),
    "late": Text("晚于指标值的天数", "days after the target"),
    "low": Text("下限", "lower end"),
    "high": Text("上限", "upper end"),
}

_DERIVED = ("met", "late", "low", "high")
"""What is read from target and actual together: both are shown beside it."""


def _use_field(item: ItemRecord, key: str) -> FactUsed:
    texts = {"target": item.target, "actual": item.actual, "tier": item.tier, "rate": item.rate}
    text = texts.get(key) or item.figures.get(key)
    value: Any = item.values.get(key)
    known = value if isinstance(value, (Fraction, bool, str)) else None
    return FactUsed(
        key, _FIELDS.get(key, Text(key, key)), text, known, None, item.evidence, item.at
    )


def _show_rounding(view: View) -> Rounded | None:
    occurrence = view.occurrence
    judged = occurrence.computed is None and not occurrence.is_heading
    if judged and view.value(occurrence.status) != "judged":
        return None
    after = view.number(occurrence.points if occurrence.computed is None else occurrence.computed)
    before = view.number(occurrence.raw)
    if occurrence.rounding is None or before is None or after is None:
        return None
    return Rounded(before, after, occurrence.rounding)


def _list_adjustments(view: View) -> tuple[Adjustment, ...]:
    whole = view.number(view.occurrence.max_points)
    return list_adjustments(view.occurrence.changes, view.number, whole)


def _show_bands(view: View) -> tuple[BandResult, ...]:
    source: Occurrence | FormPlan = view.form or view.occurrence
    value = view.number(source.band_value)
    if value is None:
        return ()
    bands = [(band, view.number(band.points)) for band in source.bands]
    return measure_bands(bands, value, source.band_unit)


def _show_options(view: View) -> tuple[OptionResult, ...]:
    """Return the entries of a checklist or the levels of a category, with which of them hold."""
    return tuple(
        OptionResult(
            option.label,
            found if isinstance(found := view.value(option.when), bool) else None,
            view.number(option.points),
        )
        for option in view.occurrence.options
    )


_PARTS: Final[dict[str, Callable[[View], Any]]] = {
    "id": _name,
    "parent": lambda view: view.occurrence.parent,
    "kind": lambda view: view.occurrence.kind,
    "label": lambda view: view.item.label if view.item else view.occurrence.label,
    "status": lambda view: view.value(view.occurrence.status),
    "points": lambda view: view.number(view.occurrence.points),
    "open": lambda view: view.is_open,
    "max_points": lambda view: view.number(view.occurrence.max_points),
    "computed": _computed_of,
    "declared": lambda view: view.number(view.occurrence.declared),
    "override": lambda view: view.number(view.occurrence.override),
    "method": _method_of,
    "formula": show_formula,
    "substituted": substitute,
    "facts": lambda view: tuple(_list_facts(view)),
    "rounding": _show_rounding,
    "adjustments": _list_adjustments,
    "bands": _show_bands,
    "options": _show_options,
    "cites": _cites_of,
    "layer": lambda view: view.occurrence.place.layer,
    "location": lambda view: view.occurrence.place,
    "places": places_of,
    "share": lambda view: view.number(view.occurrence.share),
    "reason": _reason_of,
    "note": lambda view: view.occurrence.note,
    "origins": _origins_of,
    "grade": _grade_of,
}
"""What makes each part of a node of the trace."""


def list_clauses(nodes: Iterable[NodeResult]) -> Iterator[tuple[Clause, str]]:
    """Yield each clause that a counting node rests on, with the node."""
    for node in nodes:
        if node.points is not None or node.open:
            for clause in node.cites:
                yield clause, node.id
