"""Percentiles and ranks: what holds of them whatever the numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.words.standings import DEFINITIONS, TIES, Definition, clip, find_percentile, rank_all

small = st.integers(-5, 5).map(Fraction)
numbers = st.lists(small, min_size=1, max_size=20)
shares = st.fractions(0, 1, max_denominator=50)


@given(numbers, st.booleans())
def test_ranks_by_counting(values: list[Fraction], descending: bool) -> None:
    """A rank is one more than the number of those before it: counted, not sorted."""
    ranks = {ties: rank_all(values, descending=descending, ties=ties) for ties in TIES}
    for place, value in enumerate(values):
        before = [each for each in values if (each > value if descending else each < value)]
        equal = values.count(value)
        assert ranks["min"][place] == len(before) + 1
        assert ranks["max"][place] == len(before) + equal
        assert ranks["dense"][place] == len(set(before)) + 1
        assert ranks["average"][place] == Fraction(2 * len(before) + equal + 1, 2)


@given(numbers)
def test_average_ranks_sum_to_the_same(values: list[Fraction]) -> None:
    """Average ranks sum to 1 + 2 + … + n, ties or not."""
    count = len(values)
    ranks = rank_all(values, descending=True, ties="average")
    assert sum(ranks) == Fraction(count * (count + 1), 2)


@given(numbers, shares, st.sampled_from(DEFINITIONS))
def test_percentiles_lie_between_the_ends(
    values: list[Fraction], share: Fraction, definition: Definition
) -> None:
    """A percentile lies between the least and the greatest, and rises with its share."""
    rising = sorted(values)
    found = find_percentile(rising, share, definition)
    more = find_percentile(rising, (share + 1) / 2, definition)
    if found is None:
        assert definition == "exclusive"
        assert not 1 <= share * (len(rising) + 1) <= len(rising)
        return
    assert rising[0] <= found <= rising[-1]
    assert more is None or more >= found


@given(numbers, shares)
def test_percentiles_are_symmetric(values: list[Fraction], share: Fraction) -> None:
    """Mirrored numbers have mirrored percentiles, where the line between neighbours is taken."""
    rising, mirrored = sorted(values), sorted(-each for each in values)
    for definition in ("linear", "exclusive", "weibull"):
        one = find_percentile(rising, share, definition)
        other = find_percentile(mirrored, 1 - share, definition)
        assert one == (None if other is None else -other)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_the_median_of_an_odd_number_is_the_middle_one(definition: Definition) -> None:
    """All definitions agree there."""
    rising = [Fraction(each) for each in (1, 2, 4, 8, 16)]
    assert find_percentile(rising, Fraction(1, 2), definition) == 4


def test_clip_keeps_what_lies_between() -> None:
    """Only what lies beyond a limit is moved, and onto it."""
    values = [Fraction(each) for each in (-3, 0, 3, 9)]
    assert list(clip(values, Fraction(-1), Fraction(5))) == [-1, 0, 3, 5]
