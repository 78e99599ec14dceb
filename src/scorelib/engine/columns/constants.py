"""Columns of one value, made once: every part of a table takes its rows of the same memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import polars as pl

__all__ = ["repeat_value"]

_ROWS: Final = 1 << 18


def repeat_value(value: Any, dtype: Any, count: int) -> pl.Series:
    """Return a column with the same value in all its rows."""
    if count > _ROWS:
        return pl.Series([value], dtype=dtype).new_from_index(0, count)
    return _repeat(() if value == [] else value, dtype).head(count)


@lru_cache(maxsize=128)
def _repeat(value: Any, dtype: Any) -> pl.Series:
    return pl.Series([[] if value == () else value], dtype=dtype).new_from_index(0, _ROWS)
