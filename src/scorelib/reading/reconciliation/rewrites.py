"""Rewrites: the nodes of a plan that would be others had a rule been applied in another way.

They depend on the ruleset only, and are found once, when they are first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from scorelib.compiler.graph.nodes import (
    Choose,
    Constant,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    Instead,
    Multiply,
    Negate,
    Node,
    Round,
    Sum,
)
from scorelib.compiler.graph.plan import Change, Occurrence, Plan
from scorelib.compiler.graph.walk import nodes_below
from scorelib.engine.evaluator import Changed
from scorelib.words.rounding import Mode, RoundingRule

__all__ = ["NEAREST", "Rewrites", "keep", "round_share"]

NEAREST: tuple[Mode, ...] = ("half-up", "half-even", "half-down")
"""The modes that take the nearest value and differ in ties only."""


def keep(node: int) -> Node:
    """Return a node that stands for another as it is."""
    return Extreme("max", (node,))


def round_share(places: int, whole: Fraction = Fraction(1)) -> Changed:
    """Return what rounds a rate half up to so many decimals of per cent; states stay.

    `whole` is what the value is to be divided by to be a rate.
    """
    rule = RoundingRule(places, "half-up", "%", Fraction(1, 100))

    def take(value: Any) -> Any:
        return rule.apply(value / whole) * whole if isinstance(value, Fraction) else value

    return take


class Rewrites:
    """What stands instead of nodes of one plan in trials of other rules."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    # Rounding

    @cached_property
    def rounds_of_points(self) -> tuple[int, ...]:
        """The roundings of the points of indicators."""
        return tuple(dict.fromkeys(self._list_rounds(self._leaves())))

    @cached_property
    def rounds_of_headings(self) -> tuple[int, ...]:
        """The roundings of headings."""
        return tuple(dict.fromkeys(self._list_rounds(self._headings())))

    @cached_property
    def rounds_of_sums(self) -> tuple[int, ...]:
        """The roundings of headings and of the total."""
        top = self.plan.outputs[0]
        found = [*self.rounds_of_headings, *self._find_round(top.points, top.rounding)]
        return tuple(dict.fromkeys(found))

    def _list_rounds(self, places: Iterable[Occurrence]) -> Iterator[int]:
        for each in places:
            node = each.points if each.is_heading else each.computed
            if node is not None:
                yield from self._find_round(node, each.rounding)

    def _find_round(self, node: int, rule: RoundingRule | None) -> Iterator[int]:
        """Yield the rounding that gives a node, which a cap may stand around."""
        here = self.plan.nodes[node]
        around = here.operands if isinstance(here, Extreme) else (node,)
        for each in around:
            inner = self.plan.nodes[each]
            if rule is not None and isinstance(inner, Round) and inner.rule == rule:
                yield each

    def round_otherwise(
        self, rounds: Iterable[int], mode: Mode | None = None, places: int | None = None
    ) -> dict[int, Changed]:
        """Return roundings by another mode, to other places, or, where neither is said, none."""
        found: dict[int, Changed] = {}
        for number in rounds:
            node = self.plan.nodes[number]
            if not isinstance(node, Round):
                continue
            rule = replace(node.rule, mode=mode or node.rule.mode)
            if places is not None:
                rule = replace(rule, places=places)
            none = mode is None and places is None
            found[number] = keep(node.operand) if none else Round(node.operand, rule)
        return found

    # Rates

    @cached_property
    def shares(self) -> tuple[int, ...]:
        """The nodes of the share that an indicator earns of its maximum."""
        found = [node for each in self._leaves() for node in self._list_shares(each)]
        return tuple(dict.fromkeys(found))

    def _list_shares(self, leaf: Occurrence) -> Iterator[int]:
        if leaf.share is not None:
            yield leaf.share
        roots = [form.formula for form in leaf.forms] if leaf.slot else [leaf.raw]
        for root in roots:
            node = None if root is None else self.plan.nodes[root]
            if isinstance(node, Multiply) and node.left == leaf.max_points:
                yield node.right

    @cached_property
    def ratios(self) -> Mapping[int, Fraction]:
        """The quotients of two figures in indicators, and what makes a rate of each: 1, mostly."""
        nodes = self.plan.nodes
        found: dict[int, Fraction] = {}
        for leaf in self._leaves():
            for number in self.below(leaf):
                node = nodes[number]
                if not isinstance(node, Divide) or isinstance(nodes[node.right], Constant):
                    continue
                found.setdefault(number, Fraction(1))
                above, most = nodes[node.left], nodes[leaf.max_points]
                if isinstance(above, Multiply) and leaf.max_points in (above.left, above.right):
                    fixed = most.value if isinstance(most, Constant) else None
                    if isinstance(fixed, Fraction) and fixed:
                        found[number] = fixed
        return found

    @cached_property
    def smooth(self) -> Mapping[int, Changed]:
        """Indicators whose formulas round nothing to the nearest on the way."""
        found: dict[int, Changed] = {}
        for leaf in self._leaves():
            for number in self.below(leaf):
                node = self.plan.nodes[number]
                if isinstance(node, Round) and node.rule.mode in NEAREST:
                    found[number] = keep(node.operand)
        return found

    def below(self, leaf: Occurrence) -> tuple[int, ...]:
        """Return the nodes of the formula of an indicator, without those of its maximum."""
        if leaf.raw is None:
            return ()
        if leaf.id not in self._below:
            most = {leaf.max_points, *nodes_below(self.plan.nodes, leaf.max_points)}
            found = {leaf.raw, *nodes_below(self.plan.nodes, leaf.raw)} - most
            self._below[leaf.id] = tuple(sorted(found))
        return self._below[leaf.id]

    @cached_property
    def _below(self) -> dict[str, tuple[int, ...]]:
        return {}

    # Caps

    @cached_property
    def uncapped(self) -> Mapping[int, Changed]:
        """Indicators whose points are not held to their maxima, but for reverse ones."""
        return self._uncap(reverse=False)

    @cached_property
    def uncapped_reverse(self) -> Mapping[int, Changed]:
        """The same, reverse indicators included."""
        return self._uncap(reverse=True)

    def _uncap(self, *, reverse: bool) -> dict[int, Changed]:
        walk = _CapWalk(self.plan, {})
        for leaf in self._leaves():
            kept = [] if reverse else [f.formula for f in leaf.forms if f.form == "reverse"]
            if leaf.computed is not None:
                walk.strip(leaf.computed, leaf.max_points, kept)
        # Without its rows held to theirs, nothing holds a sum to its maximum but its own cap.
        return {**walk.found, **self._guards} if walk.found else {}

    @cached_property
    def uncapped_headings(self) -> Mapping[int, Changed]:
        """Headings and a total that are not held to their maxima."""
        found: dict[int, Changed] = {}
        caps = {
            (change.before, change.limit)
            for change in self._changes()
            if change.kind == "cap" and change.before != change.limit
        }
        for number, node in enumerate(self.plan.nodes):
            if isinstance(node, Extreme) and node.which == "min" and node.operands in caps:
                found[number] = keep(node.operands[0])
        return {**found, **self._guards}

    @cached_property
    def _guards(self) -> Mapping[int, Changed]:
        """Headings and a total that their rounding may lift above their maxima."""
        found: dict[int, Changed] = {}
        for top in (*(each.points for each in self._headings()), self.plan.outputs[0].points):
            node = self.plan.nodes[top]
            if isinstance(node, Extreme) and isinstance(self.plan.nodes[node.operands[0]], Round):
                found[top] = keep(node.operands[0])
        return found

    # What does not apply

    @cached_property
    def unmoved(self) -> Mapping[int, Changed]:
        """Sums that are not re-based on what applies."""
        found: dict[int, Changed] = {}
        nodes = self.plan.nodes
        moves = {each.limit: each.before for each in self._changes() if each.kind == "rebase"}
        for number, node in enumerate(nodes):
            if not isinstance(node, Divide) or node.right not in moves:
                continue
            above = nodes[node.left]
            if isinstance(above, Multiply) and self._is_of(above.left, moves[node.right]):
                found[number] = keep(above.left)
        return found

    def _is_of(self, node: int, whole: int) -> bool:
        """Return whether a node is a sum, or that sum without its bonus."""
        here = self.plan.nodes[node]
        return node == whole or (isinstance(here, Sum) and here.terms[0] == whole)

    # Reverse indicators

    @cached_property
    def other_reverse(self) -> Mapping[int, Changed]:
        """Reverse indicators scored by the other of the two forms.

        With q = target/actual the first form is q and the second 2 − 1/q, never below 0; with
        the excess e = actual/target − 1 the second is 1 − e and the first 1 − e/(1 + e).
        """
        found: dict[int, Changed] = {}
        for leaf in self._leaves():
            for form in leaf.forms:
                change = _TURNED.get(form.method) if form.form == "reverse" else None
                for share in self._list_factors(form.formula, leaf.max_points):
                    below = [n for n in nodes_below(self.plan.nodes, share) if self._divides(n)]
                    if change is not None and len(below) == 1:
                        found[below[0]] = change
        return found

    def _list_factors(self, formula: int, most: int) -> Iterator[int]:
        node = self.plan.nodes[formula]
        if isinstance(node, Multiply) and node.left == most:
            yield node.right

    def _divides(self, number: int) -> bool:
        return isinstance(self.plan.nodes[number], Divide)

    # Places

    def _leaves(self) -> list[Occurrence]:
        return [each for each in self.plan.occurrences if not each.is_heading]

    def _headings(self) -> list[Occurrence]:
        return [each for each in self.plan.occurrences if each.is_heading]

    def _changes(self) -> list[Change]:
        below = [change for each in self._headings() for change in each.changes]
        return [*below, *self.plan.outputs[0].changes]


def _turn_inverse(value: Any) -> Any:
    """Return what target/actual has to be for the first form to give the second."""
    if not isinstance(value, Fraction) or not 0 < value < 1:
        return value
    return max(2 - 1 / value, Fraction(0))


def _turn_excess(value: Any) -> Any:
    """Return what the excess has to be for the second form to give the first."""
    if not isinstance(value, Fraction) or value <= 0:
        return value
    return value / (1 + value)


_TURNED: Mapping[str, Changed] = {"inverse-ratio": _turn_inverse, "linear-excess": _turn_excess}


class _CapWalk:
    """A walk down from points, which takes off every bound that keeps them from rising."""

    def __init__(self, plan: Plan, found: dict[int, Changed]) -> None:
        self.nodes = plan.nodes
        self.found = found

    def strip(self, root: int, most: int, kept: Iterable[int]) -> None:
        """Take the caps off a node; `most` is the maximum, `kept` are left as they are."""
        seen = {(node, True) for node in kept}
        stack = [(root, True)]
        while stack:
            here = stack.pop()
            if here in seen or here[0] == most:
                continue
            seen.add(here)
            stack += self._step(*here, most)

    def _step(self, number: int, rises: bool, most: int) -> Iterable[tuple[int, bool]]:
        """Return the nodes below with whether points rise with them, this one rewritten."""
        match self.nodes[number]:
            case Extreme() as bound:
                return [(each, rises) for each in self._unbind(number, bound, rises, most)]
            case Sum(terms, signs):
                return [(t, rises == (sign > 0)) for t, sign in zip(terms, signs, strict=True)]
            case Multiply(left, right):
                return [(left, rises), (right, rises)]
            case Negate(operand):
                return [(operand, not rises)]
            case Divide(inner) | Instead(inner) | Round(inner) | Fold(_, inner):
                return [(inner, rises)]
            case Choose(conditions, values):
                self._uncover(number, conditions, values)
                return [(each, rises) for each in values]
            case FirstKnown(values):
                return [(each, rises) for each in values]
            case _:
                return ()

    def _unbind(self, number: int, bound: Extreme, rises: bool, most: int) -> tuple[int, ...]:
        """Return the operands of a bound, of which those that keep points from rising are gone."""
        if (bound.which == "min") != rises:
            return bound.operands
        inner = tuple(each for each in bound.operands if not self._is_bound(each, most))
        if not inner:
            return bound.operands
        self.found[number] = Extreme(bound.which, inner)
        return inner

    def _is_bound(self, number: int, most: int) -> bool:
        return number == most or isinstance(self.nodes[number], Constant)

    def _uncover(self, number: int, conditions: tuple[int, ...], values: tuple[int, ...]) -> None:
        """Let the ratio decide where a met target gives 1 before the ratio is even looked at."""
        one, rest = self.nodes[values[0]], self.nodes[values[-1]]
        whole = isinstance(one, Constant) and one.value == 1
        if not whole or len(conditions) != 1 or not isinstance(rest, Choose):
            return
        if not isinstance(self.nodes[rest.values[0]], Constant):
            self.found[number] = Choose(
                (rest.conditions[0], *conditions), (rest.values[0], *values)
            )
