"""What several tests share: formulas and values to draw, and ways to run and to round them.

Nothing here imports the code under test for a figure: rounding is done by Python's `decimal`,
evaluation (in test_oracle.py) by simpleeval on plain Fractions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    localcontext,
)
from fractions import Fraction
from functools import cache
from typing import Any, Final, Literal, TypeVar

from hypothesis import strategies as st

from scorelib.compiler.bench.terms import Term, read_term
from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.graph.nodes import Input, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.proofs.intervals import Interval
from scorelib.engine.evaluator import Facts
from scorelib.words.rounding import Mode

__all__ = [
    "DECIMAL_MODES",
    "NAMES",
    "WORDS",
    "Divisions",
    "facts_of",
    "intervals",
    "names_for",
    "number_texts",
    "numbers_within",
    "plan_of",
    "rationals",
    "read_formula",
    "round_by_decimal",
    "run_on_stack",
    "truth_texts",
]

T = TypeVar("T")
Divisions = Literal["none", "outside junctions", "anywhere"]
"""Where drawn formulas divide: Python stops at 1/0 in an `and`, Kleene logic may go on."""

NAMES: Final = ("a", "b", "c", "预算数")
WORDS: Final = ("甲类", "乙类")
"""The categories of the one word in formulas, `form`."""

DECIMAL_MODES: Final[Mapping[Mode, str]] = {
    "half-up": ROUND_HALF_UP,
    "half-down": ROUND_HALF_DOWN,
    "half-even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}


def round_by_decimal(value: Fraction, places: int, mode: Mode) -> Fraction:
    """Return a rational rounded by `decimal`.

    A rational with endless digits is cut one digit after the last place, and a final 1 stands
    for all that was cut: it is never a tie, and it lies on the same side of every tie.
    """
    scaled = abs(value) * 10 ** (places + 1)
    digits = scaled.numerator // scaled.denominator
    cut = 0 if scaled.denominator == 1 else 1
    with localcontext() as context:
        context.prec = 2000
        written = Decimal(digits * 10 + cut).scaleb(-places - 2)
        signed = -written if value < 0 else written
        quantum = Decimal(1).scaleb(-places)
        return Fraction(signed.quantize(quantum, rounding=DECIMAL_MODES[mode]))


def run_on_stack(size: int, function: Callable[[], T]) -> T:
    """Return what a function returns on a thread whose stack has so many bytes."""
    before = threading.stack_size(size)
    try:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(function).result()
    finally:
        threading.stack_size(before)


rationals = st.builds(
    Fraction, st.integers(-200, 200), st.sampled_from([1, 1, 2, 3, 4, 7, 10, 24, 100])
)
"""Small rationals: whole numbers, ties of rounding, and endless decimals."""

_literals = st.builds(
    lambda whole, digits: f"{whole}.{digits}" if digits else str(whole),
    st.integers(0, 30),
    st.sampled_from(["", "", "0", "5", "25", "05", "333", "10"]),
)
_atoms = st.sampled_from(NAMES) | _literals
_modes = st.sampled_from(
    [
        *("round_half_up", "round_half_down", "round_half_even"),
        *("round_up", "round_down", "ceiling", "floor"),
    ]
)


@cache
def number_texts(depth: int, divisions: Divisions) -> st.SearchStrategy[str]:
    """Return formulas of plain numbers; brackets are left out where Python's precedence rules."""
    if depth == 0:
        return _atoms
    inner, truth = number_texts(depth - 1, divisions), truth_texts(depth - 1, divisions)
    forms = [
        _atoms,
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*"), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("-({})".format, inner),
        st.builds("({} - {}) ** {}".format, _atoms, _atoms, st.integers(0, 4)),
        st.builds("-{} ** {}".format, _atoms, st.integers(0, 4)),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("abs({})".format, inner),
        st.builds("{}({}, {})".format, _modes, inner, st.integers(0, 3)),
        st.builds("({} if {} else {})".format, inner, truth, inner),
    ]
    if divisions != "none":
        signs = st.sampled_from(["> 0", "< 0", "!= 0", ">= 1"])
        forms += [
            st.builds("({}) / ({})".format, inner, inner),
            st.builds("{} / {}".format, inner, _atoms),
            st.builds("({0} / ({1}) if ({1}) {2} else {3})".format, inner, inner, signs, inner),
            st.builds("({3} if not ({1}) {2} else {0} / ({1}))".format, inner, inner, signs, inner),
        ]
    return st.one_of(forms)


@cache
def truth_texts(depth: int, divisions: Divisions) -> st.SearchStrategy[str]:
    """Return formulas of conditions."""
    inner = number_texts(depth, divisions)
    joined: Divisions = "anywhere" if divisions == "anywhere" else "none"
    quiet = number_texts(depth, joined)
    signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    same = st.builds("form {} '{}'".format, st.sampled_from(["==", "!="]), st.sampled_from(WORDS))
    forms = [
        st.builds("{} {} {}".format, inner, signs, inner),
        st.builds("{} {} {} {} {}".format, quiet, signs, quiet, signs, quiet),
        same,
    ]
    if depth > 0:
        below, sides = truth_texts(depth - 1, divisions), truth_texts(depth - 1, joined)
        forms += [
            st.builds("not {}".format, below),
            st.builds("{} {} {}".format, sides, st.sampled_from(["and", "or"]), sides),
            st.builds("({} {} {})".format, sides, st.sampled_from(["and", "or"]), sides),
        ]
    return st.one_of(forms)


def names_for(builder: Builder) -> dict[str, Term]:
    """Return the names of drawn formulas: plain numbers, and one category."""
    found = {each: Term(builder.input(Input("fact", each)), "number") for each in NAMES}
    form = Term(builder.input(Input("fact", "form")), "word", words=WORDS)
    return {**found, "form": form}


def read_formula(text: str) -> tuple[Builder, int]:
    """Return a formula as a plan of its own and the number of its root."""
    builder = Builder()
    term, _ = read_term(text, builder, names_for(builder))
    return builder, term.node


def plan_of(builder: Builder) -> Plan:
    """Return what has been built as a plan that can be evaluated."""
    empty: dict[str, Any] = {each.name: () for each in fields(Plan)}  # the evaluator reads two
    return Plan(**empty | {"nodes": tuple(builder.nodes), "scopes": tuple(builder.scopes)})


def facts_of(
    values: Mapping[str, Value], items: Mapping[str, Sequence[Mapping[str, Value]]] | None = None
) -> Facts:
    """Return facts by name, and the items of slots."""
    return Facts({("fact", name): value for name, value in values.items()}, items or {})


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Return an interval that holds something: with and without ends, open and closed."""
    low, high = sorted((draw(rationals), draw(rationals)))
    has_low, has_high, low_open, high_open = (draw(st.booleans()) for _ in range(4))
    if low == high:
        low_open = high_open = False
    return Interval(low if has_low else None, high if has_high else None, low_open, high_open)


def numbers_within(interval: Interval) -> st.SearchStrategy[Fraction]:
    """Return numbers of an interval, its ends (where they belong to it) among them."""
    low = interval.lo if interval.lo is not None else (interval.hi or Fraction(0)) - 300
    high = interval.hi if interval.hi is not None else (interval.lo or Fraction(0)) + 300
    if low == high:
        return st.just(low)
    steps = st.integers(0, 60).map(lambda step: low + (high - low) * Fraction(step, 60))
    whole = st.integers(-3, 3).map(Fraction)
    return (steps | whole).filter(interval.has)
