"""The project's own indicators with a target to be reached exactly."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class EqualTo(MethodSettings):
    """No settings: as higher is better; for a target of 0, nothing above it."""

    kind: Literal["equal-to"]


def lower(settings: EqualTo, site: Site) -> Lowered | None:
    """Return min(actual/target, 1); for a target of 0, 1 where the actual is at most 0."""
    build = site.build
    target, actual = site.names["target"].node, site.names["actual"].node
    zero, one = build.constant(0), build.constant(1)
    ratio = build.divide(build.extreme("max", (actual, zero)), target)
    met = build.choose([(build.compare("<=", actual, zero), one)], zero)
    share = build.choose(
        [
            (build.compare(">", target, zero), build.extreme("min", (ratio, one))),
            (build.compare("==", target, zero), met),
        ],
        build.constant(State.UNDEFINED),
    )
    return Lowered(build.multiply(site.max_points, share), share=share)


METHOD = Method(
    "equal-to",
    EqualTo,
    lower,
    Page(
        Text("等于指标", "Equal to"),
        Text(
            "指标值写作“=8个”：指标值为正数时按正向指标计分，超过也得满分；指标值为 0 时，实际值"
            "不大于 0 得满分，否则零分；指标值为负数的，留待人工判定。",
            "For targets written `=8个`: above 0 scored as higher is better, full points beyond it "
            "too; for a target of 0 full points when the actual is at most 0, else none; a "
            "negative target is left to an assessor.",
        ),
        "points = max_points × min(actual / target, 1); target 0: actual ≤ 0",
        "等于型指标：同正向指标；指标值为0时，实际值≤0得满分，否则不得分",
        "declared: {equal: equal-to}",
        Text(
            "看不懂的指标值或实际值不猜，列为待人工判定。",
            "A target or actual that cannot be read is never guessed: it awaits judgement.",
        ),
    ),
    forms=("equal", "positive"),
)
