"""All mutants of a ruleset: of the values that it writes itself, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.source import MappingNode, Node, Scalar, locate
from scorelib.model.citations import Bounds
from scorelib.model.ruleset import FactSpec, FieldSpec
from scorelib.reading.mutation.changes import Step, change_spot
from scorelib.reading.mutation.edges import Edge, change_edge, find_quantum, list_edges
from scorelib.reading.mutation.figures import read_figure
from scorelib.reading.mutation.mutants import Mutant
from scorelib.reading.mutation.rows import drop_row, list_exchanges
from scorelib.reading.mutation.spots import Group, Spot, list_places
from scorelib.reading.mutation.trees import Loc
from scorelib.reading.mutation.vocabulary import list_vocabulary

__all__ = ["count_inherited", "list_mutants"]


def list_mutants(ruleset: Ruleset, plan: Plan) -> tuple[Mutant, ...]:
    """Return every mutant of what a ruleset writes itself; what it inherits is left alone.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> local = load_ruleset("cn/guangxi/self-evaluation@2020")
    >>> [each.id for each in list_mutants(local, compile_ruleset(local))][:1]
    ['grades.excellent:↔good']
    """
    maker = _Maker(ruleset, plan)
    found = sorted(maker.list_all(), key=lambda each: each.location[1:3])
    seen: dict[str, int] = {}
    unique: list[Mutant] = []
    for each in found:
        seen[each.id] = seen.get(each.id, 0) + 1
        number = seen[each.id]
        unique.append(each if number == 1 else replace(each, id=f"{each.id}#{number}"))
    return tuple(unique)


def count_inherited(ruleset: Ruleset) -> int:
    """Return how many values that bear on scores a ruleset takes over as they are."""
    own = ruleset.reference
    spots = (each for each in list_places(ruleset.tree) if isinstance(each, Spot))
    return sum(each.node.source.layer != own for each in spots)


def _goes_outward(edge: Edge, step: Step) -> bool:
    """Return whether a change only lets a band reach further."""
    if step.kind == "flip":
        return edge.key in ("above", "below")
    moved = read_figure(step.after or "")
    return moved is not None and (moved.value < edge.value) == edge.lower


class _Maker:
    """Makes the mutants of one ruleset."""

    def __init__(self, ruleset: Ruleset, plan: Plan) -> None:
        self.tree = ruleset.tree
        self.layer = ruleset.reference
        self.vocabulary = list_vocabulary(plan, ruleset.tree)
        places = list(list_places(ruleset.tree))
        self.spots = [each for each in places if isinstance(each, Spot)]
        self.groups = [each for each in places if isinstance(each, Group)]
        self.around = {entry: each for each in self.groups for entry in each.entries}
        self.below = self._index()

    def _index(self) -> Mapping[Loc, list[Scalar]]:
        """Return the values that bear on scores below each path."""
        found: dict[Loc, list[Scalar]] = {}
        for spot in self.spots:
            for count in range(1, len(spot.path) + 1):
                found.setdefault(spot.path[:count], []).append(spot.node)
        return found

    def _owns(self, node: Node) -> bool:
        return node.source.layer == self.layer

    def _owns_all(self, path: Loc) -> bool:
        values = self.below.get(path, [])
        return bool(values) and all(map(self._owns, values))

    def list_all(self) -> Iterator[Mutant]:
        for spot in self.spots:
            if self._owns(spot.node):
                for step in self._change(spot):
                    yield self._make(spot.path, spot.node, step)
        for group in self.groups:
            yield from self._change_rows(group)

    def _change(self, spot: Spot) -> Iterator[Step]:
        yield from change_spot(spot, self.tree, self.vocabulary)
        shape = spot.shape
        of_fact = shape is not None and issubclass(shape, (FactSpec, FieldSpec))
        of_band = shape is not None and issubclass(shape, Bounds)
        if of_fact or of_band:
            yield from self._change_edge(spot, of_fact=of_fact)

    def _change_edge(self, spot: Spot, *, of_fact: bool) -> Iterator[Step]:
        """Yield the changes of a bound; an end that is the next one's beginning stands there."""
        own = list_edges(self.tree, spot.path[:-1])
        edge = next((each for each in own if each.path == spot.path), None)
        if edge is None:
            return
        others = [] if of_fact else self._list_neighbours(spot.path[:-1])
        touching = [each for each in others if each.value == edge.value and each.lower]
        if not edge.lower and touching and any(self._owns(each.node) for each in touching):
            return
        quantum = None if of_fact else find_quantum(self.tree, spot.path)
        outermost = not of_fact and self._is_outermost(edge, others)
        for step in change_edge(edge, others, quantum, of_fact=of_fact):
            if not (outermost and _goes_outward(edge, step)):
                yield step

    def _is_outermost(self, edge: Edge, others: Sequence[Edge]) -> bool:
        """Return whether bands or grades that tile what there can be end at an edge.

        Nothing lies beyond it: a band that reached further would hold nothing more.
        """
        if edge.path[-3] not in ("bands", "grades"):
            return False
        sign = 1 if edge.lower else -1
        return all(sign * each.value > sign * edge.value for each in others)

    def _list_neighbours(self, entry: Loc) -> list[Edge]:
        around = self.around.get(entry)
        entries = around.entries if around else ()
        return [e for each in entries if each != entry for e in list_edges(self.tree, each)]

    def _change_rows(self, group: Group) -> Iterator[Mutant]:
        for place, entry in enumerate(group.entries):
            if self._owns_all(entry):
                step = drop_row(self.tree, group, place)
                if step is not None:
                    yield self._make(entry, locate(self.tree, entry), step)
        for place, step, here, there in list_exchanges(self.tree, group):
            if self._owns(here) and self._owns(there):
                yield self._make(group.entries[place], here, step)

    def _make(self, path: Loc, node: Node, step: Step) -> Mutant:
        before = str(node) if isinstance(node, Scalar) else ""
        name = f"{self._name(path)}:{step.operation}"
        place = node.location
        return Mutant(name, step.kind, place, before, step.after, step.edits)

    def _name(self, path: Loc) -> str:
        """Return a path with the ids of entries where they have one, else their numbers."""
        words = ""
        for count, step in enumerate(path, 1):
            node = locate(self.tree, path[:count])
            own = node.values.get("id") if isinstance(node, MappingNode) else None
            if isinstance(step, str):
                words += f".{step}" if words else step
            else:
                words += f".{own}" if isinstance(own, Scalar) else f"[{step}]"
        return words
