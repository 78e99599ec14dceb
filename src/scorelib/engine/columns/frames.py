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
    `ends` the least and the greatest figure of columns and `codes` the words of others where
    these are known, `numbers` those of the rows for the caller, and `by_hand` the projects that
    are no row.
    """

    numbers: Sequence[int]
    projects: pl.DataFrame
    lists: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    weights: Mapping[Place, Fraction] = field(default_factory=dict)
    by_hand: Mapping[int, Facts] = field(default_factory=dict)
    ends: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    codes: Mapping[Place, frozenset[int]] = field(default_factory=dict)

    def frame(self, name: str) -> pl.DataFrame:
        """Return a frame by its name; one that is not there has no rows."""
        if name == PROJECTS:
            return self.projects
        empty = pl.DataFrame(schema={"slot": pl.Int16, "project": pl.Int32})
        return self.lists.get(name, empty)


def profile_table(table: Table, sources: Mapping[Place, Source], words: int) -> Profile:
    """Return the profile of a table: its ranges widened to powers of two, its states."""
    names = {frame: {*table.frame(frame).columns} for frame in {frame for frame, _ in sources}}
    columns = []
    for place, source in sources.items():
        column = Column(source.kind, Fraction(1), None, _MISSING)
        if place[1] in names[place[0]] and table.frame(place[0]).height:
            column = _describe(table, place, source, words)
        columns.append((place, column))
    return Profile(tuple(columns))


_MISSING: Final = frozenset({State.MISSING})


def _describe(table: Table, place: Place, source: Source, words: int) -> Column:
    """Return what is known of a column that a table has."""
    data, name = table.frame(place[0]), place[1]
    given, kind = data.get_column(name), source.kind
    gaps = given.null_count()
    states = _find_states(data, name) if gaps else frozenset[State]()
    if gaps == data.height:
        return Column(kind, Fraction(1), None, states)
    if kind == "truth":
        return Column(kind, Fraction(1), Range(0, 1), states)
    if kind == "word":
        # Whole sets of words are the same for tables alike, single codes are not.
        found = table.codes.get(place) or frozenset(given.drop_nulls().unique().to_list())
        among = source.words if found <= source.words else None
        return Column(kind, Fraction(1), Range(0, max(words - 1, 0)), states, among)
    lo, hi = table.ends.get(place) or (given.min(), given.max())
    assert isinstance(lo, int)
    assert isinstance(hi, int)
    q = table.weights.get(place) or Fraction(1)
    return Column(kind, q, source.confine(q, lo, hi), states)


def _find_states(data: pl.DataFrame, name: str) -> frozenset[State]:
    """Return the reasons why a column has no value in some rows."""
    said = state_name(name)
    if said not in data.columns:
        return _MISSING
    found = data.get_column(said).unique().to_list()
    return frozenset(each for each in State if each.value in found)
