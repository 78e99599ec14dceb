"""The scalar evaluator: every node of a plan, for one project, in exact rationals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import repeat
from typing import Any, Final

from scorelib.compiler.graph.nodes import Count, Fold, Input, InputKind, Node, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.engine.operations import Operation, fold_rows, operation_of

__all__ = ["Changed", "Facts", "Values", "Web", "evaluate_plan"]

Values = tuple[Any, ...]
"""A value a node; for a node over the rows of a slot or a list, a tuple with one value a row."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a project gives, ready for a plan: values by kind and key, and the rows of lists.

    Rows are the indicators of a slot, those of a list of facts, and the figures of a panel. What
    is not given is missing; only a slot without indicators is an empty one.
    """

    values: Mapping[tuple[InputKind, str], Value] = field(default_factory=dict)
    items: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)


_Step = tuple[Operation | Input | Fold | Count, tuple[int, ...], str | None]
"""What gives a node its value, the nodes it reads, and the list over whose rows it runs."""


def evaluate_plan(plan: Plan, facts: Facts) -> Values:
    """Return the value of every node of a plan, in the order of the plan."""
    values: list[Any] = []
    for step in _prepare(plan):
        values.append(_evaluate(step, values, plan, facts))
    return tuple(values)


_MOST_PLANS: Final = 64
_prepared: Final[dict[int, tuple[Plan, tuple[_Step, ...]]]] = {}
"""The steps of the plans in use: a plan is found again as itself, not by its many parts."""


def _prepare(plan: Plan) -> tuple[_Step, ...]:
    known = _prepared.get(id(plan))
    if known is not None and known[0] is plan:
        return known[1]
    steps = tuple(map(_make_step, plan.nodes, plan.scopes))
    if len(_prepared) >= _MOST_PLANS:
        _prepared.clear()
    _prepared[id(plan)] = plan, steps
    return steps


def _make_step(node: Node, scope: str | None) -> _Step:
    reads = isinstance(node, Input | Fold | Count)
    return (node if reads else operation_of(node)), operands_of(node), scope  # type: ignore[return-value]


def _evaluate(step: _Step, values: Sequence[Any], plan: Plan, facts: Facts) -> Any:
    what, operands, scope = step
    if scope is not None:
        return _evaluate_rows(step, values, plan, facts)
    if isinstance(what, Input):
        return facts.values.get((what.kind, what.key), State.MISSING)
    if isinstance(what, Fold):
        return _fold(what, values, plan, facts)
    if isinstance(what, Count):
        rows = _rows_of(what.slot, plan, facts)
        return rows if isinstance(rows, State) else Fraction(len(rows))
    return what(*[values[each] for each in operands])


def _evaluate_rows(
    step: _Step, values: Sequence[Any], plan: Plan, facts: Facts
) -> tuple[Value, ...]:
    """Return a node's value for each row: its operands taken row by row."""
    what, operands, scope = step
    rows = facts.items.get(scope or "", ())
    if not rows:
        return ()
    if isinstance(what, Input):
        column = what.key.rpartition(".")[2]
        return tuple([row.get(column, State.MISSING) for row in rows])
    if isinstance(what, Fold | Count):
        raise AssertionError(what)
    scopes = plan.scopes
    columns = [
        repeat(values[each], len(rows)) if scopes[each] is None else values[each]
        for each in operands
    ]
    return tuple(map(what, *columns)) if columns else (what(),) * len(rows)


def _rows_of(name: str, plan: Plan, facts: Facts) -> Sequence[Mapping[str, Value]] | State:
    """Return the rows of a slot or a list, or why a list that is not given is not."""
    rows = facts.items.get(name)
    if rows is not None:
        return rows
    if any(slot.id == name for slot in plan.slots):
        return ()
    said = facts.values.get(("fact", name))
    return said if isinstance(said, State) else State.MISSING


def _fold(node: Fold, values: Sequence[Any], plan: Plan, facts: Facts) -> Value:
    rows = _rows_of(node.slot, plan, facts)
    if isinstance(rows, State):
        return rows
    found = values[node.operand]
    if plan.scopes[node.operand] is None:
        found = (found,) * len(rows)
    return fold_rows(node, found)


Changed = Node | Callable[[Any], Any]
"""What stands instead of a node: another node, or what is made of the value it would have."""


class Web:
    """Which nodes of a plan read which, so that a change is followed to what depends on it only."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._readers: list[list[int]] = [[] for _ in plan.nodes]
        self._given: list[int] = []
        slots = {slot.id for slot in plan.slots}
        for number, node in enumerate(plan.nodes):
            # A list of facts that is not given has a state, which a fold over it hands on.
            reads = isinstance(node, Fold) and node.slot not in slots
            if reads or isinstance(node, Input | Count):
                self._given.append(number)
            for operand in operands_of(node):
                self._readers[operand].append(number)

    def evaluate(
        self, values: Values, facts: Facts, changes: Mapping[int, Changed] | None = None
    ) -> Values:
        """Return the values of a plan with other facts, or with other nodes, than `values` had.

        Only what depends on something that changed is evaluated again. A node that stands instead
        of another refers to earlier nodes, or to later ones that do not change here.
        """
        changes = changes or {}
        found: list[Any] = list(values)
        waiting = sorted({*self._given, *changes})
        queued = set(waiting)
        while waiting:
            number = heappop(waiting)
            value = self._value(number, found, facts, changes)
            if value == found[number] and type(value) is type(found[number]):
                continue
            found[number] = value
            for reader in self._readers[number]:
                if reader not in queued:
                    queued.add(reader)
                    heappush(waiting, reader)
        return tuple(found)

    def _value(
        self, number: int, found: list[Any], facts: Facts, changes: Mapping[int, Changed]
    ) -> Any:
        change, scope = changes.get(number), self.plan.scopes[number]
        step = _prepare(self.plan)[number]
        if change is not None and not callable(change):
            step = _make_step(change, scope)
        value = _evaluate(step, found, self.plan, facts)
        if not callable(change):
            return value
        return change(value) if scope is None else tuple(map(change, value))
