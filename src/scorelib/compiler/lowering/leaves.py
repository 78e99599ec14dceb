"""Scored leaves: from a method to points, through every way in which there may be none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pydantic import ValidationError

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import Clause, FormPlan, Kind, Occurrence
from scorelib.compiler.lowering.draft import Draft, Rules
from scorelib.compiler.lowering.limits import check_grid
from scorelib.compiler.lowering.parts import Part, make_part
from scorelib.compiler.lowering.ways import Figures, Given, add_alarms, choose_way, list_ways
from scorelib.compiler.methods import FORM_METHODS, METHODS, Lowered, Method
from scorelib.ground.errors import Text
from scorelib.ground.source import MappingNode, Scalar, locate
from scorelib.model.ruleset import IndicatorSpec, MethodSettings
from scorelib.words.expressions import guess_name
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import Dimension

__all__ = ["ITEM_FORMS", "ITEM_NAMES", "lower_item", "lower_leaf"]

ITEM_FORMS = ("positive", "reverse", "equal", "qualitative")

ITEM_NAMES = ("max_points", "target", "actual")
"""What formulas call the maximum of their place, and the figures of a project's own indicator."""

_ITEM_UNIT = Dimension.of("target")
"""A project's own indicators bring their own units: target and actual only fit each other."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is known of a leaf before its method is read."""

    id: str
    parent: str | None
    path: Loc
    label: Text
    clauses: tuple[Clause, ...]
    rounding: RoundingRule | None
    rules: Rules
    note: Text | None = None
    slot: str | None = None
    kind: Kind = "indicator"


def lower_leaf(
    draft: Draft, name: str, parent: str | None, path: Loc, spec: IndicatorSpec, rules: Rules
) -> Part | None:
    """Add a leaf with a method to the plan; return its part, or None when it has problems."""
    bench = draft.bench
    rounding, rounding_clauses = _read_rounding(draft, path, spec)
    own = bench.clauses(spec.cites, (*path, "cites"))
    way = _method_clauses(draft, (*path, "method"), spec.method)
    clauses = tuple(dict.fromkeys([*own, *way, *rounding_clauses]))
    leaf = _Leaf(name, parent, path, spec.label, clauses, rounding, rules.under(spec), spec.note)
    if not isinstance(spec.max_points, Fraction):
        bench.report("SL308", (*path, "max_points"), name=name)
        return None
    most = bench.build.constant(spec.max_points)
    names = {**bench.names, "max_points": Term(most, "number")}
    site = Site(bench, (*path, "method"), names, most, spec.max_points, key=name)
    lowered = _lower_method(site, METHODS)
    if lowered is None:
        return None
    _check_range(site, lowered)
    inputs = Given(
        bench.build.input(Input("override", name)),
        bench.build.input(Input("state", name)),
        bench.build.input(Input("assessment", name)),
    )
    return _finish(draft, leaf, site, lowered, inputs, bench.build.constant(lowered.judged))


def lower_item(
    draft: Draft, slot: str, path: Loc, spec: IndicatorSpec, rules: Rules
) -> Part | None:
    """Add the template of a slot's own indicators; return the part of one of them."""
    bench, build = draft.bench, draft.bench.build
    rounding, rounding_clauses = _read_rounding(draft, path, spec)
    clauses = (*bench.clauses(spec.cites, (*path, "cites")), *rounding_clauses)
    inner = rules.under(spec)
    leaf = _Leaf(slot, slot, path, spec.label, clauses, rounding, inner, spec.note, slot)
    most = build.input(Input("item", "max_points"), slot)
    names = {
        **bench.names,
        "max_points": Term(most, "number"),
        "target": Term(build.input(Input("item", "target"), slot), "number", _ITEM_UNIT),
        "actual": Term(build.input(Input("item", "actual"), slot), "number", _ITEM_UNIT),
    }
    site = Site(bench, (*path, "declared"), names, most, None, slot)
    ways = _lower_forms(draft, site, spec)
    if ways is None:
        return None
    form = build.input(Input("item", "form"), slot)
    chosen = [(build.is_word(form, way.form), lowered.points) for way, lowered in ways]
    points = build.choose(chosen, build.constant(State.MISSING))
    by_hand = [when for (when, _), (way, _) in zip(chosen, ways, strict=True) if way.judged]
    judged = build.join("or", by_hand) if by_hand else build.constant(False)
    inputs = Given(
        build.input(Input("item", "override"), slot),
        build.input(Input("item", "state"), slot),
        build.input(Input("item", "assessed"), slot),
    )
    forms = tuple(way for way, _ in ways)
    return _finish(draft, leaf, site, Lowered(points), inputs, judged, forms)


def _read_rounding(
    draft: Draft, path: Loc, spec: IndicatorSpec
) -> tuple[RoundingRule | None, tuple[Clause, ...]]:
    """Return the rounding of a leaf's points, its own or the ruleset's, and what it rests on."""
    own, whole = spec.rounding, draft.document.rounding.points
    at: Loc = (*path, "rounding") if own else ("rounding", "points")
    used = own or whole
    rule = draft.bench.rounding(own, at) if own else draft.rounding_points
    return rule, draft.bench.clauses(used.cites, (*at, "cites")) if used else ()


def _method_clauses(draft: Draft, path: Loc, method: object) -> tuple[Clause, ...]:
    """Return what a method's way of scoring rests on, where the method says so itself."""
    if not isinstance(method, dict):
        return ()
    rounding = method.get("rounding")
    found: list[Clause] = []
    for part, at in ((method, path), (rounding, (*path, "rounding"))):
        if isinstance(part, dict) and "cites" in part:
            try:
                settings = MethodSettings(cites=part["cites"])
            except ValidationError:
                continue  # Reported where the method itself is read.
            found += draft.bench.clauses(settings.cites, (*at, "cites"))
    return tuple(found)


def _lower_forms(
    draft: Draft, site: Site, spec: IndicatorSpec
) -> list[tuple[FormPlan, Lowered]] | None:
    """Return each form of target that is scored, and how; None after noting what is wrong."""
    found: list[tuple[FormPlan, Lowered]] = []
    given = [form for form in ITEM_FORMS if getattr(spec.declared, form) is not None]
    for form in given:
        here = replace(site, path=(*site.path, form))
        table = [method for method in FORM_METHODS if form in method.forms]
        lowered = _lower_method(here, table)
        if lowered is None:
            continue
        _check_range(here, lowered)
        way = FormPlan(
            form,
            _kind_of(here),
            lowered.points if lowered.formula is None else lowered.formula,
            lowered.judged,
            _method_clauses(draft, here.path, getattr(spec.declared, form)),
            lowered.bands,
            lowered.band_value,
            lowered.band_unit,
        )
        found.append((way, lowered))
    if not given:
        site.report("SL309")
    return found if found and len(found) == len(given) else None


def _lower_method(site: Site, table: Sequence[Method]) -> Lowered | None:
    """Return what a method lowers to, or None after noting what is wrong with it."""
    node = locate(site.bench.tree, site.path)
    if isinstance(node, Scalar):
        return _lower_bare(site, table, str(node))
    kind = node.values.get("kind") if isinstance(node, MappingNode) else None
    if kind is None:
        site.bench.report_key("SL103", site.path, key="kind")
        return None
    if not isinstance(kind, Scalar):
        site.report("SL106", "kind")
        return None
    found = _find_method(site, table, str(kind), "kind")
    settings = site.read(found.shape) if found else None
    return found.lower(settings, site) if found and settings is not None else None


def _lower_bare(site: Site, table: Sequence[Method], kind: str) -> Lowered | None:
    """Lower a method that is written as its kind alone."""
    found = _find_method(site, table, kind)
    if found is None:
        return None
    required = [
        field.alias or name
        for name, field in found.shape.model_fields.items()
        if field.is_required() and name != "kind"
    ]
    for key in required:
        site.report("SL103", key=key)
    if required:
        return None
    return found.lower(found.shape.model_validate({"kind": kind}), site)


def _find_method(site: Site, table: Sequence[Method], kind: str, *steps: str) -> Method | None:
    by_kind: Mapping[str, Method] = {each.kind: each for each in table}
    if kind in by_kind:
        return by_kind[kind]
    guess = guess_name(kind, list(by_kind))
    if not kind:
        site.report("SL107", *steps)
    elif guess is not None:
        site.report("SL303", *steps, kind=kind, known=tuple(by_kind), guess=guess)
    else:
        site.report("SL317", *steps, kind=kind, known=tuple(by_kind))
    return None


def _check_range(site: Site, lowered: Lowered) -> None:
    """Note points that are not shown to stay between 0 and the maximum."""
    if lowered.share is not None:
        # A share of the maximum is told in points, where the ruleset fixes the maximum.
        found, scale = site.bound(lowered.share), site.most or Fraction(1)
        most = Fraction(1)
    elif site.most is not None:
        found, scale, most = site.bound(lowered.points), Fraction(1), site.most
    else:
        site.report("SL332")
        return
    if not found.within(Fraction(0), most):
        low = "-∞" if found.lo is None else print_number(found.lo * scale)
        high = "+∞" if found.hi is None else print_number(found.hi * scale)
        site.report("SL331", low=low, high=high, most=print_number(most * scale))


def _finish(
    draft: Draft,
    leaf: _Leaf,
    site: Site,
    lowered: Lowered,
    inputs: Given,
    judged: int,
    forms: tuple[FormPlan, ...] = (),
) -> Part:
    """Add the points of a leaf: computed, or one of the other ways; and its occurrence."""
    build = draft.bench.build
    computed = build.round(lowered.points, leaf.rounding)
    ways = list_ways(site, leaf.rules, computed, inputs, judged)
    status, points = choose_way(build, ways)
    if site.most is not None:
        check_grid(draft, (*leaf.path, "max_points"), leaf.rounding, site.most)
    figures = Figures(computed, status, points, leaf.rounding.places if leaf.rounding else None)
    by_hand = build.constant_of(judged) is True
    occurrence = _describe_leaf(draft, leaf, site, lowered, inputs, figures)
    if by_hand:
        # Where a person always judges nothing is computed, whatever the nodes hold.
        occurrence = replace(occurrence, share=None, computed=None)
    draft.occurrences.append(replace(occurrence, forms=forms))
    add_alarms(draft, leaf.id, site, inputs, figures)
    return make_part(build, points, status, site.max_points)


def _describe_leaf(
    draft: Draft, leaf: _Leaf, site: Site, lowered: Lowered, inputs: Given, figures: Figures
) -> Occurrence:
    """Return where a leaf stands, and the nodes of its figures."""
    return Occurrence(
        leaf.id,
        leaf.parent,
        leaf.kind,
        leaf.label,
        leaf.clauses,
        draft.bench.place(leaf.path),
        site.max_points,
        figures.points,
        figures.status,
        slot=leaf.slot,
        method=_kind_of(site),
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
        note=leaf.note,
    )


def _kind_of(site: Site) -> str:
    node = locate(site.bench.tree, site.path)
    if isinstance(node, MappingNode):
        return str(node.values.get("kind", "declared"))
    return str(node)
