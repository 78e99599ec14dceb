"""Where points were lost: what every indicator has of its maximum, the most lost first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from scorelib.engine.outcome.additions import list_bonus
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult

__all__ = ["Loss", "is_within", "list_losses", "sort_losses"]

_NO_PART = ("not-applicable", "unused")
"""The statuses of nodes that have no part in the total."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What an indicator has of its maximum, and what it lost of it; None where it is not scored.

    Points are on the indicator's own scale: what headings above do to their sum is not in them.
    A `bonus` (加分项) comes on top: who does not earn it loses nothing.
    """

    node: NodeResult
    points: Fraction | None
    max_points: Fraction
    bonus: bool = False

    @property
    def lost(self) -> Fraction | None:
        """The points that are missing to the maximum."""
        if self.bonus:
            return Fraction(0)
        return None if self.points is None else self.max_points - self.points


def list_losses(result: Result) -> tuple[Loss, ...]:
    """Return every indicator that counts, in the order of the tree.

    Criteria are told by their indicator; a heading stands for itself where it has no points and
    nothing below it says why.
    """
    return tuple(_find_losses(result))


def _find_losses(result: Result) -> Iterator[Loss]:
    nodes, bonus = result.nodes, list_bonus(result.plan.canonical)
    leading = {node.parent for node in nodes if node.kind != "criterion"}
    for node in nodes:
        is_leaf = node.id not in leading and node.kind != "criterion"
        most = node.max_points
        if most is None or node.status in _NO_PART:
            continue
        if is_leaf or (node.open and not _is_open_below(result, node)):
            yield Loss(node, node.points, most, is_within(node.id, bonus))


def is_within(path: str, headings: Collection[str]) -> bool:
    """Return whether a node is one of some headings, or stands below one.

    >>> is_within("extra.honours", {"extra"}), is_within("extras", {"extra"})
    (True, False)
    """
    steps = path.split(".")
    return any(".".join(steps[: depth + 1]) in headings for depth in range(len(steps)))


def _is_open_below(result: Result, node: NodeResult) -> bool:
    start = f"{node.id}."
    return any(each.open for each in result.nodes if each.id.startswith(start))


def sort_losses(losses: tuple[Loss, ...]) -> list[Loss]:
    """Return indicators by what they lost, the most first; those without points come last."""
    return sorted(losses, key=_rank)


def _rank(loss: Loss) -> tuple[bool, Fraction, Fraction]:
    lost = loss.lost
    return (lost is None, -loss.max_points if lost is None else -lost, -loss.max_points)
