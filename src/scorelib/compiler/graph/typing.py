"""What kind of value every input and every node of a plan has, for engines that need it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from scorelib.compiler.graph.nodes import (
    Choose,
    Compare,
    Constant,
    Day,
    Extreme,
    FirstKnown,
    Fold,
    Holds,
    Input,
    Instead,
    IsState,
    Join,
    Node,
    Not,
    State,
    ValueKind,
)
from scorelib.compiler.graph.plan import FactInput, InputPlan, SlotPlan

__all__ = ["list_inputs", "list_kinds"]

_FACT_KINDS: Final[Mapping[str, ValueKind]] = {
    "quantity": "number",
    "flag": "truth",
    "category": "word",
    "date": "date",
    "count": "number",
    "survey": "number",
    "list": "number",
}
_STATES: Final = ("not-applicable", "cannot-be-assessed")
_PAIRED: Final = frozenset({"target", "actual", "low", "high"})
"""What is only ever compared or divided by each other: one item's figures, in its own unit."""


def list_inputs(
    nodes: Sequence[Node],
    scopes: Sequence[str | None],
    facts: Mapping[str, FactInput],
    slots: Sequence[SlotPlan],
) -> tuple[InputPlan, ...]:
    """Return every input that the nodes read, with what it can be."""
    by_id = {slot.id: slot for slot in slots}
    return tuple(
        _describe(node, slot, facts, by_id)
        for node, slot in zip(nodes, scopes, strict=True)
        if isinstance(node, Input)
    )


def _describe(
    node: Input, slot: str | None, facts: Mapping[str, FactInput], slots: Mapping[str, SlotPlan]
) -> InputPlan:
    if node.kind == "state" or (node.key == "state" and node.kind == "item"):
        return InputPlan(node.kind, node.key, slot, "word", _STATES)
    if node.kind == "fact" or (node.kind == "item" and "." in node.key):
        fact = _find_fact(node.key, facts)
        words = tuple(word for word, _ in fact.values) if fact else ()
        kind = _FACT_KINDS[fact.kind] if fact else "number"
        return InputPlan(node.kind, node.key, slot, kind, words)
    if node.kind == "item" and slot is not None and slot in slots:
        if node.key == "form":
            return InputPlan(node.kind, node.key, slot, "word", slots[slot].forms)
        if node.key == "tier":
            return InputPlan(node.kind, node.key, slot, "word", slots[slot].tiers)
        if node.key == "met":
            return InputPlan(node.kind, node.key, slot, "truth")
        pair = "target" if node.key in _PAIRED else None
        return InputPlan(node.kind, node.key, slot, "number", (), pair)
    return InputPlan(node.kind, node.key, slot, "number")


def _find_fact(key: str, facts: Mapping[str, FactInput]) -> FactInput | None:
    """Return a fact, or the column of a list; a count of a survey's answers is neither."""
    name, dot, _ = key.partition(".")
    fact = facts[name]
    if not dot:
        return fact
    return next((each for each in fact.fields if each.name == key), None)


def list_kinds(
    nodes: Sequence[Node], scopes: Sequence[str | None], inputs: Sequence[InputPlan]
) -> tuple[ValueKind, ...]:
    """Return the kind of each node's value, whatever its reason for having none."""
    known = {(each.kind, each.key, each.slot): each.value for each in inputs}
    kinds: list[ValueKind] = []
    for node, slot in zip(nodes, scopes, strict=True):
        match node:
            case Constant(value):
                kind = _kind_of(value)
            case Input(source, key):
                kind = known[source, key, slot]
            case Day():
                kind = "date"
            case Choose(_, values) | Extreme(_, values) | FirstKnown(values):
                kind = _first_kind(nodes, kinds, values)
            case Instead(operand, _, value):
                kind = _first_kind(nodes, kinds, (operand, value))
            case Fold(_, operand, _):
                # One of the rows' values has their kind; a sum or a mean is a number as they are.
                kind = kinds[operand]
            case Compare() | Join() | Not() | IsState() | Holds():
                kind = "truth"
            case _:
                kind = "number"
        kinds.append(kind)
    return tuple(kinds)


def _kind_of(value: object) -> ValueKind:
    if isinstance(value, bool):
        return "truth"
    return "word" if isinstance(value, str) else "number"


def _first_kind(
    nodes: Sequence[Node], kinds: Sequence[ValueKind], branches: Sequence[int]
) -> ValueKind:
    """Return the kind of the first branch that can have a value at all."""
    for branch in branches:
        node = nodes[branch]
        if not (isinstance(node, Constant) and isinstance(node.value, State)):
            return kinds[branch]
    return "number"
