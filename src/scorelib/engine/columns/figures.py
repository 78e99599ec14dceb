"""The values of one input over many rows: whole numbers of a weight, or positions in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import State, Value
from scorelib.ground.errors import Diagnostic, freeze_arguments

__all__ = [
    "Cells",
    "Coded",
    "Figures",
    "Layer",
    "Rejects",
    "Report",
    "code_all",
    "code_distinct",
    "find_ends",
    "join_coded",
    "join_layers",
    "join_rows",
    "join_values",
    "multiply",
    "narrow",
    "scale_together",
    "share_weights",
    "spread_texts",
]

Report = Callable[..., None]
"""What notes a problem: a code, the keys that lead to its place, the arguments of its words."""

Problem = tuple[str, tuple[str | int, ...], tuple[tuple[str, object], ...]]
"""A problem of a value before its rows are known: its code, its place in the value, its words."""

Rejects = dict[int, list[Diagnostic]]
"""What is wrong with which rows of a table, counted from 0, in the order in which it was found."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The values of one input, one a row.

    `whole` are numbers in units of `q`, truth values, or (where `values` is set) positions in it;
    null where there is none: then `states` says why (0 where there is a value).
    """

    whole: pl.Series
    states: pl.Series
    q: Fraction = Fraction(1)
    values: tuple[Value, ...] | None = None

    def at(self, rows: Sequence[int]) -> list[Value]:
        """Return the values of some rows as the scalar evaluator takes them."""
        places = pl.Series(rows, dtype=pl.Int64)
        found = self.whole.gather(places).to_list()
        states = self.states.gather(places).to_list()
        return [
            State(state) if each is None else self._read(each)
            for each, state in zip(found, states, strict=True)
        ]

    def distinct(self) -> tuple[list[Value], pl.Series]:
        """Return the distinct values, and where those of each row stand; null where it has none."""
        if self.values is not None:
            return list(self.values), self.whole
        whole, codes = code_distinct(self.whole)
        return [self._read(each) for each in whole], codes

    def _read(self, each: Any) -> Value:
        if self.values is not None:
            found: Value = self.values[each]
            return found
        return each if isinstance(each, bool) else Fraction(each) * self.q

    def filter(self, mask: pl.Series) -> Figures:
        """Return the figures of the rows for which a mask holds."""
        return Figures(self.whole.filter(mask), self.states.filter(mask), self.q, self.values)

    def with_reasons(self, states: pl.Series) -> Figures:
        """Return the same figures with other reasons where there is no value; null changes none."""
        reason = states.fill_null(State.MISSING.value).zip_with(states.is_not_null(), self.states)
        kept = reason.zip_with(self.whole.is_null(), pl.zeros(len(reason), pl.Int8, eager=True))
        return Figures(self.whole, kept, self.q, self.values)


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as given: its values, its name in messages, and whose rows its values are.

    `owner` is the row of the table that each value belongs to, where that is not its own row.
    """

    series: pl.Series
    path: str
    rejects: Rejects = field(repr=False)
    owner: pl.Series | None = None

    def note(self, places: Iterable[int], problem: Problem) -> None:
        """Note a problem of the values at some places."""
        code, steps, words = problem
        path = ".".join((self.path, *map(str, steps)))
        for place in places:
            row = place if self.owner is None else int(self.owner[place])
            self.rejects.setdefault(row, []).append(Diagnostic(code, words, path=path))

    def report(self, place: int) -> Report:
        """Return what notes problems of one value, as the readers of projects do."""

        def note(code: str, *steps: str | int, **arguments: object) -> None:
            self.note([place], (code, steps, freeze_arguments(arguments)))

        return note

    def note_all(self, mask: pl.Series, code: str, **arguments: object) -> None:
        """Note a problem of every value for which a mask holds."""
        self.note(mask.fill_null(False).arg_true(), (code, (), freeze_arguments(arguments)))

    def part(self, series: pl.Series, step: str) -> Cells:
        """Return a column that is a part of this one, such as a field of its structs."""
        return Cells(series, f"{self.path}.{step}", self.rejects, self.owner)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column by its distinct values (None may be one of them): the place of each row's there.

    Where a row is left out its place is null.
    """

    values: Sequence[Any]
    codes: pl.Series

    def is_given(self) -> pl.Series:
        """Return the rows that have a value, and not None."""
        empty = [place for place, each in enumerate(self.values) if each is None]
        return ~self.codes.is_in(empty) if empty else self.codes.is_not_null()


def code_all(series: pl.Series) -> Coded:
    """Return a column by its distinct values, None for null."""
    distinct = series.alias("value").unique(maintain_order=True)
    return Coded(_list_texts(distinct), _find_places(series, distinct))


def code_distinct(series: pl.Series) -> tuple[list[Any], pl.Series]:
    """Return the distinct values of a series that are not null, and each row's position there.

    Categories are texts.
    """
    distinct = series.alias("value").drop_nulls().unique(maintain_order=True)
    return _list_texts(distinct), _find_places(series, distinct).cast(pl.Int32)


def _list_texts(distinct: pl.Series) -> list[Any]:
    is_category = distinct.dtype in (pl.Categorical, pl.Enum)
    return (distinct.cast(pl.String) if is_category else distinct).to_list()


def _find_places(series: pl.Series, distinct: pl.Series) -> pl.Series:
    """Return where each value of a series stands among distinct ones."""
    if series.dtype in (pl.Categorical, pl.Enum):
        series, distinct = series.to_physical(), distinct.to_physical()
    if len(distinct) == 1:
        same = pl.select(pl.lit(0, dtype=pl.Int64)).to_series().new_from_index(0, len(series))
        return same if distinct[0] is None else _only(same, series.is_not_null())
    known = distinct.alias("value").to_frame().with_row_index("position")
    rows = series.alias("value").to_frame()
    joined = rows.join(known, on="value", how="left", maintain_order="left", nulls_equal=True)
    return joined["position"].cast(pl.Int64)


def join_coded(columns: Sequence[Coded], mask: pl.Series) -> Coded:
    """Return the distinct combinations of columns, as tuples, in the rows of a mask."""
    first, *others = columns
    found = Coded([(each,) for each in first.values], _only(first.codes, mask))
    if not others:
        kept = found.codes.drop_nulls().unique(maintain_order=True)
        return Coded([found.values[each] for each in kept], _find_places(found.codes, kept))
    for each in others:
        size = len(each.values)
        both = found.codes * size + each.codes
        distinct = both.drop_nulls().unique(maintain_order=True)
        values = [(*found.values[place // size], each.values[place % size]) for place in distinct]
        found = Coded(values, _find_places(both, distinct))
    return found


def _only(codes: pl.Series, mask: pl.Series) -> pl.Series:
    return pl.select(pl.when(mask).then(codes)).to_series()


@dataclass(frozen=True, slots=True)
class Layer:
    """What some rows give to the plan: distinct records, and which of them each row has."""

    records: Sequence[Mapping[str, Value]]
    codes: pl.Series

    def only(self, mask: pl.Series) -> Layer:
        """Return the same, of the rows of a mask alone."""
        return Layer(self.records, _only(self.codes, mask))


def join_layers(layers: Sequence[Layer]) -> dict[str, Figures]:
    """Return what layers give, of which no two give the same to one row."""
    found: dict[str, Figures] = {}
    for key in dict.fromkeys(key for layer in layers for each in layer.records for key in each):
        values: list[Value | None] = []
        codes = pl.Series(dtype=pl.Int64)
        for layer in layers:
            own = [each.get(key) for each in layer.records]
            if any(each is not None for each in own):
                here = _only(layer.codes, _has(own, layer.codes)) + len(values)
                codes = here if not values else codes.zip_with(here.is_null(), here)
                values += own
        found[key] = join_values(values, codes.cast(pl.Int32))
    return found


def _has(values: Sequence[Value | None], codes: pl.Series) -> pl.Series:
    """Return the rows that have a value."""
    flags = pl.Series([*(each is not None for each in values), False], dtype=pl.Boolean)
    return flags.gather(codes.fill_null(len(values)))


def join_values(values: Sequence[Value | None], codes: pl.Series) -> Figures:
    """Return figures from distinct values (a state or None where there is none) and positions."""
    reasons = [
        State.MISSING.value if each is None else each.value if isinstance(each, State) else 0
        for each in values
    ]
    reason = pl.Series("state", [*reasons, State.MISSING.value], dtype=pl.Int8)
    states = reason.gather(codes.fill_null(len(values)))
    whole = pl.select(pl.when(states == 0).then(codes)).to_series()
    known = tuple(State.MISSING if each is None else each for each in values)
    return Figures(whole, states, values=known)


def spread_texts(cells: Cells, read: Callable[[str, Report], Value | None]) -> Figures:
    """Return the values of a column of texts; each distinct text is read once.

    `read` returns the value, or None after noting what is wrong.
    """
    texts, codes = code_distinct(cells.series)
    values: list[Value | None] = []
    wrong: dict[int, list[Problem]] = {}
    for position, text in enumerate(texts):
        problems: list[Problem] = []
        values.append(read(text, _collect(problems)))
        if problems:
            wrong[position] = problems
    note_at(cells, codes, wrong)
    return join_values(values, codes)


def note_at(cells: Cells, codes: pl.Series, wrong: dict[int, list[Problem]]) -> None:
    """Note the problems of distinct values at every place where these stand."""
    if not wrong:
        return
    for place in codes.is_in(list(wrong)).fill_null(False).arg_true():
        for problem in wrong[codes[place]]:
            cells.note([place], problem)


def _collect(problems: list[Problem]) -> Report:
    def note(code: str, *steps: str | int, **arguments: object) -> None:
        problems.append((code, steps, freeze_arguments(arguments)))

    return note


def find_ends(whole: pl.Series) -> tuple[int, int] | None:
    """Return the least and the greatest of whole numbers; None where there are none."""
    low, high = whole.min(), whole.max()
    return (low, high) if isinstance(low, int) and isinstance(high, int) else None


def share_weights(weights: Iterable[Fraction]) -> Fraction:
    """Return the greatest weight of which all are whole multiples."""
    given = list(weights)
    over = lcm(*(each.denominator for each in given))
    share = gcd(*(int(each * over) for each in given))
    return Fraction(share, over) if share else Fraction(1)


def join_rows(first: Figures, second: Figures, mask: pl.Series) -> Figures:
    """Return figures that are those of the second in the rows of a mask."""
    states = second.states.zip_with(mask, first.states)
    if first.values is None and second.values is None:
        q = share_weights((first.q, second.q))
        parts = [multiply(each.whole.cast(pl.Int128), int(each.q / q)) for each in (second, first)]
        return Figures(narrow(parts[0].zip_with(mask, parts[1])), states, q)
    (known, codes), (more, others) = first.distinct(), second.distinct()
    whole = (others + len(known)).zip_with(mask, codes)
    return Figures(whole.cast(pl.Int32), states, values=(*known, *more))


def multiply(whole: pl.Series, factor: int) -> pl.Series:
    """Return whole numbers a number of times, in their own type."""
    if factor == 1:
        return whole
    return pl.select(pl.lit(whole) * pl.lit(factor, dtype=whole.dtype)).to_series()


def narrow(whole: pl.Series) -> pl.Series:
    """Return whole numbers in the type that columns hold, where it holds them."""
    small = max(map(abs, find_ends(whole) or (0,))) < _HELD
    return whole.cast(pl.Int64) if small else whole


_HELD: Final = 1 << 62
"""No column holds more units than this."""
_BEYOND: Final = (1 << 63) - 1
"""Stands for a number that no column holds, until its row is left to the scalar evaluator."""
_FINEST: Final = 10**9
"""Numbers with finer parts are scaled row by row."""


def scale_together(figures: Sequence[Figures]) -> list[Figures]:
    """Return distinct numbers of the same rows as integers in the same proportion, row by row.

    What is only held against each other can so be small: 12.3万元 beside 10万元 is 123 beside 100.
    A number that no column holds is beyond them all.
    """
    numbers = [_list_numbers(each) for each in figures]
    over = _find_step(numbers)
    tables = [[_count_steps(each, over) for each in values] for values in numbers]
    codes = [each.whole.fill_null(len(each.values or ())) for each in figures]
    zeros = [
        pl.Series([*map(_count_zeros, table), None], dtype=pl.Int8).gather(code)
        for table, code in zip(tables, codes, strict=True)
    ]
    least = pl.select(pl.min_horizontal(zeros).fill_null(0)).to_series()
    power = pl.Series([10**each for each in range(_MOST_ZEROS + 1)]).gather(least)
    whole = [
        pl.Series([*table, None], dtype=pl.Int64).gather(code) // power
        for table, code in zip(tables, codes, strict=True)
    ]
    return [
        Figures(n, each.states)
        for n, each in zip(_scale_large(figures, numbers, whole), figures, strict=True)
    ]


def _list_numbers(figures: Figures) -> list[Fraction | None]:
    return [each if isinstance(each, Fraction) else None for each in figures.values or ()]


def _find_step(numbers: Iterable[Sequence[Fraction | None]]) -> int:
    """Return of how many parts a unit is made, so that most numbers are whole."""
    dens = {each.denominator for values in numbers for each in values if each is not None}
    over = lcm(*(den for den in dens if den <= _FINEST))
    return over if over <= _FINEST else 1


def _count_steps(number: Fraction | None, over: int) -> int | None:
    """Return how many parts a number has; None where they are not whole, or too many."""
    if number is None or over % number.denominator:
        return None
    found = number.numerator * (over // number.denominator)
    return found if abs(found) < _HELD else None


_MOST_ZEROS: Final = 18


def _count_zeros(number: int | None) -> int | None:
    """Return how often ten divides a number; as often as you like for 0."""
    if number is None:
        return None
    digits = str(number)
    return min(len(digits) - len(digits.rstrip("0")), _MOST_ZEROS) if number else _MOST_ZEROS


def _scale_large(
    figures: Sequence[Figures],
    numbers: Sequence[Sequence[Fraction | None]],
    whole: Sequence[pl.Series],
) -> list[pl.Series]:
    """Return whole numbers where those of a row that are too large are found row by row."""
    lost = pl.repeat(False, len(whole[0]), dtype=pl.Boolean, eager=True)
    for each, found in zip(figures, whole, strict=True):
        lost |= each.whole.is_not_null() & found.is_null()
    rows = lost.arg_true()
    if rows.is_empty():
        return list(whole)
    places = [each.whole.gather(rows).to_list() for each in figures]
    scaled = [
        _shrink(
            [None if at is None else values[at] for at, values in zip(row, numbers, strict=True)]
        )
        for row in zip(*places, strict=True)
    ]
    return [
        found.scatter(rows, pl.Series([each[i] for each in scaled], dtype=pl.Int64))
        for i, found in enumerate(whole)
    ]


def _shrink(row: Sequence[Fraction | None]) -> list[int | None]:
    """Return numbers as the smallest integers in the same proportion, None where there is none."""
    common = lcm(*(each.denominator for each in row if each is not None))
    counts = [None if each is None else int(each * common) for each in row]
    divisor = gcd(*(each for each in counts if each is not None)) or 1
    return [
        None if each is None else max(-_BEYOND, min(each // divisor, _BEYOND)) for each in counts
    ]
