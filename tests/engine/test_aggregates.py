"""Trees that are no sums of points: derived values, means, extremes, grades anywhere, outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan, score

WHY = {"by": "评价组", "reason": "见底稿"}


def leaf(max_points: str = "10", **more: Any) -> dict[str, Any]:
    """Return a node whose figure a person gives."""
    return {"label": "指标", "max_points": max_points, "method": "judged", **more}


def heading(
    kind: str, children: Mapping[str, Any], max_points: str = "10", **how: Any
) -> dict[str, Any]:
    """Return a heading that aggregates its children in a way of its own."""
    aggregate = {"kind": kind, **how}
    return {"label": "甲", "max_points": max_points, "aggregate": aggregate, "indicators": children}


def judge(figures: Mapping[str, str]) -> dict[str, Any]:
    """Return judgements by path."""
    return {path: {"points": each, **WHY} for path, each in figures.items()}


def of_three(kind: str, figures: Sequence[str], **how: Any) -> Result:
    """Return the result of a heading `a` over x, y and z with these figures; `-` gives none."""
    plan = make_plan({"a": heading(kind, {key: leaf() for key in "xyz"}, **how)}, rounding={})
    given_ = {f"a.{key}": each for key, each in zip("xyz", figures, strict=True) if each != "-"}
    return score(plan, judgements=judge(given_))


def refused(indicators: Mapping[str, Any], **top: Any) -> set[str]:
    """Return the codes with which a ruleset is refused."""
    with pytest.raises(DocumentError) as caught:
        make_plan(indicators, **top)
    return {each.code for each in caught.value.diagnostics}


WEIGHTS = {"x": "3", "y": "2", "z": "1"}


@pytest.mark.parametrize(
    ("kind", "how", "figures", "expected"),
    [
        ("mean", {}, ("1", "2", "6"), "3"),
        ("weighted-mean", {"weights": WEIGHTS}, ("4", "6", "9"), "33/6"),
        ("min", {}, ("4", "6", "9"), "4"),
        ("max", {}, ("4", "6", "9"), "9"),
        ("geometric-mean", {}, ("1", "9", "3"), "3"),
        ("geometric-mean", {}, ("0", "9", "3"), "0"),
        ("harmonic-mean", {}, ("2", "3", "6"), "3"),
        ("formula", {"formula": "min(x, y) + z / 10 * 0"}, ("4", "6", "9"), "4"),
    ],
)
def test_ways_to_aggregate(
    kind: str, how: Mapping[str, Any], figures: Sequence[str], expected: str
) -> None:
    """Each way by hand; nothing is rounded, so that means keep their thirds."""
    assert Fraction(expected) == of_three(kind, figures, **how).node("a").points


def test_product_has_a_scale_of_its_own() -> None:
    """Likelihood 1 to 5 times severity 1 to 5 is a risk of up to 25."""
    children = {"likelihood": leaf("5"), "severity": leaf("5")}
    plan = make_plan({"risk": heading("product", children, "25")})
    result = score(plan, judgements=judge({"risk.likelihood": "4", "risk.severity": "5"}))
    assert Fraction(20) == result.total.points


@pytest.mark.parametrize(
    ("kind", "how", "figures", "expected"),
    [
        pytest.param("mean", {}, ("1", "-", "6"), "7/2", id="the mean of two"),
        pytest.param(
            "weighted-mean", {"weights": WEIGHTS}, ("4", "-", "9"), "21/4", id="weights of two"
        ),
        pytest.param("max", {}, ("4", "6", "-"), "6", id="the greatest there is"),
        pytest.param("min", {}, ("-", "6", "-"), "6", id="the only one"),
        pytest.param("min", {}, ("-", "-", "-"), None, id="none at all"),
    ],
)
def test_what_has_no_figure_is_left_out_where_that_is_said(
    kind: str, how: Mapping[str, Any], figures: Sequence[str], expected: str | None
) -> None:
    """`without: skip` leaves a child out together with its weight, and says which."""
    result = of_three(kind, figures, without="skip", **how)
    points = result.node("a").points
    assert (None if expected is None else Fraction(expected)) == points
    skipped = {f.node for f in result.findings if f.code == "SL518"}
    assert {f"a.{k}" for k, each in zip("xyz", figures, strict=True) if each == "-"} == skipped


@pytest.mark.parametrize("kind", ["mean", "min", "max", "geometric-mean"])
def test_nothing_is_left_out_by_itself(kind: str) -> None:
    """Without `skip` a heading over a child without a figure has none either."""
    result = of_three(kind, ("4", "-", "9"))
    assert result.node("a").points is None
    assert result.total.points is None
    assert Fraction(10) == result.total.unscored


@given(st.lists(st.integers(1, 10), min_size=3, max_size=3))
def test_means_lie_between_the_extremes(figures: list[int]) -> None:
    """The least ≤ harmonic ≤ geometric ≤ arithmetic ≤ the greatest, for any figures."""
    texts = [str(each) for each in figures]
    kinds = ("min", "harmonic-mean", "geometric-mean", "mean", "max")
    found = [of_three(kind, texts).node("a").points for kind in kinds]
    known = [each for each in found if each is not None]
    assert len(found) == len(known)
    # The geometric mean is rounded to 50 digits where it is irrational.
    slack = Fraction(1, 10**45)
    assert all(low <= high + slack for low, high in pairwise(known))


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"kind": "weighted-mean", "weights": {"x": "1", "y": "1"}}, "SL336"),
        ({"kind": "weighted-mean", "weights": {**WEIGHTS, "w": "1"}}, "SL335"),
        ({"kind": "weighted-mean", "weights": {**WEIGHTS, "z": "0 - 1"}}, "SL337"),
        ({"kind": "weighted-mean"}, "SL103"),
        ({"kind": "mean", "weights": WEIGHTS}, "SL310"),
        ({"kind": "formula", "formula": "x + y + z"}, "SL331"),
        ({"kind": "formula", "formula": "x", "without": "skip"}, "SL310"),
        ({"kind": "product"}, "SL331"),
        ({"kind": "product", "without": "skip"}, "SL310"),
        ({"kind": "middle"}, "SL108"),
    ],
)
def test_aggregates_that_are_refused(how: Mapping[str, Any], code: str) -> None:
    """Weights are complete and not negative, and the figure stays on its scale."""
    kind, rest = how["kind"], {key: each for key, each in how.items() if key != "kind"}
    children = {key: leaf() for key in "xyz"}
    assert code in refused({"a": heading(kind, children, **rest)})


def test_mean_of_what_can_be_negative() -> None:
    """A node that can fall below zero has no geometric mean."""
    below = leaf(min_points="-5", method={"kind": "judged", "from": "-5"})
    children = {"x": leaf(), "y": below}
    assert "SL338" in refused({"a": heading("geometric-mean", children)})


# Derived values ---------------------------------------------------------------------------

VALUES = {
    "index": {"label": "指数", "formula": "ceiling(base * 100)"},
    "base": {
        "label": "基数",
        "formula": "spent / planned",
        "rounding": {"places": "3", "mode": "down"},
    },
}
BY_INDEX = {"a": {"label": "甲", "max_points": "100", "method": "judged"}}


def test_values_stand_in_any_order_and_round_for_themselves() -> None:
    """2/3 cut to 0.666 is 66.6, and its ceiling 67: the rounding of a value is part of it."""
    plan = make_plan(BY_INDEX, values=VALUES)
    derived = {each.id: each for each in score(plan, facts={"planned": "3", "spent": "2"}).derived}
    assert (Fraction("0.666"), Fraction(67)) == (derived["base"].value, derived["index"].value)
    assert "ceiling(0.666 * 100, 0)" == derived["index"].substituted
    rounding = derived["base"].rounding
    assert rounding is not None
    assert Fraction(2, 3) == rounding.before


def test_value_without_its_facts() -> None:
    """A value is missing where its facts are, and says so."""
    derived = score(make_plan(BY_INDEX, values=VALUES), facts={"planned": "3"}).derived
    assert [(None, "missing"), (None, "missing")] == [(each.value, each.state) for each in derived]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"a1": "b1 + 1", "b1": "c1", "c1": "a1 * 2"}, "SL334"),
        ({"a1": "a1"}, "SL334"),
        ({"spent": "1"}, "SL312"),
        ({"actual": "1"}, "SL312"),
        ({"a1": "planed"}, "SL257"),
    ],
)
def test_values_that_are_refused(values: Mapping[str, str], code: str) -> None:
    """A value cannot need itself, take a name that is taken, or name what is not there."""
    written = {name: {"label": name, "formula": each} for name, each in values.items()}
    assert code in refused(BY_INDEX, values=written)


# Totals that are no sums, grades anywhere, further outputs ------------------------------------

SCALE = {
    "so2": {"label": "二氧化硫", "max_points": "500", "method": "judged"},
    "pm10": {"label": "颗粒物", "max_points": "500", "method": "judged"},
    "o3": {"label": "臭氧", "max_points": "500", "method": "judged"},
}
CLASSES = [
    {"id": "good", "label": "优", "to": "50"},
    {"id": "fair", "label": "良", "to": "100"},
    {"id": "bad", "label": "污染"},
]
OUTPUTS = {
    "primary": {
        "label": "首要污染物",
        "worst": {"of": "total", "order": "highest", "most": "ties", "when": "total > 50"},
    },
    "tenth": {
        "label": "十分之一",
        "formula": "total / 10 + o3 * 0",
        "rounding": {"places": "0", "mode": "half-even"},
        "grades": [{"id": "low", "label": "低", "below": "8"}, {"id": "high", "label": "高"}],
    },
}


def air(figures: Mapping[str, str]) -> Result:
    """Return an index that is the worst of its parts."""
    plan = make_plan(
        SCALE,
        max_points="500",
        aggregate={"kind": "max", "without": "skip"},
        grades=CLASSES,
        rounding={"total": {"places": "0", "mode": "ceiling"}},
        outputs=OUTPUTS,
    )
    return score(plan, judgements=judge(figures))


@pytest.mark.parametrize(
    ("figures", "total", "grade", "primary"),
    [
        pytest.param({"so2": "40", "pm10": "75"}, "75", "fair", ["pm10"], id="one is worst"),
        pytest.param(
            {"so2": "75", "pm10": "75", "o3": "3"}, "75", "fair", ["so2", "pm10"], id="two are"
        ),
        pytest.param({"so2": "50", "pm10": "9"}, "50", "good", [], id="at 50 there is none"),
        pytest.param({"so2": "99.2"}, "100", "fair", ["so2"], id="rounded up"),
    ],
)
def test_worst_of(
    figures: Mapping[str, str], total: str, grade: str, primary: Sequence[str]
) -> None:
    """The total is the greatest figure there is; those that have it are named, above 50 only."""
    result = air(figures)
    listed = {each.id: each for each in result.extras}["primary"].listed
    assert (Fraction(total), grade) == (result.total.points, result.grade.id)
    assert list(primary) == [each.node for each in listed or ()]


def test_output_is_rounded_and_graded_for_itself() -> None:
    """A tenth of 75 is 7.5, to the even whole number 8, which is high."""
    tenth = {each.id: each for each in air({"so2": "75", "o3": "1"}).extras}["tenth"]
    assert Fraction(8) == tenth.value
    assert tenth.grade is not None
    assert "high" == tenth.grade.id


def test_grade_of_a_node() -> None:
    """Any node can have grades of its own, which tile its scale."""
    bands = [{"id": "hi", "label": "高", "from": "5"}, {"id": "lo", "label": "低", "from": "0"}]
    plan = make_plan({"a": leaf(grades=bands)})
    node = score(plan, judgements=judge({"a": "4.99"})).node("a")
    assert node.grade is not None
    assert "lo" == node.grade[0]


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ({"label": "x", "formula": "total + nothing"}, "SL256"),
        ({"label": "x", "worst": {"of": "so3", "order": "highest", "most": "ties"}}, "SL371"),
        ({"label": "x", "worst": {"of": "so2", "order": "highest", "most": "ties"}}, "SL339"),
        ({"label": "x"}, "SL118"),
        (
            {"label": "x", "formula": "total", "grades": [{"id": "a", "label": "a", "to": "9"}]},
            "SL323",
        ),
    ],
)
def test_outputs_that_are_refused(output: Mapping[str, Any], code: str) -> None:
    """An output names what there is, and its grades tile what it can be."""
    aggregate = {"kind": "max"}
    assert code in refused(SCALE, max_points="500", aggregate=aggregate, outputs={"x": output})


# Published idioms that need a word of their own -----------------------------------------------

# Breakpoints of the kind that are published for values cut to one decimal: 12.0, then 12.1.
CUT = {
    "label": "分段",
    "kind": "piecewise",
    "places": "1",
    "segments": [
        {"from": "0", "to": "12.0", "gives": ["0", "50"]},
        {"from": "12.1", "to": "35.4", "gives": ["51", "100"]},
    ],
    "below": "error",
    "above": "error",
}


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        pytest.param("12", "50", id="12.0 ends the first segment"),
        pytest.param("12.19", "51", id="12.19 is cut to 12.1"),
        # (100 - 51) / (35.4 - 12.1) × (20.0 - 12.1) + 51 = 49 × 7.9 / 23.3 + 51
        pytest.param("20.04", "15754/233", id="between the ends"),
        pytest.param("36", None, id="beyond the last segment"),
    ],
)
def test_table_of_values_cut_to_a_place(rate: str, points: str | None) -> None:
    """Nothing lies between 12.0 and 12.1 where the value was cut to one place before."""
    method = {"kind": "formula", "points": "steps(cut)"}
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "100", "method": method}},
        tables={"steps": CUT},
        values={"cut": {"label": "取一位", "formula": "floor(spent / 万元, 1)"}},
        rounding={},
    )
    result = score(plan, facts={"spent": rate})
    assert (None if points is None else Fraction(points)) == result.total.points


@pytest.mark.parametrize(
    ("effect", "points", "grade"),
    [
        pytest.param("raise", ("1", "0"), "mid", id="lifted from low to mid"),
        pytest.param("raise", ("1", "9"), "high", id="already above, left there"),
        pytest.param("lower", ("1", "9"), "mid", id="held down at mid"),
        pytest.param("lower", ("1", "0"), "low", id="already below, left there"),
        pytest.param("settle", ("1", "9"), "mid", id="settled whatever the total"),
        pytest.param("raise", ("5", "0"), "mid", id="no rule holds"),
    ],
)
def test_rules_that_lift_or_hold_a_grade(effect: str, points: tuple[str, str], grade: str) -> None:
    """A single poor part makes it at least (or at most) the middle grade."""
    grades = [
        {"id": "high", "label": "高", "from": "8"},
        {"id": "mid", "label": "中", "from": "4"},
        {"id": "low", "label": "低", "from": "0"},
    ]
    rule = {"id": "r", "kind": "veto", "node": "a", "below": "20%", "grade": "mid"}
    plan = make_plan(
        {"a": leaf(), "b": leaf()},
        max_points="20",
        grades=grades,
        grade_rules=[{**rule, "effect": effect}],
    )
    figures = dict(zip("ab", points, strict=True))
    assert grade == score(plan, judgements=judge(figures)).grade.id


def test_rows_that_hold_a_category() -> None:
    """Grade points of courses by letter, weighted by their hours: (4×3 + 2×1) / 4 = 3.5."""
    courses = {
        "label": "课程",
        "kind": "list",
        "fields": {
            "letter": {
                "label": "等第",
                "kind": "category",
                "values": {"a": "优", "b": "良", "c": "中"},
            },
            "hours": {"label": "学分", "above": "0", "max": "9"},
        },
    }
    worth = {
        "label": "绩点",
        "kind": "lookup",
        "by": ["courses_letter"],
        "rows": {"a": "4", "b": "3", "c": "2"},
    }
    mean = "total(worth(courses_letter) * courses_hours) / total(courses_hours)"
    points = f"min(max({mean}, 0), 4) if courses_count > 0 else 0"
    plan = make_plan(
        {
            "a": {
                "label": "平均",
                "max_points": "4",
                "method": {"kind": "formula", "points": points},
            }
        },
        facts={"courses": courses},
        tables={"worth": worth},
    )
    rows = [{"id": "x", "letter": "a", "hours": "3"}, {"id": "y", "letter": "c", "hours": "1"}]
    result = score(plan, facts={"courses": {"rows": rows}})
    assert Fraction(7, 2) == result.total.points


def test_no_weight_at_all_is_told() -> None:
    """Weights that are all 0 leave the heading without a figure, and say so."""
    weights = {"x": "0", "y": "0", "z": "0"}
    result = of_three("weighted-mean", ("1", "2", "3"), weights=weights)
    assert result.node("a").points is None
    assert "SL508" in {finding.code for finding in result.findings}
