"""The total and its grade: the sum of level one, the rules that settle a grade, and its bands."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.plan import (
    Change,
    GradeRulePlan,
    OutputPlan,
)
from scorelib.compiler.lowering.adjustments import adjust_part, cap_bonus, stretch_least
from scorelib.compiler.lowering.aggregates import aggregate_parts, check_aggregate
from scorelib.compiler.lowering.bands import check_unique, lower_grades
from scorelib.compiler.lowering.draft import Draft, Rules
from scorelib.compiler.lowering.limits import Heading, round_part, sum_fixed
from scorelib.compiler.lowering.maxima import Spot, check_sum
from scorelib.compiler.lowering.parts import Part, sum_parts
from scorelib.compiler.lowering.tree import describe_child
from scorelib.compiler.methods import GRADE_METHODS
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import Text
from scorelib.model.derived import Aggregate
from scorelib.words.expressions import guess_name

__all__ = ["bound_total", "lower_grade", "lower_total"]

_TOTAL = Text("总分", "Total")


def lower_total(draft: Draft) -> None:
    """Add the total: the sum of the level-one nodes, held to the ruleset's own maximum."""
    document, build = draft.document, draft.bench.build
    parts = [draft.parts[name] for name in document.indicators if name in draft.parts]
    if len(parts) < len(document.indicators):
        return
    if document.aggregate is not None:
        _lower_aggregate(draft, document.aggregate)
        return
    limit = None if document.max_points is None else build.constant(document.max_points)
    weighed = [name for name, spec in document.indicators.items() if not spec.bonus]
    maxima = [draft.maxima[name] for name in weighed]
    check_sum(draft, ("max_points",), document.title, draft.whole, maxima)
    children = build.sum([part.max_points for part in parts])
    part = sum_parts(build, parts, limit)
    held, changes = adjust_part(draft, _describe_total(draft), part, children)
    held, changes = _settle_bonus(draft, held, changes)
    draft.parts["total"] = round_part(draft, ("rounding", "total"), held, draft.rounding_total)
    _add_output(draft, held.points, changes)


def _lower_aggregate(draft: Draft, spec: Aggregate) -> None:
    """Add a total that is not the sum of level one, on the scale of the ruleset's maximum."""
    if draft.whole is None:
        draft.bench.report_key("SL103", (), key="max_points")
        return
    names = draft.document.indicators
    spots = [Spot.top(name, each, Rules(), draft.whole) for name, each in names.items()]
    children = [describe_child(draft, spot) for spot in spots]
    part = aggregate_parts(draft, (), "total", spec, children, draft.whole.node)
    if part is None:
        return
    check_aggregate(draft, ("aggregate",), part, children, (Fraction(0), draft.whole.value), spec)
    held, changes = adjust_part(draft, _describe_total(draft), part, part.max_points)
    draft.parts["total"] = round_part(draft, ("rounding", "total"), held, draft.rounding_total)
    _add_output(draft, held.points, changes)


def _describe_total(draft: Draft) -> Heading:
    document = draft.document
    return Heading(
        "total",
        (),
        _TOTAL,
        None,
        sum_fixed(document.indicators),
        document.when_maxima_overflow,
        document.rebase,
        document.floor,
    )


def _settle_bonus(
    draft: Draft, part: Part, changes: tuple[Change, ...]
) -> tuple[Part, tuple[Change, ...]]:
    """Return the total with what a bonus may add: all of it, or only up to the maximum."""
    build, policy = draft.bench.build, draft.document.bonus
    none = build.constant_of(part.bonus) == 0
    if none and policy is not None:
        draft.bench.report("SL394", ("bonus",))
    if none or policy == "add":
        return part, changes
    if policy is None:
        draft.bench.report_key("SL383", ("indicators",))
        return part, changes
    capped, change = cap_bonus(build, part)
    return capped, (*changes, change)


def _add_output(draft: Draft, raw: int, changes: tuple[Change, ...]) -> None:
    total, shown = draft.parts["total"], draft.rounding_total or draft.rounding_points
    draft.outputs.append(
        OutputPlan(
            "total",
            total.points,
            total.max_points,
            total.computed_part,
            total.other_part,
            total.unscored,
            total.excluded,
            total.gross,
            total.gross_max,
            raw,
            changes,
            draft.rounding_total,
            shown.places if shown else None,
            draft.document.aggregate.kind if draft.document.aggregate else None,
            draft.weights.get("total", ()),
        )
    )


def lower_grade(draft: Draft) -> None:
    """Add the grade: the rules that settle it, then bands that tile every total there can be."""
    grades = draft.document.grades
    rules = _lower_rules(draft)
    total = draft.parts.get("total")
    domain = bound_total(draft)
    if not grades or (domain is None and total is None):
        check_unique(draft, ("grades",), [grade.id for grade in grades])
        return
    whole = domain or Interval(Fraction(0), None)
    value = None if total is None else total.points
    rounding = draft.rounding_total
    draft.grade = lower_grades(draft, ("grades",), grades, value, whole, rounding, rules)


def bound_total(draft: Draft) -> Interval | None:
    """Return the totals there can be, where the ruleset fixes the maximum."""
    build, total = draft.bench.build, draft.parts.get("total")
    most = build.constant_of(total.max_points) if total else draft.document.max_points
    if not isinstance(most, Fraction):
        return None
    if total is None:
        return Interval(Fraction(0), most)
    bonus = draft.bench.bounds.of(total.bonus).hi if draft.document.bonus == "add" else None
    least = sum((draft.least[name] for name in draft.document.indicators), Fraction(0))
    floor, rebase = draft.document.floor, draft.document.rebase
    stretched = stretch_least(least, most, rebase)
    if stretched is None:
        draft.bench.report("SL340", ("rebase",), label=draft.document.title)
    least = least if stretched is None else stretched
    return Interval(least if floor is None else max(least, floor), most + (bonus or 0))


def _lower_rules(draft: Draft) -> list[GradeRulePlan]:
    """Return the rules that settle a grade before the bands do."""
    found = [_lower_rule(draft, index) for index in range(len(draft.document.grade_rules))]
    rules = [each for each in found if each is not None]
    check_unique(draft, ("grade_rules",), [each.id for each in rules])
    return rules


def _lower_rule(draft: Draft, index: int) -> GradeRulePlan | None:
    """Return one such rule, or None after noting what is wrong with it."""
    bench = draft.bench
    site = Site(bench, ("grade_rules", index), bench.names, bench.build.constant(0), None)
    table = {method.kind: method for method in GRADE_METHODS}
    written = draft.document.grade_rules[index].get("kind")
    if written is None:
        bench.report_key("SL103", site.path, key="kind")
        return None
    method = table.get(str(written))
    if method is None:
        site.report("SL317", "kind", kind=str(written), known=tuple(table))
        return None
    settings = site.read(method.shape)
    if settings is None:
        return None
    known = [grade.id for grade in draft.document.grades]
    if settings.grade not in known:
        guess = guess_name(settings.grade, known) or "–"
        site.report("SL387", "grade", grade=settings.grade, known=tuple(known), guess=guess)
        return None
    clauses = bench.clauses(settings.cites, (*site.path, "cites"))
    # A place that has problems of its own is there: it is not missed a second time.
    places: dict[str, Any] = {**dict.fromkeys(draft.maxima), **draft.parts}
    when = method.lower(settings, site, places)
    if when is None:
        return None
    return GradeRulePlan(
        settings.id, method.kind, settings.label, when, settings.grade, clauses, settings.effect
    )
