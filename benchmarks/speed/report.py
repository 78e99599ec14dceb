"""What was measured, as a table, and where it has to be."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks.speed.contestants import CONTESTANTS, Contestant
from benchmarks.speed.rounds import Timing

__all__ = ["DEMANDS", "Demand", "Measured", "print_report", "write_page"]

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "speed.md"
BEGIN: Final = "<!-- measured by benchmarks/speed.py --write -->"
END: Final = "<!-- end -->"


@dataclass(frozen=True, slots=True)
class Demand:
    """One of us against one of them, and at most how many times as much it may take."""

    ours: str
    theirs: str
    at_most: float
    what: str = "time"


DEMANDS: Final = (
    Demand("columns", "written", 0.65),
    Demand("columns-enum", "tuned", 0.95),
    Demand("columns-gaps", "written-gaps", 1.1),
    Demand("columns", "written", 1.5, "memory"),
    Demand("columns-enum", "tuned", 1.5, "memory"),
    Demand("points-file", "written-file", 1.1),
    Demand("trace", "written-trace", 1.1),
    Demand("trace", "written-file", 1.1),
    Demand("nodes", "zen-trace", 1 / 25),
    Demand("nodes", "decimals", 1.0),
    Demand("json", "zen-json", 1 / 5),
)


@dataclass(slots=True)
class Measured:
    """All that was measured: times of rounds, other rows than scorelib's, memory in MiB, growth.

    `memory` is what a run takes beyond its input, `inputs` what the process had before it.
    """

    rows: int
    rounds: int
    timings: dict[str, Timing] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    inputs: dict[str, float] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)
    growth: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)


def print_report(measured: Measured, contestants: Sequence[Contestant]) -> str:
    """Return the tables of what was measured, in Markdown."""
    parts = [
        _describe(measured),
        _lay_out(_list_projects(measured, contestants)),
        _lay_out(_list_tables(measured, contestants)),
        _lay_out(_list_demands(measured)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def write_page(text: str) -> Path:
    """Write the tables between the marks of their page."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or not after:
        raise SystemExit(f"{PAGE} has no marks")
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")
    return PAGE


def _describe(measured: Measured) -> str:
    packages = ("polars", "numpy", "zen-engine", "simpleeval", "pyspark")
    known = [f"{name} {found}" for name in packages if (found := _find_version(name))]
    return (
        f"Python {platform.python_version()}, {', '.join(known)}; two threads, "
        f"medians of {measured.rounds} rounds, {measured.rows:,} rows."
    )


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


Rows = list[tuple[str, ...]]


def _list_projects(measured: Measured, contestants: Sequence[Contestant]) -> Rows:
    rows: Rows = [("one project", "µs", "other rows")]
    for each in contestants:
        if each.rows is not None and each.name in measured.timings:
            time = measured.timings[each.name].median / each.rows * 1e6
            rows.append((each.title, _show(time), _show_other(measured, each)))
    return rows


def _list_tables(measured: Measured, contestants: Sequence[Contestant]) -> Rows:
    rows: Rows = [(f"{measured.rows:,} rows", "s", "s of work", "MiB", "in all", "other rows")]
    for each in contestants:
        if each.rows is None and each.name in measured.timings:
            timing = measured.timings[each.name]
            memory = measured.memory.get(each.name)
            rows.append(
                (
                    each.title,
                    f"{timing.median:.3f}",
                    f"{timing.median_work:.3f}",
                    "" if memory is None else f"{memory:,.0f}",
                    "" if memory is None else f"{memory + measured.inputs[each.name]:,.0f}",
                    _show_other(measured, each),
                )
            )
    return rows


def _show_other(measured: Measured, each: Contestant) -> str:
    count = measured.other.get(each.name)
    return "" if count is None else f"{count:,}"


def _list_demands(measured: Measured) -> Rows:
    rows: Rows = [("what is compared", "times", "at most", "", "times the work")]
    rows += [
        (
            f"{demand.ours} / {demand.theirs}, {demand.what}",
            f"{ratio:.3g}",
            f"{demand.at_most:g}",
            _judge(ratio, demand.at_most),
            _compare_work(measured, demand),
        )
        for demand, ratio in compare(measured)
    ]
    for name, (count, small, large) in measured.growth.items():
        ratio = large / small
        rows.append(
            (
                f"{name}, time a row, {count:,} rows / 1,000,000",
                f"{ratio:.3g}",
                "1.2",
                _judge(ratio, 1.2),
                "",
            )
        )
    for name, size in measured.sizes.items():
        title = f"{name}, bytes a row beyond the facts"
        rows.append((title, f"{size:.1f}", "18", _judge(size, 18), ""))
    return rows


def _compare_work(measured: Measured, demand: Demand) -> str:
    """Return the ratio of work on all cores, which others on the machine disturb less."""
    if demand.what == "memory":
        return ""
    ours, theirs = (measured.timings[name].median_work for name in (demand.ours, demand.theirs))
    rows = _count_rows()
    return f"{ours / rows[demand.ours] / (theirs / rows[demand.theirs]):.3g}"


def _count_rows() -> dict[str, int]:
    return {each.name: each.rows or 1 for each in CONTESTANTS}


def _judge(found: float, most: float) -> str:
    return "reached" if found <= most else "not reached"


def compare(measured: Measured) -> Iterator[tuple[Demand, float]]:
    """Yield each demand whose two sides were measured, and the ratio that was found."""
    for demand in DEMANDS:
        figures = _list_figures(measured, demand)
        if demand.ours in figures and demand.theirs in figures:
            yield demand, figures[demand.ours] / figures[demand.theirs]


def _list_figures(measured: Measured, demand: Demand) -> Mapping[str, float]:
    if demand.what == "memory":
        return measured.memory
    rows = _count_rows()
    return {name: timing.median / rows[name] for name, timing in measured.timings.items()}


def _show(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _lay_out(rows: Rows) -> str:
    """Return rows as a table of Markdown; the first one is the heading."""
    if len(rows) < 2:
        return ""
    heading, *rest = rows
    marks = tuple("---" if place == 0 else "---:" for place in range(len(heading)))
    return "\n".join("| " + " | ".join(row) + " |" for row in (heading, marks, *rest))
