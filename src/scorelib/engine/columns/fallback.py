"""Rows for the scalar evaluator: which they are, and what they give as facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl

from scorelib.compiler.graph.nodes import InputKind, State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.frames import Table
from scorelib.engine.evaluator import Facts
from scorelib.engine.integers.profile import (
    ITEMS,
    PROJECTS,
    Place,
    Source,
    count_name,
    list_sources,
    list_words,
    state_name,
)

__all__ = ["restore_facts", "split_table"]


def split_table(
    table: Table, sources: Mapping[Place, Source], bits: int
) -> tuple[Table, list[int]]:
    """Return the part of a table with figures of so few bits, and the other rows of projects."""
    large = pl.Series("project", [], dtype=pl.Int32)
    for frame in {frame for frame, _ in sources}:
        data = table.frame(frame)
        names = [
            name
            for (place, name), source in sources.items()
            if place == frame and source.kind == "number" and name in data.columns
        ]
        if names and data.height:
            tests = pl.any_horizontal(
                ~pl.col(name).is_between(-(1 << bits), 1 << bits).fill_null(True) for name in names
            )
            rows = data.with_row_index("#row") if frame == PROJECTS else data
            key = pl.col("#row" if frame == PROJECTS else "project").cast(pl.Int32)
            large = large.append(rows.select(key.filter(tests).alias("project")).to_series())
    left = sorted(set(large.to_list()))
    return take_rows(table, left, keep=False), left


def take_rows(table: Table, rows: Sequence[int], *, keep: bool = True) -> Table:
    """Return a table of some of its projects only, or of all others."""
    chosen = set(rows)
    kept = [row for row in range(table.projects.height) if (row in chosen) == keep]
    places = pl.DataFrame(
        {
            "project": pl.Series(kept, dtype=pl.Int32),
            "#new": pl.Series(range(len(kept)), dtype=pl.Int32),
        }
    )
    lists = {}
    for name, data in table.lists.items():
        found = data.with_columns(pl.col("project").cast(pl.Int32)).join(
            places, on="project", how="inner", maintain_order="left"
        )
        lists[name] = found.drop("project").rename({"#new": "project"})
    numbers = [table.numbers[row] for row in kept]
    return replace(table, numbers=numbers, projects=table.projects[kept], lists=lists, ends={})


def restore_facts(plan: Plan, table: Table, rows: Sequence[int]) -> dict[int, Facts]:
    """Return what some projects of a table give, as facts, by their numbers."""
    part = take_rows(table, rows)
    reader = _Reader(plan, part)
    own = [reader.read(PROJECTS, row) for row in part.projects.iter_rows(named=True)]
    items: list[dict[str, list[Mapping[str, Value]]]] = [{} for _ in own]
    for name in reader.lists:
        for place, values in enumerate(own):
            if isinstance(values.get(count_name(name)), Fraction):
                items[place][name] = []
    for frame, data in part.lists.items():
        for row in data.iter_rows(named=True):
            name = plan.slots[row["slot"]].id if frame == ITEMS else frame
            items[row["project"]].setdefault(name, []).append(reader.read(frame, row))
    return {
        number: Facts(reader.name_inputs(values), given)
        for number, values, given in zip(part.numbers, own, items, strict=True)
    }


class _Reader:
    """Reads rows of a table back into values."""

    def __init__(self, plan: Plan, table: Table) -> None:
        self._sources, self._weights = list_sources(plan), table.weights
        self._words = {code: word for word, code in list_words(plan).items()}
        names = [name for frame, name in self._sources if frame == PROJECTS]
        self.lists = [n.partition(".")[2] for n in names if n.startswith(count_name(""))]
        self._inputs = {
            f"{each.kind}.{each.key}": (each.kind, each.key)
            for each in plan.inputs
            if each.slot is None
        }

    def read(self, frame: str, row: Mapping[str, Any]) -> dict[str, Value]:
        """Return the values of a row by column; what is missing is left out."""
        found: dict[str, Value] = {}
        for (place, name), source in self._sources.items():
            if place != frame or name not in row:
                continue
            figure = row[name]
            if figure is not None:
                found[name] = self._value(source, figure, self._weights.get((place, name)))
            elif row.get(state_name(name)):
                found[name] = State(row[state_name(name)])
        return found

    def _value(self, source: Source, figure: Any, q: Fraction | None) -> Value:
        if source.kind == "truth":
            return bool(figure)
        return self._words[figure] if source.kind == "word" else figure * (q or Fraction(1))

    def name_inputs(self, values: Mapping[str, Value]) -> dict[tuple[InputKind, str], Value]:
        """Return the values of a project by kind and key, and why its lists are not given."""
        found = {self._inputs[name]: v for name, v in values.items() if name in self._inputs}
        for name in self.lists:
            said = values.get(count_name(name))
            if isinstance(said, State):
                found["fact", name] = said
        return found
