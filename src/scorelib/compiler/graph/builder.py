"""Builds plan nodes: shares equal ones, folds constants, and keeps track of item scopes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Count,
    Day,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    FoldKind,
    Holds,
    Input,
    Instead,
    Irrational,
    IsState,
    Join,
    Multiply,
    Negate,
    Node,
    Not,
    Power,
    Round,
    Span,
    State,
    Sum,
    Value,
)
from scorelib.ground.errors import WordError
from scorelib.words.functions import FunctionName, apply_function
from scorelib.words.rounding import RoundingRule
from scorelib.words.sizes import add_up, hold
from scorelib.words.spans import SpanUnit

__all__ = ["Builder"]


class Builder:
    """A growing plan. Each method returns the number of a node that has the wanted meaning.

    An operation on rows of two different lists means nothing: `WordError` (SL373).
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.scopes: list[str | None] = []
        self.depths: list[int] = []
        self._known: dict[tuple[object, ...], int] = {}

    def _share(self, node: Node, operands: Sequence[int], scope: str | None = None) -> int:
        # The value's type is part of the key: Fraction(1) == True in Python.
        tag = type(node.value) if isinstance(node, Constant) else None
        for each in operands:
            found = self.scopes[each]
            if found is not None and scope not in (None, found):
                raise WordError("SL373", first=scope, second=found)
            scope = found or scope
        key = (node, tag, scope)
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self._append(node, operands, scope)
        return self._known[key]

    def _append(self, node: Node, operands: Sequence[int], scope: str | None) -> None:
        self.nodes.append(node)
        self.scopes.append(scope)
        self.depths.append(1 + max(map(self.depths.__getitem__, operands), default=0))

    def constant(self, value: Value | int) -> int:
        if isinstance(value, int) and not isinstance(value, (bool, State)):
            value = Fraction(value)
        return self._share(Constant(value), ())

    def constant_of(self, node: int) -> Value | None:
        """Return the value of a constant node, else None."""
        found = self.nodes[node]
        return found.value if isinstance(found, Constant) else None

    def _numbers_of(self, nodes: Sequence[int]) -> list[Fraction] | None:
        values = [self.constant_of(each) for each in nodes]
        numbers = [each for each in values if isinstance(each, Fraction)]
        return numbers if len(numbers) == len(values) else None

    def _fold_numbers(
        self, operands: Sequence[int], compute: Callable[[Sequence[Fraction]], Fraction]
    ) -> int | None:
        """Return the constant that constant numbers come to, or None where there is none.

        What grows too large, or is outside a function's domain, stays a node, which is undefined.
        """
        numbers = self._numbers_of(operands)
        if numbers is None:
            return None
        try:
            return self.constant(compute(numbers))
        except WordError:
            return None

    def day(self, number: int) -> int:
        """Return a date fixed by the ruleset, given as the number of its day."""
        return self._share(Day(number), ())

    def input(self, node: Input, slot: str | None = None) -> int:
        return self._share(node, (), slot)

    def sum(self, terms: Sequence[int]) -> int:
        return self._signed(tuple(terms), tuple(1 for _ in terms))

    def subtract(self, left: int, right: int) -> int:
        return self._signed((left, right), (1, -1))

    def _signed(self, terms: tuple[int, ...], signs: tuple[Literal[1, -1], ...]) -> int:
        fixed = self._fold_numbers(
            terms, lambda numbers: add_up(s * n for s, n in zip(signs, numbers, strict=True))
        )
        if fixed is not None:
            return fixed
        if len(terms) == 1 and signs == (1,):
            return terms[0]
        return self._share(Sum(terms, signs), terms)

    def add(self, left: int, right: int) -> int:
        """Return left + right, as one flat sum where the left side is a sum already."""
        node = self.nodes[left]
        if isinstance(node, Sum):
            return self._signed((*node.terms, right), (*node.signs, 1))
        return self._signed((left, right), (1, 1))

    def multiply(self, left: int, right: int) -> int:
        fixed = self._fold_numbers((left, right), lambda pair: hold(pair[0] * pair[1], "*"))
        if fixed is not None:
            return fixed
        return self._share(Multiply(left, right), (left, right))

    def divide(self, left: int, right: int) -> int:
        if self.constant_of(right) != 0:
            fixed = self._fold_numbers((left, right), lambda pair: hold(pair[0] / pair[1], "/"))
            if fixed is not None:
                return fixed
        return self._share(Divide(left, right), (left, right))

    def negate(self, operand: int) -> int:
        numbers = self._numbers_of((operand,))
        if numbers is not None:
            return self.constant(-numbers[0])
        return self._share(Negate(operand), (operand,))

    def absolute(self, operand: int) -> int:
        return self._share(Absolute(operand), (operand,))

    def power(self, operand: int, exponent: int) -> int:
        fixed = self._fold_numbers((operand,), lambda one: hold(one[0] ** exponent, "**"))
        if fixed is not None:
            return fixed
        return self._share(Power(operand, exponent), (operand,))

    def irrational(self, name: FunctionName, operands: Sequence[int]) -> int:
        """Return a function of numbers; of constants it is a constant, if it is defined there."""
        fixed = self._fold_numbers(operands, lambda numbers: apply_function(name, numbers))
        if fixed is not None:
            return fixed
        return self._share(Irrational(name, tuple(operands)), operands)

    def average(
        self, name: Literal["geometric_mean", "harmonic_mean"], operands: Sequence[int]
    ) -> int:
        """Return the geometric or the harmonic mean of numbers; of one it is the number."""
        return self.irrational(name, operands)

    def span(self, unit: SpanUnit, start: int, end: int) -> int:
        """Return the whole days, months or years from one date to another."""
        return self._share(Span(unit, start, end), (start, end))

    def first_known(self, operands: Sequence[int]) -> int:
        """Return the first operand that has a value, past what is missing or not applicable."""
        unique = tuple(dict.fromkeys(operands))
        if len(unique) == 1:
            return unique[0]
        return self._share(FirstKnown(unique), unique)

    def extreme(self, which: Literal["min", "max"], operands: Sequence[int]) -> int:
        unique = tuple(dict.fromkeys(operands))
        if len(unique) == 1:
            return unique[0]
        return self._share(Extreme(which, unique), unique)

    def compare(
        self, operator: Literal["<", "<=", ">", ">=", "==", "!="], left: int, right: int
    ) -> int:
        return self._share(Compare(operator, left, right), (left, right))

    def join(self, operator: Literal["and", "or"], operands: Sequence[int]) -> int:
        unique = tuple(dict.fromkeys(operands))
        if len(unique) == 1:
            return unique[0]
        return self._share(Join(operator, unique), unique)

    def invert(self, operand: int) -> int:
        return self._share(Not(operand), (operand,))

    def choose(self, branches: Sequence[tuple[int, int]], otherwise: int) -> int:
        """Return the value of the first branch `(condition, value)` that holds, else the last."""
        if not branches:
            return otherwise
        conditions = tuple(condition for condition, _ in branches)
        values = (*(value for _, value in branches), otherwise)
        return self._share(Choose(conditions, values), (*conditions, *values))

    def round(self, operand: int, rule: RoundingRule | None) -> int:
        """Return the operand rounded by a rule, or as it is where there is no rule."""
        if rule is None:
            return operand
        numbers = self._numbers_of((operand,))
        if numbers is not None:
            return self.constant(rule.apply(numbers[0]))
        return self._share(Round(operand, rule), (operand,))

    def is_state(self, operand: int, *states: State) -> int:
        return self._share(IsState(operand, frozenset(states or State)), (operand,))

    def is_known(self, operand: int) -> int:
        return self.invert(self.is_state(operand))

    def holds(self, condition: int) -> int:
        """Return whether a condition has a value and is true; it always has a value itself."""
        return self._share(Holds(condition), (condition,))

    def instead(self, operand: int, value: int, *states: State) -> int:
        """Return the operand, or `value` where it has a state (one of these, or any)."""
        fixed = self.constant_of(operand)
        if fixed is not None and not isinstance(fixed, State):
            return operand
        node = Instead(operand, frozenset(states or State), value)
        return self._share(node, (operand, value))

    def row(self, name: str, column: str) -> int:
        """Return a column of a list of facts; it has one value a row."""
        return self.input(Input("item", f"{name}.{column}"), name)

    def count(self, slot: str) -> int:
        """Return how many rows a project has in a slot or a list."""
        return self._share(Count(slot), ())

    def is_word(self, operand: int, word: str) -> int:
        """Return the condition that a category is given and is this one; it always has a value."""
        return self.holds(self.compare("==", operand, self.constant(word)))

    def fold(self, slot: str, operand: int, how: FoldKind = "sum", drop: int = 0) -> int:
        """Return one value from a node's values over the rows of a slot or a list.

        It is a node of the project again, and has one value.
        """
        node = Fold(slot, operand, how, drop)
        key = (node, None, None)
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self._append(node, (operand,), None)
        return self._known[key]
