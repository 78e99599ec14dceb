"""Tables of projects to score on Spark and on one machine: the same for the same size, always."""

from __future__ import annotations

from typing import Any

import polars as pl

__all__ = ["RULESET", "draw_items", "draw_projects", "nest"]

RULESET = "cn/anhui/hefei/yaohai/self-evaluation@2021"


def _pick(salt: int, most: int) -> pl.Expr:
    """Return a number below `most` for each row, which looks like chance and is not."""
    mixed = (pl.col("n") * 2_654_435_761 + salt * 40_503_001) % 4_294_967_291
    return (mixed * (mixed % 65_521) // 7) % most


def draw_projects(count: int) -> pl.DataFrame:
    """Return projects: most complete, some with gaps and states, a few that cannot be scored."""
    rows = pl.select(pl.int_range(count, dtype=pl.Int64).alias("n"))
    cents = pl.format("{}.{}", _pick(2, 900_000), _pick(3, 90) + 10)
    executed = (
        pl.when(_pick(4, 997) == 0)
        .then(pl.lit("约3万元"))
        .when(_pick(4, 499) == 0)
        .then(pl.lit("-1"))
        .when(_pick(5, 20) > 0)
        .then(pl.when(_pick(6, 3) == 0).then(pl.format("{}0000元", _pick(2, 900))).otherwise(cents))
    )
    return rows.select(
        id=pl.format("p{}", pl.col("n").cast(pl.String).str.zfill(7)),
        province=pl.format("省{}", pl.col("n") % 31),
        budget=_hold(_pick(1, 20) > 0, _decimal(_pick(7, 100_000_000), 18, 2)),
        executed=executed,
    ).with_columns(_judge(rows))


def _hold(mask: pl.Expr, value: pl.Expr) -> pl.Expr:
    return pl.when(mask).then(value)


def _decimal(cents: pl.Expr, precision: int, places: int) -> pl.Expr:
    """Return whole numbers of hundredths (or tenths) as decimals."""
    whole = cents.cast(pl.Decimal(precision, places))
    return (whole / pl.lit(10**places)).cast(pl.Decimal(precision, places))


def _judge(rows: pl.DataFrame) -> list[pl.Series]:
    """Return what people say of the nodes: points, declared points, and why there are none."""
    reasons = pl.when(_pick(8, 50) == 0).then(pl.lit("cannot-be-assessed"))
    tenths = _decimal(_pick(9, 10) * 5, 4, 1)
    found = rows.select(
        _hold(_pick(10, 10) > 0, tenths).alias("judged.process.funds.compliance"),
        _hold(_pick(11, 12) > 0, _pick(12, 4).cast(pl.Int64)).alias(
            "judged.decision.objectives.clear"
        ),
        _decimal(_pick(13, 1000), 5, 2).alias("declared.process.funds.execution-rate"),
        reasons.alias("state.process.organisation.rules"),
    )
    return found.get_columns()


def draw_items(projects: pl.DataFrame) -> pl.DataFrame:
    """Return the own indicators of projects as a table of their own, in the order of their ids."""
    rows = projects.select("id", n=pl.int_range(len(projects), dtype=pl.Int64))
    several = rows.with_columns(pl.int_ranges(_pick(20, 4)).alias("k")).explode("k").drop_nulls("k")
    mixed = several.with_columns(n=pl.col("n") * 7 + pl.col("k"))
    return mixed.select(
        project="id",
        slot=pl.when(_pick(21, 2) == 0)
        .then(pl.lit("output.quantity"))
        .otherwise(pl.lit("benefit.social")),
        id=pl.format("i{}", pl.col("k")),
        name=pl.lit("新建泵站"),
        max_points=_decimal(_pick(22, 4) * 125, 6, 2),
        target=pl.format("≥{}座", _pick(23, 20) + 1),
        actual=pl.when(_pick(24, 15) > 0).then(pl.format("{}座", _pick(25, 25))),
    )


def nest(projects: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Return projects with their indicators as lists of structs, a column a slot."""
    found = projects
    for slot in items["slot"].unique().sort():
        entry = pl.struct(pl.exclude("project", "slot")).alias(f"indicators.{slot}")
        own = items.filter(pl.col("slot") == slot).select(pl.col("project").alias("id"), entry)
        lists = own.group_by("id", maintain_order=True).agg(pl.all())
        found = found.join(lists, on="id", how="left", maintain_order="left")
    return found


def describe(rows: list[Any]) -> list[tuple[str, ...]]:
    """Return the problems of a row of Spark as code and place."""
    return [(each.code, each.place) for each in rows]
