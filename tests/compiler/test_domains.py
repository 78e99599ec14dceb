"""A function is kept inside its domain, and its bounds are never too narrow."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scorelib.compiler.bench.kinds import Term
from scorelib.compiler.bench.terms import read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Input, State, Value, ValueKind
from scorelib.compiler.graph.plan import InputPlan
from scorelib.compiler.graph.typing import list_kinds
from scorelib.compiler.proofs.divisions import find_unguarded
from scorelib.compiler.proofs.domains import find_outside
from scorelib.compiler.proofs.intervals import ANY, Bounds, Interval
from scorelib.engine.evaluator import evaluate_plan
from tests.compiler.calling import compute, function_texts, number_of, read_call, try_call
from tests.strategies import NAMES, WORDS, facts_of, intervals, numbers_within, plan_of

F = Fraction
POSITIVE, SHARE = Interval(F(0), None, True), Interval(F(0), F(1))
CENTURY = Interval(F(number_of("2000-01-01")), F(number_of("2099-12-31")))
DECLARED: Mapping[str, Interval] = {
    "a": SHARE,
    "b": Interval(F(-1), F(4), True, False),
    "c": POSITIVE,
    "r.x": SHARE,
    "born": CENTURY,
    "died": CENTURY,
}


def bounds_of(build: Builder, declared: Mapping[str, Interval]) -> Bounds:
    return Bounds(build.nodes, lambda found: declared.get(found.key, ANY))


@st.composite
def given_facts(draw: st.DrawFn) -> tuple[dict[str, Interval], dict[str, Value]]:
    """Return the bounds of all facts, and values within them."""
    declared = {name: draw(intervals()) for name in NAMES}
    values: dict[str, Value] = {n: draw(numbers_within(each)) for n, each in declared.items()}
    return declared, values | {"form": draw(st.sampled_from(WORDS))}


Given = tuple[dict[str, Interval], dict[str, Value]]


@given(function_texts(1), given_facts())
def test_no_value_leaves_its_interval(text: str, facts: Given) -> None:
    """Every node of a formula has its value within the interval proved for it."""
    found = try_call(text)
    assume(found is not None)
    assert found is not None
    bounds = bounds_of(found[0], facts[0])
    for node, value in enumerate(evaluate_plan(plan_of(found[0]), facts_of(facts[1]))):
        if isinstance(value, Fraction):
            assert bounds.of(node).has(value), (found[0].nodes[node], bounds.of(node), value)


@given(function_texts(1), given_facts())
def test_no_function_outside_its_domain_is_overlooked(text: str, facts: Given) -> None:
    """A formula in which all is thought guarded always has a value."""
    found = try_call(text)
    assume(found is not None)
    assert found is not None
    build, term = found
    bounds = bounds_of(build, facts[0])
    if list(find_outside(build.nodes, bounds, term.node)):
        return
    if not list(find_unguarded(build.nodes, bounds, term.node)):
        value = evaluate_plan(plan_of(build), facts_of(facts[1]))[term.node]
        assert isinstance(value, Fraction)


far = st.fractions(min_value=0, max_value=10**6, max_denominator=97)


@given(far, far, far, st.sampled_from(["0.5", "-0.5", "1 / 3", "2", "-3", "1.25"]))
def test_ends_of_long_numbers(low: Fraction, high: Fraction, at: Fraction, power: str) -> None:
    """Ends with more digits than results are rounded to are moved outwards."""
    low, at, high = sorted((low, at, high))
    whole = Interval(low, high)
    texts = ("sqrt(a)", "root(a, 5)", f"power(a, {power})", "geometric_mean(a, a, 1 / 3)")
    for text in (*texts, "ln(a)", "log10(a)", "harmonic_mean(a, 1 / 7)"):
        build, term, _ = read_call(text)
        value = compute(text, a=at)
        if isinstance(value, Fraction):
            assert bounds_of(build, {"a": whole}).of(term.node).has(value)


@given(st.lists(far, min_size=1, max_size=5))
def test_means_of_rows_lie_between_their_ends(values: list[Fraction]) -> None:
    """A mean of rows lies between the least and the greatest, but for its last digit."""
    rows: list[dict[str, Value]] = [{"x": value} for value in values]
    for text in ("geometric_mean(r_x)", "harmonic_mean(r_x)"):
        build, term, _ = read_call(text)
        declared = {"r.x": Interval(min(values), max(values))}
        value = compute(text, rows)
        if isinstance(value, Fraction):
            assert bounds_of(build, declared).of(term.node).has(value)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("sqrt(a)", SHARE),
        ("10 * sqrt(a)", Interval(F(0), F(10))),
        ("sqrt(c)", POSITIVE),
        ("sqrt(4 * a)", Interval(F(0), F(2))),
        ("root(b, 3)", None),
        ("root(8 * a - 8, 3)", Interval(F(-2), F(0))),
        ("power(a, 0.5)", SHARE),
        ("power(4 * a + 1, -0.5)", None),
        ("power(c, -1)", POSITIVE),
        ("power(a, a)", SHARE),
        ("power(b, 3)", ANY),
        ("ln(a + 1)", None),
        ("log10(99 * a + 1)", Interval(F(0), F(2))),
        ("log10(c)", ANY),
        ("ln(c + 1)", Interval(F(0), None, True)),
        ("exp(-c)", Interval(F(0), F(1), True)),
        ("exp(c)", Interval(F(1), None)),
        ("exp(100000 * a)", Interval(F(1), None)),
        ("geometric_mean(a, a, 1)", SHARE),
        ("geometric_mean(c, a)", Interval(F(0), None)),
        ("harmonic_mean(a + 1, 2)", Interval(F(4, 3), F(2))),
        ("geometric_mean(r_x)", SHARE),
        ("harmonic_mean(1 + r_x)", Interval(F(1), F(2))),
        ("first_known(a, b)", Interval(F(-1), F(4), True)),
        ("count_of(r_x > 0.5)", Interval(F(0), None)),
        ("days_between(start, died)", Interval(F(-7305), F(29219))),
        ("years_between(born, died)", Interval(F(-99), F(99))),
        ("months_between(start, max(start, died))", Interval(F(0), F(959))),
    ],
)
def test_interval_is_as_narrow_as_can_be_told(text: str, interval: Interval | None) -> None:
    """The ends of simple formulas; worked out by hand. None: irrational, but not without end."""
    build, term, _ = read_call(text)
    found = bounds_of(build, DECLARED).of(term.node)
    if interval is not None:
        assert interval == found
    else:
        assert None not in (found.lo, found.hi)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("ln(a)", [("ln", "a", "> 0")]),
        ("ln(c)", []),
        ("ln(a) if a > 0 else 0", []),
        ("0 if a <= 0 else ln(a)", []),
        ("0 if a == 0 else log10(a)", []),
        ("ln(a) if a >= 0 else 0", [("ln", "a", "> 0")]),
        ("ln(b) if b != 0 else 0", [("ln", "b", "> 0")]),
        ("ln(max(a, 0.01))", []),
        ("ln(1 + a)", []),
        ("1 if c > 0 and ln(a) > 1 else 0", [("ln", "a", "> 0")]),
        ("1 if a > 0 and ln(a) > 1 else 0", []),
        ("exp(b)", []),
        ("sqrt(a)", []),
        ("sqrt(b)", [("sqrt", "b", ">= 0")]),
        ("sqrt(b) if b >= 0 else 0", []),
        ("sqrt(abs(b))", []),
        ("root(b, 3)", []),
        ("root(b, 4)", [("root", "b", ">= 0")]),
        ("power(b, 2)", []),
        ("power(b, -2)", [("power", "b", "!= 0")]),
        ("power(b, -2) if b != 0 else 1", []),
        ("power(b, 0.5)", [("power", "b", ">= 0")]),
        ("power(a, 0.5)", []),
        ("power(a, -0.5)", [("power", "a", "> 0")]),
        ("power(a, b)", [("power", "a", "> 0")]),
        ("power(a, c)", []),
        ("power(c, b)", []),
        ("geometric_mean(a, c, 1)", []),
        ("geometric_mean(a, b)", [("geometric_mean", "b", ">= 0")]),
        ("harmonic_mean(a, b)", [("harmonic_mean", "a", "> 0"), ("harmonic_mean", "b", "> 0")]),
        ("harmonic_mean(a, 1) if a > 0 else 0", []),
        ("geometric_mean(r_x)", []),
        ("harmonic_mean(r_x)", [("harmonic_mean", "r_x", "> 0")]),
        ("harmonic_mean(r_x if r_x > 0 else 1)", []),
        ("total(ln(r_x))", [("ln", "r_x", "> 0")]),
        ("sqrt(ln(a + 1))", []),
        ("sqrt(ln(c))", [("sqrt", "ln(c)", ">= 0")]),
        ("1 / ln(c + 1)", []),
    ],
)
def test_functions_without_a_guard(text: str, wrong: list[tuple[str, str, str]]) -> None:
    """A guard is a bound or a condition that keeps the argument inside where it stands."""
    build, term, spans = read_call(text)
    bounds = bounds_of(build, DECLARED)
    found = list(find_outside(build.nodes, bounds, term.node))
    shown = [
        (each.function, text[slice(*spans[each.operand])], each.demand) for each in found
    ]  # fmt: skip
    assert wrong == shown
    assert [] == list(find_unguarded(build.nodes, bounds, term.node))


def test_what_grows_too_large_is_undefined() -> None:
    """While scoring, a result beyond the largest size leaves nothing but the reason."""
    assert State.UNDEFINED is compute("exp(a)", a=F(10001))
    assert State.UNDEFINED is compute("power(a, 9999)", a=F(12345))
    assert State.UNDEFINED is compute("a * b", a=F(2**60000), b=F(2**60000))
    assert State.UNDEFINED is compute("a / b", a=F(2**60000), b=F(1, 2**60000))
    assert State.UNDEFINED is compute("a ** 3", a=F(3**20000))
    assert State.UNDEFINED is compute("a + b", a=F(1, 3**30000), b=F(1, 2**40000))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("max(born, start)", "date"),
        ("first_known(born, start)", "date"),
        ("born if p else start", "date"),
        ("largest(r_day)", "date"),
        ("start", "date"),
        ("years_between(born, start)", "number"),
        ("sqrt(a)", "number"),
        ("mean(r_x)", "number"),
        ("count_of(r_ok)", "number"),
        ("any(r_ok)", "truth"),
        ("first_known(p, q)", "truth"),
        ("first_known(form, '甲类')", "word"),
    ],
)
def test_kinds_are_told_to_the_engines(text: str, kind: str) -> None:
    """What kind of value a node has is known before any is computed."""
    build, term, _ = read_call(text)
    assert kind == term.kind
    kinds: dict[str, ValueKind] = {"born": "date", "died": "date", "r.day": "date"}
    kinds |= {"p": "truth", "q": "truth", "r.ok": "truth", "form": "word"}
    inputs = [
        InputPlan(node.kind, node.key, scope, kinds.get(node.key, "number"))
        for node, scope in zip(build.nodes, build.scopes, strict=True)
        if isinstance(node, Input)
    ]
    assert kind == list_kinds(build.nodes, build.scopes, inputs)[term.node]


def test_long_chain_of_operations_is_bounded_on_any_stack() -> None:
    """Values that build on each other go deeper than Python's own stack of calls."""
    build = Builder()
    value = Term(build.input(Input("fact", "a")), "number")
    for _ in range(3000):
        value, _ = read_term("1 + v / 2 if v > 0 else v", build, {"v": value})
    bounds = bounds_of(build, {"a": SHARE})
    assert bounds.of(value.node).within(F(0), F(2))
    assert [] == list(find_outside(build.nodes, bounds, value.node))
