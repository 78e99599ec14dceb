"""Edits of a document's tree; the tree they are made in stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode

__all__ = ["Edit", "Loc", "edit_tree", "make_scalar"]

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: `put` writes words (adding the key where it is not there), `call` renames a key.

    `drop` takes a part out, `move` puts there what stands at another place of the old tree.
    """

    kind: Literal["put", "call", "drop", "move"]
    path: Loc
    text: str = ""
    source: Loc = ()


def edit_tree(tree: Node, edits: Sequence[Edit]) -> Node:
    """Return a tree with edits made; all paths are those of the tree as it was.

    Raises `KeyError` where a path leads nowhere.
    """
    found = tree
    # Parts are taken out last, the hindmost first: the paths of the others stay what they were.
    order = {"put": 0, "move": 0, "call": 1, "drop": 2}
    drops = sorted((each for each in edits if each.kind == "drop"), key=_place, reverse=True)
    rest = [each for each in edits if each.kind != "drop"]
    for each in (*sorted(rest, key=lambda edit: order[edit.kind]), *drops):
        moved = _find(tree, each.source) if each.kind == "move" else None
        found = _edit(found, each.path, each, moved)
    return found


def make_scalar(text: str, like: Node) -> Scalar:
    """Return words that stand where another node stands."""
    scalar = Scalar(text)
    scalar.mark, scalar.plain, scalar.source = like.mark, False, like.source
    return scalar


def _place(edit: Edit) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (0, step) for step in edit.path]


def _find(node: Node, path: Loc) -> Node:
    for step in path:
        node = _step(node, step)
    return node


def _step(node: Node, step: str | int) -> Node:
    if isinstance(node, MappingNode):
        return node.values[str(step)]
    if isinstance(node, SequenceNode) and isinstance(step, int):
        return node.values[step]
    raise KeyError(step)


def _edit(node: Node, path: Loc, edit: Edit, moved: Node | None) -> Node:
    if len(path) == 1:
        return _change(node, path[0], edit, moved)
    inner = _edit(_step(node, path[0]), path[1:], edit, moved)
    return _replace(node, path[0], inner)


def _replace(node: Node, step: str | int, value: Node) -> Node:
    if isinstance(node, SequenceNode) and isinstance(step, int):
        values = list(node.values)
        values[step] = value
        return SequenceNode(node.source, node.mark, values)
    if not isinstance(node, MappingNode):
        raise KeyError(step)
    keys = dict(node.keys)
    keys.setdefault(str(step), make_scalar(str(step), node))
    return MappingNode(node.source, node.mark, {**node.values, str(step): value}, keys)


def _change(node: Node, step: str | int, edit: Edit, moved: Node | None) -> Node:
    if edit.kind == "put":
        here = node.values.get(str(step)) if isinstance(node, MappingNode) else _step(node, step)
        return _replace(node, step, make_scalar(edit.text, here or node))
    if moved is not None:
        return _replace(node, step, moved)
    if isinstance(node, SequenceNode) and isinstance(step, int):
        values = [each for place, each in enumerate(node.values) if place != step]
        return SequenceNode(node.source, node.mark, values)
    if not isinstance(node, MappingNode):
        raise KeyError(step)
    if edit.kind == "drop":
        values_left = {key: each for key, each in node.values.items() if key != step}
        keys_left = {key: each for key, each in node.keys.items() if key != step}
        return MappingNode(node.source, node.mark, values_left, keys_left)
    return _rename(node, str(step), edit.text)


def _rename(node: MappingNode, old: str, new: str) -> MappingNode:
    names = {key: new if key == old else key for key in node.values}
    return MappingNode(
        node.source,
        node.mark,
        {names[key]: each for key, each in node.values.items()},
        {
            names[key]: make_scalar(new, each) if key == old else each
            for key, each in node.keys.items()
        },
    )
