"""Points by the first case whose condition holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Option
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Label, NodeName, Shape
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]

_WORDS: Final = {"judged": State.UNDEFINED, "not-applicable": State.NOT_APPLICABLE}
"""What stands for a reason instead of a formula, where no case holds."""


class CaseEntry(Shape):
    """One case: its condition, and the points it earns."""

    label: Label | None = None
    when: Formula
    points: Formula


class CasesMethod(MethodSettings):
    """`cases` are tried in order; the first whose condition holds gives the points.

    `otherwise` says what is earned where none holds: a formula; or `judged`, where the rule is
    silent and an assessor decides; or `not-applicable`, where the rule leaves the indicator out.
    """

    kind: Literal["cases"]
    cases: Annotated[dict[NodeName, CaseEntry], Field(min_length=1)]
    otherwise: Formula


def lower(settings: CasesMethod, site: Site) -> Lowered | None:
    """Return the points of the first case that holds; a condition without an answer has none."""
    build = site.build
    branches: list[tuple[int, int]] = []
    for name, case in settings.cases.items():
        when = site.condition(case.when, "cases", name, "when")
        points = site.number(case.points, "cases", name, "points")
        if when is not None and points is not None:
            branches.append((when, points))
    reason = _WORDS.get(settings.otherwise)
    last = (
        site.number(settings.otherwise, "otherwise") if reason is None else build.constant(reason)
    )
    if len(branches) < len(settings.cases) or last is None:
        return None
    labels = [case.label or Text(name, name) for name, case in settings.cases.items()]
    options = _list_options(site, labels, branches)
    return Lowered(build.choose(branches, last), options=options)


def _list_options(
    site: Site, labels: Sequence[Text], branches: Sequence[tuple[int, int]]
) -> tuple[Option, ...]:
    """Return the cases as they apply: each only where none before it holds."""
    build, before, options = site.build, list[int](), []
    for label, (when, points) in zip(labels, branches, strict=True):
        options.append(Option(label, build.join("and", [*before, when]), points))
        before.append(build.invert(when))
    return tuple(options)


METHOD = Method(
    "cases",
    CasesMethod,
    lower,
    Page(
        Text("按情形得分", "Cases"),
        Text(
            "依次看各种情形，第一个成立的给分。都不成立时怎么办必须写明：otherwise 写得分，"
            "或写 judged——规则没有说的，留待人工判定并引用条款，不自动给零分；"
            "或写 not-applicable——规则说这一项不计（如检查没有结论）。"
            "前面的情形没有答案时，不会跳过去看后面的。",
            "Cases are looked at in order; the first that holds gives the points. What happens "
            "where none holds must be said: `otherwise` gives points, or is `judged`: what the "
            "rule is silent about is left to an assessor, with the citation, and never zero by "
            "itself; or is `not-applicable`: the rule leaves the indicator out, as a check that "
            "came to no conclusion. A case without an answer is not passed over for a later one.",
        ),
        "points = points of the first case whose condition holds, else otherwise",
        "财预〔2021〕101号: 10 when finished within budget, else 7 for [80%,100%), 5 for "
        "[60%,80%), 0 below; silent on one unfinished at or over 100% and on one over budget",
        "method:\n"
        "  kind: cases\n"
        "  cases:\n"
        "    finished: {when: finished and executed <= budget, points: 10}\n"
        "    most: {when: not finished and 0.8 <= executed / budget < 1, points: 7}\n"
        "    some: {when: not finished and 0.6 <= executed / budget < 0.8, points: 5}\n"
        "    little: {when: not finished and executed / budget < 0.6, points: 0}\n"
        "  otherwise: judged",
        Text(
            "没有写 otherwise SL103；一种情形也没有 SL116；条件不是是非判断 SL260；"
            "有一种情形的得分可能超出范围 SL331。",
            "Without `otherwise` SL103, without any case SL116; a condition that is no truth "
            "value is SL260, a case whose points can leave the range SL331.",
        ),
    ),
)
