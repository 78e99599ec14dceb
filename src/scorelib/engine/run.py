"""The record of one scoring: the plan, what the project gave, and one value a plan node."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from scorelib.compiler.graph.plan import Plan, RulesetHead
from scorelib.engine.evaluator import Values
from scorelib.engine.inputs import Inputs
from scorelib.ground.errors import Text

__all__ = ["AssumptionOutcome", "ProjectInfo", "Run"]


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What a result says of its project.

    `evaluated_on` is the day it was judged by; `own_day` what the project says itself, where the
    caller chose another, and `own_ruleset` likewise. `place` is the code of its jurisdiction.
    """

    id: str
    name: Text
    assessed_period: str
    evaluated_on: str
    own_day: str | None = None
    own_ruleset: str | None = None
    place: str | None = None


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


@dataclass(frozen=True)
class Run:
    """One scoring of one project, from which everything that is shown can be derived."""

    plan: Plan = field(repr=False)
    project: ProjectInfo
    inputs: Inputs = field(repr=False)
    values: Values = field(repr=False)
    assumptions: tuple[AssumptionOutcome, ...] = field(default=(), repr=False)

    @property
    def ruleset(self) -> RulesetHead:
        """The ruleset that was applied."""
        return self.plan.ruleset
