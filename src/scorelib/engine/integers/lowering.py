"""What every node of a plan is in the integer form, over tables of one profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, floor

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
from scorelib.compiler.proofs.intervals import ANY, Bounds, Interval
from scorelib.engine.integers.cells import Cell, Cells
from scorelib.engine.integers.folding import fold_cells
from scorelib.engine.integers.graph import Graph, Op, Range
from scorelib.engine.integers.profile import (
    PROJECTS,
    Column,
    NotLowered,
    Place,
    Profile,
    count_name,
    frame_of,
    locate_input,
)
from scorelib.engine.integers.states import Codes

__all__ = ["Lowering", "list_needed"]


def list_needed(plan: Plan, wanted: Sequence[int]) -> list[int]:
    """Return the nodes that wanted ones are made of, themselves included, in order."""
    needed = set(wanted)
    for here in reversed(range(len(plan.nodes))):
        needed |= set(operands_of(plan.nodes[here])) if here in needed else set()
    return sorted(needed)


class Lowering:
    """The cells of a plan's nodes over tables of one profile.

    Raises `NotLowered` for what has no integer form; lowered `partly`, that and what is made of
    it has no cells, and is `left`.
    """

    def __init__(
        self,
        plan: Plan,
        profile: Profile,
        words: Mapping[str, int],
        needed: Sequence[int],
        *,
        partly: bool = False,
    ) -> None:
        self.graph, self.plan, self.words = Graph(), plan, words
        self.arithmetic = Cells(self.graph)
        self.columns = profile.find()
        self.cells: dict[int, Cell] = {}
        self.codes = Codes(self)
        self._bounds = Bounds(plan.nodes, self._interval)
        self._spread: dict[tuple[int, str], Cell] = {}
        self.left: list[int] = []
        for here in needed:
            try:
                self._lower_node(here)
            except NotLowered:
                if not partly:
                    raise
                self.left.append(here)

    def _column(self, node: Input, scope: str | None = None) -> tuple[Place, Column]:
        place = locate_input(self.plan, node, scope)
        return place, self.columns[place]

    def _interval(self, node: Input) -> Interval:
        """Return what is known of an input wherever it stands: it may do so in several lists."""
        last = node.key.rpartition(".")[2]
        full = f"{node.kind}.{node.key}"
        found = [
            column
            for (frame, name), column in self.columns.items()
            if name == (full if frame == PROJECTS else last)
        ]
        known = [each for each in found if each.within is not None]
        if not known or any(each.kind != "number" or each.q == 0 for each in known):
            return ANY
        return _join_columns(known)

    def _settle(self, here: int, cell: Cell) -> Cell:
        """Return a cell with its bounds tightened by what is proved of the value in rationals."""
        graph, n = self.graph, self.arithmetic.check_size(cell).n
        plain = not graph.truth[n] and graph.fixed(n) is None and not graph.is_nothing(n)
        if plain and not cell.d and self.plan.kinds[here] == "number":
            found = self._bounds.of(here)
            lo = None if found.lo is None else ceil(found.lo / cell.q)
            hi = None if found.hi is None else floor(found.hi / cell.q)
            graph.narrow(n, Range(lo, hi))
        never = graph.fixed(self.arithmetic.is_null(cell)) is False
        return replace(cell, states=frozenset()) if never else cell

    def at(self, here: int, scope: str | None) -> Cell:
        """Return the cell of a node where it is read: for each row, when rows read it."""
        cell = self.cells[here]
        if scope is None or self.plan.scopes[here] is not None:
            return cell
        frame = frame_of(self.plan, scope)
        if (here, frame) not in self._spread:
            graph = self.graph
            n, *d = (graph.spread(frame, each) for each in (cell.n, *cell.d))
            self._spread[here, frame] = replace(cell, n=n, d=tuple(sorted(d)))
        return self._spread[here, frame]

    def count(self, rows: str) -> Cell:
        """Return how many rows a project has in a list."""
        return self._input(Input("fact", ""), None, (PROJECTS, count_name(rows)))

    def _lower_node(self, here: int) -> None:
        node = self.plan.nodes[here]
        if any(each not in self.cells for each in operands_of(node)):
            raise NotLowered("made of what has no integer form")
        self.cells[here] = self._settle(here, self._lower(here, node))

    def _lower(self, here: int, node: Node) -> Cell:
        scope = self.plan.scopes[here]
        if isinstance(node, Fold):
            return fold_cells(self, node)
        cells = [self.at(each, scope) for each in operands_of(node)]
        match node:
            case Constant(value):
                return self._constant(value)
            case Day(number):
                return Cell(self.graph.integer(number))
            case Input():
                return self._input(node, scope)
            case Count(rows):
                return self.count(rows)
            case Instead():
                return self._instead(node, cells, scope)
            case FirstKnown():
                return self._first_known(node, cells, scope)
        states = frozenset[State]().union(*(cell.states for cell in cells))
        if isinstance(node, Choose):
            count = len(node.conditions)
            found = self.arithmetic.choose([cell.n for cell in cells[:count]], cells[count:])
        elif isinstance(node, IsState | Holds | Join | Not | Compare):
            found = Cell(self._test(node, cells, scope))
        else:
            found = self._calculate(node, cells)
        return replace(found, states=found.states | states)

    def _test(
        self,
        node: IsState | Holds | Join | Not | Compare,
        cells: Sequence[Cell],
        scope: str | None,
    ) -> int:
        graph = self.graph
        match node:
            case IsState(operand, reasons):
                return self.codes.has_state(operand, reasons, scope)
            case Holds():
                return graph.fill(cells[0].n, graph.truth_value(False))
            case Join(kind, _):
                return graph.join(kind, [cell.n for cell in cells])
            case Not():
                return graph.invert(cells[0].n)
            case Compare(sign, _, _):
                return self.arithmetic.compare(sign, *cells)

    def _constant(self, value: Value) -> Cell:
        graph = self.graph
        if isinstance(value, State):
            return Cell(graph.null(), states=frozenset({value}))
        if isinstance(value, bool):
            return Cell(graph.truth_value(value))
        if isinstance(value, str):
            return Cell(graph.integer(self.words[value]))
        return self.arithmetic.constant(value)

    def _input(self, node: Input, scope: str | None, place: Place | None = None) -> Cell:
        place = place or locate_input(self.plan, node, scope)
        column = self.columns[place]
        if column.within is None:
            return Cell(self.graph.null(), states=column.states)
        truth, own = column.kind == "truth", bool(column.states)
        here = self.graph.add(Op("col", (), place), column.within, truth=truth, own=own)
        if column.among is not None:
            self.graph.limit(here, column.among)
        return Cell(here, column.q, (), column.states)

    def _instead(self, node: Instead, cells: Sequence[Cell], scope: str | None) -> Cell:
        cell, other = cells
        rest = cell.states - node.states
        if not rest and not cell.d and not other.d:
            q, _, (figure, instead) = self.arithmetic.align(cells)
            return Cell(self.graph.fill(figure, instead), q, (), other.states)
        replaced = self.codes.has_state(node.operand, node.states, scope)
        found = self.arithmetic.choose([replaced], [other, cell])
        return replace(found, states=rest | other.states)

    def _first_known(self, node: FirstKnown, cells: Sequence[Cell], scope: str | None) -> Cell:
        """Return the first cell that is not passed over; null where all are."""
        known = self.codes.known(node, scope)
        nothing = Cell(self.graph.null())
        found = self.arithmetic.choose(known, [*cells, nothing])
        return replace(found, states=frozenset().union(*(cell.states for cell in cells)))

    def _calculate(self, node: Node, cells: Sequence[Cell]) -> Cell:
        arithmetic = self.arithmetic
        match node:
            case Multiply():
                return arithmetic.multiply(*cells)
            case Divide():
                return arithmetic.divide(*cells)
            case Negate():
                return arithmetic.add_up(cells, [-1])
            case Absolute():
                return replace(cells[0], n=arithmetic.size_of(cells[0].n))
            case Power(_, exponent):
                return arithmetic.raise_to(cells[0], exponent)
            case Round(_, rule):
                return arithmetic.round(cells[0], rule)
            case Sum(_, signs):
                return arithmetic.add_up(cells, signs)
            case Span("days"):
                return arithmetic.add_up(cells, [-1, 1])
            case Extreme(which, _):
                return arithmetic.extreme(which, cells)
            case _:
                raise NotLowered(type(node).__name__)


def _join_columns(columns: Sequence[Column]) -> Interval:
    found: Interval | None = None
    for each in columns:
        within = each.within
        assert within is not None
        lo = None if within.lo is None else each.q * within.lo
        hi = None if within.hi is None else each.q * within.hi
        own = Interval(lo, hi)
        found = own if found is None else found.join(own)
    return found or ANY
