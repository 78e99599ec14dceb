"""Which values a function can take over ranges of its arguments, and what these must not be.

The functions rise, or fall, all along; so their ends are those of their arguments. The result
at an end is exact or rounded to 50 digits. Where every result is rounded alike (logarithms,
powers of e), rounding keeps the order and the ends hold as they are. Roots, powers and means
are exact where they are rational, so that one may lie between an end and its rounded figure:
there an end that is not exact is moved outwards by a unit of its last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final, Literal

from scorelib.compiler.proofs.ranges import ANY, Interval
from scorelib.ground.errors import WordError
from scorelib.words.functions import FunctionName, apply_function
from scorelib.words.irrationals import DIGITS
from scorelib.words.numbers import count_places
from scorelib.words.spans import SpanUnit, count_span

__all__ = ["Demand", "bound_function", "bound_mean", "bound_span", "demand_of", "meets"]

Demand = Literal["> 0", ">= 0", "!= 0"]
"""What an argument must be for a function to be defined, as a condition says it."""

_ZERO: Final = Fraction(0)
_UNIT: Final = Fraction(1, 10 ** (DIGITS - 1))
_MOST_TRIED: Final = 64
"""The highest power by which a root is tried; above it counts as not exact."""


def demand_of(name: FunctionName, place: int, parts: Sequence[Interval]) -> Demand | None:
    """Return what a function asks of the argument at a place, given the ranges of all."""
    match name:
        case "ln" | "log10" | "harmonic_mean":
            return "> 0"
        case "geometric_mean":
            return ">= 0"
        case "root" if place == 0 and _point_of(parts[1]).numerator % 2 == 0:
            return ">= 0"
        case "power" if place == 0:
            return _demand_of_base(parts[1])
        case _:
            return None


def _demand_of_base(exponent: Interval) -> Demand | None:
    """Return what an exponent asks of its base: of a fraction, no negative base has a power."""
    positive = exponent.lo is not None and exponent.lo >= 0
    if exponent.lo is not None and exponent.lo == exponent.hi and exponent.lo.denominator == 1:
        return None if positive else "!= 0"
    return ">= 0" if positive else "> 0"


def meets(value: Interval, demand: Demand) -> bool:
    """Return whether all of a range is what a function asks for."""
    if value.empty:
        return True
    above = value.lo is not None and value.lo >= 0
    return (demand == "!= 0" or above) and (demand == ">= 0" or not value.has(_ZERO))


def bound_function(name: FunctionName, parts: Sequence[Interval]) -> Interval:
    """Return the values of a function over ranges of its arguments."""
    match name:
        case "ln" | "log10":
            return _bound_log(name, parts[0])
        case "exp":
            return _bound_exp(parts[0])
        case "root":
            return _bound_root(parts[0], _point_of(parts[1]).numerator)
        case "power":
            return _bound_power(*parts)
        case "geometric_mean" | "harmonic_mean":
            return _bound_average(name, parts)


def _point_of(value: Interval) -> Fraction:
    """Return the number of which a range is made; the degree of a root is fixed."""
    assert value.lo is not None
    return value.lo


def _at(name: FunctionName, *numbers: Fraction | None) -> Fraction | None:
    """Return the value at an end, or None where there is none: no end, none of a fit size."""
    known = [each for each in numbers if each is not None]
    if len(known) < len(numbers):
        return None
    try:
        return apply_function(name, known)
    except WordError:
        return None


def _bound_log(name: Literal["ln", "log10"], x: Interval) -> Interval:
    lo, hi = (_at(name, end) for end in (x.lo, x.hi))
    # Only 0 is never rounded to: what lies above 1 has a logarithm above 0.
    return Interval(lo, hi, x.lo_open and lo == 0, x.hi_open and hi == 0)


def _bound_exp(x: Interval) -> Interval:
    lo, hi = (_at("exp", end) for end in (x.lo, x.hi))
    return Interval(_ZERO if lo is None else lo, hi, lo is None)


def _bound_root(x: Interval, degree: int) -> Interval:
    if degree % 2 == 0:
        x = _from_zero(x)
    ends: list[Fraction | None] = []
    for end, sign in ((x.lo, -1), (x.hi, 1)):
        root = _at("root", end, Fraction(degree))
        exact = root is not None and degree <= _MOST_TRIED and root**degree == end
        ends.append(_widen(root, exact, sign))
    lo, hi = ends
    return Interval(lo, hi, x.lo_open and lo == 0, x.hi_open and hi == 0)


def _from_zero(x: Interval) -> Interval:
    """Return the part of a range that is not negative, where a function is defined."""
    return x if x.lo is not None and x.lo >= 0 else Interval(_ZERO, x.hi, False, x.hi_open)


def _widen(value: Fraction | None, exact: bool, sign: int) -> Fraction | None:
    """Return an end moved outwards, by as much as rounding may have moved it inwards."""
    if value is None or (exact and _has_few_digits(value)):
        return value
    return value + sign * abs(value) * _UNIT


def _has_few_digits(value: Fraction) -> bool:
    """Return whether a number has no more digits than results are rounded to."""
    places = count_places(value)
    if places is None:
        return False
    digits: int = abs(value.numerator) * 10**places // value.denominator
    limit: int = 10**DIGITS
    while digits >= limit and digits % 10 == 0:
        digits //= 10
    return digits < limit


def _bound_power(base: Interval, exponent: Interval) -> Interval:
    fixed = exponent.lo if exponent.lo == exponent.hi else None
    negative = base.lo is None or base.lo < 0
    if negative and (fixed is None or fixed.denominator == 1):
        return ANY
    base = _from_zero(base)
    if fixed is not None:
        return _bound_fixed_power(base, fixed)
    at_zero = base.lo == 0 and (exponent.lo is None or exponent.lo < 0)
    if at_zero or None in (base.hi, exponent.lo, exponent.hi):
        return Interval(_ZERO, None)
    corners = [
        (_power_at(b, e, -1), _power_at(b, e, 1))
        for b, e in product((base.lo, base.hi), (exponent.lo, exponent.hi))
    ]
    lows = [low for low, _ in corners if low is not None]
    highs = [high for _, high in corners if high is not None]
    whole = len(lows) == len(corners)
    return Interval(min(lows) if whole else _ZERO, max(highs) if whole else None)


def _bound_fixed_power(base: Interval, exponent: Fraction) -> Interval:
    if exponent >= 0:
        lo, hi = _power_at(base.lo, exponent, -1), _power_at(base.hi, exponent, 1)
        return Interval(lo or _ZERO, hi, base.lo_open and lo == 0)
    lo = _power_at(base.hi, exponent, -1)
    hi = None if base.lo == 0 else _power_at(base.lo, exponent, 1)
    return Interval(lo or _ZERO, hi, not lo)


def _power_at(base: Fraction | None, exponent: Fraction | None, sign: int) -> Fraction | None:
    """Return a power at an end, moved outwards unless it is exact."""
    value = _at("power", base, exponent)
    if value is None or base is None or exponent is None:
        return None
    above, below = exponent.numerator, exponent.denominator
    tried = max(abs(above), below) <= _MOST_TRIED
    exact = tried and (base == 0 or value**below == base**above)
    return _widen(value, exact, sign)


def _bound_average(
    name: Literal["geometric_mean", "harmonic_mean"], parts: Sequence[Interval]
) -> Interval:
    inner = [_from_zero(each) for each in parts]
    ends: list[Fraction | None] = []
    for numbers, sign in (([x.lo for x in inner], -1), ([x.hi for x in inner], 1)):
        mean = _at(name, *numbers)
        exact = name == "harmonic_mean"
        if mean is not None and not exact and len(numbers) <= _MOST_TRIED:
            exact = mean ** len(numbers) == prod(each for each in numbers if each is not None)
        ends.append(mean if name == "harmonic_mean" else _widen(mean, exact, sign))
    lo, hi = ends
    above = all(not each.has(_ZERO) for each in inner)
    return Interval(lo or _ZERO, hi, not lo and above)


def bound_mean(how: Literal["geometric-mean", "harmonic-mean"], row: Interval) -> Interval:
    """Return the bounds of a mean over rows: those of a row, but for how it is rounded."""
    inner = _from_zero(row)
    if how == "harmonic-mean":
        return inner
    lo, hi = (_widen(end, True, sign) for end, sign in ((inner.lo, -1), (inner.hi, 1)))
    return Interval(lo, hi, inner.lo_open and lo == 0)


def bound_span(unit: SpanUnit, start: Interval, end: Interval) -> Interval:
    """Return how many days, months or years can lie between two dates."""
    return Interval(_span_at(unit, start.hi, end.lo), _span_at(unit, start.lo, end.hi))


def _span_at(unit: SpanUnit, start: Fraction | None, end: Fraction | None) -> Fraction | None:
    if start is None or end is None:
        return None
    return Fraction(count_span(unit, int(start), int(end)))
