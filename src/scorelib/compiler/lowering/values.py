"""Derived values: formulas over facts and each other, each lowered after those it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.nodes import Constant, Input
from scorelib.compiler.graph.plan import ValuePlan
from scorelib.compiler.lowering.cohort import declare_statistic, list_texts
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.facts import ITEM_NAMES
from scorelib.ground.errors import WordError
from scorelib.model.cohort import StatisticSpec
from scorelib.model.derived import ValueSpec
from scorelib.words.expressions import list_names
from scorelib.words.units import Unit, find_unit

__all__ = ["lower_values", "read_unit_as"]


def lower_values(draft: Draft) -> None:
    """Give every derived value its node and its name; one that needs itself is refused."""
    _Order(draft).lower_all()


MAX_CHAIN: Final = 200
"""The most values that each need the next before any of them has been written."""


def _section_of(spec: ValueSpec | StatisticSpec) -> str:
    return "cohort" if isinstance(spec, StatisticSpec) else "values"


class _Order:
    """The derived values and cohort statistics of a ruleset, each lowered after those it needs."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._specs: dict[str, ValueSpec | StatisticSpec] = {
            **draft.document.cohort,
            **draft.document.values,
        }
        self._settled: set[str] = set()
        self._open: list[str] = []

    def lower_all(self) -> None:
        for name in self._specs:
            self._lower(name)

    def _lower(self, name: str) -> None:
        if name in self._settled:
            return
        if name in self._open:
            self._report_cycle([*self._open[self._open.index(name) :], name])
            return
        if len(self._open) >= MAX_CHAIN:
            self._draft.bench.report_key(
                "SL253", (_section_of(self._specs[name]), name), most=MAX_CHAIN
            )
            self._draft.bench.broken.add(name)
            return
        self._open.append(name)
        spec, bench = self._specs[name], self._draft.bench
        for needed in self._list_needed(spec):
            self._lower(needed)
        self._open.pop()
        self._settled.add(name)
        if isinstance(spec, StatisticSpec):
            declare_statistic(self._draft, name)
        else:
            _lower_value(self._draft, name, ("values", name), spec)
        if name not in bench.names:
            bench.broken.add(name)

    def _report_cycle(self, chain: list[str]) -> None:
        """Note names that need each other, once, and not again wherever they are used."""
        first = chain[0]
        code = "SL334"
        if any(isinstance(self._specs[name], StatisticSpec) for name in chain):
            code = "SL291"
        section = _section_of(self._specs[first])
        self._draft.bench.report_key(code, (section, first), cycle=" → ".join(chain))
        self._draft.bench.broken.update(chain)

    def _list_needed(self, spec: ValueSpec | StatisticSpec) -> Iterator[str]:
        """Yield the other values that a formula names; one that cannot be read names none."""
        texts = list_texts(spec) if isinstance(spec, StatisticSpec) else (spec.formula or "0",)
        for text in texts:
            try:
                named = list_names(text)
            except WordError:
                continue  # Reported where the formula is lowered.
            yield from (name for name, _ in named if name in self._specs)


def _lower_value(draft: Draft, name: str, path: Loc, spec: ValueSpec) -> None:
    bench = draft.bench
    taken = find_unit(name) is not None
    if taken:
        bench.report_key("SL302", path, name=name)
    elif name in bench.names or name in ITEM_NAMES:
        bench.report_key("SL312", path, name=name)
    unit = read_unit_as(draft, path, spec.unit)
    term = _read_value(draft, path, spec, unit)
    if term is None:
        return
    rounding = None
    if spec.rounding is not None and term.kind == "number":
        rounding = bench.rounding(spec.rounding, (*path, "rounding"), term.dimension)
    elif spec.rounding is not None:
        bench.report("SL310", (*path, "rounding"), key="rounding", kind=term.kind)
    node = bench.build.round(term.node, rounding)
    bench.names[name] = Term(node, term.kind, term.dimension, term.words, term.degree)
    if not isinstance(bench.build.nodes[node], (Input, Constant)):
        draft.names[node] = name
    clauses = bench.clauses(spec.cites, (*path, "cites"))
    if spec.rounding is not None:
        clauses += bench.clauses(spec.rounding.cites, (*path, "rounding", "cites"))
    place = bench.place(path)
    draft.values.append(
        ValuePlan(name, spec.label, node, term.node, unit, rounding, clauses, place, spec.note)
    )


def read_unit_as(draft: Draft, path: Loc, text: str | None) -> Unit | None:
    """Return the unit in which a figure is shown, under the name that the author wrote."""
    if text is None:
        return None
    unit = draft.bench.unit(text, (*path, "unit"))
    return None if unit is None else replace(unit, name=text.strip())


def _read_value(draft: Draft, path: Loc, spec: ValueSpec, unit: Unit | None) -> Term | None:
    """Return the term of a value, after noting a unit that does not fit it."""
    bench = draft.bench
    site = Site(bench, path, bench.names, bench.build.constant(0), None)
    if spec.formula is None:
        return site.day(spec.date) if spec.date is not None else None
    term = site.term(spec.formula, "formula", kind=None)
    if term is not None and unit is not None and unit.dimension != term.dimension:
        site.report_unit(term.dimension, unit.dimension, "unit")
        return None
    return term
