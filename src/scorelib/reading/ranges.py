"""What the nodes of a compiled plan can be: their bounds, the values they take, what feeds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Constant,
    Count,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    Input,
    Instead,
    Multiply,
    Negate,
    Node,
    Power,
    Round,
    Sum,
)
from scorelib.compiler.graph.plan import FactInput, GradePlan, Occurrence, Plan
from scorelib.compiler.graph.walk import nodes_below, operands_of
from scorelib.compiler.proofs.intervals import ANY, Bounds, Interval
from scorelib.words.numbers import count_places, print_number
from scorelib.words.units import Unit

__all__ = [
    "Ranges",
    "is_settled",
    "list_results",
    "say_interval",
]

_MOST: Final = 4096
"""So many values of one node are listed; beyond, only its bounds are known."""

Values = frozenset[Fraction]


class Ranges:
    """The bounds of a plan's nodes by the declarations of its facts, and their values if few.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> plan = compile_ruleset(load_ruleset("cn/mof/self-evaluation@2020"))
    >>> rate = next(each for each in plan.occurrences if each.id == "execution-rate")
    >>> say_interval(Ranges(plan).of(rate.computed))
    '[0, 10]'
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._facts: Mapping[str, FactInput] = {each.name: each for each in plan.facts}
        self._fields = {field.name: field for each in plan.facts for field in each.fields}
        self.bounds = Bounds(plan.nodes, self._bound_input)
        self._values: dict[int, Values | None] = {}

    def _bound_input(self, found: Input) -> Interval:
        """Return what an input can be, by its declaration."""
        fact = (self._facts if found.kind == "fact" else self._fields).get(found.key)
        if fact is not None and found.kind in ("fact", "item"):
            return Interval(fact.least, fact.most, fact.least_open, fact.most_open)
        # Maxima are never negative, nor is the number of people who gave an answer.
        counted = found.kind == "fact" and found.key.partition(".")[0] in self._facts
        if counted or found.kind == "maximum" or found == Input("item", "max_points"):
            return Interval(Fraction(0), None)
        return ANY

    def of(self, node: int | None) -> Interval:
        """Return the numbers that a node can be."""
        if node is None:
            return ANY
        rows = self.plan.scopes[node]
        return self.bounds.of(node, self.bounds.inside(rows) if rows else None)

    def values(self, node: int) -> Values | None:
        """Return every number that a node can be, or None where they are too many to be listed.

        It may list more than can be: what parts have in common is not looked at.
        """
        if node not in self._values:
            # Operands come before what is made of them, so that nothing goes deep.
            for here in sorted({node, *nodes_below(self.plan.nodes, node)} - self._values.keys()):
                self._values[here] = self._list_values(self.plan.nodes[here])
        return self._values[node]

    def _list_values(self, node: Node) -> Values | None:
        match node:
            case Constant(value):
                return frozenset({value} if isinstance(value, Fraction) else ())
            case Choose(_, operands) | FirstKnown(operands):
                return self._unite(operands)
            case Instead(operand, _, value):
                return self._unite((operand, value))
            case Round(operand, rule):
                found = self.values(operand)
                return None if found is None else frozenset(map(rule.apply, found))
            case Negate(operand):
                found = self.values(operand)
                return None if found is None else frozenset(-each for each in found)
            case Sum() | Multiply() | Extreme():
                return self._combine(node)
            case _:
                return None

    def _unite(self, operands: tuple[int, ...]) -> Values | None:
        found: set[Fraction] = set()
        for each in operands:
            values = self.values(each)
            if values is None or len(found) + len(values) > _MOST:
                return None
            found |= values
        return frozenset(found)

    def _combine(self, node: Sum | Multiply | Extreme) -> Values | None:
        """Return what any value of one operand makes with any value of the others."""
        made: Values | None = None
        signs = node.signs if isinstance(node, Sum) else ()
        for place, operand in enumerate(operands_of(node)):
            values = self.values(operand)
            if values is not None and signs and signs[place] < 0:
                values = frozenset(-each for each in values)
            if values is None or (made is not None and len(made) * len(values) > _MOST):
                return None
            made = values if made is None else frozenset(_join(node, made, values))
        return made


def _join(node: Sum | Multiply | Extreme, left: Values, right: Values) -> Iterator[Fraction]:
    for a, b in product(left, right):
        if isinstance(node, Sum):
            yield a + b
        elif isinstance(node, Multiply):
            yield a * b
        else:
            yield min(a, b) if node.which == "min" else max(a, b)


_BY_HAND: Final = ("judgement", "assessment", "override", "maximum")
"""Figures that people give, with the places that they write."""

_MEASURED: Final = ("target", "actual", "late", "low", "high")
"""What is measured of a project's own indicator; its maximum and what is judged are given."""


def is_settled(plan: Plan, root: int) -> bool:
    """Return whether a node's figure has places by itself: rounded, fixed, or given by a person.

    A quotient, or what is measured and multiplied, can have any number of them.
    """
    seen: set[int] = set()
    stack = [root]
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        parts = _list_unsettled(plan, plan.nodes[here])
        if parts is None:
            return False
        stack += parts
    return True


def _list_unsettled(plan: Plan, node: Node) -> Sequence[int] | None:
    """Return the operands that must have places for a node to have them; None where it cannot."""
    match node:
        case Round() | Count():
            return ()
        case Constant(value):
            endless = isinstance(value, Fraction) and count_places(value) is None
            return None if endless else ()
        case Input():
            return () if _has_places(plan, node) else None
        case Fold(_, operand, how):
            return (operand,) if how in ("sum", "max", "min") else None
        case Choose(_, values) | FirstKnown(values):
            return values
        case Instead(operand, _, value):
            return operand, value
        case Divide(left, right):
            return (left,) if _is_decimal_divisor(plan.nodes[right]) else None
        case Sum() | Multiply() | Extreme() | Negate() | Absolute() | Power():
            return operands_of(node)
        case _:
            return None


def _is_decimal_divisor(node: Node) -> bool:
    """Return whether what has places has them still when it is divided by a node."""
    value = node.value if isinstance(node, Constant) else None
    return isinstance(value, Fraction) and value != 0 and count_places(1 / value) is not None


def _has_places(plan: Plan, given: Input) -> bool:
    """Return whether people give an input as a figure of so many places, or as a whole number."""
    if given.kind in _BY_HAND:
        return True
    if given.kind == "item" and "." not in given.key:
        return given.key not in _MEASURED
    facts = (*plan.facts, *(field for each in plan.facts for field in each.fields))
    return any(each.name == given.key and each.kind == "count" for each in facts)


def list_results(plan: Plan) -> frozenset[int]:
    """Return every node that results, findings or statistics are made of."""
    roots = {node for each in plan.occurrences for node in _list_figures(each)}
    for output in plan.outputs:
        roots |= {output.points, output.max_points, output.raw, output.unscored}
    for grade in _list_grades(plan):
        roots |= {grade.node, grade.value, *(rule.when for rule in grade.rules)}
    for alarm in plan.alarms:
        roots |= {alarm.when, *(node for _, node, _ in alarm.numbers)}
    for extra in plan.extras:
        roots |= {each for each in (extra.node, extra.raw) if each is not None}
        roots |= {node for each in extra.candidates for node in (each.points, each.named)}
    roots |= {each.when for each in plan.profiles}
    found: set[int] = set()
    for root in roots:
        found |= {root, *nodes_below(plan.nodes, root)}
    return frozenset(found)


def _list_figures(each: Occurrence) -> Iterator[int]:
    maybe = (each.raw, each.share, each.computed, each.formula, each.band_value)
    yield from (each.max_points, each.points, each.status)
    yield from (node for node in maybe if node is not None)
    yield from (band.points for band in each.bands if band.points is not None)
    for option in each.options:
        yield from (option.when, option.points)
    for form in each.forms:
        yield form.formula
    yield from (node for _, node in each.weights)


def _list_grades(plan: Plan) -> Iterator[GradePlan]:
    every = (
        plan.grade,
        *(each.grade for each in plan.occurrences),
        *(each.grade for each in plan.extras),
    )
    yield from (each for each in every if each is not None)


def say_interval(found: Interval, unit: Unit | None = None) -> str:
    """Return an interval as it is written, in a unit where there is one.

    >>> say_interval(Interval(Fraction(0), None, True))
    '(0, +∞)'
    """
    factor = unit.factor if unit else Fraction(1)
    name = unit.name if unit else ""
    low = "-∞" if found.lo is None else f"{print_number(found.lo / factor)}{name}"
    high = "+∞" if found.hi is None else f"{print_number(found.hi / factor)}{name}"
    left = "(" if found.lo is None or found.lo_open else "["
    right = ")" if found.hi is None or found.hi_open else "]"
    return f"{left}{low}, {high}{right}"
