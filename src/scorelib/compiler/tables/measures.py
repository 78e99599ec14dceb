"""In which unit a table counts, and its figures read into that unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scorelib.compiler.bench.kinds import Kind
from scorelib.compiler.bench.site import Bench, Loc
from scorelib.ground.errors import Text, WordError
from scorelib.words.amounts import read_amount
from scorelib.words.units import NONE, Dimension, Unit, name_dimension, read_unit

__all__ = ["PLAIN", "Measure", "Result", "read_measure"]

_COMPARED = Text("比较", "compared")


@dataclass(frozen=True, slots=True)
class Measure:
    """What one side of a table is counted in; without a unit, in plain numbers."""

    unit: Unit | None = None

    @property
    def dimension(self) -> Dimension:
        """The dimension, as formulas have it: points (分) are plain numbers."""
        return NONE if self.unit is None else _without_points(self.unit.dimension)

    @property
    def factor(self) -> Fraction:
        """The size of the unit in base units."""
        return Fraction(1) if self.unit is None else self.unit.factor

    def read(self, text: str) -> Fraction:
        """Return a figure of the table in its unit; another unit of the kind is converted.

        Raises `WordError`: SL261 where the unit does not fit, SL271 where the figure is
        approximate, and what `read_amount` says of words that are no amount.
        """
        amount = read_amount(text, self.unit)
        if amount.approximate:
            raise WordError("SL271", text=amount.text)
        given = NONE if amount.unit is None else _without_points(amount.unit.dimension)
        if given != self.dimension:
            left, right = name_dimension(given), name_dimension(self.dimension)
            raise WordError("SL261", left=left, right=right, operation=_COMPARED)
        return amount.value / self.factor


def _without_points(dimension: Dimension) -> Dimension:
    return NONE if dimension == read_unit("分").dimension else dimension


def read_measure(bench: Bench, path: Loc, text: str | None) -> Measure:
    """Return what a unit of the ruleset counts in, after noting one that cannot be read."""
    return Measure(None if text is None else bench.unit(text, path))


PLAIN: Final = Measure()
"""Plain numbers."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a table finds: a number in some unit, or one of the categories it declares."""

    measure: Measure = PLAIN
    words: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return "word" if self.words else "number"

    def read(self, bench: Bench, path: Loc, text: str) -> Fraction | str | None:
        """Return a result as written, or None after noting what is wrong with it."""
        try:
            if not self.words:
                return self.measure.read(text)
            if text not in self.words:
                raise WordError("SL711", text=text, known=self.words)
        except WordError as error:
            bench.report_word(path, text, error)
            return None
        return text
