"""Points that an assessor gives, inside a stated range and with a reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import Lowered, Method, Page
from scorelib.compiler.methods.shares import find_share
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula
from scorelib.model.ruleset import MethodSettings

__all__ = ["METHOD"]


class Judged(MethodSettings):
    """The assessor's figure lies between `from` and `to`, both included."""

    kind: Literal["judged"]
    from_: Annotated[Formula, Field(alias="from")] = "0"
    to: Formula = "max_points"


def lower(settings: Judged, site: Site) -> Lowered | None:
    """Return the assessor's figure where it lies in the range, else nothing."""
    least = site.number(settings.from_, "from")
    most = site.number(settings.to, "to")
    if least is None or most is None:
        return None
    build = site.build
    figure = site.input("judgement", site.key)
    fits = build.join(
        "and", (build.compare(">=", figure, least), build.compare("<=", figure, most))
    )
    points = build.choose([(fits, figure)], build.constant(State.UNDEFINED))
    low, share = build.constant_of(least), find_share(build, most, site.max_points)
    whole = share is not None and site.bound(share).within(Fraction(0), Fraction(1))
    held = whole and isinstance(low, Fraction) and low >= 0
    return Lowered(points, formula=figure, judged=True, held=held)


METHOD = Method(
    "judged",
    Judged,
    lower,
    Page(
        Text("人工评判", "Judged"),
        Text(
            "规则没有给出算法时，由评价人在范围内给分并说明理由（项目文件的 judgements）。"
            "没有评判时按 when_missing 处理；超出范围的分数不采用，并列为疑点。",
            "Where a rule gives no way to calculate, an assessor gives the points within the "
            "range and says why (`judgements` of the project). Without a judgement `when_missing` "
            "says what happens; a figure outside the range is not used and is a finding.",
        ),
        "points = the assessor's figure, from ≤ figure ≤ to",
        "项目申报、批复程序符合相关管理办法（由评价人员酌情计分）",
        "method: judged",
        Text(
            "评判没有写人或理由 SL103；范围超出 0–分值 SL331。",
            "A judgement without its author or reason is SL103; a range outside 0 to the maximum "
            "SL331.",
        ),
    ),
)
