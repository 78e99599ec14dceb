"""Occurrences of the tree as one project sees them: the values of a rule where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.nodes import Input, State, Value
from scorelib.compiler.graph.plan import FactInput, FormPlan, Occurrence
from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.run import Run

__all__ = ["View", "fact_of", "formula_node", "list_views", "places_of"]


@dataclass(frozen=True, slots=True)
class View:
    """One occurrence of one run; `place` is the position of the item it stands for."""

    run: Run
    occurrence: Occurrence
    place: int | None = None

    def value(self, node: int | None) -> Value | None:
        """Return the value of a node as this occurrence sees it."""
        if node is None:
            return None
        found: Any = self.run.values[node]
        rows = self.run.plan.scopes[node]
        # The rows of another list, or of a panel, are seen all at once.
        if rows is None or rows != self.occurrence.slot:
            return found  # type: ignore[no-any-return]
        return found[self.place]  # type: ignore[no-any-return]

    def shown(self, node: int) -> Any:
        """Return the value of a node as it is printed."""
        return self.run.show(node, self.value(node))

    def number(self, node: int | None) -> Fraction | None:
        """Return the value of a node where it is a number, else None."""
        found = self.value(node)
        return found if isinstance(found, Fraction) else None

    @property
    def rule(self) -> tuple[str, str | None, str | None]:
        """What tells the rule apart from all others of the plan: the occurrence, and the form."""
        form = self.form
        return self.occurrence.id, self.occurrence.slot, None if form is None else form.form

    @property
    def is_open(self) -> bool:
        """Whether there are no points though there should be."""
        found = self.value(self.occurrence.points)
        return isinstance(found, State) and found is not State.NOT_APPLICABLE

    @property
    def item(self) -> ItemRecord | None:
        slot = self.occurrence.slot
        if slot is None or self.place is None:
            return None
        return self.run.inputs.items[slot][self.place]

    @property
    def form(self) -> FormPlan | None:
        """Return the way in which the item's form of target is scored."""
        chosen = self.item.values.get("form") if self.item else None
        return next((form for form in self.occurrence.forms if form.form == chosen), None)


def list_views(run: Run) -> Iterator[View]:
    """Yield the occurrences of a run in document order, the project's own indicators included."""
    for occurrence in run.plan.occurrences:
        if occurrence.slot is None:
            yield View(run, occurrence)
        else:
            for place in range(len(run.inputs.items.get(occurrence.slot, ()))):
                yield View(run, occurrence, place)


def places_of(view: View) -> int | None:
    """Return the places to show points with: of the node's own rounding, else of the total's."""
    if view.occurrence.rounding is not None:
        return view.occurrence.rounding.places
    return view.run.plan.outputs[0].places


def fact_of(run: Run, found: Input) -> FactInput | None:
    """Return the fact that an input belongs to: itself, a survey's answer, a list's column."""
    name, dot, _ = found.key.partition(".")
    if found.kind != "fact" and not (found.kind == "item" and dot):
        return None
    return next((fact for fact in run.plan.facts if fact.name == name), None)


def formula_node(view: View) -> int | None:
    """Return the node of the formula that gives an occurrence its points."""
    if view.item is not None:
        return view.form.formula if view.form else None
    return view.occurrence.formula
