"""Finds divisions whose divisor can be zero where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scorelib.compiler.graph.nodes import Choose, Divide, Fold, Join, Node
from scorelib.compiler.graph.walk import operands_of
from scorelib.compiler.proofs.intervals import Bounds, Refinements

__all__ = ["find_unguarded"]

_Seen = set[tuple[int, frozenset[object]]]


def find_unguarded(
    nodes: Sequence[Node], bounds: Bounds, root: int, known: Refinements | None = None
) -> Iterator[tuple[int, int]]:
    """Yield each division below a node that nothing guards, with its divisor.

    A condition guards the branches it leads to, and in `and`/`or` what stands to its right;
    `known` is what is known where the root stands.
    """
    yield from _walk(nodes, bounds, root, known or {}, set())


def _walk(
    nodes: Sequence[Node], bounds: Bounds, here: int, known: Refinements, seen: _Seen
) -> Iterator[tuple[int, int]]:
    key = (here, frozenset(known.items()))
    if key in seen:
        return
    seen.add(key)
    node = nodes[here]
    if isinstance(node, Divide) and bounds.of(node.right, known).has(Fraction(0)):
        yield here, node.right
    if isinstance(node, Choose):
        yield from _walk_choice(nodes, bounds, node, known, seen)
    elif isinstance(node, Fold):
        # What is known of one row where the fold stands says nothing of the others.
        yield from _walk(nodes, bounds, node.operand, bounds.inside(node.slot), seen)
    elif isinstance(node, Join):
        current: Refinements | None = known
        for each in node.operands:
            if current is None:
                break
            yield from _walk(nodes, bounds, each, current, seen)
            current = bounds.refine(each, node.operator == "and", current)
    else:
        for each in operands_of(node):
            yield from _walk(nodes, bounds, each, known, seen)


def _walk_choice(
    nodes: Sequence[Node], bounds: Bounds, node: Choose, known: Refinements, seen: _Seen
) -> Iterator[tuple[int, int]]:
    before: Refinements | None = known
    for condition in node.conditions:
        if before is None:
            break
        yield from _walk(nodes, bounds, condition, before, seen)
        before = bounds.refine(condition, False, before)
    for value, inside in bounds.branches(node, known):
        yield from _walk(nodes, bounds, value, inside, seen)
