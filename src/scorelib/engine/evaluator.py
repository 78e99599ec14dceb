"""The scalar evaluator: every node of a plan, for one project, in exact rationals.

Each operation has its meaning here and nowhere else in the scalar engine; a node without a
value holds the reason instead, and the greatest reason among the operands wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Count,
    Day,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    Holds,
    Input,
    InputKind,
    Instead,
    Irrational,
    IsState,
    Join,
    Multiply,
    Negate,
    Node,
    Not,
    Power,
    Round,
    Span,
    State,
    Sum,
    Value,
)
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.ground.errors import WordError
from scorelib.words.functions import apply_function
from scorelib.words.sizes import add_up, hold
from scorelib.words.spans import count_span

__all__ = ["Facts", "Values", "evaluate_plan"]

Values = tuple[Any, ...]
"""A value a node; for a node over the rows of a slot or a list, a tuple with one value a row."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a project gives, ready for a plan: values by kind and key, and the rows of lists.

    Rows are the indicators of a slot, those of a list of facts, and the figures of a panel. What
    is not given is missing; only a slot without indicators is an empty one.
    """

    values: Mapping[tuple[InputKind, str], Value] = field(default_factory=dict)
    items: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)


def evaluate_plan(plan: Plan, facts: Facts) -> Values:
    """Return the value of every node of a plan, in the order of the plan."""
    values: list[Any] = []
    for node, slot in zip(plan.nodes, plan.scopes, strict=True):
        if slot is None:
            values.append(_evaluate(node, values, plan, facts))
        else:
            values.append(_evaluate_items(node, values, plan.scopes, slot, facts))
    return tuple(values)


def _evaluate(node: Node, values: list[Any], plan: Plan, facts: Facts) -> Value:
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Day):
        return Fraction(node.number)
    if isinstance(node, Input):
        return facts.values.get((node.kind, node.key), State.MISSING)
    if isinstance(node, Fold):
        return _fold(node, values, plan, facts)
    if isinstance(node, Count):
        rows = _rows_of(node.slot, plan, facts)
        return rows if isinstance(rows, State) else Fraction(len(rows))
    return _apply(node, values)


def _rows_of(name: str, plan: Plan, facts: Facts) -> Sequence[Mapping[str, Value]] | State:
    """Return the rows of a slot or a list, or why a list that is not given is not."""
    rows = facts.items.get(name)
    if rows is not None:
        return rows
    if any(slot.id == name for slot in plan.slots):
        return ()
    said = facts.values.get(("fact", name))
    return said if isinstance(said, State) else State.MISSING


def _evaluate_items(
    node: Node, values: list[Any], scopes: Sequence[str | None], slot: str, facts: Facts
) -> tuple[Value, ...]:
    """Return a node's value for each row: its operands taken row by row."""
    items = facts.items.get(slot, ())
    if isinstance(node, Input):
        column = node.key.rpartition(".")[2]
        return tuple(item.get(column, State.MISSING) for item in items)
    return tuple(_apply(node, _ItemView(values, scopes, place)) for place in range(len(items)))


@dataclass(frozen=True, slots=True)
class _ItemView:
    """The values as one item sees them: its own where there is one, the project's elsewhere."""

    values: list[Any]
    scopes: Sequence[str | None]
    place: int

    def __getitem__(self, node: int) -> Value:
        value: Any = self.values[node]
        return value if self.scopes[node] is None else value[self.place]  # type: ignore[no-any-return]


def _fold(node: Fold, values: list[Any], plan: Plan, facts: Facts) -> Value:
    rows = _rows_of(node.slot, plan, facts)
    if isinstance(rows, State):
        return rows
    found = values[node.operand]
    if plan.scopes[node.operand] is None:
        found = (found,) * len(rows)
    if node.how in ("any", "every"):
        return _join("or" if node.how == "any" else "and", found)
    return _worst(found) or _gather(node, sorted(found) if node.drop else found)


def _gather(node: Fold, found: Sequence[Fraction]) -> Value:
    """Return one figure from the values of all rows, the lowest and highest left out."""
    kept = found[node.drop : len(found) - node.drop] if node.drop else found
    if not kept:
        return Fraction(0) if node.how == "sum" and not node.drop else State.UNDEFINED
    try:
        match node.how:
            case "sum":
                return add_up(kept)
            case "mean":
                return add_up(kept) / len(kept)
            case "geometric-mean":
                return apply_function("geometric_mean", kept)
            case "harmonic-mean":
                return apply_function("harmonic_mean", kept)
            case "max":
                return max(kept)
            case _:
                return min(kept)
    except WordError:
        return State.UNDEFINED


def _weight(state: State) -> int:
    return int(state.value)


def _worst(values: Sequence[Value]) -> State | None:
    states = [value for value in values if isinstance(value, State)]
    return max(states, key=_weight) if states else None


def _apply(node: Node, values: Any) -> Value:
    """Return the value of an operation from the values of its operands."""
    match node:
        case Choose(conditions, results):
            return _choose(conditions, results, values)
        case Join(operator, operands):
            return _join(operator, [values[each] for each in operands])
        case IsState(operand, states):
            value = values[operand]
            return isinstance(value, State) and value in states
        case Holds(operand):
            return values[operand] is True
        case Instead(operand, states, other):
            value = values[operand]
            replaced = isinstance(value, State) and value in states
            return values[other] if replaced else value  # type: ignore[no-any-return]
        case FirstKnown(operands):
            return _choose_known([values[each] for each in operands])
        case _:
            given = [values[each] for each in operands_of(node)]
            return _worst(given) or _try(node, given)


def _try(node: Node, operands: Sequence[Any]) -> Value:
    """Return the value of a strict operation; undefined outside its domain, or if too large."""
    try:
        return _compute(node, operands)
    except WordError:
        return State.UNDEFINED


def _compute(node: Node, operands: Sequence[Any]) -> Value:
    """Return the value of a strict operation; all operands have values."""
    match node:
        case Sum(_, signs):
            return add_up(v if s > 0 else -v for s, v in zip(signs, operands, strict=True))
        case Multiply():
            return hold(operands[0] * operands[1], "*")
        case Divide():
            return hold(operands[0] / operands[1], "/") if operands[1] else State.UNDEFINED
        case Negate():
            return -operands[0]  # type: ignore[no-any-return]
        case Absolute():
            return abs(operands[0])  # type: ignore[no-any-return]
        case Power(_, exponent):
            return hold(operands[0] ** exponent, "**")
        case Irrational(name, _):
            return apply_function(name, operands)
        case Span(unit, _, _):
            return Fraction(count_span(unit, int(operands[0]), int(operands[1])))
        case Extreme(which, _):
            return min(operands) if which == "min" else max(operands)  # type: ignore[no-any-return]
        case Compare(operator, _, _):
            return _compare(operator, operands[0], operands[1])
        case Not():
            return not operands[0]
        case Round(_, rule):
            return rule.apply(operands[0])
        case _:
            raise AssertionError(node)


def _compare(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "<":
            return left < right  # type: ignore[no-any-return]
        case "<=":
            return left <= right  # type: ignore[no-any-return]
        case ">":
            return left > right  # type: ignore[no-any-return]
        case ">=":
            return left >= right  # type: ignore[no-any-return]
        case "==":
            return left == right  # type: ignore[no-any-return]
        case _:
            return left != right  # type: ignore[no-any-return]


def _join(operator: str, operands: Sequence[Value]) -> Value:
    """Return `and` or `or` after Kleene: one deciding side decides whatever the others are."""
    decides = operator == "or"
    if any(value is decides for value in operands):
        return decides
    return _worst(operands) or (not decides)


def _choose_known(operands: Sequence[Value]) -> Value:
    """Return the first operand that is neither missing nor not applicable."""
    skipped = (State.MISSING, State.NOT_APPLICABLE)
    known = (value for value in operands if value not in skipped)
    return next(known, _worst(operands) or State.MISSING)


def _choose(conditions: Sequence[int], results: Sequence[int], values: Any) -> Value:
    for condition, result in zip(conditions, results, strict=False):
        holds = values[condition]
        if isinstance(holds, State):
            return holds
        if holds:
            return values[result]  # type: ignore[no-any-return]
    return values[results[-1]]  # type: ignore[no-any-return]
