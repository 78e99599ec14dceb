"""A grade that one thing settles, whatever the total is (一票否决)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from scorelib.compiler.bench.site import Site
from scorelib.compiler.graph.nodes import State
from scorelib.compiler.methods.method import GradeMethod, GradeRule, Page, Scored
from scorelib.ground.errors import Text
from scorelib.model.fields import Formula, Label, Path, Words, refuse
from scorelib.words.expressions import guess_name
from scorelib.words.numbers import print_number
from scorelib.words.units import NONE

__all__ = ["METHOD", "divide_points", "find_part", "has_no_rate"]


class Veto(GradeRule):
    """`node` is looked at: below `below`, a share of its maximum or points, the rule holds.

    Or `when` is a condition over the facts. Without an answer the grade is open.
    """

    kind: Literal["veto"]
    label: Label = Text("一票否决", "One-vote veto")
    node: Path | None = None
    below: Words | None = None
    when: Formula | None = None

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> Veto:
        given = [each for each in (self.node, self.when) if each is not None]
        if len(given) != 1:
            raise refuse("SL118", choices=("node", "when"), count=len(given))
        if self.node is not None and self.below is None:
            raise refuse("SL103", key="below")
        if self.when is not None and self.below is not None:
            raise refuse("SL117", first="when", second="below")
        return self


def lower(settings: Veto, site: Site, parts: Mapping[str, Scored]) -> int | None:
    """Return the condition under which the grade is settled.

    A node that does not apply settles nothing; one without points for another reason leaves the
    condition, and the grade, without a value.
    """
    if settings.when is not None:
        return site.condition(settings.when, "when")
    part = find_part(site, parts, settings.node or "", "node")
    if part is None or settings.below is None:
        return None
    build, text = site.build, settings.below.strip()
    is_share = text.endswith(("%", "％"))
    edge = site.amount(text, NONE, "below") if is_share else site.figure(text, "below")
    if edge is None or not _check_edge(site, part, edge, is_share):
        return None
    figure = divide_points(site, part) if is_share else part.points
    low = build.compare("<", figure, build.constant(edge))
    none = build.constant(False)
    return build.choose([(has_no_rate(site, part), none)], low)


def _check_edge(site: Site, part: Scored, edge: Fraction, is_share: bool) -> bool:
    """Return whether points can lie on either side of an edge; note it where they cannot."""
    most = Fraction(1) if is_share else site.bound(part.max_points).hi
    if edge > 0 and (most is None or edge <= most):
        return True
    high = "+∞" if most is None else "100%" if is_share else print_number(most)
    site.report("SL327", "below", key="below", low="0", high=high)
    return False


def find_part(
    site: Site, parts: Mapping[str, Scored], name: str, *steps: str | int
) -> Scored | None:
    """Return a node of the tree by its path, or None after noting that there is none."""
    part = parts.get(name)
    if part is None and name not in parts:
        guess = guess_name(name, list(parts)) or "–"
        site.report("SL371", *steps, node=name, guess=guess)
    return part


def has_no_rate(site: Site, part: Scored) -> int:
    """Return the condition that a node does not apply, or has 0 of 0 points."""
    build = site.build
    absent = build.is_state(part.points, State.NOT_APPLICABLE)
    empty = build.compare("<=", part.max_points, build.constant(0))
    return build.join("or", [absent, build.join("and", [build.is_known(part.points), empty])])


def divide_points(site: Site, part: Scored) -> int:
    """Return the rate of points (得分率) of a node, for where its maximum is above zero."""
    return site.build.divide(part.points, part.max_points)


METHOD = GradeMethod(
    "veto",
    Veto,
    lower,
    Page(
        Text("一票否决", "One-vote veto"),
        Text(
            "某个指标太差，或者发生了某种情形，等级就定了，不看总分。below 写百分比的，按该指标的"
            "得分率比；写数的，按得分比。指标不适用的，不因此否决；没有得分的，等级也定不下来："
            "不知道不等于合格。各条 grade_rules 依次看，第一条成立的定等级，都不成立再看分档。",
            "Where one indicator is too poor, or something happened, the grade is settled whatever "
            "the total is. A percentage under `below` is compared with the node's rate of points, "
            "a number with its points. A node that does not apply vetoes nothing; one without "
            "points leaves the grade open: not known is not the same as good enough. "
            "`grade_rules` are tried in order before the bands; the first that holds settles the "
            "grade.",
        ),
        "grade if points / max_points < below",
        "政策规范性低于60分一票否决",
        "grade_rules:\n"
        "  - {id: policy, kind: veto, node: policy.compliance, below: 60%, grade: poor}\n"
        "  - {id: fraud, kind: veto, when: falsified, grade: poor}",
        Text(
            "node 与 when 没有正好写一个 SL118；有 node 没有 below SL103；没有这个指标 SL371；"
            "below 够不着 SL327；没有这个等级 SL387。",
            "Refused unless exactly one of `node` and `when` is given (SL118), with `node` also "
            "without `below` (SL103); a node that is not there is SL371, a `below` out of reach "
            "SL327, a grade that is not there SL387.",
        ),
    ),
)
