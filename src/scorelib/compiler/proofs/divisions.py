"""Finds divisions whose divisor can be zero where they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from scorelib.compiler.graph.nodes import Divide, Node
from scorelib.compiler.proofs.guards import visit_guarded
from scorelib.compiler.proofs.intervals import Bounds, Refinements

__all__ = ["find_unguarded"]


def find_unguarded(
    nodes: Sequence[Node],
    bounds: Bounds,
    root: int,
    known: Refinements | None = None,
    proved: Collection[int] = (),
) -> Iterator[tuple[int, int]]:
    """Yield each division below a node that nothing guards, with its divisor.

    `known` is what is known where the root stands; `proved` are nodes below which none is.
    """
    for here, inside in visit_guarded(nodes, bounds, root, known, proved):
        node = nodes[here]
        if isinstance(node, Divide) and bounds.of(node.right, inside).has(Fraction(0)):
            yield here, node.right
