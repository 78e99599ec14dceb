"""The shape of a project document: facts, declared indicators, assessments, assumptions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scorelib.model.entries import (
    ApprovedEntry,
    FactEntry,
    FundsEntry,
    ItemEntry,
    Judgement,
    MaximumEntry,
    OverrideEntry,
    StateEntry,
)
from scorelib.model.fields import (
    AnyReference,
    FactName,
    Label,
    MaybeNumber,
    NodeName,
    Number,
    Path,
    PlaceCode,
    Reference,
    RulesetId,
    Shape,
    When,
    Words,
    refuse,
)
from scorelib.model.statements import AmountEntry, Schedule, Statement

__all__ = [
    "Assessment",
    "Assumption",
    "Case",
    "CaseBase",
    "CaseRow",
    "CaseTable",
    "CasesDocument",
    "Expectation",
    "ProjectBody",
    "ProjectDocument",
    "ProjectHead",
]


class Assessment(Shape):
    """One round of assessment of the project: who, when, by which rule, and what it declares.

    `rates` are printed rates of points or of execution (得分率, 执行率), `reasons` those given
    for points that were taken off.
    """

    id: NodeName
    role: NodeName
    label: Label | None = None
    date: When | None = None
    ruleset: Reference | None = None
    points: dict[Path, Number] = Field(default_factory=dict)
    rates: dict[Path, Words] = Field(default_factory=dict)
    reasons: dict[Path, Label] = Field(default_factory=dict)
    total: Number | None = None
    grade: Words | None = None
    at: Label | None = None


class Assumption(Shape):
    """A reading of the source that could be otherwise, and what would change if it were."""

    id: NodeName
    message: Label
    alternative: Annotated[dict[str, Any], Field(min_length=1)]
    watch: tuple[Path, ...] = ()

    @model_validator(mode="after")
    def _changes_something(self) -> Assumption:
        unknown = [key for key in self.alternative if key not in ("ruleset", "project")]
        if unknown:
            raise refuse("SL101", key=unknown[0], known="`ruleset`, `project`")
        return self


class ProjectBody(Shape):
    """What is scored: shared by project documents and cases."""

    facts: dict[FactName, FactEntry] = Field(default_factory=dict)
    funds: FundsEntry | None = None
    maxima: dict[Path, MaximumEntry] = Field(default_factory=dict)
    indicators: dict[Path, tuple[ItemEntry, ...]] = Field(default_factory=dict)
    approved: dict[Path, tuple[ApprovedEntry, ...]] = Field(default_factory=dict)
    states: dict[Path, StateEntry] = Field(default_factory=dict)
    judgements: dict[Path, Judgement] = Field(default_factory=dict)
    assessments: tuple[Assessment, ...] = ()
    overrides: dict[Path, OverrideEntry] = Field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    amounts: dict[FactName, AmountEntry] = Field(default_factory=dict)
    schedule: Schedule | None = None
    chapters: Annotated[tuple[NodeName, ...] | None, Field(min_length=1)] = None


class ProjectHead(Shape):
    """What a project is called, who carries it out (实施单位), and under whom (主管部门)."""

    id: NodeName
    name: Label
    unit: Label | None = None
    department: Label | None = None
    note: Label | None = None


class ProjectDocument(ProjectBody):
    """A project to be scored: `assessed_period` is what is judged, `evaluated_on` when.

    The ruleset is named, or looked up by the place and the name its rules go by there.
    """

    scorelib: Literal["1"]
    project: ProjectHead
    ruleset: AnyReference | None = None
    jurisdiction: PlaceCode | None = None
    rules: RulesetId | None = None
    assessed_period: When
    evaluated_on: When
    assumptions: tuple[Assumption, ...] = ()


def _read_listed(value: object) -> object:
    """Take `none` for an empty list, which no document may have."""
    return () if value == "none" else value


Listed = Annotated[tuple[Path, ...], BeforeValidator(_read_listed)]
"""Nodes in their order, or `none`."""


class Expectation(Shape):
    """What a case expects; only what is written is compared."""

    total: MaybeNumber | None = None
    grade: NodeName | None = None
    points: dict[Path, MaybeNumber] = Field(default_factory=dict)
    status: dict[Path, Words] = Field(default_factory=dict)
    grades: dict[Path, NodeName] = Field(default_factory=dict)
    values: dict[FactName, Words] = Field(default_factory=dict)
    outputs: dict[NodeName, Words] = Field(default_factory=dict)
    listed: dict[NodeName, Listed] = Field(default_factory=dict)
    findings: tuple[Words, ...] | None = None
    conditional: tuple[Words, ...] | None = None
    errors: tuple[Words, ...] | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> Expectation:
        if not self.model_fields_set:
            raise refuse("SL116")
        return self


class CaseBase(ProjectBody):
    """What the rows of a table of cases have in common: all that a case may have."""

    evaluated_on: When | None = None
    cohort: NodeName | None = None
    expect: Expectation | None = None


class Case(ProjectBody):
    """One test of a ruleset that an expert can read: the facts in, the points out.

    Cases that name the same `cohort` are scored together, as the projects of one run. One that
    expects nothing fails, until somebody writes what must come out.
    """

    id: NodeName
    note: Label
    evaluated_on: When | None = None
    cohort: NodeName | None = None
    expect: Expectation | None = None


def _read_row(value: object) -> object:
    """Take a bare list for the cells."""
    return {"cells": value} if isinstance(value, list) else value


class CaseRow(Shape):
    """One row of a table of cases: what stands in each column; `~` leaves what the base says."""

    id: NodeName | None = None
    note: Label | None = None
    cells: Annotated[tuple[Any, ...], Field(min_length=1)]


class CaseTable(Shape):
    """Many small cases as a table: a base case, the paths that differ, and a row for each case.

    A case is called after its table and its row: `edges-below`, or `edges-3` where the third row
    has no id of its own.
    """

    id: NodeName
    note: Label
    base: CaseBase = CaseBase()
    columns: Annotated[tuple[Words, ...], Field(min_length=1)]
    rows: Annotated[tuple[Annotated[CaseRow, BeforeValidator(_read_row)], ...], Field(min_length=1)]


class CasesDocument(Shape):
    """The tests beside a ruleset, `cases.yaml`: one by one, or as tables."""

    scorelib: Literal["1"]
    cases: Annotated[tuple[Case, ...], Field(min_length=1)] = ()
    tables: Annotated[tuple[CaseTable, ...], Field(min_length=1)] = ()

    @model_validator(mode="after")
    def _tests_something(self) -> CasesDocument:
        if not self.cases and not self.tables:
            raise refuse("SL103", key="cases")
        return self
