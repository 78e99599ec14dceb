"""Scoring a project: from a ruleset or plan and a project to a result."""

from __future__ import annotations

from datetime import date
from typing import Final

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.overlay import lay_over, remove_parts
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.engine.evaluator import evaluate_plan
from scorelib.engine.intake.choice import is_own, name_alternatives
from scorelib.engine.intake.inputs import Inputs, read_inputs, suits
from scorelib.engine.intake.project import Project, read_project
from scorelib.engine.outcome.basis import Basis
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.run import AssumptionOutcome, ProjectInfo
from scorelib.engine.standing import check_statistics, place_project
from scorelib.engine.statistics import Statistics
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.ground.source import MappingNode, Node, locate, read_document
from scorelib.model.project import Assumption, ProjectDocument
from scorelib.model.reader import diagnose_at, diagnose_key, read_shape
from scorelib.model.ruleset import RulesetDocument

__all__ = ["complete_result", "evaluate_project", "take_inputs"]


def evaluate_project(
    ruleset: Ruleset | Plan,
    project: Project,
    on: date | None = None,
    cohort: Statistics | None = None,
) -> Result:
    """Return the result of scoring a project, with what its assumptions would change.

    `on` takes the place of the project's own day of judging; `cohort` are the statistics of the
    projects it is compared with.

    Raises `DocumentError` where the project does not fit the ruleset (SL401 on), the statistics
    are of another (SL928), or the ruleset has problems of its own.
    """
    plan = compile_ruleset(ruleset) if isinstance(ruleset, Ruleset) else ruleset
    if cohort is not None:
        check_statistics(plan, cohort)
    inputs = take_inputs(ruleset, plan, project, on)
    if cohort is not None:
        inputs = place_project(plan, inputs, project.document.project.id, cohort)
    return complete_result(plan, project, inputs, on, cohort)


def take_inputs(
    ruleset: Ruleset | Plan, plan: Plan, project: Project, on: date | None = None
) -> Inputs:
    """Return what a project gives to a plan. Raises `DocumentError` (SL401 on)."""
    judged = project if on is None else project.judged_on(on)
    try:
        return read_inputs(plan, judged)
    except DocumentError as error:
        if not isinstance(ruleset, Ruleset):
            raise
        found = name_alternatives(ruleset, judged, error.diagnostics)
        raise DocumentError(found) from error


def complete_result(
    plan: Plan, project: Project, inputs: Inputs, on: date | None, cohort: Statistics | None
) -> Result:
    """Return the result of what a project gave, with what its assumptions would change.

    Raises `DocumentError` where an alternative does not fit.
    """
    own_day = str(project.document.evaluated_on)
    basis = Basis(project.document, cohort if plan.cohort else None)
    if on is not None:
        project = project.judged_on(on)
    result = _evaluate(plan, project, inputs, own_day)
    outcomes: list[AssumptionOutcome] = []
    problems: list[Diagnostic] = []
    assumptions = project.document.assumptions if suits(plan, project) else ()
    for index, assumption in enumerate(assumptions):
        path = ("assumptions", index, "alternative")
        try:
            outcomes.append(_try_assumption(plan, project, path, assumption, on, cohort))
        except DocumentError as error:
            problems += [_place_in(project.tree, path, each) for each in error.diagnostics]
    if problems:
        raise DocumentError(problems)
    return Result(plan, result.project, result.inputs, result.values, tuple(outcomes), basis)


def _evaluate(plan: Plan, project: Project, inputs: Inputs, own_day: str | None) -> Result:
    return Result(
        plan, _describe(plan, project, own_day), inputs, evaluate_plan(plan, inputs.facts)
    )


def _describe(plan: Plan, project: Project, own_day: str | None) -> ProjectInfo:
    """Return what a result says of its project, and what of it the caller chose otherwise."""
    head, day = project.document, str(project.document.evaluated_on)
    return ProjectInfo(
        head.project.id,
        head.project.name,
        str(head.assessed_period),
        day,
        None if own_day == day else own_day,
        None if is_own(plan.ruleset, head) else _name_own(head),
        head.jurisdiction,
        head.project.unit,
    )


def _name_own(document: ProjectDocument) -> str:
    """Return the ruleset that a project asks for, in the words it asks with."""
    return document.ruleset or f"{document.jurisdiction} {document.rules or ''}".strip()


_Path = tuple[str | int, ...]


def _place_in(tree: Node, path: _Path, problem: Diagnostic) -> Diagnostic:
    """Return a problem of an alternative at a place of the project, whose reader can mend it."""
    if problem.location is not None and problem.location.file != _CANONICAL:
        return problem
    return diagnose_at(problem.code, tree, path, **dict(problem.arguments))


def _try_assumption(
    plan: Plan,
    project: Project,
    path: _Path,
    assumption: Assumption,
    on: date | None,
    cohort: Statistics | None,
) -> AssumptionOutcome:
    """Score the project again with an assumption's alternative laid over ruleset and project.

    The statistics of a cohort stay as they are: its other projects are not scored again.
    """
    _refuse_fixed(project.tree, path)
    other_plan, other_project = plan, project
    if "ruleset" in assumption.alternative:
        change = locate(project.tree, (*path, "ruleset"))
        other_plan = _compile_changed(plan, change)
    if "project" in assumption.alternative:
        change = locate(project.tree, (*path, "project"))
        other_project = read_project(lay_over(project.tree, change))
        moved = isinstance(change, MappingNode) and "evaluated_on" in change.values
        if on is not None and not moved:
            other_project = other_project.judged_on(on)
    inputs = read_inputs(other_plan, other_project)
    if cohort is not None:
        inputs = place_project(other_plan, inputs, project.document.project.id, cohort)
    result = _evaluate(other_plan, other_project, inputs, None)
    nodes = {node.id: node for node in result.nodes}
    watched = tuple(
        (name, nodes[name].points, nodes[name].share) for name in assumption.watch if name in nodes
    )
    return AssumptionOutcome(
        assumption.id,
        assumption.message,
        result.total.points,
        result.grade.label,
        watched,
        result.total.places,
        bool(result.total.conditional) or _borrows(plan),
    )


def _borrows(plan: Plan) -> bool:
    """Return whether a ruleset has layers of another place, which an alternative cannot tell."""
    layers = plan.ruleset.layers
    return len({layer.jurisdiction for layer in layers}) > 1


_CANONICAL: Final = "<ruleset>"
_FIXED: Final = {
    "ruleset": ("scorelib", "id", "edition", "revision", "extends"),
    "project": ("scorelib", "project", "ruleset", "assumptions"),
}
"""What an alternative cannot change: it would be ignored, or be another ruleset or project."""


def _refuse_fixed(tree: Node, path: _Path) -> None:
    problems = []
    for part, keys in _FIXED.items():
        change = locate(tree, path)
        inner = change.values.get(part) if isinstance(change, MappingNode) else None
        if isinstance(inner, MappingNode) and not inner.values:
            problems.append(diagnose_at("SL116", tree, (*path, part)))
        given = inner.values if isinstance(inner, MappingNode) else {}
        problems += [
            diagnose_key("SL427", tree, (*path, part, key), key=key) for key in keys if key in given
        ]
    if problems:
        raise DocumentError(problems)


def _compile_changed(plan: Plan, change: Node) -> Plan:
    """Return the plan of a ruleset with a change laid over its canonical form."""
    base = read_document(plan.canonical.decode(), _CANONICAL)
    problems: list[Diagnostic] = []
    if isinstance(change, MappingNode) and "remove" in change.values:
        base, problems = remove_parts(base, change.values["remove"])
        rest = {key: value for key, value in change.values.items() if key != "remove"}
        change = MappingNode(change.source, change.mark, rest, change.keys)
    tree = lay_over(base, change)
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems or problems:
        raise DocumentError([*problems, *reading.problems])
    changed = Ruleset(reading.model, tree, plan.ruleset.layers, canonical_form(reading.model))
    return compile_ruleset(changed)
