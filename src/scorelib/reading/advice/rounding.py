"""Advice on roundings that nobody says, and on weights that are not what they print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Constant
from scorelib.ground.errors import Diagnostic, Text
from scorelib.reading.advice.desk import Desk, Loc, Spot
from scorelib.reading.ranges import is_settled
from scorelib.words.numbers import print_number, print_percent

__all__ = ["find_odd_weights", "find_unrounded", "find_zero_maxima"]

_MOST_NAMED: Final = 3


def find_unrounded(desk: Desk) -> Iterator[Diagnostic]:
    """Yield the indicators whose points no rule rounds (SL736), and a graded total (SL737).

    Points that are fixed, or given by a person, need none. What `rounding.points` would settle is
    one piece of advice, however many indicators there are.
    """
    names = [spot.spec.label for spot in desk.list_spots() if _is_unrounded(desk, spot)]
    if names:
        zh, en = _list_labels([each.zh for each in names]), _list_labels([e.en for e in names])
        yield desk.advise("SL736", ("indicators",), labels=Text(zh, en), count=len(names))
    total = next((each for each in desk.plan.outputs if each.id == "total"), None)
    if total is None or desk.plan.grade is None or total.rounding is not None:
        return
    if desk.is_own(("grades",)) and not is_settled(desk.plan, total.raw):
        yield desk.advise("SL737", ("grades",))


def _is_unrounded(desk: Desk, spot: Spot) -> bool:
    found = desk.occurrence(spot.id)
    if found is None or found.is_heading or found.rounding is not None or found.computed is None:
        return False
    key = "declared" if spot.spec.declared is not None else "method"
    return desk.is_own((*spot.path, key)) and not is_settled(desk.plan, found.computed)


def _list_labels(labels: Sequence[str]) -> str:
    """Return the first labels, each in quotes, and dots for those that are left out."""
    more = ["…"] if len(labels) > _MOST_NAMED else []
    return " ".join([*(f"“{each}”" for each in labels[:_MOST_NAMED]), *more])


def find_zero_maxima(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each maximum of 0 that the ruleset writes itself (SL744)."""
    for spot in desk.list_spots():
        path, spec = (*spot.path, "max_points"), spot.spec
        # Where it can fall below, points are taken off through it (倒扣).
        idle = spec.max_points == 0 and spec.min_points == 0 and not spec.bonus
        if idle and desk.is_own(path):
            yield desk.advise("SL744", path, label=spec.label)


def find_odd_weights(desk: Desk) -> Iterator[Diagnostic]:
    """Yield weights that add up neither to 1 nor to 100: they count otherwise than printed (SL745).

    Weights that are formulas over facts are the project's.
    """
    for path, weights in _list_weights(desk):
        found = {name: _constant(desk, node) for name, node in weights.items()}
        known = {name: each for name, each in found.items() if each is not None}
        total = sum(known.values(), Fraction(0))
        if len(known) < len(found) or total in (0, 1, 100) or not desk.is_own(path):
            continue
        name = next(iter(known))
        words = {
            "label": _label_of(desk, name),
            "weight": print_number(known[name]),
            "real": print_percent(known[name] / total, 2),
        }
        yield desk.advise("SL745", path, total=print_number(total), **words)


def _list_weights(desk: Desk) -> Iterator[tuple[Loc, Mapping[str, int]]]:
    for spot in desk.list_spots():
        found = desk.occurrence(spot.id)
        if found is not None and found.weights:
            yield (*spot.path, "aggregate", "weights"), dict(found.weights)
    for output in desk.plan.outputs:
        if output.id == "total" and output.weights:
            yield ("aggregate", "weights"), dict(output.weights)


def _constant(desk: Desk, node: int) -> Fraction | None:
    found = desk.plan.nodes[node]
    value = found.value if isinstance(found, Constant) else None
    return value if isinstance(value, Fraction) else None


def _label_of(desk: Desk, name: str) -> object:
    found = desk.occurrence(name)
    return name if found is None else found.label
