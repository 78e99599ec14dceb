"""Columns whose extremes say that nothing in them has to be looked at, taken as they are.

Whole numbers, decimals, truth values and categories are most of a large table. What the extremes
do not settle, and words in another spelling than the ruleset's, are left to the readers, with
everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.engine.columns.figures import Figures, find_ends
from scorelib.engine.columns.frames import Table
from scorelib.engine.columns.names import Role
from scorelib.engine.columns.readers import find_doubt, kind_of
from scorelib.engine.integers.profile import PROJECTS, Place, list_sources, list_words

__all__ = ["Plain", "find_plain"]

_MOST: Final = 1 << 62
_NUMBERS: Final = ("quantity", "count")


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A column of numbers of a fact, in units of `q`."""

    column: str
    fact: FactInput
    q: Fraction


@dataclass(frozen=True, slots=True)
class _Words:
    """A column of categories: the codes of its own categories, by their place."""

    column: str
    codes: tuple[int, ...]

    def read(self, series: pl.Series) -> pl.Series | None:
        """Return the codes of words; None where one has to be looked at."""
        physical = series.to_physical()
        if all(b - a == 1 for a, b in pairwise(self.codes)):
            return physical.cast(pl.Int16) + self.codes[0]
        return pl.Series("code", self.codes, dtype=pl.Int16).gather(physical.cast(pl.UInt32))


@dataclass(frozen=True, slots=True)
class _Texts(_Words):
    """A column of categories as text: `words` are as the ruleset spells them."""

    words: tuple[str, ...]

    def read(self, series: pl.Series) -> pl.Series | None:
        """Return the codes of words; None where one has to be looked at."""
        chain: Any = pl
        for word, code in zip(self.words, self.codes, strict=True):
            chain = chain.when(pl.col(self.column) == word).then(pl.lit(code, dtype=pl.Int16))
        codes = series.alias(self.column).to_frame().select(chain.otherwise(None)).to_series()
        return codes if codes.null_count() == series.null_count() else None


@dataclass(frozen=True, slots=True)
class Plain:
    """The columns of a table that are taken as they are, where their figures allow it."""

    numbers: dict[Place, _Numbers] = field(default_factory=dict)
    words: dict[Place, _Words] = field(default_factory=dict)
    truths: dict[Place, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """The names of these columns."""
        numbers = {each.column for each in self.numbers.values()}
        return numbers | {each.column for each in self.words.values()} | {*self.truths.values()}

    def read(self, frame: pl.DataFrame) -> Table | None:
        """Return the columns as a table for a kernel; None where one has to be looked at."""
        series: list[pl.Series] = []
        ends: dict[Place, tuple[int, int]] = {}
        for place, each in self.numbers.items():
            given = frame.get_column(each.column)
            whole = _open(given)
            if whole.null_count() != given.null_count():
                return None
            found = find_ends(whole)
            if found is not None:
                if max(map(abs, found)) >= _MOST or _is_doubtful(each, whole, found):
                    return None
                ends[place] = found
            series.append(whole.alias(place[1]))
        for place, words in self.words.items():
            codes_of = words.read(frame.get_column(words.column))
            if codes_of is None:
                return None
            series.append(codes_of.alias(place[1]))
        for place, column in self.truths.items():
            series.append(frame.get_column(column).alias(place[1]))
        weights = {place: each.q for place, each in self.numbers.items()}
        codes = {place: frozenset(words.codes) for place, words in self.words.items()}
        # A table of no other columns has its rows all the same.
        owner = pl.int_range(frame.height, dtype=pl.Int32, eager=True).alias("project")
        rows, projects = range(frame.height), pl.DataFrame([owner, *series])
        return Table(rows, projects, weights=weights, ends=ends, codes=codes)

    def add_to(self, table: Table, own: Table) -> Table:
        """Return a table of the same projects with these columns as well."""
        return replace(
            table,
            projects=table.projects.hstack(own.projects.drop("project").get_columns()),
            weights={**table.weights, **own.weights},
            ends={**table.ends, **own.ends},
            codes={**table.codes, **own.codes},
        )


def _open(series: pl.Series) -> pl.Series:
    """Return numbers as whole ones; decimals of few digits need fewer bits by their type.

    Arrow may hand out decimals of more digits than their type has: such become no value here, and
    whoever compares the gaps sees it.
    """
    whole = series.to_physical()
    if isinstance(series.dtype, pl.Decimal) and (series.dtype.precision or 38) <= _DIGITS:
        return whole.cast(pl.Int64, strict=False)
    return whole


_DIGITS: Final = 18


def _is_doubtful(column: _Numbers, whole: pl.Series, ends: tuple[int, int]) -> bool:
    """Return whether the reader of documents may refuse a figure."""
    figures = Figures(whole, whole, column.q)
    return bool(len(find_doubt(column.fact, figures, None, ends)))


def find_plain(plan: Plan, roles: Sequence[Role], schema: Mapping[str, Any]) -> Plain:
    """Return the columns of a table that can be taken as they are."""
    found = Plain()
    sources, words = list_sources(plan), list_words(plan)
    stated = {role.name for role in roles if role.part == "fact_state"}
    for role in roles:
        fact, place = role.fact, (PROJECTS, f"fact.{role.name}")
        if role.part != "fact" or fact is None or role.name in stated or place not in sources:
            continue
        dtype, kind = schema[role.column], kind_of(schema[role.column])
        if kind in ("integer", "decimal") and fact.kind in _NUMBERS:
            factor = fact.unit.factor if fact.unit else Fraction(1)
            scale = dtype.scale if kind == "decimal" else 0
            if dtype not in (pl.UInt64, pl.Int128):
                found.numbers[place] = _Numbers(role.column, fact, factor / 10**scale)
        elif kind == "truth" and fact.kind == "flag":
            found.truths[place] = role.column
        elif fact.kind == "category" and words.keys() >= {value for value, _ in fact.values}:
            column = _find_words(role.column, dtype, [value for value, _ in fact.values], words)
            if column is not None:
                found.words[place] = column
    return found


def _find_words(
    column: str, dtype: Any, known: Sequence[str], words: Mapping[str, int]
) -> _Words | None:
    """Return a column of categories that can be taken as it is, if it is one."""
    if isinstance(dtype, pl.Enum) and len(dtype.categories) and {*known} >= {*dtype.categories}:
        return _Words(column, tuple(words[each] for each in dtype.categories))
    if dtype == pl.String and 0 < len(known) <= _FEW_WORDS:
        return _Texts(column, tuple(words[each] for each in known), tuple(known))
    return None


_FEW_WORDS: Final = 12
"""More are rather looked up, each distinct one once."""
