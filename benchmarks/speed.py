"""How fast the job is done by scorelib and by others, in alternation.

    python benchmarks/speed.py [--rows N] [--rounds N] [--only NAME…] [--memory] [--growth N]
                                [--write]

Draws projects, checks on some of them that all give the same digits (of those that count in
floats it tells how many rows are others), then runs everybody once a round and prints medians
and the ratios that are asked for. `--memory` starts each contestant once more in a process of its
own, `--growth` compares the time a row takes in a table of so many. `--write` puts what is
printed into docs/explanation/speed.md. Exits with 1 where a ratio is not reached.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["POLARS_MAX_THREADS"] = "2"  # read when polars is loaded

from benchmarks.speed.agreement import count_other_rows  # noqa: E402
from benchmarks.speed.apart import compare_growth, measure_memory  # noqa: E402
from benchmarks.speed.contestants import CONTESTANTS, Contestant, draw_table  # noqa: E402
from benchmarks.speed.report import Measured, compare, print_report, write_page  # noqa: E402
from benchmarks.speed.rounds import alternate  # noqa: E402

ROWS = 1_000_000
ROUNDS = 7
SAMPLE = 2_000
GROWING = ("columns",)


def tell(line: str) -> None:
    """Say on standard error how far it has come."""
    print(line, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, print the tables, and return the exit code."""
    chosen = _read_arguments(arguments)
    contestants = list(_choose(chosen.only))
    measured = Measured(chosen.rows, chosen.rounds)
    tell(f"digits of {SAMPLE:,} projects")
    measured.other = count_other_rows(contestants, SAMPLE)
    for group in (
        [each for each in contestants if each.rows is not None],
        [each for each in contestants if each.rows is None],
    ):
        if group:
            runs = _start(group, chosen.rows)
            measured.timings |= alternate(runs, chosen.rounds, tell)
    measured.sizes = dict(_measure_sizes(contestants, chosen.rows))
    if chosen.memory:
        for name, found in _measure_memory(contestants, chosen.rows):
            measured.memory[name], measured.inputs[name] = found["peak"], found["before"]
    for name in GROWING if chosen.growth else ():
        tell(f"{name}: {chosen.growth:,} rows")
        found = compare_growth(name, chosen.growth)
        measured.growth[name] = chosen.growth, found["small"], found["large"]
    report = print_report(measured, contestants)
    print(report, end="")
    if chosen.write:
        tell(f"wrote {write_page(report)}")
    return int(any(ratio > demand.at_most for demand, ratio in compare(measured)))


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", choices=[each.name for each in CONTESTANTS])
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--growth", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args(arguments)


def _choose(only: Sequence[str] | None) -> Iterator[Contestant]:
    for each in CONTESTANTS:
        if only and each.name not in only:
            continue
        if each.ready:
            yield each
        else:
            tell(f"{each.name}: {each.needs} is not installed")


def _start(group: Sequence[Contestant], rows: int) -> dict[str, Callable[[], object]]:
    """Return what is timed, with its table in memory; contestants share their tables."""
    sizes = {each.name: rows if each.rows is None else each.rows for each in group}
    kinds = dict.fromkeys((each.table, sizes[each.name]) for each in group)
    tables = {kind: draw_table(*kind) for kind in kinds}
    found = {}
    for each in group:
        tell(f"{each.name}: {each.title}")
        found[each.name] = each.start(tables[each.table, sizes[each.name]])
    return found


def _measure_sizes(contestants: Sequence[Contestant], rows: int) -> Iterator[tuple[str, float]]:
    """Yield how many bytes a row a trace has beyond the facts in a file of their own."""
    for each in contestants:
        if each.name == "trace":
            table = draw_table(each.table, rows)
            with TemporaryDirectory() as folder:
                path = Path(folder, "facts.parquet")
                table.write_parquet(path)
                yield each.name, (each.start(table)() - path.stat().st_size) / rows


def _measure_memory(
    contestants: Sequence[Contestant], rows: int
) -> Iterator[tuple[str, dict[str, float]]]:
    with TemporaryDirectory() as folder:
        for each in contestants:
            if each.rows is not None or each.needs:  # Java's memory is not this process's
                continue
            path = Path(folder, f"{each.table}.arrow")
            if not path.exists():
                draw_table(each.table, rows).write_ipc(path, compression="uncompressed")
            found = measure_memory(each.name, path)
            tell(f"{each.name}: {found['peak']:,.0f} MiB")
            yield each.name, found


if __name__ == "__main__":
    sys.exit(main())
