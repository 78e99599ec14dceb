"""Which nodes a node is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    Sum,
)

__all__ = ["inputs_of", "lists_of", "nodes_below", "operands_of"]


def operands_of(node: Node) -> tuple[int, ...]:
    """Return the operands of a node, in order."""
    match node:
        case Constant() | Day() | Input() | Count():
            return ()
        case Sum(terms, _):
            return terms
        case Multiply(left, right) | Divide(left, right) | Compare(_, left, right):
            return left, right
        case Extreme(_, operands) | Join(_, operands) | Irrational(_, operands):
            return operands
        case FirstKnown(operands):
            return operands
        case Span(_, start, end):
            return start, end
        case Choose(conditions, values):
            return (*conditions, *values)
        case Instead(operand, _, value):
            return operand, value
        case Negate() | Absolute() | Power() | Not() | Round() | IsState() | Holds() | Fold():
            return (node.operand,)


def nodes_below(nodes: Sequence[Node], root: int) -> set[int]:
    """Return every node that a node is made of, directly or not."""
    seen: set[int] = set()
    stack = list(operands_of(nodes[root]))
    while stack:
        here = stack.pop()
        if here not in seen:
            seen.add(here)
            stack.extend(operands_of(nodes[here]))
    return seen


def inputs_of(nodes: Sequence[Node], root: int, *, certain: bool = False) -> Iterator[Input]:
    """Yield every input below a node once, in the order of the formula.

    Only the `certain` ones are those that no fall-back stands beside.
    """
    seen: set[int] = set()
    stack = [root]
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        node = nodes[here]
        if isinstance(node, Input):
            yield node
        if not (certain and isinstance(node, FirstKnown)):
            stack.extend(reversed(operands_of(node)))


def lists_of(nodes: Sequence[Node], root: int) -> set[str]:
    """Return every list whose rows are counted or made one figure in a node or below it."""
    found = (nodes[here] for here in {root, *nodes_below(nodes, root)})
    return {node.slot for node in found if isinstance(node, (Fold, Count))}
