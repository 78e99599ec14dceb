"""The index of working papers: each piece of evidence, what rests on it, and what has none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Lang, Text
from scorelib.reading.reports.papers import list_rests, report_papers
from tests.engine.scoring import make_plan, score, slot
from tests.reading.reconciliation.examples import CONTROLS, REPORTS, reconcile
from tests.reading.reports.walking import check_report, find_grid, list_words, read_rows
from tests.reports import make_report

NAMES = (*REPORTS, *CONTROLS, "case-09", "case-12", "case-16")
LANGS: tuple[Lang, Lang] = ("zh", "en")
RATE = {"kind": "proportional", "value": "rate", "cap": "1"}


def score_papers() -> Result:
    """Return a result in which one paper carries two facts, and others have none."""
    plan = make_plan(
        {
            "a": {"label": "甲", "max_points": "10", "method": RATE},
            "b": {
                "label": "乙",
                "max_points": "20",
                "method": {"kind": "all-or-nothing", "when": "has_rules"},
            },
            "c": {"label": "丙", "max_points": "30", "method": {"kind": "judged"}},
            "own": slot({"positive": "capped-ratio"}, "40", when_maxima_overflow="cap"),
        }
    )
    return score(
        plan,
        facts={
            "rate": {"value": "95%", "evidence": "决算报表", "at": "第3页"},
            "has_rules": {"value": "true", "evidence": "决算报表", "at": "第9页"},
            "faults": {"value": "2个", "at": "第5页"},
        },
        judgements={
            "c": {"points": "25", "by": "专家组", "reason": "看过现场", "evidence": "照片"}
        },
        indicators={
            "own": [
                {
                    "id": "x",
                    "name": "道路",
                    "max_points": "40",
                    "target": "≥2公里",
                    "actual": "2公里",
                }
            ]
        },
    )


def test_evidence_by_hand() -> None:
    """决算报表 carries 95% and the rules, so 甲 and 乙 with 10 + 20; 照片 carries 丙 with 30."""
    report = report_papers(score_papers(), "zh")
    check_report(report)
    rows = read_rows(find_grid(report, "佐证资料（2 件）"))
    names = ("佐证资料", "出处", "据以取得的数据", "据以计分的指标")
    assert [
        ("决算报表", "第3页；第9页", "完成率 = 95%；有制度 = true", "甲；乙"),
        ("照片", "–", "丙 = 25.00（人工给分）", "丙"),
    ] == [tuple(cells[name].text for name in names) for _, cells in rows]
    assert [Fraction(30), Fraction(30)] == [cells["涉及分值"].value for _, cells in rows]
    assert ["1", "2"] == [cells["编号"].text for _, cells in rows]


def test_what_has_no_evidence_is_marked() -> None:
    """A fact with a place only that nothing reads, and an own indicator with nothing at all."""
    report = report_papers(score_papers(), "zh")
    rows = read_rows(find_grid(report, "没有佐证的（2 项）"))
    names = ("类别", "内容", "所写", "出处", "据以计分的指标", "标记")
    assert [
        ("数据", "问题数", "2个", "第5页", "计分未用", "★ 只有出处，未附佐证"),
        ("项目自设指标", "道路", "≥2公里 / 2公里", "–", "自设 › 道路", "★ 没有出处，也没有佐证"),
    ] == [tuple(cells[name].text for name in names) for _, cells in rows]
    words = dict(report.statuses)
    assert all(words[row.status or ""] == cells["标记"].text for row, cells in rows)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_every_example(name: str, lang: Lang) -> None:
    """Everything the score rests on stands in one of the two lists; the notice is there."""
    result = reconcile(name).result
    report = report_papers(result, lang)
    check_report(report)
    rests = list(list_rests(result))
    given = {rest.label for rest in rests if rest.kind == "fact"}
    assert len(result.inputs.given) == len([rest for rest in rests if rest.kind == "fact"])
    words = " ".join(list_words(report))
    assert all(label.to(lang) in words for label in given)
    for condition in result.total.conditional:
        assert condition.code in report.notice


def test_points_that_are_taken_over_are_no_evidence() -> None:
    """Of them only the place is known in which the unit printed them."""
    rests = list(list_rests(reconcile("hefei-yaohai-2021").result))
    taken = [rest for rest in rests if rest.kind == "decision"]
    assert 14 == len(taken)
    assert {"place-only"} == {rest.mark for rest in taken}


def test_versions_of_a_target_rest_on_their_papers() -> None:
    """The paper by which a target was approved is evidence of the indicator."""
    report = make_report("v")
    paper = {"target": "≥10个", "document": {"zh": "批复表", "en": "approval"}}
    report["indicators"]["output.quantity"][0]["approved"] = paper
    from scorelib.compiler.loading.loader import load_ruleset
    from scorelib.engine.evaluation import evaluate_project

    result = evaluate_project(load_ruleset("cn/mof/self-evaluation@2020"), load_project(report))
    rows = read_rows(find_grid(report_papers(result, "zh"), "佐证资料（1 件）"))
    assert ["批复表"] == [cells["佐证资料"].text for _, cells in rows]
    assert [Fraction(20)] == [cells["涉及分值"].value for _, cells in rows]


def test_hostile_words_pass_as_they_are() -> None:
    """Evidence is words, whatever it looks like."""
    result = score_papers()
    words = "=1+1<script>]]>{{x}}\u202e"
    given = dict(result.inputs.given)
    given["rate"] = replace(given["rate"], evidence=Text(words, words))
    odd = replace(result, inputs=replace(result.inputs, given=given))
    report = report_papers(odd, "en")
    check_report(report)
    assert words in set(list_words(report))
