"""What follows from another printing of a figure, and from a rate that is rounded first."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scorelib.reading.reconciliation.checks.rates import check_order, check_printings
from tests.reading.reconciliation.dossiers import (
    GIVEN,
    HAIKOU,
    SELF,
    Said,
    figures,
    find,
    mine,
    only,
    say,
)


def test_what_follows_from_a_rival_printing() -> None:
    """Hechi: 2.42万元 of 30000元 would be 80.67% and 8.07, and not the printed 72.51%."""
    said = [
        {"about": "executed", "value": "2.42万元", "at": "报告三（一）4"},
        {"about": "execution", "figure": "rate", "value": "72.51%"},
    ]
    found = only(find(check_printings, say(*said)))
    assert ("SL836", "question", "execution") == (found.code, found.severity, found.node)
    assert "21754元" == figures(found)["used"]
    assert [
        Fraction(24200, 30000),
        "预算执行率 ≈ 80.67%，得 8.07 分（与所印的 72.51% 不符）",
    ] == [
        Fraction(242, 300),
        *(each.zh for each in figures(found)["effects"]),
    ]


def test_another_denominator() -> None:
    """Hefei: 23.6 of 450 instead of 1200 would be 5.24% and 0.52."""
    facts = {**GIVEN, "budget": "1200万元", "executed": "23.6万元"}
    said = {"about": "budget", "value": "450万元", "unclear": "可能是调整后的预算"}
    found = only(find(check_printings, say(said, facts=facts)))
    assert "预算执行率 ≈ 5.24%，得 0.52 分" in found.message.zh
    assert "可能是调整后的预算" == found.evidence[-1].zh


def test_a_rounded_printing_that_does_not_give_the_printed_rate() -> None:
    """Hechi: 2.18/3 = 72.67%; only 21754/30000 gives 72.51%. Two places, one finding."""
    said = [
        {"about": "executed", "value": "2.18万元", "at": "报告一"},
        {"about": "executed", "value": "2.18万元", "at": "报告三"},
        {"about": "execution", "figure": "rate", "value": "72.51%"},
    ]
    found = only(find(check_printings, say(*said)))
    assert ("SL836", "info", 2) == (found.code, found.severity, len(found.evidence))
    assert "≈ 72.67%，得 7.27 分（与所印的 72.51% 不符）" in found.message.zh
    assert "which the printed 72.51% is not" in found.message.en


def test_the_rate_of_a_round_is_a_printed_rate_too() -> None:
    own = {**SELF, "rates": {"execution": "72.51%"}}
    said = {"about": "executed", "value": "2.18万元"}
    assert ["info"] == [e.severity for e in find(check_printings, say(said, assessments=[own]))]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("executed", "21754元"),
        ("executed", "2.1754万元"),
        ("executed", "2.18万元"),  # no rate is printed that it would have to give
        ("executed", "约2.2万元"),
        ("area", "1000余㎡"),
        ("area", "900㎡"),  # nothing is scored by it
    ],
)
def test_printings_without_consequence(name: str, value: str) -> None:
    assert [] == find(check_printings, say({"about": name, "value": value}))


@pytest.mark.parametrize(
    ("cell", "code"),
    [("funds.fiscal.executed", ["SL836"]), ("funds.total.executed", ["SL836"])],
)
def test_cells_of_the_money_block_reach_the_fact(cell: str, code: list[str]) -> None:
    """15000 for 12000 of one source makes 15000 + 9754 = 24754 of 30000, 82.51%."""
    rows = {
        "fiscal": {"budget": "20000元", "executed": "12000元"},
        "own": {"budget": "10000元", "executed": "9754元"},
    }
    value = "15000元" if "fiscal" in cell else "24754元"
    said = {"about": cell, "value": value}
    dossier = say(said, facts={"area": "1015㎡"}, funds={"rows": rows})
    found = find(check_printings, dossier)
    assert code == [each.code for each in found]
    assert "≈ 82.51%，得 8.25 分" in found[0].message.zh


def test_a_source_of_nothing_is_no_finding() -> None:
    """Haikou: the special account has 0 of 0."""
    rows = {
        "fiscal": {"budget": "8127600元", "executed": "7741273.5元"},
        "special": {"budget": "0元", "executed": "0元"},
    }
    said = {"about": "funds.special.executed", "value": "0元", "words": "专户全年执行数0元"}
    dossier = say(said, facts={"area": "1015㎡"}, funds={"rows": rows})
    assert [] == mine(dossier)


def test_the_order_of_rounding_decides() -> None:
    """Haikou: 10 × 7741273.5/8127600 = 9.52467 → 9.52; 10 × 95.25% = 9.525 → 9.53."""
    said = {"about": "execution", "figure": "rate", "value": "95.25%", "at": "报告二"}
    found = only(find(check_order, say(said, said, facts=HAIKOU)))
    assert ("SL837", "info", "execution") == (found.code, found.severity, found.node)
    expected = {"value": "95.25%", "rounded": "9.53", "computed": "9.52"}
    assert expected.items() <= figures(found).items()


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("72.51%", GIVEN),  # 7.251 and 7.25133 are both 7.25
        ("0.7", GIVEN),  # printed too coarsely to be what the points were made from
        ("72.52%", GIVEN),  # does not agree: SL544
        ("100%", {**GIVEN, "executed": "30000元"}),
    ],
)
def test_rates_that_change_nothing(value: str, facts: Said) -> None:
    said = {"about": "execution", "figure": "rate", "value": value}
    assert [] == find(check_order, say(said, facts=facts))


def test_one_decimal_for_a_rate() -> None:
    """Case 12: 0.1 for 14.46% agrees as printed and raises nothing."""
    facts = {**GIVEN, "budget": "65万元", "executed": "9.4万元"}
    said = {"about": "execution", "figure": "rate", "value": "0.1"}
    dossier = say(said, facts=facts, assessments=[])
    assert [] == mine(dossier)
