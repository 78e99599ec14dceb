"""A leaf that a rule itself leaves out: a check of −1 has come to no conclusion."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.engine.scoring import make_plan, score

CHECK = {
    "kind": "cases",
    "cases": {"conclusive": {"when": "spent >= 0", "points": "spent"}},
    "otherwise": "not-applicable",
}
OTHER = {"kind": "formula", "points": "planned"}


@pytest.mark.parametrize(
    ("spent", "points", "status", "total"),
    [
        pytest.param("4", "4", "scored", "4.5", id="conclusive: (3 × 4 + 6) / 4"),
        pytest.param("0", "0", "scored", "1.5", id="zero is a conclusion: (0 + 6) / 4"),
        pytest.param("-1", None, "not-applicable", "6", id="left out with its weight"),
    ],
)
def test_inconclusive(spent: str, points: str | None, status: str, total: str) -> None:
    """What a rule leaves out is not applicable, and never zero."""
    leaf = {"label": "甲", "max_points": "10"}
    plan = make_plan(
        {"a": {**leaf, "method": CHECK}, "b": {**leaf, "method": OTHER}},
        facts={
            "spent": {"label": "甲", "min": "-1", "max": "10"},
            "planned": {"label": "乙", "min": "0", "max": "10"},
        },
        max_points="10",
        aggregate={"kind": "weighted-mean", "without": "skip", "weights": {"a": "3", "b": "1"}},
        rounding={},
    )
    result = score(plan, facts={"spent": spent, "planned": "6"})
    node = result.node("a")
    assert (None if points is None else Fraction(points), status) == (node.points, node.status)
    assert Fraction(total) == result.total.points
