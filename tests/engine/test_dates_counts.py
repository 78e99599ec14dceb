"""Facts that are dates and counts: how they are read, what is made of them, how they are shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import scorelib
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError, WordError
from scorelib.words.days import read_day
from tests.engine.scoring import make_plan, score

FACTS: Mapping[str, Any] = {
    "born": {"label": "出生日期", "kind": "date"},
    "joined": {"label": "入职日期", "kind": "date"},
    "staff": {"label": "人数", "kind": "count", "unit": "人", "max": "500"},
    "visits": {"label": "次数", "kind": "count"},
    "terms": {
        "label": "各期",
        "kind": "list",
        "fields": {
            "begun": {"label": "开始", "kind": "date"},
            "places": {"label": "名额", "kind": "count", "unit": "个", "above": "0"},
        },
    },
}
DUE = {"due": {"label": "截止", "date": "2021-12-31"}}


def rate(points: str, **facts: Any) -> Result:
    """Return the result of one formula over the facts above."""
    method = {"kind": "formula", "points": points}
    plan = make_plan(
        {"a": {"label": "甲", "max_points": "100", "method": method}},
        facts=FACTS,
        rounding={},
        values=DUE,
    )
    return score(plan, facts=facts)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-12-31", date(2021, 12, 31)),
        ("2021年12月31日", date(2021, 12, 31)),
        ("２０２１年１月２日", date(2021, 1, 2)),
        ("2021/1/2", date(2021, 1, 2)),
        ("2021.1.2", date(2021, 1, 2)),
        (" 2020-02-29 ", date(2020, 2, 29)),
    ],
)
def test_day_is_read(text: str, day: date) -> None:
    """A day may be written as reports write it."""
    assert day == read_day(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021年", "SL286"),
        ("2021-12", "SL286"),
        ("2021年12月31日前", "SL286"),
        ("≤2021-12-31", "SL286"),
        ("2021年12月底前", "SL286"),
        ("2021-01-01至2021-06-30", "SL286"),
        ("1850-01-01", "SL286"),
        ("昨天", "SL286"),
        ("2021-02-29", "SL234"),
        ("", "SL209"),
    ],
)
def test_what_is_no_day_is_refused(text: str, code: str) -> None:
    """A month, a deadline or a run of days is not one day."""
    with pytest.raises(WordError, match=code):
        read_day(text)


@pytest.mark.parametrize(
    ("points", "facts", "expected"),
    [
        ("min(max(years_between(born, due), 0), 100)", {"born": "1990-12-31"}, "31"),
        ("min(max(years_between(born, due), 0), 100)", {"born": "1991年1月1日"}, "30"),
        ("10 if born < due else 0", {"born": "2021-12-31"}, "0"),
        ("10 if born <= due else 0", {"born": "2021-12-31"}, "10"),
        (
            "min(max(months_between(first_known(joined, born), due), 0), 100)",
            {"born": "2021-01-31"},
            "11",
        ),
        ("min(visits, 100)", {"visits": "12"}, "12"),
        ("min(visits, 100)", {"visits": "12个"}, "12"),
        ("min(visits, 100)", {"visits": "0"}, "0"),
        ("min(staff / (10 * 人), 100)", {"staff": "25"}, "2.5"),
        ("min(staff / (10 * 人), 100)", {"staff": "25人"}, "2.5"),
    ],
)
def test_points_of_dates_and_counts(points: str, facts: Any, expected: str) -> None:
    """Ages, spans and numbers of things become points."""
    assert Fraction(expected) == rate(points, **facts).nodes[0].points


def test_dates_are_shown_as_days() -> None:
    """No trace shows the number of a day: facts, formulas, values and columns have dates."""
    rows = [
        {"id": "1", "begun": "2021年3月1日", "places": "20"},
        {"id": "2", "begun": "2021-01-29", "places": "30个"},
    ]
    formula = "min(max(days_between(smallest(terms_begun), max(born, due)), 0) / 10, 100)"
    result = rate(formula, born="1990年5月1日", terms={"rows": rows})
    node = result.nodes[0]
    assert formula == node.formula
    assert node.substituted == (
        "min(max(days_between(smallest(2021-03-01, 2021-01-29), "
        "max(1990-05-01, 2021-12-31)), 0) / 10, 100)"
    )
    assert Fraction(336, 10) == node.points
    record = json.loads(scorelib.to_json(result))
    born = next(each for each in record["nodes"][0]["facts"] if each["name"] == "born")
    assert ("1990年5月1日", "1990-05-01") == (born["text"], born["value"])
    assert "2021-12-31" == record["values"][0]["value"]
    for day in (date(2021, 3, 1), date(2021, 1, 29), date(1990, 5, 1), date(2021, 12, 31)):
        assert str(day.toordinal()) not in scorelib.to_json(result)


def test_fall_back_is_shown() -> None:
    """The trace shows what was absent and what stood in for it."""
    result = rate("min(first_known(visits, staff / 人), 100)", staff="7")
    assert "min(first_known(missing, 7人 / 1), 100)" == result.nodes[0].substituted
    assert Fraction(7) == result.nodes[0].points
    nothing = rate("min(first_known(visits, staff / 人), 100)")
    assert ("missing", None) == (nothing.nodes[0].status, nothing.nodes[0].points)


def test_statement_about_a_date_or_a_count() -> None:
    """A printed date agrees in any spelling; a printed count is compared as a figure."""
    method = {"kind": "formula", "points": "min(visits, 100) if born < due else 0"}
    indicators = {"a": {"label": "甲", "max_points": "100", "method": method}}
    plan = make_plan(indicators, facts=FACTS, rounding={}, values=DUE)
    statements = [
        {"id": "s1", "about": "born", "value": "1990年5月1日"},
        {"id": "s2", "about": "born", "value": "1990-05-02"},
        {"id": "s3", "about": "visits", "value": "12次"},
        {"id": "s4", "about": "visits", "value": "13次"},
    ]
    facts = {"born": "1990-05-01", "visits": "12"}
    result = score(plan, facts=facts, statements=statements)
    found = [dict(each.arguments)["value"] for each in result.findings if each.code == "SL544"]
    assert ["1990-05-02", "13次"] == found


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"staff": "12.5"}, "SL287"),
        ({"staff": "0.00125万人"}, "SL287"),
        ({"staff": "501"}, "SL403"),
        ({"visits": "-1"}, "SL403"),
        ({"visits": "约12"}, "SL404"),
        ({"visits": "12元"}, "SL211"),
        ({"born": "2021年"}, "SL286"),
        ({"born": {"counts": {"a": "1"}}}, "SL431"),
    ],
)
def test_project_that_does_not_fit_is_refused(facts: Any, code: str) -> None:
    """Counts are whole and not negative, dates are one day."""
    with pytest.raises(DocumentError) as caught:
        rate("min(visits, 100)", **facts)
    assert [code] == [each.code for each in caught.value.diagnostics]


def test_date_that_does_not_apply() -> None:
    """A date has a state as any fact does, and so has what is made of it."""
    gone = {"state": "not-applicable", "reason": "未入职"}
    result = rate("min(max(years_between(joined, due), 0), 100)", joined=gone)
    assert ("not-applicable", None) == (result.nodes[0].status, result.nodes[0].points)
