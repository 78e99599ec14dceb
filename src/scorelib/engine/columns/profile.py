"""Projects as tables of integers, and what of a table decides how a plan is lowered over it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import Constant, Count, Fold, Input, State, ValueKind
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.integers import Range
from scorelib.engine.evaluator import Facts

__all__ = [
    "ITEMS",
    "PROJECTS",
    "TYPES",
    "Column",
    "NotLowered",
    "Place",
    "Profile",
    "Source",
    "Table",
    "count_name",
    "frame_of",
    "list_sources",
    "list_words",
    "locate_input",
    "profile_table",
    "state_name",
]

PROJECTS: Final = ""
ITEMS: Final = "*"
"""The frames of a table: one of the projects, one of the items of all slots; others by list."""

TYPES: Final[Mapping[ValueKind, Any]] = {
    "number": pl.Int64,
    "date": pl.Int64,
    "truth": pl.Boolean,
    "word": pl.Int16,
}

Place = tuple[str, str]
"""A frame and a column of it."""


class NotLowered(Exception):  # noqa: N818
    """A plan, or a part of it, has no integer form; the scalar evaluator takes its place."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the plan reads of one column: its kind, and whether it may be scaled with others."""

    kind: ValueKind
    pair: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of one column: the weight of a unit, its range, and why it is ever empty.

    Without a range it has no value at all.
    """

    kind: ValueKind
    q: Fraction
    within: Range | None
    states: frozenset[State]


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


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a table decides how a plan is lowered over it: equal ones share the lowering."""

    columns: tuple[tuple[Place, Column], ...]

    def find(self) -> Mapping[Place, Column]:
        return dict(self.columns)


def state_name(column: str) -> str:
    """Return the name of the column that says why another has no value."""
    return f"{column}?"


def count_name(rows: str) -> str:
    """Return the name of the column that counts the rows of a list."""
    return f"count.{rows}"


def frame_of(plan: Plan, scope: str | None) -> str:
    """Return the frame of what runs over a slot or a list: all slots share one."""
    if scope is None:
        return PROJECTS
    return ITEMS if any(slot.id == scope for slot in plan.slots) else scope


def locate_input(plan: Plan, node: Input, scope: str | None) -> Place:
    """Return the frame and the column of an input."""
    if scope is None:
        return PROJECTS, f"{node.kind}.{node.key}"
    return frame_of(plan, scope), node.key.rpartition(".")[2]


def list_sources(plan: Plan, needed: Collection[int] | None = None) -> dict[Place, Source]:
    """Return every column that a plan, or some of its nodes, reads.

    Raises `NotLowered` where two slots disagree on what a column is.
    """
    found: dict[Place, Source] = {}
    described = {(each.kind, each.key, each.slot): each for each in plan.inputs}
    numbers = range(len(plan.nodes)) if needed is None else sorted(needed)
    for here in numbers:
        node, scope = plan.nodes[here], plan.scopes[here]
        if isinstance(node, Fold | Count):
            found[PROJECTS, count_name(node.slot)] = Source("number", None)
        if isinstance(node, Input):
            place, each = locate_input(plan, node, scope), described[node.kind, node.key, scope]
            if found.setdefault(place, Source(each.value, each.pair)).kind != each.value:
                raise NotLowered(f"{place} is of two kinds")
    return found


def list_words(plan: Plan) -> dict[str, int]:
    """Return a code for each category that a plan knows, in the order of the words."""
    words = {word for each in plan.inputs for word in each.words}
    words |= {n.value for n in plan.nodes if isinstance(n, Constant) and isinstance(n.value, str)}
    return {word: code for code, word in enumerate(sorted(words))}


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
    within = Range(0, max(words - 1, 0)) if source.kind == "word" else _widen(lo, hi)
    return Column(source.kind, q or Fraction(1), within, states)


def _widen(lo: int, hi: int) -> Range:
    """Return a range that many tables share: from 1, 0 or the minus of a power of two."""
    low = min(lo, 1) if lo >= 0 else -(1 << (-lo).bit_length())
    return Range(low, (1 << hi.bit_length()) - 1 if hi > 0 else 0)
