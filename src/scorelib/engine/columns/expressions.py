"""The integer form as polars expressions, in the smallest types, in the order of computing."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, Final

import polars as pl

from scorelib.engine.integers.graph import AGGREGATES, COMPARE, Graph, Range
from scorelib.engine.integers.profile import PROJECTS

__all__ = ["Printer", "TooLarge", "name_op"]

INTEGERS: Final = {8: pl.Int8, 16: pl.Int16, 32: pl.Int32, 64: pl.Int64, 128: pl.Int128}
CROSSING: Final = (*AGGREGATES, "spread")
"""Operations that take a figure from one frame to another."""

PRINT: Final[Mapping[str, Callable[..., pl.Expr]]] = {
    "mul": operator.mul,
    "div": operator.floordiv,
    "fill": pl.Expr.fill_null,
    "not": operator.invert,
    "isnull": pl.Expr.is_null,
    "nonzero": lambda a: pl.when(a != 0).then(a),
    "and": lambda *parts: reduce(operator.and_, parts),
    "or": lambda *parts: reduce(operator.or_, parts),
}
HORIZONTAL: Final[Mapping[str, Callable[..., pl.Expr]]] = {
    "min": pl.min_horizontal,
    "max": pl.max_horizontal,
}
GATHER: Final[Mapping[str, Callable[[pl.Expr], pl.Expr]]] = {
    "sum": pl.Expr.sum,
    "max-of": pl.Expr.max,
    "min-of": pl.Expr.min,
    "any": pl.Expr.any,
    "every": pl.Expr.all,
}


class TooLarge(Exception):  # noqa: N818
    """An operation can give integers of more than 128 bits."""


def fit_type(within: Range) -> Any:
    """Return the smallest integer type that holds a range. Raises `TooLarge`."""
    if within.lo is None or within.hi is None:
        raise TooLarge("a figure without end")
    ends = within.lo, within.hi
    for bits, dtype in INTEGERS.items():
        if -(1 << bits - 1) <= min(ends) and max(ends) < 1 << bits - 1:
            return dtype
    raise TooLarge(f"{within} is more than 128 bits")


class Printer:
    """Operations as expressions: what is used more than once becomes a column of its own.

    `phases` are the steps in order: in each the figures that cross from frame to frame come
    first, then for each frame the columns by depth.
    """

    def __init__(self, graph: Graph, types: Mapping[tuple[str, str], Any], roots: Sequence[int]):
        self.graph, self._types = graph, types
        uses, reached = _count_uses(graph, roots)
        crossed = {
            arg for x in reached if graph.ops[x].kind in CROSSING for arg in graph.ops[x].args
        }
        self.staged: set[int] = set()
        self.crossings: dict[int, list[int]] = {}
        self.stages: dict[tuple[int, str, int], list[int]] = {}
        self._frames: dict[int, str | None] = {}
        self._times: dict[int, tuple[int, int]] = {}
        keep = crossed | set(roots)
        for here in sorted(reached):
            self._place(here, uses[here] > 1 or here in keep)
        self.reached = sorted(reached)
        self._prints: dict[int, pl.Expr] = {}
        self._phases: list[tuple[int, dict[str, list[list[pl.Expr]]]]] = []
        # What needs no column has a type as well: too large is too large wherever it stands.
        for here in self.reached:
            self._work(here)

    def frame(self, here: int) -> str | None:
        """Return the frame in which an operation is computed, None for a constant."""
        return self._frames[here]

    def _place(self, here: int, stage: bool) -> None:
        """Decide in which frame and when an operation is computed."""
        op, times = self.graph.ops[here], self._times
        frames = {self._frames[arg] for arg in op.args} - {None}
        phase, depth = max((times[arg] for arg in op.args), default=(0, 0))
        if op.kind in CROSSING:
            self._frames[here] = op.extra if op.kind == "spread" else PROJECTS
            times[here] = phase + 1, 0
            self.staged.add(here)
            self.crossings.setdefault(phase + 1, []).append(here)
            return
        if op.kind == "col":
            frames = {op.extra[0]}
        if len(frames) > 1:
            raise AssertionError(op)
        frame = self._frames[here] = next(iter(frames), None)
        times[here] = phase, depth
        if stage and op.args and frame is not None:
            times[here] = phase, depth + 1
            self.staged.add(here)
            self.stages.setdefault((phase, frame, depth + 1), []).append(here)

    def list_columns(self) -> dict[tuple[str, str], Any]:
        """Return the columns of the table that are read, by frame and name, with their types."""
        columns = [here for here in self.reached if self.graph.ops[here].kind == "col"]
        return {self.graph.ops[here].extra: self.dtype(here) for here in columns}

    def count_types(self) -> Counter[str]:
        """Return in which types the operations are calculated."""
        return Counter(str(self._work(x)) for x in self.reached if self.graph.ops[x].args)

    def dtype(self, here: int) -> Any:
        """Return the type of an operation's result."""
        op = self.graph.ops[here]
        if self.graph.truth[here]:
            return pl.Boolean
        if op.kind == "col" and op.extra in self._types:
            return self._types[op.extra]
        return fit_type(self.graph.ranges[here])

    def express(self, here: int, dtype: Any = None) -> pl.Expr:
        """Return an operation as an expression, in a wanted type."""
        op, own = self.graph.ops[here], self.dtype(here)
        if op.kind in ("int", "bool"):
            return pl.lit(op.extra, dtype=dtype or own)
        if op.kind == "null":
            return pl.lit(None, dtype=dtype or own)
        if op.kind == "col":
            found = pl.col(op.extra[1])
        else:
            found = pl.col(name_op(here)) if here in self.staged else self.compute(here)
        return found if dtype in (None, own) else bring(found, dtype)

    def column(self, here: int) -> pl.Expr:
        """Return the expression of an operation that becomes a column, made once for all tables."""
        if here not in self._prints:
            op = self.graph.ops[here]
            made = self.gather(here) if op.kind in AGGREGATES else self.compute(here)
            self._prints[here] = made.alias(name_op(here))
        return self._prints[here]

    def plan_phases(self) -> list[tuple[int, dict[str, list[list[pl.Expr]]]]]:
        """Return for each phase the columns of each frame, by depth."""
        last = max([*self.crossings, *(phase for phase, _, _ in self.stages)], default=0)
        if not self._phases:
            found: list[dict[str, list[list[pl.Expr]]]] = [{} for _ in range(last + 1)]
            for (phase, frame, _), ops in sorted(self.stages.items()):
                found[phase].setdefault(frame, []).append([self.column(x) for x in ops])
            self._phases = list(enumerate(found))
        return self._phases

    def compute(self, here: int) -> pl.Expr:
        """Return the expression of an operation over what it is made of."""
        op, own, work = self.graph.ops[here], self.dtype(here), self._work(here)
        if op.kind == "choose":
            return self._choose(op.args, own)
        if op.kind == "isnull":
            return self.express(op.args[0]).is_null()
        args = [self.express(arg, work) for arg in op.args]
        if op.kind == "linear":
            factors, start = op.extra
            found = sum_up(args, factors, start, work)
        elif op.kind in ("min", "max") and not self.graph.nulls[here]:
            found = HORIZONTAL[op.kind](*args)
        elif op.kind in ("min", "max"):
            a, b = args
            first = a <= b if op.kind == "min" else a >= b
            # A null on either side must stay one, and polars' own minimum passes over it.
            found = pl.when(first).then(a).when(~first).then(b)
        elif op.kind == "cmp":
            found = COMPARE[op.extra](*args)  # type: ignore[assignment]
        else:
            found = PRINT[op.kind](*args)
        return found if self.graph.truth[here] or work == own else bring(found, own)

    def gather(self, here: int) -> pl.Expr:
        """Return the expression of a fold, within a group of rows."""
        # A sum of Int32 stays Int32 in polars and wraps: give it the type of the result first.
        op, dtype = self.graph.ops[here], self.dtype(here)
        return GATHER[op.kind](self.express(op.args[0], dtype)).cast(dtype)

    def _choose(self, args: Sequence[int], dtype: Any) -> pl.Expr:
        chain: Any = pl
        for condition, value in zip(args[:-1:2], args[1::2], strict=True):
            chain = chain.when(self.express(condition, pl.Boolean)).then(self._fit(value, dtype))
        found: pl.Expr = chain.otherwise(self._fit(args[-1], dtype))
        return found

    def _fit(self, here: int, dtype: Any) -> pl.Expr:
        """Return a branch in the type of the choice; where it is not taken it may not fit."""
        own = self.dtype(here)
        return self.express(here) if own == dtype else bring(self.express(here), dtype)

    def _work(self, here: int) -> Any:
        """Return the type that holds every figure on the way to an operation's result."""
        graph, op = self.graph, self.graph.ops[here]
        if not op.args or op.kind in ("choose", *CROSSING):
            return self.dtype(here)
        if any(graph.truth[arg] for arg in op.args) or op.kind == "isnull":
            return pl.Boolean
        within = reduce(Range.join, (graph.ranges[x] for x in (here, *op.args)))
        if op.kind == "linear":
            within = within.join(_reach(graph, op.args, *op.extra))
        found = fit_type(within)
        # Division by what varies is slower in the narrow types than in this one.
        varies = op.kind == "div" and graph.fixed(op.args[1]) is None
        return pl.Int32 if varies and found in (pl.Int8, pl.Int16) else found


def bring(figure: pl.Expr, dtype: Any) -> pl.Expr:
    """Return integers in another type: where they count they fit it, elsewhere they may wrap."""
    return figure.cast(dtype, wrap_numerical=True)


def name_op(here: int) -> str:
    """Return the name of the column that holds an operation's result."""
    return f"#{here}"


def _count_uses(graph: Graph, roots: Sequence[int]) -> tuple[Counter[int], set[int]]:
    """Return how often operations are used, and which are reached at all."""
    uses, reached = Counter(roots), set(roots)
    for here in reversed(range(len(graph.ops))):
        if here in reached:
            # Some expressions name an operand twice, and what is inside it with it.
            twice = graph.ops[here].kind in ("min", "max", "nonzero")
            uses.update(graph.ops[here].args * (1 + twice))
            reached |= set(graph.ops[here].args)
    return uses, reached


def _reach(graph: Graph, args: Sequence[int], factors: Sequence[int], start: int) -> Range:
    """Return a range that holds every factor, every product and every partial sum."""
    reach = abs(start)
    for factor, each in zip(factors, args, strict=True):
        within = graph.ranges[each]
        if within.lo is None or within.hi is None:
            raise TooLarge("a figure without end")
        reach += abs(factor) * max(abs(within.lo), abs(within.hi), 1)
    return Range(-reach, reach)


def sum_up(args: Sequence[pl.Expr], factors: Sequence[int], start: int, dtype: Any) -> pl.Expr:
    """Return start + the sum of k·x, all in one type."""
    parts = [
        x if k == 1 else x * pl.lit(k, dtype=dtype) for k, x in zip(factors, args, strict=True)
    ]
    return reduce(operator.add, parts if start == 0 else [*parts, pl.lit(start, dtype=dtype)])
