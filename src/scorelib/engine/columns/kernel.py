"""A plan over tables of projects: lowered once for tables alike, computed column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import polars as pl

from scorelib.compiler.graph.nodes import Input, State, Value, ValueKind
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.expressions import Printer, TooLarge, name_op
from scorelib.engine.columns.fallback import restore_facts, split_table
from scorelib.engine.columns.frames import TYPES, Table, profile_table
from scorelib.engine.columns.steps import compute_frames
from scorelib.engine.evaluator import evaluate_plan
from scorelib.engine.integers.degrees import ignores_scale
from scorelib.engine.integers.lowering import Lowering, list_needed
from scorelib.engine.integers.profile import (
    ITEMS,
    PROJECTS,
    NotLowered,
    Place,
    Profile,
    Source,
    frame_of,
    list_sources,
    list_words,
    state_name,
)

__all__ = ["Computed", "Figure", "Kernel"]


@dataclass(frozen=True, slots=True)
class Program:
    """A plan lowered over tables of one profile."""

    lowering: Lowering
    printer: Printer


@dataclass(frozen=True, slots=True)
class Figure:
    """A node's values: q·n/d where `state` is 0, else why there is none.

    A category is its code, a truth value itself, a date the number of its day. There is one
    value a project, or one for each row of a list, in the order of the projects.
    """

    kind: ValueKind
    q: Fraction
    n: pl.Series
    d: tuple[pl.Series, ...]
    state: pl.Series


@dataclass(frozen=True, slots=True)
class Computed:
    """The wanted nodes of all projects: those computed in columns, and those by hand.

    `numbers` are those of the projects in columns, in order. `by_hand` has the values of the
    wanted nodes of each other project by its number: what `evaluate_plan` gives.
    """

    plan: Plan
    numbers: Sequence[int]
    by_hand: Mapping[int, Mapping[int, Any]]
    words: tuple[str, ...]
    _program: Program | None
    _frames: Mapping[str, pl.DataFrame]

    def figure(self, node: int) -> Figure:
        """Return a wanted node of the projects in columns.

        Raises `ArithmeticError` where a row has neither a value nor a reason: a proof was wrong.
        """
        kind = self.plan.kinds[node]
        if self._program is None:
            dtype = TYPES[kind]
            nothing = pl.Series([], dtype=dtype)
            return Figure(kind, Fraction(1), nothing, (), pl.Series([], dtype=pl.Int8))
        lowering, scope = self._program.lowering, self.plan.scopes[node]
        cell, data = lowering.cells[node], self._rows(scope)
        n, *d = (self._take(data, each) for each in (cell.n, *cell.d))
        state = self._take(data, lowering.codes.of(node))
        if any((each.is_null() & (state == 0)).any() for each in (n, *d)):
            raise ArithmeticError(f"node {node} has neither a value nor a state")
        return Figure(kind, cell.q, n, tuple(d), state)

    def owners(self, rows: str) -> pl.Series:
        """Return for each row of a slot or a list its project's place among `numbers`."""
        if self._program is None:
            return pl.Series("project", [], dtype=pl.Int32)
        return self._rows(rows)["project"]

    def values(self, node: int) -> dict[int, Any]:
        """Return a wanted node by the number of the project, as the scalar evaluator gives it."""
        found = {number: values[node] for number, values in self.by_hand.items()}
        each, scope = self.read(node), self.plan.scopes[node]
        if scope is None:
            return found | dict(zip(self.numbers, each, strict=True))
        rows: dict[int, list[Value]] = {number: [] for number in self.numbers}
        for owner, value in zip(self.owners(scope).to_list(), each, strict=True):
            rows[self.numbers[owner]].append(value)
        return found | {number: tuple(values) for number, values in rows.items()}

    def read(self, node: int) -> list[Value]:
        """Return the values of a node in columns, in order."""
        figure = self.figure(node)
        divisors = zip(*(each.to_list() for each in figure.d), strict=True)
        rows = list(divisors) if figure.d else [()] * len(figure.n)
        return [
            State(state) if state else self._value(figure, n, d)
            for n, d, state in zip(figure.n.to_list(), rows, figure.state.to_list(), strict=True)
        ]

    def _value(self, figure: Figure, n: Any, d: Sequence[int]) -> Value:
        if figure.kind == "truth":
            return bool(n)
        if figure.kind == "word":
            return str(self.words[n])
        return Fraction(n * figure.q / prod(d))

    def _rows(self, scope: str | None) -> pl.DataFrame:
        """Return the frame of what runs over a slot or a list, those rows only."""
        frame = frame_of(self.plan, scope)
        data = self._frames[frame]
        if frame != ITEMS:
            return data
        slot = [each.id for each in self.plan.slots].index(scope or "")
        start = data["slot"].search_sorted(slot, "left")
        return data.slice(start, data["slot"].search_sorted(slot, "right") - start)

    def _take(self, data: pl.DataFrame, here: int) -> pl.Series:
        assert self._program is not None
        printer = self._program.printer
        op = printer.graph.ops[here]
        if op.kind == "col":
            return data.get_column(op.extra[1])
        if op.args:
            return data.get_column(name_op(here))
        found: pl.Series = pl.Series([op.extra], dtype=printer.dtype(here))
        return found.new_from_index(0, data.height)


class Kernel:
    """A plan's wanted nodes over tables; what has no integer form goes to the scalar evaluator.

    `paired` says whether a table may hold the paired figures of an item in proportion, and
    `not_lowered` why nothing of the plan is computed in columns, where that is so.

    >>> from scorelib.compiler.compilation import compile_ruleset
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.engine.columns.filling import fill_table
    >>> from scorelib.engine.evaluator import Facts
    >>> plan = compile_ruleset(load_ruleset("cn/mof/self-evaluation@2020"))
    >>> money = {("fact", "budget"): Fraction(24), ("fact", "executed"): Fraction(5)}
    >>> rate = plan.occurrences[0].points  # 10 × executed / budget
    >>> kernel = Kernel(plan, [rate])
    >>> kernel.run(fill_table(plan, [Facts(money)])).values(rate)
    {0: Fraction(52, 25)}
    """

    def __init__(self, plan: Plan, wanted: Sequence[int]) -> None:
        self.plan, self.wanted = plan, tuple(dict.fromkeys(wanted))
        self.words = list_words(plan)
        self._needed = list_needed(plan, self.wanted)
        self._scopes = [None, *(plan.scopes[node] for node in self._needed)]
        self._slots = {slot.id: place for place, slot in enumerate(plan.slots)}
        self._sources: dict[Place, Source] = {}
        self._programs: dict[Profile, Program | None] = {}
        self.paired, self.not_lowered = True, ""
        try:
            self._sources = list_sources(plan, self._needed)
            self.paired = self._ignores_scale()
        except NotLowered as reason:
            self.not_lowered = str(reason)

    def _ignores_scale(self) -> bool:
        pairs = {(each.kind, each.key, each.slot) for each in self.plan.inputs if each.pair}
        nodes, scopes = self.plan.nodes, self.plan.scopes
        paired = frozenset(
            here
            for here in self._needed
            if isinstance(node := nodes[here], Input)
            and (node.kind, node.key, scopes[here]) in pairs
        )
        return ignores_scale(nodes, self._needed, self.wanted, paired)

    def run(self, table: Table) -> Computed:
        """Return the wanted nodes of all projects of a table.

        Where figures get too large for 128 bits, the projects with the largest are left to the
        scalar evaluator. Raises `ValueError` where rows of lists are not in order.
        """
        part, left, program = table, list[int](), None
        for bits in (None, 56, 48, 40, 32, 24, 16, 8):
            if bits is not None and not self.not_lowered:
                part, left = split_table(table, self._sources, bits)
            program = self._find_program(part)
            if program is not None or self.not_lowered or not part.projects.height:
                break
        if program is None:
            left = list(range(table.projects.height))
        facts = {**table.by_hand, **(restore_facts(self.plan, table, left) if left else {})}
        by_hand = {}
        for number in sorted(facts):
            values = evaluate_plan(self.plan, facts[number])
            by_hand[number] = {node: values[node] for node in self.wanted}
        words = tuple(self.words)
        if program is None:
            return Computed(self.plan, (), by_hand, words, None, {})
        frames = compute_frames(program.printer, self._bring(part), self._slots)
        return Computed(self.plan, part.numbers, by_hand, words, program, frames)

    def _find_program(self, table: Table) -> Program | None:
        """Return the plan lowered for tables such as this, None where it does not fit."""
        if self.not_lowered or not table.projects.height:
            return None
        profile = profile_table(table, self._sources, len(self.words))
        if profile not in self._programs:
            self._programs[profile] = self._lower(profile)
        return self._programs[profile]

    def _lower(self, profile: Profile) -> Program | None:
        try:
            lowering = Lowering(self.plan, profile, self.words, self._needed)
            cells = [lowering.cells[node] for node in self.wanted]
            codes = [lowering.codes.of(node) for node in self.wanted]
            figures = [each for cell in cells for each in (cell.n, *cell.d)]
            return Program(
                lowering,
                Printer(lowering.graph, self._types(), list(dict.fromkeys([*figures, *codes]))),
            )
        except NotLowered as reason:
            self.not_lowered = str(reason)
        except TooLarge:
            pass
        return None

    def _types(self) -> dict[Place, Any]:
        types = {place: TYPES[source.kind] for place, source in self._sources.items()}
        states = {(frame, state_name(name)): pl.Int8 for frame, name in types}
        return {**types, **states}

    def _bring(self, table: Table) -> dict[str, pl.DataFrame]:
        """Return the frames of a table with the columns that are read, in their types."""
        types, frames = self._types(), dict[str, pl.DataFrame]()
        for frame in dict.fromkeys(frame_of(self.plan, scope) for scope in self._scopes):
            data = table.frame(frame)
            columns = [
                pl.col(name).cast(dtype)
                for (place, name), dtype in types.items()
                if place == frame and name in data.columns
            ]
            if frame == PROJECTS:
                index = pl.int_range(pl.len(), dtype=pl.Int32).alias("project")
                frames[frame] = data.select(index, *columns)
            else:
                keys = ["slot", "project"] if frame == ITEMS else ["project"]
                frames[frame] = data.select(*keys, *columns)
        return frames
