"""The figures of a cohort: one statistic at a time, from the values of all its projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import CohortPlan, WinsorisePlan
from scorelib.engine.statistics import (
    Figure,
    Rank,
    StatisticRecord,
    Statistics,
    StatisticUse,
    Why,
    fingerprint,
    is_long,
)
from scorelib.ground.errors import WordError
from scorelib.words.averages import average, deviate, round_deviation, round_mean, round_sum
from scorelib.words.rounding import RoundingRule
from scorelib.words.standings import clip, find_percentile, rank_all

__all__ = ["Member", "find_statistic", "use_statistic"]

_NAMED: Final = 5
"""How many of the projects without a value are named."""

_HALF: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Member:
    """One project as a statistic sees it: its id, its value, and the group it belongs to."""

    id: str
    value: Value
    group: Value | None = None


@dataclass(slots=True)
class _Group:
    """The projects of one group: those with a value, those without, and the worst reason."""

    members: list[Member] = field(default_factory=list)
    values: list[Fraction] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    state: State = State.NOT_APPLICABLE

    def add(self, member: Member) -> None:
        value = member.value
        if isinstance(value, State):
            self.absent.append(member.id)
            self.state = max(self.state, value, key=lambda each: int(each.value))
        elif value is not False:
            # A condition is counted where it holds; it has no other statistic.
            self.members.append(member)
            self.values.append(value if isinstance(value, Fraction) else Fraction(1))


def find_statistic(plan: CohortPlan, members: Sequence[Member]) -> StatisticRecord:
    """Return the figures of a statistic over all projects, group by group."""
    figures: list[Figure] = []
    ranks: dict[str, Rank] = {}
    for name, group in sorted(_divide(plan, members).items(), key=lambda each: each[0] or ""):
        figure = _find_figure(plan, name, group)
        figures.append(figure)
        if plan.statistic == "rank" and figure.why is None:
            ranks |= _rank(plan, group)
    return StatisticRecord(plan.statistic, tuple(figures), ranks)


def _divide(plan: CohortPlan, members: Sequence[Member]) -> Mapping[str | None, _Group]:
    """Return the projects by group; one of which the group is not known may be of any."""
    groups: dict[str | None, _Group] = {} if plan.by is not None else {None: _Group()}
    astray: list[Member] = []
    for member in members:
        if isinstance(member.group, State):
            astray.append(Member(member.id, member.group))
        elif isinstance(member.group, str) or member.group is None:
            groups.setdefault(member.group, _Group()).add(member)
    for member in astray:
        for group in groups.values():
            group.add(member)
    return groups


def _find_figure(plan: CohortPlan, name: str | None, group: _Group) -> Figure:
    over, without = len(group.values), len(group.absent)
    if without and not plan.skips:
        # Of what does not apply to one project the others have none either: nobody has said so.
        state = State.MISSING if group.state is State.MISSING else State.UNDEFINED
        names = tuple(sorted(group.absent)[:_NAMED])
        return Figure(name, over, without, None, state, "without-value", names)
    if over < plan.least:
        return _give_none(name, group, "too-few")
    try:
        found = _compute(plan, name, group)
    except WordError:
        return _give_none(name, group, "too-long")
    numbers = (found.value, found.mean, found.deviation)
    if any(each is not None and is_long(each) for each in numbers):
        return _give_none(name, group, "too-long")
    return found


def _give_none(name: str | None, group: _Group, why: Why) -> Figure:
    return Figure(name, len(group.values), len(group.absent), None, State.UNDEFINED, why)


def _compute(plan: CohortPlan, name: str | None, group: _Group) -> Figure:
    over, without = len(group.values), len(group.absent)
    if plan.statistic == "rank":
        return Figure(name, over, without)
    if plan.statistic == "z-score":
        mean, deviation = average(group.values), deviate(group.values, sample=plan.sample)
        if deviation == 0:
            return _give_none(name, group, "no-spread")
        return Figure(name, over, without, mean=mean, deviation=deviation)
    if plan.statistic == "count":
        return Figure(name, over, without, Fraction(over))
    if plan.rounding is None:
        raise AssertionError(plan)
    value = _summarise(plan, group.values, plan.rounding)
    if value is None:
        return _give_none(name, group, "beyond")
    return Figure(name, over, without, value)


def _summarise(plan: CohortPlan, values: Sequence[Fraction], rule: RoundingRule) -> Fraction | None:
    """Return a statistic of some values, rounded; None for a percentile beyond both ends."""
    kept = _bring_in(plan.winsorise, values)
    if kept is None:
        return None
    match plan.statistic:
        case "min":
            return rule.apply(min(kept))
        case "max":
            return rule.apply(max(kept))
        case "sum":
            return round_sum(kept, rule)
        case "mean":
            return round_mean(kept, rule)
        case "standard-deviation":
            return round_deviation(kept, sample=plan.sample, rule=rule)
        case "median":
            found = find_percentile(sorted(kept), _HALF, "linear")
        case _:
            found = _take_percentile(plan, kept)
    return None if found is None else rule.apply(found)


def _take_percentile(plan: CohortPlan, values: Sequence[Fraction]) -> Fraction | None:
    if plan.share is None or plan.definition is None:
        raise AssertionError(plan)
    return find_percentile(sorted(values), plan.share, plan.definition)


def _bring_in(ends: WinsorisePlan | None, values: Sequence[Fraction]) -> Sequence[Fraction] | None:
    """Return the values with those at both ends brought in, or None where an end is nowhere."""
    if ends is None:
        return values
    rising = sorted(values)
    if ends.points is not None:
        return clip(rising, rising[ends.points], rising[-1 - ends.points])
    if ends.share is None or ends.definition is None:
        raise AssertionError(ends)
    low = find_percentile(rising, ends.share, ends.definition)
    high = find_percentile(rising, 1 - ends.share, ends.definition)
    return None if low is None or high is None else clip(rising, low, high)


def _rank(plan: CohortPlan, group: _Group) -> dict[str, Rank]:
    """Return the rank of each project in its group."""
    if plan.ties is None:
        raise AssertionError(plan)
    values = [_prepare(plan, each) for each in group.values]
    found = rank_all(values, descending=plan.descending, ties=plan.ties)
    return {
        member.id: Rank(fingerprint(value), rank)
        for member, value, rank in zip(group.members, values, found, strict=True)
    }


def _prepare(plan: CohortPlan, value: Fraction) -> Fraction:
    """Return what a project is ranked by: its value, rounded where the ruleset says so."""
    return value if plan.rounding is None else plan.rounding.apply(value)


def use_statistic(statistics: Statistics, plan: CohortPlan, member: Member) -> StatisticUse:
    """Return a statistic as one project uses it, whether it was found just now or stored."""
    record = statistics.records.get(plan.id)
    if record is None:
        return StatisticUse(State.MISSING)
    if isinstance(member.group, State):
        return StatisticUse(member.group)
    figure = record.find(member.group if isinstance(member.group, str) else None)
    if figure is None:
        return StatisticUse(State.UNDEFINED, absent="group")
    if figure.state is not None:
        return StatisticUse(figure.state, figure, plan.least)
    if plan.statistic in ("rank", "z-score"):
        return _use_own(plan, record, figure, member)
    value = State.UNDEFINED if figure.value is None else figure.value
    return StatisticUse(value, figure, plan.least)


def _use_own(
    plan: CohortPlan, record: StatisticRecord, figure: Figure, member: Member
) -> StatisticUse:
    """Return the rank or the z-score of a project itself."""
    if not isinstance(member.value, Fraction):
        state = member.value if isinstance(member.value, State) else State.UNDEFINED
        return StatisticUse(state, figure, plan.least)
    if plan.statistic == "z-score":
        if plan.rounding is None or figure.mean is None or not figure.deviation:
            return StatisticUse(State.UNDEFINED, figure, plan.least)
        distance = (member.value - figure.mean) / figure.deviation
        return StatisticUse(plan.rounding.apply(distance), figure, plan.least)
    rank = record.ranks.get(member.id)
    if rank is None:
        return StatisticUse(State.UNDEFINED, figure, absent="project")
    if rank.of != fingerprint(_prepare(plan, member.value)):
        return StatisticUse(State.UNDEFINED, figure, absent="value")
    return StatisticUse(rank.rank, figure, plan.least)
