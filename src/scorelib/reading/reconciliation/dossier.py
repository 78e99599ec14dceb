"""The dossier: one scored project with everything that checks and diagnoses look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.intake.project import Project
from scorelib.engine.intake.rounds import Round
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from scorelib.reading.reconciliation.others import Others
from scorelib.reading.reconciliation.rewrites import Rewrites
from scorelib.reading.reconciliation.trials import Trials
from scorelib.reading.reconciliation.views import Line

__all__ = ["Dossier"]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One scored project: its result, its document, trials over it, and the lines to compare.

    `rewrites` are the nodes that would be others had a rule been applied in another way, and
    `effects` what was found to follow from another figure of a fact, kept by its first asker.
    """

    result: Result
    project: Project
    trials: Trials
    others: Others
    nodes: Mapping[str, NodeResult]
    lines: tuple[Line, ...]
    rewrites: Rewrites
    effects: dict[tuple[str, Fraction], Any] = field(default_factory=dict, compare=False)

    @property
    def plan(self) -> Plan:
        """The compiled ruleset."""
        return self.result.plan

    @property
    def inputs(self) -> Inputs:
        """What the project gives."""
        return self.result.inputs

    @property
    def round(self) -> Round | None:
        """The round whose points count as declared."""
        return self.inputs.declared.chosen

    def declared(self, path: str) -> Fraction | None:
        """Return the points that the chosen round declares for a node."""
        return self.inputs.declared.points.get(path)

    def children(self, path: str | None) -> Iterator[NodeResult]:
        """Yield the nodes right below a node; those of level one below None."""
        return (node for node in self.nodes.values() if node.parent == path)

    def leaves(self) -> Iterator[NodeResult]:
        """Yield the nodes with nothing below them."""
        parents = {node.parent for node in self.nodes.values()}
        return (node for node in self.nodes.values() if node.id not in parents)
