"""Shares of one indicator: each row of a list earns its part, and the parts are added."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Count, Divide, Fold, State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.methods.steps import read_size
from scorelib.ground.errors import Text
from scorelib.model.fields import FactName, Formula
from scorelib.model.ruleset import MethodSettings, RoundingSpec
from scorelib.words.numbers import print_number

__all__ = ["METHOD"]


class ByRow(MethodSettings):
    """`rows` is a list of facts; each row earns max_points × `weight` × `share`.

    `share` says what part of its weight a row earns, 0 to 1; `weight` what part of the whole it
    stands for; `rounding` rounds each row's part before they are added.
    """

    kind: Literal["by-row"]
    rows: FactName
    share: Formula
    weight: Formula
    rounding: RoundingSpec | None = None


def lower(settings: ByRow, site: Site) -> Lowered | None:
    """Return the sum of what the rows earn, never more than the maximum.

    Without any row that applies the indicator does not apply either; where the weights of the
    rows do not add up to the whole the rule does not say what the rest is worth.
    """
    lists = [name for name, fact in site.bench.facts.items() if fact.kind == "list"]
    if settings.rows not in lists:
        site.report("SL366", "rows", name=settings.rows, known=tuple(lists) or "–")
        return None
    inner = replace(site, rows=settings.rows)
    share = inner.number(settings.share, "share")
    weight = read_size(inner, settings.weight, "weight")
    rule = site.bench.rounding(settings.rounding, (*site.path, "rounding"))
    if share is None or weight is None or not _check_share(inner, share):
        return None
    build, rows = site.build, settings.rows
    earned = _weigh(build, build.multiply(site.max_points, share), weight)
    total = build.fold(rows, build.round(earned, rule))
    known = _find_mean(build, share, weight, rows)
    if known is None or rule is not None:
        # Rounded parts of a sixth each add up to more than the whole: 6 × 1.67 is 10.02.
        total = build.extreme("min", (total, site.max_points))
    none = build.compare("==", build.count(rows), build.constant(0))
    branches = [(none, build.constant(State.NOT_APPLICABLE))]
    if known is None:
        other = build.compare("!=", build.fold(rows, weight), build.constant(1))
        branches.append((other, build.constant(State.UNDEFINED)))
    points = build.choose(branches, total)
    return Lowered(points, share=known, formula=total, held=site.most is None)


def _check_share(site: Site, share: int) -> bool:
    """Return whether a row's share is shown to lie between 0 and 1; note it where it is not."""
    found = site.bound(share)
    if found.within(Fraction(0), Fraction(1)):
        return True
    low = "-∞" if found.lo is None else print_number(found.lo)
    high = "+∞" if found.hi is None else print_number(found.hi)
    site.report("SL368", "share", low=low, high=high)
    return False


def _weigh(build: Builder, value: int, weight: int) -> int:
    """Return value × weight, written as a division where the weight is one."""
    node = build.nodes[weight]
    if not isinstance(node, Divide):
        return build.multiply(value, weight)
    above = value if build.constant_of(node.left) == 1 else build.multiply(value, node.left)
    return build.divide(above, node.right)


def _find_mean(build: Builder, share: int, weight: int, rows: str) -> int | None:
    """Return the mean of the shares, where the weights are seen to add up to the whole.

    They are equal (1 / count), or each row's part of a total (money / total(money)).
    """
    node = build.nodes[weight]
    if not isinstance(node, Divide):
        return None
    if build.constant_of(node.left) == 1 and build.nodes[node.right] == Count(rows):
        return build.fold(rows, share, "mean")
    if build.nodes[node.right] == Fold(rows, node.left):
        return build.divide(build.fold(rows, build.multiply(share, node.left)), node.right)
    return None


METHOD = Method(
    "by-row",
    ByRow,
    lower,
    Page(
        Text("分行计分（年度、批次）", "By row"),
        Text(
            "一个指标由若干行组成（四个年度、若干批次），每行占一份，各行得分相加。"
            "基础数据用 kind: list 声明，公式里每列叫“名称_列”，行数叫“名称_count”。"
            "share 是一行得它那一份的多少（0 到 1），weight 是这一行占整体的多少："
            "1 / years_count 各占一样，years_money / total(years_money) 按资金占比。"
            "每行可以先取整（rounding）再相加，合计不超过分值。不适用的行由项目说明理由后不计，"
            "1 / years_count 就由其余各行平分；写成 1/4 而只剩三行时，权重合计不是 1，"
            "规则没有说怎么办，留待人工判定。一行也不适用时，指标不适用。",
            "One indicator made of rows (four years, several lots): each row stands for a part of "
            "it, and what the rows earn is added. The rows are a fact of `kind: list`; in formulas "
            "a column is `list_column`, their number `list_count`. `share` is what a row earns of "
            "its part, 0 to 1, `weight` its part of the whole: `1 / years_count` for equal parts, "
            "`years_money / total(years_money)` for parts by money. Each row's points may be "
            "rounded before they are added; the sum never exceeds the maximum. Rows that do not "
            "apply are left out, with the project's reason: with `1 / years_count` the others "
            "share the whole; with `1/4` and three rows the weights do not add up to 1, the rule "
            "is silent, and the case is left to judgement. Without any row that applies the "
            "indicator does not apply.",
        ),
        "points = Σ over the rows of max_points × weight × share, each rounded",
        "四个年度各占1/4；要点各占1/4，符合得分，否则扣除",
        "facts:\n"
        "  years:\n"
        "    kind: list\n"
        "    label: 各年度\n"
        "    fields: {planned: {label: 计划, above: 0}, actual: {label: 实际, min: 0}}\n"
        "\n"
        "method:\n"
        "  kind: by-row\n"
        "  rows: years\n"
        "  share: min(years_actual / years_planned, 1)\n"
        "  weight: 1 / years_count\n"
        "  rounding: {places: 2, mode: half-up}",
        Text(
            "rows 不是列表 SL366；share 不能证明在 0 与 1 之间 SL368；weight 可能为负 SL361；"
            "除数可能为零 SL267；混用两个列表 SL373。",
            "`rows` that is no list is SL366, a `share` not shown to lie between 0 and 1 SL368, a "
            "`weight` that can be negative SL361, a divisor that can be zero SL267, two lists in "
            "one formula SL373.",
        ),
    ),
)
