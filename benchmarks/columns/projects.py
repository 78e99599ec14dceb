"""Random projects for the Yaohai plan, tidy and strange ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.nodes import Constant, InputKind, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import Facts

__all__ = ["WILD", "draw_projects"]

WILD: Final = 50
"""One project in so many holds a figure that no column can: 10^30 yuan, or a third of a point."""


def draw_projects(plan: Plan, count: int, seed: int) -> list[Facts]:
    """Return random projects; the first of every `WILD` holds a figure that no column can."""
    chance = random.Random(seed)
    projects = [_draw_project(plan, chance) for _ in range(count)]
    for index in range(0, count, WILD):
        wild: dict[tuple[InputKind, str], Value] = {
            ("fact", "budget"): Fraction(10**30),
            ("fact", "executed"): Fraction(10**30, 3),
        }
        if index % (2 * WILD):
            wild = {("override", "decision.objectives.clear"): Fraction(1, 3)}
        projects[index] = Facts({**projects[index].values, **wild}, projects[index].items)
    return projects


def _draw_project(plan: Plan, chance: random.Random) -> Facts:
    tidy = chance.random() < 0.7
    budget = Fraction(chance.randrange(1, chance.choice((10**9, 4 * 10**14))), 100)
    values: dict[Any, Value] = {
        ("fact", "budget"): budget,
        ("fact", "executed"): budget * Fraction(chance.randrange(0, 10), 8),
    }
    if chance.random() < 0.1:
        strange: tuple[Value, ...] = (Fraction(0), *list(State)[:3])
        values["fact", "executed"] = chance.choice(strange)
    for leaf in plan.occurrences:
        if leaf.method is None or leaf.slot is not None:
            continue
        most: Any = plan.nodes[leaf.max_points].value  # type: ignore[union-attr]
        if leaf.method == "judged" and chance.random() < (1 if tidy else 0.8):
            values["judgement", leaf.id] = _draw_points(chance, most, tidy)
        for kind, rare in (("assessment", 0.3), ("override", 0.05)):
            if chance.random() < rare:
                values[kind, leaf.id] = _draw_points(chance, most, tidy)
        if chance.random() < 0.04:
            values["state", leaf.id] = chance.choice(("not-applicable", "cannot-be-assessed"))
    items = {}
    for slot in plan.slots:
        if chance.random() < 0.03:
            values["state", slot.id] = "not-applicable"
        place = next(o for o in plan.occurrences if o.id == slot.id and o.slot is None)
        stated = plan.nodes[place.max_points]
        whole = stated.value if isinstance(stated, Constant) else Fraction(5)
        items[slot.id] = _draw_items(chance, whole, tidy)  # type: ignore[arg-type]
    return Facts(values, items)


def _draw_points(chance: random.Random, most: Fraction, tidy: bool) -> Fraction:
    low, high = (0, int(most * 1000)) if tidy else (-1000, int(most * 1000) + 1000)
    return Fraction(chance.randrange(low, high + 1), 1000) if chance.random() < 0.5 else most


def _draw_items(chance: random.Random, whole: Fraction, tidy: bool) -> list[dict[str, Value]]:
    count = chance.choice((1, 1, 2, 2, 3, 4)) if tidy else chance.randrange(0, 4)
    split = [round(whole / count * 100) / Fraction(100) for _ in range(count - 1)]
    maxima = [*split, whole - sum(split)] if tidy else [Fraction(chance.randrange(0, 9))] * count
    return [_draw_item(chance, most, tidy) for most in maxima]


def _draw_item(chance: random.Random, most: Fraction, tidy: bool) -> dict[str, Value]:
    form = chance.choice(("positive", "positive", "reverse", "equal", "qualitative"))
    size = chance.choice((1, 100, 10**7, 10**12))
    target = Fraction(chance.randrange(1, 1000) * size, chance.choice((1, 10, 1000, 3)))
    item: dict[str, Value] = {"max_points": most, "form": form}
    if form == "qualitative":
        tier, low, high = chance.choice((("met", 80, 100), ("partly", 60, 79), ("not-met", 0, 59)))
        item |= {
            "tier": tier,
            "rate": Fraction(chance.randrange(low, high + (not tidy) * 5 + 1), 100),
        }
    else:
        # Target and actual often share a large factor, and often none.
        unrelated = Fraction(chance.randrange(int(target * 1500) + 2), 1000)
        actual = chance.choice((target * Fraction(chance.randrange(13), 8), unrelated))
        item |= {"target": target, "actual": actual}
    if tidy:
        return item
    strange: dict[str, Sequence[Value]] = {
        "target": (Fraction(0), Fraction(-3)),
        "actual": (Fraction(0), Fraction(-1, 2), target, State.MISSING, State.NOT_APPLICABLE),
        "form": (State.MISSING,),
        "state": ("not-applicable", "cannot-be-assessed"),
        "override": (most, most + 1, Fraction(1, 200)),
        "assessed": (most, most + 1, most / 2),
    }
    for key, choices in strange.items():
        if chance.random() < 0.2:
            item[key] = chance.choice(choices)
    return item
