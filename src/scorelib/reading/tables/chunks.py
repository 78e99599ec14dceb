"""Chunks: some rows of a table read together, and where in the file they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import polars as pl

from scorelib.ground.errors import Diagnostic

__all__ = ["START", "BadRow", "Chunk", "Mark", "Source"]


class Mark(NamedTuple):
    """A place between two rows of a file: how many rows and lines stand before it."""

    rows: int
    lines: int


START = Mark(0, 0)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that no table could hold: its number and line from 1, its id, what is wrong."""

    number: int
    line: int | None
    id: Any
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table: their cells, their numbers from 1, their lines, and where they end.

    `lines` is None for a file that has none. `bad` are rows that are not in the frame.
    """

    frame: pl.DataFrame
    numbers: pl.Series
    lines: pl.Series | None
    end: Mark
    bad: tuple[BadRow, ...] = ()


class Source(Protocol):
    """A table in a file. `schema` is that of its chunks, `rows` about how many rows it has."""

    @property
    def path(self) -> Path: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...
    @property
    def rows(self) -> int | None: ...

    def read(self, size: int, after: Mark = START) -> Iterator[Chunk]:
        """Yield the rows after a place, about so many at a time; the same ones each time."""
        ...
