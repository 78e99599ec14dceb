"""The steps of a lowered plan over the frames of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from scorelib.engine.columns.expressions import Printer, name_op
from scorelib.engine.integers.graph import Range
from scorelib.engine.integers.profile import ITEMS, PROJECTS

__all__ = ["compute_frames"]

Frames = dict[str, pl.DataFrame]
Slots = Mapping[str, int]


def compute_frames(printer: Printer, frames: Frames, slots: Slots) -> Frames:
    """Return the frames of a table with every staged operation as a column.

    Raises `ValueError` where the rows of a list are not in the order of their projects.
    """
    frames = dict(frames)
    for phase, stages in printer.plan_phases():
        _cross(printer, frames, printer.crossings.get(phase, ()), slots)
        for frame, columns in stages.items():
            # One query over all depths: what comes between two of them is never looked at. Parts
            # of a table run at the same time; within one of them threads are only in the way.
            query = frames[frame].lazy()
            for each in columns:
                query = query.with_columns_seq(each)
            frames[frame] = query.collect(optimizations=_AS_WRITTEN)
    return frames


_AS_WRITTEN: Final = pl.QueryOptFlags.none()


def _cross(printer: Printer, frames: Frames, ops: Sequence[int], slots: Slots) -> None:
    """Take figures from frame to frame: folds to the projects, others to the rows of lists."""
    spreads: dict[str, list[int]] = {}
    folds: dict[str, list[int]] = {}
    for here in ops:
        op = printer.graph.ops[here]
        if op.kind == "spread":
            spreads.setdefault(op.extra, []).append(here)
        else:
            folds.setdefault(op.extra[0], []).append(here)
    for frame, found in spreads.items():
        rows = frames[frame]["project"]
        columns = [_express(printer, frames, here).gather(rows) for here in found]
        frames[frame] = frames[frame].with_columns(columns)
    for frame, found in folds.items():
        _fold(printer, frames, frame, found, slots)


def _express(printer: Printer, frames: Frames, here: int) -> pl.Series:
    """Return what a spread operation takes from the projects."""
    (operand,) = printer.graph.ops[here].args
    return frames[PROJECTS].select(printer.express(operand).alias(name_op(here))).to_series()


def _fold(printer: Printer, frames: Frames, frame: str, ops: Sequence[int], slots: Slots) -> None:
    """Add to the projects what is made of all their rows in a list, in one pass for all slots."""
    projects, data = frames[PROJECTS], frames[frame]
    owner = pl.col("project").cast(pl.Int64)
    if frame == ITEMS:
        owner = pl.col("slot").cast(pl.Int64) * projects.height + owner
    data = data.with_columns(owner.alias("#owner"))
    if not data["#owner"].is_sorted():
        raise ValueError(f"rows of {frame!r} that are not in the order of their projects")
    graph = printer.graph
    # Slots that fold the same differ in how many rows they have: the widest type holds all sums.
    widest = sorted(ops, key=lambda x: _count_bits(graph.ranges[x]))
    kinds = {(graph.ops[x].kind, graph.ops[x].args): x for x in widest}
    found = (
        data.with_columns(pl.col("#owner").set_sorted())
        .group_by("#owner", maintain_order=True)
        .agg(printer.column(x) for x in kinds.values())
    )
    lists = dict.fromkeys(graph.ops[x].extra[1] for x in ops)
    for name in lists:
        part = found
        if frame == ITEMS:
            start = slots[name] * projects.height
            owners = found["#owner"]
            first = owners.search_sorted(start, "left")
            part = found.slice(first, owners.search_sorted(start + projects.height, "left") - first)
            part = part.with_columns(pl.col("#owner") - start)
        wanted = {
            x: kinds[graph.ops[x].kind, graph.ops[x].args]
            for x in ops
            if graph.ops[x].extra[1] == name
        }
        columns = [
            pl.col(name_op(each)).cast(printer.dtype(x)).alias(name_op(x))
            for x, each in wanted.items()
        ]
        projects = projects.with_columns(
            _place_all(printer, part.select("#owner", *columns), projects)
        )
    frames[PROJECTS] = projects


def _count_bits(within: Range) -> int:
    return max(abs(end).bit_length() for end in (within.lo or 0, within.hi or 0))


def _place_all(printer: Printer, part: pl.DataFrame, projects: pl.DataFrame) -> list[pl.Series]:
    """Return figures of those projects that have rows, with nothing for the others."""
    if part.height < projects.height:
        keys = projects.select(pl.col("project").cast(pl.Int64).alias("#owner"))
        part = keys.join(part, on="#owner", how="left", maintain_order="left")
        numbers = [int(name[1:]) for name in part.columns if name != "#owner"]
        part = part.with_columns(
            pl.col(name_op(x)).fill_null(
                pl.lit(printer.graph.ops[x].kind == "every")
                if printer.graph.truth[x]
                else pl.lit(0, dtype=printer.dtype(x))
            )
            for x in numbers
        )
    return part.drop("#owner").get_columns()
