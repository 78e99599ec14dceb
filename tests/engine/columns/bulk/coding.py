"""The reference in bulk: operations over Fractions, once for each distinct set of operands.

A node is evaluated for many projects at a time. What it makes of the same operands it makes once:
an operation depends on nothing else. Nothing here knows of integers, bounds or columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.nodes import Count, Fold, Input, Node, Round, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.engine.evaluator import Facts
from scorelib.engine.operations import fold_rows, operation_of
from tests.engine.columns.bulk.forms import turn_of

__all__ = ["Bulk", "Coded", "code_values"]


@dataclass(frozen=True, slots=True)
class Coded:
    """The values of a node, one a row: the place of each among the distinct ones."""

    codes: list[int]
    values: list[Value]

    def at(self, row: int) -> Value:
        return self.values[self.codes[row]]

    def rows_of(self, *wanted: Value) -> list[int]:
        """Return the rows that have one of some values, told apart by type too."""
        places = {
            place
            for place, value in enumerate(self.values)
            if any(value == each and type(value) is type(each) for each in wanted)
        }
        return [row for row, code in enumerate(self.codes) if code in places] if places else []


def code_values(values: Iterable[Value]) -> Coded:
    """Return values with equal ones told once; 1 and true are two values."""
    whole = list(values)
    known: dict[Any, int] = {}
    distinct: list[Value] = []
    # The list keeps every value, so that no other takes its identity meanwhile.
    seen: dict[int, int] = {}
    codes = []
    for value in whole:
        code = seen.get(id(value))
        if code is None:
            key = (value.numerator, value.denominator) if isinstance(value, Fraction) else value
            code = seen[id(value)] = known.setdefault(key, len(distinct))
            if code == len(distinct):
                distinct.append(value)
        codes.append(code)
    return Coded(codes, distinct)


@dataclass(slots=True)
class _List:
    """The rows of one list of all projects: where those of each begin, and whose each is."""

    rows: list[Mapping[str, Value]]
    starts: list[int]
    owners: list[int]
    given: list[bool]


class Bulk:
    """Some nodes of a plan, and all that they are made of, for many projects.

    `ties` counts the values that lie exactly where their rounding turns.
    """

    def __init__(self, plan: Plan, wanted: Iterable[int], facts: Sequence[Facts]) -> None:
        self.plan, self.facts, self.ties = plan, facts, 0
        self._lists: dict[str, _List] = {}
        self._found: dict[int, Coded] = {}
        for here in _list_needed(plan, wanted):
            self._found[here] = self._evaluate(here)

    def node(self, here: int) -> Coded:
        """Return a node: one value a project, or one for each row of a list."""
        return self._found[here]

    def spread(self, here: int, name: str) -> Coded:
        """Return a node for each row of a list, also where it is one of the project."""
        found = self._found[here]
        if self.plan.scopes[here] is not None:
            return found
        return Coded([found.codes[owner] for owner in self.list_of(name).owners], found.values)

    def list_of(self, name: str) -> _List:
        """Return the rows of a slot, a list of facts or a panel."""
        if name not in self._lists:
            self._lists[name] = self._gather(name)
        return self._lists[name]

    def _gather(self, name: str) -> _List:
        found = _List([], [0], [], [])
        for project, each in enumerate(self.facts):
            rows = each.items.get(name)
            found.given.append(rows is not None)
            found.rows += rows or ()
            found.owners += [project] * len(rows or ())
            found.starts.append(len(found.rows))
        return found

    def _evaluate(self, here: int) -> Coded:
        node, scope = self.plan.nodes[here], self.plan.scopes[here]
        match node:
            case Input():
                return self._read(node, scope)
            case Fold():
                return self._fold(node)
            case Count():
                return code_values(
                    self._reason(node.slot, project) or Fraction(self._count(node.slot, project))
                    for project in range(len(self.facts))
                )
        below = operands_of(node)
        if isinstance(node, Round):
            self._count_ties(node, self._found[below[0]])
        return _apply(
            node,
            [self._found[each] if scope is None else self.spread(each, scope) for each in below],
            len(self.facts) if scope is None else len(self.list_of(scope).rows),
        )

    def _read(self, node: Input, scope: str | None) -> Coded:
        if scope is None:
            key = (node.kind, node.key)
            return code_values(each.values.get(key, State.MISSING) for each in self.facts)
        column = node.key.rpartition(".")[2]
        return code_values(row.get(column, State.MISSING) for row in self.list_of(scope).rows)

    def _count(self, name: str, project: int) -> int:
        starts = self.list_of(name).starts
        return starts[project + 1] - starts[project]

    def _reason(self, name: str, project: int) -> State | None:
        """Return why a list that is not given is not; a slot is an empty list then."""
        if self.list_of(name).given[project] or any(each.id == name for each in self.plan.slots):
            return None
        said = self.facts[project].values.get(("fact", name))
        return said if isinstance(said, State) else State.MISSING

    def _fold(self, node: Fold) -> Coded:
        operand, here = self.spread(node.operand, node.slot), self.list_of(node.slot)
        known: dict[tuple[int, ...], Value] = {}
        found: list[Value] = []
        for project, (start, end) in enumerate(zip(here.starts, here.starts[1:], strict=False)):
            reason = None if start < end else self._reason(node.slot, project)
            key = tuple(operand.codes[start:end])
            if reason is None and key not in known:
                known[key] = fold_rows(node, [operand.values[code] for code in key])
            found.append(known[key] if reason is None else reason)
        return code_values(found)

    def _count_ties(self, node: Round, operand: Coded) -> None:
        quantum, turn = node.rule.quantum, turn_of(node.rule)
        ties = {
            place
            for place, value in enumerate(operand.values)
            if isinstance(value, Fraction) and (value / quantum - turn).denominator == 1
        }
        self.ties += sum(code in ties for code in operand.codes) if ties else 0


def _list_needed(plan: Plan, wanted: Iterable[int]) -> list[int]:
    needed = set(wanted)
    for here in range(len(plan.nodes) - 1, -1, -1):
        if here in needed:
            needed.update(operands_of(plan.nodes[here]))
    return sorted(needed)


def _apply(node: Node, operands: Sequence[Coded], count: int) -> Coded:
    """Return what an operation makes of the operands of every row."""
    operation = operation_of(node)
    varied = [each for each in operands if len(each.values) > 1]
    if not varied or not count:
        fixed = [each.values[0] for each in operands] if count else []
        return Coded([0] * count, [operation(*fixed)] if count else [])
    keys: Any = varied[0].codes
    if len(varied) > 1:
        keys = list(zip(*(each.codes for each in varied), strict=True))
    distinct = dict.fromkeys(keys)
    results = code_values(operation(*_pick(operands, key)) for key in distinct)
    places = dict(zip(distinct, results.codes, strict=True))
    return Coded([places[key] for key in keys], results.values)


def _pick(operands: Sequence[Coded], key: Any) -> list[Value]:
    """Return the values of the operands of a key: the places of those that vary."""
    places = iter((key,) if isinstance(key, int) else key)
    return [
        each.values[next(places)] if len(each.values) > 1 else each.values[0] for each in operands
    ]
