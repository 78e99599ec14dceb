"""How long the cohort steps of a table take: statistics over all rows, then each row among them.

    python benchmarks/cohort_tables.py [ROWS]

Reads a table of drawn projects (a million, unless told otherwise) and finds one kind of statistic
after the other over it, of a column of money in cents and of a ratio whose denominators have
little in common; then all of the ruleset of `cohort_time.py` together. Prints the seconds of the
pass that gathers, of settling, and of the pass that places, medians of a few rounds, and checks
the statistics of the first thousand rows against the projects scored one by one.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Mapping
from typing import Any

import polars as pl

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.engine.cohort import evaluate_cohort
from scorelib.engine.columns.cohorts import gather, list_passes, place, settle
from scorelib.engine.columns.tables import Sheet, read_sheet
from scorelib.engine.intake.project import load_project
from scorelib.engine.statistics import Statistics
from scorelib.ground.source import read_document
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

ROWS, CHUNK, CHECKED = 1_000_000, 1 << 17, 1_000
ROUNDS = 3

RULES = """\
scorelib: 1
id: benchmark/cohort-tables
edition: "1"
revision: 1
title: {{zh: 比较, en: Comparison}}
facts:
  done: {{label: {{zh: 完成数, en: Done}}, min: 0}}
  planned: {{label: {{zh: 计划数, en: Planned}}, above: 0}}
  region: {{label: {{zh: 片区, en: Region}}, kind: category, values: {{{regions}}}}}
values:
  rate: {{label: {{zh: 完成率, en: Rate}}, formula: done / planned}}
cohort:
{cohort}
rounding: {{points: {{places: 2, mode: half-up}}}}
indicators:
  a: {{label: 甲, max_points: 100, method: {{kind: formula, points: "max_points * min(rate, 1)"}}}}
"""

MEAN_RATE = "statistic: mean, places: 6, mode: half-up"
KINDS: Mapping[str, str] = {
    "mean": MEAN_RATE,
    "deviation": "statistic: standard-deviation, deviation: sample, places: 6, mode: half-up",
    "percentile": "statistic: percentile, share: 90%, definition: linear, places: 6, mode: floor",
    "winsorised": "statistic: mean, winsorise: {points: 9}, places: 6, mode: half-up",
    "rank": "statistic: rank, order: descending, ties: min",
    "z_score": "statistic: z-score, deviation: population, places: 2, mode: half-up",
}
TOGETHER = {
    "mean_rate": f"of: rate, {MEAN_RATE}",
    "spread": f"of: rate, {KINDS['deviation']}",
    "top": f"of: rate, {KINDS['percentile']}",
    "best": f"of: rate, {KINDS['rank']}",
    "most": "of: abs(rate - mean_rate), statistic: max, places: 6, mode: ceiling",
}


def compile_rules(cohort: Mapping[str, str]) -> Plan:
    """Return the plan of a ruleset with these statistics."""
    lines = [f"  {name}: {{label: {name}, {text}}}" for name, text in cohort.items()]
    regions = ", ".join(f"r{at}: {{zh: 片{at}, en: R{at}}}" for at in range(REGIONS))
    text = RULES.format(cohort="\n".join(lines), regions=regions)
    tree = read_document(text, "ruleset.yaml")
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None:
        raise SystemExit("\n".join(each.message("en") for each in reading.problems))
    return compile_ruleset(Ruleset(reading.model, tree, (), canonical_form(reading.model)))


REGIONS = 100


def draw_table(rows: int) -> pl.DataFrame:
    """Return projects with money in cents up to 10^12 yuan, as figures of two places."""
    drawn = random.Random(rows)
    cents = {
        "done": [int(10 ** drawn.uniform(4, 14)) for _ in range(rows)],
        "planned": [int(10 ** drawn.uniform(4, 14)) for _ in range(rows)],
    }
    money = pl.DataFrame(cents).select(pl.all().cast(pl.Decimal(38, 0)) / 100)
    return money.with_columns(
        pl.Series("id", [f"p{at}" for at in range(rows)]),
        pl.Series("region", [f"r{drawn.randrange(REGIONS)}" for _ in range(rows)]),
    )


def read_parts(plan: Plan, table: pl.DataFrame) -> list[tuple[int, Sheet]]:
    """Return a table as the sheets of its chunks."""
    starts = range(0, table.height, CHUNK)
    return [(start, read_sheet(plan, table.slice(start, CHUNK))) for start in starts]


def measure(plan: Plan, parts: list[tuple[int, Sheet]]) -> tuple[Statistics, list[float]]:
    """Return the statistics, and the seconds of gathering, of settling and of placing."""
    found: Statistics | None = None
    seconds = [0.0, 0.0, 0.0]
    for _ in range(list_passes(plan)):
        start = time.perf_counter()
        partials = [gather(plan, sheet, found, start=first) for first, sheet in parts]
        seconds[0] += time.perf_counter() - start
        start = time.perf_counter()
        found = settle(plan, partials, found)
        seconds[1] += time.perf_counter() - start
    assert found is not None
    start = time.perf_counter()
    for _, sheet in parts:
        place(plan, sheet, found)
    seconds[2] += time.perf_counter() - start
    return found, seconds


def check(plan: Plan, table: pl.DataFrame) -> bool:
    """Return whether a few rows have the statistics that the same projects have as documents."""
    few = table.head(CHECKED)
    found, _ = measure(plan, read_parts(plan, few))
    return (
        evaluate_cohort(
            plan, [load_project(_write(row)) for row in few.iter_rows(named=True)]
        ).statistics
        == found
    )


def _write(row: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: str(row[name]) for name in ("done", "planned", "region")}
    frame = {"scorelib": "1", "assessed_period": "2021", "evaluated_on": "2022-01-31"}
    return {**frame, "project": {"id": row["id"], "name": row["id"]}, "facts": facts}


def main() -> int:
    """Print the table and return the exit code."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    table = draw_table(rows)
    jobs = {
        f"{name} of {of}{by and ' by region'}": {name: f"of: {of}, {text}{by}"}
        for name, text in KINDS.items()
        for of in ("done", "rate")
        for by in ("", ", by: region")
    }
    wrong = 0
    print(f"{rows:,} rows{'':31}gather   settle    place  seconds")
    for name, cohort in {**jobs, "five together, two stages": TOGETHER}.items():
        plan = compile_rules(cohort)
        parts = read_parts(plan, table)
        rounds = [measure(plan, parts)[1] for _ in range(ROUNDS)]
        shown = [statistics.median(column) for column in zip(*rounds, strict=True)]
        same = check(plan, table)
        wrong += not same
        print(f"{name:<38}{''.join(f'{each:9.2f}' for each in shown)}  {'' if same else 'WRONG'}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
