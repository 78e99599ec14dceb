"""Whether one figure of a plan never exceeds another, whatever the project: by their structure.

Intervals know nothing of what two figures have in common: `min(x, maximum)` and `maximum` are
both anything from 0 up. What is shown here needs no numbers: a minimum is at most each of its
operands, a part of the whole at most the whole, a sum at most the sum of what its terms are at
most. Whatever is not shown is not claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import (
    Choose,
    Compare,
    Constant,
    Extreme,
    FirstKnown,
    Fold,
    Holds,
    Instead,
    IsState,
    Join,
    Multiply,
    Not,
    Round,
    State,
    Sum,
)
from scorelib.compiler.graph.walk import operands_of
from scorelib.reading.ranges import Ranges

__all__ = ["Orders"]

_MOST_DEEP: Final = 60
_MOST_STEPS: Final = 20_000

Known = frozenset[tuple[int, int]]
"""Pairs of nodes of which the first is at most the second, where something stands."""


class Orders:
    """The orders among a plan's nodes that follow from how they are made."""

    def __init__(self, ranges: Ranges) -> None:
        self._ranges = ranges
        self._nodes = ranges.plan.nodes
        self._memo: dict[tuple[int, int, Known], bool] = {}
        self._steps = 0

    def is_at_most(self, node: int, limit: int) -> bool:
        """Return whether a node is shown never to be above another; a state is above nothing."""
        self._steps = 0
        return self._show(node, limit, frozenset(), 0)

    def _show(self, node: int, limit: int, known: Known, deep: int) -> bool:
        key = (node, limit, known)
        if key not in self._memo:
            self._steps += 1
            if deep > _MOST_DEEP or self._steps > _MOST_STEPS:
                return False
            self._memo[key] = False
            self._memo[key] = self._find(node, limit, known, deep + 1)
        return self._memo[key]

    def _find(self, node: int, limit: int, known: Known, deep: int) -> bool:
        if node == limit or (node, limit) in known or self._is_apart(node, limit):
            return True
        if self._by_structure(node, limit, known, deep):
            return True
        if self._below_limit(node, limit, known, deep):
            return True
        between = [each for each, above in known if above == limit and each != node]
        return any(self._show(node, each, known, deep) for each in between)

    def _is_apart(self, node: int, limit: int) -> bool:
        """Return whether the values of two nodes leave no doubt; a state is no value at all."""
        found = self._nodes[node]
        if isinstance(found, Constant) and not isinstance(found.value, Fraction):
            return True
        most, least = self._ranges.of(node).hi, self._ranges.of(limit).lo
        return most is not None and least is not None and most <= least

    def _by_structure(self, node: int, limit: int, known: Known, deep: int) -> bool:
        def every(operands: Sequence[int]) -> bool:
            return all(self._show(each, limit, known, deep) for each in operands)

        match self._nodes[node]:
            case Extreme("min", operands):
                return any(self._show(each, limit, known, deep) for each in operands)
            case Extreme("max", operands) | FirstKnown(operands):
                return every(operands)
            case Instead(operand, _, value):
                return every((operand, value))
            case Choose() as choice:
                return self._branches(choice, limit, known, deep)
            case Multiply(left, right):
                return self._shared(left, right, limit, known, deep)
            case Sum() as total:
                return self._lessened(total, limit, known, deep) or self._termwise(
                    total, limit, known, deep
                )
            case Fold() as fold:
                return self._rowwise(fold, limit, deep)
            case _:
                return False

    def _below_limit(self, node: int, limit: int, known: Known, deep: int) -> bool:
        """Return whether a node is at most what the limit itself cannot fall below."""
        match self._nodes[limit]:
            case Extreme("max", operands):
                return any(self._show(node, each, known, deep) for each in operands)
            case Extreme("min", operands) | FirstKnown(operands):
                return all(self._show(node, each, known, deep) for each in operands)
            case Instead(operand, _, value):
                apart = self._needs(node, operand) or self._show(node, value, known, deep)
                return apart and self._show(node, operand, known, deep)
            case Choose(_, values):
                return all(self._show(node, each, known, deep) for each in values)
            case Sum(terms, signs) if len(terms) > 1:
                # What is added on top of a limit only lifts it.
                first, rest = terms[0], list(zip(terms[1:], signs[1:], strict=True))
                lifts = all(sign > 0 and self._is_positive(each) for each, sign in rest)
                return signs[0] > 0 and lifts and self._show(node, first, known, deep)
            case _:
                return False

    def _branches(self, choice: Choose, limit: int, known: Known, deep: int) -> bool:
        before = known
        for condition, value in zip(choice.conditions, choice.values, strict=False):
            inside = before | self._learn(condition, holds=True)
            if not self._show(value, limit, inside, deep):
                return False
            before |= self._learn(condition, holds=False)
        return self._show(choice.values[-1], limit, before, deep)

    def _learn(self, condition: int, *, holds: bool) -> Known:
        """Return the orders that a condition tells where it holds, or does not."""
        match self._nodes[condition]:
            case Not(operand):
                return self._learn(operand, holds=not holds)
            case Holds(operand) if holds:
                return self._learn(operand, holds=True)
            case Join(operator, operands) if (operator == "and") == holds:
                found = [self._learn(each, holds=holds) for each in operands]
                return frozenset[tuple[int, int]]().union(*found)
            case Compare(operator, left, right):
                sign = operator if holds else _OPPOSITE[operator]
                if sign in ("<", "<=", "=="):
                    return frozenset({(left, right)})
                return frozenset({(right, left)} if sign in (">", ">=") else ())
            case _:
                return frozenset()

    def _shared(self, left: int, right: int, limit: int, known: Known, deep: int) -> bool:
        """Return whether a product is a share, from 0 to 1, of what is at most the limit."""
        if not self._is_positive(limit):
            return False
        return any(
            self._ranges.of(share).within(Fraction(0), Fraction(1))
            and self._show(whole, limit, known, deep)
            for whole, share in ((left, right), (right, left))
        )

    def _lessened(self, total: Sum, limit: int, known: Known, deep: int) -> bool:
        """Return whether all but one term of a sum only make it less."""
        for place, (term, sign) in enumerate(zip(total.terms, total.signs, strict=True)):
            others = [
                (each, other)
                for at, (each, other) in enumerate(zip(total.terms, total.signs, strict=True))
                if at != place
            ]
            falls = all(self._is_falling(each, other) for each, other in others)
            if sign > 0 and falls and self._show(term, limit, known, deep):
                return True
        return False

    def _termwise(self, total: Sum, limit: int, known: Known, deep: int) -> bool:
        """Return whether each term is at most its fellow in a limit that is a sum, too."""
        whole = self._nodes[limit]
        if not isinstance(whole, Sum) or len(whole.terms) != len(total.terms):
            return False
        if any(sign < 0 for sign in (*total.signs, *whole.signs)):
            return False
        pairs = zip(total.terms, whole.terms, strict=True)
        return all(self._show(one, other, known, deep) for one, other in pairs)

    def _rowwise(self, fold: Fold, limit: int, deep: int) -> bool:
        """Return whether a figure of rows is at most another of the same rows."""
        whole = self._nodes[limit]
        if isinstance(whole, Fold) and replace(whole, operand=fold.operand) == fold:
            # What is known where the figure stands says nothing of one row.
            return fold.drop == 0 and self._show(fold.operand, whole.operand, frozenset(), deep)
        if fold.how in ("mean", "max", "min"):
            return self._show(fold.operand, limit, frozenset(), deep)
        return False

    def _needs(self, node: int, other: int) -> bool:
        """Return whether a node is shown to have no value wherever another has none."""
        seen: set[int] = set()
        stack = [node]
        while stack:
            here = stack.pop()
            if here == other or here in seen:
                continue
            seen.add(here)
            found = self._nodes[here]
            if isinstance(found, Constant) and isinstance(found.value, State):
                continue
            if isinstance(found, (Sum, Multiply, Extreme, Round)):
                # One operand without a value leaves all of it without one.
                if other not in operands_of(found):
                    return False
            elif isinstance(found, Choose):
                stack += found.values[:1] if self._asks(found, other) else found.values
            elif isinstance(found, Instead):
                stack += (found.operand, found.value)
            else:
                return False
        return True

    def _asks(self, choice: Choose, other: int) -> bool:
        """Return whether the first thing that a choice asks is whether another has no value."""
        first = self._nodes[choice.conditions[0]]
        return isinstance(first, IsState) and first == IsState(other, frozenset(State))

    def _is_positive(self, node: int) -> bool:
        least = self._ranges.of(node).lo
        return least is not None and least >= 0

    def _is_falling(self, node: int, sign: int) -> bool:
        found = self._ranges.of(node)
        end = found.hi if sign > 0 else found.lo
        return end is not None and end * sign <= 0


_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
