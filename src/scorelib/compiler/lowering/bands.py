"""Grades (等级) of any node or output: bands that tile every figure there can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from scorelib.compiler.bench.site import Loc, Site
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.plan import Band, GradePlan, GradeRulePlan
from scorelib.compiler.lowering.draft import Draft
from scorelib.compiler.lowering.maxima import Spot
from scorelib.compiler.methods.bands import choose_band
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import Text
from scorelib.model.citations import GradeBand
from scorelib.words.rounding import RoundingRule

__all__ = ["bound_place", "check_unique", "lower_grades", "lower_place_grade"]


def lower_grades(
    draft: Draft,
    path: Loc,
    grades: Sequence[GradeBand],
    value: int | None,
    domain: Interval,
    rounding: RoundingRule | None,
    rules: Sequence[GradeRulePlan] = (),
) -> GradePlan | None:
    """Return the grade of a figure, after noting where its bands do not tile the `domain`.

    Without a `value` the bands are only checked.
    """
    build, section = draft.bench.build, str(path[-1])
    check_unique(draft, path, [grade.id for grade in grades])
    site = Site(draft.bench, path[:-1], draft.bench.names, build.constant(0), None)
    written = [site.interval(grade, None, section, i) for i, grade in enumerate(grades)]
    intervals = [each for each in written if each is not None]
    if len(intervals) < len(written):
        return None
    labels = [grade.label for grade in grades]
    _check_order(site, intervals, labels, section)
    quantum = rounding.quantum if rounding else None
    tiled = site.tile(intervals, labels, domain, quantum, section)
    places = [draft.bench.place((*path, i, _edge_key(each))) for i, each in enumerate(grades)]
    bands = [replace(band, place=at) for band, at in zip(tiled, places, strict=True)]
    if value is None:
        return None
    names = [build.constant(grade.id) for grade in grades]
    node = choose_band(build, value, bands, names)
    by_id = {grade.id: band for grade, band in zip(grades, bands, strict=True)}
    rules = [_limit_rule(draft, rule, by_id[rule.grade], value) for rule in rules]
    node = build.choose([(rule.when, build.constant(rule.grade)) for rule in rules], node)
    named = tuple((grade.id, band) for grade, band in zip(grades, bands, strict=True))
    return GradePlan(node, value, named, _list_clauses(draft, path, grades), tuple(rules))


def _check_order(
    site: Site, written: Sequence[Interval], labels: Sequence[Text], section: str
) -> None:
    """Note the first grade that stands out of the order in which the others rise or fall."""
    feet = [(row, each.lo) for row, each in enumerate(written) if each.lo is not None]
    if len(feet) < 3:
        return
    falling = feet[-1][1] < feet[0][1]
    for before, after in pairwise(feet):
        if before[1] != after[1] and (after[1] < before[1]) != falling:
            site.report("SL320", section, after[0], band=labels[after[0]])
            return


_BEYOND: Final[Mapping[tuple[bool, bool], Literal["<", "<=", ">", ">="]]] = {
    (True, True): "<=",
    (True, False): "<",
    (False, True): ">=",
    (False, False): ">",
}
"""How a figure stands to the edge of a grade that it does not reach, or goes beyond."""


def _limit_rule(draft: Draft, rule: GradeRulePlan, band: Band, value: int) -> GradeRulePlan:
    """Return a rule that holds only where the figure alone would earn less (or more) than it."""
    build = draft.bench.build
    if rule.effect == "settle":
        return rule
    raises = rule.effect == "raise"
    edge, is_open = (band.least, band.least_open) if raises else (band.most, band.most_open)
    if edge is None:
        return replace(rule, when=build.constant(False))
    sign = _BEYOND[raises, is_open]
    beyond = build.compare(sign, value, build.constant(edge))
    return replace(rule, when=build.join("and", [rule.when, beyond]))


def _edge_key(grade: GradeBand) -> str:
    """Return the key of the edge that decides a grade, else that of its id."""
    written = [key for key in ("from", "above", "to", "below") if key in _keys(grade)]
    return written[0] if written else "id"


def _keys(grade: GradeBand) -> set[str]:
    return {"from" if key == "from_" else key for key in grade.model_fields_set}


def _list_clauses(draft: Draft, path: Loc, grades: Sequence[GradeBand]) -> tuple[Clause, ...]:
    found = [
        clause
        for i, grade in enumerate(grades)
        for clause in draft.bench.clauses(grade.cites, (*path, i, "cites"))
    ]
    return tuple(dict.fromkeys(found))


def check_unique(draft: Draft, path: Loc, ids: Sequence[str]) -> None:
    """Note ids that are used twice in a section."""
    for index, name in enumerate(ids):
        if name in ids[:index]:
            draft.bench.report("SL325", (*path, index, "id"), id=name)


def bound_place(draft: Draft, path: str) -> Interval:
    """Return the points that a place of the tree can have."""
    maximum = draft.maxima.get(path)
    return Interval(draft.least.get(path, Fraction(0)), None if maximum is None else maximum.value)


def lower_place_grade(
    draft: Draft, spot: Spot, value: int, rounding: RoundingRule | None
) -> GradePlan | None:
    """Return the grade that a place of the tree has itself, where it has one."""
    if not spot.spec.grades:
        return None
    grades, domain = spot.spec.grades, bound_place(draft, spot.id)
    return lower_grades(draft, (*spot.path, "grades"), grades, value, domain, rounding)
