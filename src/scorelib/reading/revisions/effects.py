"""What two rulesets make of projects: points and grades by both, and which change did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluation import complete_result
from scorelib.engine.evaluator import evaluate_plan
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError, Text
from scorelib.reading.reports.view import say_absence
from scorelib.reading.revisions.changes import Comparison
from scorelib.reading.revisions.fitting import Fitter, Made
from scorelib.reading.revisions.trials import Trial, plan_trials, without_period

__all__ = ["Candidate", "Cause", "Effect", "Effects", "Outcome", "Scorers", "open_scorers"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project to be scored by both rulesets: where it stands, and how a plan gets it."""

    place: str
    open: Callable[[Plan], Project]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one ruleset makes of a project: total and grade, or the problems that it refuses it for.

    `places` are those the total is printed with. `needs` is what the ruleset asks for and the
    project does not give.
    """

    points: Fraction | None = None
    grade: str | None = None
    grade_label: Text | None = None
    places: int | None = None
    conditional: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    left_out: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    needs: tuple[tuple[str, Text], ...] = ()
    absence: Text | None = None

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)


@dataclass(frozen=True, slots=True)
class Cause:
    """What one trial does to a project: by how much alone, and by how much as the last of all.

    A figure is None where there is no total before or after; `grade` is that with it alone,
    where it is another one, and `points` the total.
    """

    trial: int
    alone: Fraction | None
    last: Fraction | None
    grade: str | None = None
    points: Fraction | None = None

    def tells(self, one: Outcome) -> bool:
        """Return whether it does anything to a project, of which one ruleset makes `one`."""
        settles = (self.points is None) != (one.points is None)
        return bool(self.alone or self.last or self.grade is not None or settles)


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one project: by both rulesets, and by which changes.

    `together` is what is left of the difference when the causes are added up; None where they
    cannot be.
    """

    place: str
    id: str
    name: Text
    one: Outcome
    other: Outcome
    causes: tuple[Cause, ...] = ()
    together: Fraction | None = None

    @property
    def delta(self) -> Fraction | None:
        """By how much the total differs."""
        if self.one.points is None or self.other.points is None:
            return None
        return self.other.points - self.one.points

    @property
    def is_compared(self) -> bool:
        """Whether both rulesets take the project."""
        return not (self.one.is_refused or self.other.is_refused)

    @property
    def has_other_points(self) -> bool:
        return self.is_compared and self.one.points != self.other.points

    @property
    def has_other_grade(self) -> bool:
        return self.is_compared and self.one.grade != self.other.grade


@dataclass(slots=True)
class Effects:
    """What becomes of many projects.

    `columns` are those of tables that one ruleset alone reads, with its reference.
    """

    trials: tuple[Trial, ...]
    columns: list[tuple[str, str]] = field(default_factory=list)
    found: list[Effect] = field(default_factory=list)
    unreadable: list[tuple[str, tuple[Diagnostic, ...]]] = field(default_factory=list)

    @property
    def changed(self) -> list[Effect]:
        """Those whose points or grade change, another grade first, then by how much."""
        found = [each for each in self.found if each.has_other_points or each.has_other_grade]
        return sorted(
            found, key=lambda e: (not e.has_other_grade, -abs(e.delta or Fraction(0)), e.place)
        )

    @property
    def refused(self) -> list[Effect]:
        return [each for each in self.found if not each.is_compared]


def open_scorers(comparison: Comparison) -> Scorers:
    """Return what scores projects by both rulesets of a comparison.

    Raises `NotFoundError` (SL760) where one of them compares projects with each other.
    """
    for edition in (comparison.one, comparison.other):
        if edition.plan.cohort:
            raise NotFoundError("SL760", ruleset=edition.ruleset.reference)
    plans = tuple(without_period(e.plan) for e in (comparison.one, comparison.other))
    trials = plan_trials(comparison)
    tried = [plan for each in trials for plan in (each.alone, each.without) if plan is not None]
    fitters = {id(plan): Fitter(plan, comparison.one.names) for plan in (*plans, *tried)}
    return Scorers(comparison, plans, trials, fitters)


_MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Scorers:
    """Two rulesets and their changes, ready to score projects."""

    comparison: Comparison
    plans: tuple[Plan, ...]
    trials: tuple[Trial, ...]
    fitters: Mapping[int, Fitter]

    def score(self, candidate: Candidate) -> Effect:
        """Return what becomes of one project. Raises `DocumentError` where it cannot be read."""
        project = candidate.open(self.plans[0])
        made: Made = {}
        one, other = (self._evaluate(plan, candidate, made) for plan in self.plans)
        head = project.document.project
        effect = Effect(candidate.place, head.id, head.name, one, other)
        if not (effect.has_other_points or effect.has_other_grade):
            return effect
        causes = tuple(self._list_causes(candidate, made, one))
        together = _sum_up(effect.delta, causes)
        if together:
            causes = tuple(self._complete(candidate, made, other, each) for each in causes)
        causes = tuple(each for each in causes if each.tells(one))
        return Effect(candidate.place, head.id, head.name, one, other, causes, together)

    def _evaluate(self, plan: Plan, candidate: Candidate, made: Made) -> Outcome:
        try:
            fitted = self.fitters[id(plan)].fit(candidate.open(plan), made)
            result = complete_result(plan, fitted.project, fitted.inputs, None, None)
        except DocumentError as error:
            return Outcome(problems=error.diagnostics)
        total, grade = result.total, result.grade
        return Outcome(
            total.points,
            grade.id,
            grade.label,
            total.places,
            tuple(dict.fromkeys(each.code for each in total.conditional)),
            (),
            fitted.left_out,
            fitted.moved,
            tuple(dict.fromkeys(_list_needs(result))),
            _say_absence(result),
        )

    def _list_causes(self, candidate: Candidate, made: Made, one: Outcome) -> Iterator[Cause]:
        for number, trial in enumerate(self.trials):
            points, grade = self._total(trial.alone, candidate, made)
            changed = grade if grade != one.grade else None
            yield Cause(number, _subtract(points, one.points), None, changed, points)

    def _complete(self, candidate: Candidate, made: Made, other: Outcome, cause: Cause) -> Cause:
        """Return a cause with what it does after all others, which tells of what they share."""
        plan = self.trials[cause.trial].without
        if plan is None:
            return cause
        points, _ = self._total(plan, candidate, made)
        return replace(cause, last=_subtract(other.points, points))

    def _total(
        self, plan: Plan, candidate: Candidate, made: Made
    ) -> tuple[Fraction | None, str | None]:
        """Return the total and the grade that a plan gives, None where there is none."""
        try:
            fitted = self.fitters[id(plan)].fit(candidate.open(plan), made)
        except DocumentError:
            return None, None
        values = evaluate_plan(plan, fitted.inputs.facts)
        points = values[plan.outputs[0].points]
        grade = None if plan.grade is None else values[plan.grade.node]
        return (
            points if isinstance(points, Fraction) else None,
            grade if isinstance(grade, str) else None,
        )


def _subtract(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def _sum_up(delta: Fraction | None, causes: Sequence[Cause]) -> Fraction | None:
    """Return what of a difference is not the sum of what each change does alone."""
    known = [each.alone for each in causes]
    if delta is None or any(each is None for each in known):
        return None
    return delta - sum((each for each in known if each is not None), Fraction(0))


def _list_needs(result: Result) -> Iterator[tuple[str, Text]]:
    """Yield what nodes have no points for: facts that are not given, points nobody gave.

    What a project leaves out of its own indicators no ruleset asked for.
    """
    slots = {slot.id for slot in result.plan.slots}
    for node in result.nodes:
        if node.status == _MISSING and node.open and node.parent not in slots:
            facts = [each for each in node.facts if each.state == _MISSING]
            yield from ((each.name, each.label) for each in facts)
            if not facts and node.method is not None and node.id.rpartition(".")[0] not in slots:
                yield node.id, node.label


def _say_absence(result: Result) -> Text | None:
    """Return why there is no total."""
    if result.total.points is not None:
        return None
    return Text(say_absence(result, "zh"), say_absence(result, "en"))
