"""The layers of a ruleset followed down, and laid over each other from the lowest up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from scorelib.compiler.compilation import in_order
from scorelib.compiler.graph.heads import Layer
from scorelib.compiler.loading.conflicts import find_conflicts
from scorelib.compiler.loading.editions import (
    Entry,
    find_entry,
    list_rulesets,
    reference_of,
    show_path,
    text_in,
)
from scorelib.compiler.loading.locks import check_layer, name_origin
from scorelib.compiler.loading.overlay import drop_accepted, lay_over, remove_parts
from scorelib.compiler.loading.strays import find_strays
from scorelib.compiler.ruleset import hash_form
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, read_file
from scorelib.model.reader import diagnose_at

__all__ = ["Resolved", "read_layer", "resolve_tree"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A ruleset's layers, lowest first, and what they make together.

    `documents` are the layers as written, `stages` what each makes with all that are below it;
    the last stage is the ruleset. `problems` are what keeps the layers from going together.
    """

    documents: tuple[Node, ...]
    stages: tuple[Node, ...]
    layers: tuple[Layer, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def tree(self) -> Node:
        """The ruleset with all its layers."""
        return self.stages[-1]


def read_layer(path: Path) -> Node:
    """Return the tree of one document of rules, which knows its layer."""
    tree = read_file(path, show_path(path))
    tree.source.layer = reference_of(tree)
    return tree


def resolve_tree(tree: Node, roots: Sequence[Path]) -> Resolved:
    """Return a ruleset with all it extends laid below it, and what is wrong with the layers.

    That is a part to remove that is not there (SL342), and whatever the layers below do not let
    a layer do (SL347 to SL357). Raises `DocumentError` for a circle (SL341) and for a ruleset to
    extend that is not there (SL343) or calls itself otherwise (SL345).
    """
    documents = _follow(tree, roots)[::-1]
    stages = [documents[0]]
    problems = check_layer(None, documents[0], documents[0])
    for change in documents[1:]:
        found, merged = _lay_layer(stages[-1], change)
        problems += found
        stages.append(merged)
    layers = _describe_all(documents)
    return Resolved(tuple(documents), tuple(stages), layers, in_order(problems))


def _lay_layer(base: Node, change: Node) -> tuple[list[Diagnostic], Node]:
    """Return the problems of one layer, and what it makes with those below it."""
    if not isinstance(change, MappingNode):
        return [], change
    rest, problems = remove_parts(drop_accepted(base), change.values.get("remove"))
    for key in ("id", "edition", "revision"):
        if key not in change.values:
            problems.append(diagnose_at("SL103", change, (), key=key))
    problems += find_strays(base, rest, change)
    merged = lay_over(rest, change)
    problems += find_conflicts(merged, change)
    problems += check_layer(base, change, merged)
    return problems, merged


def _describe_all(documents: Sequence[Node]) -> tuple[Layer, ...]:
    """Return each layer with its hash and the place it applies in: its own, or that below it."""
    found: list[Layer] = []
    place: str | None = None
    for tree in documents:
        stated = tree.values.get("jurisdiction") if isinstance(tree, MappingNode) else None
        place = text_in(stated, "code") or place
        text = text_in(tree, "revision")
        revision = int(text) if text.isdecimal() else 0
        sha256 = hash_form(_flatten(drop_accepted(tree)).encode())
        found.append(Layer(text_in(tree, "id"), text_in(tree, "edition"), revision, sha256, place))
    return tuple(found)


_ORDERED: Final = frozenset({"indicators", "criteria", "levels", "entries", "tiers", "cases"})
"""Mappings whose order a reader sees."""


def _flatten(node: Node, name: str = "") -> str:
    """Return a tree as text in which formatting, comments and quoting leave no mark."""
    if isinstance(node, MappingNode):
        pairs = [(key, _flatten(value, key)) for key, value in node.values.items()]
        pairs = pairs if name in _ORDERED else sorted(pairs)
        return "{" + ",".join(f"{key!r}:{value}" for key, value in pairs) + "}"
    if isinstance(node, SequenceNode):
        return "[" + ",".join(_flatten(each) for each in node.values) + "]"
    return repr(str(node))


def _follow(tree: Node, roots: Sequence[Path]) -> list[Node]:
    """Return a ruleset's tree, then that of what it extends, and so on."""
    found: list[Node] = []
    said: dict[str, Scalar] = {}
    while True:
        found.append(tree)
        extends = tree.values.get("extends") if isinstance(tree, MappingNode) else None
        if not isinstance(extends, Scalar):
            return found
        said[reference_of(tree)] = extends
        if str(extends) in said:
            cycle = " → ".join([*said, str(extends)])
            first = name_origin(said[str(extends)])
            raise DocumentError([diagnose_at("SL341", extends, (), cycle=cycle, place=first)])
        tree = _read_parent(extends, roots)


def _read_parent(extends: Scalar, roots: Sequence[Path]) -> Node:
    tree = read_layer(_find_parent(extends, roots).path)
    if reference_of(tree) != str(extends):
        words = {"found": reference_of(tree), "wanted": str(extends)}
        raise DocumentError([diagnose_at("SL345", tree, ("id",), **words)])
    return tree


def _find_parent(extends: Scalar, roots: Sequence[Path]) -> Entry:
    _, at, _ = str(extends).partition("@")
    if not extends:
        raise DocumentError([diagnose_at("SL107", extends, ())])
    if not at:
        raise DocumentError([diagnose_at("SL122", extends, (), text=str(extends))])
    entry = find_entry(str(extends), roots)
    if entry is None:
        every = [each.reference for each in list_rulesets(roots)]
        same = [each for each in every if each.partition("@")[0] == str(extends).partition("@")[0]]
        known = tuple(same or get_close_matches(str(extends), every, 5, 0.4) or every)
        raise DocumentError([diagnose_at("SL343", extends, (), id=str(extends), known=known)])
    return entry
