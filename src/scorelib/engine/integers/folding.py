"""One figure from all rows of a list, in the integer form."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Fold, State
from scorelib.engine.integers.cells import Cell, Lowered
from scorelib.engine.integers.graph import Kind
from scorelib.engine.integers.profile import NotLowered, frame_of

__all__ = ["fold_cells", "fold_code"]

TRUTHS: Final = ("any", "every")


def fold_cells(lowering: Lowered, node: Fold) -> Cell:
    """Return the cell of a fold. Raises `NotLowered` for those that are no whole numbers."""
    if node.drop or node.how in ("geometric-mean", "harmonic-mean"):
        raise NotLowered(f"a fold: {node.how}, {node.drop} left out at both ends")
    graph, arithmetic = lowering.graph, lowering.arithmetic
    cell, count = lowering.cells[node.operand], lowering.count(node.slot)
    if lowering.plan.scopes[node.operand] is None:
        found = _repeat(lowering, node, cell)
    else:
        found = _gather(lowering, node, cell)
    found = arithmetic.choose([_is_empty(lowering, node)], [_make_nothing(lowering, node), found])
    if count.states:
        absent, nothing = arithmetic.is_null(count), Cell(graph.null())
        found = arithmetic.choose([absent], [nothing, found])
    undefined = frozenset({State.UNDEFINED} if node.how not in ("sum", *TRUTHS) else ())
    return replace(found, states=cell.states | count.states | undefined)


def fold_code(lowering: Lowered, here: int, node: Fold) -> int:
    """Return the operation that gives the state of a fold."""
    graph, codes = lowering.graph, lowering.codes
    empty, zero, count = _is_empty(lowering, node), graph.integer(0), lowering.count(node.slot)
    code = codes.of(node.operand)
    if lowering.plan.scopes[node.operand] is not None:
        code = _fold(lowering, node, "max-of", code)
    if node.how in TRUTHS:
        gap = lowering.arithmetic.is_null(lowering.cells[here])
        code = graph.choose([(gap, code)], zero)
    of_nothing = zero if node.how in ("sum", *TRUTHS) else graph.integer(State.UNDEFINED.value)
    code = graph.choose([(empty, of_nothing)], code)
    absent = lowering.arithmetic.is_null(count)
    return graph.choose([(absent, codes.of_count(node.slot))], code)


def _count(lowering: Lowered, rows: str) -> int:
    """Return how many rows a project has in a list, none where it is not given."""
    return lowering.graph.fill(lowering.count(rows).n, lowering.graph.integer(0))


def _is_empty(lowering: Lowered, node: Fold) -> int:
    graph = lowering.graph
    return graph.compare("==", _count(lowering, node.slot), graph.integer(0))


def _make_nothing(lowering: Lowered, node: Fold) -> Cell:
    """Return what a fold gives of no rows."""
    graph = lowering.graph
    if node.how in TRUTHS:
        return Cell(graph.truth_value(node.how == "every"))
    return Cell(graph.integer(0) if node.how == "sum" else graph.null())


def _repeat(lowering: Lowered, node: Fold, cell: Cell) -> Cell:
    """Return a fold of a figure that is the same for all rows."""
    if node.how != "sum":
        return cell
    return lowering.arithmetic.multiply(Cell(_count(lowering, node.slot)), cell)


def _gather(lowering: Lowered, node: Fold, cell: Cell) -> Cell:
    """Return a fold of figures of the rows, of which there is one at least."""
    graph, arithmetic = lowering.graph, lowering.arithmetic
    gap = _fold(lowering, node, "any", arithmetic.is_null(cell))
    if node.how in TRUTHS:
        decides = cell.n if node.how == "any" else graph.invert(cell.n)
        known = graph.fill(decides, graph.truth_value(False))
        decided = _fold(lowering, node, "any", known)
        yes = graph.truth_value(node.how == "any")
        n = graph.choose([(decided, yes), (gap, graph.null())], graph.invert(yes))
        return replace(cell, n=n)
    if cell.d:
        raise NotLowered("a fold over quotients that are not rounded")
    kinds: dict[str, Kind] = {"max": "max-of", "min": "min-of"}
    n = _fold(lowering, node, kinds.get(node.how, "sum"), cell.n)
    found = replace(cell, n=graph.choose([(gap, graph.null())], n))
    if node.how == "mean":
        return arithmetic.divide(found, Cell(_count(lowering, node.slot), Fraction(1)))
    return found


def _fold(lowering: Lowered, node: Fold, how: Kind, operand: int) -> int:
    """Return an aggregate, which of nothing is zero, false or true."""
    graph, rows = lowering.graph, _count(lowering, node.slot)
    truth = how in TRUTHS
    nothing = graph.truth_value(how == "every") if truth else graph.integer(0)
    fixed = graph.fixed(operand)
    if fixed is None and not graph.is_nothing(operand):
        place = frame_of(lowering.plan, node.slot), node.slot
        return graph.fold(how, place, operand, graph.ranges[rows].hi)
    if fixed is None:
        return nothing
    if how == "sum":
        return graph.linear([(fixed, rows)])
    return graph.choose([(_is_empty(lowering, node), nothing)], operand)
