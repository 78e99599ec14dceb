"""What each operation of a plan gives, as a function of the values of its operands.

This is the only place of the scalar engine where an operation has a meaning. A node without a
value holds the reason instead, and the greatest reason among the operands wins.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Day,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    Holds,
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
from scorelib.ground.errors import WordError
from scorelib.words.functions import apply_function
from scorelib.words.sizes import add_up, hold
from scorelib.words.spans import count_span

__all__ = ["Operation", "fold_rows", "operation_of"]

Operation = Callable[..., Value]
"""A function of the values of a node's operands, in their order."""


def operation_of(node: Node) -> Operation:
    """Return what a node makes of its operands; those that read the project have none."""
    match node:
        case Constant(value):
            return lambda: value
        case Day(number):
            day = Fraction(number)
            return lambda: day
        case Choose(conditions, _):
            return _choosing(len(conditions))
        case Join(how, _):
            return lambda *operands: _join(how, operands)
        case IsState(_, states):
            return lambda value: isinstance(value, State) and value in states
        case Holds():
            return lambda value: value is True
        case Instead(_, states, _):
            return lambda value, other: (
                other if isinstance(value, State) and value in states else value
            )
        case FirstKnown():
            return _choose_known
        case _:
            return _strictly(_compute(node))


def _strictly(compute: Callable[..., Value]) -> Operation:
    """Return an operation without a value where an operand has none, or is outside its domain."""

    def apply(*operands: Any) -> Value:
        for each in operands:
            if each.__class__ is State:
                return _worst(operands) or State.UNDEFINED
        try:
            return compute(*operands)
        except WordError:
            return State.UNDEFINED

    return apply


def _compute(node: Node) -> Callable[..., Value]:
    """Return what a strict operation makes of operands that all have values."""
    match node:
        case Sum(_, signs):
            return _adding(signs)
        case Multiply():
            return lambda left, right: hold(left * right, "*")
        case Divide():
            return lambda left, right: hold(left / right, "/") if right else State.UNDEFINED
        case Negate():
            return operator.neg
        case Absolute():
            return abs
        case Power(_, exponent):
            return lambda value: hold(value**exponent, "**")
        case Irrational(name, _):
            return lambda *operands: apply_function(name, operands)
        case Span(unit, _, _):
            return lambda start, end: Fraction(count_span(unit, int(start), int(end)))
        case Extreme(which, _):
            pick: Callable[[Any], Any] = min if which == "min" else max
            return lambda *operands: pick(operands)
        case Compare(sign, _, _):
            return _COMPARE[sign]
        case Not():
            return operator.not_
        case Round(_, rule):
            return rule.apply
        case _:
            raise AssertionError(node)


_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _adding(signs: Sequence[int]) -> Callable[..., Fraction]:
    if all(sign > 0 for sign in signs):
        return lambda *terms: add_up(terms)
    return lambda *terms: add_up(
        term if sign > 0 else -term for sign, term in zip(signs, terms, strict=True)
    )


def _worst(values: Sequence[Value]) -> State | None:
    states = [value for value in values if isinstance(value, State)]
    return max(states, key=lambda state: int(state.value)) if states else None


def _join(how: str, operands: Sequence[Value]) -> Value:
    """Return `and` or `or` after Kleene: one deciding side decides whatever the others are."""
    decides = how == "or"
    if any(value is decides for value in operands):
        return decides
    return _worst(operands) or (not decides)


def _choose_known(*operands: Value) -> Value:
    """Return the first operand that is neither missing nor not applicable."""
    skipped = (State.MISSING, State.NOT_APPLICABLE)
    known = (value for value in operands if value not in skipped)
    return next(known, _worst(operands) or State.MISSING)


def _choosing(count: int) -> Operation:
    """Return the choice among values by so many conditions before them."""

    def choose(*operands: Any) -> Value:
        for place in range(count):
            holds = operands[place]
            if holds.__class__ is State:
                return holds
            if holds:
                return operands[count + place]  # type: ignore[no-any-return]
        return operands[-1]  # type: ignore[no-any-return]

    return choose


def fold_rows(node: Fold, values: Sequence[Any]) -> Value:
    """Return one value from those of all rows of a list."""
    if node.how in ("any", "every"):
        return _join("or" if node.how == "any" else "and", values)
    return _worst(values) or _gather(node, sorted(values) if node.drop else values)


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
