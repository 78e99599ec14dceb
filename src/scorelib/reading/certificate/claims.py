"""What a certificate says: claims about a ruleset, each proved, refuted, or openly neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Literal, NamedTuple

from scorelib.compiler.graph.formulas import print_formula
from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.graph.nodes import Constant, Divide, Input, Round
from scorelib.compiler.graph.plan import Band, GradePlan, Occurrence
from scorelib.compiler.proofs.bands import resolve_bands
from scorelib.compiler.proofs.guards import visit_guarded
from scorelib.compiler.proofs.intervals import Interval
from scorelib.engine.outcome.lookups import name_nodes
from scorelib.ground.errors import Text
from scorelib.reading.advice.desk import Desk
from scorelib.reading.certificate.holding import How, constant_of, least_of
from scorelib.reading.coverage.target import say
from scorelib.reading.ranges import is_settled, say_interval
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import Unit

__all__ = [
    "Claim",
    "Verdict",
    "claim_maxima",
    "list_clauses",
    "list_divisors",
    "list_points",
    "list_roundings",
    "list_tiling",
]

Verdict = Literal["proved", "refuted", "unproved", "scoring"]
"""`scoring` is what the ruleset leaves to each project, and the engine checks when it scores."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line: what it is about, the verdict, and what was found that it rests on."""

    subject: Text
    verdict: Verdict
    found: Text
    place: Place | None = None


def list_tiling(desk: Desk, held: Mapping[str, How]) -> Iterator[Claim]:
    """Yield for each list of bands whether every value lies in exactly one of them.

    `held` are the nodes whose points are shown to stay in range, and how.
    """
    for scale in _list_scales(desk):
        yield _claim_tiling(desk, held, scale)


class _Scale(NamedTuple):
    """Bands that a value is looked up in, what they are of, and where they are written."""

    label: Text
    bands: tuple[Band, ...]
    value: int
    unit: Unit | None
    place: Place | None


def _list_scales(desk: Desk) -> Iterator[_Scale]:
    for each in desk.plan.occurrences:
        if each.bands and each.band_value is not None:
            yield _Scale(each.label, each.bands, each.band_value, each.band_unit, each.place)
        for form in each.forms:
            if form.bands and form.band_value is not None:
                label = Text(f"{each.label.zh}（{form.form}）", f"{each.label.en} ({form.form})")
                place = form.place or each.place
                yield _Scale(label, form.bands, form.band_value, form.band_unit, place)
        if each.grade is not None:
            yield _grade_scale(each.label, each.grade)
    if desk.plan.grade is not None:
        yield _grade_scale(say("certificate.grades"), desk.plan.grade)
    for extra in desk.plan.extras:
        if extra.grade is not None:
            yield _grade_scale(extra.label, extra.grade)


def _grade_scale(label: Text, grade: GradePlan) -> _Scale:
    bands = tuple(band for _, band in grade.bands)
    return _Scale(label, bands, grade.value, None, bands[0].place)


def _claim_tiling(desk: Desk, held: Mapping[str, How], scale: _Scale) -> Claim:
    node, unit = desk.plan.nodes[scale.value], scale.unit
    quantum = node.rule.quantum if isinstance(node, Round) else None
    written = [Interval(b.least, b.most, b.least_open, b.most_open) for b in scale.bands]
    by_hand = is_settled(desk.plan, scale.value) and isinstance(node, Input)
    # What a person gives has no points outside the bands; between them nothing may be left open.
    domain = reduce(Interval.join, written) if by_hand else _domain(desk, scale.value, held)
    _, flaws = resolve_bands(written, domain, quantum)
    step = Text("", "")
    if quantum is not None:
        shown = print_number(quantum / unit.factor if unit else quantum)
        step = say("certificate.step", step=shown)
    name = "certificate.tiled_by_hand" if by_hand else "certificate.tiled"
    found = say(name, count=len(scale.bands), range=say_interval(domain, unit), step=step)
    return Claim(scale.label, "unproved" if flaws else "proved", found, scale.place)


def _domain(desk: Desk, value: int, held: Mapping[str, How]) -> Interval:
    """Return what a figure can be; points lie between the least and their maximum where shown."""
    found = desk.ranges.of(value)
    places = [(each.id, each.points, each.max_points) for each in desk.plan.occurrences]
    places += [(each.id, each.points, each.max_points) for each in desk.plan.outputs]
    for name, points, whole in places:
        most = constant_of(desk, whole)
        if points == value and most is not None and name in held:
            return found.meet(Interval(None, most))
    return found


def claim_maxima(desk: Desk) -> Iterator[Claim]:
    """Yield for each heading whether the maxima below it add up to its own."""
    below: dict[str | None, list[Occurrence]] = {}
    for each in desk.plan.occurrences:
        if each.kind != "value" and not (each.slot is not None and each.slot == each.parent):
            below.setdefault(each.parent, []).append(each)
    total = desk.plan.outputs[0]
    if total.aggregate is None:
        yield _claim_sum(desk, say("total"), total.max_points, below.get(None, []), None)
    for each in desk.plan.occurrences:
        if each.is_heading and each.aggregate is None and each.id in below:
            yield _claim_sum(desk, each.label, each.max_points, below[each.id], each.place)


def _claim_sum(
    desk: Desk, label: Text, whole: int, parts: list[Occurrence], place: Place | None
) -> Claim:
    bonus = {spot.id for spot in desk.list_spots() if spot.spec.bonus}
    weighed = [each for each in parts if each.id not in bonus]
    # Without profiles there is one way in which the ruleset fixes the maxima.
    sums = [_add(desk, name, whole, weighed) for name in (*desk.document.profiles, None)]
    fixed = [sums[-1]] if sums[-1] is not None else sums[:-1]
    known = [each for each in fixed if each is not None]
    if not known or len(known) < len(fixed):
        return Claim(label, "scoring", say("certificate.own_maxima"), place)
    zh, en = "；".join(each[1].zh for each in known), "; ".join(each[1].en for each in known)
    verdict: Verdict = "proved" if all(right for right, _ in known) else "refuted"
    return Claim(label, verdict, Text(zh, en), place)


def _add(
    desk: Desk, profile: str | None, whole: int, parts: list[Occurrence]
) -> tuple[bool, Text] | None:
    """Return whether maxima add up, and the sum; in a profile where one is named."""
    figures = [_maximum_in(desk, profile, each) for each in parts]
    stated = constant_of(desk, whole)
    known = [each for each in figures if each is not None]
    if stated is None or len(known) < len(figures):
        return None
    total = sum(known, Fraction(0))
    added = " + ".join(print_number(each) for each in known)
    said = say(
        "certificate.added", added=added, total=print_number(total), stated=print_number(stated)
    )
    if profile is not None:
        said = say("certificate.in_profile", label=desk.document.profiles[profile].label, sum=said)
    return total == stated, said


def _maximum_in(desk: Desk, profile: str | None, each: Occurrence) -> Fraction | None:
    fixed = constant_of(desk, each.max_points)
    if fixed is not None or profile is None:
        return fixed
    return desk.document.profiles[profile].max_points.get(each.id)


def list_points(desk: Desk, held: Mapping[str, How]) -> Iterator[Claim]:
    """Yield for each node and the total whether its points stay in range, and how that is shown."""
    seen: set[str] = set()
    for each in desk.plan.occurrences:
        if each.kind != "value" and each.id not in seen:
            seen.add(each.id)
            low = print_number(least_of(desk, each.id))
            yield _claim_points(desk, each.label, (each.points, each.max_points), low, each, held)
    total = desk.plan.outputs[0]
    low = print_number(least_of(desk, ""))
    yield _claim_points(desk, say("total"), (total.points, total.max_points), low, None, held)


def _claim_points(
    desk: Desk,
    label: Text,
    nodes: tuple[int, int],
    low: str,
    each: Occurrence | None,
    held: Mapping[str, How],
) -> Claim:
    points, whole = nodes
    most = constant_of(desk, whole)
    shown = say("certificate.own_maximum") if most is None else print_number(most)
    how = held.get("total" if each is None else each.id)
    said = say("certificate.by_nothing") if how is None else say(f"certificate.by_{how}")
    inside = say_interval(desk.ranges.of(points))
    found = say("certificate.within", low=low, most=shown, how=said, range=inside)
    place = None if each is None else each.place
    return Claim(label, "unproved" if how is None else "proved", found, place)


def list_divisors(desk: Desk) -> Iterator[Claim]:
    """Yield for each division whether its divisor can be zero where it stands."""
    nodes, bounds = desk.plan.nodes, desk.ranges.bounds
    found: dict[int, Interval] = {}
    for root in _list_roots(desk):
        rows = desk.plan.scopes[root]
        known = bounds.inside(rows) if rows else {}
        for here, inside in visit_guarded(nodes, bounds, root, known):
            node = nodes[here]
            if isinstance(node, Divide) and not isinstance(nodes[node.right], Constant):
                interval = bounds.of(node.right, inside)
                before = found.get(node.right)
                found[node.right] = interval if before is None else before.join(interval)
    names = name_nodes(desk.plan)
    for divisor, interval in found.items():
        slot = desk.plan.scopes[divisor]
        shown = print_formula(nodes, divisor, known=names)
        shown = f"{slot}: {shown}" if slot else shown
        verdict: Verdict = "unproved" if interval.has(Fraction(0)) else "proved"
        yield Claim(Text(shown, shown), verdict, say("certificate.divisor", range=_say(interval)))


def _say(found: Interval) -> str:
    shown = say_interval(found)
    return f"{shown} ∖ {{0}}" if found.nonzero and found.meet(found).lo != 0 else shown


def _list_roots(desk: Desk) -> Iterator[int]:
    for each in desk.plan.occurrences:
        for node in (each.formula, each.raw, each.band_value):
            if node is not None:
                yield node
    yield from (each.node for each in desk.plan.values)
    yield from (each.node for each in desk.plan.extras if each.node is not None)
    yield from (each.raw for each in desk.plan.outputs)


def list_roundings(desk: Desk) -> Iterator[Claim]:
    """Yield how each scored node and the total is rounded."""
    for each in desk.plan.occurrences:
        if not each.is_heading and each.kind != "value":
            node = each.points if each.computed is None else each.computed
            yield _claim_rounding(desk, each.label, each.rounding, node, each.place)
    total = desk.plan.outputs[0]
    yield _claim_rounding(desk, say("total"), total.rounding, total.raw, None)


def _claim_rounding(
    desk: Desk, label: Text, rule: RoundingRule | None, node: int, place: Place | None
) -> Claim:
    if rule is not None:
        said = say("certificate.rounded", places=rule.places, unit=rule.unit, mode=say(rule.mode))
        return Claim(label, "proved", said, place)
    if is_settled(desk.plan, node):
        return Claim(label, "proved", say("certificate.no_places"), place)
    return Claim(label, "unproved", say("certificate.not_rounded"), place)


def list_clauses(desk: Desk) -> tuple[Clause, ...]:
    """Return every clause that points, grades and the ruleset as a whole rest on, once each."""
    found: dict[Clause, None] = dict.fromkeys(desk.plan.clauses)
    for each in desk.plan.occurrences:
        found |= dict.fromkeys(each.clauses)
        for form in each.forms:
            found |= dict.fromkeys(form.clauses)
    for part in (desk.plan.values, desk.plan.extras, desk.plan.tables, desk.plan.cohort):
        for value in part:
            found |= dict.fromkeys(value.clauses)
    if desk.plan.grade is not None:
        found |= dict.fromkeys(desk.plan.grade.clauses)
    return tuple(found)
