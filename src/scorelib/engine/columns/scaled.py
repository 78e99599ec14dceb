"""Columns of whole numbers of a last place, as ledgers keep cents, and the decimals they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from scorelib.ground.errors import Diagnostic, DocumentError

__all__ = ["check_places", "to_decimals"]

_MOST_PLACES: Final = 18


def check_places(frame: pl.DataFrame, places: Mapping[str, int]) -> None:
    """Check for which columns places are told.

    Raises `DocumentError` for a column that is not there (SL947) or does not hold whole numbers
    of at most 64 bits (SL943), and `ValueError` for places out of reach.
    """
    problems = []
    for column, count in places.items():
        if not 0 <= count <= _MOST_PLACES:
            raise ValueError(f"{column!r} has {count!r} places; there are 0 to {_MOST_PLACES}")
        dtype = frame.schema.get(column)
        if dtype is None:
            problems.append(Diagnostic("SL947", (("column", column),), path=column))
        elif not dtype.is_integer() or dtype in (pl.Int128, pl.UInt128):
            words = (("column", column), ("found", str(dtype)), ("expected", "integer"))
            problems.append(Diagnostic("SL943", words, path=column))
    if problems:
        raise DocumentError(problems)


def to_decimals(frame: pl.DataFrame, places: Mapping[str, int]) -> pl.DataFrame:
    """Return a frame with columns of whole numbers as decimals of so many places.

    >>> to_decimals(pl.DataFrame({"spent": [952]}), {"spent": 2})["spent"].to_list()
    [Decimal('9.52')]
    """
    return frame.with_columns(
        pl.col(column).cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, count))
        for column, count in places.items()
        if column in frame.columns
    )
