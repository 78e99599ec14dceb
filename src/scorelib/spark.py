"""Tables of Spark: the same plan, the same digits, on as many machines as there are.

    import scorelib
    from scorelib import spark

    plan = scorelib.compile(scorelib.load("cn/anhui/hefei/yaohai/self-evaluation@2021"))
    scored = spark.evaluate(projects, plan, keep=["province"])
    scored.write.parquet("scored")

Needs the extra `spark` where the program runs and wherever Spark starts Python.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.packing import pack_plan
from scorelib.engine.columns.floats import Floats
from scorelib.engine.columns.names import name_columns
from scorelib.engine.columns.runs import Scorer
from scorelib.engine.spark.nesting import MARKS, nest_items, nest_type
from scorelib.engine.spark.schemas import join_fields, read_schema, to_spark
from scorelib.engine.spark.statistics import COUNTED, Counter, count_projects
from scorelib.engine.spark.workers import PROBLEM, Shape, Worker
from scorelib.engine.standing import check_statistics
from scorelib.engine.statistics import Statistics
from scorelib.ground.errors import Diagnostic, DocumentError, Lang

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["evaluate", "gather_statistics"]


def evaluate(
    df: DataFrame,
    plan: Plan,
    *,
    items: DataFrame | None = None,
    keep: Sequence[str] = (),
    floats: Floats = "refuse",
    strict: bool = False,
    lang: Lang = "zh",
    cohort: Statistics | None = None,
) -> DataFrame:
    """Return a table of Spark with the columns of `scorelib.columns.evaluate`, a row a project.

    No row is lost: one that cannot be scored keeps its `id` and what `keep` names, and says in
    `problems` what is wrong, in the language of `lang`; that is empty for the others. Points have
    the places of their rule, or of the decimals in which somebody gives them. With `strict` such
    a row fails the job. `items` is a table of the projects' own indicators, one a row; they are
    taken in the order of their ids, since Spark knows no other.

    Nothing is computed before Spark is asked for rows, and nothing is shuffled, `items` aside.

    Rulesets that compare projects with each other need `cohort`, the statistics over all of them.

    Raises `DocumentError` with every column that cannot be used (SL941 to SL948, SL993), where
    such a ruleset has no statistics (SL994), and for those of another ruleset (SL928).
    """
    if cohort is not None:
        check_statistics(plan, cohort)
    elif plan.cohort:
        names = tuple(each.id for each in plan.cohort)
        raise DocumentError([Diagnostic("SL994", (("names", names),))])
    table, shape, schema = _prepare(df, plan, items, keep, floats)
    worker = Worker(pack_plan(plan), shape, floats, strict, lang, cohort)
    return _map(table, worker, _list_fields(df, shape.kept, schema))


def gather_statistics(
    df: DataFrame, plan: Plan, *, items: DataFrame | None = None, floats: Floats = "refuse"
) -> Statistics:
    """Return the statistics over all projects of a table of Spark, as `evaluate_cohort` finds them.

    They can be stored (`to_json`), and are the `cohort` of `evaluate`, here and for one project.
    This starts a job for each stage of statistics that rest on others; the program holds the ids,
    the distinct values of each statistic and, of ranks, all values. Rows that cannot be scored
    are no members.

    Raises `DocumentError` with every column that cannot be used, and for two projects with one id
    (SL926).
    """
    table, shape, _ = _prepare(df, plan, items, (), floats)
    if not plan.cohort:
        return Statistics.of(plan.ruleset, df.count(), {})

    def run(counter: Counter) -> Iterator[bytes]:
        return (bytes(row.counted) for row in _map(table, counter, COUNTED).collect())

    return count_projects(pack_plan(plan), shape, floats, run)


def _prepare(
    df: DataFrame, plan: Plan, items: DataFrame | None, keep: Sequence[str], floats: Floats
) -> tuple[DataFrame, Shape, Mapping[str, Any]]:
    """Return a table to send to the workers, its shape, and the columns that can come out of it."""
    found = [*_check_names(df.columns), *_check_kept(df, keep)]
    if items is not None:
        found += _check_names(items.columns)
    if found:
        raise DocumentError(found)
    kept = tuple(name for name in dict.fromkeys(keep) if name != "id")
    shape = Shape(tuple(df.columns), _list_given(df, plan, kept), kept)
    long = None if items is None else read_schema(items.schema)
    schema = Scorer(plan, shape.given, items=long, floats=floats).schema
    if clash := [name for name in kept if name in schema or name == "problems"]:
        raise DocumentError([_twice(name) for name in clash])
    table = df.toDF(*_number(df.columns))
    if items is not None:
        slots = tuple(slot.id for slot in plan.slots)
        table = nest_items(table, f"c{df.columns.index('id')}", items, slots)
        shape = _add_items(shape, items, slots)
    return table, shape, schema


def _number(names: Sequence[str]) -> list[str]:
    """Return names in which Spark sees no dot, which it takes for a field of a struct."""
    return [f"c{number}" for number in range(len(names))]


def _check_names(names: Sequence[str]) -> list[Diagnostic]:
    return [_twice(name) for name in dict.fromkeys(names) if names.count(name) > 1]


def _twice(name: str) -> Diagnostic:
    return Diagnostic("SL993", (("column", name),), path=name)


def _check_kept(df: DataFrame, keep: Sequence[str]) -> list[Diagnostic]:
    """Return the columns that must be there and are not: the id, and what is to be kept."""
    wanted = dict.fromkeys(("id", *keep))
    absent = [name for name in wanted if name not in df.columns]
    return [Diagnostic("SL947", (("column", name),), path=name) for name in absent]


def _list_given(df: DataFrame, plan: Plan, kept: Sequence[str]) -> dict[str, Any]:
    """Return the types of the columns to score: of all but those that are only handed through."""
    known = {role.column for role in name_columns(plan, df.columns)[0]}
    types = read_schema(df.schema)
    return {name: types[name] for name in types if name in known or name not in kept}


def _add_items(shape: Shape, items: DataFrame, slots: tuple[str, ...]) -> Shape:
    """Return the shape of a table to which one of indicators was joined."""
    columns = [f"indicators.{slot}" for slot in slots]
    given = {**shape.given, **dict.fromkeys(columns, nest_type(items))}
    return Shape((*shape.names, *columns, *MARKS), given, shape.kept, slots)


def _list_fields(df: DataFrame, kept: Sequence[str], schema: Mapping[str, Any]) -> Any:
    """Return the columns that come out, as Spark has them."""
    fields = {name: to_spark(each) for name, each in schema.items()}
    own = {name: df.schema[name].dataType for name in ("id", *kept)}
    return join_fields({**own, **fields, **own, "problems": to_spark(PROBLEM)})


def _map(table: DataFrame, worker: Worker | Counter, fields: Any) -> DataFrame:
    with warnings.catch_warnings():
        # Spark asks for pandas, and warns of its version; no batch is ever made one of pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        return table.mapInArrow(worker, fields)
