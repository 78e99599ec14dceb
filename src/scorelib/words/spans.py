"""Whole days, months and years between two dates.

A month or a year is complete on the day of the same number; where the month has no such day, on
the first day of the next one. From 31 January a month is complete on 1 March, and who was born
on 29 February is a year older on 1 March of a common year: on the last of February the day of
the same number has not come. Counting back gives the same with a minus, so that a span does not
depend on which end is written first.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

__all__ = ["FIRST_YEAR", "LAST_YEAR", "SpanUnit", "count_span"]

SpanUnit = Literal["days", "months", "years"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099
"""The years that a date of a project can lie in; any other is a slip."""

_MORE_THAN_A_MONTH: Final = 32


def count_span(unit: SpanUnit, start: int, end: int) -> int:
    """Return the whole units from one day to another, both given by the numbers of `toordinal`.

    Raises `ValueError` for a number that is no day.

    >>> count_span("years", date(2000, 2, 29).toordinal(), date(2001, 2, 28).toordinal())
    0
    >>> count_span("months", date(2021, 3, 1).toordinal(), date(2021, 1, 31).toordinal())
    -1
    """
    if unit == "days":
        return end - start
    distance = abs(_place(end) - _place(start)) // _MORE_THAN_A_MONTH
    whole = distance // 12 if unit == "years" else distance
    return whole if end >= start else -whole


def _place(number: int) -> int:
    """Return a day on a calendar whose months all have 32 days, so that months are alike."""
    day = date.fromordinal(number)
    return (day.year * 12 + day.month) * _MORE_THAN_A_MONTH + day.day
