"""Where the second scorer (oracle.py) and the engine differed once: each case at its smallest."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from tests.engine.scoring import TIERS, make_plan, one_indicator, score, score_items, slot

WHY = {"by": "评价组", "reason": "见底稿"}
ABSENT = {"state": "not-applicable", "reason": "本项目没有这一内容"}
RATE = {"kind": "proportional", "value": "rate", "cap": "1"}
MET = {"kind": "all-or-nothing", "when": "has_rules"}
RATIO = {"positive": "capped-ratio"}
ITEM = {"id": "i", "name": "指标", "max_points": "5", "target": "≥5个", "actual": "3个"}


def judged(**points: str) -> dict[str, Any]:
    """Return judgements by the path, dots written as two underscores."""
    return {path.replace("__", "."): {"points": each, **WHY} for path, each in points.items()}


def leaf(max_points: str, method: Any = "judged", **more: Any) -> dict[str, Any]:
    return {"label": "指标", "max_points": max_points, "method": method, **more}


def codes(result: Result) -> set[str]:
    return {finding.code for finding in result.findings}


# Maxima that nobody says -------------------------------------------------------------------

HEADED = {"h": {"label": "甲", "max_points": "given", "indicators": {"x": leaf("5")}}}


@pytest.mark.parametrize("policy", ["cap", "refuse"])
@pytest.mark.parametrize(
    ("indicators", "parts"),
    [
        pytest.param(HEADED, {"judgements": judged(h__x="3", z="5")}, id="a heading"),
        pytest.param(
            {"h": slot(RATIO, "given")},
            {"judgements": judged(z="5"), "indicators": {"h": [ITEM]}},
            id="a slot",
        ),
    ],
)
def test_place_whose_maximum_nobody_says(
    policy: str, indicators: Mapping[str, Any], parts: Mapping[str, Any]
) -> None:
    """It has no points, whatever is below it, and is asked for; the rest stays in the trace."""
    plan = make_plan({**indicators, "z": leaf("5")}, when_maxima_overflow=policy)
    result = score(plan, **parts)
    assert (None, None) == (result.node("h").points, result.node("h").max_points)
    assert (None, Fraction(5)) == (result.total.points, result.total.taken_over)
    assert {"SL539"} == codes(result)


@pytest.mark.parametrize(
    ("policy", "points"),
    [pytest.param("cap", Fraction(3), id="held at 3"), pytest.param("refuse", None, id="refused")],
)
def test_given_maximum_below_what_the_ruleset_fixes(policy: str, points: Fraction | None) -> None:
    """5 of 5 under a heading to which the evaluation gives 3."""
    plan = make_plan(HEADED, when_maxima_overflow=policy)
    result = score(plan, maxima={"h": "3"}, judgements=judged(h__x="5"))
    assert points == result.node("h").points
    assert "SL501" in codes(result)


@pytest.mark.parametrize("policy", ["zero", "unscored"])
@pytest.mark.parametrize("rules", ["false", None])
def test_not_even_zero_is_known_without_a_maximum(policy: str, rules: str | None) -> None:
    """不符合不得分 and `when_missing: zero` are 0 of a maximum, and here there is none."""
    facts = {} if rules is None else {"has_rules": rules}
    plan = make_plan({"a": leaf("given", MET, when_missing=policy)})
    result = score(plan, facts=facts)
    assert ("missing", None, None) == (
        result.node("a").status,
        result.node("a").points,
        result.total.points,
    )


TWO = {
    "one": {"label": "一", "when": "has_rules", "max_points": {"a": "4", "h": "6"}},
    "two": {"label": "二", "when": "has_file", "max_points": {"a": "6", "h": "4"}},
}


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("true", id="two hold"),
        pytest.param({"state": "missing"}, id="one is not known"),
        pytest.param(ABSENT, id="one does not apply"),
    ],
)
def test_profile_that_cannot_be_told_leaves_no_points(file: Any) -> None:
    """Neither 0 nor not applicable: nothing is excluded because a profile is not known."""
    shares = {"s": {"label": "丙", "share": "1", "method": MET}}
    heading = {"label": "乙", "max_points": "profile", "criteria": shares}
    indicators = {"a": leaf("profile", MET), "h": heading, "z": leaf("5")}
    policies = {"when_not_applicable": "excluded"}
    plan = make_plan(indicators, profiles=TWO, policies=policies, when_maxima_overflow="cap")
    facts = {"has_rules": "true", "has_file": file}
    result = score(plan, facts=facts, judgements=judged(z="5"))
    for name in ("a", "h"):
        node = result.node(name)
        assert ("missing", None, None) == (node.status, node.points, node.max_points)
    assert result.total.points is None
    assert "SL572" in codes(result)


def test_rounding_does_not_lift_points_above_a_share_of_a_given_maximum() -> None:
    """1/10 of 12 is 1.2, and rounding it up to 2 would be more than full points."""
    shares = {
        "a": {"label": "甲", "share": "1/10", "method": MET},
        "b": {"label": "乙", "share": "9/10", "method": MET},
    }
    heading = {"label": "丙", "max_points": "given", "indicators": shares}
    up = {"points": {"places": "0", "mode": "ceiling"}}
    result = score(
        make_plan({"h": heading}, rounding=up), facts={"has_rules": "true"}, maxima={"h": "12"}
    )
    assert (Fraction("1.2"), Fraction("10.8")) == (
        result.node("h.a").points,
        result.node("h.b").points,
    )


# Figures of people -------------------------------------------------------------------------

WORDS = {"max_points": "5", "target": "显著提升"}


@pytest.mark.parametrize("policy", ["zero", "take-over"])
def test_judgement_out_of_range_opens_no_other_way(policy: str) -> None:
    """An assessor gave 50 of 5: neither zero nor the unit's own 4 stand in for a right figure."""
    plan = make_plan(
        {"a": slot(RATIO, "5", when_missing=policy)},
        when_maxima_overflow="cap",
        take_over_from="self",
    )
    item = {"id": "i", "name": "指标", **WORDS, "judgement": {"points": "50", **WHY}}
    own = [{"id": "s", "role": "self", "points": {"a.i": "4"}}]
    result = score(plan, indicators={"a": [item]}, assessments=own)
    assert result.total.points is None
    assert "SL575" in codes(result)


def test_points_instead_of_a_tier() -> None:
    """An assessor who gives 3 of 5 for a target in words has decided it."""
    plan = make_plan({"a": slot({"qualitative": TIERS}, "5")}, when_maxima_overflow="cap")
    item = {**WORDS, "direction": "qualitative", "judgement": {"points": "3", **WHY}}
    result = score_items(plan, item)
    assert ("judged", Fraction(3)) == (result.node("a.i0").status, result.total.points)


def test_judgement_where_the_rule_is_silent_is_rounded_like_any_points() -> None:
    """1.255 is 1.26 at two places, as it is where the method is `judged`."""
    silent = {
        "kind": "cases",
        "cases": {"good": {"when": "rate >= 0.8", "points": "5"}},
        "otherwise": "judged",
    }
    for method, facts in ((silent, {"rate": "50%"}), ("judged", {})):
        result = score(one_indicator(method), facts=facts, judgements=judged(a="1.255"))
        assert Fraction("1.26") == result.total.points


def test_points_that_a_person_took_off_stay_in_the_composition() -> None:
    """10 computed and 4 taken off by judgement are 6, also after a rounding."""
    plan = make_plan(
        {
            "a": leaf("10", RATE),
            "b": leaf("0", {"kind": "judged", "from": "-10"}, min_points="-10"),
        },
        rounding={"total": {"places": "0", "mode": "half-up"}},
    )
    total = score(plan, facts={"rate": "100%"}, judgements=judged(b="-4")).total
    assert (Fraction(6), Fraction(10), Fraction(-4)) == (
        total.points,
        total.computed,
        total.taken_over,
    )


def test_optional_place_of_which_the_unit_speaks() -> None:
    """The unit declares 3 points for an optional place: that is not nothing."""
    plan = make_plan(
        {"a": leaf("5", RATE, optional="true"), "b": leaf("5")},
        policies={"when_missing": "take-over"},
        take_over_from="self",
    )
    own = [{"id": "s", "role": "self", "points": {"a": "3"}}]
    node = score(plan, judgements=judged(b="5"), assessments=own).node("a")
    assert ("taken-over", Fraction(3)) == (node.status, node.points)


# Headings ----------------------------------------------------------------------------------


def test_slot_among_criteria_is_rounded_once_above() -> None:
    """Twice 16/25 of 1.5 are 1.92, cut to 1.9; each cut to 0.9 first they would be 1.8."""
    criteria = {
        name: {"label": "要点", "share": "1/2", "declared": RATIO} for name in ("one", "two")
    }
    rule = {"places": "1", "mode": "down"}
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "3", "criteria": criteria}},
        when_maxima_overflow="cap",
        rounding={"points": rule, "subtotals": rule},
    )
    item = {"id": "i", "name": "指标", "max_points": "1.5", "target": "≥25个", "actual": "16个"}
    result = score(plan, indicators={"a.one": [item], "a.two": [item]})
    assert (Fraction("0.96"), Fraction("1.9")) == (
        result.node("a.one").points,
        result.node("a").points,
    )


def test_nothing_is_excluded_from_what_is_refused() -> None:
    """A slot of 2 whose only indicator, of 5, does not apply is refused: 2 without points."""
    plan = make_plan(
        {"a": slot(RATIO, "2"), "b": leaf("5")},
        when_maxima_overflow="refuse",
        policies={"when_not_applicable": "excluded"},
    )
    item = {"id": "i", "name": "指标", "max_points": "5", **ABSENT}
    total = score(plan, indicators={"a": [item]}, judgements=judged(b="5")).total
    assert (None, Fraction(2), Fraction(7)) == (total.points, total.unscored, total.attainable)


def test_rows_by_money_beside_a_minimum_below_zero() -> None:
    """Points that are a share of the maximum are in range, however low the least may be."""
    lots = {
        "label": "批次",
        "kind": "list",
        "fields": {
            "money": {"label": "资金", "above": "0"},
            "done": {"label": "完成", "kind": "flag"},
        },
    }
    method = {
        "kind": "by-row",
        "rows": "lots",
        "share": "1 if lots_done else 0",
        "weight": "lots_money / total(lots_money)",
    }
    plan = make_plan({"a": leaf("10", method, min_points="-2")}, facts={"lots": lots})
    rows = [{"id": "1", "money": "3", "done": "true"}, {"id": "2", "money": "1", "done": "false"}]
    assert Fraction("7.5") == score(plan, facts={"lots": {"rows": rows}}).total.points


# Grades ------------------------------------------------------------------------------------

GRADES = [
    {"id": "good", "label": "优", "from": "20"},
    {"id": "poor", "label": "差", "from": "0"},
]
THREE = {"a": leaf("10"), "b": leaf("10"), "c": leaf("10")}


@pytest.mark.parametrize(
    ("at_least", "judgements", "grade"),
    [
        pytest.param("2", judged(a="9", b="10"), "good", id="two are good, whatever c comes to"),
        pytest.param("2", judged(a="9", b="5"), None, id="it hangs on c"),
        pytest.param("3", judged(a="9", b="5"), None, id="three are not, but there is no total"),
    ],
)
def test_count_that_the_others_decide(
    at_least: str, judgements: Mapping[str, Any], grade: str | None
) -> None:
    """六项以上为优: an indicator without points matters only where the count hangs on it."""
    rule = {"id": "n", "kind": "count", "nodes": ["a", "b", "c"], "share": {"from": "90%"}}
    rules = [{**rule, "at_least": at_least, "grade": "good"}]
    plan = make_plan(THREE, max_points="30", grades=GRADES, grade_rules=rules)
    assert grade == score(plan, judgements=judgements).grade.id


def test_veto_on_a_node_whose_maximum_nobody_says() -> None:
    """Not known is not the same as good enough: the next rule is not tried."""
    rules = [
        {"id": "v", "kind": "veto", "node": "a", "below": "60%", "grade": "poor"},
        {"id": "w", "kind": "veto", "when": "has_rules", "grade": "good"},
    ]
    plan = make_plan(
        {"a": leaf("given"), "b": leaf("30")},
        max_points="30",
        grades=GRADES,
        grade_rules=rules,
        when_maxima_overflow="cap",
    )
    result = score(plan, facts={"has_rules": "true"}, judgements=judged(b="30"))
    assert result.grade.id is None
