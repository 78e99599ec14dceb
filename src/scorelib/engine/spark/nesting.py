"""A table of own indicators beside one of projects: joined to it, a list a project.

Spark knows no order of rows, so the indicators of a slot stand in the order of their ids. What
does not fit is not lost: indicators without a project come out as a row of their own, which says
so, and so do projects that stand twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl
from pyspark.sql import Window
from pyspark.sql import functions as spark

from scorelib.engine.spark.schemas import read_type
from scorelib.ground.errors import Diagnostic

__all__ = ["MARKS", "is_stray", "list_misjoined", "nest_items", "nest_type"]

_KEYS: Final = ("project", "slot")
_ROWS, _COUNT, _STRANGE, _PROJECT = MARKS = ("#rows", "#count", "#strange", "#project")
"""What a joined row says of itself: how many rows its project has (none: there is no such
project), how many indicators, which slots of theirs nobody knows, and whose they say they are."""


def nest_items(projects: Any, key: str, items: Any, slots: Sequence[str]) -> Any:
    """Return projects with a list of indicators for each slot, and the marks, as last columns.

    `key` is the column of the ids; columns of `items` are called as documents have them. Both
    tables are shuffled by the id, once.
    """
    fields = sorted(
        (name for name in items.columns if name not in _KEYS), key=lambda name: name != "id"
    )
    slot = spark.col("slot")
    entry = spark.struct(*map(spark.col, fields))
    strange = spark.when(
        slot.isNull() | ~slot.isin(list(slots)), spark.coalesce(slot, spark.lit(_NONE))
    )
    lists = [
        spark.sort_array(spark.collect_list(spark.when(slot == each, entry))).alias(f"s{number}")
        for number, each in enumerate(slots)
    ]
    nested = items.groupBy(spark.col("project").cast("string").alias(_PROJECT)).agg(
        *lists,
        spark.count(spark.lit(1)).alias(_COUNT),
        spark.sort_array(spark.collect_set(strange)).alias(_STRANGE),
    )
    id_text = spark.col(key).cast("string")
    same = Window.partitionBy(id_text)
    counted = projects.withColumn(_ROWS, spark.count(spark.lit(1)).over(same))
    joined = counted.join(nested, id_text == spark.col(_PROJECT), "full_outer")
    kind = projects.schema[key].dataType.simpleString()
    named = spark.coalesce(spark.col(key), spark.expr(f"try_cast(`{_PROJECT}` AS {kind})"))
    own = [named.alias(key) if name == key else spark.col(name) for name in projects.columns]
    return joined.select(*own, *(f"s{number}" for number in range(len(slots))), *MARKS)


def nest_type(items: Any) -> Any:
    """Return the type of the lists that `nest_items` makes, as polars has it."""
    kinds = {
        field.name: read_type(field.dataType)
        for field in sorted(items.schema.fields, key=lambda field: field.name != "id")
        if field.name not in _KEYS
    }
    return pl.List(pl.Struct(kinds))


_NONE: Final = "–"
_STRAY: Final = "SL946"


def list_misjoined(table: Any, slots: Sequence[str]) -> dict[int, list[Diagnostic]]:
    """Return what is wrong with the rows of a joined table of Arrow, by their number.

    That is a project that stands twice (SL945), indicators of none that is there (SL946), and
    those of a slot that nobody knows (SL405).
    """
    frame = pl.DataFrame(pl.from_arrow(table.select([*MARKS, "id"]))).with_row_index("#")
    rows, strange = pl.col(_ROWS), pl.col(_STRANGE)
    doubtful = frame.filter(rows.is_null() | (rows > 1) | (strange.list.len() > 0))
    found = {int(row["#"]): list(_judge(row, slots)) for row in doubtful.iter_rows(named=True)}
    return {row: problems for row, problems in found.items() if problems}


def _judge(row: dict[str, Any], slots: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a joined row."""
    whose, own = row[_PROJECT] or _NONE, row["id"]
    if row[_ROWS] is None:
        yield Diagnostic(_STRAY, (("id", whose), ("count", row[_COUNT])), path=whose)
        return
    for name in row[_STRANGE] or ():
        words = (("node", name), ("guess", tuple(slots) or _NONE))
        yield Diagnostic("SL405", words, path=_PLACE)
    if row[_ROWS] > 1 and own is not None:
        yield Diagnostic("SL945", (("id", str(own)), ("count", row[_ROWS])), path=str(own))


_PLACE: Final = "indicators"


def is_stray(problems: Sequence[Diagnostic]) -> bool:
    """Return whether a row is none of the projects', only indicators that belong to nobody."""
    return problems[0].code == _STRAY
