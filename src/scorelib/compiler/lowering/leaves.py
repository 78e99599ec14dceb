"""Scored leaves: from a method to points, through every way in which there may be none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import FormPlan, Kind, Occurrence
from scorelib.compiler.graph.walk import inputs_of, lists_of
from scorelib.compiler.lowering.alarms import add_alarms
from scorelib.compiler.lowering.bands import lower_place_grade
from scorelib.compiler.lowering.draft import Draft, Maximum, Rules
from scorelib.compiler.lowering.limits import check_grid
from scorelib.compiler.lowering.maxima import Spot
from scorelib.compiler.lowering.parts import Part, make_part
from scorelib.compiler.lowering.settings import (
    check_range,
    kind_of,
    lower_method,
    method_clauses,
    read_rounding,
)
from scorelib.compiler.lowering.ways import Figures, Given, choose_way, list_ways
from scorelib.compiler.methods import METHODS, Lowered
from scorelib.ground.errors import Text
from scorelib.words.rounding import RoundingRule

__all__ = ["Leaf", "finish_leaf", "lower_leaf"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is known of a leaf before its method is read."""

    id: str
    parent: str | None
    spot: Spot
    clauses: tuple[Clause, ...]
    rounding: RoundingRule | None
    rules: Rules
    maximum: Maximum
    slot: str | None = None

    @property
    def label(self) -> Text:
        return self.spot.spec.label

    @property
    def kind(self) -> Kind:
        return "criterion" if self.spot.kind == "criterion" else "indicator"


def lower_leaf(draft: Draft, spot: Spot, maximum: Maximum) -> Part | None:
    """Add a leaf with a method to the plan; return its part, or None when it has problems."""
    bench, spec, path = draft.bench, spot.spec, spot.path
    rounding, rounding_clauses = read_rounding(draft, spot)
    own = bench.clauses(spec.cites, (*path, "cites"))
    way = method_clauses(draft, (*path, "method"), spec.method)
    clauses = tuple(dict.fromkeys([*own, *way, *rounding_clauses]))
    leaf = Leaf(spot.id, spot.parent, spot, clauses, rounding, spot.rules.under(spec), maximum)
    names = {**bench.names, "max_points": Term(maximum.node, "number")}
    site = Site(
        bench,
        (*path, "method"),
        names,
        maximum.node,
        maximum.value,
        key=spot.id,
        least=spec.min_points,
    )
    lowered = lower_method(site, METHODS)
    if lowered is None:
        return None
    check_range(site, lowered)
    inputs = Given(
        bench.build.input(Input("override", spot.id)),
        bench.build.input(Input("state", spot.id)),
        bench.build.input(Input("assessment", spot.id)),
        bench.build.input(Input("judgement", spot.id)),
        maximum=maximum.given,
        silent=_may_be_silent(draft, spot, maximum, lowered),
    )
    judged = bench.build.constant(lowered.judged)
    return finish_leaf(draft, leaf, site, lowered, inputs, judged)


def _may_be_silent(draft: Draft, spot: Spot, maximum: Maximum, lowered: Lowered) -> int | None:
    """Return when a leaf of which nothing is said does not apply: by the rule, or its 0 points."""
    build = draft.bench.build
    if spot.spec.optional:
        # Points that the unit declares, or a person gives, say something of it too.
        said = [build.input(Input(kind, spot.id)) for kind in ("assessment", "judgement")]
        nothing = [build.is_state(each, State.MISSING) for each in said]
        return build.join("and", [_is_unspoken(draft, lowered), *nothing])
    if not maximum.by_profile:
        return None
    none = build.holds(build.compare("==", maximum.node, build.constant(0)))
    return build.join("and", [none, _is_unspoken(draft, lowered)])


def _is_unspoken(draft: Draft, lowered: Lowered) -> int:
    """Return the condition that a project gives nothing of what a method reads.

    The facts that tell its profile are given in any case, and say nothing of the place.
    """
    build = draft.bench.build
    roots = [lowered.points, *(option.when for option in lowered.options)]
    read = {each for root in roots for each in inputs_of(build.nodes, root)}
    given = {each for each in read if each.kind in ("fact", "judgement")}
    telling = set() if draft.fits is None else set(inputs_of(build.nodes, draft.fits))
    facts = [build.input(each) for each in sorted(given - telling, key=str)]
    lists = sorted({name for root in roots for name in lists_of(build.nodes, root)})
    counts = [build.count(name) for name in lists]
    absent = [build.is_state(each, State.MISSING) for each in (*facts, *counts)]
    return build.join("and", absent) if absent else build.constant(not given)


def finish_leaf(
    draft: Draft,
    leaf: Leaf,
    site: Site,
    lowered: Lowered,
    inputs: Given,
    judged: int,
    forms: tuple[FormPlan, ...] = (),
) -> Part:
    """Add the points of a leaf: computed, or one of the other ways; and its occurrence."""
    build = draft.bench.build
    computed = _round_points(site, lowered.points, leaf.rounding)
    by_person = _round_points(site, inputs.judged, leaf.rounding)
    ways = list_ways(site, leaf.rules, computed, inputs, judged, by_person)
    status, points = choose_way(build, ways)
    if site.most is not None:
        check_grid(draft, (*leaf.spot.path, "max_points"), leaf.rounding, site.most)
    figures = Figures(computed, status, points, leaf.rounding.places if leaf.rounding else None)
    by_hand = build.constant_of(judged) is True
    occurrence = _describe_leaf(draft, leaf, site, lowered, inputs, figures)
    if by_hand:
        # Where a person always judges nothing is computed, whatever the nodes hold.
        occurrence = replace(occurrence, share=None, computed=None)
    draft.occurrences.append(replace(occurrence, forms=forms))
    add_alarms(draft, leaf.id, site, inputs, figures, moves=leaf.rules.moves)
    return make_part(build, points, status, site.max_points, bonus=leaf.spot.spec.bonus)


def _round_points(site: Site, points: int, rounding: RoundingRule | None) -> int:
    """Return points rounded, which lifts none above a maximum that the ruleset does not fix."""
    rounded = site.build.round(points, rounding)
    if rounding is None or site.most is not None:
        return rounded
    return site.build.extreme("min", (rounded, site.max_points))


_POINTS: Loc = ("rounding", "points")
"""Where the rounding of points stands that have none of their own."""


def _describe_leaf(
    draft: Draft, leaf: Leaf, site: Site, lowered: Lowered, inputs: Given, figures: Figures
) -> Occurrence:
    """Return where a leaf stands, and the nodes of its figures."""
    return Occurrence(
        leaf.id,
        leaf.parent,
        leaf.kind,
        leaf.label,
        leaf.clauses,
        draft.bench.place(leaf.spot.path),
        site.max_points,
        figures.points,
        figures.status,
        slot=leaf.slot,
        method=kind_of(site),
        raw=lowered.points,
        share=lowered.share,
        computed=figures.computed,
        declared=inputs.assessed,
        override=inputs.override,
        formula=lowered.points if lowered.formula is None else lowered.formula,
        rounding=leaf.rounding,
        band_value=lowered.band_value,
        band_unit=lowered.band_unit,
        bands=lowered.bands,
        options=lowered.options,
        note=leaf.spot.spec.note,
        grade=None
        if leaf.slot
        else lower_place_grade(draft, leaf.spot, figures.points, leaf.rounding),
        given_maximum=leaf.maximum.given,
        origins=draft.bench.origins(leaf.spot.path, _POINTS if leaf.rounding else None),
    )
