"""What can be turned in a project to move a figure: facts, points by hand, actuals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.ground.errors import WordError
from scorelib.testing.facts import Data, column_of
from scorelib.testing.quantities import is_finite, scale_of, write_quantity
from scorelib.words.amounts import read_amount
from scorelib.words.numbers import print_number

__all__ = ["Dial", "calm", "list_dials", "turn_to"]

_TRIES = 40
_CENT = Fraction(1, 100)

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Dial:
    """One figure of a project: where it stands, its bounds and quantum, how it is written."""

    steps: Steps
    low: Fraction
    high: Fraction
    step: Fraction
    write: Callable[[Fraction], object]
    holds: Callable[[Fraction], bool]

    def turn(self, project: Data, value: Fraction) -> Data:
        """Return a project in which the figure has another value."""
        changed = deepcopy(project)
        here: Any = changed
        for each in self.steps[:-1]:
            here = here[each]
        here[self.steps[-1]] = self.write(value)
        return changed


def list_dials(plan: Plan, project: Data, maxima: Mapping[str, Fraction]) -> Iterator[Dial]:
    """Yield what can be turned in a project: what moves points most simply comes first."""
    for path, given in project.get("judgements", {}).items():
        if "points" in given and path in maxima:
            yield _points_dial(("judgements", path, "points"), maxima[path])
    for path, items in project.get("indicators", {}).items():
        for place, item in enumerate(items):
            yield from _list_item(("indicators", path, place), item)
    for fact in plan.facts:
        yield from _list_fact(fact, ("facts", fact.name), project.get("facts", {}))


def _points_dial(steps: Steps, most: Fraction) -> Dial:
    return Dial(steps, Fraction(0), most, _CENT, print_number, lambda value: 0 <= value <= most)


def _list_item(steps: Steps, item: Data) -> Iterator[Dial]:
    """Yield the points that a person gave an indicator, or its actual where that is a figure."""
    if "judgement" in item:
        yield _points_dial((*steps, "judgement", "points"), Fraction(item.get("max_points", 0)))
    elif "actual" in item and "tier" not in item:
        try:
            target = read_amount(item["target"].lstrip("≥≤="))
        except WordError:
            return
        unit = target.unit
        name, high = ("" if unit is None else unit.name), target.printed * 2
        yield Dial(
            (*steps, "actual"),
            Fraction(0),
            high,
            _CENT,
            lambda value: f"{print_number(value)}{name}",
            lambda value: value >= 0,
        )


def _list_fact(fact: FactInput, steps: Steps, facts: Data) -> Iterator[Dial]:
    entry = facts.get(str(steps[-1]))
    if fact.kind in ("quantity", "count") and isinstance(entry, str):
        scale = scale_of(fact)
        way = (Fraction(1), "" if fact.unit is None else fact.unit.name)
        whole = fact.kind == "count"
        yield Dial(
            steps,
            scale.low + (scale.step if scale.low_open else 0),
            scale.high - (scale.step if scale.high_open else 0),
            scale.step,
            lambda value: write_quantity(value, way),
            lambda value: scale.holds(value) and not (whole and value.denominator > 1),
        )
    elif fact.kind == "list" and isinstance(entry, dict):
        for place, row in enumerate(entry.get("rows", ())):
            for field in fact.fields:
                name = column_of(field)
                yield from _list_fact(field, (*steps, "rows", place, name), {name: row.get(name)})
    elif fact.kind == "survey" and isinstance(entry, dict) and "counts" in entry:
        for level in entry["counts"]:
            at = (*steps, "counts", level)
            yield Dial(at, Fraction(0), Fraction(200), Fraction(1), int, _is_tally)


def _is_tally(value: Fraction) -> bool:
    return value >= 0 and value.denominator == 1


def calm(project: Data, dials: Sequence[Dial]) -> Data:
    """Return a project whose facts are small, as far as their bounds let them be."""
    for dial in dials:
        if dial.steps[0] == "facts":
            small = max(dial.low, min(dial.high, Fraction(1)))
            project = dial.turn(project, small) if dial.holds(small) else project
    return project


Score = Callable[[Data], Fraction | None]


def turn_to(
    project: Data,
    dials: Sequence[Dial],
    score: Score,
    goal: Fraction,
    hits: Callable[[Fraction], bool],
) -> Data | None:
    """Return a project whose figure is where it should be, or None where no dial brings it there.

    One dial after the other goes as near as it can; the first that passes the goal is turned
    until it meets it: bisected onto a straight piece, and solved there.
    """
    for dial in dials:
        tried = _try_dial(project, dial, score)
        for value, found in tried:
            if hits(found):
                return dial.turn(project, value)
        for one, other in pairwise(tried):
            if (one[1] - goal) * (other[1] - goal) < 0:
                met = _narrow(project, dial, score, goal, hits, [one, other])
                if met is not None:
                    return met
        if tried:
            best = min(tried, key=lambda each: abs(each[1] - goal))
            project = dial.turn(project, best[0])
    return None


Point = tuple[Fraction, Fraction]
"""What a dial is turned to, and the figure that comes out."""


def _try_dial(project: Data, dial: Dial, score: Score) -> list[Point]:
    """Return what comes out at some places of a dial: its ends, or the lower part of it.

    A scale that has no points at its ends often has some near its beginning.
    """
    found = [*_try_parts(project, dial, score, (0, 2, 1))]
    if len(found) < 2:
        found += _try_parts(project, dial, score, (64, 32, 16, 8))
    return sorted(found)


def _try_parts(project: Data, dial: Dial, score: Score, parts: Sequence[int]) -> Iterator[Point]:
    width = dial.high - dial.low
    for part in parts:
        value = dial.low + (_floor(width / part, dial.step) if part else 0)
        found = score(dial.turn(project, value)) if dial.holds(value) else None
        if found is not None:
            yield value, found


def _floor(value: Fraction, step: Fraction) -> Fraction:
    return floor(value / step) * step


def _narrow(
    project: Data,
    dial: Dial,
    score: Score,
    goal: Fraction,
    hits: Callable[[Fraction], bool],
    ends: list[Point],
) -> Data | None:
    for _ in range(_TRIES):
        (low, under), (high, over) = ends
        middle = None
        for value in _guess(dial, ends, goal):
            if not (low < value < high and dial.holds(value) and is_finite(value)):
                continue
            found = score(dial.turn(project, value))
            if found is None:
                return None
            if hits(found):
                return dial.turn(project, value)
            middle = (value, found)
        if middle is None:
            return None
        side = (middle[1] - goal) * (under - goal) > 0
        ends = [middle, (high, over)] if side else [(low, under), middle]
    return None


def _guess(dial: Dial, ends: Sequence[Point], goal: Fraction) -> Iterator[Fraction]:
    """Yield where a straight line would meet the goal, exactly and on the dial; then the middle."""
    (low, under), (high, over) = ends
    straight = low + (goal - under) / (over - under) * (high - low)
    near = _floor(straight, dial.step)
    yield from dict.fromkeys((straight, near, near + dial.step))
    yield _floor((low + high) / 2, dial.step)
