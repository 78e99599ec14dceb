"""A form held against itself: each check fires with its figures, and on no near miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import pytest

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.execution import read_execution
from scorelib.reading.reconciliation.checks.form import check_repeated, check_twins
from scorelib.reading.reconciliation.checks.listing import run_checks
from scorelib.reading.reconciliation.checks.money import (
    check_amounts,
    check_outputs,
    check_overrun,
    check_pace,
)
from scorelib.reading.reconciliation.checks.points import check_grades, check_headings, check_sums
from scorelib.reading.reconciliation.checks.reasons import check_lost, check_withheld
from scorelib.reading.reconciliation.dossier import Dossier
from tests.engine.scoring import TIERS, make_plan, slot
from tests.reading.reconciliation.dossiers import FACTS, find, leaf, open_dossier

Data = dict[str, Any]

RATE: Final = {"kind": "proportional", "value": "executed / budget", "cap": "1"}
WAYS: Final = {
    "positive": "capped-ratio",
    "reverse": "linear-excess",
    "equal": "equal-to",
    "qualitative": TIERS,
}
OWN: Final = slot(WAYS, "declared")
PARTS: Final[Data] = {
    "execution": leaf("预算执行率", "10", method=RATE),
    "output": {
        "label": "产出",
        "max_points": "50",
        "indicators": {"quantity": {**OWN, "label": "数量"}, "quality": {**OWN, "label": "质量"}},
    },
    "benefit": {
        "label": "效益",
        "max_points": "40",
        "indicators": {"social": {**OWN, "label": "社会"}},
    },
}
GRADES: Final = [
    {"id": "excellent", "label": "优", "from": "90"},
    {"id": "good", "label": "良", "from": "80"},
    {"id": "fair", "label": "中", "from": "60"},
    {"id": "poor", "label": "差", "from": "0"},
]

KEY: Final = {"execution": "execution", "outputs": ["output"]}


def rules(indicators: Data = PARTS, **more: Any) -> Plan:
    """Return the plan of a small form like the national one."""
    top: dict[str, Any] = {
        "facts": FACTS,
        "max_points": "100",
        "when_maxima_overflow": "refuse",
        "grades": GRADES,
        "key_nodes": KEY,
        **more,
    }
    return make_plan(indicators, **{key: each for key, each in top.items() if each is not None})


PLAN: Final = rules()


def item(name: str, most: str, target: str = "≥90%", actual: str = "90%", **more: Any) -> Data:
    return {"id": name, "name": name, "max_points": most, "target": target, "actual": actual} | more


ITEMS: Final[Mapping[str, Sequence[Data]]] = {
    "output.quantity": [item("a", "20"), item("b", "10")],
    "output.quality": [item("c", "20")],
    "benefit.social": [item("d", "40")],
}
FULL: Final = {
    "execution": "10",
    "output.quantity.a": "20",
    "output.quantity.b": "10",
    "output.quality.c": "20",
    "benefit.social.d": "40",
}
SPENT: Final = {"budget": "30000元", "executed": "30000元"}


def assess(points: Data | None = None, **more: Any) -> Data:
    """Return the round of the unit, with its points changed."""
    own = {"id": "self", "role": "self-evaluation", "label": "单位自评", "at": "自评表"}
    return own | {"points": FULL | (points or {})} | more


def fill(plan: Plan = PLAN, *, rounds: Sequence[Data] = (), **parts: Any) -> Dossier:
    """Return the dossier of a form that is in order, but for what is given."""
    given = {"facts": SPENT, "indicators": ITEMS, "assessments": rounds or [assess()], **parts}
    return open_dossier(plan, **given)


def only(findings: Sequence[Finding]) -> Finding:
    (found,) = findings
    return found


def figures(finding: Finding) -> dict[str, Any]:
    return dict(finding.arguments)


def test_a_form_in_order_raises_nothing() -> None:
    """Full points, full execution, targets met: no check has anything to say."""
    assert list(run_checks(fill())) == []


# Points under and of headings


def test_points_over_their_heading() -> None:
    """20 + 10 + 40 over a heading of 50 is told at the heading, once."""
    items = {**ITEMS, "output.quality": [item("c", "40")]}
    dossier = fill(indicators=items, rounds=[assess({"output.quality.c": "40"})])
    found = only(find(check_sums, dossier))
    assert (found.code, found.severity, found.node) == ("SL801", "error", "output")
    assert (figures(found)["declared"], figures(found)["computed"]) == (str(20 + 10 + 40), "50")
    assert [each.zh for each in found.evidence] == [
        "自评表",
        "数量 30（分值 30）",
        "质量 40（分值 40）",
    ]


def test_points_over_a_heading_that_says_so_itself() -> None:
    """A heading's own declared points above its maximum are wrong without anything below."""
    rounds = [{"id": "self", "role": "unit", "label": "自评", "points": {"benefit": "45"}}]
    found = only(find(check_sums, fill(rounds=rounds)))
    assert (found.node, figures(found)["declared"], figures(found)["computed"]) == (
        "benefit",
        "45",
        "40",
    )


@pytest.mark.parametrize("points", ["20", "0", "25"])
def test_points_within_their_heading(points: str) -> None:
    """One leaf above its own maximum (25 of 20) is SL504, not a heading that does not add up."""
    assert find(check_sums, fill(rounds=[assess({"output.quality.c": points})])) == []


def test_points_that_are_not_all_declared() -> None:
    """Where something that counts declares nothing there is no sum to hold against."""
    items = {**ITEMS, "output.quality": [item("c", "20"), item("e", "20")]}
    dossier = fill(indicators=items, rounds=[assess({"output.quality.c": "45"})])
    assert find(check_sums, dossier) == []


def test_what_does_not_apply_need_not_be_declared() -> None:
    """A part said not to apply leaves a sum, which may be over."""
    gone = {"state": "not-applicable", "reason": "本年不做"}
    big = [item("c", "40"), {"id": "n", "name": "n", "max_points": "5", **gone}]
    items = {**ITEMS, "output.quality": big}
    dossier = fill(indicators=items, rounds=[assess({"output.quality.c": "40"})])
    assert figures(only(find(check_sums, dossier)))["declared"] == "70"


def test_a_round_of_another_ruleset_is_left_alone() -> None:
    rounds = [assess({"output": "60"}, ruleset="other/rules@1", total="70", grade="优")]
    dossier = fill(rounds=rounds)
    assert [*check_sums(dossier), *check_headings(dossier), *check_grades(dossier)] == []


def test_a_heading_is_not_its_sum() -> None:
    """Output says 48 of its own, 20 + 10 + 20 stand below it."""
    found = only(find(check_headings, fill(rounds=[assess({"output": "48"})])))
    assert (found.code, found.severity, found.node) == ("SL802", "error", "output")
    assert (figures(found)["declared"], figures(found)["computed"]) == ("48", str(20 + 10 + 20))


def test_a_heading_over_headings() -> None:
    """What declares nothing itself counts with what stands below it; what does, with that."""
    said = {"output.quantity": "29", "output": "49"}
    found = only(find(check_headings, fill(rounds=[assess(said)])))
    assert (found.node, figures(found)["computed"]) == ("output.quantity", "30")


@pytest.mark.parametrize(
    "points",
    [
        {"output": "50"},
        {"output": "50", "output.quantity": "30", "output.quality": "20"},
        {"benefit": "0", "benefit.social.d": "0"},
    ],
)
def test_a_heading_that_is_its_sum(points: Data) -> None:
    assert find(check_headings, fill(rounds=[assess(points)])) == []


def heading(**more: Any) -> Data:
    below = {"x": leaf("甲", "10"), "y": leaf("乙", "10")}
    return {"h": {"label": "合", "max_points": "20", "indicators": below, **more}}


def declare(plan: Plan, points: Data, **parts: Any) -> Dossier:
    """Return the dossier of a project of which only declared points are known."""
    rounds = [{"id": "s", "role": "unit", "label": "自评", "points": points}]
    return open_dossier(plan, facts={}, assessments=rounds, **parts)


LOOSE: Final[Data] = {"max_points": None, "grades": [], "key_nodes": None}


def loose(indicators: Data, **more: Any) -> Plan:
    """Return the plan of some headings without a total of their own."""
    kept = {key: value for key, value in (LOOSE | more).items() if value}
    return make_plan(indicators, when_maxima_overflow="cap", **kept)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"aggregate": {"kind": "mean"}}, "7"),
        ({"aggregate": {"kind": "max"}}, "8"),
        ({"rebase": {"at_most": "50%"}}, "16"),
        ({"floor": "15"}, "15"),
    ],
)
def test_a_heading_that_is_no_plain_sum(more: Data, said: str) -> None:
    """Means, extremes, re-based sums and floors are not the sum of what is below."""
    dossier = declare(loose(heading(**more)), {"h": said, "h.x": "6", "h.y": "8"})
    assert [*check_headings(dossier), *check_sums(dossier)] == []
    plain = declare(loose(heading()), {"h": said, "h.x": "6", "h.y": "8"})
    assert [each.code for each in check_headings(plain)] == ["SL802"]


def test_a_bonus_comes_on_top() -> None:
    """10 + 10 and a bonus of 5 over a heading of 20 are in order, the bonus counted or not."""
    below = {"x": leaf("甲", "10"), "y": leaf("乙", "10"), "z": leaf("加分", "5", bonus="true")}
    plan = loose({"h": {"label": "合", "max_points": "20", "indicators": below}}, bonus="add")
    points = {"h.x": "10", "h.y": "10", "h.z": "5"}
    for own in ("20", "25"):
        dossier = declare(plan, {**points, "h": own})
        assert [*check_sums(dossier), *check_headings(dossier)] == []
    dossier = declare(plan, {**points, "h": "24"})
    assert [each.code for each in check_headings(dossier)] == ["SL802"]


def test_shares_and_given_maxima() -> None:
    """Maxima that are shares of the heading, or given by the project, hold like any other."""
    below = {
        "x": {"label": "甲", "share": "1/4", "method": "judged"},
        "y": {"label": "乙", "share": "3/4", "method": "judged"},
    }
    plan = loose({"h": {"label": "合", "max_points": "given", "indicators": below}})
    given: Data = {"maxima": {"h": "20"}}
    assert find(check_sums, declare(plan, {"h.x": "5", "h.y": "15"}, **given)) == []
    own = declare(plan, {"h": "22"}, **given)
    assert figures(only(find(check_sums, own)))["computed"] == "20"
    assert find(check_sums, declare(plan, {"h.x": "5", "h.y": "15"})) == []


def test_profiles_tell_the_maxima() -> None:
    """The maximum is that of the project's profile; without one there is none to exceed."""
    plan = make_plan(
        {"h": {"label": "合", "max_points": "profile", "method": "judged"}},
        facts={"big": {"label": "大型", "kind": "flag"}},
        profiles={
            "large": {"label": "大", "when": "big", "max_points": {"h": "20"}},
            "small": {"label": "小", "when": "not big", "max_points": {"h": "10"}},
        },
    )
    for facts in ({"big": "true"}, {}):
        rounds = [{"id": "s", "role": "unit", "label": "自评", "points": {"h": "15"}}]
        dossier = open_dossier(plan, facts=facts, assessments=rounds)
        assert list(run_checks(dossier)) == []


# Total and grade


def test_total_and_grade_of_each_round() -> None:
    """89 is 良 and 90 is 优 by the edges; each round is held to them by itself."""
    rounds = [
        assess(total="89", grade="优"),
        assess(id="bureau", role="bureau", label="复核", total="90", grade="优"),
        assess(id="check", role="check", label="抽查", total="90", grade="良"),
    ]
    found = find(check_grades, fill(rounds=rounds))
    assert [(each.code, each.severity) for each in found] == [("SL803", "error")] * 2
    shown = [(figures(each)["total"], figures(each)["declared"]) for each in found]
    assert shown == [("89", "优"), ("90", "良")]
    assert [label.zh for each in found for label in figures(each)["computed"]] == ["良", "优"]


@pytest.mark.parametrize(
    ("total", "grade"),
    [("80", "良"), ("80", "good"), ("79.99", "中"), ("0", "差"), ("100", " 优 "), ("86", "二等")],
)
def test_totals_that_fit_their_grade(total: str, grade: str) -> None:
    """An edge belongs to the grade above it; a grade the ruleset does not know is not judged."""
    assert find(check_grades, fill(rounds=[assess(total=total, grade=grade)])) == []


def test_totals_that_a_rule_left_unrounded() -> None:
    """Where nothing is rounded 90 may be 89.6 printed without decimals, but never 79."""
    plan = rules({"a": leaf("甲", "100")}, rounding={}, key_nodes=None, grades=GRADES)
    for total, grade, codes in (
        ("90", "良", []),
        ("90", "中", ["SL803"]),
        ("90.5", "良", ["SL803"]),
    ):
        rounds = [{"id": "s", "role": "unit", "total": total, "grade": grade}]
        found = find(check_grades, open_dossier(plan, facts={}, assessments=rounds))
        assert [each.code for each in found] == codes


def test_a_grade_that_a_rule_settles() -> None:
    """Where a veto gives a grade whatever the total is, that grade fits any total."""
    veto = {
        "id": "v",
        "kind": "veto",
        "label": "一票否决",
        "node": "a",
        "below": "10%",
        "grade": "poor",
    }
    plan = rules({"a": leaf("甲", "100")}, key_nodes=None, grade_rules=[veto])
    for grade, codes in (("差", []), ("中", ["SL803"])):
        rounds = [{"id": "s", "role": "unit", "total": "95", "grade": grade}]
        found = find(check_grades, open_dossier(plan, facts={}, assessments=rounds))
        assert [each.code for each in found] == codes


# Money


def test_more_than_the_budget() -> None:
    """31500 of 30000 is 105%, though the points are capped."""
    found = only(find(check_overrun, fill(facts={"budget": "3万元", "executed": "31500元"})))
    assert (found.code, found.severity, found.node) == ("SL804", "warning", "execution")
    shown = figures(found)
    assert (shown["rate"], shown["value"], shown["used"]) == ("105%", "31500元", "30000元")
    assert [each.zh for each in found.evidence] == ["全年预算数 3万元", "全年执行数 31500元"]


@pytest.mark.parametrize("executed", ["30000元", "3万元", "0元", None])
def test_no_more_than_the_budget(executed: str | None) -> None:
    facts = {"budget": "30000元"} | ({"executed": executed} if executed else {})
    assert find(check_overrun, fill(facts=facts)) == []


def test_an_overrun_that_the_ruleset_has_shown() -> None:
    """A check of the ruleset that shows the same two figures says all there is."""
    check = {"id": "c", "assert": "executed <= budget", "severity": "warning", "message": "超支"}
    over = {"budget": "30000元", "executed": "31500元"}
    shows = fill(rules(checks=[{**check, "figures": ["executed", "budget"]}]), facts=over)
    silent = fill(rules(checks=[check]), facts=over)
    assert find(check_overrun, shows) == []
    assert [each.code for each in check_overrun(silent)] == ["SL804"]


@pytest.mark.parametrize(
    ("method", "rate"),
    [
        (RATE, Fraction(3, 2)),
        ({**RATE, "floor": "0"}, Fraction(3, 2)),
        ({**RATE, "rounding": {"places": "0", "mode": "half-up", "unit": "%"}}, Fraction(3, 2)),
        (
            {
                "kind": "bands",
                "value": "executed / budget",
                "bands": [{"from": "80%", "points": "10"}, {"below": "80%", "points": "0"}],
            },
            Fraction(3, 2),
        ),
        (
            {
                "kind": "cases",
                "cases": {
                    "well": {"label": "好", "when": "executed / budget >= 0.8", "points": "10"},
                    "badly": {"label": "差", "when": "executed / budget < 0.8", "points": "0"},
                },
                "otherwise": "judged",
            },
            Fraction(3, 2),
        ),
        (
            {
                "kind": "cases",
                "cases": {
                    "well": {"label": "好", "when": "executed >= 0.8 * budget", "points": "10"},
                },
                "otherwise": "judged",
            },
            Fraction(3, 2),
        ),
        ("judged", None),
    ],
)
def test_execution_is_found_in_any_method(method: Any, rate: Fraction | None) -> None:
    """The rate is the quotient of the two facts, however the method wraps it."""
    plan = rules({**PARTS, "execution": leaf("执行率", "10", method=method)})
    found = read_execution(fill(plan, facts={"budget": "2万元", "executed": "3万元"}))
    assert (found.rate if found else None) == rate
    if found is not None:
        assert [found.spent, found.budget, found.left] == [30000, 20000, -10000]


LOW: Final = {"budget": "30000元", "executed": "14999元"}


def test_full_outputs_at_little_money() -> None:
    """Every output at its maximum, 14999 of 30000 spent."""
    found = only(find(check_outputs, fill(facts=LOW)))
    assert (found.code, found.severity, found.node) == ("SL809", "question", "execution")
    assert figures(found)["rate"] == "≈ 50.00%"
    assert [each.zh for each in found.evidence][2:] == [
        "数量：a 20 / 20",
        "数量：b 10 / 10",
        "质量：c 20 / 20",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        {"facts": {"budget": "30000元", "executed": "15000元"}},
        {"facts": {"budget": "30000元"}},
        {"facts": LOW, "rounds": [assess({"output.quality.c": "19.99"})]},
        {"facts": LOW, "indicators": {}, "rounds": [{"id": "s", "role": "unit", "total": "80"}]},
    ],
)
def test_outputs_that_are_no_question(parts: Any) -> None:
    """Half the money, no money known, an output that is not full, no outputs at all."""
    assert find(check_outputs, fill(**parts)) == []


def test_outputs_without_key_nodes() -> None:
    assert find(check_outputs, fill(rules(key_nodes=None), facts=LOW)) == []


PACE: Final = {"begun": "2021-11", "due": "2022-07"}


def test_payment_ahead_of_time() -> None:
    """61 of 273 days at the end of the year, 77.26% paid (Sanya's figures, a year earlier)."""
    money = {"budget": "19638710.8元", "executed": "15173104元"}
    found = only(find(check_pace, fill(facts=money, schedule=PACE)))
    days = Fraction(30 + 31, 30 + 31 + 31 + 28 + 31 + 30 + 31 + 30 + 31)
    assert (found.code, found.severity) == ("SL810", "question")
    assert (figures(found)["value"], figures(found)["used"]) == ("≈ 77.26%", "≈ 22.34%")
    assert round(days * 10000) == 2234
    assert round(Fraction(151731040, 196387108) * 10000) == 7726


@pytest.mark.parametrize(
    ("spent", "schedule"),
    [
        ("15000元", {"begun": "2021-11", "due": "2021-12"}),
        ("15000元", {"begun": "2021-01", "due": "2022-12"}),
        ("30000元", {"begun": "2020-12", "due": "2022-07"}),
        ("30000元", {**PACE, "finished": "2021-12-31"}),
        # 30% of the price before anything is done is an advance: 61/273 + 30% = 52.34…%.
        ("15702元", PACE),
        ("30000元", None),
    ],
)
def test_payment_that_is_no_question(spent: str, schedule: Data | None) -> None:
    """Due in the year, in step, begun in an earlier budget, finished, an advance, no schedule."""
    more: Data = {"schedule": schedule} if schedule else {}
    facts = {"budget": "30000元", "executed": spent}
    assert find(check_pace, fill(facts=facts, **more)) == []


def test_an_advance_that_is_more_than_one() -> None:
    """61/273 + 30% of 30000 is 15703.3: a yuan more is asked about."""
    assert int((Fraction(61, 273) + Fraction(3, 10)) * 30000) == 15703
    for spent, codes in (("15703元", []), ("15704元", ["SL810"])):
        dossier = fill(facts={"budget": "30000元", "executed": spent}, schedule=PACE)
        assert [each.code for each in check_pace(dossier)] == codes


@pytest.mark.parametrize(
    ("value", "planned", "code", "rate"),
    [
        ("0.46万元", "1万元", "SL811", "46%"),
        ("1.2万元", "10000元", "SL812", "120%"),
        ("0元", "5元", "SL811", "0%"),
        ("5元", "0元", "SL812", ""),
        ("5000元", "0.5万元", None, None),
        ("0.5万元", "4960元", None, None),
        ("1.96万元", "2万元", None, None),
        ("3次", "5元", None, None),
    ],
)
def test_amounts_and_their_plans(
    value: str, planned: str, code: str | None, rate: str | None
) -> None:
    """Less is a question, more a warning; what agrees as it is printed is neither."""
    amounts = {
        "training": {"value": value, "label": "培训费", "planned": "plan", "at": "报告一"},
        "plan": {"value": planned, "at": "报告二"},
    }
    found = find(check_amounts, fill(amounts=amounts))
    assert [each.code for each in found] == ([code] if code else [])
    for each in found:
        assert each.severity == ("question" if code == "SL811" else "warning")
        assert (figures(each)["value"], figures(each)["used"]) == (value, planned)
        assert rate is not None
        assert rate in figures(each)["rate"].zh
        assert [line.zh for line in each.evidence] == [
            f"报告一：培训费 {value}",
            f"报告二：plan {planned}",
        ]


def test_an_amount_without_a_plan() -> None:
    assert find(check_amounts, fill(amounts={"training": "1万元"})) == []


# The project's own indicators


def fill_item(**more: Any) -> Dossier:
    rows = [{**item("c", "20"), **more}]
    return fill(indicators={**ITEMS, "output.quality": rows})


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥266米", "≥266米"),
        ("≥266米", "≥ 266 米"),
        ("98%以上", "≥98%"),
        ("显著提升", "显著提升"),
        ("显著提升", "显著提升。"),
        ("按时限完成", "按时限完成"),
        ("12月底前", "12月底前"),
    ],
)
def test_an_actual_that_copies_its_target(target: str, actual: str) -> None:
    found = only(find(check_repeated, fill_item(target=target, actual=actual)))
    assert (found.code, found.severity, found.node) == ("SL805", "question", "output.quality.c")
    assert (figures(found)["value"], figures(found)["used"]) == (actual, target)


JUDGED: Final = {"by": "评价组", "reason": "查阅资料"}


@pytest.mark.parametrize(
    "more",
    [
        {"target": "20万元", "actual": "20万元", "unit": "万元"},
        {"target": "20万元", "actual": "20万元", "unit": "个"},
        {"target": "100%", "actual": "100%"},
        {"target": "=8个", "actual": "8个"},
        {"target": "是", "actual": "是"},
        {"target": "≥266米", "actual": "266米"},
        {"target": "≥266米", "actual": "≥270米"},
        {"target": "2021年12月", "actual": "2021年12月"},
        {"target": "无上访", "actual": "无上访"},
        {"target": "/", "actual": "/"},
        {"target": "……", "actual": "……"},
        {"target": "显著提升", "actual": "有所提升"},
        {"target": "显著提升", "actual": "显著提升", "evidence": "问卷报告"},
        {
            "target": "显著提升",
            "actual": "显著提升",
            "tier": {"level": "met", "rate": "90%"} | JUDGED,
        },
        {"target": "≥266米", "actual": "≥266米", "judgement": {"points": "20"} | JUDGED},
        {"target": "≥266米", "actual": None},
    ],
)
def test_an_actual_that_is_no_copy(more: Data) -> None:
    """Figures that equal their target, zeros in words, templates, what a person has looked at."""
    kept = {**item("c", "20"), **more}
    rows = [{key: value for key, value in kept.items() if value is not None}]
    assert find(check_repeated, fill(indicators={**ITEMS, "output.quality": rows})) == []


def test_what_does_not_apply_copies_nothing() -> None:
    more = {"target": "显著提升", "actual": "显著提升", "state": "not-applicable", "reason": "无"}
    assert find(check_repeated, fill_item(**more)) == []


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ({"name": "培训人数（人）"}, "warning"),
        ({"name": "培训 人数(人)。"}, "warning"),
        ({"name": "培训人数（人）", "target": "≥95%", "actual": "95%"}, "question"),
    ],
)
def test_one_indicator_twice(other: Data, severity: str) -> None:
    """The same name in another slot, or in the same: with the same target it stands twice."""
    rows = {"output.quality": [{**item("c", "20"), "name": "培训人数（人）"}]}
    twin = {"benefit.social": [{**item("d", "40"), **other}]}
    found = only(find(check_twins, fill(indicators={**ITEMS, **rows, **twin})))
    assert (found.code, found.severity, found.node) == ("SL806", severity, "benefit.social.d")
    assert [each.zh for each in figures(found)["places"]] == ["质量（c）", "社会（d）"]
    assert figures(found)["count"] == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "学生满意度"}, {"name": "教师满意度"}),
        ({"name": "满意度（学生）"}, {"name": "满意度（教师）"}),
        ({"name": "2020年培训"}, {"name": "2021年培训"}),
        ({"name": "指标1"}, {"name": "指标1"}),
        ({"name": "完成", "target": "……", "actual": "……"}, {"name": "完成"}),
        ({"name": "完成", "state": "not-applicable", "reason": "无"}, {"name": "完成"}),
    ],
)
def test_indicators_that_are_two(first: Data, second: Data) -> None:
    """Names that differ in a word, names of the template, and what does not apply."""
    rows = [{**item("c", "10"), **first}, {**item("e", "10"), **second}]
    assert find(check_twins, fill(indicators={**ITEMS, "output.quality": rows})) == []


# Points without a reason


def test_points_withheld() -> None:
    """90% meets ≥90%: 20 by the rule, 19 declared, and nobody says why."""
    found = only(find(check_withheld, fill(rounds=[assess({"output.quality.c": "19"})])))
    assert (found.code, found.severity, found.node) == ("SL807", "warning", "output.quality.c")
    assert (figures(found)["declared"], figures(found)["computed"]) == ("19", "20.00")
    assert [each.zh for each in found.evidence] == ["年度指标值：≥90%", "实际完成值：90%"]


LESS: Final = {"output.quality.c": "19"}
BLAME: Final = {"id": "s", "about": "output.quality.c", "words": "验收资料不全"}


@pytest.mark.parametrize(
    "parts",
    [
        {"rounds": [assess(LESS, reasons={"output.quality.c": "资料不全"})]},
        {"rounds": [assess(LESS, reasons={"output": "资料不全"})]},
        {"rounds": [assess(LESS)], "statements": [{**BLAME, "role": "problem"}]},
        {"rounds": [assess(LESS)], "statements": [{**BLAME, "role": "cause"}]},
        {"rounds": [assess({"output.quality.c": "21"})]},
        {"rounds": [{"id": "s", "role": "unit", "total": "99"}]},
    ],
)
def test_points_withheld_with_a_reason(parts: Any) -> None:
    """A reason of the round, for the node or above it; a problem of the report; none declared."""
    assert find(check_withheld, fill(**parts)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"reason": "资料不全"},
        {"actual": "89%"},
        {"state": "not-applicable", "reason": "本年不做"},
        {"state": "cannot-be-assessed", "reason": "尚未验收"},
        {"actual": "≥90%"},
    ],
)
def test_points_withheld_of_what_is_not_full(more: Data) -> None:
    """A reason of the indicator, a target missed, not applicable, waived, not computed."""
    plan = rules(policies={"when_unassessable": "waived"})
    rows = [{**item("c", "20"), **more}]
    parts: Data = {"indicators": {**ITEMS, "output.quality": rows}, "rounds": [assess(LESS)]}
    assert find(check_withheld, fill(plan, **parts)) == []


def test_points_lost_for_a_target() -> None:
    """81% of 90% gives 18 of 20, and nobody says why."""
    items = {**ITEMS, "output.quality": [item("c", "20", actual="81%")]}
    dossier = fill(indicators=items, rounds=[assess({"output.quality.c": "18"})])
    found = only(find(check_lost, dossier))
    assert (found.code, found.severity, found.node) == ("SL808", "question", "output.quality.c")
    assert 20 * Fraction(81, 90) == 18
    assert (figures(found)["computed"], figures(found)["max_points"]) == ("18.00", "20")
    assert figures(found)["left"] == Text("", "")


def test_points_lost_for_execution() -> None:
    """Of 19638710.8 there are 4465606.8 left, 22.74%."""
    money = {"budget": "19638710.8元", "executed": "15173104元"}
    found = only(find(check_lost, fill(facts=money, rounds=[assess({"execution": "7.73"})])))
    left = Fraction(196387108 - 151731040, 10)
    assert (found.node, left) == ("execution", Fraction(44656068, 10))
    assert "4465606.8元（≈ 22.74%）" in figures(found)["left"].zh
    assert round(left / Fraction(196387108, 10) * 10000) == 2274


HALF: Final = {"budget": "30000元", "executed": "15000元"}
LATE: Final = {"id": "s", "about": "execution", "words": "招标节约"}


@pytest.mark.parametrize(
    "parts",
    [
        {"facts": SPENT},
        {"facts": {"budget": "30000元", "executed": "29999.9元"}},
        {"facts": {"budget": "30000元"}},
        {"facts": {**HALF, "executed": {"value": "15000元", "reason": "招标节约"}}},
        {"facts": {**HALF, "executed": {"value": "15000元", "evidence": "结余说明"}}},
        {"rounds": [assess({"execution": "5"}, reasons={"execution": "招标节约"})]},
        {"rounds": [assess({"execution": "5"})], "statements": [{**LATE, "role": "cause"}]},
        {"rounds": [assess({"execution": "5"})]}
        | {"statements": [{**LATE, "about": "executed", "role": "cause"}]},
        {"rounds": [assess({"execution": "10"})]},
        {"states": {"execution": {"state": "not-applicable", "reason": "无预算"}}},
    ],
)
def test_execution_that_is_no_question(parts: Any) -> None:
    """Full, full as rounded, unknown, with a reason anywhere, declared more, not applicable."""
    given = {"facts": HALF, **parts}
    assert find(check_lost, fill(**given)) == []


def test_execution_without_a_word() -> None:
    """The very form of the near misses, without any reason, is asked about."""
    dossier = fill(facts=HALF, rounds=[assess({"execution": "5"})])
    assert [each.node for each in check_lost(dossier)] == ["execution"]


@pytest.mark.parametrize(
    "more",
    [
        {"actual": "81%", "reason": "疫情"},
        {"actual": "81%", "judgement": {"points": "15"} | JUDGED},
        {
            "target": "显著提升",
            "actual": "有提升",
            "tier": {"level": "partly", "rate": "70%"} | JUDGED,
        },
        {"state": "not-applicable", "reason": "本年不做"},
        {"actual": "≥90%"},
        {"max_points": "0", "actual": "81%"},
    ],
)
def test_targets_that_are_no_question(more: Data) -> None:
    """A reason, a person's figure, what does not apply, what is not computed, no weight."""
    dossier = fill(
        indicators={**ITEMS, "output.quality": [{**item("c", "20"), **more}]},
        rounds=[{"id": "s", "role": "unit", "total": "90"}],
    )
    assert find(check_lost, dossier) == []


def test_faults_are_their_own_reason() -> None:
    """What a rule takes off for counted faults, or for a thing not there, needs no other word."""
    facts = {
        "faults": {"label": "问题数", "unit": "个", "min": "0"},
        "flag": {"label": "有", "kind": "flag"},
    }
    deduct = {
        "kind": "deduction",
        "measure": "faults",
        "per": "1个",
        "each": "1",
        "steps": "full",
        "base": "max_points",
        "floor": "0",
    }
    plan = make_plan(
        {
            "a": leaf("甲", "10", method=deduct),
            "b": leaf("乙", "5", method={"kind": "all-or-nothing", "when": "flag"}),
        },
        facts=facts,
    )
    dossier = open_dossier(plan, facts={"faults": "3个", "flag": "false"}, assessments=[])
    assert [node.points for node in dossier.nodes.values()] == [7, 0]
    assert find(check_lost, dossier) == []


def test_a_bonus_not_earned_is_not_lost() -> None:
    """Half of a bonus is no loss, and less of it than could be claimed withholds nothing."""
    facts = {"rate": {"label": "比率", "unit": "%", "min": "0", "max": "100%"}}
    extra = leaf("加分", "5", bonus="true", method={"kind": "proportional", "value": "rate"})
    plan = make_plan({"a": leaf("甲", "10"), "b": extra}, facts=facts, bonus="add")
    rounds = [{"id": "s", "role": "unit", "points": {"a": "10", "b": "2"}}]
    for rate in ("50%", "100%"):
        dossier = open_dossier(plan, facts={"rate": rate}, assessments=rounds)
        assert [*check_lost(dossier), *check_withheld(dossier)] == []


# Both languages


def test_both_languages_are_said() -> None:
    """Every finding of these checks has words and a next step in both languages."""
    items = {
        "output.quantity": [item("a", "20"), {**item("b", "10", actual="81%"), "name": "甲"}],
        "output.quality": [{**item("c", "40", "显著提升", "显著提升"), "name": "甲"}],
        "benefit.social": [item("d", "40")],
    }
    amounts = {
        "x": {"value": "1元", "planned": "z"},
        "y": {"value": "3元", "planned": "z"},
        "z": "2元",
    }
    points = {"output.quality.c": "40", "output": "60", "benefit.social.d": "39"}
    rounds = [assess(points, total="90", grade="差")]
    found = [
        *run_checks(fill(indicators=items, rounds=rounds, amounts=amounts)),
        *check_overrun(fill(facts={"budget": "1元", "executed": "2元"})),
        *check_outputs(fill(facts=LOW)),
        *check_pace(fill(schedule=PACE)),
        *check_lost(fill(facts=HALF, rounds=[assess({"execution": "5"})])),
    ]
    codes = {each.code for each in found}
    assert {f"SL{number}" for number in range(801, 813)} <= codes
    for each in found:
        for words in (each.message, each.next_step):
            assert words.zh
            assert words.en
            assert "{" not in words.zh + words.en
