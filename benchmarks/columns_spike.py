"""A trial: the Yaohai plan over a table of projects, in polars integers, against the scalar.

It asks of one real ruleset, before methods are many, whether its plan lowers mechanically: every
node of `benchmarks/columns/lowering.py` is one rule, no rule of the ruleset is stated again. A
number is q·n/d with an integer n, null exactly where it has a state; all items of all slots are
one long table. Run it with `python -m benchmarks.columns_spike`.

What it showed (2 cores, Python 3.11, polars 2.1):

- No cell of 178,846 differs, over 2,000 projects of which every fiftieth is beyond any column.
- 98,000 projects with 1.73 million items take 0.5 s (190,000 a second) on a quiet machine, twice
  or three times that on a busy one; two fifths of it are the folds. The scalar takes 7 ms a
  project.
- Of 1,982 nodes the figures compared need 1,658; these become 1,248 operations and 421 columns,
  as the templates of nine slots fall together in the long table. Lowering takes 0.2 s, half of it
  proofs of intervals.
- Bounds proved of the rationals matter most: without them 117 operations need 128 bits, with
  them 11, and those only because targets of 18 digits are among the projects.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import polars as pl

from benchmarks.columns.lowering import Lowering
from benchmarks.columns.printer import Printer, run_table
from benchmarks.columns.projects import draw_projects
from benchmarks.columns.table import Table, fill_table
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.evaluator import Facts, evaluate_plan

__all__ = ["Outcome", "main", "run_spike"]

REFERENCE: Final = "cn/anhui/hefei/yaohai/self-evaluation@2021"


@dataclass(slots=True)
class Outcome:
    """What a run showed."""

    projects: int
    fallback: int
    cells: int
    mismatches: list[str]
    staged: int
    types: Mapping[str, int]
    nodes: int
    operations: int
    rate: float
    total_known: int


PLACE_FIGURES: Final = ("points", "status")
FIGURES: Final = (
    "points", "max_points", "computed_part", "other_part", "unscored", "gross", "gross_max",
)  # fmt: skip


def list_wanted(plan: Plan) -> list[tuple[str, int]]:
    """Return what is compared: every place's points and status, the total's parts, the grade."""
    places = [(o.id, name, getattr(o, name)) for o in plan.occurrences for name in PLACE_FIGURES]
    totals = [(o.id, name, getattr(o, name)) for o in plan.outputs for name in FIGURES]
    grade = [("grade", "id", plan.grade.node)] if plan.grade else []
    return [(f"{place} {name}", node) for place, name, node in (*places, *totals, *grade)]


def prepare(plan: Plan, projects: Sequence[Facts]) -> tuple[Table, Lowering, Printer]:
    """Return a table and the plan lowered over it, with figures as long as 128 bits allow."""
    wanted = [node for _, node in list_wanted(plan)]
    for bits in range(62, 0, -6):
        table = fill_table(plan, projects, 1 << bits)
        lowering = Lowering(plan, table, wanted)
        roots = lowering.list_roots(wanted)
        schema = {**table.projects.schema, **table.items.schema}
        try:
            printer = Printer(lowering.graph, schema, roots)
            run_table(
                printer, replace(table, projects=table.projects.head(0), items=table.items.head(0))
            )
        except OverflowError:
            continue
        return table, lowering, printer
    raise OverflowError("no figure fits")


class Reader:
    """Reads cells of a computed table back into the values of the plan."""

    def __init__(self, plan: Plan, table: Table, lowering: Lowering, found: pl.DataFrame) -> None:
        self.kinds, self.words, self.lowering = plan.kinds, tuple(table.words), lowering
        self.lists = {name: found[name].to_list() for name in found.columns}

    def _figure(self, here: int, row: int) -> Any:
        op = self.lowering.graph.ops[here]
        if op.kind in ("int", "bool", "null"):
            return op.extra
        return self.lists[op.extra if op.kind == "col" else f"#{here}"][row]

    def read(self, node: int, row: int) -> Value:
        """Return the value of a node in a row, as the scalar evaluator would give it."""
        cell = self.lowering.cells[node]
        if code := self._figure(self.lowering.code(node), row):
            return State(code)
        figure = self._figure(cell.n, row)
        if self.kinds[node] != "number":
            return self.words[figure] if self.kinds[node] == "word" else bool(figure)
        value = figure * cell.q
        for each in cell.d:
            value /= self._figure(each, row)
        return Fraction(value)


def compare_all(
    plan: Plan,
    projects: Sequence[Facts],
    table: Table,
    lowering: Lowering,
    found: tuple[pl.DataFrame, pl.DataFrame],
    sample: int,
) -> tuple[int, list[str], int]:
    """Return how many cells were compared, which differ, and how many totals are known."""
    whole, each = (Reader(plan, table, lowering, frame) for frame in found)
    places: dict[tuple[str, int], list[int]] = {}
    for position, (slot, row) in enumerate(table.items.select("slot", "project").iter_rows()):
        places.setdefault((slot, row), []).append(position)
    cells, known, wrong = 0, 0, list[str]()
    for row, index in list(enumerate(table.kept))[:sample]:
        values = evaluate_plan(plan, projects[index])
        known += isinstance(values[plan.outputs[0].points], Fraction)
        for name, node in list_wanted(plan):
            slot = plan.scopes[node]
            rows = [row] if slot is None else places.get((slot, row), [])
            expected = [values[node]] if slot is None else list(values[node])
            actual = [(whole if slot is None else each).read(node, place) for place in rows]
            cells += len(expected)
            if [(type(v), v) for v in actual] != [(type(v), v) for v in expected]:
                wrong.append(f"project {index}, {name}: {actual} instead of {expected}")
    return cells, wrong, known


def run_spike(count: int, sample: int, repeat: int = 1, seed: int = 1) -> Outcome:
    """Return what the trial shows for so many random projects, comparing a sample of them."""
    plan = compile_ruleset(load_ruleset(REFERENCE))
    projects = draw_projects(plan, count, seed)
    table, lowering, printer = prepare(plan, projects)
    refused = set(range(count)) - set(table.kept)
    by_hand = {index: evaluate_plan(plan, projects[index]) for index in refused}
    big = repeat_table(table, repeat)
    start = time.perf_counter()
    run_table(printer, big)
    took = time.perf_counter() - start
    cells, wrong, known = compare_all(
        plan, projects, table, lowering, run_table(printer, table), sample
    )
    return Outcome(
        projects=count,
        fallback=len(by_hand),
        cells=cells,
        mismatches=wrong,
        total_known=known,
        nodes=len(lowering.cells),
        operations=len(lowering.graph.ops),
        staged=len(printer.staged),
        types=printer.count_types(),
        rate=len(big.projects) / took,
    )


def repeat_table(table: Table, times: int) -> Table:
    """Return a table with its rows many times over, as projects of their own."""
    size = len(table.projects)

    def shift(frame: pl.DataFrame, by: int) -> pl.DataFrame:
        return frame.with_columns(pl.col("project") + pl.lit(by * size, dtype=pl.Int32))

    projects = pl.concat([shift(table.projects, by) for by in range(times)])
    items = pl.concat([shift(table.items, by) for by in range(times)])
    return replace(table, projects=projects, items=items)


def main() -> None:
    """Run the trial and print what it shows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=50)
    given = parser.parse_args()
    outcome = run_spike(given.projects, given.sample, given.repeat)
    for name in Outcome.__slots__:
        print(f"{name}: {getattr(outcome, name)}")


if __name__ == "__main__":
    main()
