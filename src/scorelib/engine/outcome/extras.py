"""What a result says beside its points: derived values, further outputs, lists of the worst."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import ExtraPlan, GradePlan, ValuePlan
from scorelib.engine.outcome.lookups import (
    list_table_clauses,
    name_nodes,
    reach_named,
    show_arguments,
)
from scorelib.engine.outcome.measures import measure_bands
from scorelib.engine.outcome.run import Run
from scorelib.engine.outcome.substitution import show_fact_input
from scorelib.engine.outcome.views import (
    Extra,
    GradeResult,
    Listed,
    NodeResult,
    Rounded,
    ValueResult,
)
from scorelib.ground.errors import Text
from scorelib.words.numbers import print_points
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import Unit

__all__ = ["grade_figure", "list_extras", "list_values", "show_figure"]

Nodes = tuple[NodeResult, ...]


def list_values(run: Run) -> tuple[ValueResult, ...]:
    """Return the derived values of a run, in the order of the ruleset."""
    return tuple(_read_value(run, plan) for plan in run.plan.values)


def _read_value(run: Run, plan: ValuePlan) -> ValueResult:
    formula, substituted = _show_formula(run, plan.raw, (plan.raw, plan.node))
    return ValueResult(
        plan.id,
        plan.label,
        _scale(run.show(plan.node, run.values[plan.node]), plan.unit),
        _state_of(run.values[plan.node]),
        plan.unit,
        formula,
        substituted,
        _show_rounding(run, plan.raw, plan.node, plan.rounding),
        _list_clauses(run, plan),
        plan.place,
        plan.note,
    )


def show_figure(run: Run, name: str) -> Text:
    """Return a fact as it was given, or a derived value in its unit, with its label."""
    fact = next((each for each in run.plan.facts if each.name == name), None)
    if fact is not None:
        given = run.inputs.given.get(name)
        shown = (given.text if given else None) or "–"
        return Text(f"{fact.label.zh} {shown}", f"{fact.label.en} {shown}")
    value = next(each for each in list_values(run) if each.id == name)
    shown = "–"
    if isinstance(value.value, Fraction):
        shown = f"{print_points(value.value)}{value.unit.name if value.unit else ''}"
    return Text(f"{value.label.zh} {shown}", f"{value.label.en} {shown}")


def _list_clauses(run: Run, plan: ValuePlan | ExtraPlan) -> tuple[Clause, ...]:
    """Return what a figure rests on itself, and through the tables that it is looked up in."""
    roots = () if plan.raw is None else (plan.raw,)
    return tuple(dict.fromkeys([*plan.clauses, *list_table_clauses(run.plan, roots)]))


def _scale(value: object, unit: Unit | None) -> Fraction | bool | str | None:
    """Return a value in its unit; a reason is no value."""
    if isinstance(value, Fraction):
        return value / unit.factor if unit else value
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (bool, str)) else None


def _state_of(value: object) -> str | None:
    return value.name.lower().replace("_", "-") if isinstance(value, State) else None


def _show_formula(run: Run, root: int, own: tuple[int, ...]) -> tuple[str, str | None]:
    """Return a formula in the names of the ruleset, and with the values of this run put in.

    `own` are nodes whose names would say nothing: a value is not explained by itself.
    """
    nodes = run.plan.nodes
    formula = print_formula(nodes, root, known=name_nodes(run.plan, own))
    reach = reach_named(run.plan, root, own)
    named = [node for node, _ in run.plan.names if node in reach and node not in own]
    values = [run.values[node] for node in named]
    if any(isinstance(value, State) for value in (*values, run.values[root])):
        return formula, None

    def show(node: int) -> Any:
        return run.show(node, run.values[node])

    shown = show_arguments(run.plan, show) | {node: _print(show(node)) for node in named}

    def read(found: Input) -> str:
        return show_fact_input(run, found)

    return formula, print_formula(nodes, root, read, show, known=shown)


def _print(value: object) -> str:
    from scorelib.words.numbers import print_number

    if isinstance(value, Fraction):
        return print_number(value)
    return "?" if isinstance(value, State) else str(value)


def _show_rounding(run: Run, raw: int, node: int, rule: RoundingRule | None) -> Rounded | None:
    before, after = run.values[raw], run.values[node]
    known = isinstance(before, Fraction) and isinstance(after, Fraction)
    return Rounded(before, after, rule) if known and rule is not None else None


def list_extras(run: Run, nodes: Nodes) -> tuple[Extra, ...]:
    """Return the outputs of a run beside its total, in the order of the ruleset."""
    return tuple(_read_extra(run, nodes, plan) for plan in run.plan.extras)


def _read_extra(run: Run, nodes: Nodes, plan: ExtraPlan) -> Extra:
    if plan.node is None or plan.raw is None:
        listed = tuple(_list_worst(run, nodes, plan))
        nothing = (None,) * 6
        cites = plan.clauses
        return Extra(plan.id, plan.label, *nothing, listed, None, cites, plan.place)
    formula, substituted = _show_formula(run, plan.raw, ())
    return Extra(
        plan.id,
        plan.label,
        _scale(run.show(plan.node, run.values[plan.node]), plan.unit),
        _state_of(run.values[plan.node]),
        plan.unit,
        formula,
        substituted,
        _show_rounding(run, plan.raw, plan.node, plan.rounding),
        None,
        None if plan.grade is None else grade_figure(run, plan.grade),
        _list_clauses(run, plan),
        plan.place,
    )


def _list_worst(run: Run, nodes: Nodes, plan: ExtraPlan) -> Iterator[Listed]:
    """Yield the nodes that are named, the worst first; equals in the order of the tree."""
    labels = {node.id: node.label for node in nodes}
    named = [each for each in plan.candidates if run.values[each.named] is True]
    sign = -1 if plan.order == "highest" else 1
    for each in sorted(named, key=lambda found: sign * run.values[found.points]):
        yield Listed(each.id, labels.get(each.id, Text(each.id, each.id)), run.values[each.points])


def grade_figure(run: Run, plan: GradePlan, place: int | None = None) -> GradeResult:
    """Return the grade of a node or an output; where it has no figure there is none."""

    def read(node: int) -> Any:
        found = run.values[node]
        return found if run.plan.scopes[node] is None else found[place]

    chosen, value = read(plan.node), read(plan.value)
    if not isinstance(chosen, str) or not isinstance(value, Fraction):
        return GradeResult(None, None, False, (), plan.clauses)
    label = next(band.label for name, band in plan.bands if name == chosen)
    bands = measure_bands([(band, None) for _, band in plan.bands], value, None)
    return GradeResult(chosen, label, False, bands, plan.clauses)
