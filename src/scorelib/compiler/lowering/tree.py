"""Dimensions: children put together, held to the stated maximum, rounded where that is said."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scorelib.compiler.bench.site import Loc
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import Occurrence, SlotPlan
from scorelib.compiler.lowering.draft import Draft, Rules
from scorelib.compiler.lowering.leaves import ITEM_FORMS, lower_item, lower_leaf
from scorelib.compiler.lowering.limits import Heading, hold_part, round_part, sum_fixed
from scorelib.compiler.lowering.parts import GRANTED, Part, fold_part, name_rank, sum_parts
from scorelib.compiler.lowering.ways import add_policy_alarms, grant_absent
from scorelib.ground.errors import Text
from scorelib.model.ruleset import Declared, IndicatorSpec
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule

__all__ = ["lower_node"]


def lower_node(
    draft: Draft,
    name: str,
    parent: str | None,
    path: Loc,
    spec: IndicatorSpec,
    rules: Rules,
    headed: bool,
) -> Part | None:
    """Add a node of the tree with all that is below it; return its part, None on problems.

    `headed` says that the heading above states a maximum, to which what is below must add up.
    """
    if spec.method is not None:
        part = lower_leaf(draft, name, parent, path, spec, rules)
    elif spec.declared is not None:
        part = _lower_slot(draft, name, parent, path, spec, rules, headed)
    else:
        part = _lower_dimension(draft, name, parent, path, spec, rules)
    if part is not None:
        draft.parts[name] = part
    return part


def _lower_dimension(
    draft: Draft, name: str, parent: str | None, path: Loc, spec: IndicatorSpec, rules: Rules
) -> Part | None:
    position = len(draft.occurrences)
    inner = rules.under(spec)
    headed = spec.max_points is not None
    parts = [
        lower_node(draft, f"{name}.{key}", name, (*path, "indicators", key), child, inner, headed)
        for key, child in (spec.indicators or {}).items()
    ]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    stated = spec.max_points if isinstance(spec.max_points, Fraction) else None
    if spec.max_points == "declared":
        draft.bench.report("SL308", (*path, "max_points"), name=name)
        return None
    build = draft.bench.build
    limit = None if stated is None else build.constant(stated)
    part = sum_parts(build, found, limit)
    children = build.sum([each.max_points for each in found])
    if not _check_static(draft, path, spec.label, stated, children):
        return None
    _add_place(draft, position, name, parent, path, spec, part, children)
    return draft.parts[name]


def _check_static(
    draft: Draft, path: Loc, label: Text, stated: Fraction | None, children: int
) -> bool:
    """Note maxima that the ruleset fixes and that do not add up."""
    total = draft.bench.build.constant_of(children)
    if stated is None or not isinstance(total, Fraction) or total == stated:
        return True
    draft.bench.report(
        "SL311",
        (*path, "max_points"),
        label=label,
        stated=print_number(stated),
        total=print_number(total),
    )
    return False


def _lower_slot(
    draft: Draft,
    name: str,
    parent: str | None,
    path: Loc,
    spec: IndicatorSpec,
    rules: Rules,
    headed: bool,
) -> Part | None:
    """Add a slot: the project's own indicators, put together."""
    position = len(draft.occurrences)
    if spec.declared is not None:
        draft.slots.append(_describe_slot(name, spec.declared))
    item = lower_item(draft, name, path, spec, rules)
    if item is None:
        return None
    build = draft.bench.build
    stated = spec.max_points if isinstance(spec.max_points, Fraction) else None
    part = fold_part(build, name, item, None if stated is None else build.constant(stated))
    said = build.is_word(build.input(Input("state", name)), "not-applicable")
    part = _settle_slot(draft, name, said, rules.under(spec), item, part)
    if headed and stated is None:
        part = _leave_unused(draft, name, said, part)
    else:
        _ask_for_items(draft, name, said, part)
    _add_place(draft, position, name, parent, path, spec, part, build.fold(name, item.max_points))
    return draft.parts[name]


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
    add_policy_alarms(draft, name, None, points, part.max_points, said)
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
    return replace(part, points=points, empty=empty, absent=build.choose([(said, one)], zero))


def _ask_for_items(draft: Draft, name: str, said: int, part: Part) -> None:
    """Add the question why nothing was declared in a slot that has a maximum of its own."""
    most = (("max_points", part.max_points, None),)
    draft.alarm("SL511", "question", _is_left(draft, name, said), name, numbers=most)


def _describe_slot(name: str, declared: Declared) -> SlotPlan:
    forms = tuple(form for form in ITEM_FORMS if getattr(declared, form) is not None)
    tiers = (declared.qualitative or {}).get("tiers", {})
    return SlotPlan(name, declared.unmarked, forms, tuple(str(tier) for tier in tiers))


def _add_place(
    draft: Draft,
    position: int,
    name: str,
    parent: str | None,
    path: Loc,
    spec: IndicatorSpec,
    part: Part,
    children: int,
) -> None:
    """Hold a dimension to its maximum, round it, and put its occurrence before its children."""
    build, bench = draft.bench.build, draft.bench
    own = spec.rounding if spec.indicators else None
    rounding = bench.rounding(own, (*path, "rounding")) or draft.rounding_subtotals
    clauses = list(bench.clauses(spec.cites, (*path, "cites")))
    clauses += bench.clauses(own.cites, (*path, "rounding", "cites")) if own else ()
    policy = spec.when_maxima_overflow or draft.document.when_maxima_overflow
    place = Heading(name, path, spec.label, spec.note, sum_fixed(spec.indicators))
    held, cap = hold_part(draft, place, part, children, policy)
    adjusted = round_part(draft, (*path, "max_points"), held, rounding)
    draft.parts[name] = adjusted
    occurrence = Occurrence(
        name,
        parent,
        "dimension",
        spec.label,
        tuple(clauses),
        bench.place(path),
        adjusted.max_points,
        adjusted.points,
        name_rank(build, adjusted.points, adjusted.rank),
        raw=part.points,
        computed=None,
        declared=build.input(Input("assessment", name)),
        rounding=rounding,
        cap=cap,
        note=spec.note,
    )
    draft.occurrences.insert(position, occurrence)
    _compare_declared(draft, name, adjusted.points, rounding or draft.rounding_points)


def _compare_declared(draft: Draft, name: str, points: int, rounding: RoundingRule | None) -> None:
    """Add the finding that a dimension's declared points are not what it comes to."""
    build = draft.bench.build
    declared = build.input(Input("assessment", name))
    places = rounding.places if rounding else None
    shown = (("declared", declared, None), ("computed", points, places))
    draft.alarm("SL505", "warning", build.compare("!=", declared, points), name, numbers=shown)
