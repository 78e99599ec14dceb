"""What the parts of a formula are: numbers with a dimension, conditions, categories, dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from scorelib.compiler.graph.builder import Builder
from scorelib.ground.errors import Text, WordError
from scorelib.words.units import NONE, Dimension, name_dimension

__all__ = [
    "CHOSEN",
    "KIND_NAMES",
    "PLAIN_NUMBER",
    "Kind",
    "Table",
    "Term",
    "date_term",
    "degree_of",
    "want",
    "want_plain",
]

Kind = Literal["number", "truth", "word", "date"]

KIND_NAMES: Final = {
    "number": Text("数", "a number"),
    "truth": Text("是非判断", "a condition"),
    "word": Text("类别", "a category"),
    "date": Text("日期", "a date"),
}

CHOSEN: Final = Text("作为同一个结果", "results of one choice")

PLAIN_NUMBER: Final = Text("没有单位的数", "a number without a unit")


@dataclass(frozen=True, slots=True)
class Term:
    """A node together with what kind of value it has and in which dimension.

    `words` lists the values a category can take; it is empty for everything else. `degree` is
    the product of the exponents on the way to the deepest power, which bounds its digits.
    """

    node: int
    kind: Kind
    dimension: Dimension = NONE
    words: tuple[str, ...] = ()
    degree: int = 1
    ambiguous: bool = False


Table = Callable[[Sequence[Term]], Term]
"""What a formula can call beside the functions: it makes one term of those it is given."""


def date_term(build: Builder, day: date) -> Term:
    """Return a day that the ruleset fixes, as a term that is compared with dates only."""
    return Term(build.day(day.toordinal()), "date")


def degree_of(*terms: Term) -> int:
    """Return the greatest degree among terms."""
    return max(each.degree for each in terms)


def want(kind: Kind, term: Term) -> None:
    """Raise `WordError` (SL260) unless a term is of a kind."""
    if term.kind != kind:
        raise WordError("SL260", wanted=KIND_NAMES[kind], given=KIND_NAMES[term.kind])


def want_plain(term: Term) -> None:
    """Raise `WordError` (SL260) unless a term is a number without a unit."""
    want("number", term)
    if term.dimension != NONE:
        raise WordError("SL260", wanted=PLAIN_NUMBER, given=name_dimension(term.dimension))
