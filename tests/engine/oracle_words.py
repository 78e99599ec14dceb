"""What words mean, read a second time: numbers, shares, formulas, roundings, bands, facts.

Formulas stand as the tuples that they were drawn from, `("+", ("fact", "rate"), ("number", "1"))`;
`("total", "lots", …)` works a formula out for every row of a list and puts the figures together.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Any

__all__ = [
    "ZERO",
    "Facts",
    "Lack",
    "Points",
    "Spec",
    "count_steps",
    "find_band",
    "find_gravest",
    "read_fact",
    "read_figure",
    "round_by_hand",
    "work_out",
]

ZERO = Fraction(0)
Spec = Mapping[str, Any]
Facts = Mapping[str, Any]
"""Values by name; under the name of a list, its rows, each with values by the formulas' names."""


class Lack(IntEnum):
    """Why there is no value; where several meet, the graver wins."""

    ABSENT = 1
    UNASSESSED = 2
    MISSING = 3
    UNDEFINED = 4


Value = Fraction | bool | str | Lack
Points = Fraction | Lack

STATES = {
    "missing": Lack.MISSING,
    "not-applicable": Lack.ABSENT,
    "cannot-be-assessed": Lack.UNASSESSED,
}


def read_figure(text: str) -> Fraction:
    """Return a bare number, a percentage or a fraction (`1/3`)."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def find_gravest(values: Sequence[Any]) -> Lack | None:
    return max((each for each in values if isinstance(each, Lack)), default=None)


# Formulas


_TWO: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda one, other: one / other if other else Lack.UNDEFINED,
    "min": min,
    "max": max,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ROWS: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "total": sum,
    "mean": lambda figures: Fraction(sum(figures), len(figures)),
    "largest": max,
    "smallest": min,
}


def _gather(name: str, rows: Any, each: Sequence[Any], facts: Facts) -> Any:
    """Return one figure for all rows of a list."""
    if isinstance(rows, Lack):
        return rows
    figures = [work_out(each, {**facts, **row}) for row in rows]
    lack = find_gravest(figures)
    return _ROWS[name](figures) if lack is None else lack


def work_out(formula: Sequence[Any], facts: Facts) -> Any:
    """Return what a formula comes to."""
    name, *parts = formula
    if name in ("number", "days"):
        return read_figure(parts[0])
    if name == "fact":
        return facts[parts[0]]
    if name in _ROWS:
        return _gather(name, facts[parts[0]], parts[1], facts)
    if name == "if":
        holds = work_out(parts[0], facts)
        return holds if isinstance(holds, Lack) else work_out(parts[1 if holds else 2], facts)
    values = [work_out(part, facts) for part in parts]
    # By identity: a lack of rank 1 equals True.
    if name in ("and", "or") and any(each is (name == "or") for each in values):
        return name == "or"
    lack = find_gravest(values)
    if lack is not None:
        return lack
    if name in ("and", "or"):
        return name == "and"
    return not values[0] if name == "not" else _TWO[name](*values)


def count_steps(kind: str, measure: Fraction, per: Fraction) -> Fraction:
    """Return the steps of a deduction: parts of one in proportion, not at all, or as a whole."""
    steps = measure / per
    return {"full": Fraction(steps // 1), "started": Fraction(-(-steps // 1))}.get(kind, steps)


# Roundings and bands


def round_by_hand(value: Any, rule: Mapping[str, str] | None) -> Any:
    """Return a value rounded, the count of steps taken apart into whole and rest."""
    if rule is None or isinstance(value, Lack):
        return value
    step = Fraction(1, 10 ** int(rule["places"])) / (100 if rule.get("unit") == "%" else 1)
    whole, rest = divmod(value / step, 1)
    away, half = value > 0, Fraction(1, 2)
    lifts = {
        "floor": False,
        "ceiling": rest > 0,
        "down": rest > 0 and not away,
        "up": rest > 0 and away,
        "half-up": rest > half or (rest == half and away),
        "half-down": rest > half or (rest == half and not away),
        "half-even": rest > half or (rest == half and whole % 2 == 1),
    }
    return (whole + lifts[rule["mode"]]) * step


def find_band(value: Fraction, bands: Sequence[Sequence[Any]]) -> Any:
    """Return what the band holds that a value lies in: bounds, and whether they are open."""
    for least, least_open, most, most_open, found in bands:
        above = least is None or value > least or (value == least and not least_open)
        below = most is None or value < most or (value == most and not most_open)
        if above and below:
            return found
    return Lack.UNDEFINED


# Facts


def _read_survey(spec: Spec, counts: Mapping[str, str]) -> Points:
    """Return Σ score × answers / Σ answers; of no answers there is nothing to say."""
    people = sum(int(each) for each in counts.values())
    worth = sum(
        (read_figure(level["score"]) * int(counts[name]) for name, level in spec["levels"].items()),
        ZERO,
    )
    return worth / people if people else Lack.UNDEFINED


def _read_rows(name: str, spec: Spec, rows: Sequence[Spec]) -> Any:
    """Return the rows of a list that apply, columns by the names that formulas use."""
    found = []
    for row in rows:
        state = STATES.get(row.get("state", ""))
        if state is Lack.ABSENT:
            continue
        found.append(
            {
                f"{name}_{column}": _read_cell(field, row.get(column)) if state is None else state
                for column, field in spec["fields"].items()
            }
        )
    return found or Lack.ABSENT


def _read_cell(spec: Spec, text: str | None) -> Value:
    if text is None:
        return Lack.MISSING
    return text == "true" if spec.get("kind") == "flag" else read_figure(text)


def read_fact(name: str, spec: Spec, given: Any) -> Mapping[str, Any]:
    """Return the values that formulas find for one fact: its own name, or those of its columns."""
    kind = spec.get("kind", "quantity")
    given = {"state": "missing"} if given is None else given
    value: Any
    if isinstance(given, dict) and "state" in given:
        value = STATES[given["state"]]
    elif kind == "survey":
        value = _read_survey(spec, given["counts"])
    elif kind == "list":
        value = _read_rows(name, spec, given["rows"])
    else:
        value = given if kind == "category" else _read_cell(spec, given)
    if kind != "list":
        return {name: value}
    count = value if isinstance(value, Lack) else Fraction(len(value))
    return {name: value, f"{name}_count": count}
