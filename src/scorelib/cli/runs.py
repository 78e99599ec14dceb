"""Scoring from the command line: one project, or many together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scorelib.cli.terminal import say_error, tell_progress
from scorelib.ground.errors import Diagnostic, DocumentError, Lang, NotFoundError

if TYPE_CHECKING:
    from scorelib.compiler.graph.plan import Plan
    from scorelib.compiler.ruleset import Ruleset
    from scorelib.engine.cohort import CohortRun
    from scorelib.engine.intake.project import Project
    from scorelib.engine.outcome.result import Result
    from scorelib.engine.statistics import Statistics
    from scorelib.reading.forms.filled import Filled
    from scorelib.reading.projects import Asked

__all__ = [
    "Request",
    "is_single",
    "load_one",
    "score_many",
    "score_one",
    "store_statistics",
    "tell_forms",
]

_MANY: Final = 50
"""From how many projects on it is told how far the work has come."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a command is asked to score with: a ruleset, a day, folders, stored statistics.

    `row` is that of a trace, which has its own ruleset. `opened` keeps what was opened, to say
    afterwards where its values came from.
    """

    ruleset: str | None = None
    on: date | None = None
    roots: Sequence[Path] = ()
    cohort: Path | None = None
    row: int | None = None
    opened: list[tuple[Path, Filled]] = field(default_factory=list, compare=False)

    @property
    def asked(self) -> Asked:
        """What forms are read with."""
        from scorelib.reading.projects import Asked

        return Asked(self.ruleset, self.on, tuple(self.roots))


def is_single(paths: Sequence[Path], request: Request | None = None) -> bool:
    """Return whether exactly one project is named, and nothing that may hold several."""
    from scorelib.reading.projects import is_several

    asked = None if request is None else request.asked
    return len(paths) == 1 and not is_several(paths[0], asked)


def load_one(path: Path, request: Request) -> Project:
    """Return one project; where it cannot be read, every problem of its document is raised.

    Raises `DocumentError` and `NotFoundError`.
    """
    from scorelib.engine.intake.project import load_project
    from scorelib.reading.checking import check_document
    from scorelib.reading.projects import is_form

    if is_form(path):
        return _load_form(path, request)
    try:
        return load_project(path)
    except DocumentError as error:
        # What the rest of the document gets wrong belongs into the same run.
        found = check_document(str(path), request.roots, request.ruleset)
        codes = {each.code for each in found}
        complete = found and all(each.code in codes for each in error.diagnostics)
        raise DocumentError(found if complete else error.diagnostics) from error


def _load_form(path: Path, request: Request) -> Project:
    """Return the one project of a form; what is wrong with its figures is told in the same run."""
    from scorelib.reading.projects import check_named, open_form

    try:
        found = open_form(path, request.asked)
    except DocumentError as error:
        checked = check_named(str(path), request.roots, request.ruleset)
        raise DocumentError(checked.problems or error.diagnostics) from error
    if len(found) != 1:
        raise NotFoundError("SL612", path=path.as_posix(), count=len(found))
    request.opened.append((path, found[0]))
    return found[0].project


def tell_forms(request: Request, lang: Lang, *, places: bool = False) -> None:
    """Say on standard error what of forms was not used and, if asked, where each value stood."""
    from scorelib.reading.projects import list_notes
    from scorelib.writing.forms.places import print_places

    for path, filled in request.opened:
        say_error(list_notes(filled, path), lang)
        if places and filled.places:
            sys.stderr.write(print_places(path, filled, lang))


def score_one(path: Path, request: Request) -> Result:
    """Return the result of one project. Raises `DocumentError` and `NotFoundError`."""
    from scorelib.engine.evaluation import evaluate_project
    from scorelib.engine.intake.choice import choose_ruleset

    if request.row is not None or path.suffix.lower() == TRACE:
        return _score_row(path, request)
    loaded = load_one(path, request)
    rules = choose_ruleset(loaded, request.ruleset, request.on, request.roots)
    return evaluate_project(rules, loaded, request.on, _read_cohort(request))


TRACE: Final = ".parquet"
"""The ending of traces; no document of a project has it."""


def _score_row(path: Path, request: Request) -> Result:
    """Return the result of one row of a trace, by the ruleset that is in it."""
    others = (request.ruleset, request.on, request.cohort)
    if request.row is None or path.suffix.lower() != TRACE or any(others):
        raise NotFoundError("SL983")
    try:
        from scorelib.reading.tables.traces import open_trace
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        raise NotFoundError("SL961", format="Parquet", package="polars", extra="table") from error
    return open_trace(path).explain_row(request.row)


def score_many(paths: Sequence[Path], request: Request) -> CohortRun:
    """Return the results of many projects: together, or each with stored statistics.

    Raises `DocumentError` with the problems of all, and `NotFoundError`.
    """
    from scorelib.compiler.compilation import compile_ruleset
    from scorelib.engine.cohort import CohortRun, evaluate_cohort
    from scorelib.reading.projects import open_all

    if request.row is not None:
        raise NotFoundError("SL983")
    request.opened.extend(open_all(paths, request.asked))
    projects = [filled.project for _, filled in request.opened]
    rules = _choose_one(projects, request)
    cohort = _read_cohort(request)
    if cohort is None:
        return evaluate_cohort(rules, projects, request.on, tell=_watch(len(projects)))
    plan = compile_ruleset(rules)
    return CohortRun(tuple(_replay(plan, projects, request, cohort)), cohort)


def _replay(
    plan: Plan, projects: Sequence[Project], request: Request, cohort: Statistics
) -> list[Result]:
    """Return the result of each project with stored statistics, after telling all problems."""
    from scorelib.engine.evaluation import evaluate_project

    results: list[Result] = []
    problems: list[Diagnostic] = []
    tell = _watch(len(projects))
    for project in projects:
        try:
            results.append(evaluate_project(plan, project, request.on, cohort))
        except DocumentError as error:
            problems += error.diagnostics
        if tell is not None:
            tell(len(results), len(projects))
    if problems:
        raise DocumentError(dict.fromkeys(problems))
    return results


def _choose_one(projects: Iterable[Project], request: Request) -> Ruleset:
    """Return the one ruleset of all projects; where they ask for several it is a problem."""
    from scorelib.engine.intake.choice import choose_ruleset
    from scorelib.model.reader import diagnose_at

    chosen: dict[tuple[object, ...], Ruleset] = {}
    first: Ruleset | None = None
    problems: list[Diagnostic] = []
    for project in projects:
        head = project.document
        key = (head.ruleset, head.jurisdiction, head.rules, request.on or head.evaluated_on)
        if key not in chosen:
            chosen[key] = choose_ruleset(project, request.ruleset, request.on, request.roots)
        first = first or chosen[key]
        if chosen[key].reference != first.reference:
            words = {"own": chosen[key].reference, "used": first.reference}
            problems.append(diagnose_at("SL927", project.tree, ("ruleset",), **words))
    if problems:
        raise DocumentError(problems)
    if first is None:
        raise NotFoundError("SL908")
    return first


def _read_cohort(request: Request) -> Statistics | None:
    from scorelib.engine.statistics import read_statistics
    from scorelib.ground.source import is_file

    path = request.cohort
    if path is None:
        return None
    if not is_file(path):
        raise NotFoundError("SL903", path=path.as_posix())
    return read_statistics(path.read_bytes().decode("utf-8", "replace"), path.as_posix())


def store_statistics(run: CohortRun, path: Path) -> None:
    """Write the statistics of a run to a file."""
    path.write_text(run.statistics.to_json(), "utf-8")


def _watch(count: int) -> Callable[[int, int], None] | None:
    """Return what tells a person how far the work has come, where there is much of it."""
    return tell_progress if count >= _MANY and sys.stderr.isatty() else None
