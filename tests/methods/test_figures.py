"""Every method, with the figures of real rules: worked out by hand from the words of the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest

from scorelib.compiler.methods import FORM_METHODS, METHODS
from tests.methods.plans import item_node, lots, method_plan, points_of, slot_plan

F = Fraction
SILENT = None
"""The rule says nothing: no points, and the case is left to judgement."""


@dataclass(frozen=True)
class Rule:
    """One rule, in the words it has, and what it gives: project parts and points."""

    words: str
    method: Any
    cases: tuple[tuple[Mapping[str, Any], Fraction | None], ...]
    max_points: str = "10"
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.method if isinstance(self.method, str) else str(self.method["kind"])


def facts(**given: str) -> dict[str, Any]:
    return {"facts": given}


def judged(**given: Any) -> dict[str, Any]:
    return {"judgements": {"a": {"by": "评价组", "reason": "见评价意见", **given}}}


def loss(steps: str, each: str = "max_points * 0.05") -> dict[str, str]:
    return {
        "kind": "deduction",
        "measure": "1 - rate",
        "per": "1%",
        "each": each,
        "steps": steps,
        "base": "max_points",
        "floor": "0",
    }


EXECUTION = {
    "kind": "cases",
    "cases": {
        "finished": {"when": "finished and spent <= planned", "points": "max_points"},
        "most": {"when": "not finished and 0.8 <= spent / planned < 1", "points": "7"},
        "some": {"when": "not finished and 0.6 <= spent / planned < 0.8", "points": "5"},
        "little": {"when": "not finished and spent / planned < 0.6", "points": "0"},
    },
    "otherwise": "judged",
}
PLACES = {
    "kind": "rank",
    "value": "place",
    "tiers": [
        {"to": "5", "points": "max_points"},
        {"to": "10", "points": "max_points - 0.5"},
        {"points": "max_points - 1"},
    ],
}
BY_LOT = {
    "kind": "by-row",
    "rows": "lots",
    "share": "min(lots_actual / lots_planned, 1)",
    "weight": "1 / lots_count",
}
TWO_PLACES = {"places": "2", "mode": "half-up"}
PANEL = {"kind": "panel", "combine": "mean"}

RULES = (
    Rule(
        "得分=权重×B/A，得分不得突破权重总额",
        {"kind": "proportional", "value": "spent / planned", "cap": "1"},
        (
            (facts(spent="21754元", planned="3万元"), F(10) * F(21754, 30000)),
            (facts(spent="1200万元", planned="1000万元"), F(10)),
        ),
    ),
    Rule(
        "低于60%不得分；其他按 分值×（完成率－60%）/（1－60%）计分（超过100%未写明）",
        {"kind": "threshold", "value": "rate", "from": "60%", "above": "judged"},
        (
            (facts(rate="72.51%"), F("3.1275")),  # 10 × 12.51/40
            (facts(rate="59.99%"), F(0)),
            (facts(rate="60%"), F(0)),
            (facts(rate="100%"), F(10)),
            (facts(rate="120%"), SILENT),
        ),
    ),
    Rule(
        "同上，超过100%按满分",
        {"kind": "threshold", "value": "rate", "from": "60%", "above": "cap"},
        ((facts(rate="120%"), F(10)), (facts(rate="80%"), F(5))),
    ),
    Rule(
        "100%满分，每降低1%扣5%权重，≤80%不得分（按直线）",
        {"kind": "linear", "value": "rate", "zero_at": "80%", "full_at": "100%"},
        (
            (facts(rate="93.35%"), F("3.3375")),  # 5 × 13.35/20, printed 3.34
            (facts(rate="80%"), F(0)),
            (facts(rate="110%"), F(5)),
        ),
        "5",
    ),
    Rule(
        "100%满分，每降低1%扣5%权重，按比例扣",
        loss("linear"),
        ((facts(rate="93.35%"), F("3.3375")), (facts(rate="70%"), F(0))),  # 5 − 6.65 × 0.25
        "5",
    ),
    Rule(
        "100%满分，每降低1%扣5%权重，满1%才扣",
        loss("full"),
        ((facts(rate="93.35%"), F("3.5")), (facts(rate="99.01%"), F(5))),  # 5 − 6 × 0.25
        "5",
    ),
    Rule(
        "100%满分，每降低1%扣5%权重，不满1%按1%扣",
        loss("started"),
        ((facts(rate="93.35%"), F("3.25")), (facts(rate="99.01%"), F("4.75"))),  # 5 − 7 × 0.25
        "5",
    ),
    Rule(
        "每项不满足扣该要点1/3，三项及以上不得分",
        {
            "kind": "deduction",
            "measure": "faults",
            "per": "1个",
            "each": "max_points / 3",
            "steps": "full",
            "base": "max_points",
            "floor": "0",
        },
        (
            (facts(faults="0个"), F(4)),
            (facts(faults="1个"), F(8, 3)),
            (facts(faults="2个"), F(4, 3)),
            (facts(faults="3个"), F(0)),
            (facts(faults="5个"), F(0)),
        ),
        "4",
    ),
    Rule(
        "满意度≥90%得10分，80%（含）–90%得8分，60%（含）–80%得5分，60%以下不得分",
        {
            "kind": "bands",
            "value": "rate",
            "bands": [
                {"from": "90%", "points": "10"},
                {"from": "80%", "points": "8"},
                {"from": "60%", "points": "5"},
                {"below": "60%", "points": "0"},
            ],
        },
        (
            (facts(rate="90%"), F(10)),
            (facts(rate="89.99%"), F(8)),
            (facts(rate="60%"), F(5)),
            (facts(rate="59.99%"), F(0)),
        ),
    ),
    Rule(
        "全部验收4分，部分组织验收2分，未经验收0分",
        {"kind": "levels", "fact": "acceptance", "levels": {"all": "4", "some": "2", "none": "0"}},
        (
            (facts(acceptance="all"), F(4)),
            (facts(acceptance="some"), F(2)),
            (facts(acceptance="none"), F(0)),
        ),
        "4",
    ),
    Rule(
        "前5名得满分，6–10名扣0.5分，11名以后扣1分",
        PLACES,
        (
            (facts(place="1"), F(3)),
            (facts(place="5"), F(3)),
            (facts(place="6"), F("2.5")),
            (facts(place="10"), F("2.5")),
            (facts(place="11"), F(2)),
            (facts(place="300"), F(2)),
            (facts(place="2.5"), SILENT),
            (facts(place="0"), SILENT),
            ({}, None),
        ),
        "3",
    ),
    Rule(
        "前3名得满分，4–5名得一半（以后的没有写）",
        {
            "kind": "rank",
            "value": "place",
            "tiers": [{"to": "3", "points": "max_points"}, {"to": "5", "points": "max_points / 2"}],
        },
        ((facts(place="4"), F(5)), (facts(place="6"), SILENT)),
    ),
    Rule(
        "财预〔2021〕101号，预算执行率：在预算内完成的10分；未完成的 [80%,100%) 7分、"
        "[60%,80%) 5分、60%以下0分",
        EXECUTION,
        (
            (facts(finished="true", spent="21754元", planned="3万元"), F(10)),
            (facts(finished="false", spent="21754元", planned="3万元"), F(5)),
            (facts(finished="false", spent="80", planned="100"), F(7)),
            (facts(finished="false", spent="59.99", planned="100"), F(0)),
            (facts(finished="false", spent="100", planned="100"), SILENT),
            (facts(finished="true", spent="101", planned="100"), SILENT),
            (facts(spent="100", planned="100"), None),
        ),
    ),
    Rule(
        "有…计2分，没有不得分",
        {"kind": "all-or-nothing", "when": "has_rules"},
        ((facts(has_rules="true"), F(2)), (facts(has_rules="false"), F(0)), ({}, None)),
        "2",
    ),
    Rule(
        "财务制度1分；项目管理制度1分",
        {
            "kind": "checklist",
            "entries": {
                "rules": {"when": "has_rules", "points": "1"},
                "file": {"when": "has_file", "points": "1"},
            },
        },
        (
            (facts(has_rules="true", has_file="false"), F(1)),
            (facts(has_rules="true", has_file="true"), F(2)),
            (facts(has_rules="true"), None),
        ),
        "2",
    ),
    Rule(
        "every 5 points above or below 100% costs 1 (full steps)",
        {
            "kind": "deviation",
            "value": "rate",
            "centre": "100%",
            "per": "5%",
            "each": "1",
            "steps": "full",
            "base": "max_points",
            "floor": "0",
        },
        (
            (facts(rate="100%"), F(10)),
            (facts(rate="95.01%"), F(10)),
            (facts(rate="95%"), F(9)),
            (facts(rate="105%"), F(9)),
            (facts(rate="112%"), F(8)),
            (facts(rate="45%"), F(0)),
        ),
    ),
    Rule(
        "该项不得分，倒扣10分",
        {"kind": "penalty", "when": "has_file", "points": "10", "otherwise": "max_points"},
        ((facts(has_file="true"), F(-10)), (facts(has_file="false"), F(5)), ({}, None)),
        "5",
        {"min_points": "-10"},
    ),
    Rule(
        "每获一项表彰加2分，加分最多为5分",
        {"kind": "award", "measure": "honours", "per": "1项", "each": "2", "steps": "full"},
        (
            (facts(honours="0项"), F(0)),
            (facts(honours="1项"), F(2)),
            (facts(honours="2项"), F(4)),
            (facts(honours="3项"), F(5)),
        ),
        "5",
    ),
    Rule(
        "四个年度各占1/4，各年度得分四舍五入保留两位",
        {**BY_LOT, "rounding": TWO_PLACES},
        (
            # 5/4 = 1.25 → 1.25; 2/3 of it 0.8333 → 0.83; 1.25; 0.83
            ({"facts": {"lots": lots((3, 3), (3, 2), (3, 9), (3, 2))}}, F("4.16")),
            # one year does not apply: the other three share the whole, 5/3 → 1.67, 1.11, 1.67
            ({"facts": {"lots": lots((3, 3), (3, 2), (3, 9))}}, F("4.45")),
            # six lots of 5/6 → 0.83 each
            ({"facts": {"lots": lots(*[(1, 1)] * 6)}}, F("4.98")),
            # twelve lots of 5/12 → 0.42 each would be 5.04: held at the maximum
            ({"facts": {"lots": lots(*[(1, 1)] * 12)}}, F(5)),
            ({}, None),
        ),
        "5",
    ),
    Rule(
        "要点各占1/4（固定权重）：四行以外规则没有说",
        {**BY_LOT, "weight": "1 / 4"},
        (
            ({"facts": {"lots": lots((1, 1), (1, 1), (1, 1), (1, 0))}}, F("7.5")),
            ({"facts": {"lots": lots((1, 1), (1, 1), (1, 1))}}, SILENT),
            ({"facts": {"lots": lots(*[(1, 1)] * 5)}}, SILENT),
        ),
    ),
    Rule(
        "相对值按资金额度加权平均",
        {**BY_LOT, "weight": "lots_money / total(lots_money)"},
        (({"facts": {"lots": lots((1, 1, "3万元"), (2, 1, "1万元"))}}, F("8.75")),),  # (3+½)/4
    ),
    Rule(
        "绝对值直接累加，先汇总完成数再计算得分",
        {
            "kind": "formula",
            "points": "max_points * min(total(lots_actual) / total(lots_planned), 1) "
            "if lots_count > 0 else 0",
        },
        (({"facts": {"lots": lots((1, 1), (3, 2))}}, F("7.5")),),  # 3 of 4
    ),
    Rule(
        "评价得分=（专家1+专家2+…）/专家人数",
        PANEL,
        (
            (judged(panel=["8", "9", "7.5"]), F("24.5") / 3),
            (judged(panel=["8"]), F(8)),
            (judged(panel=["8", "11"]), SILENT),
            ({}, None),
        ),
    ),
    Rule(
        "去掉一个最高分和一个最低分取平均，专家不少于三人",
        {"kind": "panel", "combine": "trimmed-mean", "trim": "1", "least": "3"},
        (
            (judged(panel=["2", "8", "9", "7.5"]), F("7.75")),
            (judged(panel=["2", "8", "2"]), F(2)),
            (judged(panel=["8", "9"]), SILENT),
        ),
    ),
    Rule(
        "专家按百分制打分",
        {"kind": "panel", "combine": "mean", "out_of": "100"},
        ((judged(panel=["80", "95"]), F("8.75")),),
    ),
    Rule("由评价人员酌情计分", "judged", ((judged(points="3.5"), F("3.5")), ({}, None))),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}: {rule.words}")
def test_rule(rule: Rule) -> None:
    """The points of each case are those that the words of the rule give."""
    plan = method_plan(rule.method, rule.max_points, **rule.more)
    expected = [points for _, points in rule.cases]
    assert expected == [points_of(plan, **parts) for parts, _ in rule.cases]


DECLARED: tuple[tuple[str, str, Any, tuple[tuple[str, str, Fraction | None], ...]], ...] = (
    (
        "完成的记满分；未完成的按完成值与指标值的比例记分",
        "positive",
        "capped-ratio",
        (("≥266米", "270米", F(10)), ("≥266米", "133米", F(5)), ("≥0个", "0个", F(10))),
    ),
    (
        "反向指标：得分=权重×A/B，最高不超过权重",
        "reverse",
        "inverse-ratio",
        (("≤90个", "120个", F("7.5")), ("≤90个", "60个", F(10))),
    ),
    (
        "得分=权重×（1－（实际完成值－指标值）/指标值）",
        "reverse",
        "linear-excess",
        (("≤90个", "120个", F(20, 3)), ("≤90个", "180个", F(0)), ("≤90个", "200个", F(0))),
    ),
    (
        "等于型指标：同正向指标；指标值为0时，实际值≤0得满分，否则不得分",
        "equal",
        "equal-to",
        (("=8个", "6个", F("7.5")), ("=0个", "0个", F(10)), ("=0个", "1个", F(0))),
    ),
    (
        "低于60%不得分，否则按（完成率－60%）/（1－60%）",
        "positive",
        {"kind": "threshold", "from": "60%", "above": "judged"},
        (
            ("≥100个", "59个", F(0)),
            ("≥100个", "80个", F(5)),
            ("≥100个", "100个", F(10)),
            ("≥100个", "101个", SILENT),
            ("≥0个", "0个", F(10)),
        ),
    ),
    (
        "Yes/no: all or nothing",
        "yes-no",
        "all-or-nothing",
        (("是", "是", F(10)), ("是", "否", F(0))),
    ),
    (
        "不低于下限、不高于上限得满分",
        "range",
        "all-or-nothing",
        (("5–10个", "5个", F(10)), ("5–10个", "11个", F(0))),
    ),
    (
        "较上年减少达到比例",
        "change",
        "capped-ratio",
        (
            ("较上年减少2%以上", "较上年减少1%", F(5)),
            ("较上年减少2%以上", "较上年增加1%", F(0)),
        ),
    ),
    (
        "每迟30天（不足30天按30天）扣该指标1/5",
        "date",
        {
            "kind": "deduction",
            "measure": "late",
            "per": "30天",
            "each": "max_points / 5",
            "steps": "started",
            "base": "max_points",
            "floor": "0",
        },
        (
            ("2021年6月30日前", "2021年6月29日", F(10)),
            ("2021年6月30日前", "2021年7月1日", F(8)),
            ("2021年6月30日前", "2021年7月30日", F(8)),
            ("2021年6月30日前", "2021年7月31日", F(6)),
            ("2021年6月30日前", "2022年12月1日", F(0)),
        ),
    ),
    (
        "按时完成得满分，否则不得分",
        "date",
        {"kind": "formula", "points": "max_points if met else 0"},
        (("2021年12月底前", "2021年12月31日", F(10)), ("2021年12月底前", "2022年1月1日", F(0))),
    ),
)


@pytest.mark.parametrize(
    ("words", "form", "method", "cases"), DECLARED, ids=[f"{d[1]}: {d[0]}" for d in DECLARED]
)
def test_rule_of_declared_indicators(
    words: str, form: str, method: Any, cases: tuple[tuple[str, str, Fraction | None], ...]
) -> None:
    """The points of a project's own indicator with a maximum of 10, by the form of its target."""
    plan = slot_plan({form: method})
    expected = [points for _, _, points in cases]
    assert words
    assert expected == [item_node(plan, target, actual).points for target, actual, _ in cases]


def test_three_tiers() -> None:
    """100–80%（含）、80–60%（含）、60–0%: the share is taken inside its tier, and only there."""
    tiers = {
        "met": {"label": "达成", "from": "80%", "to": "100%"},
        "partly": {"label": "部分达成", "from": "60%", "below": "80%"},
        "not-met": {"label": "未达成", "from": "0%", "below": "60%"},
    }
    plan = slot_plan({"qualitative": {"kind": "three-tier", "tiers": tiers}})
    given = [("met", "80%"), ("partly", "79%"), ("partly", "80%"), ("not-met", "0%")]
    rows = [
        item_node(plan, "显著提升", "有提升", tier=tier_of(level, rate)) for level, rate in given
    ]
    assert [F(8), F("7.9"), None, F(0)] == [row.points for row in rows]


def tier_of(level: str, rate: str) -> dict[str, str]:
    return {"level": level, "rate": rate, "by": "评价组", "reason": "见评价意见"}


def test_every_method_has_its_figures() -> None:
    """No method of an indicator is without a rule here."""
    shown = {rule.kind for rule in RULES}
    shown |= {way if isinstance(way, str) else str(way["kind"]) for _, _, way, _ in DECLARED}
    assert {method.kind for method in (*METHODS, *FORM_METHODS)} == shown | {"three-tier"}
