"""Points by a category: one figure for each level."""

from __future__ import annotations

from typing import Literal

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Option
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import FactName, Formula, NodeName
from scorelib.model.ruleset import MethodSettings
from scorelib.words.expressions import guess_name

__all__ = ["METHOD"]


class Levels(MethodSettings):
    """`fact` is a category; `levels` gives points to each of its values."""

    kind: Literal["levels"]
    fact: FactName
    levels: dict[NodeName, Formula]


def lower(settings: Levels, site: Site) -> Lowered | None:
    """Return a choice by category; every value of the category has its points."""
    term = site.term(settings.fact, "fact", kind="word")
    points = {name: site.number(text, "levels", name) for name, text in settings.levels.items()}
    if term is None:
        return None
    unknown = [name for name in settings.levels if name not in term.words]
    absent = [name for name in term.words if name not in settings.levels]
    for name in unknown:
        words = {"level": name, "fact": settings.fact, "known": term.words}
        site.report_key("SL304", "levels", name, **words)
    # A name that is misspelt is unknown, and the one that was meant is absent: one mistake.
    meant = {guess_name(name, absent) for name in unknown}
    forgotten = [name for name in absent if name not in meant]
    if forgotten:
        site.report("SL305", "levels", levels=forgotten, fact=settings.fact)
    if unknown or absent or None in points.values():
        return None
    build = site.build
    branches = [
        (build.compare("==", term.node, build.constant(name)), node)
        for name, node in points.items()
        if node is not None
    ]
    labels = dict(site.bench.facts[settings.fact].values)
    options = tuple(
        Option(labels[name], when, node)
        for name, (when, node) in zip(points, branches, strict=True)
    )
    chosen = build.choose(branches, build.constant(State.UNDEFINED))
    return Lowered(chosen, formula=term.node, options=options)


METHOD = Method(
    "levels",
    Levels,
    lower,
    Page(
        Text("分等得分", "Levels"),
        Text(
            "按类别给分，每个取值一个分数，一个不多、一个不少。",
            "Points by a category: each of its values has its figure, none more and none less.",
        ),
        "points = levels[fact]",
        "全部验收4分，部分组织验收2分，未经验收0分",
        "method: {kind: levels, fact: acceptance, levels: {all: 4, some: 2, none: 0}}",
        Text(
            "写了不存在的取值 SL304，漏了某个取值 SL305。",
            "A level that is no value of the fact is SL304, a value without points SL305.",
        ),
    ),
)
