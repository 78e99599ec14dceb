"""Scoring forms and documents from the command line: file by file, then all in one table."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Final

import polars as pl

from scorelib._version import __version__
from scorelib.cli.gauges import Gauge, show_gauge
from scorelib.cli.outputs import is_same_file
from scorelib.cli.requests import INTERRUPTED, Request, check_day, check_files, keep_journal
from scorelib.cli.terminal import say_error, show
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.loading.packing import pack_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.columns.names import name_columns
from scorelib.engine.columns.singles import Single, Singles
from scorelib.engine.evaluation import complete_result, take_inputs
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.ground.source import is_file, is_folder
from scorelib.model.reader import diagnose_at
from scorelib.reading.entries import Entry, list_entry_files, name_source, read_entries
from scorelib.reading.projects import Asked, is_form, is_marked, open_form
from scorelib.reading.reconciliation.batch.sources import place_absence
from scorelib.reading.tables.chunks import Mark
from scorelib.reading.tables.journal import Journal, Note, Write, place_file
from scorelib.reading.tables.sources import open_source
from scorelib.reading.tables.texts import hash_file
from scorelib.writing.batch.entries import Told, join_told, print_told
from scorelib.writing.batch.parts import Format, join_scored, name_format, write_scored
from scorelib.writing.results import write_json

__all__ = ["holds_forms", "score_forms"]

_DOCUMENTS: Final = (".yaml", ".yml", ".json")
_TRACE: Final = ".ndjson"

_MOST: Final = 64
"""So many forms are scored before what came of them is stored: a form takes much of a second."""


def holds_forms(request: Request) -> bool:
    """Return whether what is to be scored are forms and documents, and no table of projects.

    A workbook that nobody marked is a table where its first row names any column of one, else
    the official forms that are recognised in it. Raises what loading the ruleset raises.
    """
    path = request.projects
    if is_folder(path) or path.suffix.lower() in _DOCUMENTS:
        return True
    if not is_form(path) or not is_file(path):
        return False
    if path.suffix.lower() != ".xlsx" or is_marked(path):
        return True
    return request.ruleset is not None and not _is_table(request) and _is_official(request)


def _is_table(request: Request) -> bool:
    """Return whether the first row of a workbook names a column of a table of projects."""
    plan = compile_ruleset(load_ruleset(request.ruleset or "", request.on, request.roots))
    try:
        columns = list(open_source(request.projects, plan)[0].schema)
    except (DocumentError, NotFoundError):
        return False
    return bool(name_columns(plan, columns)[0])


def _is_official(request: Request) -> bool:
    try:
        open_form(request.projects, _ask(request))
    except NotFoundError:
        return False
    except DocumentError:
        return True
    return True


def _ask(request: Request) -> Asked:
    return Asked(request.ruleset, request.on, request.roots)


def score_forms(request: Request) -> int:
    """Score forms and documents, write what comes of them, and return the exit status.

    Raises `NotFoundError` for what is asked wrongly or cannot go on, `DocumentError` where
    `strict` and one cannot be scored, `OSError` where nothing can be written.
    """
    form = name_format(request.out)
    _refuse_options(request)
    traces = [] if request.trace is None else [request.trace]
    written = [request.out, request.rejects, _name_notes(request), *traces]
    check_files(request, written)
    files = list_entry_files(request.projects)
    _keep_apart(request, written)
    ruleset = _choose_rules(request, files)
    plan = compile_ruleset(ruleset)
    check_day(plan, request.on)
    inputs = _Inputs.look(request.projects, files)
    with keep_journal(request, _name_run(request, ruleset, inputs)) as journal:
        run = _Run(request, form, ruleset, plan, inputs, journal)
        try:
            run.go()
        except KeyboardInterrupt:
            say_error(NotFoundError("SL980", rows=run.rows), request.lang)
            return INTERRUPTED
        return run.close()


def _name_notes(request: Request) -> Path:
    """Return where it goes what a reader should know of the forms."""
    return request.out.with_name(f"{request.out.name}.notes.csv")


def _refuse_options(request: Request) -> None:
    """Refuse what is about tables, and a trace in columns: a form says more than these hold."""
    path = request.projects.as_posix()
    for option, given in (("--items", request.items), ("--floats", request.floats != "refuse")):
        if given:
            raise NotFoundError("SL623", path=path, option=option)
    if request.trace is not None and request.trace.suffix.lower() != _TRACE:
        raise NotFoundError("SL642", path=request.trace.as_posix())


def _keep_apart(request: Request, written: Sequence[Path]) -> None:
    """Refuse outputs that would be taken for projects when the folder is read again (SL643)."""
    folder = request.projects
    endings = (*_DOCUMENTS, ".ndjson", ".jsonl")
    for each in written:
        listed = is_form(each) or each.suffix.lower() in endings
        if listed and is_folder(folder) and is_same_file(each.absolute().parent, folder):
            raise NotFoundError("SL643", path=each.as_posix())


def _choose_rules(request: Request, files: Sequence[Path]) -> Ruleset:
    """Return the one ruleset of all: the one that is named, else that of the first that has one.

    Raises `NotFoundError` (SL985) where none names any.
    """
    if request.ruleset is not None:
        return load_ruleset(request.ruleset, request.on, request.roots)
    for file in files:
        for entry in read_entries(file, file.name, _ask(request)):
            if entry.project is None:
                continue
            try:
                return choose_ruleset(entry.project, None, request.on, request.roots)
            except (DocumentError, NotFoundError):
                continue
    raise NotFoundError("SL985")


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The files that are read, and how they looked when the run began."""

    path: Path
    files: Sequence[Path]
    seen: Mapping[Path, tuple[int, int] | None]

    @classmethod
    def look(cls, path: Path, files: Sequence[Path]) -> _Inputs:
        return cls(path, files, {each: _look_at(each) for each in files})

    def check(self) -> None:
        """Refuse to go on where a file has changed since. Raises `NotFoundError` (SL975)."""
        for path, seen in self.seen.items():
            if _look_at(path) != seen:
                raise NotFoundError("SL975", path=path.as_posix())

    def hash(self) -> str:
        """Return the hash of what the files are called and what they hold."""
        told = [
            [name_source(each, self.path), hash_file(each) if is_file(each) else ""]
            for each in self.files
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _look_at(path: Path) -> tuple[int, int] | None:
    """Return the size and the time of a file; None for a link that leads nowhere."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _name_run(request: Request, ruleset: Ruleset, inputs: _Inputs) -> dict[str, str]:
    """Return what has a bearing on the result: a run with another one does not go on."""
    options: list[object] = ["forms", request.chunk, request.lang, request.strict, request.ruleset]
    options += [request.trace is not None, request.on and request.on.isoformat()]
    return {
        "engine": f"{__version__}, polars {pl.__version__}",
        "ruleset": hashlib.sha256(pack_ruleset(ruleset)).hexdigest(),
        "projects": inputs.hash(),
        "items": "",
        "options": json.dumps(options),
    }


@dataclass(slots=True)
class _Lot:
    """Some forms that are stored together: rows, refusals, notes, sealed results."""

    rows: list[Single] = field(default_factory=list)
    rejects: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.rows) + len(self.rejects)


@dataclass(slots=True)
class _Run:
    """One run: forms are scored and stored lot by lot, then all are joined."""

    request: Request
    form: Format
    ruleset: Ruleset
    plan: Plan
    inputs: _Inputs
    journal: Journal
    begun: float = field(default_factory=monotonic)

    @property
    def rows(self) -> int:
        """How many forms are done and stored."""
        return sum(each.scored + each.rejected for each in self.journal.notes)

    def go(self) -> None:
        """Do whatever is left to be done of the run."""
        if self.journal.finished is not None:
            return
        self.journal.settle({"scales": None})
        singles = Singles(self.plan)
        with show_gauge(self.request.lang, len(self.inputs.files)) as gauge:
            notes = self.journal.notes
            gauge.skip(self.rows, sum(each.rejected for each in notes))
            lot = _Lot()
            for entry, end in self._read():
                if entry is not None:
                    self._take(entry, lot, singles)
                if lot.size >= min(self.request.chunk, _MOST):
                    self._store(lot, end, gauge)
                    lot = _Lot()
            if lot.size:
                self._store(lot, Mark(len(self.inputs.files), 0), gauge)
        self.inputs.check()
        self._join(singles)
        self.journal.finish({"status": self._count("rejected") > 0, **self._summarise()})

    def _read(self) -> Iterator[tuple[Entry | None, Mark]]:
        """Yield what is not done yet, with where one stands after it: files, and entries of one."""
        files, done = self.journal.end
        asked = _ask(self.request)
        for number, file in enumerate(self.inputs.files[files:], files):
            name = name_source(file, self.inputs.path)
            skip = done if number == files else 0
            for place, entry in enumerate(read_entries(file, name, asked), 1):
                if place > skip:
                    yield entry, Mark(number, place)

    def _take(self, entry: Entry, lot: _Lot, singles: Singles) -> None:
        """Score one form and put what came of it into a lot."""
        row = self.rows + lot.size + 1
        name = None if entry.project is None else entry.project.document.project.id
        if entry.notes:
            lot.notes.append(Told(row, entry.source, name, entry.notes))
        if entry.project is None:
            lot.rejects.append(Told(row, entry.source, name, entry.problems))
            return
        try:
            self._score(entry.project, entry.source, lot, singles)
        except DocumentError as error:
            lot.rejects.append(Told(row, entry.source, name, tuple(error.diagnostics)))
        except NotFoundError as error:
            problem = place_absence(error, entry.project.tree.location)
            lot.rejects.append(Told(row, entry.source, name, (problem,)))

    def _score(self, project: Project, source: str, lot: _Lot, singles: Singles) -> None:
        on = self.request.on
        self._check_rules(project)
        inputs = take_inputs(self.ruleset, self.plan, project, on)
        result = complete_result(self.plan, project, inputs, on, None)
        single = singles.take(result, source)
        if self.request.trace is not None:
            lot.traces.append(write_json(result))
        lot.rows.append(single)

    def _check_rules(self, project: Project) -> None:
        """Refuse a project of another ruleset, unless all are scored with one that is named."""
        if self.request.ruleset is not None:
            return
        own = choose_ruleset(project, None, self.request.on, self.request.roots)
        # The same rules may have been found by name or by place.
        if own.head.sha256 != self.ruleset.head.sha256:
            words = {"own": own.reference, "used": self.ruleset.reference}
            raise DocumentError([diagnose_at("SL927", project.tree, ("ruleset",), **words)])

    def _store(self, lot: _Lot, end: Mark, gauge: Gauge) -> None:
        """Store a lot, so that it is not done again."""
        if lot.rejects and self.request.strict:
            problems: list[Diagnostic] = [one for each in lot.rejects for one in each.said]
            raise DocumentError(problems)
        lang = self.request.lang
        made: dict[str, Write] = {
            "rows": lambda path: _write_lines(path, map(_print_row, lot.rows)),
            "rejects": lambda path: _write(path, print_told(lot.rejects, lang)),
            "notes": lambda path: _write(path, print_told(lot.notes, lang)),
            "trace": lambda path: _write_lines(path, lot.traces),
        }
        scored, rejected = len(lot.rows), len(lot.rejects)
        self.journal.add(made, Note(end, scored, rejected, scored))
        gauge.move(lot.size, rejected)

    def _join(self, singles: Singles) -> None:
        """Make the files of their parts, the results last."""
        journal, request = self.journal, self.request
        if request.trace is not None:
            _place(request.trace, partial(_append, journal.list_parts("trace")))
        for target, ending in ((request.rejects, "rejects"), (_name_notes(request), "notes")):
            _place(target, partial(join_told, journal.list_parts(ending)))
        for part in journal.list_parts("rows"):
            singles.measure(_read_rows(part))
        for number, part in enumerate(journal.list_parts("rows")):
            frame = singles.write(list(_read_rows(part)))
            place_file(
                journal.find_part(number, self.form), partial(write_scored, frame, self.form)
            )
        scored, schema, size = journal.list_parts(self.form), singles.schema, request.chunk
        _place(request.out, lambda path: join_scored(scored, schema, self.form, size, path))

    def _count(self, name: str) -> int:
        return sum(getattr(each, name) for each in self.journal.notes)

    def _summarise(self) -> dict[str, Any]:
        names = ("scored", "rejected", "by_hand")
        return {"rows": self.rows, **{name: self._count(name) for name in names}}

    def close(self) -> int:
        """Remove what is not needed any more, say what was done, and return the exit status."""
        finished = dict(self.journal.finished or {})
        self.journal.remove()
        status, lang = int(finished.pop("status")), self.request.lang
        words = finished | {"seconds": f"{monotonic() - self.begun:.1f}"}
        lines = [label("run.forms_done", lang, **words, ruleset=self.ruleset.reference)]
        if status:
            lines.append(label("run.refused", lang, path=self.request.rejects.as_posix()))
        notes = _name_notes(self.request)
        if _count_lines(notes) > 1:
            lines.append(label("run.notes", lang, path=notes.as_posix()))
        show("\n".join(lines) + "\n")
        return status


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _print_row(row: Single) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)


def _read_rows(part: Path) -> Iterator[Single]:
    with part.open(encoding="utf-8") as file:
        for line in file:
            yield Single(**json.loads(line))


def _write_lines(path: Path, lines: Any) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{each.rstrip()}\n" for each in lines)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _append(parts: Sequence[Path], path: Path) -> None:
    with path.open("wb") as out:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)


def _place(path: Path, write: Write) -> None:
    place_file(Path(os.path.realpath(path)), write)
