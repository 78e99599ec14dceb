"""The total in all its printings, and the parts of a report that have to add up."""

from __future__ import annotations

import pytest

from scorelib.reading.reconciliation.checks.totals import check_parts, check_totals
from tests.engine.scoring import make_plan, slot
from tests.reading.reconciliation.dossiers import (
    FACTS,
    PARTS,
    SELF,
    Said,
    figures,
    find,
    leaf,
    only,
    say,
)


def points(path: str, value: str, part: str = "报告三", **more: str) -> Said:
    return {"about": path, "figure": "points", "value": value, "part": part, **more}


def total(value: str, **more: str) -> Said:
    return {"about": "total", "value": value, **more}


SECTIONS = (
    points("execution", "20"),
    points("process", "20"),
    points("output", "30"),
    points("benefit", "30"),
)


def test_all_totals_with_their_grades() -> None:
    """Hefei: 80 in the text, 100 by its sections, 100 in the table, 110 by the items."""
    declared = {**SELF["points"], "execution": "10", "process.rules": "24.75"}
    own = {**SELF, "total": "80", "points": {**declared, "process.practice": "5.25"}}
    dossier = say(
        total("80", at="报告二", words="综合得分为80分"),
        total("100", at="附表"),
        *SECTIONS,
        assessments=[own],
    )
    found = only(find(check_totals, dossier))
    assert ("SL834", "error", None) == (found.code, found.severity, found.node)
    assert (
        "总分前后不一：单位自评的总分 80（良）；另有报告二的总分 80（良）、"
        "附表的总分 100（优）、报告三各项得分之和 100（优）、各项申报得分之和 110（超过满分 100）"
        == found.message.zh
    )
    assert "the sum of the declared points 110 (over the full 100)" in found.message.en
    assert "报告二：“综合得分为80分”" in [line.zh for line in found.evidence]


@pytest.mark.parametrize(
    ("said", "declared"),
    [
        ([], "96.25"),
        ([], "80"),  # SL533 says so already
        ([total("96.25")], "96.25"),
        ([total("96")], "96.25"),  # 按所印精度相符
        ([points("process", "20")], "96.25"),  # not all headings are given
        ([*SECTIONS, total("100")], None),
    ],
)
def test_totals_that_agree(said: list[Said], declared: str | None) -> None:
    own = {key: value for key, value in SELF.items() if key != "total"}
    if declared is not None:
        own["total"] = declared
    assert [] == find(check_totals, say(*said, assessments=[own]))


def test_another_round_has_its_own_total() -> None:
    """What the bureau found is no second total of the unit's."""
    bureau = {"id": "bureau", "role": "fiscal", "total": "85", "label": "财政抽查"}
    said = total("85", at="抽查结论")
    assert [] == find(check_totals, say(said, assessments=[SELF, bureau]))


def test_without_any_assessment_the_parts_still_stand() -> None:
    found = only(find(check_totals, say(*SECTIONS, total("80", at="报告二"), assessments=[])))
    assert "报告三各项得分之和 100（优）" in found.message.zh


def test_a_part_that_does_not_add_up() -> None:
    """Hefei: 40 of points under a heading of 30, in the text as in the table."""
    said = [
        points("output", "30", words="产出指标(满分30分,实得30分)", at="报告三（三）"),
        points("output.quantity", "25"),
        points("output.quality", "15"),
    ]
    found = only(find(check_parts, say(*said)))
    assert ("SL835", "error", "output") == (found.code, found.severity, found.node)
    assert {"declared": "30", "computed": "40"}.items() <= figures(found).items()
    assert "报告三：“产出”的得分写 30，其下各项合计 40" == found.message.zh
    assert "报告三（三）：“产出指标(满分30分,实得30分)”" == found.evidence[0].zh


def test_a_total_of_a_part() -> None:
    """Maxima too: 20 + 20 + 30 + 30 are not 90."""
    maxima = [{**each, "figure": "max-points"} for each in SECTIONS]
    full = {"about": "total", "figure": "max-points", "value": "90", "part": "报告三"}
    found = only(find(check_parts, say(*maxima, full)))
    assert ("SL835", None) == (found.code, found.node)
    assert {"declared": "90", "computed": "100"}.items() <= figures(found).items()


def test_an_unclear_scope_makes_it_a_question() -> None:
    said = [
        points("output", "30", unclear="可能含上年"),
        points("output.quantity", "25"),
        points("output.quality", "15"),
    ]
    assert "question" == only(find(check_parts, say(*said))).severity


@pytest.mark.parametrize(
    "said",
    [
        [points("output", "40"), points("output.quantity", "25")],  # a part is not given
        [
            points("output", "40"),
            points("output.quantity", "25", "附表"),  # another part of the report
            points("output.quality", "5", "附表"),
        ],
        [points("benefit", "30"), points("benefit.social", "30")],  # 生态效益 0 分
        [*SECTIONS, total("100", part="报告三")],
    ],
)
def test_parts_that_add_up(said: list[Said]) -> None:
    assert [] == find(check_parts, say(*said))


def test_weighted_headings_are_no_sums() -> None:
    weights = {"kind": "weighted-mean", "weights": {"quantity": "1", "quality": "3"}}
    parts = {**PARTS, "output": {**PARTS["output"], "aggregate": weights}}
    plan = make_plan(parts, facts=FACTS)
    said = [points("output", "17"), points("output.quantity", "20")]
    said.append(points("output.quality", "16"))
    assert [] == find(check_parts, say(*said, plan=plan))


def test_maxima_that_the_result_faults_are_not_told_twice() -> None:
    """SL501 names the same heading, the same maximum and the same sum; the points are told."""
    own = slot({"positive": "capped-ratio"}, "declared")
    parts = {
        "label": "产出",
        "max_points": "40",
        "indicators": {"own": own, "other": leaf("乙", "20")},
    }
    plan = make_plan({"output": parts}, when_maxima_overflow="cap")
    item = {"id": "one", "name": "甲", "max_points": "30", "target": "≥1个", "actual": "1个"}
    said = [
        {**points(path, value), "figure": figure}
        for path, value in (("output", "40"), ("output.own", "30"), ("output.other", "20"))
        for figure in ("points", "max-points")
    ]
    own_items = {"output.own": [item]}
    dossier = say(*said, plan=plan, facts={}, assessments=[], indicators=own_items)
    assert "SL501" in [each.code for each in dossier.result.findings]
    assert "得分" == str(figures(only(find(check_parts, dossier)))["what"].zh)
