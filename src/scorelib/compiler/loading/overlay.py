"""Local rules laid over the rules they extend: one tree, in which each value knows its layer."""

from __future__ import annotations

from typing import Final

from scorelib.ground.errors import Diagnostic
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode

__all__ = ["lay_over", "remove_parts"]

_WHOLE: Final = frozenset({"cites", "label", "title", "effective", "jurisdiction"})
"""Keys whose value is one statement: a layer that gives it gives all of it."""

_STATEMENT: Final = frozenset({"kind", "places", "value", "state", "level", "by"})
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
    return isinstance(value, MappingNode) and value.values.keys() == {"indicators"}


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


def remove_parts(base: Node, paths: Node | None) -> list[Diagnostic]:
    """Delete from `base` what a layer's `remove` names; return a problem for each absent part."""
    problems: list[Diagnostic] = []
    for path in paths.values if isinstance(paths, SequenceNode) else []:
        if not isinstance(path, Scalar):
            place = path.location
            problems.append(Diagnostic("SL106", (), place, path.source.line(place.line)))
        elif not _remove(base, str(path).split(".")):
            place = path.location
            excerpt = path.source.line(place.line)
            words = (("path", str(path)), ("guess", _guess_path(base, str(path))))
            problems.append(Diagnostic("SL342", words, place, excerpt))
    return problems


def _guess_path(base: Node, path: str) -> str:
    """Return the path of a part that was named by its id in the tree of indicators."""
    steps = path.removeprefix("indicators.").split(".")
    full = ".".join(f"indicators.{step}" for step in steps)
    here: Node | None = base
    for step in full.split("."):
        here = here.values.get(step) if isinstance(here, MappingNode) else None
    return full if here is not None else "indicators.output"


def _remove(base: Node, steps: list[str]) -> bool:
    here = base
    for step in steps[:-1]:
        if not isinstance(here, MappingNode) or step not in here.values:
            return False
        here = here.values[step]
    if isinstance(here, SequenceNode):
        named = _by_id(here) or {}
        if steps[-1] not in named:
            return False
        here.values.remove(named[steps[-1]])
        return True
    if not isinstance(here, MappingNode) or steps[-1] not in here.values:
        return False
    del here.values[steps[-1]], here.keys[steps[-1]]
    return True
