"""Tables as Parquet: columns with types, taken as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from scorelib.ground.errors import NotFoundError
from scorelib.reading.tables.chunks import START, Chunk, Mark

__all__ = ["DAMAGED", "ParquetTable", "shorten"]

DAMAGED: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What comes of files of polars that were cut or changed."""


class ParquetTable:
    """A table as Parquet. Raises `NotFoundError` (SL962) where the file is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._scan = pl.scan_parquet(path, glob=False)
        try:
            self.schema = dict(self._scan.collect_schema())
            self.rows: int | None = int(self._scan.select(pl.len()).collect().item())
        except DAMAGED as error:
            raise self._refuse(error) from error

    def _refuse(self, error: BaseException) -> NotFoundError:
        words = {"path": self.path.as_posix(), "format": "Parquet", "reason": shorten(error)}
        return NotFoundError("SL962", **words)

    def read(self, size: int, after: Mark = START) -> Iterator[Chunk]:
        """Yield the rows after a place, so many at a time. Raises `NotFoundError` (SL962)."""
        rows, count = after.rows, self.rows or 0
        while rows < count:
            # Read as a stream of batches, polars would run far ahead of who takes them.
            try:
                frame = self._scan.slice(rows, size).collect()
            except DAMAGED as error:
                raise self._refuse(error) from error
            end = Mark(rows + frame.height, 0)
            yield Chunk(frame, pl.arange(rows + 1, end.rows + 1, eager=True), None, end)
            rows = end.rows


def shorten(error: BaseException) -> str:
    """Return the first line of what a library says of a file."""
    return str(error).partition("\n")[0][:200]
