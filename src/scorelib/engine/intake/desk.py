"""Where a project is read: the plan it is for, and the problems found so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scorelib.compiler.graph.nodes import InputKind, State, Value
from scorelib.compiler.graph.plan import Occurrence, Plan
from scorelib.engine.intake.project import Project
from scorelib.ground.errors import Diagnostic, Text
from scorelib.model.reader import diagnose_at, diagnose_key, restore_place
from scorelib.words.expressions import guess_name

__all__ = ["STATES", "Desk", "GivenFact", "Reason", "Report", "Row", "print_place"]

Report = Callable[..., None]
"""What notes a problem: a code, the keys that lead to its place, the arguments of its words."""

Row = dict[str, Value]

STATES = {
    "missing": State.MISSING,
    "not-applicable": State.NOT_APPLICABLE,
    "cannot-be-assessed": State.CANNOT_BE_ASSESSED,
}


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact as the project wrote it, for the trace."""

    text: str | None
    value: Value
    reason: Text | None = None
    evidence: Text | None = None
    at: Text | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure was judged or overridden: by whom, why, on what evidence."""

    by: Text
    reason: Text
    evidence: Text | None


@dataclass(slots=True)
class Desk:
    """The plan, the project, what was read of it so far, and what is wrong with it.

    `values` are what the plan's inputs read, `rows` those of lists and panels, `reasons` who gave
    a figure and why; `nodes` are the ruleset's own, by their ids.
    """

    plan: Plan
    project: Project
    problems: list[Diagnostic] = field(default_factory=list)
    values: dict[tuple[InputKind, str], Value] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    nodes: dict[str, Occurrence] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = {o.id: o for o in self.plan.occurrences if o.slot is None}

    def report(self, code: str, *path: str | int, **arguments: object) -> None:
        """Note a problem at a value of the project."""
        place = restore_place(path, self.project.left_out)
        self.problems.append(diagnose_at(code, self.project.tree, place, **arguments))

    def report_key(self, code: str, *path: str | int, **arguments: object) -> None:
        """Note a problem at a key of the project."""
        place = restore_place(path, self.project.left_out)
        self.problems.append(diagnose_key(code, self.project.tree, place, **arguments))

    def is_left_out(self, *path: str | int) -> bool:
        """Return whether a part was written and could not be read, which is noted elsewhere."""
        return restore_place(path, self.project.left_out) in self.project.left_out

    def below(self, *path: str | int) -> Report:
        """Return what notes problems of one part of the project."""

        def note(code: str, *steps: str | int, **arguments: object) -> None:
            self.report(code, *path, *steps, **arguments)

        return note

    def find_node(self, section: str, path: str) -> Occurrence | None:
        """Return the node that a key of a section names, or None after noting that none does."""
        if path not in self.nodes:
            self.report_unknown(list(self.nodes), path, (section, path))
        return self.nodes.get(path)

    def report_unknown(self, known: Sequence[str], path: str, place: tuple[str | int, ...]) -> None:
        """Note a path that leads to no node, with the one that was probably meant."""
        guess = guess_name(path, known)
        report = self.report if isinstance(place[-1], int) else self.report_key
        report("SL407" if guess else "SL406", *place, node=path, guess=guess or "")


def print_place(desk: Desk, *path: str | int) -> str:
    """Return file and line of a part of the project, to name a second place in a message."""
    place = diagnose_at("SL430", desk.project.tree, path).location
    return f"{place.file}:{place.line}" if place else "–"
