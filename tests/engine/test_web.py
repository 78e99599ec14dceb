"""What the web of a plan evaluates again is what a full evaluation gives, node by node."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Final

from scorelib.compiler.graph.nodes import (
    Choose,
    Constant,
    Divide,
    Extreme,
    Join,
    Multiply,
    Node,
    Round,
    State,
    Sum,
)
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import Changed, Facts, Values, Web, evaluate_plan
from scorelib.engine.intake.inputs import read_inputs
from scorelib.engine.intake.project import load_project
from scorelib.ground.errors import DocumentError
from scorelib.words.rounding import RoundingRule
from tests.engine.drawing import draw_ruleset
from tests.engine.drawing_projects import draw_project
from tests.engine.drawing_words import strip_drawn
from tests.engine.scoring import make_plan
from tests.strategies import facts_of

RULESETS: Final = max(int(os.environ.get("SCORELIB_EXAMPLES", "100")) // 5, 5)
PROJECTS: Final = 4
HEAD: Final = {
    "scorelib": "1",
    "project": {"id": "p", "name": "项目"},
    "assessed_period": "2021",
    "evaluated_on": "2022-01-31",
}


def show(value: Any) -> str:
    """Return a value with its kind: yes and 1 are equal in Python, and here they are not."""
    return repr(value)


def draw_plans(salt: int) -> Iterator[tuple[Random, Plan, list[Facts]]]:
    """Yield drawn plans, each with the facts of several drawn projects."""
    found = seed = 0
    while found < RULESETS:
        random = Random(f"{salt}-{seed}")
        seed += 1
        ruleset = draw_ruleset(random)
        try:
            plan = make_plan(**strip_drawn(ruleset))
        except DocumentError:
            continue  # what may be refused, and why, is test_independent.py's matter
        facts = list(_draw_facts(random, plan, ruleset))
        if len(facts) > 1:
            found += 1
            yield random, plan, facts


def _draw_facts(random: Random, plan: Plan, ruleset: Mapping[str, Any]) -> Iterator[Facts]:
    for _ in range(PROJECTS):
        body = strip_drawn(draw_project(random, dict(ruleset)))
        try:
            yield read_inputs(plan, load_project({**HEAD, **body})).facts
        except DocumentError:
            continue


def mix(random: Random, mine: Facts, other: Facts) -> Facts:
    """Return facts with some of another project's; every list keeps as many rows as it has."""
    values = dict(mine.values)
    for key in {**mine.values, **other.values}:
        if random.random() < 0.4:
            values[key] = other.values.get(key, State.MISSING)
    items = {
        name: [_mix_row(random, row, other.items.get(name, ())) for row in rows]
        for name, rows in mine.items.items()
    }
    return Facts(values, items)


def _mix_row(random: Random, row: Mapping[str, Any], others: Any) -> Mapping[str, Any]:
    changed = dict(row)
    for source in others:
        changed |= {key: each for key, each in source.items() if random.random() < 0.3}
    for key, each in row.items():
        if isinstance(each, Fraction) and random.random() < 0.2:
            changed[key] = each * random.choice((0, 1, 2, Fraction(1, 3)))
    return changed


def assert_same(found: Values, expected: Values, plan: Plan) -> None:
    differing = [
        (number, plan.nodes[number], one, other)
        for number, (one, other) in enumerate(zip(found, expected, strict=True))
        if show(one) != show(other)
    ]
    assert differing == []


def test_other_facts() -> None:
    """Facts replaced one project after another: each time the values of a full evaluation."""
    changed = 0
    for random, plan, projects in draw_plans(1):
        web = Web(plan)
        base = evaluate_plan(plan, projects[0])
        for other in projects[1:]:
            facts = mix(random, projects[0], other)
            expected = evaluate_plan(plan, facts)
            assert_same(web.evaluate(base, facts), expected, plan)
            changed += expected != base
            # And back again, from what was evaluated incrementally.
            assert_same(web.evaluate(expected, projects[0]), base, plan)
    assert changed > RULESETS, "hardly any of the drawn facts change anything"


def _replace_node(random: Random, node: Node) -> Node | None:
    """Return another node in the place of one, reading nodes that it reads."""
    match node:
        case Round():
            return replace(node, rule=RoundingRule(random.randint(0, 3), "down"))
        case Extreme() if len(node.operands) > 1:
            return replace(node, operands=node.operands[: random.randint(1, 1)])
        case Sum() if len(node.terms) > 1:
            return Sum(node.terms[1:], node.signs[1:])
        case Multiply():
            return Divide(node.left, node.right)
        case Divide():
            return Divide(node.right, node.left)
        case Join():
            return Join("or" if node.operator == "and" else "and", node.operands)
        case Choose():
            return Choose(node.conditions, (node.values[-1], *node.values[1:]))
        case Constant(value) if isinstance(value, Fraction):
            return Constant(value + 1)
        case _:
            return None


def draw_changes(random: Random, plan: Plan) -> dict[int, Node]:
    """Return one to four nodes to stand in the place of others."""
    fitting = {
        number: other
        for number, node in enumerate(plan.nodes)
        if (other := _replace_node(random, node)) is not None
    }
    chosen = random.sample(sorted(fitting), min(len(fitting), random.randint(1, 4)))
    return {number: fitting[number] for number in chosen}


def with_nodes(plan: Plan, changes: Mapping[int, Node]) -> Plan:
    nodes = tuple(changes.get(number, node) for number, node in enumerate(plan.nodes))
    return replace(plan, nodes=nodes)


def test_other_nodes() -> None:
    """Nodes replaced, and facts with them: what a plan with those nodes gives in full."""
    changed = 0
    for random, plan, projects in draw_plans(2):
        web = Web(plan)
        base = evaluate_plan(plan, projects[0])
        for other in projects:
            changes = draw_changes(random, plan)
            new = with_nodes(plan, changes)
            expected = evaluate_plan(new, projects[0])
            assert_same(web.evaluate(base, projects[0], changes), expected, new)
            changed += expected != base
            facts = mix(random, projects[0], other)
            assert_same(web.evaluate(base, facts, changes), evaluate_plan(new, facts), new)
    assert changed > RULESETS, "hardly any of the drawn nodes change anything"


def _give(figure: Any) -> Changed:
    return lambda _: figure


def test_functions_of_values() -> None:
    """A function that always gives one figure is a constant; one that changes nothing, nothing."""
    for random, plan, projects in draw_plans(3):
        web, figure = Web(plan), random.choice((Fraction(0), Fraction(7, 3), State.UNDEFINED))
        base = evaluate_plan(plan, projects[0])
        plain = [
            number
            for number, kind in enumerate(plan.kinds)
            if kind == "number" and plan.scopes[number] is None
        ]
        chosen = random.sample(plain, min(len(plain), 3))
        constants: dict[int, Changed] = dict.fromkeys(chosen, _give(figure))
        expected = evaluate_plan(
            with_nodes(plan, dict.fromkeys(chosen, Constant(figure))), projects[0]
        )
        assert_same(web.evaluate(base, projects[0], constants), expected, plan)
        same: dict[int, Changed] = {number: lambda value: value for number in chosen}
        assert web.evaluate(base, projects[0], same) == base


def test_function_is_of_the_value_there_would_be() -> None:
    """Where facts change too, a function gets the new value: doubled points are twice the new."""
    plan = make_plan(
        {
            "a": {
                "label": "甲",
                "max_points": "10",
                "method": {"kind": "proportional", "value": "spent / planned", "cap": "1"},
            }
        }
    )
    (leaf,) = plan.occurrences
    assert leaf.computed is not None
    given = {"planned": Fraction(8), "spent": Fraction(2)}
    base = evaluate_plan(plan, facts_of(given))
    more = facts_of({**given, "spent": Fraction(3)})
    found = Web(plan).evaluate(base, more, {leaf.computed: lambda points: 2 * points})
    assert base[leaf.computed] == Fraction(5, 2)
    assert found[leaf.computed] == Fraction(15, 2)
