"""Rounding that is said: places, mode, and the unit in which the places are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal

__all__ = ["MODES", "Mode", "RoundingRule", "round_exact"]

Mode = Literal["half-up", "half-down", "half-even", "up", "down", "ceiling", "floor"]


def _half_up(value: Fraction) -> int:
    return _away(value, floor(2 * abs(value) + 1) // 2)


def _half_down(value: Fraction) -> int:
    return _away(value, -(floor(-2 * abs(value) + 1) // 2))


def _up(value: Fraction) -> int:
    return _away(value, ceil(abs(value)))


def _down(value: Fraction) -> int:
    return _away(value, floor(abs(value)))


def _away(value: Fraction, magnitude: int) -> int:
    return magnitude if value >= 0 else -magnitude


MODES: Final[Mapping[Mode, Callable[[Fraction], int]]] = {
    "half-up": _half_up,
    "half-down": _half_down,
    "half-even": round,
    "up": _up,
    "down": _down,
    "ceiling": ceil,
    "floor": floor,
}
"""Each mode as a step from a rational to a whole number; half-up (四舍五入): ties away from 0."""


def round_exact(value: Fraction, quantum: Fraction, mode: Mode) -> Fraction:
    """Return the multiple of `quantum` that a mode chooses for a value, exactly.

    >>> round_exact(Fraction(5, 8), Fraction(1, 100), "half-up")
    Fraction(63, 100)
    """
    return MODES[mode](value / quantum) * quantum


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """One rounding of a ruleset: `places` decimals, counted in a unit of size `factor`.

    A rate of 0.952467 rounded to two places of a percent (`factor` 1/100) is 0.9525.
    """

    places: int
    mode: Mode
    unit: str = ""
    factor: Fraction = Fraction(1)

    @property
    def quantum(self) -> Fraction:
        """The step between two values that the rounding can produce."""
        return self.factor / int(10**self.places)

    def apply(self, value: Fraction) -> Fraction:
        """Return the rounded value.

        >>> RoundingRule(2, "half-up").apply(Fraction(59, 300))
        Fraction(1, 5)
        """
        return round_exact(value, self.quantum, self.mode)
