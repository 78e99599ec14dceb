"""Which values a node of the plan can take, proved from the declared bounds of the facts.

Inside a branch of a choice the condition is used: in `a / b if b > 0 else 0` the divisor is
known to be positive where the division stands. Intervals ignore correlation, so a proof that
fails means "not proved", and the author is asked to write the bound down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Final

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
    Holds,
    Input,
    Instead,
    Irrational,
    Join,
    Multiply,
    Negate,
    Node,
    Not,
    Power,
    Round,
    Span,
    Sum,
)
from scorelib.compiler.graph.walk import operands_of
from scorelib.compiler.proofs.functions import bound_function, bound_mean, bound_span
from scorelib.compiler.proofs.ranges import ANY, End, Interval

__all__ = ["ANY", "Bounds", "Interval", "Refinements", "within_reach"]


def _point(value: Fraction) -> Interval:
    return Interval(value, value)


def _add(left: Interval, right: Interval) -> Interval:
    lo = None if left.lo is None or right.lo is None else left.lo + right.lo
    hi = None if left.hi is None or right.hi is None else left.hi + right.hi
    return Interval(lo, hi, left.lo_open or right.lo_open, left.hi_open or right.hi_open)


def _negate(x: Interval) -> Interval:
    return Interval(
        None if x.hi is None else -x.hi,
        None if x.lo is None else -x.lo,
        x.hi_open,
        x.lo_open,
        x.nonzero,
    )


_Corner = tuple[int, Fraction, bool]
"""A bound for multiplying: its infinity (−1, 0, 1), its value when finite, and whether open."""


def _corners(x: Interval) -> tuple[_Corner, _Corner]:
    lo = (-1, Fraction(0), True) if x.lo is None else (0, x.lo, x.lo_open)
    hi = (1, Fraction(0), True) if x.hi is None else (0, x.hi, x.hi_open)
    return lo, hi


def _times(a: _Corner, b: _Corner) -> _Corner:
    zero_a, zero_b = a[0] == 0 and a[1] == 0, b[0] == 0 and b[1] == 0
    if zero_a or zero_b:
        # 0 × an unbounded side stays 0; the zero itself is reached unless every zero is open.
        return 0, Fraction(0), (a[2] if zero_a else True) and (b[2] if zero_b else True)
    if a[0] or b[0]:
        sign = (a[0] or (1 if a[1] > 0 else -1)) * (b[0] or (1 if b[1] > 0 else -1))
        return sign, Fraction(0), True
    return 0, a[1] * b[1], a[2] or b[2]


def _multiply(left: Interval, right: Interval) -> Interval:
    corners = [_times(a, b) for a, b in product(_corners(left), _corners(right))]
    low = min(corners, key=lambda c: (c[0], c[1], c[2]))
    high = max(corners, key=lambda c: (c[0], c[1], not c[2]))
    return Interval(
        None if low[0] else low[1], None if high[0] else high[1], low[2] and not low[0],
        high[2] and not high[0],
    )  # fmt: skip


def _invert(x: Interval) -> Interval:
    """Return 1/x for an interval without zero."""
    if x.lo is not None and x.lo >= 0:
        hi = None if x.lo == 0 else 1 / x.lo
        lo = Fraction(0) if x.hi is None else 1 / x.hi
        return Interval(lo, hi, x.hi is None or x.hi_open, hi is not None and x.lo_open)
    if x.hi is None or x.hi > 0:
        return Interval(None, None, nonzero=True)
    return _negate(_invert(_negate(x)))


def _power(x: Interval, exponent: int) -> Interval:
    if exponent == 0:
        return _point(Fraction(1))
    if exponent % 2 == 0:
        x = _absolute(x)
    return Interval(
        None if x.lo is None else x.lo**exponent,
        None if x.hi is None else x.hi**exponent,
        x.lo_open,
        x.hi_open,
    )


def _absolute(x: Interval) -> Interval:
    if x.lo is not None and x.lo >= 0:
        return x
    if x.hi is not None and x.hi <= 0:
        return _negate(x)
    high = x.join(_negate(x))
    return Interval(Fraction(0), high.hi, False, high.hi_open)


def _extreme(which: str, parts: Sequence[Interval]) -> Interval:
    if which == "max":
        return _negate(_extreme("min", [_negate(each) for each in parts]))
    lows = [(each.lo, each.lo_open) for each in parts]
    highs = [(each.hi, each.hi_open) for each in parts if each.hi is not None]
    lo: End = (None, False)
    if all(low is not None for low, _ in lows):
        lo = min(
            ((low, open_) for low, open_ in lows if low is not None), key=lambda e: (e[0], e[1])
        )
    hi: End = min(highs, key=lambda e: (e[0], not e[1])) if highs else (None, False)
    return Interval(lo[0], hi[0], lo[1], hi[1])


Refinements = Mapping[int, Interval]


def within_reach(known: Refinements, node: int) -> Refinements:
    """Return what is known of a node and of those it can be made of, which come before it.

    What is known of later nodes changes nothing; without it, one in another's branches is looked
    at once and not once a branch.
    """
    return {each: found for each, found in known.items() if each <= node}


_Key = tuple[frozenset[tuple[int, Interval]], int]


def _key(node: int, known: Refinements) -> _Key:
    return frozenset(within_reach(known, node).items()) if known else frozenset(), node


_MOST_LEVELS: Final = 30
"""Python's own stack is left for one of ours beyond so many nodes inside each other.

Values that build on each other go deep.
"""


class Bounds:
    """The intervals of a plan's nodes, under what is known of its inputs."""

    def __init__(self, nodes: Sequence[Node], inputs: Callable[[Input], Interval]) -> None:
        self._nodes = nodes
        self._inputs = inputs
        self._memo: dict[_Key, Interval] = {}
        self._level = 0

    def of(self, node: int, known: Refinements | None = None) -> Interval:
        """Return the values a number node can take where `known` refinements hold."""
        known = known or {}
        key = _key(node, known)
        if key not in self._memo and node in known:
            # What is known of a node narrows it, and changes nothing of what it is made of.
            self._memo[key] = self.of(node, within_reach(known, node - 1)).meet(known[node])
        elif key not in self._memo:
            if self._level > _MOST_LEVELS:
                self._settle_parts(node, known)
            self._level += 1
            found = self._compute(node, within_reach(known, node)).shorten()
            self._level -= 1
            self._memo[key] = found
        return self._memo[key]

    def _settle_parts(self, node: int, known: Refinements) -> None:
        """Find the bounds of what a node is made of first, from a stack of our own."""
        stack = list(operands_of(self._nodes[node]))
        while stack:
            here = stack[-1]
            parts = operands_of(self._nodes[here])
            waiting = [each for each in parts if _key(each, known) not in self._memo]
            if waiting and _key(here, known) not in self._memo:
                stack += waiting
            else:
                self.of(stack.pop(), known)

    def _compute(self, node: int, known: Refinements) -> Interval:
        match self._nodes[node]:
            case Constant(value):
                return _point(value) if isinstance(value, Fraction) else ANY
            case Input() as found:
                return self._inputs(found)
            case Sum(terms, signs):
                total = _point(Fraction(0))
                for term, sign in zip(terms, signs, strict=True):
                    part = self.of(term, known)
                    total = _add(total, part if sign > 0 else _negate(part)).shorten()
                return total
            case Multiply(left, right):
                if left == right:
                    return _power(self.of(left, known), 2)
                return _multiply(self.of(left, known), self.of(right, known))
            case Divide(left, right):
                return self._quotient(left, right, known)
            case Choose() as choice:
                return self._choice(choice, known)
            case Instead(operand, _, value):
                return self._any_of((operand, value), known)
            case FirstKnown(operands):
                return self._any_of(operands, known)
            case Count():
                return Interval(Fraction(0), None)
            case Fold() as fold:
                return self._fold(fold, known)
            case other:
                return self._simple(other, known)

    def inside(self, slot: str) -> Refinements:
        """Return what is known where one row of a list is looked at: that there is one."""
        for place, node in enumerate(self._nodes):
            if isinstance(node, Count) and node.slot == slot:
                return {place: Interval(Fraction(1), None)}
        return {}

    def _quotient(self, left: int, right: int, known: Refinements) -> Interval:
        mean = self._mean(left, right)
        if mean is not None:
            return mean
        above = self._nodes[left]
        if isinstance(above, Multiply):
            # max_points × Σ … / Σ …: a mean times something, whichever is written first.
            for part, other in ((above.left, above.right), (above.right, above.left)):
                mean = self._mean(part, right)
                if mean is not None:
                    return _multiply(mean, self.of(other, known))
        divisor = self.of(right, known)
        if divisor.has(Fraction(0)) or divisor.empty:
            return ANY
        return _multiply(self.of(left, known), _invert(divisor))

    def _mean(self, left: int, right: int) -> Interval | None:
        """Return the bounds of a quotient that is the mean of some rows, plain or weighted."""
        above, below = self._nodes[left], self._nodes[right]
        if not isinstance(above, Fold) or above.how != "sum" or above.drop:
            return None
        if below == Count(above.slot):
            return self.of(above.operand, self.inside(above.slot))
        if isinstance(below, Fold) and below == replace(above, operand=below.operand):
            return self._weighted_mean(above, below)
        return None

    def _weighted_mean(self, above: Fold, below: Fold) -> Interval | None:
        """Return the bounds of Σ value × weight / Σ weight, which are those of the value."""
        weight, inside = below.operand, self.inside(below.slot)
        product = self._nodes[above.operand]
        least = self.of(weight, inside).lo
        if not isinstance(product, Multiply) or least is None or least < 0:
            return None
        for value, other in ((product.left, product.right), (product.right, product.left)):
            if other == weight:
                return self.of(value, inside)
        return None

    def _fold(self, fold: Fold, known: Refinements) -> Interval:
        """Return the bounds of one figure from all rows.

        What is known of one row where this stands says nothing of the others.
        """
        inside = self.inside(fold.slot)
        row = self.of(fold.operand, inside)
        if fold.how in ("geometric-mean", "harmonic-mean"):
            return bound_mean(fold.how, row)
        if fold.how != "sum":
            return row
        part = self._nodes[fold.operand]
        if isinstance(part, Divide) and self._nodes[part.right] == Count(fold.slot):
            # Each row's share of a mean; of no rows the sum is zero.
            return self.of(part.left, inside).join(_point(Fraction(0)))
        rows = [self.of(count, known) for count in inside]
        filled = any(not each.has(Fraction(0)) and each.lo is not None for each in rows)
        return _spread(row, filled and not fold.drop)

    def _simple(self, node: Node, known: Refinements) -> Interval:
        match node:
            case Negate(operand):
                return _negate(self.of(operand, known))
            case Absolute(operand):
                return _absolute(self.of(operand, known))
            case Power(operand, exponent):
                return _power(self.of(operand, known), exponent)
            case Extreme(which, operands):
                return _extreme(which, [self.of(each, known) for each in operands])
            case Day(number):
                return _point(Fraction(number))
            case Irrational(name, operands):
                return bound_function(name, [self.of(each, known) for each in operands])
            case Span(unit, start, end):
                return bound_span(unit, self.of(start, known), self.of(end, known))
            case Round(operand, rule):
                inner = self.of(operand, known)
                lo = None if inner.lo is None else rule.apply(inner.lo)
                hi = None if inner.hi is None else rule.apply(inner.hi)
                return Interval(lo, hi)
            case _:
                return ANY

    def _any_of(self, values: Sequence[int], known: Refinements) -> Interval:
        """Return the values that one of several nodes can have, whichever it is."""
        parts = [self.of(each, known) for each in values if not self._gives_nothing(each)]
        return reduce(Interval.join, parts) if parts else ANY

    def _choice(self, node: Choose, known: Refinements) -> Interval:
        result: Interval | None = None
        for value, inside in self.branches(node, known):
            if self._gives_nothing(value):
                continue
            part = self.of(value, inside)
            result = part if result is None else result.join(part)
        return result if result is not None else ANY

    def _gives_nothing(self, node: int) -> bool:
        found = self._nodes[node]
        return isinstance(found, Constant) and not isinstance(found.value, Fraction)

    def branches(self, node: Choose, known: Refinements) -> list[tuple[int, Refinements]]:
        """Return each value that can be chosen, with what is known where it is."""
        found: list[tuple[int, Refinements]] = []
        before: Refinements | None = known
        for condition, value in zip(node.conditions, node.values, strict=False):
            if before is None:
                break
            inside = self.refine(condition, True, before)
            if inside is not None:
                found.append((value, inside))
            before = self.refine(condition, False, before)
        if before is not None:
            found.append((node.values[-1], before))
        return found

    def refine(self, condition: int, holds: bool, known: Refinements) -> Refinements | None:
        """Return what is known where a condition holds (or not); None where that cannot be."""
        match self._nodes[condition]:
            case Constant(value):
                return known if value is holds else None
            case Not(operand):
                return self.refine(operand, not holds, known)
            case Holds(operand) if holds:
                return self.refine(operand, True, known)
            case Join(operator, operands) if (operator == "and") == holds:
                current: Refinements | None = known
                for each in operands:
                    current = None if current is None else self.refine(each, holds, current)
                return current
            case Compare(operator, left, right):
                sign = operator if holds else _OPPOSITE[operator]
                return self._refine_compare(sign, left, right, known)
            case _:
                return known

    def _refine_compare(
        self, sign: str, left: int, right: int, known: Refinements
    ) -> Refinements | None:
        a, b = self.of(left, known), self.of(right, known)
        new_a, new_b = _apply_sign(sign, a, b), _apply_sign(_MIRROR[sign], b, a)
        if new_a.empty or new_b.empty:
            return None
        # Only what is news: constants would make every place known in its own way.
        news = {side: new for side, was, new in ((left, a, new_a), (right, b, new_b)) if was != new}
        return {**known, **news}

    def decide(self, condition: int, known: Refinements | None = None) -> bool | None:
        """Return whether a condition always or never holds, or None."""
        if self.refine(condition, True, known or {}) is None:
            return False
        return True if self.refine(condition, False, known or {}) is None else None


_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRROR: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _apply_sign(sign: str, x: Interval, other: Interval) -> Interval:
    """Return the part of `x` that can stand in `x sign other`."""
    if sign in ("<", "<="):
        return x.meet(Interval(None, other.hi, False, other.hi_open or sign == "<"))
    if sign in (">", ">="):
        return x.meet(Interval(other.lo, None, other.lo_open or sign == ">", False))
    if sign == "==":
        return x.meet(other)
    if other.lo is None or other.lo != other.hi:
        return x
    if other.lo == 0:
        x = replace(x, nonzero=True)
    trimmed = replace(x, lo_open=True) if x.lo == other.lo else x
    return replace(trimmed, hi_open=True) if trimmed.hi == other.lo else trimmed


def _spread(row: Interval, filled: bool) -> Interval:
    """Return the interval of a sum of any number of values, or of one at least where `filled`."""
    least, most = (row.lo, row.hi) if filled else (Fraction(0), Fraction(0))
    rises, falls = row.lo is not None and row.lo >= 0, row.hi is not None and row.hi <= 0
    return Interval(
        least if rises else None,
        most if falls else None,
        rises and filled and row.lo_open,
        falls and filled and row.hi_open,
    )
