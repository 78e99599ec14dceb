"""What a program gives is what the operations give, node by node."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.nodes import Choose, Compare, Constant, Input, Irrational, State
from scorelib.compiler.graph.plan import InputPlan, Plan, SlotPlan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.evaluator import (
    Facts,
    evaluate_by_operations,
    evaluate_plan,
    load_facts,
)
from scorelib.engine.program.classes import Key, join_keys
from scorelib.engine.program.programs import MOST, OFTEN, Program, Programs
from scorelib.engine.program.values import KeptValues
from tests.engine.columns.drawing_facts import FactDrawer
from tests.engine.columns.drawing_nodes import draw_plan
from tests.engine.columns.test_kernel import list_shipped
from tests.engine.scoring import make_plan, one_indicator
from tests.engine.test_web import draw_plans

EXAMPLES: Final = int(os.environ.get("SCORELIB_EXAMPLES", "100"))
NATIONAL: Final = "cn/mof/self-evaluation@2020"


def list_differences(plan: Plan, facts: Facts, found: Sequence[Any]) -> list[str]:
    """Return which values are not those of the operations; numbers and truths are apart."""
    expected = evaluate_by_operations(plan, facts)
    assert len(found) == len(expected)
    return [
        f"{node}, {plan.nodes[node]}: {one!r} instead of {other!r}"
        for node, (one, other) in enumerate(zip(found, expected, strict=True))
        if repr(one) != repr(other)
    ]


def run_shared(plan: Plan, facts: Sequence[Facts]) -> list[tuple[Facts, Sequence[Any]]]:
    """Return what one program for all of some projects gives of each that it can hold."""
    programs = Programs(plan)
    for each in facts:
        programs.load(each.values, each.items)  # from now on the units are fine enough for all
    loaded = [(each, programs.load(each.values, each.items)) for each in facts]
    held = [(each, numbers) for each, numbers in loaded if numbers is not None]
    if not held:
        return []
    keys: list[Key] = [key for _, (key, _) in held]
    program = programs.make(reduce(join_keys, keys))
    return [(each, run_program(plan, each, program, inputs)) for each, (_, inputs) in held]


def run_program(plan: Plan, facts: Facts, program: Program, inputs: tuple[Any, ...]) -> KeptValues:
    """Return what a program gives; what has no integer form is taken from the operations."""
    exact = evaluate_by_operations(plan, facts)
    return KeptValues(program.reader, inputs, program.run(*inputs), lambda node, _: exact[node])


@pytest.mark.parametrize("reference", list_shipped())
def test_shipped_rulesets(reference: str) -> None:
    """Every node of every shipped ruleset, of tidy and odd projects."""
    plan = compile_ruleset(load_ruleset(reference))
    drawer = FactDrawer(plan, Random(reference))
    count = EXAMPLES * 200 // len(plan.nodes) + 4
    facts = [drawer.draw(place % 4 > 0) for place in range(count)]
    shared = run_shared(plan, facts)
    assert len(shared) > count / 3
    for each, found in shared:
        assert list_differences(plan, each, found) == []
    for each in facts[: count // 20 + 1]:
        assert list_differences(plan, each, load_facts(plan, each).evaluate()) == []


def test_drawn_rulesets() -> None:
    """Drawn rulesets, with the projects drawn for them and with facts of any kind."""
    for random, plan, facts in draw_plans(8):
        drawer = FactDrawer(plan, random)
        given = [*facts, *(drawer.draw(True) for _ in range(6))]
        for each, found in run_shared(plan, given):
            assert list_differences(plan, each, found) == []
        for each in given[:1]:
            assert list_differences(plan, each, load_facts(plan, each).evaluate()) == []


def test_drawn_nodes() -> None:
    """Every kind of node over every kind of operand, wherever it runs."""
    held = count = 0
    for seed in range(EXAMPLES):
        random = Random(seed)
        plan = draw_plan(random, random.choice((10, 40, 120)))
        drawer = FactDrawer(plan, random)
        facts = [drawer.draw(random.random() < 0.7) for _ in range(8)]
        shared = run_shared(plan, facts)
        held, count = held + len(shared), count + 8
        for each, found in shared:
            assert list_differences(plan, each, found) == [], seed
        for each in facts[::4]:
            found = load_facts(plan, each).evaluate()
            assert list_differences(plan, each, found) == [], seed
    assert held > count * 0.8


AMOUNTS: Final = st.one_of(
    st.integers(-(10**14), 10**14).map(lambda cents: Fraction(cents, 100)),
    st.sampled_from([Fraction(0), Fraction(1, 100), Fraction(10**12) + Fraction(1, 100)]),
    st.integers(0, 200).map(lambda half: Fraction(half, 8)),
    st.fractions(-2, 2, max_denominator=10**9),
    st.integers(2**63, 2**90).map(Fraction),
    st.sampled_from([*State, None]),
)
MONEY: Final = one_indicator({"kind": "proportional", "value": "spent / planned", "cap": "1"})


@given(spent=AMOUNTS, planned=AMOUNTS)
def test_amounts(spent: Any, planned: Any) -> None:
    """Amounts of any size and sign, on ties, of strange parts, and without a value."""
    given_ = {("fact", "spent"): spent, ("fact", "planned"): planned}
    facts = Facts({key: value for key, value in given_.items() if value is not None})  # type: ignore[misc]
    assert list_differences(MONEY, facts, load_facts(MONEY, facts).evaluate()) == []
    assert list_differences(MONEY, facts, evaluate_plan(MONEY, facts)) == []


@pytest.mark.parametrize("value", [Fraction(1, 3), Fraction(1, 10**9), Fraction(2**80), True, "x"])
def test_what_no_program_holds(value: Any) -> None:
    """Figures too large or too fine, and values of another kind, are left to the operations."""
    assert Programs(MONEY).load({("fact", "spent"): value}, {}) is None
    facts = Facts({("fact", "spent"): Fraction(1, 3), ("fact", "planned"): Fraction(1)})
    assert isinstance(load_facts(MONEY, facts).evaluate(), tuple)
    assert list_differences(MONEY, facts, load_facts(MONEY, facts).evaluate()) == []


def test_what_has_no_integer_form() -> None:
    """Of a plan with a root, that and what is made of it are evaluated, the rest computed."""
    points = "10 * sqrt(rate / 2)"
    method = {"kind": "formula", "points": points}
    root = {"label": "甲", "max_points": "10", "method": method}
    plain = {**root, "method": {"kind": "proportional", "value": "rate", "cap": "1"}}
    rate = {"rate": {"label": "率", "min": "0", "max": "1"}}
    plan = make_plan({"a": root, "b": plain}, facts=rate)
    facts = [Facts({("fact", "rate"): Fraction(each, 8)}) for each in range(9)]
    for each in facts:
        found = load_facts(plan, each).evaluate()
        assert isinstance(found, KeptValues)
        assert found.readers.left
        assert len(found.readers.left) < len(plan.nodes) / 2
        assert any(isinstance(plan.nodes[node], Irrational) for node in found.readers.left)
        last = found.readers.left[-1]
        assert found[last] == evaluate_by_operations(plan, each)[last]
        assert list_differences(plan, each, found) == []


@pytest.mark.parametrize("scope", [None, "s"])
def test_many_steps(scope: str | None) -> None:
    """A choice among more than Python nests is printed in parts, of a project or for each row."""
    source = Input("fact", "x") if scope is None else Input("item", "x")
    limits = [Constant(Fraction(each)) for each in range(500)]
    compares = [Compare("<", 0, 1 + each) for each in range(500)]
    conditions, values = tuple(range(501, 1001)), (*range(500, 0, -1), 1)
    nodes: Any = (source, *limits, *compares, Choose(conditions, values))
    scopes = (scope, *[None] * 500, *[scope] * 501)
    kinds: Any = (*["number"] * 501, *["truth"] * 500, "number")
    inputs = (InputPlan(source.kind, "x", scope, "number"),)
    slots = (SlotPlan("s", "positive", (), ()),)
    plan = replace(MONEY, nodes=nodes, scopes=scopes, kinds=kinds, inputs=inputs, slots=slots)
    figures = [Fraction(each) for each in (-1, 0, 1, 29, 30, 31, 59, 60, 61, 498, 499, 500)]
    if scope is None:
        facts = [Facts({("fact", "x"): each}) for each in figures]
    else:
        facts = [Facts({}, {"s": [{"x": each} for each in figures]}), Facts({}, {"s": []})]
    for each in facts:
        found = load_facts(plan, each).evaluate()
        assert isinstance(found, KeptValues)
        assert list_differences(plan, each, found) == []


def test_when_a_program_pays() -> None:
    """A single project is evaluated as it is; for many, a program is made that most share."""
    plan = replace(MONEY)
    drawer = FactDrawer(plan, Random(5))
    facts = [drawer.draw(True) for _ in range(OFTEN * 20)]
    kinds = []
    for each in facts:
        found = evaluate_plan(plan, each)
        kinds.append(type(found))
        assert list_differences(plan, each, found) == []
    assert kinds[:OFTEN] == [tuple] * OFTEN
    assert kinds.count(KeptValues) > len(facts) * 0.8


def test_programs_are_few() -> None:
    """Programs and keys are kept up to a number, and made again after."""
    plan = MONEY
    programs = Programs(plan)
    states = [*State, Fraction(0), Fraction(1), Fraction(-1)]
    keys = set()
    for level in (1, 100, 10**4, 10**6):
        for one in states:
            for other in states:
                values: Any = {
                    ("fact", "spent"): one,
                    ("fact", "planned"): other / level if isinstance(other, Fraction) else other,
                }
                numbers = programs.load(values, {})
                assert numbers is not None
                keys.add(numbers[0])
                program = programs.make(numbers[0])
                found = run_program(plan, Facts(values), program, numbers[1])
                assert list_differences(plan, Facts(values), found) == []
    assert len(keys) > MOST >= len(programs._own)


def test_finer_units() -> None:
    """After a project with cents, one without is counted in cents as well, and shares a program."""
    programs = Programs(MONEY)

    def load(spent: Fraction) -> Any:
        return programs.load({("fact", "spent"): spent, ("fact", "planned"): Fraction(7)}, {})

    first, cents, again = load(Fraction(5)), load(Fraction(1, 4)), load(Fraction(5))
    assert first[0] != cents[0] == again[0]
    assert {5, 25, 500} == {each[1][_find(each[1])] for each in (first, cents, again)}


def _find(inputs: Sequence[Any]) -> int:
    """Return which input is neither 7 nor empty nor the key."""
    found = [
        place for place, each in enumerate(inputs) if isinstance(each, int) and each not in (7, 0)
    ]
    return found[0]


def test_flags_share_a_program() -> None:
    """What a flag or a category is changes nothing of the program, wherever it stands."""
    method = {"kind": "formula", "points": "10 * rate / (2 if ok else 4)"}
    facts = {"rate": {"label": "率", "min": "0", "max": "1"}, "ok": {"label": "是", "kind": "flag"}}
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": method}}, facts=facts)
    programs = Programs(plan)
    keys = set()
    for ok in (True, False):
        for rate in (Fraction(0), Fraction(1)):
            values: Any = {("fact", "ok"): ok, ("fact", "rate"): rate}
            numbers = programs.load(values, {})
            assert numbers is not None
            keys.add(numbers[0])
            found = run_program(plan, Facts(values), programs.make(numbers[0]), numbers[1])
            assert list_differences(plan, Facts(values), found) == []
    assert len(keys) == 1


def test_outside_declared_bounds() -> None:
    """A figure beyond what the rules declare is computed as well, by another program."""
    plan = one_indicator({"kind": "proportional", "value": "rate", "cap": "1"})
    for rate in (Fraction(0), Fraction(1), Fraction(101, 100), Fraction(-1, 100), Fraction(7)):
        facts = Facts({("fact", "rate"): rate})
        found = load_facts(plan, facts).evaluate()
        assert isinstance(found, KeptValues)
        assert list_differences(plan, facts, found) == []
