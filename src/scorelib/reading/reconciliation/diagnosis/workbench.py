"""The workbench of a diagnosis: the scored rows of one project, and trials that are made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Any

from scorelib.compiler.graph.plan import FormPlan, Occurrence
from scorelib.engine.evaluator import Changed, Facts, Values
from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.views import NodeResult
from scorelib.reading.reconciliation.diagnosis.alternatives import Moved
from scorelib.reading.reconciliation.dossier import Dossier
from scorelib.reading.reconciliation.rewrites import Rewrites
from scorelib.reading.reconciliation.trials import Trial
from scorelib.reading.reconciliation.views import Line, Side

__all__ = ["Leaf", "Workbench"]


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One scored row: its result, where its rule stands, and its place among its slot's rows."""

    node: NodeResult
    rule: Occurrence
    place: int | None = None
    item: ItemRecord | None = None

    @property
    def form(self) -> FormPlan | None:
        """The way in which a project's own indicator is scored."""
        chosen = self.item.values.get("form") if self.item else None
        return next((form for form in self.rule.forms if form.form == chosen), None)

    def read(self, values: Values, node: int | None) -> Fraction | None:
        """Return the number that a node of the rule has for this row."""
        found: Any = None if node is None else values[node]
        if isinstance(found, tuple):
            found = None if self.place is None else found[self.place]
        return found if isinstance(found, Fraction) else None

    def points(self, trial: Trial) -> Fraction | None:
        """Return the computed points in a trial of the same plan."""
        return self.read(trial.values, self.rule.computed)

    def raw(self, trial: Trial) -> Fraction | None:
        """Return the points before their rounding in a trial of the same plan."""
        return self.read(trial.values, self.rule.raw)


class Workbench:
    """One project under diagnosis; what is tried for one line is there for all others."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self._trials: dict[object, Trial] = {}

    @property
    def rewrites(self) -> Rewrites:
        """The rewrites of the ruleset."""
        return self.dossier.rewrites

    @property
    def base(self) -> Trial:
        """The project as it was scored."""
        return self.dossier.trials.base

    @cached_property
    def leaves(self) -> Mapping[str, Leaf]:
        """The rows that have computed points, by their ids."""
        found = self.rows.items()
        return {name: leaf for name, leaf in found if leaf.node.computed is not None}

    @cached_property
    def rows(self) -> Mapping[str, Leaf]:
        """All scored rows, by their ids."""
        return {leaf.node.id: leaf for leaf in self._list_leaves()}

    def _list_leaves(self) -> Iterator[Leaf]:
        nodes, items = self.dossier.nodes, self.dossier.inputs.items
        for rule in self.dossier.plan.occurrences:
            if rule.is_heading:
                continue
            if rule.slot is None:
                yield Leaf(nodes[rule.id], rule)
                continue
            for place, item in enumerate(items.get(rule.slot, ())):
                yield Leaf(nodes[f"{rule.id}.{item.id}"], rule, place, item)

    def side(self, line: Line) -> Side | None:
        """Return what the round that counts declares in a line."""
        own = self.dossier.round
        sides = (each for each in line.sides if own is not None and each.round == own.id)
        return next(sides, None)

    def differs(self, line: Line) -> bool:
        """Return whether that round declares another figure than was computed.

        What counts is nothing to explain: an override may be declared as such.
        """
        side = self.side(line)
        if side is None or side.agreement != "differs":
            return False
        node = self.dossier.nodes.get(line.subject) if line.figure == "points" else None
        return node is None or node.points != side.value

    @cached_property
    def undeclared(self) -> tuple[Leaf, ...]:
        """The rows of which the round declares no points, so that only sums tell of them."""
        counted = (leaf for leaf in self.leaves.values() if leaf.node.status == "scored")
        return tuple(leaf for leaf in counted if self.dossier.declared(leaf.node.id) is None)

    def below(self, subject: str) -> tuple[Leaf, ...]:
        """Return the rows below a heading, or all for the total."""
        start = "" if subject == "total" else f"{subject}."
        return tuple(leaf for name, leaf in self.rows.items() if name.startswith(start))

    def list_moved(self, subject: str, trial: Trial) -> Moved:
        """Return the rows below a sum that have other points in a trial of any plan."""
        found = [(leaf.node, trial.points(leaf.node.id)) for leaf in self.below(subject)]
        return frozenset(
            (node.id, points)
            for node, points in found
            if points is not None and points != node.computed
        )

    @cached_property
    def sought(self) -> tuple[Leaf, ...]:
        """The rows that may hide a mistake in what they read: those that differ or say nothing."""
        lines = [each for each in self.dossier.lines if each.figure in ("points", "rate")]
        differing = {line.subject for line in lines if self.differs(line)}
        here = [leaf for name, leaf in self.leaves.items() if name in differing]
        return tuple(dict.fromkeys([*here, *self.undeclared]))

    @cached_property
    def others(self) -> tuple[tuple[tuple[str, ...], Trial], ...]:
        """Other rulesets that the project fits, those together that give the same everywhere."""
        groups: dict[object, tuple[list[str], Trial]] = {}
        for references, trial in self.dossier.others.try_all(self.dossier.project):
            names, _ = groups.setdefault(self._sign(trial), ([], trial))
            names += references.split(", ")
        return tuple((tuple(names), trial) for names, trial in groups.values())

    def _sign(self, trial: Trial) -> object:
        """Return all figures of a trial."""
        figures = tuple(trial.points(name) for name in (*self.dossier.nodes, "total"))
        return figures, trial.grade

    def places(self, subject: str) -> int | None:
        """Return the places of a row, a heading or the total: its own, or of what is below it."""
        if subject in self.rows:
            rule = self.rows[subject].rule.rounding
        elif subject == "total":
            rule = self.dossier.plan.outputs[0].rounding
        else:
            rule = self.rule_of(subject).rounding
        if rule is not None or subject in self.rows:
            return None if rule is None else rule.places
        rows = self.below(subject)
        found = [leaf.rule.rounding.places for leaf in rows if leaf.rule.rounding is not None]
        return max(found) if found and len(found) == len(rows) else None

    def rule_of(self, heading: str) -> Occurrence:
        """Return where the rule of a heading stands."""
        places = self.dossier.plan.occurrences
        return next(each for each in places if each.slot is None and each.id == heading)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every sum of the project is just that: nothing averaged, held or rounded."""
        top, result = self.dossier.plan.outputs[0], self.dossier.result
        other = bool(top.aggregate or top.rounding) or any(
            each.aggregate or each.rounding
            for each in self.dossier.plan.occurrences
            if each.is_heading
        )
        changed = any(node.adjustments for node in self.dossier.nodes.values())
        return not (other or changed or result.total.adjustments)

    # Trials

    def change_nodes(self, key: object, changes: Callable[[], Mapping[int, Changed]]) -> Trial:
        """Return the trial of that name; it is evaluated when it is first asked for."""
        if key not in self._trials:
            self._trials[key] = self.evaluate(None, changes())
        return self._trials[key]

    def change_facts(self, key: object, facts: Callable[[], Facts]) -> Trial:
        """Return the trial of that name with other facts."""
        if key not in self._trials:
            self._trials[key] = self.evaluate(facts(), {})
        return self._trials[key]

    def evaluate(self, facts: Facts | None, changes: Mapping[int, Changed]) -> Trial:
        """Return a trial that is not kept, with other facts and other nodes."""
        trials = self.dossier.trials
        given = trials.inputs.facts if facts is None else facts
        if facts is None and not changes:
            return self.base
        values = trials.web.evaluate(trials.values, given, changes)
        return Trial(trials.web.plan, trials.inputs, values)

    def change_points(self, key: object, figures: Mapping[str, Fraction]) -> Trial:
        """Return the trial of that name with other points in some rows."""
        if key not in self._trials:
            self._trials[key] = self.take_points(figures)
        return self._trials[key]

    def take_points(self, figures: Mapping[str, Fraction]) -> Trial:
        """Return the sums with other points in some rows, whatever their rules say."""
        by_node: dict[int, dict[int | None, Fraction]] = {}
        for name, figure in figures.items():
            leaf = self.rows[name]
            by_node.setdefault(leaf.rule.points, {})[leaf.place] = figure
        return self.evaluate(None, {node: _put(found) for node, found in by_node.items()})


def _put(found: Mapping[int | None, Fraction]) -> Changed:
    """Return what puts figures in the place of values, row by row, for one evaluation."""
    rows = count()

    def take(value: Any) -> Any:
        place = None if None in found else next(rows)
        return found.get(place, value)

    return take
