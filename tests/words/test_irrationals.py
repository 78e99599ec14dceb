"""Logarithms, powers, roots and means: exact where rational, else to 50 digits, never slow.

Expected figures are published constants, those of mpmath at 200 digits rounded by `decimal`, or
follow from the powers of whole numbers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from math import ceil, prod
from random import Random
from statistics import harmonic_mean
from typing import Any

import mpmath  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import WordError
from scorelib.words import irrationals
from scorelib.words.irrationals import (
    DIGITS,
    MAX_BITS,
    MAX_EXPONENT,
    average_geometric,
    average_harmonic,
    common_log,
    exponential,
    natural_log,
    raise_power,
    take_root,
)
from scorelib.words.numbers import print_number
from scorelib.words.rounding import MODES, Mode, RoundingRule

DRAWN = 20 * int(os.environ.get("SCORELIB_EXAMPLES", "100"))
"""How many arguments each of five functions is given: ten thousand together."""

ONE = Fraction(1)
TIE = Fraction(int("1234567890" * 5 + "5"), 10**50)
"""A number of 51 digits in the middle between two of 50."""

BELOW, ABOVE = TIE - Fraction(5, 10**50), TIE + Fraction(5, 10**50)

positive = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6)
degrees = st.integers(1, 12)


def refine(x: Fraction) -> Any:
    """Return a rational as mpmath's number."""
    return mpmath.mpf(x.numerator) / x.denominator


def round_any(value: Fraction) -> Fraction:
    """Return a rational rounded by `decimal`, half-even, to 50 digits; exact ones may have more."""
    above, below = Decimal(value.numerator), Decimal(value.denominator)
    return Fraction(Context(prec=DIGITS).divide(above, below))


def round_digits(value: Any) -> Fraction:
    """Return a number of mpmath rounded by `decimal` to 50 digits."""
    sign, mantissa, exponent, _ = value._mpf_
    size = round_any(Fraction(int(mantissa)) * Fraction(2) ** int(exponent))
    return -size if sign else size


def draw_number(random: Random) -> Fraction:
    """Return a positive number: a decimal of any size, one near 1, or a ratio."""
    match random.randrange(4):
        case 0:
            return Fraction(random.randrange(1, 10 ** random.randrange(1, 8)), 100)
        case 1:
            return Fraction(random.randrange(1, 10**60), 10 ** random.randrange(61))
        case 2:
            return 1 + Fraction(random.randrange(-(10**6), 10**6), 10 ** random.randrange(7, 40))
        case _:
            return Fraction(random.randrange(1, 10**9), random.randrange(1, 10**9))


@pytest.mark.parametrize(
    ("result", "digits"),
    [
        # The OEIS: A002162, A002391, A002392; A007524, A114490; A001113, A068985.
        (natural_log(Fraction(2)), "0.69314718055994530941723212145817656807550013436026"),
        (natural_log(Fraction(3)), "1.0986122886681096913952452369225257046474905578227"),
        (natural_log(Fraction(10)), "2.3025850929940456840179914546843642076011014886288"),
        (common_log(Fraction(2)), "0.30102999566398119521373889472449302676818988146211"),
        (common_log(Fraction(3)), "0.4771212547196624372950279032551153092001288641907"),
        (exponential(Fraction(1)), "2.7182818284590452353602874713526624977572470937"),
        (exponential(Fraction(-1)), "0.36787944117144232159552377016146086744581113103177"),
        # A002193, A002194, A002580, A001622 (less 1/2).
        (take_root(Fraction(2), 2), "1.4142135623730950488016887242096980785696718753769"),
        (
            raise_power(Fraction(3), Fraction(1, 2)),
            "1.7320508075688772935274463415058723669428052538104",
        ),
        (take_root(Fraction(2), 3), "1.2599210498948731647672106072782283505702514647015"),
        (take_root(Fraction(5, 4), 2), "1.1180339887498948482045868343656381177203091798058"),
        (
            average_geometric([ONE, Fraction(2)]),
            "1.4142135623730950488016887242096980785696718753769",
        ),
    ],
)
def test_known_constants(result: Fraction, digits: str) -> None:
    """Published constants come out to their fiftieth digit."""
    assert digits == print_number(result)


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (natural_log(ONE) + common_log(ONE), 0),
        (common_log(Fraction(10**40)), 40),
        (common_log(Fraction(1, 10**4000)), -4000),
        (exponential(Fraction(0)), 1),
        (raise_power(Fraction(0), Fraction(0)), 1),
        (raise_power(Fraction(0), Fraction(5, 3)), 0),
        (raise_power(Fraction(-2), Fraction(3)), -8),
        (raise_power(Fraction(-2), Fraction(-4)), Fraction(1, 16)),
        (raise_power(Fraction("6.25"), Fraction("1.5")), Fraction("15.625")),
        (raise_power(Fraction("0.00032"), Fraction("-0.4")), 25),
        (raise_power(ONE, Fraction(1 << (MAX_BITS - 1), 7)), 1),
        (raise_power(Fraction(-1), Fraction(10**60 + 1)), -1),
        (take_root(Fraction(-32), 5), -2),
        (take_root(ONE, 10**60), 1),
        (average_geometric([ONE, Fraction(9)]), 3),
        (average_geometric([Fraction(2), Fraction(3), Fraction(36)]), 6),
        (average_geometric([Fraction(0), Fraction(2)]), 0),
        (average_geometric([Fraction(9), Fraction(4)], [ONE / 3, Fraction(0)]), 9),
        (average_geometric([Fraction(9), Fraction(0)], [ONE / 3, Fraction(0)]), 9),
        (average_geometric([Fraction(8), Fraction(27)], [Fraction("0.2"), Fraction("0.1")]), 12),
        (average_geometric([Fraction(6)] * 3, [Fraction(1, k) for k in (7, 11, 10**50)]), 6),
        (average_harmonic([Fraction(40), Fraction(60)], [Fraction(5), Fraction(30)]), 56),
    ],
)
def test_rational_results_are_exact(result: Fraction, value: Fraction | int) -> None:
    """What is rational is not rounded, whichever function it comes from."""
    assert value == result


@pytest.mark.parametrize(
    ("function", "second_hand"),
    [(natural_log, mpmath.log), (common_log, mpmath.log10), (exponential, mpmath.exp)],
)
def test_functions_agree_with_mpmath(
    function: Callable[[Fraction], Fraction], second_hand: Callable[[Any], Any]
) -> None:
    """Drawn arguments give the 50 digits of mpmath."""
    random = Random(1963)
    with mpmath.workdps(200):
        for _ in range(DRAWN):
            x = draw_number(random)
            if function is exponential:
                x = random.choice([-1, 1]) * (x if x <= 100 else 1 / x)
            assert round_digits(second_hand(refine(x))) == function(x), x


def test_powers_and_roots_agree_with_mpmath() -> None:
    """Drawn bases, exponents and degrees give the 50 digits of mpmath, or all of them."""
    random = Random(2021)
    with mpmath.workdps(200):
        for _ in range(DRAWN):
            x, degree = draw_number(random), random.randrange(2, 40)
            parts = random.choice([degree, 100])
            exponent = Fraction(random.randrange(-50 * parts, 50 * parts), parts)
            power = mpmath.power(refine(x), refine(exponent))
            root = mpmath.power(refine(x), refine(Fraction(1, degree)))
            if exponent.denominator > 1:
                assert round_digits(power) == round_any(raise_power(x, exponent)), (x, exponent)
            assert round_digits(root) == round_any(take_root(x, degree)), (x, degree)


def test_geometric_means_agree_with_mpmath() -> None:
    """Drawn values and weights give the 50 digits of mpmath, or all of them."""
    random = Random(340102)
    with mpmath.workdps(200):
        for _ in range(DRAWN):
            values = [draw_number(random) for _ in range(random.randrange(1, 6))]
            weights = [draw_number(random) for _ in values] if random.random() < 0.7 else None
            counts = weights or [ONE] * len(values)
            logs = [
                mpmath.log(refine(value)) * refine(weight)
                for value, weight in zip(values, counts, strict=True)
            ]
            mean = mpmath.exp(mpmath.fsum(logs) / refine(sum(counts, Fraction(0))))
            found = round_any(average_geometric(values, weights))
            assert round_digits(mean) == found, (values, weights)


@given(st.integers(64, 3000), positive, st.fractions(-40, 40, max_denominator=1000))
def test_enclosures_hold_the_value(bits: int, x: Fraction, y: Fraction) -> None:
    """At any precision the errors are as small as they are said to be."""
    with mpmath.workprec(bits + 200):
        log = mpmath.log(refine(x)) * mpmath.mpf(2) ** bits
        assert abs(irrationals._fix_log(x, bits) - log) < 2
        low, high, shift = irrationals._enclose_exp(
            lambda work: (y.numerator << work) // y.denominator, bits
        )
        power = mpmath.exp(refine(y)) / mpmath.mpf(2) ** shift
        assert low < power < high
        assert (high - low) << (bits - 3) < low
        if x > 1:
            low, high, shift = irrationals._enclose_common_log(x, bits)
            assert low < mpmath.log10(refine(x)) / mpmath.mpf(2) ** shift < high


@given(positive, degrees)
def test_roots_by_their_powers(x: Fraction, degree: int) -> None:
    """A root is exact, or its power and those of the borders beside it lie around the number."""
    root = take_root(x, degree)
    if root**degree != x:
        first = (Decimal(root.numerator) / Decimal(root.denominator)).adjusted()
        half = Fraction(10) ** (first - DIGITS + 1) / 2
        assert (root / (2 * half)).denominator == 1
        assert (root - half) ** degree < x < (root + half) ** degree


@given(positive, st.integers(-12, 12), degrees)
def test_perfect_powers_are_exact(x: Fraction, times: int, degree: int) -> None:
    """(x^n)^(m/n) is x^m, exactly."""
    assert x**times == raise_power(x**degree, Fraction(times, degree))
    assert x == take_root(x**degree, degree)


@given(positive, positive, st.integers(1, 9), st.integers(1, 9), positive)
def test_rational_means_are_recognised(
    mean: Fraction, ratio: Fraction, first: int, second: int, unit: Fraction
) -> None:
    """Values whose deviations cancel have their centre as mean, whatever the weights' unit."""
    values = [mean * ratio**second, mean / ratio**first]
    assert mean == average_geometric(values, [first * unit, second * unit])
    assert mean == average_geometric([mean * ratio, mean / ratio, mean])


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=8))
def test_harmonic_means_are_those_of_statistics(pairs: list[tuple[Fraction, Fraction]]) -> None:
    """Python's own harmonic mean, which keeps fractions, gives the same."""
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    assert harmonic_mean(values) == average_harmonic(values)
    expected = sum(weights) / sum(weight / value for value, weight in pairs)
    assert expected == average_harmonic(values, weights)


@given(st.lists(positive, min_size=1, max_size=6))
def test_means_lie_in_order(values: list[Fraction]) -> None:
    """Least, harmonic, geometric, arithmetic, greatest; the order of the values is idle."""
    geometric = average_geometric(values)
    slack = 1 + Fraction(1, 10 ** (DIGITS - 1))
    assert min(values) <= average_harmonic(values) <= geometric * slack
    assert geometric <= sum(values) / len(values) * slack
    assert geometric == average_geometric(values[::-1])
    assert geometric == average_geometric(values, [Fraction(3, 7)] * len(values))


@given(positive, st.integers(6, 120), st.fractions(-5, 5, max_denominator=100))
def test_functions_never_fall(x: Fraction, places: int, exponent: Fraction) -> None:
    """A greater argument never gives a smaller result, however near the two are."""
    y = x + Fraction(1, 10**places)
    assert natural_log(x) <= natural_log(y)
    assert common_log(x) <= common_log(y)
    assert exponential(min(x, Fraction(100))) <= exponential(min(y, Fraction(101)))
    assert round_any(take_root(x, 3)) <= round_any(take_root(y, 3))
    powers = [round_any(raise_power(each, exponent)) for each in (x, y)]
    assert powers == sorted(powers, reverse=exponent < 0)
    assert round_any(average_geometric([x, ONE])) <= round_any(average_geometric([y, ONE]))


@given(positive)
def test_signs_are_mirrored(x: Fraction) -> None:
    """Logarithms of x and 1/x, and odd roots of x and -x, differ in their sign alone."""
    assert natural_log(1 / x) == -natural_log(x)
    assert common_log(1 / x) == -common_log(x)
    assert take_root(-x, 5) == -take_root(x, 5)


def near(value: Any, places: int) -> tuple[Fraction, Fraction]:
    """Return decimals just below and just above a number of mpmath, and of what it rounded."""
    whole = int(mpmath.floor(value * mpmath.mpf(10) ** places))
    return Fraction(whole - 1, 10**places), Fraction(whole + 2, 10**places)


@pytest.mark.parametrize("places", [80, 900, 3000])
@pytest.mark.parametrize(
    ("function", "inverse"),
    [
        (natural_log, mpmath.exp),
        (common_log, lambda x: mpmath.power(10, x)),
        (exponential, mpmath.log),
        (lambda x: take_root(x, 7), lambda x: x**7),
        (lambda x: raise_power(x, Fraction(2, 3)), lambda x: mpmath.power(x, 1.5)),
        (
            lambda x: raise_power(1 + x / 10**30, Fraction(10**30, 3)),
            lambda x: mpmath.expm1(3 * mpmath.log(x) / 10**30) * 10**30,
        ),
        (lambda x: average_geometric([x, ONE, ONE]), lambda x: x**3),
    ],
)
def test_results_next_to_a_tie(
    function: Callable[[Fraction], Fraction], inverse: Callable[[Any], Any], places: int
) -> None:
    """A result that differs from a tie in its thousandth digit only still goes to its side."""
    with mpmath.workdps(places + 60):
        low, high = near(inverse(refine(TIE)), places)
    assert BELOW == function(low)
    assert ABOVE == function(high)


def test_small_arguments_next_to_a_tie() -> None:
    """ln(1 + t) is a little below t, exp t a little above 1 + t: the series say so."""
    tiny = TIE / 10**1000
    assert BELOW / 10**1000 == natural_log(1 + tiny)
    assert 1 + Fraction(1, 10**49) == exponential(Fraction(5, 10**50))
    assert 1 - Fraction(1, 10**50) == exponential(Fraction(-15, 10**51))
    assert exponential(Fraction(1, 10**4000)) == 1


def test_exact_tie_is_not_rounded() -> None:
    """A rational result keeps its fifty-first digit."""
    assert TIE == take_root(TIE**2, 2)
    assert TIE == average_geometric([TIE * 3, TIE / 3])


@pytest.mark.parametrize(
    ("square", "mode", "rounded"),
    [
        ("0.625", "half-up", "0.63"),
        ("0.625", "half-down", "0.62"),
        ("above", "half-down", "0.63"),
        ("below", "half-up", "0.62"),
        ("just above", "half-down", "0.62"),
        ("just below", "half-up", "0.63"),
        ("just above", "ceiling", "0.63"),
    ],
)
def test_rounding_is_relative_to_fifty_digits(square: str, mode: Mode, rounded: str) -> None:
    """A root that differs from 0.625 in its 40th digit is not the tie; in its 200th, it is."""
    distance = {"0.625": 0, "above": 1, "below": -1, "just above": 1, "just below": -1}[square]
    places = 200 if square.startswith("just") else 40
    root = take_root(Fraction("0.625") ** 2 + Fraction(distance, 10**places), 2)
    assert (places == 40 and distance != 0) == (root != Fraction("0.625"))
    assert Fraction(rounded) == RoundingRule(2, mode).apply(root)


@pytest.mark.parametrize("mode", MODES)
def test_geometric_mean_of_one_and_nine(mode: Mode) -> None:
    """The mean is 3, neither 2.999… nor 3.000…1: it is 3 however it is rounded."""
    assert RoundingRule(0, mode).apply(average_geometric([ONE, Fraction(9)])) == 3


def refuse(call: Callable[[], Fraction]) -> tuple[str, dict[str, object]]:
    with pytest.raises(WordError) as caught:
        call()
    return caught.value.code, dict(caught.value.arguments)


@pytest.mark.parametrize(
    ("call", "function", "value", "wanted"),
    [
        (lambda: natural_log(Fraction(-7, 3)), "ln", "-7/3", "x > 0"),
        (lambda: natural_log(Fraction(-(10**300))), "ln", "-1.00000 × 10^300", "x > 0"),
        (lambda: common_log(Fraction(-1, 2**300)), "log10", "-4.90909 × 10^-91", "x > 0"),
        (lambda: raise_power(Fraction(0), Fraction(-1, 2)), "power", "0", "x ≠ 0"),
        (lambda: raise_power(Fraction(-8), Fraction(1, 3)), "power", "-8", "x ≥ 0"),
        (lambda: take_root(Fraction(-4), 2), "root", "-4", "x ≥ 0"),
        (lambda: take_root(Fraction(4), 0), "root", "0", "n ≥ 1"),
        (lambda: average_geometric([]), "geometric_mean", "0", "Σw > 0"),
        (lambda: average_geometric([ONE, ONE], [-ONE, ONE]), "geometric_mean", "-1", "w ≥ 0"),
        (lambda: average_geometric([-ONE, Fraction(0)]), "geometric_mean", "-1", "x ≥ 0"),
        (lambda: average_harmonic([Fraction(0), ONE]), "harmonic_mean", "0", "x > 0"),
        (lambda: average_harmonic([]), "harmonic_mean", "0", "Σw > 0"),
    ],
)
def test_arguments_outside_the_domain(
    call: Callable[[], Fraction], function: str, value: str, wanted: str
) -> None:
    """No function guesses beyond its domain; the refusal says what it wants."""
    assert ("SL281", {"function": function, "value": value, "wanted": wanted}) == refuse(call)


LARGE = Fraction(1 << MAX_BITS)


@pytest.mark.parametrize(
    ("call", "most"),
    [
        (lambda: natural_log(LARGE), "10^4932"),
        (lambda: common_log(1 / LARGE), "10^4932"),
        (lambda: exponential(1 / LARGE), "10^4932"),
        (lambda: exponential(MAX_EXPONENT + Fraction(1, 10**9)), "e^10000"),
        (lambda: exponential(Fraction(-(10**60))), "e^10000"),
        (lambda: raise_power(Fraction(2), Fraction(MAX_BITS)), "10^4932"),
        (lambda: raise_power(Fraction(2), Fraction(10**60)), "10^4932"),
        (lambda: raise_power(Fraction(9, 7), Fraction(-(10**60) - 1, 2)), "e^10000"),
        (lambda: raise_power(Fraction(2), Fraction(99_999, 2)), "e^10000"),
        (lambda: take_root(Fraction(2), 1 << MAX_BITS), "10^4932"),
        (lambda: average_geometric([LARGE]), "10^4932"),
        (lambda: average_geometric([Fraction(3)] * 70_000), "10^78913"),
        (lambda: average_geometric([ONE] * 3000, list(map(Fraction, range(3000)))), "10^9864"),
        (lambda: average_harmonic([Fraction(3)] * 70_000), "10^78913"),
        (lambda: average_harmonic([LARGE / 2 - 1, LARGE / 2 - 3]), "10^4932"),
    ],
)
def test_numbers_too_large(call: Callable[[], Fraction], most: str) -> None:
    """What could take long is refused before it is begun."""
    code, arguments = refuse(call)
    assert ("SL282", most) == (code, arguments["most"])


def test_largest_numbers_are_taken() -> None:
    """The bounds themselves are within."""
    assert Fraction(LARGE / 2) == raise_power(Fraction(2), Fraction(MAX_BITS - 1))
    assert exponential(Fraction(MAX_EXPONENT)) > 10**4342 > exponential(Fraction(9_997))
    assert exponential(Fraction(-MAX_EXPONENT)) < Fraction(1, 10**4342)
    assert natural_log(LARGE - 1) < natural_log(Fraction(2)) * MAX_BITS


def test_irrational_power_is_not_refused_for_its_parts() -> None:
    """The power of a ratio near 1 is near 1, however large those of its sides would be."""
    ratio = Fraction(2**16_000, 2**16_000 + 1)
    assert raise_power(ratio, Fraction(3, 2)) == 1


@pytest.mark.parametrize("weights", [[], [ONE], [ONE, ONE, ONE]])
def test_each_value_has_its_weight(weights: Sequence[Fraction]) -> None:
    """Too few or too many weights are the caller's mistake."""
    with pytest.raises(ValueError, match="zip"):
        average_geometric([ONE, ONE], weights)
    with pytest.raises(ValueError, match="zip"):
        average_harmonic([ONE, ONE], weights)


def test_loop_gives_up() -> None:
    """Twelve values whose product is x^12 - 1 come nearer to a tie than the loop goes."""
    x = int(TIE * 10**1050)
    factors = [x - 1, x + 1, x * x + x + 1, x * x - x + 1, x * x + 1, x**4 - x * x + 1]
    assert x**12 - 1 == prod(factors)
    code, arguments = refuse(
        lambda: average_geometric([Fraction(each) for each in factors + [1] * 6])
    )
    assert ("SL282", "10^10172") == (code, arguments["most"])


@cache
def hard_cases() -> list[Callable[[], Fraction]]:
    """Return arguments of the largest size, as near to a tie as they can be."""
    places = 4860
    with mpmath.workdps(2 * places):
        log_of, exp_of, power_of = (
            Fraction(int(function(refine(TIE)) * mpmath.mpf(10) ** places), 10**places)
            for function in (mpmath.exp, mpmath.log, lambda x: mpmath.power(10, x))
        )
    near_square = (TIE * 10**2400) ** 2 + 1
    many = [Fraction(each, 100) for each in range(1, 10_001)]
    primes = [n for n in range(2, 3000) if all(n % k for k in range(2, ceil(n**0.5) + 1))]
    mixed = [Fraction(prod(primes[k::13])) for k in range(13)] + list(map(Fraction, primes))
    return [
        lambda: natural_log(log_of),
        lambda: exponential(exp_of),
        lambda: common_log(power_of),
        lambda: natural_log(1 + Fraction(1, 10**4900)),
        lambda: take_root(near_square, 2),
        lambda: take_root(Fraction(3 ** (3 * 3400)), 3),
        lambda: raise_power(1 + Fraction(1, 10**4900), Fraction(10**4901, 3)),
        lambda: average_geometric(many),
        lambda: average_geometric([Fraction(3**9000 + k, 7**5000) for k in range(8)]),
        lambda: average_geometric(mixed, [Fraction(k + 1) for k in range(len(mixed))]),
        lambda: average_geometric([Fraction(6)] * 500, [Fraction(1, k) for k in primes * 2][:500]),
        lambda: average_harmonic([Fraction(k) for k in range(1, 8000)]),
    ]


@pytest.mark.parametrize("number", range(12))
def test_hard_arguments_take_no_time(number: int) -> None:
    """The worst that is allowed takes less than a second; the test allows a busy computer five."""
    case = hard_cases()[number]
    start = time.perf_counter()
    case()
    assert time.perf_counter() - start < 5


def test_usual_arguments_take_microseconds() -> None:
    """A thousand results of each kind take a fraction of the second that is allowed here."""
    random = Random(7)
    numbers = [draw_number(random) for _ in range(200)]
    start = time.perf_counter()
    for x in numbers:
        natural_log(x)
        common_log(x)
        exponential(min(x, 1 / x))
        raise_power(x, Fraction("0.35"))
        average_geometric([x, ONE / 3, Fraction(7)])
    assert time.perf_counter() - start < 1
