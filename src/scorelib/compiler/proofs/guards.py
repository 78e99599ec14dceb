"""Walks over a formula with what its conditions tell of every part."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from scorelib.compiler.graph.nodes import Choose, Fold, Join, Node
from scorelib.compiler.graph.walk import operands_of
from scorelib.compiler.proofs.intervals import Bounds, Refinements, within_reach

__all__ = ["visit_guarded"]


def visit_guarded(
    nodes: Sequence[Node],
    bounds: Bounds,
    root: int,
    known: Refinements | None = None,
    proved: Collection[int] = (),
) -> Iterator[tuple[int, Refinements]]:
    """Yield each node that can be reached below a root, with what is known of what it is made of.

    A condition guards the branches it leads to, and in `and`/`or` what stands to its right;
    `known` is what is known where the root stands; `proved` are nodes that hold whatever is known,
    and are not entered again.
    """
    seen: set[tuple[int, frozenset[object]]] = set()
    # A stack of our own: values that build on each other go deep.
    stack: list[Iterator[tuple[int, Refinements]]] = [iter([(root, known or {})])]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        here, inside = step[0], within_reach(step[1], step[0] - 1)
        key = (here, frozenset(inside.items()))
        if key not in seen and here not in proved:
            seen.add(key)
            yield here, inside
            stack.append(_step_down(bounds, nodes[here], inside))


def _step_down(bounds: Bounds, node: Node, known: Refinements) -> Iterator[tuple[int, Refinements]]:
    """Yield the operands of a node, each with what is known where it stands."""
    if isinstance(node, Choose):
        yield from _step_into_choice(bounds, node, known)
    elif isinstance(node, Fold):
        # What is known of one row where the fold stands says nothing of the others.
        yield node.operand, bounds.inside(node.slot)
    elif isinstance(node, Join):
        current: Refinements | None = known
        for each in node.operands:
            if current is None:
                break
            yield each, current
            current = bounds.refine(each, node.operator == "and", current)
    else:
        for each in operands_of(node):
            yield each, known


def _step_into_choice(
    bounds: Bounds, node: Choose, known: Refinements
) -> Iterator[tuple[int, Refinements]]:
    before: Refinements | None = known
    for condition in node.conditions:
        if before is None:
            break
        yield condition, before
        before = bounds.refine(condition, False, before)
    yield from bounds.branches(node, known)
