"""Scoring a project: from a ruleset or plan and a project to a result."""

from __future__ import annotations

from datetime import date

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.overlay import lay_over
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.engine.evaluator import evaluate_plan
from scorelib.engine.inputs import read_inputs
from scorelib.engine.project import Project, read_project
from scorelib.engine.result import Result
from scorelib.engine.run import AssumptionOutcome, ProjectInfo
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import Node, locate, read_document
from scorelib.model.project import Assumption
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["evaluate_project"]


def evaluate_project(ruleset: Ruleset | Plan, project: Project, on: date | None = None) -> Result:
    """Return the result of scoring a project, with what its assumptions would change.

    `on` takes the place of the project's own day of judging.

    Raises `DocumentError` where the project does not fit the ruleset (SL401 on), or the ruleset
    has problems of its own.
    """
    plan = compile_ruleset(ruleset) if isinstance(ruleset, Ruleset) else ruleset
    if on is not None:
        project = project.judged_on(on)
    result = _evaluate(plan, project)
    outcomes = tuple(
        _try_assumption(plan, project, index, assumption)
        for index, assumption in enumerate(project.document.assumptions)
    )
    return Result(plan, result.project, result.inputs, result.values, outcomes)


def _evaluate(plan: Plan, project: Project) -> Result:
    inputs = read_inputs(plan, project)
    head = project.document
    info = ProjectInfo(
        head.project.id, head.project.name, str(head.assessed_period), str(head.evaluated_on)
    )
    return Result(plan, info, inputs, evaluate_plan(plan, inputs.facts))


def _try_assumption(
    plan: Plan, project: Project, index: int, assumption: Assumption
) -> AssumptionOutcome:
    """Score the project again with an assumption's alternative laid over ruleset and project."""
    path = ("assumptions", index, "alternative")
    other_plan, other_project = plan, project
    if "ruleset" in assumption.alternative:
        change = locate(project.tree, (*path, "ruleset"))
        other_plan = _compile_changed(plan, change)
    if "project" in assumption.alternative:
        change = locate(project.tree, (*path, "project"))
        other_project = read_project(lay_over(project.tree, change))
    result = _evaluate(other_plan, other_project)
    points = {node.id: node.points for node in result.nodes}
    watched = tuple((node, points.get(node)) for node in assumption.watch)
    return AssumptionOutcome(
        assumption.id,
        assumption.message,
        result.total.points,
        result.grade.label,
        watched,
        result.total.places,
    )


def _compile_changed(plan: Plan, change: Node) -> Plan:
    """Return the plan of a ruleset with a change laid over its canonical form."""
    tree = lay_over(read_document(plan.canonical.decode(), "ruleset"), change)
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    changed = Ruleset(reading.model, tree, plan.ruleset.layers, canonical_form(reading.model))
    return compile_ruleset(changed)
