"""Mutants: one small change of a ruleset each, where it is made, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, get_args

from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, Location
from scorelib.reading.mutation.trees import Edit

__all__ = ["FATES", "OPERATIONS", "Fate", "Mutant", "MutantOutcome", "MutationReport", "Operation"]

Operation = Literal[
    "shift",
    "flip",
    "swap",
    "drop",
    "round",
    "unbound",
    "policy",
    "operator",
    "negate",
    "names",
    "word",
]
"""What is done: an edge or figure moved, an edge taken in or left out, two rows exchanged, a row
gone, another rounding, a bound gone, another setting, another sign, a condition turned round, two
names exchanged, another word looked up."""

OPERATIONS: tuple[Operation, ...] = get_args(Operation)

Fate = Literal["killed", "survived", "refused", "equivalent"]
"""Noticed by a case; by none; refused by the compiler; compiled to the very same plan."""

FATES: tuple[Fate, ...] = ("killed", "survived", "refused", "equivalent")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of a ruleset.

    `id` is the path and what is done there (`grades.good.from:80→79.99`): it names no line, so
    that an explanation of it outlives an edit elsewhere. `before` and `after` are what stood there
    and what stands there instead, None for what is gone.
    """

    id: str
    kind: Operation
    location: Location
    before: str
    after: str | None
    edits: tuple[Edit, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class MutantOutcome:
    """What became of a mutant: `by` is the case that noticed it, or the code that refused it.

    `explained` is why a survivor is no gap in the cases, as the README of the ruleset says.
    """

    mutant: Mutant
    fate: Fate
    by: str = ""
    explained: str | None = None


@dataclass(frozen=True, slots=True)
class MutationReport:
    """The mutants of a ruleset and their fates, in the order of the document.

    `inherited` is how many values come from layers below, whose own cases answer for them;
    `listed` how many mutants there are, of which a sample may have been run. `stale` are
    explanations of what is no survivor.
    """

    ruleset: Ruleset
    cases: int
    inherited: int
    listed: int
    outcomes: tuple[MutantOutcome, ...]
    stale: tuple[Diagnostic, ...] = ()

    def count(self, fate: Fate, kind: Operation | None = None) -> int:
        """Return how many mutants, of one kind or of all, met a fate."""
        return sum(e.fate == fate and kind in (None, e.mutant.kind) for e in self.outcomes)

    @property
    def survivors(self) -> tuple[MutantOutcome, ...]:
        """The mutants that no case noticed and nobody explains."""
        return tuple(e for e in self.outcomes if e.fate == "survived" and e.explained is None)

    @property
    def explained(self) -> tuple[MutantOutcome, ...]:
        """The mutants that no case noticed and the README explains."""
        return tuple(e for e in self.outcomes if e.explained is not None)

    @property
    def score(self) -> Fraction | None:
        """The share of the mutants that the cases killed, of those killed and survived.

        None where there was nothing for the cases to notice.
        """
        killed, survived = self.count("killed"), self.count("survived")
        return Fraction(killed, killed + survived) if killed + survived else None
