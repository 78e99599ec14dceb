"""Tables of any library as frames of polars; floats as the decimals they were written as."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, get_args

import polars as pl

__all__ = ["Floats", "open_table", "settle_floats"]

Floats = Literal["refuse", "shortest"]
"""What is done with float columns: refused, or the shortest decimal that reads back is taken."""


def open_table(table: Any) -> pl.DataFrame:
    """Return a table as a frame of polars: polars' own, or anything that hands out Arrow.

    Raises `TypeError` for anything else, and for what polars cannot take over.
    """
    if isinstance(table, pl.LazyFrame):
        table = table.collect()
    if isinstance(table, pl.Series) or not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(f"a table has `__arrow_c_stream__`; this is {type(table).__name__}")
    frame = table if isinstance(table, pl.DataFrame) else None
    if frame is None:
        try:
            frame = pl.DataFrame(table)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, TypeError) as error:
            raise TypeError(f"polars cannot read this table: {error}") from error
    # Lists of one length are lists.
    fixed = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Array)]
    return frame.with_columns(pl.col(fixed).arr.to_list()) if fixed else frame


def settle_floats(frame: pl.DataFrame, floats: Floats) -> pl.DataFrame:
    """Return a frame with floats as the shortest decimals that read back, where that is asked.

    Raises `ValueError` where something else is asked.
    """
    if floats not in get_args(Floats):
        raise ValueError(f"floats are one of {get_args(Floats)}, not {floats!r}")
    if floats == "refuse":
        return frame
    return frame.with_columns(_shorten(frame[name]) for name in frame.columns)


def _shorten(series: pl.Series) -> pl.Series:
    if series.dtype.is_float():
        distinct = series.drop_nulls().unique()
        narrow = series.dtype == pl.Float32
        texts = [_print_float(each) for each in (distinct.cast(pl.String) if narrow else distinct)]
        return series.replace_strict(distinct, texts, default=None, return_dtype=pl.String)
    if isinstance(series.dtype, pl.Struct):
        parts = [_shorten(each) for each in series.struct.unnest()]
        shut = pl.DataFrame(parts).to_struct(series.name)
        return shut.zip_with(series.is_not_null(), pl.Series([None], dtype=shut.dtype))
    if isinstance(series.dtype, pl.List) and _has_floats(series.dtype):
        return _shorten_lists(series)
    return series


def _has_floats(dtype: Any) -> bool:
    if isinstance(dtype, pl.List):
        return _has_floats(dtype.inner)
    if isinstance(dtype, pl.Struct):
        return any(_has_floats(each.dtype) for each in dtype.fields)
    return bool(dtype.is_float())


def _shorten_lists(series: pl.Series) -> pl.Series:
    place, name = "place", series.name or "value"
    frame = series.alias(name).to_frame().with_row_index(place)
    full = frame.filter(pl.col(name).list.len() > 0).explode(name)
    told = full.with_columns(_shorten(full[name]).alias(name))
    joined = told.group_by(place, maintain_order=True).agg(name)
    found = frame.select(place).join(joined, on=place, how="left", maintain_order="left")[name]
    empty = pl.Series(series.name, [[]], dtype=found.dtype).new_from_index(0, len(found))
    return empty.zip_with(series.list.len().eq(0).fill_null(False), found)


def _print_float(value: float | str) -> str:
    """Return the shortest decimal that reads back as a float."""
    shown = Decimal(str(value))
    if not shown.is_finite():
        return str(value)
    whole = shown.to_integral_value()
    return format(whole if whole == shown else shown, "f")
