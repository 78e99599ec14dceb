"""Types of Spark as those of polars and Arrow, and back: what a table of Spark holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl
import pyarrow as pa
from pyspark.sql import types as spark

__all__ = ["join_fields", "read_schema", "read_type", "to_arrow", "to_spark"]

_PLAIN: Final[dict[type[Any], Any]] = {
    spark.StringType: pl.String(),
    spark.CharType: pl.String(),
    spark.VarcharType: pl.String(),
    spark.BooleanType: pl.Boolean(),
    spark.ByteType: pl.Int8(),
    spark.ShortType: pl.Int16(),
    spark.IntegerType: pl.Int32(),
    spark.LongType: pl.Int64(),
    spark.FloatType: pl.Float32(),
    spark.DoubleType: pl.Float64(),
    spark.DateType: pl.Date(),
    spark.TimestampType: pl.Datetime("us", "UTC"),
    spark.TimestampNTZType: pl.Datetime("us"),
    spark.DayTimeIntervalType: pl.Duration("us"),
    spark.NullType: pl.Null(),
}


def read_schema(schema: Any) -> dict[str, Any]:
    """Return the names and types of a table's columns, the types as polars has them."""
    return {field.name: read_type(field.dataType) for field in schema.fields}


def read_type(dtype: Any) -> Any:
    """Return a type of Spark as polars has it; of one that it has not only that it is no value."""
    if isinstance(dtype, spark.DecimalType):
        return pl.Decimal(dtype.precision, dtype.scale)
    if isinstance(dtype, spark.ArrayType):
        return pl.List(read_type(dtype.elementType))
    if isinstance(dtype, spark.StructType):
        return pl.Struct(read_schema(dtype))
    if isinstance(dtype, spark.MapType):
        entry = {"key": read_type(dtype.keyType), "value": read_type(dtype.valueType)}
        return pl.List(pl.Struct(entry))
    return _PLAIN.get(type(dtype), pl.Binary())


def to_spark(dtype: Any) -> Any:
    """Return the type in which Spark takes a column of results."""
    if isinstance(dtype, pl.Decimal):
        return spark.DecimalType(dtype.precision or _DIGITS, dtype.scale)
    if isinstance(dtype, pl.List):
        return spark.ArrayType(to_spark(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return join_fields({each.name: to_spark(each.dtype) for each in dtype.fields})
    return spark.StringType()


def join_fields(fields: Mapping[str, Any]) -> Any:
    """Return the type of a table of Spark whose columns have these types."""
    return spark.StructType([spark.StructField(name, each) for name, each in fields.items()])


def to_arrow(dtype: Any) -> Any:
    """Return the type of Arrow that Spark reads as `to_spark` says."""
    if isinstance(dtype, pl.Decimal):
        return pa.decimal128(dtype.precision or _DIGITS, dtype.scale)
    if isinstance(dtype, pl.List):
        return pa.list_(to_arrow(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return pa.struct([pa.field(each.name, to_arrow(each.dtype)) for each in dtype.fields])
    return pa.string()


_DIGITS: Final = 38
"""The digits of the widest decimal that there is, here and there."""
