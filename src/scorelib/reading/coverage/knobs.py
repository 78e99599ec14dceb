"""Figures of a case that can be turned: each with its place, and how the case reads without it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.nodes import Input
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import nodes_below
from scorelib.ground.errors import WordError
from scorelib.model.project import Case
from scorelib.reading.cases import LoadedCase
from scorelib.words.amounts import read_amount
from scorelib.words.numbers import print_number

__all__ = ["Knob", "list_knobs"]

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Knob:
    """One figure of a case: where it stands, what it is now, and the unit written behind it.

    `also` are texts that are written with it, such as the tier in which a rate lies.
    """

    steps: Steps
    now: Fraction
    unit: str
    also: tuple[tuple[Steps, str], ...] = ()

    def write(self, value: Fraction) -> str:
        """Return a figure as it is written in the case."""
        return print_number(value) + self.unit

    def turn(self, loaded: LoadedCase, value: Fraction) -> LoadedCase:
        """Return the case with another figure; its tree stays the one it was read from."""
        case = _put(loaded.case, self.steps, self.write(value))
        for steps, text in self.also:
            case = _put(case, steps, text)
        return replace(loaded, case=case)


def _put(model: Any, steps: Steps, text: str) -> Any:
    """Return a model with a text at a place of it."""
    if not steps:
        return Fraction(text) if isinstance(model, Fraction) else text
    first, rest = steps[0], steps[1:]
    if isinstance(model, dict):
        return {**model, str(first): _put(model[str(first)], rest, text)}
    if isinstance(model, tuple):
        index = int(first)
        return (*model[:index], _put(model[index], rest, text), *model[index + 1 :])
    name = str(first)
    return model.model_copy(update={name: _put(getattr(model, name), rest, text)})


def list_knobs(plan: Plan, loaded: LoadedCase, node: int) -> Iterator[Knob]:
    """Yield the figures of a case that a node of the plan rests on."""
    below = {node, *nodes_below(plan.nodes, node)}
    read = {found for each in below if isinstance(found := plan.nodes[each], Input)}
    slots = {scope for each in below if (scope := plan.scopes[each]) is not None}
    case = loaded.case
    yield from _list_facts(case, {each.key for each in read if each.kind == "fact"})
    for slot in sorted(slots & case.indicators.keys()):
        yield from _list_items(plan, case, slot)
    keys = {each.key for each in read if each.kind == "judgement"}
    for name in sorted(keys & case.judgements.keys()):
        points = case.judgements[name].points
        if points is not None:
            yield Knob(("judgements", name, "points"), points, "")


def _list_facts(case: Case, names: Set[str]) -> Iterator[Knob]:
    for name in sorted(names & case.facts.keys()):
        fact = case.facts[name]
        yield from _read_knob(("facts", name, "value"), fact.value)


def _list_items(plan: Plan, case: Case, slot: str) -> Iterator[Knob]:
    tiers = next((each.tiers for each in plan.slots if each.id == slot), ())
    for index, item in enumerate(case.indicators[slot]):
        place: Steps = ("indicators", slot, index)
        yield from _read_knob((*place, "actual"), item.actual)
        for knob in _read_knob((*place, "tier", "rate"), item.tier.rate if item.tier else None):
            for tier in tiers:
                yield replace(knob, also=(((*place, "tier", "level"), tier),))


def _read_knob(steps: Steps, text: str | None) -> Iterator[Knob]:
    """Yield a figure that is written as an exact amount."""
    if text is None:
        return
    try:
        amount = read_amount(text)
    except WordError:
        return
    if not amount.approximate:
        yield Knob(steps, amount.printed, amount.unit.name if amount.unit else "")
