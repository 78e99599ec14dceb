"""Inheritance: the differences below that a declared sum merely carries on."""

from __future__ import annotations

from fractions import Fraction

from scorelib.reading.reconciliation.diagnosis.alternatives import fits
from scorelib.reading.reconciliation.diagnosis.subtotals import add_declared
from scorelib.reading.reconciliation.diagnosis.workbench import Workbench

__all__ = ["is_inherited", "list_inherited"]


def is_inherited(bench: Workbench, subject: str, declared: Fraction) -> bool:
    """Return whether a sum is what the points declared for the rows below it add up to."""
    return add_declared(bench.dossier, subject) == declared


def list_inherited(
    bench: Workbench, subject: str, declared: Fraction, places: int | None
) -> tuple[str, ...]:
    """Return the lines below that differ, where a sum is what is declared there.

    It may be made of the rows, or of what the headings above them declare themselves.
    """
    if _is_sum_of_rows(bench, subject, declared, places):
        below = _list_differing(bench, subject)
        return tuple(each for each in below if not _heads(each, below))
    added = add_declared(bench.dossier, subject, own_first=True)
    if added is None or not fits(added, declared, places):
        return ()
    given = bench.dossier.inputs.declared.points
    own = [each for each in given if each != subject]
    return tuple(
        name
        for name in _list_differing(bench, subject)
        if not any(_is_below(name, each) and _is_below(each, subject) for each in own)
    )


def _is_sum_of_rows(bench: Workbench, subject: str, declared: Fraction, places: int | None) -> bool:
    """Return whether a sum is what the declared points of the rows come to, also by its rule."""
    added = add_declared(bench.dossier, subject)
    if added is not None and fits(added, declared, places):
        return True
    points = bench.dossier.inputs.declared.points
    given = {name: points[name] for name in bench.leaves if name in points}
    if len(given) < len(bench.leaves):
        return False
    found = bench.change_points("declared", given).points(subject)
    return found is not None and fits(found, declared, places)


def _list_differing(bench: Workbench, subject: str) -> list[str]:
    return [
        line.subject
        for line in bench.dossier.lines
        if line.figure == "points" and _is_below(line.subject, subject) and bench.differs(line)
    ]


def _heads(name: str, others: list[str]) -> bool:
    """Return whether others stand below a node, which carries them on itself."""
    return any(_is_below(each, name) for each in others)


def _is_below(name: str, subject: str) -> bool:
    return subject == "total" or name.startswith(f"{subject}.")
