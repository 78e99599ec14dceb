"""The integer form as Python source: one straight function for a project, its rows in loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorelib.engine.integers.graph import AGGREGATES, Graph
from scorelib.engine.integers.profile import PROJECTS, Place
from scorelib.engine.program.tables import Group, find_groups

__all__ = ["KEY", "LITERALS", "ROWS", "Listing", "print_program", "resolve"]

FORMS: Final = {
    "mul": "{0} * {1}",
    "div": "{0} // {1}",
    "min": "{0} if {0} < {1} else {1}",
    "max": "{0} if {0} > {1} else {1}",
    "not": "not {0}",
    "fill": "{1} if {0} is None else {0}",
    "isnull": "{0} is None",
    "nonzero": "{0} or None",
}
"""The texts of operations on operands that are not null, or, for the last ones, may be."""

MOST_ARMS: Final = 30
"""A longer chain of choices is printed in parts: Python reads nested ones only so deep."""

PART: Final = 30
"""What is given comes in tuples of so many: larger ones take Python a detour to make."""

MOST_INLINE: Final = 240
"""A text longer than this becomes a statement of its own."""

GATHER: Final = {
    "sum": "sum({})",
    "max-of": "max({}, default=0)",
    "min-of": "min({}, default=0)",
    "any": "any({})",
    "every": "all({})",
}
LITERALS: Final = ("int", "bool", "null")
"""The kinds of operation that are printed as they are."""

KEY: Final = PROJECTS, "*key"
"""The parameter that is a project's key, which tells the states of its inputs."""

ROWS: Final = "rows "
"""Before the name of a frame: the parameter that says which of its rows a list has."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A printed program: its source, and where what it gives stands in the tuples it returns.

    `parameters` are what it is called with, in order; `frames` tells of an operation which rows
    it runs over: there is a value for each, or one for the project. `tables` it looks things up
    in, as `T0`, `T1` and so on.
    """

    parameters: Sequence[Place]
    source: str
    places: Mapping[int, tuple[int, int]]
    frames: Mapping[int, str]
    tables: Sequence[Group]


def resolve(graph: Graph, here: int) -> int:
    """Return what an operation stands for: a figure of the project is the same in each row."""
    while graph.ops[here].kind == "spread":
        here = graph.ops[here].args[0]
    return here


def print_program(
    graph: Graph,
    parameters: Sequence[Place],
    states: Mapping[Place, int],
    wanted: Iterable[int],
    *,
    tabled: bool = True,
) -> Listing:
    """Return the program that computes wanted operations from parameters.

    `states` says of the columns of states which place in the key they are; the program looks up
    their numbers in `STATES`. Unless it is not `tabled`, it looks up what rests on few inputs.
    """
    return _Printer(graph, parameters, states, wanted, tabled).print()


class _Printer:
    """Prints what wanted operations are made of, in an order in which it can be computed.

    What is only used once, and not wanted itself, is printed where it is used. What may be null
    is tested first by what makes it null; what never is, is never tested.
    """

    def __init__(
        self,
        graph: Graph,
        parameters: Sequence[Place],
        states: Mapping[Place, int],
        wanted: Iterable[int],
        tabled: bool,
    ) -> None:
        self._graph = graph
        self._parameters = tuple(parameters)
        self._names = {place: f"i{here}" for here, place in enumerate(parameters)}
        for place, here in states.items():
            self._names[place] = f"STATES.get({self._names[KEY]}[{here}], 0)"
        self._wanted = frozenset(resolve(graph, each) for each in wanted)
        self._frames: dict[int, str] = {}
        self._phases: dict[int, int] = {}
        self._texts: dict[int, str] = {}
        self._lines: list[str] = []
        self._loops: dict[tuple[int, str], list[int]] = {}
        self._own: dict[int, list[int]] = {}
        reached = self._list_reached()
        for here in reached:
            self._place(here)
        self._tables = find_groups(graph, reached) if tabled else []
        self._tabled = {
            op: f"g{place}[{own}]"
            for place, group in enumerate(self._tables)
            for own, op in enumerate(group.ops)
        }
        self._uses = self._count_uses()
        self._keep = self._find_kept()

    def _args(self, here: int) -> list[int]:
        return [resolve(self._graph, each) for each in self._graph.ops[here].args]

    def _list_reached(self) -> list[int]:
        reached = set(self._wanted)
        stack = list(reached)
        while stack:
            for each in self._reads(stack.pop()):
                if each not in reached:
                    reached.add(each)
                    stack.append(each)
        return sorted(reached)

    def _reads(self, here: int) -> list[int]:
        """Return what the text of an operation names, as often as it does."""
        op, args = self._graph.ops[here], self._args(here)
        if op.kind in ("min", "max", "fill") or self._is_open(here):
            args = args * 2
        return args + self._gaps(here) * 2 if self._tests(here) else args

    def _is_open(self, here: int) -> bool:
        """Return whether an operation is an `and` or `or` that may come to no answer."""
        return self._graph.ops[here].kind in ("and", "or") and bool(self._graph.nulls[here])

    def _gaps(self, here: int) -> list[int]:
        """Return what makes an operation null."""
        return sorted({resolve(self._graph, each) for each in self._graph.nulls[here]})

    def _tests(self, here: int) -> bool:
        """Return whether an operation has to be guarded by tests of what makes it null."""
        op = self._graph.ops[here]
        strict = op.kind in ("linear", "mul", "div", "min", "max", "cmp", "not")
        return strict and bool(self._graph.nulls[here])

    def _count_uses(self) -> Counter[int]:
        """Return how often operations are named, by all that is printed."""
        uses: Counter[int] = Counter()
        printed = set(self._wanted - self._tabled.keys())
        stack = list(printed)
        while stack:
            for each in self._reads(stack.pop()):
                uses[each] += 1
                if each not in printed and each not in self._tabled:
                    printed.add(each)
                    stack.append(each)
        self._printed = frozenset(printed)
        return uses

    def _find_kept(self) -> frozenset[int]:
        """Return the operations that get a name: wanted and used, named twice, or elsewhere."""
        # What only the caller wants of a project is made where it is given.
        kept = {here for here in self._wanted if self._frames[here] != PROJECTS}
        for here in self._printed:
            when = self._frames[here], self._phases[here]
            kept |= {
                each
                for each in self._reads(here)
                if (self._frames[each], self._phases[each]) != when
            }
        uses = self._uses
        return frozenset(kept | {x for x in uses if uses[x] > 1 or x in self._wanted})

    def _place(self, here: int) -> None:
        """Decide in which frame and phase an operation is computed."""
        op = self._graph.ops[here]
        args = self._args(here)
        frames = {self._frames[each] for each in args} - {PROJECTS}
        phase = max((self._phases[each] for each in args), default=0)
        if op.kind == "col":
            frame = op.extra[0]
        elif op.kind in AGGREGATES:
            frame, phase = PROJECTS, phase + 1
        else:
            if len(frames) > 1:
                raise AssertionError(op)
            frame = next(iter(frames), PROJECTS)
        self._frames[here], self._phases[here] = frame, phase
        if op.kind in LITERALS or op.kind == "col":
            return
        if frame == PROJECTS:
            self._own.setdefault(phase, []).append(here)
        else:
            self._loops.setdefault((phase, frame), []).append(here)

    def print(self) -> Listing:
        """Return the program that computes what is wanted."""
        self._print_tables()
        last = max(self._phases.values(), default=0)
        for phase in range(last + 1):
            for here in self._own.get(phase, ()):
                if here in self._printed:
                    self._settle(here, self._compute(here), " ")
            for (when, frame), ops in self._loops.items():
                if when == phase:
                    self._print_loop(phase, frame, ops)
        return self._list_results()

    def _print_tables(self) -> None:
        for place, group in enumerate(self._tables):
            keys = "".join(f"[{self._text(each)}]" for each in group.inputs)
            self._lines.append(f" g{place} = T{place}{keys}")
        for here, text in self._tabled.items():
            if self._uses[here]:
                self._settle(here, text, " ")

    def _list_results(self) -> Listing:
        """Return the program with what it gives: the tables' rows, and the rest in parts."""
        # Inputs and constants are at hand anyway.
        given = [
            here
            for here in sorted(self._wanted - self._tabled.keys())
            if self._graph.ops[here].kind not in (*LITERALS, "col")
        ]
        texts = [
            self._texts[here] if self._frames[here] == PROJECTS else f"c{here}" for here in given
        ]
        parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
        rows = "".join(f"g{place}, " for place in range(len(self._tables)))
        rest = "".join(f"({''.join(f'{each}, ' for each in part)}), " for part in parts)
        names = ", ".join(self._names[each] for each in self._parameters)
        lines = [f"def run({names}):", *self._lines, f" return ({rows}{rest})", ""]
        first = len(self._tables)
        places = {here: (first + place // PART, place % PART) for place, here in enumerate(given)}
        for place, group in enumerate(self._tables):
            places |= {op: (place, own) for own, op in enumerate(group.ops)}
        return Listing(
            self._parameters, "\n".join(lines), places, self._frames, tuple(self._tables)
        )

    def _settle(self, here: int, text: str, indent: str) -> None:
        """Give an operation's text a name, or leave it to the one place that uses it."""
        if here in self._keep or len(text) > MOST_INLINE:
            self._lines.append(f"{indent}x{here} = {text}")
            text = f"x{here}"
        else:
            text = f"({text})"
        self._texts[here] = text

    def _text(self, here: int) -> str:
        """Return how an operation is read where it is used."""
        if here in self._texts:
            return self._texts[here]
        op = self._graph.ops[here]
        if op.kind == "null":
            return "None"
        if op.kind == "col" and op.extra[0] == PROJECTS:
            return self._names[op.extra]
        if op.kind in LITERALS:
            return f"({op.extra})" if op.extra < 0 else str(op.extra)
        return f"x{here}"

    def _print_loop(self, phase: int, frame: str, ops: Sequence[int]) -> None:
        """Print what is computed for each row of a frame."""
        here_now = set(ops)
        reads = sorted({arg for here in ops for arg in self._row_args(here, frame)} - here_now)
        reads = [each for each in reads if self._graph.ops[each].kind not in LITERALS]
        start = len(self._lines)
        for here in ops:
            self._settle(here, self._compute(here), "  ")
        body = self._lines[start:]
        del self._lines[start:]
        later = [here for here in ops if self._texts[here] == f"x{here}"]
        if not later:
            return
        heads = ", ".join(f"x{each}" for each in reads)
        given = ", ".join(self._column(each) for each in reads)
        columns = "".join(f"c{here}, " for here in later)
        rows = f"r{phase}_{len(self._lines)}"
        self._lines += [
            f" {rows} = []",
            f" for {heads}, in zip({given}):",
            *body,
            f"  {rows}.append(({''.join(f'x{here}, ' for here in later)}))",
            f" {columns} = zip(*{rows}) if {rows} else ((),) * {len(later)}",
        ]

    def _row_args(self, here: int, frame: str) -> list[int]:
        return [each for each in self._reads(here) if self._frames[each] == frame]

    def _column(self, here: int) -> str:
        """Return the name of the values of a row's figure, all rows."""
        op = self._graph.ops[here]
        return self._names[op.extra] if op.kind == "col" else f"c{here}"

    def _compute(self, here: int) -> str:
        """Return the text of an operation."""
        op = self._graph.ops[here]
        if op.kind in AGGREGATES:
            return self._gather(here)
        args = [self._text(each) for each in self._args(here)]
        if op.kind == "choose":
            return self._choose(here, args)
        if op.kind in ("and", "or"):
            return self._join(here, args)
        text = _compute_strict(op.kind, op.extra, args)
        if not self._tests(here):
            return text
        gaps = " or ".join(f"{self._text(each)} is None" for each in self._gaps(here))
        return f"None if {gaps} else {text}"

    def _choose(self, here: int, args: Sequence[str]) -> str:
        arms = [
            f"{value} if {condition} else "
            for condition, value in zip(args[:-1:2], args[1::2], strict=True)
        ]
        text = args[-1]
        while len(arms) > MOST_ARMS:
            arms, last = arms[:-MOST_ARMS], arms[-MOST_ARMS:]
            name = f"t{here}_{len(arms)}"
            indent = " " if self._frames[here] == PROJECTS else "  "
            self._lines.append(f"{indent}{name} = {''.join(last)}{text}")
            text = name
        return "".join(arms) + text

    def _join(self, here: int, args: Sequence[str]) -> str:
        """Return `and` or `or` after Kleene."""
        op, nulls = self._graph.ops[here], self._graph.nulls
        if not self._is_open(here):
            return f" {op.kind} ".join(args)
        parts = [
            (text, bool(nulls[each]))
            for text, each in zip(args, op.args, strict=True)
            if not self._graph.is_nothing(each)
        ]
        gaps = [f"{text} is None" for text, may in parts if may]
        decides, rest = ("True", "False") if op.kind == "or" else ("False", "True")
        holds = [text if op.kind == "or" else f"{text} is False" for text, _ in parts]
        decided = f"{decides} if {' or '.join(holds)} else None"
        # With an operand that is always null, it is decided or null.
        whole = len(parts) == len(args)
        return f"{decided} if {' or '.join(gaps)} else {rest}" if whole else decided

    def _gather(self, here: int) -> str:
        op = self._graph.ops[here]
        (arg,), (frame, rows) = self._args(here), op.extra
        name = self._names[ROWS + frame, rows]
        if self._frames[arg] == PROJECTS:
            found = f"({self._text(arg)},) * ({name}.stop - {name}.start)"
        else:
            found = f"{self._column(arg)}[{name}]"
        if self._graph.nulls[op.args[0]]:
            found = f"[x for x in {found} if x is not None]"
        return GATHER[op.kind].format(found)


def _compute_strict(kind: str, extra: Any, args: Sequence[str]) -> str:
    """Return the text of an operation on operands that are not null."""
    if kind == "linear":
        return _add_up(args, *extra)
    if kind == "cmp":
        return f"{args[0]} {extra} {args[1]}"
    return FORMS[kind].format(*args)


def _add_up(args: Sequence[str], factors: Sequence[int], start: int) -> str:
    terms = [
        ("-" if factor < 0 else "+", each if abs(factor) == 1 else f"{abs(factor)} * {each}")
        for factor, each in zip(factors, args, strict=True)
    ]
    if start:
        terms.append(("-" if start < 0 else "+", str(abs(start))))
    text = " ".join(f"{sign} {term}" for sign, term in terms)
    return text.removeprefix("+ ")
