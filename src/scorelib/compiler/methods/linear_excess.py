"""The project's own indicators, lower is better, second form: points lost with the excess."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class LinearExcess(MethodSettings):
    """No settings: 1 less the excess over the target, as a share of the target."""

    kind: Literal["linear-excess"]


def lower(settings: LinearExcess, site: Site) -> Lowered | None:
    """Return 1 up to the target, 1 − (actual − target)/target above it, 0 from twice the target."""
    build = site.build
    target, actual = site.names["target"].node, site.names["actual"].node
    zero, one = build.constant(0), build.constant(1)
    excess = build.divide(build.subtract(actual, target), target)
    loss = build.extreme("min", (build.extreme("max", (excess, zero)), one))
    partly = build.choose(
        [
            (build.compare(">", target, zero), build.subtract(one, loss)),
            (build.compare("==", target, zero), zero),
        ],
        build.constant(State.UNDEFINED),
    )
    share = build.choose([(build.compare("<=", actual, target), one)], partly)
    return Lowered(build.multiply(site.max_points, share), share=share)


METHOD = Method(
    "linear-excess",
    LinearExcess,
    lower,
    Page(
        Text("反向指标（二）：按超出比例扣减", "Linear excess (lower is better, second form)"),
        Text(
            "不超过指标值得满分；超过的按超出比例扣减，达到指标值的两倍为零分："
            "指标值 90、实际 120、分值 10，得 6.67。"
            "指标值为 0 的，超过即零分；指标值为负数而超过的，留待人工判定。"
            "与 inverse-ratio 是两种不同的算法，规则必须写明用哪一种。",
            "Full points up to the target, then a loss in proportion to the excess, nothing from "
            "twice the target: target 90, actual 120, maximum 10 gives 6.67. Beyond a target of 0 "
            "there is nothing, beyond a negative one an assessor decides. It is not the same as "
            "`inverse-ratio`; a ruleset names its form.",
        ),
        "points = max_points × max(1 − (actual − target) / target, 0)",
        "得分=权重×（1－（实际完成值－指标值）/指标值）",
        "declared: {reverse: linear-excess}",
        Text(
            "看不懂的指标值或实际值不猜，列为待人工判定。",
            "A target or actual that cannot be read is never guessed: it awaits judgement.",
        ),
    ),
    forms=("reverse",),
)
