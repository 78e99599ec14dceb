"""What the author accepts with a reason: which advice it settles, and which entries meet none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorelib.ground.errors import Diagnostic, Text
from scorelib.model.ruleset import Acceptance
from scorelib.reading.advice.desk import Desk

__all__ = ["Accepted", "settle_advice"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A piece of advice that the author lets stand, and why."""

    advice: Diagnostic
    because: Text


def settle_advice(
    desk: Desk, found: Sequence[Diagnostic]
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """Return the advice that stands open, and what is accepted with its reason.

    An entry of `accepted` that meets no advice is itself advised on (SL747).
    """
    entries = desk.document.accepted
    opened: list[Diagnostic] = []
    accepted: list[Accepted] = []
    met: set[int] = set()
    for each in found:
        fitting = [place for place, entry in enumerate(entries) if _covers(entry, each)]
        met |= set(fitting)
        if fitting:
            accepted.append(Accepted(each, entries[fitting[0]].because))
        else:
            opened.append(each)
    opened += _list_idle(desk, met)
    return tuple(opened), tuple(accepted)


def _list_idle(desk: Desk, met: set[int]) -> Iterator[Diagnostic]:
    for place, entry in enumerate(desk.document.accepted):
        if place not in met:
            path = ("accepted", place, "code")
            yield desk.advise("SL747", path, code=entry.code, at=entry.at)


def _covers(entry: Acceptance, advice: Diagnostic) -> bool:
    """Return whether an entry names the code and the part of a piece of advice, or one above it."""
    path = advice.path or ""
    inside = entry.at == "*" or path == entry.at or path.startswith(f"{entry.at}.")
    return entry.code == advice.code and inside
