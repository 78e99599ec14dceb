"""Grade cliffs: totals that rounding, or the digits of one printed figure, carry over an edge."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.reading.reconciliation.checks.cliffs import (
    check_rounding_cliff,
    check_tolerance_cliff,
)
from scorelib.reading.reconciliation.dossier import Dossier
from tests.reading.reconciliation.dossiers import find, leaf, open_dossier
from tests.reading.reconciliation.test_form_checks import GRADES, ITEMS, PLAN, fill, item, rules
from tests.strategies import round_by_decimal

THIRDS: Final = {**ITEMS, "output.quantity": [item("a", "20", "≥3", "2"), item("b", "10")]}
"""20 × 2/3 for `a`; with 2/3 of the budget executed the total is 10 × 2/3 + 20 × 2/3 + 70 = 90."""

SURE: Final = {
    slot: [{**row, "actual": "95%"} if row["target"] == "≥90%" else row for row in rows]
    for slot, rows in THIRDS.items()
}
"""The same with percentages that are above their target however they were rounded."""


def spend(executed: str, budget: str = "30000元", items: Mapping[str, Any] = SURE) -> Dossier:
    """Return the dossier of a form whose total hangs on the money spent."""
    return fill(facts={"budget": budget, "executed": executed}, indicators=items, assessments=[])


def exact_total(executed: int) -> Fraction:
    return 10 * Fraction(executed, 30000) + 20 * Fraction(2, 3) + 70


@pytest.mark.parametrize(
    ("executed", "total", "verdict"),
    [
        (19999, "90.00", "取整前是“良”，取整后是“优”"),
        (20001, "90.00", "取整前后都是“优”"),
        # 6.664… and 13.333… are rounded down to 6.66 and 13.33.
        (19992, "89.99", "取整前后都是“良”"),
    ],
)
def test_rounding_near_an_edge(executed: int, total: str, verdict: str) -> None:
    """Less than 0.01 from 90 before anything was rounded."""
    (found,) = find(check_rounding_cliff, spend(f"{executed}元"))
    shown = dict(found.arguments)
    assert (found.code, found.severity, found.node) == ("SL880", "warning", None)
    assert (shown["total"], shown["edge"], shown["below"], shown["above"]) == (
        total,
        "90",
        ("良", "良"),
        ("优", "优"),
    )
    assert shown["verdict"].zh == verdict  # type: ignore[attr-defined]
    distance = abs(exact_total(executed) - 90)
    assert 0 < distance < Fraction(1, 100)
    assert round_by_decimal(distance, 4, "half-up") == Fraction(
        str(shown["distance"]).removeprefix("≈ ")
    )


@pytest.mark.parametrize("executed", [20000, 20030, 19970, 20031, 25000, 1000])
def test_no_rounding_near_an_edge(executed: int) -> None:
    """On the edge itself, a whole step from it, and far away."""
    distance = abs(exact_total(executed) - 90)
    assert distance == 0 or distance >= Fraction(1, 100)
    assert find(check_rounding_cliff, spend(f"{executed}元")) == []


def judge(points: str, **more: Any) -> Dossier:
    """Return the dossier of a project of which one figure is judged."""
    plan = rules({"a": leaf("甲", "100")}, key_nodes=None, **more)
    judged = {"a": {"points": points, "by": "评价组", "reason": "评议"}}
    return open_dossier(plan, facts={}, assessments=[], judgements=judged)


@pytest.mark.parametrize(
    ("points", "rounding", "codes"),
    [
        ("89.6", {"total": {"places": "0", "mode": "half-up"}}, ["SL880"]),
        ("89", {"total": {"places": "0", "mode": "half-up"}}, []),
        ("90", {"total": {"places": "0", "mode": "half-up"}}, []),
        ("89.996", {"points": {"places": "2", "mode": "half-up"}}, ["SL880"]),
        ("89.99", {"points": {"places": "2", "mode": "half-up"}}, []),
        ("89.9999", {}, []),
    ],
)
def test_rounding_of_the_total_and_of_judged_points(
    points: str, rounding: Mapping[str, Any], codes: list[str]
) -> None:
    """The step is that of the total, else of the points; where nothing is rounded there is none."""
    found = find(check_rounding_cliff, judge(points, rounding=rounding))
    assert [each.code for each in found] == codes


def test_a_grade_that_hangs_on_no_edge() -> None:
    """Without grades, without a total, or where a veto gives the grade, there is no cliff."""
    veto = {
        "id": "v",
        "kind": "veto",
        "label": "否决",
        "node": "a",
        "below": "95%",
        "grade": "poor",
    }
    places = {"points": {"places": "2", "mode": "half-up"}}
    for more in ({"grades": None}, {"grade_rules": [veto]}):
        dossier = judge("89.996", rounding=places, **more)
        assert [*check_rounding_cliff(dossier), *check_tolerance_cliff(dossier)] == []
    missing = fill(facts={"budget": "3万元"}, indicators=THIRDS, assessments=[])
    assert [*check_rounding_cliff(missing), *check_tolerance_cliff(missing)] == []


def test_facts_printed_in_large_units() -> None:
    """2.0万元 may be 1.95万元, and 3.0万元 3.05万元: either would make the total less than 90."""
    (found,) = find(check_tolerance_cliff, spend("2.0万元", "3.0万元"))
    shown: dict[str, Any] = dict(found.arguments)
    assert (found.code, found.severity) == ("SL881", "question")
    assert (shown["total"], shown["grade"].zh, shown["other"].zh) == ("90.00", "优", "良")
    rest = Fraction("83.33")
    totals = [
        rest + round_by_decimal(10 * rate, 2, "half-up")
        for rate in (Fraction(2, 1) / Fraction("3.05"), Fraction("1.95") / 3)
    ]
    assert totals == [Fraction("89.89"), Fraction("89.83")]
    assert [each.zh for each in shown["inputs"]] == [
        "全年预算数填的是“3.0万元”，若为 3.05万元，总分 89.89",
        "全年执行数填的是“2.0万元”，若为 1.95万元，总分 89.83",
    ]


@pytest.mark.parametrize(
    ("executed", "budget"),
    [("20000元", "30000元"), ("2.5万元", "3万元"), ("20,000.0元", "30,000元")],
)
def test_facts_that_decide_nothing(executed: str, budget: str) -> None:
    """Plain yuan are exact; 91.66 is too far; a tenth of a yuan is too little."""
    assert find(check_tolerance_cliff, spend(executed, budget)) == []


def test_facts_of_the_money_block() -> None:
    """A sum of sources can be as far off as all of them together; a printed total by itself."""
    plan = rules(facts={name: {**each, "funds": name} for name, each in MONEY.items()})
    rows = {
        "x": {"budget": "15000元", "executed": "1.0万元"},
        "y": {"budget": "15000元", "executed": "10000元"},
        "z": {"budget": "0", "executed": "0"},
    }
    for funds, ends in (
        ({"rows": rows}, ["全年执行数填的是“1.0万元 + 10000元”，若为 1.95万元，总分 89.83"]),
        ({"rows": rows, "total": {"executed": "20000元"}}, []),
    ):
        dossier = fill(plan, facts={}, funds=funds, indicators=SURE, assessments=[])
        found = find(check_tolerance_cliff, dossier)
        assert [line.zh for each in found for line in dict(each.arguments)["inputs"]] == ends  # type: ignore[attr-defined]


MONEY: Final = {
    "budget": {"label": "全年预算数", "unit": "元", "above": "0"},
    "executed": {"label": "全年执行数", "unit": "元", "min": "0"},
}


def test_actuals_printed_in_per_cent() -> None:
    """90% may be 89.5%, which earns 19.89 of 20; a count of 2 is 2, and 95% is met either way."""
    items = {**SURE, "output.quality": [item("c", "20")]}
    (found,) = find(check_tolerance_cliff, spend("20000元", items=items))
    shown: dict[str, Any] = dict(found.arguments)
    lost = 20 - round_by_decimal(20 * Fraction(895, 900), 2, "half-up")
    assert 90 - lost == Fraction("89.89")
    assert [each.zh for each in shown["inputs"]] == ["c填的是“90%”，若为 89.5%，总分 89.89"]


@pytest.mark.parametrize(
    "more",
    [
        {"state": "not-applicable", "reason": "本年不做"},
        {"judgement": {"points": "20", "by": "评价组", "reason": "评议"}, "actual": "≥90%"},
        {"actual": "89.96%", "target": "≥89.955%"},
    ],
)
def test_actuals_that_decide_nothing(more: Mapping[str, Any]) -> None:
    """What does not apply, what a person judged; digits as fine as the target's."""
    items = {**SURE, "output.quality": [{**item("c", "20"), **more}]}
    assert find(check_tolerance_cliff, spend("20000元", items=items)) == []


EDGES: Final = [(int(each["from"]), each["label"]) for each in GRADES]


def name_grade(total: Fraction) -> str:
    return next(label for least, label in EDGES if total >= least)


def earn(most: int, actual: Fraction) -> Fraction:
    """Return the points of an actual for a target of 90%, by decimals."""
    return round_by_decimal(most * min(actual / Fraction(9, 10), Fraction(1)), 2, "half-up")


@settings(max_examples=60, deadline=None)
@given(
    actuals=st.tuples(*[st.integers(60, 95)] * 4),
    executed=st.integers(1, 30),
)
def test_ends_are_found_as_by_hand(actuals: tuple[int, ...], executed: int) -> None:
    """Every printed figure at both its ends, worked out apart, gives the grades that are told."""
    names, maxima = ("a", "b", "c", "d"), (20, 10, 20, 40)
    rows = [
        item(name, str(most), actual=f"{actual}%")
        for name, most, actual in zip(names, maxima, actuals, strict=True)
    ]
    items = {"output.quantity": rows[:2], "output.quality": rows[2:3], "benefit.social": rows[3:]}

    def total(figures: tuple[Fraction, ...], spent: Fraction) -> Fraction:
        points = (earn(most, each) for most, each in zip(maxima, figures, strict=True))
        rate = min(spent / 30000, Fraction(1))
        return sum(points, round_by_decimal(10 * rate, 2, "half-up"))

    plain, spent = tuple(Fraction(each, 100) for each in actuals), Fraction(executed * 1000)
    ends = [total(plain, spent + each) for each in (-500, 500)]
    for place in range(4):
        for half in (Fraction(-1, 200), Fraction(1, 200)):
            moved = (*plain[:place], plain[place] + half, *plain[place + 1 :])
            ends.append(total(moved, spent))
    own = name_grade(total(plain, spent))
    expected = {name_grade(each) for each in ends} - {own}
    money = f"{Fraction(executed, 10).__float__():.1f}万元"
    dossier = fill(facts={"budget": "30000元", "executed": money}, indicators=items, assessments=[])
    said: list[dict[str, Any]] = [dict(each.arguments) for each in check_tolerance_cliff(dossier)]
    assert {each["other"].zh for each in said} == expected
    count = len([each for each in ends if name_grade(each) != own])
    assert sum(len(each["inputs"]) for each in said) == count


def test_both_languages_are_said() -> None:
    """Both findings have their words and a next step in both languages."""
    found = [
        *check_rounding_cliff(spend("19999元")),
        *check_tolerance_cliff(spend("2.0万元", "3.0万元")),
    ]
    assert [each.code for each in found] == ["SL880", "SL881"]
    for each in found:
        for words in (each.message, each.next_step):
            assert words.zh
            assert words.en
            assert "{" not in words.zh + words.en


def test_the_plan_of_these_tests_is_plain() -> None:
    """The quick ways out of these checks are taken in these tests."""
    assert PLAN.profiles == ()
    assert b"min_points" not in PLAN.canonical
