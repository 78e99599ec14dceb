"""A class that stands for two covers both, and says nothing that is not so of either."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.graph.nodes import State
from scorelib.engine.integers.graph import Range
from scorelib.engine.program.classes import (
    ANY,
    LEVELS,
    LIMIT,
    NOT_NEGATIVE,
    POSITIVE,
    ZERO,
    classify,
    covers,
    describe_class,
    join_keys,
)

CLASSES = st.builds(
    classify,
    st.just(1),
    st.sampled_from([ANY, NOT_NEGATIVE, POSITIVE, ZERO]),
    st.integers(1, 31),
)
KEYS = st.tuples(CLASSES, CLASSES)


@given(one=KEYS, other=KEYS)
def test_join(one: tuple[int, int], other: tuple[int, int]) -> None:
    """What is joined covers both, and each column holds what either does."""
    joined = join_keys(one, other)
    assert covers(joined, one)
    assert covers(joined, other)
    for whole, *parts in zip(joined, one, other, strict=True):
        column = describe_class("number", whole, frozenset())
        for part in parts:
            own = describe_class("number", part, frozenset())
            assert own.states <= column.states
            if own.within is not None:
                assert column.within == own.within.join(column.within or Range(0, 0))


@given(one=KEYS, other=KEYS)
def test_covers(one: tuple[int, int], other: tuple[int, int]) -> None:
    """A key covers another exactly where joining changes nothing of it."""
    assert covers(one, other) == (join_keys(one, other) == one)


def test_units() -> None:
    """A finer unit is another class; one without values has no unit."""
    coarse, fine = classify(0, POSITIVE), classify(1, POSITIVE)
    assert not covers((coarse,), (fine,))
    assert not covers((fine,), (coarse,))
    assert join_keys((coarse,), (fine,)) == (fine,)
    missing = 1 << State.MISSING.value
    assert join_keys((missing,), (fine,)) == join_keys((fine,), (missing,)) == (fine | missing,)
    assert covers((fine | missing,), (missing,))


def test_columns() -> None:
    """What a class says of a column."""
    found = describe_class("number", classify(2, NOT_NEGATIVE), frozenset())
    assert (Fraction(1, 10**4), Range(0, LIMIT), frozenset()) == (
        found.q,
        found.within,
        found.states,
    )
    words = describe_class("word", classify(0, NOT_NEGATIVE), frozenset({2, 5}))
    assert words.among == frozenset({2, 5})
    assert words.within == Range(2, 5)
    empty = describe_class("date", 1 << State.UNDEFINED.value, frozenset())
    assert empty.within is None
    assert empty.states == {State.UNDEFINED}


def test_levels() -> None:
    """Decimals of up to eight places have a unit, in steps of two places."""
    assert {1: 0, 4: 1, 100: 1, 8: 2, 1000: 2, 10**6: 3} == {
        each: LEVELS[each] for each in (1, 4, 100, 8, 1000, 10**6)
    }
    assert 3 not in LEVELS
    assert 10**9 not in LEVELS
    assert all(10**8 % each == 0 for each in LEVELS)
