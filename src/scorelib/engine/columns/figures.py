"""The values of one input over many rows: whole numbers of a weight, or positions in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from scorelib.compiler.graph.nodes import State, Value
from scorelib.ground.errors import Diagnostic, freeze_arguments

__all__ = ["Cells", "Figures", "Rejects", "Report", "code_distinct", "join_values", "spread_texts"]

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
        found = self.whole.gather(rows).to_list()
        states = self.states.gather(rows).to_list()
        return [
            State(state) if each is None else self._read(each)
            for each, state in zip(found, states, strict=True)
        ]

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


def code_distinct(series: pl.Series) -> tuple[list[Any], pl.Series]:
    """Return the distinct values of a series that are not null, and each row's position there."""
    distinct = series.alias("value").drop_nulls().unique(maintain_order=True)
    known = distinct.to_frame().with_row_index("position")
    rows = series.alias("value").to_frame()
    codes = rows.join(known, on="value", how="left", maintain_order="left")["position"]
    return distinct.to_list(), codes.cast(pl.Int32)


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
