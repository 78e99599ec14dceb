"""Projects to try two rulesets on: documents, forms, lines of a file, and rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.intake.project import Project, load_project
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.reading.reconciliation.batch.sources import (
    Source,
    Unreadable,
    list_sources,
    read_source,
)
from scorelib.reading.revisions.effects import Candidate, Effects, Scorers

__all__ = ["count_corpus", "try_corpus"]

_TABLES: Final = (".parquet", ".csv")
_CHUNK: Final = 2_000

_Found = Candidate | tuple[str, tuple[Diagnostic, ...]]


def try_corpus(paths: Sequence[str], scorers: Scorers, effects: Effects) -> Iterator[str]:
    """Add what becomes of each project of a corpus, and yield where each stands.

    Raises `NotFoundError` (SL761) where there is no project at all, and for what is not there;
    `DocumentError` where a table as a whole cannot be used (SL941 to SL948).
    """
    for found in _list_candidates(paths, scorers, effects):
        if isinstance(found, Candidate):
            try:
                effects.found.append(scorers.score(found))
            except DocumentError as error:
                effects.unreadable.append((found.place, error.diagnostics))
            yield found.place
        else:
            effects.unreadable.append(found)
            yield found[0]
    if not effects.found and not effects.unreadable:
        raise NotFoundError("SL761", paths=tuple(paths))


def count_corpus(paths: Sequence[str]) -> int:
    """Return how many projects a corpus has, as far as that is told without reading them."""
    rows = sum(1 for _ in list_sources([each for each in paths if not _is_table(each)]))
    return rows + sum(_count_rows(Path(each)) for each in paths if _is_table(each))


def _count_rows(path: Path) -> int:
    if path.suffix.lower() != ".parquet":
        with path.open("rb") as file:
            return max(sum(1 for _ in file) - 1, 0)
    import polars as pl

    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _is_table(path: str) -> bool:
    return Path(path).suffix.lower() in _TABLES


def _list_candidates(paths: Iterable[str], scorers: Scorers, effects: Effects) -> Iterator[_Found]:
    """Yield the projects of a corpus, and what of it could not be read."""
    for path in paths:
        if _is_table(path):
            yield from _list_rows(Path(path), scorers, effects)
        else:
            for each in list_sources([path]):
                yield from _open(each)


def _open(found: Source | Unreadable) -> Iterator[_Found]:
    if isinstance(found, Unreadable):
        if found.is_absent:
            first = found.problems[0]
            raise NotFoundError(first.code, **dict(first.arguments))
        yield found.place, found.problems
        return
    try:
        project = read_source(found)
    except DocumentError as error:
        yield found.place, error.diagnostics
        return
    yield Candidate(found.place, partial(_give, project))


def _give(project: Project, _: Plan) -> Project:
    return project


def _list_rows(path: Path, scorers: Scorers, effects: Effects) -> Iterator[_Found]:
    """Yield the rows of a table. Raises `NotFoundError` (SL961) without polars."""
    try:
        from scorelib.engine.columns.floats import settle_floats
        from scorelib.reading.tables.sources import open_source
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        ending = path.suffix[1:].upper()
        raise NotFoundError("SL961", format=ending, package="polars", extra="table") from error
    one, other = scorers.comparison.one, scorers.comparison.other
    source, _ = open_source(path, other.plan)
    rows = _Rows((one.plan, other.plan), list(source.schema))
    for edition, columns in zip((other, one), rows.unread, strict=True):
        effects.columns += [(each, edition.ruleset.reference) for each in columns]
    for chunk in source.read(_CHUNK):
        for bad in chunk.bad:
            yield f"{path.as_posix()}:{bad.number}", bad.problems
        frame = settle_floats(chunk.frame, "refuse")
        for number, row in zip(chunk.numbers, frame.iter_rows(named=True), strict=True):
            place = f"{path.as_posix()}:{number}"
            yield Candidate(place, partial(rows.write, row, str(number)))


class _Rows:
    """Writes the rows of one table as documents, each plan reading the columns that it knows."""

    def __init__(self, plans: Sequence[Plan], columns: Sequence[str]) -> None:
        """Raise `DocumentError` with every column that none of the plans knows."""
        from scorelib.engine.columns.names import name_columns

        problems = [name_columns(plan, columns)[1] for plan in plans]
        first, second = ([_name_column(each) for each in found] for found in problems)
        bad = [each for each in problems[1] if _name_column(each) in first]
        if bad:
            raise DocumentError(bad)
        # What each of the two does not read, the other does.
        self.unread = (first, second)
        self._columns = columns
        self._writers: dict[int, tuple[Plan, Any]] = {}

    def write(self, row: Mapping[str, Any], name: str, plan: Plan) -> Project:
        """Return a row as the project that a plan reads."""
        known = self._writers.get(id(plan))
        if known is None or known[0] is not plan:
            known = self._writers[id(plan)] = (plan, self._open(plan))
        return load_project(known[1].write(row, name))

    def _open(self, plan: Plan) -> Any:
        from scorelib.engine.columns.documents import Documents
        from scorelib.engine.columns.names import name_columns

        unknown = {_name_column(each) for each in name_columns(plan, self._columns)[1]}
        return Documents(plan, [each for each in self._columns if each not in unknown])


def _name_column(problem: Diagnostic) -> str:
    return str(dict(problem.arguments).get("column", ""))
