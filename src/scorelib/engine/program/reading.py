"""How the nodes of a program are read: what makes a value of the integers that stand for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, Final

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.integers.cells import Cell
from scorelib.engine.integers.lowering import Lowering
from scorelib.engine.integers.profile import PROJECTS
from scorelib.engine.program.classes import STATES
from scorelib.engine.program.loading import Loader
from scorelib.engine.program.printing import LITERALS, ROWS, Listing, resolve
from scorelib.engine.program.values import KeptValues

__all__ = ["Reader"]

Read = Callable[[KeptValues], Any]

make_fraction: Final = lru_cache(maxsize=1 << 12)(Fraction)
"""Points are few, and the same in many projects."""


class Reader:
    """The ways in which a program's nodes are read, each made when it is first needed.

    `left` are the nodes that have no integer form.
    """

    def __init__(
        self,
        plan: Plan,
        lowering: Lowering,
        codes: Mapping[int, int],
        listing: Listing,
        loader: Loader,
    ) -> None:
        self.count, self.left = len(plan.nodes), tuple(lowering.left)
        self._plan, self._cells = plan, lowering.cells
        self._graph, self._ops = lowering.graph, lowering.graph.ops
        self._codes, self._listing, self._words = codes, listing, tuple(loader.words)
        self._states = loader.list_states()
        self._inputs = {place: here for here, place in enumerate(listing.parameters)}
        self._ways: dict[int, Read] = {}
        self._same: dict[Any, int] = {}
        self._fixed: dict[int, Value | None] = {}
        self._template: tuple[Any, ...] = ()
        self._changing: tuple[int, ...] = ()

    def find(self, node: int) -> Read:
        """Return what reads a node from the values of a project."""
        if node not in self._ways:
            self._ways[node] = self._make(node)
        return self._ways[node]

    def read_all(self, values: KeptValues) -> Iterator[Any]:
        """Return the values of all nodes in order."""
        if not self._template:
            fixed = [self._find_fixed(node) for node in range(self.count)]
            self._changing = tuple(node for node, value in enumerate(fixed) if value is None)
            self._template = tuple(fixed)
        found = list(self._template)
        for node in self._changing:
            found[node] = values[node]
        return iter(found)

    def _make(self, node: int) -> Read:
        if node not in self._cells:
            return lambda values: values.complete(node)
        fixed = self._find_fixed(node)
        if fixed is not None:
            return lambda _: fixed
        scope, cell = self._plan.scopes[node], self._cells[node]
        # Nodes with the same figures share what is made of them.
        same = scope, self._plan.kinds[node], cell, self._codes.get(node)
        first = self._same.setdefault(same, node)
        if first != node:
            return lambda values: values[first]
        return self._make_one(node) if scope is None else self._make_rows(node, scope)

    def _find_fixed(self, node: int) -> Value | None:
        """Return the value of a node that has the same for all projects, else None."""
        if node not in self._fixed:
            self._fixed[node] = self._make_fixed(node)
        return self._fixed[node]

    def _make_fixed(self, node: int) -> Value | None:
        if node not in self._cells or self._plan.scopes[node] is not None:
            return None
        found = [self._ops[each] for each in self._list_figures(node)]
        if any(op.kind not in LITERALS for op in found):
            return None
        return self._make_value(node)(*[op.extra for op in found])

    def _make_one(self, node: int) -> Read:
        value, figures = self._make_value(node), self._list_figures(node)
        picks = [self._pick(here) for here in figures]
        if len(picks) > 1:
            return lambda values: value(*[pick(values) for pick in picks])
        (pick,) = picks
        return lambda values: value(pick(values))

    def _make_rows(self, node: int, scope: str) -> Read:
        value, rows = self._make_value(node), self._find_rows(scope)
        columns = [self._pick_column(here, rows) for here in self._list_figures(node)]
        return lambda values: tuple(map(value, *[column(values) for column in columns]))

    def _list_figures(self, node: int) -> list[int]:
        """Return what a node is read from: its state's number where it may have several, n, d."""
        cell = self._cells[node]
        code = [self._codes[node]] if node in self._codes else []
        return [*code, cell.n, *cell.d]

    def _find_rows(self, scope: str) -> int:
        """Return which input is the slice of a list's rows."""
        found = (
            here
            for (frame, name), here in self._inputs.items()
            if name == scope and frame.startswith(ROWS)
        )
        return next(found)

    def _pick(self, here: int) -> Read:
        """Return what finds an operation's result, or its values for all rows of its frame."""
        here = resolve(self._graph, here)
        op = self._ops[here]
        if op.kind == "col":
            if op.extra in self._states:
                told = self._states[op.extra]
                return lambda values: STATES.get(values.inputs[-1][told], 0)
            place = self._inputs[op.extra]
            return lambda values: values.inputs[place]
        if op.kind in LITERALS:
            return lambda _: op.extra
        part, own = self._listing.places[here]
        return lambda values: values.results[part][own]

    def _pick_column(self, here: int, rows: int) -> Read:
        """Return what finds an operation's values for the rows of one list."""
        pick, frame = self._pick(here), self._listing.frames[resolve(self._graph, here)]
        if frame == PROJECTS:
            return lambda values: [pick(values)] * _measure(values.inputs[rows])
        return lambda values: pick(values)[values.inputs[rows]]

    def _make_value(self, node: int) -> Callable[..., Value]:
        """Return what makes a value of the figures that a node is read from."""
        cell, kind = self._cells[node], self._plan.kinds[node]
        if kind == "truth":
            read: Callable[..., Value] = bool
        elif kind == "word":
            read = self._words.__getitem__
        else:
            read = _make_number(cell)
        if node in self._codes:
            return lambda code, *figures: State(code) if code else read(*figures)
        if not cell.states:
            return read
        (state,) = cell.states
        if not cell.d:
            return lambda n: state if n is None else read(n)
        return lambda *figures: state if None in figures else read(*figures)


def _make_number(cell: Cell) -> Callable[..., Fraction]:
    over, under = cell.q.numerator, cell.q.denominator
    if cell.d:
        return lambda n, *d: Fraction(n * over, prod(d, start=under))
    return lambda n: make_fraction(n * over, under)


def _measure(rows: slice) -> int:
    length: int = rows.stop - rows.start
    return length
