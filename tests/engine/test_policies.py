"""Missing, zero, not applicable and cannot be assessed are four things: what each policy does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import TIERS, make_plan, one_indicator, score, score_items, slot

RATE = {"kind": "proportional", "value": "rate", "cap": "1"}
WHY = {"reason": "依据不足"}
THRESHOLD = "max_points * max(0, min(actual / target, 1) - 0.6) / 0.4 if target > 0 else 0"


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


def test_slot_that_does_not_apply_follows_its_policy() -> None:
    """A whole slot said not to apply: excluded, full, zero or without points, never in silence."""
    expected = {
        "excluded": (None, Fraction(8), Fraction(10), {"SL557"}),
        "full": (Fraction(8), Fraction(16), Fraction(18), {"SL560"}),
        "zero": (Fraction(0), Fraction(8), Fraction(18), {"SL563"}),
        "unscored": (None, None, Fraction(18), set()),
    }
    for policy, (points, total, attainable, reasons) in expected.items():
        own = slot({"positive": "capped-ratio"}, "8", when_not_applicable=policy)
        other = {"label": "乙", "max_points": "10", "method": RATE}
        plan = make_plan({"a": own, "b": other}, when_maxima_overflow="cap")
        states = {"a": {"state": "not-applicable", **WHY}}
        result = score(plan, facts={"rate": "80%"}, states=states)
        assert points == result.nodes[0].points, policy
        assert total == result.total.points, policy
        assert attainable == result.total.attainable, policy
        assert reasons <= {each.code for each in result.total.conditional}, policy


@pytest.mark.parametrize("policy", ["full", "zero"])
def test_points_by_policy_are_a_finding_and_make_the_total_conditional(policy: str) -> None:
    """Full points or none for what does not apply: said, and never unconditional."""
    plan = one_indicator(RATE, when_not_applicable=policy)
    result = score(plan, facts={"rate": {"state": "not-applicable", **WHY}})
    code, reason = {"full": ("SL530", "SL560"), "zero": ("SL531", "SL563")}[policy]
    assert code in {finding.code for finding in result.findings}
    assert reason in {each.code for each in result.total.conditional}


def test_zero_for_a_missing_fact_is_said() -> None:
    """A zero by policy is a finding and a condition: never a silent zero."""
    result = score(one_indicator(RATE, when_missing="zero"))
    assert Fraction(0) == result.total.points
    assert ["SL531"] == [finding.code for finding in result.findings]
    assert ["SL563"] == [each.code for each in result.total.conditional]


@pytest.mark.parametrize("policy", ["zero", "take-over"])
def test_silent_rule_is_neither_zero_nor_taken_over(policy: str) -> None:
    """A judgement outside its range stays without points, whatever is done with missing facts."""
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "10", "method": "judged"}},
        policies={"when_missing": policy},
        take_over_from="self",
    )
    given = {"a": {"points": "11", "by": "评价组", "reason": "见意见"}}
    own = [{"id": "self", "role": "self", "points": {"a": "9"}}]
    result = score(plan, judgements=given, assessments=own)
    assert result.total.points is None
    assert "SL508" in {finding.code for finding in result.findings}


@pytest.mark.parametrize("points", ["1", "2", "3", "4"])
def test_points_are_never_taken_for_a_reason(points: str) -> None:
    """Points of 2, 3 or 4 are points: no node with points is called without."""
    plan = make_plan(
        {
            "a": {"label": "甲", "max_points": "10", "method": "judged"},
            "b": {"label": "乙", "max_points": "10", "method": RATE},
        },
        grades=[{"id": "any", "label": "有", "from": "0"}],
    )
    judged = {"a": {"points": points, "by": "评价组", "reason": "见意见"}}
    result = score(plan, judgements=judged)
    assert [False, True] == [node.open for node in result.nodes]
    assert result.grade.absent is not None
    assert "乙" in result.grade.absent.message.zh
    assert "甲" not in result.grade.absent.message.zh


@pytest.mark.parametrize(
    ("actual", "expected"),
    [("100个", Fraction(10)), ("80个", Fraction(5)), ("60个", Fraction(0)), ("59个", Fraction(0))],
)
def test_formula_for_a_projects_own_indicators(actual: str, expected: Fraction) -> None:
    """The threshold of 2021, nothing below 60%, then (rate − 60%)/(1 − 60%): as a formula."""
    method = {"kind": "formula", "points": THRESHOLD}
    plan = make_plan({"a": slot({"positive": method})}, when_maxima_overflow="cap")
    item = {"max_points": "10", "target": "≥100个", "actual": actual}
    assert expected == score_items(plan, item).nodes[1].points


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ({"kind": "linear", "value": "rate", "zero_at": "80", "full_at": "100"}, "SL327"),
        (
            {"kind": "bands", "value": "rate", "bands": [{"from": "90", "points": "10"},
             {"below": "90", "points": "0"}]},
            "SL326",
        ),
        ({"kind": "formula", "points": "10 if rate >= 90 else 0"}, "SL272"),
        (
            {"kind": "deduction", "measure": "1 - rate", "per": "5", "each": "1",
             "steps": "full", "base": "max_points", "floor": "0"},
            "SL327",
        ),
    ],
)  # fmt: skip
def test_per_cent_sign_that_was_forgotten_is_refused(method: dict[str, Any], code: str) -> None:
    """A rate held against 90 would be held against 9000%: refused, wherever it is written."""
    with pytest.raises(DocumentError) as caught:
        one_indicator(method)
    assert code in {each.code for each in caught.value.diagnostics}


def test_share_beside_a_target_in_per_cent_awaits_judgement() -> None:
    """0.96 beside ≥95% may be 96% or 0.96%: a person says which."""
    plan = make_plan({"a": slot({"positive": "capped-ratio"})}, when_maxima_overflow="cap")
    item = {"max_points": "10", "target": "≥95%", "actual": "0.96"}
    awaiting = score_items(plan, item).inputs.items["a"][0].awaiting
    assert awaiting is not None
    assert "SL532" == awaiting[0]


def test_fact_in_per_cent_says_whether_it_is_a_share() -> None:
    """A bare 0.85 for a fact in % is refused; 0.85% and 85% are not."""
    with pytest.raises(DocumentError) as caught:
        score(one_indicator(RATE), facts={"rate": "0.85"})
    assert ["SL428"] == [each.code for each in caught.value.diagnostics]
    assert Fraction(8500, 1000) == score(one_indicator(RATE), facts={"rate": "85%"}).total.points


def test_total_shows_its_own_rounding_and_cap() -> None:
    """What happens to the sum before it is the total is part of the trace."""
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "10", "method": RATE}},
        rounding={"total": {"places": "0", "mode": "half-up"}},
    )
    rounding = score(plan, facts={"rate": "85%"}).total.rounding
    assert rounding is not None
    assert (Fraction(17, 2), Fraction(9)) == (rounding.before, rounding.after)


@pytest.mark.parametrize("policy", ["excluded", "full", "zero", "unscored"])
def test_heading_whose_only_slot_does_not_apply_is_never_unconditional(policy: str) -> None:
    """A heading of 8 over a slot that brings its own maximum and is said not to apply."""
    own = slot({"positive": "capped-ratio"}, "declared", when_not_applicable=policy)
    plan = make_plan(
        {
            "d": {"label": "一", "max_points": "8", "indicators": {"a": own}},
            "b": {"label": "二", "max_points": "92", "method": RATE},
        },
        when_maxima_overflow="cap",
        max_points="100",
    )
    states = {"d.a": {"state": "not-applicable", **WHY}}
    result = score(plan, facts={"rate": "100%"}, states=states)
    assert result.findings
    assert result.total.points is None or result.total.conditional
    if policy == "excluded":
        assert (Fraction(92), Fraction(92)) == (result.total.points, result.total.attainable)


def test_unscored_never_exceeds_the_maximum() -> None:
    """A slot of 8 without points leaves 8 unscored, and says so."""
    plan = make_plan({"a": slot({"positive": "capped-ratio"}, "8")}, when_maxima_overflow="cap")
    result = score(plan, states={"a": {"state": "not-applicable", **WHY}})
    assert Fraction(8) == result.total.unscored
    assert "SL507" in {finding.code for finding in result.findings}


def test_judgement_nobody_gave_is_missing() -> None:
    """A qualitative indicator without a tier is missing, so the policy for that applies."""
    plan = make_plan(
        {"a": slot({"qualitative": TIERS}, "10", when_missing="zero")}, when_maxima_overflow="cap"
    )
    item = {"max_points": "10", "target": "显著提升", "direction": "qualitative"}
    assert Fraction(0) == score_items(plan, item).total.points
