"""The shapes of what a project document lists: facts, funds, indicators, figures by hand."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from scorelib.model.fields import (
    Label,
    NodeName,
    Number,
    Shape,
    Tally,
    When,
    Words,
    refuse,
)

__all__ = [
    "COLUMNS",
    "ApprovedEntry",
    "CellShape",
    "FactEntry",
    "FactShape",
    "FundsEntry",
    "FundsLine",
    "FundsRow",
    "ItemEntry",
    "Judgement",
    "MaximumEntry",
    "MaximumShape",
    "OverrideEntry",
    "PointsEntry",
    "RowShape",
    "StateEntry",
    "Tier",
    "Version",
]

FactState = Literal["missing", "not-applicable", "cannot-be-assessed"]
_NEEDS_REASON = ("not-applicable", "cannot-be-assessed")


def _read_value(value: object) -> object:
    """Take a bare text as the value."""
    return {"value": value} if isinstance(value, str) else value


class CellShape(Shape):
    """One value, or the state that stands instead of it; and where it is printed."""

    ways: ClassVar[tuple[str, ...]] = ("value", "state")

    value: Words | None = None
    state: FactState | None = None
    reason: Label | None = None
    evidence: Label | None = None
    at: Label | None = None

    @model_validator(mode="after")
    def _has_one(self) -> CellShape:
        count = sum(getattr(self, way) is not None for way in self.ways)
        if count != 1:
            raise refuse("SL118", choices=self.ways, count=count)
        if self.state in _NEEDS_REASON and self.reason is None:
            raise refuse("SL103", key="reason")
        return self


CellEntry = Annotated[CellShape, BeforeValidator(_read_value)]


class RowShape(Shape):
    """One row of a list: its id and a value for each column, or a state for all of the row."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    __pydantic_extra__: dict[str, CellEntry] = Field(init=False)

    id: Words
    state: FactState | None = None
    reason: Label | None = None
    evidence: Label | None = None
    at: Label | None = None

    @model_validator(mode="after")
    def _says_why(self) -> RowShape:
        if self.state in _NEEDS_REASON and self.reason is None:
            raise refuse("SL103", key="reason")
        return self

    @property
    def cells(self) -> dict[str, CellShape]:
        """The values of the columns, by their names."""
        return dict(self.__pydantic_extra__ or {})


class FactShape(CellShape):
    """A fact: one value, the answers of a survey, or the rows of a list; or a state instead."""

    ways: ClassVar[tuple[str, ...]] = ("value", "state", "counts", "rows")

    counts: Annotated[dict[NodeName, Tally] | None, Field(min_length=1)] = None
    respondents: Tally | None = None
    rows: Annotated[tuple[RowShape, ...] | None, Field(min_length=1)] = None

    @model_validator(mode="after")
    def _counts_respondents(self) -> FactShape:
        if self.respondents is not None and self.counts is None:
            raise refuse("SL103", key="counts")
        return self


FactEntry = Annotated[FactShape, BeforeValidator(_read_value)]

COLUMNS = ("initial", "budget", "arrived", "executed")
"""The columns of the money block: 年初预算数, 全年预算数, 到位资金, 全年执行数."""


class FundsLine(Shape):
    """One line of the money block: what is printed in its columns."""

    initial: Words | None = None
    budget: Words | None = None
    arrived: Words | None = None
    executed: Words | None = None

    @model_validator(mode="after")
    def _has_figures(self) -> FundsLine:
        if all(getattr(self, column) is None for column in COLUMNS):
            raise refuse("SL118", choices=COLUMNS, count=0)
        return self


class FundsRow(FundsLine):
    """The line of one source of funds (财政拨款, 上年结转, 专户 …)."""

    label: Label | None = None


class FundsEntry(Shape):
    """The money block of a form: sources by columns, and the line 年度资金总额.

    `execution` says what counts as executed: paid out, or spent. `unit` is the one that stands
    above the block; without it every amount but 0 has its own.
    """

    execution: Literal["paid", "spent"] | None = None
    unit: Words | None = None
    at: Label | None = None
    evidence: Label | None = None
    rows: dict[NodeName, FundsRow] = Field(default_factory=dict)
    total: FundsLine | None = None

    @model_validator(mode="after")
    def _has_lines(self) -> FundsEntry:
        if not self.rows and self.total is None:
            raise refuse("SL103", key="rows")
        return self


class StateEntry(Shape):
    """An indicator that does not apply to the project, or cannot be assessed, and why."""

    state: Literal["not-applicable", "cannot-be-assessed"]
    reason: Label
    evidence: Label | None = None


class MaximumShape(Shape):
    """A maximum as printed; or inferred, where none is printed, and from what."""

    value: Number | None = None
    inferred: Number | None = None
    reason: Label | None = None

    @model_validator(mode="after")
    def _has_one(self) -> MaximumShape:
        count = (self.value is not None) + (self.inferred is not None)
        if count != 1:
            raise refuse("SL118", choices=("value", "inferred"), count=count)
        if self.inferred is not None and self.reason is None:
            raise refuse("SL103", key="reason")
        return self

    @property
    def points(self) -> Any:
        """The figure, printed or inferred."""
        return self.value if self.inferred is None else self.inferred


MaximumEntry = Annotated[MaximumShape, BeforeValidator(_read_value)]


class Version(Shape):
    """An indicator as it was approved (批复) or adjusted (调整): what, when, by which document."""

    target: Words | None = None
    max_points: Number | None = None
    date: When | None = None
    document: Label | None = None
    reason: Label | None = None
    at: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Version:
        if self.target is None and self.max_points is None:
            raise refuse("SL103", key="target")
        return self


class Removal(Shape):
    """The decision by which an approved indicator was given up."""

    document: Label
    date: When | None = None
    reason: Label | None = None


class ApprovedEntry(Shape):
    """An indicator that was approved and that the form no longer has."""

    id: NodeName
    name: Label
    target: Words | None = None
    max_points: Number | None = None
    date: When | None = None
    document: Label | None = None
    adjusted: Removal | None = None
    at: Label | None = None


class Tier(Shape):
    """A qualitative judgement: the tier and the figure inside it, by whom and why."""

    level: NodeName
    rate: Words
    by: Label
    reason: Label
    evidence: Label | None = None


class PointsEntry(Shape):
    """Points that a person gives or takes off: how many, by whom, why."""

    points: Number
    by: Label
    reason: Label
    evidence: Label | None = None


class ItemEntry(Shape):
    """A third-level indicator that the project declares itself (三级指标)."""

    id: NodeName
    name: Label
    max_points: MaximumEntry | None = None
    target: Words | None = None
    actual: Words | None = None
    unit: Words | None = None
    direction: Literal["positive", "reverse", "equal", "qualitative"] | None = None
    approved: Version | None = None
    adjusted: tuple[Version, ...] = ()
    tier: Tier | None = None
    judgement: PointsEntry | None = None
    reduction: PointsEntry | None = None
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
    """What assessors give where the rule leaves it to them: points, or the figures of a panel."""

    points: Number | None = None
    panel: Annotated[tuple[Number, ...] | None, Field(min_length=1)] = None
    by: Label
    reason: Label
    evidence: Label | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Judgement:
        count = (self.points is not None) + (self.panel is not None)
        if count != 1:
            raise refuse("SL118", choices=("points", "panel"), count=count)
        return self


class OverrideEntry(Shape):
    """Points that replace the computed ones: by whom, why, on what evidence."""

    points: Number
    by: Label
    reason: Label
    evidence: Label
