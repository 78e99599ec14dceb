"""Whether the figures of a pair are only compared with each other and divided by each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Divide,
    Extreme,
    FirstKnown,
    Input,
    Instead,
    IsState,
    Multiply,
    Negate,
    Node,
    Power,
    State,
    Sum,
)
from scorelib.compiler.graph.walk import operands_of

__all__ = ["ignores_scale"]

Degree = int | None
"""How often a common factor of a pair stands in a figure; None for what is zero or no number."""


def ignores_scale(
    nodes: Sequence[Node], needed: Sequence[int], wanted: Sequence[int], paired: frozenset[int]
) -> bool:
    """Return whether wanted nodes stay the same where all `paired` inputs are multiplied.

    `needed` are all that the wanted ones are made of, in order.
    """
    degrees: dict[int, Degree] = {}
    for here in needed:
        node = nodes[here]
        found = _degree(node, degrees, here in paired)
        if found is False:
            return False
        degrees[here] = found
    return not any(degrees[each] for each in wanted)


def _degree(node: Node, degrees: Mapping[int, Degree], paired: bool) -> Degree | bool:
    """Return the degree of a node, False where its operands do not go together."""
    operands = operands_of(node)
    match node:
        case Input():
            return 1 if paired else 0
        case Constant(value):
            return None if isinstance(value, State) or value == Fraction(0) else 0
        case IsState():
            return 0
        case Multiply() | Divide():
            left, right = (degrees[each] for each in operands)
            sign = 1 if isinstance(node, Multiply) else -1
            return None if left is None else left + sign * (right or 0)
        case Power(operand, exponent):
            below = degrees[operand]
            return None if below is None else below * exponent
        case Choose(conditions, values):
            if any(degrees[each] for each in conditions):
                return False
            return _common([degrees[each] for each in values])
        case Compare():
            return 0 if _common([degrees[each] for each in operands]) is not False else False
        case Sum() | Extreme() | Negate() | Absolute() | Instead() | FirstKnown():
            return _common([degrees[each] for each in operands])
        case _:
            return False if any(degrees[each] for each in operands) else 0


def _common(degrees: Sequence[Degree]) -> Degree | bool:
    """Return the one degree of several figures, False where there are two."""
    found = {each for each in degrees if each is not None}
    if len(found) > 1:
        return False
    return found.pop() if found else None
