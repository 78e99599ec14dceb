"""What settles a grade before the bands do, and equal parts of a slot: figures of real rules."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.engine.scoring import make_plan, score, score_items, slot
from tests.methods.plans import METHOD_FACTS

F = Fraction


def facts(**given: str) -> dict[str, Any]:
    return {"facts": given}


@pytest.mark.parametrize(
    ("count", "points", "total"),
    [(3, F(5), F(15)), (4, F(4), F(15)), (2, F(8), F(15)), (6, F(3), F(15)), (7, F(2), F(14))],
)
def test_equal_split(count: int, points: Fraction, total: Fraction) -> None:
    """15分÷三级指标个数，四舍五入保留整数: 15/2 is 7.5 → 8, 15/6 is 2.5 → 3, 15/7 is 2.14 → 2."""
    split = {"places": "0", "mode": "half-up"}
    own = slot({"positive": "capped-ratio"}, "15", split=split, when_maxima_overflow="cap")
    plan = make_plan({"a": own}, facts=METHOD_FACTS, rounding={})
    result = score_items(plan, *[{"target": "≥1个", "actual": "1个"}] * count)
    assert [points] * count == [node.points for node in result.nodes[1:]]
    assert total == result.nodes[0].points


GRADES = [
    {"id": "excellent", "label": "优", "from": "90"},
    {"id": "good", "label": "良", "from": "80"},
    {"id": "fair", "label": "中", "from": "60"},
    {"id": "poor", "label": "差", "from": "0"},
]
NAMES = tuple("abcdefgh")


def grade(rules: list[Mapping[str, Any]], points: Mapping[str, str], **more: Any) -> str | None:
    """Return the grade of a project whose eight indicators of 10 have these points, and 20 more."""
    leaf = {"label": "项", "max_points": "10", "method": "judged"}
    rest = {"label": "其余", "max_points": "20", "method": "judged"}
    indicators = dict.fromkeys(NAMES, leaf) | {"rest": rest}
    plan = make_plan(
        indicators,
        facts=METHOD_FACTS,
        grades=GRADES,
        grade_rules=rules,
        policies={"when_not_applicable": "excluded"},
    )
    given = {
        name: {"points": figure, "by": "评价组", "reason": "见意见"}
        for name, figure in points.items()
    }
    return score(plan, judgements=given, **more).grade.id


def eight(*figures: str) -> dict[str, str]:
    return dict(zip((*NAMES, "rest"), figures, strict=False))


VETO = {"id": "policy", "kind": "veto", "node": "a", "below": "60%", "grade": "poor"}
POINTS = {"id": "policy", "kind": "veto", "node": "a", "below": "6", "grade": "poor"}
FRAUD = {"id": "fraud", "kind": "veto", "when": "has_file", "grade": "poor"}
SIX = {
    "id": "six",
    "kind": "count",
    "nodes": list(NAMES),
    "share": {"from": "90%"},
    "at_least": "6",
    "none": {"below": "80%"},
    "grade": "excellent",
}
FULL = ["10"] * 8


@pytest.mark.parametrize(
    ("rules", "points", "more", "expected"),
    [
        # 政策规范性低于60分一票否决
        ([VETO], eight(*FULL, "20"), {}, "excellent"),
        ([VETO], eight("5.9", *FULL[1:], "20"), {}, "poor"),
        ([VETO], eight("6", *FULL[1:], "20"), {}, "excellent"),
        ([POINTS], eight("5.9", *FULL[1:], "20"), {}, "poor"),
        ([POINTS], eight("6", *FULL[1:], "20"), {}, "excellent"),
        ([VETO], dict.fromkeys(NAMES[1:], "10") | {"rest": "20"}, {}, None),
        ([FRAUD], eight(*FULL, "20"), facts(has_file="true"), "poor"),
        ([FRAUD], eight(*FULL, "20"), facts(has_file="false"), "excellent"),
        ([FRAUD], eight(*FULL, "20"), {}, None),
        # 六项以上为优且无中、差 → 优: 6 × 9 + 2 × 8 + 10 is 80, 良 by the bands
        ([SIX], eight(*["9"] * 6, "8", "8", "10"), {}, "excellent"),
        ([SIX], eight(*["9"] * 5, "8", "8", "8", "15"), {}, "good"),
        ([SIX], eight(*["9"] * 7, "7.9", "15"), {}, "good"),
        # the first rule that holds settles it
        ([VETO, SIX], eight("5", *["9"] * 7, "20"), {}, "poor"),
        # what does not apply counts neither way
        (
            [SIX],
            dict.fromkeys(NAMES[2:], "9") | {"rest": "10"},
            {
                "states": {
                    name: {"state": "not-applicable", "reason": "本项目没有"} for name in NAMES[:2]
                }
            },
            "excellent",
        ),
    ],
)
def test_grade_rules(
    rules: list[Mapping[str, Any]],
    points: Mapping[str, str],
    more: Mapping[str, Any],
    expected: str | None,
) -> None:
    """What settles the grade before the bands: the veto, and the count of good indicators."""
    assert expected == grade(rules, points, **more)
