"""The project's own indicators, lower is better, first form: target over actual."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class InverseRatio(MethodSettings):
    """No settings: target over actual, at most 1."""

    kind: Literal["inverse-ratio"]


def lower(settings: InverseRatio, site: Site) -> Lowered | None:
    """Return 1 where the actual stays within the target, target/actual above it."""
    build = site.build
    target, actual = site.names["target"].node, site.names["actual"].node
    zero, one = build.constant(0), build.constant(1)
    ratio = build.extreme("min", (build.divide(target, actual), one))
    possible = build.join(
        "and", (build.compare(">=", target, zero), build.compare(">", actual, zero))
    )
    partly = build.choose([(possible, ratio)], build.constant(State.UNDEFINED))
    share = build.choose([(build.compare("<=", actual, target), one)], partly)
    return Lowered(build.multiply(site.max_points, share), share=share)


METHOD = Method(
    "inverse-ratio",
    InverseRatio,
    lower,
    Page(
        Text("反向指标（一）：指标值÷实际值", "Inverse ratio (lower is better, first form)"),
        Text(
            "不超过指标值得满分，超过的按 指标值/实际值 得分："
            "指标值 90、实际 120、分值 10，得 7.50。"
            "指标值为 0 的，超过即零分；指标值为负数而超过的，留待人工判定。"
            "与 linear-excess 是两种不同的算法，规则必须写明用哪一种。",
            "Full points up to the target, target/actual above it: target 90, actual 120, maximum "
            "10 gives 7.50. Beyond a target of 0 there is nothing, beyond a negative one an "
            "assessor decides. It is not the same as `linear-excess`; a ruleset names its form.",
        ),
        "points = max_points × min(target / actual, 1)",
        "反向指标：得分=权重×A/B，最高不超过权重",
        "declared: {reverse: inverse-ratio}",
        Text(
            "看不懂的指标值或实际值不猜，列为待人工判定。",
            "A target or actual that cannot be read is never guessed: it awaits judgement.",
        ),
    ),
    forms=("reverse",),
)
