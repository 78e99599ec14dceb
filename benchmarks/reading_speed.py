"""How long the reading of tables takes: own indicators by their parts, and plain columns.

    python benchmarks/reading_speed.py [PROJECTS]

Reads the own indicators of 20,000 projects of Yaohai (nine each), once as documents are read, one
after the other, and once as tables are, by distinct parts; then a million rows of two columns of
numbers, beside the extremes of the same columns. All in alternation; it prints medians and ratios.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

from scorelib.api import compile, load
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.items import forget_parts, read_whole
from scorelib.engine.columns.tables import read_sheet

PROJECTS, ROWS, ROUNDS = 20_000, 1_000_000, 5
RULES = "cn/anhui/hefei/yaohai/self-evaluation@2021"
TYPE = pl.Struct(
    dict.fromkeys(("id", "name", "max_points", "target", "actual", "tier", "rate"), pl.String)
)


def draw_item(slot: str, drawn: random.Random) -> dict[str, str]:
    """Return an own indicator as people write one under a slot."""
    most = {"id": "a", "name": "指标", "max_points": str(drawn.randrange(1, 9))}
    planned = drawn.randrange(1, 2000)
    done = planned * drawn.randrange(60, 130) // 100
    match slot.rpartition(".")[2]:
        case "quantity":
            found = {"target": f"≥{planned}座", "actual": f"{done}座"}
        case "timeliness":
            found = {"target": "2021年12月", "actual": f"2021年{drawn.randrange(6, 13)}月"}
        case "quality" | "satisfaction":
            share = f"{drawn.randrange(7000, 10001) / 100:.2f}%"
            found = {"target": f"{drawn.randrange(80, 100)}%以上", "actual": share}
        case "cost":
            found = {"target": f"≤{planned / 10}万元", "actual": f"{done / 10}万元"}
        case "economic" | "sustainable":
            tier, low = drawn.choice([("met", 80), ("partly", 60)])
            rate = f"{low + drawn.randrange(20)}%"
            found = {"target": "成效显著", "tier": tier, "rate": rate}
        case "social":
            found = {"target": "是", "actual": drawn.choice("是否")}
        case _:
            found = {"target": f"{planned}亩", "actual": f"{done}亩"}
    return most | found


def draw_table(plan: Plan, count: int) -> pl.DataFrame:
    """Return projects with an own indicator under each slot."""
    drawn = random.Random(count)
    columns = [
        pl.Series(
            f"indicators.{slot.id}",
            [[draw_item(slot.id, drawn)] for _ in range(count)],
            dtype=pl.List(TYPE),
        )
        for slot in plan.slots
    ]
    return pl.DataFrame(columns)


def draw_numbers(count: int) -> pl.DataFrame:
    """Return projects with a budget and what was executed of it, as plain numbers."""
    budget = (pl.int_range(count, eager=True) * 7_919) % 10**9 + 1
    executed = ((budget * 83) // 100).cast(pl.Decimal(18, 2))
    return pl.DataFrame({"budget": budget, "executed": executed})


def measure(jobs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each job, run in turn."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def report(found: dict[str, float]) -> None:
    """Print the medians, and each as a multiple of the last."""
    *_, least = found.values()
    for name, seconds in found.items():
        print(f"{name:<48} {seconds:8.3f} s {seconds / least:8.1f}")


def read_whole_items(plan: Plan, table: pl.DataFrame) -> None:
    """Read every own indicator as a document's is; the same one is read once."""
    for slot in plan.slots:
        rounding = next(each.rounding for each in plan.occurrences if each.slot == slot.id)
        texts = table[f"indicators.{slot.id}"].explode().struct.unnest().unique()
        keys = [name for name in texts.columns if name not in ("id", "name")]
        for written in texts.select(keys).unique().iter_rows(named=True):
            read_whole(written, "x", "x", slot, rounding, refuse_problem)


def read_items(plan: Plan, table: pl.DataFrame) -> None:
    """Read every own indicator by its parts, none of which is known yet."""
    forget_parts()
    read_sheet(plan, table)


def refuse_problem(code: str, *_: object, **__: object) -> None:
    """Stop at a problem: what is drawn has none."""
    raise SystemExit(code)


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    plan = compile(load(RULES))
    table = draw_table(plan, count)
    report(
        measure(
            {
                f"{count} projects: indicators whole, each once": (
                    lambda: read_whole_items(plan, table)
                ),
                f"{count} projects: indicators by distinct parts": lambda: read_items(plan, table),
            },
            ROUNDS,
        )
    )
    numbers = draw_numbers(ROWS)
    extremes = pl.all().min().name.prefix("a"), pl.all().max().name.prefix("b")
    report(
        measure(
            {
                f"{ROWS} rows of numbers: reading": lambda: read_sheet(plan, numbers).good,
                f"{ROWS} rows of numbers: their extremes": lambda: numbers.select(*extremes),
            },
            ROUNDS,
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
