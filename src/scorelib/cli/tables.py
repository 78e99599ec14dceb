"""Scoring a table of projects from the command line: chunk by chunk, then all in one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any, Final

import polars as pl

from scorelib._version import __version__
from scorelib.cli.gauges import Gauge, show_gauge
from scorelib.cli.requests import INTERRUPTED, Request, check_day, check_files, keep_journal
from scorelib.cli.terminal import say_error, show
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.loading.packing import pack_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.engine.columns.names import name_columns
from scorelib.engine.columns.results import Scored
from scorelib.engine.columns.runs import Scorer, score_all
from scorelib.engine.columns.shapes import check_items
from scorelib.ground.errors import (
    Diagnostic,
    DocumentError,
    Lang,
    Location,
    NotFoundError,
)
from scorelib.ground.messages.labels import label
from scorelib.reading.tables.chunks import BadRow, Chunk, Source
from scorelib.reading.tables.columnar import shorten
from scorelib.reading.tables.items import Items
from scorelib.reading.tables.journal import (
    Journal,
    Note,
    Write,
    place_file,
)
from scorelib.reading.tables.scales import measure_scales, needs_measuring
from scorelib.reading.tables.sources import open_source
from scorelib.reading.tables.texts import Examined, hash_file
from scorelib.writing.batch.parts import (
    Format,
    join_rejects,
    join_scored,
    name_format,
    print_rejects,
    write_scored,
)
from scorelib.writing.batch.traces import TraceWriter

__all__ = ["Request", "run_request"]


def run_request(request: Request) -> int:
    """Score a table, write what comes of it, and return the exit status.

    Raises `NotFoundError` for what is asked wrongly or cannot go on, `DocumentError` where the
    table as a whole cannot be used, `OSError` where nothing can be written.
    """
    form = name_format(request.out)
    _check_outputs(request)
    if request.ruleset is None:
        raise NotFoundError("SL985")
    ruleset = load_ruleset(request.ruleset, request.on, request.roots)
    plan = compile_ruleset(ruleset)
    check_day(plan, request.on)
    inputs = _Inputs.open(request, plan)
    with keep_journal(request, _name_run(request, ruleset, inputs)) as journal:
        run = _Run(request, form, ruleset, plan, inputs, journal)
        try:
            run.go()
        except KeyboardInterrupt:
            say_error(NotFoundError("SL980", rows=journal.end.rows), request.lang)
            return INTERRUPTED
        return run.close()


def _check_outputs(request: Request) -> None:
    """Refuse files that would be written over others, and a trace that is none of a table."""
    traces = [] if request.trace is None else [request.trace]
    for each in traces:
        if each.suffix.lower() != ".parquet":
            raise NotFoundError("SL970", path=each.as_posix(), known=(".parquet",))
    check_files(request, [request.out, request.rejects, *traces])


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The tables that are read, and how their files looked when the run began."""

    projects: Source
    items: Source | None
    seen: Mapping[Path, tuple[int, int]]
    hashes: Mapping[Path, str]

    @classmethod
    def open(cls, request: Request, plan: Plan) -> _Inputs:
        paths = [path for path in (request.projects, request.items) if path is not None]
        projects = _open(request.projects, plan, request.lang)
        items = None if request.items is None else _open(request.items, plan, request.lang, True)
        _check_columns(request, plan, projects, items)
        seen = {path: _look_at(path) for path in paths}
        return cls(projects, items, seen, {path: hash_file(path) for path in paths})

    def check(self) -> None:
        """Refuse to go on where a file has changed since. Raises `NotFoundError` (SL975)."""
        for path, seen in self.seen.items():
            if _look_at(path) != seen:
                raise NotFoundError("SL975", path=path.as_posix())


def _look_at(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _open(path: Path, plan: Plan, lang: Lang, plain: bool = False) -> Source:
    source, examined = open_source(path, plan, plain=plain)
    if isinstance(examined, Examined) and not examined.encoding.startswith("utf-8"):
        words = (("path", path.as_posix()), ("encoding", examined.encoding.upper()))
        say_error([Diagnostic("SL981", words)], lang)
    return source


def _check_columns(request: Request, plan: Plan, projects: Source, items: Source | None) -> None:
    """Refuse columns that cannot be used before anything is done; the first of them are told."""
    try:
        _try_columns(request, plan, projects, items)
    except DocumentError as error:
        raise DocumentError(error.diagnostics[:_MOST_TOLD]) from None


_MOST_TOLD: Final = 20
"""Of a table that is none of projects at all every column would be told."""


def _try_columns(request: Request, plan: Plan, projects: Source, items: Source | None) -> None:
    if items is None:
        Scorer(plan, projects.schema, floats=request.floats, scales={})
        return
    Scorer(plan, projects.schema, items=items.schema, floats=request.floats, scales={})
    roles, _ = name_columns(plan, list(projects.schema))
    empty = [pl.DataFrame(schema=dict(each.schema)) for each in (projects, items)]
    if problems := check_items(roles, *empty):
        raise DocumentError(problems)


def _name_run(request: Request, ruleset: Ruleset, inputs: _Inputs) -> dict[str, str]:
    """Return what has a bearing on the result: a run with another one does not go on."""
    options: list[object] = [request.chunk, request.floats, request.lang, request.strict]
    options.append(request.trace is not None)
    return {
        "engine": f"{__version__}, polars {pl.__version__}",
        "ruleset": hashlib.sha256(pack_ruleset(ruleset)).hexdigest(),
        "projects": inputs.hashes[request.projects],
        "items": inputs.hashes[request.items] if request.items else "",
        "options": json.dumps([*options, request.on and request.on.isoformat()]),
    }


@dataclass(slots=True)
class _Run:
    """One run: its chunks are scored and stored, then joined."""

    request: Request
    form: Format
    ruleset: Ruleset
    plan: Plan
    inputs: _Inputs
    journal: Journal
    begun: float = field(default_factory=monotonic)
    rate: int = 0

    def go(self) -> None:
        """Do whatever is left to be done of the run."""
        if self.journal.finished is not None:
            return
        items = self._sort_items()
        scorer, tracer = self._settle(items)
        with show_gauge(self.request.lang, self.inputs.projects.rows) as gauge:
            notes = self.journal.notes
            gauge.skip(self.journal.end.rows, sum(each.rejected for each in notes))
            for chunk in self._read(items, go_on=True):
                self._take(chunk, scorer, tracer, gauge)
            self.rate = gauge.rate
        self.inputs.check()
        self._join(scorer, tracer)
        self.journal.finish({"status": self._count("rejected") > 0, **self._summarise()})

    def _sort_items(self) -> Items | None:
        if self.inputs.items is None:
            return None
        items = Items(self.plan, self.inputs.items, self.journal.folder)
        items.sort(self.inputs.projects, self.request.chunk)
        return items

    def _settle(self, items: Items | None) -> tuple[Scorer, TraceWriter | None]:
        """Return what scores chunks, and what writes their trace."""
        given = dict(self.inputs.projects.schema) | (items.schema if items else {})
        if self.journal.settled is None:
            scales: Mapping[str, int] | None = None
            if needs_measuring(self.plan, given):
                chunks = self._read(items, go_on=False)
                scales = measure_scales(self.plan, given, chunks, self.request.floats)
            self.journal.settle({"scales": scales})
        scales = (self.journal.settled or {}).get("scales")
        wanted = self.request.trace is not None
        scorer = Scorer(
            self.plan,
            _name_rows(given),
            floats=self.request.floats,
            branches=wanted,
            scales=scales,
        )
        return scorer, TraceWriter(self.plan, given, scorer.schema) if wanted else None

    def _read(self, items: Items | None, *, go_on: bool) -> Iterator[Chunk]:
        """Yield the chunks of the table, all of them or those that are not done yet."""
        done = len(self.journal.notes) if go_on else 0
        source, size = self.inputs.projects, self.request.chunk
        chunks = source.read(size, self.journal.end) if go_on else source.read(size)
        for number, chunk in enumerate(chunks, done):
            yield chunk if items is None else items.nest(chunk, number)

    def _take(self, chunk: Chunk, scorer: Scorer, tracer: TraceWriter | None, gauge: Gauge) -> None:
        """Score one chunk and store what came of it."""
        frame = chunk.frame
        if "id" not in frame.columns:
            frame = frame.with_columns(chunk.numbers.alias("id"))
        scored = score_all(scorer, frame)
        bad = _list_bad(chunk, scored)
        if bad and self.request.strict:
            raise DocumentError(_place_problems(bad, self.inputs.projects.path))
        shown = scored.frame.select(_name_shown(scorer.schema))
        made: dict[str, Write] = {
            self.form: lambda path: write_scored(shown, self.form, path),
            "rejects": lambda path: _store(path, print_rejects(bad, self.request.lang)),
        }
        if tracer is not None:
            kept = ~pl.arange(frame.height, eager=True).is_in([r.row for r in scored.rejects])
            numbers, given = chunk.numbers.filter(kept), chunk.frame.filter(kept)
            made["trace"] = lambda path: tracer.write(numbers, given, scored.frame, path)
        self.journal.add(made, Note(chunk.end, scored.frame.height, len(bad), scored.by_hand))
        gauge.move(scored.frame.height + len(bad), len(bad))

    def _join(self, scorer: Scorer, tracer: TraceWriter | None) -> None:
        """Make the files of their parts, the results last."""
        journal, request = self.journal, self.request
        size = request.chunk
        if tracer is not None and request.trace is not None:
            writer, found = tracer, journal.list_parts("trace")
            told = writer.describe(self.ruleset, request.floats, request.on)
            self._place(request.trace, lambda path: writer.join(found, size, told, path))
        rejects = journal.list_parts("rejects")
        self._place(request.rejects, lambda path: join_rejects(rejects, path))
        scored, shown = journal.list_parts(self.form), _name_shown(scorer.schema)
        schema = {name: scorer.schema[name] for name in shown}
        self._place(request.out, lambda path: join_scored(scored, schema, self.form, size, path))

    def _place(self, path: Path, write: Write) -> None:
        def join(part: Path) -> None:
            try:
                write(part)
            except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
                words = {"folder": self.journal.folder.as_posix(), "reason": shorten(error)}
                raise NotFoundError("SL984", **words) from error

        place_file(Path(os.path.realpath(path)), join)

    def _count(self, name: str) -> int:
        return sum(getattr(each, name) for each in self.journal.notes)

    def _summarise(self) -> dict[str, Any]:
        names = ("scored", "rejected", "by_hand")
        counts = {name: self._count(name) for name in names}
        return {"rows": counts["scored"] + counts["rejected"], **counts}

    def close(self) -> int:
        """Remove what is not needed any more, say what was done, and return the exit status."""
        finished = dict(self.journal.finished or {})
        self.journal.remove()
        status = int(finished.pop("status"))
        words = finished | {"seconds": f"{monotonic() - self.begun:.1f}"}
        text = label("run.done", self.request.lang, **words)
        if self.rate:
            text += f", {self.rate} /s"
        if status:
            text += "\n" + label(
                "run.refused", self.request.lang, path=self.request.rejects.as_posix()
            )
        show(text + "\n")
        return status


def _name_shown(schema: Mapping[str, Any]) -> list[str]:
    """Return the columns of the results; which branches were taken is a matter of the trace."""
    return [name for name in schema if not name.startswith("branch.")]


def _name_rows(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a table whose rows are called by their number where by nothing else."""
    return dict(given) if "id" in given else {**given, "id": pl.Int64()}


def _list_bad(chunk: Chunk, scored: Scored) -> list[BadRow]:
    """Return the rows of a chunk that were not scored, in their order."""
    refused = [
        BadRow(
            chunk.numbers[each.row],
            None if chunk.lines is None else chunk.lines[each.row],
            each.id,
            each.diagnostics,
        )
        for each in scored.rejects
    ]
    return sorted((*chunk.bad, *refused), key=lambda each: each.number)


def _place_problems(rows: Sequence[BadRow], path: Path) -> list[Diagnostic]:
    """Return the problems of rows, each with the line it stands in, or else its row."""
    return [
        replace(each, location=Location(path.as_posix(), row.line or row.number, 1))
        for row in rows
        for each in row.problems
    ]


def _store(path: Path, data: bytes) -> None:
    path.write_bytes(data)
