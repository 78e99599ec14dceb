"""The small changes themselves: figures, intervals, formulas, and that what comes out is read."""

from __future__ import annotations

from fractions import Fraction
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.ground.errors import WordError
from scorelib.ground.source import Node, read_document, to_data
from scorelib.reading.mutation.edges import drop_band, find_quantum, list_edges
from scorelib.reading.mutation.figures import (
    flip_interval,
    move_date,
    move_figure,
    move_interval,
)
from scorelib.reading.mutation.formulas import Vocabulary, change_formula
from scorelib.reading.mutation.trees import Edit, edit_tree
from scorelib.words.amounts import read_amount
from scorelib.words.expressions import read_expression
from tests.strategies import NAMES, number_texts, truth_texts


@pytest.mark.parametrize(
    ("text", "quantum", "lower", "higher"),
    [
        ("90%", None, "89%", "91%"),
        ("90.0%", None, "89.9%", "90.1%"),
        ("90%", Fraction(1, 10000), "89.99%", "90.01%"),
        ("0", None, "-1", "1"),
        ("0.8", None, "0.7", "0.9"),
        ("1000万元", None, "999万元", "1001万元"),
        ("80", Fraction(1, 100), "79.99", "80.01"),
        ("1/3", None, "97/300", "103/300"),
        ("given", None, None, None),
        ("1/0", None, None, None),
    ],
)
def test_figure_moves_by_one_step(
    text: str, quantum: Fraction | None, lower: str | None, higher: str | None
) -> None:
    """The step is that of the rounding where one is declared, else of the last digit written."""
    assert (lower, higher) == (move_figure(text, -1, quantum), move_figure(text, 1, quantum))


@given(st.decimals(-(10**9), 10**9, places=3).map(lambda d: f"{d + 0:.3f}"), st.sampled_from("%元"))
def test_step_up_and_down_is_where_it_was(number: str, unit: str) -> None:
    """A figure that is moved up, then down, is the same amount."""
    text = number.replace("-0.000", "0.000") + unit
    moved = move_figure(text, 1)
    assert moved is not None
    back = move_figure(moved, -1)
    assert back is not None
    assert read_amount(text).value == read_amount(back).value < read_amount(moved).value


@pytest.mark.parametrize(
    ("text", "moved", "flipped"),
    [
        ("[18, 60)", ["[17, 60)", "[19, 60)", "[18, 59)", "[18, 61)"], ["(18, 60)", "[18, 60]"]),
        ("(-∞, 5]", ["(-∞, 4]", "(-∞, 6]"], ["(-∞, 5)"]),
        (">= 60", [">= 59", ">= 61"], ["> 60"]),
        ("不满18", ["不满17", "不满19"], []),
        ("60", ["59", "61"], []),
        ("high", [], []),
    ],
)
def test_intervals(text: str, moved: list[str], flipped: list[str]) -> None:
    """Each end of an interval is moved, and taken in or left out."""
    assert moved == [each for each, _ in move_interval(text)]
    assert flipped == [each for each, _ in flip_interval(text)]


def test_days() -> None:
    """A day is moved by days, over the end of a year and a leap month; other words are none."""
    assert ("2019-12-31", "2020-03-01", None) == (
        move_date("2020-01-01", -1),
        move_date("2020-02-29", 1),
        move_date("now", 1),
    )


KNOWN = Vocabulary(
    {"executed": "money", "budget": "money", "done": "flag"}, (("low", "medium", "high"),)
)


@pytest.mark.parametrize(
    ("formula", "operations"),
    [
        ("executed >= budget", ["> for >=", "executed and budget"]),
        ("executed - budget", ["+ for -", "executed and budget"]),
        ("executed + budget", ["- for +"]),
        ("-executed", []),
        ("done and executed > 0", ["or for and", ">= for >", "-1 for 0", "1 for 0"]),
        ("min(executed / budget, 1)", ["max", "*", "0", "2", "1", "executed/budget", "names"]),
        ("weight('high')", ["low for high"]),
        ("1 if not done else 0", ["0", "2", "not", "-1", "1", "if not"]),
        ("executed @", []),
    ],
)
def test_formulas_change_token_by_token(formula: str, operations: list[str]) -> None:
    """So many changes there are, each with a name of its own; a sign before a name is none."""
    found = list(change_formula(formula, KNOWN, condition=False))
    assert len(operations) == len(found)
    assert len(found) == len({each.operation for each in found})


def test_condition_turns_round_as_a_whole() -> None:
    """What says when something holds can also say the opposite."""
    texts = {each.text for each in change_formula("done", KNOWN, condition=True)}
    assert {"not (done)"} == texts


class _Free:
    """An algebra in which everything goes with everything: only the shape of a formula counts."""

    def __getattr__(self, _: str) -> object:
        return lambda *_: None


@settings(max_examples=40)
@given(number_texts(2, "anywhere") | truth_texts(2, "anywhere"))
def test_changed_formulas_are_formulas(text: str) -> None:
    """Every change of a formula can be read again: a compiler that refuses it does so for its
    meaning, never for its shape.
    """
    kinds = Vocabulary(dict.fromkeys(NAMES, ""))
    for each in change_formula(text, kinds, condition=True):
        # A change may make a formula longer or deeper than formulas may be.
        assert refusal(each.text) in (None, "SL252", "SL253")


def refusal(text: str) -> str | None:
    """Return the code with which a formula is refused for its shape."""
    try:
        read_expression(text, _Free())  # type: ignore[arg-type]
    except WordError as error:
        return error.code
    return None


BANDS = """\
rounding: {places: 2, unit: "%"}
bands:
  - {from: 90%, points: 10}
  - {from: 80%, below: 90%, points: 8}
  - {above: 60%, below: 80%, points: 5}
  - {to: 60%, points: 0}
"""


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, ["from 80%", "above 60% below 80%", "to 60%"]),
        (1, ["from 90%", "above 60% below 90%", "to 60%"]),
        (2, ["from 90%", "from 80% below 90%", "below 80%"]),
        (3, ["from 90%", "from 80% below 90%", "below 80%"]),
    ],
)
def test_neighbour_takes_over(place: int, expected: list[str]) -> None:
    """A band that is gone leaves no hole: the one below reaches up, or the one above down."""
    assert expected == drop(BANDS, place)


@pytest.mark.parametrize(
    ("bands", "place", "expected"),
    [
        ("[{from: 90}, {from: 60}, {from: 0}]", 0, ["from 60", "from 0"]),
        ("[{from: 90}, {from: 60}, {from: 0}]", 2, ["from 90", "from 0"]),
        ("[{to: 50}, {to: 100}, {}]", 0, ["to 100", ""]),
        ("[{to: 50}, {to: 100}, {}]", 2, ["to 50", ""]),
    ],
)
def test_one_sided_bands_take_over(bands: str, place: int, expected: list[str]) -> None:
    """Bands that name one bound reach to the next by themselves, but for the outermost."""
    assert expected == drop(f"bands: {bands}", place)


def drop(text: str, place: int) -> list[str]:
    """Return the bounds of the bands that are left without one of them."""
    tree = read_document(text)
    count = len(to_data(tree)["bands"])
    paths = [("bands", index) for index in range(count)]
    edges = [list_edges(tree, path) for path in paths]
    left = edit_tree(tree, drop_band(edges, place, paths))
    return [show(each) for each in to_data(left)["bands"]]


def show(band: dict[str, str]) -> str:
    keys = ("from", "above", "to", "below")
    return " ".join(f"{key} {band[key]}" for key in keys if key in band)


def test_quantum_is_that_of_the_rounding() -> None:
    """A band of a percentage rounded to two places has a step of 0.01%."""
    tree = read_document(f"method:\n{indent(BANDS, '  ')}")
    assert Fraction(1, 10000) == find_quantum(tree, ("method", "bands", 0, "from"))
    assert find_quantum(read_document("bands: [{from: 1}]"), ("bands", 0, "from")) is None


def test_edits_leave_the_tree_alone() -> None:
    """An edit makes another tree; what stands there keeps its place, in the old one and the new."""
    tree = read_document("a: {b: 1, c: [x, y, z]}\n")
    before = repr(to_data(tree))
    edits = (
        Edit("put", ("a", "b"), "2"),
        Edit("drop", ("a", "c", 0)),
        Edit("drop", ("a", "c", 2)),
        Edit("call", ("a", "b"), "d"),
        Edit("put", ("a", "e"), "new"),
    )
    other = edit_tree(tree, edits)
    assert {"a": {"d": "2", "c": ["y"], "e": "new"}} == to_data(other)
    assert before == repr(to_data(tree))


def test_edit_that_leads_nowhere() -> None:
    """A path that is not there is a mistake of whoever made it."""
    tree: Node = read_document("a: [1]\n")
    with pytest.raises(KeyError):
        edit_tree(tree, [Edit("drop", ("a", "b"))])
