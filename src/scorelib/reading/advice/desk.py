"""The desk at which advice is given: a ruleset, its plan, and what its own document writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scorelib.compiler.graph.heads import Place
from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, freeze_arguments
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, locate
from scorelib.model.ruleset import IndicatorSpec, RulesetDocument
from scorelib.reading.ranges import Ranges, list_results

__all__ = ["Desk", "Loc", "Spot"]

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the tree of indicators: its id, where it is written, what it says, what is above.

    `criterion` says that its maximum is a share of the indicator above it.
    """

    id: str
    path: Loc
    spec: IndicatorSpec
    above: IndicatorSpec | None
    criterion: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A ruleset that compiles, and what every piece of advice asks of it.

    Only what the ruleset's own document writes is advised on; what comes from a layer below is
    that layer's.
    """

    ruleset: Ruleset
    plan: Plan
    roots: tuple[Path, ...] = ()
    ranges: Ranges = field(init=False)
    used: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ranges", Ranges(self.plan))
        object.__setattr__(self, "used", list_results(self.plan))

    @property
    def document(self) -> RulesetDocument:
        return self.ruleset.document

    @property
    def tree(self) -> Node:
        return self.ruleset.tree

    def find(self, path: Loc) -> Node | None:
        """Return what is written at a path, None where nothing is."""
        here: Node | None = self.tree
        for step in path:
            if isinstance(here, MappingNode):
                here = here.values.get(str(step))
            elif isinstance(here, SequenceNode) and isinstance(step, int):
                here = here.values[step] if step < len(here.values) else None
            else:
                return None
        return here

    def is_own(self, path: Loc) -> bool:
        """Return whether the key or entry at a path is written by the ruleset's own document."""
        if self.find(path) is None:
            return False
        return locate(self.tree, path, key=True).source is self.tree.source

    def advise(self, code: str, path: Loc, /, **arguments: object) -> Diagnostic:
        """Return advice placed at a key or entry, whose path names entries of lists by their id."""
        node = locate(self.tree, path, key=True)
        place = node.location
        words = freeze_arguments(arguments)
        return Diagnostic(code, words, place, node.source.line(place.line), self.name(path))

    def name(self, path: Loc) -> str:
        """Return a path as `accepted` writes it.

        An entry of a list is called by its id where it has one, else by its number from 0.
        """
        steps: list[str] = []
        here: Node | None = self.tree
        for step in path:
            here = _step(here, step)
            named = here.values.get("id") if isinstance(here, MappingNode) else None
            is_entry = isinstance(step, int) and isinstance(named, Scalar)
            steps.append(str(named) if is_entry else str(step))
        return ".".join(steps)

    def place(self, path: Loc) -> Place:
        """Return where something is written, to be named in the words of advice."""
        node = locate(self.tree, path, key=True)
        file = node.source.file.replace("\\", "/").rsplit("/", 1)[-1]
        return Place(node.source.layer, file, node.location.line, node.location.column)

    def list_spots(self) -> Iterator[Spot]:
        """Yield every place of the tree of indicators, each before those below it."""
        for name, spec in self.document.indicators.items():
            yield from _walk(name, ("indicators", name), spec, None, criterion=False)

    def occurrence(self, name: str) -> Occurrence | None:
        """Return a place of the tree as it was compiled."""
        return next((each for each in self.plan.occurrences if each.id == name), None)


def _step(here: Node | None, step: str | int) -> Node | None:
    if isinstance(here, MappingNode):
        return here.values.get(str(step))
    if isinstance(here, SequenceNode) and isinstance(step, int) and step < len(here.values):
        return here.values[step]
    return None


def _walk(
    name: str, path: Loc, spec: IndicatorSpec, above: IndicatorSpec | None, *, criterion: bool
) -> Iterator[Spot]:
    yield Spot(name, path, spec, above, criterion)
    for key, child in spec.children.items():
        below = (*path, spec.branch, key)
        is_criterion = spec.branch == "criteria"
        yield from _walk(f"{name}.{key}", below, child, spec, criterion=is_criterion)
