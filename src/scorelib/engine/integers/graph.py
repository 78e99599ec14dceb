"""The integer form of a plan: operations on integers and truth values, with bounds and nulls.

Every operation knows the integers it can give and what makes it null. What both decide is
decided here, once, for every engine that prints the form: a comparison that can only come out
one way is a constant, a minimum that one side always wins is that side.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from scorelib.engine.integers.guards import Guard

__all__ = ["AGGREGATES", "COMPARE", "Graph", "Kind", "Op", "Range"]

COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

MOST_AMONG: Final = 16
"""So many integers are told one by one, for operations that give no others."""

AGGREGATES: Final = ("sum", "max-of", "min-of", "any", "every")
"""The kinds of operation that make one value of all rows of a list."""

Kind = Literal[
    "int", "bool", "null", "col", "linear", "mul", "div", "min", "max", "cmp", "not", "and", "or",
    "choose", "fill", "isnull", "nonzero", "spread", "sum", "max-of", "min-of", "any", "every",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """The integers from `lo` to `hi`; a side that is None has no end.

    >>> Range(0, 3).times(Range(-2, 5))
    Range(lo=-6, hi=15)
    """

    lo: int | None = None
    hi: int | None = None

    def join(self, other: Range) -> Range:
        """Return the range that holds both."""
        lo = None if self.lo is None or other.lo is None else min(self.lo, other.lo)
        hi = None if self.hi is None or other.hi is None else max(self.hi, other.hi)
        return Range(lo, hi)

    def meet(self, other: Range) -> Range:
        """Return the range of what lies in both."""
        los = [each for each in (self.lo, other.lo) if each is not None]
        his = [each for each in (self.hi, other.hi) if each is not None]
        return Range(max(los, default=None), min(his, default=None))

    def scale(self, factor: int) -> Range:
        """Return the range of the multiples."""
        ends = [None if end is None else factor * end for end in (self.lo, self.hi)]
        if factor == 0:
            return Range(0, 0)
        return Range(*ends) if factor > 0 else Range(*reversed(ends))

    def plus(self, other: Range) -> Range:
        """Return the range of the sums."""
        lo = None if self.lo is None or other.lo is None else self.lo + other.lo
        hi = None if self.hi is None or other.hi is None else self.hi + other.hi
        return Range(lo, hi)

    def times(self, other: Range) -> Range:
        """Return the range of the products."""
        if None not in (self.lo, self.hi, other.lo, other.hi):
            ends = [x * y for x in (self.lo, self.hi) for y in (other.lo, other.hi)]  # type: ignore[operator]
            return Range(min(ends), max(ends))
        if self.at_least(0) and other.at_least(0):
            lo = (self.lo or 0) * (other.lo or 0)
            hi = None if self.hi is None or other.hi is None else self.hi * other.hi
            return Range(lo, hi if 0 not in (self.hi, other.hi) else 0)
        return Range()

    def at_least(self, least: int) -> bool:
        """Return whether nothing is below an integer."""
        return self.lo is not None and self.lo >= least


@dataclass(frozen=True, slots=True)
class Op:
    """One operation on integers or truth values; `args` are numbers of earlier ones."""

    kind: Kind
    args: tuple[int, ...] = ()
    extra: Any = None


@dataclass(slots=True)
class Graph:
    """Operations, each once, with the integers they can give and what makes them null.

    An operation is null exactly where one of its `nulls` is; those are operations, too.
    """

    ops: list[Op] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    nulls: list[frozenset[int]] = field(default_factory=list)
    truth: list[bool] = field(default_factory=list)
    _among: dict[int, frozenset[int]] = field(default_factory=dict)
    _known: dict[Op, int] = field(default_factory=dict)

    def add(
        self,
        op: Op,
        within: Range = Range(0, 1),
        *,
        truth: bool = False,
        own: bool | None = None,
    ) -> int:
        """Return an operation's number; `own`: null by itself, or never; else as its operands."""
        if op in self._known:
            return self._known[op]
        here = self._known[op] = len(self.ops)
        nulls = frozenset[int]().union(*(self.nulls[each] for each in op.args))
        if own is not None:
            nulls = frozenset({here}) if own else frozenset()
        self.ops.append(op)
        self.ranges.append(within)
        self.nulls.append(nulls)
        self.truth.append(truth)
        return here

    def narrow(self, here: int, within: Range) -> None:
        """Note what else was proved of the integers that an operation gives."""
        self.ranges[here] = self.ranges[here].meet(within)

    def limit(self, here: int, among: frozenset[int]) -> None:
        """Note the only integers that an operation gives."""
        if len(among) <= MOST_AMONG:
            self._among[here] = among

    def among(self, here: int) -> frozenset[int] | None:
        """Return the only integers that an operation gives, where they are known one by one."""
        if self.ops[here].kind == "int":
            return frozenset({self.ops[here].extra})
        return self._among.get(here)

    def integer(self, value: int) -> int:
        return self.add(Op("int", (), value), Range(value, value))

    def truth_value(self, value: bool) -> int:
        return self.add(Op("bool", (), value), truth=True)

    def null(self) -> int:
        return self.add(Op("null"), Range(0, 0), own=True)

    def fixed(self, here: int) -> Any:
        """Return the value of a constant operation, else None."""
        return self.ops[here].extra if self.ops[here].kind in ("int", "bool") else None

    def is_nothing(self, *these: int) -> bool:
        """Return whether one of these operations is always null."""
        return any(self.ops[each].kind == "null" for each in these)

    def is_null(self, *these: int) -> int:
        atoms = sorted(frozenset[int]().union(*(self.nulls[each] for each in these)))
        if self.is_nothing(*atoms):
            return self.truth_value(True)
        found = [self.add(Op("isnull", (each,)), truth=True, own=False) for each in atoms]
        return self.join("or", found)

    def linear(self, terms: Sequence[tuple[int, int]], start: int = 0) -> int:
        """Return start + the sum of k·x."""
        if self.is_nothing(*(each for _, each in terms)):
            return self.null()
        parts: Counter[int] = Counter()
        for factor, each in self._flatten(terms):
            if each is None:
                start += factor
            elif self.fixed(each) is not None:
                start += factor * self.fixed(each)
            else:
                parts[each] += factor
        # A term that cancels still makes the sum null where it is.
        kept = {x: k for x, k in parts.items() if k or self.nulls[x]}
        if not kept:
            return self.integer(start)
        if start == 0 and list(kept.values()) == [1]:
            return next(iter(kept))
        if len(kept) == 1 and (scaled := self._scale_choice(*next(iter(kept.items())), start)):
            return scaled
        within = Range(start, start)
        for x, k in kept.items():
            within = within.plus(self.ranges[x].scale(k))
        return self.add(Op("linear", tuple(kept), (tuple(kept.values()), start)), within)

    def _flatten(self, terms: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int | None]]:
        """Yield the terms of a sum, with those of a sum that is only scaled; None: a constant."""
        for factor, each in terms:
            op = self.ops[each]
            if op.kind == "linear" and (len(terms) == 1 or len(op.args) == 1):
                factors, start = op.extra
                yield factor * start, None
                yield from ((factor * own, arg) for own, arg in zip(factors, op.args, strict=True))
            elif factor != 1 and (scaled := self._scale_choice(each, factor, 0)):
                yield 1, scaled
            else:
                yield factor, each

    def _scale_choice(self, here: int, factor: int, start: int) -> int | None:
        """Return a choice between constants as one between others; None for all else."""
        op = self.ops[here]
        if op.kind != "choose":
            return None
        values = [*op.args[1::2], op.args[-1]]
        found = [self._scale_constant(each, factor, start) for each in values]
        if any(each is None for each in found):
            return None
        changed = [each for each in found if each is not None]
        arms = list(zip(op.args[:-1:2], changed[:-1], strict=True))
        args = (*(each for arm in arms for each in arm), changed[-1])
        within = self.ranges[here].scale(factor).plus(Range(start, start))
        made = self.add(Op("choose", args), within, own=bool(self.nulls[here]))
        among = self.among(here)
        if among is not None:
            self.limit(made, frozenset(each * factor + start for each in among))
        return made

    def _scale_constant(self, here: int, factor: int, start: int) -> int | None:
        if self.is_nothing(here):
            return here
        value = self.fixed(here)
        return None if value is None else self.integer(value * factor + start)

    def multiply(self, a: int, b: int) -> int:
        for one, other in ((a, b), (b, a)):
            if self.fixed(one) is not None:
                return self.linear([(self.fixed(one), other)])
        if self.is_nothing(a, b):
            return self.null()
        within = self.ranges[a].times(self.ranges[b])
        if a == b:
            within = within.meet(Range(0))
        return self.add(Op("mul", (min(a, b), max(a, b))), within)

    def product(self, factors: Iterable[int]) -> int:
        found = self.integer(1)
        for each in factors:
            found = self.multiply(found, each)
        return found

    def divide(self, a: int, b: int) -> int:
        """Return ⌊a / b⌋ for a positive b."""
        if self.fixed(b) == 1:
            return a
        if self.is_nothing(a, b):
            return self.null()
        if self.fixed(a) is not None and self.fixed(b) is not None:
            return self.integer(self.fixed(a) // self.fixed(b))
        return self.add(Op("div", (a, b)), self._quotient(self.ranges[a], self.ranges[b]))

    def _quotient(self, a: Range, b: Range) -> Range:
        low = max(b.lo or 1, 1)

        def end(value: int | None, down: bool) -> int | None:
            if value is None:
                return None
            shrinks = (value >= 0) == down
            if not shrinks:
                return value // low
            return (0 if value >= 0 else -1) if b.hi is None else value // max(b.hi, 1)

        return Range(end(a.lo, True), end(a.hi, False))

    def extreme(self, which: Literal["min", "max"], a: int, b: int) -> int:
        if self.is_nothing(a, b):
            return self.null()
        if a == b:
            return a
        for small, big in ((a, b), (b, a)):
            keep, drop = (small, big) if which == "min" else (big, small)
            top, foot = self.ranges[small].hi, self.ranges[big].lo
            apart = top is not None and foot is not None and top <= foot
            if apart and self.nulls[drop] <= self.nulls[keep]:
                return keep
        x, y = self.ranges[a], self.ranges[b]
        if which == "min":
            within = Range(_least(x.lo, y.lo, every=True), _least(x.hi, y.hi))
        else:
            within = Range(_most(x.lo, y.lo), _most(x.hi, y.hi, every=True))
        return self.add(Op(which, (min(a, b), max(a, b))), within)

    def decide(
        self, sign: str, a: tuple[int | None, int | None], b: tuple[int | None, int | None]
    ) -> bool | None:
        """Return how a comparison comes out for all integers of two ranges, if it can be told."""
        return _decide(sign, Range(*a), Range(*b))

    def compare(self, sign: str, a: int, b: int) -> int:
        if self.is_nothing(a, b):
            return self.null()
        decided = _decide(sign, self.ranges[a], self.ranges[b])
        these, those = self.among(a), self.among(b)
        if these and those and not these & those and sign in ("==", "!="):
            decided = sign == "!="
        if decided is not None and not self.nulls[a] | self.nulls[b]:
            return self.truth_value(decided)
        return self.add(Op("cmp", (a, b), sign), truth=True)

    def invert(self, a: int) -> int:
        if self.fixed(a) is not None:
            return self.truth_value(not self.fixed(a))
        op = self.ops[a]
        if op.kind == "null":
            return a
        return op.args[0] if op.kind == "not" else self.add(Op("not", (a,)), truth=True)

    def join(self, kind: Literal["and", "or"], operands: Sequence[int]) -> int:
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
        op = self.ops[a]
        if self.fixed(b) is False and op.kind in ("and", "or"):
            # Both hold where their operands do, whatever is null beside them.
            return self.join(op.kind, [self.fill(each, b) for each in op.args])
        if self.is_nothing(a):
            return b
        within = self.ranges[a].join(self.ranges[b])
        return self.add(Op("fill", (a, b)), within, truth=self.truth[a], own=bool(self.nulls[b]))

    def choose(self, arms: Sequence[tuple[int, int]], otherwise: int) -> int:
        """Return the value of the first condition that holds; null where one before is null."""
        kept: list[tuple[int, int]] = []
        null = self.null()
        guard, asked = Guard(self), set[int]()
        for given, value in arms:
            gap = self.is_null(given)
            if gap not in asked and self.fixed(gap) is not False:
                kept.append((guard.simplify(self.is_null(guard.simplify(given))), null))
                guard.rule_out(gap)
            # Where it is not null more can be told of it.
            condition = guard.simplify(given)
            kept.append((condition, value))
            guard.rule_out(condition)
            asked |= {gap, given}
        kept = [arm for arm in kept if self.fixed(arm[0]) is not False]
        rest: dict[int, frozenset[int]] = {}
        for place, (condition, value) in enumerate(kept):
            if self.fixed(condition) is True or self._leaves_nothing(condition, rest):
                kept, otherwise = kept[:place], value
                break
        while kept and kept[-1][1] == otherwise:
            kept.pop()
        if not kept:
            return otherwise
        values = [*(value for _, value in kept), otherwise]
        empty, figures = any(self.nulls[x] for x in values), [x for x in values if x != null]
        args = (*(each for arm in kept for each in arm), otherwise)
        within = self.ranges[figures[0]]
        for each in figures[1:]:
            within = within.join(self.ranges[each])
        here = self.add(Op("choose", args), within, truth=self.truth[figures[0]], own=empty)
        known = [self.among(each) for each in figures]
        if all(known):
            self.limit(here, frozenset().union(*(each for each in known if each)))
        return here

    def _leaves_nothing(self, condition: int, rest: dict[int, frozenset[int]]) -> bool:
        """Return whether a figure, unlike all integers so far, can only be like the next one.

        `rest` are those that figures can still give, where one after the other is asked for.
        """
        op = self.ops[condition]
        if op.kind != "cmp" or op.extra != "==":
            return False
        for a, b in (op.args, reversed(op.args)):
            among, value = self._among.get(a), self.fixed(b)
            if among is not None and value is not None:
                rest[a] = rest.get(a, among) - {value}
                return not rest[a]
        return False

    def nonzero(self, a: int) -> int:
        """Return a non-negative figure, null where it is zero."""
        if self.fixed(a) == 0 or self.is_nothing(a):
            return self.null()
        if self.ranges[a].at_least(1):
            return a
        within = self.ranges[a].meet(Range(1))
        return self.add(Op("nonzero", (a,)), within, own=True)

    def spread(self, frame: str, a: int) -> int:
        """Return a figure of the project for each row of a list."""
        if self.fixed(a) is not None or self.is_nothing(a):
            return a
        op = Op("spread", (a,), frame)
        return self.add(op, self.ranges[a], truth=self.truth[a], own=bool(self.nulls[a]))

    def fold(self, how: Kind, rows: tuple[str, str], operand: int, most: int | None) -> int:
        """Return an aggregate over the rows of a list; of nothing it is 0, false or true.

        Rows that are null are passed over.
        """
        truth = how in ("any", "every")
        within = self.ranges[operand].join(Range(0, 0))
        if how == "sum":
            within = Range(_times_most(within.lo, most), _times_most(within.hi, most))
        return self.add(Op(how, (operand,), rows), within, truth=truth, own=False)


def _times_most(end: int | None, most: int | None) -> int | None:
    """Return the end of the range of sums of at most so many figures."""
    if end == 0:
        return 0
    return None if end is None or most is None else end * most


def _least(a: int | None, b: int | None, *, every: bool = False) -> int | None:
    """Return the lower of two ends; an open one counts as none, or (`every`) makes it open."""
    known = [each for each in (a, b) if each is not None]
    return None if every and len(known) < 2 else min(known, default=None)


def _most(a: int | None, b: int | None, *, every: bool = False) -> int | None:
    known = [each for each in (a, b) if each is not None]
    return None if every and len(known) < 2 else max(known, default=None)


def _decide(sign: str, a: Range, b: Range) -> bool | None:
    """Return how a comparison comes out for all integers of two ranges, where it can be told."""
    below = a.hi is not None and b.lo is not None and a.hi < b.lo
    above = a.lo is not None and b.hi is not None and a.lo > b.hi
    at_most = a.hi is not None and b.lo is not None and a.hi <= b.lo
    at_least = a.lo is not None and b.hi is not None and a.lo >= b.hi
    same = at_most and at_least
    answers = {
        "<": (below, at_least),
        "<=": (at_most, above),
        ">": (above, at_most),
        ">=": (at_least, below),
        "==": (same, below or above),
        "!=": (below or above, same),
    }
    yes, no = answers[sign]
    return True if yes else False if no else None
