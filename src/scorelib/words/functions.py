"""The functions of formulas that leave the rationals, by the names that formulas give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from scorelib.words.irrationals import (
    average_geometric,
    average_harmonic,
    common_log,
    exponential,
    natural_log,
    raise_power,
    take_root,
)

__all__ = ["FunctionName", "apply_function"]

FunctionName = Literal["ln", "log10", "exp", "root", "power", "geometric_mean", "harmonic_mean"]

_FUNCTIONS: Final[Mapping[FunctionName, Callable[[Sequence[Fraction]], Fraction]]] = {
    "ln": lambda numbers: natural_log(numbers[0]),
    "log10": lambda numbers: common_log(numbers[0]),
    "exp": lambda numbers: exponential(numbers[0]),
    "root": lambda numbers: take_root(numbers[0], int(numbers[1])),
    "power": lambda numbers: raise_power(numbers[0], numbers[1]),
    "geometric_mean": average_geometric,
    "harmonic_mean": average_harmonic,
}


def apply_function(name: FunctionName, numbers: Sequence[Fraction]) -> Fraction:
    """Return a function of numbers: exact where it is rational, else to 50 digits.

    The second number of a root is its degree, a whole number.

    Raises `WordError`: SL281 outside the function's domain, SL282 too large a number or result.

    >>> apply_function("root", [Fraction(9, 4), Fraction(2)])
    Fraction(3, 2)
    """
    return _FUNCTIONS[name](numbers)
