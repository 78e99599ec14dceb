"""Advice on rates that are compared with the figure of a percentage: 90 where 0.9 is meant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Compare, Constant, Divide, Input, Round
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import nodes_below
from scorelib.ground.errors import Diagnostic
from scorelib.reading.advice.desk import Desk
from scorelib.words.numbers import print_number

__all__ = ["find_odd_rates"]

_LEAST: Final = Fraction(10)
"""From here on an edge is hardly a rate: it would be 1000%."""


def find_odd_rates(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each way of scoring that compares a rate of two amounts with 10 or more (SL756).

    What has bounds is refused before; a rate that may be any number is not, so it is asked about.
    """
    plan = desk.plan
    for spot in desk.list_spots():
        found, path = desk.occurrence(spot.id), (*spot.path, "method")
        if found is None or not desk.is_own(path):
            continue
        root = found.points if found.raw is None else found.raw
        edges = {edge for node in nodes_below(plan.nodes, root) for edge in _find_edge(plan, node)}
        if edges:
            edge = min(edges)
            words = {"figure": print_number(edge), "percent": print_number(edge * 100)}
            meant = print_number(edge / 100)
            yield desk.advise("SL756", path, label=found.label, meant=meant, **words)


def _find_edge(plan: Plan, node: int) -> Iterator[Fraction]:
    """Yield the figure that a rate is compared with in a node, where it is hardly a rate."""
    compared = plan.nodes[node]
    if not isinstance(compared, Compare):
        return
    for side, other in ((compared.left, compared.right), (compared.right, compared.left)):
        fixed = plan.nodes[side]
        value = fixed.value if isinstance(fixed, Constant) else None
        if isinstance(value, Fraction) and value >= _LEAST and _is_rate(plan, other):
            yield value


def _is_rate(plan: Plan, node: int) -> bool:
    """Return whether a node is one fact divided by another of the same kind of unit."""
    value = plan.nodes[node]
    if isinstance(value, Round):
        return _is_rate(plan, value.operand)
    if not isinstance(value, Divide):
        return False
    units = {each.name: each.unit for each in plan.facts}
    sides = [plan.nodes[side] for side in (value.left, value.right)]
    facts = [each for each in sides if isinstance(each, Input) and each.kind == "fact"]
    found = [units.get(each.key) for each in facts]
    if len(found) < 2 or found[0] is None or found[1] is None:
        return False
    return found[0].dimension == found[1].dimension
