"""Extra points for each step of what was done beyond the call, up to the maximum."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.methods.steps import Steps, count_steps, read_size
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Words
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Award(MethodSettings):
    """`measure` is what is counted, `per` the size of a step, `each` the points it earns.

    `steps` says how a part of a step counts, as for a deduction.
    """

    kind: Literal["award"]
    measure: Formula
    each: Formula
    per: Words | None = None
    steps: Steps


def lower(settings: Award, site: Site) -> Lowered | None:
    """Return min(each × steps, max_points); a measure below zero earns nothing."""
    measure = site.term(settings.measure, "measure")
    each = read_size(site, settings.each, "each")
    if measure is None or each is None:
        return None
    count = count_steps(site, measure, settings.per, settings.steps)
    if count is None:
        return None
    build = site.build
    points = build.extreme("min", (build.multiply(each, count), site.max_points))
    return Lowered(points, held=site.most is None)


METHOD = Method(
    "award",
    Award,
    lower,
    Page(
        Text("加分", "Award"),
        Text(
            "每出现一步加若干分，加到分值为止。不足一步怎么算必须写明（steps）。"
            "加分项的指标写 bonus: true，分值不计入上级；总分能否超过满分由规则的 bonus 写明。",
            "Points for each step, up to the maximum. How a part of a step counts must be said "
            "(`steps`). An indicator that adds to the others says `bonus: true`: its maximum is "
            "not part of the heading's, and the ruleset's `bonus` says whether the total may "
            "exceed its own.",
        ),
        "points = min(each × steps(max(measure, 0) / per), max_points)",
        "加分最多为5分",
        "max_points: 5\n"
        "bonus: true\n"
        "method: {kind: award, measure: honours, per: 1项, each: 2, steps: full}",
        Text(
            "没有写 steps 时拒绝（SL103）；per 不是正数 SL306；each 可能为负 SL361。",
            "Refused without `steps` (SL103); a `per` that is not positive is SL306, an `each` "
            "that can be negative SL361.",
        ),
    ),
)
