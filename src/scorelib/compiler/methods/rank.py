"""Points by a place in a ranking that is given: the first five, the sixth to tenth, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Band
from scorelib.compiler.methods.bands import choose_band
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text, WordError
from scorelib.model.fields import Formula, Label, Shape, Whole
from scorelib.model.ruleset import MethodSettings
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import NONE, Dimension, name_dimension

__all__ = ["METHOD"]

_COUNTED = Dimension.of("count")


class RankTier(Shape):
    """One tier: up to which rank it goes, and the points it earns."""

    to: Whole | None = None
    points: Formula
    label: Label | None = None


class Rank(MethodSettings):
    """`value` is the rank, a whole number from 1; `tiers` follow each other from the first on.

    The last tier may leave out `to`: then it holds all that follow. A rank behind the last tier
    is one that the rule says nothing about.
    """

    kind: Literal["rank"]
    value: Formula
    tiers: Annotated[tuple[RankTier, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class _Span:
    """The ranks of a tier, both included; an open end is None."""

    first: int
    last: int | None


def lower(settings: Rank, site: Site) -> Lowered | None:
    """Return the points of the tier that holds the rank; what is no rank has none."""
    term = site.term(settings.value, "value")
    points = [
        site.number(tier.points, "tiers", i, "points") for i, tier in enumerate(settings.tiers)
    ]
    spans = _list_spans(site, settings.tiers)
    if term is None or spans is None or None in points:
        return None
    if term.dimension not in (NONE, _COUNTED):
        wanted, given = Text("名次", "a rank"), name_dimension(term.dimension)
        error = WordError("SL262", wanted=wanted, given=given)
        site.bench.report_word((*site.path, "value"), settings.value, error)
        return None
    nodes = [each for each in points if each is not None]
    if not (_check_reach(site, term.node, spans) and _check_order(site, nodes)):
        return None
    bands = tuple(
        Band(
            tier.label or _describe(span),
            Fraction(span.first),
            False,
            None if span.last is None else Fraction(span.last),
            False,
            node,
        )
        for tier, span, node in zip(settings.tiers, spans, nodes, strict=True)
    )
    build = site.build
    whole = build.compare("==", build.round(term.node, RoundingRule(0, "floor")), term.node)
    chosen = choose_band(build, term.node, bands, nodes)
    found = build.choose([(whole, chosen)], build.constant(State.UNDEFINED))
    return Lowered(found, formula=term.node, bands=bands, band_value=term.node)


def _list_spans(site: Site, tiers: Sequence[RankTier]) -> list[_Span] | None:
    """Return the ranks of each tier, or None after noting tiers that do not follow each other."""
    spans: list[_Span] = []
    for index, tier in enumerate(tiers):
        before = spans[-1].last if spans else 0
        if before is None:
            site.report("SL363", "tiers", index - 1)
            return None
        if tier.to is not None and tier.to <= before:
            site.report("SL362", "tiers", index, "to", to=tier.to, before=before)
            return None
        spans.append(_Span(before + 1, tier.to))
    return spans


def _check_reach(site: Site, rank: int, spans: Sequence[_Span]) -> bool:
    """Note tiers behind every rank that there can be."""
    found = site.bound(rank)
    far = [i for i, span in enumerate(spans) if found.hi is not None and span.first > found.hi]
    for index in far:
        low = "1" if found.lo is None else print_number(max(found.lo, Fraction(1)))
        high = print_number(found.hi) if found.hi is not None else "+∞"
        site.report("SL326", "tiers", index, band=_describe(spans[index]), low=low, high=high)
    return not far


def _check_order(site: Site, points: Sequence[int]) -> bool:
    """Note a tier that earns more than the one before it: the best rank is 1."""
    known = [site.build.constant_of(each) for each in points]
    wrong = [
        index
        for index, (before, after) in enumerate(pairwise(known), 1)
        if isinstance(before, Fraction) and isinstance(after, Fraction) and after > before
    ]
    for index in wrong:
        site.report("SL364", "tiers", index, "points")
    return not wrong


def _describe(span: _Span) -> Text:
    """Return the ranks of a tier as a label."""
    if span.last is None:
        return Text(f"第{span.first}名以后", f"rank {span.first} and after")
    if span.first == span.last:
        return Text(f"第{span.first}名", f"rank {span.first}")
    return Text(f"第{span.first}–{span.last}名", f"ranks {span.first} to {span.last}")


METHOD = Method(
    "rank",
    Rank,
    lower,
    Page(
        Text("名次得分", "Rank tiers"),
        Text(
            "按给定的名次所在的一段给分；第 1 名最好，名次是从 1 起的整数。"
            "各段从第 1 名起依次相接，最后一段不写 to 就包括以后所有名次；"
            "写了 to 的，再往后规则没有说，留待人工判定。"
            "2.5 名之类的名次不猜，也留待人工判定。",
            "Points by the tier that holds a given rank; rank 1 is the best, and ranks are whole "
            "numbers from 1. Tiers follow each other from the first rank on; a last tier without "
            "`to` holds all that follow, and behind one with `to` the rule is silent. A rank such "
            "as 2.5 is not guessed at: it is left to judgement.",
        ),
        "points = points of the first tier with value ≤ to",
        "前5名得满分，6–10名扣0.5分，11名以后扣1分",
        "method:\n"
        "  kind: rank\n"
        "  value: place\n"
        "  tiers:\n"
        "    - {to: 5, points: max_points}\n"
        "    - {to: 10, points: max_points - 0.5}\n"
        "    - {points: max_points - 1}",
        Text(
            "各段的 to 不依次增大 SL362；不是最后一段而没有写 to SL363；"
            "名次靠后的得分反而高 SL364；名次不可能到的段 SL326。",
            "A `to` that does not rise is SL362, one left out before the last tier SL363, a worse "
            "rank that earns more SL364, a tier that no rank can reach SL326.",
        ),
    ),
)
