"""Programs that write the JSON text of results, each for the projects of one key.

The text is that of the general writer (`records`), byte by byte: a program consists of what that
writer did with earlier results, and where it meets what none of them had, the writer itself is
asked. What a program writes is compared with it the first times; one difference, and it is never
used again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from fractions import Fraction
from json.encoder import encode_basestring
from operator import attrgetter
from threading import Lock
from typing import Any, Final

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import Facts
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.integers.lowering import Lowering
from scorelib.engine.integers.profile import NotLowered
from scorelib.engine.outcome.marks import Path, UnfollowedError
from scorelib.engine.outcome.result import Result
from scorelib.engine.program.classes import STATES, Key, covers, join_keys
from scorelib.engine.program.loading import Loader
from scorelib.engine.program.printing import print_program
from scorelib.engine.program.values import KeptValues
from scorelib.words.numbers import print_points, print_ratio
from scorelib.writing.followed import Sources, follow, take_apart
from scorelib.writing.frames import Frame
from scorelib.writing.parts import NODES, list_parts
from scorelib.writing.printers import KeptTexts, make_printer
from scorelib.writing.seals import print_record
from scorelib.writing.templates import Template

__all__ = ["can_write", "write_result"]

OFTEN: Final = 24
"""A program is made after so many results that have none: it costs about as much as they did."""

LEARNT: Final = 64
"""So many results a program learns from, and one more for every eighth that it has written."""

MOST_PLANS: Final = 16
MOST_KEYS: Final = 64
MOST_WIDE: Final = 4

CHECKED: Final = 4
"""So many texts of a program are compared with the general writer's after it has learnt."""

_list_rest: Final = attrgetter(
    *(each.name for each in fields(Inputs) if each.name not in ("facts", "given"))
)
_NOTHING: Final = _list_rest(Inputs(Facts()))
"""What a project gives beside its facts, where it gives nothing else."""


def can_write(result: Result) -> bool:
    """Return whether programs know all that a result rests on: facts, and nothing else.

    Words that may join with what stands beside them are seen in full by the general writer only.
    """
    return (
        isinstance(result.values, KeptValues)
        and result.basis is not None
        and result.basis.is_steady
        and not result.assumptions
        and not result.inputs.facts.items
        and _list_rest(result.inputs) == _NOTHING
    )


def write_result(result: Result, *, sealed: bool = True) -> str:
    """Return the JSON text of a result of which `can_write` holds, sealed or not."""
    return _find_writer(result.plan).write(result, sealed)


class _Writer:
    """The programs of a plan, each made when there are enough results like it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._known: dict[Key, _Program] = {}
        self._wide: list[tuple[Key, _Program]] = []
        self._waiting: list[Key] = []
        self._loader: Loader | None = None
        with suppress(NotLowered):
            self._loader = Loader(plan)

    def write(self, result: Result, sealed: bool) -> str:
        """Return the text of a result."""
        inputs = result.values.inputs  # type: ignore[attr-defined]
        program = self._known.get(inputs[-1]) or self._cover(inputs[-1])
        if program is not None:
            return program.write(result, inputs, sealed)
        # What was loaded before others needed finer units is loaded again, in units as fine.
        facts, loader = result.inputs.facts, self._loader
        found = None if loader is None else loader.load(facts.values, facts.items)
        if loader is not None and found is not None:
            key, inputs = found
            program = self._known.get(key) or self._cover(key) or self._make(loader, key)
        if program is None:
            return print_record(result, sealed=sealed)
        return program.write(result, inputs, sealed)

    def _cover(self, key: Key) -> _Program | None:
        """Return a program that was made for others and does for a key, too."""
        found = next((each for wide, each in self._wide if covers(wide, key)), None)
        return None if found is None else self._keep(key, found)

    def _make(self, loader: Loader, key: Key) -> _Program | None:
        """Return a new program for a key, None while it does not pay to make one."""
        self._waiting.append(key)
        if len(self._waiting) < OFTEN:
            return None
        waiting, self._waiting = self._waiting, []
        joined = _join([key, *waiting, *(wide for wide, _ in self._wide[:1])])
        found = _Program(self.plan, loader, joined)
        self._wide = [(joined, found), *self._wide][:MOST_WIDE]
        return self._keep(key, found)

    def _keep(self, key: Key, program: _Program) -> _Program:
        if len(self._known) >= MOST_KEYS:
            self._known.clear()
        self._known[key] = program
        return program


def _join(keys: Sequence[Key]) -> Key:
    """Return the key of projects like the first, and of the others that go together with it."""
    joined = keys[0]
    for each in keys[1:]:
        wider = join_keys(joined, each)
        # What is counted in other units has another program.
        if covers(wider, keys[0]):
            joined = wider
    return joined


_writers: Final[dict[int, _Writer]] = {}


def _find_writer(plan: Plan) -> _Writer:
    """Return the writer of a plan, which is found again as itself, not by its many parts."""
    found = _writers.get(id(plan))
    if found is None or found.plan is not plan:
        if len(_writers) >= MOST_PLANS:
            _writers.clear()
        found = _writers[id(plan)] = _Writer(plan)
    return found


class _Program:
    """The text of the projects of a key: a template for each of its parts."""

    def __init__(self, plan: Plan, loader: Loader, key: Key) -> None:
        everything = range(len(plan.nodes))
        lowering = Lowering(plan, loader.describe(key), loader.words, everything, partly=True)
        parameters, states = list(loader.list_parameters()), loader.list_states()
        self._sources = Sources(plan, lowering, parameters, states)
        figures = [each for cell in lowering.cells.values() for each in (cell.n, *cell.d)]
        figures += self._sources.codes.values()
        listing = print_program(lowering.graph, parameters, states, figures, tabled=False)
        self._sources.places = listing.places
        self._words = {word: here for here, word in enumerate(loader.words)}
        self._names: dict[str, Any] = {
            "STATES": STATES,
            "E": encode_basestring,
            "F": Fraction,
            "Q": print_ratio,
            "X": print_points,
        }
        space = dict(self._names)
        exec(compile(listing.source, "<plan>", "exec"), space)
        self._run: Callable[..., tuple[Any, ...]] = space["run"]
        parts = dict(list_parts(plan))
        nodes = parts.pop(NODES)
        self._count = len(parts)
        self._parts = [
            (part, Template(self._names)) for each in (*parts.values(), nodes) for part in each
        ]
        self._frame = Frame(plan)
        self._lock, self._checks, self.failed = Lock(), CHECKED, False
        self.learnt = self.written = 0

    def write(self, result: Result, inputs: tuple[Any, ...], sealed: bool) -> str:
        """Return the text of a result whose program is called with some inputs."""
        if self.failed:
            return print_record(result, sealed=sealed)
        told = self._tell(result, inputs)
        text = self._fill(result, told, sealed)
        if text is None:
            self._learn(result, told)
            return print_record(result, sealed=sealed)
        self.written += 1
        return self._check(result, text, sealed) if self._checks else text

    def _tell(self, result: Result, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return what templates are filled from."""
        given = result.inputs
        return inputs, self._run(*inputs), given.given, given.facts.values, result.project

    def _fill(self, result: Result, told: tuple[Any, ...], sealed: bool) -> str | None:
        """Return the text from the templates, None where one is met by something new."""
        apart: Result | None = None
        keys: list[str] = []
        nodes: list[str] = []
        for part, template in self._parts:
            pieces = template.write(*told)
            if pieces is None:
                return None
            if not pieces:
                apart = apart or take_apart(result)
                pieces = (part(apart),)
            if len(keys) < self._count:
                keys.append("".join(pieces))
            else:
                nodes += pieces
                nodes.append(",")
        if not sealed:
            return self._frame.join_plain(keys, "".join(nodes[:-1]))
        assert result.basis is not None
        return self._frame.join(keys, "".join(nodes[:-1]), result.basis)

    def _check(self, result: Result, text: str, sealed: bool) -> str:
        whole = print_record(result, sealed=sealed)
        with self._lock:
            self.failed |= text != whole
            self._checks = max(self._checks - 1, 0)
        return whole

    def _learn(self, result: Result, told: tuple[Any, ...]) -> None:
        """Learn the parts of a text that are new, while there is something to be learnt."""
        if self.learnt > LEARNT + self.written // 8:
            return
        with self._lock:
            for part, template in self._parts:
                if template.write(*told) is None:
                    path, text = Path(self._name_printer), None
                    with suppress(UnfollowedError):
                        text = part(follow(path, self._sources, self._words, result))
                    template.add(path, text)
            self.learnt += 1
            self._checks = CHECKED
        self.failed |= self._fill(result, told, True) != print_record(result)

    def _name_printer(self, unit: int, places: int | None, few: bool) -> str:
        """Return the name of what prints whole numbers of a unit, or keeps their texts."""
        name = f"{'k' if few else 'p'}{unit}_{places}"
        if name not in self._names:
            show = make_printer(unit, places)
            self._names[name] = KeptTexts(show) if few else show
        return name
