"""Facts drawn for any plan: tidy and strange ones, on edges and beyond what a column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

from scorelib.compiler.graph.nodes import (
    Compare,
    Constant,
    Count,
    Fold,
    Input,
    Round,
    State,
    Value,
)
from scorelib.compiler.graph.plan import InputPlan, Plan
from scorelib.engine.evaluator import Facts

__all__ = ["FactDrawer", "list_wanted"]

WHOLE: Final = 6
"""Among how many projects one is drawn without any gap."""


def list_wanted(plan: Plan) -> list[int]:
    """Return the nodes that readers of a table want: figures of places and outputs, conditions."""
    wanted: list[int | None] = []
    for place in plan.occurrences:
        wanted += [place.points, place.max_points, place.status, place.computed, place.declared]
    for each in plan.outputs:
        wanted += [each.points, each.max_points, each.computed_part, each.other_part]
        wanted += [each.unscored, each.excluded, each.gross, each.gross_max, each.raw]
    wanted += [alarm.when for alarm in plan.alarms]
    wanted += [value.node for value in plan.values]
    wanted += [extra.node for extra in plan.extras]
    wanted += [plan.grade.node, plan.grade.value] if plan.grade else []
    return list(dict.fromkeys(node for node in wanted if node is not None))


class FactDrawer:
    """Draws facts for a plan: on its own edges, in tidy figures, or anything at all."""

    def __init__(self, plan: Plan, random: Random) -> None:
        self.plan, self.random = plan, random
        self.edges = self._list_edges()
        self.scoped: dict[str, list[InputPlan]] = {}
        for each in plan.inputs:
            if each.slot is not None:
                self.scoped.setdefault(each.slot, []).append(each)
        slots = {slot.id for slot in plan.slots}
        named = {node.slot for node in plan.nodes if isinstance(node, Fold | Count)}
        self.lists = sorted(named | slots)

    def _list_edges(self) -> dict[str, list[Fraction]]:
        """Return for each input the constants that it is compared with."""
        nodes, found = self.plan.nodes, dict[str, list[Fraction]]()
        for node in nodes:
            if not isinstance(node, Compare):
                continue
            for one, other in ((node.left, node.right), (node.right, node.left)):
                source, limit = nodes[one], nodes[other]
                while isinstance(source, Round):
                    source = nodes[source.operand]
                value = limit.value if isinstance(limit, Constant) else None
                if isinstance(source, Input) and isinstance(value, Fraction):
                    found.setdefault(source.key, []).append(value)
        return found

    def draw(self, tidy: bool) -> Facts:
        """Return the facts of one project."""
        gaps = 0.0 if self.random.random() * WHOLE < 1 else self.random.choice((0.03, 0.1, 0.4))
        values: dict[tuple[Any, str], Value] = {}
        for each in self.plan.inputs:
            rare = each.kind in ("override", "state")
            if each.slot is None and (not rare or self.random.random() < 0.08):
                value = self._draw_value(each, gaps, tidy)
                if value is not None:
                    values[each.kind, each.key] = value
        items: dict[str, Sequence[Mapping[str, Value]]] = {}
        for name in self.lists:
            if self.random.random() < 0.12:
                if self.random.random() < 0.5:
                    values["fact", name] = self._draw_state()
                continue
            count = self.random.choice((0, 1, 1, 2, 2, 3, 5))
            items[name] = [self._draw_row(name, gaps, tidy) for _ in range(count)]
        return Facts(values, items)

    def _draw_row(self, name: str, gaps: float, tidy: bool) -> Mapping[str, Value]:
        row: dict[str, Value] = {}
        for each in self.scoped.get(name, ()):
            column = each.key.rpartition(".")[2]
            rare = column in ("override", "state", "reduction")
            if rare and self.random.random() > 0.08:
                continue
            value = self._draw_value(each, gaps, tidy)
            if value is not None:
                row[column] = value
        if self.random.random() < 0.3 and isinstance(row.get("target"), Fraction):
            row["actual"] = row["target"] * Fraction(self.random.randrange(13), 8)  # type: ignore[operator]
        return row

    def _draw_state(self) -> State:
        return self.random.choice(list(State))

    def _draw_value(self, each: InputPlan, gaps: float, tidy: bool) -> Value | None:
        random = self.random
        if random.random() < gaps:
            return random.choice((None, self._draw_state()))
        match each.value:
            case "truth":
                return random.random() < 0.7
            case "word":
                return random.choice(each.words)
            case "date":
                return Fraction(random.randrange(737_000, 739_000))
        return self._draw_number(each, tidy)

    def _draw_number(self, each: InputPlan, tidy: bool) -> Fraction:
        random, edges = self.random, self.edges.get(each.key)
        if edges and random.random() < 0.4:
            return random.choice(edges) + random.choice(
                (0, 0, 0, Fraction(1, 1000), Fraction(-1, 100))
            )
        draw = random.random()
        if draw < 0.5:
            return Fraction(random.randrange(0, 12))
        if draw < 0.7:
            return Fraction(random.randrange(0, 200_001), 100_000)
        if draw < 0.85 or tidy:
            return Fraction(random.randrange(0, 30_000), random.choice((8, 100, 1000)))
        if draw < 0.97:
            return Fraction(random.randrange(-(10**3), 10**14), 100)
        if draw < 0.985:
            return Fraction(-random.randrange(0, 10_000), 100)
        return random.choice((Fraction(1, 3), Fraction(10**30), Fraction(-(10**17))))
