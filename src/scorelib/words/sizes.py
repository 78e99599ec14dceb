"""How large a number may grow: beyond any figure of a report, and never without end.

A product of two numbers has the digits of both, and a sum of two quotients the digits of both
divisors. So a few formulas that build on each other could ask for more digits than a computer
has; a number beyond `MAX_BITS` is refused instead, where it arises.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from scorelib.ground.errors import WordError

__all__ = ["MAX_BITS", "add_up", "hold", "refuse_size"]

MAX_BITS: Final = 1 << 16
"""The most bits of a numerator or denominator between two operations: 19728 decimal digits."""


def hold(value: Fraction, operation: str) -> Fraction:
    """Return a number as it is, unless it has grown too large.

    Raises `WordError` (SL282), which names the operation.

    >>> hold(Fraction(1, 3), "*")
    Fraction(1, 3)
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise refuse_size(operation)
    return value


def refuse_size(operation: str) -> WordError:
    """Return what is raised where a number has grown too large."""
    return WordError("SL282", function=operation, most=f"10^{MAX_BITS * 30103 // 100_000}")


def add_up(values: Iterable[Fraction]) -> Fraction:
    """Return the sum of numbers, none of whose parts grows too large.

    Raises `WordError` (SL282).

    >>> add_up([Fraction(1, 2), Fraction(1, 3)])
    Fraction(5, 6)
    """
    total = Fraction(0)
    for value in values:
        total = hold(total + value, "+")
    return total
