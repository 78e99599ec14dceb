"""A plan in the making: what the compiler's passes hand from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from scorelib.compiler.bench.site import Bench
from scorelib.compiler.graph.heads import Clause
from scorelib.compiler.graph.plan import (
    Alarm,
    CohortPlan,
    ExtraPlan,
    GradePlan,
    Occurrence,
    OutputPlan,
    ProfilePlan,
    SlotPlan,
    TablePlan,
    ValuePlan,
)
from scorelib.compiler.lowering.parts import Part
from scorelib.ground.errors import Severity, Text
from scorelib.model.ruleset import Policies, RulesetDocument
from scorelib.words.rounding import RoundingRule

__all__ = ["Draft", "Maximum", "Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The policies in force at a place: its own, else its parent's, else the strictest.

    `moves` says that a heading above says itself what becomes of the weight of what does not apply.
    """

    when_missing: Literal["unscored", "zero", "take-over"] = "unscored"
    when_not_applicable: Literal["excluded", "full", "zero", "unscored"] = "unscored"
    when_unassessable: Literal["waived", "unscored"] = "unscored"
    moves: bool = False

    def under(self, policies: Policies) -> Rules:
        """Return these rules with what a place says itself."""
        return Rules(
            policies.when_missing or self.when_missing,
            policies.when_not_applicable or self.when_not_applicable,
            policies.when_unassessable or self.when_unassessable,
            self.moves,
        )


@dataclass(frozen=True, slots=True)
class Maximum:
    """A maximum: its node, its value where the ruleset fixes it, and the values in each profile.

    The node is without a value where the project does not give one.
    """

    node: int
    value: Fraction | None
    by_profile: Mapping[str, Fraction] | None = None
    given: bool = False


@dataclass(slots=True)
class Draft:
    """The state of a compilation; each pass adds its part.

    `fits` is the condition that exactly one profile holds; `names` are the facts that are made of
    nodes themselves, `item_maxima` the node of each slot's maximum of one indicator, `least` the
    fewest points of each place.
    """

    document: RulesetDocument
    bench: Bench
    rounding_points: RoundingRule | None = None
    rounding_subtotals: RoundingRule | None = None
    rounding_total: RoundingRule | None = None
    occurrences: list[Occurrence] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    slots: list[SlotPlan] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    outputs: list[OutputPlan] = field(default_factory=list)
    grade: GradePlan | None = None
    profiles: dict[str, ProfilePlan] = field(default_factory=dict)
    fits: int | None = None
    whole: Maximum | None = None
    least: dict[str, Fraction] = field(default_factory=dict)
    maxima: dict[str, Maximum | None] = field(default_factory=dict)
    item_maxima: dict[str, int] = field(default_factory=dict)
    weights: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    values: list[ValuePlan] = field(default_factory=list)
    extras: list[ExtraPlan] = field(default_factory=list)
    cohort: dict[str, CohortPlan] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    tables: tuple[TablePlan, ...] = ()

    def alarm(
        self,
        code: str,
        severity: Severity,
        when: int,
        node: str | None,
        *,
        slot: str | None = None,
        numbers: tuple[tuple[str, int, int | None], ...] = (),
        words: tuple[tuple[str, Text | str], ...] = (),
        clauses: tuple[Clause, ...] = (),
        reason: str | None = None,
        shown: tuple[str, ...] = (),
    ) -> None:
        """Add a finding that is raised for every project for which `when` holds."""
        alarm = Alarm(code, severity, when, node, slot, numbers, words, clauses, reason, shown)
        self.alarms.append(alarm)
