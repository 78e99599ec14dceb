"""Points taken off a base for each step of what went wrong."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.methods.steps import Steps, count_steps, read_size
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Number, Words
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD", "take_off"]


class Deduction(MethodSettings):
    """`measure` is what is counted, `per` the size of a step, `each` the points it costs.

    `steps` says how a part of a step counts: `linear` (in proportion), `full` (not at all) or
    `started` (as a whole one). `base` is what is deducted from, `floor` where it ends.
    """

    kind: Literal["deduction"]
    measure: Formula
    each: Formula
    per: Words | None = None
    steps: Steps
    base: Formula
    floor: Number


def lower(settings: Deduction, site: Site) -> Lowered | None:
    """Return max(base − each × steps, floor); a measure below zero deducts nothing."""
    measure = site.term(settings.measure, "measure")
    base = site.number(settings.base, "base")
    each = read_size(site, settings.each, "each")
    if measure is None or base is None or each is None:
        return None
    count = count_steps(site, measure, settings.per, settings.steps)
    if count is None:
        return None
    return take_off(site, base, site.build.multiply(each, count), settings.floor)


def take_off(site: Site, base: int, loss: int, floor: Fraction) -> Lowered:
    """Return a base less what is lost, down to a floor."""
    build = site.build
    fixed = build.constant_of(base)
    if isinstance(fixed, Fraction) and floor > fixed:
        site.report("SL318", "floor", low="floor", high="base")
    points = build.extreme("max", (build.subtract(base, loss), build.constant(floor)))
    # What is left of a maximum never exceeds it, whatever maximum a project chooses.
    held = site.most is None and base == site.max_points and floor == 0
    return Lowered(points, held=held)


METHOD = Method(
    "deduction",
    Deduction,
    lower,
    Page(
        Text("扣分", "Deduction"),
        Text(
            "从基数起，每出现一步扣若干分，扣到下限为止。不足一步怎么算必须写明："
            "93.35% 距 100% 差 6.65 个百分点，每 1 个百分点扣 0.25 分时，"
            "linear 扣 1.6625，full 扣 1.50，started 扣 1.75。"
            "每步扣的分可以写成公式，如“每项扣该要点1/3”写 each: max_points / 3；不能是负数。"
            "项目自设的时限指标（form 为 date）可用 late：迟了几天，按时或提前不大于 0。",
            "Points are taken off a base for each step, down to a floor. How a part of a step "
            "counts must be said: 93.35% is 6.65 points short of 100%; at 0.25 for each point, "
            "linear takes 1.6625, full 1.50 and started 1.75. What a step costs may be a formula, "
            "as `each: max_points / 3`; it is never negative. For a project's own indicator with "
            "a date as its target, `late` is by how many days it was missed, 0 or less on time.",
        ),
        "points = max(base − each × steps(max(measure, 0) / per), floor)",
        "每发现一项扣1分，最多扣6分；不足90%时每减少5%扣1分；每项不满足扣该要点1/3，三项及以上不得分",
        "method: {kind: deduction, measure: 0.9 - rate, per: 5%, each: 1, steps: full,\n"
        "         base: max_points, floor: 0}\n"
        "\n"
        "declared:\n"
        "  date: {kind: deduction, measure: late, per: 30天, each: max_points / 5,\n"
        "         steps: started, base: max_points, floor: 0}",
        Text(
            "没有写 steps、base 或 floor 时拒绝（SL103）；per 不是正数 SL306；"
            "each 可能为负 SL361。",
            "Refused without `steps`, `base` or `floor` (SL103); a `per` that is not positive is "
            "SL306, an `each` that can be negative SL361.",
        ),
    ),
    forms=("positive", "reverse", "equal", "date", "range", "change"),
)
