"""Which indicator of one ruleset is which of another: by where it stands, its name, its rule."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from scorelib.reading.revisions.sifting import strip

__all__ = ["pair_nodes"]

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Node:
    """One indicator: its dotted id, its own step, what it is called, and what it says."""

    id: str
    parent: str
    step: str
    label: str
    spec: Data

    @property
    def is_leaf(self) -> bool:
        return not (self.spec.get("indicators") or self.spec.get("criteria"))


def pair_nodes(one: Data, other: Data) -> dict[str, str]:
    """Return the ids of indicators of one ruleset with those of the same in the other.

    What stands in the same place is the same. Of the rest, what has the same name, or, of leaves,
    the same rule, is the same where there is exactly one such on either side.

    >>> leaf = {"label": {"zh": "预算执行率"}, "max_points": "10", "method": {"kind": "judged"}}
    >>> pair_nodes({"indicators": {"rate": leaf}},
    ...            {"indicators": {"funds": {"indicators": {"rate": leaf}}}})
    {'rate': 'funds.rate'}
    """
    pairs = _Pairs(list(_list_nodes(one)), list(_list_nodes(other)))
    pairs.descend()
    for key in (_by_step, _by_kind, _by_label, _by_rule):
        while pairs.match(key):
            pairs.descend()
    return pairs.found


def _list_nodes(data: Data, above: str = "") -> Iterator[_Node]:
    for branch in ("indicators", "criteria"):
        for step, spec in (data.get(branch) or {}).items():
            own = f"{above}.{step}" if above else step
            yield _Node(own, above, step, _fold(spec.get("label")), spec)
            yield from _list_nodes(spec, own)


def _fold(label: object) -> str:
    """Return what something is called without what people leave out or write either way."""
    words = label.get("zh", label.get("en", "")) if isinstance(label, dict) else label
    text = unicodedata.normalize("NFKC", str(words or ""))
    return "".join(text.split()).casefold().removesuffix("指标")


def _by_step(node: _Node) -> Hashable:
    return (node.step, node.label) if node.label else None


def _by_kind(node: _Node) -> Hashable:
    return (node.label, node.is_leaf) if node.label else None


def _by_label(node: _Node) -> Hashable:
    return node.label or None


def _by_rule(node: _Node) -> Hashable:
    """Return the rule of a leaf that says more than that somebody judges."""
    method = node.spec.get("method")
    if not isinstance(method, dict) or len(strip(method)) < 2:
        return None
    return json.dumps([strip(method), node.spec.get("max_points")], sort_keys=True)


class _Pairs:
    """The pairs found so far, and what has none yet."""

    def __init__(self, one: list[_Node], other: list[_Node]) -> None:
        self.found: dict[str, str] = {}
        self._one, self._other = one, other
        self._taken: set[str] = set()

    def descend(self) -> None:
        """Pair what stands under the same step of what is paired already."""
        known = {(node.parent, node.step): node for node in self._other}
        for node in self._one:
            parent = self.found.get(node.parent) if node.parent else ""
            there = None if parent is None else known.get((parent, node.step))
            if node.id not in self.found and there is not None and there.id not in self._taken:
                self._pair(node, there)

    def match(self, key: Callable[[_Node], Hashable]) -> bool:
        """Pair the first two that alone have the same key; return whether there were any."""
        one = self._sort([node for node in self._one if node.id not in self.found], key)
        other = self._sort([node for node in self._other if node.id not in self._taken], key)
        for value, nodes in one.items():
            there = other.get(value, [])
            if len(nodes) == len(there) == 1:
                self._pair(nodes[0], there[0])
                return True
        return False

    def _sort(
        self, nodes: list[_Node], key: Callable[[_Node], Hashable]
    ) -> dict[Hashable, list[_Node]]:
        found: dict[Hashable, list[_Node]] = {}
        for node in nodes:
            if (value := key(node)) is not None:
                found.setdefault(value, []).append(node)
        return found

    def _pair(self, one: _Node, other: _Node) -> None:
        self.found[one.id] = other.id
        self._taken.add(other.id)
