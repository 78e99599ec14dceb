"""Every form of target: yes or no, dates, ranges, changes; and what awaits judgement instead."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import TIERS, make_plan, score, score_items, slot

LATE = {
    "kind": "deduction",
    "measure": "late",
    "each": "1",
    "per": "1天",
    "steps": "full",
    "base": "max_points",
    "floor": "0",
}
FORMS: Mapping[str, Any] = {
    "positive": "capped-ratio",
    "reverse": "inverse-ratio",
    "equal": "equal-to",
    "yes-no": "all-or-nothing",
    "date": LATE,
    "range": "all-or-nothing",
    "change": "capped-ratio",
    "qualitative": TIERS,
}
MADE = make_plan({"a": slot(FORMS, "declared")})
POSITIVE = make_plan({"a": slot({"positive": "capped-ratio"}, "declared")})


def pair(target: str, actual: str, **more: Any) -> Result:
    """Return the result of one indicator of 10 points with these words."""
    item = {"max_points": "10", "target": target, "actual": actual, "reason": "见说明", **more}
    return score_items(MADE, item)


def awaiting(result: Result) -> str | None:
    """Return the code of the reason why the indicator awaits judgement."""
    awaited = result.inputs.items["a"][0].awaiting
    assert (awaited is None) == ("SL512" not in [each.code for each in result.findings])
    return awaited[0] if awaited else None


@pytest.mark.parametrize("unmarked", ["positive", "equal"])
@pytest.mark.parametrize("target", ["≤5次", "＜＝5次", "≦5次", "⩽5次", "5次以内。", " ≤ 5 次 "])
def test_comparator_in_other_characters(target: str, unmarked: str) -> None:
    """A target with a sign is no target without one, however the sign is written: 10 × 5/8."""
    plan = make_plan({"a": slot({**FORMS, "unmarked": unmarked}, "declared")})
    result = score_items(plan, {"max_points": "10", "target": target, "actual": "8次"})
    assert Fraction("6.25") == result.total.points


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        # yes or no: all or nothing
        ("是", "是", "10"),
        ("是", "否", "0"),
        ("否", "否", "10"),
        ("有", "是", "10"),
        # dates: one point a day late, early and on time in full
        ("2021年12月31日", "2021年12月31日", "10"),
        ("2021年12月", "2021年12月15日", "10"),
        ("2021年12月", "2021年12月", "10"),
        ("2021年12月", "2021年11月", "10"),
        ("2021年12月", "2022-01-03", "7"),
        ("不晚于2021年6月30日", "2021年7月4日", "6"),
        ("2021年12月31日前", "2021年12月30日", "10"),
        ("早于2021年7月1日", "2021年6月30日", "10"),
        ("早于2021年7月1日", "2021年7月1日", "9"),
        ("2021年1月至6月", "2021年6月30日", "10"),
        ("2021年", "2021年8月", "10"),
        ("2021年12月31日前", "2022年3月1日", "0"),
        # ranges: inside or not
        ("3至5天", "4天", "10"),
        ("3至5天", "3天", "10"),
        ("3至5天", "6天", "0"),
        ("80%-90%", "85%", "10"),
        ("≥3天且≤5天", "2天", "0"),
        # changes: the actual in the direction of the target, the other way below zero
        ("较上年减少≥2%", "较上年减少3%", "10"),
        ("较上年减少≥2%", "较上年减少1%", "5"),
        ("较上年减少≥2%", "较上年增长1%", "0"),
        ("较上年增长10%以上", "较上年增长4%", "4"),
        ("同比增长≥20人", "同比增长15人", "7.5"),
    ],
)
def test_points_of_a_form(target: str, actual: str, points: str) -> None:
    """Target and actual are read as what they are, and scored in the form's own way."""
    result = pair(target, actual)
    assert (None, Fraction(points)) == (awaiting(result), result.nodes[1].points)


@pytest.mark.parametrize(
    ("target", "actual", "code"),
    [
        # too coarse to tell: the year holds days before and after December
        ("2021年12月", "2021年", "SL450"),
        ("2021年6月30日", "2021年6月", "SL450"),
        ("不晚于2021年6月30日", "2021年6月", None),
        ("2021年6月29日", "2021年6月", "SL450"),
        # late for certain, but by one day or by thirty-one
        ("2021年12月31日", "2022年1月", "SL450"),
        # whether 前 includes the day itself is open; the day before and after are clear
        ("2021年12月31日前", "2021年12月31日", "SL451"),
        ("2021年12月前", "2021年12月3日", "SL451"),
        ("2021年12月前", "2021年11月30日", None),
        # of not being too early the rule says nothing
        ("不早于2021年6月1日", "2021年7月1日", "SL454"),
        # another kind of words
        ("2021年12月", "是", "SL452"),
        ("是", "2021年12月", "SL452"),
        ("较上年减少≥2%", "3%", "SL452"),
        ("3至5天", "是", "SL526"),
        ("是", "达成预期指标", "SL243"),
        ("2021年12月", "2021年12月底前", "SL241"),
        # an open end met exactly
        ("80%(含)-90%(不含)", "90%", "SL527"),
        ("80%(含)-90%(不含)", "80%", None),
        # a figure that is only about right decides where all of it does
        ("3至5天", "约4天", None),
        ("3至5天", "约5天", "SL529"),
        ("1000至3000㎡", "1000余㎡", None),
        ("80%-90%", "0.85", "SL532"),
        # changes: which way, against what, in what
        ("较上年减少2%", "较上年减少3%", "SL525"),
        ("较上年增长不超过5%", "较上年增长3%", "SL454"),
        ("较上年增长≤5%", "较上年增长3%", "SL454"),
        ("较上年减少≥2%", "同比减少3%", "SL453"),
        ("较上年减少≥2%", "较上年减少3个", "SL211"),
        ("较上年减少超过2%", "较上年减少2%", "SL527"),
        ("较上年增长10%以上", "较上年增长10个百分点", "SL453"),
        ("较上年增长10个百分点以上", "较上年增长5个百分点", None),
        # words of the template, and a target that is only repeated
        ("分项填写年度设定的具体指标值，下同。", "……", "SL231"),
        ("≥266米", "≥266米", "SL241"),
        ("显著提升", "显著提升", "SL230"),
    ],
)
def test_what_awaits_judgement(target: str, actual: str, code: str | None) -> None:
    """What does not settle whether the target is met is left to a person, with the reason."""
    assert code == awaiting(pair(target, actual))


@pytest.mark.parametrize("target", ["是", "2021年12月", "3至5天", "较上年减少≥2%"])
def test_form_that_the_ruleset_does_not_score(target: str) -> None:
    """A slot that knows figures only leaves other targets to judgement."""
    item = {"max_points": "10", "target": target, "actual": target}
    assert "SL524" == awaiting(score_items(POSITIVE, item))


def test_change_without_a_mark_is_taken_as_the_project_says() -> None:
    """较上年减少2% asks for at least that much where `direction` says that more is better."""
    result = pair("较上年减少2%", "较上年减少1%", direction="positive")
    assert (None, Fraction(5)) == (awaiting(result), result.nodes[1].points)


def test_trace_shows_what_was_compared() -> None:
    """The words of target and actual stand beside the days that were counted from them."""
    node = pair("2021年12月", "2022-01-03").nodes[1]
    shown = [(fact.name, fact.text) for fact in node.facts]
    assert [("target", "2021年12月"), ("actual", "2022-01-03"), ("late", "3天")] == shown


JUDGED = {"points": "5", "by": "评价组", "reason": "按佐证材料"}


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ({"judgement": JUDGED}, {}),
        ({}, {"judgements": {"a.i0": JUDGED}}),
    ],
)
def test_judgement_of_what_awaits_it(more: Any, parts: Any) -> None:
    """An assessor's figure counts where the rule is silent, with who and why; nothing is asked."""
    item = {"id": "i0", "name": "指标", "max_points": "10", "target": "显著提升", **more}
    result = score(MADE, indicators={"a": [item]}, **parts)
    node = result.node("a.i0")
    assert ("judged", Fraction(5), None) == (node.status, node.points, awaiting(result))
    assert node.reason is not None
    assert "评价组" == node.reason.by.zh


def test_judgement_of_what_a_rule_computes_is_not_used() -> None:
    """8 of 10 pieces give 8 points; a judged 5 beside them is a finding."""
    result = pair("≥10个", "8个", judgement=JUDGED)
    assert Fraction(8) == result.nodes[1].points
    assert "SL537" in [each.code for each in result.findings]


def test_maximum_that_is_not_printed() -> None:
    """An inferred maximum counts, is a question of its own and makes the total conditional."""
    most = {"inferred": "20", "reason": "8.0 = 20 × 6/15"}
    result = score_items(MADE, {"max_points": most, "target": "≥15个", "actual": "6个"})
    assert Fraction(8) == result.nodes[1].points
    assert "SL547" in [each.code for each in result.findings]
    assert "SL568" in [each.code for each in result.total.conditional]


SPLIT = {"places": "0", "mode": "half-up"}


@pytest.mark.parametrize(
    ("printed", "codes"),
    [(None, []), ("4", []), ("5", ["SL573"])],
)
def test_maximum_of_an_equal_split(printed: str | None, codes: list[str]) -> None:
    """15 ÷ 4 = 3.75 → 4: the rule sets the maximum, and what is printed is held against it."""
    more = {} if printed is None else {"max_points": printed}
    items = [{"target": "≥10个", "actual": "10个", **more}] + [
        {"target": "≥10个", "actual": "10个"}
    ] * 3
    plan = make_plan({"a": slot(FORMS, "15", split=SPLIT)}, when_maxima_overflow="cap")
    result = score_items(plan, *items)
    assert Fraction(4) == result.nodes[1].max_points
    assert codes == [each.code for each in result.findings if each.node == "a.i0"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"target": "≥10个", "actual": "8个"}, "SL437"),
        ({"max_points": {"inferred": "10"}}, "SL103"),
        ({"max_points": {"inferred": "10", "value": "10", "reason": "无"}}, "SL118"),
        ({"max_points": "10", "target": "是", "actual": "是", "direction": "positive"}, "SL418"),
        ({"max_points": "10", "target": "3至5天", "direction": "equal"}, "SL418"),
        ({"max_points": "10", "target": "较上年减少≥2%", "direction": "reverse"}, "SL418"),
        (
            {
                "max_points": "10",
                "target": "2021年12月",
                "tier": {"level": "met", "rate": "90%", "by": "甲", "reason": "乙"},
            },
            "SL420",
        ),
        (
            {
                "max_points": "10",
                "target": "显著提升",
                "tier": {"level": "met", "rate": "90%", "by": "甲", "reason": "乙"},
                "judgement": JUDGED,
            },
            "SL441",
        ),
        (
            {"max_points": "10", "state": "not-applicable", "reason": "无", "judgement": JUDGED},
            "SL421",
        ),
        ({"max_points": "10", "target": "≥10个", "actual": "8个", "reduction": JUDGED}, "SL442"),
        ({"max_points": "10", "target": "≤10个", "actual": "12个", "reduction": JUDGED}, "SL442"),
    ],
)
def test_indicator_that_cannot_be_read(item: Mapping[str, Any], code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        score_items(MADE, item)
    assert [code] == [each.code for each in caught.value.diagnostics]
