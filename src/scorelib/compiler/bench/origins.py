"""Where the parts of a ruleset are written: the layer, file and line of what decides points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scorelib.compiler.graph.heads import Place
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, Node, locate

__all__ = ["list_origins", "name_children", "place_of"]

Loc = tuple[str | int, ...]

_DECISIVE: Final = (
    "max_points",
    "share",
    "min_points",
    "method",
    "declared",
    "rounding",
    "split",
    "rebase",
    "floor",
)
"""What decides the points of a node, and may come from another layer than the node itself."""


def place_of(tree: Node, path: Loc) -> Place:
    """Return where a part of a ruleset is written, relative to its folder."""
    return _place(locate(tree, path, key=True))


def _place(node: Node) -> Place:
    file = node.source.file.replace("\\", "/").rsplit("/", 1)[-1]
    return Place(node.source.layer, file, node.location.line, node.location.column)


def list_origins(
    tree: Node, path: Loc, rounding: Loc | None = None
) -> tuple[tuple[str, Place], ...]:
    """Return where what matters most of a node is written: its maximum, way and rounding.

    `rounding` is where the rounding stands that applies without one of its own.
    """
    node = locate(tree, path)
    given = node.values if isinstance(node, MappingNode) else {}
    found = {key: place_of(tree, (*path, key)) for key in _DECISIVE if key in given}
    if rounding is not None and "rounding" not in found:
        found["rounding"] = place_of(tree, rounding)
    return tuple(found.items())


def name_children(tree: Node, path: Loc) -> Text:
    """Return the maxima below a heading that another layer wrote than its own, with their places.

    `path` leads to the maximum of the heading. Nothing is said where one layer wrote them all.
    """
    own = locate(tree, path).source.layer
    found = [f"`{name}` {place}" for name, place in _list_maxima(tree, path) if place.layer != own]
    if not found:
        return Text("", "")
    heading = place_of(tree, path)
    zh, en = "、".join(found), ", ".join(found)
    return Text(f"（上级写在 {heading}，{zh}）", f" (it is written at {heading}, {en})")


def _list_maxima(tree: Node, path: Loc) -> Iterator[tuple[str, Place]]:
    heading = locate(tree, path[:-1])
    for branch in ("indicators", "criteria"):
        children = heading.values.get(branch) if isinstance(heading, MappingNode) else None
        for name, child in children.values.items() if isinstance(children, MappingNode) else ():
            for key in ("max_points", "share"):
                if isinstance(child, MappingNode) and key in child.keys:
                    yield name, _place(child.keys[key])
