"""What the form made of what was approved: dropped, lowered, re-weighted, far exceeded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan, score, slot

FORMS: Mapping[str, Any] = {
    "positive": "capped-ratio",
    "reverse": "inverse-ratio",
    "equal": "equal-to",
    "yes-no": "all-or-nothing",
    "date": "all-or-nothing",
    "range": "all-or-nothing",
    "change": "capped-ratio",
}
PAPER = "关于调整绩效目标的批复"


def run(item: Mapping[str, Any], declared: Mapping[str, Any] = FORMS, **parts: Any) -> Result:
    """Return the result of a project with one indicator of 10 points."""
    row = {"id": "i", "name": "指标", "max_points": "10", **item}
    plan = make_plan({"a": slot(declared, "declared")})
    return score(plan, indicators={"a": [row]}, **parts)


def found(result: Result, *codes: str) -> list[tuple[str, str]]:
    """Return code and severity of the findings with these codes."""
    return [(each.code, each.severity) for each in result.findings if each.code in codes]


@pytest.mark.parametrize(
    ("approved", "target", "code"),
    [
        # more is better: less is asked for
        ("≥100个", "≥90个", "SL542"),
        ("≥100个", "≥0.01万个", None),
        ("≥100个", "≥120个", None),
        ("≥100个", ">100个", None),
        ("98%以上", "不低于95%", "SL542"),
        # less is better: more is allowed
        ("≤202.6万元", "≤2100000元", "SL542"),
        ("≤202.6万元", "≤200万元", None),
        ("不超过3天", "不超过5天", "SL542"),
        # exactly so many
        ("=8个", "=6个", "SL542"),
        # later, wider, no longer, a smaller change
        ("2021年12月", "2022年6月", "SL542"),
        ("2021年12月", "2021年12月31日前", None),
        ("2021年12月", "2021年10月", None),
        ("3至5天", "3至7天", "SL542"),
        ("3至5天", "4至5天", None),
        ("是", "否", "SL542"),
        ("否", "是", None),
        ("较上年减少≥2%", "较上年减少≥1%", "SL542"),
        ("较上年减少≥2%", "较上年减少≥3%", None),
        ("较上年增长不超过5%", "较上年增长不超过8%", "SL542"),
        ("较上年增长不超过5%", "较上年增长不超过3%", None),
        # the edge itself is let in, or shut out
        (">90%", "≥90%", "SL542"),
        ("≥90%", ">90%", None),
        ("小于5次", "≤5次", "SL542"),
        # the same in other characters
        ("≥ 100 个", "≥100个", None),
        ("显著提升", "显著提升", None),
        # what no machine compares is a question, and no accusation
        ("显著提升", "有所提升", "SL548"),
        ("≥100个", "≤90个", "SL548"),
        ("≥100个", "≥3天", "SL548"),
        ("100个", "90个", "SL548"),
    ],
)
def test_target_against_the_approved_one(approved: str, target: str, code: str | None) -> None:
    """A target is lowered in the direction of its form; nothing else is said to be."""
    result = run({"target": target, "approved": {"target": approved, "document": "批复"}})
    severity = "question" if code == "SL548" else "warning"
    assert ([] if code is None else [(code, severity)]) == found(result, "SL542", "SL548")


@pytest.mark.parametrize(
    ("adjusted", "expected"),
    [
        # with a paper the lowering is a question that names it, without one a warning
        ([{"target": "≥90个", "document": PAPER, "date": "2021-06-01"}], [("SL542", "question")]),
        ([{"target": "≥90个"}], [("SL542", "warning")]),
        # adjusted to 95 by a paper, to 90 by nobody
        (
            [{"target": "≥95个", "document": PAPER}],
            [("SL542", "question"), ("SL542", "warning")],
        ),
        ([], [("SL542", "warning")]),
    ],
)
def test_adjusted_targets(adjusted: Any, expected: list[tuple[str, str]]) -> None:
    """Each step from the approved target to the form's own is looked at."""
    item = {"target": "≥90个", "approved": {"target": "≥100个"}, "adjusted": adjusted}
    assert expected == found(run(item), "SL542")


def test_paper_is_named() -> None:
    """The question names the paper, its date and the reason it gives."""
    step = {"target": "≥90个", "document": PAPER, "date": "2021-06-01", "reason": "征地未完成"}
    item = {"target": "≥90个", "approved": {"target": "≥100个"}, "adjusted": [step]}
    (finding,) = [each for each in run(item).findings if each.code == "SL542"]
    assert f"由“≥100个”降为“≥90个”：{PAPER}（2021-06-01，征地未完成）" in finding.message.zh


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"approved": {"max_points": "10"}}, []),
        ({"approved": {"max_points": "12"}}, [("SL543", "warning")]),
        ({"approved": {"max_points": "8"}}, [("SL543", "warning")]),
        (
            {
                "approved": {"max_points": "12"},
                "adjusted": [{"max_points": "10", "document": PAPER}],
            },
            [("SL543", "question")],
        ),
        (
            {
                "max_points": {"inferred": "10", "reason": "按得分反推"},
                "approved": {"max_points": "12"},
            },
            [("SL543", "warning")],
        ),
    ],
)
def test_maximum_against_the_approved_one(item: Any, expected: Any) -> None:
    """Another weight than the approved one is a finding, whichever way it went."""
    assert expected == found(run({"target": "≥90个", "actual": "90个", **item}), "SL543")


DROPPED = {
    "id": "b",
    "name": "培训人次",
    "max_points": "5",
    "target": "≥100人次",
    "document": "批复",
}


@pytest.mark.parametrize(
    ("more", "severity"),
    [({}, "warning"), ({"adjusted": {"document": PAPER, "date": "2021-06-01"}}, "question")],
)
def test_dropped_indicator(more: Any, severity: str) -> None:
    """An approved indicator that the form lacks is a finding in its place."""
    result = run({"target": "≥90个"}, approved={"a": [{**DROPPED, **more}]})
    (finding,) = [each for each in result.findings if each.code == "SL541"]
    assert ("a", severity) == (finding.node, finding.severity)
    assert "培训人次" in finding.message.zh
    assert "≥100人次，5 分" in finding.message.zh


@pytest.mark.parametrize(
    ("approved", "code"),
    [
        ({"a": [{**DROPPED, "id": "i"}]}, "SL443"),
        ({"a": [DROPPED, DROPPED]}, "SL409"),
        ({"zzz": [DROPPED]}, "SL405"),
    ],
)
def test_dropped_indicator_that_cannot_be(approved: Any, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        run({"target": "≥90个"}, approved=approved)
    assert [code] == [each.code for each in caught.value.diagnostics]


ASSESSOR = {"points": "1", "by": "评价组", "reason": "指标值定得明显偏低"}


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        ({"target": "≥100个", "actual": "100个"}, False),
        ({"target": "≥100个", "actual": "101个"}, True),
        ({"target": "≥100个", "actual": "130个", "reason": "增加了两个村"}, False),
        ({"target": "≥100个", "actual": "130个", "reduction": ASSESSOR}, False),
        # less is better, exactly so many, a range: nothing was exceeded
        ({"target": "≤100个", "actual": "80个"}, False),
        ({"target": "=100个", "actual": "130个"}, False),
        ({"target": "3至5天", "actual": "5天"}, False),
        # a target of nothing is exceeded by anything
        ({"target": "≥0个", "actual": "1个"}, True),
    ],
)
def test_target_that_was_exceeded(item: Mapping[str, Any], asked: bool) -> None:
    """Over-achievement asks for its reason (art. 16) and never costs points by itself."""
    result = run(item)
    assert [("SL540", "warning")] * asked == found(result, "SL540")


@pytest.mark.parametrize(("actual", "asked"), [("120个", False), ("121个", True)])
def test_threshold_of_the_ruleset(actual: str, asked: bool) -> None:
    """Where the ruleset names a share, only what lies above it is asked about."""
    forms = {**FORMS, "over_achievement": {"beyond": "120%"}}
    item = {"target": "≥100个", "actual": actual}
    assert [("SL540", "warning")] * asked == found(run(item, forms), "SL540")


def test_reduction_by_an_assessor() -> None:
    """The assessor takes 1 of 10 points off, with the reason; the result says who."""
    item = {"target": "≥100个", "actual": "200个", "reduction": ASSESSOR}
    node = run(item).node("a.i")
    assert ("judged", Fraction(9)) == (node.status, node.points)
    assert node.reason is not None
    assert "指标值定得明显偏低" == node.reason.reason.zh
