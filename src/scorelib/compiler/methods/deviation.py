"""Points taken off for each step away from a centre, on either side of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.deduction import take_off
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.methods.steps import Steps, count_steps, read_size
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Number, Words
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Deviation(MethodSettings):
    """`value` is measured from `centre`; each step of `per` away from it costs `each`.

    `steps` says how a part of a step counts, as for a deduction; `base` is what is deducted
    from, `floor` where it ends.
    """

    kind: Literal["deviation"]
    value: Formula
    centre: Words
    per: Words
    each: Formula
    steps: Steps
    base: Formula
    floor: Number


def lower(settings: Deviation, site: Site) -> Lowered | None:
    """Return max(base − each × steps(|value − centre|), floor)."""
    value = site.term(settings.value, "value")
    base = site.number(settings.base, "base")
    each = read_size(site, settings.each, "each")
    if value is None or base is None or each is None:
        return None
    centre = site.amount(settings.centre, value.dimension, "centre")
    if centre is None:
        return None
    site.check_reach(value.node, [("centre", centre)])
    build = site.build
    away = build.absolute(build.subtract(value.node, build.constant(centre)))
    count = count_steps(site, replace(value, node=away), settings.per, settings.steps)
    if count is None:
        return None
    return take_off(site, base, build.multiply(each, count), settings.floor)


METHOD = Method(
    "deviation",
    Deviation,
    lower,
    Page(
        Text("偏离扣分（双向）", "Deviation from a centre"),
        Text(
            "多了少了都扣：离中心值每一步扣若干分，扣到下限为止。不足一步怎么算必须写明（steps），"
            "基数和下限也必须写明。",
            "Too much costs as much as too little: points are taken off for each step away from "
            "the centre, down to a floor. How a part of a step counts (`steps`), the base and the "
            "floor must be said.",
        ),
        "points = max(base − each × steps(|value − centre| / per), floor)",
        "every 5 points above or below 100% costs 1",
        "method: {kind: deviation, value: executed / budget, centre: 100%, per: 5%, each: 1,\n"
        "         steps: full, base: max_points, floor: 0}",
        Text(
            "没有写 steps、base 或 floor 时拒绝（SL103）；per 不是正数 SL306；each 可能为负 SL361；"
            "centre 够不着 SL327；单位与数值不合 SL261。",
            "Refused without `steps`, `base` or `floor` (SL103); a `per` that is not positive is "
            "SL306, an `each` that can be negative SL361, a `centre` out of reach SL327, units "
            "that do not fit the value SL261.",
        ),
    ),
)
