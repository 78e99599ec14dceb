"""Plans as programs: lowered and compiled once for projects alike, then run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from itertools import product
from typing import Any, Final

from scorelib.compiler.graph.nodes import InputKind, Value
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.integers.graph import Graph
from scorelib.engine.integers.lowering import Lowering
from scorelib.engine.integers.profile import NotLowered, Place
from scorelib.engine.program.classes import STATES, Key, covers, join_keys
from scorelib.engine.program.loading import Loader, Numbers
from scorelib.engine.program.printing import Listing, print_program
from scorelib.engine.program.reading import Reader
from scorelib.engine.program.tables import Group, nest_cases
from scorelib.engine.program.values import KeptValues

__all__ = ["Program", "Programs"]


class Program:
    """A plan for projects of one key: a function over integers, and how its nodes are read."""

    def __init__(self, plan: Plan, loader: Loader, key: Key) -> None:
        nodes = range(len(plan.nodes))
        lowering = Lowering(plan, loader.describe(key), loader.words, nodes, partly=True)
        codes = {
            here: lowering.codes.of(here)
            for here, cell in lowering.cells.items()
            if len(cell.states) > 1
        }
        figures = [each for cell in lowering.cells.values() for each in (cell.n, *cell.d)]
        figures += codes.values()
        parameters, states = list(loader.list_parameters()), loader.list_states()
        self.listing: Listing = print_program(lowering.graph, parameters, states, figures)
        tables = {
            f"T{place}": _fill_table(lowering.graph, parameters, states, each)
            for place, each in enumerate(self.listing.tables)
        }
        self.run = _compile(self.listing.source, tables)
        self.reader = Reader(plan, lowering, codes, self.listing, loader)

    def evaluate(
        self, inputs: tuple[Any, ...], rest: Callable[[int, Sequence[Any]], Any]
    ) -> KeptValues:
        """Return the values of a project; `rest` gives the nodes without an integer form."""
        return KeptValues(self.reader, inputs, self.run(*inputs), rest)


def _compile(source: str, names: Mapping[str, Any]) -> Callable[..., tuple[Any, ...]]:
    """Return the function that a source defines; `names` are what it looks things up in."""
    space: dict[str, Any] = {"STATES": STATES, **names}
    exec(compile(source, "<plan>", "exec"), space)
    run: Callable[..., tuple[Any, ...]] = space["run"]
    return run


def _fill_table(
    graph: Graph, parameters: Sequence[Place], states: Mapping[Place, int], group: Group
) -> Any:
    """Return the results of a group's operations for all its cases."""
    listing = print_program(graph, parameters, states, group.ops, tabled=False)
    run, places = _compile(listing.source, {}), [listing.places[op] for op in group.ops]
    columns = [parameters.index(graph.ops[each].extra) for each in group.inputs]
    found: dict[tuple[Any, ...], Any] = {}
    for case in product(*group.cases):
        inputs: list[Any] = [None] * len(parameters)
        for column, value in zip(columns, case, strict=True):
            inputs[column] = value
        results = run(*inputs)
        found[case] = tuple(results[part][own] for part, own in places)
    return nest_cases(group.cases, found)


OFTEN: Final = 24
"""A program is made for so many projects that have none: it costs about as much as they did."""

MOST: Final = 64
"""So many programs of a plan, and keys of projects, are kept."""


class Programs:
    """The programs of a plan, each made when projects like it are scored often enough to pay.

    It is made for all the projects until then; where others come that it does not cover, it is
    made again for those, too.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: dict[Key, Program] = {}
        self._own: dict[Key, Program] = {}
        self._wide: tuple[Key, Program] | None = None
        self._waiting: list[Key] = []
        self._loader: Loader | None = None
        with suppress(NotLowered):
            self._loader = Loader(plan)

    def load(
        self,
        values: Mapping[tuple[InputKind, str], Value],
        items: Mapping[str, Sequence[Mapping[str, Value]]],
    ) -> Numbers | None:
        """Return what a project gives as integers, None where that cannot be."""
        return None if self._loader is None else self._loader.load(values, items)

    def make(self, key: Key) -> Program:
        """Return a key's own program."""
        found = self._own.get(key)
        if found is None:
            assert self._loader is not None
            found = Program(self._plan, self._loader, key)
            if len(self._own) >= MOST:
                self._own.clear()
            self._own[key] = found
        return found

    def find(self, key: Key) -> Program | None:
        """Return a program for a key, None while it does not pay to make one."""
        found = self._known.get(key)
        if found is not None:
            return found
        wide = self._wide
        if wide is not None and covers(wide[0], key):
            return self._keep(key, wide[1])
        self._waiting.append(key)
        if len(self._waiting) < OFTEN:
            return None
        waiting, self._waiting = self._waiting, []
        joined = reduce(join_keys, waiting, wide[0] if wide else key)
        program = self.make(joined)
        self._wide = joined, program
        return self._keep(key, program) if covers(joined, key) else None

    def _keep(self, key: Key, program: Program) -> Program:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = program
        return program
