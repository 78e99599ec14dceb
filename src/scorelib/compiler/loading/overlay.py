"""Local rules laid over the rules they extend: one tree, in which each value knows its layer."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from scorelib.ground.errors import Diagnostic
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode

__all__ = ["drop_accepted", "find_part", "guess_path", "lay_over", "problem_at", "remove_parts"]

_WHOLE: Final = frozenset({"cites", "label", "title", "effective", "jurisdiction"})
"""Keys whose value is one statement: a layer that gives it gives all of it."""

_STATEMENT: Final = frozenset(
    {"kind", "places", "value", "state", "level", "by", "use", "locked", "at_most", "beyond"}
)
"""A mapping with one of these keys (a method, a rounding, a fact, a judgement) is one too."""


def lay_over(base: Node, change: Node, key: str = "") -> Node:
    """Return `base` with what `change` says replaced or added, never mixed within a statement.

    Mappings are merged key by key; lists whose entries all have an `id` are merged by it; any
    other value of `change` takes the place of the one below.
    """
    if isinstance(base, MappingNode) and isinstance(change, MappingNode):
        whole = key in _WHOLE or not _STATEMENT.isdisjoint(change.values)
        return change if whole else _merge_mappings(base, change)
    if isinstance(base, SequenceNode) and isinstance(change, SequenceNode):
        below, above = _by_id(base), _by_id(change)
        if below is not None and above is not None:
            merged = _merge_named(below, above)
            return SequenceNode(change.source, change.mark, merged)
    return change


def _merge_mappings(base: MappingNode, change: MappingNode) -> MappingNode:
    merged = MappingNode(change.source, change.mark, dict(base.values), dict(base.keys))
    for key, value in change.values.items():
        for rival in _rivals_of(key) - change.values.keys():
            merged.values.pop(rival, None)
            merged.keys.pop(rival, None)
        below = merged.values.get(key)
        merged.values[key] = value if below is None else lay_over(below, value, key)
        if below is None or not _only_leads_on(value):
            merged.keys[key] = change.keys[key]
    return merged


_BOUNDS: Final = (frozenset({"from", "above", "min"}), frozenset({"to", "below", "max"}))


def _rivals_of(key: str) -> frozenset[str]:
    """Return the other ways to write a bound: a layer that gives one replaces them."""
    return next((group - {key} for group in _BOUNDS if key in group), frozenset())


def _only_leads_on(value: Node) -> bool:
    """Return whether a layer says nothing of a node itself, only of what is below it."""
    if not isinstance(value, MappingNode):
        return False
    return bool(value.values) and value.values.keys() <= {"indicators", "criteria"}


def _by_id(node: SequenceNode) -> dict[str, Node] | None:
    found: dict[str, Node] = {}
    for each in node.values:
        name = each.values.get("id") if isinstance(each, MappingNode) else None
        if not isinstance(name, Scalar) or str(name) in found:
            return None
        found[str(name)] = each
    return found or None


def _merge_named(below: dict[str, Node], above: dict[str, Node]) -> list[Node]:
    merged = dict(below)
    for name, value in above.items():
        merged[name] = lay_over(merged[name], value) if name in merged else value
    return list(merged.values())


def drop_accepted(tree: Node) -> Node:
    """Return a layer without the advice that its author accepts: that is about this layer only."""
    if not isinstance(tree, MappingNode) or "accepted" not in tree.values:
        return tree
    return _without(tree, ["accepted"])


def find_part(tree: Node, path: str) -> Node | None:
    """Return the part that a dotted path leads to; entries of lists are named by their id."""
    here: Node | None = tree
    for step in path.split("."):
        if isinstance(here, MappingNode):
            here = here.values.get(step)
        elif isinstance(here, SequenceNode):
            here = (_by_id(here) or {}).get(step)
        else:
            return None
    return here


def guess_path(tree: Node, path: str) -> str:
    """Return the path that one which leads nowhere was probably meant to be.

    A part of the tree of indicators may have been named by its id, without the keys between; of
    any other path the step that leads nowhere is replaced by one like it.
    """
    plain = [step for step in path.split(".") if step not in ("indicators", "criteria")]
    full = ".".join(f"indicators.{step}" for step in plain)
    if find_part(tree, full) is not None:
        return full
    known = ""
    here: Node | None = tree
    for step in path.split("."):
        names = list(_names_in(here))
        near = step if step in names else next(iter(get_close_matches(step, names, 1, 0.5)), "")
        if not near:
            break
        known = f"{known}.{near}" if known else near
        here = find_part(tree, known)
    return known or "indicators.output"


def _names_in(node: Node | None) -> tuple[str, ...]:
    if isinstance(node, MappingNode):
        return tuple(node.values)
    return tuple(_by_id(node) or ()) if isinstance(node, SequenceNode) else ()


def remove_parts(base: Node, paths: Node | None) -> tuple[Node, list[Diagnostic]]:
    """Return `base` without what a layer's `remove` names, and a problem for each absent part."""
    problems: list[Diagnostic] = []
    for path in paths.values if isinstance(paths, SequenceNode) else []:
        if not isinstance(path, Scalar):
            problems.append(problem_at("SL106", path))
        elif find_part(base, str(path)) is None:
            guess = guess_path(base, str(path))
            problems.append(problem_at("SL342", path, path=str(path), guess=guess))
        else:
            base = _without(base, str(path).split("."))
    return base, problems


def _without(node: Node, steps: list[str]) -> Node:
    """Return a tree without the part at the end of a path that leads to one."""
    step, rest = steps[0], steps[1:]
    if isinstance(node, MappingNode):
        values, keys = dict(node.values), dict(node.keys)
        if rest:
            values[step] = _without(values[step], rest)
        else:
            del values[step], keys[step]
        return MappingNode(node.source, node.mark, values, keys)
    if isinstance(node, SequenceNode):
        named = dict(_by_id(node) or {})
        if rest:
            named[step] = _without(named[step], rest)
        else:
            del named[step]
        return SequenceNode(node.source, node.mark, list(named.values()))
    return node


def problem_at(code: str, node: Node, /, **arguments: object) -> Diagnostic:
    """Return a problem placed at a node of a layer."""
    place = node.location
    return Diagnostic(code, tuple(arguments.items()), place, node.source.line(place.line))
