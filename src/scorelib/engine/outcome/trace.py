"""The trace (计分过程): the tree of occurrences read over the values of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.graph.nodes import Input, State, Value
from scorelib.compiler.graph.plan import FactInput, FormPlan, Occurrence
from scorelib.compiler.graph.walk import inputs_of, nodes_below
from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.comparisons import describe_statistic, show_statistic
from scorelib.engine.outcome.lookups import (
    list_table_clauses,
    name_nodes,
    reach_named,
    show_arguments,
)
from scorelib.engine.outcome.measures import list_adjustments, measure_bands
from scorelib.engine.outcome.run import Run, show_day
from scorelib.engine.outcome.views import (
    Adjustment,
    BandResult,
    FactUsed,
    NodeResult,
    OptionResult,
    Rounded,
)
from scorelib.ground.errors import Text
from scorelib.words.numbers import print_number
from scorelib.words.units import Unit

__all__ = ["show_fact_input", "show_weights", "trace_nodes"]


@dataclass(frozen=True, slots=True)
class _View:
    """One occurrence of one run; `place` is the position of the item it stands for."""

    run: Run
    occurrence: Occurrence
    place: int | None = None

    def value(self, node: int | None) -> Value | None:
        """Return the value of a node as this occurrence sees it."""
        if node is None:
            return None
        found: Any = self.run.values[node]
        rows = self.run.plan.scopes[node]
        # The rows of another list, or of a panel, are seen all at once.
        if rows is None or rows != self.occurrence.slot:
            return found  # type: ignore[no-any-return]
        return found[self.place]  # type: ignore[no-any-return]

    def shown(self, node: int) -> Any:
        """Return the value of a node as it is printed."""
        return self.run.show(node, self.value(node))

    def number(self, node: int | None) -> Fraction | None:
        """Return the value of a node where it is a number, else None."""
        found = self.value(node)
        return found if isinstance(found, Fraction) else None

    @property
    def is_open(self) -> bool:
        """Whether there are no points though there should be."""
        found = self.value(self.occurrence.points)
        return isinstance(found, State) and found is not State.NOT_APPLICABLE

    @property
    def item(self) -> ItemRecord | None:
        slot = self.occurrence.slot
        if slot is None or self.place is None:
            return None
        return self.run.inputs.items[slot][self.place]

    @property
    def form(self) -> FormPlan | None:
        """Return the way in which the item's form of target is scored."""
        chosen = self.item.values.get("form") if self.item else None
        return next((form for form in self.occurrence.forms if form.form == chosen), None)


def trace_nodes(run: Run) -> tuple[NodeResult, ...]:
    """Return every node of a run in document order."""
    return tuple(_trace(view) for view in _list_views(run))


def _list_views(run: Run) -> Iterator[_View]:
    for occurrence in run.plan.occurrences:
        if occurrence.slot is None:
            yield _View(run, occurrence)
        else:
            for place in range(len(run.inputs.items.get(occurrence.slot, ()))):
                yield _View(run, occurrence, place)


def _trace(view: _View) -> NodeResult:
    occurrence, item, form = view.occurrence, view.item, view.form
    status: Any = view.value(occurrence.status)
    name = occurrence.id if item is None else f"{occurrence.id}.{item.id}"
    method = form.method if form else occurrence.method
    formula, substituted = _show_formula(view)
    clauses = [*occurrence.clauses, *(form.clauses if form else ()), *_fact_clauses(view)]
    reasons = view.run.inputs.reasons
    kinds = {"judged": "judgement", "overridden": "override", "taken-over": "assessment"}
    kind = kinds.get(status, "state")
    if status == "judged" and ("reduction", name) in reasons:
        kind = "reduction"
    reason = reasons.get((kind, name))
    return NodeResult(
        name,
        occurrence.parent,
        occurrence.kind,
        item.label if item else occurrence.label,
        status,
        view.number(occurrence.points),
        view.is_open,
        view.number(occurrence.max_points),
        None if status == "judged" else view.number(occurrence.computed),
        view.number(occurrence.declared),
        view.number(occurrence.override),
        method,
        formula,
        substituted,
        tuple(_list_facts(view)),
        _show_rounding(view),
        _list_adjustments(view),
        _show_bands(view),
        _show_options(view),
        tuple(dict.fromkeys(clauses)),
        occurrence.place.layer,
        occurrence.place,
        _places_of(view),
        view.number(occurrence.share),
        reason,
        occurrence.note,
        _origins_of(view),
        _grade_of(view),
    )


def _grade_of(view: _View) -> tuple[str, Text] | None:
    """Return the grade that a node has itself, where the ruleset gives it one."""
    plan = view.occurrence.grade
    chosen = None if plan is None else view.value(plan.node)
    if plan is None or not isinstance(chosen, str):
        return None
    return chosen, next(band.label for name, band in plan.bands if name == chosen)


def _origins_of(view: _View) -> tuple[tuple[str, Place], ...]:
    """Return where what decides a node's points is written; of the ways only the one taken."""
    form = view.form
    if form is None or form.place is None:
        return view.occurrence.origins
    return (*view.occurrence.origins, (f"declared.{form.form}", form.place))


def _places_of(view: _View) -> int | None:
    """Return the places to show points with: of the node's own rounding, else of the total's."""
    if view.occurrence.rounding is not None:
        return view.occurrence.rounding.places
    return view.run.plan.outputs[0].places


def _fact_clauses(view: _View) -> Iterator[Clause]:
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


def _list_read(view: _View) -> list[FactInput]:
    """Return the facts that a node reads, each once."""
    found = [_fact_of(view.run, each) for each in _list_inputs(view)]
    return list(dict.fromkeys(fact for fact in found if fact is not None))


def _fact_of(run: Run, found: Input) -> FactInput | None:
    """Return the fact that an input belongs to: itself, a survey's answer, a list's column."""
    name, dot, _ = found.key.partition(".")
    if found.kind != "fact" and not (found.kind == "item" and dot):
        return None
    return next((fact for fact in run.plan.facts if fact.name == name), None)


def _formula_node(view: _View) -> int | None:
    if view.item is not None:
        return view.form.formula if view.form else None
    return view.occurrence.formula


def _show_formula(view: _View) -> tuple[str | None, str | None]:
    """Return the formula in the names of the ruleset, and with the project's values put in."""
    if view.occurrence.is_heading:
        return _show_sum(view)
    root = _formula_node(view)
    if root is None:
        return None, None
    plan = view.run.plan
    nodes = plan.nodes
    formula = print_formula(nodes, root, known=name_nodes(plan))
    if not _all_known(view, root):
        return formula, None
    shown = _show_nodes(view, root)
    return formula, print_formula(nodes, root, _reader(view), view.shown, known=shown)


def _reader(view: _View) -> Callable[[Input], str]:
    return lambda found: _show_input(view, found)


def _show_nodes(view: _View, root: int) -> dict[int, str]:
    """Return the values of nodes below that have a name, and of what was looked up in tables."""
    plan = view.run.plan
    reach = reach_named(plan, root)
    named = {node: _show_named(view, node) for node, _ in plan.names if node in reach}
    return show_arguments(plan, view.value) | named


def _show_named(view: _View, node: int) -> str:
    """Return the value of what is made of nodes, such as a survey's result or a derived value."""
    value = view.shown(node)
    if isinstance(value, Fraction):
        return print_number(value)
    return "?" if isinstance(value, State) else str(value)


def _all_known(view: _View, root: int) -> bool:
    needed = inputs_of(view.run.plan.nodes, root, certain=True)
    return all(_given(view, found) is not None for found in needed)


def _show_sum(view: _View) -> tuple[str | None, str | None]:
    """Return a dimension as the sum of its children, held to its cap where it has one."""
    children = [
        other for other in _list_views(view.run) if other.occurrence.parent == view.occurrence.id
    ]
    if not children:
        return None, None
    names = [_short_name(child) for child in children]
    counted = [c for c in children if c.value(c.occurrence.status) not in _ABSENT]
    points = [_print_points(child) for child in counted]
    formula, substituted = " + ".join(names), " + ".join(points) or "0"
    if view.occurrence.aggregate is not None:
        formula, substituted = _show_aggregate(view, children)
    for change in view.occurrence.changes:
        limit = print_number(view.number(change.limit) or Fraction(0))
        whole = print_number(view.number(view.occurrence.max_points) or Fraction(0))
        pattern = _CHANGED[change.kind]
        formula = pattern.format(formula, limit=limit, whole=whole)
        substituted = pattern.format(substituted, limit=limit, whole=whole)
    known = view.number(view.occurrence.points) is not None
    return formula, substituted if known else None


def _show_aggregate(view: _View, children: list[_View]) -> tuple[str, str]:
    """Return how a heading is made of its children, where that is no sum."""
    kind, raw = view.occurrence.aggregate, view.occurrence.raw
    if kind == "formula" and raw is not None:
        nodes, shown = view.run.plan.nodes, _show_nodes(view, raw)
        substituted = print_formula(nodes, raw, _reader(view), view.shown, known=shown)
        return print_formula(nodes, raw, known=name_nodes(view.run.plan)), substituted
    there = [child for child in children if view.number(child.occurrence.points) is not None]
    weights = show_weights(view.run, view.occurrence.weights)

    def list_children(shown: list[_View], name: Callable[[_View], str]) -> str:
        return ", ".join(f"{name(each)}{weights.get(each.occurrence.id, '')}" for each in shown)

    names, figures = list_children(children, _short_name), list_children(there, _print_points)
    return f"{kind}({names})", f"{kind}({figures})"


def show_weights(run: Run, weights: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Return the weight of each child as it stands beside it, by the child's id."""
    found = {}
    for name, node in weights:
        value = run.values[node]
        found[name] = f" × {print_number(value)}" if isinstance(value, Fraction) else " × ?"
    return found


_ABSENT = ("not-applicable", "unused")
"""What adds nothing to the sum above it."""

_CHANGED = {
    "cap": "min({}, {limit})",
    "floor": "max({}, {limit})",
    "rebase": "({}) * {whole} / {limit}",
}
"""What a change does to the formula of a sum."""


def _short_name(view: _View) -> str:
    return view.item.id if view.item else view.occurrence.id.rsplit(".", 1)[-1]


def _print_points(view: _View) -> str:
    points = view.number(view.occurrence.points)
    return "?" if points is None else print_number(points, _places_of(view))


def _given(view: _View, found: Input) -> Value | None:
    """Return the value of an input, or None where there is none."""
    if found.kind == "item" and "." in found.key:
        name = found.key.partition(".")[0]
        return name if name in view.run.inputs.facts.items else None
    if view.item is not None and found.kind == "item":
        return view.item.values.get(found.key)
    if found.kind == "item" and view.occurrence.id in view.run.inputs.panels:
        return _use_panel(view).text
    value = view.run.inputs.facts.values.get((found.kind, found.key))
    return value if isinstance(value, (Fraction, bool, str)) else None


def _show_input(view: _View, found: Input) -> str:
    """Return an input as the project wrote it, with its unit."""
    item = view.item
    if item is not None and found.kind == "item" and found.key in item.figures:
        return item.figures[found.key]
    own = item is not None and found.kind == "item" and "." not in found.key
    value = _given(view, found)
    if own:
        return print_number(value) if isinstance(value, Fraction) else str(value)
    return show_fact_input(view.run, found)


def show_fact_input(run: Run, found: Input) -> str:
    """Return an input that is none of an item's as the project wrote it, with its unit."""
    if found.kind == "cohort":
        return show_statistic(run, found.key)
    fact = _fact_of(run, found)
    if found.kind == "fact" and fact is not None and fact.name == found.key:
        given = run.inputs.given.get(found.key)
        if fact.kind == "date" and given is not None:
            return str(show_day(given.value))
        return _with_unit(given.text, fact.unit) if given and given.text else "?"
    value = run.inputs.facts.values.get((found.kind, found.key))
    return print_number(value) if isinstance(value, Fraction) else str(value)


def _with_unit(text: str, unit: Unit | None) -> str:
    bare = unit is not None and text.strip() and (text.strip()[-1].isdecimal())
    return f"{text.strip()}{unit.name}" if bare and unit else text.strip()


def _list_facts(view: _View) -> Iterable[FactUsed]:
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


def _use_panel(view: _View) -> FactUsed:
    """Return the figures of a panel as they were given."""
    figures = view.run.inputs.panels[view.occurrence.id]
    text = ", ".join(print_number(figure) for figure in figures)
    return FactUsed("panel", Text("专家评分", "figures of the panel"), text, None, None)


def _list_inputs(view: _View) -> list[Input]:
    """Return the inputs of a node's formula and of the points that its bands or entries give."""
    nodes = view.run.plan.nodes
    found = [each for root in _list_roots(view) for each in inputs_of(nodes, root)]
    return list(dict.fromkeys(found))


def _list_roots(view: _View) -> list[int]:
    """Return the node of the formula, and those of the points that bands or entries give."""
    source: Occurrence | FormPlan = view.form or view.occurrence
    roots = [_formula_node(view), *(band.points for band in source.bands)]
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


def _show_rounding(view: _View) -> Rounded | None:
    occurrence = view.occurrence
    judged = occurrence.computed is None and not occurrence.is_heading
    if judged and view.value(occurrence.status) != "judged":
        return None
    after = view.number(occurrence.points if occurrence.computed is None else occurrence.computed)
    before = view.number(occurrence.raw)
    if occurrence.rounding is None or before is None or after is None:
        return None
    return Rounded(before, after, occurrence.rounding)


def _list_adjustments(view: _View) -> tuple[Adjustment, ...]:
    whole = view.number(view.occurrence.max_points)
    return list_adjustments(view.occurrence.changes, view.number, whole)


def _show_bands(view: _View) -> tuple[BandResult, ...]:
    source: Occurrence | FormPlan = view.form or view.occurrence
    value = view.number(source.band_value)
    if value is None:
        return ()
    bands = [(band, view.number(band.points)) for band in source.bands]
    return measure_bands(bands, value, source.band_unit)


def _show_options(view: _View) -> tuple[OptionResult, ...]:
    """Return the entries of a checklist or the levels of a category, with which of them hold."""
    return tuple(
        OptionResult(
            option.label,
            found if isinstance(found := view.value(option.when), bool) else None,
            view.number(option.points),
        )
        for option in view.occurrence.options
    )


def list_clauses(nodes: Iterable[NodeResult]) -> Iterator[tuple[Clause, str]]:
    """Yield each clause that a counting node rests on, with the node."""
    for node in nodes:
        if node.points is not None or node.open:
            for clause in node.cites:
                yield clause, node.id
