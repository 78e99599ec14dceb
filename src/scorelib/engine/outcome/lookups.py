"""Tables in a trace: how calls are written, what was looked up, and what tables rest on."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import Constant, Input
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import operands_of
from scorelib.words.numbers import print_number

__all__ = ["list_table_clauses", "name_nodes", "reach_named", "show_arguments"]


def name_nodes(plan: Plan, without: Container[int] = ()) -> dict[int, str]:
    """Return how formulas write the nodes that are called something themselves, and tables.

    `without` are nodes whose own names would say nothing: a value is not explained by itself.
    """
    calls = {call.node: call.formula for call in plan.calls}
    return calls | {node: name for node, name in plan.names if node not in without}


def show_arguments(plan: Plan, read: Callable[[int], Any]) -> dict[int, str]:
    """Return what was looked up in tables, in their units, where it is no single fact.

    `read` gives the value of a node. The line of a table is then readable whatever it was read
    from: `50 + (52 - 50) * 50 / 100`.
    """
    found: dict[int, str] = {}
    for call in plan.calls:
        for node in call.arguments:
            value = None if isinstance(plan.nodes[node], (Constant, Input)) else read(node)
            if isinstance(value, Fraction):
                found[node] = print_number(value)
    return found


def reach_named(plan: Plan, root: int, own: Container[int] = ()) -> set[int]:
    """Return the nodes that a formula is written with: those below it, up to what has a name.

    `own` are nodes whose names would say nothing here.
    """
    named = {node for node, _ in plan.names if node not in own}
    found: set[int] = set()
    stack = [root]
    while stack:
        here = stack.pop()
        if here not in found:
            found.add(here)
            stack += () if here in named else operands_of(plan.nodes[here])
    return found


def list_table_clauses(plan: Plan, roots: Iterable[int]) -> Iterator[Clause]:
    """Yield what the tables rest on that are called in some nodes or below them.

    What other nodes of the tree have been given is explained there: at their points it ends.
    """
    if not plan.calls:
        return
    stack = list(roots)
    ends = {end for each in plan.occurrences for end in (each.points, each.status)} - {*stack}
    below: set[int] = set()
    while stack:
        here = stack.pop()
        if here not in below:
            below.add(here)
            stack += () if here in ends else operands_of(plan.nodes[here])
    used = {name for call in plan.calls if call.node in below for name in call.tables}
    for table in plan.tables:
        if table.name in used:
            yield from table.clauses
