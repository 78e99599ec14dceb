"""How one project stands among others: the statistics of a cohort put into its inputs.

The inputs of a plan come in stages: a statistic of another waits for that one. For each stage the
plan is evaluated as far as its statistics reach, which is before any indicator, and no further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scorelib.compiler.graph.nodes import InputKind, Value
from scorelib.compiler.graph.plan import CohortPlan, Plan
from scorelib.engine.evaluator import Facts, evaluate_plan
from scorelib.engine.figures import Member, use_statistic
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.statistics import CohortUse, Statistics, StatisticUse
from scorelib.ground.errors import Diagnostic, DocumentError

__all__ = [
    "Known",
    "Stage",
    "check_statistics",
    "join_inputs",
    "list_stages",
    "place_project",
    "read_known",
]

Known = Mapping[tuple[InputKind, str], Value]


@dataclass(frozen=True, slots=True)
class Stage:
    """The statistics that are found together, and the part of the plan that they need."""

    statistics: tuple[CohortPlan, ...]
    part: Plan

    def read(self, project: str, facts: Facts, known: Known) -> tuple[Member, ...]:
        """Return what each statistic sees of a project, given the statistics before."""
        values = evaluate_plan(self.part, Facts({**facts.values, **known}, facts.items))
        return tuple(
            Member(project, values[each.node], None if each.by is None else values[each.by])
            for each in self.statistics
        )


def list_stages(plan: Plan) -> tuple[Stage, ...]:
    """Return the stages in which the statistics of a plan are found, in order."""
    stages = sorted({each.stage for each in plan.cohort})
    return tuple(
        _make_stage(plan, [each for each in plan.cohort if each.stage == stage]) for stage in stages
    )


def _make_stage(plan: Plan, statistics: Sequence[CohortPlan]) -> Stage:
    # Nodes stand in the order of evaluation, so that what is needed stands before its need.
    most = 1 + max(node for each in statistics for node in (each.node, each.by or 0))
    part = replace(plan, nodes=plan.nodes[:most], scopes=plan.scopes[:most])
    return Stage(tuple(statistics), part)


def check_statistics(plan: Plan, statistics: Statistics) -> None:
    """Refuse statistics that were found by another ruleset: `DocumentError` (SL928)."""
    if statistics.sha256 != plan.ruleset.sha256:
        words = (
            ("own", f"{statistics.ruleset} {statistics.sha256[:12]}"),
            ("used", f"{plan.ruleset.reference} {plan.ruleset.sha256[:12]}"),
        )
        raise DocumentError([Diagnostic("SL928", words)])


def place_project(plan: Plan, inputs: Inputs, project: str, statistics: Statistics) -> Inputs:
    """Return the inputs of a project with the statistics of a cohort in them."""
    uses: dict[str, StatisticUse] = {}
    for stage in list_stages(plan):
        known = read_known(uses)
        members = stage.read(project, inputs.facts, known)
        for each, member in zip(stage.statistics, members, strict=True):
            uses[each.id] = use_statistic(statistics, each, member)
    return join_inputs(inputs, statistics.projects, uses)


def read_known(uses: Mapping[str, StatisticUse]) -> Known:
    """Return statistics as the inputs of a plan."""
    return {("cohort", name): use.value for name, use in uses.items()}


def join_inputs(inputs: Inputs, projects: int, uses: Mapping[str, StatisticUse]) -> Inputs:
    """Return inputs with statistics in them, over so many projects."""
    facts = Facts({**inputs.facts.values, **read_known(uses)}, inputs.facts.items)
    return replace(inputs, facts=facts, cohort=CohortUse(projects, uses))
