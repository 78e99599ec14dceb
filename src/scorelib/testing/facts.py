"""What a project may give for a fact: a value, answers, rows, or a state instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from scorelib.compiler.graph.plan import FactInput
from scorelib.testing.quantities import quantities

__all__ = ["REASON", "Data", "column_of", "entries", "states", "values"]

Data = dict[str, Any]
"""A part of a document as plain data."""

REASON: Final = {"zh": "测试数据", "en": "drawn for a test"}
_FIRST_DAY: Final = date(2000, 1, 1).toordinal()
_LAST_DAY: Final = date(2030, 12, 31).toordinal()
_MOST_ANSWERS: Final = 200
_MOST_ROWS: Final = 4


def entries(fact: FactInput) -> st.SearchStrategy[Any]:
    """Return what may stand for a fact in a project: mostly a value, now and then a state.

    >>> import scorelib
    >>> plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))
    >>> entries(plan.facts[0]).filter(lambda found: isinstance(found, str)).is_empty
    False
    """
    return st.one_of(*[values(fact)] * 9, states())


def states(*, missing: bool = True) -> st.SearchStrategy[Data]:
    """Return the states that stand in the place of a value, with a reason where one is asked."""
    told = st.sampled_from(["not-applicable", "cannot-be-assessed"])
    found = told.map(lambda state: {"state": state, "reason": REASON})
    return found | st.just({"state": "missing"}) if missing else found


def values(fact: FactInput) -> st.SearchStrategy[Any]:
    """Return the values that a fact may have, as a project writes them."""
    return _KINDS[fact.kind](fact)


def _days(fact: FactInput) -> st.SearchStrategy[str]:
    low = _FIRST_DAY if fact.least is None else int(fact.least) + fact.least_open
    high = max(low, _LAST_DAY) if fact.most is None else int(fact.most) - fact.most_open
    return st.integers(low, high).map(lambda day: date.fromordinal(day).isoformat())


def _flags(_: FactInput) -> st.SearchStrategy[bool]:
    return st.booleans()


def _categories(fact: FactInput) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name, _ in fact.values])


def _surveys(fact: FactInput) -> st.SearchStrategy[Data]:
    """Return answers: usually of somebody, since the mean of nobody is undefined."""
    answers = st.fixed_dictionaries(
        {name: st.integers(0, _MOST_ANSWERS) for name, _, _ in fact.levels}
    )
    asked = answers.map(lambda counts: {"counts": counts, "respondents": sum(counts.values())})
    return answers.map(lambda counts: {"counts": counts}) | asked


def _lists(fact: FactInput) -> st.SearchStrategy[Data]:
    columns: Mapping[str, st.SearchStrategy[Any]] = {
        column_of(field): entries(field) for field in fact.fields
    }
    row = st.fixed_dictionaries({}, optional=columns)
    absent = st.just({"state": "not-applicable", "reason": REASON})
    rows = st.lists(st.one_of(row, row, row, absent), min_size=1, max_size=_MOST_ROWS)
    return rows.map(
        lambda found: {"rows": [{"id": f"row-{n}", **each} for n, each in enumerate(found, 1)]}
    )


def column_of(field: FactInput) -> str:
    """Return the name of a column inside its list."""
    return field.name.rpartition(".")[2]


_KINDS: Final[Mapping[str, Callable[[FactInput], st.SearchStrategy[Any]]]] = {
    "quantity": quantities,
    "count": quantities,
    "date": _days,
    "flag": _flags,
    "category": _categories,
    "survey": _surveys,
    "list": _lists,
}
