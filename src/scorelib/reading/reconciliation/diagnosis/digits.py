"""Digits: figures whose neighbouring digits were exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from scorelib.words.numbers import print_places

__all__ = ["list_swaps"]


def list_swaps(figure: Fraction, places: int) -> Iterator[Fraction]:
    """Yield what a printed figure becomes when two neighbouring digits are exchanged.

    The point stays where it is; what would begin with a zero nobody prints. The figure has to
    fit in the places.

    >>> [str(each) for each in list_swaps(Fraction(718, 10), 1)]
    ['89/5', '781/10']
    """
    text = print_places(abs(figure), places)
    digits = [place for place, mark in enumerate(text) if mark.isdecimal()]
    for one, other in pairwise(digits):
        if text[one] == text[other]:
            continue
        marks = list(text)
        marks[one], marks[other] = marks[other], marks[one]
        swapped = "".join(marks)
        if swapped[0] != "0" or len(swapped) == 1 or swapped[1] == ".":
            yield Fraction(swapped) * (1 if figure >= 0 else -1)
