"""Where the parts of a plan are written: from the id of a place to its keys and its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scorelib.compiler.bench.origins import place_of
from scorelib.compiler.graph.heads import Place
from scorelib.compiler.graph.plan import FormPlan, Occurrence
from scorelib.ground.errors import WordError
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode, locate
from scorelib.words.amounts import read_amount

__all__ = ["Loc", "Sites"]

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sites:
    """The tree of a ruleset with all its layers, asked by the ids of its plan."""

    tree: Node

    def has(self, path: Loc) -> bool:
        """Return whether something is written at a path."""
        here: Node | None = self.tree
        for step in path:
            if isinstance(here, MappingNode):
                here = here.values.get(str(step))
            elif isinstance(here, SequenceNode) and isinstance(step, int):
                here = here.values[step] if step < len(here.values) else None
            else:
                here = None
        return here is not None

    def place(self, path: Loc) -> Place:
        """Return the layer, file and line of a path."""
        return place_of(self.tree, path)

    def node(self, path: Loc) -> Node | None:
        """Return what is written at a path."""
        return locate(self.tree, path) if self.has(path) else None

    def below(self, path: Loc) -> list[Loc]:
        """Return the paths of the entries of a mapping or a list."""
        found = self.node(path)
        if isinstance(found, MappingNode):
            return [(*path, key) for key in found.values]
        if isinstance(found, SequenceNode):
            return [(*path, index) for index in range(len(found.values))]
        return []

    def find_place(self, id_: str) -> Loc:
        """Return the path of a place of the tree of indicators."""
        path: Loc = ("indicators",)
        names = id_.split(".")
        for depth, name in enumerate(names):
            path = (*path, name)
            if depth < len(names) - 1:
                branch = "criteria" if self.has((*path, "criteria")) else "indicators"
                path = (*path, branch)
        return path

    def find_method(self, occurrence: Occurrence) -> Loc:
        """Return the path of the settings of a place's method."""
        return (*self.find_place(occurrence.id), "method")

    def find_form(self, occurrence: Occurrence, form: FormPlan) -> Loc:
        """Return the path of the way in which a slot scores one form of target."""
        own = (*self.find_place(occurrence.id), "declared")
        if self.has((*own, form.form)):
            return (*own, form.form)
        written = self.node(own)
        name = written if isinstance(written, Scalar) else self.node((*own, "use"))
        return ("declared", str(name), form.form)

    def walk_places(self, path: Loc = ("indicators",)) -> Iterator[tuple[str, Loc]]:
        """Yield the id and the path of every place of the tree of indicators."""
        for below in self.below(path):
            id_ = ".".join(str(each) for each in below[1::2])
            yield id_, below
            for branch in ("indicators", "criteria"):
                yield from self.walk_places((*below, branch))

    def list_scalars(self, path: Loc) -> Iterator[tuple[Loc, Scalar]]:
        """Yield every value below a path that is no mapping or list."""
        found = self.node(path)
        if isinstance(found, Scalar):
            yield path, found
        for below in self.below(path):
            yield from self.list_scalars(below)

    def read_quantum(self, path: Loc) -> Fraction | None:
        """Return one step of the last digit in which an amount is written."""
        written = self.node(path)
        try:
            return read_amount(str(written)).quantum if isinstance(written, Scalar) else None
        except WordError:
            return None
