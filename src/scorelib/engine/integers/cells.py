"""Figures of a plan in the integer form: an integer with a weight, over positive divisors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Final, Literal, Protocol

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.integers.graph import Graph
from scorelib.engine.integers.profile import NotLowered
from scorelib.words.rounding import RoundingRule

__all__ = ["Cell", "Cells", "Lowered"]

MIRROR: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
MOST_BITS: Final = 4096
"""Beyond these a figure might grow as large as the scalar evaluator refuses; it decides."""
MOST_DIVISORS: Final = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A number q·n/d, a category as a code, or a truth value; null exactly where it has a state.

    `states` are those it may have; q is positive, and so is every part of d.
    """

    n: int
    q: Fraction = Fraction(1)
    d: tuple[int, ...] = ()
    states: frozenset[State] = frozenset()


class Cells:
    """Arithmetic on cells, which adds to a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def is_null(self, cell: Cell) -> int:
        return self.graph.is_null(cell.n, *cell.d)

    def check_size(self, cell: Cell) -> Cell:
        """Return a cell whose figures stay far from where they are refused."""
        within = self.graph.ranges[cell.n]
        ends = [cell.q.numerator, cell.q.denominator, within.lo or 0, within.hi or 0]
        if len(cell.d) > MOST_DIVISORS or max(map(int.bit_length, ends)) > MOST_BITS:
            raise NotLowered("figures of thousands of digits")
        return cell

    def constant(self, value: Fraction) -> Cell:
        sign = (value > 0) - (value < 0)
        return Cell(self.graph.integer(sign), abs(value) or Fraction(1))

    def align(self, cells: Sequence[Cell]) -> tuple[Fraction, tuple[int, ...], list[int]]:
        """Return a common weight and common divisors of cells, and their figures in these."""
        if any(self.graph.truth[cell.n] for cell in cells):
            return Fraction(1), (), [cell.n for cell in cells]
        q, d = self._common_weight(cells), cells[0].d
        if any(cell.d != d for cell in cells):
            divisors: Counter[int] = Counter()
            for cell in cells:
                divisors |= Counter(cell.d)
            d = tuple(sorted(divisors.elements()))
        return q, d, [self._rescale(cell, q, d) for cell in cells]

    def _common_weight(self, cells: Sequence[Cell]) -> Fraction:
        weights = [cell.q for cell in cells if not self._is_weightless(cell)]
        if weights and all(q == weights[0] for q in weights):
            return weights[0]
        over = lcm(*(q.denominator for q in weights))
        return Fraction(gcd(*(int(q * over) for q in weights)) or over, over)

    def _rescale(self, cell: Cell, q: Fraction, d: tuple[int, ...]) -> int:
        """Return the figure of a cell that is to be read in another weight, over more divisors."""
        factor = 1 if cell.q == q or self._is_weightless(cell) else int(cell.q / q)
        n = cell.n if factor == 1 else self.graph.linear([(factor, cell.n)])
        if cell.d == d:
            return n
        missing = self.graph.product((Counter(d) - Counter(cell.d)).elements())
        return self.graph.multiply(n, missing)

    def _is_weightless(self, cell: Cell) -> bool:
        return self.graph.fixed(cell.n) == 0 or self.graph.is_nothing(cell.n)

    def choose(self, conditions: Sequence[int], cells: Sequence[Cell]) -> Cell:
        """Return the cell of the first condition that holds, else the last; without states."""
        graph = self.graph
        if any(graph.truth[cell.n] for cell in cells):
            arms = list(zip(conditions, (cell.n for cell in cells), strict=False))
            return Cell(graph.choose(arms, cells[-1].n))
        if all(cell.d == cells[0].d for cell in cells):
            q, d, figures = self.align(cells)
            # A divisor stays outside, and with it what makes it null: not what is chosen.
            return Cell(
                graph.choose(list(zip(conditions, figures, strict=False)), figures[-1]), q, d
            )
        q = self._common_weight(cells)
        figures = [self._rescale(replace(cell, d=()), q, ()) for cell in cells]
        parts = [graph.product(cell.d) for cell in cells]
        n = graph.choose(list(zip(conditions, figures, strict=False)), figures[-1])
        divisor = graph.choose(list(zip(conditions, parts, strict=False)), parts[-1])
        return Cell(n, q, () if graph.fixed(divisor) == 1 else (divisor,))

    def compare(self, sign: str, a: Cell, b: Cell) -> int:
        graph = self.graph
        fixed_a, fixed_b = (
            None if cell.d or graph.truth[cell.n] else graph.fixed(cell.n) for cell in (a, b)
        )
        if fixed_a is not None and fixed_b is None:
            return self.compare(MIRROR[sign], b, a)
        if sign in ("<", "<=", ">", ">=") and fixed_b is not None and not a.d:
            limit = fixed_b * b.q / a.q
            whole = ceil(limit) if sign in ("<", ">=") else floor(limit)
            return graph.compare(sign, a.n, graph.integer(whole))
        _, d, (left, right) = self.align([a, b])
        return graph.choose([(graph.is_null(*d), graph.null())], graph.compare(sign, left, right))

    def multiply(self, a: Cell, b: Cell) -> Cell:
        d = tuple(sorted((*a.d, *b.d)))
        return Cell(self.graph.multiply(a.n, b.n), a.q * b.q, d)

    def raise_to(self, cell: Cell, exponent: int) -> Cell:
        """Return a whole power."""
        if exponent < 0 or exponent > MOST_DIVISORS:
            raise NotLowered("a power of that size")
        if exponent == 0:
            graph = self.graph
            gap = self.is_null(cell)
            return Cell(graph.choose([(gap, graph.null())], graph.integer(1)))
        found = cell
        for _ in range(exponent - 1):
            found = self.check_size(self.multiply(found, cell))
        return replace(found, states=frozenset())

    def divide(self, a: Cell, b: Cell) -> Cell:
        graph, size, states = self.graph, b.n, frozenset[State]()
        n = graph.multiply(a.n, graph.product(b.d))
        if not graph.ranges[b.n].at_least(0):
            negative = graph.compare("<", b.n, graph.integer(0))
            sign = graph.choose([(negative, graph.integer(-1))], graph.integer(1))
            n = graph.multiply(n, sign)
            size = self.size_of(b.n)
        if not graph.ranges[size].at_least(1):
            states = frozenset({State.UNDEFINED})
            size = graph.nonzero(size)
        fixed = graph.fixed(size)
        d = a.d if fixed else tuple(sorted((*a.d, size)))
        return Cell(n, a.q / b.q / (fixed or 1), d, states)

    def size_of(self, n: int) -> int:
        """Return a figure without its sign."""
        return self.graph.extreme("max", n, self.graph.linear([(-1, n)]))

    def add_up(self, cells: Sequence[Cell], signs: Sequence[int]) -> Cell:
        q, d, figures = self.align(cells)
        return Cell(self.graph.linear(list(zip(signs, figures, strict=True))), q, d)

    def extreme(self, which: Literal["min", "max"], cells: Sequence[Cell]) -> Cell:
        q, d, figures = self.align(cells)
        n = figures[0]
        for each in figures[1:]:
            n = self.graph.extreme(which, n, each)
        return Cell(n, q, d)

    def round(self, cell: Cell, rule: RoundingRule) -> Cell:
        """Return a cell rounded to whole multiples of a rule's quantum."""
        if arms := self._list_arms(cell):
            conditions, cells = arms
            return self.choose(conditions, [self.round(each, rule) for each in cells])
        graph, ratio = self.graph, cell.q / rule.quantum
        n = graph.linear([(ratio.numerator, cell.n)])
        d = graph.multiply(graph.integer(ratio.denominator), graph.product(cell.d))
        return Cell(n if graph.fixed(d) == 1 else self._round(n, d, rule), rule.quantum)

    def _list_arms(self, cell: Cell) -> tuple[list[int], list[Cell]] | None:
        """Return the arms of a choice of which one alone has a divisor that varies.

        Rounded one by one they take the same divisions, and what is chosen is a small integer.
        """
        if len(cell.d) != 1:
            return None
        numerators, divisors = (self.graph.ops[each] for each in (cell.n, *cell.d))
        conditions = list(numerators.args[:-1:2])
        if numerators.kind != "choose" or divisors.kind != "choose":
            return None
        if conditions != list(divisors.args[:-1:2]):
            return None
        pairs = zip(numerators.args[1::2], divisors.args[1::2], strict=True)
        last = numerators.args[-1], divisors.args[-1]
        fixed = self.graph.fixed
        cells = [
            Cell(n, cell.q / (fixed(d) or 1), () if fixed(d) else (d,)) for n, d in (*pairs, last)
        ]
        return (conditions, cells) if sum(bool(each.d) for each in cells) == 1 else None

    def _round(self, n: int, d: int, rule: RoundingRule) -> int:
        graph, most = self.graph, self.graph.linear([(1, d)], -1)
        match rule.mode:
            case "floor":
                return graph.divide(n, d)
            case "ceiling":
                return graph.divide(graph.linear([(1, n), (1, most)]), d)
            case "down":
                return graph.divide(graph.linear([(1, n), (1, self._where("<", n, most))]), d)
            case "up":
                return graph.divide(graph.linear([(1, n), (1, self._where(">", n, most))]), d)
            case "half-up":
                return self._round_half(n, d, "<")
            case "half-down":
                return self._round_half(n, d, ">")
            case "half-even":
                return self._round_even(n, d)

    def _where(self, sign: str, n: int, value: int) -> int:
        """Return a value where a figure is below (or above) zero, else 0."""
        graph = self.graph
        zero = graph.integer(0)
        return graph.choose([(graph.compare(sign, n, zero), value)], zero)

    def _round_half(self, n: int, d: int, lower: str) -> int:
        """Return the nearest whole number; ties go down where n stands so to zero, else up."""
        graph, one = self.graph, self.graph.integer(1)
        fixed = graph.fixed(d)
        if fixed is not None and fixed % 2:
            return graph.divide(graph.linear([(1, n)], fixed // 2), d)
        if fixed is not None:
            terms = [(1, n), (-1, self._where(lower, n, one))]
            return graph.divide(graph.linear(terms, fixed // 2), d)
        terms = [(2, n), (1, d), (-1, self._where(lower, n, one))]
        return graph.divide(graph.linear(terms), graph.linear([(2, d)]))

    def _round_even(self, n: int, d: int) -> int:
        graph, two = self.graph, self.graph.integer(2)
        twice = graph.linear([(2, n), (1, d)])
        size = graph.linear([(2, d)])
        up = graph.divide(twice, size)
        tie = graph.compare("==", graph.multiply(up, size), twice)
        half = graph.linear([(1, up), (-2, graph.divide(up, two))])
        odd = graph.compare("==", half, graph.integer(1))
        lowered = graph.linear([(1, up)], -1)
        return graph.choose([(graph.join("and", [tie, odd]), lowered)], up)


class StateCodes(Protocol):
    """The operations that give the state of a node: 0 where it has a value."""

    def of(self, here: int, scope: str | None = None) -> int: ...

    def of_count(self, rows: str) -> int: ...


class Lowered(Protocol):
    """What a lowering has ready for those who lower a part of it: its plan, graph and cells."""

    graph: Graph
    plan: Plan
    arithmetic: Cells
    cells: dict[int, Cell]

    @property
    def codes(self) -> StateCodes: ...

    def at(self, here: int, scope: str | None) -> Cell: ...

    def count(self, rows: str) -> Cell: ...
