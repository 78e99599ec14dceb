"""The rows of a rule: one left out, so that a neighbour takes over; the points of two exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, locate
from scorelib.reading.mutation.changes import Step
from scorelib.reading.mutation.edges import drop_band, list_edges
from scorelib.reading.mutation.figures import read_figure
from scorelib.reading.mutation.spots import Group
from scorelib.reading.mutation.trees import Edit, Loc

__all__ = ["drop_row", "list_exchanges"]

_ROWS: Final = frozenset(
    {
        "bands",
        "cases",
        "checks",
        "entries",
        "grade_rules",
        "grades",
        "levels",
        "nodes",
        "profiles",
        "rows",
        "rules",
        "segments",
        "tiers",
        "values",
    }
)
"""Lists and mappings whose entries are the rows of a rule."""

_EARNED: Final = ("points", "gives", "score", "max_points", "share")
"""What a row earns, or weighs."""

_PLAIN: Final = frozenset({"levels", "max_points", "rows", "weights"})
"""Mappings whose values are themselves what is earned, or what weighs."""


def drop_row(tree: Node, group: Group, place: int) -> Step | None:
    """Return a rule without one of its rows, or None where it cannot do without.

    A row of a band leaves what it held to its neighbour; a value of a fact goes with it.
    """
    if not (_holds_rows(group) and len(group.entries) > 1) or _is_on_line(tree, group, place):
        return None
    edges = [list_edges(tree, entry) for entry in group.entries]
    if any(edges):
        return Step("drop", "∅", None, drop_band(edges, place, group.entries))
    return Step("drop", "∅", None, (Edit("drop", group.entries[place]),))


def _holds_rows(group: Group) -> bool:
    inside_rows = "rows" in group.path[2:-1] and group.path[0] == "tables"
    derived = group.path == ("values",)
    return ((group.key in _ROWS and isinstance(group.path[-1], str)) or inside_rows) and not derived


def _is_on_line(tree: Node, group: Group, place: int) -> bool:
    """Return whether a node of a line lies on the straight way from the one before to the next.

    Without it the line is the same: there is nothing for a case to notice.
    """
    if group.key != "nodes" or not 0 < place < len(group.entries) - 1:
        return False
    points = [_read_point(tree, group.entries[place + step]) for step in (-1, 0, 1)]
    (x0, y0), (x1, y1), (x2, y2) = points
    return (y1 - y0) * (x2 - x0) == (y2 - y0) * (x1 - x0)


def _read_point(tree: Node, entry: Loc) -> tuple[Fraction, Fraction]:
    amounts = [read_figure(str(locate(tree, (*entry, place)))) for place in (0, 1)]
    x, y = (Fraction(0) if each is None else each.value for each in amounts)
    return x, y


def list_exchanges(tree: Node, group: Group) -> Iterator[tuple[int, Step, Node, Node]]:
    """Yield neighbouring rows with each other's points.

    That is the place of the first, what is done, and the two values.
    """
    for place, (one, other) in enumerate(pairwise(group.entries)):
        first, second = _earned(tree, group, one), _earned(tree, group, other)
        if first is None or second is None:
            continue
        here, there = locate(tree, first), locate(tree, second)
        if not isinstance(here, Scalar) or not isinstance(there, Scalar) or here == there:
            continue
        edits = [Edit("move", first, source=second), Edit("move", second, source=first)]
        edits += _exchange_labels(tree, one, other) if group.path[-1] == "grades" else []
        yield place, Step("swap", f"↔{_name(other, tree)}", str(there), tuple(edits)), here, there


def _earned(tree: Node, group: Group, entry: Loc) -> Loc | None:
    """Return where what a row earns is written."""
    node = locate(tree, entry)
    if isinstance(node, Scalar):
        return entry if group.key in _PLAIN else None
    if isinstance(node, SequenceNode):
        return (*entry, 1) if group.key == "nodes" and len(node.values) == 2 else None
    if group.path[-1:] == ("grades",):
        return (*entry, "id")
    key = next((each for each in _EARNED if each in node.values), None)
    return None if key is None else (*entry, key)


def _exchange_labels(tree: Node, one: Loc, other: Loc) -> Sequence[Edit]:
    """Return the edits by which two grades exchange their names as well as their ids."""
    nodes = [locate(tree, each) for each in (one, other)]
    if not all(isinstance(each, MappingNode) and "label" in each.values for each in nodes):
        return ()
    pairs = ((one, other), (other, one))
    return [Edit("move", (*to, "label"), source=(*come, "label")) for to, come in pairs]


def _name(entry: Loc, tree: Node) -> str:
    """Return what a row is called: its id, its key, or its number."""
    node = locate(tree, entry)
    own = node.values.get("id") if isinstance(node, MappingNode) else None
    step = entry[-1]
    if isinstance(own, Scalar):
        return str(own)
    return f"[{step}]" if isinstance(step, int) else step
