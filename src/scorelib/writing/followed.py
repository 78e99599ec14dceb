"""A result whose figures and words are marks: what the general writer makes of it is a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.nodes import Input, State
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import Facts
from scorelib.engine.intake.desk import GivenFact
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.integers.lowering import Lowering
from scorelib.engine.integers.profile import PROJECTS, Place
from scorelib.engine.outcome.marks import Mark, Path, Phrase, Source, UnfollowedError
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.run import ProjectInfo
from scorelib.engine.outcome.trace import NodeInParts
from scorelib.engine.program.printing import LITERALS, resolve
from scorelib.ground.errors import Text

__all__ = ["Sources", "follow", "take_apart"]

MOST_FEW: Final = 1 << 16


class Sources:
    """Where a program keeps the figures of a plan's nodes, as expressions in Python.

    `I` are the inputs of the program, `R` its results, which stand at the `places` of operations.
    """

    def __init__(
        self,
        plan: Plan,
        lowering: Lowering,
        parameters: Sequence[Place],
        states: Mapping[Place, int],
    ) -> None:
        self.plan, self.cells, self._graph = plan, lowering.cells, lowering.graph
        self.codes = {
            here: lowering.codes.of(here)
            for here, cell in lowering.cells.items()
            if len(cell.states) > 1
        }
        self.places: Mapping[int, tuple[int, int]] = {}
        self._states = states
        self._columns = {place: here for here, place in enumerate(parameters)}
        self.inputs = {
            (node.kind, node.key): here
            for here, node in enumerate(plan.nodes)
            if isinstance(node, Input) and plan.scopes[here] is None
        }

    def find(self, op: int) -> str:
        """Return what gives the result of an operation."""
        op = resolve(self._graph, op)
        found = self._graph.ops[op]
        if found.kind in LITERALS:
            return f"({found.extra})"
        if found.kind != "col":
            part, own = self.places[op]
            return f"R[{part}][{own}]"
        if found.extra in self._states:
            return f"STATES.get(I[-1][{self._states[found.extra]}], 0)"
        if found.extra[0] != PROJECTS:
            raise UnfollowedError
        return f"I[{self._columns[found.extra]}]"

    def is_few(self, op: int) -> bool:
        """Return whether an operation gives so few integers that their texts are worth keeping."""
        within = self._graph.ranges[op]
        return within.lo is not None and within.hi is not None and within.hi - within.lo <= MOST_FEW

    def is_fixed(self, *ops: int) -> bool:
        """Return whether operations give the same for all projects."""
        return all(self._graph.ops[resolve(self._graph, op)].kind in LITERALS for op in ops)


class _Values:
    """The values of a result as marks."""

    def __init__(self, path: Path, sources: Sources, values: Any, words: Mapping[str, int]) -> None:
        self._path, self._sources, self._values, self._words = path, sources, values, words

    def __getitem__(self, node: Any) -> Any:
        sources, ask = self._sources, self._path.ask
        if not isinstance(node, int) or sources.plan.scopes[node] is not None:
            raise UnfollowedError
        cell, now = sources.cells.get(node), self._values[node]
        if cell is None:
            raise UnfollowedError
        code = [sources.codes[node]] if node in sources.codes else []
        if sources.is_fixed(*code, cell.n, *cell.d):
            return now
        n, d = sources.find(cell.n), [sources.find(each) for each in cell.d]
        if code:
            ask(sources.find(code[0]), now.value if isinstance(now, State) else 0)
        elif cell.states:
            ask(" or ".join(f"{each} is None" for each in (n, *d)), isinstance(now, State))
        if isinstance(now, Fraction):
            few = not d and sources.is_few(cell.n)
            return Mark(self._path, Source(n, " * ".join(d), cell.q, few), now)
        if isinstance(now, bool):
            ask(n, now)
        elif isinstance(now, str):
            ask(n, self._words[now])
        return now

    def __iter__(self) -> Any:
        raise UnfollowedError

    def __len__(self) -> int:
        raise UnfollowedError


class _Facts:
    """What a project gives to the inputs of a plan, as marks: `V`."""

    def __init__(self, path: Path, sources: Sources, values: _Values, given: Mapping[Any, Any]):
        self._path, self._sources, self._values, self._given = path, sources, values, given

    def get(self, name: Any, otherwise: Any = None) -> Any:
        here = self._path.ask(f"{name!r} in V", name in self._given)
        if not here:
            return otherwise
        node = self._sources.inputs.get(name)
        if node is None:
            raise UnfollowedError
        return self._values[node]


class _Given:
    """The facts as a project wrote them, as marks: `G`."""

    def __init__(self, path: Path, facts: _Facts, given: Mapping[str, Any], values: Any) -> None:
        self._path, self._facts, self._given, self._values = path, facts, given, values

    def get(self, name: str) -> GivenFact | None:
        fact, path, own = self._given.get(name), self._path, self._path.name(name)
        if path.ask(f"(g{own} := G.get({name!r})) is None", fact is None) or fact is None:
            return None
        key = "fact", name
        if not path.ask(f"g{own}.value is V.get({key!r})", fact.value is self._values.get(key)):
            raise UnfollowedError
        text = None
        if not path.ask(f"(t{own} := g{own}.text) is None", fact.text is None):
            text = Phrase.of(path, f"t{own}", fact.text or "")
        said = [
            _mark_text(path, f"g{own}.{each}", getattr(fact, each))
            for each in ("reason", "evidence", "at")
        ]
        return GivenFact(text, self._facts.get(key), *said)


def _mark_text(path: Path, source: str, found: Text | None) -> Text | None:
    """Return words in both languages as marks."""
    if path.ask(f"{source} is None", found is None) or found is None:
        return None
    return Text(*(Phrase.of(path, f"{source}[{own}]", found[own]) for own in (0, 1)))


class _Project:
    """What a result says of its project, as marks: `P`."""

    def __init__(self, path: Path, project: ProjectInfo) -> None:
        self._path, self._project = path, project

    def __getattr__(self, name: str) -> Any:
        found, source = getattr(self._project, name), f"P.{name}"
        if isinstance(found, tuple):
            return _mark_text(self._path, source, Text(*found))
        if self._path.ask(f"{source} is None", found is None):
            return None
        return Phrase.of(self._path, source, found)


def follow(path: Path, sources: Sources, words: Mapping[str, int], result: Result) -> Result:
    """Return a result as marks; of its inputs it has the facts, and nothing else."""
    given = result.inputs
    values = _Values(path, sources, result.values, words)
    facts: Any = _Facts(path, sources, values, given.facts.values)
    told: Any = _Given(path, facts, given.given, given.facts.values)
    marked: Any = values
    project: Any = _Project(path, result.project)
    return take_apart(Result(result.plan, project, Inputs(Facts(facts), told), marked))


def take_apart(result: Result) -> Result:
    """Return a result without own indicators of which only those parts are made that are read."""
    found = Result(result.plan, result.project, result.inputs, result.values, result.assumptions)
    nodes = (NodeInParts(found, each) for each in result.plan.occurrences if each.slot is None)
    found.__dict__["nodes"] = tuple(nodes)
    return found
