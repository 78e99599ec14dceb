"""Indicators in a table of their own: sorted by the chunk of their project, then nested in it.

The table may be larger than memory. Of the projects only ids are kept; the indicators go to
files, one for each chunk of projects, from which the chunk takes its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.readers import to_texts
from scorelib.engine.columns.shapes import ITEM_KEYS
from scorelib.ground.errors import (
    Diagnostic,
    DocumentError,
    Location,
    NotFoundError,
    freeze_arguments,
)
from scorelib.reading.tables.chunks import BadRow, Chunk, Source
from scorelib.reading.tables.columnar import DAMAGED, shorten

__all__ = ["Items"]

_AT_ONCE: Final = 1 << 20
"""So many indicators are sorted at a time."""

_MOST_NAMED: Final = 20
"""Of the ids that do not fit only so many are named."""

_CHUNK: Final = "#chunk"
_FOLDER: Final = "items"


@dataclass(frozen=True, slots=True)
class Items:
    """The indicators of all projects, by chunk."""

    plan: Plan
    source: Source
    folder: Path

    @property
    def schema(self) -> dict[str, Any]:
        """The columns that a chunk of projects gets, one for each slot."""
        fields = {key: each for key, each in self.source.schema.items() if key not in ITEM_KEYS}
        dtype = pl.List(pl.Struct(fields))
        return {f"indicators.{slot.id}": dtype for slot in self.plan.slots}

    def sort(self, projects: Source, size: int) -> None:
        """Give every indicator to the chunk that its project is in.

        Raises `DocumentError` with ids of projects that stand twice (SL945) or are not there
        (SL946), and rows that cannot be read.
        """
        place = self.folder / _FOLDER
        if place.exists():
            return
        fresh = self.folder / f".{_FOLDER}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        known = _find_chunks(projects, size)
        lost: dict[str, int] = {}
        for number, batch in enumerate(self._read()):
            named = batch.with_columns(to_texts(batch["project"]).alias("project"))
            owned = named.join(known, on="project", how="left", maintain_order="left")
            absent = owned.filter(pl.col(_CHUNK).is_null())["project"].fill_null("–")
            for name, count in absent.value_counts(name="count").iter_rows():
                lost[name] = lost.get(name, 0) + count
            _scatter(owned.drop_nulls(_CHUNK), fresh, number)
        if lost:
            raise DocumentError(_tell("SL946", dict(sorted(lost.items()))))
        fresh.replace(place)

    def _read(self) -> Iterator[pl.DataFrame]:
        for chunk in self.source.read(_AT_ONCE):
            if chunk.bad:
                raise DocumentError(
                    Diagnostic(
                        each.code,
                        each.arguments,
                        Location(self.source.path.as_posix(), row.line or row.number, 1),
                    )
                    for row in chunk.bad
                    for each in row.problems
                )
            yield chunk.frame

    def nest(self, chunk: Chunk, number: int) -> Chunk:
        """Return a chunk with the indicators of its projects; such as are nowhere make it bad."""
        parts = sorted((self.folder / _FOLDER / f"{number:08}").glob("*.arrow"))
        names = list(self.schema)
        if not parts:
            nothing = [_repeat_empty(name, self.schema[name], chunk.frame.height) for name in names]
            return _with_frame(chunk, chunk.frame.with_columns(nothing))
        try:
            long = pl.concat([pl.read_ipc(part) for part in parts])
        except DAMAGED as error:
            words = {"folder": self.folder.as_posix(), "reason": shorten(error)}
            raise NotFoundError("SL984", **words) from error
        slots = to_texts(long["slot"]).alias("slot")
        frame, ids = chunk.frame, to_texts(chunk.frame["id"]).alias("project")
        fields = [name for name in long.columns if name not in ITEM_KEYS]
        for slot in self.plan.slots:
            name = f"indicators.{slot.id}"
            part = long.filter(slots == slot.id)
            held = part.select("project", pl.struct(fields).alias(name))
            lists = held.group_by("project", maintain_order=True).agg(name)
            found = ids.to_frame().join(lists, on="project", how="left", maintain_order="left")
            column = found.select(pl.col(name).cast(self.schema[name]).fill_null([]))
            frame = frame.with_columns(column)
        known = [slot.id for slot in self.plan.slots]
        astray = long.with_columns(slots).filter(~pl.col("slot").is_in(known).fill_null(False))
        return self._refuse(_with_frame(chunk, frame), ids, astray)

    def _refuse(self, chunk: Chunk, ids: pl.Series, astray: pl.DataFrame) -> Chunk:
        """Return a chunk without the projects whose indicators stand under no slot (SL405)."""
        if astray.is_empty():
            return chunk
        slots = tuple(slot.id for slot in self.plan.slots)
        problems: dict[str, dict[Diagnostic, None]] = {}
        for name, slot in astray.select("project", "slot").iter_rows():
            words = freeze_arguments({"node": slot or "–", "guess": slots or "–"})
            problem = Diagnostic("SL405", words, path="indicators")
            problems.setdefault(name, {})[problem] = None
        wrong = ids.is_in(list(problems)).fill_null(False)
        bad = [
            BadRow(
                chunk.numbers[place],
                None if chunk.lines is None else chunk.lines[place],
                ids[place],
                tuple(problems[ids[place]]),
            )
            for place in wrong.arg_true()
        ]
        return Chunk(
            chunk.frame.filter(~wrong),
            chunk.numbers.filter(~wrong),
            None if chunk.lines is None else chunk.lines.filter(~wrong),
            chunk.end,
            (*chunk.bad, *bad),
        )


def _with_frame(chunk: Chunk, frame: pl.DataFrame) -> Chunk:
    return Chunk(frame, chunk.numbers, chunk.lines, chunk.end, chunk.bad)


def _repeat_empty(name: str, dtype: Any, count: int) -> pl.Series:
    return pl.Series(name, [[]], dtype=dtype).new_from_index(0, count)


def _find_chunks(projects: Source, size: int) -> pl.DataFrame:
    """Return the chunk that each project is in. Raises `DocumentError` for one there twice."""
    parts = []
    for number, chunk in enumerate(projects.read(size)):
        ids = to_texts(chunk.frame["id"]).alias("project").drop_nulls().to_frame()
        given = [str(each.id) for each in chunk.bad if each.id is not None]
        lost = pl.DataFrame({"project": given}, schema={"project": pl.String})
        parts.append(
            pl.concat([ids, lost]).with_columns(pl.lit(number, dtype=pl.UInt32).alias(_CHUNK))
        )
    known = pl.concat(parts) if parts else pl.DataFrame(schema=_KNOWN)
    twice = known["project"].value_counts(name="count").filter(pl.col("count") > 1)
    if len(twice):
        raise DocumentError(_tell("SL945", dict(twice.sort("project").iter_rows())))
    return known


_KNOWN: Final = {"project": pl.String, _CHUNK: pl.UInt32}


def _tell(code: str, counts: Mapping[str, int]) -> Sequence[Diagnostic]:
    return [
        Diagnostic(code, (("id", name), ("count", count)), path=name)
        for name, count in list(counts.items())[:_MOST_NAMED]
    ]


def _scatter(owned: pl.DataFrame, folder: Path, batch: int) -> None:
    """Write indicators to a file for each chunk."""
    parts = owned.partition_by(_CHUNK, as_dict=True, include_key=False, maintain_order=True)
    for (number,), part in parts.items():
        place = folder / f"{number:08}"
        place.mkdir(exist_ok=True)
        part.write_ipc(place / f"{batch:08}.arrow")
