"""What nodes of a plan can be, held against what they are for projects drawn at random."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_text
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.reading.certificate.orders import Orders
from scorelib.reading.ranges import Ranges
from scorelib.words.numbers import print_number

RULES = """\
scorelib: 1
id: example/ranges
edition: "1"
revision: 1
title: {zh: 例, en: Example}
facts:
  a: {label: A, min: 0, max: 20}
  b: {label: B, min: -5, max: 9}
values:
  least: {label: L, formula: "min(a, 5 + b)"}
  parts: {label: P, formula: "(1 if a > 10 else 0) + (2 if b > 3 else 4)"}
rounding: {points: {places: 1, mode: half-up}}
indicators:
  one: {label: 一, max_points: 20, method: {kind: formula, points: "max(0, min(a, b))"}}
  two: {label: 二, max_points: 6, method: {kind: formula, points: "parts"}}
  three: {label: 三, max_points: 4, method: {kind: proportional, value: a / 20, cap: 1}}
"""


def _plan() -> Plan:
    return compile_ruleset(load_text(RULES, Path("example.yaml")))


PLAN = _plan()
RANGES = Ranges(PLAN)
ORDERS = Orders(RANGES)

FIGURES = st.integers(-50, 200).map(lambda tenths: Fraction(tenths, 10))


@settings(max_examples=40, deadline=None)
@given(FIGURES.filter(lambda x: x >= 0), FIGURES.filter(lambda x: x <= 9))
def test_every_node_is_what_is_shown_of_it(a: Fraction, b: Fraction) -> None:
    """Each figure lies in its interval, is one of its listed values, and is in its order."""
    document = {
        "scorelib": "1",
        "project": {"id": "p", "name": "p"},
        "assessed_period": "2021",
        "evaluated_on": "2022-01-01",
        "facts": {"a": print_number(a), "b": print_number(b)},
    }
    values = evaluate_project(PLAN, load_project(document)).values
    numbers = {node: value for node, value in enumerate(values) if isinstance(value, Fraction)}
    for node, value in numbers.items():
        assert RANGES.of(node).has(value)
        listed = RANGES.values(node)
        assert listed is None or value in listed
    roots = [each.points for each in PLAN.occurrences]
    for one in roots:
        for other, limit in numbers.items():
            if one in numbers and ORDERS.is_at_most(one, other):
                assert numbers[one] <= limit


def test_values_are_listed_where_they_are_few() -> None:
    """The sum of two choices has the four sums for values; that of a fact has an interval only."""
    parts = next(each for each in PLAN.values if each.id == "parts")
    least = next(each for each in PLAN.values if each.id == "least")
    assert frozenset(map(Fraction, (2, 3, 4, 5))) == RANGES.values(parts.node)
    assert RANGES.values(least.node) is None
