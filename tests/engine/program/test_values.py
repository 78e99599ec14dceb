"""Values that are made when read behave like the tuple they stand for."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction
from typing import Any

import pytest

from scorelib.engine.evaluator import Facts, Web, evaluate_by_operations, load_facts
from tests.engine.scoring import one_indicator

PLAN = one_indicator({"kind": "proportional", "value": "spent / planned", "cap": "1"})
FACTS = Facts({("fact", "spent"): Fraction(3), ("fact", "planned"): Fraction(8)})


def load() -> tuple[Any, tuple[Any, ...]]:
    """Return the values of a program, and those of the operations."""
    return load_facts(PLAN, FACTS).evaluate(), tuple(evaluate_by_operations(PLAN, FACTS))


def test_like_a_tuple() -> None:
    """Length, order, equality, slices and places from the end."""
    found, expected = load()
    assert not isinstance(found, tuple)
    assert len(found) == len(expected)
    assert found == expected
    assert expected == found
    assert found == load()[0]
    assert found != expected[:-1]
    assert found != list(expected)
    assert hash(found) == hash(expected)
    assert repr(found) == repr(expected)
    assert found[-1] == expected[-1]
    assert found[2:5] == expected[2:5]
    assert list(reversed(found)) == list(reversed(expected))
    with pytest.raises(IndexError):
        found[len(expected)]


def test_made_once() -> None:
    """A value is made once: whoever reads it again gets the very same object."""
    found, expected = load()
    one_by_one = [found[node] for node in range(len(expected))]
    assert all(a is b for a, b in zip(one_by_one, found, strict=True))


def test_copies() -> None:
    """What is pickled or copied is the plain tuple of the values."""
    found, expected = load()
    for each in (pickle.loads(pickle.dumps(found)), copy.copy(found), copy.deepcopy(found)):
        assert type(each) is tuple
        assert each == expected


def test_changed_values() -> None:
    """A web takes such values as its start."""
    found, _ = load()
    facts = Facts({("fact", "spent"): Fraction(4), ("fact", "planned"): Fraction(8)})
    assert Web(PLAN).evaluate(found, facts) == evaluate_by_operations(PLAN, facts)
