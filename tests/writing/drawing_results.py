"""Results drawn for any plan: facts with texts, evidence and reasons of all sorts, and no items."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Final

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import Facts
from scorelib.engine.intake.desk import GivenFact
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.basis import Basis
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.run import ProjectInfo
from scorelib.ground.errors import Text
from scorelib.words.numbers import print_number
from tests.engine.columns.drawing_facts import FactDrawer
from tests.engine.program.test_programs import run_shared

__all__ = ["draw_results"]

RARE = ("override", "state", "assessment", "judgement")


def draw_results(plan: Plan, random: Random, count: int, odd: float = 0.1) -> Iterator[Result]:
    """Yield results whose values are kept as integers, most of them of complete projects.

    `odd` tells how often something stands beside a fact, and how often its text is a strange one.
    """
    drawer, names = FactDrawer(plan, random), {each.name for each in plan.facts}
    facts = [_draw_facts(drawer, random, whole=place % 4 > 0) for place in range(count)]
    for each, values in run_shared(plan, facts):
        given = {
            name: _give(random, value, odd)
            for (kind, name), value in each.values.items()
            if kind == "fact" and name in names and random.random() < 0.98
        }
        yield Result(plan, _draw_info(random), Inputs(each, given), values, (), _BASIS)


_BASIS: Final = Basis(
    load_project(
        {
            "scorelib": 1,
            "project": {"id": "p", "name": "项目"},
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
        }
    ).document
)
"""What is sealed of the document is printed apart: one does for all."""


def _draw_facts(drawer: FactDrawer, random: Random, whole: bool) -> Facts:
    found = drawer.draw(random.random() < 0.9).values
    if whole:
        kept = {k: v for k, v in found.items() if k[0] not in RARE and not isinstance(v, State)}
        return Facts(kept)
    return Facts(found)


def _give(random: Random, value: Value, often: float) -> GivenFact:
    """Return a value as somebody may have written it; what stands in the text is not read."""
    said = [_draw_text(random) if random.random() < often else None for _ in range(3)]
    if isinstance(value, State):
        return GivenFact(None, value, *said)
    text = print_number(value) if isinstance(value, Fraction) else str(value).lower()
    odd = (f" {text}", f"{text}万元", f'约“{text}"', f"{text}\n", "", "  ", None)
    return GivenFact(random.choice(odd) if random.random() < 2 * often else text, value, *said)


def _draw_text(random: Random) -> Text:
    odd = ("说明", '"', "\\", "\n", "{}", "\u2028", "\ue0001\ue001", "'", "%s")
    zh, en = ("".join(random.choices(odd, k=random.randrange(4))) for _ in range(2))
    return Text(zh, en)


def _draw_info(random: Random) -> ProjectInfo:
    def rarely(text: str) -> str | None:
        return text if random.random() < 0.1 else None

    unit = _draw_text(random) if random.random() < 0.3 else None
    return ProjectInfo(
        f"p{random.random()}",
        _draw_text(random),
        "2021",
        f"2022-01-{random.randint(10, 31)}",
        rarely("2022-02-01"),
        rarely("cn/x@1"),
        rarely("340100"),
        unit,
    )
