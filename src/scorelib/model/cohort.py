"""Cohort statistics: figures over all projects that are scored together."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import model_validator

from scorelib.model.citations import Citations, RoundingSpec
from scorelib.model.fields import Formula, Label, Places, Ratio, Shape, Tally, Words, refuse
from scorelib.words.rounding import Mode
from scorelib.words.standings import Definition, Ties

__all__ = ["STATISTICS", "Statistic", "StatisticSpec", "Winsorise"]

Statistic = Literal[
    "min",
    "max",
    "sum",
    "mean",
    "median",
    "percentile",
    "standard-deviation",
    "count",
    "rank",
    "z-score",
]

_ROUNDED: Final = frozenset({"places", "mode"})

STATISTICS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "min": (_ROUNDED, frozenset({"unit", "winsorise"})),
    "max": (_ROUNDED, frozenset({"unit", "winsorise"})),
    "sum": (_ROUNDED, frozenset({"unit"})),
    "mean": (_ROUNDED, frozenset({"unit", "winsorise"})),
    "median": (_ROUNDED, frozenset({"unit"})),
    "percentile": (_ROUNDED | {"share", "definition"}, frozenset({"unit"})),
    "standard-deviation": (_ROUNDED | {"deviation"}, frozenset({"unit", "winsorise"})),
    "count": (frozenset(), frozenset()),
    "rank": (frozenset({"order", "ties"}), frozenset({"rounding"})),
    "z-score": (_ROUNDED | {"deviation"}, frozenset()),
}
"""The keys that each statistic needs, and those that it may have besides what all have."""

_OWN: Final = sorted(set().union(*(needs | may for needs, may in STATISTICS.values())))


class Winsorise(Shape):
    """How far values at both ends are brought in: a number of `points`, or a `share` of them.

    With `points: 2` the two lowest values count as the third lowest, the two highest as the third
    highest; with `share: 5%` what lies beyond the 5% and 95% percentiles counts as these.
    """

    points: Tally | None = None
    share: Ratio | None = None
    definition: Definition | None = None

    @model_validator(mode="after")
    def _says_one(self) -> Winsorise:
        count = (self.points is not None) + (self.share is not None)
        if count != 1:
            raise refuse("SL118", choices=("points", "share"), count=count)
        if self.share is not None and self.definition is None:
            raise refuse("SL103", key="definition")
        if self.points is not None and self.definition is not None:
            raise refuse("SL117", first="points", second="definition")
        return self


class StatisticSpec(Shape):
    """A figure over the projects of one run: `statistic` of the values of the formula `of`.

    Every figure but a count and a rank is rounded as it says, or its digits would have no end.
    `without` says what becomes of a project whose value is missing or does not apply: `refuse`
    leaves the figure without a value for all, `skip` leaves the project out.
    """

    label: Label
    of: Formula
    statistic: Statistic
    by: Formula | None = None
    places: Places | None = None
    mode: Mode | None = None
    unit: Words | None = None
    deviation: Literal["population", "sample"] | None = None
    share: Ratio | None = None
    definition: Definition | None = None
    winsorise: Winsorise | None = None
    order: Literal["ascending", "descending"] | None = None
    ties: Ties | None = None
    rounding: RoundingSpec | None = None
    without: Literal["refuse", "skip"] = "refuse"
    at_least: Tally | None = None
    cites: Citations = ()
    note: Label | None = None

    def list_wrong(self) -> tuple[list[str], list[str]]:
        """Return the keys that the statistic needs and has not, and those it does not go with."""
        needs, may = STATISTICS[self.statistic]
        given = {key for key in _OWN if getattr(self, key) is not None}
        missing = [key for key in _OWN if key in needs - given]
        return missing, [key for key in _OWN if key in given - needs - may]
