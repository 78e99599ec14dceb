"""The total in all its printings, and the parts of a report that have to add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.views import Finding
from scorelib.reading.reconciliation.checks.totals import check_parts, check_totals
from scorelib.reading.reconciliation.dossier import Dossier
from tests.engine.scoring import make_plan, slot
from tests.reading.reconciliation.dossiers import (
    FACTS,
    GRADES,
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
        "总分前后不一：单位自评的总分 80（良）；另有附表的总分 100（优）、"
        "报告三各项得分之和 100（优）、各项申报得分之和 110（超过满分 100）" == found.message.zh
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


BOUNDS = {"a": ("0", "40"), "b": ("0", "30"), "c": ("0", "30"), "d": ("-10", "0"), "e": ("0", "5")}
EARNED: Mapping[str, Any] = {
    name: {"label": name, "min": least, "max": most} for name, (least, most) in BOUNDS.items()
}
"""Facts that stand for the points of an indicator each."""


def points_of(name: str) -> Mapping[str, str]:
    return {"kind": "formula", "points": name}


def make_form(top: Mapping[str, Any], heading: Mapping[str, Any]) -> Plan:
    """Return a plan with a heading `out` over `p` and `q`, and `ex`, `minus`, `plus` beside it."""
    below = {
        "p": leaf("甲", "30", method=points_of("b")),
        "q": leaf("乙", "30", method=points_of("c")),
    }
    parts = {
        "ex": leaf("执行率", "40", method=points_of("a")),
        "out": {"label": "产出", "max_points": "60", "indicators": below, **heading},
        "minus": leaf("扣分", "0", min_points="-10", method=points_of("d")),
        "plus": leaf("加分", "5", bonus=True, method=points_of("e")),
    }
    rounded = {"points": {"places": "2", "mode": "half-up"}}
    plain: dict[str, Any] = {"max_points": "100", "bonus": "cap", "rounding": rounded}
    plain["grades"] = [*GRADES[:-1], {**GRADES[-1], "from": "-20"}]
    return make_plan(parts, facts=EARNED, **{**plain, **top})


def fill(*figures: str, total: str, more: Said | None = None) -> Mapping[str, Any]:
    """Return the facts and the form of a project with these points, in the order of the tree."""
    paths = ("ex", "out.p", "out.q", "minus", "plus")
    own = {
        "id": "self",
        "role": "self-evaluation",
        "label": "自评",
        "points": dict(zip(paths, figures, strict=True)) | dict(more or {}),
        "total": total,
    }
    return {"facts": dict(zip("abcde", figures, strict=True)), "assessments": [own]}


PLAIN = make_form({}, {})


def both(dossier: Dossier) -> list[Finding]:
    return [*find(check_parts, dossier), *find(check_totals, dossier)]


def test_terms_of_the_declared_sum_are_those_that_were_added() -> None:
    """32 + 27 + 30 − 2 + 4 = 91: the heading of 57 is no further term."""
    form = fill("32", "27", "30", "-2", "4", total="91", more={"out": "57"})
    found = only(find(check_totals, say(total("80", at="报告"), plan=PLAIN, **form)))
    assert "自评：32 + 27 + 30 − 2 + 4" in [line.zh for line in found.evidence]
    assert "另有报告的总分 80（良）" in found.message.zh
    assert "之和" not in found.message.zh


def of_part(*pairs: tuple[str, str], part: str = "报告") -> list[Said]:
    """Return statements of the points of one part; `total` is its total."""
    return [
        {**total(value), "part": part} if path == "total" else points(path, value, part)
        for path, value in pairs
    ]


LEAVES = (("ex", "40"), ("out.p", "30"), ("out.q", "30"), ("minus", "0"), ("plus", "5"))


def test_a_bonus_is_held_to_the_cap() -> None:
    """40 + 30 + 30 + 5 are 105, which the rule counts as 100; without a cap they are 105."""
    form = fill("40", "30", "30", "0", "5", total="100")
    said = of_part(*LEAVES, ("total", "100"))
    dossier = say(*said, plan=PLAIN, **form)
    assert [] == both(dossier)
    assert "SL533" not in [each.code for each in dossier.result.findings]
    wrong = fill("40", "30", "30", "0", "5", total="98")
    assert "SL533" in [each.code for each in say(plan=PLAIN, **wrong).result.findings]
    short = say(*of_part(*LEAVES, ("total", "98")), plan=PLAIN, **form)
    assert ["SL835", "SL834"] == [each.code for each in both(short)]


def test_maxima_of_a_part_with_or_without_the_bonus() -> None:
    """A full mark of 100 has the bonus on top."""
    maxima = [("ex", "40"), ("out", "60"), ("minus", "0"), ("plus", "5")]
    said = [{**each, "figure": "max-points"} for each in of_part(*maxima, ("total", "100"))]
    form = fill("40", "30", "30", "0", "5", total="100")
    assert [] == find(check_parts, say(*said, plan=PLAIN, **form))


def test_a_sum_is_held_to_a_floor() -> None:
    """2 − 10 are counted as 0 where the rule says that no total is below it."""
    form = fill("2", "0", "0", "-10", "0", total="0")
    parts = [("ex", "2"), ("out", "0"), ("minus", "-10"), ("plus", "0"), ("total", "0")]
    dossier = say(*of_part(*parts), plan=make_form({"floor": "0"}, {}), **form)
    assert [] == both(dossier)
    assert "SL533" not in [each.code for each in dossier.result.findings]


def test_a_mean_is_no_sum_of_parts() -> None:
    """40 and the mean of 30 and 20 are 65: neither 90 nor any other sum."""
    top = {"max_points": "70", "grades": [{**GRADES[-1], "from": "-20"}]}
    plan = make_form(top, {"aggregate": {"kind": "mean"}, "max_points": "30"})
    form = fill("40", "30", "20", "0", "0", total="65")
    parts = [("ex", "40"), ("out.p", "30"), ("out.q", "20"), ("plus", "0"), ("total", "65")]
    assert [] == both(say(*of_part(*parts), plan=plan, **form))


EXCLUDED = {"when_not_applicable": "excluded"}
REBASED = make_form({"rebase": {"at_most": "50%"}, "policies": EXCLUDED}, {})


def test_a_total_that_is_re_based_is_no_sum() -> None:
    """16 + 25 of 70 are 58.57 of 100; where all applies, the total is the sum again."""
    form = fill("16", "25", "0", "0", "0", total="58.57")
    parts = [("ex", "16"), ("out", "25"), ("minus", "0"), ("plus", "0"), ("total", "58.57")]
    moved = {"out.q": {"state": "not-applicable", "reason": "取消"}}
    assert [] == both(say(*of_part(*parts), plan=REBASED, states=moved, **form))
    assert "SL835" in [each.code for each in both(say(*of_part(*parts), plan=REBASED, **form))]


def test_the_rounding_of_a_heading_is_applied() -> None:
    """27.3 + 27.6 = 54.9, which the rule rounds to 55; 56 it is not."""
    half_up = {"places": "2", "mode": "half-up"}
    rounding = {"points": half_up, "subtotals": {"places": "0", "mode": "half-up"}}
    plan = make_form({"rounding": rounding}, {})
    form = fill("32", "27.3", "27.6", "0", "0", total="87")
    leaves = [("ex", "32"), ("out.p", "27.3"), ("out.q", "27.6"), ("minus", "0"), ("plus", "0")]
    assert [] == both(say(*of_part(*leaves, ("total", "87")), plan=plan, **form))
    assert [] == both(say(*of_part(*leaves, ("out", "55"), ("total", "87")), plan=plan, **form))
    wrong = say(*of_part(*leaves, ("out", "56")), plan=plan, **form)
    assert "out" == only(find(check_parts, wrong)).node


def test_parts_may_be_printed_shorter() -> None:
    """7.46 + 9.46 + 30 + 5 = 51.92; as 7.5, 9.5, 30 and 5 they add up to 52.

    That room is no excuse for 31 in place of 30.
    """
    form = fill("7.46", "9.46", "30", "0", "5", total="51.92")
    said = [("ex", "7.5"), ("out.p", "9.5"), ("out.q", "30"), ("minus", "0"), ("plus", "5")]
    assert [] == both(say(*of_part(*said, ("total", "51.9")), plan=PLAIN, **form))
    more = [(path, {"30": "31"}.get(value, value)) for path, value in said]
    found = both(say(*of_part(*more, ("total", "51.9")), plan=PLAIN, **form))
    assert ["SL835", "SL834"] == [each.code for each in found]


def review(*figures: str, total: str) -> Mapping[str, Any]:
    (own,) = fill(*figures, total=total)["assessments"]
    return {**own, "id": "review", "role": "review", "label": "复评"}


def test_parts_of_another_round_are_its_own() -> None:
    """The review took 2 points off: its parts, its total and its points are no rivals."""
    form = fill("32", "27", "30", "-2", "5", total="92")
    rounds = [*form["assessments"], review("32", "25", "30", "-2", "5", total="90")]
    parts = [("ex", "32"), ("out", "55"), ("minus", "-2"), ("plus", "5"), ("total", "90")]
    given = {**form, "assessments": rounds}
    dossier = say(*of_part(*parts), total("92", at="报告"), plan=PLAIN, **given)
    assert [] == both(dossier)
    assert "SL544" not in [each.code for each in dossier.result.findings]
    alone = {**form, "assessments": form["assessments"]}
    dossier = say(*of_part(*parts), total("92", at="报告"), plan=PLAIN, **alone)
    assert ["SL834"] == [each.code for each in both(dossier)]
    assert "SL544" in [each.code for each in dossier.result.findings]


def test_parts_of_another_round_that_gives_no_total() -> None:
    form = fill("32", "27", "30", "-2", "5", total="92")
    other = {k: v for k, v in review("32", "25", "30", "-2", "5", total="").items() if k != "total"}
    given = {**form, "assessments": [*form["assessments"], other]}
    parts = [("ex", "32"), ("out.p", "25"), ("out.q", "30"), ("minus", "-2"), ("plus", "5")]
    assert [] == both(say(*of_part(*parts), plan=PLAIN, **given))


FORM = fill("7.5", "30", "30", "0", "0", total="67.5")


def test_an_unclear_total_is_only_a_question() -> None:
    """Where a total that is clear stands apart as well, it is an error all the same."""
    doubt = total("60", at="摘要", unclear="可能只指产出")
    found = only(find(check_totals, say(doubt, plan=PLAIN, **FORM)))
    assert "question" == found.severity
    assert "可能只指产出" in [line.zh for line in found.evidence]
    clear = total("50", at="附表")
    found = only(find(check_totals, say(doubt, clear, plan=PLAIN, **FORM)))
    assert "error" == found.severity


@pytest.mark.parametrize("value", ["67分", "68分", "67.5分", "约68分", "67.50", "近68分"])
def test_a_total_printed_shorter_is_no_rival(value: str) -> None:
    """67.5 cut off, rounded, hedged."""
    assert [] == find(check_totals, say(total(value, at="报告"), plan=PLAIN, **FORM))


def test_totals_are_listed_in_their_own_words() -> None:
    """What agrees with the form is not listed; of a hedged figure no grade is told."""
    said = [
        total("67分", at="摘要"),
        total("约98分", at="报告一"),
        total("96分", at="报告二"),
    ]
    found = only(find(check_totals, say(*said, plan=PLAIN, **FORM)))
    assert (
        "总分前后不一：自评的总分 67.5（差）；另有报告一的总分 约98分、报告二的总分 96分（优）"
        == found.message.zh
    )


def test_two_totals_that_fit_a_coarser_one_only() -> None:
    """96 may be 96.3 or 96.2 in short; the two are still not the same."""
    form = {**FORM, "assessments": []}
    said = [total(value, at=at) for value, at in (("96", "一"), ("96.3", "二"), ("96.2", "三"))]
    assert "SL834" == only(find(check_totals, say(*said, plan=PLAIN, **form))).code


def test_a_declared_total_of_shortened_rows() -> None:
    """20 + 70/3 + 70/3 = 66.666…: 66.66 by the rows, 66.67 in the text, where no rule rounds."""
    plan = make_form({"rounding": {}}, {})
    form = fill("20", "23.33", "23.33", "0", "0", total="66.66")
    given = {**form, "facts": {**form["facts"], "b": "23.3333", "c": "23.3333"}}
    assert [] == find(check_totals, say(total("66.67分", at="报告"), plan=plan, **given))
    assert [] != find(check_totals, say(total("66.68分", at="报告"), plan=plan, **given))
