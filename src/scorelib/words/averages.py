"""Sums, means and deviations of many numbers, exact to the digit and linear in their number.

The sum of ten thousand ratios has a denominator of tens of thousands of digits, though only a
few places of it are wanted. So numbers that share a small denominator (all that people print)
are added exactly; any others are enclosed between two neighbouring binary fractions, and if both
ends of the enclosed result round to the same figure, so does the result. Else the enclosure is
made narrower, and in the end the exact sum is formed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt, lcm
from typing import Final

from scorelib.words.irrationals import DIGITS, take_root
from scorelib.words.rounding import RoundingRule

__all__ = ["average", "deviate", "round_deviation", "round_mean", "round_sum"]

MOST_COMMON: Final = 512
"""The most bits of a common denominator with which numbers are added exactly."""

_PRECISIONS: Final = (256, 512, 1024)
"""The bits behind the point of one enclosure after the other."""

_SLACK: Final = Fraction(1, 10 ** (DIGITS - 1))
"""How far, as a share of it, a root may be from one that was rounded to 50 digits."""

_Finish = Callable[[Fraction], Fraction]
_Ends = tuple[Fraction, Fraction]


def round_sum(values: Sequence[Fraction], rule: RoundingRule) -> Fraction:
    """Return the sum of numbers, rounded by a rule as if it had been formed exactly.

    >>> round_sum([Fraction(1, 3), Fraction(1, 6), Fraction(1, 8)], RoundingRule(2, "half-up"))
    Fraction(63, 100)
    """
    return _settle_sum(values, 1, rule.apply)


def round_mean(values: Sequence[Fraction], rule: RoundingRule) -> Fraction:
    """Return the mean of at least one number, rounded by a rule as if it were formed exactly.

    >>> round_mean([Fraction(1), Fraction(2), Fraction(2)], RoundingRule(2, "half-up"))
    Fraction(167, 100)
    """
    return _settle_sum(values, len(values), rule.apply)


def average(values: Sequence[Fraction]) -> Fraction:
    """Return the mean of at least one number: exact, or to 50 digits where that would be long.

    >>> average([Fraction(1), Fraction(1, 2)])
    Fraction(3, 4)
    """
    common = _find_common(values)
    if common is not None:
        return Fraction(_add_whole(values, common), common * len(values))
    return _settle_sum(values, len(values), _cut)


def round_deviation(values: Sequence[Fraction], *, sample: bool, rule: RoundingRule) -> Fraction:
    """Return the standard deviation of numbers, rounded by a rule.

    Of a `sample` the squares are divided by one less than there are numbers, and there are at
    least two. The root is rounded to 50 digits first, as every irrational is.

    >>> values = [Fraction(each) for each in (2, 4, 4, 4, 5, 5, 7, 9)]
    >>> round_deviation(values, sample=False, rule=RoundingRule(2, "half-up"))
    Fraction(2, 1)
    """
    return _settle_deviation(values, sample, rule.apply, _SLACK)


def deviate(values: Sequence[Fraction], *, sample: bool) -> Fraction:
    """Return the standard deviation of numbers: exact where it is rational, else to 50 digits.

    >>> deviate([Fraction(1), Fraction(3)], sample=False)
    Fraction(1, 1)
    """
    return _settle_deviation(values, sample, _cut, Fraction(0))


def _settle(
    enclose: Callable[[int], _Ends], finish: _Finish, exact: Callable[[], Fraction]
) -> Fraction:
    """Return the finished value of a number that is enclosed ever more narrowly.

    `finish` never falls where its argument rises.
    """
    for bits in _PRECISIONS:
        low, high = map(finish, enclose(bits))
        if low == high:
            return low
    return finish(exact())


def _cut(value: Fraction) -> Fraction:
    """Return a number to 50 significant digits, a half going to the even one."""
    if value == 0:
        return value
    size = abs(value)
    places = DIGITS - (len(str(size.numerator)) - len(str(size.denominator)))
    scale = Fraction(10) ** places
    while size * scale >= Fraction(10) ** DIGITS:
        scale /= 10
    return round(value * scale) / scale


def _find_common(values: Sequence[Fraction]) -> int | None:
    """Return the common denominator of numbers, or None where it is long."""
    common = 1
    for value in values:
        if common % value.denominator:
            common = lcm(common, value.denominator)
            if common.bit_length() > MOST_COMMON:
                return None
    return common


def _add_whole(values: Sequence[Fraction], common: int) -> int:
    """Return the sum of numbers, in parts of their common denominator."""
    return sum(value.numerator * (common // value.denominator) for value in values)


def _add_all(values: Sequence[Fraction]) -> Fraction:
    """Return the exact sum of any numbers: halves first, so that few additions are long."""
    parts = list(values)
    while len(parts) > 1:
        paired = [sum(parts[at : at + 2], Fraction(0)) for at in range(0, len(parts), 2)]
        parts = paired
    return parts[0] if parts else Fraction(0)


def _settle_sum(values: Sequence[Fraction], divisor: int, finish: _Finish) -> Fraction:
    common = _find_common(values)
    if common is not None:
        return finish(Fraction(_add_whole(values, common), common * divisor))

    def enclose(bits: int) -> _Ends:
        low = sum((value.numerator << bits) // value.denominator for value in values)
        below = divisor << bits
        return Fraction(low, below), Fraction(low + len(values), below)

    return _settle(enclose, finish, lambda: _add_all(values) / divisor)


def _settle_deviation(
    values: Sequence[Fraction], sample: bool, finish: _Finish, slack: Fraction
) -> Fraction:
    degrees = len(values) - 1 if sample else len(values)
    common = _find_common(values)
    if common is not None:
        whole = [value.numerator * (common // value.denominator) for value in values]
        return _finish_root(_vary(whole, degrees) / common**2, finish, slack)

    def enclose(bits: int) -> _Ends:
        # Cutting each number off changes it by less than one part, and so, by the triangle
        # inequality, the deviation too.
        whole = [(value.numerator << bits) // value.denominator for value in values]
        squared = _vary(whole, degrees)
        root = isqrt(squared.numerator // squared.denominator)
        low, high = Fraction(max(root - 1, 0), 1 << bits), Fraction(root + 2, 1 << bits)
        return low * (1 - slack), high * (1 + slack)

    return _settle(enclose, finish, lambda: take_root(_vary_exactly(values, degrees), 2))


def _finish_root(squared: Fraction, finish: _Finish, slack: Fraction) -> Fraction:
    """Return the root of a variance; only with a slack is it rounded by more than 50 digits."""
    root = take_root(squared, 2)
    return finish(root) if slack else root


def _vary(whole: Sequence[int], degrees: int) -> Fraction:
    """Return the variance of whole numbers."""
    count, total = len(whole), sum(whole)
    return Fraction(count * sum(each * each for each in whole) - total * total, count * degrees)


def _vary_exactly(values: Sequence[Fraction], degrees: int) -> Fraction:
    total = _add_all(values)
    squares = _add_all([value * value for value in values])
    return (squares - total * total / len(values)) / degrees
