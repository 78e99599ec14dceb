"""Cases held against what the engine gives: every difference, at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.cohort import evaluate_cohort
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, DocumentError, Text, WordError
from scorelib.model.fields import Period
from scorelib.model.project import Case, Expectation, ProjectBody, ProjectDocument, ProjectHead
from scorelib.model.reader import diagnose_at, diagnose_key
from scorelib.reading.cases.loading import Cases, LoadedCase, load_cases
from scorelib.words.numbers import print_number, read_number

__all__ = ["CaseOutcome", "judge_cases", "judge_runs", "make_project", "run_cases", "score_cases"]


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case after it ran: what differed, with its place in cases.yaml; nothing if it passed.

    `index` is its place among the cases; `result` what came out, None where it was refused.
    """

    id: str
    note: Text
    problems: tuple[Diagnostic, ...]
    index: int = 0
    result: Result | None = field(default=None, repr=False, compare=False)

    @property
    def passed(self) -> bool:
        return not self.problems


def run_cases(
    id_or_path: str | Path, roots: Sequence[Path] = ()
) -> tuple[Ruleset, list[CaseOutcome]]:
    """Return the outcome of every case beside a ruleset, in the order of the file.

    Raises `NotFoundError` and `DocumentError` where the ruleset or its cases cannot be read
    (SL604 when there are none).
    """
    ruleset = load_ruleset(id_or_path, roots=roots)
    plan = compile_ruleset(ruleset)
    return ruleset, judge_cases(plan, load_cases(ruleset))


def judge_cases(plan: Plan, cases: Cases) -> list[CaseOutcome]:
    """Return what becomes of every case by a plan, in the order of the file.

    The cases are read once and can be judged by many plans.
    """
    outcomes = {each.index: each for each in judge_runs(plan, cases)}
    return [outcomes[index] for index in range(len(cases.cases))]


def judge_runs(plan: Plan, cases: Cases) -> Iterator[CaseOutcome]:
    """Yield what becomes of each case by a plan, as soon as it is scored.

    Those of a cohort come together; who only asks whether any case fails can stop at the first.
    """
    twice = dict(cases.twice)
    for run in _list_runs(cases):
        scored = _score_run(plan, run)
        for index, each, found in zip(run.indexes, run.cases, scored, strict=True):
            problems = [*_judge(_Check(each), found)]
            if index in twice:
                problems.append(twice[index])
            result = None if isinstance(found, DocumentError) else found
            yield CaseOutcome(each.id, each.case.note, tuple(problems), index, result)


def score_cases(plan: Plan, cases: Cases) -> list[Result | DocumentError]:
    """Return what comes out of every case by a plan, in the order of the file: or its refusal."""
    found: dict[int, Result | DocumentError] = {}
    for run in _list_runs(cases):
        found |= dict(zip(run.indexes, _score_run(plan, run), strict=True))
    return [found[index] for index in range(len(cases.cases))]


@dataclass(frozen=True, slots=True)
class _Run:
    """Cases that are scored together: those of one cohort, or one by itself."""

    cohort: bool
    indexes: list[int]
    cases: list[LoadedCase]


def _list_runs(cases: Cases) -> list[_Run]:
    runs: dict[str | int, _Run] = {}
    for index, each in enumerate(cases.cases):
        name = each.case.cohort or index
        run = runs.setdefault(name, _Run(isinstance(name, str), [], []))
        run.indexes.append(index)
        run.cases.append(each)
    return list(runs.values())


def _score_run(plan: Plan, run: _Run) -> Sequence[Result | DocumentError]:
    projects = [make_project(plan, each) for each in run.cases]
    try:
        if run.cohort:
            return evaluate_cohort(plan, projects).results
        return [evaluate_project(plan, projects[0])]
    except DocumentError as error:
        return [error] * len(projects)


def _judge(check: _Check, found: Result | DocumentError) -> Iterator[Diagnostic]:
    """Yield how the outcome of a case differs from what it expects."""
    if check.case.expect is None:
        yield from found.diagnostics if isinstance(found, DocumentError) else ()
        yield check.lacks()
        return
    expected = check.case.expect.errors
    if isinstance(found, DocumentError):
        codes = sorted({each.code for each in found.diagnostics})
        if expected is None:
            yield from found.diagnostics
        elif codes != sorted(expected):
            yield check.differs(("errors",), ", ".join(expected), ", ".join(codes))
    elif expected:
        yield check.differs(("errors",), ", ".join(expected), "–")
    else:
        yield from _compare(check, found)


def make_project(plan: Plan, loaded: LoadedCase) -> Project:
    """Return a case as a project, judged on the first day of its ruleset."""
    case = loaded.case
    first = plan.effective[0] if plan.effective else "2000-01-01"
    day = case.evaluated_on or Period.of_day(first)
    body = {name: getattr(case, name) for name in _BODY}
    document = ProjectDocument.model_construct(
        scorelib="1",
        project=ProjectHead(id=case.id, name=case.note, note=None),
        ruleset=None,
        assessed_period=day,
        evaluated_on=day,
        assumptions=(),
        **body,
    )
    return Project(document, loaded.tree)


_BODY = tuple(ProjectBody.model_fields)


@dataclass(frozen=True, slots=True)
class _Check:
    """One case being compared: how a difference is said, and where."""

    loaded: LoadedCase

    @property
    def case(self) -> Case:
        return self.loaded.case

    @property
    def expect(self) -> Expectation:
        """What the case expects; nothing where it says nothing."""
        return self.case.expect or Expectation.model_construct()

    def lacks(self) -> Diagnostic:
        return self._place(diagnose_at("SL608", self.loaded.tree, ("id",), case=self.case.id))

    def differs(self, at: tuple[str, ...], expected: str, actual: str) -> Diagnostic:
        words = {"case": self.case.id, "what": at[-1], "expected": expected, "actual": actual}
        return self._place(diagnose_at("SL601", self.loaded.tree, ("expect", *at), **words))

    def misses(self, *at: str) -> Diagnostic:
        words = {"case": self.case.id, "node": at[-1]}
        return self._place(diagnose_key("SL602", self.loaded.tree, ("expect", *at), **words))

    def _place(self, found: Diagnostic) -> Diagnostic:
        """Return a problem whose path leads from the beginning of the file."""
        begin = ".".join(map(str, self.loaded.path))
        return replace(found, path=f"{begin}.{found.path}")


def _compare(check: _Check, result: Result) -> Iterator[Diagnostic]:
    expect = check.expect
    total = result.total
    if expect.total is not None and expect.total != _or_none(total.points):
        yield check.differs(("total",), _show(expect.total), _show(total.points, total.places))
    grade = result.grade.id or "none"
    if expect.grade is not None and expect.grade != grade:
        yield check.differs(("grade",), expect.grade, grade)
    yield from _compare_nodes(check, result)
    yield from _compare_figures(check, result)
    yield from _compare_lists(check, result)
    yield from _compare_codes(check, result)


def _compare_nodes(check: _Check, result: Result) -> Iterator[Diagnostic]:
    nodes = {node.id: node for node in result.nodes}
    for section in ("points", "status"):
        for name, wanted in getattr(check.expect, section).items():
            if name not in nodes:
                yield check.misses(section, name)
                continue
            node = nodes[name]
            found = _or_none(node.points) if section == "points" else node.status
            if found != wanted:
                shown = _show(found, node.places)
                yield check.differs((section, name), _show(wanted), shown)


def _compare_figures(check: _Check, result: Result) -> Iterator[Diagnostic]:
    """Compare derived values, further outputs, and the grades of nodes and of outputs."""
    nodes = {each.id: each.grade[0] if each.grade else None for each in result.nodes}
    outputs = {each.id: each.grade.id for each in result.extras if each.grade}
    found: dict[str, dict[str, object]] = {
        "values": {each.id: each.value for each in result.derived},
        "outputs": {each.id: each.value for each in result.extras if each.listed is None},
        "grades": {**nodes, **outputs},
    }
    for section, figures in found.items():
        for name, wanted in getattr(check.expect, section).items():
            if name not in figures:
                yield check.misses(section, name)
            elif not _is_same(wanted, figures[name]):
                yield check.differs((section, name), wanted, _show_figure(figures[name]))


def _is_same(wanted: str, found: object) -> bool:
    """Return whether a figure is what a case says, 7.50 being 7.5."""
    if not isinstance(found, Fraction):
        return wanted == _show_figure(found)
    try:
        return read_number(wanted) == found
    except WordError:
        return False


def _show_figure(found: object) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    return print_number(found) if isinstance(found, Fraction) else str(found or "none")


def _compare_lists(check: _Check, result: Result) -> Iterator[Diagnostic]:
    lists = {each.id: each.listed for each in result.extras if each.listed is not None}
    for name, wanted in check.expect.listed.items():
        if name not in lists:
            yield check.misses("listed", name)
        elif wanted != (found := tuple(each.node for each in lists[name])):
            shown = (", ".join(each) or "none" for each in (wanted, found))
            yield check.differs(("listed", name), *shown)


def _compare_codes(check: _Check, result: Result) -> Iterator[Diagnostic]:
    """Compare the codes of findings and conditions, each as a set."""
    found = {
        "findings": sorted({finding.code for finding in result.findings}),
        "conditional": sorted({each.code for each in result.total.conditional}),
    }
    for key, codes in found.items():
        wanted = getattr(check.expect, key)
        if wanted is not None and sorted(set(wanted)) != codes:
            yield check.differs((key,), ", ".join(wanted) or "–", ", ".join(codes) or "–")


def _or_none(value: Fraction | None) -> Fraction | str:
    return "none" if value is None else value


def _show(value: Fraction | str | None, places: int | None = None) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else print_number(value, places)
