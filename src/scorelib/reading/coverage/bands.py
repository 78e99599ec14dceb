"""Bands, grades and their edges: each band reached, each edge met exactly and just beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scorelib.compiler.graph.nodes import Round
from scorelib.compiler.graph.plan import Band, FormPlan, GradePlan, Occurrence
from scorelib.ground.errors import Text
from scorelib.reading.coverage.probes import Equals, Lies
from scorelib.reading.coverage.sites import Loc
from scorelib.reading.coverage.target import Survey, Target, say
from scorelib.words.numbers import print_number
from scorelib.words.units import Unit

__all__ = ["Edge", "Scale", "list_bands", "list_edges", "list_grades", "list_scales"]

_LOW, _HIGH = ("from", "above"), ("to", "below")


@dataclass(frozen=True, slots=True)
class Scale:
    """Bands that one figure is looked up in: the node of the figure and where each is written.

    `step` is the step of the figure's own rounding, None where it has none; `status` that of the
    place whose points come from the bands.
    """

    node: str
    value: int
    bands: tuple[Band, ...]
    paths: tuple[Loc, ...]
    unit: Unit | None
    step: Fraction | None
    status: int | None = None

    @property
    def grades(self) -> bool:
        """Whether the bands give grades, not points."""
        return self.status is None

    def show(self, value: Fraction) -> str:
        """Return a figure of the scale in the unit in which its bands are written."""
        shown = value / self.unit.factor if self.unit else value
        return print_number(shown) + (self.unit.name if self.unit else "")


@dataclass(frozen=True, slots=True)
class Edge:
    """Where two bands meet: the last figure of one, and the other band beside it.

    `step` is how far a figure of the other band may be away to stand just beside the edge.
    """

    scale: Scale
    at: Fraction
    beside: Band
    step: Fraction
    path: Loc


def list_scales(survey: Survey) -> Iterator[Scale]:
    """Yield all bands of a ruleset: of its grades, its methods and its ways of scoring."""
    plan = survey.plan
    total = plan.outputs[0]
    step = None if total.places is None else Fraction(1, 10**total.places)
    if plan.grade is not None:
        yield _grade_scale(plan.grade, "total", ("grades",), step)
    for extra in plan.extras:
        if extra.grade is not None:
            found = extra.rounding.quantum if extra.rounding else None
            yield _grade_scale(extra.grade, extra.id, ("outputs", extra.id, "grades"), found)
    for occurrence in plan.occurrences:
        if occurrence.grade is not None:
            path = (*survey.sites.find_place(occurrence.id), "grades")
            yield _grade_scale(occurrence.grade, occurrence.id, path, _step_of(survey, occurrence))
        if occurrence.bands:
            yield _method_scale(
                survey, occurrence, occurrence, survey.sites.find_method(occurrence)
            )
        for form in occurrence.forms:
            if form.bands:
                path = survey.sites.find_form(occurrence, form)
                yield _method_scale(survey, occurrence, form, path)


def _step_of(survey: Survey, occurrence: Occurrence) -> Fraction | None:
    """Return the step of the points of a place: its own rounding, else that of what is below."""
    if occurrence.rounding is not None:
        return occurrence.rounding.quantum
    rules = [each.rounding for each in survey.plan.occurrences]
    return min((rule.quantum for rule in rules if rule is not None), default=None)


def _grade_scale(grade: GradePlan, node: str, path: Loc, step: Fraction | None) -> Scale:
    bands = tuple(band for _, band in grade.bands)
    paths: tuple[Loc, ...] = tuple((*path, index) for index in range(len(bands)))
    return Scale(node, grade.value, bands, paths, None, step)


def _method_scale(
    survey: Survey, occurrence: Occurrence, source: Occurrence | FormPlan, path: Loc
) -> Scale:
    paths: Sequence[Loc] = []
    for key in ("bands", "tiers"):
        paths = paths or survey.sites.below((*path, key))
    if len(paths) != len(source.bands):
        paths = [path] * len(source.bands)
    value = source.band_value or 0
    node = survey.plan.nodes[value]
    step = node.rule.quantum if isinstance(node, Round) else None
    return Scale(
        occurrence.id,
        value,
        source.bands,
        tuple(paths),
        source.band_unit,
        step,
        occurrence.status,
    )


def list_grades(survey: Survey) -> Iterator[Target]:
    """Yield every grade, and the edges between grades."""
    for scale in list_scales(survey):
        if scale.grades:
            yield from _list_scale(survey, scale)


def list_bands(survey: Survey) -> Iterator[Target]:
    """Yield every band of a method, and the edges between bands."""
    for scale in list_scales(survey):
        if not scale.grades:
            yield from _list_scale(survey, scale)


def _list_scale(survey: Survey, scale: Scale) -> Iterator[Target]:
    name = "cover_grade" if scale.grades else "cover_band"
    for band, path in zip(scale.bands, scale.paths, strict=True):
        between = _say_range(scale, band)
        known = band.label if any(band.label) else Text(between, between)
        hint = say("cover_band_hint", node=scale.node, range=between)
        yield survey.make(
            "band",
            path,
            scale.node,
            (say(name, label=known), hint),
            [Lies(scale.value, band, status=scale.status)],
        )
    for edge in list_edges(survey, scale):
        yield from _list_sides(survey, edge)


def _list_sides(survey: Survey, edge: Edge) -> Iterator[Target]:
    scale, shown = edge.scale, edge.scale.show(edge.at)
    on = (
        say("cover_edge_on", edge=shown),
        say("cover_edge_on_hint", node=scale.node, edge=shown),
    )
    yield survey.make(
        "edge", edge.path, scale.node, on, [Equals(scale.value, edge.at, scale.status)]
    )
    beside = (
        say("cover_edge_beside", edge=shown),
        say("cover_edge_beside_hint", node=scale.node, range=_say_beside(edge)),
    )
    probe = Lies(scale.value, edge.beside, edge.at, edge.step, scale.status)
    yield survey.make("edge", edge.path, scale.node, beside, [probe])


def list_edges(survey: Survey, scale: Scale) -> Iterator[Edge]:
    """Yield the edges between the bands of a scale, from low to high."""
    order = sorted(range(len(scale.bands)), key=lambda i: _foot(scale.bands[i]))
    for below, above in pairwise(order):
        low, high = scale.bands[below], scale.bands[above]
        if low.most is None or high.least is None:
            continue
        upper = not high.least_open
        path = _find_edge(survey, scale.paths[below], scale.paths[above])
        step = scale.step or survey.sites.read_quantum(path) or Fraction(1)
        at, beside = (high.least, low) if upper else (low.most, high)
        yield Edge(scale, at, beside, step, path)


def _foot(band: Band) -> tuple[bool, Fraction, bool]:
    return band.least is not None, band.least or Fraction(0), band.least_open


def _find_edge(survey: Survey, below: Loc, above: Loc) -> Loc:
    """Return where an edge is written: as the lower end of one band, or the upper of the other."""
    for path, keys in ((above, _LOW), (below, _HIGH)):
        for key in keys:
            if survey.sites.has((*path, key)):
                return (*path, key)
    return above


def _say_range(scale: Scale, band: Band) -> str:
    low = "" if band.least is None else "≥>"[band.least_open] + scale.show(band.least)
    high = "" if band.most is None else "≤<"[band.most_open] + scale.show(band.most)
    return " ".join(each for each in (low, high) if each) or "…"


def _say_beside(edge: Edge) -> str:
    scale, upper = edge.scale, edge.beside.least is not None and edge.beside.least >= edge.at
    if upper:
        return f">{scale.show(edge.at)} ≤{scale.show(edge.at + edge.step)}"
    return f"≥{scale.show(edge.at - edge.step)} <{scale.show(edge.at)}"
