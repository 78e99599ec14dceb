"""Columns of facts and figures, read into what a plan's inputs take.

Numbers of whole columns are only looked at for their extremes; whatever may be refused, and every
distinct text, goes to the reader of project documents, so that both refuse the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import or_
from typing import Any, Final

import polars as pl
from pydantic import TypeAdapter, ValidationError

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.columns.digits import join_digits, read_digits
from scorelib.engine.columns.figures import Cells, Figures, Report, find_ends, narrow, spread_texts
from scorelib.engine.intake.desk import STATES
from scorelib.engine.intake.facts import read_cell, read_quantity
from scorelib.ground.errors import Diagnostic
from scorelib.model.entries import CellShape
from scorelib.model.fields import NodeName, Number, Tally, When, Words
from scorelib.words.numbers import print_number
from scorelib.words.units import find_unit, read_unit

__all__ = [
    "Texts",
    "at_column",
    "check_type",
    "find_doubt",
    "kind_of",
    "read_as",
    "read_counts",
    "read_fact",
    "read_numbers",
    "read_reasons",
    "read_said",
    "read_texts",
    "scale_column",
    "to_texts",
]

FORMS: Final = {
    "quantity": ("integer", "decimal", "text"),
    "count": ("integer", "decimal", "text"),
    "date": ("date", "text"),
    "flag": ("truth", "text"),
    "category": ("text",),
    "list": ("structs",),
    "number": ("integer", "decimal", "text"),
    "word": ("text",),
    "panel": ("list",),
    "items": ("structs",),
    "id": ("integer", "text"),
}
"""The kinds of columns that each kind of value is read from."""


def kind_of(dtype: Any) -> str:
    """Return what kind of column a type of polars is."""
    kinds = {pl.Decimal: "decimal", pl.Boolean: "truth", pl.Date: "date", pl.Null: "nothing"}
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "float"
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return "text"
    if isinstance(dtype, pl.List | pl.Array):
        inner = dtype.inner
        return "structs" if isinstance(inner, pl.Struct) or inner == pl.Null else "list"
    return next((kind for each, kind in kinds.items() if dtype == each), str(dtype))


def check_type(column: str, dtype: Any, wanted: str) -> Diagnostic | None:
    """Return what is wrong with the type of a column (SL943, SL944), or None."""
    found, expected = kind_of(dtype), FORMS[wanted]
    if found in ("nothing", *expected):
        return None
    words: tuple[tuple[str, object], ...] = (("column", column), ("found", str(dtype)))
    if found == "float" and "decimal" in expected:
        return Diagnostic("SL944", words, path=column)
    return Diagnostic("SL943", (*words, ("expected", expected)), path=column)


def to_texts(series: pl.Series) -> pl.Series:
    """Return a column of texts or numbers as texts."""
    return series if series.dtype == pl.String else series.cast(pl.String)


_ADAPTERS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "number": TypeAdapter(Number),
    "tally": TypeAdapter(Tally),
    "words": TypeAdapter(Words),
    "name": TypeAdapter(NodeName),
    "period": TypeAdapter(When),
}


def read_as(shape: str, text: str, report: Report) -> Any:
    """Return a text read as the shapes of documents do, or None after noting what is wrong."""
    try:
        return _ADAPTERS[shape].validate_python(text)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            report(each["type"], **each.get("ctx", {}))
        return None


def read_fact(fact: FactInput, cells: Cells) -> Figures:
    """Return the values of a fact: in its base unit, as a truth value, a word, or a day."""
    kind = kind_of(cells.series.dtype)
    if kind in ("integer", "decimal"):
        return _read_quantities(fact, cells)
    if kind == "truth":
        return _from_whole(cells.series, Fraction(1))
    if kind == "date":
        return _read_days(cells)

    def read(text: str, report: Report) -> Value | None:
        if read_as("words", text, report) is None:
            return None
        return read_cell(fact, CellShape(value=text), at_column(report))

    if fact.kind not in ("quantity", "count"):
        return spread_texts(cells, read)
    how = Texts(
        read, lambda tail: _weigh(fact, tail), lambda each, bare: find_doubt(fact, each, bare)
    )
    return read_texts(_as_texts(cells), how)


@dataclass(frozen=True, slots=True)
class Texts:
    """How texts of numbers are read: as documents are (`read`), or by their digits.

    `weigh` says how much one of what stands behind the digits is, and `doubt` at which places the
    reader of documents has to look at figures, of which some are bare.
    """

    read: Callable[[str, Report], Value | None]
    weigh: Callable[[str], Fraction | None]
    doubt: Callable[[Figures, pl.Series], pl.Series]


def read_texts(cells: Cells, how: Texts) -> Figures:
    """Return numbers written as texts: by their digits, or else text by text."""
    digits = read_digits(cells.series, how.weigh)
    for place in how.doubt(digits.figures, digits.bare):
        how.read(cells.series[place], cells.report(place))
    if not digits.left.any():
        return digits.figures
    left = Cells(digits.only_left(cells.series), cells.path, cells.rejects, cells.owner)
    found = join_digits(digits, spread_texts(left, how.read))
    if found is None:
        return spread_texts(Cells(cells.series, cells.path, {}, cells.owner), how.read)
    return found


_NOWHERE: Final = pl.Series([], dtype=pl.UInt32)
_SAMPLES: Final = ("7", "30.5")
_NO_DAYS: Final = frozenset("年月日号")


def _weigh(fact: FactInput, tail: str) -> Fraction | None:
    """Return how much one of what stands behind a number is; None where that is not so simple.

    What stands there says it by itself, wherever it is a unit: only years and days look alike.
    """
    if not tail:
        return fact.unit.factor if fact.unit else Fraction(1)
    if find_unit(tail) is None or not _NO_DAYS.isdisjoint(tail):
        return None
    weights, problems = set(), list[str]()
    for number in _SAMPLES:
        found = read_quantity(fact, number + tail, lambda code, *_, **__: problems.append(code))
        if found is None or problems or found.approximate:
            return None
        weights.add(found.value / Fraction(number))
    return weights.pop() if len(weights) == 1 else None


def at_column(report: Report) -> Report:
    """Return what notes problems of a value at its column: it has no keys of its own."""

    def note(code: str, *_: str | int, **arguments: object) -> None:
        report(code, **arguments)

    return note


def _as_texts(cells: Cells) -> Cells:
    return Cells(to_texts(cells.series), cells.path, cells.rejects, cells.owner)


def _read_quantities(fact: FactInput, cells: Cells) -> Figures:
    factor = fact.unit.factor if fact.unit else Fraction(1)
    figures = scale_column(cells.series, factor)
    for place in find_doubt(fact, figures, None):
        value = Fraction(figures.whole[place]) * figures.q
        text = print_number(value / factor)
        read_cell(fact, CellShape(value=text), at_column(cells.report(place)))
    return figures


def scale_column(series: pl.Series, factor: Fraction) -> Figures:
    """Return a column of integers or decimals as whole numbers of a weight."""
    if kind_of(series.dtype) == "nothing":
        return _from_whole(series.cast(pl.Int64), factor)
    if kind_of(series.dtype) == "integer":
        wide = series.dtype in (pl.UInt64, pl.Int128)
        return _from_whole(series.cast(pl.Int128 if wide else pl.Int64), factor)
    scale: int = series.dtype.scale  # type: ignore[attr-defined]
    return _from_whole(narrow(series.to_physical()), factor / 10**scale)


def _from_whole(whole: pl.Series, q: Fraction) -> Figures:
    if not whole.null_count():
        return Figures(whole, pl.zeros(len(whole), pl.Int8, eager=True), q)
    states = whole.is_null().cast(pl.Int8) * State.MISSING.value
    return Figures(whole, states.cast(pl.Int8), q)


def find_doubt(
    fact: FactInput,
    figures: Figures,
    bare: pl.Series | None,
    ends: tuple[int, int] | None = None,
) -> pl.Series:
    """Return where values stand that the reader of documents may refuse, and has to look at.

    The extremes of a column (`ends`, where they are known) mostly say that there are none. `bare`
    are the numbers without a unit of their own; without it all are.
    """
    whole, q, ends = figures.whole, figures.q, ends or find_ends(figures.whole)
    if ends is None:
        return _NOWHERE
    masks: list[pl.Series] = []
    if fact.least is not None:
        edge = fact.least / q
        masks += _find_below(whole, ends, floor(edge) + 1 if fact.least_open else ceil(edge))
    if fact.most is not None:
        edge = fact.most / q
        masks += _find_above(whole, ends, ceil(edge) - 1 if fact.most_open else floor(edge))
    if fact.kind == "count" and q.denominator > 1:
        rest = pl.lit(whole) % pl.lit(q.denominator, dtype=whole.dtype)
        masks.append(pl.select(rest != 0).to_series())
    if fact.unit is not None and fact.unit == read_unit("%"):
        # 0.95 where percent are asked for: a share, or less than one percent?
        low = _find_below(whole, ends, floor(fact.unit.factor / q) + 1)
        high = _find_above(whole, ends, 0)
        masks += [a & b if bare is None else a & b & bare for a in low for b in high]
    found = [mask.fill_null(False) for mask in masks]
    return reduce(or_, found).arg_true() if found else _NOWHERE


def _find_below(whole: pl.Series, ends: tuple[int, int], edge: int) -> list[pl.Series]:
    """Return the rows with less than an edge; nothing where the extremes say there are none."""
    if ends[0] >= edge:
        return []
    return [whole < edge if edge <= ends[1] else whole.is_not_null()]


def _find_above(whole: pl.Series, ends: tuple[int, int], edge: int) -> list[pl.Series]:
    """Return the rows with more than an edge; nothing where the extremes say there are none."""
    if ends[1] <= edge:
        return []
    return [whole > edge if edge >= ends[0] else whole.is_not_null()]


_EPOCH: Final = 719_163
"""The number of 1 January 1970, counted from 1 January of the year 1."""
_LAST_DAY: Final = 3_652_059


def _read_days(cells: Cells) -> Figures:
    days = cells.series.cast(pl.Int32).cast(pl.Int64) + _EPOCH
    cells.note_all(~days.is_between(1, _LAST_DAY), "SL111", text="–")
    return _from_whole(days, Fraction(1))


def read_numbers(cells: Cells) -> Figures:
    """Return figures of points: plain numbers, as documents write them."""
    if kind_of(cells.series.dtype) in ("integer", "decimal", "nothing"):
        return scale_column(cells.series, Fraction(1))
    cells = _as_texts(cells)

    def read(text: str, report: Report) -> Value | None:
        found: Fraction | None = read_as("number", text, report)
        return found

    def weigh(tail: str) -> Fraction | None:
        return None if tail else Fraction(1)

    return read_texts(cells, Texts(read, weigh, lambda *_: _NOWHERE))


def read_counts(cells: Cells) -> Figures:
    """Return how many gave an answer of a survey: whole numbers from 0."""

    def read(text: str, report: Report) -> Value | None:
        found = read_as("tally", text, report)
        return None if found is None else Fraction(found)

    if kind_of(cells.series.dtype) != "integer":
        return spread_texts(_as_texts(cells), read)
    for place in (cells.series < 0).arg_true():
        read(str(cells.series[place]), cells.report(place))
    return scale_column(cells.series, Fraction(1))


def read_said(cells: Cells, allowed: tuple[str, ...]) -> Figures:
    """Return a column of words of which only a few are known."""

    def read(text: str, report: Report) -> Value | None:
        if text in allowed:
            return text
        report("SL108", text=text, allowed=allowed)
        return None

    return spread_texts(cells, read)


def read_reasons(cells: Cells) -> pl.Series:
    """Return why there is no value, as the number of a state; null where nothing is said."""
    said = read_said(cells, tuple(STATES))
    codes = [STATES[each].value if isinstance(each, str) else None for each in said.values or ()]
    table = pl.Series("state", [*codes, None], dtype=pl.Int8)
    return table.gather(said.whole.fill_null(len(codes)))
