"""Slots: the places for a project's own indicators, each scored by the form of its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.bench.terms import Term
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import FormPlan, SlotPlan
from scorelib.compiler.lowering.alarms import add_policy_alarms
from scorelib.compiler.lowering.draft import Draft, Maximum, Rules
from scorelib.compiler.lowering.leaves import Leaf, finish_leaf
from scorelib.compiler.lowering.maxima import Spot
from scorelib.compiler.lowering.parts import GRANTED, Part, fold_part
from scorelib.compiler.lowering.settings import (
    check_range,
    kind_of,
    lower_method,
    method_clauses,
    read_rounding,
)
from scorelib.compiler.lowering.ways import Given, grant_absent
from scorelib.compiler.methods import FORM_METHODS, Lowered
from scorelib.compiler.methods.equal_split import split_maximum
from scorelib.model.ruleset import FORMS, Declared
from scorelib.words.units import Dimension, read_unit

__all__ = ["lower_slot"]

_ITEM_UNIT = Dimension.of("target")
"""A project's own indicators bring their own units: target and actual only fit each other."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How targets of one form are scored: where it is written, and as what."""

    name: str
    path: Loc
    method: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Ways:
    """How a slot scores: the forms it knows, and what it says of all of them."""

    forms: tuple[_Form, ...]
    unmarked: str
    over: Declared | None

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers of the qualitative form, by name."""
        found = next((form.method for form in self.forms if form.name == "qualitative"), {})
        tiers = found.get("tiers", {})
        return tuple(str(tier) for tier in tiers) if isinstance(tiers, Mapping) else ()


def lower_slot(draft: Draft, spot: Spot, maximum: Maximum | None) -> Part | None:
    """Add a slot: the project's own indicators, put together."""
    ways = _read_ways(draft, spot)
    build, name = draft.bench.build, spot.id
    if ways is None:
        return None
    over = ways.over.over_achievement if ways.over else None
    beyond = over.beyond if over else None
    split = spot.spec.split is not None
    forms = tuple(form.name for form in ways.forms)
    draft.slots.append(SlotPlan(name, ways.unmarked, forms, ways.tiers, beyond, split))
    item_max = _read_item_maximum(draft, spot, maximum)
    if item_max is None:
        return None
    item = _lower_item(draft, spot, ways, item_max)
    if item is None:
        return None
    draft.item_maxima[name] = item.max_points
    part = fold_part(build, name, item, None if maximum is None else maximum.node)
    said = build.is_word(build.input(Input("state", name)), "not-applicable")
    part = _settle_slot(draft, name, said, spot.rules.under(spot.spec), item, part)
    if spot.headed and maximum is None:
        return _leave_unused(draft, name, said, part)
    if maximum is not None and maximum.by_profile:
        part, said = _leave_at_zero(draft, name, said, part)
    _ask_for_items(draft, name, said, part)
    return part


def _read_ways(draft: Draft, spot: Spot) -> _Ways | None:
    """Return how a slot scores: what it says itself, and beside that what it names."""
    own, path = spot.spec.declared, (*spot.path, "declared")
    if own is None:
        return None
    layers: list[tuple[Declared, Loc]] = [(own, path)]
    if own.use is not None:
        shared = draft.document.declared.get(own.use)
        if shared is None:
            known = tuple(draft.document.declared)
            draft.bench.report("SL388", path, name=own.use, known=known)
            return None
        layers.append((shared, ("declared", own.use)))
    forms = []
    for name in FORMS:
        for declared, place in layers:
            if (method := declared.method_of(name)) is not None:
                forms.append(_Form(name, (*place, name), method))
                break
    if not forms:
        draft.bench.report("SL309", path)
        return None
    unmarked = next((each.unmarked for each, _ in layers if each.unmarked), "ask")
    over = next((each for each, _ in layers if each.over_achievement), None)
    return _Ways(tuple(forms), unmarked, over)


def _read_item_maximum(draft: Draft, spot: Spot, maximum: Maximum | None) -> int | None:
    """Return the maximum of one indicator: the project's own, or an equal part of the slot's."""
    build, split = draft.bench.build, spot.spec.split
    if split is None:
        return build.input(Input("item", "max_points"), spot.id)
    path = (*spot.path, "split")
    if maximum is None:
        draft.bench.report_key("SL390", path, label=spot.spec.label)
        return None
    rounding = draft.bench.rounding(split, path)
    part = split_maximum(build, maximum.node, spot.id, rounding)
    printed = build.input(Input("item", "printed_max"), spot.id)
    numbers = (("printed", printed, None), ("max_points", part, None))
    differs = build.compare("!=", printed, part)
    clauses = draft.bench.clauses(split.cites, (*path, "cites"))
    draft.alarm(
        "SL573", "warning", differs, spot.id, slot=spot.id, numbers=numbers, clauses=clauses
    )
    return part


def _lower_item(draft: Draft, spot: Spot, ways: _Ways, most: int) -> Part | None:
    """Add the template of a slot's own indicators; return the part of one of them."""
    bench, build, slot = draft.bench, draft.bench.build, spot.id
    rounding, rounding_clauses = read_rounding(draft, spot)
    clauses = (*bench.clauses(spot.spec.cites, (*spot.path, "cites")), *rounding_clauses)
    rules = spot.rules.under(spot.spec)
    leaf = Leaf(slot, slot, spot, clauses, rounding, rules, Maximum(most, None), slot)
    names = {**bench.names, "max_points": Term(most, "number")}
    site = Site(bench, (*spot.path, "declared"), names, most, None, slot)
    lowered = _lower_forms(draft, site, ways)
    if lowered is None:
        return None
    form = build.input(Input("item", "form"), slot)
    chosen = [(build.is_word(form, way.form), each.points) for way, each in lowered]
    points = build.choose(chosen, build.constant(State.MISSING))
    asked = [when for (when, _), (way, _) in zip(chosen, lowered, strict=True) if way.judged]
    judged = build.join("or", asked) if asked else build.constant(False)
    override, state, assessed, by_hand, reduction = (
        build.input(Input("item", key), slot)
        for key in ("override", "state", "assessed", "judgement", "reduction")
    )
    inputs = Given(override, state, assessed, by_hand, reduction)
    forms = tuple(way for way, _ in lowered)
    return finish_leaf(draft, leaf, site, Lowered(points), inputs, judged, forms)


def _lower_forms(draft: Draft, site: Site, ways: _Ways) -> list[tuple[FormPlan, Lowered]] | None:
    """Return each form of target that is scored, and how; None after noting what is wrong."""
    found: list[tuple[FormPlan, Lowered]] = []
    for form in ways.forms:
        names = {**site.names, **_name_figures(site, form.name)}
        here = replace(site, path=form.path, names=names)
        table = [method for method in FORM_METHODS if form.name in method.forms]
        lowered = lower_method(here, table)
        if lowered is None:
            continue
        check_range(here, lowered)
        found.append((_describe_form(draft, here, form, lowered), lowered))
    return found if len(found) == len(ways.forms) else None


def _describe_form(draft: Draft, site: Site, form: _Form, lowered: Lowered) -> FormPlan:
    clauses: tuple[Clause, ...] = method_clauses(draft, form.path, form.method)
    return FormPlan(
        form.name,
        kind_of(site),
        lowered.points if lowered.formula is None else lowered.formula,
        lowered.judged,
        clauses,
        lowered.bands,
        lowered.band_value,
        lowered.band_unit,
        draft.bench.place(form.path),
    )


def _name_figures(site: Site, form: str) -> dict[str, Term]:
    """Return what a way of scoring can name in one form of target, and whether it is met."""
    build, slot = site.build, site.slot

    def read(key: str, dimension: Dimension = _ITEM_UNIT) -> Term:
        return Term(build.input(Input("item", key), slot), "number", dimension)

    if form == "qualitative":
        return {}
    if form == "yes-no":
        return {"met": Term(build.input(Input("item", "met"), slot), "truth")}
    if form == "date":
        late = read("late", read_unit("天").dimension)
        on_time = build.compare("<=", late.node, build.constant(0))
        return {"late": late, "met": Term(on_time, "truth")}
    actual = read("actual")
    if form == "range":
        low, high = read("low"), read("high")
        above = build.compare(">=", actual.node, low.node)
        below = build.compare("<=", actual.node, high.node)
        inside = Term(build.join("and", [above, below]), "truth")
        return {"low": low, "high": high, "actual": actual, "met": inside}
    target = read("target")
    met = Term(build.compare(_MET[form], actual.node, target.node), "truth")
    return {"target": target, "actual": actual, "met": met}


_MET: Mapping[str, Literal["<=", ">=", "=="]] = {
    "positive": ">=",
    "reverse": "<=",
    "equal": "==",
    "change": ">=",
}
"""How an actual that meets its target stands to it."""


def _settle_slot(draft: Draft, name: str, said: int, rules: Rules, item: Part, part: Part) -> Part:
    """Return the part of a slot where it is empty, or said (or found) not to apply as a whole."""
    build, zero = draft.bench.build, draft.bench.build.constant(0)
    count = build.count(name)
    empty = build.compare("==", count, zero)
    is_absent = build.is_state(item.points, State.NOT_APPLICABLE)
    absent = build.fold(name, build.choose([(is_absent, build.constant(1))], zero))
    granted = grant_absent(build, rules, part.max_points)
    points = build.choose(
        [
            (said, granted),
            (empty, build.constant(State.MISSING)),
            (build.compare("==", absent, count), build.constant(State.NOT_APPLICABLE)),
        ],
        part.points,
    )
    add_policy_alarms(draft, name, None, points, part.max_points, said, moves=rules.moves)
    lost = build.join("and", [said, build.is_state(points, State.MISSING)])
    most = (("max_points", part.max_points, None),)
    draft.alarm("SL507", "question", lost, name, numbers=most)
    without = build.is_state(points, State.NOT_APPLICABLE)
    given = build.instead(granted, zero)
    lifted = build.compare(">", given, zero)
    return replace(
        part,
        points=points,
        known=build.instead(points, part.known),
        other_part=build.choose([(said, given)], part.other_part),
        unscored=build.choose(
            [(build.join("and", [said, build.is_state(points, State.MISSING)]), part.max_points)],
            part.unscored,
        ),
        excluded=build.choose([(without, part.max_points)], part.excluded),
        gross=build.choose([(said, given)], part.gross),
        gross_max=build.choose([(said, part.max_points)], part.gross_max),
        rank=build.choose(
            [(build.join("and", [said, lifted]), build.constant(GRANTED))], part.rank
        ),
    )


def _is_left(draft: Draft, name: str, said: int) -> int:
    """Return the condition that a slot has no indicators and nobody says that it should not."""
    build = draft.bench.build
    empty = build.compare("==", build.count(name), build.constant(0))
    return build.join("and", [empty, build.invert(said)])


def _leave_unused(draft: Draft, name: str, said: int, part: Part) -> Part:
    """Return the part of a slot that a project need not use: its heading says what must add up.

    A form offers more places than most projects need. One that is left blank carries no weight;
    whether something is missing shows where the heading's maxima are added up.
    """
    build = draft.bench.build
    left = _is_left(draft, name, said)
    points = build.choose([(left, build.constant(State.NOT_APPLICABLE))], part.points)
    one, zero = build.constant(1), build.constant(0)
    empty = build.choose([(left, one)], zero)
    absent = build.choose([(said, one)], zero)
    return replace(part, points=points, empty=empty, absent=absent, unused=left)


def _leave_at_zero(draft: Draft, name: str, said: int, part: Part) -> tuple[Part, int]:
    """Return the part of a slot that is not applicable where the project's profile gives it 0.

    Beside it the condition that nothing need be declared: the profile says so, or the project.
    """
    build = draft.bench.build
    none = build.compare("==", part.max_points, build.constant(0))
    left = build.join("and", [_is_left(draft, name, said), none])
    points = build.choose([(left, build.constant(State.NOT_APPLICABLE))], part.points)
    return replace(part, points=points), build.join("or", [said, left])


def _ask_for_items(draft: Draft, name: str, said: int, part: Part) -> None:
    """Add the question why nothing was declared in a slot that has a maximum of its own."""
    most = (("max_points", part.max_points, None),)
    draft.alarm("SL511", "question", _is_left(draft, name, said), name, numbers=most)
