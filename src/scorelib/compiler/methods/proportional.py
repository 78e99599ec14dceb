"""A share of the maximum in proportion to a rate, capped and floored."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Ratio
from scorelib.model.ruleset import MethodSettings, RoundingSpec
from scorelib.words.units import NONE

__all__ = ["METHOD"]


class Proportional(MethodSettings):
    """`value` is the rate; `cap` and `floor` bound it; `rounding` rounds it first, if at all."""

    kind: Literal["proportional"]
    value: Formula
    cap: Ratio | None = None
    floor: Ratio | None = None
    rounding: RoundingSpec | None = None


def lower(settings: Proportional, site: Site) -> Lowered | None:
    """Return max_points × the rate, bounded; a rounding of the rate comes before everything."""
    rate = site.number(settings.value, "value")
    if rate is None:
        return None
    build = site.build
    rule = site.bench.rounding(settings.rounding, (*site.path, "rounding"), NONE)
    rate = build.round(rate, rule)
    if settings.cap is not None and settings.floor is not None and settings.cap < settings.floor:
        site.report("SL318", "floor", low="floor", high="cap")
    if settings.cap is not None:
        rate = build.extreme("min", (rate, build.constant(settings.cap)))
    if settings.floor is not None:
        rate = build.extreme("max", (rate, build.constant(settings.floor)))
    return Lowered(build.multiply(site.max_points, rate), share=rate)


METHOD = Method(
    "proportional",
    Proportional,
    lower,
    Page(
        Text("按比例得分", "Proportional"),
        Text(
            "得分 = 分值 × 比率；比率先封顶（cap）、保底（floor）。比率若先按印出的位数取整，"
            "写 rounding，因为先取整再乘与先乘再取整得分不同：10 × 7741273.5/8127600 是 9.52，"
            "先把执行率取成 95.25% 则是 9.53。",
            "Points are the maximum times a rate, which is first capped and floored. Where the "
            "rate itself is rounded before it is used, say so with `rounding`: the order changes "
            "points. 10 × 7741273.5/8127600 is 9.52, and 9.53 when the rate is first rounded to "
            "95.25%.",
        ),
        "points = max_points × max(min(value, cap), floor)",
        "得分=权重×B/A，得分不得突破权重总额",
        "method: {kind: proportional, value: executed / budget, cap: 1}",
        Text(
            "比率可能超出 0–1 而没有写 cap 或 floor 时拒绝（SL331）；除数可能为零时拒绝（SL267）。",
            "Refused when the rate can leave 0 to 1 and no cap or floor says what then (SL331), "
            "and when a divisor can be zero (SL267).",
        ),
    ),
)
