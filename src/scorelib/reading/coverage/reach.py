"""What of a plan came into play for one project: the nodes that were asked, the arms taken.

Every node of a plan has a value for every project; only those count here whose value was needed
for what a result says. A branch not taken, or what stands behind an override, was not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.nodes import Choose, FirstKnown, Fold, Instead, Node, State
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.engine.evaluator import Values

__all__ = ["Reach", "list_roots", "reach_nodes"]

_WHOLE: Final = -1
"""The row of a node that does not run over rows."""

CHECK: Final = "SL514"
"""The finding that a check of the ruleset raises."""


@dataclass(slots=True)
class Reach:
    """The nodes that came into play, each with its rows, and the arms that were taken."""

    plan: Plan
    values: Values
    rows: dict[int, set[int]] = field(default_factory=dict)
    arms: set[tuple[int, int]] = field(default_factory=set)

    def value(self, node: int, row: int = _WHOLE) -> Any:
        """Return the value of a node, or of one of its rows."""
        found = self.values[node]
        return found if self.plan.scopes[node] is None else found[row]

    def values_of(self, node: int) -> Iterator[Any]:
        """Yield the values of a node in the rows in which it came into play."""
        for row in self.rows.get(node, ()):
            yield self.value(node, row)

    def rows_of(self, node: int) -> set[int]:
        """Return the rows in which a node came into play."""
        return self.rows.get(node, set())

    def visit(self, root: int) -> None:
        """Note a node and whatever its value rests on, in all rows."""
        stack = [(root, row) for row in self._list_rows(root)]
        while stack:
            node, row = stack.pop()
            known = self.rows.setdefault(node, set())
            if row not in known:
                known.add(row)
                stack += [
                    (below, each if self.plan.scopes[below] is not None else _WHOLE)
                    for below, each in self._list_needed(node, row)
                ]

    def _list_rows(self, node: int) -> Iterator[int]:
        if self.plan.scopes[node] is None:
            yield _WHOLE
        elif isinstance(self.values[node], tuple):
            yield from range(len(self.values[node]))

    def _list_needed(self, number: int, row: int) -> Iterator[tuple[int, int]]:
        """Yield the nodes that the value of a node rests on, each with its row."""
        node: Node = self.plan.nodes[number]
        match node:
            case Choose():
                yield from ((each, row) for each in self._choose(number, node, row))
            case Instead(operand, states, value):
                yield operand, row
                if self.value(operand, row) in states:
                    yield value, row
            case FirstKnown(operands):
                for operand in operands:
                    yield operand, row
                    if not isinstance(self.value(operand, row), State):
                        return
            case Fold(_, operand):
                yield from ((operand, each) for each in self._list_rows(operand))
            case _:
                yield from ((operand, row) for operand in operands_of(node))

    def _choose(self, number: int, node: Choose, row: int) -> Iterator[int]:
        """Yield the conditions that were asked and the value that was taken; note its arm."""
        for arm, condition in enumerate(node.conditions):
            yield condition
            found = self.value(condition, row)
            if isinstance(found, State):
                return
            if found is True:
                self.arms.add((number, arm))
                yield node.values[arm]
                return
        self.arms.add((number, len(node.conditions)))
        yield node.values[-1]


def reach_nodes(plan: Plan, values: Values) -> Reach:
    """Return what came into play of a plan that was evaluated for one project."""
    reach = Reach(plan, values)
    for root in list_roots(plan):
        reach.visit(root)
    for occurrence in plan.occurrences:
        if occurrence.raw is not None and occurrence.raw in reach.rows:
            for option in occurrence.options:
                reach.visit(option.when)
        points = values[occurrence.points]
        if occurrence.grade is not None and isinstance(points, Fraction):
            reach.visit(occurrence.grade.node)
    return reach


def list_roots(plan: Plan) -> Iterator[int]:
    """Yield the nodes that a result says: its figures, grades, states, and failed checks."""
    for output in plan.outputs:
        yield output.points
    if plan.grade is not None:
        yield plan.grade.node
    for extra in plan.extras:
        yield from () if extra.node is None else (extra.node,)
        yield from () if extra.grade is None else (extra.grade.node,)
        yield from (each.named for each in extra.candidates)
    for occurrence in plan.occurrences:
        yield from (occurrence.points, occurrence.status)
    yield from (value.node for value in plan.values)
    yield from (each.node for each in plan.cohort)
    yield from (alarm.when for alarm in plan.alarms if alarm.code == CHECK)
    yield from (profile.when for profile in plan.profiles)
