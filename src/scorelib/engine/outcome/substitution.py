"""Formulas of a trace: in the names of the ruleset, and with the values of a project put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.nodes import Input, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import inputs_of
from scorelib.engine.outcome.comparisons import show_statistic
from scorelib.engine.outcome.lookups import name_nodes, reach_named, show_arguments
from scorelib.engine.outcome.memory import keep
from scorelib.engine.outcome.occurrences import (
    View,
    fact_of,
    formula_node,
    list_views,
    places_of,
)
from scorelib.engine.outcome.run import Run, show_day
from scorelib.words.numbers import print_number
from scorelib.words.units import Unit

__all__ = ["print_panel", "show_fact_input", "show_formula", "show_weights", "substitute"]


def show_formula(view: View) -> str | None:
    """Return the formula in the names of the ruleset."""
    if view.occurrence.is_heading:
        return _show_sum(view)[0]
    root = formula_node(view)
    if root is None:
        return None
    plan, node = view.run.plan, root
    return keep(
        plan, ("formula", root), lambda: print_formula(plan.nodes, node, known=name_nodes(plan))
    )


def substitute(view: View) -> str | None:
    """Return the formula with the project's values put in, None where one is missing."""
    if view.occurrence.is_heading:
        return _show_sum(view)[1]
    root = formula_node(view)
    if root is None or not _all_known(view, root):
        return None
    shown = _show_nodes(view, root)
    return print_formula(view.run.plan.nodes, root, _reader(view), view.shown, known=shown)


def _reader(view: View) -> Callable[[Input], str]:
    return lambda found: _show_input(view, found)


def _show_nodes(view: View, root: int) -> dict[int, str]:
    """Return the values of nodes below that have a name, and of what was looked up in tables."""
    plan = view.run.plan
    named = keep(plan, ("named", root), lambda: _list_named(plan, root))
    return show_arguments(plan, view.value) | {node: _show_named(view, node) for node in named}


def _list_named(plan: Plan, root: int) -> tuple[int, ...]:
    """Return the nodes with names that a formula is written with."""
    reach = reach_named(plan, root)
    return tuple(node for node, _ in plan.names if node in reach)


def _show_named(view: View, node: int) -> str:
    """Return the value of what is made of nodes, such as a survey's result or a derived value."""
    value = view.shown(node)
    if isinstance(value, Fraction):
        return print_number(value)
    return "?" if isinstance(value, State) else str(value)


def _all_known(view: View, root: int) -> bool:
    nodes = view.run.plan.nodes
    needed = keep(
        view.run.plan, ("needed", root), lambda: tuple(inputs_of(nodes, root, certain=True))
    )
    return all(_given(view, found) is not None for found in needed)


def _show_sum(view: View) -> tuple[str | None, str | None]:
    """Return a dimension as the sum of its children, held to its cap where it has one."""
    children = [
        other for other in list_views(view.run) if other.occurrence.parent == view.occurrence.id
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


def _show_aggregate(view: View, children: list[View]) -> tuple[str, str]:
    """Return how a heading is made of its children, where that is no sum."""
    kind, raw = view.occurrence.aggregate, view.occurrence.raw
    if kind == "formula" and raw is not None:
        nodes, shown = view.run.plan.nodes, _show_nodes(view, raw)
        substituted = print_formula(nodes, raw, _reader(view), view.shown, known=shown)
        return print_formula(nodes, raw, known=name_nodes(view.run.plan)), substituted
    there = [child for child in children if view.number(child.occurrence.points) is not None]
    weights = show_weights(view.run, view.occurrence.weights)

    def list_children(shown: list[View], name: Callable[[View], str]) -> str:
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


def _short_name(view: View) -> str:
    return view.item.id if view.item else view.occurrence.id.rsplit(".", 1)[-1]


def _print_points(view: View) -> str:
    points = view.number(view.occurrence.points)
    return "?" if points is None else print_number(points, places_of(view))


def _given(view: View, found: Input) -> Value | None:
    """Return the value of an input, or None where there is none."""
    if found.kind == "item" and "." in found.key:
        name, _, column = found.key.partition(".")
        rows = view.run.inputs.facts.items.get(name)
        known = rows is not None and not any(isinstance(row.get(column), State) for row in rows)
        return name if known else None
    if view.item is not None and found.kind == "item":
        return view.item.values.get(found.key)
    if found.kind == "item" and view.occurrence.id in view.run.inputs.panels:
        return print_panel(view)
    value = view.run.inputs.facts.values.get((found.kind, found.key))
    return value if isinstance(value, (Fraction, bool, str)) else None


def _show_input(view: View, found: Input) -> str:
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
    fact = fact_of(run, found)
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


def print_panel(view: View) -> str:
    """Return the figures of a panel, one after the other."""
    return ", ".join(map(print_number, view.run.inputs.panels[view.occurrence.id]))
