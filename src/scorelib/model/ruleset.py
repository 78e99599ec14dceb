"""The shape of a ruleset document: what an author writes in `ruleset.yaml`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scorelib.model.fields import (
    Day,
    Edition,
    FactName,
    Formula,
    Label,
    MaxPoints,
    NodeName,
    Number,
    Path,
    Places,
    Reference,
    Revision,
    RulesetId,
    Shape,
    Words,
    refuse,
)
from scorelib.words.rounding import Mode

__all__ = [
    "Bounds",
    "Check",
    "Citation",
    "CitationStatus",
    "Citations",
    "Declared",
    "Effective",
    "FactSpec",
    "GradeBand",
    "IndicatorSpec",
    "MethodSettings",
    "Policies",
    "RoundingRules",
    "RoundingSpec",
    "RulesetDocument",
    "SourceSpec",
]

CitationStatus = Literal["verified", "unverified", "inferred"]
WhenMissing = Literal["unscored", "zero", "take-over"]
WhenNotApplicable = Literal["excluded", "full", "zero", "unscored"]
WhenUnassessable = Literal["waived", "unscored"]


class Jurisdiction(Shape):
    """Where a ruleset applies, by GB/T 2260 code."""

    code: Words
    name: Label


class SourceSpec(Shape):
    """A document that a ruleset rests on, and whether it was read."""

    title: Label
    document: Words | None = None
    status: CitationStatus
    note: Label | None = None


class Citation(Shape):
    """One clause of a source; `status` replaces the source's own for this clause."""

    source: NodeName
    clause: Words | None = None
    status: CitationStatus | None = None
    note: Label | None = None


def _read_citations(value: object) -> object:
    """Take `source#clause`, a mapping, or a list of either."""
    items = value if isinstance(value, list) else [value]
    return [_read_citation(item) for item in items]


def _read_citation(value: object) -> object:
    if not isinstance(value, str):
        return value
    source, hash_, clause = value.partition("#")
    return {"source": source, "clause": clause} if hash_ else {"source": source}


Citations = Annotated[tuple[Citation, ...], BeforeValidator(_read_citations)]


class Effective(Shape):
    """The days on which a ruleset is in force: `from` is the first, `until` the first after."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    cites: Citations = ()


class RoundingSpec(Shape):
    """A rounding: places and mode, in a unit when the value has one (`unit: "%"`)."""

    places: Places
    mode: Mode
    unit: Words | None = None
    cites: Citations = ()


class RoundingRules(Shape):
    """Where a ruleset rounds; what is not listed here is not rounded."""

    points: RoundingSpec | None = None
    subtotals: RoundingSpec | None = None
    total: RoundingSpec | None = None


class FactSpec(Shape):
    """A fact (基础数据) that projects give: a quantity, a yes/no (`flag`) or a category."""

    label: Label
    kind: Literal["quantity", "flag", "category"] = "quantity"
    unit: Words | None = None
    min: Words | None = None
    above: Words | None = None
    max: Words | None = None
    below: Words | None = None
    values: dict[NodeName, Label] | None = None
    cites: Citations = ()
    note: Label | None = None


class Bounds(Shape):
    """One band: `from` and `to` include their number, `above` and `below` do not."""

    from_: Annotated[Words | None, Field(alias="from")] = None
    above: Words | None = None
    to: Words | None = None
    below: Words | None = None


class GradeBand(Bounds):
    """A grade (等级) and the totals that earn it."""

    id: NodeName
    label: Label
    cites: Citations = ()


class Policies(Shape):
    """What happens to an indicator without computed points; nothing moves weight by itself."""

    when_missing: WhenMissing | None = None
    when_not_applicable: WhenNotApplicable | None = None
    when_unassessable: WhenUnassessable | None = None


Method = dict[str, Any]
"""A method as written: `kind` and its own keys, read by the compiler's table of methods."""


class MethodSettings(Shape):
    """What every method can say: the clauses that its way of scoring rests on."""

    cites: Citations = ()


def _read_method(value: object) -> object:
    """Take a bare kind for a method without settings."""
    return {"kind": value} if isinstance(value, str) else value


MethodShape = Annotated[Method, BeforeValidator(_read_method)]


class Declared(Shape):
    """How the indicators that a project declares itself are scored, by the form of their target.

    `unmarked` says how a target written without a comparator (`8个`) is taken; `ask` leaves
    it to judgement.
    """

    positive: MethodShape | None = None
    reverse: MethodShape | None = None
    equal: MethodShape | None = None
    qualitative: MethodShape | None = None
    unmarked: Literal["positive", "equal", "ask"] = "ask"


class IndicatorSpec(Policies):
    """A node of the tree: a dimension with `indicators`, or a leaf with `method` or `declared`."""

    label: Label
    max_points: MaxPoints | None = None
    cites: Citations = ()
    note: Label | None = None
    rounding: RoundingSpec | None = None
    indicators: Annotated[dict[NodeName, IndicatorSpec], Field(min_length=1)] | None = None
    method: MethodShape | None = None
    declared: Declared | None = None
    when_maxima_overflow: Literal["cap", "refuse"] | None = None

    @model_validator(mode="after")
    def _has_one_way(self) -> IndicatorSpec:
        given = [self.indicators, self.method, self.declared]
        count = sum(each is not None for each in given)
        if count != 1:
            raise refuse("SL118", choices=("indicators", "method", "declared"), count=count)
        if self.max_points is None and self.indicators is None:
            raise refuse("SL103", key="max_points")
        return self


class Check(Shape):
    """A statement about the project that should hold (勾稽校验)."""

    id: NodeName
    assert_: Annotated[Formula, Field(alias="assert")]
    severity: Literal["error", "warning", "question"]
    message: Label
    cites: Citations = ()


class RulesetDocument(Shape):
    """A whole ruleset, after its layers have been laid over each other."""

    scorelib: Literal["1"]
    id: RulesetId
    edition: Edition
    revision: Revision
    title: Label
    jurisdiction: Jurisdiction | None = None
    effective: Effective | None = None
    extends: Reference | None = None
    remove: tuple[Path, ...] = ()
    sources: dict[NodeName, SourceSpec] = Field(default_factory=dict)
    facts: dict[FactName, FactSpec] = Field(default_factory=dict)
    rounding: RoundingRules = RoundingRules()
    policies: Policies = Policies()
    take_over_from: NodeName | None = None
    max_points: Number | None = None
    indicators: Annotated[dict[NodeName, IndicatorSpec], Field(min_length=1)]
    grades: Annotated[tuple[GradeBand, ...], Field(min_length=1)] = ()
    when_maxima_overflow: Literal["cap", "refuse"] | None = None
    checks: tuple[Check, ...] = ()
    note: Label | None = None
