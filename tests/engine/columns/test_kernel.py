"""What the kernel computes in columns is what the scalar evaluator gives, value by value."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

import polars as pl
import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.nodes import Divide, Input, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.columns.expressions import TooLarge, fit_type
from scorelib.engine.columns.fallback import restore_facts
from scorelib.engine.columns.filling import fill_table
from scorelib.engine.columns.frames import Table, profile_table
from scorelib.engine.columns.kernel import Computed, Kernel
from scorelib.engine.evaluator import Facts, evaluate_plan
from scorelib.engine.integers.graph import Range
from scorelib.engine.integers.profile import ITEMS, list_sources
from scorelib.library import builtin_root
from tests.engine.columns.drawing_facts import FactDrawer, list_wanted
from tests.engine.columns.drawing_nodes import draw_plan
from tests.engine.scoring import make_plan, one_indicator
from tests.engine.test_web import draw_plans

EXAMPLES: Final = int(os.environ.get("SCORELIB_EXAMPLES", "100"))
NATIONAL: Final = "cn/mof/self-evaluation@2020"


def list_shipped() -> list[str]:
    """Return the references of all rulesets that come with scorelib."""
    root = builtin_root()
    folders = [path.parent.relative_to(root) for path in sorted(root.rglob("ruleset.yaml"))]
    return [f"{folder.parent.as_posix()}@{folder.name}" for folder in folders]


def compute(plan: Plan, wanted: Sequence[int], facts: Sequence[Facts]) -> tuple[Kernel, Computed]:
    """Return a kernel and what it computes of projects."""
    kernel = Kernel(plan, wanted)
    return kernel, kernel.run(fill_table(plan, facts, paired=kernel.paired))


def list_differences(
    plan: Plan, wanted: Sequence[int], facts: Sequence[Facts], computed: Computed
) -> list[str]:
    """Return which values are not those of the scalar evaluator; numbers and truths are apart."""
    expected = [evaluate_plan(plan, each) for each in facts]
    found: list[str] = []
    for node in wanted:
        values = computed.values(node)
        found += [
            f"project {i}, {plan.nodes[node]}: {values[i]!r} instead of {each[node]!r}"
            for i, each in enumerate(expected)
            if repr(values[i]) != repr(each[node])
        ]
    return found


@pytest.mark.parametrize("reference", list_shipped())
def test_shipped_rulesets(reference: str) -> None:
    """Every figure, status, grade and alarm of every shipped ruleset, of tidy and odd projects."""
    plan = compile_ruleset(load_ruleset(reference))
    drawer = FactDrawer(plan, Random(reference))
    facts = [drawer.draw(place % 4 > 0) for place in range(max(EXAMPLES * 2 // 5, 4))]
    wanted = list_wanted(plan)
    kernel, computed = compute(plan, wanted, facts)
    assert not kernel.not_lowered
    assert list_differences(plan, wanted, facts, computed) == []
    assert len(computed.by_hand) < len(facts) / 2 + 2


def test_drawn_rulesets() -> None:
    """Drawn rulesets, with the projects drawn for them and with facts of any kind."""
    lowered = seen = 0
    for random, plan, facts in draw_plans(6):
        drawer = FactDrawer(plan, random)
        given = [*facts, *(drawer.draw(True) for _ in range(6))]
        wanted = list_wanted(plan)
        kernel, computed = compute(plan, wanted, given)
        assert list_differences(plan, wanted, given, computed) == []
        lowered, seen = lowered + (not kernel.not_lowered), seen + 1
    # The others have means of quotients over rows, which are no whole numbers of anything.
    assert lowered > seen / 5


def test_drawn_nodes() -> None:
    """Every kind of node over every kind of operand, wherever it runs."""
    lowered = rows = by_hand = 0
    count = 2 * EXAMPLES
    for seed in range(count):
        random = Random(seed)
        plan = draw_plan(random, random.choice((10, 40, 120)))
        drawer = FactDrawer(plan, random)
        facts = [drawer.draw(random.random() < 0.7) for _ in range(25)]
        last = len(plan.nodes) - 1
        wanted = [*random.sample(range(last), 12), last]
        kernel, computed = compute(plan, wanted, facts)
        assert list_differences(plan, wanted, facts, computed) == [], seed
        if not kernel.not_lowered:
            lowered, rows, by_hand = lowered + 1, rows + 25, by_hand + len(computed.by_hand)
    assert lowered > count * 0.8
    assert by_hand < rows / 3


def test_lowering_is_shared() -> None:
    """Tables alike are lowered once; what is new in a table is lowered anew, and right as well."""
    plan = compile_ruleset(load_ruleset(NATIONAL))
    drawer = FactDrawer(plan, Random(1))
    wanted = list_wanted(plan)
    kernel = Kernel(plan, wanted)
    whole = [drawer.draw(True) for _ in range(60)]
    for facts, programs in ((whole, 1), (list(reversed(whole)), 1), ([], 1), ([Facts()], 2)):
        computed = kernel.run(fill_table(plan, facts, paired=kernel.paired))
        assert list_differences(plan, wanted, facts, computed) == []
        assert len({id(program) for program in kernel._programs}) == programs


def test_tables_do_not_slow_each_other_down() -> None:
    """What is lowered for gaps, or for very large figures, is not taken for tables without."""
    plan = one_indicator({"kind": "proportional", "value": "spent / planned", "cap": "1"})
    kernel = Kernel(plan, list_wanted(plan))

    def run(*amounts: Fraction | None) -> None:
        facts = [
            Facts({("fact", "planned"): Fraction(5), ("fact", "spent"): each}
                  if each is not None else {("fact", "planned"): Fraction(5)})
            for each in amounts
        ]  # fmt: skip
        kernel.run(fill_table(plan, facts, paired=kernel.paired))

    found = []
    for amounts in ((1, None, 3), (1, 2, 3), (1, 10**9), (2, 3, 1), (1, None, 2), (1, 10**8)):
        run(*(None if each is None else Fraction(each) for each in amounts))
        found.append(len(kernel._programs))
    assert found == [1, 2, 3, 3, 3, 3]


def test_large_figures() -> None:
    """Figures of 10^12 yuan with cents are computed in columns; larger ones go by hand."""
    plan = one_indicator({"kind": "proportional", "value": "spent / planned", "cap": "1"})
    amounts = [Fraction(10**14 + 1, 100), Fraction(10**14 - 1, 100), Fraction(10**30)]
    facts = [
        Facts({("fact", "planned"): one, ("fact", "spent"): other})
        for one in amounts
        for other in amounts
    ]
    wanted = list_wanted(plan)
    _, computed = compute(plan, wanted, facts)
    assert list_differences(plan, wanted, facts, computed) == []
    assert {2, 5, 6, 7, 8} == set(computed.by_hand)


def test_too_large_together() -> None:
    """Where a formula needs more than 128 bits, only the projects with large figures go by hand."""
    plan = one_indicator({"kind": "formula", "points": "10 if planned**5 > spent**5 * 2 else 0"})
    sizes = (1, 5, 10**3, 10**12, 10**11)
    facts = [
        Facts({("fact", "planned"): Fraction(size), ("fact", "spent"): Fraction(other)})
        for size in sizes
        for other in sizes
    ]
    wanted = list_wanted(plan)
    _, computed = compute(plan, wanted, facts)
    assert list_differences(plan, wanted, facts, computed) == []
    large = {i for i, each in enumerate(facts) if max(each.values.values()) > 10**10}  # type: ignore[type-var, operator]
    assert large == set(computed.by_hand)


@pytest.mark.parametrize(
    "points",
    [
        "10 * sqrt(rate / 2)",
        "min(max(years_between(born, judged), 0), 10)",
        "10 * min(geometric_mean(rows_x), 1)",
        "10 * min(total(rows_x / rows_y), 1)",
    ],
)
def test_what_has_no_integer_form(points: str) -> None:
    """A plan with such a node is evaluated by hand, all of it, and said to be."""
    number = {"label": "率", "above": "0", "max": "1"}
    facts = {
        "rate": {"label": "率", "min": "0", "max": "1"},
        "born": {"label": "出生", "kind": "date"},
        "judged": {"label": "评价", "kind": "date"},
        "rows": {"label": "各行", "kind": "list", "fields": {"x": number, "y": number}},
    }
    method = {"kind": "formula", "points": points}
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": method}}, facts=facts)
    drawer = FactDrawer(plan, Random(points))
    given = [drawer.draw(True) for _ in range(5)]
    wanted = list_wanted(plan)
    kernel, computed = compute(plan, wanted, given)
    assert kernel.not_lowered
    assert set(range(5)) == set(computed.by_hand)
    assert list_differences(plan, wanted, given, computed) == []
    assert computed.figure(plan.outputs[0].points).n.len() == 0


def test_pairs_in_proportion() -> None:
    """A target and its actual are scaled where only their ratio is read, and nowhere else."""
    plan = compile_ruleset(load_ruleset(NATIONAL))
    assert Kernel(plan, list_wanted(plan)).paired
    actual = next(i for i, node in enumerate(plan.nodes) if node == Input("item", "actual"))
    kernel = Kernel(plan, [actual])
    assert not kernel.paired
    quotient = [i for i, node in enumerate(plan.nodes) if isinstance(node, Divide)]
    assert any(Kernel(plan, [i]).paired for i in quotient)
    slot = plan.scopes[actual] or ""
    facts = [Facts({}, {slot: [{"actual": Fraction(12), "target": Fraction(24)}]})]
    table = fill_table(plan, facts, paired=True)
    assert (1, 2) == table.lists[ITEMS].select("actual", "target").row(0)
    assert (Fraction(12),) == kernel.run(fill_table(plan, facts, paired=False)).values(actual)[0]


def test_facts_of_a_table() -> None:
    """Facts survive the way into a table and back, as far as the plan reads them."""
    plan = draw_plan(Random(3), 30)
    drawer = FactDrawer(plan, Random(4))
    facts = [drawer.draw(True) for _ in range(40)]
    table = fill_table(plan, facts, paired=False)
    restored = restore_facts(plan, table, range(len(table.numbers)))
    assert len(restored) > 30
    for number, each in restored.items():
        assert evaluate_plan(plan, each) == evaluate_plan(plan, facts[number])


def test_rows_out_of_order() -> None:
    """Rows that are not in the order of their projects are refused, never added up wrongly."""
    plan = compile_ruleset(load_ruleset(NATIONAL))
    drawer = FactDrawer(plan, Random(7))
    kernel = Kernel(plan, list_wanted(plan))
    table = fill_table(plan, [drawer.draw(True) for _ in range(20)])
    items = {ITEMS: table.lists[ITEMS].reverse()}
    shuffled = Table(table.numbers, table.projects, items, table.weights)
    with pytest.raises(ValueError, match="order"):
        kernel.run(shuffled)


def test_owners() -> None:
    """The rows of a slot know their project's place."""
    plan = compile_ruleset(load_ruleset(NATIONAL))
    kernel = Kernel(plan, list_wanted(plan))
    slot = plan.slots[2].id
    item: dict[str, Value] = {"max_points": Fraction(5), "form": "positive"}
    rows = [{**item, "target": Fraction(2), "actual": Fraction(each)} for each in (1, 2, 3)]
    facts = [Facts({}, {slot: rows[:count]}) for count in (2, 0, 3)]
    computed = kernel.run(fill_table(plan, facts))
    assert [0, 0, 2, 2, 2] == computed.owners(slot).to_list()
    template = next(each for each in plan.occurrences if each.slot == slot)
    figure = computed.figure(template.points)
    assert [Fraction(5, 2), 5, Fraction(5, 2), 5, 5] == [n * figure.q for n in figure.n.to_list()]
    assert [0, 0, 0, 0, 0] == figure.state.to_list()


def test_types() -> None:
    """A range takes the smallest type that holds both ends, and none beyond 128 bits."""
    ranges = {
        pl.Int8: Range(-128, 127),
        pl.Int16: Range(-129, 0),
        pl.Int32: Range(0, 1 << 15),
        pl.Int64: Range(-(1 << 63), 0),
        pl.Int128: Range(0, 1 << 63),
    }
    assert list(ranges) == [fit_type(each) for each in ranges.values()]
    for each in (Range(0, 1 << 127), Range(0, None), Range(None, 0)):
        with pytest.raises(TooLarge):
            fit_type(each)


def test_profiles() -> None:
    """Tables share a profile while their figures have as many bits and the same states."""
    plan = one_indicator({"kind": "proportional", "value": "rate", "cap": "1"})
    sources = list_sources(plan)

    def profile(*values: Any) -> Any:
        facts = [Facts({("fact", "rate"): each}) for each in values]
        return profile_table(fill_table(plan, facts), sources, 0)

    assert profile(Fraction(5), Fraction(6)) == profile(Fraction(7), Fraction(4))
    assert profile(Fraction(5)) != profile(Fraction(0))
    assert profile(Fraction(5)) != profile(Fraction(5), State.MISSING)
    assert profile(Fraction(5)) != profile(Fraction(5), Fraction(1, 2))
