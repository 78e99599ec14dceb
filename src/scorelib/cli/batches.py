"""Reconciling from the command line: one project in full, or many in a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scorelib.cli.outputs import is_same_file, open_text, place_beside
from scorelib.cli.runs import Request as Loading
from scorelib.cli.runs import load_one
from scorelib.cli.terminal import say_error, show, show_progress
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.ground.errors import DocumentError, Lang, NotFoundError
from scorelib.ground.source import is_folder
from scorelib.reading.projects import Asked
from scorelib.reading.reconciliation.batch.earlier import index_submissions
from scorelib.reading.reconciliation.batch.sources import Source, Unreadable, is_one, list_sources
from scorelib.reading.reconciliation.batch.stream import Outcome, Settings, reconcile_sources
from scorelib.reading.reconciliation.batch.tally import Tally
from scorelib.reading.reconciliation.resubmission import Resubmission
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.writing.reconciliation.digests import Digest, Digester, Format
from scorelib.writing.reconciliation.notes import Notes
from scorelib.writing.reconciliation.records import record_reconciliation
from scorelib.writing.reconciliation.streams import (
    CsvWriter,
    JsonWriter,
    MarkdownWriter,
    TextWriter,
    Writer,
)
from scorelib.writing.reconciliation.summaries import count_in_words
from scorelib.writing.reconciliation.text import print_reconciliation, print_reconciliation_markdown
from scorelib.writing.reconciliation.workbooks import Workbook
from scorelib.writing.records import print_json

__all__ = ["Request", "run_request"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be reconciled, with what, in how many processes, and where the results go."""

    projects: tuple[str, ...]
    format: Format
    lang: Lang
    out: Path | None = None
    ruleset: str | None = None
    on: date | None = None
    roots: tuple[Path, ...] = ()
    jobs: int | None = None
    notes: Path | None = None
    before: tuple[str, ...] | None = None


def run_request(request: Request) -> int:
    """Reconcile what is asked for, write it, and return the exit status.

    Raises `NotFoundError` for what is asked wrongly, `DocumentError` for one project that cannot
    be read, `OSError` where nothing can be written.
    """
    _check_rules(request)
    before: dict[str, Source] | None = None
    problems: list[Unreadable] = []
    if request.before is not None:
        before, problems = index_submissions(request.before, _ask(request))
    settings = Settings(request.ruleset, request.on, request.roots, before)
    single = len(request.projects) == 1 and is_one(request.projects[0], _ask(request))
    if single and request.format in _PRINTERS:
        tally = _run_one(request, settings, problems)
    else:
        if single:
            _load(request)
        tally = _run_many(request, settings, problems)
    if request.out is not None:
        show(count_in_words(tally, request.lang) + "\n")
    return tally.status


def _ask(request: Request) -> Asked:
    """Return what forms are read with."""
    return Asked(request.ruleset, request.on, request.roots)


def _check_rules(request: Request) -> None:
    """Refuse folders and a ruleset that are not there before any project is looked at."""
    for root in request.roots:
        if not is_folder(root):
            raise NotFoundError("SL903", path=root.as_posix())
    if request.ruleset is None:
        return
    try:
        load_ruleset(request.ruleset, request.on, request.roots)
    except NotFoundError as error:
        # Which of several editions applies is told by the day of each project.
        if error.code != "SL905":
            raise


def _load(request: Request) -> None:
    """Raise whatever stands in the way of reconciling one project, at full length."""
    loading = Loading(request.ruleset, request.on, request.roots)
    project = load_one(Path(request.projects[0]), loading)
    choose_ruleset(project, request.ruleset, request.on, request.roots)


_PRINTERS: dict[Format, Callable[[Reconciliation, Lang, Resubmission | None], str]] = {
    "text": print_reconciliation,
    "markdown": print_reconciliation_markdown,
    "json": lambda found, _, since: print_json(record_reconciliation(found, since)),
}
"""How one project is printed in full."""

_Found = tuple[str, Reconciliation, Resubmission | None]


def _take_all(place: str, found: Reconciliation, since: Resubmission | None) -> _Found:
    return place, found, since


def _run_one(request: Request, settings: Settings, problems: list[Unreadable]) -> Tally:
    """Reconcile one project and write everything that is to be said of it."""
    _load(request)
    tally = Tally()
    (outcome,) = reconcile_sources(_guard(request, settings), _take_all, settings, jobs=1)
    say_error(outcome.notes, request.lang)
    problems = [*problems, *outcome.unreadable]
    if outcome.project is None:
        raise DocumentError(problem for each in problems for problem in each.problems)
    for each in problems:
        tally.add_unreadable(is_absent=each.is_absent)
        say_error(each.problems, request.lang)
    place, found, since = outcome.project
    digest = Digester(request.format, request.lang, request.notes is not None)(place, found, since)
    tally.add(digest.project, digest.unit, digest.counted)
    with _open_notes(request) as notes, open_text(request.out) as stream:
        stream.write(_PRINTERS[request.format](found, request.lang, since))
        if digest.note is not None:
            notes.add(digest.note)
    return tally


def _run_many(request: Request, settings: Settings, problems: list[Unreadable]) -> Tally:
    """Reconcile projects one after the other, write each at once, and keep only counts."""
    tally = Tally()
    digester = Digester(request.format, request.lang, request.notes is not None)
    sources = _guard(request, settings)
    with (
        _open_notes(request) as notes,
        _open_writer(request) as writer,
        show_progress(
            lambda: sum(1 for _ in list_sources(request.projects, _ask(request)))
        ) as advance,
        closing(reconcile_sources(sources, digester, settings, request.jobs)) as outcomes,
    ):
        for each in problems:
            _take(Outcome(each.place, None, (each,)), writer, notes, tally)
        for outcome in outcomes:
            _take(outcome, writer, notes, tally)
            say_error(outcome.notes, request.lang)
            advance()
        writer.finish(tally)
    return tally


def _take(outcome: Outcome[Digest], writer: Writer, notes: Notes, tally: Tally) -> None:
    """Write and count what came of one source."""
    for each in outcome.unreadable:
        tally.add_unreadable(is_absent=each.is_absent)
        writer.add_unreadable(each)
    digest = outcome.project
    if digest is not None:
        tally.add(digest.project, digest.unit, digest.counted)
        writer.add(digest)
        if digest.note is not None:
            notes.add(digest.note)


def _guard(request: Request, settings: Settings) -> Iterator[Source | Unreadable]:
    """Yield the sources of a request. Raises `NotFoundError` (SL919) where one is the output."""
    last = None
    if request.out is not None and any(
        is_same_file(each.file, request.out) for each in (settings.before or {}).values()
    ):
        raise NotFoundError("SL919", path=request.out.as_posix())
    for each in list_sources(request.projects, _ask(request)):
        if isinstance(each, Source) and request.out is not None and each.path != last:
            last = each.path
            if is_same_file(each.file, request.out):
                raise NotFoundError("SL919", path=request.out.as_posix())
        yield each


@contextmanager
def _open_notes(request: Request) -> Iterator[Notes]:
    """Give the letters to units; they get their names when all went well."""
    notes = Notes(request.notes or Path(), request.lang)
    try:
        yield notes
        notes.finish()
    finally:
        notes.close()


@contextmanager
def _open_writer(request: Request) -> Iterator[Writer]:
    """Give what writes many reconciliations in the format that is asked for."""
    with ExitStack() as stack:
        writer: Writer
        if request.format == "xlsx":
            if request.out is None:
                raise NotFoundError("SL917", format="XLSX")
            writer = Workbook(stack.enter_context(place_beside(request.out)), request.lang)
        else:
            newline = "\r\n" if request.format == "csv" else "\n"
            stream = stack.enter_context(open_text(request.out, newline))
            if request.format == "csv":
                writer = CsvWriter(stream, request.lang)
            elif request.format == "json":
                writer = JsonWriter(stream)
            elif request.format == "markdown":
                writer = MarkdownWriter(stream, request.lang)
            else:
                writer = TextWriter(stream, request.lang, with_since=request.before is not None)
        stack.callback(writer.close)
        yield writer
