"""Logarithms, powers, roots and means that leave the rationals, to 50 digits and never wrongly.

A result that is rational is exact: ln 1, log10 1000, the square root of 9/4, the geometric mean
of 1 and 9. Any other is *correctly rounded*: it is the number of 50 significant digits that is
nearest to the true value, which is never a tie. After that it is an ordinary rational.

The true value is enclosed between two rationals, in whole numbers whose errors are counted; if
both ends round to the same 50 digits, so does the value; else it is enclosed again with twice
the bits (Ziv's loop). The loop ends: both ends move towards the value, so they round apart for
ever only if it lies on a border between two roundings; borders are rational, and no value that
reaches the loop is:

- exp x for a rational x other than 0, and ln x for a positive one other than 1, are
  transcendental (Lindemann-Weierstrass);
- log10 x: were it p/q for a rational x, then x^q = 10^p, and x by unique factorisation a whole
  power of 10; those are answered before (the others are transcendental: Gelfond-Schneider);
- a product of rational powers of rationals, over coprime bases, is by unique factorisation
  rational only where each base is a perfect power of its exponent's degree; answered before.

How soon it ends nothing says. So numbers have a largest size, and the loop an end
(`MAX_PRECISION`), nearer to a border than one number of that size can be expected to come; what
lies beyond is refused (SL282) and nobody waits for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import count
from math import gcd, isqrt, lcm
from operator import add, mul
from typing import Final, TypeVar

from scorelib.ground.errors import WordError
from scorelib.words.numbers import print_number

__all__ = [
    "DIGITS",
    "MAX_BITS",
    "MAX_EXPONENT",
    "MAX_MIXED",
    "MAX_PRECISION",
    "MAX_PRODUCT",
    "average_geometric",
    "average_harmonic",
    "common_log",
    "exponential",
    "natural_log",
    "raise_power",
    "take_root",
]

T = TypeVar("T")

DIGITS: Final = 50
"""The significant digits of a result that is not rational."""

MAX_BITS: Final = 1 << 14
"""The most bits (4932 decimal digits) of a numerator or denominator, going in or coming out."""

MAX_EXPONENT: Final = 10_000
"""A result that is not rational lies between e^-10000 and e^10000: 10^-4342 and 10^4342."""

MAX_PRODUCT: Final = 1 << 18
"""The most bits of all numbers of a mean: ten thousand scores with two decimals."""

MAX_MIXED: Final = 1 << 15
"""The same for a geometric mean with different weights, harder to tell rational."""

_FIRST_PRECISION: Final = 264  # 50 digits are 167 bits: one result in 10^28 needs another turn

MAX_PRECISION: Final = _FIRST_PRECISION << 7
"""The bits where the loop ends: 50 digits and twice `MAX_BITS`; a product's factors share them."""

_Enclosure = tuple[int, int, int]
"""Low, high and shift: a positive number is between low and high times 2 to the shift."""


def natural_log(x: Fraction) -> Fraction:
    """Return the natural logarithm of a positive number: 0 for 1, else to 50 digits.

    Raises `WordError`: SL281 not positive, SL282 too large a numerator or denominator.

    >>> print_number(natural_log(Fraction(2)))
    '0.69314718055994530941723212145817656807550013436026'
    """
    _demand(x > 0, "ln", x, "x > 0")
    _check_size("ln", x)
    if x == 1:
        return Fraction(0)
    above = max(x, 1 / x)
    result = _round("ln", lambda bits: _enclose_log(above, bits))
    return result if x > 1 else -result


def common_log(x: Fraction) -> Fraction:
    """Return the logarithm of a positive number to base 10: whole for powers of 10.

    Raises `WordError`: SL281 not positive, SL282 too large a numerator or denominator.

    >>> common_log(Fraction(1, 1000))
    Fraction(-3, 1)
    """
    _demand(x > 0, "log10", x, "x > 0")
    _check_size("log10", x)
    above = max(x, 1 / x)
    # A power of 10 is as often divided by 2.
    power = (above.numerator & -above.numerator).bit_length() - 1
    if above == 10**power:
        return Fraction(power if x >= 1 else -power)
    result = _round("log10", lambda bits: _enclose_common_log(above, bits))
    return result if x > 1 else -result


def exponential(x: Fraction) -> Fraction:
    """Return e to the power of a number: 1 for 0, else to 50 digits.

    Raises `WordError`: SL282 beyond 10000 either way, or too large a numerator or denominator.

    >>> print_number(exponential(Fraction(1)))
    '2.7182818284590452353602874713526624977572470937'
    """
    _check_size("exp", x)
    _check_exponent("exp", x)
    if x == 0:
        return Fraction(1)
    above, below = x.numerator, x.denominator
    return _round("exp", lambda bits: _enclose_exp(lambda work: (above << work) // below, bits))


def raise_power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return a power with a rational exponent: exact where it is rational, else to 50 digits.

    Whole powers are always exact; 0 to the power 0 is 1, an empty product. A fractional power of
    a negative number is refused even where an odd root exists: 0.2 would be allowed and 0.21 not.
    Whoever means an odd root says so: `take_root`.

    Raises `WordError`: SL281 a negative base with a fractional exponent, or 0 with a negative
    one; SL282 too large a number or result.

    >>> raise_power(Fraction(8, 27), Fraction(-2, 3))
    Fraction(9, 4)
    """
    _demand(base >= 0 or exponent.denominator == 1, "power", base, "x ≥ 0")
    _demand(base != 0 or exponent >= 0, "power", base, "x ≠ 0")
    _check_size("power", base, exponent)
    if base == 0:
        return Fraction(int(exponent == 0))
    result = _multiply_powers("power", [(abs(base), exponent.numerator)], exponent.denominator)
    return -result if base < 0 and exponent.numerator % 2 else result


def take_root(x: Fraction, degree: int) -> Fraction:
    """Return a root: exact where it is rational, else to 50 digits.

    An odd root of a negative number is the negative of the root without the sign.

    Raises `WordError`: SL281 a degree below 1, or a negative number with an even degree; SL282
    too large a number.

    >>> take_root(Fraction(-27, 8), 3)
    Fraction(-3, 2)
    """
    _demand(degree >= 1, "root", Fraction(degree), "n ≥ 1")
    _demand(x >= 0 or degree % 2 == 1, "root", x, "x ≥ 0")
    _check_size("root", x, Fraction(degree))
    if x == 0:
        return x
    result = _multiply_powers("root", [(abs(x), 1)], degree)
    return result if x > 0 else -result


def average_geometric(
    values: Sequence[Fraction], weights: Sequence[Fraction] | None = None
) -> Fraction:
    """Return the geometric mean: exact where it is rational, else to 50 digits.

    Weights need not add up to 1; without them all count alike. A value that is 0 makes the mean
    0; one whose weight is 0 does not count.

    Raises `WordError`: SL281 no values, a negative value or weight, no weight above 0; SL282 too
    large a number, or too many. Raises `ValueError` unless each value has its weight.

    >>> average_geometric([Fraction(1), Fraction(9)])
    Fraction(3, 1)
    >>> average_geometric([Fraction(16), Fraction(1, 2)], [Fraction(3), Fraction(2)])
    Fraction(4, 1)
    """
    for value in values:
        _demand(value >= 0, "geometric_mean", value, "x ≥ 0")
    pairs = _pair_weights("geometric_mean", values, weights)
    if any(value == 0 for value, _ in pairs):
        return Fraction(0)
    alike: dict[Fraction, list[Fraction]] = defaultdict(list)
    for value, weight in pairs:
        alike[weight].append(value)
    if len(alike) > 1:
        _check_total("geometric_mean", pairs, MAX_MIXED)
    shared = lcm(*(weight.denominator for weight in alike))
    powers = [(_fold(group, mul), int(weight * shared)) for weight, group in alike.items()]
    degree = sum(int(weight * shared) * len(group) for weight, group in alike.items())
    return _multiply_powers("geometric_mean", powers, degree)


def average_harmonic(
    values: Sequence[Fraction], weights: Sequence[Fraction] | None = None
) -> Fraction:
    """Return the harmonic mean, a rational: the weights over the weighted reciprocals.

    Weights need not add up to 1; without them all count alike. A value that is 0 has no
    reciprocal; one whose weight is 0 does not count.

    Raises `WordError`: SL281 no values, a value that is not positive, a negative weight, no
    weight above 0; SL282 too large a number or result, or too many. Raises `ValueError` unless
    each value has its weight.

    >>> average_harmonic([Fraction(1), Fraction(1, 2)])
    Fraction(2, 3)
    """
    for value in values:
        _demand(value > 0, "harmonic_mean", value, "x > 0")
    pairs = _pair_weights("harmonic_mean", values, weights)
    whole = _fold([weight for _, weight in pairs], add)
    result = whole / _fold([weight / value for value, weight in pairs], add)
    _check_size("harmonic_mean", result)
    return result


def _demand(holds: bool, function: str, value: Fraction, wanted: str) -> None:
    if not holds:
        raise WordError("SL281", function=function, value=_show(value), wanted=wanted)


def _check_size(function: str, *numbers: Fraction) -> None:
    for number in numbers:
        if max(number.numerator.bit_length(), number.denominator.bit_length()) > MAX_BITS:
            raise _refuse_size(function, MAX_BITS)


def _check_total(function: str, pairs: Iterable[tuple[Fraction, Fraction]], most: int) -> None:
    numbers = (number for pair in pairs for number in pair)
    if sum(each.numerator.bit_length() + each.denominator.bit_length() for each in numbers) > most:
        raise _refuse_size(function, most)


def _check_exponent(function: str, exponent: Fraction) -> None:
    if abs(exponent) > MAX_EXPONENT:
        raise WordError("SL282", function=function, most=f"e^{MAX_EXPONENT}")


def _refuse_size(function: str, bits: int) -> WordError:
    return WordError("SL282", function=function, most=f"10^{bits * 30103 // 100_000}")


def _pair_weights(
    function: str, values: Sequence[Fraction], weights: Sequence[Fraction] | None
) -> list[tuple[Fraction, Fraction]]:
    """Return the values that count, each with its weight."""
    if weights is None:
        weights = [Fraction(1)] * len(values)
    pairs = list(zip(values, weights, strict=True))
    for _, weight in pairs:
        _demand(weight >= 0, function, weight, "w ≥ 0")
    counting = [pair for pair in pairs if pair[1]]
    _demand(bool(counting), function, Fraction(0), "Σw > 0")
    for pair in counting:
        _check_size(function, *pair)
    _check_total(function, counting, MAX_PRODUCT)
    return counting


def _show(value: Fraction) -> str:
    """Return a number for a message: in full where it is short, else its first six digits."""
    short = value.numerator.bit_length() + value.denominator.bit_length() <= 128
    if short and len(text := print_number(value)) <= 40:
        return text
    digits, power = _round_ratio(abs(value.numerator), value.denominator, 6)
    sign = "-" if value < 0 else ""
    return f"{sign}{digits // 10**5}.{digits % 10**5:05} × 10^{power + 5}"


def _fold(items: list[T], join: Callable[[T, T], T]) -> T:
    """Return what joins a list, like with like: far quicker than one after the other."""
    while len(items) > 1:
        items = [*map(join, items[::2], items[1::2]), *items[len(items) - len(items) % 2 :]]
    return items[0]


def _multiply_powers(function: str, powers: list[tuple[Fraction, int]], degree: int) -> Fraction:
    """Return the root of a product of powers of positive numbers."""
    exact = _find_rational(function, powers, degree)
    if exact is not None:
        return exact
    # Each logarithm is wrong by 2 units: so many bits more hide them all.
    extra = (2 * sum(abs(times) for _, times in powers) // degree + 1).bit_length()

    def fix(work: int) -> int:
        whole = sum(_fix_log(number, work + extra) * times for number, times in powers)
        return whole // (degree << extra)

    _check_exponent(function, Fraction(fix(64), 1 << 64))
    return _round(function, lambda bits: _enclose_exp(fix, bits), len(powers))


def _find_rational(
    function: str, powers: list[tuple[Fraction, int]], degree: int
) -> Fraction | None:
    """Return the root of a product of powers if it is rational, else None."""
    parts = [(number.numerator, times) for number, times in powers]
    parts += [(number.denominator, -times) for number, times in powers]
    roots = []
    for base, times in parts if len(powers) == 1 else _split_coprime(parts):
        exponent = Fraction(times, degree)
        root = _find_root(base, exponent.denominator)
        if root is None:
            return None
        roots.append((root, exponent.numerator))
    sides = [1, 1]
    for root, times in roots:
        if (root.bit_length() - 1) * abs(times) > MAX_BITS:
            raise _refuse_size(function, MAX_BITS)
        sides[times < 0] *= root ** abs(times)
    result = Fraction(*sides)
    _check_size(function, result)
    return result


def _split_coprime(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same product of powers over bases of which no two have a common divisor.

    It ends: each split divides the product of all bases by a divisor above 1. The bases before
    `start` have no common divisor with the number in hand, so none with its parts.
    """
    split: list[tuple[int, int]] = []
    waiting = [(base, times, 0) for base, times in parts if base > 1]
    while waiting:
        base, times, start = waiting.pop()
        for place in range(start, len(split)):
            other, its = split[place]
            common = gcd(base, other)
            if common > 1:
                del split[place]
                rests = [(base // common, times), (other // common, its), (common, times + its)]
                waiting += [(rest, each, place) for rest, each in rests if rest > 1]
                break
        else:
            split.append((base, times))
    return split


def _find_root(number: int, degree: int) -> int | None:
    """Return the whole number whose power a positive whole number is, None if there is none."""
    while number > 1 and degree % 2 == 0:
        root = isqrt(number)
        if root * root != number:
            return None
        number, degree = root, degree // 2
    if number == 1 or degree == 1:
        return number
    if number.bit_length() <= degree:  # less than 2 to the degree
        return None
    bits = number.bit_length() // degree + 32
    low, high, shift = _enclose_exp(lambda work: _fix_log(Fraction(number), work) // degree, bits)
    nearest = high >> -shift
    return nearest if nearest << -shift >= low and nearest**degree == number else None


def _round(function: str, enclose: Callable[[int], _Enclosure], factors: int = 1) -> Fraction:
    """Return an irrational number rounded to 50 digits; the module says why this ends.

    `enclose` is given bits, and encloses the number with a relative error of about 2^-bits.
    """
    precision = _FIRST_PRECISION
    while precision <= max(MAX_PRECISION // factors, 4 * _FIRST_PRECISION):
        low, high, shift = enclose(precision)
        up, below = max(shift, 0), 1 << max(-shift, 0)
        digits, power = _round_ratio(low << up, below)
        if (digits, power) == _round_ratio(high << up, below):
            return Fraction(digits * 10 ** max(power, 0), 10 ** max(-power, 0))
        precision *= 2
    raise _refuse_size(function, MAX_PRECISION)


def _round_ratio(above: int, below: int, digits: int = DIGITS) -> tuple[int, int]:
    """Return a positive ratio rounded to so many digits, up if it is a tie, and a power of 10."""
    bits = above.bit_length() - below.bit_length()
    power = bits * 30103 // 100_000 - digits  # too small by two at most, never too large
    while True:
        divisor = below * 10 ** max(power, 0)
        quotient, rest = divmod(above * 10 ** max(-power, 0), divisor)
        if quotient < 10**digits:
            break
        power += 1
    quotient += 2 * rest >= divisor
    return (quotient, power) if quotient < 10**digits else (quotient // 10, power + 1)


# From here on numbers are multiples of 2^-work, and what each step loses is counted in such units;
# `work` has enough bits more than were asked for that all losses together stay below those.


def _enclose_log(x: Fraction, bits: int) -> _Enclosure:
    """Enclose ln x for an x above 1."""
    # ln x is at least (x - 1) / x: so many bits are zeros after the point.
    zeros = x.numerator.bit_length() - (x.numerator - x.denominator).bit_length() + 1
    fixed = _fix_log(x, bits + zeros)
    return fixed - 2, fixed + 2, -(bits + zeros)


def _enclose_common_log(x: Fraction, bits: int) -> _Enclosure:
    """Enclose log10 x for an x above 1."""
    low, high, shift = _enclose_log(x, bits)
    ten = _fix_constants(-shift)[1]
    return (low << -shift) // (ten + 2), (high << -shift) // ten + 1, shift


def _enclose_exp(fix: Callable[[int], int], bits: int) -> _Enclosure:
    """Enclose e to the power of a number by Taylor's series, for a 2^steps-th of its rest.

    `fix` is given `work`, and returns the number, wrong by at most 2 units. Lost are those and
    two for each ln 2 taken off, below 2^18 for numbers up to 45 000; 2 in each term of the
    series, fewer than `work`; and all but the first are doubled in each squaring.
    """
    steps = isqrt(bits) * 2 // 3
    work = bits + steps + bits.bit_length() + 24
    exponent, rest = divmod(fix(work), _fix_constants(work)[0])
    rest >>= steps
    term, result = rest, (1 << work) + rest
    for divisor in count(2):
        term = (term * rest >> work) // divisor
        if term == 0:
            break
        result += term
    for _ in range(steps):
        result = result * result >> work
    error = (result >> bits) + 1
    return result - error, result + error, exponent - work


def _fix_log(x: Fraction, bits: int) -> int:
    """Return ln x for a positive x as a multiple of 2^-bits, wrong by less than 2 of them.

    x is 2^twos times a number from 1 to 2, of which square roots are taken until it is near 1;
    the logarithm of what is left, s, is twice the area tangent of z = (s - 1) / (s + 1).

    Lost are 2 units in s (a root halves what was lost before, and loses 1), so 2 in z, and 2 in
    each term z^k/k, fewer than work / 3; all doubled by each root; and two for each ln 2.
    """
    if x < 1:
        return -_fix_log(1 / x, bits)
    above, below = x.numerator, x.denominator
    twos = above.bit_length() - below.bit_length()
    twos -= above < below << twos
    most = isqrt(bits) // 3
    work = bits + most + bits.bit_length() + twos.bit_length() + 6
    one = 1 << work
    number = (above << work) // (below << twos)
    # Each zero bit after the point saves a root.
    steps = max(0, most - (work - (number - one).bit_length()))
    for _ in range(steps):
        number = isqrt(number << work)
    z = ((number - one) << work) // (number + one)
    square, result = z * z >> work, 0
    for divisor in count(1, 2):
        if z == 0:
            break
        result += z // divisor
        z = z * square >> work
    return ((result << (steps + 1)) + twos * _fix_constants(work)[0]) >> (work - bits)


def _fix_constants(bits: int) -> tuple[int, int]:
    """Return ln 2 and ln 10, each too small by less than 2 units."""
    size = max(512, 1 << (bits - 1).bit_length())
    two, ten = _sum_constants(size)
    return two >> (size - bits), ten >> (size - bits)


@cache  # sizes are powers of 2, thus few
def _sum_constants(size: int) -> tuple[int, int]:
    """Return ln 2 and ln 10 by area tangents.

    2 and 10 are products of powers of 32/30, 50/48 and 162/160, whose logarithms are twice the
    area tangents of 1/31, 1/49 and 1/161. Each loses 1 unit a term; 32 bits more hide them.
    """
    sums = []
    for number in (31, 49, 161):
        term, total = (1 << (size + 32)) // number, 0
        for divisor in count(1, 2):
            if term == 0:
                break
            total += term // divisor
            term //= number * number
        sums.append(total)
    a, b, c = sums
    return (14 * a + 10 * b + 6 * c) >> 32, (46 * a + 34 * b + 20 * c) >> 32
