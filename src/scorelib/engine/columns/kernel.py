"""A plan over tables of projects: lowered once for tables alike, computed column by column."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from threading import Lock
from typing import Any, Final

import polars as pl

from scorelib.compiler.graph.nodes import Input, State, Value, ValueKind
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.expressions import Printer, TooLarge, name_op
from scorelib.engine.columns.fallback import restore_facts, split_table
from scorelib.engine.columns.frames import TYPES, Table, profile_table
from scorelib.engine.columns.steps import compute_frames
from scorelib.engine.evaluator import evaluate_plan
from scorelib.engine.integers.cells import Cell
from scorelib.engine.integers.degrees import ignores_scale
from scorelib.engine.integers.graph import Range
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
    """A plan lowered over tables of one profile.

    `columns` are those of a table that it reads, in their types; in `views` whoever shows its
    results keeps how each of them is shown.
    """

    profile: Profile
    lowering: Lowering
    printer: Printer
    columns: Mapping[Place, Any]
    views: dict[Any, Any] = field(default_factory=dict)


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

    @property
    def empty(self) -> bool:
        """Whether no row was computed in columns."""
        return self._program is None

    def cell(self, node: int) -> Cell | None:
        """Return what a wanted node is in the integer form; None where no row is in columns."""
        return None if self._program is None else self._program.lowering.cells[node]

    def within(self, op: int) -> Range:
        """Return the integers that an operation can give."""
        assert self._program is not None
        return self._program.lowering.graph.ranges[op]

    def fixed(self, op: int) -> Any:
        """Return the value of an operation that is a constant, else None."""
        assert self._program is not None
        return self._program.lowering.graph.fixed(op)

    def among(self, op: int) -> Sequence[int]:
        """Return the only integers that an operation gives; none where they are not known."""
        assert self._program is not None
        return sorted(self._program.lowering.graph.among(op) or ())

    def nullable(self, op: int) -> bool:
        """Return whether an operation is ever null."""
        assert self._program is not None
        return bool(self._program.lowering.graph.nulls[op])

    def is_nothing(self, op: int) -> bool:
        """Return whether an operation is never anything."""
        assert self._program is not None
        return self._program.lowering.graph.is_nothing(op)

    @property
    def views(self) -> dict[Any, Any]:
        """What is kept of how results are shown, for all tables that are computed alike."""
        return {} if self._program is None else self._program.views

    def express(self, op: int) -> pl.Expr:
        """Return an operation as an expression over `rows` of its scope."""
        assert self._program is not None
        return self._program.printer.express(op)

    def figure(self, node: int) -> Figure:
        """Return a wanted node of the projects in columns; only of a kernel that keeps states.

        Raises `ArithmeticError` where a row has neither a value nor a reason: a proof was wrong.
        """
        kind = self.plan.kinds[node]
        if self._program is None:
            dtype = TYPES[kind]
            nothing = pl.Series([], dtype=dtype)
            return Figure(kind, Fraction(1), nothing, (), pl.Series([], dtype=pl.Int8))
        lowering, scope = self._program.lowering, self.plan.scopes[node]
        cell, data = lowering.cells[node], self.rows(scope)
        n, *d = (self._take(data, each) for each in (cell.n, *cell.d))
        state = self._take(data, lowering.codes.of(node))
        if any((each.is_null() & (state == 0)).any() for each in (n, *d)):
            raise ArithmeticError(f"node {node} has neither a value nor a state")
        return Figure(kind, cell.q, n, tuple(d), state)

    def owners(self, rows: str) -> pl.Series:
        """Return for each row of a slot or a list its project's place among `numbers`."""
        if self._program is None:
            return pl.Series("project", [], dtype=pl.Int32)
        return self.rows(rows)["project"]

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
            State(state) if state else self.value(figure.kind, figure.q, n, d)
            for n, d, state in zip(figure.n.to_list(), rows, figure.state.to_list(), strict=True)
        ]

    def value(self, kind: ValueKind, q: Fraction, n: Any, d: Sequence[int]) -> Any:
        """Return one value of a node of some kind."""
        if kind == "truth":
            return bool(n)
        return str(self.words[n]) if kind == "word" else Fraction(n * q / prod(d))

    def rows(self, scope: str | None) -> pl.DataFrame:
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


_MOST_PROGRAMS: Final = 64


class Kernel:
    """A plan's wanted nodes over tables; what has no integer form goes to the scalar evaluator.

    `paired` says whether a table may hold the paired figures of an item in proportion, and
    `not_lowered` why nothing of the plan is computed in columns, where that is so. A kernel that
    does not keep states gives no reasons where there is no value.

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

    def __init__(self, plan: Plan, wanted: Sequence[int], *, states: bool = True) -> None:
        self.plan, self.wanted, self.states = plan, tuple(dict.fromkeys(wanted)), states
        self.words = list_words(plan)
        self._needed = list_needed(plan, self.wanted)
        scopes = [None, *(plan.scopes[node] for node in self._needed)]
        self._frames = tuple(dict.fromkeys(frame_of(plan, scope) for scope in scopes))
        self._slots = {slot.id: place for place, slot in enumerate(plan.slots)}
        self._sources: dict[Place, Source] = {}
        self._programs: list[Program] = []
        self._too_large: set[Profile] = set()
        self._lock = Lock()
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
        frames = compute_frames(program.printer, self._bring(part, program), self._slots)
        return Computed(self.plan, part.numbers, by_hand, words, program, frames)

    def _find_program(self, table: Table) -> Program | None:
        """Return the plan lowered for tables such as this, None where it does not fit."""
        if self.not_lowered or not table.projects.height:
            return None
        profile = profile_table(table, self._sources, len(self.words))
        with self._lock:
            for program in self._programs:
                if program.profile.suits(profile):
                    return program
            if profile in self._too_large:
                return None
            found = self._lower_wider(profile) or self._lower(profile)
            if found is not None:
                self._programs = [found, *self._programs[: _MOST_PROGRAMS - 1]]
            elif len(self._too_large) < _MOST_PROGRAMS:
                self._too_large.add(profile)
            return found

    def _lower_wider(self, profile: Profile) -> Program | None:
        """Return a program that holds for a profile and for what the last one was made for."""
        if not self._programs:
            return None
        # Parts of one table are much alike: what holds for two of them holds for most.
        wide = self._programs[0].profile.join(profile)
        return self._lower(wide) if wide.suits(profile) else None

    def _lower(self, profile: Profile) -> Program | None:
        try:
            lowering = Lowering(self.plan, profile, self.words, self._needed)
            cells = [lowering.cells[node] for node in self.wanted]
            codes = [lowering.codes.of(node) for node in self.wanted] if self.states else []
            figures = [each for cell in cells for each in (cell.n, *cell.d)]
            roots = list(dict.fromkeys([*figures, *codes]))
            printer = Printer(lowering.graph, self._types(), roots)
            return Program(profile, lowering, printer, printer.list_columns())
        except NotLowered as reason:
            self.not_lowered = str(reason)
        except TooLarge:
            pass
        return None

    def _types(self) -> dict[Place, Any]:
        """Return the types of the columns that are not as narrow as their figures allow."""
        places = self._sources.items()
        truths = {place: pl.Boolean for place, source in places if source.kind == "truth"}
        states = {(frame, state_name(name)): pl.Int8 for frame, name in self._sources}
        return {**truths, **states}

    def _bring(self, table: Table, program: Program) -> dict[str, pl.DataFrame]:
        """Return the frames of a table with the columns that are read, in their types."""
        columns: dict[str, list[pl.Expr]] = {}
        given = {frame: {*table.frame(frame).columns} for frame in self._frames}
        for (frame, name), dtype in program.columns.items():
            found = _bring_column(given[frame], name).cast(dtype, wrap_numerical=True)
            columns.setdefault(frame, []).append(found)
        frames: dict[str, pl.DataFrame] = {}
        for frame in self._frames:
            data, keys = table.frame(frame), ("slot",) if frame == ITEMS else ()
            if frame == PROJECTS:
                index = pl.int_range(data.height, dtype=pl.Int32, eager=True)
                data = data.with_columns(index.alias("project"))
            frames[frame] = data.select_seq("project", *keys, *columns.get(frame, ()))
        return frames


def _bring_column(given: Collection[str], name: str) -> pl.Expr:
    """Return a column; one that says why another has no value may have been left out."""
    if name in given:
        return pl.col(name)
    gap = pl.col(name.removesuffix(state_name(""))).is_null()
    return (gap.cast(pl.Int8) * State.MISSING.value).alias(name)
