"""What rests on few flags and categories is looked up, and is what the operations give."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from scorelib.engine.evaluator import Facts, evaluate_by_operations, load_facts
from scorelib.engine.integers.graph import Graph, Op, Range
from scorelib.engine.program.programs import Programs
from scorelib.engine.program.tables import LEAST_OPS, MOST_CASES, find_groups, nest_cases
from tests.engine.scoring import make_plan


def add_flag(graph: Graph, name: str, *, own: bool = False) -> int:
    """Return a flag of the project, which has always a value unless it is its `own` null."""
    return graph.add(Op("col", (), ("", name)), Range(0, 1), truth=True, own=own)


def test_groups() -> None:
    """Operations on the same flags go together, with all that rests on fewer of them."""
    graph = Graph()
    a, b, c = (add_flag(graph, name) for name in "abc")
    maybe = add_flag(graph, "maybe", own=True)
    one = [graph.invert(a), graph.invert(b), graph.join("and", [a, b])]
    other = [graph.invert(c), graph.join("or", [c, maybe])]
    (group,) = find_groups(graph, range(len(graph.ops)))
    assert (a, b) == group.inputs
    assert ((False, True), (False, True)) == group.cases
    assert set(one) <= set(group.ops)
    assert not set(other) & set(group.ops)
    assert len(group.ops) >= LEAST_OPS


def test_too_many_cases() -> None:
    """Flags with more cases together than a table has are not looked up together."""
    graph = Graph()
    flags = [add_flag(graph, f"f{each}") for each in range(8)]
    parts = [graph.choose([(each, graph.integer(5))], graph.integer(2)) for each in flags]
    total = graph.linear([(1, each) for each in parts])
    groups = find_groups(graph, range(len(graph.ops)))
    assert 2 ** len(flags) > MOST_CASES
    assert all(total not in group.ops for group in groups)


def test_nesting() -> None:
    """Results stand under their cases, the first first."""
    cases = [("x", "y"), (True, False), (7,)]
    results = {case: "".join(map(str, case)) for case in product(*cases)}
    nested = nest_cases(cases, results)
    assert all(nested[one][two][three] == results[one, two, three] for one, two, three in results)


def test_all_cases() -> None:
    """Every case of a checklist and of levels, in the same program."""
    levels = {"kind": "levels", "fact": "tier", "levels": {"full": "3", "part": "1.5", "none": "0"}}
    words = {each: each for each in ("full", "part", "none")}
    entries = {name: {"label": name, "when": name, "points": "1"} for name in ("p", "q", "r")}
    listed = {"kind": "checklist", "entries": entries}
    flags: dict[str, Any] = {name: {"label": name, "kind": "flag"} for name in ("p", "q", "r")}
    plan = make_plan(
        {
            "a": {"label": "甲", "max_points": "3", "method": levels},
            "b": {"label": "乙", "max_points": "3", "method": listed},
        },
        facts={"tier": {"label": "级", "kind": "category", "values": words}, **flags},
    )
    programs, keys, totals = Programs(plan), set(), set()
    for tier, p, q, r in product(words, *[(True, False)] * 3):
        values: Any = {("fact", "tier"): tier}
        values |= {("fact", name): each for name, each in zip("pqr", (p, q, r), strict=True)}
        numbers = programs.load(values, {})
        assert numbers is not None
        keys.add(numbers[0])
        program = programs.make(numbers[0])
        assert program.listing.tables
        expected = evaluate_by_operations(plan, Facts(values))
        found = load_facts(plan, Facts(values)).evaluate()
        assert found == expected
        totals.add(found[plan.outputs[0].points])
    assert len(keys) == 1
    assert {Fraction(0), Fraction(6), Fraction(5, 2)} <= totals
