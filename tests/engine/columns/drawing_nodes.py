"""Plans drawn node by node: every kind of node over every kind of operand, without a ruleset."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Final

from scorelib.compiler.graph.nodes import (
    Absolute,
    Choose,
    Compare,
    Constant,
    Count,
    Day,
    Divide,
    Extreme,
    FirstKnown,
    Fold,
    Holds,
    Input,
    Instead,
    IsState,
    Join,
    Multiply,
    Negate,
    Node,
    Not,
    Power,
    Round,
    Span,
    State,
    Sum,
    ValueKind,
)
from scorelib.compiler.graph.plan import InputPlan, Plan, SlotPlan
from scorelib.words.rounding import MODES, RoundingRule
from tests.engine.scoring import one_indicator

__all__ = ["draw_plan"]

WORDS: Final = ("all", "none", "some")
LISTS: Final = (None, "s", "t", "rows")
SIGNS: Final[tuple[Any, ...]] = ("<", "<=", ">", ">=", "==", "!=")


class NodeDrawer:
    """Nodes so far, with the list they run over and their kind; all draws are of what is there."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.nodes: list[Node] = []
        self.scopes: list[str | None] = []
        self.kinds: list[ValueKind] = []
        self.inputs: list[InputPlan] = []

    def add(self, node: Node, kind: ValueKind, scope: str | None = None) -> None:
        self.nodes.append(node)
        self.kinds.append(kind)
        self.scopes.append(scope)

    def add_inputs(self) -> None:
        """Add inputs of every kind for the project and for each list, constants and counts."""
        names: dict[str, ValueKind] = {
            "x": "number", "y": "number", "w": "word", "ok": "truth", "day": "date",
        }  # fmt: skip
        for scope in LISTS:
            for name, kind in names.items():
                node = Input("fact", name)
                if scope is not None:
                    node = Input("fact", f"rows.{name}") if scope == "rows" else Input("item", name)
                words = WORDS if kind == "word" else ()
                self.inputs.append(InputPlan(node.kind, node.key, scope, kind, words))
                self.add(node, kind, scope)
            if scope is not None:
                self.add(Count(scope), "number")
        for value in (0, 1, -2, 100, Fraction(1, 3), Fraction(5, 8), Fraction(-1, 200)):
            self.add(Constant(Fraction(value)), "number")
        for state in State:
            self.add(Constant(state), "number")
        self.add(Constant("some"), "word")
        self.add(Constant(True), "truth")
        self.add(Day(738_000), "date")

    def pick(self, kind: ValueKind, scope: str | None) -> int:
        """Return a node of a kind that can be read from a scope; late ones more often."""
        found = [
            here
            for here, each in enumerate(self.kinds)
            if each == kind and self.scopes[here] in (None, scope)
        ]
        return found[max(self.random.randrange(len(found)) for _ in range(2))]

    def draw(self) -> None:
        """Add one node."""
        random = self.random
        scope = random.choice((None, *LISTS))
        if random.random() < 0.12:
            self._draw_fold(random.choice(LISTS[1:]) or "s")
        elif random.random() < 0.35:
            self._draw_truth(scope)
        elif random.random() < 0.35:
            self._draw_choice(scope)
        else:
            self._draw_number(scope)

    def _draw_fold(self, name: str) -> None:
        truth = self.random.random() < 0.3
        kind: ValueKind = "truth" if truth else "number"
        how: Any = self.random.choice(("any", "every") if truth else ("sum", "mean", "max", "min"))
        self.add(Fold(name, self.pick(kind, name), how), kind)

    def _draw_truth(self, scope: str | None) -> None:
        random = self.random
        a, b = self.pick("truth", scope), self.pick("truth", scope)
        kind: ValueKind = random.choice(("number", "number", "date", "word"))
        sign = random.choice(SIGNS[-2:] if kind == "word" else SIGNS)
        node: Node = random.choice(
            (
                Compare(sign, self.pick(kind, scope), self.pick(kind, scope)),
                Compare(sign, self.pick("number", scope), self.pick("number", scope)),
                Join(random.choice(("and", "or")), (a, b, self.pick("truth", scope))),
                Not(a),
                Holds(a),
                IsState(self.pick(kind, scope), self._draw_states()),
            )
        )
        self.add(node, "truth", scope)

    def _draw_states(self) -> frozenset[State]:
        return frozenset(self.random.sample(list(State), self.random.randint(1, 3)))

    def _draw_choice(self, scope: str | None) -> None:
        random = self.random
        kind: ValueKind = random.choice(("number", "number", "number", "truth", "word"))
        values = tuple(self.pick(kind, scope) for _ in range(3))
        node: Node = random.choice(
            (
                Choose((self.pick("truth", scope), self.pick("truth", scope)), values),
                Choose((self.pick("truth", scope),), values[:2]),
                Instead(values[0], self._draw_states(), values[1]),
                FirstKnown(values),
            )
        )
        self.add(node, kind, scope)

    def _draw_number(self, scope: str | None) -> None:
        random = self.random
        a, b, c = (self.pick("number", scope) for _ in range(3))
        if random.random() < 0.25:
            # Quarters and eighths of small figures make ties.
            self.add(Constant(Fraction(1, random.choice((2, 4, 8, 20, 200)))), "number")
            self.add(Multiply(a, len(self.nodes) - 1), "number", scope)
            a = b = len(self.nodes) - 1
        rule = RoundingRule(random.choice((0, 0, 1, 2)), random.choice(list(MODES)))
        start, end = self.pick("date", scope), self.pick("date", scope)
        node: Node = random.choice(
            (
                Sum((a, b, c), (1, -1, 1)),
                Sum((a, b), (1, 1)),
                Multiply(a, b),
                Divide(a, b),
                Divide(a, c),
                Negate(a),
                Absolute(a),
                Power(a, random.choice((0, 1, 2, 3))),
                Extreme(random.choice(("min", "max")), (a, b, c)),
                Round(a, rule),
                Round(b, rule),
                Span("days", start, end),
            )
        )
        self.add(node, "number", scope)


def draw_plan(random: Random, size: int) -> Plan:
    """Return a plan of nodes without occurrences, over two slots and a list of facts."""
    drawer = NodeDrawer(random)
    drawer.add_inputs()
    for _ in range(size):
        drawer.draw()
    base = one_indicator({"kind": "formula", "points": "10 * rate / 2"})
    return replace(
        base,
        nodes=tuple(drawer.nodes),
        scopes=tuple(drawer.scopes),
        kinds=tuple(drawer.kinds),
        inputs=tuple(drawer.inputs),
        slots=(SlotPlan("s", "positive", (), ()), SlotPlan("t", "positive", (), ())),
        occurrences=(),
        outputs=(),
        alarms=(),
    )
