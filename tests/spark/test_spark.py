"""Tables of Spark: the digits of one machine, whatever happens to the machines; no row lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from importlib import reload
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import scorelib
import scorelib.engine.spark
import scorelib.spark
from scorelib import columns
from scorelib.ground.errors import DocumentError
from tests.engine.scoring import make_plan
from tests.spark.tables import RULESET, draw_items, draw_projects, nest
from tests.spark.workers import Counting, Mortal

ROOT = Path(__file__).resolve().parents[2]
ROWS = int(os.environ.get("SCORELIB_SPARK_ROWS", "20000"))
PLAN = scorelib.compile(scorelib.load(RULESET))
RATE = "points.process.funds.execution-rate"


def send(spark: Any, frame: pl.DataFrame, folder: Path, parts: int = 0) -> Any:
    """Return a frame as a table of Spark, by way of Parquet, in a number of parts."""
    name = folder / f"{len(list(folder.iterdir()))}.parquet"
    frame.write_parquet(name, row_group_size=max(len(frame) // 8, 1))
    table = spark.read.parquet(str(name))
    return table.repartition(parts) if parts else table


def fetch(table: Any) -> pl.DataFrame:
    """Return what Spark computed, by id."""
    found = pl.from_arrow(table.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found.sort("id", maintain_order=True)


def tell(problems: Iterable[Any]) -> list[tuple[str, str]]:
    return [(each["code"], each["place"]) for each in problems]


def check_same(found: pl.DataFrame, table: pl.DataFrame, items: pl.DataFrame | None = None) -> None:
    """Check that Spark gave what one machine gives, refused rows with what is wrong included."""
    scored = columns.evaluate(PLAN, table, items=items)
    good = found.filter(pl.col("problems").list.len() == 0)
    expected = scored.frame.sort("id").cast({pl.Enum: pl.String})
    assert_frame_equal(
        expected, good.select(expected.columns).cast(dict(_items_of(expected))), check_exact=True
    )
    refused = found.filter(pl.col("problems").list.len() > 0)
    assert {
        each.id: [(problem.code, problem.path) for problem in each.diagnostics]
        for each in scored.rejects
    } == {row["id"]: tell(row["problems"]) for row in refused.iter_rows(named=True)}
    nothing = refused.drop("id", "problems", "province", strict=False)
    assert all(each.is_null().all() for each in nothing)


def _items_of(frame: pl.DataFrame) -> Iterable[tuple[str, Any]]:
    """Yield the lists of indicators, in which Spark has words for the kinds of status."""
    return ((name, each) for name, each in frame.schema.items() if name.startswith("indicators."))


def test_same_digits_as_one_machine(spark: Any, tmp_path: Path) -> None:
    """Every point, total, grade, finding and refusal of a large table is that of one machine."""
    projects = draw_projects(ROWS)
    table = nest(projects, draw_items(projects))
    scored = scorelib.spark.evaluate(send(spark, table, tmp_path), PLAN, keep=["province"])
    found = fetch(scored)
    check_same(found, table.drop("province"))
    assert found["province"].to_list() == projects["province"].to_list()
    assert 0 < len(found.filter(pl.col("problems").list.len() > 0)) < ROWS // 100


def test_items_of_another_table(spark: Any, tmp_path: Path) -> None:
    """Indicators of a table of their own, in any order, are scored as on one machine."""
    projects = draw_projects(5_000)
    items = draw_items(projects)
    mixed = send(spark, items.sample(fraction=1, shuffle=True, seed=1), tmp_path, 3)
    table = send(spark, projects, tmp_path, 5)
    scored = scorelib.spark.evaluate(table, PLAN, items=mixed, keep=["province"])
    check_same(fetch(scored), projects.drop("province"), items)


def watch(monkeypatch: pytest.MonkeyPatch, kind: Callable[..., Any], folder: Path) -> Path:
    """Let another kind of worker score, and return the folder of its marks."""
    marks = folder / "marks"
    marks.mkdir()
    monkeypatch.setattr(scorelib.spark, "Worker", partial(kind, folder=str(marks)))
    return marks


def test_killed_tasks_lose_and_repeat_nothing(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part's process is killed once, half of them with results on their way: all is there."""
    marks = watch(monkeypatch, Mortal, tmp_path)
    projects = draw_projects(40_000).drop("province")
    scored = scorelib.spark.evaluate(send(spark, projects, tmp_path, 8), PLAN)
    found = fetch(scored)
    assert sorted(map(str, range(8))) == sorted(each.name for each in marks.iterdir())
    assert found["id"].to_list() == projects["id"].to_list()
    check_same(found, projects)


def test_a_process_compiles_a_plan_once(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts after the first find the plan ready, also those of a later job."""
    marks = watch(monkeypatch, Counting, tmp_path)
    plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))  # no other test's
    projects = draw_projects(4_000).select("id", "budget", "executed")
    for _ in range(2):
        scored = scorelib.spark.evaluate(send(spark, projects, tmp_path, 8), plan)
        assert 4_000 == len(fetch(scored))
    seen = {each.name.partition("-")[2]: len(each.read_text()) for each in marks.glob("seen-*")}
    compiled = {each.name.partition("-")[2]: each.read_text() for each in marks.glob("compiled-*")}
    assert sum(seen.values()) > len(seen)
    assert compiled == dict.fromkeys(seen, ".")


def test_strict_fails_the_job(spark: Any, tmp_path: Path) -> None:
    """Who asks for all or nothing reads which project failed and why."""
    from pyspark.errors import PythonException

    table = send(spark, pl.DataFrame({"id": ["a", "b"], "budget": ["1", "0.5余"]}), tmp_path)
    scored = scorelib.spark.evaluate(table, PLAN, strict=True)
    with pytest.raises(PythonException, match=r"(?s)SL404 .*id b: SL404"):
        scored.collect()
    fine = send(spark, pl.DataFrame({"id": ["a"], "budget": ["1"]}), tmp_path)
    assert 1 == len(scorelib.spark.evaluate(fine, PLAN, strict=True).collect())


@pytest.mark.parametrize(("lang", "word"), [("zh", "请"), ("en", "write")])
def test_what_is_wrong_is_told_in_a_language(
    spark: Any, tmp_path: Path, lang: Any, word: str
) -> None:
    """A refused row keeps its id, and says what is wrong, where, and what to do next."""
    table = send(spark, pl.DataFrame({"id": [1, 2], "budget": ["1", "x"]}), tmp_path)
    fine, refused = fetch(scorelib.spark.evaluate(table, PLAN, lang=lang)).iter_rows(named=True)
    assert (1, []) == (fine["id"], fine["problems"])
    assert (2, None) == (refused["id"], refused["total"])
    (problem,) = refused["problems"]
    ((expected,),) = [
        each.diagnostics
        for each in columns.evaluate(PLAN, pl.DataFrame({"id": [2], "budget": ["x"]})).rejects
    ]
    assert word in problem["next_step"]
    assert problem == {
        "code": expected.code,
        "place": "budget",
        "message": expected.message(lang),
        "next_step": expected.next_step(lang),
    }


def test_indicators_that_fit_nowhere(spark: Any, tmp_path: Path) -> None:
    """Indicators of no project come out as a row; so do twins, and slots that nobody knows."""
    projects = pl.DataFrame({"id": ["a", "b", "b", "c", None], "budget": [1, 2, 3, 4, 5]})
    items = pl.DataFrame(
        {
            "project": ["a", "z", "z", None, "c"],
            "slot": ["output.quantity", "output.quantity", "x", "output.quantity", "output.none"],
            "id": ["i1", "i1", "i2", "i3", "i4"],
            "max_points": [5] * 5,
            "target": ["≥10座"] * 5,
            "actual": ["9座"] * 5,
        }
    )
    scored = scorelib.spark.evaluate(
        send(spark, projects, tmp_path), PLAN, items=send(spark, items, tmp_path), keep=["budget"]
    )
    rows = [
        (row["id"], row["budget"], tell(row["problems"]))
        for row in fetch(scored).iter_rows(named=True)
    ]
    assert sorted(rows, key=repr) == sorted(
        [
            ("a", 1, []),
            ("b", 2, [("SL945", "b")]),
            ("b", 3, [("SL945", "b")]),
            ("c", 4, [("SL405", "indicators")]),
            (None, 5, [("SL103", "id")]),
            ("z", None, [("SL946", "z")]),
            (None, None, [("SL946", "–")]),
        ],
        key=repr,
    )
    (own,) = fetch(scored).filter(pl.col("id") == "a")["indicators.output.quantity"]
    assert [Decimal("4.50")] == [each["points"] for each in own]


def test_ids_that_are_numbers(spark: Any, tmp_path: Path) -> None:
    """Ids are compared as text; one of another table that is no number has no number's column."""
    items = pl.DataFrame(
        {"project": ["7", "x"], "slot": ["output.quantity"] * 2, "id": ["i", "j"]},
    )
    table = send(spark, pl.DataFrame({"id": [7]}), tmp_path)
    scored = scorelib.spark.evaluate(table, PLAN, items=send(spark, items, tmp_path))
    rows = fetch(scored).sort("id", nulls_last=True)
    assert [7, None] == rows["id"].to_list()
    assert [("SL946", "x")] == tell(rows["problems"][1])


def test_decimals_keep_their_digits(spark: Any, tmp_path: Path) -> None:
    """Of figures with 38 digits none is lost, and those beyond any integer are scored too."""
    big = Decimal("123456789012345678901234567890123456.78")
    table = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "budget": [big, Decimal("0.03"), Decimal("3.00")],
            "executed": [big / 1, Decimal("0.01"), Decimal("1.00")],
        },
        schema_overrides={"budget": pl.Decimal(38, 2), "executed": pl.Decimal(38, 2)},
    )
    found = fetch(scorelib.spark.evaluate(send(spark, table, tmp_path), PLAN))
    # 10 × 0.01 / 0.03 = 10/3, to two places 3.33.
    assert [Decimal("10.00"), Decimal("3.33"), Decimal("3.33")] == found[RATE].to_list()
    check_same(found, table)


def test_exact_text_where_no_rule_rounds(spark: Any, tmp_path: Path) -> None:
    """Another ruleset: columns of text, which hold fractions, and none of slots."""
    plan = scorelib.compile(scorelib.load("cn/mee/aqi@2012"))
    table = pl.DataFrame({"id": ["a", "b"], "so2_24h": [51, 3], "pm25_24h": ["35", "36"]})
    found = fetch(scorelib.spark.evaluate(send(spark, table, tmp_path), plan))
    expected = columns.evaluate(plan, table).frame.cast({pl.Enum: pl.String})
    assert_frame_equal(expected, found.drop("problems"), check_exact=True)


def test_floats_are_taken_when_asked(spark: Any, tmp_path: Path) -> None:
    """0.1 of 0.3 is a third, though neither is what binary floats hold."""
    table = send(spark, pl.DataFrame({"id": ["a"], "budget": [0.3], "executed": [0.1]}), tmp_path)
    found = fetch(scorelib.spark.evaluate(table, PLAN, floats="shortest"))
    assert [Decimal("3.33")] == found[RATE].to_list()


@pytest.mark.parametrize("parts", [1, 7])
def test_tables_and_parts_without_rows(spark: Any, tmp_path: Path, parts: int) -> None:
    """No rows give no rows, with all columns; parts without rows give nothing."""
    schema: dict[str, Any] = {"id": pl.String, "budget": pl.Decimal(18, 2)}
    empty = send(spark, pl.DataFrame(schema=schema), tmp_path, parts)
    scored = scorelib.spark.evaluate(empty, PLAN)
    assert [] == scored.collect()
    assert "problems" == scored.columns[-1]
    one = send(spark, pl.DataFrame({"id": ["a"], "budget": ["1"]}), tmp_path, parts)
    assert 1 == len(scorelib.spark.evaluate(one, PLAN).collect())


def test_what_is_kept_is_kept_as_it_was(spark: Any, tmp_path: Path) -> None:
    """Columns that no plan knows go through, of any type; those it knows are read all the same."""
    when = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
    table = pl.DataFrame(
        {"id": ["a"], "budget": ["1"], "a.b c": [[1.5]], "day": [date(1, 1, 1)], "when": [when]}
    )
    scored = scorelib.spark.evaluate(
        send(spark, table, tmp_path), PLAN, keep=["when", "day", "a.b c", "budget", "id", "day"]
    )
    assert ["id", "when", "day", "a.b c", "budget", "points.decision"] == scored.columns[:6]
    found = fetch(scored).select(table.columns)
    assert_frame_equal(table.cast({"when": pl.Datetime("us", "UTC")}), found)


def test_the_page_is_true(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/howto/run-on-spark.md shows runs; other pages do without a session of Spark."""
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "howto" / "run-on-spark.md").read_text("utf-8")
    blocks = re.findall(r"^```py\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    names = {"session": spark}
    for block in blocks:
        exec(block, names)
    assert 3 == len(blocks)
    assert 2 == spark.read.parquet("scored").count()


REFUSED: Sequence[tuple[dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = [
    ({"budget": "string"}, {}, [("SL947", "id")]),
    ({"id": "string", "when": "timestamp"}, {"keep": ["x"]}, [("SL947", "x")]),
    ({"id": "string", "budgit": "string"}, {}, [("SL941", "budgit")]),
    ({"id": "string", "budget": "timestamp"}, {}, [("SL943", "budget")]),
    ({"id": "string", "budget": "timestamp_ntz"}, {}, [("SL943", "budget")]),
    ({"id": "string", "budget": "binary"}, {}, [("SL943", "budget")]),
    ({"id": "string", "budget": "map<string,int>"}, {}, [("SL943", "budget")]),
    ({"id": "string", "budget": "interval day to second"}, {}, [("SL943", "budget")]),
    ({"id": "string", "budget": "array<int>"}, {}, [("SL943", "budget")]),
    ({"id": "string", "budget": "double"}, {}, [("SL944", "budget")]),
    ({"id": "string", "executed": "float"}, {}, [("SL944", "executed")]),
    ({"id": "double"}, {}, [("SL943", "id")]),
    ({"id": "string", "total": "string"}, {"keep": ["total"]}, [("SL993", "total")]),
    ({"id": "string", "problems": "string"}, {"keep": ["problems"]}, [("SL993", "problems")]),
    (
        {"id": "string", "indicators.output.quantity": "array<struct<id:string,target:double>>"},
        {},
        [("SL944", "indicators.output.quantity.target")],
    ),
]


@pytest.mark.parametrize(("schema", "options", "problems"), REFUSED)
def test_unusable_tables_are_refused_at_once(
    spark: Any, schema: dict[str, str], options: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    """What a column's type forbids is told before any job starts."""
    said = ", ".join(f"`{name}` {kind}" for name, kind in schema.items())
    table = spark.createDataFrame([], said)
    with pytest.raises(DocumentError) as refused:
        scorelib.spark.evaluate(table, PLAN, **options)
    assert problems == [(each.code, each.path) for each in refused.value.diagnostics]


def test_names_that_stand_twice_are_refused(spark: Any) -> None:
    """Of two columns of one name nobody knows which is meant, in either table."""
    twice = spark.createDataFrame([], "id string, budget int, executed int").toDF("id", "b", "b")
    items = spark.createDataFrame([], "a string, b string").toDF("slot", "slot")
    with pytest.raises(DocumentError) as refused:
        scorelib.spark.evaluate(twice, PLAN, items=items)
    found = [(each.code, each.path) for each in refused.value.diagnostics]
    assert [("SL993", "b"), ("SL993", "slot")] == found


def test_indicators_given_twice_are_refused(spark: Any) -> None:
    """A column of indicators and a table of them: one of the two."""
    table = spark.createDataFrame(
        [], "id string, `indicators.output.quantity` array<struct<id:string>>"
    )
    items = spark.createDataFrame([], "project string, slot string, id string, target timestamp")
    with pytest.raises(DocumentError) as refused:
        scorelib.spark.evaluate(table, PLAN, items=items)
    assert {"SL943", "SL948"} == {each.code for each in refused.value.diagnostics}


FIGURES = {
    "mean": {"label": "均值", "of": "x", "statistic": "mean", "by": "group", "without": "skip"},
    "place": {"label": "名次", "of": "x", "statistic": "rank", "order": "descending"},
}
_ABOVE = {"kind": "formula", "points": "min(max(5 + (x - mean) / 20, 0), 10)"}
COMPARING = make_plan(
    {"a": {"label": "甲", "max_points": "10", "method": _ABOVE}},
    facts={
        "x": {"label": "数"},
        "group": {"label": "组", "kind": "category", "values": {"north": "北", "south": "南"}},
    },
    cohort={
        "mean": {**FIGURES["mean"], "places": "2", "mode": "half-up"},
        "place": {**FIGURES["place"], "ties": "min", "without": "skip"},
    },
)


def test_rulesets_that_compare_projects_are_refused(spark: Any) -> None:
    """A mean over all projects cannot be told from a part of them."""
    with pytest.raises(DocumentError, match="SL994"):
        scorelib.spark.evaluate(spark.createDataFrame([], "id string"), COMPARING)


@pytest.mark.parametrize("count", [0, 1, 300])
def test_statistics_over_all_projects(spark: Any, tmp_path: Path, count: int) -> None:
    """Parts counted one by one add up to the statistics of projects scored together."""
    rows: list[dict[str, Any]] = [
        {
            "id": f"p{n}",
            "x": None if n % 11 == 3 else f"{n * 7919 % 97}.{n % 10}",
            "group": ("north", "south")[n % 3 == 0],
        }
        for n in range(count)
    ]
    types = {"id": pl.String, "x": pl.String, "group": pl.String}
    table = send(spark, pl.DataFrame(rows, schema=types), tmp_path, 5)
    found = scorelib.spark.gather_statistics(table, COMPARING)
    projects = [
        scorelib.load_project(
            {
                "scorelib": "1",
                "project": {"id": row["id"], "name": "–"},
                "assessed_period": "2021",
                "evaluated_on": "2022-01-31",
                "facts": {name: row[name] for name in ("x", "group") if row[name] is not None},
            }
        )
        for row in rows
    ]
    assert scorelib.evaluate_cohort(COMPARING, projects).statistics.to_json() == found.to_json()
    scored = fetch(scorelib.spark.evaluate(table, COMPARING, cohort=found)).drop("problems")
    expected = columns.evaluate(COMPARING, pl.DataFrame(rows, schema=types)).frame
    assert_frame_equal(expected.sort("id").cast({pl.Enum: pl.String}), scored, check_exact=True)
    with pytest.raises(DocumentError, match="SL928"):
        scorelib.spark.evaluate(table, PLAN, cohort=found)


def test_statistics_of_twins_are_refused(spark: Any, tmp_path: Path) -> None:
    """Two projects with one id cannot be told apart in the statistics, wherever they lie."""
    rows = pl.DataFrame({"id": ["a", "b", "a"], "x": [1, 2, 3]})
    with pytest.raises(DocumentError, match="SL926"):
        scorelib.spark.gather_statistics(send(spark, rows, tmp_path, 3), COMPARING)


def test_rulesets_without_statistics_have_none(spark: Any, tmp_path: Path) -> None:
    """There is nothing to count but the projects."""
    rows = pl.DataFrame({"id": ["a", "b"], "budget": [1, 2]})
    found = scorelib.spark.gather_statistics(send(spark, rows, tmp_path), PLAN)
    assert (2, {}) == (found.projects, found.records)


@pytest.mark.parametrize("package", ["polars", "pyarrow", "pyspark"])
def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Without the extra the import says how to get it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == package else name)
    with pytest.raises(ImportError, match=rf"SL995 .*{package}.*scorelib\[spark\]"):
        reload(scorelib.engine.spark)
