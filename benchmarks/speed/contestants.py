"""Who runs: what each is called, which table it is given, and what it does with it."""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import polars as pl

from benchmarks.speed.data import draw, to_cents, to_floats
from benchmarks.speed.rivals import arrays, decimals, expressions, floats
from benchmarks.speed.rules import INDICATORS, MONEY, RATES
from scorelib.api import compile as compile_rules
from scorelib.api import evaluate, load, load_project, to_json
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluation import take_inputs
from scorelib.engine.evaluator import Facts, Loaded, evaluate_plan
from scorelib.engine.evaluator import load_facts as prepare_facts
from scorelib.engine.outcome.result import Result

__all__ = [
    "CONTESTANTS",
    "JOB",
    "Contestant",
    "TableKind",
    "compile_job",
    "draw_table",
    "load_facts",
    "load_projects",
    "pick_answers",
    "tell_places",
]

JOB: Final = Path(__file__).parent / "job"

TableKind = Literal[
    "exact", "exact-enum", "exact-gaps", "cents", "cents-enum", "cents-gaps", "floats",
    "floats-enum", "floats-gaps",
]  # fmt: skip
"""Money in decimals, in whole cents or in floats; categories as strings, or as polars' own; with
gaps, or whole."""

Run = Callable[[], Any]
GAPS: Final = 0.05
SEED: Final = 6


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who does the job: `start` is given a table and returns what is then timed.

    `rows` is how many projects it scores at a time, where that is not the whole table.
    """

    name: str
    title: str
    table: TableKind
    start: Callable[[pl.DataFrame], Run]
    rows: int | None = None
    needs: str | None = None

    @property
    def ready(self) -> bool:
        """Whether what it needs is installed."""
        return self.needs is None or find_spec(self.needs) is not None


def draw_table(kind: TableKind, rows: int, seed: int = SEED) -> pl.DataFrame:
    """Return the table of a kind; all kinds hold the same projects, gaps aside."""
    missing = GAPS if kind.endswith("gaps") else 0
    words: Literal["enum", "text"] = "enum" if kind.endswith("enum") else "text"
    frame = draw(rows, seed, missing, words)
    if kind.startswith("cents"):
        return to_cents(frame)
    return to_floats(frame) if kind.startswith("floats") else frame


def tell_places(frame: pl.DataFrame) -> dict[str, int]:
    """Return which columns of a table hold whole numbers of a last place, and of which."""
    return {name: 2 for name in (*MONEY, *RATES) if frame.schema[name] == pl.Int64}


@cache
def compile_job() -> Plan:
    """Return the plan of the job."""
    return compile_rules(load(JOB))


def load_projects(frame: pl.DataFrame) -> Iterator[Any]:
    """Yield the projects of an exact table as documents."""
    for row in frame.iter_rows(named=True):
        yield load_project(
            {
                "scorelib": 1,
                "project": {"id": f"p{row.pop('id')}", "name": "–"},
                "ruleset": compile_job().ruleset.reference,
                "assessed_period": "2021",
                "evaluated_on": "2022-01-31",
                "facts": {name: value for name, value in row.items() if value is not None},
            }
        )


def load_facts(frame: pl.DataFrame) -> list[Facts]:
    """Return the projects of an exact table as a plan takes them."""
    plan = compile_job()
    return [take_inputs(plan, plan, each, None).facts for each in load_projects(frame)]


def pick_answers(scored: pl.DataFrame, prefix: str = "") -> list[tuple[Any, ...]]:
    """Return points and total in hundredths, and the grade, a tuple a project."""
    columns = scored.select(*(prefix + name for name in INDICATORS), "total", "grade")
    return [
        (*(None if each is None else round(each * 100) for each in figures), grade)
        for *figures, grade in columns.iter_rows()
    ]


def _over_projects(score: Callable[[Any], Any], projects: list[Any]) -> Run:
    def run() -> None:
        for project in projects:
            score(project)

    return run


def _start_nodes(frame: pl.DataFrame) -> Run:
    plan = compile_job()
    projects = [prepare_facts(plan, facts) for facts in load_facts(frame)]
    return _over_projects(lambda project: project.evaluate(), projects)


def _start_points(frame: pl.DataFrame) -> Run:
    """Return what also makes fractions of the points and the total, and reads the grade."""
    plan = compile_job()
    assert plan.grade is not None
    wanted = [each.points for each in plan.occurrences]
    wanted += [plan.grade.value, plan.grade.node]

    def score(project: Loaded) -> list[Any]:
        values = project.evaluate()
        return [values[node] for node in wanted]

    return _over_projects(score, [prepare_facts(plan, facts) for facts in load_facts(frame)])


def _start_facts(frame: pl.DataFrame) -> Run:
    plan = compile_job()
    return _over_projects(lambda facts: evaluate_plan(plan, facts), load_facts(frame))


def _start_sealed(frame: pl.DataFrame) -> Run:
    return _start_json(frame, sealed=True)


def _start_json(frame: pl.DataFrame, sealed: bool = False) -> Run:
    """Return what evaluates loaded projects and writes their results in full.

    How results of a plan are written is learnt from the first of them; here, from others.
    """
    plan = compile_job()
    for project in load_projects(draw(_LEARNT, SEED + 1)):
        to_json(_load_result(plan, project)(), sealed=sealed)
    return _over_projects(
        lambda result: to_json(result(), sealed=sealed),
        [_load_result(plan, project) for project in load_projects(frame)],
    )


_LEARNT: Final = 1000


def _load_result(plan: Plan, project: Any) -> Callable[[], Result]:
    """Return what evaluates a project that is loaded.

    What is sealed of the document itself is made of it once, as the facts are.
    """
    read = evaluate(plan, project)
    assert read.basis is not None
    assert read.basis.sha256
    loaded = prepare_facts(plan, read.inputs.facts)
    return lambda: Result(plan, read.project, read.inputs, loaded.evaluate(), (), read.basis)


def _start_documents(frame: pl.DataFrame) -> Run:
    plan = compile_job()
    projects = list(load_projects(frame))
    return _over_projects(lambda project: to_json(evaluate(plan, project)), projects)


def _start_decimals(frame: pl.DataFrame) -> Run:
    rows = frame.drop("id").iter_rows(named=True)
    return _over_projects(decimals.score, [decimals.Record(**row) for row in rows])


def _start_zen(frame: pl.DataFrame, what: str = "trace") -> Run:
    from benchmarks.speed.rivals.decisions import Decisions

    decisions = Decisions()
    score: Callable[[Mapping[str, Any]], Any] = {
        "trace": decisions.trace,
        "plain": decisions.score,
        "json": lambda project: json.dumps(decisions.trace(project)),
    }[what]
    return _over_projects(score, frame.drop("id").to_dicts())


def _start_simpleeval(frame: pl.DataFrame, parsed: bool) -> Run:
    score = expressions.Expressions(parsed=parsed).score
    return _over_projects(score, frame.drop("id").to_dicts())


def _start_columns(frame: pl.DataFrame, figures: Literal["decimals", "units"] = "decimals") -> Run:
    from scorelib import columns

    plan, places = compile_job(), tell_places(frame)
    columns.evaluate(plan, frame.head(100), figures=figures, places=places)
    return lambda: columns.evaluate(plan, frame, figures=figures, places=places)


def _start_units(frame: pl.DataFrame) -> Run:
    return _start_columns(frame, "units")


def _start_numpy(frame: pl.DataFrame) -> Run:
    given = arrays.prepare_arrays(frame)
    return lambda: arrays.score(given)


def _over_file(write: Callable[[Path], None]) -> Run:
    """Return what writes a file and tells its size; its folder goes when the process ends."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name, "scored.parquet")

    def run() -> int:
        write(path)
        return path.stat().st_size

    return run


def _start_trace(frame: pl.DataFrame, facts: bool) -> Run:
    from scorelib.engine.columns.runs import Scorer, score_all
    from scorelib.writing.batch.traces import TraceWriter

    given = frame if facts else pl.DataFrame()
    scorer = Scorer(compile_job(), frame.schema, figures="units", branches=True)
    writer = TraceWriter(scorer.plan, given.schema, scorer.schema, scorer.layout.places)
    numbers = pl.int_range(frame.height, eager=True)
    told = writer.describe(load(JOB))
    return _over_file(
        lambda path: writer.write(numbers, given, score_all(scorer, frame).frame, path, told)
    )


def _start_written_file(frame: pl.DataFrame, facts: bool) -> Run:
    def write(path: Path) -> None:
        scored = floats.score_as_written(frame)
        if facts:
            scored = pl.concat(
                [frame.select(pl.all().name.prefix("given.")), scored], how="horizontal"
            )
        scored.write_parquet(path)

    return _over_file(write)


def _start_spark(frame: pl.DataFrame) -> Run:
    """Return what scores a table that Spark holds in memory; what comes out is not kept."""
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    from pyspark.sql import SparkSession

    from scorelib import spark

    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name, "projects.parquet")
    frame.write_parquet(path, row_group_size=100_000)
    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        builder = builder.config(name, "false")
    for name in ("spark.driver.host", "spark.driver.bindAddress"):
        builder = builder.config(name, "127.0.0.1")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    table = session.read.parquet(str(path)).cache()
    table.count()
    plan = compile_job()
    return lambda: spark.evaluate(table, plan).write.format("noop").mode("overwrite").save()


PROJECTS: Final = (
    Contestant("nodes", "scorelib, every node kept", "exact", _start_nodes, 1000),
    Contestant("points", "the same, points read as fractions", "exact", _start_points, 1000),
    Contestant("facts", "the same, from facts in fractions", "exact", _start_facts, 1000),
    Contestant("decimals", "exact decimals by hand, nothing kept", "exact", _start_decimals, 1000),
    Contestant("zen-trace", "zen-engine, with trace", "floats", _start_zen, 400, "zen"),
    Contestant(
        "zen", "zen-engine, no trace", "floats", lambda t: _start_zen(t, "plain"), 400, "zen"
    ),
    Contestant(
        "simpleeval", "simpleeval, parsed once", "floats", lambda t: _start_simpleeval(t, True), 400
    ),
    Contestant(
        "simpleeval-text",
        "simpleeval, parsed each time",
        "floats",
        lambda t: _start_simpleeval(t, False),
        200,
    ),
    Contestant("json", "scorelib, every node kept, as full JSON", "exact", _start_json, 400),
    Contestant("sealed", "the same, sealed, with the rules", "exact", _start_sealed, 400),
    Contestant("document", "the same, from the document", "exact", _start_documents, 200),
    Contestant(
        "zen-json",
        "zen-engine, with trace, as JSON",
        "floats",
        lambda t: _start_zen(t, "json"),
        400,
        "zen",
    ),
)

TABLES: Final = (
    Contestant("columns", "scorelib.columns", "cents", _start_units),
    Contestant("columns-enum", "scorelib.columns, categories", "cents-enum", _start_units),
    Contestant("columns-gaps", "scorelib.columns, 5% missing", "cents-gaps", _start_units),
    Contestant("decimals-in", "scorelib.columns, money as decimals", "exact", _start_units),
    Contestant("decimals-out", "the same, points as decimals", "exact", _start_columns),
    Contestant(
        "written",
        "polars in floats, as a user writes it",
        "floats",
        lambda t: lambda: floats.score_as_written(t),
    ),
    Contestant(
        "written-lazy",
        "the same, collected lazily",
        "floats",
        lambda t: lambda: floats.score_as_written(t.lazy()).collect(),
    ),
    Contestant(
        "written-gaps",
        "polars as a user writes it, 5% missing",
        "floats-gaps",
        lambda t: lambda: floats.score_as_written(t),
    ),
    Contestant(
        "tuned",
        "polars in floats, tuned, categories",
        "floats-enum",
        lambda t: lambda: floats.score_tuned(t),
    ),
    Contestant(
        "tuned-lazy",
        "the same, collected lazily",
        "floats-enum",
        lambda t: lambda: floats.score_tuned(t.lazy()).collect(),
    ),
    Contestant("numpy", "numpy in floats, arrays prepared", "floats-enum", _start_numpy),
    Contestant(
        "points-file",
        "scorelib.columns, points as Parquet",
        "exact",
        lambda t: _start_trace(t, facts=False),
    ),
    Contestant(
        "written-file",
        "polars as a user writes it, points as Parquet",
        "floats",
        lambda t: _start_written_file(t, facts=False),
    ),
    Contestant(
        "trace",
        "scorelib.columns, trace: facts and points as Parquet",
        "exact",
        lambda t: _start_trace(t, facts=True),
    ),
    Contestant(
        "written-trace",
        "polars as a user writes it, facts and points as Parquet",
        "floats",
        lambda t: _start_written_file(t, facts=True),
    ),
    Contestant("spark", "scorelib.spark, local[2]", "exact", _start_spark, None, "pyspark"),
)

CONTESTANTS: Final = (*PROJECTS, *TABLES)
