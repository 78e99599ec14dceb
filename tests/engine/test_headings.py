"""What headings do with what is below them: shares, profiles, given maxima, re-basing, bonuses."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan, score, score_items, slot

WHY = {"by": "评价组", "reason": "见底稿"}
ABSENT = {"state": "not-applicable", "reason": "本项目没有这一内容"}
RATE = {"kind": "proportional", "value": "rate", "cap": "1"}
RATIO = {"positive": "capped-ratio", "unmarked": "positive"}


def judged(**points: str) -> dict[str, Any]:
    """Return judgements by the path, dots written as two underscores."""
    return {path.replace("__", "."): {"points": each, **WHY} for path, each in points.items()}


def leaf(max_points: str, **more: Any) -> dict[str, Any]:
    """Return an indicator that a person judges."""
    return {"label": "指标", "max_points": max_points, "method": "judged", **more}


def codes(result: Result) -> set[str]:
    """Return the codes of the findings."""
    return {finding.code for finding in result.findings}


def refused(indicators: Mapping[str, Any], **top: Any) -> set[str]:
    """Return the codes with which a ruleset is refused."""
    with pytest.raises(DocumentError) as caught:
        make_plan(indicators, **top)
    return {each.code for each in caught.value.diagnostics}


# Criteria (要点): shares of their indicator ------------------------------------------------

MET = {"kind": "checklist", "entries": {"yes": {"when": "has_rules", "points": "max_points"}}}
FILED = {"kind": "checklist", "entries": {"yes": {"when": "has_file", "points": "max_points"}}}


def thirds(**each: Any) -> dict[str, Any]:
    """Return an indicator of 5 points made of three criteria of a third each."""
    criteria = {
        "rules": {"label": "有制度", "share": "1/3", "method": MET, **each},
        "file": {"label": "有档案", "share": "1/3", "method": FILED, **each},
        "judged": {"label": "执行有效", "share": "1/3", "method": "judged", **each},
    }
    return {"a": {"label": "管理", "max_points": "5", "criteria": criteria}}


def test_criteria_are_rounded_once_where_they_come_together() -> None:
    """要点各占1/3: two of three of 5 points are 10/3, which is 3.33 rounded once."""
    result = score(
        make_plan(thirds()),
        facts={"has_rules": "true", "has_file": "true"},
        judgements=judged(a__judged="0"),
    )
    assert Fraction("3.33") == result.node("a").points
    assert Fraction(5, 3) == result.node("a.rules").points
    assert ("criterion", "indicator") == (result.node("a.rules").kind, result.node("a").kind)


def test_criteria_with_a_rounding_of_their_own() -> None:
    """Each third of 5 cut to 1.66 first: two of them are 3.32."""
    own = {"rounding": {"places": "2", "mode": "down"}}
    result = score(
        make_plan(thirds(**own)),
        facts={"has_rules": "true", "has_file": "true"},
        judgements=judged(a__judged="0"),
    )
    assert Fraction("3.32") == result.node("a").points


def test_criteria_nest_to_any_depth() -> None:
    """A half of a quarter of 8 is 1."""
    inner = {
        "one": {"label": "甲", "share": "50%", "method": MET},
        "two": {"label": "乙", "share": "0.5", "method": FILED},
    }
    outer = {
        "deep": {"label": "深", "share": "1/4", "criteria": inner},
        "flat": {"label": "浅", "share": "3/4", "method": "judged"},
    }
    plan = make_plan({"a": {"label": "管理", "max_points": "8", "criteria": outer}})
    facts = {"has_rules": "true", "has_file": "false"}
    result = score(plan, facts=facts, judgements=judged(a__flat="6"))
    assert Fraction(1) == result.node("a.deep.one").points
    assert Fraction(7) == result.total.points


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"share": "1/4"}, "SL382", id="shares of 1/4, 1/3 and 1/3 are not the whole"),
        pytest.param({"share": "0"}, "SL380", id="nothing is no share"),
        pytest.param({"share": "7/5"}, "SL380", id="more than the whole is no share"),
        pytest.param({"share": "1/0"}, "SL113", id="a share over zero"),
        pytest.param({"share": "1/3", "max_points": "2"}, "SL117", id="a share and a maximum"),
        pytest.param({"share": "1/3", "rebase": {"at_most": "50%"}}, "SL392", id="not a heading"),
    ],
)
def test_shares_that_are_refused(change: Mapping[str, Any], code: str) -> None:
    """Shares add up to the whole of what is above them."""
    indicators = thirds()
    indicators["a"]["criteria"]["rules"].update(change)
    assert code in refused(indicators)


def test_share_of_a_heading_without_a_maximum() -> None:
    """A share of nothing stated means nothing."""
    below = {"b": {"label": "乙", "share": "1", "method": "judged"}}
    assert {"SL381"} == refused({"a": {"label": "甲", "indicators": below}})


# Maxima that depend on the project ---------------------------------------------------------

PROFILES = {
    "with": {"label": "有成本", "when": "has_rules", "max_points": {"cost": "20", "rest": "80"}},
    "without": {
        "label": "无成本",
        "when": "not has_rules",
        "max_points": {"cost": "0", "rest": "100"},
    },
}
BY_PROFILE = {"cost": leaf("profile"), "rest": {**leaf("profile"), "method": RATE}}


@pytest.mark.parametrize(
    ("has_cost", "cost", "total"),
    [
        pytest.param("true", "15", "55", id="15 of 20, and half of 80"),
        pytest.param("false", "0", "50", id="0 of 0, and half of 100"),
    ],
)
def test_profiles_set_the_maxima(has_cost: str, cost: str, total: str) -> None:
    """One plan scores projects of every profile."""
    plan = make_plan(BY_PROFILE, profiles=PROFILES, max_points="100", when_maxima_overflow="refuse")
    facts = {"has_rules": has_cost, "rate": "50%"}
    result = score(plan, facts=facts, judgements=judged(cost=cost))
    assert Fraction(total) == result.total.points


def test_profile_that_cannot_be_told() -> None:
    """Without the fact that tells the profile there are no maxima, and so no total."""
    plan = make_plan(BY_PROFILE, profiles=PROFILES, max_points="100", when_maxima_overflow="refuse")
    result = score(plan, facts={"rate": "50%"}, judgements=judged(cost="5"))
    assert result.total.points is None
    assert "SL572" in codes(result)


@pytest.mark.parametrize(
    ("maxima", "code"),
    [
        pytest.param({"cost": "20", "rest": "70"}, "SL311", id="90 where the total is 100"),
        pytest.param({"cost": "100"}, "SL384", id="a place is forgotten"),
        pytest.param({"cost": "20", "rest": "80", "x": "0"}, "SL385", id="no such place"),
    ],
)
def test_profiles_that_are_refused(maxima: Mapping[str, str], code: str) -> None:
    """Every profile states every maximum left to profiles, and they add up."""
    profiles = {**PROFILES, "with": {**PROFILES["with"], "max_points": maxima}}
    top = {"profiles": profiles, "max_points": "100", "when_maxima_overflow": "refuse"}
    assert code in refused(BY_PROFILE, **top)


def test_maximum_left_to_profiles_that_are_not_there() -> None:
    """A place cannot leave its maximum to nothing."""
    assert "SL389" in refused({"a": leaf("profile")})


def test_given_maximum_that_is_not_given_leaves_the_rate() -> None:
    """Without a maximum the rate is known and points are not: no total, and none guessed."""
    plan = make_plan({"a": {**leaf("given"), "method": RATE}})
    result = score(plan, facts={"rate": "85%"})
    node = result.node("a")
    assert (None, None, Fraction(17, 20)) == (node.points, node.max_points, node.share)
    assert result.total.points is None
    assert "SL539" in codes(result)


def test_given_maximum() -> None:
    """85% of the 12 points that the evaluation sets are 10.20."""
    plan = make_plan({"a": {**leaf("given"), "method": RATE}})
    result = score(plan, facts={"rate": "85%"}, maxima={"a": "12"})
    assert Fraction("10.2") == result.total.points


# What does not apply --------------------------------------------------------------------

TWO = {"one": leaf("10"), "two": leaf("20")}


def under(at_most: str) -> dict[str, Any]:
    """Return a heading of 30 that moves at most so much of what does not apply."""
    heading = {"label": "甲", "max_points": "30", "indicators": TWO}
    return {"a": {**heading, "rebase": {"at_most": at_most}, "when_not_applicable": "excluded"}}


def test_rebased_inside_the_parent() -> None:
    """10 of 30 do not apply; 13 of the other 20 are 13 × 30/20 = 19.50, both figures shown."""
    result = score(
        make_plan(under("50%")), states={"a.one": ABSENT}, judgements=judged(a__two="13")
    )
    node = result.node("a")
    assert Fraction("19.5") == node.points
    (change,) = node.adjustments
    assert ("rebase", Fraction(13), Fraction("19.5")) == (change.kind, change.before, change.after)
    assert "SL538" in codes(result)
    assert "SL510" not in codes(result)
    assert Fraction(30) == result.total.attainable
    assert "SL570" in {reason.code for reason in result.total.conditional}


def test_more_than_may_move_goes_to_judgement() -> None:
    """20 of 30 do not apply and only half may move: neither the sum nor a re-based one counts."""
    result = score(make_plan(under("50%")), states={"a.two": ABSENT}, judgements=judged(a__one="5"))
    assert result.total.points is None
    assert "SL571" in codes(result)


def test_limit_in_points_is_reached_exactly() -> None:
    """A limit of 10 points lets exactly 10 move."""
    result = score(make_plan(under("10")), states={"a.one": ABSENT}, judgements=judged(a__two="20"))
    assert Fraction(30) == result.total.points


def test_nothing_moves_where_all_applies() -> None:
    """Without anything that does not apply the sum is the sum."""
    result = score(make_plan(under("50%")), judgements=judged(a__one="5", a__two="10"))
    assert Fraction(15) == result.total.points
    assert set() == codes(result) & {"SL538", "SL571"}


def test_total_rebased_to_its_maximum() -> None:
    """用适用指标得分汇总后按百分制折算: 60 of 75 that apply are 80."""
    indicators = {"a": leaf("25"), "b": leaf("75")}
    plan = make_plan(
        indicators,
        max_points="100",
        rebase={"at_most": "30%"},
        policies={"when_not_applicable": "excluded"},
        rounding={"total": {"places": "2", "mode": "half-up"}},
    )
    result = score(plan, states={"a": ABSENT}, judgements=judged(b="60"))
    assert Fraction(80) == result.total.points
    assert (Fraction(60), Fraction(75)) == (
        result.total.adjustments[0].before,
        result.total.adjustments[0].limit,
    )


def test_whole_heading_that_does_not_apply_moves_to_the_total() -> None:
    """A heading of which nothing applies leaves its weight to the re-basing above it."""
    indicators = {**under("50%"), "b": leaf("70")}
    plan = make_plan(
        indicators,
        max_points="100",
        rebase={"at_most": "30%"},
        policies={"when_not_applicable": "excluded"},
    )
    states = {"a.one": ABSENT, "a.two": ABSENT}
    result = score(plan, states=states, judgements=judged(b="63"))
    assert Fraction(90) == result.total.points


def test_heading_that_loses_all_its_weight() -> None:
    """A heading of which nothing applies, and none above to move it to: said, and conditional."""
    result = score(
        make_plan({**under("50%"), "b": leaf("70")}, max_points="100"),
        states={"a.one": ABSENT, "a.two": ABSENT},
        judgements=judged(b="63"),
    )
    assert Fraction(63) == result.total.points
    assert "SL510" in codes(result)
    assert "SL557" in {reason.code for reason in result.total.conditional}


# Below zero and above the maximum ----------------------------------------------------------

PENALTY = {"kind": "formula", "points": "-10 if has_file else 0"}


def penal(**more: Any) -> dict[str, Any]:
    """Return a heading of 20 with an indicator that can take 10 points off (倒扣)."""
    below = {
        "a": leaf("20"),
        "b": {"label": "违规", "max_points": "0", "min_points": "-10", "method": PENALTY},
    }
    return {"h": {"label": "甲", "max_points": "20", "indicators": below, **more}}


@pytest.mark.parametrize(
    ("more", "points", "total"),
    [
        pytest.param({}, "15", "5", id="15 less 10"),
        pytest.param({}, "4", "-6", id="below zero where no floor is said"),
        pytest.param({"floor": "0"}, "4", "0", id="a floor at zero"),
    ],
)
def test_points_taken_off(more: Mapping[str, Any], points: str, total: str) -> None:
    """该项不得分，倒扣10分."""
    plan = make_plan(penal(**more))
    result = score(plan, facts={"has_file": "true"}, judgements=judged(h__a=points))
    assert Fraction(total) == result.total.points


def test_points_below_zero_need_a_minimum() -> None:
    """A rule whose points can fall below zero says so."""
    indicators = penal()
    del indicators["h"]["indicators"]["b"]["min_points"]
    assert "SL331" in refused(indicators)


def test_grades_reach_as_low_as_the_total() -> None:
    """A total that can be −10 is not covered by a lowest grade from 0."""
    grades = [{"id": "ok", "label": "好", "from": "10"}, {"id": "low", "label": "差", "from": "0"}]
    assert "SL323" in refused(penal(), max_points="20", grades=grades)
    make_plan(penal(), max_points="20", grades=grades, floor="0")


BONUS = {"kind": "checklist", "entries": {"won": {"when": "has_file", "points": "5"}}}


def extra(**more: Any) -> dict[str, Any]:
    """Return 20 points and a bonus of up to 5 (加分最多为5分)."""
    bonus = {"label": "加分", "max_points": "5", "bonus": "true", "method": BONUS, **more}
    return {"a": leaf("20"), "b": bonus}


@pytest.mark.parametrize(
    ("policy", "total"),
    [pytest.param("cap", "20", id="held at 20"), pytest.param("add", "23", id="18 and 5")],
)
def test_bonus(policy: str, total: str) -> None:
    """What a bonus does to the total is said, never implied."""
    plan = make_plan(extra(), max_points="20", bonus=policy)
    result = score(plan, facts={"has_file": "true"}, judgements=judged(a="18"))
    assert (Fraction(total), Fraction(20)) == (result.total.points, result.total.max_points)


EXTRA = {"label": "加分", "max_points": "5", "bonus": "true", "method": "judged"}


@pytest.mark.parametrize(
    ("own", "earned", "total", "capped"),
    [
        pytest.param("110", "0", "100", True, id="a bonus not earned leaves no room above 100"),
        pytest.param("110", "2", "102", True, id="110 counts as 100, and 2 come on top"),
        pytest.param("100", "2", "102", False, id="a bonus alone is nothing to cap"),
    ],
)
def test_bonus_on_top_of_maxima_that_are_too_many(
    own: str, earned: str, total: str, capped: bool
) -> None:
    """加分项 lifts a heading by what was earned of it, never by what could have been."""
    below = {"s": slot(RATIO, "declared"), "e": EXTRA}
    heading = {"label": "产出", "max_points": "100", "indicators": below}
    plan = make_plan({"a": heading}, when_maxima_overflow="cap", bonus="add")
    item = {"id": "i", "name": "指标", "max_points": own, "target": "≥10", "actual": "10"}
    result = score(plan, indicators={"a.s": [item]}, judgements=judged(a__e=earned))
    assert Fraction(total) == result.total.points
    assert capped == ("SL503" in codes(result))


def test_rounding_takes_no_bonus_away() -> None:
    """Where the maximum is the project's own 100, a rounded total of 103 keeps its bonus."""
    plan = make_plan(
        {"s": slot(RATIO, "declared"), "e": EXTRA},
        bonus="add",
        rounding={"total": {"places": "1", "mode": "half-up"}},
    )
    item = {"id": "i", "name": "指标", "max_points": "100", "target": "≥10", "actual": "10"}
    result = score(plan, indicators={"s": [item]}, judgements=judged(e="3"))
    assert Fraction(103) == result.total.points


def test_bonus_is_not_rebased() -> None:
    """64 of 80 that apply are 80 of 100; the bonus of 5 stays 5, and is all that is computed."""
    bonus = {**EXTRA, "method": BONUS}
    plan = make_plan(
        {"a": leaf("80"), "b": leaf("20"), "e": bonus},
        max_points="100",
        bonus="add",
        rebase={"at_most": "30%"},
        policies={"when_not_applicable": "excluded"},
    )
    result = score(
        plan, facts={"has_file": "true"}, states={"b": ABSENT}, judgements=judged(a="64")
    )
    assert (Fraction(85), Fraction(5)) == (result.total.points, result.total.computed)


def test_bonus_nobody_speaks_of_is_no_question() -> None:
    """An optional bonus that the project says nothing of does not apply."""
    plan = make_plan(extra(optional="true"), max_points="20", bonus="cap")
    result = score(plan, judgements=judged(a="18"))
    assert Fraction(18) == result.total.points
    assert () == result.findings
    # The one condition is that the 18 points were judged.
    assert ["SL552"] == [reason.code for reason in result.total.conditional]


def test_bonus_without_a_word_on_the_total() -> None:
    """A bonus without `bonus`, and `bonus` without one, are refused."""
    assert "SL383" in refused(extra(), max_points="20")
    assert "SL394" in refused({"a": leaf("20")}, max_points="20", bonus="cap")


# The project's own indicators ---------------------------------------------------------------


def test_slot_split_equally() -> None:
    """15分÷三级指标个数: three indicators of 5; the project need not print them."""
    plan = make_plan(
        {"a": slot(RATIO, "15", split={"places": "0", "mode": "half-up"})},
        when_maxima_overflow="cap",
    )
    met, half = {"target": "10", "actual": "10"}, {"target": "10", "actual": "5"}
    result = score_items(plan, met, met, half)
    assert Fraction("12.5") == result.total.points


def test_slot_split_equally_and_rounded() -> None:
    """15分÷4，四舍五入保留整数: four times 4 is 16 over 15, which the cap holds and says."""
    plan = make_plan(
        {"a": slot(RATIO, "15", split={"places": "0", "mode": "half-up"})},
        when_maxima_overflow="cap",
    )
    result = score_items(plan, *([{"target": "10", "actual": "10"}] * 4))
    assert Fraction(15) == result.total.points
    assert {"SL501", "SL503"} <= codes(result)


def test_printed_maximum_that_is_not_the_split() -> None:
    """A form that prints 6 where the rule gives 5 is a finding; the rule counts."""
    plan = make_plan(
        {"a": slot(RATIO, "10", split={"places": "0", "mode": "half-up"})},
        when_maxima_overflow="cap",
    )
    first = {"target": "10", "actual": "10", "max_points": "6"}
    result = score_items(plan, first, {"target": "10", "actual": "10"})
    assert Fraction(10) == result.total.points
    assert "SL573" in codes(result)


@pytest.mark.parametrize(
    ("above", "count"),
    [
        pytest.param({"split": {"places": "0", "mode": "half-up"}}, 40, id="15 ÷ 40 rounds to 0"),
        pytest.param({}, 1, id="the project prints 0"),
    ],
)
def test_maxima_of_nothing_under_a_maximum(above: dict[str, Any], count: int) -> None:
    """Indicators that are worth 0 under a heading of 15 are no total of 0 without a word."""
    plan = make_plan({"a": slot(RATIO, "15", **above)}, when_maxima_overflow="cap")
    item = {"target": "10", "actual": "10", "max_points": "0"}
    result = score_items(plan, *([item] * count))
    assert "SL502" in codes(result)
    assert "SL556" in {reason.code for reason in result.total.conditional}


def test_way_of_scoring_that_is_named_once() -> None:
    """A slot names a way and says itself what differs from it."""
    declared = {"standard": {**RATIO, "reverse": "linear-excess"}}
    plan = make_plan(
        {
            "a": {"label": "甲", "max_points": "10", "declared": "standard"},
            "b": slot({"use": "standard", "reverse": "inverse-ratio"}, "10"),
        },
        declared=declared,
        when_maxima_overflow="cap",
    )
    item = {"id": "i", "name": "指标", "max_points": "10", "target": "≤90", "actual": "120"}
    result = score(plan, indicators={"a": [item], "b": [item]})
    # domain.md: target 90, actual 120, weight 10: the one form gives 6.67, the other 7.50.
    assert (Fraction("6.67"), Fraction("7.5")) == (
        result.node("a.i").points,
        result.node("b.i").points,
    )


def test_name_of_a_way_that_is_not_there() -> None:
    """A name without its way is refused."""
    assert "SL388" in refused({"a": {"label": "甲", "max_points": "1", "declared": "standard"}})


# Silence and judgement ----------------------------------------------------------------------

SILENT = {
    "kind": "cases",
    "cases": {"good": {"label": "达标", "when": "rate >= 0.8", "points": "10"}},
    "otherwise": "judged",
}


@pytest.mark.parametrize(
    ("judgements", "points", "status"),
    [
        pytest.param({}, None, "missing", id="silence alone is no figure"),
        pytest.param(judged(a="6"), Fraction(6), "judged", id="a person's figure counts"),
        pytest.param(judged(a="11"), None, "missing", id="one above the maximum does not"),
    ],
)
def test_silent_rule_takes_a_judgement(
    judgements: Mapping[str, Any], points: Fraction | None, status: str
) -> None:
    """Where a rule is silent the case goes to a person: never zero, never the unit's own figure."""
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": SILENT}})
    result = score(plan, facts={"rate": "50%"}, judgements=judgements)
    assert (points, status) == (result.total.points, result.node("a").status)


def test_judgement_that_no_rule_asks_for() -> None:
    """A judgement beside a computed figure is not used, and said so."""
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": RATE}})
    result = score(plan, facts={"rate": "50%"}, judgements=judged(a="9"))
    assert Fraction(5) == result.total.points
    assert "SL537" in codes(result)


def test_reduction_of_what_far_exceeds_its_target() -> None:
    """An assessor takes 2 points off for a target set too low; the rest is judged, not computed."""
    plan = make_plan({"a": slot(RATIO, "10")}, when_maxima_overflow="cap")
    reduction = {"points": "2", **WHY}
    item = {"max_points": "10", "target": "10个", "actual": "30个", "reduction": reduction}
    result = score_items(plan, item)
    assert (Fraction(8), "judged") == (result.node("a.i0").points, result.node("a.i0").status)


def test_bonuses_held_together() -> None:
    """加分项合计不超过5分: two awards of 4 and 3 under a bonus of 5 count as 5, on top of 18."""
    awards = {"x": leaf("5"), "y": leaf("5")}
    extras = {"label": "加分", "max_points": "5", "bonus": "true", "indicators": awards}
    plan = make_plan({"a": leaf("20"), "b": extras}, max_points="20", bonus="add")
    result = score(plan, judgements=judged(a="18", b__x="4", b__y="3"))
    assert (Fraction(23), Fraction(5)) == (result.total.points, result.node("b").points)


def test_floor_is_told() -> None:
    """A sum that is lifted to its floor says so."""
    plan = make_plan(penal(floor="0"))
    result = score(plan, facts={"has_file": "true"}, judgements=judged(h__a="4"))
    assert "SL550" in codes(result)


def test_grades_reach_as_low_as_a_rebased_total() -> None:
    """20 of 30 points less 10 re-based by 30/20 are as low as −15."""
    indicators = {**penal(), "c": leaf("10")}
    low = [{"id": "ok", "label": "好", "from": "10"}, {"id": "low", "label": "差", "from": "-10"}]
    lower = [low[0], {"id": "low", "label": "差", "from": "-15"}]
    top = {"max_points": "30", "rebase": {"at_most": "10分"}}
    assert "SL323" in refused(indicators, grades=low, **top)
    make_plan(indicators, grades=lower, **top)


def test_veto_that_is_still_open() -> None:
    """While a veto cannot be settled there is a total and no grade, and the rule is named."""
    veto = {"id": "v", "label": "一票否决", "kind": "veto", "when": "has_file", "grade": "low"}
    grades = [{"id": "ok", "label": "好", "from": "10"}, {"id": "low", "label": "差", "from": "0"}]
    plan = make_plan({"a": leaf("20")}, max_points="20", grades=grades, grade_rules=[veto])
    result = score(plan, judgements=judged(a="18"))
    assert Fraction(18) == result.total.points
    assert result.grade.absent is not None
    assert "SL519" == result.grade.absent.code


def test_judged_up_to_half_of_a_given_maximum() -> None:
    """A range that is a share of the maximum stays in it, whatever the maximum is."""
    method = {"kind": "judged", "to": "max_points / 2"}
    plan = make_plan({"a": leaf("given", method=method)})
    half = score(plan, maxima={"a": "12"}, judgements=judged(a="6"))
    assert Fraction(6) == half.total.points
    assert score(plan, maxima={"a": "12"}, judgements=judged(a="7")).total.points is None


def test_floor_above_the_maximum() -> None:
    """A floor lifts no sum above its maximum."""
    heading = {
        "label": "甲",
        "max_points": "given",
        "floor": "3",
        "indicators": {"a": leaf("given")},
    }
    plan = make_plan({"h": heading}, when_maxima_overflow="cap")
    maxima = {"h": "2", "h.a": "2"}
    result = score(plan, maxima=maxima, judgements=judged(h__a="0"))
    assert Fraction(2) == result.total.points
