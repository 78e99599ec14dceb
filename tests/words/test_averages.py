"""Sums, means and deviations against exact sums, and against decimals of two hundred digits."""

from __future__ import annotations

import time
from decimal import Context, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.words.averages import average, deviate, round_deviation, round_mean, round_sum
from scorelib.words.rounding import MODES, RoundingRule

numbers = st.lists(st.fractions(-1000, 1000, max_denominator=10**9), min_size=2, max_size=40)
rules = st.builds(RoundingRule, st.integers(0, 6), st.sampled_from(sorted(MODES)))


def draw_ratios(count: int, seed: int) -> list[Fraction]:
    """Return ratios whose common denominator is far too long to be added with."""
    random = Random(seed)
    return [Fraction(random.randrange(10**6), random.randrange(1, 10**9)) for _ in range(count)]


@given(numbers, rules)
@settings(max_examples=100)
def test_sums_and_means_are_those_of_exact_sums(values: list[Fraction], rule: RoundingRule) -> None:
    """However the sum is formed, it rounds as the exact one does."""
    total = sum(values, Fraction(0))
    assert round_sum(values, rule) == rule.apply(total)
    assert round_mean(values, rule) == rule.apply(total / len(values))


@pytest.mark.parametrize("mode", sorted(MODES))
def test_ties_are_found_where_denominators_are_long(mode: str) -> None:
    """Ratios and their complements sum to n/2 halves: a tie that no enclosure can decide."""
    rule = RoundingRule(0, mode)  # type: ignore[arg-type]
    ratios = draw_ratios(40, 1)
    values = [*ratios, *(1 - each for each in ratios), Fraction(1, 2)]
    assert round_sum(values, rule) == rule.apply(Fraction(81, 2))


def find_root(squared: Fraction) -> Decimal:
    """Return a root to two hundred digits."""
    context = Context(prec=220)
    above, below = Decimal(squared.numerator), Decimal(squared.denominator)
    return context.sqrt(context.divide(above, below))


@given(numbers, st.booleans(), st.integers(0, 6))
@settings(max_examples=100)
def test_deviations_agree_with_two_hundred_digits(
    values: list[Fraction], sample: bool, places: int
) -> None:
    """The deviation is the root of the mean square distance, rounded."""
    mean = sum(values, Fraction(0)) / len(values)
    squares = sum(((each - mean) ** 2 for each in values), Fraction(0))
    root = Fraction(find_root(squares / (len(values) - sample)))
    rule = RoundingRule(places, "half-up")
    assert round_deviation(values, sample=sample, rule=rule) == rule.apply(root)
    error = abs(deviate(values, sample=sample) - root)
    assert error <= root / 10**49


def test_a_deviation_of_exactly_one_half() -> None:
    """Points of a circle of radius 1/√2: their deviation is 1/2, whatever their denominators."""
    values: list[Fraction] = []
    for number in range(3, 200, 2):
        t = Fraction(1, number)
        cosine, sine = (1 - t * t) / (1 + t * t) / 2, t / (1 + t * t)
        values += [cosine + sine, cosine - sine, -cosine - sine, sine - cosine]
    assert sum(values) == 0
    # (c + s)² + (c − s)² = 2 (c² + s²) = 2 · ¼, over two values: the mean square is ¼.
    rule = RoundingRule(0, "half-even")
    assert round_deviation(values, sample=False, rule=rule) == 0
    up = RoundingRule(0, "half-up")
    assert round_deviation(values, sample=False, rule=up) == 1
    assert round_deviation([3, 3, 3], sample=False, rule=up) == 0  # type: ignore[list-item]


def test_means_are_exact_or_cut_to_fifty_digits() -> None:
    """What has a short denominator stays exact; else fifty digits are kept, and no more."""
    assert average([Fraction(1, 3), Fraction(1, 7)]) == Fraction(5, 21)
    values = draw_ratios(200, 2)
    exact = sum(values, Fraction(0)) / 200
    found = average(values)
    assert abs(found - exact) <= exact / 10**49
    digits = str(found.numerator * (10**80 // found.denominator)).rstrip("0")
    assert len(digits) <= 50
    assert average([*values, *(-each for each in values)]) == 0


def test_sums_of_ratios_take_linear_time() -> None:
    """Ten times as many ratios take at most thirty times as long, all three figures together."""
    rule = RoundingRule(4, "half-up")

    def measure(count: int) -> float:
        values = draw_ratios(count, 3)
        start = time.process_time()
        round_sum(values, rule)
        average(values)
        round_deviation(values, sample=True, rule=rule)
        return time.process_time() - start

    measure(100)
    assert measure(10_000) < 30 * max(measure(1_000), 0.002)
