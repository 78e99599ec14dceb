"""The mean of what the experts of a panel give, all of them or without the extremes."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Whole
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Panel(MethodSettings):
    """`combine` says how the experts' figures become one, `out_of` what the highest would be.

    `trim` is how many of the highest, and as many of the lowest, a trimmed mean leaves out;
    `least` the fewest figures that count.
    """

    kind: Literal["panel"]
    combine: Literal["mean", "trimmed-mean"]
    trim: Whole | None = None
    least: Whole | None = None
    out_of: Formula = "max_points"


def lower(settings: Panel, site: Site) -> Lowered | None:
    """Return max_points × mean / out_of; nothing where a figure is outside 0 to `out_of`."""
    out_of = site.number(settings.out_of, "out_of")
    if out_of is None or not _check_settings(settings, site):
        return None
    if out_of != site.max_points and not _is_above_zero(site, out_of):
        site.report("SL369", "out_of")
        return None
    build, drop = site.build, settings.trim or 0
    figure = build.input(Input("item", "figure"), site.key)
    fits = build.join(
        "and",
        [
            build.compare(">=", figure, build.constant(0)),
            build.compare("<=", figure, out_of),
        ],
    )
    checked = build.choose([(fits, figure)], build.constant(State.UNDEFINED))
    mean = build.fold(site.key, checked, "mean", drop)
    shown = _scale(site, build.fold(site.key, figure, "mean", drop), out_of)
    points = _scale(site, mean, out_of)
    if settings.least is not None:
        count = build.count(site.key)
        few = build.compare("<", count, build.constant(settings.least))
        points = build.choose([(few, build.constant(State.UNDEFINED))], points)
    return Lowered(points, formula=shown, judged=True, held=site.most is None)


def _check_settings(settings: Panel, site: Site) -> bool:
    """Return whether the settings go together; note it where they do not."""
    trim = settings.trim
    if (settings.combine == "trimmed-mean") != (trim is not None):
        if trim is None:
            site.report("SL103", key="trim")
        else:
            site.report("SL367", "trim")
        return False
    lowest = 1 if trim is None else 2 * trim + 1
    if trim is not None and trim < 1:
        site.report("SL113", "trim", text=str(trim), least=1)
        return False
    if settings.least is not None and settings.least < lowest:
        site.report("SL113", "least", text=str(settings.least), least=lowest)
        return False
    return True


def _is_above_zero(site: Site, node: int) -> bool:
    found = site.bound(node)
    return found.lo is not None and found.lo >= 0 and not found.has(Fraction(0))


def _scale(site: Site, mean: int, out_of: int) -> int:
    """Return a mean on the scale of the points; on their own scale it is as it stands."""
    if out_of == site.max_points:
        return mean
    build = site.build
    return build.divide(build.multiply(site.max_points, mean), out_of)


METHOD = Method(
    "panel",
    Panel,
    lower,
    Page(
        Text("专家评分", "Expert panel"),
        Text(
            "各位专家打分的平均数；trimmed-mean 先去掉 trim 个最高分和 trim 个最低分。"
            "专家的分写在项目文件的 judgements（panel: [8, 9, 7.5]），要写明谁组织、依据什么。"
            "打分满分不是分值时写 out_of（如 100）。有一个分超出 0 至满分，或者人数少于 least，"
            "都不得分，留待处理：不合格的分不会被悄悄丢掉。",
            "The mean of the experts' figures; `trimmed-mean` first leaves out the `trim` highest "
            "and the `trim` lowest. The figures stand in the `judgements` of the project "
            "(`panel: [8, 9, 7.5]`) with who asked them and why. Where the experts' scale is not "
            "the maximum, `out_of` says what it is, as 100. With a figure outside 0 to the "
            "highest, or fewer figures than `least`, there are no points: a bad figure is never "
            "dropped in silence.",
        ),
        "points = max_points × Σ figures / (number of figures × out_of)",
        "评价得分=（专家1+专家2+…）/专家人数",
        "method: {kind: panel, combine: trimmed-mean, trim: 1, least: 5, out_of: 100}",
        Text(
            "trimmed-mean 没有写 trim SL103，mean 写了 trim SL367；trim 小于 1、least 少于去掉后"
            "还剩一个所需的人数 SL113；out_of 可能不是正数 SL369。",
            "A trimmed mean without `trim` is SL103, a mean with one SL367; a `trim` below 1, or "
            "a `least` that would leave nothing after trimming, SL113; an `out_of` that can be "
            "zero or less SL369.",
        ),
    ),
)
