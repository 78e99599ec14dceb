"""Cases: what an expert expects of a ruleset, held against what the engine gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.editions import show_path
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.cohort import evaluate_cohort
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, DocumentError, Text, WordError
from scorelib.ground.source import Node, locate, read_file
from scorelib.model.fields import Period
from scorelib.model.project import (
    Case,
    CasesDocument,
    ProjectBody,
    ProjectDocument,
    ProjectHead,
)
from scorelib.model.reader import diagnose_at, diagnose_key, read_shape
from scorelib.words.numbers import print_number, read_number

__all__ = ["CaseOutcome", "run_cases"]

FILE_NAME = "cases.yaml"


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case after it ran: what differed, with its place in cases.yaml; nothing if it passed."""

    id: str
    note: Text
    problems: tuple[Diagnostic, ...]

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
    path = (ruleset.path or Path()).with_name(FILE_NAME)
    if not path.is_file():
        raise DocumentError([diagnose_at("SL604", ruleset.tree, (), path=path.as_posix())])
    tree = read_file(path, show_path(path))
    reading = read_shape(CasesDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    outcomes, seen = [], set[str]()
    checks = [_Check(tree, index, case) for index, case in enumerate(reading.model.cases)]
    scored = _score_all(plan, checks)
    for check in checks:
        case = check.case
        problems = list(_judge(check, scored[check.index]))
        if case.id in seen:
            problems.append(diagnose_at("SL603", tree, ("cases", check.index, "id"), case=case.id))
        seen.add(case.id)
        outcomes.append(CaseOutcome(case.id, case.note, tuple(problems)))
    return ruleset, outcomes


def _score_all(plan: Plan, checks: Sequence[_Check]) -> Mapping[int, Result | DocumentError]:
    """Return what becomes of each case: those of a cohort together, any other by itself."""
    runs: dict[str | int, list[_Check]] = {}
    for check in checks:
        runs.setdefault(check.case.cohort or check.index, []).append(check)
    found: dict[int, Result | DocumentError] = {}
    for name, run in runs.items():
        projects = [_make_project(plan, check) for check in run]
        try:
            if isinstance(name, str):
                results = evaluate_cohort(plan, projects).results
            else:
                results = (evaluate_project(plan, projects[0]),)
        except DocumentError as error:
            found |= {check.index: error for check in run}
        else:
            found |= {check.index: each for check, each in zip(run, results, strict=True)}
    return found


def _judge(check: _Check, found: Result | DocumentError) -> Iterator[Diagnostic]:
    """Yield how the outcome of a case differs from what it expects."""
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


def _make_project(plan: Plan, check: _Check) -> Project:
    """Return a case as a project, judged on the first day of its ruleset."""
    case = check.case
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
    return Project(document, locate(check.tree, ("cases", check.index)))


_BODY = tuple(ProjectBody.model_fields)


@dataclass(frozen=True, slots=True)
class _Check:
    """One case being compared: where it stands, and how a difference is said."""

    tree: Node
    index: int
    case: Case

    def differs(self, at: tuple[str, ...], expected: str, actual: str) -> Diagnostic:
        return diagnose_at(
            "SL601",
            self.tree,
            ("cases", self.index, "expect", *at),
            case=self.case.id,
            what=at[-1],
            expected=expected,
            actual=actual,
        )


def _compare(check: _Check, result: Result) -> Iterator[Diagnostic]:
    expect = check.case.expect
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
        for name, wanted in getattr(check.case.expect, section).items():
            if name not in nodes:
                path = ("cases", check.index, "expect", section, name)
                yield diagnose_key("SL602", check.tree, path, case=check.case.id, node=name)
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
        for name, wanted in getattr(check.case.expect, section).items():
            if name not in figures:
                path = ("cases", check.index, "expect", section, name)
                yield diagnose_key("SL602", check.tree, path, case=check.case.id, node=name)
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
    for name, wanted in check.case.expect.listed.items():
        if name not in lists:
            path = ("cases", check.index, "expect", "listed", name)
            yield diagnose_key("SL602", check.tree, path, case=check.case.id, node=name)
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
        wanted = getattr(check.case.expect, key)
        if wanted is not None and sorted(set(wanted)) != codes:
            yield check.differs((key,), ", ".join(wanted) or "–", ", ".join(codes) or "–")


def _or_none(value: Fraction | None) -> Fraction | str:
    return "none" if value is None else value


def _show(value: Fraction | str | None, places: int | None = None) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else print_number(value, places)
