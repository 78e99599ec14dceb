"""Trials: what would come out if a rule or a figure were otherwise, read from the same plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.engine.evaluator import Changed, Facts, Values, Web
from scorelib.engine.intake.inputs import Inputs

__all__ = ["Trial", "Trials"]


@dataclass(frozen=True, slots=True)
class Trial:
    """The figures of one project in one trial, by the ids of nodes, `total` and `grade`."""

    plan: Plan
    inputs: Inputs
    values: Values

    def points(self, subject: str) -> Fraction | None:
        """Return what the rules give a node from facts (a heading: from below), or the total."""
        if subject == "total":
            return self._number(self.plan.outputs[0].points, None)
        found = self._find(subject)
        if found is None:
            return None
        occurrence, place = found
        node = occurrence.points if occurrence.is_heading else occurrence.computed
        return None if node is None else self._number(node, place)

    def raw(self, subject: str) -> Fraction | None:
        """Return the points of a leaf before they are rounded."""
        found = self._find(subject)
        if found is None or found[0].raw is None:
            return None
        return self._number(found[0].raw, found[1])

    def share(self, subject: str) -> Fraction | None:
        """Return the part of its maximum that a leaf earns, where its method knows one."""
        found = self._find(subject)
        if found is None or found[0].share is None:
            return None
        return self._number(found[0].share, found[1])

    @property
    def grade(self) -> str | None:
        """The id of the grade."""
        plan = self.plan.grade
        value = None if plan is None else self.values[plan.node]
        return value if isinstance(value, str) else None

    def _find(self, subject: str) -> tuple[Occurrence, int | None] | None:
        """Return the occurrence of a node and, of a project's own indicator, its place."""
        for occurrence in self.plan.occurrences:
            if occurrence.slot is None and occurrence.id == subject:
                return occurrence, None
        slot, _, name = subject.rpartition(".")
        records = self.inputs.items.get(slot, ())
        place = next((i for i, record in enumerate(records) if record.id == name), None)
        template = next((o for o in self.plan.occurrences if o.slot == slot), None)
        return None if place is None or template is None else (template, place)

    def _number(self, node: int, place: int | None) -> Fraction | None:
        value: Any = self.values[node]
        if self.plan.scopes[node] is not None:
            value = None if place is None else value[place]
        return value if isinstance(value, Fraction) else None


@dataclass(frozen=True, slots=True)
class Trials:
    """What trials of one project start from: its plan, its inputs and its values."""

    web: Web
    inputs: Inputs
    values: Values

    @property
    def base(self) -> Trial:
        """The project as it was scored."""
        return Trial(self.web.plan, self.inputs, self.values)

    def change_nodes(self, changes: Mapping[int, Changed]) -> Trial:
        """Return the figures with other nodes: nodes that stand instead, or functions of values."""
        values = self.web.evaluate(self.values, self.inputs.facts, changes)
        return Trial(self.web.plan, self.inputs, values)

    def change_facts(self, facts: Facts) -> Trial:
        """Return the figures with other facts; the rows of a slot stay as many as they are."""
        values = self.web.evaluate(self.values, facts)
        return Trial(self.web.plan, replace(self.inputs, facts=facts), values)
