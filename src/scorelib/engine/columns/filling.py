"""Facts as tables of integers, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.frames import TYPES, Table
from scorelib.engine.evaluator import Facts
from scorelib.engine.integers.profile import (
    ITEMS,
    PROJECTS,
    Source,
    frame_of,
    list_sources,
    list_words,
    state_name,
)

__all__ = ["fill_table"]

PLACES: Final = 10**6
LIMIT: Final = 1 << 62
"""A column holds decimals of at most six places, and no more units than this."""

Row = Mapping[str, Value]
Sources = Mapping[tuple[str, str], Source]
_Given = Mapping[str, Sequence[tuple[int, Row]]]
"""The rows of one project, by frame: the code of their slot, and what they give."""


def fill_table(plan: Plan, projects: Sequence[Facts], *, paired: bool = True) -> Table:
    """Return projects as a table; those with figures that no column holds are left by hand.

    `paired` figures of an item (target and actual) become the smallest integers in proportion:
    only where the plan compares them with each other alone. Raises `NotLowered` where the plan's
    inputs have no place in a table.
    """
    sources, words = list_sources(plan), list_words(plan)
    given = [_sort_rows(plan, sources, facts, paired) for facts in projects]
    numbers = [i for i, each in enumerate(given) if _fits(each, sources, words, paired)]
    weights: dict[tuple[str, str], Fraction] = {}
    frames: dict[str, pl.DataFrame] = {}
    for frame in dict.fromkeys([PROJECTS, *(frame for frame, _ in sources)]):
        rows = [
            (slot, place, row)
            for place, number in enumerate(numbers)
            for slot, row in given[number].get(frame, ())
        ]
        rows.sort(key=lambda each: each[0])
        series = [pl.Series("project", [place for _, place, _ in rows], dtype=pl.Int32)]
        if frame == ITEMS:
            series.append(pl.Series("slot", [slot for slot, _, _ in rows], dtype=pl.Int16))
        for (_, name), source in ((k, v) for k, v in sources.items() if k[0] == frame):
            values = [row.get(name, State.MISSING) for _, _, row in rows]
            weights[frame, name] = _weigh(values)
            series += _fill_column(name, source, values, weights[frame, name], words)
        frames[frame] = pl.DataFrame(series)
    whole = frames.pop(PROJECTS)
    left = {i: facts for i, facts in enumerate(projects) if i not in set(numbers)}
    return Table(numbers, whole, frames, weights, left)


def _sort_rows(plan: Plan, sources: Sources, facts: Facts, paired: bool) -> _Given:
    """Return what the plan reads of a project, by frame."""
    own = {f"{kind}.{key}": value for (kind, key), value in facts.values.items()}
    slots = {slot.id: code for code, slot in enumerate(plan.slots)}
    counts = [name for frame, name in sources if frame == PROJECTS and name.startswith("count.")]
    for column in counts:
        name = column.partition(".")[2]
        own[column] = _count_rows(name, name in slots, facts)
    found: dict[str, list[tuple[int, Row]]] = {PROJECTS: [(0, own)]}
    for name, rows in facts.items.items():
        frame = frame_of(plan, name)
        kept = [_scale_pairs(frame, row, sources) if paired else row for row in rows]
        found.setdefault(frame, []).extend((slots.get(name, 0), row) for row in kept)
    return {
        frame: [(slot, _select(frame, row, sources)) for slot, row in rows]
        for frame, rows in found.items()
    }


def _select(frame: str, row: Row, sources: Sources) -> Row:
    return {name: value for name, value in row.items() if (frame, name) in sources}


def _count_rows(name: str, is_slot: bool, facts: Facts) -> Value:
    """Return how many rows a project has in a list, or why that is not given."""
    if name in facts.items or is_slot:
        return Fraction(len(facts.items.get(name, ())))
    said = facts.values.get(("fact", name))
    return said if isinstance(said, State) else State.MISSING


def _scale_pairs(frame: str, row: Row, sources: Sources) -> Row:
    """Return a row with pairs as the smallest integers in proportion."""
    pairs: dict[str, dict[str, Fraction]] = {}
    for name, value in row.items():
        source = sources.get((frame, name))
        if source is not None and source.pair is not None and isinstance(value, Fraction):
            pairs.setdefault(source.pair, {})[name] = value
    scaled = dict(row)
    for figures in pairs.values():
        common = lcm(*(value.denominator for value in figures.values()))
        divisor = gcd(*(int(value * common) for value in figures.values())) or 1
        scaled |= {name: value * common / divisor for name, value in figures.items()}
    return scaled


def _fits(given: _Given, sources: Sources, words: Mapping[str, int], paired: bool) -> bool:
    """Return whether every value of a project is one that its column can hold."""
    return all(
        _is_held(value, sources[frame, name], words, paired)
        for frame, rows in given.items()
        for _, row in rows
        for name, value in row.items()
    )


def _is_held(value: Value, source: Source, words: Mapping[str, int], paired: bool) -> bool:
    match value:
        case State():
            return True
        case bool():
            return source.kind == "truth"
        case str():
            return source.kind == "word" and value in words
    # Pairs are whole numbers by now.
    size = 1 if paired and source.pair else PLACES
    whole = not size % value.denominator and abs(value) * size <= LIMIT
    return whole and source.kind in ("number", "date")


def _weigh(values: Iterable[Value]) -> Fraction:
    return Fraction(1, lcm(*(each.denominator for each in values if isinstance(each, Fraction))))


def _fill_column(
    name: str, source: Source, values: Sequence[Value], q: Fraction, words: Mapping[str, int]
) -> Sequence[pl.Series]:
    """Return a column's values, and its states (0 where there is a value)."""
    states = [value.value if isinstance(value, State) else 0 for value in values]
    whole = [_count_units(value, q, words) for value in values]
    return (
        pl.Series(name, whole, dtype=TYPES[source.kind]),
        pl.Series(state_name(name), states, dtype=pl.Int8),
    )


def _count_units(value: Value, q: Fraction, words: Mapping[str, int]) -> Any:
    if isinstance(value, State):
        return None
    if isinstance(value, str):
        return words[value]
    return value if isinstance(value, bool) else int(value / q)
