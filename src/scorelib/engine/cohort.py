"""Scoring many projects together: statistics over all of them, then each by itself.

Each project is read once. Stage after stage every project is evaluated as far as the statistics
need, and these are found; then each is scored with them, as it would be alone with the same
statistics. Apart from sorting the time is linear in the number of projects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.evaluation import complete_result, take_inputs
from scorelib.engine.figures import Member, find_statistic, use_statistic
from scorelib.engine.intake.choice import is_own
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.result import Result
from scorelib.engine.standing import Stage, join_inputs, list_stages, read_known
from scorelib.engine.statistics import StatisticRecord, Statistics, StatisticUse
from scorelib.ground.errors import Diagnostic, DocumentError
from scorelib.model.reader import diagnose_at

__all__ = ["CohortRun", "Tell", "evaluate_cohort"]

Tell = Callable[[int, int], None]
"""What is told how many projects are done, and of how many."""


@dataclass(frozen=True, slots=True)
class CohortRun:
    """The results of projects that were scored together, in their order, and the statistics."""

    results: tuple[Result, ...]
    statistics: Statistics


@dataclass(slots=True)
class _Entry:
    """One project of a run: what it gives, and the statistics as far as they are found."""

    project: Project
    inputs: Inputs
    uses: dict[str, StatisticUse] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.project.document.project.id


def evaluate_cohort(
    ruleset: Ruleset | Plan,
    projects: Iterable[Project],
    on: date | None = None,
    *,
    tell: Tell | None = None,
) -> CohortRun:
    """Return the results of projects that are scored together, and the statistics over them.

    `on` takes the place of every project's own day of judging. A result is the same as that of
    the project alone with these statistics.

    Raises `DocumentError` with the problems of all projects: those of each (SL401 on), two with
    one id (SL926), one that asks for another ruleset (SL927).
    """
    plan = compile_ruleset(ruleset) if isinstance(ruleset, Ruleset) else ruleset
    entries = _read_all(ruleset, plan, projects, on)
    records: dict[str, StatisticRecord] = {}
    found = Statistics.of(plan.ruleset, len(entries), records)
    for stage in list_stages(plan):
        for entry, members in _find_stage(stage, entries, records):
            for each, member in zip(stage.statistics, members, strict=True):
                entry.uses[each.id] = use_statistic(found, each, member)
    results: list[Result] = []
    for entry in entries:
        inputs = join_inputs(entry.inputs, len(entries), entry.uses)
        results.append(complete_result(plan, entry.project, inputs, on, found))
        if tell is not None:
            tell(len(results), len(entries))
    return CohortRun(tuple(results), found)


def _find_stage(
    stage: Stage, entries: Sequence[_Entry], records: dict[str, StatisticRecord]
) -> list[tuple[_Entry, tuple[Member, ...]]]:
    """Find the statistics of a stage, and return what they saw of each project."""
    seen = [
        (entry, stage.read(entry.id, entry.inputs.facts, read_known(entry.uses)))
        for entry in entries
    ]
    for place, each in enumerate(stage.statistics):
        records[each.id] = find_statistic(each, [members[place] for _, members in seen])
    return seen


def _read_all(
    ruleset: Ruleset | Plan, plan: Plan, projects: Iterable[Project], on: date | None
) -> list[_Entry]:
    """Return what every project gives, after telling the problems of all of them."""
    entries: list[_Entry] = []
    problems: list[Diagnostic] = []
    places: dict[str, str] = {}
    for project in projects:
        name = project.document.project.id
        if name in places:
            words = {"id": name, "other": places[name]}
            problems.append(diagnose_at("SL926", project.tree, ("project", "id"), **words))
        else:
            location = project.tree.location
            places[name] = f"{location.file}:{location.line}"
        if not is_own(plan.ruleset, project.document):
            used = {"own": _name_own(project), "used": plan.ruleset.reference}
            problems.append(diagnose_at("SL927", project.tree, ("ruleset",), **used))
            continue
        try:
            entries.append(_Entry(project, take_inputs(ruleset, plan, project, on)))
        except DocumentError as error:
            problems += error.diagnostics
    if problems:
        raise DocumentError(problems)
    return entries


def _name_own(project: Project) -> str:
    """Return the ruleset that a project asks for, in the words it asks with."""
    head = project.document
    return head.ruleset or f"{head.jurisdiction} {head.rules or ''}".strip()
