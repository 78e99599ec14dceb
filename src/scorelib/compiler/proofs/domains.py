"""Finds functions whose argument can lie outside their domain where they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from scorelib.compiler.graph.nodes import Fold, FoldKind, Irrational, Node
from scorelib.compiler.graph.walk import nodes_below
from scorelib.compiler.proofs.functions import Demand, demand_of, meets
from scorelib.compiler.proofs.guards import visit_guarded
from scorelib.compiler.proofs.intervals import Bounds, Interval, Refinements
from scorelib.words.functions import FunctionName

__all__ = ["Outside", "find_outside"]

_OF_ROWS: Final[dict[FoldKind, FunctionName]] = {
    "geometric-mean": "geometric_mean",
    "harmonic-mean": "harmonic_mean",
}


class Outside(NamedTuple):
    """A function that nothing keeps inside its domain, the argument, and what it should be."""

    node: int
    operand: int
    function: str
    demand: Demand


def find_outside(
    nodes: Sequence[Node],
    bounds: Bounds,
    root: int,
    known: Refinements | None = None,
    proved: Collection[int] = (),
) -> Iterator[Outside]:
    """Yield each argument below a node that can lie outside the domain of its function.

    `known` is what is known where the root stands; `proved` are nodes below which none does.
    """
    parts_of_root = (nodes[each] for each in (root, *nodes_below(nodes, root)))
    if not any(isinstance(node, Irrational) or _is_mean(node) for node in parts_of_root):
        return
    for here, inside in visit_guarded(nodes, bounds, root, known, proved):
        node = nodes[here]
        if isinstance(node, Irrational):
            parts = [bounds.of(each, inside) for each in node.operands]
            yield from _check(here, node.name, node.operands, parts)
        elif isinstance(node, Fold) and _is_mean(node):
            row = bounds.of(node.operand, bounds.inside(node.slot))
            yield from _check(here, _OF_ROWS[node.how], (node.operand,), [row])


def _is_mean(node: Node) -> bool:
    return isinstance(node, Fold) and node.how in _OF_ROWS


def _check(
    here: int, function: FunctionName, operands: Sequence[int], parts: Sequence[Interval]
) -> Iterator[Outside]:
    for place, (operand, part) in enumerate(zip(operands, parts, strict=True)):
        demand = demand_of(function, place, parts)
        if demand is not None and not meets(part, demand):
            square = function == "root" and parts[1].lo == 2
            yield Outside(here, operand, "sqrt" if square else function, demand)
