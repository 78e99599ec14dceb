"""What statistics see of the rows of a table: values as fractions, groups, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import Constant, Round, State, Value
from scorelib.compiler.graph.plan import CohortPlan, Plan
from scorelib.engine.columns.cohorts.piles import find_reach, reduce_fractions
from scorelib.engine.columns.frames import Table
from scorelib.engine.columns.kernel import Computed, Kernel
from scorelib.engine.columns.packing import pack_sheet
from scorelib.engine.columns.tables import Sheet
from scorelib.engine.integers.lowering import list_needed
from scorelib.engine.standing import Stage

__all__ = ["OWN", "Reader", "View", "find_view"]

_MOST: Final = 1 << 93
"""The numerators and denominators in columns are below this."""

_RAW: Final = 1 << 126
"""Before they are reduced they are below this."""

OWN: Final = ("rank", "z-score")
"""Statistics of which every project has one of its own."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of a plan that the statistics of a stage read; `nodes` are those of their values.

    What is ranked rounded is rounded in the plan, by a node of its own.
    """

    plan: Plan
    part: Plan
    nodes: Mapping[str, int]
    kernel: Kernel | None

    @staticmethod
    def of(plan: Plan, stage: Stage, *, only_own: bool) -> View:
        nodes, kinds = list(stage.part.nodes), list(plan.kinds[: len(stage.part.nodes)])
        read: dict[str, int] = {}
        for each in stage.statistics:
            if not only_own or each.statistic in OWN:
                read[each.id] = each.node
                if each.statistic == "rank" and each.rounding is not None:
                    nodes.append(Round(each.node, each.rounding))
                    kinds.append("number")
                    read[each.id] = len(nodes) - 1
        wanted = [*read.values(), *(each.by for each in stage.statistics if each.by is not None)]
        whole = replace(plan, nodes=tuple(nodes), kinds=tuple(kinds))
        needed = set(list_needed(whole, wanted))
        # What is not read is no input to be packed either.
        kept = [node if i in needed else Constant(Fraction(0)) for i, node in enumerate(nodes)]
        scopes = [
            plan.scopes[i] if i in needed and i < len(stage.part.nodes) else None
            for i in range(len(nodes))
        ]
        part = replace(whole, nodes=tuple(kept), scopes=tuple(scopes))
        return View(plan, part, read, Kernel(part, wanted) if wanted else None)

    def compute(self, sheet: Sheet, rows: Sequence[int]) -> Computed | None:
        """Return what is read of the rows of a sheet."""
        if self.kernel is None:
            return None
        if self.kernel.not_lowered:
            facts = dict(zip(rows, sheet.facts(rows), strict=True))
            return self.kernel.run(Table((), pl.DataFrame(), by_hand=facts))
        return self.kernel.run(pack_sheet(self.part, sheet, rows, paired=self.kernel.paired))


_MOST_VIEWS: Final = 32
_views: Final[dict[tuple[int, int, bool], View]] = {}
"""The views of the plans in use; a plan is found again as itself."""


def find_view(plan: Plan, stage: Stage, *, only_own: bool = False) -> View:
    """Return what a stage reads; `only_own` leaves out values that only the statistics need."""
    key = id(plan), stage.statistics[0].stage, only_own
    known = _views.get(key)
    if known is None or known.plan is not plan:
        if len(_views) >= _MOST_VIEWS:
            _views.clear()
        known = _views[key] = View.of(plan, stage, only_own=only_own)
    return known


@dataclass(slots=True)
class Reader:
    """Reads the values of statistics and the groups of rows, those in columns before the others.

    Each node is read once. `rows` are their numbers, `words` the groups by their codes.
    """

    computed: Computed
    rows: pl.Series
    words: tuple[str, ...]
    _known: dict[int, tuple[pl.DataFrame, dict[int, Fraction]]] = field(default_factory=dict)

    @staticmethod
    def of(computed: Computed) -> Reader:
        rows = pl.Series("row", [*computed.numbers, *sorted(computed.by_hand)], dtype=pl.Int64)
        return Reader(computed, rows, computed.words)

    def look(self, each: CohortPlan, node: int | None) -> tuple[pl.DataFrame, dict[int, Fraction]]:
        """Return `group`, `astray`, `n`, `d`, `state` of all rows, and what no column holds.

        `astray` is why a group is not known, else 0; `state` why there is no value, else 0, and
        −1 where a condition does not hold, which nobody counts.
        """
        height = len(self.rows)
        parts = [pl.zeros(height, pl.Int32, eager=True).alias("group")]
        parts += [pl.zeros(height, pl.Int8, eager=True).alias("astray")]
        if each.by is not None:
            parts = self._read_groups(each.by)
        if node is None:
            return pl.DataFrame(parts), {}
        values, large = self.read(node)
        return pl.DataFrame([*parts, *values.get_columns()]), large

    def read(self, node: int) -> tuple[pl.DataFrame, dict[int, Fraction]]:
        """Return `n`, `d` and `state` of a node, and by its place each value that is too large."""
        if node not in self._known:
            found, large = _read_columns(self.computed, node)
            hand, more = _split(self._by_hand(node), found.height)
            self._known[node] = pl.concat([found, hand]), {**large, **more}
        return self._known[node]

    def _by_hand(self, node: int) -> list[Any]:
        return [values[node] for _, values in sorted(self.computed.by_hand.items())]

    def _read_groups(self, node: int) -> list[pl.Series]:
        figure, hand = self.computed.figure(node), self._by_hand(node)
        codes = {word: code for code, word in enumerate(self.words)}
        astray = [each.value if isinstance(each, State) else 0 for each in hand]
        group = pl.Series("group", [codes.get(each) for each in hand], dtype=pl.Int32)
        reason = pl.Series("astray", astray, dtype=pl.Int8)
        return [
            figure.n.cast(pl.Int32).alias("group").append(group),
            figure.state.cast(pl.Int8).alias("astray").append(reason),
        ]


def _read_columns(computed: Computed, node: int) -> tuple[pl.DataFrame, dict[int, Fraction]]:
    """Return what was computed in columns as fractions in lowest terms."""
    figure, integer = computed.figure(node), pl.Int128
    if figure.kind == "truth":
        held = figure.n.cast(pl.Boolean).fill_null(False)
        state = pl.select(pl.when((figure.state == 0) & ~held).then(-1).otherwise(figure.state))
        n = pl.select(pl.when(held).then(1)).to_series().cast(integer)
        return _frame(n, n, state.to_series()), {}
    above, below = figure.q.numerator, figure.q.denominator
    reach = below
    for each in figure.d:
        reach *= find_reach(each)
    if max(reach, find_reach(figure.n) * above) >= _RAW:
        return _split(computed.read(node), 0)
    parts = {f"{place}": each for place, each in enumerate((figure.n, *figure.d))}
    wide = [pl.col(name).cast(integer) for name in parts]
    raw = pl.DataFrame(parts).select(
        n=wide[0] * pl.lit(above, dtype=integer),
        d=reduce(mul, wide[1:], pl.lit(below, dtype=integer)),
    )
    frame = _frame(*reduce_fractions(raw["n"], raw["d"]), figure.state)
    most = pl.lit(_MOST, dtype=integer)
    kept = frame.select(fits=(pl.col("n").abs() < most) & (pl.col("d") < most))["fits"]
    large = {place: Fraction(*frame.row(place)[:2]) for place in (~kept).arg_true()}
    if large:
        whole = pl.when(kept)
        frame = frame.with_columns(whole.then("n").alias("n"), whole.then("d").alias("d"))
    return frame, large


def _frame(n: pl.Series, d: pl.Series, state: pl.Series) -> pl.DataFrame:
    columns = n.alias("n"), d.alias("d"), state.cast(pl.Int8).alias("state")
    return pl.DataFrame(columns).with_columns(pl.col("n", "d").cast(pl.Int128))


def _split(values: Sequence[Value], start: int) -> tuple[pl.DataFrame, dict[int, Fraction]]:
    """Return values given one by one as columns, and those that no column holds."""
    rows: list[tuple[int | None, int | None, int]] = []
    large: dict[int, Fraction] = {}
    for place, value in enumerate(values, start):
        if isinstance(value, State):
            rows.append((None, None, value.value))
        elif not isinstance(value, Fraction):
            rows.append((1, 1, 0) if value else (None, None, -1))
        elif max(abs(value.numerator), value.denominator) < _MOST:
            rows.append((value.numerator, value.denominator, 0))
        else:
            large[place] = value
            rows.append((None, None, 0))
    schema = {"n": pl.Int128, "d": pl.Int128, "state": pl.Int8}
    return pl.DataFrame(rows, schema=schema, orient="row"), large
