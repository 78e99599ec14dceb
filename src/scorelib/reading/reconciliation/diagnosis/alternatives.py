"""Alternatives: what a mistake would make of a figure, and whether that is the declared one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scorelib.reading.reconciliation.views import Explanation
from scorelib.words.numbers import count_places, print_points
from scorelib.words.rounding import RoundingRule

__all__ = ["Alternative", "Arguments", "Moved", "explain", "fits", "settle"]

Arguments = tuple[tuple[str, object], ...]
Moved = frozenset[tuple[str, Fraction]]
"""The rows and headings that a mistake moves by itself, each with the points it then has."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One mistake with the figure that it gives.

    `stands` says whether a figure that fits is hit by itself, not only by running into a cap or
    a band; `moves` what the mistake changes, so that one change is not told twice.
    """

    kind: str
    figure: Fraction
    arguments: Arguments = ()
    node: str | None = None
    stands: Callable[[], bool] | None = None
    moves: Callable[[], Moved] | None = None


def settle(figure: Fraction, places: int | None) -> Fraction:
    """Return a figure rounded half up to the places that it is shown with, if any."""
    return figure if places is None else RoundingRule(places, "half-up").apply(figure)


def fits(figure: Fraction, declared: Fraction, places: int | None) -> bool:
    """Return whether a figure is the declared one: exactly, or as declared where nothing rounds."""
    own = count_places(declared)
    if places is not None or own is None:
        return figure == declared
    return settle(figure, own) == declared


def explain(found: Alternative, declared: Fraction, places: int | None) -> Explanation:
    """Return an alternative as an explanation, its figure among the arguments.

    A figure that no rule rounds is printed as it is declared: so it fits.
    """
    shown = print_points(found.figure if places is not None else declared, places)
    return Explanation(found.kind, (*found.arguments, ("figure", shown)), shown, found.node)
