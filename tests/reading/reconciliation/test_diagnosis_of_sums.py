"""Sums: one change is told once, overrides and headings are named, rows are rounded as printed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import pytest

from scorelib.ground.errors import Text
from tests.engine.drawing_words import print_figure
from tests.engine.scoring import make_plan
from tests.reading.reconciliation.dossiers import open_dossier
from tests.reading.reconciliation.test_diagnosis import (
    ITEMS,
    NA,
    PLAN,
    RATE,
    RIGHT,
    TOTAL,
    alone,
    declare,
    item,
    kinds,
    plan_of,
    reconcile,
    slot,
)
from tests.strategies import round_by_decimal

Said = Mapping[str, Any]


def only_total(total: Fraction | str, **points: str) -> list[Said]:
    """Return a round that declares its total, and hardly anything else."""
    shown = total if isinstance(total, str) else print_figure(total)
    return [{"id": "self", "role": "self", "total": shown, "points": points}]


# One change is told once

FULL: Final[Mapping[str, list[Said]]] = {
    "output.quantity": [item("a", 20, "≥9个", "9个"), item("b", 20, "≤30天", "30天")],
    "output.quality": [item("c", 20, "≥90%", "90%")],
    "effect.social": [item("d", 30, "≥700人", "700人")],
}
SPENT: Final = {"total": {"budget": "100元", "executed": "100元"}}


@pytest.mark.parametrize(
    ("row", "changed", "wrong", "kind"),
    [
        # 20 × 12/9, and 20 × (1 − 12/30).
        ("output.quantity", item("a", 20, "≥9个", "12个"), "26.67", "SL854"),
        ("output.quantity", item("b", 20, "≤30天", "42天"), "12", "SL856"),
        # 7/9 is 78%, 20 × 7/9 is 15.5556.
        ("output.quantity", item("a", 20, "≥9个", "7个"), "15.6", "SL853"),
        ("output.quantity", item("a", 20, "≥9个", "7个"), "15.55", "SL852"),
        ("output.quantity", item("a", 20, "≥9个", "7个"), "15.6", "SL868"),
    ],
)
def test_one_change_is_told_once(row: str, changed: Said, wrong: str, kind: str) -> None:
    """In all rows or in the one row that feels it is the same: all others earn their maxima."""
    rows = [changed if each["id"] == changed["id"] else each for each in FULL[row]]
    wrongly = only_total(80 + Fraction(wrong))
    found = reconcile(indicators={**FULL, row: rows}, funds=SPENT, assessments=wrongly)
    assert kinds(found["total", "total"]).count(kind) == 1


def test_two_changes_are_told_apart() -> None:
    """Two rows of 15.56 each were cut, or one of them: neither is the other."""
    rows = {**FULL, "output.quantity": [item("a", 20, "≥9个", "7个"), item("b", 20, "≥9个", "7个")]}
    right = Fraction(60) + 2 * Fraction("15.56")
    one = reconcile(indicators=rows, funds=SPENT, assessments=only_total(right - Fraction("0.01")))
    nodes = [each.node for each in one["total", "total"].explanations if each.kind == "SL852"]
    assert nodes == ["output.quantity.a", "output.quantity.b"]
    both = reconcile(indicators=rows, funds=SPENT, assessments=only_total(right - Fraction("0.02")))
    nodes = [each.node for each in both["total", "total"].explanations if each.kind == "SL852"]
    assert nodes == [None]


def test_rates_rounded_alike() -> None:
    """901/2500 is 36.04%, to a whole per cent and to one decimal of it 36%."""
    rows = {"all": [item("a", 20, "≥2500个", "901个")]}
    plan = plan_of({"all": slot(most="20")}, max_points="20", grades=None)
    said = [{"id": "self", "role": "self", "points": {"all.a": "7.2"}}]
    found = reconcile(plan, indicators=rows, assessments=said, funds=None)["all.a", "points"]
    early = [dict(each.arguments) for each in found.explanations if each.kind == "SL853"]
    assert [each["places"] for each in early] == [
        Text("整数百分数或一位小数的百分数", "a whole per cent or one decimal of a per cent")
    ]


# Overrides

OVERRIDE: Final = {"by": "局", "reason": "质保金", "evidence": "合同"}


def override(**points: str) -> Said:
    return {name.replace("__", "."): {**OVERRIDE, "points": each} for name, each in points.items()}


def test_declared_override_is_not_explained() -> None:
    """What was put in the place of the computed points is declared: nothing is to explain."""
    given = declare({"execution": Fraction(10)})
    assert reconcile(assessments=given, overrides=override(execution="10")) == {}
    other = reconcile(assessments=given, overrides=override(execution="9"))
    assert set(other) == {("execution", "points"), ("total", "total")}


def test_total_without_an_override() -> None:
    """The form declares what the rules give; the override makes the total another one."""
    found = reconcile(overrides=override(execution="10"))
    arguments = alone(found["total", "total"], "SL873")
    assert arguments["labels"] == (Text("预算执行率", "预算执行率"),)
    assert arguments["figure"] == print_figure(TOTAL)
    assert found["total", "total"].explanations[0].node == "execution"


def test_total_without_some_overrides() -> None:
    """Of two overrides both were left out, or one of them."""
    both = override(execution="10", effect__social__d="30")
    for total, node in (
        (TOTAL, None),
        (TOTAL + 10 - RIGHT["execution"], "effect.social.d"),
        (TOTAL + 30 - RIGHT["effect.social.d"], "execution"),
    ):
        found = reconcile(overrides=both, assessments=only_total(total))["total", "total"]
        seen = [each.node for each in found.explanations if each.kind == "SL873"]
        assert seen == [node]


@pytest.mark.parametrize(
    ("overrides", "zh", "en"),
    [
        ({}, "按规则得 87.36", "by the rules it is 87.36"),
        (
            override(effect__social__d="28"),
            "计入改定后为 87.37",
            "with what was overridden it is 87.37",
        ),
    ],
)
def test_words_of_a_total(overrides: Said, zh: str, en: str) -> None:
    dossier = open_dossier(
        PLAN,
        facts={},
        funds={"total": {"budget": "8127600元", "executed": "7741273.5元"}},
        indicators=ITEMS,
        assessments=declare(total=Fraction(80)),
        overrides=overrides,
    )
    (said,) = (each.message for each in dossier.result.findings if each.code == "SL516")
    assert zh in said.zh
    assert en in said.en


# Figures and labels


def test_figure_is_printed_as_declared() -> None:
    """What no rule rounds fits as it is declared, and is printed so."""
    plan = plan_of(rounding={})
    rows = {**NA, "effect.social": [item("d", 20, "≥9人", "8人"), NA["effect.social"][1]]}
    exact = sum(
        (Fraction(77412735, 8127600), Fraction(140, 9), Fraction(600, 42), Fraction(160, 9)),
        Fraction(20),
    )
    moved = round_by_decimal(exact * 100 / 90, 2, "half-up")
    found = reconcile(plan, indicators=rows, assessments=only_total(moved))["total", "total"]
    figures = {each.figure for each in found.explanations}
    assert "SL858" in kinds(found)
    assert figures == {print_figure(moved)}


def test_cap_of_the_total_is_named() -> None:
    """100 points and a bonus of 5, which the total is held to 100 with."""
    plan = plan_of(
        {
            "a": {"label": "甲", "max_points": "100", "method": RATE},
            "plus": {"label": "加分", "max_points": "5", "bonus": True, "method": "judged"},
        },
        bonus="cap",
        grades=None,
    )
    given: dict[str, Any] = {
        "indicators": {},
        "funds": {"total": {"budget": "1元", "executed": "1元"}},
        "judgements": {"plus": {"points": "5", "by": "评价组", "reason": "见评分表"}},
    }
    found = reconcile(plan, assessments=only_total("105"), **given)["total", "total"]
    capped = [dict(each.arguments) for each in found.explanations if each.kind == "SL854"]
    assert [each["labels"] for each in capped] == [(Text("总分", "Total"),)]


# What a total carries on


def test_headings_that_are_carried_on() -> None:
    """The output declares 5 points less than its rows, and the total takes that over."""
    output = sum((RIGHT[each] for each in RIGHT if each.startswith("output")), Fraction(0))
    (said,) = declare(total=TOTAL - 5)
    points = {**said["points"], "output": print_figure(output - 5)}
    found = reconcile(assessments=[{**said, "points": points}])
    assert found["total", "total"].inherited == ("output",)
    assert found["output", "points"].inherited == ()
    # A row below it, of which that heading takes nothing, is not carried on.
    points["output.quantity.a"] = "1"
    found = reconcile(assessments=[{**said, "points": points}])
    assert found["total", "total"].inherited == ("output",)


# Indicators made of criteria


def _open_criteria(*points: str) -> dict[str, Any]:
    names = ("law", "duty", "sector", "public")
    criteria = {each: {"label": each, "max_points": "1", "method": "judged"} for each in names}
    plan = make_plan(
        {
            "basis": {"label": "立项依据", "max_points": "4", "criteria": criteria},
            "rest": {"label": "其余", "max_points": "6", "method": "judged"},
        }
    )
    by_hand = {"by": "评价组", "reason": "见评分表"}
    judged = {
        f"basis.{name}": {**by_hand, "points": each}
        for name, each in zip(names, points, strict=True)
    }
    judged["rest"] = {**by_hand, "points": "6"}
    return {"plan": plan, "facts": {}, "funds": None, "indicators": {}, "judgements": judged}


def test_criteria_are_no_subtotals() -> None:
    """Three criteria of four hold: the full 4 are full points, and no criterion counted twice."""
    given = _open_criteria("1", "1", "1", "0")
    said = [{"id": "self", "role": "self", "points": {"basis": "4", "rest": "6"}, "total": "10"}]
    found = reconcile(assessments=said, **given)
    alone(found["basis", "points"], "SL867")
    assert found["total", "total"].inherited == ("basis",)


def test_criterion_at_full_points() -> None:
    """Two criteria are at nothing; with either at full points the total is 9."""
    given = _open_criteria("1", "1", "0", "0")
    found = reconcile(assessments=only_total("9"), **given)["total", "total"]
    full = [each.node for each in found.explanations if each.kind == "SL867"]
    assert full == ["basis.sector", "basis.public"]
    assert "SL861" not in kinds(found)
    # Where the indicator declares its points itself, its criteria explain nothing.
    found = reconcile(assessments=only_total("9", basis="2"), **given)["total", "total"]
    assert "SL867" not in kinds(found)


# Rows that no rule rounds

SHOWN: Final = {"ex": "20", "out.p": "23.33", "out.q": "23.33"}


def open_thirds(points: Said, total: str, **top: Any) -> dict[str, Any]:
    """Return a form in which two thirds are earned in every row: 20, 23.33… and 23.33…."""
    facts = {"done": {"label": "完成", "min": "0"}, "aim": {"label": "目标", "above": "0"}}
    method = {"kind": "proportional", "value": "done / aim", "cap": "1"}
    rows = {name: {"label": name, "max_points": "35", "method": method} for name in ("p", "q")}
    parts = {
        "ex": {"label": "执行", "max_points": "30", "method": method},
        "out": {"label": "产出", "max_points": "70", "indicators": rows},
    }
    plan = make_plan(parts, **{"facts": facts, "rounding": {}, **top})
    said = [{"id": "self", "role": "self", "points": points, "total": total}]
    return {"plan": plan, "facts": {"done": "2", "aim": "3"}, "assessments": said}


@pytest.mark.parametrize(
    ("points", "total", "agreement"),
    [
        # 66.6667 may be off by half a cent for each of the two rows that are printed shorter.
        (SHOWN, "66.66", "rounded"),
        (SHOWN, "66.67", "rounded"),
        (SHOWN, "66.65", "differs"),
        (SHOWN, "66.68", "differs"),
        # Where no row is printed shorter there is nothing that could have been rounded.
        ({}, "66.66", "differs"),
        ({"ex": "20"}, "66.66", "differs"),
    ],
)
def test_total_of_rows_as_printed(points: Said, total: str, agreement: str) -> None:
    dossier = open_dossier(**open_thirds(points, total))
    line = next(each for each in dossier.lines if each.subject == "total")
    assert line.agreement == agreement
    said = [each.message.zh for each in dossier.result.findings if each.code == "SL516"]
    # Nobody reads 200/3.
    found = [f"申报总分 {total}，按规则得 ≈ 66.6667"] if agreement == "differs" else []
    assert said == found


def test_heading_of_rows_as_printed() -> None:
    """23.33 + 23.33 is 46.66, which is printed for 46.6667: no difference."""
    dossier = open_dossier(**open_thirds({**SHOWN, "out": "46.66"}, "66.66"))
    line = next(each for each in dossier.lines if each.subject == "out")
    assert (line.agreement, line.summed[0].agreement) == ("rounded", "rounded")
    assert {"SL505", "SL516"}.isdisjoint(each.code for each in dossier.result.findings)


def test_total_that_a_rule_rounds() -> None:
    """The rule rounds the total to 66.67: however the rows are printed, 66.66 is another one."""
    rounding = {"total": {"places": "2", "mode": "half-up"}}
    given = open_thirds(SHOWN, "66.66", rounding=rounding)
    assert "SL516" in {each.code for each in open_dossier(**given).result.findings}
    found = reconcile(indicators={}, funds=None, **given)["total", "total"]
    assert kinds(found) == ["SL852", "SL874"]


def test_rounded_before_adding() -> None:
    """20 + 23.33 + 23.33 is 66.66, and so is 66.6667 cut off: neither is asserted."""
    given = open_thirds({}, "66.66")
    found = reconcile(indicators={}, funds=None, **given)["total", "total"]
    assert [each for each in kinds(found) if each != "SL853"] == ["SL852", "SL874"]
    rounded = next(each for each in found.explanations if each.kind == "SL874")
    assert dict(rounded.arguments)["places"] == 2
    assert {each.figure for each in found.explanations} == {"66.66"}
