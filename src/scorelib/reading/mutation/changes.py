"""The small changes of single values: an edge moved, a figure, a mode, a sign in a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeGuard, cast

from scorelib.ground.source import MappingNode, Node, Scalar, locate
from scorelib.model.citations import Bounds, RoundingSpec
from scorelib.model.derived import Aggregate
from scorelib.model.ruleset import FORMS, Declared, FactSpec, FieldSpec
from scorelib.model.tables import RuleShape
from scorelib.reading.mutation.figures import (
    flip_interval,
    move_date,
    move_figure,
    move_interval,
)
from scorelib.reading.mutation.formulas import Vocabulary, change_formula
from scorelib.reading.mutation.mutants import Operation
from scorelib.reading.mutation.spots import Kind, Spot
from scorelib.reading.mutation.trees import Edit

__all__ = ["Step", "change_spot"]


@dataclass(frozen=True, slots=True)
class Step:
    """A change without its place: what is done, in words that stay, and the edits that do it."""

    kind: Operation
    operation: str
    after: str | None
    edits: tuple[Edit, ...]


def change_spot(spot: Spot, tree: Node, vocabulary: Vocabulary) -> Iterator[Step]:
    """Yield every small change of one value; those of bounds stand with their neighbours."""
    makers: dict[Kind, Callable[[], Iterable[Step]]] = {
        "number": lambda: _move(spot),
        "places": lambda: _change_places(spot),
        "day": lambda: _move_day(spot),
        "choice": lambda: () if _is_of_one(spot, tree) else _choose(spot, tree),
        "flag": lambda: _turn(spot),
        "words": lambda: _change_words(spot),
        "formula": lambda: _change_formula(spot, vocabulary),
        "name": lambda: _rename(spot, tree),
    }
    yield from makers[spot.kind]()
    yield from _drop(spot)


def _put(spot: Spot, text: str) -> tuple[Edit, ...]:
    return (Edit("put", spot.path, text),)


def _move(spot: Spot) -> Iterator[Step]:
    for sign in (-1, 1):
        moved = move_figure(str(spot.node), sign)
        if moved is not None:
            yield Step("shift", f"{spot.node}→{moved}", moved, _put(spot, moved))


def _change_places(spot: Spot) -> Iterator[Step]:
    for step in (-1, 1):
        places = int(str(spot.node)) + step if str(spot.node).isdecimal() else -1
        if places >= 0:
            yield Step("round", f"{spot.node}→{places}", str(places), _put(spot, str(places)))


def _move_day(spot: Spot) -> Iterator[Step]:
    for days in (-1, 1):
        moved = move_date(str(spot.node), days)
        if moved is not None:
            yield Step("shift", f"{days:+d}d", moved, _put(spot, moved))


def _choose(spot: Spot, tree: Node) -> Iterator[Step]:
    """Yield the other settings; an aggregate of another kind has no weights and no formula."""
    kind: Operation = "round" if spot.key == "mode" else "policy"
    known = _SAME_UPWARD.get(str(spot.node), str(spot.node))
    for other in spot.others:
        if spot.key == "mode" and (other == known or other in _SAME_UPWARD):
            continue
        edits = _put(spot, other)
        if spot.shape is Aggregate and spot.key == "kind":
            own = locate(tree, spot.path[:-1])
            given = own.values if isinstance(own, MappingNode) else {}
            gone = [key for key in ("weights", "formula") if key in given]
            edits += tuple(Edit("drop", (*spot.path[:-1], key)) for key in gone)
        yield Step(kind, f"→{other}", other, edits)


def _is_of_one(spot: Spot, tree: Node) -> bool:
    """Return whether a setting is that of an aggregate of one child: any other gives the same."""
    if spot.shape is not Aggregate:
        return False
    around = spot.path[:-2]
    below = [locate(tree, (*around, key)) for key in ("indicators", "criteria")]
    parent = locate(tree, around)
    counts = [len(each.values) for each in below if each is not parent and _is_mapping(each)]
    return sum(counts) == 1


def _is_mapping(node: Node) -> TypeGuard[MappingNode]:
    return isinstance(node, MappingNode)


_SAME_UPWARD: Final = {"ceiling": "up", "floor": "down"}
"""Modes that differ below zero only, where no points and no rates are: one of each is tried."""


def _turn(spot: Spot) -> Iterator[Step]:
    other = {"true": "false", "false": "true"}.get(str(spot.node))
    if other is not None:
        yield Step("policy", f"→{other}", other, _put(spot, other))


_BEYOND: Final = ("error", "clamp", "extrapolate")
_WITHOUT: Final = ("judged", "not-applicable")
_SETTINGS: Final = {each: words for words in (_BEYOND, _WITHOUT) for each in words}
"""Words that stand where a figure or a formula could."""


def _choose_word(spot: Spot) -> Iterator[Step]:
    for other in _SETTINGS[str(spot.node)]:
        if other != spot.node:
            yield Step("policy", f"→{other}", other, _put(spot, other))


def _change_words(spot: Spot) -> Iterator[Step]:
    """Yield changes of what may be an amount, an interval, or a word that is a setting."""
    if str(spot.node) in _SETTINGS:
        yield from _choose_word(spot)
    elif spot.shape is RuleShape and spot.key != "gives":
        for moved, end in move_interval(str(spot.node)):
            yield Step("shift", end, moved, _put(spot, moved))
        for flipped, end in flip_interval(str(spot.node)):
            yield Step("flip", end, flipped, _put(spot, flipped))
    elif not _is_bound(spot):
        yield from _move(spot)


def _is_bound(spot: Spot) -> bool:
    return spot.shape is not None and issubclass(spot.shape, (Bounds, FactSpec, FieldSpec))


_CONDITIONS: Final = frozenset({"when", "assert"})


def _change_formula(spot: Spot, vocabulary: Vocabulary) -> Iterator[Step]:
    text = str(spot.node)
    if text in _SETTINGS:
        yield from _choose_word(spot)
        return
    for each in change_formula(text, vocabulary, condition=spot.key in _CONDITIONS):
        kind = cast(Operation, "unbound" if each.kind == "bound" else each.kind)
        yield Step(kind, each.operation, each.text, _put(spot, each.text))


def _rename(spot: Spot, tree: Node) -> Iterator[Step]:
    """Yield the grade of a rule as each of its neighbours."""
    grades = locate(tree, ("grades",))
    if spot.key != "grade" or isinstance(grades, (Scalar, MappingNode)):
        return
    known = [str(each.values.get("id")) for each in grades.values if isinstance(each, MappingNode)]
    place = known.index(str(spot.node)) if str(spot.node) in known else None
    for other in () if place is None else (place - 1, place + 1):
        if 0 <= other < len(known):
            yield Step("policy", f"→{known[other]}", known[other], _put(spot, known[other]))


_OPTIONAL: Final = frozenset(
    {"cap", "floor", "min_points", "until", "trim", "at_least", "least", "bonus"}
)
"""Single values whose absence is a rule of its own."""

_STANDS_FOR: Final = {"at_most": "rebase", "beyond": "over_achievement"}
"""A value that its mapping cannot do without: the mapping goes with it."""


def _drop(spot: Spot) -> Iterator[Step]:
    """Yield the ruleset without an optional value: no cap, no floor, no rounding."""
    own = spot.path[:-1]
    if spot.key in _OPTIONAL:
        yield Step("unbound", "∅", None, (Edit("drop", spot.path),))
    elif spot.shape is RoundingSpec and spot.key == "places":
        yield Step("round", "∅", None, (Edit("drop", own),))
    elif spot.key in _STANDS_FOR and own and own[-1] == _STANDS_FOR[spot.key]:
        yield Step("unbound", "∅", None, (Edit("drop", own),))
    elif spot.shape is Declared and spot.key in FORMS:
        yield Step("drop", "∅", None, (Edit("drop", spot.path),))
    elif spot.key == "kind" and own and own[-1] in FORMS:
        yield Step("drop", "∅", None, (Edit("drop", own),))
