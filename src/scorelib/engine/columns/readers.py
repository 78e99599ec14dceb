"""Columns of facts and figures, read into what a plan's inputs take.

Numbers of whole columns are only looked at for their extremes; whatever may be refused, and every
distinct text, goes to the reader of project documents, so that both refuse the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import polars as pl
from pydantic import TypeAdapter, ValidationError

from scorelib.compiler.graph.nodes import State, Value
from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.columns.figures import Cells, Figures, Report, spread_texts
from scorelib.engine.intake.desk import STATES
from scorelib.engine.intake.facts import read_cell
from scorelib.ground.errors import Diagnostic
from scorelib.model.entries import CellShape
from scorelib.model.fields import NodeName, Number, Tally, Words
from scorelib.words.numbers import print_number
from scorelib.words.units import read_unit

__all__ = [
    "check_type",
    "kind_of",
    "read_as",
    "read_counts",
    "read_fact",
    "read_numbers",
    "read_reasons",
    "read_said",
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
        return read_cell(fact, CellShape(value=text), _below(report))

    return spread_texts(_as_texts(cells), read)


def _below(report: Report) -> Report:
    """Return what notes problems of a value at its column: it has no keys of its own."""

    def note(code: str, *_: str | int, **arguments: object) -> None:
        report(code, **arguments)

    return note


def _as_texts(cells: Cells) -> Cells:
    return Cells(to_texts(cells.series), cells.path, cells.rejects, cells.owner)


def _read_quantities(fact: FactInput, cells: Cells) -> Figures:
    factor = fact.unit.factor if fact.unit else Fraction(1)
    figures = _scale(cells.series, factor)
    for place in _doubt(fact, figures, factor).fill_null(False).arg_true():
        value = Fraction(figures.whole[place]) * figures.q
        text = print_number(value / factor)
        read_cell(fact, CellShape(value=text), _below(cells.report(place)))
    return figures


def _scale(series: pl.Series, factor: Fraction) -> Figures:
    """Return a column of integers or decimals as whole numbers of a weight."""
    if kind_of(series.dtype) == "nothing":
        return _from_whole(series.cast(pl.Int64), factor)
    if kind_of(series.dtype) == "integer":
        wide = series.dtype in (pl.UInt64, pl.Int128)
        return _from_whole(series.cast(pl.Int128 if wide else pl.Int64), factor)
    scale: int = series.dtype.scale  # type: ignore[attr-defined]
    return _from_whole(series.to_physical(), factor / 10**scale)


def _from_whole(whole: pl.Series, q: Fraction) -> Figures:
    states = whole.is_null().cast(pl.Int8) * State.MISSING.value
    return Figures(whole, states.cast(pl.Int8), q)


_MOST: Final = 2**127 - 1


def _doubt(fact: FactInput, figures: Figures, factor: Fraction) -> pl.Series:
    """Return which values the reader of documents may refuse, and has to look at."""
    whole, q = figures.whole.cast(pl.Int128), figures.q
    doubtful = pl.repeat(False, len(whole), dtype=pl.Boolean, eager=True)

    def limit(value: int) -> pl.Expr:
        return pl.lit(max(-_MOST, min(value, _MOST)), dtype=pl.Int128)

    def mask(condition: pl.Expr) -> pl.Series:
        return whole.alias("n").to_frame().select(condition).to_series()

    n = pl.col("n")
    if fact.least is not None:
        edge = fact.least / q
        low = n <= limit(floor(edge)) if fact.least_open else n < limit(ceil(edge))
        doubtful |= mask(low)
    if fact.most is not None:
        edge = fact.most / q
        high = n >= limit(ceil(edge)) if fact.most_open else n > limit(floor(edge))
        doubtful |= mask(high)
    if fact.kind == "count" and q.denominator > 1:
        doubtful |= mask(n % limit(q.denominator) != 0)
    if fact.unit is not None and fact.unit == read_unit("%"):
        # 0.95 where percent are asked for: a share, or less than one percent?
        doubtful |= mask((n > 0) & (n <= limit(floor(factor / q))))
    return doubtful


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
        return _scale(cells.series, Fraction(1))
    return spread_texts(_as_texts(cells), lambda text, report: read_as("number", text, report))


def read_counts(cells: Cells) -> Figures:
    """Return how many gave an answer of a survey: whole numbers from 0."""

    def read(text: str, report: Report) -> Value | None:
        found = read_as("tally", text, report)
        return None if found is None else Fraction(found)

    return spread_texts(_as_texts(cells), read)


def read_said(cells: Cells, allowed: tuple[str, ...]) -> Figures:
    """Return a column of words of which only a few are known."""

    def read(text: str, report: Report) -> Value | None:
        if text in allowed:
            return text
        report("SL108", text=text, allowed=allowed)
        return None

    return spread_texts(_as_texts(cells), read)


def read_reasons(cells: Cells) -> pl.Series:
    """Return why there is no value, as the number of a state; null where nothing is said."""
    said = read_said(cells, tuple(STATES))
    codes = [STATES[each].value if isinstance(each, str) else None for each in said.values or ()]
    table = pl.Series("state", [*codes, None], dtype=pl.Int8)
    return table.gather(said.whole.fill_null(len(codes)))
