"""Alternatives: what a mistake would make of a figure, and whether that is the declared one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scorelib.reading.reconciliation.views import Explanation
from scorelib.words.numbers import count_places, print_points
from scorelib.words.rounding import RoundingRule

__all__ = ["Alternative", "Arguments", "explain", "fits", "settle"]

Arguments = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One mistake with the figure that it gives.

    `stands` says whether a figure that fits is hit by itself, not only by running into a cap or
    a band.
    """

    kind: str
    figure: Fraction
    arguments: Arguments = ()
    node: str | None = None
    stands: Callable[[], bool] | None = None


def settle(figure: Fraction, places: int | None) -> Fraction:
    """Return a figure rounded half up to the places that it is shown with, if any."""
    return figure if places is None else RoundingRule(places, "half-up").apply(figure)


def fits(figure: Fraction, declared: Fraction, places: int | None) -> bool:
    """Return whether a figure is the declared one: exactly, or as declared where nothing rounds."""
    own = count_places(declared)
    if places is not None or own is None:
        return figure == declared
    return settle(figure, own) == declared


def explain(found: Alternative, places: int | None) -> Explanation:
    """Return an alternative as an explanation, its figure among the arguments."""
    shown = print_points(found.figure, places)
    return Explanation(found.kind, (*found.arguments, ("figure", shown)), shown, found.node)
