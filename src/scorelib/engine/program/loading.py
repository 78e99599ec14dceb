"""A project brought to integers, and the classes of its inputs, which choose the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.nodes import Divide, Input, InputKind, State, Value, ValueKind
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.graph.walk import nodes_below
from scorelib.engine.integers.graph import Range
from scorelib.engine.integers.profile import (
    ITEMS,
    PROJECTS,
    Column,
    Place,
    Profile,
    count_name,
    list_sources,
    list_words,
    locate_input,
    state_name,
)
from scorelib.engine.program.classes import (
    ANY,
    DECLARED,
    LEVELS,
    LIMIT,
    MISSING,
    NOT_NEGATIVE,
    POSITIVE,
    UNITS,
    ZERO,
    Declared,
    Key,
    classify,
    describe_class,
    is_day,
)
from scorelib.engine.program.printing import KEY, ROWS

__all__ = ["Frame", "Key", "Loader", "Numbers"]

MOST_ROWS: Final = 1 << 20
"""So many rows of lists, and more, have no program."""

Row = Mapping[str, Value]
Numbers = tuple[Key, tuple[Any, ...]]
"""The classes of a project's inputs, and what a program is called with."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The rows of lists that are computed together: the lists in order, and the columns."""

    name: str
    lists: tuple[str, ...]
    columns: tuple[tuple[str, ValueKind], ...]


class Loader:
    """Brings what projects give to a plan to integers.

    A figure is counted in units as fine as any project before has needed, so that projects with
    and without cents share a program; the sign is told where a figure divides. Raises
    `NotLowered` where the plan's inputs have no place.
    """

    def __init__(self, plan: Plan) -> None:
        sources = list_sources(plan)
        own = {name: each.kind for (frame, name), each in sources.items() if frame == PROJECTS}
        self._counts = [name.partition(".")[2] for name in own if name.startswith(count_name(""))]
        self._own = tuple((name, kind) for name, kind in own.items() if not _is_count(name))
        self.frames = tuple(_list_frames(plan, sources, self._counts))
        self._count_names = frozenset(map(count_name, self._counts))
        self._slots = {slot.id for slot in plan.slots}
        self._dividing = _list_dividing(plan)
        self.words = list_words(plan)
        self._codes = _list_codes(plan, self.words)
        self._levels = [0] * len(self._own)
        self._declared = _list_declared(plan)
        self._bounds = [_list_bounds(self._declared.get(name)) for name, _ in self._own]
        self._row_levels: dict[Place, int] = {}
        self._missing = [MISSING] * len(self._own)
        self._empty = [None] * len(self._own)
        self._index = {
            _name_input(name): (here, kind, self._codes.get((PROJECTS, name), {}))
            for here, (name, kind) in enumerate(self._own)
        }
        self._positive = [
            POSITIVE if kind == "number" and (PROJECTS, name) in self._dividing else NOT_NEGATIVE
            for name, kind in self._own
        ]

    def list_parameters(self) -> Iterator[Place]:
        """Yield what a program is called with, in order: a column, or a list's own name.

        The rows of a frame are columns one by one, each followed by that of its states; a list
        is the slice of its rows in its frame. The last is the key.
        """
        for name, _ in self._own:
            yield PROJECTS, name
        for rows in self._counts:
            yield PROJECTS, count_name(rows)
        for frame in self.frames:
            for name, _ in frame.columns:
                yield frame.name, name
                yield frame.name, state_name(name)
            for rows in frame.lists:
                yield ROWS + frame.name, rows
        yield KEY

    def list_states(self) -> dict[Place, int]:
        """Return for the state of each input of the project where in the key it is told."""
        names = [*(name for name, _ in self._own), *map(count_name, self._counts)]
        return {(PROJECTS, state_name(name)): here for here, name in enumerate(names)}

    def load(
        self,
        values: Mapping[tuple[InputKind, str], Value],
        items: Mapping[str, Sequence[Row]],
    ) -> Numbers | None:
        """Return what a project gives as integers, None where a value is beyond them."""
        classes, inputs = self._missing.copy(), list[Any](self._empty)
        fits = (
            self._load_own(values, classes, inputs)
            and all(self._load_count(rows, values, items, classes, inputs) for rows in self._counts)
            and all(self._load_rows(frame, items, classes, inputs) for frame in self.frames)
        )
        if not fits:
            return None
        key = tuple(classes)
        return key, (*inputs, key)

    def _load_own(
        self,
        values: Mapping[tuple[InputKind, str], Value],
        classes: list[int],
        inputs: list[Any],
    ) -> bool:
        find = self._index.get
        for name, value in values.items():
            found = find(name)
            if found is None:
                continue
            here, kind, codes = found
            if value.__class__ is State:
                classes[here] = 1 << value.value
                continue
            if value.__class__ is Fraction and kind == "number":
                n, level = self._count_units(here, value)
            else:
                n, level = _code(value, kind, codes), 0
            if n is None:
                return False
            sign = self._positive[here] if n > 0 else NOT_NEGATIVE if n == 0 else ANY
            if sign == NOT_NEGATIVE and n in self._bounds[here][level]:
                sign = DECLARED
            classes[here] = (level << 3 | sign) << 5 | 1
            inputs[here] = n
        return True

    def _count_units(self, here: int, value: Fraction) -> tuple[int | None, int]:
        """Return a figure in a unit, from now on no coarser than this; None where none will do."""
        n, d = value.as_integer_ratio()
        # Another thread may ask for a finer unit meanwhile: what counts is the one taken here.
        level = self._levels[here]
        if level or d != 1:
            needs = LEVELS.get(d)
            if needs is None:
                return None, 0
            if needs > level:
                level = self._levels[here] = needs
            n *= UNITS[level] // d
        return (n if -LIMIT < n < LIMIT else None), level

    def _load_count(
        self,
        rows: str,
        values: Mapping[tuple[InputKind, str], Value],
        items: Mapping[str, Sequence[Row]],
        classes: list[int],
        inputs: list[Any],
    ) -> bool:
        """Take down how many rows a list has, or why that is not given."""
        given = items.get(rows, () if rows in self._slots else None)
        if given is None:
            said = values.get(("fact", rows))
            classes.append(1 << said.value if isinstance(said, State) else MISSING)
            inputs.append(None)
            return True
        classes.append(classify(0, POSITIVE if given else ZERO))
        inputs.append(len(given))
        return len(given) < MOST_ROWS

    def _load_rows(
        self,
        frame: Frame,
        items: Mapping[str, Sequence[Row]],
        classes: list[int],
        inputs: list[Any],
    ) -> bool:
        rows: list[Row] = []
        slices: list[slice] = []
        for name in frame.lists:
            start = len(rows)
            rows += items.get(name, ())
            slices.append(slice(start, len(rows)))
        for name, kind in frame.columns:
            values = [row.get(name, State.MISSING) for row in rows]
            place = frame.name, name
            if kind == "number":
                found = self._scale(place, values)
            else:
                found = self._look_up(kind, values, self._codes.get(place, {}))
            if found is None:
                return False
            column, level, sign = found
            states = [each.value if each.__class__ is State else 0 for each in values]
            classes.append(classify(level, sign, sum(1 << each for each in set(states))))
            inputs += column, states
        inputs += slices
        return len(rows) < MOST_ROWS

    def _scale(self, place: Place, values: Sequence[Value]) -> tuple[list[Any], int, int] | None:
        """Return a column of figures in a common unit, with the level of the unit and the sign."""
        ratios = [_find_ratio(value) for value in values]
        if None in ratios:
            return None
        needs = [LEVELS.get(each[1], -1) for each in ratios if each]
        level = max([self._row_levels.get(place, 0), *needs])
        if -1 in needs:
            return None
        self._row_levels[place] = level
        unit = UNITS[level]
        found = [each[0] * (unit // each[1]) if each else None for each in ratios]
        known = [each for each in found if each is not None]
        least, most = min(known, default=1), max(known, default=1)
        if least <= -LIMIT or most >= LIMIT:
            return None
        sign = ANY if least < 0 else NOT_NEGATIVE
        if least > 0 and place in self._dividing:
            sign = POSITIVE
        return found, level, sign

    def _look_up(
        self, kind: ValueKind, values: Sequence[Value], codes: Mapping[str, int]
    ) -> tuple[list[Any], int, int] | None:
        """Return a column of truth values, codes of words or days."""
        found: list[Any] = []
        for value in values:
            if value.__class__ is State:
                found.append(None)
                continue
            code = _code(value, kind, codes)
            if code is None:
                return None
            found.append(code)
        return found, 0, NOT_NEGATIVE

    def describe(self, key: Key) -> Profile:
        """Return the profile of the projects that have a key."""
        columns: list[tuple[Place, ValueKind]] = [
            ((PROJECTS, name), kind) for name, kind in self._own
        ]
        columns += [((PROJECTS, count_name(rows)), "number") for rows in self._counts]
        for frame in self.frames:
            columns += [((frame.name, name), kind) for name, kind in frame.columns]
        found: list[tuple[Place, Column]] = []
        for (place, kind), each in zip(columns, key, strict=True):
            codes = frozenset(self._codes.get(place, {}).values())
            declared = self._declared.get(place[1]) if place[0] == PROJECTS else None
            column = describe_class(kind, each, codes, declared)
            if place[1] in self._count_names and column.within is not None:
                column = replace(column, within=column.within.meet(Range(0, MOST_ROWS)))
            found.append((place, column))
        return Profile(tuple(found))


def _list_bounds(declared: Declared | None) -> list[range]:
    """Return what lies within declared bounds, for the units of all levels."""
    return [declared.list_units(level) if declared else range(0) for level in range(len(UNITS))]


def _list_declared(plan: Plan) -> dict[str, Declared]:
    """Return for the columns of facts of the project the bounds that the rules declare."""
    return {
        f"fact.{each.name}": Declared(each.least, each.least_open, each.most, each.most_open)
        for each in plan.facts
        if each.least is not None and each.most is not None and each.least >= 0
    }


def _find_ratio(value: Value) -> tuple[int, int] | tuple[()] | None:
    """Return a number's two parts, nothing for what has none, None for what is no number."""
    if value.__class__ is Fraction:
        return value.as_integer_ratio()
    return () if value.__class__ is State else None


def _code(value: Any, kind: ValueKind, words: Mapping[str, int]) -> int | bool | None:
    """Return a truth value, the code of a word or the number of a day; None for anything else."""
    if kind == "truth":
        return value if value.__class__ is bool else None
    if kind == "word":
        return words.get(value) if isinstance(value, str) else None
    if value.__class__ is not Fraction or value.denominator != 1:
        return None
    day: int = value.numerator
    return day if is_day(day) else None


def _name_input(column: str) -> Any:
    """Return the kind and key of an input of the project from the name of its column."""
    kind, _, key = column.partition(".")
    return kind, key


def _is_count(column: str) -> bool:
    return column.startswith(count_name(""))


def _list_codes(plan: Plan, words: Mapping[str, int]) -> dict[Place, dict[str, int]]:
    """Return the codes of the words that each column may hold."""
    found: dict[Place, dict[str, int]] = {}
    for each in plan.inputs:
        place = locate_input(plan, Input(each.kind, each.key), each.slot)
        if each.value == "word":
            found.setdefault(place, {}).update({word: words[word] for word in each.words})
    return found


def _list_frames(
    plan: Plan, sources: Mapping[Place, Any], counted: Sequence[str]
) -> Iterator[Frame]:
    slots = tuple(slot.id for slot in plan.slots)
    lists = [frame for frame, _ in sources if frame != PROJECTS]
    others = [name for name in (*lists, *counted) if name != ITEMS and name not in slots]
    if slots:
        yield Frame(ITEMS, slots, _list_columns(ITEMS, sources))
    for name in dict.fromkeys(others):
        yield Frame(name, (name,), _list_columns(name, sources))


def _list_columns(frame: str, sources: Mapping[Place, Any]) -> tuple[tuple[str, ValueKind], ...]:
    return tuple((name, each.kind) for (place, name), each in sources.items() if place == frame)


def _list_dividing(plan: Plan) -> frozenset[Place]:
    """Return the inputs that stand in some divisor: there it matters whether one may be zero."""
    divisors = {node.right for node in plan.nodes if isinstance(node, Divide)}
    below: set[int] = set()
    for each in divisors:
        if each not in below:
            below |= {each, *nodes_below(plan.nodes, each)}
    return frozenset(
        locate_input(plan, node, plan.scopes[here])
        for here in below
        if isinstance(node := plan.nodes[here], Input)
    )
