"""What every node of a plan is in the integer form, over one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Final

from benchmarks.columns.graph import Graph, Op
from benchmarks.columns.table import Table, name_input
from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Count,
    Divide,
    Extreme,
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
    Round,
    State,
    Sum,
    Value,
)
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.compiler.proofs.intervals import ANY, Bounds, Interval
from scorelib.words.rounding import RoundingRule

__all__ = ["Cell", "Lowering"]

MIRROR: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number q·n/d, a category as a code, or a truth value; null exactly where it has a state."""

    n: int
    q: Fraction = Fraction(1)
    d: tuple[int, ...] = ()
    states: frozenset[State] = frozenset()


class Lowering:
    """The cells of a plan's nodes over one table."""

    def __init__(self, plan: Plan, table: Table, wanted: Sequence[int]) -> None:
        self.graph, self.plan, self.table = Graph(), plan, table
        self.bounds = Bounds(plan.nodes, self._interval)
        self.cells: dict[int, Cell] = {}
        self.codes: dict[int, int] = {}
        needed = set(wanted)
        for here in reversed(range(len(plan.nodes))):
            needed |= set(operands_of(plan.nodes[here])) if here in needed else set()
        for here in sorted(needed):
            self.cells[here] = self._settle(here, self._lower(plan.nodes[here]))

    def _interval(self, node: Input) -> Interval:
        column = self.table.columns[name_input(node)]
        if column.paired or column.kind != "number":
            return ANY
        return Interval(column.q * column.lo, column.q * column.hi)

    def _settle(self, here: int, cell: Cell) -> Cell:
        """Return a cell with its bounds tightened by what is proved of the value in rationals."""
        graph, n = self.graph, cell.n
        if not cell.d and not graph.truth[n] and graph.fixed(n) is None:
            found = self.bounds.of(here)
            if found.lo is not None:
                graph.lo[n] = max(graph.lo[n], ceil(found.lo / cell.q))
            if found.hi is not None:
                graph.hi[n] = min(graph.hi[n], floor(found.hi / cell.q))
        never = graph.fixed(self.is_null(cell)) is False
        return replace(cell, states=frozenset()) if never else cell

    def is_null(self, cell: Cell) -> int:
        return self.graph.is_null(cell.n, *cell.d)

    def _lower(self, node: Node) -> Cell:
        cells = [self.cells[each] for each in operands_of(node)]
        states = frozenset[State]().union(*(cell.states for cell in cells))
        match node:
            case Constant(value):
                return self._constant(value)
            case Input():
                return self._input(node)
            case Count(slot):
                return Cell(self.graph.count(slot, self.table.most_items[slot]))
            case Instead():
                return self._instead(node, cells)
            case Fold():
                found = self._fold(node, cells[0])
            case Choose():
                found = self._choose(node)
            case IsState() | Holds() | Join() | Not() | Compare():
                found = Cell(self._test(node, cells))
            case _:
                found = self._calculate(node, cells)
        return replace(found, states=found.states | states)

    def _test(self, node: IsState | Holds | Join | Not | Compare, cells: Sequence[Cell]) -> int:
        graph = self.graph
        match node:
            case IsState(operand, reasons):
                return self._is_state(operand, reasons)
            case Holds():
                return graph.fill(cells[0].n, graph.truth_value(False))
            case Join(kind, _):
                return graph.join(kind, [cell.n for cell in cells])
            case Not():
                return graph.invert(cells[0].n)
            case Compare(sign, _, _):
                return self._compare(sign, *cells)

    def _constant(self, value: Value) -> Cell:
        graph = self.graph
        if isinstance(value, State):
            return Cell(graph.null(), states=frozenset({value}))
        if isinstance(value, bool):
            return Cell(graph.truth_value(value))
        if isinstance(value, str):
            return Cell(graph.integer(self.table.words[value]))
        sign = (value > 0) - (value < 0)
        return Cell(graph.integer(sign), abs(value) or Fraction(1))

    def _input(self, node: Input) -> Cell:
        name = name_input(node)
        column = self.table.columns[name]
        op, truth = Op("col", (), name), column.kind == "truth"
        here = self.graph.add(op, column.lo, column.hi, truth=truth, own=bool(column.states))
        return Cell(here, column.q, (), column.states)

    def _fold(self, node: Fold, cell: Cell) -> Cell:
        graph, most = self.graph, self.table.most_items[node.slot]
        if cell.d or self.plan.scopes[node.operand] is None:
            raise NotImplementedError("a fold over unrounded quotients, or a figure of the project")
        if node.drop or node.how not in ("sum", "max"):
            raise NotImplementedError("a mean or the least of all items")
        n = graph.fold("sum" if node.how == "sum" else "max-of", node.slot, cell.n, most)
        if cell.states:
            gap = graph.fold("any", node.slot, self.is_null(cell), most)
            n = graph.choose([(gap, graph.null())], n)
        return replace(cell, n=n)

    def _choose(self, node: Choose) -> Cell:
        graph = self.graph
        arms = [self.cells[each].n for each in node.conditions]
        values = [self.cells[each] for each in node.values]
        q, d, figures = self._align(values)
        if any(cell.d != values[0].d for cell in values):
            # The branches are over different divisors: choose the divisor as well.
            q, _, _ = self._align([replace(cell, d=()) for cell in values])
            figures = [self._times(cell, q, ()) for cell in values]
            parts = [self.graph.product(cell.d) for cell in values]
            divisor = graph.choose(list(zip(arms, parts, strict=False)), parts[-1])
            d = () if graph.fixed(divisor) == 1 else (divisor,)
        n = graph.choose(list(zip(arms, figures, strict=False)), figures[-1])
        return Cell(n, q, d)

    def _instead(self, node: Instead, cells: Sequence[Cell]) -> Cell:
        q, d, (figure, other) = self._align(cells)
        if d:
            raise NotImplementedError("another value instead of an unrounded quotient")
        rest = cells[0].states - node.states
        if rest:
            replaced = self._is_state(node.operand, node.states)
            n = self.graph.choose([(replaced, other)], figure)
        else:
            n = self.graph.fill(figure, other)
        return Cell(n, q, (), rest | cells[1].states)

    def _is_state(self, operand: int, reasons: frozenset[State]) -> int:
        graph, cell = self.graph, self.cells[operand]
        if cell.states <= reasons:
            return self.is_null(cell) if cell.states else graph.truth_value(False)
        code = self.code(operand) if cell.states & reasons else graph.integer(0)
        codes = sorted(state.value for state in cell.states & reasons)
        tests = [graph.compare("==", code, graph.integer(each)) for each in codes]
        return graph.join("or", tests)

    def code(self, here: int) -> int:
        """Return the operation that gives the state of a node: 0 where it has a value."""
        if here not in self.codes:
            self.codes[here] = self._code(here)
        return self.codes[here]

    def _code(self, here: int) -> int:
        graph, cell, node = self.graph, self.cells[here], self.plan.nodes[here]
        gap, zero = self.is_null(cell), graph.integer(0)
        greatest = max((state.value for state in cell.states), default=0)
        if len(cell.states) < 2:
            return graph.choose([(gap, graph.integer(greatest))], zero)
        if isinstance(node, Input):
            return graph.add(Op("col", (), f"{name_input(node)}?"), 0, greatest, own=False)
        if isinstance(node, Fold):
            most = self.table.most_items[node.slot]
            return graph.fold("max-of", node.slot, self.code(node.operand), most)
        if isinstance(node, Choose):
            arms = []
            for condition, value in zip(node.conditions, node.values, strict=False):
                test = self.cells[condition].n
                arms += [(graph.is_null(test), self.code(condition)), (test, self.code(value))]
            return graph.choose(arms, self.code(node.values[-1]))
        if isinstance(node, Instead):
            replaced = self._is_state(node.operand, node.states)
            return graph.choose([(replaced, self.code(node.value))], self.code(node.operand))
        worst = zero
        for operand in operands_of(node):
            worst = graph.extreme("max", worst, self.code(operand))
        if isinstance(node, Join):
            return graph.choose([(gap, worst)], zero)
        if isinstance(node, Divide):
            undefined = graph.choose([(gap, graph.integer(State.UNDEFINED.value))], zero)
            return graph.choose([(graph.compare(">", worst, zero), worst)], undefined)
        return worst

    def list_roots(self, wanted: Sequence[int]) -> list[int]:
        """Return the operations that hold the figures and states of nodes."""
        cells = [self.cells[node] for node in wanted]
        figures = [each for cell in cells for each in (cell.n, *cell.d)]
        return list(dict.fromkeys([*figures, *map(self.code, wanted)]))

    def _align(self, cells: Sequence[Cell]) -> tuple[Fraction, tuple[int, ...], list[int]]:
        """Return a common weight and common divisors of cells, and their figures in these."""
        if any(self.graph.truth[cell.n] for cell in cells):
            return Fraction(1), (), [cell.n for cell in cells]
        weights = [cell.q for cell in cells if not self._weightless(cell)]
        over = lcm(*(q.denominator for q in weights))
        q = Fraction(gcd(*(int(q * over) for q in weights)) or over, over)
        divisors: Counter[int] = Counter()
        for cell in cells:
            divisors |= Counter(cell.d)
        d = tuple(sorted(divisors.elements()))
        return q, d, [self._times(cell, q, d) for cell in cells]

    def _times(self, cell: Cell, q: Fraction, d: tuple[int, ...]) -> int:
        """Return the figure of a cell that is to be read in another weight, over more divisors."""
        missing = self.graph.product((Counter(d) - Counter(cell.d)).elements())
        factor = 1 if self._weightless(cell) else int(cell.q / q)
        return self.graph.multiply(self.graph.linear([(factor, cell.n)]), missing)

    def _weightless(self, cell: Cell) -> bool:
        return self.graph.fixed(cell.n) == 0 or self.graph.ops[cell.n].kind == "null"

    def _compare(self, sign: str, a: Cell, b: Cell) -> int:
        graph = self.graph
        if graph.fixed(a.n) is not None and graph.fixed(b.n) is None:
            return self._compare(MIRROR[sign], b, a)
        if graph.fixed(b.n) is not None and not a.d and sign[0] in "<>":
            limit = graph.fixed(b.n) * b.q / a.q
            whole = ceil(limit) if sign in ("<", ">=") else floor(limit)
            return graph.compare(sign, a.n, graph.integer(whole))
        _, d, (left, right) = self._align([a, b])
        return graph.choose([(graph.is_null(*d), graph.null())], graph.compare(sign, left, right))

    def _divide(self, a: Cell, b: Cell) -> Cell:
        graph, size, states = self.graph, b.n, frozenset[State]()
        n = graph.multiply(a.n, self.graph.product(b.d))
        if graph.lo[b.n] < 0:
            negative = graph.compare("<", b.n, graph.integer(0))
            sign = graph.choose([(negative, graph.integer(-1))], graph.integer(1))
            n = graph.multiply(n, sign)
            size = graph.extreme("max", b.n, graph.linear([(-1, b.n)]))
        if graph.lo[size] <= 0:
            states = frozenset({State.UNDEFINED})
            size = graph.add(Op("nonzero", (size,)), 1, max(graph.hi[size], 1), own=True)
        fixed = graph.fixed(size)
        d = a.d if fixed else tuple(sorted((*a.d, size)))
        return Cell(n, a.q / b.q / (fixed or 1), d, states)

    def _calculate(self, node: Node, cells: Sequence[Cell]) -> Cell:
        graph = self.graph
        match node:
            case Multiply():
                a, b = cells
                return Cell(graph.multiply(a.n, b.n), a.q * b.q, tuple(sorted((*a.d, *b.d))))
            case Divide():
                return self._divide(*cells)
            case Negate():
                return replace(cells[0], n=graph.linear([(-1, cells[0].n)]))
            case Absolute():
                n = cells[0].n
                return replace(cells[0], n=graph.extreme("max", n, graph.linear([(-1, n)])))
            case Round(_, rule):
                return self._round(cells[0], rule)
            case Sum(_, signs):
                q, d, figures = self._align(cells)
                return Cell(graph.linear(list(zip(signs, figures, strict=True))), q, d)
            case Extreme(which, _):
                q, d, figures = self._align(cells)
                n = figures[0]
                for each in figures[1:]:
                    n = graph.extreme(which, n, each)
                return Cell(n, q, d)
            case _:
                raise NotImplementedError(node)

    def _round(self, cell: Cell, rule: RoundingRule) -> Cell:
        if rule.mode != "half-up":
            raise NotImplementedError(rule.mode)
        graph, ratio = self.graph, cell.q / rule.quantum
        n = graph.linear([(ratio.numerator, cell.n)])
        d = graph.multiply(graph.integer(ratio.denominator), self.graph.product(cell.d))
        if graph.fixed(d) == 1:
            return Cell(n, rule.quantum)
        terms = [(2, n), (1, d)]
        if graph.lo[n] < 0:
            negative = graph.compare("<", n, graph.integer(0))
            terms.append((-1, graph.choose([(negative, graph.integer(1))], graph.integer(0))))
        return Cell(graph.divide(graph.linear(terms), graph.linear([(2, d)])), rule.quantum)
