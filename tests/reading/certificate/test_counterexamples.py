"""A search for counterexamples: whatever a project gives, what a certificate proves holds.

The engine scores; what it finds at every node of the plan, scored or not, is held against the
interval and the claims that were read off the plan without scoring anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import DocumentError
from scorelib.reading.advice.desk import Desk
from scorelib.reading.advice.reach import refute_band
from scorelib.reading.certificate.claims import list_tiling
from scorelib.reading.certificate.holding import hold_points, least_of
from scorelib.reading.mutation.listing import list_mutants
from scorelib.reading.mutation.runner import make_mutant
from scorelib.testing import edge_projects, valid_projects
from tests.reading.advice.rules import change, write_ruleset

RULESETS = [
    "cn/hubei/self-evaluation@2020",
    "cn/hunan/yiyang/evaluation@2018",
    "examples/methods/veto",
    "examples/methods/penalty",
]
MUTATED = ["examples/methods/deduction", "examples/methods/bands", "examples/methods/award"]


@dataclass(frozen=True, slots=True)
class Promises:
    """What is claimed of one ruleset."""

    desk: Desk
    held: dict[str, Any]

    def find_broken(self, result: Result) -> Iterator[str]:
        """Yield what a result shows to be wrong."""
        ranges = self.desk.ranges
        for node, value in enumerate(result.values):
            for each in value if isinstance(value, tuple) else (value,):
                listed = ranges.values(node)
                if isinstance(each, Fraction) and not ranges.of(node).has(each):
                    yield f"node {node}: {each} is outside {ranges.of(node)}"
                if isinstance(each, Fraction) and listed is not None and each not in listed:
                    yield f"node {node}: {each} is none of {listed}"
        yield from self._find_points(result)
        yield from self._find_bands(result)

    def _find_points(self, result: Result) -> Iterator[str]:
        places = [(each.id, each.points, each.max_points) for each in result.nodes]
        places.append(("total", result.total.points, result.total.max_points))
        for name, points, most in places:
            least = least_of(self.desk, "" if name == "total" else name)
            if name not in self.held or points is None or most is None:
                continue
            if not least <= points <= most:
                yield f"{name}: {points} is outside {least} to {most}"

    def _find_bands(self, result: Result) -> Iterator[str]:
        for each in self.desk.plan.occurrences:
            value = None if each.band_value is None else result.values[each.band_value]
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Fraction) and each.band_value is not None:
                    inside = [band for band in each.bands if band.holds(one)]
                    if len(inside) != 1:
                        yield f"{each.id}: {one} lies in {len(inside)} bands"
                    elif refute_band(self.desk.ranges, each.band_value, inside[0]) is not None:
                        yield f"{each.id}: {one} lies in a band that none is said to reach"


def promise(ruleset: Ruleset) -> Promises:
    desk = Desk(ruleset, compile_ruleset(ruleset))
    found = Promises(desk, dict(hold_points(desk)))
    assert {"proved"} >= {each.verdict for each in list_tiling(desk, found.held)}
    return found


def test_a_wrong_promise_is_found(tmp_path: Path) -> None:
    """Of a maximum of 12 a project can get 12: a promise of 10 does not hold for it."""
    wrong = promise(load_ruleset(write_ruleset(tmp_path / "ten")))
    text = change(("max_points: 10", "max_points: 12"))
    plan = compile_ruleset(load_ruleset(write_ruleset(tmp_path / "twelve", text)))
    project = {
        "scorelib": 1,
        "project": {"id": "x", "name": "x"},
        "assessed_period": 2024,
        "evaluated_on": "2025-01-01",
        "facts": {"budget": 1, "executed": 1},
    }
    result = evaluate_project(plan, load_project(project))
    assert any("12 is outside" in each for each in wrong.find_broken(result))


@pytest.mark.parametrize("name", RULESETS)
def test_no_project_breaks_what_is_proved(name: str) -> None:
    """Projects of all kinds, on every edge and beside it, stay where they are said to stay."""
    ruleset = load_ruleset(name)
    promises = promise(ruleset)

    @settings(max_examples=8)
    @given(valid_projects(ruleset) | edge_projects(ruleset))
    def search(project: dict[str, Any]) -> None:
        result = evaluate_project(promises.desk.plan, load_project(project))
        assert [] == [*promises.find_broken(result)]

    search()


@pytest.mark.parametrize("name", MUTATED)
def test_no_change_of_the_rules_breaks_it_either(name: str) -> None:
    """What is proved of a ruleset with one place changed holds for the projects of the other."""
    ruleset = load_ruleset(name)
    changed: list[Promises] = []
    for mutant in list_mutants(ruleset, compile_ruleset(ruleset))[::4]:
        try:
            changed.append(promise(make_mutant(ruleset, mutant)))
        except DocumentError:
            continue  # The compiler refuses it: nothing is claimed.

    @settings(max_examples=6)
    @given(edge_projects(ruleset))
    def search(project: dict[str, Any]) -> None:
        for each in changed:
            try:
                result = evaluate_project(each.desk.plan, load_project(project))
            except DocumentError:
                continue
            assert [] == [*each.find_broken(result)]

    search()
    assert changed
