"""A table as read, packed into the integers that a kernel computes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.figures import Figures, scale_together
from scorelib.engine.columns.frames import TYPES, Table
from scorelib.engine.columns.lists import Rows
from scorelib.engine.columns.tables import Sheet
from scorelib.engine.integers.profile import (
    ITEMS,
    PROJECTS,
    Place,
    Source,
    count_name,
    frame_of,
    list_sources,
    list_words,
    state_name,
)

__all__ = ["pack_sheet"]

_PLACES = 10**6
_MOST = 1 << 62
"""A text holds decimals of at most six places; no column holds more units than this."""


@dataclass(slots=True)
class _Part:
    """The rows of one list (or the projects) that go into a frame, and whose they are."""

    name: str
    owner: pl.Series
    columns: Mapping[str, Figures]


@dataclass(slots=True)
class _Column:
    """A column being packed: the whole numbers of each part, and in units of what."""

    source: Source
    whole: list[pl.Series] = field(default_factory=list)
    states: list[pl.Series] = field(default_factory=list)
    weights: list[Fraction] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    codes: set[int] = field(default_factory=set)


def pack_sheet(plan: Plan, sheet: Sheet, rows: Sequence[int], *, paired: bool) -> Table:
    """Return rows of a sheet as a table for a kernel; those that no column holds go by hand.

    `paired` figures of an item become the smallest integers in proportion. Raises `NotLowered`
    where the plan's inputs have no place in a table.
    """
    packer = _Packer(plan, sheet, rows, paired)
    hand = packer.find_large()
    kept = [row for row in rows if row not in hand] if hand else rows
    frames, weights = packer.pack(kept)
    by_hand = sorted(hand)
    facts = dict(zip(by_hand, sheet.facts(by_hand), strict=True))
    return Table(
        kept, frames.pop(PROJECTS), frames, weights, facts, packer.find_ends(), packer.find_codes()
    )


class _Packer:
    """Packs the figures of a sheet, frame by frame."""

    def __init__(self, plan: Plan, sheet: Sheet, rows: Sequence[int], paired: bool) -> None:
        self.plan, self.sheet = plan, sheet
        self.sources, self.words = list_sources(plan), list_words(plan)
        self.slots = {slot.id: code for code, slot in enumerate(plan.slots)}
        self.rows = pl.Series("row", rows, dtype=pl.Int64)
        self.columns: dict[Place, _Column] = {}
        self.parts: dict[str, list[_Part]] = {}
        height = pl.Series("row", range(len(sheet.ids)), dtype=pl.Int64)
        own = {f"{kind}.{key}": each for (kind, key), each in sheet.inputs.items()}
        own |= self._count_lists()
        self._add(PROJECTS, _Part("", height, own))
        for name in sorted(sheet.lists, key=lambda name: self.slots.get(name, -1)):
            rows_of = sheet.lists[name]
            figures = self._scale_pairs(name, rows_of) if paired else rows_of.columns
            self._add(frame_of(plan, name), _Part(name, rows_of.owner.cast(pl.Int64), figures))

    def _count_lists(self) -> dict[str, Figures]:
        """Return how many rows each project has in each list, or why that is not given."""
        found = {}
        for frame, column in self.sources:
            if frame == PROJECTS and column.startswith(count_name("")):
                name = column.partition(".")[2]
                found[column] = self._count_rows(name)
        return found

    def _count_rows(self, name: str) -> Figures:
        height, given = len(self.sheet.ids), self.sheet.lists.get(name)
        owner = pl.Series("row", [], dtype=pl.Int64) if given is None else given.owner
        counts = owner.cast(pl.Int64).alias("row").value_counts(name="count")
        rows = pl.DataFrame({"row": pl.arange(height, eager=True)})
        found = rows.join(counts, on="row", how="left", maintain_order="left")["count"]
        whole = found.cast(pl.Int64)
        states = (whole.is_null().cast(pl.Int8) * State.MISSING.value).cast(pl.Int8)
        if name in self.slots:
            zeros = pl.zeros(height, pl.Int8, eager=True)
            return Figures(whole.fill_null(0), zeros)
        said = self.sheet.inputs.get(("fact", name))
        return (
            Figures(whole, states)
            if said is None
            else Figures(whole, states).with_reasons(said.states.replace(0, State.MISSING.value))
        )

    def _scale_pairs(self, name: str, rows: Rows) -> Mapping[str, Figures]:
        """Return the columns of a list with pairs as the smallest integers in proportion."""
        if name not in self.slots:
            return rows.columns
        pairs: dict[str, list[str]] = {}
        for key in rows.columns:
            source = self.sources.get((ITEMS, key))
            if source is not None and source.pair is not None:
                pairs.setdefault(source.pair, []).append(key)
        columns = dict(rows.columns)
        for keys in pairs.values():
            scaled = scale_together([columns[key] for key in keys])
            columns |= dict(zip(keys, scaled, strict=True))
        return columns

    def _add(self, frame: str, part: _Part) -> None:
        self.parts.setdefault(frame, []).append(part)

    def find_large(self) -> set[int]:
        """Return the rows with a figure that no column holds, and turn the others into numbers."""
        large: set[int] = set()
        for place, source in self.sources.items():
            parts = self.parts.get(place[0], ())
            if not any(place[1] in part.columns for part in parts):
                continue  # What a table does not give is missing; it needs no column.
            column = self.columns[place] = _Column(source)
            for part in parts:
                self._take(place, part, column)
            q = _find_weight(column)
            for index, part in enumerate(parts):
                held = _fit(column, index, q)
                if held is not None:
                    lost = part.owner.filter(~held)
                    large |= set(lost.filter(lost.is_in(self.rows.implode())).to_list())
            column.weights = [q]
        return large

    def _take(self, place: Place, part: _Part, column: _Column) -> None:
        """Take a column of a part; one that the table does not give is missing."""
        figures = part.columns.get(place[1])
        if figures is None:
            height, kind = len(part.owner), TYPES[column.source.kind]
            nothing = pl.repeat(None, height, dtype=kind, eager=True)
            figures = Figures(nothing, pl.repeat(3, height, dtype=pl.Int8, eager=True))
            column.weights.append(Fraction(0))
            column.whole.append(figures.whole)
        elif figures.values is not None and column.source.kind == "word":
            column.whole.append(_code_words(figures, self.words))
            column.codes |= {self.words.get(x, -1) for x in figures.values if isinstance(x, str)}
            column.weights.append(Fraction(0))
        elif figures.values is not None:
            whole, q = _code_values(figures)
            column.whole.append(whole)
            column.weights.append(q)
        else:
            column.whole.append(figures.whole)
            column.weights.append(Fraction(0) if column.source.kind == "truth" else figures.q)
        column.states.append(figures.states)

    def pack(self, kept: Sequence[int]) -> tuple[dict[str, pl.DataFrame], dict[Place, Fraction]]:
        """Return the frames of the rows that are kept, and the weights of their columns."""
        frames: dict[str, pl.DataFrame] = {}
        for frame, parts in self.parts.items():
            made = [self._pack_part(frame, index, part, kept) for index, part in enumerate(parts)]
            frames[frame] = pl.concat(made)
        weights = {
            place: column.weights[0]
            for place, column in self.columns.items()
            if column.weights[0] and column.source.kind in ("number", "date")
        }
        return frames, weights

    def find_ends(self) -> dict[Place, tuple[int, int]]:
        """Return the least and the greatest figure of each column of numbers."""
        return {
            place: (min(column.ends), max(column.ends))
            for place, column in self.columns.items()
            if column.ends
        }

    def find_codes(self) -> dict[Place, frozenset[int]]:
        """Return the codes of the words in each column of words."""
        found = {place: frozenset(column.codes) for place, column in self.columns.items()}
        return {place: codes for place, codes in found.items() if codes}

    def _pack_part(self, frame: str, index: int, part: _Part, kept: Sequence[int]) -> pl.DataFrame:
        """Return the rows of a part whose projects are kept, with the places of these."""
        columns = []
        for (place, name), column in self.columns.items():
            if place == frame:
                columns.append(column.whole[index].alias(name))
                # Without a gap, and without any other reason for one, no column says why.
                if frame != PROJECTS or column.whole[index].null_count():
                    columns.append(column.states[index].alias(state_name(name)))
        if len(kept) == len(self.sheet.ids):
            owner = part.owner.cast(pl.Int32)
            data = pl.DataFrame([owner.alias("project"), *columns])
        else:
            places = pl.DataFrame({"row": pl.Series(kept, dtype=pl.Int64)}).with_row_index(
                "project"
            )
            given = pl.DataFrame([part.owner.alias("row"), *columns])
            joined = given.join(places, on="row", how="inner", maintain_order="left")
            data = joined.drop("row").with_columns(pl.col("project").cast(pl.Int32))
        if frame == ITEMS:
            code = pl.lit(self.slots[part.name], dtype=pl.Int16).alias("slot")
            data = data.with_columns(code)
        return data


def _code_words(figures: Figures, words: Mapping[str, int]) -> pl.Series:
    """Return words as their codes; one that the plan does not know as -1."""
    values = figures.values or ()
    codes = [words.get(each, -1) if isinstance(each, str) else None for each in values]
    table = pl.Series("code", [*codes, None], dtype=pl.Int16)
    return table.gather(figures.whole.fill_null(len(codes)))


def _code_values(figures: Figures) -> tuple[pl.Series, Fraction]:
    """Return distinct values as whole numbers of a weight; what cannot be is beyond any column."""
    values = figures.values or ()
    if any(isinstance(each, bool) for each in values):
        truths = [each if isinstance(each, bool) else None for each in values]
        table = pl.Series("truth", [*truths, None], dtype=pl.Boolean)
        return table.gather(figures.whole.fill_null(len(truths))), Fraction(0)
    numbers = [each if isinstance(each, Fraction) else None for each in values]
    held = [
        each is not None and _PLACES % each.denominator == 0 and abs(each) * _PLACES < _MOST
        for each in numbers
    ]
    small = [each for each, fits in zip(numbers, held, strict=True) if each is not None and fits]
    over = lcm(*(each.denominator for each in small))
    q = Fraction(1, over)
    whole = [
        None if each is None else int(each * over) if fits else _BEYOND
        for each, fits in zip(numbers, held, strict=True)
    ]
    table = pl.Series("number", [*whole, None], dtype=pl.Int64)
    return table.gather(figures.whole.fill_null(len(whole))), q


_BEYOND = (1 << 63) - 1
"""Stands for a number that no column holds, until its row is left to the scalar evaluator."""


def _find_weight(column: _Column) -> Fraction:
    """Return the greatest weight of which all the parts' are whole multiples."""
    weights = [q for q in column.weights if q]
    over = lcm(*(q.denominator for q in weights))
    share = reduce(gcd, (int(q * over) for q in weights), 0)
    return Fraction(share, over) if share else Fraction(1)


def _fit(column: _Column, index: int, q: Fraction) -> pl.Series | None:
    """Bring a part to a common weight; return which of its values the column holds (None: all)."""
    whole, kind = column.whole[index], column.source.kind
    if kind == "truth":
        column.whole[index] = whole.cast(pl.Boolean)
        return None
    if kind == "word":
        lost = whole == -1
        return (~lost).fill_null(True) if lost.any() else None
    factor = max(int(column.weights[index] / q), 1)
    most, ends = _MOST // factor, _find_ends(whole)
    held = None
    if any(abs(end) > most for end in ends):
        held = whole.cast(pl.Int128).is_between(-most, most).fill_null(True)
        whole = pl.select(pl.when(held).then(whole)).to_series()
        ends = _find_ends(whole)
    column.ends += [end * factor for end in ends]
    scaled = whole.cast(pl.Int64)
    column.whole[index] = (scaled if factor == 1 else scaled * factor).cast(TYPES[kind])
    return held


def _find_ends(whole: pl.Series) -> list[int]:
    """Return the least and the greatest figure, nothing where there is none."""
    return [end for end in (whole.min(), whole.max()) if isinstance(end, int)]
