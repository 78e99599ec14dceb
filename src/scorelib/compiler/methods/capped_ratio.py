"""The project's own indicators, higher is better: full at the target, else in proportion."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class CappedRatio(MethodSettings):
    """No settings: actual over target, at most 1."""

    kind: Literal["capped-ratio"]


def lower(settings: CappedRatio, site: Site) -> Lowered | None:
    """Return 1 where the target is met, actual/target below it; nothing for a negative target."""
    build = site.build
    target, actual = site.names["target"].node, site.names["actual"].node
    zero, one = build.constant(0), build.constant(1)
    ratio = build.divide(build.extreme("max", (actual, zero)), target)
    partly = build.choose(
        [
            (build.compare(">", target, zero), build.extreme("min", (ratio, one))),
            (build.compare("==", target, zero), zero),
        ],
        build.constant(State.UNDEFINED),
    )
    share = build.choose([(build.compare(">=", actual, target), one)], partly)
    return Lowered(build.multiply(site.max_points, share), share=share)


METHOD = Method(
    "capped-ratio",
    CappedRatio,
    lower,
    Page(
        Text("正向指标：按完成比例", "Capped ratio (higher is better)"),
        Text(
            "达到指标值得满分（不论指标值正负），超额不加分。未达到的：指标值为正数时按 "
            "实际/指标值 得分，实际值为负数得零分；指标值为 0 时得零分；指标值为负数时比例没有"
            "意义，留待人工判定。",
            "Full points where the target is met, whatever its sign, and nothing extra above. "
            "Where it is missed: actual/target for a target above 0, nothing for an actual below "
            "0; nothing for a target of 0; for a negative target the ratio means nothing and an "
            "assessor decides.",
        ),
        "points = max_points × min(actual / target, 1)",
        "完成指标值的，记该指标所赋全部分值；未完成的，按照完成值与指标值的比例记分",
        "declared: {positive: capped-ratio}",
        Text(
            "看不懂的指标值或实际值不猜，列为待人工判定。",
            "A target or actual that cannot be read is never guessed: it awaits judgement.",
        ),
    ),
    forms=("positive", "equal", "change"),
)
