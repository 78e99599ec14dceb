"""Projects as tables of integers: one of projects, one long one of all their items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Final

import polars as pl

from scorelib.compiler.graph.nodes import Constant, Input, State, Value, ValueKind
from scorelib.compiler.graph.plan import InputPlan, Plan
from scorelib.engine.evaluator import Facts

__all__ = ["Column", "Table", "fill_table", "name_input"]

PLACES: Final = 10**6
TYPES: Final = {"number": pl.Int64, "truth": pl.Boolean, "word": pl.Int16}

Row = Mapping[str, Value]
Inputs = Mapping[str, InputPlan]


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of one input: the weight of a unit, its extremes, and why it is ever empty."""

    q: Fraction
    lo: int
    hi: int
    kind: ValueKind
    paired: bool
    states: frozenset[State]


@dataclass(slots=True)
class Table:
    """Projects and items as integers; `kept` are the projects that fit, in order of the rows."""

    kept: list[int]
    projects: pl.DataFrame
    items: pl.DataFrame
    columns: dict[str, Column]
    most_items: dict[str, int]
    words: dict[str, int]


@dataclass(frozen=True, slots=True)
class Given:
    """What a project gives of what the plan reads, by column, itself and for its items."""

    own: Row
    items: Mapping[str, Sequence[Row]]


def name_input(each: Input | InputPlan) -> str:
    """Return the name of an input's column; items of all slots share one long table."""
    return f"{each.kind}.{each.key}"


def fill_table(plan: Plan, projects: Sequence[Facts], limit: int) -> Table:
    """Return the projects whose figures are integers up to a limit, at some scale, as a table."""
    inputs, words = _merge_inputs(plan), _list_words(plan)
    given = [_scale_project(project, inputs) for project in projects]
    kept = [i for i, project in enumerate(given) if _fits(project, inputs, limit)]
    rows = [given[i].own for i in kept]
    owned = [
        (slot.id, row, item)
        for slot in plan.slots
        for row, i in enumerate(kept)
        for item in given[i].items.get(slot.id, ())
    ]
    columns: dict[str, Column] = {}
    series: dict[bool, list[pl.Series]] = {
        False: [pl.Series("project", range(len(rows)), dtype=pl.Int32)],
        True: [
            pl.Series("slot", [slot for slot, _, _ in owned], dtype=pl.String),
            pl.Series("project", [row for _, row, _ in owned], dtype=pl.Int32),
        ],
    }
    for name, each in inputs.items():
        among = [item for _, _, item in owned] if each.kind == "item" else rows
        figures = [row.get(name, State.MISSING) for row in among]
        columns[name], *made = _fill_column(each, figures, words)
        series[each.kind == "item"] += made
    sizes = Counter((slot, row) for slot, row, _ in owned)
    most = {slot.id: 0 for slot in plan.slots}
    for (slot_id, _), size in sizes.items():
        most[slot_id] = max(most[slot_id], size)
    whole, items = pl.DataFrame(series[False]), pl.DataFrame(series[True])
    return Table(kept, whole, items, columns, most, words)


def _merge_inputs(plan: Plan) -> Inputs:
    """Return the inputs by column, the same of all slots as one."""
    merged: dict[str, InputPlan] = {}
    for each in plan.inputs:
        if each.value not in TYPES:
            raise NotImplementedError(f"a {each.value}")
        bare = replace(each, slot=None, words=())
        if merged.setdefault(name_input(each), bare) != bare:
            raise NotImplementedError("an input that differs between slots")
    return merged


def _list_words(plan: Plan) -> dict[str, int]:
    """Return a code for each category that the plan knows."""
    words = [word for each in plan.inputs for word in each.words]
    words += [n.value for n in plan.nodes if isinstance(n, Constant) and isinstance(n.value, str)]
    return {word: code for code, word in enumerate(dict.fromkeys(words))}


def _scale_project(project: Facts, inputs: Inputs) -> Given:
    own = {f"{kind}.{key}": value for (kind, key), value in project.values.items()}
    items = {
        slot: [_scale_pairs({f"item.{key}": v for key, v in item.items()}, inputs) for item in each]
        for slot, each in project.items.items()
    }
    return Given(_scale_pairs(own, inputs), items)


def _scale_pairs(row: Row, inputs: Inputs) -> Row:
    """Return what the plan reads of a row, pairs as the smallest integers in proportion."""
    scaled = {name: value for name, value in row.items() if name in inputs}
    pairs: dict[str, dict[str, Fraction]] = {}
    for name, value in scaled.items():
        pair = inputs[name].pair
        if pair is not None and isinstance(value, Fraction):
            pairs.setdefault(pair, {})[name] = value
    for figures in pairs.values():
        common = lcm(*(value.denominator for value in figures.values()))
        divisor = gcd(*(int(value * common) for value in figures.values())) or 1
        scaled |= {name: value * common / divisor for name, value in figures.items()}
    return scaled


def _fits(project: Given, inputs: Inputs, limit: int) -> bool:
    """Return whether every figure is a decimal of at most six places, and not too large."""
    rows = [project.own, *(item for each in project.items.values() for item in each)]
    figures = [
        (value, 1 if inputs[name].pair else PLACES)
        for row in rows
        for name, value in row.items()
        if isinstance(value, Fraction)
    ]
    return all(not n % v.denominator and abs(v) * n <= limit for v, n in figures)


def _fill_column(
    each: InputPlan, figures: Sequence[Value], words: Mapping[str, int]
) -> tuple[Column, pl.Series, pl.Series]:
    """Return an input's profile, its values, and its states (0 where there is a value)."""
    states = [value.value if isinstance(value, State) else 0 for value in figures]
    scale = lcm(*(value.denominator for value in figures if isinstance(value, Fraction)))
    whole = [_count_units(value, scale, words) for value in figures]
    known = [int(value) for value in whole if value is not None] or [0]
    column = Column(
        q=Fraction(1, scale),
        lo=min(known),
        hi=max(known),
        kind=each.value,
        paired=each.pair is not None,
        states=frozenset(State(state) for state in states if state),
    )
    name = name_input(each)
    values = pl.Series(name, whole, dtype=TYPES[each.value])
    return column, values, pl.Series(f"{name}?", states, dtype=pl.Int8)


def _count_units(value: Value, scale: int, words: Mapping[str, int]) -> int | None:
    if isinstance(value, State):
        return None
    if isinstance(value, str):
        return words[value]
    return value if isinstance(value, bool) else int(value * scale)
