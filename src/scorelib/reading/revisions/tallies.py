"""What each change does to all projects of a corpus together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scorelib.ground.errors import Text
from scorelib.reading.revisions.effects import Cause, Effects
from scorelib.reading.revisions.phrases import say_both

__all__ = ["Tally", "list_tallies"]


@dataclass(frozen=True, slots=True)
class Tally:
    """One change over all projects: how many it concerns alone, and by how much.

    `trial` is None for what changes do only together, and for the sum of all.
    """

    label: Text
    projects: int
    grades: int
    sum: Fraction
    most: Fraction | None
    least: Fraction | None
    trial: int | None = None


def list_tallies(effects: Effects) -> list[Tally]:
    """Return what each change does alone to all projects, then what is left, then the sum.

    Only projects that have a total by both rulesets, and by each change alone, are added up.
    """
    known = [each for each in effects.changed if each.together is not None]
    found = []
    for number, trial in enumerate(effects.trials):
        own = [c for e in known for c in e.causes if c.trial == number]
        tally = _add_up(trial.label, own, number)
        if tally.projects or tally.grades:
            found.append(tally)
    if not found:
        return []
    found.sort(key=lambda each: (-each.projects, -abs(each.sum)))
    left = [each.together for each in known if each.together]
    if left:
        said = say_both("together")
        found.append(Tally(said, len(left), 0, sum(left, Fraction(0)), *_find_ends(left)))
    deltas = [each.delta for each in known if each.delta is not None]
    grades = sum(each.has_other_grade for each in known)
    whole = sum(deltas, Fraction(0))
    return [*found, Tally(say_both("sum"), len(known), grades, whole, *_find_ends(deltas))]


def _add_up(label: Text, causes: list[Cause], number: int) -> Tally:
    figures = [each.alone for each in causes if each.alone]
    grades = sum(each.grade is not None for each in causes)
    whole = sum(figures, Fraction(0))
    return Tally(label, len(figures), grades, whole, *_find_ends(figures), number)


def _find_ends(figures: Sequence[Fraction]) -> tuple[Fraction | None, Fraction | None]:
    """Return the most that is gained and the most that is lost; None where nothing is."""
    most, least = max(figures, default=Fraction(0)), min(figures, default=Fraction(0))
    return (most if most > 0 else None), (least if least < 0 else None)
