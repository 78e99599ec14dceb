"""The parts that the JSON text of a result consists of, each made by the general writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.marks import LEFT, UnfollowedError
from scorelib.engine.outcome.result import Result
from scorelib.ground.canonical import print_canonical
from scorelib.writing.records import PARTS, record_node

__all__ = ["KEPT", "NODES", "Part", "list_parts"]

KEPT: Final = frozenset({"document", "rules", "statistics"})
"""The keys of a record that are printed once, for a plan or a project."""

NODES: Final = "nodes"

Part = Callable[[Result], str]
"""What makes a part of the text of a result."""


def list_parts(plan: Plan) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Yield the keys of the texts of results without indicators of their own, with their parts.

    A part is the key and its value; of the nodes there is one for each, without the key. What
    is printed once for many results is left out: the ruleset, the project, the statistics.
    """
    nodes = sum(each.slot is None for each in plan.occurrences)
    for key, make in PARTS:
        if key in KEPT:
            continue
        if key == NODES:
            yield key, tuple(partial(_print_node, here) for here in range(nodes))
        else:
            yield key, (partial(_print_key, key, make),)


def _print_key(key: str, make: Callable[[Result], Any], result: Result) -> str:
    """Return a key of the record with its value."""
    value = make(result)
    _check_said(value)
    return f'"{key}":{print_canonical(value)}'


def _print_node(here: int, result: Result) -> str:
    record = record_node(result.nodes[here])
    _check_said(record)
    return print_canonical(record)


def _check_said(record: object) -> None:
    """Refuse a finding or a condition with a mark: its words are made of it by other rules.

    Raises `UnfollowedError`.
    """
    stack = [record]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            if "code" in here and "message" in here and LEFT in print_canonical(here):
                raise UnfollowedError
            stack += here.values()
        elif isinstance(here, list):
            stack += here
