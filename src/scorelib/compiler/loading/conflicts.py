"""Two layers that say one thing in two ways, which no laying over can bring together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scorelib.compiler.loading.locks import name_origin
from scorelib.compiler.loading.overlay import problem_at
from scorelib.ground.errors import Diagnostic
from scorelib.ground.source import MappingNode, Node

__all__ = ["find_conflicts"]

_RIVALS: Final = (("method", "declared", "indicators", "criteria"), ("max_points", "share"))
"""Keys of an indicator of which it has one: how it is scored, and how its maximum is given."""


def find_conflicts(tree: Node, change: Node) -> Iterator[Diagnostic]:
    """Yield each indicator that a layer gives in one way and the layers below in another (SL349).

    `tree` is what the layers make with `change` laid over them.
    """
    yield from _search(tree, change, "")


def _search(node: Node, change: Node, path: str) -> Iterator[Diagnostic]:
    if not isinstance(node, MappingNode):
        return
    for branch in ("indicators", "criteria"):
        below = node.values.get(branch)
        for name, child in below.values.items() if isinstance(below, MappingNode) else ():
            here = f"{path}{branch}.{name}"
            yield from _compare_ways(child, change, here)
            yield from _search(child, change, f"{here}.")


def _compare_ways(node: Node, change: Node, path: str) -> Iterator[Diagnostic]:
    """Yield the ways of one indicator that come from below and from a layer."""
    if not isinstance(node, MappingNode):
        return
    for group in _RIVALS:
        given = [node.keys[key] for key in group if key in node.keys]
        new = [key for key in given if key.source is change.source]
        old = [key for key in given if key.source is not change.source]
        if new and old:
            words = {"path": path, "key": str(new[0]), "other": str(old[0])}
            yield problem_at("SL349", new[0], place=name_origin(old[0]), **words)
