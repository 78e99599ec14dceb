"""Where a layout is filled: the result, the language, and what else is said of the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scorelib.engine.intake.items import ItemRecord
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding, NodeResult
from scorelib.ground.errors import Lang
from scorelib.ground.source import Node
from scorelib.model.layouts import LayoutDocument
from scorelib.model.project import ProjectHead
from scorelib.reading.reconciliation.views import Reconciliation

__all__ = ["Desk", "Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout as loaded: its document, and the tree that knows its lines."""

    document: LayoutDocument
    tree: Node = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """What it is called."""
        return self.document.layout


@dataclass(frozen=True, slots=True)
class Desk:
    """One result and one language; `node` is the one that a repeated chapter is about."""

    layout: Layout
    result: Result
    lang: Lang
    reconciliation: Reconciliation | None = None
    node: NodeResult | None = None
    nodes: Mapping[str, NodeResult] = field(default_factory=dict)
    items: Mapping[str, ItemRecord] = field(default_factory=dict)

    @staticmethod
    def open(
        layout: Layout,
        result: Result,
        lang: Lang,
        reconciliation: Reconciliation | None,
    ) -> Desk:
        """Return a desk on which the nodes and the project's own indicators lie by their ids."""
        nodes = {node.id: node for node in result.nodes}
        items = {
            f"{slot}.{record.id}": record
            for slot, records in result.inputs.items.items()
            for record in records
        }
        return Desk(layout, result, lang, reconciliation, None, nodes, items)

    def about(self, node: str) -> Desk:
        """Return the desk for a chapter about one node."""
        return replace(self, node=self.nodes[node])

    @property
    def head(self) -> ProjectHead | None:
        """What the project document says of the project, where the result knows it."""
        basis = self.result.basis
        return None if basis is None else basis.document.project

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the reconciliation, or else of the result: those below the node."""
        source = self.result if self.reconciliation is None else self.reconciliation
        return tuple(each for each in source.findings if self.holds(each.node))

    def holds(self, node: str | None) -> bool:
        """Return whether a node belongs to what the chapter is about."""
        if self.node is None:
            return True
        return node is not None and f"{node}.".startswith(f"{self.node.id}.")
