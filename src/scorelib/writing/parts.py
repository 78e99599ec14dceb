"""The parts that the JSON text of a result consists of, each made by the general writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.marks import LEFT, UnfollowedError
from scorelib.engine.outcome.result import Result
from scorelib.writing.json_text import print_json
from scorelib.writing.records import PARTS, record_node, record_nodes

__all__ = ["Part", "list_parts"]

Part = Callable[[Result], str]
"""What makes a part of the text of a result."""


def list_parts(plan: Plan) -> Iterator[Part]:
    """Yield the parts of the texts of results without indicators of their own, in order.

    One after the other they are the whole text.
    """
    nodes = sum(each.slot is None for each in plan.occurrences)
    for place, make in enumerate(PARTS):
        before = "{\n" if place == 0 else ""
        after = "\n}\n" if make is PARTS[-1] else ",\n"
        if make is not record_nodes or not nodes:
            yield partial(_print_keys, make, before, after)
            continue
        for here in range(nodes):
            start = '  "nodes": [\n' if here == 0 else ""
            end = f"\n  ]{after}" if here == nodes - 1 else ",\n"
            yield partial(_print_node, here, start, end)


def _print_keys(
    make: Callable[[Result], dict[str, Any]], before: str, after: str, result: Result
) -> str:
    """Return keys of the record with their values, as they stand at its outermost level."""
    record = make(result)
    _check_said(record)
    return before + print_json(record)[len("{\n") : -len("\n}\n")] + after


def _print_node(here: int, before: str, after: str, result: Result) -> str:
    record = record_node(result.nodes[here])
    _check_said(record)
    return before + "    " + print_json(record)[:-1].replace("\n", "\n    ") + after


def _check_said(record: object) -> None:
    """Refuse a finding or a condition with a mark: its words are made of it by other rules.

    Raises `UnfollowedError`.
    """
    stack = [record]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            if "code" in here and "message" in here and LEFT in print_json(here):
                raise UnfollowedError
            stack += here.values()
        elif isinstance(here, list):
            stack += here
