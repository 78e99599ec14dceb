"""The integer form: operations on integers and truth values, with bounds and what is null."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["COMPARE", "Graph", "Op"]

COMPARE: Final[dict[str, Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Op:
    """One operation on integers or truth values; `args` are numbers of earlier ones."""

    kind: str
    args: tuple[int, ...] = ()
    extra: Any = None


@dataclass(slots=True)
class Graph:
    """Operations, each once, with the integers they can give and what makes them null.

    An operation is null exactly where one of its `nulls` is; those are operations, too.
    """

    ops: list[Op] = field(default_factory=list)
    lo: list[int] = field(default_factory=list)
    hi: list[int] = field(default_factory=list)
    nulls: list[frozenset[int]] = field(default_factory=list)
    truth: list[bool] = field(default_factory=list)
    known: dict[Op, int] = field(default_factory=dict)

    def add(
        self, op: Op, lo: int = 0, hi: int = 1, *, truth: bool = False, own: bool | None = None
    ) -> int:
        """Return an operation's number; `own`: null by itself, or never; else as its operands."""
        if op in self.known:
            return self.known[op]
        here = self.known[op] = len(self.ops)
        nulls = frozenset[int]().union(*(self.nulls[each] for each in op.args))
        if own is not None:
            nulls = frozenset({here}) if own else frozenset()
        self.ops.append(op)
        self.lo.append(lo)
        self.hi.append(hi)
        self.nulls.append(nulls)
        self.truth.append(truth)
        return here

    def integer(self, value: int) -> int:
        return self.add(Op("int", (), value), value, value)

    def truth_value(self, value: bool) -> int:
        return self.add(Op("bool", (), value), truth=True)

    def null(self) -> int:
        return self.add(Op("null"), 0, 0, own=True)

    def fixed(self, here: int) -> Any:
        """Return the value of a constant operation, else None."""
        return self.ops[here].extra if self.ops[here].kind in ("int", "bool") else None

    def is_null(self, *these: int) -> int:
        atoms = sorted(frozenset[int]().union(*(self.nulls[each] for each in these)))
        if any(self.ops[each].kind == "null" for each in atoms):
            return self.truth_value(True)
        found = [self.add(Op("isnull", (each,)), truth=True, own=False) for each in atoms]
        return self.join("or", found)

    def linear(self, terms: Sequence[tuple[int, int]], start: int = 0) -> int:
        """Return start + the sum of k·x."""
        parts: Counter[int] = Counter()
        for factor, each in terms:
            if self.fixed(each) is not None:
                start += factor * self.fixed(each)
            else:
                parts[each] += factor
        if not parts:
            return self.integer(start)
        if start == 0 and list(parts.values()) == [1]:
            return next(iter(parts))
        ends = [sorted((k * self.lo[x], k * self.hi[x])) for x, k in parts.items()]
        op = Op("linear", tuple(parts), (tuple(parts.values()), start))
        return self.add(op, start + sum(e[0] for e in ends), start + sum(e[1] for e in ends))

    def multiply(self, a: int, b: int) -> int:
        for one, other in ((a, b), (b, a)):
            if self.fixed(one) is not None:
                return self.linear([(self.fixed(one), other)])
        ends = [x * y for x in (self.lo[a], self.hi[a]) for y in (self.lo[b], self.hi[b])]
        low = max(min(ends), 0) if a == b else min(ends)
        return self.add(Op("mul", (min(a, b), max(a, b))), low, max(ends))

    def product(self, factors: Iterable[int]) -> int:
        found = self.integer(1)
        for each in factors:
            found = self.multiply(found, each)
        return found

    def divide(self, a: int, b: int) -> int:
        """Return ⌊a / b⌋ for a positive b."""
        low, high = max(self.lo[b], 1), max(self.hi[b], 1)
        ends = [x // y for x in (self.lo[a], self.hi[a]) for y in (low, high)]
        return self.add(Op("div", (a, b)), min(ends), max(ends))

    def extreme(self, which: str, a: int, b: int) -> int:
        for small, big in ((a, b), (b, a)):
            keep, drop = (small, big) if which == "min" else (big, small)
            if self.hi[small] <= self.lo[big] and self.nulls[drop] <= self.nulls[keep]:
                return keep
        pick = min if which == "min" else max
        bounds = pick(self.lo[a], self.lo[b]), pick(self.hi[a], self.hi[b])
        return self.add(Op(which, (min(a, b), max(a, b))), *bounds)

    def compare(self, sign: str, a: int, b: int) -> int:
        ends = [COMPARE[sign](x, y) for x, y in self._corners(sign, a, b)]
        if len(set(ends)) == 1 and not self.nulls[a] | self.nulls[b]:
            return self.truth_value(ends[0])
        return self.add(Op("cmp", (a, b), sign), truth=True)

    def _corners(self, sign: str, a: int, b: int) -> list[tuple[int, int]]:
        """Return pairs on which a comparison gives all the answers that it can give."""
        corners = [(self.lo[a], self.hi[b]), (self.hi[a], self.lo[b])]
        apart = self.hi[a] < self.lo[b] or self.hi[b] < self.lo[a]
        return corners if apart or sign[0] in "<>" or corners[0] == corners[1] else [(0, 0), (0, 1)]

    def invert(self, a: int) -> int:
        if self.fixed(a) is not None:
            return self.truth_value(not self.fixed(a))
        op = self.ops[a]
        return op.args[0] if op.kind == "not" else self.add(Op("not", (a,)), truth=True)

    def join(self, kind: str, operands: Sequence[int]) -> int:
        """Return `and` or `or` after Kleene."""
        decides = kind == "or"
        parts = tuple(
            each for each in dict.fromkeys(operands) if self.fixed(each) is not (not decides)
        )
        if any(self.fixed(each) is decides for each in parts) or not parts:
            return self.truth_value(decides if parts else not decides)
        if len(parts) == 1:
            return parts[0]
        return self.add(Op(kind, parts), truth=True, own=any(self.nulls[each] for each in parts))

    def fill(self, a: int, b: int) -> int:
        """Return a, or b where a is null."""
        if not self.nulls[a]:
            return a
        bounds = min(self.lo[a], self.lo[b]), max(self.hi[a], self.hi[b])
        return self.add(Op("fill", (a, b)), *bounds, truth=self.truth[a], own=bool(self.nulls[b]))

    def choose(self, arms: Sequence[tuple[int, int]], otherwise: int) -> int:
        """Return the value of the first condition that holds; null where one before is null."""
        kept: list[tuple[int, int]] = []
        null = self.null()
        for condition, value in arms:
            gap = self.is_null(condition)
            if self.fixed(gap) is not False and gap not in [tried for tried, _ in kept]:
                kept.append((gap, null))
            if self.fixed(condition) is not False:
                kept.append((condition, value))
        for place, (condition, value) in enumerate(kept):
            if self.fixed(condition) is True:
                kept, otherwise = kept[:place], value
                break
        while kept and kept[-1][1] == otherwise:
            kept.pop()
        if not kept:
            return otherwise
        values = [*(value for _, value in kept), otherwise]
        empty, figures = any(self.nulls[x] for x in values), [x for x in values if x != null]
        args = (*(each for arm in kept for each in arm), otherwise)
        lo, hi = min(self.lo[x] for x in figures), max(self.hi[x] for x in figures)
        return self.add(Op("choose", args), lo, hi, truth=self.truth[figures[0]], own=empty)

    def count(self, slot: str, most: int) -> int:
        return self.add(Op("count", (), slot), 0, most, own=False)

    def fold(self, how: str, slot: str, operand: int, most: int) -> int:
        """Return an aggregate over a project's items in a slot; of nothing it is 0 or false."""
        if how == "sum" and self.fixed(operand) is not None:
            # polars sums a literal once, not once for each item.
            return self.linear([(self.fixed(operand), self.count(slot, most))])
        times = most if how == "sum" else 1
        lo, hi = min(0, self.lo[operand] * times), max(0, self.hi[operand] * times)
        return self.add(Op(how, (operand,), slot), lo, hi, truth=how == "any", own=False)
