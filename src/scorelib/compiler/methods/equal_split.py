"""An equal part of a slot's maximum for each of the project's own indicators."""

from __future__ import annotations

from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.methods.method import Page, SlotMethod
from scorelib.ground.errors import Text
from scorelib.model.ruleset import RoundingSpec
from scorelib.words.rounding import RoundingRule

__all__ = ["METHOD", "split_maximum"]


def split_maximum(build: Builder, stated: int, slot: str, rounding: RoundingRule | None) -> int:
    """Return the maximum of one indicator of a slot: the slot's, divided by their number."""
    # Where there is an indicator to give a part to, there is at least one.
    count = build.extreme("max", (build.count(slot), build.constant(1)))
    return build.round(build.divide(stated, count), rounding)


METHOD = SlotMethod(
    "split",
    RoundingSpec,
    Page(
        Text("平均分配分值", "Equal split"),
        Text(
            "项目自设指标的分值由规则平均分配：分值除以指标个数，按 split 取整。"
            "取整以后各指标的分值加起来可能不等于上级：15 分 4 个指标，各 4 分，合计 16 分；"
            "这时按 when_maxima_overflow 处理（cap 按上级封顶，并列为疑点）。"
            "项目自己印的分值不同的，列为疑点，按规则的算。",
            "The ruleset, not the project, sets the maxima of a slot's own indicators: the slot's "
            "maximum divided by their number, rounded as `split` says. Rounded parts may not add "
            "up to the whole: 15 points among 4 indicators are 4 each, 16 in all; then "
            "`when_maxima_overflow` says what happens (`cap` holds the points to the heading's, "
            "with a finding). A different maximum printed by the project is a finding, and the "
            "rule's counts.",
        ),
        "max_points of each = round(max_points of the slot / number of indicators)",
        "15分÷三级指标个数，四舍五入保留整数",
        "quantity:\n"
        "  label: 数量指标\n"
        "  max_points: 15\n"
        "  split: {places: 0, mode: half-up}\n"
        "  when_maxima_overflow: cap\n"
        "  declared: {positive: capped-ratio}",
        Text(
            "没有写分值就没有可分的 SL390；没有写 places 或 mode SL103。",
            "Without a maximum there is nothing to split (SL390); without `places` or `mode` "
            "SL103.",
        ),
    ),
)
