"""Points by a formula of the author's own."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Choose, Divide, Extreme, Multiply
from scorelib.compiler.graph.walk import nodes_below
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
    share = None if site.most is not None else find_share(site.build, points, site.max_points)
    return Lowered(points, share=share)


def find_share(build: Builder, node: int, whole: int) -> int | None:
    """Return a node divided by the maximum, where it is the maximum times something.

    Only then do points of a maximum that the project chooses stay within it, whatever it is.
    """
    if node == whole:
        return build.constant(1)
    if build.constant_of(node) == 0:
        return node
    match build.nodes[node]:
        case Multiply(left, right) | Divide(left, right) if not _reads(build, right, whole):
            share = find_share(build, left, whole)
            combine = build.multiply if isinstance(build.nodes[node], Multiply) else build.divide
            return None if share is None else combine(share, right)
        case Multiply(left, right) if not _reads(build, left, whole):
            share = find_share(build, right, whole)
            return None if share is None else build.multiply(left, share)
        case Choose(conditions, values):
            shares = [find_share(build, value, whole) for value in values]
            found = [share for share in shares if share is not None]
            if len(found) < len(values):
                return None
            return build.choose(list(zip(conditions, found, strict=False)), found[-1])
        case Extreme(which, operands):
            shares = [find_share(build, operand, whole) for operand in operands]
            found = [share for share in shares if share is not None]
            return build.extreme(which, found) if len(found) == len(operands) else None
        case _:
            return None


def _reads(build: Builder, node: int, whole: int) -> bool:
    return node == whole or whole in nodes_below(build.nodes, node)


METHOD = Method(
    "formula",
    FormulaMethod,
    lower,
    Page(
        Text("公式", "Formula"),
        Text(
            "用公式直接写得分。公式里可用本规则的基础数据、max_points（分值）、计量单位和函数；"
            "对项目自设指标（declared）还可用 target（指标值）和 actual（实际完成值），"
            "这时必须写成 max_points 乘以一个 0 到 1 的份额，因为分值由项目自定。",
            "Points written as a formula over the facts of the ruleset, `max_points`, units and "
            "functions; for the project's own indicators (`declared`) also `target` and `actual`. "
            "There it must be `max_points` times a share from 0 to 1, since the maximum is the "
            "project's own.",
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
    forms=("positive", "reverse", "equal"),
)
