"""What one chunk of a table adds to the statistics of a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import CohortPlan
from scorelib.engine.columns.cohorts.piles import VALUES

__all__ = ["Gap", "Partial", "Tally", "join_partials"]

_NAMED: Final = 5
"""How many of the projects without a value are named."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Projects without a value, or of no known group: how many, the worst reason, five of them."""

    count: int = 0
    state: int = State.NOT_APPLICABLE.value
    names: tuple[str, ...] = ()

    def __add__(self, other: Gap) -> Gap:
        names = tuple(sorted([*self.names, *other.names])[:_NAMED])
        return Gap(self.count + other.count, max(self.state, other.state), names)


@dataclass(frozen=True, slots=True)
class Tally:
    """One statistic over a chunk: its distinct values with how often they stand, by group.

    `gaps` has every group that there is; `astray` are the projects that may be of any. Of a rank
    `members` has each project with its value; `large` are the values that no column holds.
    """

    values: pl.DataFrame
    gaps: Mapping[int, Gap]
    astray: Gap
    members: pl.DataFrame
    large: tuple[tuple[str, int, Fraction], ...] = ()

    @staticmethod
    def of(each: CohortPlan, frame: pl.DataFrame, large: Mapping[int, Fraction]) -> Tally:
        """Return what a statistic keeps of rows: `id`, `group`, `astray`, `n`, `d`, `state`."""
        known = frame.filter(pl.col("astray") == 0)
        gaps = dict.fromkeys(known["group"].unique().to_list(), Gap())
        gaps |= _list_gaps(known.filter(pl.col("state") > 0))
        lost = frame.filter(pl.col("astray") > 0).with_columns(state="astray", group=0)
        held = known.filter((pl.col("state") == 0) & pl.col("n").is_not_null())
        ranked = held if each.statistic == "rank" else held.clear()
        return Tally(
            held.group_by(*VALUES).agg(pl.len().cast(pl.Int64).alias("count")),
            gaps if each.by is not None else {0: gaps.get(0, Gap())},
            _list_gaps(lost).get(0, Gap()),
            ranked.select("id", *VALUES),
            tuple(
                (frame["id"][at], frame["group"][at], value)
                for at, value in large.items()
                if frame["astray"][at] == 0
            ),
        )


def _list_gaps(frame: pl.DataFrame) -> dict[int, Gap]:
    """Return the projects without a value, group by group."""
    found = frame.group_by("group").agg(
        pl.len(), pl.col("state").max(), pl.col("id").sort().head(_NAMED)
    )
    return {group: Gap(count, state, tuple(ids)) for group, count, state, ids in found.iter_rows()}


@dataclass(frozen=True, slots=True)
class Partial:
    """What a chunk adds to the statistics of a stage: it can be sent, and joined with others.

    `ids` are those of its projects with the numbers of their rows.
    """

    stage: int
    ids: pl.DataFrame
    tallies: tuple[Tally, ...]
    words: tuple[str, ...] = ()

    @staticmethod
    def empty(statistics: Sequence[CohortPlan]) -> Partial:
        """Return what no project at all adds."""
        ids = pl.DataFrame(schema={"row": pl.Int64, "id": pl.String})
        seen = {"id": pl.String, "astray": pl.Int8, "state": pl.Int8, **VALUES}
        none = pl.DataFrame(schema=seen)
        tallies = tuple(Tally.of(each, none, {}) for each in statistics)
        return Partial(statistics[0].stage, ids, tallies)

    def __add__(self, other: Partial) -> Partial:
        """Return what two chunks add together."""
        return join_partials([self, other])


def join_partials(parts: Sequence[Partial]) -> Partial:
    """Return what one or more chunks add together."""
    tallies = [_join_tallies(each) for each in zip(*(p.tallies for p in parts), strict=True)]
    ids = pl.concat([part.ids for part in parts])
    return Partial(parts[0].stage, ids, tuple(tallies), parts[0].words)


def _join_tallies(tallies: Sequence[Tally]) -> Tally:
    if len(tallies) == 1:
        return tallies[0]
    gaps: dict[int, Gap] = {}
    astray = Gap()
    for tally in tallies:
        astray += tally.astray
        for group, gap in tally.gaps.items():
            gaps[group] = gaps.get(group, Gap()) + gap
    values = pl.concat([tally.values for tally in tallies])
    return Tally(
        values.group_by(*VALUES).agg(pl.col("count").sum()),
        gaps,
        astray,
        pl.concat([tally.members for tally in tallies]),
        tuple(each for tally in tallies for each in tally.large),
    )
