"""Which arm of its rule a node took, as a number: nodes added to a plan for tables and traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Choose, Constant, Holds, Node, Sum, ValueKind
from scorelib.compiler.graph.plan import Occurrence, Plan

__all__ = ["Branches", "number_branches"]

Branches = tuple[tuple[str, int, int], ...]
"""For each node of the ruleset with arms: its id, the node of the number, and its greatest one."""

_BY_CONDITION: Final = ("formula", "cases")
"""Ways of scoring that choose between formulas of the ruleset's own."""


def number_branches(plan: Plan) -> tuple[Plan, Branches]:
    """Return a plan with a node for each rule's branch number, and which these are.

    A band, a level or a formula is counted from 1 in the order of the rule; 0 is none of them. Of
    a checklist the number is the sum of 1, 2, 4 … for its entries that hold. Where the condition
    of an arm has no value there is no number.
    """
    maker = _Maker(list(plan.nodes))
    found: list[tuple[str, int, int]] = []
    for each in plan.occurrences:
        conditions = None if each.slot is not None else _list_conditions(plan, each)
        if conditions is None:
            continue
        if each.method == "checklist":
            found.append((each.id, maker.add_mask(conditions), (1 << len(conditions)) - 1))
        else:
            found.append((each.id, maker.add_place(conditions), len(conditions)))
    added = len(maker.nodes) - len(plan.nodes)
    kinds = (*plan.kinds, *maker.kinds)
    scopes = (*plan.scopes, *([None] * added))
    return replace(plan, nodes=tuple(maker.nodes), kinds=kinds, scopes=scopes), tuple(found)


def _list_conditions(plan: Plan, node: Occurrence) -> Sequence[int] | None:
    """Return the conditions of the arms of a rule; None for one without."""
    if node.method == "checklist":
        return [option.when for option in node.options]
    raw = None if node.raw is None else plan.nodes[node.raw]
    arms = node.bands or node.options or node.method in _BY_CONDITION
    return raw.conditions if arms and isinstance(raw, Choose) else None


class _Maker:
    """Adds nodes after those of a plan."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.kinds: list[ValueKind] = []

    def add_place(self, conditions: Sequence[int]) -> int:
        """Add the number of the first condition that holds."""
        values = [self._number(place + 1) for place in range(len(conditions))]
        return self._add(Choose(tuple(conditions), (*values, self._number(0))))

    def add_mask(self, conditions: Sequence[int]) -> int:
        """Add a number with a binary digit for each condition."""
        none, parts = self._number(0), list[int]()
        for place, condition in enumerate(conditions):
            holds = self._add(Holds(condition), "truth")
            parts.append(self._add(Choose((holds,), (self._number(1 << place), none))))
        return self._add(Sum(tuple(parts), tuple(1 for _ in parts)))

    def _number(self, value: int) -> int:
        return self._add(Constant(Fraction(value)))

    def _add(self, node: Node, kind: ValueKind = "number") -> int:
        self.nodes.append(node)
        self.kinds.append(kind)
        return len(self.nodes) - 1
