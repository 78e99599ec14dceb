"""The project's own qualitative indicators: a tier, and a figure inside the tier."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.bands import lies_in
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import Text
from scorelib.model.fields import Label, NodeName
from scorelib.model.ruleset import Bounds, MethodSettings
from scorelib.words.units import NONE, read_unit

__all__ = ["METHOD"]


class TierBand(Bounds):
    """One tier and the shares of the maximum that lie in it."""

    label: Label


class ThreeTier(MethodSettings):
    """`tiers` are the tiers by name; an assessor names one and a figure inside it."""

    kind: Literal["three-tier"]
    tiers: Annotated[dict[NodeName, TierBand], Field(min_length=1)]


def lower(settings: ThreeTier, site: Site) -> Lowered | None:
    """Return the assessor's share where it lies in the tier that was named, else nothing."""
    names = list(settings.tiers)
    written = [site.interval(settings.tiers[name], NONE, "tiers", name) for name in names]
    intervals = [each for each in written if each is not None]
    if len(intervals) < len(names):
        return None
    labels = [settings.tiers[name].label for name in names]
    whole = Interval(Fraction(0), Fraction(1))
    bands = site.tile(intervals, labels, whole, None, "tiers")
    build = site.build
    rate, level = site.input("item", "rate"), site.input("item", "tier")
    nothing = build.constant(State.UNDEFINED)
    branches = []
    for name, band in zip(names, bands, strict=True):
        fits = build.join("and", (build.is_word(level, name), lies_in(build, rate, band)))
        branches.append((fits, rate))
    # A judgement nobody gave is missing; one outside its tier is what the rule does not allow.
    given = build.join("and", (build.is_known(level), build.is_known(rate)))
    share = build.choose([*branches, (given, nothing)], build.constant(State.MISSING))
    return Lowered(
        build.multiply(site.max_points, share),
        share=share,
        formula=build.multiply(site.max_points, rate),
        bands=tuple(bands),
        band_value=rate,
        band_unit=read_unit("%"),
        judged=True,
    )


METHOD = Method(
    "three-tier",
    ThreeTier,
    lower,
    Page(
        Text("定性指标：三档", "Three tiers (qualitative)"),
        Text(
            "评价人先定档，再在档内给出比例，得分 = 分值 × 比例。两样都要写，没有默认值；"
            "比例不在所定的档内时不采用，并列为疑点。",
            "An assessor names the tier and a share inside it; points are the maximum times the "
            "share. Both are written, neither has a default; a share outside its tier is not used "
            "and is a finding.",
        ),
        "points = max_points × rate, rate inside the named tier",
        "达成预期指标100–80%（含）、部分达成并具有一定效果80–60%（含）、未达成且效果较差60–0%",
        "declared:\n"
        "  qualitative:\n"
        "    kind: three-tier\n"
        "    tiers:\n"
        "      met: {label: 达成预期指标, from: 80%, to: 100%}\n"
        "      partly: {label: 部分达成, from: 60%, below: 80%}\n"
        "      not-met: {label: 未达成, from: 0, below: 60%}",
        Text(
            "档之间有空档或重叠 SL321、SL322；项目写了不存在的档 SL424。",
            "Tiers with a hole or an overlap are SL321 and SL322; a tier that does not exist, "
            "named by a project, is SL424.",
        ),
    ),
    forms=("qualitative",),
)
