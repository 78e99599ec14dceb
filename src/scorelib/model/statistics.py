"""The shape of a cohort's statistics as they are stored."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from scorelib.model.cohort import Statistic
from scorelib.model.fields import Shape

__all__ = ["FigureShape", "RankShape", "RecordShape", "StatisticsDocument"]

_NUMBER = re.compile(r"-?[0-9]{1,5000}(?:\.[0-9]{1,5000}|/[1-9][0-9]{0,5000})?")


def _read_stored(value: object) -> Fraction:
    """Return a number from its stored text: a decimal, or two whole numbers."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError("a number as text")
    return Fraction(value)


Stored = Annotated[Fraction, PlainValidator(_read_stored)]


class FigureShape(Shape):
    """One figure, of all projects or of a group."""

    group: str | None
    over: Annotated[int, Field(ge=0, strict=True)]
    without: Annotated[int, Field(ge=0, strict=True)]
    value: Stored | None
    state: Literal["missing", "undefined"] | None
    why: Literal["too-few", "without-value", "no-spread", "beyond", "too-long"] | None
    names: tuple[str, ...]
    mean: Stored | None
    deviation: Stored | None


class RankShape(Shape):
    """The rank of one project, and what it was ranked by."""

    of: str
    rank: Stored


class RecordShape(Shape):
    """One statistic."""

    statistic: Statistic
    figures: tuple[FigureShape, ...]
    ranks: dict[str, RankShape]


class EngineShape(Shape):
    """The program that found the figures."""

    name: str
    version: str


class HeadShape(Shape):
    """The ruleset that the figures are of."""

    reference: str
    revision: int
    sha256: str


class StatisticsDocument(Shape):
    """A cohort's statistics."""

    schema_: Annotated[Literal["scorelib/cohort/1"], Field(alias="schema")]
    engine: EngineShape
    ruleset: HeadShape
    projects: Annotated[int, Field(ge=0, strict=True)]
    statistics: dict[str, RecordShape]
