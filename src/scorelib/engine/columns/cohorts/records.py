"""The statistics of a cohort, from what all chunks of a table add to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import CohortPlan
from scorelib.engine.columns.cohorts.partials import Gap, Tally
from scorelib.engine.columns.cohorts.piles import VALUES, Pile, sort_values
from scorelib.engine.figures import Member, find_statistic
from scorelib.engine.statistics import Figure, Rank, StatisticRecord, Why, fingerprint, is_long
from scorelib.ground.errors import WordError
from scorelib.words.standings import find_percentile

__all__ = ["Ranks", "find_record"]


def find_record(each: CohortPlan, tally: Tally, words: Sequence[str | None]) -> StatisticRecord:
    """Return the figures of a statistic; `words` are the names of the groups by their codes."""
    if tally.large:
        return find_statistic(each, list(_list_members(each, tally, words)))
    values = sort_values(tally.values, rising=_needs_order(each))
    bounds = values["group"]
    figures, ranked = [], []
    for code, gap in sorted(tally.gaps.items(), key=lambda pair: words[pair[0]] or ""):
        start, end = (bounds.search_sorted(code, side) for side in ("left", "right"))
        pile = Pile.of(values.slice(start, end - start))
        figures.append(_find_figure(each, words[code], pile, gap + tally.astray))
        if figures[-1].why is None:
            ranked.append(code)
    if each.statistic != "rank":
        return StatisticRecord(each.statistic, tuple(figures))
    places = _rank(each, values.filter(pl.col("group").is_in(ranked)))
    members = tally.members.join(places, on=list(VALUES), how="inner", nulls_equal=True)
    return StatisticRecord(
        each.statistic, tuple(figures), Ranks(members.select("id", "n", "d", "twice"))
    )


def _needs_order(each: CohortPlan) -> bool:
    return each.winsorise is not None or each.statistic in _ORDERED


_ORDERED: Final = ("min", "max", "median", "percentile", "rank")


def _list_members(each: CohortPlan, tally: Tally, words: Sequence[str | None]) -> Iterator[Member]:
    """Yield the projects of a tally one by one, those without a value by the names there are."""
    for group, gap in tally.gaps.items():
        for name in (*gap.names, *[_UNNAMED] * (gap.count - len(gap.names))):
            yield Member(name, State(gap.state), words[group])
        yield Member("", False, words[group])
    astray = tally.astray
    for name in (*astray.names, *[_UNNAMED] * (astray.count - len(astray.names))):
        yield Member(name, State.MISSING, State(astray.state))
    if each.statistic == "rank":
        for name, group, n, d in tally.members.iter_rows():
            yield Member(name, Fraction(n, d), words[group])
    else:
        for group, n, d, count in tally.values.iter_rows():
            yield from [Member("", Fraction(n, d), words[group])] * count
    for name, group, value in tally.large:
        yield Member(name, value, words[group])


_UNNAMED: Final = "\U0010ffff"
"""Stands for the id of a project that is not among the five that are named: it sorts last."""


def _find_figure(each: CohortPlan, name: str | None, pile: Pile, gap: Gap) -> Figure:
    """Return the figure of a group, as `find_statistic` does from its members."""
    if gap.count and not each.skips:
        state = State.MISSING if gap.state == State.MISSING.value else State.UNDEFINED
        return Figure(name, pile.over, gap.count, None, state, "without-value", gap.names)
    why: Why | None = "too-few" if pile.over < each.least else None
    found = Figure(name, pile.over, gap.count)
    if why is None and each.statistic != "rank":
        try:
            found, why = _compute(each, found, pile)
        except WordError:
            why = "too-long"
    numbers = (found.value, found.mean, found.deviation)
    if why is None and any(number is not None and is_long(number) for number in numbers):
        why = "too-long"
    if why is None:
        return found
    return Figure(name, pile.over, gap.count, None, State.UNDEFINED, why)


def _compute(each: CohortPlan, empty: Figure, pile: Pile) -> tuple[Figure, Why | None]:
    if each.statistic == "count":
        return replace(empty, value=Fraction(pile.over)), None
    if each.statistic == "z-score":
        deviation = pile.deviate(each.sample)
        if deviation == 0:
            return empty, "no-spread"
        return replace(empty, mean=pile.average(), deviation=deviation), None
    value = _summarise(each, pile)
    return (empty, "beyond") if value is None else (replace(empty, value=value), None)


def _summarise(each: CohortPlan, pile: Pile) -> Fraction | None:
    kept, rule = pile.bring_in(each.winsorise), each.rounding
    assert rule is not None
    if kept is None:
        return None
    match each.statistic:
        case "min":
            return rule.apply(kept.least)
        case "max":
            return rule.apply(kept.greatest)
        case "sum":
            return kept.add_up(rule)
        case "mean":
            return kept.take_mean(rule)
        case "standard-deviation":
            return kept.round_deviation(each.sample, rule)
        case "median":
            found = find_percentile(kept.rising, Fraction(1, 2), "linear")
        case _:
            assert each.share is not None
            assert each.definition is not None
            found = find_percentile(kept.rising, each.share, each.definition)
    return None if found is None else rule.apply(found)


def _rank(each: CohortPlan, values: pl.DataFrame) -> pl.DataFrame:
    """Return values, group by group in rising order, with twice the rank that each has."""
    if each.descending:
        values = values.reverse()
    last = pl.col("count").cum_sum().over("group")
    first = last - pl.col("count") + 1
    dense = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("group")
    twice = {"min": 2 * first, "max": 2 * last, "average": first + last, "dense": 2 * dense}
    assert each.ties is not None
    return values.select(*VALUES, twice=twice[each.ties])


class Ranks(Mapping[str, Rank]):
    """The ranks of projects by their ids; as a mapping they are made when somebody reads them.

    `frame` has `id`, the value n/d that a project was ranked by, and twice its rank.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._made: dict[str, Rank] | None = None

    def _make(self) -> dict[str, Rank]:
        if self._made is None:
            known = self.frame.select("n", "d").unique().iter_rows()
            texts = {pair: fingerprint(Fraction(*pair)) for pair in known}
            self._made = {
                name: Rank(texts[n, d], Fraction(twice, 2))
                for name, n, d, twice in self.frame.iter_rows()
            }
        return self._made

    def __getitem__(self, project: str) -> Rank:
        return self._make()[project]

    def __iter__(self) -> Iterator[str]:
        return iter(self._make())

    def __len__(self) -> int:
        return self.frame.height

    def __reduce__(self) -> tuple[Any, ...]:
        return Ranks, (self.frame,)
