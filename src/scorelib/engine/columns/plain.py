"""Columns whose extremes say that nothing in them has to be looked at, taken as they are.

Whole numbers, decimals, truth values and categories are most of a large table. What the extremes
do not settle, and words in another spelling than the ruleset's, are left to the readers, with
everything else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.plan import FactInput, Plan
from scorelib.engine.columns.figures import Figures
from scorelib.engine.columns.frames import Table
from scorelib.engine.columns.names import Role
from scorelib.engine.columns.readers import find_doubt, kind_of
from scorelib.engine.integers.profile import PROJECTS, Place, list_sources, list_words

__all__ = ["Plain", "find_plain"]

_MOST: Final = 1 << 62
_NUMBERS: Final = ("quantity", "count")


@dataclass(frozen=True, slots=True)
class _Given(ABC):
    """A column of a table that is taken as it is."""

    column: str

    @abstractmethod
    def open(self) -> pl.Expr:
        """Return the integers that a kernel computes with; none where one has to be looked at."""


@dataclass(frozen=True, slots=True)
class _Numbers(_Given):
    """A column of numbers of a fact, in units of `q`."""

    fact: FactInput
    q: Fraction
    dtype: Any

    def open(self) -> pl.Expr:
        """Return numbers as whole ones; decimals of few digits need fewer bits by their type.

        Arrow may hand out decimals of more digits than their type has: such become no value here,
        and whoever compares the gaps sees it.
        """
        whole = pl.col(self.column).to_physical()
        if isinstance(self.dtype, pl.Decimal) and (self.dtype.precision or 38) <= _DIGITS:
            return whole.cast(pl.Int64, strict=False)
        return whole

    def is_doubtful(self, whole: pl.Series, ends: tuple[int, int]) -> bool:
        """Return whether the reader of documents may refuse a figure."""
        if max(map(abs, ends)) < _NARROW:
            whole = whole.cast(pl.Int16, wrap_numerical=True)
        figures = Figures(whole, whole, self.q)
        return bool(len(find_doubt(self.fact, figures, None, ends)))


_DIGITS: Final = 18
_NARROW: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class _Words(_Given):
    """A column of categories: the codes of its own categories, by their place."""

    codes: tuple[int, ...]

    def open(self) -> pl.Expr:
        """Return the codes of words."""
        dtype = pl.Int8 if max(self.codes) < _FEW_CODES else pl.Int16
        physical = pl.col(self.column).to_physical()
        if self.codes == tuple(range(len(self.codes))):
            return physical.cast(dtype, wrap_numerical=True)
        codes = pl.Series("code", self.codes, dtype=dtype)
        return pl.lit(codes).gather(physical.cast(pl.UInt32))


_FEW_CODES: Final = 128


@dataclass(frozen=True, slots=True)
class _Texts(_Words):
    """A column of categories as text: `words` are as the ruleset spells them."""

    words: tuple[str, ...]

    def open(self) -> pl.Expr:
        """Return the codes of words; none where one has to be looked at."""
        chain: Any = pl
        dtype = pl.Int8 if max(self.codes) < _FEW_CODES else pl.Int16
        for word, code in zip(self.words, self.codes, strict=True):
            chain = chain.when(pl.col(self.column) == word).then(pl.lit(code, dtype=dtype))
        found: pl.Expr = chain.otherwise(None)
        return found


@dataclass(frozen=True)
class Plain:
    """The columns of a table that are taken as they are, where their figures allow it."""

    numbers: dict[Place, _Numbers] = field(default_factory=dict)
    words: dict[Place, _Words] = field(default_factory=dict)
    truths: dict[Place, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> set[str]:
        """The names of these columns."""
        return {each.column for each in self._given.values()} | {*self.truths.values()}

    @cached_property
    def _given(self) -> dict[Place, _Given]:
        return {**self.numbers, **self.words}

    @cached_property
    def _opened(self) -> list[pl.Expr]:
        """The columns as the kernel takes them; their rows are there without any column."""
        return [
            pl.int_range(pl.len(), dtype=pl.Int32).alias("project"),
            *(each.open().alias(place[1]) for place, each in self._given.items()),
            *(pl.col(column).alias(place[1]) for place, column in self.truths.items()),
        ]

    @cached_property
    def _ends(self) -> list[pl.Expr]:
        """The least and the greatest figure of each column of numbers."""
        names = [place[1] for place in self.numbers]
        least = [pl.col(name).min().alias(f"{name}<") for name in names]
        return least + [pl.col(name).max().alias(f"{name}>") for name in names]

    def read(self, frame: pl.DataFrame) -> Table | None:
        """Return the columns as a table for a kernel; None where one has to be looked at."""
        projects = frame.select_seq(self._opened)
        for place, each in self._given.items():
            gaps = frame.get_column(each.column).null_count()
            if projects.get_column(place[1]).null_count() != gaps:
                return None
        ends = self._find_ends(projects)
        for place, found in ends.items():
            whole = projects.get_column(place[1])
            if max(map(abs, found)) >= _MOST or self.numbers[place].is_doubtful(whole, found):
                return None
        weights = {place: each.q for place, each in self.numbers.items()}
        codes = {place: frozenset(words.codes) for place, words in self.words.items()}
        return Table(range(frame.height), projects, weights=weights, ends=ends, codes=codes)

    def _find_ends(self, projects: pl.DataFrame) -> dict[Place, tuple[int, int]]:
        """Return the extremes of the columns that have any figure."""
        if not self.numbers:
            return {}
        told, count = projects.select_seq(self._ends).row(0), len(self.numbers)
        ends = zip(self.numbers, told[:count], told[count:], strict=True)
        return {place: (low, high) for place, low, high in ends if low is not None}

    def add_to(self, table: Table, own: Table) -> Table:
        """Return a table of the same projects with these columns as well."""
        return replace(
            table,
            projects=table.projects.hstack(own.projects.drop("project").get_columns()),
            weights={**table.weights, **own.weights},
            ends={**table.ends, **own.ends},
            codes={**table.codes, **own.codes},
        )


def find_plain(
    plan: Plan, roles: Sequence[Role], schema: Mapping[str, Any], places: Mapping[str, int]
) -> Plain:
    """Return the columns of a table that can be taken as they are.

    `places` says which whole numbers are those of a last place, and of which.
    """
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
            scale = dtype.scale if kind == "decimal" else places.get(role.column, 0)
            if dtype not in (pl.UInt64, pl.Int128):
                q = factor / 10**scale
                found.numbers[place] = _Numbers(role.column, fact, q, dtype)
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
