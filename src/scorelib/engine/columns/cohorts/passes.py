"""The passes over a table whose rules compare projects: gather and settle, then place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from scorelib.compiler.graph.nodes import InputKind
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.cohorts.partials import Partial, Tally, join_partials
from scorelib.engine.columns.cohorts.places import Placer
from scorelib.engine.columns.cohorts.records import find_record
from scorelib.engine.columns.cohorts.views import Reader, find_view
from scorelib.engine.columns.figures import Figures
from scorelib.engine.columns.readers import to_texts
from scorelib.engine.columns.tables import Sheet
from scorelib.engine.standing import Stage, check_statistics, list_stages
from scorelib.engine.statistics import Statistics
from scorelib.ground.errors import Diagnostic, DocumentError, Text

__all__ = ["Placed", "gather", "list_passes", "place", "settle"]

Key = tuple[InputKind, str]


def list_passes(plan: Plan) -> int:
    """Return how often a table is gone through for its statistics: once for each stage."""
    return len(list_stages(plan))


def _find_stage(plan: Plan, statistics: Statistics | None) -> Stage:
    """Return the first stage of which the statistics are not found yet."""
    known = {} if statistics is None else statistics.records
    return next(
        stage
        for stage in list_stages(plan)
        if any(each.id not in known for each in stage.statistics)
    )


def gather(
    plan: Plan, sheet: Sheet, statistics: Statistics | None = None, *, start: int = 0
) -> Partial:
    """Return what the good rows of a chunk add to the next statistics that are to be found.

    `statistics` are those of the stages before, over all chunks; rows are numbered from `start`.
    """
    stage = _find_stage(plan, statistics)
    if statistics is not None:
        found = place(plan, sheet, statistics, before=stage.statistics[0].stage)
        sheet = replace(sheet, inputs={**sheet.inputs, **found.inputs})
    view = find_view(plan, stage)
    computed = view.compute(sheet, sheet.good)
    assert computed is not None
    reader = Reader.of(computed)
    ids = to_texts(sheet.ids).gather(reader.rows).alias("id")
    tallies = []
    for each in stage.statistics:
        frame, large = reader.look(each, view.nodes[each.id])
        tallies.append(Tally.of(each, frame.with_columns(ids), large))
    rows = pl.DataFrame([reader.rows + start, ids])
    return Partial(stage.statistics[0].stage, rows, tuple(tallies), reader.words)


def settle(
    plan: Plan, partials: Iterable[Partial], statistics: Statistics | None = None
) -> Statistics:
    """Return the statistics of a stage over all chunks, with those of the stages before.

    No chunks are a cohort of none. Raises `DocumentError` for two projects with one id (SL926).
    """
    stage, parts = _find_stage(plan, statistics), list(partials)
    records = {} if statistics is None else dict(statistics.records)
    whole = join_partials(parts or [Partial.empty(stage.statistics)])
    _refuse_twins(whole.ids)
    for each, tally in zip(stage.statistics, whole.tallies, strict=True):
        words = (None,) if each.by is None else whole.words
        records[each.id] = find_record(each, tally, words)
    return Statistics.of(plan.ruleset, whole.ids.height, records)


def _refuse_twins(ids: pl.DataFrame) -> None:
    if ids["id"].n_unique() == ids.height:
        return
    first = ids.group_by("id").agg(pl.col("row").min().alias("first"))
    again = ids.join(first, on="id").filter(pl.col("row") > pl.col("first")).sort("row")
    raise DocumentError(
        Diagnostic("SL926", (("id", name), ("other", Text(f"第 {at} 行", f"row {at}"))), path="id")
        for name, at in again.select("id", "first").iter_rows()
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """What the rows of a chunk are compared with: inputs of the plan, and findings by their code.

    Both have a value for every row of the chunk, also for those that cannot be scored.
    """

    inputs: Mapping[Key, Figures]
    findings: Mapping[str, pl.Series]


def place(plan: Plan, sheet: Sheet, statistics: Statistics, *, before: int | None = None) -> Placed:
    """Return the statistics as every good row of a chunk uses them.

    Only those of the stages before one, where that is said. Raises `DocumentError` where they
    were found by another ruleset (SL928).
    """
    check_statistics(plan, statistics)
    inputs: dict[Key, Figures] = {}
    findings: dict[str, pl.Series] = {}
    rows = sheet.good
    for stage in list_stages(plan):
        if before is not None and stage.statistics[0].stage >= before:
            continue
        view = find_view(plan, stage, only_own=True)
        computed = view.compute(replace(sheet, inputs={**sheet.inputs, **inputs}), rows)
        reader = None if computed is None else Reader.of(computed)
        for each in stage.statistics:
            placer = Placer(each, statistics, len(sheet.ids))
            figures = placer.place(reader, view.nodes.get(each.id), sheet.ids, rows)
            inputs["cohort", each.id] = figures
            for code, mask in placer.findings.items():
                findings[code] = findings[code] | mask if code in findings else mask
    return Placed(inputs, findings)
