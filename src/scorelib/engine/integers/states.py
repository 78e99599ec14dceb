"""Why a node has no value, in the integer form: 0 where it has one, else the state's number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scorelib.compiler.graph.nodes import (
    Choose,
    Count,
    Divide,
    FirstKnown,
    Fold,
    Input,
    Instead,
    Join,
    State,
)
from scorelib.compiler.graph.walk import operands_of
from scorelib.engine.integers.cells import Lowered
from scorelib.engine.integers.folding import fold_code
from scorelib.engine.integers.graph import Op, Range
from scorelib.engine.integers.profile import (
    PROJECTS,
    Place,
    count_name,
    frame_of,
    locate_input,
    state_name,
)

__all__ = ["PASSED_OVER", "Codes"]

PASSED_OVER: Final = frozenset({State.MISSING, State.NOT_APPLICABLE})


class Codes:
    """The operations that give the states of a plan's nodes, added to a graph on demand."""

    def __init__(self, lowering: Lowered) -> None:
        self._lowering, self._graph = lowering, lowering.graph
        self._known: dict[int, int] = {}

    def of(self, here: int, scope: str | None = None) -> int:
        """Return the operation that gives the state of a node, for each row when rows read it."""
        if here not in self._known:
            self._known[here] = self._make(here)
        plan = self._lowering.plan
        if scope is None or plan.scopes[here] is not None:
            return self._known[here]
        return self._graph.spread(frame_of(plan, scope), self._known[here])

    def has_state(self, here: int, reasons: frozenset[State], scope: str | None) -> int:
        """Return whether a node has no value for one of these reasons."""
        graph, cell = self._graph, self._lowering.at(here, scope)
        if not cell.states & reasons:
            return graph.truth_value(False)
        if cell.states <= reasons:
            return self._lowering.arithmetic.is_null(cell)
        code = self.of(here, scope)
        codes = sorted(state.value for state in cell.states & reasons)
        return graph.join("or", [graph.compare("==", code, graph.integer(each)) for each in codes])

    def known(self, node: FirstKnown, scope: str | None) -> list[int]:
        """Return for each operand whether it is the one to stand when it is looked at."""
        graph = self._graph
        return [graph.invert(self.has_state(each, PASSED_OVER, scope)) for each in node.operands]

    def worst(self, codes: Sequence[int]) -> int:
        graph = self._graph
        worst = graph.integer(0)
        for each in codes:
            worst = graph.extreme("max", worst, each)
        return worst

    def of_count(self, rows: str) -> int:
        """Return the state of how many rows a project has: why a list is not given."""
        graph, cell = self._graph, self._lowering.count(rows)
        greatest = max((state.value for state in cell.states), default=0)
        if len(cell.states) < 2:
            gap = self._lowering.arithmetic.is_null(cell)
            return graph.choose([(gap, graph.integer(greatest))], graph.integer(0))
        return self._column((PROJECTS, count_name(rows)), greatest)

    def _column(self, place: Place, greatest: int) -> int:
        frame, name = place
        op = Op("col", (), (frame, state_name(name)))
        return self._graph.add(op, Range(0, greatest), own=False)

    def _make(self, here: int) -> int:
        lowering, graph = self._lowering, self._graph
        cell, node = lowering.cells[here], lowering.plan.nodes[here]
        gap, zero = lowering.arithmetic.is_null(cell), graph.integer(0)
        greatest = max((state.value for state in cell.states), default=0)
        if len(cell.states) < 2:
            return graph.choose([(gap, graph.integer(greatest))], zero)
        scope = lowering.plan.scopes[here]
        match node:
            case Input():
                return self._column(locate_input(lowering.plan, node, scope), greatest)
            case Count(rows):
                return self.of_count(rows)
            case Fold():
                return fold_code(lowering, here, node)
            case Choose():
                return self._choose(node, scope)
            case Instead(operand, states, value):
                replaced = self.has_state(operand, states, scope)
                return graph.choose([(replaced, self.of(value, scope))], self.of(operand, scope))
            case FirstKnown(operands):
                codes = [self.of(each, scope) for each in operands]
                arms = list(zip(self.known(node, scope), codes, strict=True))
                return graph.choose(arms, self.worst(codes))
        worst = self.worst([self.of(operand, scope) for operand in operands_of(node)])
        if isinstance(node, Join):
            return graph.choose([(gap, worst)], zero)
        if isinstance(node, Divide):
            undefined = graph.choose([(gap, graph.integer(State.UNDEFINED.value))], zero)
            return graph.choose([(graph.compare(">", worst, zero), worst)], undefined)
        return worst

    def _choose(self, node: Choose, scope: str | None) -> int:
        lowering, graph = self._lowering, self._graph
        arms: list[tuple[int, int]] = []
        for condition, value in zip(node.conditions, node.values, strict=False):
            test = lowering.at(condition, scope).n
            arms.append((graph.is_null(test), self.of(condition, scope)))
            arms.append((test, self.of(value, scope)))
        return graph.choose(arms, self.of(node.values[-1], scope))
