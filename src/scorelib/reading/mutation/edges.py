"""The bounds of bands, grades and facts: moved, taken in or left out, with the neighbour's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from scorelib.ground.errors import WordError
from scorelib.ground.source import MappingNode, Node, Scalar, locate
from scorelib.reading.mutation.changes import Step
from scorelib.reading.mutation.figures import move_figure, read_figure
from scorelib.reading.mutation.trees import Edit, Loc
from scorelib.words.units import read_unit

__all__ = ["Edge", "change_edge", "drop_band", "find_quantum", "list_edges"]

_FLIPS: Final = {
    "from": "above",
    "above": "from",
    "to": "below",
    "below": "to",
    "min": "above",
    "max": "below",
}
_FACT_FLIPS: Final = {"above": "min", "below": "max", "min": "above", "max": "below"}
_LOWER: Final = ("from", "above", "min")
_UPPER: Final = ("to", "below", "max")


@dataclass(frozen=True, slots=True)
class Edge:
    """One bound as it is written: its path, its words and its exact value."""

    path: Loc
    node: Scalar
    value: Fraction

    @property
    def key(self) -> str:
        """The word it is written under: from, above, to, below, min or max."""
        return str(self.path[-1])

    @property
    def lower(self) -> bool:
        """Whether its band begins there."""
        return self.key in _LOWER


def list_edges(tree: Node, entry: Loc) -> list[Edge]:
    """Return the bounds that are written in one mapping."""
    node = locate(tree, entry)
    found: list[Edge] = []
    for key in (*_LOWER, *_UPPER):
        value = node.values.get(key) if isinstance(node, MappingNode) else None
        amount = read_figure(str(value)) if isinstance(value, Scalar) else None
        if isinstance(value, Scalar) and amount is not None:
            found.append(Edge((*entry, key), value, amount.value))
    return found


def change_edge(
    edge: Edge, others: Sequence[Edge], quantum: Fraction | None, *, of_fact: bool
) -> Iterator[Step]:
    """Yield an edge one step lower, one step higher, taken in or left out, and gone for a fact.

    `others` are the bounds of its neighbours: one that ends or begins at the same value moves
    along, since the two are one edge.
    """
    partners = [each for each in others if each.value == edge.value and each.lower != edge.lower]
    for sign in (-1, 1):
        edits = [_move(each, sign, quantum) for each in (edge, *partners)]
        moved = edits[0]
        if moved is not None and None not in edits:
            done = tuple(each for each in edits if each is not None)
            yield Step("shift", f"{edge.node}→{moved.text}", moved.text, done)
    flips = _FACT_FLIPS if of_fact else _FLIPS
    edits_of_flip = tuple(Edit("call", each.path, flips[each.key]) for each in (edge, *partners))
    yield Step("flip", f"→{flips[edge.key]}", f"{flips[edge.key]} {edge.node}", edits_of_flip)
    if of_fact:
        yield Step("unbound", "∅", None, (Edit("drop", edge.path),))


def _move(edge: Edge, sign: int, quantum: Fraction | None) -> Edit | None:
    moved = move_figure(str(edge.node), sign, quantum)
    return None if moved is None else Edit("put", edge.path, moved)


def find_quantum(tree: Node, path: Loc) -> Fraction | None:
    """Return the step of the rounding of what a band holds, None where none is declared.

    For grades that is the rounding of the total, or else that of the points it is made of.
    """
    for count in range(len(path) - 1, 0, -1):
        found = _read_rounding(
            locate(tree, (*path[:count], "rounding")), locate(tree, path[:count])
        )
        if found is not None:
            return found
    if "grades" not in path:
        return None
    order = ("total", "subtotals", "points") if path[0] == "grades" else ("subtotals", "points")
    for key in order:
        whole = locate(tree, ("rounding",))
        found = _read_rounding(locate(tree, ("rounding", key)), whole)
        if found is not None:
            return found
    return None


def _read_rounding(node: Node, around: Node) -> Fraction | None:
    """Return the step of a rounding; a path that led nowhere gave the node around it."""
    if node is around or not isinstance(node, MappingNode):
        return None
    places, unit = node.values.get("places"), node.values.get("unit")
    if not isinstance(places, Scalar) or not str(places).isdecimal():
        return None
    step = Fraction(1, 10 ** int(str(places)))
    try:
        return step * read_unit(str(unit)).factor if isinstance(unit, Scalar) else step
    except WordError:
        return None


def drop_band(
    edges: Sequence[Sequence[Edge]], place: int, paths: Sequence[Loc]
) -> tuple[Edit, ...]:
    """Return the edits that take a band out and let a neighbour take over what it held."""
    own = edges[place]
    low = next((each for each in own if each.lower), None)
    high = next((each for each in own if not each.lower), None)
    gone = Edit("drop", paths[place])
    rest = [each for other, each in enumerate(edges) if other != place]
    below = _touching(rest, low, lower=False)
    if below is not None:
        return gone, *_take_over(below, high)
    above = _touching(rest, high, lower=True)
    if above is not None:
        return gone, *_take_over(above, low)
    return gone, *_reach_out(rest, low, high, side="low"), *_reach_out(rest, low, high, side="high")


def _touching(rest: Sequence[Sequence[Edge]], edge: Edge | None, *, lower: bool) -> Edge | None:
    """Return the bound of a neighbour at the same value, from its other side."""
    if edge is None:
        return None
    return next(
        (each for row in rest for each in row if each.lower == lower and each.value == edge.value),
        None,
    )


def _take_over(edge: Edge, instead: Edge | None) -> tuple[Edit, ...]:
    """Return the edits that put another bound in the place of one, or none at all."""
    if instead is None:
        return (Edit("drop", edge.path),)
    if instead.key == edge.key:
        return (Edit("put", edge.path, str(instead.node)),)
    return Edit("drop", edge.path), Edit("put", (*edge.path[:-1], instead.key), str(instead.node))


def _reach_out(
    rest: Sequence[Sequence[Edge]],
    low: Edge | None,
    high: Edge | None,
    *,
    side: Literal["low", "high"],
) -> tuple[Edit, ...]:
    """Return the edits by which the outermost band reaches as far as the one that is gone.

    Bands that name one bound each end where the next begins: only at the end there is nothing
    that takes over by itself.
    """
    lower = side == "low"
    known = [each for row in rest for each in row if each.lower == lower]
    if not known or (high if lower else low) is not None:
        return ()
    edge = min(known, key=lambda each: each.value if lower else -each.value)
    own = low if lower else high
    if own is None:
        return () if any(not row for row in rest) else _take_over(edge, None)
    outermost = own.value < edge.value if lower else own.value > edge.value
    return _take_over(edge, own) if outermost else ()
