"""What holds of every score, for drawn facts: range, direction, sums, and one meaning."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.result import Result
from tests.engine.scoring import TIERS, make_plan, one_indicator, score, score_items, slot

amounts = st.decimals(0, 10**6, places=2).map(str)
positive = st.decimals("0.01", 10**6, places=2).map(str)
rates = st.decimals(0, 200, places=2).map(lambda value: f"{value}%")

BANDS = {
    "kind": "bands",
    "value": "rate",
    "bands": [
        {"from": "90%", "points": "10"},
        {"from": "60%", "points": "5 + (rate - 0.6) * 10"},
        {"below": "60%", "points": "0"},
    ],
}

RISING: dict[str, Any] = {
    "proportional": {"kind": "proportional", "value": "rate", "cap": "1"},
    "proportional-rounded": {
        "kind": "proportional",
        "value": "rate",
        "cap": "1",
        "rounding": {"places": "0", "mode": "half-even", "unit": "%"},
    },
    "proportional-floored": {
        "kind": "proportional",
        "value": "rate - 0.5",
        "cap": "1",
        "floor": "0",
    },
    "bands": BANDS,
    "linear": {"kind": "linear", "value": "rate", "zero_at": "60%", "full_at": "100%"},
    "formula": {
        "kind": "formula",
        "points": "max_points * (min(rate, 1) - 0.6) / 0.4 if rate >= 0.6 else 0",
    },
    "deduction-of-shortfall": {
        "kind": "deduction",
        "measure": "1 - rate",
        "per": "5%",
        "each": "1",
        "steps": "started",
        "base": "max_points",
        "floor": "0",
    },
}
FALLING: dict[str, Any] = {
    "linear-falling": {"kind": "linear", "value": "rate", "zero_at": "120%", "full_at": "80%"},
    "deduction-full": {
        "kind": "deduction",
        "measure": "rate",
        "per": "3%",
        "each": "0.5",
        "steps": "full",
        "base": "max_points",
        "floor": "2",
    },
    "deduction-linear": {
        "kind": "deduction",
        "measure": "rate",
        "per": "7%",
        "each": "1",
        "steps": "linear",
        "base": "max_points",
        "floor": "0",
    },
}


@cache
def plan_for(name: str) -> Plan:
    return one_indicator({**RISING, **FALLING}[name])


def points_at(plan: Plan, rate: str) -> Fraction:
    points = score(plan, facts={"rate": rate}).nodes[0].points
    assert points is not None
    return points


@pytest.mark.parametrize("name", [*RISING, *FALLING])
@given(one=rates, other=rates)
def test_points_stay_in_range_and_better_never_scores_lower(
    name: str, one: str, other: str
) -> None:
    """Points lie between 0 and the maximum; a better rate never earns less than a worse one."""
    plan = plan_for(name)
    worse, better = sorted([one, other], key=lambda text: Fraction(text[:-1]))
    if name in FALLING:
        worse, better = better, worse
    low, high = points_at(plan, worse), points_at(plan, better)
    assert low <= high
    assert low >= 0
    assert high <= 10


ITEM_PLANS = {
    "positive": make_plan({"a": slot({"positive": "capped-ratio"})}, when_maxima_overflow="cap"),
    "inverse": make_plan({"a": slot({"reverse": "inverse-ratio"})}, when_maxima_overflow="cap"),
    "excess": make_plan({"a": slot({"reverse": "linear-excess"})}, when_maxima_overflow="cap"),
}


def item_points(name: str, target: str, actual: str) -> Fraction:
    sign = "≥" if name == "positive" else "≤"
    item = {"max_points": "10", "target": f"{sign}{target}个", "actual": f"{actual}个"}
    points = score_items(ITEM_PLANS[name], item).nodes[1].points
    assert points is not None
    return points


@pytest.mark.parametrize("name", list(ITEM_PLANS))
@given(target=positive, one=amounts, other=amounts)
def test_declared_indicators_stay_in_range_and_follow_their_direction(
    name: str, target: str, one: str, other: str
) -> None:
    """A project's own indicators: in range, and better never scores lower, in every form."""
    worse, better = sorted([one, other], key=Fraction)
    if name != "positive":
        worse, better = better, worse
    low, high = item_points(name, target, worse), item_points(name, target, better)
    assert low <= high
    assert low >= 0
    assert high <= 10


@given(spent=amounts, planned=positive)
def test_execution_is_the_decimal_figure(spent: str, planned: str) -> None:
    """Points of an execution rate are those of 200-digit decimal arithmetic, multiplied first."""
    plan = _execution_plan()
    with localcontext() as context:
        context.prec = 200
        rate = min(Decimal(10) * Decimal(spent) / Decimal(planned), Decimal(10))
        expected = rate.quantize(Decimal("0.01"), ROUND_HALF_UP)
    result = score(plan, facts={"spent": spent, "planned": planned})
    assert result.nodes[0].points == Fraction(expected)


@cache
def _execution_plan() -> Plan:
    return one_indicator({"kind": "proportional", "value": "spent / planned", "cap": "1"})


@cache
def _tree_plan() -> Plan:
    judged = {"label": "评判", "max_points": "20", "method": "judged"}
    return make_plan(
        {
            "first": {
                "label": "一",
                "max_points": "30",
                "indicators": {
                    "rate": {
                        "label": "率",
                        "max_points": "10",
                        "method": RISING["proportional"],
                    },
                    "judged": judged,
                },
            },
            "second": {
                "label": "二",
                "max_points": "30",
                "indicators": {
                    "own": slot({"positive": "capped-ratio", "qualitative": TIERS}, "declared"),
                    "fixed": {"label": "固定", "max_points": "5", "method": "judged"},
                },
            },
        },
        policies={"when_missing": "take-over", "when_not_applicable": "excluded"},
        take_over_from="self",
        when_maxima_overflow="cap",
        rounding={
            "points": {"places": "2", "mode": "half-up"},
            "subtotals": {"places": "1", "mode": "half-even"},
            "total": {"places": "0", "mode": "half-up"},
        },
    )


@st.composite
def tree_projects(draw: st.DrawFn) -> dict[str, Any]:
    """Draw projects of the tree above: anything may be given, missing or not applicable."""
    facts = {"rate": draw(rates)} if draw(st.booleans()) else {}
    states = {
        name: {"state": "not-applicable", "reason": "本项目没有"}
        for name in draw(st.sets(st.sampled_from(["first.rate", "first.judged", "second.own"])))
    }
    figures = st.decimals(0, 20, places=1).map(str)
    judgements = (
        {"first.judged": {"points": draw(figures), "by": "评价组", "reason": "见意见"}}
        if draw(st.booleans())
        else {}
    )
    rows = [
        {
            "id": f"i{place}",
            "name": "指标",
            "max_points": str(draw(st.integers(1, 20))),
            "target": "≥10个",
            "actual": draw(st.sampled_from(["0个", "7个", "10个", "30个", "若干"])),
        }
        for place in range(draw(st.integers(0, 3)))
    ]
    if rows:
        states.pop("second.own", None)
    if judgements:
        states.pop("first.judged", None)
    points = {"second.fixed": draw(st.decimals(0, 6, places=1).map(str))}
    return {
        "facts": facts,
        "states": states,
        "judgements": judgements,
        "indicators": {"second.own": rows},
        "assessments": [{"id": "self", "role": "self", "points": points}],
    }


def _sum(result: Result, parent: str | None) -> Fraction | None:
    """Return the sum of the children's points; what does not apply adds nothing."""
    total = Fraction(0)
    for node in result.nodes:
        if node.parent == parent and node.status != "not-applicable":
            if node.points is None:
                return None
            total += node.points
    return total


@given(tree_projects())
def test_parent_is_the_sum_of_its_children_with_the_stated_adjustments(
    project: dict[str, Any],
) -> None:
    """Children added up, held to the cap, rounded as the ruleset says, are the parent."""
    result = score(_tree_plan(), **project)
    blank = {finding.node for finding in result.findings if finding.code == "SL536"}
    for node in result.nodes:
        if node.kind != "dimension" or node.status == "not-applicable" or node.id == "second.own":
            continue
        expected = None if node.id in blank else _sum(result, node.id)
        if expected is not None:
            tenths = round(min(expected, node.max_points) * 10)  # Python rounds half to even.
            expected = Fraction(tenths, 10)
        assert expected == node.points
    whole = None if blank else _sum(result, None)
    if whole is not None:
        whole = Fraction(int(whole + Fraction(1, 2)))
    assert whole == result.total.points


@given(tree_projects())
def test_composition_adds_up_to_the_total(project: dict[str, Any]) -> None:
    """What was computed and what was taken over are the total; nothing is negative."""
    result = score(_tree_plan(), **project)
    total = result.total
    assert min(total.computed, total.taken_over, total.unscored) >= 0
    if total.points is not None:
        assert total.points == total.computed + total.taken_over
        assert total.unscored == 0
    else:
        assert "missing" in {node.status for node in result.nodes}
    assert total.computed + total.taken_over + total.unscored <= total.max_points


@given(tree_projects())
def test_scoring_twice_gives_the_same(project: dict[str, Any]) -> None:
    """The same project by the same plan gives an equal result, and equal nodes."""
    one, other = (score(_tree_plan(), **project) for _ in range(2))
    assert one == other
    assert one.nodes == other.nodes
    assert one.findings == other.findings
