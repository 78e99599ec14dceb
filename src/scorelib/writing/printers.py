"""What prints whole numbers of one unit, as `print_number` prints the figures they stand for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from scorelib.words.numbers import count_places, print_ratio, print_units

__all__ = ["KeptTexts", "make_printer"]

MOST_TEXTS: Final = 1 << 15
MOST_ENDS: Final = 10_000
"""For units of so many places, what can stand after the point is printed once and for all."""

MOST_SHORT: Final = 1 << 128


def make_printer(unit: int, places: int | None) -> Callable[[int], str]:
    """Return what prints whole numbers of a unit, with at least so many places.

    >>> make_printer(100, None)(9020), make_printer(100, 2)(9020), make_printer(3, 2)(4)
    ('90.2', '90.20', '4/3')
    """
    needed, least = count_places(Fraction(1, unit)), places or 0
    if needed is None:
        return lambda n: print_ratio(n, unit, places)
    factor, digits = 10**needed // unit, needed
    if factor != 1 or unit > MOST_ENDS:
        return lambda n: print_units(n * factor, digits, least)
    ends = [print_units(each, digits, least)[1:] for each in range(unit)]
    return lambda n: (
        f"{n // unit}{ends[n % unit]}" if 0 <= n < MOST_SHORT else print_units(n, digits, least)
    )


class KeptTexts(dict[int, str]):
    """The texts of numbers that come again and again.

    >>> KeptTexts(make_printer(100, 2))[50]
    '0.50'
    """

    def __init__(self, show: Callable[[int], str]) -> None:
        super().__init__()
        self._show = show

    def __missing__(self, number: int) -> str:
        if len(self) >= MOST_TEXTS:
            self.clear()
        found = self[number] = self._show(number)
        return found
