"""The tree of a form: which nodes it shows, on which level, and in which rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.outcome.result import Result

__all__ = ["Branch", "Choice", "Line", "grow_plan", "grow_result", "list_lines", "measure", "pick"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node by its id, and what is below it; a `slot` takes the project's own indicators."""

    id: str
    children: tuple[Branch, ...] = ()
    slot: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The nodes that a section shows: from which on, without which, and which only by their own."""

    begin: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    unwrap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of indicators: the ids from the first level down to it.

    A `blank` line stands for a slot in which the project declares nothing, at its `position`.
    """

    path: tuple[str, ...]
    blank: bool = False
    position: int = 0

    @property
    def node(self) -> str:
        """The id of the node that the row is about."""
        return self.path[-1]


def grow_plan(plan: Plan, criteria: bool = False) -> tuple[Branch, ...]:
    """Return the tree of a ruleset."""
    nodes = [
        (each.id, each.parent)
        for each in plan.occurrences
        if each.slot is None and (criteria or each.kind != "criterion")
    ]
    return _grow(nodes, {slot.id for slot in plan.slots})


def grow_result(result: Result, criteria: bool = False) -> tuple[Branch, ...]:
    """Return the tree of a result, the project's own indicators included."""
    nodes = [
        (each.id, each.parent) for each in result.nodes if criteria or each.kind != "criterion"
    ]
    return _grow(nodes, {slot.id for slot in result.plan.slots})


def _grow(nodes: Iterable[tuple[str, str | None]], slots: Collection[str]) -> tuple[Branch, ...]:
    below: dict[str | None, list[str]] = {}
    for name, parent in nodes:
        below.setdefault(parent, []).append(name)

    def build(name: str) -> Branch:
        return Branch(name, tuple(map(build, below.get(name, ()))), name in slots)

    return tuple(map(build, below.get(None, ())))


def pick(tree: Iterable[Branch], choice: Choice) -> Iterator[Branch]:
    """Yield the branches that a section begins with, without what it leaves out.

    >>> tree = (Branch("a"), Branch("b", (Branch("b.c"), Branch("b.d"))))
    >>> [each.id for each in pick(tree, Choice(without=("a", "b.d"), unwrap=("b",)))]
    ['b.c']
    """
    for branch in tree:
        if branch.id in choice.without:
            continue
        before = choice.begin is not None and branch.id not in choice.begin
        if before or branch.id in choice.unwrap:
            yield from pick(branch.children, choice)
        else:
            inner = replace(choice, begin=None)
            yield replace(branch, children=tuple(pick(branch.children, inner)))


def list_lines(branch: Branch, blank: int, above: tuple[str, ...] = ()) -> Iterator[Line]:
    """Yield the rows of a branch; a slot with nothing in it has so many blank ones.

    >>> slot = Branch("a.b", slot=True)
    >>> [(line.path, line.blank) for line in list_lines(Branch("a", (slot, Branch("a.c"))), 1)]
    [(('a', 'a.b'), True), (('a', 'a.c'), False)]
    """
    path = (*above, branch.id)
    for child in branch.children:
        yield from list_lines(child, blank, path)
    if branch.slot and not branch.children:
        yield from (Line(path, True, position) for position in range(blank))
    elif not branch.children:
        yield Line(path)


def measure(branch: Branch, above: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the longest way down a branch; below a slot one more level is kept.

    >>> len(measure(Branch("a", (Branch("a.b", slot=True),))))
    3
    """
    path = (*above, branch.id)
    ways = [measure(child, path) for child in branch.children]
    if branch.slot and not branch.children:
        ways.append((*path, f"{branch.id}.…"))
    return max(ways, key=len, default=path)
