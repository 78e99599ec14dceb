"""A project as another ruleset can take it: moved along with its indicators, the rest left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.intake.inputs import Inputs, read_inputs
from scorelib.engine.intake.project import Project, read_project
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import MappingNode, Node, SequenceNode

__all__ = ["Fitted", "Fitter", "Made"]

_UNKNOWN: Final = frozenset(
    {"SL256", "SL402", "SL405", "SL406", "SL407", "SL408", "SL444", "SL449", "SL459"}
)
"""A project names something that the ruleset does not have."""

_BY_NODE: Final = ("maxima", "indicators", "approved", "states", "judgements", "overrides")
_IN_ROUNDS: Final = ("points", "rates", "reasons")
_UNSCORED: Final = ("statements", "amounts", "chapters", "assumptions")
"""What no points depend on; it speaks of the indicators of its own ruleset."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A project that a plan can take, with what was left out, and what went elsewhere.

    `left_out` are parts as `facts.name` or `judgements.path`, `moved` pairs of paths.
    """

    project: Project
    inputs: Inputs
    left_out: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()


Made = dict[tuple[int, tuple[str, ...], tuple[tuple[str, str], ...]], tuple[Project, Project]]
"""What has been made of projects already: of which, by what was left out and what moved.

The project itself is kept beside it, so that no other one can take its number.
"""


class Fitter:
    """Gives projects the form that one plan can take; `pairs` are ids of the same indicators."""

    def __init__(self, plan: Plan, pairs: Mapping[str, str]) -> None:
        self._plan = plan
        self._known = _Known(
            frozenset(fact.name for fact in plan.facts),
            frozenset(each.id for each in plan.occurrences),
            frozenset(slot.id for slot in plan.slots),
            {**{new: old for old, new in pairs.items()}, **pairs},
        )

    def fit(self, project: Project, made: Made) -> Fitted:
        """Return a project as the plan can take it; one that fits stays as it is.

        Raises `DocumentError` with what cannot be used for any other reason than that the
        ruleset has no place for it.
        """
        job = _Job(self._known)
        tree = job.fit(project.tree)
        if not (job.left_out or job.moved):
            try:
                return Fitted(project, read_inputs(self._plan, project))
            except DocumentError as error:
                if not any(each.code in _UNKNOWN for each in error.diagnostics):
                    raise
        left_out, moved = tuple(job.left_out), tuple(dict.fromkeys(job.moved))
        # Nothing but these depends on the plan, and many plans have them in common.
        key = (id(project), left_out, moved)
        if key not in made:
            made[key] = project, read_project(tree)
        changed = made[key][1]
        return Fitted(changed, read_inputs(self._plan, changed), left_out, moved)


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that a plan knows, and the pairs of indicators, either way."""

    facts: frozenset[str]
    nodes: frozenset[str]
    slots: frozenset[str]
    pairs: Mapping[str, str]


class _Job:
    """Takes what a plan knows of one project over into another document."""

    def __init__(self, known: _Known) -> None:
        self._facts, self._nodes, self._slots = known.facts, known.nodes, known.slots
        self._pairs = known.pairs
        self.left_out: list[str] = []
        self.moved: list[tuple[str, str]] = []

    def fit(self, tree: Node) -> Node:
        if not isinstance(tree, MappingNode):
            return tree
        found = _copy(tree)
        for key in _UNSCORED:
            found.values.pop(key, None)
        if "facts" in found.values:
            self._put(found, "facts", self._list_facts(found.values["facts"]))
        for key in _BY_NODE:
            if key in found.values:
                slots = key in ("indicators", "approved")
                self._put(found, key, self._list_nodes(found.values[key], key, slots=slots))
        rounds = found.values.get("assessments")
        if isinstance(rounds, SequenceNode):
            fitted = [self._fit_round(each) for each in rounds.values]
            found.values["assessments"] = SequenceNode(rounds.source, rounds.mark, fitted)
        return found

    def _fit_round(self, node: Node) -> Node:
        if not isinstance(node, MappingNode):
            return node
        found = _copy(node)
        for key in _IN_ROUNDS:
            if key in found.values:
                self._put(found, key, self._list_nodes(found.values[key], f"assessments.{key}"))
        return found

    def _put(self, parent: MappingNode, key: str, pairs: Iterator[tuple[str, str, Node]]) -> None:
        """Put what is left of a part where it was, or nothing where nothing is left."""
        old = parent.values[key]
        if not isinstance(old, MappingNode):
            return
        found = MappingNode(old.source, old.mark)
        for path, new, value in pairs:
            if new in found.values:
                self.left_out.append(f"{key}.{path}")
            else:
                found.values[new], found.keys[new] = value, old.keys[path]
        if found.values:
            parent.values[key] = found
        else:
            del parent.values[key]

    def _list_facts(self, node: Node) -> Iterator[tuple[str, str, Node]]:
        for name, value in _items(node):
            if name in self._facts:
                yield name, name, value
            else:
                self.left_out.append(f"facts.{name}")

    def _list_nodes(
        self, node: Node, part: str, *, slots: bool = False
    ) -> Iterator[tuple[str, str, Node]]:
        for path, value in _items(node):
            new = self._find(path, slots=slots)
            if new is None:
                self.left_out.append(f"{part}.{path}")
                continue
            if new != path:
                self.moved.append((path, new))
            yield path, new, value

    def _find(self, path: str, *, slots: bool) -> str | None:
        """Return where an indicator stands in the plan, or an indicator of the project's own."""
        if self._knows(path, slots=slots):
            return path
        steps = path.split(".")
        for count in range(len(steps), 0, -1):
            other = self._pairs.get(".".join(steps[:count]))
            if other is not None:
                new = ".".join([other, *steps[count:]])
                return new if self._knows(new, slots=slots) else None
        return None

    def _knows(self, path: str, *, slots: bool) -> bool:
        if slots:
            return path in self._slots
        return path in self._nodes or path.rpartition(".")[0] in self._slots


def _copy(node: MappingNode) -> MappingNode:
    return MappingNode(node.source, node.mark, dict(node.values), dict(node.keys))


def _items(node: Any) -> list[tuple[str, Node]]:
    return list(node.values.items()) if isinstance(node, MappingNode) else []
