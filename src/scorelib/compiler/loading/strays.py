"""Strays: what a layer says of an indicator that the rules below it do not have."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from scorelib.compiler.loading.overlay import find_part, problem_at
from scorelib.ground.errors import Diagnostic
from scorelib.ground.source import MappingNode, Node

__all__ = ["find_strays"]

_BRANCHES = ("indicators", "criteria")


def find_strays(base: Node, rest: Node, change: Node) -> Iterator[Diagnostic]:
    """Yield each change of an indicator that is not below: misspelt (SL353) or removed (SL356).

    `rest` is what the layer's `remove` leaves of `base`. A part with a label is a new indicator,
    one whose name is like no other is left to be told that it needs a label.
    """
    yield from _search(base, rest, change, "")


def _search(base: Node, rest: Node, change: Node, path: str) -> Iterator[Diagnostic]:
    for branch in _BRANCHES:
        part = change.values.get(branch) if isinstance(change, MappingNode) else None
        if not isinstance(part, MappingNode):
            continue
        for name, child in part.values.items():
            here = f"{path}{branch}.{name}"
            if find_part(rest, here) is not None:
                yield from _search(base, rest, child, f"{here}.")
            elif isinstance(child, MappingNode) and "label" not in child.values:
                yield from _explain(base, rest, part.keys[name], here, f"{path}{branch}")


def _explain(base: Node, rest: Node, key: Node, path: str, above: str) -> Iterator[Diagnostic]:
    if find_part(base, path) is not None:
        yield problem_at("SL356", key, path=path)
        return
    name = str(key).rpartition(".")[2]
    siblings = find_part(rest, above)
    near = list(siblings.values) if isinstance(siblings, MappingNode) else []
    known = dict.fromkeys([*(f"{above}.{each}" for each in near), *_list_paths(rest)])
    by_name = {each.rpartition(".")[2]: each for each in reversed(known)}
    guesses = get_close_matches(name, list(by_name), 1, 0.6)
    if guesses:
        yield problem_at("SL353", key, path=path, guess=by_name[guesses[0]])


def _list_paths(node: Node, path: str = "") -> Iterator[str]:
    """Yield the path of every indicator and criterion of a tree."""
    for branch in _BRANCHES:
        part = node.values.get(branch) if isinstance(node, MappingNode) else None
        for name, child in part.values.items() if isinstance(part, MappingNode) else ():
            here = f"{path}{branch}.{name}"
            yield here
            yield from _list_paths(child, f"{here}.")
