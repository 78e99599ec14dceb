"""Small changes of rulesets, all kinds of them: each that counts is told, and its points add up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import Project, load_project
from scorelib.ground.errors import DocumentError
from scorelib.reading.mutation.listing import list_mutants
from scorelib.reading.mutation.runner import make_mutant
from scorelib.reading.revisions.changes import Comparison, compare_rulesets
from scorelib.reading.revisions.effects import Candidate, Effect, open_scorers
from scorelib.testing import edge_projects

NAMES = ["examples/methods/penalty", "examples/methods/three-tier", "examples/methods/veto"]


def list_changed(ruleset: Ruleset, plan: Plan) -> list[Ruleset]:
    """Return the ruleset with one place changed after another, those that mean something else."""
    found = []
    for mutant in list_mutants(ruleset, plan):
        try:
            made = make_mutant(ruleset, mutant)
            other = compile_ruleset(made)
        except DocumentError:
            continue
        if replace(other, ruleset=plan.ruleset, canonical=plan.canonical) != plan:
            found.append(made)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_change_that_counts_is_told(name: str) -> None:
    """A ruleset that compiles to another plan is not called the same, and the same one is."""
    ruleset = load_ruleset(name)
    changed = list_changed(ruleset, compile_ruleset(ruleset))
    assert changed
    assert all(compare_rulesets(ruleset, each).meant for each in changed)
    assert () == compare_rulesets(ruleset, ruleset).changes


def total(plan: Plan, project: dict[str, Any]) -> Fraction | str | None:
    try:
        return evaluate_project(plan, load_project(project)).total.points
    except DocumentError:
        return "refused"


def try_on(comparison: Comparison, project: dict[str, Any]) -> Effect:
    def read(_: Plan) -> Project:
        return load_project(project)

    return open_scorers(comparison).score(Candidate("x", read))


@pytest.mark.parametrize("name", NAMES)
def test_what_becomes_of_a_project_is_what_both_rulesets_say(name: str) -> None:
    """Totals are those of scoring by each ruleset alone, and the parts make up the difference."""
    ruleset = load_ruleset(name)
    plan = compile_ruleset(ruleset)
    pairs = [(each, compare_rulesets(ruleset, each)) for each in list_changed(ruleset, plan)[::4]]

    @settings(max_examples=3)
    @given(edge_projects(ruleset))
    def search(project: dict[str, Any]) -> None:
        for other, comparison in pairs:
            effect = try_on(comparison, project)
            expected = [total(plan, project), total(compile_ruleset(other), project)]
            outcomes = (effect.one, effect.other)
            assert expected == ["refused" if e.is_refused else e.points for e in outcomes]
            alone = [each.alone for each in effect.causes]
            if effect.together is not None and effect.delta is not None:
                known = [each for each in alone if each is not None]
                assert effect.delta == sum(known, effect.together)

    search()
