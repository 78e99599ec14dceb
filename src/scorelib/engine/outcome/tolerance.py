"""Tolerance: sums of points that no rule rounds, and that a form rounds row by row as it prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Protocol

from scorelib.compiler.graph.plan import Occurrence, OutputPlan, Plan
from scorelib.engine.outcome.agreement import agrees_as_printed
from scorelib.words.numbers import count_places

__all__ = ["agrees_as_added"]


class Printed(Protocol):
    """A node as a form prints it: its points, and the places of those that nobody rounds."""

    @property
    def id(self) -> str: ...

    @property
    def points(self) -> Fraction | None: ...

    @property
    def places(self) -> int | None: ...


def agrees_as_added(
    plan: Plan,
    nodes: Iterable[Printed],
    points: Mapping[str, Fraction],
    declared: Fraction,
    computed: Fraction,
) -> bool:
    """Return whether a declared sum is the computed one but for the printing of its rows.

    `nodes` are those below the sum and `points` what a round declares. Each row that is printed
    shorter than it is may be off by half a step of the printed decimals; where a rule rounds, or
    makes more of points than a sum, nothing may.
    """
    if not _adds_plainly(plan):
        return False
    given = [node for node in nodes if node.id in points]
    rows = [node for node in given if not any(each.id.startswith(f"{node.id}.") for each in given)]
    shorter = [node for node in rows if _is_shorter(node, points[node.id])]
    if not shorter:
        return False
    places = max(count_places(points[node.id]) or 0 for node in rows)
    return abs(declared - computed) <= Fraction(len(shorter), 2 * 10**places)


def _is_shorter(node: Printed, declared: Fraction) -> bool:
    """Return whether points are printed with fewer decimals than they have."""
    if node.points is None or node.points == declared:
        return False
    return agrees_as_printed(declared, node.points, node.places)


def _adds_plainly(plan: Plan) -> bool:
    """Return whether sums are neither rounded nor re-based, and nothing but sums."""
    headings = (each for each in plan.occurrences if each.is_heading)
    sums: list[OutputPlan | Occurrence] = [plan.outputs[0], *headings]
    changes = [change for each in sums for change in each.changes]
    made = any(each.aggregate or each.rounding for each in sums)
    return not made and not any(change.kind == "rebase" for change in changes)
