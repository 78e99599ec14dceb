"""Cases for edges that nobody tests: drafted from cases that are there, by turning one figure.

The figure is looked for exactly: between two figures on either side of the edge the line through
them is followed, and where there are steps they are halved. What is found is short to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Final

from scorelib.compiler.graph.nodes import Compare
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, DocumentError, freeze_arguments
from scorelib.reading.cases import CaseOutcome, Cases, LoadedCase
from scorelib.reading.cases.judging import make_project
from scorelib.reading.coverage.knobs import Knob, list_knobs
from scorelib.reading.coverage.measure import measure_outcomes
from scorelib.reading.coverage.probes import Equals, Lies, Meets, Probe
from scorelib.reading.coverage.reach import Reach, reach_nodes
from scorelib.reading.coverage.target import Target

__all__ = ["Draft", "EdgeCases", "find_edge_cases"]

_MOST_TEMPLATES: Final = 8
_MOST_HALVINGS: Final = 24
_MOST_PLACES: Final = 4
_SPREAD: Final = (0, Fraction(1, 2), Fraction(9, 10), 1, Fraction(11, 10), 2, 10)
"""Multiples of the figure that is there, between which an edge is looked for."""

_SCALES: Final = (-100, -1, 0, 1, 100, 10**4, 10**6, 10**8)
"""Figures between which an edge is looked for, whatever figure is there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A case for an edge: the one it comes from, the figure that was turned, what came out."""

    target: Target
    template: LoadedCase
    knob: Knob
    value: Fraction
    result: Result


@dataclass(frozen=True, slots=True)
class EdgeCases:
    """Drafts for the edges that no case meets, and the edges for which nothing was found.

    `taken` are the ids of the cases that are there.
    """

    ruleset: Ruleset
    drafts: tuple[Draft, ...]
    missed: tuple[Target, ...]
    taken: frozenset[str] = frozenset()

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What could not be found, each as a question to the author."""
        return tuple(
            Diagnostic("SL674", freeze_arguments({"node": each.node, "what": each.label}))
            for each in self.missed
        )


def find_edge_cases(
    ruleset: Ruleset, plan: Plan, cases: Cases, outcomes: Sequence[CaseOutcome]
) -> EdgeCases:
    """Return drafts for the ruleset's own edges that no case meets.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.reading.cases import judge_cases, load_cases
    >>> ruleset = load_ruleset("cn/yunnan/self-evaluation@2020")
    >>> plan, cases = compile_ruleset(ruleset), load_cases(ruleset)
    >>> find_edge_cases(ruleset, plan, cases, judge_cases(plan, cases)).missed
    ()
    """
    coverage = measure_outcomes(ruleset, plan, outcomes)
    templates = [
        _Template(cases.cases[each.index], reach_nodes(plan, each.result.values))
        for each in outcomes
        if each.result is not None and cases.cases[each.index].case.cohort is None
    ]
    drafts: list[Draft] = []
    reached: list[Reach] = []
    missed: list[Target] = []
    for target in coverage.missed:
        if target.kind != "edge" or any(_meets(target, each) for each in reached):
            continue
        draft = _draft(plan, target, templates)
        if draft is None:
            missed.append(target)
        else:
            drafts.append(draft)
            reached.append(reach_nodes(plan, draft.result.values))
    taken = frozenset(each.id for each in cases.cases)
    return EdgeCases(ruleset, tuple(drafts), tuple(missed), taken)


@dataclass(frozen=True, slots=True)
class _Template:
    """A case that is there, with what it reaches."""

    loaded: LoadedCase
    reach: Reach


def _meets(target: Target, reach: Reach) -> bool:
    return any(probe.sees(reach) for probe in target.probes)


def _draft(plan: Plan, target: Target, templates: Sequence[_Template]) -> Draft | None:
    """Return the first draft that is found, from the cases that are nearest to the edge."""
    for probe in target.probes:
        aim = _aim(plan, probe)
        if aim is None:
            continue
        measured = ((aim.measure(each.reach), each) for each in templates)
        near = [(off, each) for off, each in measured if off is not None]
        near.sort(key=lambda pair: abs(pair[0]))
        for _, template in near[:_MOST_TEMPLATES]:
            for knob in list_knobs(plan, template.loaded, aim.root):
                found = _Search(plan, template.loaded, knob, aim).find()
                if found is not None:
                    return Draft(target, template.loaded, knob, *found)
    return None


@dataclass(frozen=True, slots=True)
class _Aim:
    """What is looked for: a probe, and the node whose figure comes nearer to what it wants.

    `other` is the node that the figure is to equal, where it is no fixed `goal`.
    """

    probe: Probe
    root: int
    node: int
    goal: Fraction
    other: int | None = None

    def measure(self, reach: Reach) -> Fraction | None:
        """Return how far a project is from the goal: below zero where its figure is too low."""
        rows = sorted(reach.rows_of(self.node))
        found = [each for row in rows if (each := self._measure(reach, row)) is not None]
        return min(found, key=abs) if found else None

    def _measure(self, reach: Reach, row: int) -> Fraction | None:
        goal = self.goal if self.other is None else reach.value(self.other, row)
        own = reach.value(self.node, row)
        known = isinstance(own, Fraction) and isinstance(goal, Fraction)
        return own - goal if known else None


def _aim(plan: Plan, probe: Probe) -> _Aim | None:
    if isinstance(probe, Equals):
        return _Aim(probe, probe.node, probe.node, probe.value)
    if isinstance(probe, Lies) and probe.near is not None:
        band = probe.band
        above = band.least is not None and band.least >= probe.near
        goal = probe.near + (probe.within if above else -probe.within)
        return _Aim(probe, probe.node, probe.node, goal)
    if isinstance(probe, Meets):
        compare = plan.nodes[probe.node]
        if isinstance(compare, Compare):
            return _Aim(probe, probe.node, compare.left, Fraction(0), compare.right)
    return None


class _Search:
    """The search for one figure of one case with which a project meets an edge."""

    def __init__(self, plan: Plan, loaded: LoadedCase, knob: Knob, aim: _Aim) -> None:
        self._plan, self._loaded, self._knob, self._aim = plan, loaded, knob, aim
        self._known: dict[Fraction, Fraction | None] = {}
        self._found: tuple[Fraction, Result] | None = None

    def find(self) -> tuple[Fraction, Result] | None:
        """Return the figure and what comes out with it, or None."""
        begin = [self._knob.now * each for each in _SPREAD]
        points = sorted({*begin, *map(Fraction, _SCALES)})
        known = [(each, off) for each in points if (off := self._try(each)) is not None]
        for low, high in pairwise(known):
            if not self._is_found() and low[1] * high[1] <= 0 and low[1] != high[1]:
                self._close_in(low, high)
        return self._found

    def _is_found(self) -> bool:
        return self._found is not None

    def _close_in(self, low: tuple[Fraction, Fraction], high: tuple[Fraction, Fraction]) -> None:
        """Follow the line between two figures, and halve what is left between them."""
        for _ in range(_MOST_HALVINGS):
            line = low[0] - low[1] * (high[0] - low[0]) / (high[1] - low[1])
            for each in (*_list_short(line), (low[0] + high[0]) / 2):
                off = self._try(each)
                if self._is_found():
                    return
                if off is None or not low[0] < each < high[0]:
                    continue
                if off * low[1] > 0:
                    low = (each, off)
                else:
                    high = (each, off)
                if low[1] == high[1]:
                    return

    def _try(self, value: Fraction) -> Fraction | None:
        """Return how far off a figure is, after noting whether it meets the edge."""
        if value not in self._known:
            self._known[value] = self._measure(value)
        return self._known[value]

    def _measure(self, value: Fraction) -> Fraction | None:
        try:
            turned = self._knob.turn(self._loaded, value)
            result = evaluate_project(self._plan, make_project(self._plan, turned))
        except DocumentError:
            return None  # A figure that the rules refuse is none to be drafted.
        reach = reach_nodes(self._plan, result.values)
        short = value.denominator in _SHORT
        if short and self._found is None and self._aim.probe.sees(reach):
            self._found = (value, result)
        return self._aim.measure(reach)


def _list_divisors() -> Iterator[int]:
    for twos in range(_MOST_PLACES + 1):
        for fives in range(_MOST_PLACES + 1):
            yield 2**twos * 5**fives


_SHORT: Final = frozenset(_list_divisors())
"""Denominators of figures that can be written with few decimals."""


def _list_short(value: Fraction) -> Iterator[Fraction]:
    """Yield figures close to another, those that are shortest to write first."""
    for places in range(_MOST_PLACES + 1):
        scaled = value * 10**places
        for whole in dict.fromkeys((floor(scaled), ceil(scaled))):
            yield Fraction(whole, 10**places)
    yield value
