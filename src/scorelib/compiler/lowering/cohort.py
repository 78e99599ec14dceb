"""Cohort statistics: figures over all projects of a run, as inputs that the run itself gives.

A statistic is an input of the plan, like a fact; the node of its `of` is evaluated for every
project before. A statistic of a statistic comes a stage later. One of the points of a node or
of the total (a place in a ranking) is lowered when these are there; what such points are made of
cannot use it, since it would need itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Kind, Term
from scorelib.compiler.graph.nodes import Input
from scorelib.compiler.graph.plan import CohortPlan, WinsorisePlan
from scorelib.compiler.graph.walk import inputs_of, lists_of
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.facts import ITEM_NAMES
from scorelib.compiler.proofs.intervals import ANY, Interval
from scorelib.ground.errors import WordError
from scorelib.ground.source import MappingNode, locate
from scorelib.model.cohort import StatisticSpec
from scorelib.model.ruleset import IndicatorSpec
from scorelib.words.expressions import list_names
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import NONE, Dimension, Unit, find_unit

__all__ = ["Reading", "declare_statistic", "is_late", "list_late_names", "list_texts"]

_PLAIN: Final = frozenset({"count", "rank", "z-score"})
"""Statistics that have no unit, whatever they are of."""


def list_texts(spec: StatisticSpec) -> tuple[str, ...]:
    """Return the formulas of a statistic."""
    return (spec.of,) if spec.by is None else (spec.of, spec.by)


def list_late_names(draft: Draft) -> set[str]:
    """Return what formulas call the points of nodes and the total, which come after the facts."""
    return {"total", *_name_below("", draft.document.indicators)}


def _name_below(above: str, specs: Mapping[str, IndicatorSpec]) -> Iterator[str]:
    for name, spec in specs.items():
        called = f"{above}{name}".replace("-", "_")
        yield called
        yield from _name_below(f"{called}_", spec.children)


def declare_statistic(draft: Draft, name: str) -> None:
    """Give a statistic its name, and its node unless that needs the points of nodes."""
    path, spec, bench = ("cohort", name), draft.document.cohort[name], draft.bench
    if find_unit(name) is not None:
        bench.report_key("SL302", path, name=name)
    elif name in bench.names or name in ITEM_NAMES:
        bench.report_key("SL312", path, name=name)
    own = bench.build.input(Input("cohort", name))
    if is_late(draft, spec):
        bench.statistics[name] = _bound(spec, ANY, None)
        bench.names[name] = Term(own, "number")
        return
    read = Reading(draft, path, spec, bench.names)
    found = read.lower(name)
    if found is None:
        return
    plan, dimension = found
    draft.cohort[name] = plan
    bench.statistics[name] = _bound(spec, bench.bounds.of(plan.node), plan.rounding)
    bench.names[name] = Term(own, "number", dimension)


def is_late(draft: Draft, spec: StatisticSpec) -> bool:
    """Return whether a statistic needs the points of nodes, which come after all names."""
    late = list_late_names(draft) - draft.bench.names.keys() - draft.document.cohort.keys()
    return not late.isdisjoint(_names_in(spec))


def _names_in(spec: StatisticSpec) -> Iterator[str]:
    for text in list_texts(spec):
        try:
            found = list_names(text)
        except WordError:
            continue  # Reported where the formula is lowered.
        yield from (name for name, _ in found)


@dataclass(frozen=True, slots=True)
class Reading:
    """One statistic as it is read."""

    draft: Draft
    path: Loc
    spec: StatisticSpec
    names: Mapping[str, Term]

    def lower(self, name: str) -> tuple[CohortPlan, Dimension] | None:
        """Return the plan of a statistic and its dimension, or None after noting its problems."""
        bench, spec = self.draft.bench, self.spec
        before = len(bench.problems)
        kind: Kind | None = None if spec.statistic == "count" else "number"
        site = Site(bench, self.path, self.names, bench.build.constant(0), None)
        term = site.term(spec.of, "of", kind=kind)
        by = None if spec.by is None else site.term(spec.by, "by", kind="word")
        clauses = bench.clauses(spec.cites, (*self.path, "cites"))
        self._check_keys()
        self._check_shares()
        least = self._read_least()
        if term is None:
            return None
        self._check_formula(term)
        dimension = NONE if spec.statistic in _PLAIN else term.dimension
        unit = bench.unit(spec.unit, (*self.path, "unit")) if spec.unit else None
        rounding = self._read_rounding(term, unit, dimension)
        if len(bench.problems) > before:
            return None
        plan = CohortPlan(
            name,
            spec.label,
            spec.statistic,
            term.node,
            None if by is None else by.node,
            unit,
            rounding,
            spec.without == "skip",
            least,
            bench.place(self.path),
            clauses,
            spec.note,
            spec.deviation == "sample",
            spec.share,
            spec.definition,
            self._read_ends(),
            spec.order == "descending",
            spec.ties,
        )
        return plan, dimension

    def _check_keys(self) -> None:
        """Note keys that the statistic needs and has not, and those that it does not go with."""
        missing, wrong = self.spec.list_wrong()
        written = locate(self.draft.bench.tree, self.path)
        given = written.values if isinstance(written, MappingNode) else {}
        for key in missing:
            if key not in given:  # What is written and cannot be read is noted already.
                self.draft.bench.report_key("SL103", self.path, key=key)
        for key in wrong:
            words = {"key": key, "kind": self.spec.statistic}
            self.draft.bench.report("SL310", (*self.path, key), **words)

    def _check_formula(self, term: Term) -> None:
        """Note a formula that is the same for every project, or gives nothing that is counted."""
        nodes = self.draft.bench.build.nodes
        if term.kind not in ("number", "truth"):
            self.draft.bench.report("SL310", (*self.path, "of"), key="of", kind="count")
        elif not list(inputs_of(nodes, term.node)) and not lists_of(nodes, term.node):
            self.draft.bench.report("SL294", (*self.path, "of"), formula=self.spec.of)

    def _check_shares(self) -> None:
        """Note a percentile beyond the ends, or so much brought in that nothing is left."""
        spec, report = self.spec, self.draft.bench.report
        if spec.share is not None and not 0 <= spec.share <= 1:
            report("SL292", (*self.path, "share"), least="0%", most="100%")
        ends = spec.winsorise
        if ends is not None and ends.share is not None and not 0 <= ends.share < Fraction(1, 2):
            report("SL292", (*self.path, "winsorise", "share"), least="0%", most="<50%")

    def _read_least(self) -> int:
        """Return how many values a statistic needs: two, unless it says so or cannot do with it."""
        spec = self.spec
        needed = 2 if spec.statistic == "z-score" or spec.deviation == "sample" else 1
        if spec.winsorise is not None and spec.winsorise.points is not None:
            needed = max(needed, 2 * spec.winsorise.points + 1)
        if spec.statistic == "count":
            needed = 0
        if spec.at_least is None:
            return needed if spec.statistic == "count" else max(needed, 2)
        if spec.at_least < needed:
            self.draft.bench.report("SL295", (*self.path, "at_least"), needed=needed)
        return spec.at_least

    def _read_rounding(
        self, term: Term, unit: Unit | None, dimension: Dimension
    ) -> RoundingRule | None:
        """Return the rounding of a figure, or for a rank that of the values which are ranked."""
        bench, spec = self.draft.bench, self.spec
        if spec.rounding is not None:
            bench.clauses(spec.rounding.cites, (*self.path, "rounding", "cites"))
            if term.dimension != NONE and spec.rounding.unit is None:
                bench.report_key("SL293", (*self.path, "rounding"), places=spec.rounding.places)
            return bench.rounding(spec.rounding, (*self.path, "rounding"), term.dimension)
        if spec.places is None or spec.mode is None:
            return None
        if unit is None:
            if dimension != NONE and spec.unit is None:
                bench.report("SL293", (*self.path, "places"), places=spec.places)
            return RoundingRule(spec.places, spec.mode)
        if unit.dimension != dimension:
            site = Site(bench, self.path, self.names, bench.build.constant(0), None)
            site.report_unit(dimension, unit.dimension, "unit")
        return RoundingRule(spec.places, spec.mode, unit.name, unit.factor)

    def _read_ends(self) -> WinsorisePlan | None:
        ends = self.spec.winsorise
        return None if ends is None else WinsorisePlan(ends.points, ends.share, ends.definition)


def _bound(spec: StatisticSpec, of: Interval, rounding: RoundingRule | None) -> Interval:
    """Return the values that a statistic can take, given those of what it is of."""
    if spec.statistic == "rank":
        return Interval(Fraction(1), None)
    if spec.statistic in ("count", "standard-deviation"):
        return Interval(Fraction(0), None)
    if spec.statistic in ("sum", "z-score") or rounding is None:
        return ANY
    low = None if of.lo is None else rounding.apply(of.lo)
    high = None if of.hi is None else rounding.apply(of.hi)
    return Interval(low, high)
