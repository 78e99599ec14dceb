"""What holds of every tree, for drawn facts: sums, composition, and one meaning.

What holds of every method (range, direction) stands in tests/methods/test_properties.py.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.result import Result
from tests.engine.scoring import TIERS, make_plan, score, slot

rates = st.decimals(0, 200, places=2).map(lambda value: f"{value}%")


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
                        "method": {"kind": "proportional", "value": "rate", "cap": "1"},
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
            tenths = round(min(expected, node.max_points or 0) * 10)  # Python rounds half to even.
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
