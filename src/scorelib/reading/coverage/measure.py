"""Coverage measured: each target with the cases that reached it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.outcome.result import Result
from scorelib.reading.cases import CaseOutcome, Cases, judge_cases, load_cases
from scorelib.reading.coverage.reach import Reach, reach_nodes
from scorelib.reading.coverage.targets import KINDS, Kind, Target, list_targets

__all__ = ["Coverage", "Reached", "Tally", "measure_cases", "measure_coverage", "measure_outcomes"]


@dataclass(frozen=True, slots=True)
class Reached:
    """A target with the ids of the cases that reached it, in the order of the file."""

    target: Target
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many targets of a kind were reached, of how many; `kind` is None for all together."""

    kind: Kind | None
    reached: int
    whole: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases of a ruleset reach of it.

    What a lower layer writes is apart: it is for that layer's cases to reach.
    """

    ruleset: Ruleset
    cases: int
    targets: tuple[Reached, ...]

    @property
    def own(self) -> tuple[Reached, ...]:
        """The targets that the ruleset's own layer writes."""
        return tuple(each for each in self.targets if each.target.own)

    @property
    def inherited(self) -> tuple[Reached, ...]:
        """The targets that a lower layer writes."""
        return tuple(each for each in self.targets if not each.target.own)

    @property
    def missed(self) -> tuple[Target, ...]:
        """The ruleset's own targets that no case reached."""
        return tuple(each.target for each in self.own if not each.cases)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """What was reached of each kind, and at the end of all."""
        found = [_tally(kind, self.own) for kind in (*KINDS, None)]
        return tuple(each for each in found if each.whole or each.kind is None)

    @property
    def percent(self) -> int:
        """The share of the own targets that were reached, in whole percent, rounded down."""
        whole = self.tallies[-1]
        return 100 * whole.reached // whole.whole if whole.whole else 100


def _tally(kind: Kind | None, found: Iterable[Reached]) -> Tally:
    fitting = [each for each in found if kind in (None, each.target.kind)]
    return Tally(kind, sum(bool(each.cases) for each in fitting), len(fitting))


def measure_coverage(ruleset: Ruleset, plan: Plan, roots: Sequence[Path] = ()) -> Coverage:
    """Return what the cases beside a ruleset reach of it; `roots` are where its layers are found.

    Raises `DocumentError` where the cases cannot be read.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> ruleset = load_ruleset("cn/yunnan/self-evaluation@2020")
    >>> measure_coverage(ruleset, compile_ruleset(ruleset)).missed
    ()
    """
    del roots  # The ruleset is resolved: nothing is left to be found.
    return measure_cases(ruleset, plan, load_cases(ruleset))


def measure_cases(ruleset: Ruleset, plan: Plan, cases: Cases) -> Coverage:
    """Return what some cases reach of a ruleset; a case that is refused reaches nothing."""
    return measure_outcomes(ruleset, plan, judge_cases(plan, cases))


def measure_outcomes(ruleset: Ruleset, plan: Plan, outcomes: Sequence[CaseOutcome]) -> Coverage:
    """Return what cases that were judged by a plan reach of its ruleset."""
    reached = [(each.id, _reach(plan, each.result)) for each in outcomes if each.result is not None]
    targets = tuple(_find_cases(target, reached) for target in list_targets(ruleset, plan))
    return Coverage(ruleset, len(outcomes), targets)


def _reach(plan: Plan, result: Result) -> Reach:
    return reach_nodes(plan, result.values)


def _find_cases(target: Target, reached: Sequence[tuple[str, Reach]]) -> Reached:
    names = [name for name, reach in reached if any(p.sees(reach) for p in target.probes)]
    return Reached(target, tuple(names))
