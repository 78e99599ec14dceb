"""The seven modes of rounding, against the modes of Python's `decimal`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.words.rounding import MODES, Mode, RoundingRule, round_exact
from tests.strategies import DECIMAL_MODES, round_by_decimal

modes = st.sampled_from(list(MODES))
fractions = st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**12))
near_ties = st.builds(
    lambda half, step: Fraction(half, 2) + step,
    st.integers(-40, 40),
    st.sampled_from([Fraction(0), Fraction(1, 10**40), Fraction(-1, 3 * 10**40)]),
)


def test_there_are_seven_modes() -> None:
    """Each mode has its counterpart in `decimal`."""
    assert set(DECIMAL_MODES) == set(MODES)


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        #             -2.5 -1.5 -1.2 -0.5  0  0.5  1.2  1.5  2.5  2.8
        ("half-up", (-3, -2, -1, -1, 0, 1, 1, 2, 3, 3)),
        ("half-down", (-2, -1, -1, 0, 0, 0, 1, 1, 2, 3)),
        ("half-even", (-2, -2, -1, 0, 0, 0, 1, 2, 2, 3)),
        ("up", (-3, -2, -2, -1, 0, 1, 2, 2, 3, 3)),
        ("down", (-2, -1, -1, 0, 0, 0, 1, 1, 2, 2)),
        ("ceiling", (-2, -1, -1, 0, 0, 1, 2, 2, 3, 3)),
        ("floor", (-3, -2, -2, -1, 0, 0, 1, 1, 2, 2)),
    ],
)
def test_each_mode_on_ties_and_signs(mode: Mode, rounded: tuple[int, ...]) -> None:
    """四舍五入 is half away from zero; up and down look from zero, ceiling and floor do not."""
    values = ("-2.5", "-1.5", "-1.2", "-0.5", "0", "0.5", "1.2", "1.5", "2.5", "2.8")
    found = tuple(round_exact(Fraction(each), Fraction(1), mode) for each in values)
    assert rounded == found


def test_three_times_five_twentyfourths() -> None:
    """3 × 5/24 is exactly 0.625 and rounds to 0.63, where 34 digits of 5/24 give 0.62."""
    points = 3 * Fraction(5, 24)
    assert Fraction("0.63") == RoundingRule(2, "half-up").apply(points)
    cut = 3 * Fraction("0.2083333333333333333333333333333333")
    assert Fraction("0.62") == RoundingRule(2, "half-up").apply(cut)


@given(fractions | near_ties, st.integers(0, 12), modes)
def test_rounding_is_that_of_decimal(value: Fraction, places: int, mode: Mode) -> None:
    """Any rational rounds to the number that `decimal` gives, in every mode."""
    assert round_by_decimal(value, places, mode) == RoundingRule(places, mode).apply(value)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), modes)
def test_ties_are_those_of_decimal(odd: int, places: int, mode: Mode) -> None:
    """A value halfway between two steps goes where the mode says."""
    value = Fraction(2 * odd + 1, 2 * 10**places)
    assert round_by_decimal(value, places, mode) == RoundingRule(places, mode).apply(value)


@given(fractions, fractions.filter(bool), modes)
def test_rounded_value_is_a_near_multiple(value: Fraction, quantum: Fraction, mode: Mode) -> None:
    """The result is a multiple of the step, less than a step away, and rounds to itself."""
    rounded = round_exact(value, abs(quantum), mode)
    assert 1 == (rounded / quantum).denominator
    assert abs(rounded - value) < abs(quantum)
    assert rounded == round_exact(rounded, abs(quantum), mode)


@given(fractions, st.integers(0, 6), modes)
def test_places_are_counted_in_the_unit(value: Fraction, places: int, mode: Mode) -> None:
    """Two places of a percent are four places of the plain number."""
    rule = RoundingRule(places, mode, "%", Fraction(1, 100))
    assert Fraction(1, 10 ** (places + 2)) == rule.quantum
    assert round_by_decimal(value * 100, places, mode) / 100 == rule.apply(value)
