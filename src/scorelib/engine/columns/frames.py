"""Projects as tables of integers, and what of such a table decides how a plan is lowered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import State, ValueKind
from scorelib.engine.evaluator import Facts
from scorelib.engine.integers.graph import Range
from scorelib.engine.integers.profile import (
    PROJECTS,
    Column,
    Place,
    Profile,
    Source,
    state_name,
    widen,
)

__all__ = ["TYPES", "Table", "profile_table"]

TYPES: Final[Mapping[ValueKind, Any]] = {
    "number": pl.Int64,
    "date": pl.Int64,
    "truth": pl.Boolean,
    "word": pl.Int16,
}


@dataclass(frozen=True, slots=True)
class Table:
    """Projects as integers: one frame of projects, one of all items, one for each other list.

    A column of projects is called `kind.key`, one of items or rows by its last part; beside it
    `…?` holds the state where it has no value (else 0; without such a column it is missing).
    `count.<list>` of projects counts rows; null where a list of facts is not given. Items have
    `slot` (its place among the plan's) and `project` (the row in `projects`), other rows only the
    latter; both are sorted by these. `weights` are those of number columns that are not 1,
    `numbers` those of the rows for the caller, and `by_hand` the projects that are no row.
    """

    numbers: Sequence[int]
    projects: pl.DataFrame
    lists: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    weights: Mapping[Place, Fraction] = field(default_factory=dict)
    by_hand: Mapping[int, Facts] = field(default_factory=dict)

    def frame(self, name: str) -> pl.DataFrame:
        """Return a frame by its name; one that is not there has no rows."""
        if name == PROJECTS:
            return self.projects
        empty = pl.DataFrame(schema={"slot": pl.Int16, "project": pl.Int32})
        return self.lists.get(name, empty)


def profile_table(table: Table, sources: Mapping[Place, Source], words: int) -> Profile:
    """Return the profile of a table: its ranges widened to powers of two, its states."""
    measures: dict[Place, list[int | None]] = {}
    for frame in {frame for frame, _ in sources}:
        data = table.frame(frame)
        names = [name for place, name in sources if place == frame and name in data.columns]
        if data.height and names:
            found = data.select(_measure(data, name) for name in names).row(0)
            measures |= {
                (frame, name): list(figures.values())
                for name, figures in zip(names, found, strict=True)
            }
    columns = [
        (place, _describe(source, table.weights.get(place), measures.get(place), words))
        for place, source in sources.items()
    ]
    return Profile(tuple(columns))


def _measure(data: pl.DataFrame, name: str) -> pl.Expr:
    """Return the extremes of a column, and which states stand beside it."""
    here, said = pl.col(name), state_name(name)
    states = pl.col(said) if said in data.columns else here.is_null() * State.MISSING.value
    parts = [
        here.min().cast(pl.Int64).alias("lo"),
        here.max().cast(pl.Int64).alias("hi"),
        *((states == each.value).any().cast(pl.Int64).alias(each.name) for each in State),
    ]
    return pl.struct(parts).alias(name)


def _describe(
    source: Source, q: Fraction | None, measures: Sequence[int | None] | None, words: int
) -> Column:
    if measures is None:
        return Column(source.kind, Fraction(1), None, frozenset({State.MISSING}))
    lo, hi, *said = measures
    states = frozenset(each for each, holds in zip(State, said, strict=True) if holds)
    if lo is None or hi is None:
        return Column(source.kind, Fraction(1), None, states)
    if source.kind == "truth":
        return Column(source.kind, Fraction(1), Range(0, 1), states)
    within = Range(0, max(words - 1, 0)) if source.kind == "word" else widen(lo, hi)
    return Column(source.kind, q or Fraction(1), within, states)
