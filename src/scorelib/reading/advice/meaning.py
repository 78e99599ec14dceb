"""Advice on two indicators of one meaning, which equal nodes of the plan tell."""

from __future__ import annotations

from collections.abc import Iterator

from scorelib.compiler.graph.walk import inputs_of
from scorelib.ground.errors import Diagnostic
from scorelib.reading.advice.desk import Desk, Loc

__all__ = ["find_same_meaning"]


def find_same_meaning(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each indicator whose formula is another's, over the same facts (SL741).

    The plan shares equal nodes, so that what means the same is the same node: what it is worth
    may differ. What a person judges, or a project declares, is its own each time.
    """
    seen: dict[int, tuple[str, Loc]] = {}
    for spot in desk.list_spots():
        found = desk.occurrence(spot.id)
        if found is None or found.is_heading or found.slot is not None:
            continue
        node = found.share if found.share is not None else found.raw
        if node is None or not _reads_facts(desk, node):
            continue
        first = seen.setdefault(node, (spot.id, spot.path))
        if first[0] != spot.id and desk.is_own(spot.path):
            other = desk.occurrence(first[0])
            words = {"label": spot.spec.label, "other": first[0] if other is None else other.label}
            yield desk.advise("SL741", spot.path, place=str(desk.place(first[1])), **words)


def _reads_facts(desk: Desk, node: int) -> bool:
    """Return whether a formula reads facts of the project, and nothing that is asked by itself."""
    kinds = {each.kind for each in inputs_of(desk.plan.nodes, node)}
    return bool(kinds & {"fact", "item"}) and "judgement" not in kinds
