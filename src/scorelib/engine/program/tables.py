"""What rests on a few flags and categories alone: looked up, for all cases there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Final

from scorelib.engine.integers.graph import AGGREGATES, Graph
from scorelib.engine.integers.profile import PROJECTS

__all__ = ["Group", "find_groups", "nest_cases"]

MOST_CASES: Final = 64
LEAST_OPS: Final = 3
"""A table has at most so many cases, and gives the results of at least so many operations."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that rest on the same few inputs, and these with the values each may have."""

    inputs: tuple[int, ...]
    cases: tuple[tuple[Any, ...], ...]
    ops: tuple[int, ...]


def find_groups(graph: Graph, reached: Sequence[int]) -> list[Group]:
    """Return the tables for those of some operations, in order, that rest on a few inputs."""
    domains = {here: found for here in reached if (found := _find_domain(graph, here))}
    rests = _find_supports(graph, reached, domains)
    wide = sorted(set(rests.values()), key=lambda each: (-len(each), sorted(each)))
    groups = []
    for place, top in enumerate(wide):
        if any(top < each for each in wide[:place]):
            continue
        ops = tuple(here for here in rests if rests[here] <= top)
        if len(ops) >= LEAST_OPS:
            inputs = tuple(sorted(top))
            groups.append(Group(inputs, tuple(domains[each] for each in inputs), ops))
        for here in ops:
            del rests[here]
    return groups


def _find_supports(
    graph: Graph, reached: Sequence[int], domains: Mapping[int, Sequence[Any]]
) -> dict[int, frozenset[int]]:
    """Return which inputs operations rest on, where these have few values together."""
    supports: dict[int, frozenset[int]] = {}
    for here in reached:
        op = graph.ops[here]
        if here in domains:
            supports[here] = frozenset({here})
        elif op.kind not in ("col", "spread", *AGGREGATES) and all(
            each in supports for each in op.args
        ):
            found = frozenset[int]().union(*(supports[each] for each in op.args))
            if prod(len(domains[each]) for each in found) <= MOST_CASES:
                supports[here] = found
    return {here: found for here, found in supports.items() if found and here not in domains}


def _find_domain(graph: Graph, here: int) -> tuple[Any, ...]:
    """Return the values of an input of the project, where they are few and it is never null."""
    op = graph.ops[here]
    if op.kind != "col" or op.extra[0] != PROJECTS or graph.nulls[here]:
        return ()
    return (False, True) if graph.truth[here] else tuple(sorted(graph.among(here) or ()))


def nest_cases(cases: Sequence[Sequence[Any]], results: Mapping[tuple[Any, ...], Any]) -> Any:
    """Return results by their cases, as mappings of mappings.

    >>> nest_cases([(1, 2), (3,)], {(1, 3): "a", (2, 3): "b"})
    {1: {3: 'a'}, 2: {3: 'b'}}
    """
    nested: dict[Any, Any] = {}
    for case in product(*cases):
        here = nested
        for each in case[:-1]:
            here = here.setdefault(each, {})
        here[case[-1]] = results[case]
    return nested
