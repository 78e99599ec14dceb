"""Answers of a survey on a declared scale, rows of a list, figures of a panel, given maxima."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.compiler.graph.plan import Plan
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan, score

LEVELS = ("very", "fairly", "neutral", "little", "none")
LABELS = ("非常满意", "比较满意", "一般", "不太满意", "不满意")
COUNTS = dict(zip(LEVELS, ("329", "94", "4", "2", "3"), strict=True))
ZERO = dict.fromkeys(LEVELS, "0")


def survey(*scores: str) -> Plan:
    """Return a plan with one survey on a scale of five answers: 10 points × its result."""
    scale = {
        name: {"label": label, "score": score}
        for name, label, score in zip(LEVELS, LABELS, scores, strict=True)
    }
    facts = {"served": {"label": "满意度", "kind": "survey", "levels": scale}}
    method = {"kind": "formula", "points": "max_points * served"}
    return make_plan({"a": {"label": "满意度", "max_points": "10", "method": method}}, facts=facts)


HUNDRED = ("100%", "75%", "50%", "25%", "0%")
TWENTY = ("100%", "80%", "60%", "40%", "20%")


@pytest.mark.parametrize(
    ("scale", "rate"),
    [
        # (329×100 + 94×75 + 4×50 + 2×25 + 3×0)/432 = 40200/432 = 93.06%
        (HUNDRED, Fraction(40200, 43200)),
        # (329×100 + 94×80 + 4×60 + 2×40 + 3×20)/432 = 40800/432 = 94.44%
        (TWENTY, Fraction(40800, 43200)),
    ],
)
def test_survey_on_its_scale(scale: tuple[str, ...], rate: Fraction) -> None:
    """The same answers give another result on another scale: the scale is declared."""
    result = score(survey(*scale), facts={"served": {"counts": COUNTS, "respondents": "432"}})
    (fact,) = result.nodes[0].facts
    assert (rate, "329 + 94 + 4 + 2 + 3 = 432") == (fact.value, fact.text)
    assert round(rate * 10, 2) == result.nodes[0].points


def test_survey_of_nobody_is_undefined() -> None:
    """Without an answer there is neither zero nor full satisfaction; a person decides."""
    result = score(survey(*HUNDRED), facts={"served": {"counts": ZERO}})
    assert ("missing", None) == (result.nodes[0].status, result.nodes[0].points)
    assert "SL508" in [finding.code for finding in result.findings]


def test_survey_that_was_not_made() -> None:
    """A survey may have a state like any other fact."""
    state = {"state": "not-applicable", "reason": "没有服务对象"}
    result = score(survey(*HUNDRED), facts={"served": state})
    assert "not-applicable" == result.nodes[0].status


YEARS = {
    "years": {
        "label": "各年度",
        "kind": "list",
        "fields": {
            "planned": {"label": "计划数", "unit": "个", "above": "0"},
            "actual": {"label": "完成数", "unit": "个", "min": "0"},
        },
    }
}


def years() -> Plan:
    """Return a plan with 10 points × Σ actual / Σ planned over the rows of a list."""
    rate = "min(total(years_actual) / total(years_planned), 1) if total(years_planned) > 0 else 0"
    method = {"kind": "formula", "points": f"max_points * ({rate})"}
    return make_plan({"a": {"label": "完成率", "max_points": "10", "method": method}}, facts=YEARS)


def row(name: str, planned: str, actual: str) -> Mapping[str, str]:
    return {"id": name, "planned": planned, "actual": actual}


NOT_BEGUN = {"id": "2022", "state": "not-applicable", "reason": "项目已经结束"}


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        # (5 + 3)/(5 + 5) = 0.8
        ([row("2019", "5", "5"), row("2020", "5个", "3个")], Fraction(8)),
        # a year that does not apply is left out
        ([row("2019", "5", "5"), row("2020", "5", "3"), NOT_BEGUN], Fraction(8)),
        # a figure that is missing makes the sum missing
        ([row("2019", "5", "5"), {"id": "2020", "planned": "5"}], None),
        ([row("2019", "5", "5"), {"id": "2020", "state": "missing"}], None),
    ],
)
def test_rows_of_a_list(rows: Any, points: Fraction | None) -> None:
    """Rows count as they are given; those that do not apply are left out, with the reason."""
    result = score(years(), facts={"years": {"rows": rows}})
    assert points == result.nodes[0].points


def test_list_that_is_not_given_is_missing() -> None:
    """No rows are no zero."""
    assert ("missing", None) == (
        score(years()).nodes[0].status,
        score(years()).nodes[0].points,
    )


def test_list_without_a_row_that_applies_does_not_apply() -> None:
    result = score(years(), facts={"years": {"rows": [NOT_BEGUN]}})
    assert "not-applicable" == result.nodes[0].status


def test_trace_shows_the_rows() -> None:
    rows = [row("2019", "5", "5"), NOT_BEGUN]
    (fact,) = score(years(), facts={"years": {"rows": rows}}).nodes[0].facts
    assert "2019: 5/5; 2022: –" == fact.text


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({"value": "93%"}, "SL431", "facts.served.value"),
        ({"counts": {**COUNTS, "happy": "1"}}, "SL432", "facts.served.counts.happy"),
        ({"counts": {"very": "329"}}, "SL433", "facts.served.counts"),
        ({"counts": COUNTS, "respondents": "433"}, "SL434", "facts.served.respondents"),
        ({"counts": {**COUNTS, "none": "-3"}}, "SL113", "facts.served.counts.none"),
        ({"counts": {**COUNTS, "none": "2.5"}}, "SL110", "facts.served.counts.none"),
        ({"respondents": "432"}, "SL118", "facts.served"),
    ],
)
def test_survey_that_cannot_be_read(entry: Any, code: str, path: str) -> None:
    """Each answer of the scale has a whole number of people, and no other has."""
    with pytest.raises(DocumentError) as caught:
        score(survey(*HUNDRED), facts={"served": entry})
    assert [(code, path)] == [(each.code, each.path) for each in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({"counts": {"a": "1"}}, "SL431", "facts.years.counts"),
        ({"rows": []}, "SL116", "facts.years.rows"),
        ({"rows": [row("a", "5", "5")] * 2}, "SL436", "facts.years.rows.1.id"),
        ({"rows": [row("a", "0", "5")]}, "SL403", "facts.years.rows.0.planned.value"),
        ({"rows": [row("a", "5天", "5")]}, "SL211", "facts.years.rows.0.planned.value"),
        ({"rows": [{**row("a", "5", "5"), "plan": "5"}]}, "SL435", "facts.years.rows.0.plan"),
        (
            {"rows": [{**NOT_BEGUN, "planned": "5"}]},
            "SL421",
            "facts.years.rows.0.planned",
        ),
    ],
)
def test_list_that_cannot_be_read(entry: Any, code: str, path: str) -> None:
    """A row has the columns of its list, each within its bounds, and an id of its own."""
    with pytest.raises(DocumentError) as caught:
        score(years(), facts={"years": entry})
    assert [(code, path)] == [(each.code, each.path) for each in caught.value.diagnostics]


def panel(**more: str) -> Plan:
    method = {"kind": "panel", "combine": "mean", "out_of": "10", "least": "3", **more}
    return make_plan({"a": {"label": "专家评分", "max_points": "10", "method": method}})


def test_panel_of_experts() -> None:
    """(8 + 9 + 7.5)/3 = 8.1666…, 8.17; the figures stand in the trace, with who and why."""
    entry = {"panel": ["8", "9", "7.5"], "by": "专家组", "reason": "见评审意见"}
    node = score(panel(), judgements={"a": entry}).nodes[0]
    assert Fraction("8.17") == node.points
    assert ["8, 9, 7.5"] == [fact.text for fact in node.facts]


def test_panel_figures_belong_to_a_panel() -> None:
    """Figures of several people for a rule that does not combine them are refused."""
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": "judged"}})
    entry = {"panel": ["8", "9"], "by": "专家组", "reason": "见评审意见"}
    with pytest.raises(DocumentError) as caught:
        score(plan, judgements={"a": entry})
    assert ["SL440"] == [each.code for each in caught.value.diagnostics]


def given() -> Plan:
    """Return a plan whose one indicator gets its maximum from the project."""
    rate = {"kind": "proportional", "value": "rate", "cap": "1"}
    return make_plan({"a": {"label": "甲", "max_points": "given", "method": rate}})


def test_given_maximum() -> None:
    """The evaluation sets the weight of a project: 80% of 5 is 4."""
    result = score(given(), facts={"rate": "80%"}, maxima={"a": "5"})
    assert Fraction(4) == result.nodes[0].points
    assert [] == [each.code for each in result.findings]


def test_inferred_maximum_is_marked() -> None:
    """A maximum that is not printed is used, is a question, and makes the total conditional."""
    maxima = {"a": {"inferred": "5", "reason": "4.0 = 5 × 80%"}}
    result = score(given(), facts={"rate": "80%"}, maxima=maxima)
    assert Fraction(4) == result.total.points
    assert ["SL547"] == [each.code for each in result.findings]
    assert ["SL568"] == [each.code for each in result.total.conditional]


@pytest.mark.parametrize(
    ("maxima", "code"),
    [({"b": "5"}, "SL406"), ({"a": "-5"}, "SL417"), ({"a": "5.005"}, "SL423")],
)
def test_maximum_that_cannot_be(maxima: Any, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        score(given(), facts={"rate": "80%"}, maxima=maxima)
    assert [code] == [each.code for each in caught.value.diagnostics]


def test_maximum_of_the_ruleset_is_not_for_the_project_to_set() -> None:
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": "judged"}})
    with pytest.raises(DocumentError) as caught:
        score(plan, maxima={"a": "5"})
    assert ["SL438"] == [each.code for each in caught.value.diagnostics]
