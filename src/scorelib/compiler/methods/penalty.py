"""Points below zero for what must not happen (倒扣), else what the indicator earns."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.plan import Option
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.methods.steps import read_size
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Penalty(MethodSettings):
    """`points` are taken off where `when` holds; `otherwise` is earned where it does not.

    The indicator says with `min_points` how far below zero it may go.
    """

    kind: Literal["penalty"]
    when: Formula
    points: Formula
    otherwise: Formula


def lower(settings: Penalty, site: Site) -> Lowered | None:
    """Return −points where the condition holds, else `otherwise`."""
    when = site.condition(settings.when, "when")
    size = read_size(site, settings.points, "points")
    otherwise = site.number(settings.otherwise, "otherwise")
    if when is None or size is None or otherwise is None:
        return None
    build = site.build
    lost = build.negate(size)
    options = (
        Option(Text("倒扣", "points taken off"), when, lost),
        Option(Text("其他情形", "otherwise"), build.invert(when), otherwise),
    )
    return Lowered(build.choose([(when, lost)], otherwise), options=options)


METHOD = Method(
    "penalty",
    Penalty,
    lower,
    Page(
        Text("倒扣分", "Negative points"),
        Text(
            "发生了不该发生的情形，该项不得分，还要从总分里倒扣：得分是负数。points 写倒扣多少"
            "（正数），otherwise 写没有发生时得多少。指标要用 min_points 写明最低能到多少分，"
            "否则负分会被当作超出范围拒绝。没有答案时没有得分：不知道不等于没有发生。",
            "Where it happened that must not happen the indicator earns nothing and takes points "
            "off the others: its points are below zero. `points` says how many are taken off (a "
            "positive number), `otherwise` what is earned where it did not happen. The indicator "
            "says with `min_points` how far it may go, or points below zero are refused. Without "
            "an answer there are no points: not known is not the same as not happened.",
        ),
        "points = −points if when else otherwise",
        "该项不得分，倒扣10分",
        "max_points: 5\n"
        "min_points: -10\n"
        "method: {kind: penalty, when: falsified, points: 10, otherwise: max_points}",
        Text(
            "points 可能为负 SL361；低于 min_points 或高于分值 SL331；条件不是是非判断 SL260。",
            "`points` that can be negative are SL361, points below `min_points` or above the "
            "maximum SL331, a condition that is no truth value SL260.",
        ),
    ),
)
