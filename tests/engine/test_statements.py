"""One figure printed in several ways, rates, rounds of assessment: held against what was used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import DocumentError, Text
from tests.engine.scoring import make_plan, score

FACTS = {
    "budget": {"label": "全年预算数", "unit": "元", "above": "0"},
    "executed": {"label": "全年执行数", "unit": "元", "min": "0"},
    "area": {"label": "建成面积", "unit": "㎡", "min": "0"},
    "held": {"label": "开过会", "kind": "flag"},
    "acceptance": {
        "label": "验收",
        "kind": "category",
        "values": {"all": "全部验收", "none": "未经验收"},
    },
    "served": {
        "label": "满意度",
        "kind": "survey",
        "levels": {
            "yes": {"label": "满意", "score": "100%"},
            "no": {"label": "不满意", "score": "0"},
        },
    },
    "years": {
        "label": "年度",
        "kind": "list",
        "fields": {"planned": {"label": "计划数", "unit": "个"}},
    },
}
RATE = {"kind": "proportional", "value": "executed / budget", "cap": "1"}
PLAN = make_plan(
    {
        "execution": {"label": "预算执行率", "max_points": "10", "method": RATE},
        "rules": {"label": "制度", "max_points": "90", "method": "judged"},
        "budget": {"label": "预算编制", "max_points": "0", "method": "judged"},
    },
    facts=FACTS,
    grades=[
        {"id": "good", "label": {"zh": "良", "en": "good"}, "from": "80"},
        {"id": "poor", "label": {"zh": "差", "en": "poor"}, "from": "0"},
    ],
)
GIVEN = {
    "budget": "30000元",
    "executed": "21754元",
    "area": "1015㎡",
    "held": "true",
    "acceptance": "all",
    "served": {"counts": {"yes": "402", "no": "30"}},
}
JUDGED = {
    "rules": {"points": "80", "by": "评价组", "reason": "见意见"},
    "budget": {"points": "0", "by": "评价组", "reason": "不占分"},
}


def run(*statements: Mapping[str, Any], **parts: Any) -> Result:
    """Return the result of Hechi's figures with these statements."""
    rows = [{"id": f"s{place}", **each} for place, each in enumerate(statements)]
    return score(PLAN, **{"facts": GIVEN, "judgements": JUDGED, "statements": rows, **parts})


def codes(result: Result) -> list[str]:
    return [each.code for each in result.findings]


def label_of(finding: Finding) -> Text:
    """Return what a finding is about."""
    label = dict(finding.arguments)["label"]
    assert isinstance(label, Text)
    return label


@pytest.mark.parametrize(
    ("about", "value", "code"),
    [
        # 21754元: 2.18万元 is the same rounded, 2.42万元 is not, 2.17万元 is cut off
        ("executed", "21754元", None),
        ("executed", "2.18万元", None),
        ("executed", "2.2万元", None),
        ("executed", "2.42万元", "SL544"),
        ("executed", "2.17万元", "SL549"),
        ("executed", "21755元", "SL544"),
        ("facts.budget", "3万元", None),
        # 1000余㎡ is 1015㎡, and not 2015㎡
        ("area", "1000余㎡", None),
        ("area", "2000余㎡", "SL544"),
        # 10 × 21754/30000 = 7.25; 87.25 in all, good
        ("execution", "7.25", None),
        ("execution", "7.3分", None),
        ("execution", "7.26", "SL544"),
        ("total", "87.25", None),
        ("total", "87.25分", None),
        ("total", "97.25", "SL544"),
        ("grade", "良", None),
        ("grade", "good", None),
        ("grade", "二等", "SL544"),
        # yes or no, a category
        ("held", "是", None),
        ("held", "true", None),
        ("held", "否", "SL544"),
        ("acceptance", "全部验收", None),
        ("acceptance", "未经验收", "SL544"),
        # 402/432 = 93.06%
        ("served", "93.06%", None),
        ("served", "93.1%", None),
        ("served", "95%", "SL544"),
    ],
)
def test_statement_about_what_was_used(about: str, value: str, code: str | None) -> None:
    """A statement agrees at its own printed precision, or is a finding with both figures."""
    result = run({"about": about, "value": value})
    assert ([] if code is None else [code]) == codes(result)


@pytest.mark.parametrize(
    ("executed", "value", "code"),
    [
        ("21754元", "72.51%", None),
        ("21754元", "72.5%", None),
        ("21754元", "73%", None),
        # 2.18/3, the rate of a figure that was rounded first
        ("21754元", "72.67%", "SL544"),
        ("21754元", "72%", "SL549"),
        # 0.1 for 14.46% at one place
        ("4338元", "0.1", None),
        # 29995.5/30000 = 99.985%
        ("29995.5元", "99%", "SL549"),
        ("29995.5元", "99.99%", None),
        ("29995.5元", "100%", None),
        # beyond 100% the points are capped, the rate is not
        ("30288元", "100.96%", None),
        ("30288元", "100%", None),
    ],
)
def test_rate_of_a_node(executed: str, value: str, code: str | None) -> None:
    """A printed rate is held against the node's rate, capped or not, never against its points."""
    facts = {**GIVEN, "executed": executed}
    result = run({"about": "execution", "figure": "rate", "value": value}, facts=facts)
    assert ([] if code is None else [code]) == codes(result)


def test_money_block_is_stated() -> None:
    """A statement may be about one cell of the money block, or its total."""
    block = {
        "rows": {
            "fiscal": {"label": "财政资金", "executed": "7741273.5元"},
            "own": {"executed": "0元"},
        }
    }
    stated = (
        {"about": "funds.fiscal.executed", "value": "774.13万元"},
        {"about": "funds.total.executed", "value": "774.13万元"},
        {"about": "funds.fiscal.executed", "value": "774.12万元"},
        {"about": "funds.own.executed", "value": "0元"},
    )
    (finding,) = run(*stated, funds=block).findings
    assert ("SL549", "财政资金：全年执行数") == (finding.code, label_of(finding).zh)


def test_finding_shows_words_place_and_both_figures() -> None:
    """Who reads the finding sees what was used, what is printed, in which words and where."""
    stated = {
        "about": "executed",
        "value": "2.42万元",
        "words": "实际支出数额是2.42万元",
        "at": "报告三（一）4",
    }
    (finding,) = run(stated).findings
    expected = "“全年执行数”：所用的是 21754元，报告三（一）4写的是“2.42万元”，按所写精度不符"
    assert expected == finding.message.zh
    assert ["报告三（一）4：“实际支出数额是2.42万元”"] == [each.zh for each in finding.evidence]


def test_quotation_is_not_checked() -> None:
    """Words without `about` are only kept."""
    result = run({"words": "项目按时限完成"}, {"words": "剩余", "value": "8246元"})
    assert [] == codes(result)


def test_statement_without_a_counterpart_is_said_to_be_unchecked() -> None:
    """Where there is no total, a stated one is neither right nor wrong."""
    result = run({"about": "total", "value": "87.25"}, judgements={})
    assert "SL548" in codes(result)
    assert "SL544" not in codes(result)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ({"about": "executd", "value": "1元"}, "SL444"),
        ({"about": "zzz", "value": "1元"}, "SL449"),
        ({"about": "funds.fiscal.executed", "value": "1元"}, "SL449"),
        ({"about": "budget", "value": "1元"}, "SL445"),
        ({"about": "executed", "figure": "rate", "value": "1%"}, "SL446"),
        ({"about": "years", "value": "3个"}, "SL446"),
        ({"about": "executed", "value": "3个"}, "SL211"),
        ({"about": "executed", "value": "若干"}, "SL224"),
        ({"about": "execution", "value": "72%"}, "SL211"),
        ({"about": "execution", "figure": "rate", "value": "95.25"}, "SL428"),
        ({"about": "execution", "figure": "rate", "value": "95元"}, "SL211"),
        ({"about": "executed"}, "SL103"),
        ({"figure": "rate", "value": "3%"}, "SL103"),
        ({"at": "报告二"}, "SL103"),
    ],
)
def test_statement_that_cannot_be_read(statement: Mapping[str, Any], code: str) -> None:
    """A statement about nothing, or with no figure of that kind, is refused at its line."""
    with pytest.raises(DocumentError) as caught:
        run(statement)
    (problem,) = caught.value.diagnostics
    assert code == problem.code
    assert (problem.path or "").startswith("statements.0")


def test_ids_of_statements_differ() -> None:
    rows = [{"id": "a", "words": "甲"}, {"id": "a", "words": "乙"}]
    with pytest.raises(DocumentError) as caught:
        score(PLAN, statements=rows)
    assert ["SL325"] == [each.code for each in caught.value.diagnostics]


def round_of(name: str, label: str, **more: Any) -> Mapping[str, Any]:
    return {"id": name, "role": name, "label": label, **more}


SELF = round_of("self", "单位自评", points={"rules": "85"}, total="92.25", grade="良")


@pytest.mark.parametrize(
    ("other", "about"),
    [
        ({"points": {"rules": "85"}, "total": "92.25", "grade": "good"}, []),
        ({"points": {"execution": "7.25"}}, []),
        ({"points": {"rules": "80"}}, ["制度"]),
        ({"total": "87.25"}, ["总分"]),
        ({"grade": "差"}, ["等级"]),
        ({"points": {"rules": "80"}, "total": "87.25", "grade": "优"}, ["制度", "总分", "等级"]),
    ],
)
def test_rounds_of_assessment(other: Mapping[str, Any], about: list[str]) -> None:
    """Rounds are compared node by node, total and grade; each difference is a question."""
    result = run(assessments=[SELF, round_of("check", "财政抽查", **other)])
    found = [each for each in result.findings if each.code == "SL546"]
    assert about == [label_of(each).zh for each in found]
    assert {"question"} >= {each.severity for each in found}


@pytest.mark.parametrize(
    ("first", "second", "codes_"),
    [
        ("72.51%", "72.5%", []),
        ("72.51%", "72.51%", []),
        ("72.51%", "72.6%", ["SL546", "SL544"]),
    ],
)
def test_rates_of_rounds(first: str, second: str, codes_: list[str]) -> None:
    """Rates are compared at the precision they share, with one another and with what came out."""
    rounds = [
        round_of("self", "单位自评", rates={"execution": first}),
        round_of("check", "财政抽查", rates={"execution": second}),
    ]
    assert sorted(codes_) == sorted(codes(run(assessments=rounds)))


def test_rate_by_another_ruleset_is_not_held_against_this_one() -> None:
    """Another ruleset may divide by something else."""
    entry = round_of("self", "单位自评", ruleset="other/rules@1", rates={"execution": "50%"})
    assert [] == codes(run(assessments=[entry]))


def test_round_says_when_by_which_rule_and_why() -> None:
    """The question carries date, ruleset and the reason that a round gives for its points."""
    other = round_of(
        "check",
        "财政抽查",
        date="2022-06",
        ruleset="test/rules@1",
        points={"rules": "80"},
        reasons={"rules": "缺验收记录"},
    )
    findings = run(assessments=[SELF, other]).findings
    (question,) = [each for each in findings if (each.code, each.node) == ("SL546", "rules")]
    expected = ["财政抽查：2022-06, test/rules@1", "财政抽查的理由：缺验收记录"]
    assert expected == [each.zh for each in question.evidence]


def test_declared_sum_is_only_added_up_where_it_is_whole() -> None:
    """A round that declares the points of some indicators only does not contradict its total."""
    part = round_of("self", "单位自评", points={"rules": "80"}, total="87.25")
    whole = {"rules": "80", "execution": "7.25", "budget": "0"}
    assert [] == codes(run(assessments=[part]))
    assert [] == codes(run(assessments=[{**part, "points": whole}]))
    short = {**whole, "execution": "7"}
    assert "SL533" in codes(run(assessments=[{**part, "points": short}]))
