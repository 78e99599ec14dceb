"""The record of one scoring: the plan, what the project gave, and one value a plan node."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from scorelib.compiler.graph.heads import RulesetHead
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.evaluator import Values
from scorelib.engine.intake.inputs import Inputs
from scorelib.engine.outcome.basis import Basis
from scorelib.ground.errors import Text

__all__ = ["AssumptionOutcome", "ProjectInfo", "Run", "show_day"]


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What a result says of its project.

    `evaluated_on` is the day it was judged by; `own_day` what the project says itself, where the
    caller chose another, and `own_ruleset` likewise. `place` is the code of its jurisdiction,
    `unit` who carries it out.
    """

    id: str
    name: Text
    assessed_period: str
    evaluated_on: str
    own_day: str | None = None
    own_ruleset: str | None = None
    place: str | None = None
    unit: Text | None = None


@dataclass(frozen=True, slots=True)
class AssumptionOutcome:
    """What would come out if an assumption of the project were otherwise.

    `watched` are the nodes it is told for, each with its points and its share of the maximum.
    """

    id: str
    message: Text
    total: Fraction | None
    grade: Text | None
    watched: tuple[tuple[str, Fraction | None, Fraction | None], ...]
    places: int | None
    conditional: bool


def show_day(value: Any) -> Any:
    """Return the day of a number; a reason for having none as it is."""
    return date.fromordinal(value.numerator) if isinstance(value, Fraction) else value


@dataclass(frozen=True)
class Run:
    """One scoring of one project, from which everything that is shown can be derived.

    `basis` are the documents that it can be scored from again; None where the caller had none.
    """

    plan: Plan = field(repr=False)
    project: ProjectInfo
    inputs: Inputs = field(repr=False)
    values: Values = field(repr=False)
    assumptions: tuple[AssumptionOutcome, ...] = field(default=(), repr=False)
    basis: Basis | None = field(default=None, repr=False)

    def show(self, node: int, value: Any) -> Any:
        """Return a value of a node as it is printed: a date as such, not as its number."""
        if self.plan.kinds[node] != "date":
            return value
        if isinstance(value, tuple):
            return tuple(show_day(each) for each in value)
        return show_day(value)

    @property
    def ruleset(self) -> RulesetHead:
        """The ruleset that was applied."""
        return self.plan.ruleset
