"""Reports from the command line: what is asked for is scored, laid out and written."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.cli.outputs import is_same_file, place_beside
from scorelib.cli.runs import Request as Loading
from scorelib.cli.runs import load_one, score_many, score_one, tell_forms
from scorelib.cli.terminal import say_error, show, show_progress
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.cohort import evaluate_cohort
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import Project
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, DocumentError, Lang, NotFoundError, Text
from scorelib.ground.messages.labels import label
from scorelib.ground.source import is_folder
from scorelib.reading.reconciliation.batch.sources import (
    Source,
    Unreadable,
    is_one,
    list_sources,
    read_source,
)
from scorelib.reading.reconciliation.batch.stream import Settings, reconcile_sources
from scorelib.reading.reconciliation.reconciliation import Reconciler
from scorelib.reading.reconciliation.resubmission import Resubmission
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.reading.reports.blocks import Report
from scorelib.reading.reports.records import ProjectRecord, record_project
from scorelib.reading.reports.tally import Portfolio
from scorelib.reading.reports.view import say_absence

__all__ = ["ENDINGS", "Request", "choose_writer", "run_request"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be reported on, how, with what, and where the report goes."""

    projects: tuple[str, ...]
    out: Path
    lang: Lang
    layout: str | None = None
    ruleset: str | None = None
    on: date | None = None
    roots: tuple[Path, ...] = ()
    cohort: Path | None = None
    jobs: int | None = None
    strict: bool = False

    @property
    def loading(self) -> Loading:
        """What one project is scored with."""
        return Loading(self.ruleset, self.on, self.roots, self.cohort)


_PORTFOLIO: Final = "portfolio"


def run_request(request: Request) -> int:
    """Write the report that is asked for and return the exit status.

    Raises `NotFoundError` for what is asked wrongly, `DocumentError` for a project that cannot be
    read or a total that is refused, `OSError` where nothing can be written.
    """
    write = choose_writer(request.out)
    _check_request(request)
    single = len(request.projects) == 1 and is_one(request.projects[0], request.loading.asked)
    layout = request.layout or ("audit" if single else _PORTFOLIO)
    if layout != _PORTFOLIO and not single:
        raise NotFoundError("SL640", layout=layout)
    status = 0
    if layout == _PORTFOLIO:
        found, status = _report_many(request)
    else:
        found = _report_one(request, layout)
    with place_beside(request.out) as path:
        write(found, path)
    words = {"path": request.out.as_posix(), "title": found.title}
    show(label("report.written", request.lang, **words) + "\n")
    return status


def _check_request(request: Request) -> None:
    """Refuse folders, files and a ruleset that are not there before any project is looked at."""
    for root in request.roots:
        if not is_folder(root):
            raise NotFoundError("SL903", path=root.as_posix())
    if request.ruleset is not None:
        try:
            load_ruleset(request.ruleset, request.on, request.roots)
        except NotFoundError as error:
            # Which of several editions applies is told by the day of each project.
            if error.code != "SL905":
                raise
    parent = request.out.absolute().parent
    if not parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(parent))
    if request.out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(request.out))


def _guard(request: Request) -> Iterator[Source | Unreadable]:
    """Yield the sources of a request. Raises `NotFoundError` (SL919) where one is the output."""
    last = None
    for each in list_sources(request.projects, request.loading.asked):
        if isinstance(each, Source) and each.path != last:
            last = each.path
            if is_same_file(each.file, request.out):
                raise NotFoundError("SL919", path=request.out.as_posix())
        yield each


def _report_one(request: Request, layout: str) -> Report:
    """Return a report on one project, in one of its layouts."""
    from scorelib.reading.reports.audit import report_audit
    from scorelib.reading.reports.papers import report_papers

    for _ in _guard(request):
        pass
    result, found = _score_one(request)
    if request.strict:
        _refuse_conditional(result)
    if layout == "audit":
        return report_audit(result, request.lang, found)
    if layout == "papers":
        return report_papers(result, request.lang)
    from scorelib.reading.reports.layouts import report_layout

    return report_layout(layout, result, request.lang, found)


def _score_one(request: Request) -> tuple[Result, Reconciliation | None]:
    """Return the result of a project, and its reconciliation.

    Compared with stored statistics it is only scored: a reconciliation tries out other figures,
    and those would need other statistics.
    """
    path, loading = Path(request.projects[0]), request.loading
    if request.cohort is not None:
        result = score_one(path, loading)
        tell_forms(loading, request.lang)
        return result, None
    project = load_one(path, loading)
    tell_forms(loading, request.lang)
    ruleset = choose_ruleset(project, request.ruleset, request.on, request.roots)
    found = Reconciler(ruleset, request.roots).reconcile(project, request.on)
    return found.result, found


def _refuse_conditional(result: Result) -> None:
    """Raise `DocumentError` (SL909) for a conditional total, or where there is none."""
    reasons = [reason.message for reason in result.total.conditional]
    if result.total.points is None:
        reasons.append(Text(say_absence(result, "zh"), say_absence(result, "en")))
    if reasons:
        words = tuple(dict.fromkeys(reasons))
        raise DocumentError([Diagnostic("SL909", (("reasons", words),))])


def _report_many(request: Request) -> tuple[Report, int]:
    """Return the portfolio of many projects, and the exit status."""
    from scorelib.reading.reports.portfolio import show_portfolio

    portfolio = Portfolio()
    if request.cohort is not None:
        for _ in _guard(request):
            pass
        loading = request.loading
        run = score_many([Path(each) for each in request.projects], loading)
        tell_forms(loading, request.lang)
        for result in run.results:
            portfolio.add(record_project(result))
    else:
        _take_stream(request, portfolio)
    if not portfolio.records:
        raise NotFoundError("SL641")
    if request.strict:
        _refuse_records(portfolio.records)
    status = 2 if portfolio.tally.absent else int(bool(portfolio.unreadable))
    return show_portfolio(portfolio, request.lang), status


def _take(place: str, found: Reconciliation, _: Resubmission | None) -> ProjectRecord:
    """Return what the portfolio keeps of a project, in the process that reconciled it."""
    return record_project(found.result, found, place)


def _take_stream(request: Request, portfolio: Portfolio) -> None:
    """Take in projects one after the other; of those compared with others all at the end."""
    settings = Settings(request.ruleset, request.on, request.roots)
    alone: dict[str, str] = {}
    with (
        show_progress(
            lambda: sum(1 for _ in list_sources(request.projects, request.loading.asked))
        ) as advance,
        closing(reconcile_sources(_guard(request), _take, settings, request.jobs)) as outcomes,
    ):
        for outcome in outcomes:
            say_error(outcome.notes, request.lang)
            portfolio.add_unreadable(outcome.unreadable)
            for each in outcome.unreadable:
                say_error(each.problems, request.lang)
            if outcome.project is not None and outcome.project.alone:
                alone[outcome.place] = outcome.project.ruleset
            elif outcome.project is not None:
                portfolio.add(outcome.project)
            advance()
    if alone:
        _take_together(request, alone, portfolio)


def _take_together(request: Request, alone: dict[str, str], portfolio: Portfolio) -> None:
    """Take in projects whose rulesets compare them with each other, all of one at a time."""
    groups: dict[str, list[tuple[str, Project]]] = {}
    for each in list_sources(request.projects, request.loading.asked):
        if isinstance(each, Source) and each.place in alone:
            groups.setdefault(alone[each.place], []).append((each.place, read_source(each)))
    for members in groups.values():
        projects = [project for _, project in members]
        ruleset = choose_ruleset(projects[0], request.ruleset, request.on, request.roots)
        run = evaluate_cohort(ruleset, projects, request.on)
        for (place, _), result in zip(members, run.results, strict=True):
            portfolio.add(record_project(result, None, place))


_MOST_TOLD: Final = 20
"""How many projects a refusal names."""


def _refuse_records(records: Iterable[ProjectRecord]) -> None:
    """Raise `DocumentError` (SL909) where a total is conditional, or is not there."""
    bad = [each for each in records if each.status != "sound"]
    if bad:
        words = tuple(f"{each.id} ({', '.join(each.conditions) or '–'})" for each in bad)
        more = (f"… {len(bad)}",) if len(bad) > _MOST_TOLD else ()
        raise DocumentError([Diagnostic("SL909", (("reasons", (*words[:_MOST_TOLD], *more)),))])


_Write = Callable[[Report, Path], None]


def _write_html(report: Report, path: Path) -> None:
    from scorelib.writing.reports.html import print_html

    _write_text(print_html(report), path)


def _write_markdown(report: Report, path: Path) -> None:
    from scorelib.writing.reports.markdown import print_markdown

    _write_text(print_markdown(report), path)


def _write_plain(report: Report, path: Path) -> None:
    from scorelib.writing.reports.text import PAGE_WIDTH, print_text

    _write_text(print_text(report, PAGE_WIDTH), path)


def _write_text(text: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        stream.write(text)


def _write_workbook(report: Report, path: Path) -> None:
    from scorelib.writing.reports.workbook import write_workbook

    write_workbook(report, path)


def _write_word(report: Report, path: Path) -> None:
    from scorelib.writing.reports.word import write_word

    write_word(report, path)


def _write_pdf(report: Report, path: Path) -> None:
    from scorelib.writing.reports.pdf import write_pdf

    write_pdf(report, path)


_WRITERS: Final[dict[str, _Write]] = {
    ".html": _write_html,
    ".xlsx": _write_workbook,
    ".docx": _write_word,
    ".pdf": _write_pdf,
    ".md": _write_markdown,
    ".txt": _write_plain,
}
ENDINGS: Final = tuple(_WRITERS)
"""The endings of files that reports are written to."""

_PACKAGES: Final = {
    "docx": "python-docx",
    "jinja2": "Jinja2",
    "openpyxl": "openpyxl",
    "weasyprint": "weasyprint",
    "xlsxwriter": "XlsxWriter",
}
"""The modules of the extra `report`, by the packages that they come with."""


def choose_writer(out: Path) -> _Write:
    """Return what writes a file of this ending.

    Raises `NotFoundError` (SL970) for other endings; what it returns raises SL916 where a package
    of the extra is not installed.
    """
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise NotFoundError("SL970", path=out.as_posix(), known=ENDINGS)

    def try_to_write(report: Report, path: Path) -> None:
        try:
            write(report, path)
        except ModuleNotFoundError as error:
            package = _PACKAGES.get((error.name or "").partition(".")[0])
            if package is None:
                raise
            words = {"format": out.suffix[1:].upper(), "package": package, "extra": "report"}
            raise NotFoundError("SL916", **words) from error

    return try_to_write
