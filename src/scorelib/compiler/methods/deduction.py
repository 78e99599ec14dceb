"""Points taken off a base for each step of what went wrong."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Number, Words
from scorelib.model.ruleset import MethodSettings
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import NONE

__all__ = ["METHOD"]


class Deduction(MethodSettings):
    """`measure` is what is counted, `per` the size of a step, `each` the points it costs.

    `steps` says how a part of a step counts: `linear` (in proportion), `full` (not at all) or
    `started` (as a whole one). `base` is what is deducted from, `floor` where it ends.
    """

    kind: Literal["deduction"]
    measure: Formula
    each: Number
    per: Words | None = None
    steps: Literal["linear", "full", "started"]
    base: Formula
    floor: Number


_WHOLE = {"full": RoundingRule(0, "floor"), "started": RoundingRule(0, "ceiling")}


def lower(settings: Deduction, site: Site) -> Lowered | None:
    """Return max(base − each × steps, floor); a measure below zero deducts nothing."""
    measure = site.term(settings.measure, "measure")
    base = site.number(settings.base, "base")
    if measure is None or base is None:
        return None
    if settings.per is None and measure.dimension != NONE:
        site.report("SL103", key="per")
        return None
    fixed = site.build.constant_of(base)
    if isinstance(fixed, Fraction) and settings.floor > fixed:
        site.report("SL318", "floor", low="floor", high="base")
    per = Fraction(1)
    if settings.per is not None:
        read = site.amount(settings.per, measure.dimension, "per")
        if read is None:
            return None
        per = read
    if per <= 0:
        site.report("SL306", "per")
        return None
    build = site.build
    most = site.bound(measure.node).hi
    if most is not None and most < per:
        site.report(
            "SL327",
            *(() if settings.per is None else ("per",)),
            key="per",
            low="0",
            high=print_number(most),
        )
    excess = build.extreme("max", (measure.node, build.constant(0)))
    steps = excess if per == 1 else build.divide(excess, build.constant(per))
    steps = build.round(steps, _WHOLE.get(settings.steps))
    loss = build.multiply(build.constant(settings.each), steps)
    points = build.extreme("max", (build.subtract(base, loss), build.constant(settings.floor)))
    return Lowered(points)


METHOD = Method(
    "deduction",
    Deduction,
    lower,
    Page(
        Text("扣分", "Deduction"),
        Text(
            "从基数起，每出现一步扣若干分，扣到下限为止。不足一步怎么算必须写明："
            "93.35% 距 100% 差 6.65 个百分点，每 1 个百分点扣 0.25 分时，"
            "linear 扣 1.6625，full 扣 1.50，started 扣 1.75。",
            "Points are taken off a base for each step, down to a floor. How a part of a step "
            "counts must be said: 93.35% is 6.65 points short of 100%; at 0.25 for each point, "
            "linear takes 1.6625, full 1.50 and started 1.75.",
        ),
        "points = max(base − each × steps(max(measure, 0) / per), floor)",
        "每发现一项扣1分，最多扣6分；不足90%时每减少5%扣1分",
        "method: {kind: deduction, measure: 0.9 - rate, per: 5%, each: 1, steps: full,\n"
        "         base: max_points, floor: 0}",
        Text(
            "没有写 steps、base 或 floor 时拒绝（SL103）；per 不是正数 SL306。",
            "Refused without `steps`, `base` or `floor` (SL103); a `per` that is not positive is "
            "SL306.",
        ),
    ),
)
