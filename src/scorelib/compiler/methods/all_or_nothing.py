"""The whole maximum where a requirement is met, else nothing."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class AllOrNothing(MethodSettings):
    """`when` is the requirement; for a project's own indicator, that its target is met."""

    kind: Literal["all-or-nothing"]
    when: Formula | None = None


def lower(settings: AllOrNothing, site: Site) -> Lowered | None:
    """Return max_points where the condition holds, else 0."""
    met = site.names.get("met")
    if settings.when is not None:
        when = site.condition(settings.when, "when")
    elif met is not None:
        when = met.node
    else:
        site.report("SL103", key="when")
        when = None
    if when is None:
        return None
    build = site.build
    share = build.choose([(when, build.constant(1))], build.constant(0))
    points = build.choose([(when, site.max_points)], build.constant(0))
    return Lowered(points, share=share)


METHOD = Method(
    "all-or-nothing",
    AllOrNothing,
    lower,
    Page(
        Text("全有或全无", "All or nothing"),
        Text(
            "符合就得满分，不符合不得分，没有中间。没有答案时没有得分：不知道不等于不符合。"
            "用于项目自设指标时不写 when，就是达到指标值（met）。",
            "The maximum where the requirement is met, nothing where it is not. Without an answer "
            "there are no points: not known is not the same as not met. For a project's own "
            "indicators `when` may be left out: then it is that the target is met (`met`).",
        ),
        "points = max_points if when else 0",
        "有…计2分，没有不得分",
        "method: {kind: all-or-nothing, when: has_rules}\n"
        "\n"
        "declared: {yes-no: all-or-nothing, date: all-or-nothing}",
        Text(
            "不是项目自设指标而没有写 when SL103；条件不是是非判断 SL260。",
            "Without `when`, where no target is in question, SL103; a condition that is no truth "
            "value is SL260.",
        ),
    ),
    forms=("positive", "reverse", "equal", "yes-no", "date", "range", "change"),
)
