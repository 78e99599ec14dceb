"""Formulas against an oracle that shares no code: plain simpleeval on Fractions."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
import simpleeval  # type: ignore[import-untyped]
from hypothesis import event, given
from hypothesis import strategies as st

from scorelib.compiler.graph.nodes import State, Value
from scorelib.engine.evaluator import evaluate_plan
from scorelib.words.rounding import Mode
from tests.strategies import (
    NAMES,
    WORDS,
    facts_of,
    number_texts,
    plan_of,
    rationals,
    read_formula,
    round_by_decimal,
    truth_texts,
)

UNDEFINED = "undefined"


def ask_python(text: str, values: Mapping[str, Value]) -> object:
    """Return what Python itself makes of a formula, with every number a Fraction."""
    oracle = simpleeval.SimpleEval(functions=FUNCTIONS, names=dict(values))
    oracle.operators = {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.Pow: operator.pow,
        ast.USub: operator.neg,
        ast.Not: operator.not_,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
    }
    oracle.nodes[ast.Constant] = lambda node: _read_literal(text, node)
    try:
        return oracle.eval(text)
    except ZeroDivisionError:
        return UNDEFINED


def _read_literal(text: str, node: ast.Constant) -> object:
    """Return a literal from its characters: Python has read it as a float."""
    if isinstance(node.value, str):
        return node.value
    return Fraction(text.encode()[node.col_offset : node.end_col_offset].decode())


def _rounding(mode: Mode) -> Callable[..., Fraction]:
    return lambda value, places=0: round_by_decimal(value, int(places), mode)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "floor": _rounding("floor"),
    "ceiling": _rounding("ceiling"),
    "round_half_up": _rounding("half-up"),
    "round_half_down": _rounding("half-down"),
    "round_half_even": _rounding("half-even"),
    "round_up": _rounding("up"),
    "round_down": _rounding("down"),
}


def ask_plan(text: str, values: Mapping[str, Value]) -> object:
    """Return what the plan of a formula evaluates to."""
    builder, root = read_formula(text)
    value = evaluate_plan(plan_of(builder), facts_of(values))[root]
    return UNDEFINED if value is State.UNDEFINED else value


facts = st.fixed_dictionaries(
    {**dict.fromkeys(NAMES, rationals | st.just(Fraction(0))), "form": st.sampled_from(WORDS)}
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2 == 0.3", True),
        ("round_half_up(3 * 5 / 24, 2)", Fraction("0.63")),
        ("-2 ** 2", Fraction(-4)),
        ("2 - 3 - 4", Fraction(-5)),
        ("8 / 4 / 2", Fraction(1)),
        ("0 ** 0", Fraction(1)),
        ("1 < 2 < 3 > 2", True),
        ("1 / 0", UNDEFINED),
        ("7 if 1 > 0 else 1 / 0", Fraction(7)),
        ("floor(-0.5)", Fraction(-1)),
        ("ceiling(-1.25, 1)", Fraction("-1.2")),
    ],
)
def test_oracle_and_plan_agree_with_arithmetic(text: str, value: object) -> None:
    """Both give what a person works out."""
    assert (value, value) == (ask_python(text, {}), ask_plan(text, {}))


@given(number_texts(3, "outside junctions") | truth_texts(2, "outside junctions"), facts)
def test_plan_gives_what_python_gives(text: str, values: dict[str, Value]) -> None:
    """Where no `and`, `or` or chain of comparisons divides, both agree on everything."""
    expected = ask_python(text, values)
    event("undefined" if expected == UNDEFINED else "a value")
    found = ask_plan(text, values)
    assert (type(expected), expected) == (type(found), found)


@given(number_texts(2, "anywhere") | truth_texts(2, "anywhere"), facts)
def test_plan_never_contradicts_python(text: str, values: dict[str, Value]) -> None:
    """With divisions anywhere, whatever Python can compute the plan computes too."""
    expected = ask_python(text, values)
    if expected != UNDEFINED:
        assert expected == ask_plan(text, values)


@pytest.mark.parametrize(
    ("text", "python", "plan"),
    [
        ("1 / a > 1 or b > 0", UNDEFINED, True),
        ("1 / a > 1 or b < 0", UNDEFINED, UNDEFINED),
        ("1 / a > 1 and b < 0", UNDEFINED, False),
        ("1 / a > 1 and b > 0", UNDEFINED, UNDEFINED),
        ("b > 0 or 1 / a > 1", True, True),
        ("b < 0 and 1 / a > 1", False, False),
        ("b < 0 or 1 / a > 1", UNDEFINED, UNDEFINED),
        ("1 / a < b < 0", UNDEFINED, False),
        ("b < 0 < 1 / a", False, False),
        ("not (1 / a > 1)", UNDEFINED, UNDEFINED),
        ("7 if 1 / a > 1 or b > 0 else 8", UNDEFINED, Fraction(7)),
        ("7 if 1 / a > 1 else 8", UNDEFINED, UNDEFINED),
    ],
)
def test_the_one_difference(text: str, python: object, plan: object) -> None:
    """After Kleene a side that decides absorbs an undefined one; Python stops at the first."""
    values: dict[str, Value] = {"a": Fraction(0), "b": Fraction(5)}
    assert (python, plan) == (ask_python(text, values), ask_plan(text, values))
