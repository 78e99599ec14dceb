"""Advice on what nothing uses: facts, values, tables, statistics, ways of scoring."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from scorelib.compiler.graph.nodes import Count, Fold, Input
from scorelib.compiler.graph.walk import nodes_below
from scorelib.ground.errors import Diagnostic, Text
from scorelib.ground.source import Node, Scalar, SequenceNode
from scorelib.reading.advice.desk import Desk

__all__ = ["find_unused"]

_KINDS: Final = {
    "facts": Text("基础数据", "the fact"),
    "values": Text("中间值", "the derived value"),
    "tables": Text("表", "the table"),
    "cohort": Text("统计数", "the statistic"),
    "declared": Text("评分办法", "the way of scoring"),
}


def find_unused(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each part that is written once and named nowhere (SL735)."""
    document = desk.document
    # What is fixed is worked out when the plan is made, and leaves nothing of its name there.
    named = set(_list_words(desk.tree))
    parts: tuple[tuple[str, Collection[str], set[str]], ...] = (
        ("facts", document.facts, _list_facts(desk)),
        ("values", document.values, _list_values(desk) | named),
        ("tables", document.tables, _list_tables(desk) | named),
        ("cohort", document.cohort, _list_inputs(desk, "cohort")),
        ("declared", document.declared, _list_ways(desk)),
    )
    for section, names, used in parts:
        for name in names:
            if name not in used and desk.is_own((section, name)):
                words = {"kind": _KINDS[section], "name": name}
                yield desk.advise("SL735", (section, name), **words)


def _list_inputs(desk: Desk, *kinds: str) -> set[str]:
    nodes = (desk.plan.nodes[each] for each in desk.used)
    return {node.key for node in nodes if isinstance(node, Input) and node.kind in kinds}


def _list_facts(desk: Desk) -> set[str]:
    """Return the facts that figures, findings and shown values are made of."""
    nodes = [desk.plan.nodes[each] for each in desk.used | _list_shown(desk)]
    keys = {n.key for n in nodes if isinstance(n, Input) and n.kind in ("fact", "item")}
    rows = {node.slot for node in nodes if isinstance(node, (Fold, Count))}
    shown = {name for alarm in desk.plan.alarms for name in alarm.shown}
    # A column of a list is called `list.field`, an answer of a survey `survey.level`.
    return {key.partition(".")[0] for key in keys} | rows | shown


def _list_shown(desk: Desk) -> set[int]:
    """Return the nodes of derived values and statistics, which results show by themselves."""
    found: set[int] = set()
    roots = [each.node for each in desk.plan.values] + [each.node for each in desk.plan.cohort]
    roots += [each.by for each in desk.plan.cohort if each.by is not None]
    for root in roots:
        found |= {root, *nodes_below(desk.plan.nodes, root)}
    return found


def _list_values(desk: Desk) -> set[str]:
    """Return the derived values that something is made of: a figure, a finding, a statistic."""
    used = set(desk.used)
    for each in desk.plan.cohort:
        used |= {each.node, *nodes_below(desk.plan.nodes, each.node)}
    shown = {name for alarm in desk.plan.alarms for name in alarm.shown}
    return {each.id for each in desk.plan.values if each.node in used} | shown


def _list_tables(desk: Desk) -> set[str]:
    return {name for call in desk.plan.calls for name in call.tables}


_NAME: Final = re.compile(r"[^\W\d]\w*")
_WORDS: Final = frozenset({"accepted", "because", "label", "message", "note", "title"})


def _list_words(node: Node) -> Iterator[str]:
    """Yield the names that stand in formulas anywhere, and some that only look like it."""
    if isinstance(node, Scalar):
        yield from _NAME.findall(node)
    elif isinstance(node, SequenceNode):
        for each in node.values:
            yield from _list_words(each)
    else:
        for key, value in node.values.items():
            if key not in _WORDS:
                yield from _list_words(value)


def _list_ways(desk: Desk) -> set[str]:
    ways = [spot.spec.declared for spot in desk.list_spots()]
    return {way.use for way in ways if way is not None and way.use is not None}
