"""Points for each requirement that is met."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.plan import Option
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Label, NodeName, Shape
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Entry(Shape):
    """One requirement: the condition, and the points when it holds."""

    label: Label | None = None
    when: Formula
    points: Formula


class Checklist(MethodSettings):
    """`entries` are the requirements; a condition without an answer leaves all without points."""

    kind: Literal["checklist"]
    entries: Annotated[dict[NodeName, Entry], Field(min_length=1)]


def lower(settings: Checklist, site: Site) -> Lowered | None:
    """Return the sum of the points of the conditions that hold."""
    build = site.build
    parts, options = [], []
    for name, entry in settings.entries.items():
        when = site.condition(entry.when, "entries", name, "when")
        points = site.number(entry.points, "entries", name, "points")
        if when is not None and points is not None:
            parts.append(build.choose([(when, points)], build.constant(0)))
            options.append(Option(entry.label or Text(name, name), when, points))
    if len(parts) < len(settings.entries):
        return None
    return Lowered(build.sum(parts), options=tuple(options))


METHOD = Method(
    "checklist",
    Checklist,
    lower,
    Page(
        Text("逐项核对", "Checklist"),
        Text(
            "每满足一项得该项的分，各项相加。有一项没有答案，整个指标就没有得分：不知道不等于没有。",
            "Each requirement that is met earns its points. If one has no answer the indicator "
            "has no points: not known is not the same as not met.",
        ),
        "points = Σ points of the entries whose condition holds",
        "财务制度1分；项目管理制度1分；佐证资料1分",
        "method:\n"
        "  kind: checklist\n"
        "  entries:\n"
        "    finance: {when: has_finance_rules, points: 1}\n"
        "    management: {when: has_management_rules, points: 1}\n"
        "    evidence: {when: has_evidence, points: 1}",
        Text(
            "条件不是是非判断 SL260；各项之和超过分值 SL331。",
            "A condition that is no truth value is SL260; entries that add up to more than the "
            "maximum SL331.",
        ),
    ),
)
