"""Points by the band (分档) in which a value lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Band
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Label
from scorelib.model.ruleset import Bounds, MethodSettings, RoundingSpec
from scorelib.words.amounts import read_amount
from scorelib.words.units import Unit

__all__ = ["METHOD", "choose_band", "lies_in"]


_NO_LABEL = Text("", "")


class Row(Bounds):
    """One band and the points it earns: a number, or a formula."""

    points: Formula
    label: Label | None = None


class Bands(MethodSettings):
    """`value` is what is looked up; the bands must tile everything it can be."""

    kind: Literal["bands"]
    value: Formula
    rounding: RoundingSpec | None = None
    bands: Annotated[tuple[Row, ...], Field(min_length=1)]


def lower(settings: Bands, site: Site) -> Lowered | None:
    """Return a choice among the points of the bands, in the order in which they are written."""
    term = site.term(settings.value, "value")
    if term is None:
        return None
    rule = site.bench.rounding(settings.rounding, (*site.path, "rounding"), term.dimension)
    value = site.build.round(term.node, rule)
    points = [site.number(row.points, "bands", i, "points") for i, row in enumerate(settings.bands)]
    written = [
        site.interval(row, term.dimension, "bands", i) for i, row in enumerate(settings.bands)
    ]
    intervals = [each for each in written if each is not None]
    nodes = [each for each in points if each is not None]
    if len(intervals) < len(written) or len(nodes) < len(points):
        return None
    labels = [row.label or _describe(row) for row in settings.bands]
    quantum = rule.quantum if rule else None
    tiled = site.tile(intervals, labels, site.bound(value), quantum, "bands")
    bands = tuple(
        Band(row.label or _NO_LABEL, b.least, b.least_open, b.most, b.most_open, node)
        for row, b, node in zip(settings.bands, tiled, nodes, strict=True)
    )
    chosen = choose_band(site.build, value, bands, [each.points or 0 for each in bands])
    return Lowered(
        chosen, formula=value, bands=bands, band_value=value, band_unit=_unit_of(settings)
    )


def choose_band(build: Builder, value: int, bands: Sequence[Band], results: Sequence[int]) -> int:
    """Return the result of the band that holds a value, and nothing where none does.

    The bands were shown to tile what the value can be; what lies outside all the same (a fact
    beyond its bounds) is never given to the last band.
    """
    branches = [
        (lies_in(build, value, band), result) for band, result in zip(bands, results, strict=True)
    ]
    return build.choose(branches, build.constant(State.UNDEFINED))


def lies_in(build: Builder, value: int, band: Band) -> int:
    """Return the condition that a value lies in a band."""
    tests = []
    if band.least is not None:
        sign: Literal[">", ">="] = ">" if band.least_open else ">="
        tests.append(build.compare(sign, value, build.constant(band.least)))
    if band.most is not None:
        below: Literal["<", "<="] = "<" if band.most_open else "<="
        tests.append(build.compare(below, value, build.constant(band.most)))
    return build.join("and", tests) if tests else build.constant(True)


def _describe(row: Row) -> Text:
    """Return the bounds of a band as a label, for one that has none."""
    signs = (("≥", row.from_), (">", row.above), ("≤", row.to), ("<", row.below))
    words = " ".join(f"{sign}{bound}" for sign, bound in signs if bound is not None)
    return Text(words or "其余", words or "otherwise")


def _unit_of(settings: Bands) -> Unit | None:
    for row in settings.bands:
        for bound in (row.from_, row.above, row.to, row.below):
            if bound is not None and (unit := read_amount(bound).unit) is not None:
                return unit
    return None


METHOD = Method(
    "bands",
    Bands,
    lower,
    Page(
        Text("分档得分", "Bands"),
        Text(
            "按数值所在的档给分。各档必须恰好铺满数值可能的范围：有空档、重叠或两端没盖住都会被拒绝。"
            "只写 from 时，上界取更高一档的下界。",
            "Points by the band that holds a value. The bands must tile everything the value can "
            "be: a hole, an overlap or an uncovered end is refused. A band with only `from` ends "
            "where the next higher one begins.",
        ),
        "points = points of the band with least ≤ value < most",
        "满意度≥90%得10分，80%（含）–90%得8分，60%（含）–80%得5分，60%以下不得分",
        "method:\n"
        "  kind: bands\n"
        "  value: satisfaction\n"
        "  bands:\n"
        "    - {from: 90%, points: 10}\n"
        "    - {from: 80%, points: 8}\n"
        "    - {from: 60%, points: 5}\n"
        "    - {below: 60%, points: 0}",
        Text(
            "空档 SL321，重叠 SL322，两端未覆盖 SL323，空的档 SL324。",
            "A hole is SL321, an overlap SL322, an uncovered end SL323, an empty band SL324.",
        ),
    ),
)
