"""Nothing below a threshold, then points on a straight line up to the whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Ratio
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Threshold(MethodSettings):
    """Below `from` nothing; from there in proportion to what lies between it and 100%.

    `value` is the rate; for a project's own indicator it is actual / target where it is left
    out. `above` says what a rate over 100% earns: the maximum (`cap`), or the rule is silent and
    an assessor decides (`judged`).
    """

    kind: Literal["threshold"]
    value: Formula | None = None
    from_: Annotated[Ratio, Field(alias="from")]
    above: Literal["cap", "judged"]


def lower(settings: Threshold, site: Site) -> Lowered | None:
    """Return max_points × (rate − from)/(1 − from), 0 below `from`."""
    if not 0 <= settings.from_ < 1:
        site.report("SL365", "from")
        return None
    if settings.value is not None:
        rate = site.number(settings.value, "value")
        share = None if rate is None else _rise(site, rate, settings)
    elif "target" in site.names:
        share = _share_of_target(site, settings)
    else:
        site.report("SL103", key="value")
        share = None
    if share is None:
        return None
    return Lowered(site.build.multiply(site.max_points, share), share=share)


def _rise(site: Site, rate: int, settings: Threshold) -> int:
    """Return the share that a rate earns."""
    build, one = site.build, site.build.constant(1)
    least = build.constant(settings.from_)
    above = build.subtract(build.extreme("min", (rate, one)), least)
    line = build.divide(above, build.constant(Fraction(1) - settings.from_))
    branches = [(build.compare("<", rate, least), build.constant(0))]
    if settings.above == "judged":
        branches.append((build.compare(">", rate, one), build.constant(State.UNDEFINED)))
    return build.choose(branches, line)


def _share_of_target(site: Site, settings: Threshold) -> int:
    """Return the share of actual / target; a target of 0 is met or not, a negative one unclear."""
    build, zero, one = site.build, site.build.constant(0), site.build.constant(1)
    target, actual = site.names["target"].node, site.names["actual"].node
    rate = build.divide(build.extreme("max", (actual, zero)), target)
    partly = build.choose(
        [
            (build.compare(">", target, zero), _rise(site, rate, settings)),
            (build.compare("==", target, zero), zero),
        ],
        build.constant(State.UNDEFINED),
    )
    met = [(build.compare(">=", actual, target), one)]
    if settings.above == "judged":
        beyond = build.compare(">", actual, target)
        met.insert(0, (beyond, build.constant(State.UNDEFINED)))
    return build.choose(met, partly)


METHOD = Method(
    "threshold",
    Threshold,
    lower,
    Page(
        Text("达到门槛后按比例得分", "Threshold"),
        Text(
            "完成率低于门槛不得分，达到门槛后按超出门槛的部分得分：72.51%、门槛 60%、分值 10，得 "
            "10 × (72.51% − 60%) / 40% = 3.1275。原文没有说超过 100% 怎么算时，above 必须写明："
            "cap 按满分，judged 留待人工判定。用于项目自设指标时不写 value，就是 实际/指标值："
            "恰好达到得满分，超过的按 above，不论指标值正负；未达到而指标值为 0 的得零分，"
            "指标值为负数的留待人工判定；实际值为负数按 0 算。",
            "Nothing below the threshold, then in proportion to what lies above it: 72.51% with a "
            "threshold of 60% and a maximum of 10 earns 10 × (72.51% − 60%) / 40% = 3.1275. What "
            "a rate over 100% earns must be said: the maximum (`cap`), or an assessor decides "
            "(`judged`), since the national wording is silent. For a project's own indicators the "
            "rate is actual / target where `value` is left out: full points exactly at the target, "
            "beyond it as `above` says, whatever its sign; where it is missed, nothing for a "
            "target of 0, an assessor for a negative one, and an actual below 0 counts as 0.",
        ),
        "points = 0 if value < from else max_points × (value − from) / (1 − from)",
        "完成率低于60%不得分；其他按 分值×（完成率－60%）/（1－60%）计分",
        "method: {kind: threshold, value: done / planned, from: 60%, above: judged}\n"
        "\n"
        "declared: {positive: {kind: threshold, from: 60%, above: judged}}",
        Text(
            "没有写 from 或 above 时拒绝（SL103）；门槛为负或不小于 100% SL365；"
            "除数可能为零 SL267。",
            "Refused without `from` or `above` (SL103); a threshold below 0 or from 100% on is "
            "SL365, a divisor that can be zero SL267.",
        ),
    ),
    forms=("positive", "equal", "change"),
)
