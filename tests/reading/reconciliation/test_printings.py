"""One figure printed in several places: how each agrees, which one the score used, and why."""

from __future__ import annotations

from time import monotonic

import pytest

from scorelib.reading.reconciliation.printings import list_printings
from scorelib.reading.reconciliation.views import Printing
from tests.reading.reconciliation.dossiers import GIVEN, SELF, open_dossier, say

RATE = {"about": "execution", "figure": "rate", "value": "72.51%"}


def test_hechis_spending_in_three_ways() -> None:
    """21754元 is used; 2.18万元 agrees but does not give 72.51%; 2.42万元 does not agree."""
    given = {"value": "21754元", "at": "资金表"}
    dossier = say(
        {"about": "executed", "value": "2.18万元", "words": "实际支出2.18万元", "at": "报告一"},
        RATE,
        {"about": "executed", "value": "21754元"},
        {"about": "executed", "value": "2.42万元", "at": "报告三"},
        facts={**GIVEN, "executed": given},
    )
    found = list_printings(dossier)
    assert [
        ("executed", "2.18万元", "rounded", False),
        ("executed", "21754元", "agrees", True),
        ("executed", "2.42万元", "differs", False),
        ("execution:rate", "72.51%", "rounded", False),
    ] == [(each.subject, each.text, each.agreement, each.is_used) for each in found]
    assert [
        "所用的是 21754元，按所印精度四舍五入相符；印出的比率 72.51% 不能由它得出",
        "计分所用的写法（资金表）；各处写法中印得最细；印出的比率 72.51% 由它得出",
        "所用的是 21754元，按所印精度不符；印出的比率 72.51% 不能由它得出",
        "复算所得为 ≈ 72.5133%，按所印精度四舍五入相符",
    ] == [each.why.zh for each in found]
    assert (
        "what was scored (资金表); printed the finest of all; the printed 72.51% follows"
        == found[1].why.en
    )
    assert ("报告一", "实际支出2.18万元") == (found[0].at and found[0].at.zh, words(found[0]))


def words(printing: Printing) -> str | None:
    return None if printing.words is None else printing.words.zh


@pytest.mark.parametrize(
    ("value", "agreement", "is_used", "why"),
    [
        ("21754元", "agrees", True, "计分所用的写法"),
        ("２１７５４ 元", "agrees", True, "计分所用的写法"),
        ("2.1754万元", "agrees", True, "与计分所用的 21754元 是同一个数"),
        ("2.17万元", "truncated", False, "所用的是 21754元，按截尾才相符"),
        ("约2.2万元", "approximate", False, "所用的是 21754元，在约数的范围之内"),
        ("2.42万元", "differs", False, "所用的是 21754元，按所印精度不符"),
    ],
)
def test_how_one_printing_stands(value: str, agreement: str, is_used: bool, why: str) -> None:
    (found,) = list_printings(say({"about": "executed", "value": value}))
    assert (agreement, is_used, why) == (found.agreement, found.is_used, found.why.zh)
    assert ("全年执行数", "21754元") == (found.label.zh, found.used.zh)


def test_the_same_number_in_other_words_yields_to_the_very_words() -> None:
    """Where the project's own words are printed, an equal figure elsewhere is not the one used."""
    same, other = {"value": "21754元"}, {"value": "2.1754万元"}
    dossier = say({"about": "executed", **same}, {"about": "executed", **other})
    assert [True, False] == [each.is_used for each in list_printings(dossier)]


def test_an_unclear_scope_is_told() -> None:
    said = {"about": "budget", "value": "450元", "unclear": "可能是调整后的预算"}
    (found,) = list_printings(say(said))
    assert "所用的是 30000元，按所印精度不符；可能是调整后的预算" == found.why.zh


def test_figures_that_were_worked_out_are_no_printing_that_was_used() -> None:
    dossier = say(
        {"about": "total", "value": "96"},
        {"about": "total", "figure": "max-points", "value": "100"},
        {"about": "grade", "value": "优"},
        {"about": "budget - executed", "value": "8246元"},
        {"about": "count.level-1", "value": "1个"},
        {"about": "output", "figure": "max-points", "value": "30"},
    )
    found = list_printings(dossier)
    assert [
        ("total", "rounded", "复算所得为 96.25，按所印精度四舍五入相符"),
        ("total:max-points", "agrees", "规则所定为 100，是同一个数"),
        ("grade", "agrees", "复算所得为 优，是同一个数"),
        (
            "budget - executed",
            "agrees",
            "复算所得为 30000元 - 21754元 = 8246元，是同一个数",
        ),
        ("count.level-1", "differs", "复算所得为 4，按所印精度不符"),
        ("output:max-points", "differs", "规则所定为 40，按所印精度不符"),
    ] == [(each.subject, each.agreement, each.why.zh) for each in found]
    assert not any(each.is_used for each in found)


def test_points_that_were_taken_over_are_used() -> None:
    """Of two printings of an indicator's points, the one that is declared counts."""
    said = [{"about": "output.quality", "value": value} for value in ("20", "15")]
    found = list_printings(say(*said))
    assert [True, False] == [each.is_used for each in found]
    assert "采信申报的得分" == found[0].why.zh
    heading = list_printings(say({"about": "output", "value": "40"}))
    assert [False] == [each.is_used for each in heading]


def test_a_cell_of_the_money_block() -> None:
    rows = {"fiscal": {"budget": "30000元", "executed": "21754元"}}
    said = {"about": "funds.fiscal.executed", "value": "21754元"}
    (found,) = list_printings(say(said, facts={"area": "1015㎡"}, funds={"rows": rows}))
    assert ("funds.fiscal.executed", True) == (found.subject, found.is_used)


def test_a_total_that_cannot_be_worked_out() -> None:
    """Yiyang's 86 is recorded, with nothing to hold it against."""
    points = {path: each for path, each in SELF["points"].items() if path != "output.quality"}
    dossier = say({"about": "total", "value": "86"}, assessments=[{**SELF, "points": points}])
    (found,) = list_printings(dossier)
    assert ("not-computed", "没有得出可以核对的数") == (found.agreement, found.why.zh)


def test_words_without_a_figure_are_no_printings() -> None:
    dossier = say(
        {"words": "执行良好"},
        {"topic": "x", "value": "8个"},
        {"about": "output", "role": "problem", "words": "不够"},
    )
    assert () == list_printings(dossier)
    assert () == list_printings(open_dossier())


def test_places_without_weight_are_no_indicators() -> None:
    """Of the six places of level 2, 生态效益 has a maximum of 0; it counts until it is left out."""
    said = {"about": "count.level-2", "value": "5个"}
    (found,) = list_printings(say(said))
    assert ("differs", "6") == (found.agreement, found.used.zh)
    left_out = {"benefit.ecological": {"state": "not-applicable", "reason": "不适用"}}
    points = {path: each for path, each in SELF["points"].items() if "ecological" not in path}
    (found,) = list_printings(say(said, states=left_out, assessments=[{**SELF, "points": points}]))
    assert ("agrees", "5") == (found.agreement, found.used.zh)


def test_many_printings_of_one_fact_are_tried_once_each() -> None:
    """Two thousand statements with two figures: each figure is followed once."""
    said = [{"about": "executed", "value": f"{21754 + n % 2}元"} for n in range(2000)]
    begun = monotonic()
    found = list_printings(say(RATE, *said))
    assert [1000, 2001] == [sum(each.is_used for each in found), len(found)]
    assert monotonic() - begun < 5
