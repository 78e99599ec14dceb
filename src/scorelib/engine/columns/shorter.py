"""Declared points that differ from computed ones only in that nobody rounds these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scorelib.compiler.graph.plan import Alarm, Occurrence, Plan
from scorelib.engine.columns.answers import Answers
from scorelib.engine.columns.lists import Rows
from scorelib.engine.columns.tables import Sheet
from scorelib.engine.outcome.agreement import agrees_as_printed
from scorelib.engine.outcome.tolerance import agrees_as_added

__all__ = ["Shorter"]

_Numbers = list[Fraction | None]


@dataclass(frozen=True, slots=True)
class _Node:
    """A node below a sum, as the sum is held against it."""

    id: str
    points: Fraction | None
    places: int | None


@dataclass(slots=True)
class Shorter:
    """Compares declared with computed points, project by project, as the single project does.

    `rows` are the rows of the sheet that were scored, `items` whose each indicator is.
    """

    sheet: Sheet
    answers: Answers
    rows: Sequence[int]
    items: Mapping[str, Rows]
    _figures: dict[int, _Numbers] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.answers.plan

    def holds(self, alarm: Alarm, node: Occurrence, place: int) -> bool:
        """Return whether what an alarm is about, at a place of its scope, is printed shorter."""
        numbers = {name: number for name, number, _ in alarm.numbers}
        declared = self._figure(numbers["declared"], place, node.slot)
        computed = self._figure(numbers["computed"], place, node.slot)
        if declared is None or computed is None:
            return False
        if agrees_as_printed(declared, computed, self._count_places(node)):
            return True
        if not node.is_heading:
            return False
        below = list(self._list_below(node.id, place))
        points = {each.id: given for each, given in below if given is not None}
        nodes = [each for each, _ in below]
        return agrees_as_added(self.plan, nodes, points, declared, computed)

    def _count_places(self, node: Occurrence) -> int | None:
        return node.rounding.places if node.rounding else self.plan.outputs[0].places

    def _figure(self, node: int, place: int, slot: str | None) -> Fraction | None:
        if node not in self._figures:
            self._figures[node] = self.answers.fractions(node)
        if slot is not None and self.plan.scopes[node] is None:
            place = self.items[slot].owner[place]
        return self._figures[node][place]

    def _list_below(self, name: str, place: int) -> Iterator[tuple[_Node, Fraction | None]]:
        """Yield the nodes of a project below one, with what is declared for each."""
        for each in self.plan.occurrences:
            if each.slot is not None and f"{each.slot}.".startswith(f"{name}."):
                yield from self._list_items(each, each.slot, place)
            elif each.slot is None and each.id.startswith(f"{name}."):
                points = self._figure(each.points, place, None)
                given = self.sheet.inputs.get(("assessment", each.id))
                declared = None if given is None else given.at([self.rows[place]])[0]
                node = _Node(each.id, points, self._count_places(each))
                yield node, declared if isinstance(declared, Fraction) else None

    def _list_items(
        self, node: Occurrence, slot: str, place: int
    ) -> Iterator[tuple[_Node, Fraction | None]]:
        """Yield the own indicators of a project in a slot."""
        rows, given = self.items.get(slot), self.sheet.lists.get(slot)
        if rows is None or rows.ids is None or given is None:
            return
        start = rows.owner.search_sorted(place, "left")
        for offset, values in enumerate(given.of([self.rows[place]])[0]):
            name = f"{slot}.{rows.ids[start + offset]}"
            points = self._figure(node.points, start + offset, slot)
            declared = values.get("assessed")
            shown = _Node(name, points, self._count_places(node))
            yield shown, declared if isinstance(declared, Fraction) else None
