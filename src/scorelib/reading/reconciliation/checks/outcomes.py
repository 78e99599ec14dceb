"""Outcomes: the results of one topic held against its targets, each of them read once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Final

from scorelib.engine.intake.statements import StatementRecord
from scorelib.reading.reconciliation.checks.values import (
    find_figures,
    fits,
    spell_digits,
    squeeze,
)
from scorelib.words.amounts import Amount
from scorelib.words.days import DateTarget
from scorelib.words.targets import (
    Between,
    Comparison,
    Target,
    read_actual,
    read_target,
)
from scorelib.words.units import MONEY, MONTH, Dimension, Unit

__all__ = ["Outcomes", "read_goal", "unit_of"]


def read_goal(target: StatementRecord) -> Target:
    """Return what a target asks for."""
    return read_target(spell_digits(target.value or ""))


def unit_of(goal: Target) -> Unit | None:
    """Return the unit that a target is in."""
    amount = goal.amount if isinstance(goal, Comparison) else None
    low = goal.low if isinstance(goal, Between) else amount
    return None if low is None else low.unit


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The results of one topic as figures or dates, sorted so that no target reads them again.

    `shown` are their words, `kinds` one figure of each that they measure, `ends` the upper ends
    of the figures in order, and `lows` the least lower end of each figure and all after it;
    `most` is the greatest figure and `whole` what all add up to. `is_read` tells whether all are
    figures, or all dates.
    """

    shown: tuple[str, ...]
    kinds: tuple[Amount, ...]
    earliest: date | None
    is_read: bool
    ends: tuple[Fraction, ...]
    lows: tuple[Fraction, ...]
    most: Fraction
    whole: Fraction

    @staticmethod
    def read(results: Sequence[StatementRecord], goal: Target) -> Outcomes:
        """Return the results of a topic; one without a value is read in its words."""
        texts: dict[tuple[str, str], str] = {}
        unit, is_figure = unit_of(goal), isinstance(goal, Comparison | Between)
        for each in results:
            text = each.value
            if text is None and each.words is not None and is_figure:
                found = list(dict.fromkeys(find_figures(each.words.zh, unit)))
                text = found[0] if len(found) == 1 else None
            if text is not None:
                # One figure in the same words is told again; in other words it may be a part.
                texts[squeeze(text), squeeze(each.words.zh if each.words else "")] = text
        return Outcomes._sort(tuple(texts.values()))

    @staticmethod
    def _sort(texts: tuple[str, ...]) -> Outcomes:
        read = {text: read_actual(spell_digits(text)) for text in texts}
        amounts = [each for each in read.values() if isinstance(each, Amount)]
        dates = [each.first for each in read.values() if isinstance(each, DateTarget)]
        pairs = sorted((each.interval[1], each.interval[0]) for each in amounts)
        lows = accumulate((low for _, low in reversed(pairs)), min)
        told = [read[text] for text in texts]
        return Outcomes(
            shown=tuple(read),
            kinds=tuple({(each.unit and each.unit.dimension): each for each in amounts}.values()),
            earliest=min(dates, default=None),
            is_read=len(read) in (len(amounts), len(dates)),
            ends=tuple(high for high, _ in pairs),
            lows=tuple(lows)[::-1],
            most=max((each.value for each in amounts), default=_ZERO),
            whole=sum((each.value for each in told if isinstance(each, Amount)), _ZERO),
        )

    def fall_short(self, goal: Target) -> bool:
        """Return whether every result misses a target for certain, and so do all together."""
        if not self.shown or not self.is_read:
            return False
        if isinstance(goal, DateTarget) and self.earliest is not None:
            return goal.op in ("<=", "<", "=") and self.earliest > goal.last
        return self._fits(goal) and self._misses(goal) and not self.make_up(goal)

    def _misses(self, goal: Target) -> bool:
        low, high = _read_ends(goal)
        if low is None and high is None:
            return False
        below = 0 if low is None else bisect_right(self.ends, low)
        return below == len(self.ends) or (high is not None and self.lows[below] > high)

    def make_up(self, goal: Target) -> bool:
        """Return whether results reach a target together, as its parts, and none of them alone."""
        if not isinstance(goal, Comparison) or not self.is_read or not self._fits(goal):
            return False
        asked = goal.amount.value
        is_enough = goal.op in (">=", ">") and self.whole > asked
        return self.most < asked and (self.whole == asked or is_enough)

    def _fits(self, goal: Target) -> bool:
        """Return whether a target is of what all results measure."""
        amount = goal.low if isinstance(goal, Between) else None
        amount = goal.amount if isinstance(goal, Comparison) else amount
        return amount is not None and bool(self.kinds) and all(fits(amount, k) for k in self.kinds)


_ZERO: Final = Fraction(0)
_EITHER_WAY: Final = (MONEY, MONTH, Dimension.of("time"), Dimension.of("workday"))
"""What may well be meant as a ceiling where a target is a bare figure: 3万元, 30天."""


def _read_ends(goal: Target) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the most that a target lets an actual be."""
    if isinstance(goal, Between):
        return goal.low.value, goal.high.value
    if not isinstance(goal, Comparison):
        return None, None
    if goal.direction == "reverse":
        return None, goal.amount.value
    unit = goal.amount.unit
    if goal.direction == "equal" and unit is not None and unit.dimension in _EITHER_WAY:
        return None, None
    return goal.amount.value, None
