"""The shape of a project document: facts, declared indicators, assessments, assumptions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scorelib.model.fields import (
    FactName,
    Label,
    MaybeNumber,
    NodeName,
    Number,
    Path,
    Reference,
    Shape,
    When,
    Words,
    refuse,
)

__all__ = [
    "Assessment",
    "Assumption",
    "Case",
    "CasesDocument",
    "Expectation",
    "FactEntry",
    "ItemEntry",
    "Judgement",
    "OverrideEntry",
    "ProjectBody",
    "ProjectDocument",
    "StateEntry",
    "Tier",
]

FactState = Literal["missing", "not-applicable", "cannot-be-assessed"]


def _read_fact(value: object) -> object:
    """Take a bare text as the value of a fact."""
    return {"value": value} if isinstance(value, str) else value


class FactShape(Shape):
    """The value of one fact, or the state that stands instead of it; and where it is printed."""

    value: Words | None = None
    state: FactState | None = None
    reason: Label | None = None
    evidence: Label | None = None
    at: Label | None = None

    @model_validator(mode="after")
    def _has_one(self) -> FactShape:
        count = (self.value is not None) + (self.state is not None)
        if count != 1:
            raise refuse("SL118", choices=("value", "state"), count=count)
        if self.state in ("not-applicable", "cannot-be-assessed") and self.reason is None:
            raise refuse("SL103", key="reason")
        return self


FactEntry = Annotated[FactShape, BeforeValidator(_read_fact)]


class StateEntry(Shape):
    """An indicator that does not apply to the project, or cannot be assessed, and why."""

    state: Literal["not-applicable", "cannot-be-assessed"]
    reason: Label
    evidence: Label | None = None


class Tier(Shape):
    """A qualitative judgement: the tier and the figure inside it, by whom and why."""

    level: NodeName
    rate: Words
    by: Label
    reason: Label
    evidence: Label | None = None


class ItemEntry(Shape):
    """A third-level indicator that the project declares itself (三级指标)."""

    id: NodeName
    name: Label
    max_points: Number
    target: Words | None = None
    actual: Words | None = None
    unit: Words | None = None
    direction: Literal["positive", "reverse", "equal", "qualitative"] | None = None
    tier: Tier | None = None
    state: Literal["not-applicable", "cannot-be-assessed"] | None = None
    reason: Label | None = None
    evidence: Label | None = None
    at: Label | None = None

    @model_validator(mode="after")
    def _says_why(self) -> ItemEntry:
        if self.state is not None and self.reason is None:
            raise refuse("SL103", key="reason")
        return self


class Judgement(Shape):
    """The points an assessor gives where the rule leaves them to judgement."""

    points: Number
    by: Label
    reason: Label
    evidence: Label | None = None


class OverrideEntry(Shape):
    """Points that replace the computed ones: by whom, why, on what evidence."""

    points: Number
    by: Label
    reason: Label
    evidence: Label


class Assessment(Shape):
    """One round of assessment of the project: who, and the points and grade it declares."""

    id: NodeName
    role: NodeName
    label: Label | None = None
    points: dict[Path, Number] = Field(default_factory=dict)
    total: Number | None = None
    grade: Words | None = None
    at: Label | None = None


class Assumption(Shape):
    """A reading of the source that could be otherwise, and what would change if it were."""

    id: NodeName
    message: Label
    alternative: dict[str, Any]
    watch: tuple[Path, ...] = ()

    @model_validator(mode="after")
    def _changes_something(self) -> Assumption:
        unknown = [key for key in self.alternative if key not in ("ruleset", "project")]
        if unknown:
            raise refuse("SL101", key=unknown[0])
        if not self.alternative:
            raise refuse("SL116")
        return self


class ProjectBody(Shape):
    """What is scored: shared by project documents and cases."""

    facts: dict[FactName, FactEntry] = Field(default_factory=dict)
    indicators: dict[Path, tuple[ItemEntry, ...]] = Field(default_factory=dict)
    states: dict[Path, StateEntry] = Field(default_factory=dict)
    judgements: dict[Path, Judgement] = Field(default_factory=dict)
    assessments: tuple[Assessment, ...] = ()
    overrides: dict[Path, OverrideEntry] = Field(default_factory=dict)


class ProjectHead(Shape):
    """What a project is called."""

    id: NodeName
    name: Label
    note: Label | None = None


class ProjectDocument(ProjectBody):
    """A project to be scored: `assessed_period` is what is judged, `evaluated_on` when."""

    scorelib: Literal["1"]
    project: ProjectHead
    ruleset: Reference | None = None
    assessed_period: When
    evaluated_on: When
    assumptions: tuple[Assumption, ...] = ()


class Expectation(Shape):
    """What a case expects; only what is written is compared."""

    total: MaybeNumber | None = None
    grade: NodeName | None = None
    points: dict[Path, MaybeNumber] = Field(default_factory=dict)
    status: dict[Path, Words] = Field(default_factory=dict)
    findings: tuple[Words, ...] | None = None
    conditional: tuple[Words, ...] | None = None
    errors: tuple[Words, ...] | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> Expectation:
        if not self.model_fields_set:
            raise refuse("SL116")
        return self


class Case(ProjectBody):
    """One test of a ruleset that an expert can read: the facts in, the points out."""

    id: NodeName
    note: Label
    evaluated_on: When | None = None
    expect: Expectation


class CasesDocument(Shape):
    """The tests beside a ruleset, `cases.yaml`."""

    scorelib: Literal["1"]
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
