"""Mistakes that people make in one row of a form, and what figure each of them gives.

The figures are worked out in plain Fractions; a mistake that makes no difference is not drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from tests.engine.drawing_words import print_figure
from tests.reading.reconciliation.forms import AMOUNTS, Form, Want
from tests.reading.reconciliation.hand import Kind, Leaf, Rules, round_rate, take_points
from tests.strategies import round_by_decimal

__all__ = [
    "MISSED",
    "MISTAKES",
    "RATES",
    "Mistake",
    "in_proportion",
    "print_padded",
    "rounds_points",
    "swap_digits",
]


@dataclass(frozen=True)
class Mistake:
    """A mistake in one row: its code, the rows and the rules it can be made with, the figure."""

    code: str
    wants: tuple[Want, ...]
    suits: Callable[[Rules, Kind], bool]
    work: Callable[[st.DataObject, Form, Leaf], Fraction]


def retake(**changes: Any) -> Callable[[st.DataObject, Form, Leaf], Fraction]:
    """Return a mistake that is the same rules with something otherwise."""
    return lambda _data, form, leaf: take_points(replace(form.rules, **changes), leaf)


def take_other_mode(_data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    other = replace(form.rules, mode="half-even" if form.rules.mode == "half-up" else "half-up")
    return take_points(other, leaf)


def truncate(_data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    places = 2 if form.rules.places is None else form.rules.places
    return round_by_decimal(take_points(replace(form.rules, places=None), leaf), places, "down")


def round_early(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    return take_points(replace(form.rules, early=data.draw(st.integers(0, 2))), leaf)


def divide_by_other(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    """Divide by other money: from the year's beginning, what arrived, or the contracts."""
    other = form.money[data.draw(st.sampled_from(("initial", "arrived", *AMOUNTS)))]
    assume(leaf.actual < other)
    points = take_points(form.rules, replace(leaf, target=other))
    assume(points > 0)  # nothing is what any large figure gives
    return points


def turn_reverse(_data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    other: Any = "inverse" if form.rules.reverse == "excess" else "excess"
    return take_points(replace(form.rules, reverse=other), leaf)


def round_more(_data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    assert form.rules.places
    return take_points(replace(form.rules, places=form.rules.places - 1), leaf)


def swap_digits(data: st.DataObject, text: str) -> str:
    """Return a figure with two neighbouring digits exchanged, the point standing where it was."""
    digits = [place for place, mark in enumerate(text) if mark.isdecimal()]
    pairs = [(one, other) for one, other in pairwise(digits) if text[one] != text[other]]
    assume(pairs)
    one, other = data.draw(st.sampled_from(pairs))
    marks = list(text)
    marks[one], marks[other] = marks[other], marks[one]
    swapped = "".join(marks)
    assume(swapped[0] != "0" or swapped[:2] in ("0", "0."))
    return swapped


def swap_declared(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    places = 2 if form.rules.places is None else form.rules.places
    right = round_by_decimal(take_points(form.rules, leaf), places, "half-up")
    printed = (print_padded(right, places), print_figure(right))
    return Fraction(swap_digits(data, data.draw(st.sampled_from(printed))))


def print_padded(figure: Fraction, places: int) -> str:
    """Return a figure that ends within so many decimals, with zeros up to them."""
    text = str(int(figure * 10**places)).zfill(places + 1)
    return f"{text[:-places]}.{text[-places:]}" if places else text


def swap_input(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    """Work with a figure of the form whose digits are exchanged; it is neither capped nor zero."""
    which = data.draw(st.sampled_from(("target", "actual")))
    value: Fraction = getattr(leaf, which)
    text = print_figure(value / (10_000 if form.unit == "万元" else 1))
    if leaf.kind != "execution":
        found = re.search(r"[0-9.]+", form.words[leaf.path][which == "actual"])
        assert found
        text = found[0]
    other = Fraction(swap_digits(data, text)) * value / Fraction(text)
    target, actual = (other, leaf.actual) if which == "target" else (leaf.target, other)
    assume(target > 0)
    changed = replace(leaf, target=target, actual=actual)
    points = take_points(form.rules, changed)
    assume(0 < points < leaf.most)
    assume(leaf.kind == "reverse" or changed.actual < changed.target)
    return points


def take_full(_data: st.DataObject, _form: Form, leaf: Leaf) -> Fraction:
    return leaf.most


def step_over_edge(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    """Take the points of the band above or below."""
    steps = form.rules.survey if leaf.kind == "survey" else form.rules.steps
    rate = leaf.actual / leaf.target
    place = next(place for place, (least, _) in enumerate(steps) if rate >= least)
    others = [each for each in (place - 1, place + 1) if 0 <= each < len(steps)]
    return leaf.most * steps[data.draw(st.sampled_from(others))][1]


MISSED: Final[tuple[Want, ...]] = (
    ("positive", "missed"),
    ("reverse", "missed"),
    ("equal", "missed"),
    ("execution", "missed"),
)


def in_proportion(rules: Rules) -> bool:
    return not rules.steps


def rounds_points(rules: Rules) -> bool:
    return rules.places is not None


def fits(rules: Rules, kind: Kind) -> bool:
    """Return whether a row of this kind earns by a rate, in forms by these rules."""
    if kind == "execution":
        return in_proportion(rules)
    return kind != "survey" and not (kind == "reverse" and rules.threshold)


def is_capped(rules: Rules, kind: Kind) -> bool:
    return fits(rules, kind) and not rules.threshold


def is_rounded(rules: Rules, kind: Kind) -> bool:
    return fits(rules, kind) and rounds_points(rules)


def has_bands(rules: Rules, kind: Kind) -> bool:
    return bool(rules.survey if kind == "survey" else rules.steps and not rules.threshold)


def can_miss(rules: Rules, kind: Kind) -> bool:
    return kind == "execution" or fits(rules, kind)


MISTAKES: Final[Mapping[str, Mistake]] = {
    "half-even": Mistake(
        "SL851", (("positive", "tie"), ("equal", "tie")), is_rounded, take_other_mode
    ),
    "truncated": Mistake("SL852", MISSED, fits, truncate),
    "rounded too early": Mistake("SL853", MISSED, is_capped, round_early),
    "no cap": Mistake(
        "SL854",
        (("positive", "over"), ("equal", "over"), ("execution", "over")),
        is_capped,
        retake(capped=False),
    ),
    "denominator": Mistake("SL855", (("execution", "missed"),), fits, divide_by_other),
    "other reverse form": Mistake("SL856", (("reverse", "missed"),), fits, turn_reverse),
    "digits of the declared": Mistake("SL863", MISSED, fits, swap_declared),
    "digits of an input": Mistake("SL864", MISSED, fits, swap_input),
    "band edge": Mistake(
        "SL865", (("execution", "missed"), ("survey", "met")), has_bands, step_over_edge
    ),
    "full though missed": Mistake("SL867", MISSED, can_miss, take_full),
    "fewer places": Mistake("SL868", MISSED, is_rounded, round_more),
}


# Mistakes in a rate


def rate_by_other(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    return leaf.actual / form.money[data.draw(st.sampled_from(("initial", "arrived", *AMOUNTS)))]


def rate_by_swapped(data: st.DataObject, form: Form, leaf: Leaf) -> Fraction:
    figures = [leaf.target, leaf.actual]
    place = data.draw(st.integers(0, 1))
    text = print_figure(figures[place] / (10_000 if form.unit == "万元" else 1))
    figures[place] *= Fraction(swap_digits(data, text)) / Fraction(text)
    assume(figures[0] > 0)
    return figures[1] / figures[0]


def swap_rate(data: st.DataObject, _form: Form, leaf: Leaf) -> Fraction:
    right = round_rate(leaf.actual / leaf.target, 2)
    return Fraction(swap_digits(data, print_padded(right * 100, 2))) / 100


RATES: Final[Mapping[str, tuple[str, Callable[[st.DataObject, Form, Leaf], Fraction]]]] = {
    "denominator": ("SL855", rate_by_other),
    "digits of the declared": ("SL863", swap_rate),
    "digits of an input": ("SL864", rate_by_swapped),
}
