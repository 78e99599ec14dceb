"""Intervals are never too narrow, and a division that can fail is never overlooked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.bench.terms import Term, read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import (
    Choose,
    Compare,
    FoldKind,
    Input,
    Join,
    Node,
    State,
    Value,
)
from scorelib.compiler.proofs.divisions import find_unguarded
from scorelib.compiler.proofs.intervals import ANY, Bounds, Interval
from scorelib.engine.evaluator import evaluate_plan
from tests.strategies import (
    NAMES,
    WORDS,
    facts_of,
    intervals,
    names_for,
    number_texts,
    numbers_within,
    plan_of,
    rationals,
    read_formula,
)

F = Fraction
Declared = Mapping[str, Interval]


def bounds_of(nodes: list[Node], declared: Declared) -> Bounds:
    return Bounds(nodes, lambda found: declared.get(found.key, ANY))


@st.composite
def declarations(draw: st.DrawFn) -> tuple[Declared, dict[str, Value]]:
    """Return the bounds of all facts, and values within them."""
    declared = {name: draw(intervals()) for name in NAMES}
    values: dict[str, Value] = {
        name: draw(numbers_within(interval)) for name, interval in declared.items()
    }
    return declared, values | {"form": draw(st.sampled_from(WORDS))}


@given(number_texts(2, "anywhere"), declarations())
def test_no_value_leaves_its_interval(text: str, given_: tuple[Declared, dict[str, Value]]) -> None:
    """Every node of a formula has its value within the interval proved for it."""
    builder, _ = read_formula(text)
    declared, facts = given_
    bounds = bounds_of(builder.nodes, declared)
    for node, value in enumerate(evaluate_plan(plan_of(builder), facts_of(facts))):
        if isinstance(value, Fraction):
            assert bounds.of(node).has(value), (builder.nodes[node], bounds.of(node), value)


@given(number_texts(2, "anywhere"), declarations())
def test_conditions_are_used_rightly(text: str, given_: tuple[Declared, dict[str, Value]]) -> None:
    """The branch that is taken is thought possible, and its value lies in its interval there."""
    builder, _ = read_formula(text)
    declared, facts = given_
    bounds = bounds_of(builder.nodes, declared)
    values = evaluate_plan(plan_of(builder), facts_of(facts))
    for choice in (node for node in builder.nodes if isinstance(node, Choose)):
        taken = _taken(choice, values)
        if taken is not None and isinstance(values[taken], Fraction):
            known = [inside for value, inside in bounds.branches(choice, {}) if value == taken]
            assert any(bounds.of(taken, inside).has(values[taken]) for inside in known)


def _taken(choice: Choose, values: Sequence[Value]) -> int | None:
    """Return the node that a choice takes, or None where its condition has no value."""
    for condition, value in zip(choice.conditions, choice.values, strict=False):
        if isinstance(values[condition], State):
            return None
        if values[condition]:
            return value
    return choice.values[-1]


@given(number_texts(2, "anywhere"), declarations(), st.booleans())
def test_refinement_keeps_what_is_true(
    text: str, given_: tuple[Declared, dict[str, Value]], flip: bool
) -> None:
    """What is known where a condition holds (or not) is true of the values that make it so."""
    builder, _ = read_formula(text)
    declared, facts = given_
    bounds = bounds_of(builder.nodes, declared)
    values = evaluate_plan(plan_of(builder), facts_of(facts))
    for number, node in enumerate(builder.nodes):
        if isinstance(node, (Compare, Join)) and isinstance(values[number], bool):
            known = bounds.refine(number, values[number], {})
            assert known is not None
            shown = {each: values[each] for each in known if isinstance(values[each], Fraction)}
            assert all(known[each].has(value) for each, value in shown.items())
            assert bounds.decide(number) in (None, values[number])
            assert flip or bounds.decide(number, known) in (None, values[number])


@given(number_texts(2, "anywhere"), declarations())
def test_unguarded_division_is_never_missed(
    text: str, given_: tuple[Declared, dict[str, Value]]
) -> None:
    """A formula in which every division is thought guarded always has a value."""
    builder, root = read_formula(text)
    declared, facts = given_
    bounds = bounds_of(builder.nodes, declared)
    if not list(find_unguarded(builder.nodes, bounds, root)):
        value = evaluate_plan(plan_of(builder), facts_of(facts))[root]
        assert isinstance(value, Fraction)


item_texts = st.sampled_from(
    [
        "a",
        "-a",
        "a * b",
        "a / b if b > 0 else c",
        "min(a, c)",
        "abs(a) + 1",
        "round_half_up(a, 0)",
        "3",
        "c",
        "a ** 2 - 预算数",
    ]
)


FOLDS: list[FoldKind] = ["sum", "mean", "max", "min"]


@given(item_texts, st.sampled_from(FOLDS), st.integers(0, 2), declarations(), st.data())
def test_folds_stay_within_their_interval(
    text: str,
    how: FoldKind,
    drop: int,
    given_: tuple[Declared, dict[str, Value]],
    data: st.DataObject,
) -> None:
    """One figure from any number of rows lies in its interval, with or without the extremes."""
    declared, facts = given_
    builder = Builder()
    names = names_for(builder)
    for name in ("a", "b"):
        names[name] = Term(builder.input(Input("item", name), "slot"), "number")
    term, _ = read_term(text, builder, names)
    folded = builder.fold("slot", term.node, how, drop)
    item = st.fixed_dictionaries({name: numbers_within(declared[name]) for name in ("a", "b")})
    items = data.draw(st.lists(item, max_size=6))
    values = evaluate_plan(plan_of(builder), facts_of(facts, {"slot": items}))
    if isinstance(values[folded], Fraction):
        assert bounds_of(builder.nodes, declared).of(folded).has(values[folded])


rows_texts = st.sampled_from(
    [
        "total(a) / rows_count if rows_count > 0 else 7",
        "total(a / rows_count)",
        "total(a * b) / total(b) if total(b) > 0 else 1",
        "total(b * a) / total(b) if total(b) != 0 else 1",
        "largest(a) * total(b * a) / total(b) if total(b) > 0 else 1",
        "total((a * b) / rows_count) - mean(a)",
        "largest(a) - smallest(b)",
        "total(a / total(b) if total(b) > 1 else b)",
        "mean(a - mean(a))",
        "total(a) if rows_count > 2 else total(b)",
    ]
)


@given(rows_texts, declarations(), st.data())
def test_means_stay_within_their_interval(
    text: str, given_: tuple[Declared, dict[str, Value]], data: st.DataObject
) -> None:
    """What is said of means and weighted means is true of every list, an empty one included."""
    declared, _ = given_
    builder = Builder()
    names = {name: Term(builder.input(Input("item", name), "rows"), "number") for name in "ab"}
    names["rows_count"] = Term(builder.count("rows"), "number")
    term, _ = read_term(text, builder, names)
    item = st.fixed_dictionaries({name: numbers_within(declared[name]) for name in "ab"})
    items = data.draw(st.lists(item, max_size=5))
    values = evaluate_plan(plan_of(builder), facts_of({}, {"rows": items}))
    bounds = bounds_of(builder.nodes, declared)
    for node, value in enumerate(values):
        if isinstance(value, Fraction):
            assert bounds.of(node).has(value), (builder.nodes[node], bounds.of(node), value)
    if isinstance(values[term.node], State):
        assert values[term.node] is State.UNDEFINED


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("mean(a)", Interval(F(0), F(1))),
        ("largest(a)", Interval(F(0), F(1))),
        ("total(a)", Interval(F(0), None)),
        ("total(a / rows_count)", Interval(F(0), F(1))),
        ("total(5 * a / rows_count)", Interval(F(0), F(5))),
        ("total(a) / rows_count if rows_count > 0 else 0", Interval(F(0), F(1))),
        ("total(a * w) / total(w) if total(w) > 0 else 0", Interval(F(0), F(1))),
        ("5 * total(a * w) / total(w) if total(w) > 0 else 0", Interval(F(0), F(5))),
        ("total(a) * 5 / rows_count if rows_count > 0 else 0", Interval(F(0), F(5))),
    ],
)
def test_mean_is_bounded_by_its_rows(text: str, interval: Interval) -> None:
    """A mean, plain or weighted, is bounded by what it is a mean of; a sum only from below."""
    declared = {"a": Interval(F(0), F(1)), "w": Interval(F(0), None, True, False)}
    builder = Builder()
    names = {name: Term(builder.input(Input("item", name), "rows"), "number") for name in "aw"}
    names["rows_count"] = Term(builder.count("rows"), "number")
    term, _ = read_term(text, builder, names)
    bounds = bounds_of(builder.nodes, declared)
    assert interval == bounds.of(term.node)
    assert [] == list(find_unguarded(builder.nodes, bounds, term.node))


@pytest.mark.parametrize(
    ("text", "divisors"),
    [
        ("total(a) / rows_count", ["rows_count"]),
        ("total(a / rows_count)", []),
        ("total(a / w)", []),
        ("total(a / total(w))", []),
        ("total(w / a)", ["a"]),
        ("mean(a) / total(w)", ["total(w)"]),
        ("total(mean(w / a) if a > 0 else 0)", ["a"]),
    ],
)
def test_divisions_by_rows_without_a_guard(text: str, divisors: list[str]) -> None:
    """Where a row is looked at there is one; a condition on it says nothing of the others."""
    declared = {"a": Interval(F(0), F(1)), "w": Interval(F(0), None, True, False)}
    builder = Builder()
    names = {name: Term(builder.input(Input("item", name), "rows"), "number") for name in "aw"}
    names["rows_count"] = Term(builder.count("rows"), "number")
    term, spans = read_term(text, builder, names)
    bounds = bounds_of(builder.nodes, declared)
    found = [divisor for _, divisor in find_unguarded(builder.nodes, bounds, term.node)]
    assert divisors == [text[slice(*spans[each])] for each in found]


def test_condition_on_one_item_says_nothing_of_the_others() -> None:
    """Where an item's own `x` is positive, the sum of `x` over all items can still be negative."""
    builder = Builder()
    own = builder.input(Input("item", "x"), "slot")
    total = builder.fold("slot", own)
    positive = builder.compare(">", own, builder.constant(0))
    chosen = builder.choose([(positive, total)], builder.constant(0))
    items: list[dict[str, Value]] = [{"x": F(1)}, {"x": F(-5)}]
    values = evaluate_plan(plan_of(builder), facts_of({}, {"slot": items}))
    assert (F(-4), F(0)) == values[chosen]
    assert bounds_of(builder.nodes, {}).of(chosen).has(F(-4))


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("a + b", Interval(F(-1), F(9), True, False)),
        ("a - b", Interval(F(-4), F(6), False, True)),
        ("a * b", Interval(F(-5), F(20), True, False)),
        ("a * a", Interval(F(0), F(25))),
        ("-a", Interval(F(-5), F(0))),
        ("b ** 2", Interval(F(0), F(16))),
        ("b ** 3", Interval(F(-1), F(64), True, False)),
        ("abs(b)", Interval(F(0), F(4))),
        ("min(a, b)", Interval(F(-1), F(4), True, False)),
        ("max(a, b)", Interval(F(0), F(5))),
        ("a / c", Interval(F(0), None)),
        ("a / (c + 1)", Interval(F(0), F(5), False, True)),
        ("a / b", ANY),
        ("1 / d", Interval(F(1, 2), F(1))),
        ("round_half_up(b / 3, 0)", Interval(F(0), F(1))),
        ("floor(b)", Interval(F(-1), F(4))),
        ("a if b > 0 else -1", Interval(F(-1), F(5))),
        ("b if b > 0 else 0", Interval(F(0), F(4))),
        ("b if b > 0 else 1", Interval(F(0), F(4), True, False)),
        ("c * 0", Interval(F(0), F(0))),
        ("min(a / c, 1)", Interval(F(0), F(1))),
    ],
)
def test_interval_is_as_narrow_as_can_be_told(text: str, interval: Interval) -> None:
    """The ends, and whether they are reached, of simple formulas; worked out by hand."""
    declared = {
        "a": Interval(F(0), F(5)),
        "b": Interval(F(-1), F(4), True, False),
        "c": Interval(F(0), None, True, False),
        "d": Interval(F(1), F(2)),
    }
    builder = Builder()
    names = {name: Term(builder.input(Input("fact", name)), "number") for name in declared}
    term, _ = read_term(text, builder, names)
    assert interval == bounds_of(builder.nodes, declared).of(term.node)


@pytest.mark.parametrize(
    ("text", "divisors"),
    [
        ("a / b", ["b"]),
        ("a / c", []),
        ("a / (b + c)", ["b + c"]),
        ("a / b if b > 0 else 0", []),
        ("0 if b <= 0 else a / b", []),
        ("0 if not b > 0 else a / b", []),
        ("a / b if b >= 0 else 0", ["b"]),
        ("a / p if p != 0 else 0", []),
        ("a / p if not p == 0 else 0", []),
        ("a / b if b != 0 else 0", []),
        ("0 if b == 0 else a / b", []),
        ("1 if b > 0 and a / b > 1 else 0", []),
        ("1 if b <= 0 or a / b > 1 else 0", []),
        ("1 if a / b > 1 and b > 0 else 0", ["b"]),
        ("1 if b > 0 or a / b > 1 else 0", ["b"]),
        ("a / b if b > 0 or a > 0 else 0", ["b"]),
        ("a / b + (a / b if b > 0 else 0)", ["b"]),
        ("a / max(b, 1)", []),
        ("a / abs(b)", ["abs(b)"]),
        ("a / (b ** 2 + 1)", []),
        ("a / round_half_up(c, 0)", ["round_half_up(c, 0)"]),
        ("a / (b - b)", ["b - b"]),
        ("1 / (b * 1) if b * 1 <= 0 and b > 0 else 0", []),
    ],
)
def test_divisions_without_a_guard(text: str, divisors: list[str]) -> None:
    """A guard is a condition that keeps zero out where the division stands, on the left of it."""
    declared = {"c": Interval(F(0), None, True, False), "p": Interval(F(0), None)}
    builder = Builder()
    names = {name: Term(builder.input(Input("fact", name)), "number") for name in "abcp"}
    term, spans = read_term(text, builder, names)
    bounds = bounds_of(builder.nodes, declared)
    found = [divisor for _, divisor in find_unguarded(builder.nodes, bounds, term.node)]
    assert divisors == [text[slice(*spans[each])] for each in found]


def test_branch_that_cannot_be_is_no_trouble() -> None:
    """Conditions that exclude each other in a way seen late leave a branch without values."""
    builder, root = read_formula("1 / (b * 1) if b * 1 <= 0 and b > 0 else 7")
    bounds = bounds_of(builder.nodes, {})
    assert [] == list(find_unguarded(builder.nodes, bounds, root))
    assert bounds.of(root).has(F(7))


@given(intervals(), intervals(), rationals)
def test_meeting_and_joining(left: Interval, right: Interval, value: Fraction) -> None:
    """A meeting holds what both hold; a joining holds what either holds."""
    in_left, in_right = left.has(value), right.has(value)
    assert (in_left and in_right) == left.meet(right).has(value)
    assert left.join(right).has(value) or not (in_left or in_right)


@given(intervals(), rationals)
def test_empty_interval_holds_nothing(interval: Interval, value: Fraction) -> None:
    """What is called empty has no value, and what is drawn here has one."""
    assert not interval.empty
    gone = interval.meet(Interval(value, value, True))
    assert gone.empty
    assert not gone.has(value)
