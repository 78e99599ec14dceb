"""The money block: the total as printed or the exact sum, sources without funds, sums that fail."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan, score

MONEY = {"unit": "万元", "min": "0"}
FACTS = {
    "budget": {"label": "全年预算数", "unit": "万元", "above": "0", "funds": "budget"},
    "executed": {"label": "全年执行数", **MONEY, "funds": "executed"},
    "arrived": {"label": "到位资金", **MONEY, "funds": "arrived"},
    "special": {"label": "专户执行数", **MONEY, "funds": "special.executed"},
}
RATE = {"kind": "proportional", "value": "executed / budget", "cap": "1"}
NONE = {"budget": "0元", "executed": "0元"}
HAIKOU = {"budget": "8127600元", "executed": "7741273.5元"}


def run(funds: Mapping[str, Any], method: Any = RATE, **parts: Any) -> Result:
    """Return the result of a project with this money block, scored on its rate of execution."""
    plan = make_plan({"a": {"label": "执行率", "max_points": "10", "method": method}}, facts=FACTS)
    return score(plan, funds=funds, **parts)


def codes(result: Result) -> list[str]:
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    ("funds", "points"),
    [
        # 10 × 7741273.5/8127600 = 9.5246…: as printed, and as the sum of the sources
        ({"total": HAIKOU}, "9.52"),
        ({"rows": {"fiscal": HAIKOU}}, "9.52"),
        (
            {"rows": {"fiscal": HAIKOU, "special": NONE, "own": {"budget": "0", "executed": "0"}}},
            "9.52",
        ),
        # the total in 万元 agrees with its sources at its own precision, and is what is used
        (
            {
                "rows": {"fiscal": HAIKOU},
                "total": {"budget": "812.76万元", "executed": "774.13万元"},
            },
            "9.52",
        ),
        # two sources: 10 × (300 + 50)/(400 + 100) = 7
        (
            {
                "unit": "万元",
                "rows": {
                    "fiscal": {"budget": "400", "executed": "300"},
                    "carried": {"budget": "100", "executed": "50"},
                },
            },
            "7",
        ),
        # 3万元 and 21754元: units may mix; 10 × 21754/30000 = 7.2513…
        ({"total": {"budget": "3万元", "executed": "21754元"}}, "7.25"),
    ],
)
def test_rate_of_the_money_block(funds: Mapping[str, Any], points: str) -> None:
    """The rate is that of the total line, printed or summed; a source of 0/0 raises nothing."""
    result = run(funds)
    assert Fraction(points) == result.nodes[0].points
    assert [] == codes(result)


def test_block_without_any_funds_does_not_apply() -> None:
    """0 of 0 in every source is no missing figure and no division by zero."""
    result = run({"rows": {"fiscal": NONE, "special": NONE}})
    assert "not-applicable" == result.nodes[0].status


def test_source_without_funds_does_not_apply() -> None:
    """A fact of one source is not applicable where that source has 0 of 0."""
    result = run(
        {"rows": {"fiscal": HAIKOU, "special": NONE}},
        {"kind": "formula", "points": "10 if special > 0 else 0"},
    )
    assert "not-applicable" == result.nodes[0].status
    assert "not-applicable" == result.nodes[0].facts[0].state


def test_column_that_one_source_lacks_has_no_sum() -> None:
    """Arrived funds of one source are not those of the project; the trace says why."""
    result = run(
        {"rows": {"fiscal": {**HAIKOU, "arrived": "8127600元"}, "carried": {"budget": "1元"}}},
        {"kind": "formula", "points": "10 if arrived > 0 else 0"},
    )
    (fact,) = result.nodes[0].facts
    assert ("missing", None) == (fact.state, result.nodes[0].points)
    assert fact.reason is not None
    assert "carried" in fact.reason.zh


def test_trace_says_where_a_fact_comes_from() -> None:
    """A fact of the block shows its figure as printed (or the sum) and its line and column."""
    block = {"execution": "paid", "at": "报告二", "rows": {"a": HAIKOU, "b": {**HAIKOU}}}
    executed = run(block).nodes[0].facts[0]
    assert "7741273.5元 + 7741273.5元" == executed.text
    assert Fraction("1548.2547") == executed.value
    assert executed.at is not None
    assert "资金表：各来源合计，全年执行数；报告二；执行数为实际支付数" == executed.at.zh


YIYANG = ("1589万元", "172万元", "191万元", "25万元", "12万元")


def invested(*parts: str, total: str) -> Mapping[str, Any]:
    """Return a block whose sources were executed so."""
    rows = {f"part{i}": {"budget": part, "executed": part} for i, part in enumerate(parts)}
    return {"rows": rows, "total": {"budget": "1970万元", "executed": total}}


@pytest.mark.parametrize(
    ("parts", "total", "severity"),
    [
        # 1589 + 172 + 191 + 25 + 12 = 1989, of which 1990 is another figure
        (YIYANG, "1989万元", None),
        (YIYANG, "19890000元", None),
        (("1989万元",), "1990万元", "warning"),
        (YIYANG, "2000万元", "warning"),
        # thirds at two places: 0.99 may be the rounded parts of 1.00
        (("0.33万元", "0.33万元", "0.33万元"), "1.00万元", "question"),
        (("0.33万元", "0.33万元", "0.33万元"), "1.03万元", "warning"),
        # 99.985 printed as 99 is cut off
        (("50.00万元", "49.985万元"), "99万元", "question"),
    ],
)
def test_sources_against_the_printed_total(
    parts: tuple[str, ...], total: str, severity: str | None
) -> None:
    """Sources that do not add up are a finding, at the precision of the total."""
    found = [
        each
        for each in run(invested(*parts, total=total)).findings
        if each.code == "SL545" and "执行" in str(each.arguments)
    ]
    assert ([] if severity is None else [severity]) == [each.severity for each in found]


@pytest.mark.parametrize(
    ("funds", "parts", "code", "path"),
    [
        ({"total": HAIKOU}, {"facts": {"budget": "1元"}}, "SL430", "facts.budget"),
        ({"total": {"budget": "1200"}}, {}, "SL447", "funds.total.budget"),
        ({"total": {"budget": "3个"}}, {}, "SL211", "funds.total.budget"),
        ({"total": {"budget": "约3万元"}}, {}, "SL404", "funds.total.budget"),
        ({"total": {"budget": "-3万元"}}, {}, "SL403", "funds.total.budget"),
        ({"total": {"budget": "0元"}}, {}, "SL403", "funds.total.budget"),
        ({"unit": "个", "total": {"budget": "3"}}, {}, "SL211", "funds.unit"),
        ({"rows": {"total": HAIKOU}}, {}, "SL448", "funds.rows.total"),
        ({"rows": {"a": {"label": "甲"}}}, {}, "SL118", "funds.rows.a"),
        ({"at": "报告二"}, {}, "SL103", "funds"),
    ],
)
def test_block_that_cannot_be_read(
    funds: Mapping[str, Any], parts: Mapping[str, Any], code: str, path: str
) -> None:
    """What is wrong in the block is refused at its place."""
    with pytest.raises(DocumentError) as caught:
        run(funds, **parts)
    assert (code, path) in [(each.code, each.path) for each in caught.value.diagnostics]


def test_fact_that_the_block_does_not_give_may_be_given_itself() -> None:
    """Only what stands in the block may not stand under `facts` as well."""
    result = run({"total": {"budget": "3万元"}}, facts={"executed": "21754元"})
    assert Fraction("7.25") == result.nodes[0].points


def test_both_places_are_named() -> None:
    """The message about a fact that is given twice names the place in the block."""
    with pytest.raises(DocumentError) as caught:
        run({"total": HAIKOU}, facts={"budget": "1元"})
    (problem,) = caught.value.diagnostics
    assert "<project>:" in problem.message("en")
