"""Statistics over all projects of a table of Spark: each part counts, the program adds up."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pyarrow as pa
from pyspark.sql import types as spark

from scorelib.engine.columns.cohorts import Partial, gather, list_passes, settle
from scorelib.engine.columns.floats import Floats
from scorelib.engine.columns.tables import read_sheet
from scorelib.engine.spark.schemas import join_fields
from scorelib.engine.spark.workers import Shape, find_plan, join_batches, open_part
from scorelib.engine.statistics import Statistics

__all__ = ["COUNTED", "Counter", "count_projects"]

COUNTED = join_fields({"counted": spark.BinaryType()})
"""What comes back of a part: what it adds to the statistics."""

_PART = 1 << 32
"""More rows than a part has: rows of all parts get numbers of their own."""


@dataclass(frozen=True)
class Counter:
    """Counts what one part of a table adds to statistics; those of earlier stages are known."""

    packed: bytes = field(repr=False)
    shape: Shape
    floats: Floats = "refuse"
    statistics: Statistics | None = None

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield what each of the part's tables adds."""
        from pyspark import TaskContext

        context = TaskContext.get()
        start = 0 if context is None else context.partitionId() * _PART
        for table in join_batches(batches):
            counted = pickle.dumps(self.count(table, start))
            start += len(table)
            yield pa.record_batch([pa.array([counted], pa.binary())], ["counted"])

    def count(self, table: Any, start: int) -> Partial:
        """Return what a table of Arrow adds; rows that would be refused are no members."""
        table = table.rename_columns(list(self.shape.names))
        frame, rows, problems = open_part(table, self.shape)
        if problems:
            frame = frame.filter(~rows.is_in(list(problems)))
        plan = find_plan(self.packed)
        sheet = read_sheet(plan, frame, None, self.floats)
        return gather(plan, sheet, self.statistics, start=start)


def count_projects(
    packed: bytes, shape: Shape, floats: Floats, run: Callable[[Counter], Iterable[bytes]]
) -> Statistics:
    """Return the statistics of a packed ruleset; `run` counts on Spark and fetches the counts.

    A table is gone through once for each stage: a figure may rest on others over all projects.
    There is at least one. Raises `DocumentError` for two projects with one id (SL926).
    """
    plan = find_plan(packed)
    found: Statistics | None = None
    for _ in range(list_passes(plan)):
        counts = [pickle.loads(each) for each in run(Counter(packed, shape, floats, found))]
        if not counts:
            empty = read_sheet(plan, pl.DataFrame(schema=dict(shape.given)), None, floats)
            counts = [gather(plan, empty, found)]
        found = settle(plan, counts, found)
    assert found is not None
    return found
