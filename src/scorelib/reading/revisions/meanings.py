"""What a plan means, whatever its parts are called and however they are written: as a key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from scorelib.compiler.graph.nodes import Constant, Extreme, Instead, Join, Multiply, Node, Sum
from scorelib.compiler.graph.plan import Alarm, FactInput, GradePlan, Occurrence, Plan
from scorelib.compiler.graph.walk import operands_of

__all__ = ["hash_nodes", "say_meaning"]

_OPERANDS: Final = frozenset(
    {"terms", "signs", "left", "right", "operand", "operands", "conditions", "values", "start"}
    | {"end"}
)
"""The fields of nodes that name other nodes."""

Meaning = dict[str, Any]


def hash_nodes(nodes: Sequence[Node]) -> list[bytes]:
    """Return what tells the nodes of a plan apart from those of any other that mean other things.

    The order of the terms of a sum, of factors and of operands that may change places is none.

    >>> one, two = Constant(1), Constant(2)
    >>> first = hash_nodes([one, two, Sum((0, 1), (1, 1))])
    >>> first[2] == hash_nodes([two, one, Sum((0, 1), (1, 1))])[2]
    True
    """
    found: list[bytes] = []
    for node in nodes:
        below = [found[each] for each in operands_of(node)]
        if isinstance(node, Sum):
            signs = (b"+" if sign > 0 else b"-" for sign in node.signs)
            below = sorted(sign + each for sign, each in zip(signs, below, strict=True))
        elif isinstance(node, (Multiply, Extreme, Join)):
            below.sort()
        text = f"{type(node).__name__}{_list_fixed(node)}{len(below)}"
        found.append(hashlib.sha256(text.encode() + b"".join(below)).digest())
    return found


def _list_fixed(node: Node) -> list[Any]:
    """Return what a node says besides its operands."""
    own = [each.name for each in fields(node) if each.name not in _OPERANDS]
    if isinstance(node, Instead):
        own.remove("value")
    found = [getattr(node, name) for name in own]
    if isinstance(node, Constant):
        # 1 and True are equal to Python, and two things to a rule.
        found.append(type(node.value).__name__)
    return [sorted(map(str, each)) if isinstance(each, frozenset) else each for each in found]


def say_meaning(plan: Plan) -> Meaning:
    """Return all that a plan means: equal for two plans that treat every project alike.

    What things are called, which clauses they rest on and where they are written is none of it.
    """
    reader = _Reader(plan)
    return {
        "nodes": {each.id + (each.slot or ""): reader.node(each) for each in plan.occurrences},
        "outputs": {
            each.id: (reader.of(each.points), reader.of(each.max_points), each.rounding)
            for each in plan.outputs
        },
        "grade": reader.grade(plan.grade),
        "facts": {each.name: _say_fact(each) for each in plan.facts},
        "slots": {each.id: each for each in plan.slots},
        "alarms": sorted(map(reader.alarm, plan.alarms), key=repr),
        "profiles": {each.id: reader.of(each.when) for each in plan.profiles},
        "values": {
            each.id: (reader.of(each.node), each.unit and each.unit.name, each.rounding)
            for each in plan.values
        },
        "extras": {each.id: reader.extra(each) for each in plan.extras},
        "cohort": {each.id: reader.statistic(each) for each in plan.cohort},
        "others": (plan.take_over_from, plan.key_nodes, [each.id for each in plan.chapters]),
    }


def _say_fact(fact: FactInput) -> tuple[Any, ...]:
    unit = fact.unit and (fact.unit.name, fact.unit.factor)
    bounds = (fact.least, fact.least_open, fact.most, fact.most_open)
    levels = tuple((name, score) for name, _, score in fact.levels)
    words = tuple(name for name, _ in fact.values)
    inner = tuple((each.name, _say_fact(each)) for each in fact.fields)
    return fact.kind, unit, bounds, words, levels, fact.funds, inner


class _Reader:
    """Reads the meaning of the parts of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._hashes = hash_nodes(plan.nodes)

    def of(self, node: int | None) -> bytes | None:
        return None if node is None else self._hashes[node]

    def node(self, each: Occurrence) -> tuple[Any, ...]:
        forms = {form.form: (self.of(form.formula), form.judged) for form in each.forms}
        return (
            each.parent,
            each.kind,
            self.of(each.max_points),
            self.of(each.points),
            self.of(each.status),
            each.rounding,
            each.given_maximum,
            forms,
            self.grade(each.grade),
        )

    def grade(self, plan: GradePlan | None) -> tuple[Any, ...] | None:
        if plan is None:
            return None
        rules = [(each.kind, self.of(each.when), each.grade, each.effect) for each in plan.rules]
        bands = [
            (name, band.least, band.least_open, band.most, band.most_open)
            for name, band in plan.bands
        ]
        return self.of(plan.node), self.of(plan.value), bands, rules

    def alarm(self, each: Alarm) -> tuple[Any, ...]:
        numbers = [(name, self.of(node), places) for name, node, places in each.numbers]
        head = (each.code, each.severity, self.of(each.when), each.node, each.slot)
        return (*head, numbers, each.reason, each.shown)

    def extra(self, each: Any) -> tuple[Any, ...]:
        candidates = [(c.id, self.of(c.points), self.of(c.named)) for c in each.candidates]
        unit = each.unit and each.unit.name
        return (
            self.of(each.node),
            unit,
            each.rounding,
            self.grade(each.grade),
            candidates,
            each.order,
        )

    def statistic(self, each: Any) -> tuple[Any, ...]:
        own = [
            getattr(each, name)
            for name in ("statistic", "rounding", "skips", "least", "sample", "share")
        ]
        more = (each.definition, each.winsorise, each.descending, each.ties, each.stage)
        return (*own, *more, self.of(each.node), self.of(each.by))
