"""The integer form as polars expressions, computed stage by stage."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final

import polars as pl

from benchmarks.columns.graph import COMPARE, Graph
from benchmarks.columns.table import Table

__all__ = ["Printer", "run_table"]

INTEGERS: Final = {8: pl.Int8, 16: pl.Int16, 32: pl.Int32, 64: pl.Int64, 128: pl.Int128}


def fit_type(lo: int, hi: int) -> Any:
    """Return the smallest integer type that holds both ends; raises OverflowError."""
    for bits, dtype in INTEGERS.items():
        if -(1 << bits - 1) <= lo and hi < 1 << bits - 1:
            return dtype
    raise OverflowError(f"{lo} to {hi} is more than 128 bits")


class Printer:
    """Operations as expressions: what is used more than once becomes a column of its own."""

    def __init__(self, graph: Graph, schema: Mapping[str, Any], roots: Sequence[int]) -> None:
        self.graph, self.schema = graph, schema
        uses = Counter(roots)
        reached = set(roots)
        for here in reversed(range(len(graph.ops))):
            if here in reached:
                uses.update(graph.ops[here].args)
                reached |= set(graph.ops[here].args)
        self.folds = [x for x in sorted(reached) if graph.ops[x].kind in FOLDS]
        feeding = {arg for x in self.folds for arg in graph.ops[x].args}
        self.stages: dict[bool, dict[int, list[int]]] = {True: {}, False: {}}
        self.staged = {*self.folds}
        self.depth: dict[int, int] = {}
        self.of_items: dict[int, bool | None] = {}
        for here in sorted(reached):
            self._place(here, uses[here] > 1 or here in roots or here in feeding)

    def _place(self, here: int, stage: bool) -> None:
        """Decide in which table and at what depth an operation is computed."""
        op = self.graph.ops[here]
        sides = {self.of_items[arg] for arg in op.args} - {None}
        if len(sides) > 1:
            raise NotImplementedError("a figure of the project used by its items")
        side = next(iter(sides), None)
        if op.kind in FOLDS:
            side = False
        elif op.kind == "col":
            side = op.extra.startswith("item.")
        self.of_items[here] = side
        self.depth[here] = (
            0 if op.kind in FOLDS else max((self.depth[a] for a in op.args), default=0)
        )
        if stage and op.args and op.kind not in FOLDS:
            self.depth[here] += 1
            self.staged.add(here)
            self.stages[bool(side)].setdefault(self.depth[here], []).append(here)

    def count_types(self) -> Counter[str]:
        """Return in which types the operations are calculated."""
        return Counter(str(self._work(x)) for x in self.depth if self.graph.ops[x].args)

    def dtype(self, here: int) -> Any:
        op = self.graph.ops[here]
        if self.graph.truth[here]:
            return pl.Boolean
        if op.kind == "col":
            return self.schema[op.extra]
        return fit_type(self.graph.lo[here], self.graph.hi[here])

    def express(self, here: int, dtype: Any = None) -> pl.Expr:
        """Return an operation as an expression, in a wanted type."""
        op, own = self.graph.ops[here], self.dtype(here)
        if op.kind in ("int", "bool"):
            return pl.lit(op.extra, dtype=dtype or own)
        if op.kind == "null":
            return pl.lit(None, dtype=dtype)
        if op.kind == "col":
            found = pl.col(op.extra)
        else:
            found = pl.col(f"#{here}") if here in self.staged else self.compute(here)
        return found if dtype in (None, own) else found.cast(dtype)

    def compute(self, here: int) -> pl.Expr:
        """Return the expression of an operation over what it is made of."""
        graph, op = self.graph, self.graph.ops[here]
        own, work = self.dtype(here), self._work(here)
        if op.kind == "choose":
            return self._choose(op.args, own)
        args = [self.express(arg, None if op.kind == "isnull" else work) for arg in op.args]
        if op.kind == "linear":
            factors, start = op.extra
            found = sum_up(args, factors, start, work)
        elif op.kind in ("min", "max"):
            a, b = args
            first = a <= b if op.kind == "min" else a >= b
            # A null on either side must stay one, and polars' own minimum passes over it.
            found = pl.when(first).then(a).when(~first).then(b)
        else:
            found = PRINT[op.kind](*args) if op.kind != "cmp" else COMPARE[op.extra](*args)
        return found if graph.truth[here] or work == own else found.cast(own)

    def _choose(self, args: Sequence[int], dtype: Any) -> pl.Expr:
        chain: Any = pl
        for condition, value in zip(args[:-1:2], args[1::2], strict=True):
            chain = chain.when(self.express(condition, pl.Boolean)).then(self.express(value, dtype))
        found: pl.Expr = chain.otherwise(self.express(args[-1], dtype))
        return found

    def _work(self, here: int) -> Any:
        """Return the type that holds every figure on the way to an operation's result."""
        graph, op = self.graph, self.graph.ops[here]
        if any(graph.truth[arg] for arg in op.args) or op.kind == "isnull":
            return pl.Boolean
        ends = [end for x in (here, *op.args) for end in (graph.lo[x], graph.hi[x])]
        if op.kind == "linear":
            factors, start = op.extra
            reach = abs(start) + sum(
                abs(k) * max(abs(graph.lo[x]), abs(graph.hi[x]), 1)
                for k, x in zip(factors, op.args, strict=True)
            )
            ends += [reach, -reach]
        found = fit_type(min(ends), max(ends))
        # Division is slower in the narrow types than in this one.
        return pl.Int32 if op.kind == "div" and found in (pl.Int8, pl.Int16) else found


FOLDS: Final = ("sum", "max-of", "any", "count")
PRINT: Final[dict[str, Any]] = {
    "mul": operator.mul,
    "div": operator.floordiv,
    "fill": pl.Expr.fill_null,
    "not": operator.invert,
    "isnull": pl.Expr.is_null,
    "nonzero": lambda a: pl.when(a != 0).then(a),
    "and": lambda *parts: reduce(operator.and_, parts),
    "or": lambda *parts: reduce(operator.or_, parts),
}
AGGREGATE: Final[dict[str, Any]] = {"sum": pl.Expr.sum, "max-of": pl.Expr.max, "any": pl.Expr.any}


def sum_up(args: Sequence[pl.Expr], factors: Sequence[int], start: int, dtype: Any) -> pl.Expr:
    """Return start + the sum of k·x, all in one type."""
    parts = [
        x if k == 1 else x * pl.lit(k, dtype=dtype) for k, x in zip(factors, args, strict=True)
    ]
    return reduce(operator.add, parts if start == 0 else [*parts, pl.lit(start, dtype=dtype)])


def run_table(printer: Printer, table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the projects and the items with every staged operation as a column."""
    items, projects = table.items, table.projects
    for _, ops in sorted(printer.stages[True].items()):
        items = items.with_columns(printer.compute(x).alias(f"#{x}") for x in ops)
    for slot in table.most_items:
        folds = [x for x in printer.folds if printer.graph.ops[x].extra == slot]
        found = (
            items.filter(pl.col("slot") == slot)
            .group_by("project")
            .agg(_aggregate(printer, x) for x in folds)
        )
        absent = [pl.col(f"#{x}").fill_null(False if printer.graph.truth[x] else 0) for x in folds]
        projects = projects.join(found, on="project", how="left").with_columns(absent)
    for _, ops in sorted(printer.stages[False].items()):
        projects = projects.with_columns(printer.compute(x).alias(f"#{x}") for x in ops)
    return projects, items


def _aggregate(printer: Printer, here: int) -> pl.Expr:
    # A sum of Int32 stays Int32 in polars and wraps: give it the type of the result first.
    op, dtype = printer.graph.ops[here], printer.dtype(here)
    if op.kind == "count":
        return pl.len().cast(dtype).alias(f"#{here}")
    found: pl.Expr = AGGREGATE[op.kind](printer.express(op.args[0], dtype))
    return found.cast(dtype).alias(f"#{here}")
