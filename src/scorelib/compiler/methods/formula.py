"""Points by a formula of the author's own."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class FormulaMethod(MethodSettings):
    """`points` is a formula over facts and `max_points`; it must be shown to stay in range."""

    kind: Literal["formula"]
    points: Formula


def lower(settings: FormulaMethod, site: Site) -> Lowered | None:
    """Return the formula's own node."""
    points = site.number(settings.points, "points")
    if points is None:
        return None
    return Lowered(points)


METHOD = Method(
    "formula",
    FormulaMethod,
    lower,
    Page(
        Text("公式", "Formula"),
        Text(
            "用公式直接写得分。公式里可用本规则的基础数据、max_points（分值）、计量单位和函数；"
            "对项目自设指标（declared）还可用 target（指标值）、actual（实际完成值）和 "
            "met（是否达到），时限用 late（迟了几天），区间用 low、high；"
            "这时必须写成 max_points 乘以一个 0 到 1 的份额，因为分值由项目自定。",
            "Points written as a formula over the facts of the ruleset, `max_points`, units and "
            "functions; for the project's own indicators (`declared`) also `target`, `actual` and "
            "`met`, for a date `late` (in days), for a range `low` and `high`. There it must be "
            "`max_points` times a share from 0 to 1, since the maximum is the project's own.",
        ),
        "points = the formula",
        "低于60%不得分；其他按 分值×（完成率－60%）/（1－60%）计分",
        "method:\n"
        "  kind: formula\n"
        "  points: max_points * (min(rate, 1) - 0.6) / 0.4 if rate >= 0.6 else 0\n"
        "\n"
        "declared:\n"
        "  positive:\n"
        "    kind: formula\n"
        "    points: max_points * max(0, min(actual / target, 1) - 0.6) / 0.4 if target > 0 else 0",
        Text(
            "不能证明得分在 0 与分值之间时拒绝（SL331）；其余见 SL251–SL269。",
            "Refused unless the points can be shown to stay between 0 and the maximum (SL331); "
            "for the rest see SL251 to SL269.",
        ),
    ),
    forms=("positive", "reverse", "equal", "yes-no", "date", "range", "change"),
)
