"""Plain numbers: what is read, what is refused, and how values are printed."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.ground.errors import WordError
from scorelib.words.numbers import (
    MAX_DIGITS,
    count_places,
    print_exact,
    print_number,
    print_places,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Fraction(0)),
        ("-3.50", Fraction(-7, 2)),
        ("23.6", Fraction(118, 5)),
        ("0.1", Fraction(1, 10)),
        ("9" * MAX_DIGITS, Fraction(10**MAX_DIGITS - 1)),
        ("-0." + "1" * (MAX_DIGITS - 1), Fraction(-(10**59 // 9), 10**59)),
    ],
)
def test_number_is_read_exactly(text: str, value: Fraction) -> None:
    """A decimal is its exact value, however many digits it has."""
    assert value == read_number(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "SL209"),
        ("   ", "SL209"),
        ("1.2.3", "SL201"),
        (".5", "SL201"),
        ("5.", "SL201"),
        ("+5", "SL201"),
        (" 5", "SL201"),
        ("5\n", "SL201"),
        ("1 000", "SL201"),
        ("优", "SL201"),
        ("１２", "SL202"),
        ("1．5", "SL202"),
        ("９５％", "SL202"),
        ("١٢", "SL202"),
        ("१२", "SL202"),
        ("01", "SL203"),
        ("-007.5", "SL203"),
        ("1_000", "SL204"),
        ("1_000_", "SL204"),
        ("nan", "SL205"),
        ("-Infinity", "SL205"),
        (".inf", "SL205"),
        ("-.INF", "SL205"),
        ("1" * (MAX_DIGITS + 1), "SL206"),
        ("1e400", "SL207"),
        ("1.2E+05", "SL207"),
        ("1,200", "SL208"),
        ("12,345.67", "SL208"),
        ("12,00", "SL201"),
    ],
)
def test_other_spellings_are_refused(text: str, code: str) -> None:
    """Whatever is not a plain decimal is refused with the reason."""
    with pytest.raises(WordError) as caught:
        read_number(text)
    assert code == caught.value.code


@pytest.mark.parametrize("part", ["1", "_", "1_", "0", "1,", ",", "-", ".", "e", "1e", " ", "１"])
def test_long_texts_are_refused_quickly(part: str) -> None:
    """A hostile text takes no time, and is not repeated in full."""
    start = time.perf_counter()
    with pytest.raises(WordError) as caught:
        read_number(part * 10_000 + "x")
    assert time.perf_counter() - start < 0.5
    assert len(str(caught.value)) < 200


@given(st.fractions(max_denominator=10**6), st.integers(0, 8))
def test_printed_decimal_reads_back(value: Fraction, places: int) -> None:
    """Print → read gives the same value, with at least the places that were asked for."""
    if count_places(value) is None:
        assert print_number(value) == str(value)
    else:
        printed = print_number(value, places)
        assert value == read_number(printed)
        assert len(printed.partition(".")[2]) >= places


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_places_are_the_powers_of_ten_needed(digits: int, places: int) -> None:
    """The places counted are enough, and one fewer is not."""
    value = Fraction(digits, 10**places)
    needed = count_places(value)
    assert needed is not None
    assert (value * 10**needed).denominator == 1
    assert needed == 0 or (value * 10 ** (needed - 1)).denominator > 1


def test_printing_never_rounds() -> None:
    """Places that cannot hold a value are refused."""
    with pytest.raises(ValueError, match="does not fit"):
        print_places(Fraction(1, 8), 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "1/3 ≈ 0.333333"),
        (Fraction(-2, 3), "-2/3 ≈ -0.666667"),
        (Fraction(59, 300), "59/300 ≈ 0.196667"),
        (Fraction(1, 8), "0.125"),
    ],
)
def test_endless_decimals_show_their_ratio(value: Fraction, text: str) -> None:
    """A value without a finite decimal is shown as what it is, and about how much."""
    assert text == print_exact(value)
