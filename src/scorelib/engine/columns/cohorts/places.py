"""The rows of a table among the projects of a cohort: the statistics as each of them uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

import polars as pl

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import CohortPlan
from scorelib.engine.columns.cohorts.piles import SMALL, VALUES
from scorelib.engine.columns.cohorts.records import Ranks
from scorelib.engine.columns.cohorts.scores import find_cells, stand_for
from scorelib.engine.columns.cohorts.views import OWN, Reader
from scorelib.engine.columns.figures import Figures, join_values
from scorelib.engine.columns.readers import to_texts
from scorelib.engine.figures import Member, use_statistic
from scorelib.engine.statistics import (
    Figure,
    Rank,
    StatisticRecord,
    Statistics,
    StatisticUse,
    fingerprint,
)

__all__ = ["Placer"]


class Placer:
    """One statistic as the rows of a chunk use it."""

    def __init__(self, each: CohortPlan, statistics: Statistics, height: int) -> None:
        self.plan, self.statistics, self.height = each, statistics, height
        self.findings: dict[str, pl.Series] = {}
        self._codes: dict[tuple[Value, str | None], int] = {}

    def place(
        self, reader: Reader | None, node: int | None, ids: pl.Series, rows: Sequence[int]
    ) -> Figures:
        """Return its values, one for each row of the chunk, after noting its findings."""
        if reader is None or (node is None and self.plan.by is None):
            where = pl.Series("row", rows, dtype=pl.Int64)
            code = self._add(use_statistic(self.statistics, self.plan, Member("", State.MISSING)))
            codes = pl.repeat(code, len(rows), dtype=pl.Int32, eager=True)
            return self._finish(where, codes, None)
        frame, large = reader.look(self.plan, node)
        frame = frame.with_columns(to_texts(ids).gather(reader.rows).alias("id"))
        if large:
            return self._finish(reader.rows, self._use_each(frame, large, reader.words), None)
        known = self._settle_groups(frame["group"].unique(), reader.words)
        frame = frame.join(known, on="group", how="left", maintain_order="left")
        codes = self._code_states(frame)
        ranks = None
        if node is None or not codes.null_count():
            return self._finish(reader.rows, codes, None)
        if self.plan.statistic == "z-score":
            scores = self._score(frame, codes, reader.words)
            codes = codes.zip_with(codes.is_not_null(), scores)
        else:
            codes, ranks = self._take_ranks(frame, codes)
        return self._finish(reader.rows, codes, ranks)

    def _add(self, use: StatisticUse) -> int:
        """Return the code of a use: of its value, and of the finding that it raises."""
        code = None
        if isinstance(use.value, State):
            why = None if use.figure is None else use.figure.why
            code = "SL579" if use.absent is not None else "SL578" if why is not None else None
        return self._codes.setdefault((use.value, code), len(self._codes))

    def _name(self, group: int | None, words: Sequence[str]) -> str | None:
        return None if self.plan.by is None or group is None else words[group]

    def _use(self, value: Value, group: Value | None, name: str = "") -> StatisticUse:
        return use_statistic(self.statistics, self.plan, Member(name, value, group))

    def _use_each(
        self, frame: pl.DataFrame, large: Mapping[int, Fraction], words: Sequence[str]
    ) -> pl.Series:
        """Return the codes of rows of which some have values that no column holds."""
        codes = []
        for place, row in enumerate(frame.iter_rows(named=True)):
            value: Value = State(row["state"]) if row["state"] else large.get(place, False)
            if row["n"] is not None:
                value = Fraction(row["n"], row["d"])
            group = State(row["astray"]) if row["astray"] else self._name(row["group"], words)
            codes.append(self._add(self._use(value, group, row["id"])))
        return pl.Series("code", codes, dtype=pl.Int32)

    def _settle_groups(self, groups: pl.Series, words: Sequence[str]) -> pl.DataFrame:
        """Return by group the code of what all its rows use; null where each has its own."""
        record = self.statistics.records.get(self.plan.id)
        codes: list[int | None] = []
        for group in groups:
            name = self._name(group, words)
            figure = None if record is None else record.find(name)
            shared = self.plan.statistic not in OWN or figure is None or figure.state is not None
            code = self._add(self._use(State.MISSING, name)) if shared else None
            codes.append(None if self.plan.by is not None and group is None else code)
        return pl.DataFrame([groups, pl.Series("shared", codes, dtype=pl.Int32)])

    def _code_states(self, frame: pl.DataFrame) -> pl.Series:
        """Return the codes of rows that use what their group does, or have a reason of their own.

        Why a group is not known comes first, then what all of it use, then why there is no value.
        """
        lost = [self._add(self._use(State.MISSING, state)) for state in State]
        codes = _code(lost, frame["astray"])
        codes = codes.zip_with(codes.is_not_null(), frame["shared"])
        if "state" in frame.columns:
            absent = [self._add(StatisticUse(state)) for state in State]
            codes = codes.zip_with(codes.is_not_null(), _code(absent, frame["state"]))
        return codes

    def _score(self, frame: pl.DataFrame, codes: pl.Series, words: Sequence[str]) -> pl.Series:
        """Return the codes of z-scores, of rows that have no code yet."""
        rule = self.plan.rounding
        assert rule is not None
        pairs = frame.select(*VALUES)
        rows = pairs.filter(codes.is_null())
        cells = find_cells(rows, self._list_scales(rows["group"], words), rule.quantum)
        places = cells.unique().drop_nulls()
        known = [
            self._add(StatisticUse(rule.apply(stand_for(cell, rule.quantum)))) for cell in places
        ]
        found = cells.replace_strict(places, known, default=None, return_dtype=pl.Int32)
        exact = rows.filter(cells.is_null()).unique()
        others = [
            self._add(self._use(Fraction(n, d), self._name(group, words)))
            for group, n, d in exact.iter_rows()
        ]
        exact = exact.with_columns(pl.Series("exact", others, dtype=pl.Int32))
        left = rows.join(exact, on=list(VALUES), how="left", maintain_order="left")["exact"]
        found = found.zip_with(found.is_not_null(), left)
        return _put(found, codes.is_null())

    def _list_scales(
        self, groups: pl.Series, words: Sequence[str]
    ) -> dict[int, tuple[Fraction, Fraction]]:
        """Return the mean and the deviation of each group that has them."""
        record, found = self.statistics.records[self.plan.id], {}
        for group in groups.unique():
            figure = record.find(self._name(group, words))
            if figure is not None and figure.mean is not None and figure.deviation:
                found[group] = figure.mean, figure.deviation
        return found

    def _take_ranks(self, frame: pl.DataFrame, codes: pl.Series) -> tuple[pl.Series, _Ranked]:
        """Return the codes of rows without a rank, and the ranks of the others."""
        known, unit = _find_ranks(self.statistics.records[self.plan.id])
        if "of" in known.columns:
            frame, same = _print_values(frame), pl.col("of") == pl.col("text")
        else:
            same = (pl.col("n") == pl.col("n0")) & (pl.col("d") == pl.col("d0"))
        if known.height > 2 * frame.height:
            # Of many ranks a chunk needs few, and looks its own up among them sooner than they.
            known = known.join(frame, on="id", how="semi")
        found = frame.join(known, on="id", how="left", maintain_order="left").select(
            "rank", same=same.fill_null(False)
        )
        figure = Figure(None, 0, 0)
        others = [
            self._add(StatisticUse(State.UNDEFINED, figure, absent="project")),
            self._add(StatisticUse(State.UNDEFINED, figure, absent="value")),
        ]
        own = found.with_columns(codes.alias("code")).select(
            code=pl.when(pl.col("code").is_not_null())
            .then("code")
            .when(pl.col("rank").is_null())
            .then(others[0])
            .when(~pl.col("same"))
            .then(others[1])
            .cast(pl.Int32)
        )["code"]
        rank = found.select(pl.when(own.is_null()).then("rank")).to_series()
        return own, _Ranked(rank, unit)

    def _finish(self, rows: pl.Series, codes: pl.Series, ranks: _Ranked | None) -> Figures:
        """Return the values of all rows of the chunk, those that are not scored among them."""
        places = pl.DataFrame({"row": pl.arange(self.height, dtype=pl.Int64, eager=True)})
        own = pl.DataFrame([rows.alias("row"), codes.cast(pl.Int32).alias("code")])
        if ranks is not None:
            own = own.with_columns(ranks.rank.alias("rank"))
        if self.height != len(rows) or not rows.is_sorted():
            own = places.join(own, on="row", how="left", maintain_order="left")
        codes = own["code"]
        uses = list(self._codes)
        for code in ("SL578", "SL579"):
            here = [place for place, (_, raised) in enumerate(uses) if raised == code]
            if here:
                self.findings[code] = codes.is_in(here).fill_null(False)
        found = _spread([value for value, _ in uses], codes)
        if ranks is None:
            return found
        # Beside ranks there are only reasons why there is none.
        held = own["rank"].is_not_null()
        zeros = pl.zeros(self.height, pl.Int8, eager=True)
        return Figures(own["rank"], zeros.zip_with(held, found.states), ranks.unit)


def _code(reasons: Sequence[int], states: pl.Series) -> pl.Series:
    """Return the code of the reason of each row, null where there is none."""
    codes = pl.Series("code", [None, *reasons], dtype=pl.Int32)
    return codes.gather(states.fill_null(0))


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Ranks as whole numbers of a unit, null where there is none."""

    rank: pl.Series
    unit: Fraction


_MOST_RECORDS: Final = 32
_known: Final[dict[int, tuple[StatisticRecord, pl.DataFrame, Fraction]]] = {}
"""The ranks of the records in use, which are the same for every chunk of a table."""


def _find_ranks(record: StatisticRecord) -> tuple[pl.DataFrame, Fraction]:
    """Return the ranks of a record by project, as whole numbers of a unit."""
    known = _known.get(id(record))
    if known is None or known[0] is not record:
        if len(_known) >= _MOST_RECORDS:
            _known.clear()
        known = _known[id(record)] = record, *_read_ranks(record.ranks)
    return known[1], known[2]


def _read_ranks(ranks: Mapping[str, Rank]) -> tuple[pl.DataFrame, Fraction]:
    """Return ranks as whole numbers of a unit, with what each project was ranked by."""
    if isinstance(ranks, Ranks):
        return ranks.frame.rename({"n": "n0", "d": "d0", "twice": "rank"}), Fraction(1, 2)
    over = lcm(*(each.rank.denominator for each in ranks.values()))
    columns = {
        "id": pl.Series(list(ranks), dtype=pl.String),
        "of": pl.Series([each.of for each in ranks.values()], dtype=pl.String),
        "rank": pl.Series([int(each.rank * over) for each in ranks.values()], dtype=pl.Int128),
    }
    return pl.DataFrame(columns), Fraction(1, over)


def _print_values(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the text that tells the value of each from any other."""
    known = frame.select("n", "d").unique().drop_nulls()
    texts = [fingerprint(Fraction(n, d)) for n, d in known.iter_rows()]
    known = known.with_columns(pl.Series("text", texts, dtype=pl.String))
    return frame.join(known, on=["n", "d"], how="left", maintain_order="left")


def _put(values: pl.Series, where: pl.Series) -> pl.Series:
    """Return values in their places among nulls."""
    order = (where.cast(pl.Int32).cum_sum() - 1).cast(pl.Int64)
    return values.gather(pl.select(pl.when(where).then(order)).to_series())


def _spread(values: Sequence[Value], codes: pl.Series) -> Figures:
    """Return values by their codes: as whole numbers where a column holds them."""
    over = lcm(*(each.denominator for each in values if isinstance(each, Fraction)))
    whole = [int(each * over) if isinstance(each, Fraction) else None for each in values]
    if any(each is not None and abs(each) >= SMALL for each in whole):
        return join_values(list(values), codes)
    reasons = [each.value if isinstance(each, State) else 0 for each in values]
    places = codes.fill_null(len(values))
    states = pl.Series("state", [*reasons, State.MISSING.value], dtype=pl.Int8).gather(places)
    table = pl.Series("whole", [*whole, None], dtype=pl.Int64)
    return Figures(table.gather(places), states, Fraction(1, over))
