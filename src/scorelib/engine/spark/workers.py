"""What runs in the Python processes of Spark: batches of Arrow in, batches of Arrow out.

A plan travels as its packed ruleset and is compiled once per process; the same process scores
many parts of a table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import polars as pl
import pyarrow as pa

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.packing import unpack_ruleset
from scorelib.engine.columns.floats import Floats
from scorelib.engine.columns.runs import Scorer
from scorelib.engine.spark.nesting import is_stray, list_misjoined
from scorelib.engine.spark.schemas import to_arrow
from scorelib.engine.statistics import Statistics
from scorelib.ground.errors import Diagnostic, DocumentError, Lang

__all__ = ["PROBLEM", "Shape", "Worker", "find_plan", "join_batches", "open_part"]

ROWS: Final = 100_000
"""Batches are put together up to so many rows: each costs the kernel something."""

_BATCH: Final = 10_000
"""Batches that go back have so many rows, as those of Spark itself."""

_PARTS: Final = ("code", "place", "message", "next_step")
PROBLEM: Final = pl.List(pl.Struct(dict.fromkeys(_PARTS, pl.String())))
"""What is wrong with a row: nothing where it was scored."""

_Key = TypeVar("_Key")
_Found = TypeVar("_Found")

Problems = dict[int, list[Diagnostic]]
"""What is wrong with the rows of a table, by their number."""


@dataclass(frozen=True)
class Shape:
    """What a table is: the names of its columns in their order, and what becomes of each.

    `given` are the types of those that the plan reads, `kept` those that are handed through.
    `slots` are set where the own indicators of another table were joined to it.
    """

    names: tuple[str, ...]
    given: Mapping[str, Any]
    kept: tuple[str, ...] = ()
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Worker:
    """Scores the batches of one part of a table; what it holds travels to every process."""

    packed: bytes = field(repr=False)
    shape: Shape
    floats: Floats = "refuse"
    strict: bool = False
    lang: Lang = "zh"
    cohort: Statistics | None = field(default=None, repr=False)

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield the scored batches. Raises `DocumentError` where strict and a row is refused."""
        for table in join_batches(batches):
            yield from self.score(table).to_batches(max_chunksize=_BATCH)

    def score(self, table: Any) -> Any:
        """Return a table of Arrow scored: a row for each that came in, in their order."""
        scorer = find_scorer(self.packed, self.shape, self.floats)
        table = table.rename_columns(list(self.shape.names))
        frame, rows, problems = open_part(table, self.shape)
        scored = scorer.score(frame, cohort=self.cohort)
        refused = [rows[each.row] for each in scored.rejects]
        for row, reject in zip(refused, scored.rejects, strict=True):
            problems.setdefault(row, []).extend(reject.diagnostics)
        if self.strict and problems:
            raise _refuse(table, problems)
        done = rows.filter(~rows.is_in(refused)) if refused else rows
        found = spread(scored.frame.drop("id"), done, problems, len(table))
        return self._join(table, found, problems)

    def _join(self, table: Any, frame: pl.DataFrame, problems: Problems) -> Any:
        """Return the scored columns, after what is handed through and before what is wrong."""
        kept = table.select(["id", *self.shape.kept])
        fields = [pa.field(name, to_arrow(dtype)) for name, dtype in frame.schema.items()]
        plain = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        found = plain.cast(pa.schema(fields))
        return pa.table(
            [*kept.columns, *found.columns, list_problems(problems, len(table), self.lang)],
            [*kept.column_names, *found.column_names, "problems"],
        )


def open_part(table: Any, shape: Shape) -> tuple[pl.DataFrame, pl.Series, Problems]:
    """Return the projects of a table of Arrow, the places of their rows, and what was misjoined.

    Nothing is copied that need not be.
    """
    frame = pl.DataFrame(pl.from_arrow(table.select(list(shape.given)), rechunk=False))
    rows = pl.arange(len(frame), eager=True, dtype=pl.Int64)
    problems = {} if shape.slots is None else list_misjoined(table, shape.slots)
    stray = [row for row, found in problems.items() if is_stray(found)]
    if not stray:
        return frame, rows, problems
    mask = ~rows.is_in(stray)
    return frame.filter(mask), rows.filter(mask), problems


def spread(frame: pl.DataFrame, rows: pl.Series, problems: Problems, count: int) -> pl.DataFrame:
    """Return a scored frame with a row for each of a table's; empty where something is wrong.

    `rows` are the places of the frame's rows in the table.
    """
    if not problems:
        return frame
    kept = frame.with_columns(rows.alias("#")).filter(~pl.col("#").is_in(list(problems)))
    whole = pl.DataFrame({"#": pl.arange(count, eager=True, dtype=pl.Int64)})
    return whole.join(kept, on="#", how="left", maintain_order="left").drop("#")


def list_problems(problems: Problems, count: int, lang: Lang) -> Any:
    """Return the column that says what is wrong, for so many rows."""
    rows = sorted(problems)
    shown = [_show(each, lang) for row in rows for each in problems[row]]
    sizes = pl.zeros(count + 1, dtype=pl.Int32, eager=True)
    if rows:
        sizes = sizes.scatter([row + 1 for row in rows], [len(problems[row]) for row in rows])
    ends = sizes.cum_sum().cast(pl.Int32).to_arrow()
    return pa.ListArray.from_arrays(ends, pa.array(shown, to_arrow(PROBLEM.inner)))


def _show(problem: Diagnostic, lang: Lang) -> dict[str, str | None]:
    """Return a problem as `problems` holds it."""
    said = problem.message(lang), problem.next_step(lang)
    return dict(zip(_PARTS, (problem.code, problem.path, *said), strict=True))


_MOST_NAMED: Final = 20
"""Of the rows that cannot be scored an error names so many."""


def _refuse(table: Any, problems: Problems) -> DocumentError:
    """Return the error of a strict run: what is wrong, and with which projects."""
    rows = sorted(problems)[:_MOST_NAMED]
    error = DocumentError([each for row in rows for each in problems[row]])
    ids = table.column("id")
    for row in rows:
        error.add_note(f"id {ids[row].as_py()}: {', '.join(e.code for e in problems[row])}")
    return error


def join_batches(batches: Iterable[Any]) -> Iterator[Any]:
    """Yield tables of about `ROWS` rows made of batches in their order, without copying them."""
    held: list[Any] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if count >= ROWS:
            yield pa.Table.from_batches(held)
            held, count = [], 0
    if count:
        yield pa.Table.from_batches(held)


_MOST_KEPT: Final = 8
_plans: Final[dict[str, Plan]] = {}
_scorers: Final[dict[tuple[str, str, Floats], Scorer]] = {}
"""The plans in use in this process, and those ready for tables of a shape."""


def find_plan(packed: bytes) -> Plan:
    """Return a plan from its packed ruleset; the same one is compiled once per process."""
    return _keep(_plans, _name(packed), lambda: compile_ruleset(unpack_ruleset(packed)))


def find_scorer(packed: bytes, shape: Shape, floats: Floats) -> Scorer:
    """Return what scores tables of a shape; the same plan is made ready once per process."""

    def make() -> Scorer:
        return Scorer(find_plan(packed), shape.given, floats=floats)

    return _keep(_scorers, (_name(packed), repr(shape.given), floats), make)


def _name(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()


def _keep(known: dict[_Key, _Found], key: _Key, make: Callable[[], _Found]) -> _Found:
    """Return what is known by a key, made the first time that it is asked for."""
    if key not in known:
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[key] = make()
    return known[key]
