"""Missing, zero, not applicable and cannot be assessed are four things: what each policy does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import TIERS, make_plan, one_indicator, score, score_items, slot

RATE = {"kind": "proportional", "value": "rate", "cap": "1"}
WHY = {"reason": "依据不足"}


def only(result: Result) -> tuple[str, Fraction | None]:
    """Return status and points of the one indicator."""
    return result.nodes[0].status, result.nodes[0].points


@pytest.mark.parametrize(
    ("policy", "fact", "expected"),
    [
        # a value of zero is a value
        ({}, "0%", ("scored", Fraction(0))),
        # a fact that is not given, or said to be missing
        ({}, None, ("missing", None)),
        ({}, {"state": "missing"}, ("missing", None)),
        ({"when_missing": "zero"}, None, ("missing", Fraction(0))),
        ({"when_missing": "unscored"}, None, ("missing", None)),
        # a fact that does not apply never turns into a missing one, nor the other way
        ({}, {"state": "not-applicable", **WHY}, ("not-applicable", None)),
        (
            {"when_not_applicable": "excluded"},
            {"state": "not-applicable", **WHY},
            ("not-applicable", None),
        ),
        (
            {"when_not_applicable": "full"},
            {"state": "not-applicable", **WHY},
            ("not-applicable", Fraction(10)),
        ),
        (
            {"when_not_applicable": "zero"},
            {"state": "not-applicable", **WHY},
            ("not-applicable", Fraction(0)),
        ),
        ({"when_not_applicable": "full"}, None, ("missing", None)),
        # what cannot be assessed is granted only where the rule says so
        ({}, {"state": "cannot-be-assessed", **WHY}, ("missing", None)),
        (
            {"when_unassessable": "waived"},
            {"state": "cannot-be-assessed", **WHY},
            ("waived", Fraction(10)),
        ),
        ({"when_unassessable": "waived"}, None, ("missing", None)),
    ],
)
def test_policy(policy: dict[str, str], fact: Any, expected: tuple[str, Fraction | None]) -> None:
    """Each state of a fact is treated as its own policy says, and by no other."""
    facts = {} if fact is None else {"rate": fact}
    assert expected == only(score(one_indicator(RATE, **policy), facts=facts))


def test_state_of_the_indicator_comes_before_its_facts() -> None:
    """An indicator said to be not applicable is, though its facts are there."""
    plan = one_indicator(RATE, when_not_applicable="excluded")
    states = {"a": {"state": "not-applicable", **WHY}}
    assert only(score(plan, facts={"rate": "50%"}, states=states)) == ("not-applicable", None)


def test_override_comes_before_everything_and_keeps_the_computed_figure() -> None:
    """An override counts; what was computed stays beside it with who, why and evidence."""
    entry = {"points": "3", "by": "抽查组", "reason": "发票不实", "evidence": "抽查记录"}
    node = score(one_indicator(RATE), facts={"rate": "50%"}, overrides={"a": entry}).nodes[0]
    assert ("overridden", Fraction(3), Fraction(5)) == (node.status, node.points, node.computed)
    assert node.reason is not None
    assert node.reason.by.zh == "抽查组"


def test_override_outside_the_range_does_not_count() -> None:
    """An override above the maximum is a finding, and the computed figure counts."""
    entry = {"points": "11", "by": "抽查组", "reason": "误", "evidence": "无"}
    result = score(one_indicator(RATE), facts={"rate": "50%"}, overrides={"a": entry})
    assert only(result) == ("scored", Fraction(5))
    assert [finding.code for finding in result.findings] == ["SL506"]


def test_missing_beats_not_applicable_in_a_sum() -> None:
    """One child missing and one not applicable: the dimension has no points."""
    plan = make_plan(
        {
            "d": {
                "label": "维度",
                "max_points": "20",
                "indicators": {
                    "a": {"label": "甲", "max_points": "10", "method": RATE},
                    "b": {"label": "乙", "max_points": "10", "method": "judged"},
                },
            }
        },
        policies={"when_not_applicable": "excluded"},
    )
    result = score(plan, facts={"rate": {"state": "not-applicable", **WHY}})
    assert only(result) == ("missing", None)
    assert result.total.points is None


def test_weight_that_does_not_apply_stays_where_it_is() -> None:
    """Nothing moves: the other child keeps its maximum, and the attainable total is shown."""
    plan = make_plan(
        {
            "a": {"label": "甲", "max_points": "10", "method": RATE},
            "b": {"label": "乙", "max_points": "90", "method": "judged"},
        },
        policies={"when_not_applicable": "excluded"},
    )
    judged = {"b": {"points": "90", "by": "评价组", "reason": "完成"}}
    states = {"a": {"state": "not-applicable", **WHY}}
    result = score(plan, judgements=judged, states=states)
    assert (Fraction(90), Fraction(100)) == (result.total.points, result.total.max_points)
    assert result.total.attainable == 90
    assert "SL510" in {finding.code for finding in result.findings}
    assert "SL557" in {reason.code for reason in result.total.conditional}


@pytest.mark.parametrize(
    ("points", "expected"),
    [("0", Fraction(0)), ("10", Fraction(10)), ("10.01", None), ("-0.01", None)],
)
def test_judgement_counts_only_inside_its_range(points: str, expected: Fraction | None) -> None:
    """A judged figure lies between 0 and the maximum, or does not count and is a finding."""
    given = {"a": {"points": points, "by": "评价组", "reason": "见意见"}}
    result = score(one_indicator("judged"), judgements=given)
    assert expected == result.nodes[0].points
    assert (expected is None) == ("SL508" in {finding.code for finding in result.findings})


@pytest.mark.parametrize(
    ("level", "rate", "expected"),
    [
        ("met", "100%", Fraction(10)),
        ("met", "80%", Fraction(8)),
        ("met", "79.99%", None),
        ("partly", "80%", None),
        ("partly", "60%", Fraction(6)),
        ("not-met", "60%", None),
        ("not-met", "0", Fraction(0)),
    ],
)
def test_tier_and_its_figure_must_agree(level: str, rate: str, expected: Fraction | None) -> None:
    """The share counts only inside the tier that was named (MOF 2020, art. 16)."""
    plan = make_plan({"a": slot({"qualitative": TIERS})}, when_maxima_overflow="cap")
    tier = {"level": level, "rate": rate, "by": "评价组", "reason": "见意见"}
    result = score_items(plan, {"max_points": "10", "tier": tier})
    assert expected == result.nodes[1].points


@pytest.mark.parametrize(
    ("form", "target", "actual", "expected"),
    [
        # target 90, actual 120, maximum 10 under the two reverse forms met
        ({"reverse": "inverse-ratio"}, "≤90次", "120次", Fraction(750, 100)),
        ({"reverse": "linear-excess"}, "≤90次", "120次", Fraction(667, 100)),
        ({"reverse": "inverse-ratio"}, "≤0次", "0次", Fraction(10)),
        ({"reverse": "inverse-ratio"}, "≤0次", "1次", Fraction(0)),
        ({"reverse": "linear-excess"}, "≤0次", "1次", Fraction(0)),
        ({"reverse": "linear-excess"}, "≤90次", "180次", Fraction(0)),
        ({"positive": "capped-ratio"}, "≥0个", "0个", Fraction(10)),
        ({"positive": "capped-ratio"}, "≥3个", "2个", Fraction(667, 100)),
        ({"positive": "capped-ratio"}, "≥1万元", "9999元", Fraction(10)),
        ({"positive": "capped-ratio"}, "≥-5%", "-6%", None),
        ({"equal": "equal-to"}, "=0次", "0次", Fraction(10)),
        ({"equal": "equal-to"}, "=0次", "1次", Fraction(0)),
        ({"equal": "equal-to"}, "=8个", "9个", Fraction(10)),
        ({"equal": "equal-to"}, "=8个", "4个", Fraction(5)),
    ],
)
def test_forms_of_target(
    form: dict[str, str], target: str, actual: str, expected: Fraction | None
) -> None:
    """Each form of target by its own rule, edges and zero included."""
    plan = make_plan({"a": slot(form)}, when_maxima_overflow="cap")
    result = score_items(plan, {"max_points": "10", "target": target, "actual": actual})
    assert expected == result.nodes[1].points


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"target": "显著提升", "actual": "显著提升"}, "SL230"),
        ({"target": "≥8个"}, "SL522"),
        ({"actual": "8个"}, "SL521"),
        ({"target": "8个", "actual": "8个"}, "SL525"),
        ({"target": "≥8个", "actual": "≥8个"}, "SL241"),
        ({"target": "2021年12月", "actual": "2021年11月"}, "SL524"),
        ({"target": "超过5次", "actual": "5次"}, "SL527"),
        ({"target": "≤5次", "actual": "5次"}, "SL528"),
        ({"direction": "qualitative"}, "SL523"),
    ],
)
def test_what_a_machine_cannot_score_awaits_judgement(item: dict[str, str], reason: str) -> None:
    """No points, no guess: a question that says why, and no total."""
    plan = make_plan({"a": slot({"positive": "capped-ratio"})}, when_maxima_overflow="cap")
    result = score_items(plan, {"max_points": "10", **item})
    awaiting = result.inputs.items["a"][0].awaiting
    assert awaiting is not None
    assert reason == awaiting[0]
    assert result.total.points is None
    assert "SL512" in {finding.code for finding in result.findings}


def test_ruleset_that_is_not_in_force_is_refused() -> None:
    """A project is judged by the rule in force when it is judged."""
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "10", "method": RATE}},
        effective={"from": "2023-01-01"},
    )
    with pytest.raises(DocumentError) as caught:
        score(plan, facts={"rate": "50%"})
    assert ["SL416"] == [each.code for each in caught.value.diagnostics]
