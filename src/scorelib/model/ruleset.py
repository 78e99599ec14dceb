"""The shape of a ruleset document: what an author writes in `ruleset.yaml`."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scorelib.model.citations import (
    Bounds,
    Citation,
    Citations,
    CitationStatus,
    GradeBand,
    RoundingSpec,
    SourceSpec,
)
from scorelib.model.cohort import StatisticSpec
from scorelib.model.derived import Aggregate, OutputSpec, ValueSpec, Worst
from scorelib.model.fields import (
    Day,
    Edition,
    FactName,
    Flag,
    Formula,
    Label,
    MaxPoints,
    NodeName,
    Number,
    Path,
    PlaceCode,
    Ratio,
    Reference,
    Revision,
    RulesetId,
    Shape,
    Share,
    Words,
    refuse,
)
from scorelib.model.tables import TableSpec

__all__ = [
    "FORMS",
    "Acceptance",
    "Aggregate",
    "Allowed",
    "Bounds",
    "Chapter",
    "Check",
    "Citation",
    "CitationStatus",
    "Citations",
    "Declared",
    "Effective",
    "FactSpec",
    "FieldSpec",
    "GradeBand",
    "IndicatorSpec",
    "LevelSpec",
    "MethodSettings",
    "OutputSpec",
    "OverAchievement",
    "Policies",
    "Profile",
    "Rebase",
    "RoundingRules",
    "RoundingSpec",
    "RulesetDocument",
    "SourceSpec",
    "ValueSpec",
    "Worst",
]

WhenMissing = Literal["unscored", "zero", "take-over"]
WhenNotApplicable = Literal["excluded", "full", "zero", "unscored"]
WhenUnassessable = Literal["waived", "unscored"]


class Jurisdiction(Shape):
    """Where a ruleset applies, by GB/T 2260 code."""

    code: PlaceCode
    name: Label


class Effective(Shape):
    """The days on which a ruleset is in force: `from` is the first, `until` the first after."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    cites: Citations = ()


class RoundingRules(Shape):
    """Where a ruleset rounds; what is not listed here is not rounded."""

    points: RoundingSpec | None = None
    subtotals: RoundingSpec | None = None
    total: RoundingSpec | None = None


class Allowed(Shape):
    """What the layers above may write in a place: nothing (`locked`), or a number in a range."""

    locked: Flag = False
    min: Number | None = None
    max: Number | None = None
    cites: Citations = ()

    @model_validator(mode="after")
    def _says_one(self) -> Allowed:
        if self.locked == (self.min is not None or self.max is not None):
            raise refuse("SL118", choices=("locked", "min/max"), count=2 * self.locked)
        if self.min is not None and self.max is not None and self.min > self.max:
            raise refuse("SL318", low="min", high="max")
        return self


def _read_allowed(value: object) -> object:
    """Take the bare word `locked`."""
    return {"locked": "true"} if value == "locked" else value


AllowedShape = Annotated[Allowed, BeforeValidator(_read_allowed)]


class LevelSpec(Shape):
    """One answer of a survey, and the share of the full score that it stands for."""

    label: Label
    score: Ratio


class Measured(Shape):
    """What is called something, has a unit and lies within bounds."""

    label: Label
    unit: Words | None = None
    min: Words | None = None
    above: Words | None = None
    max: Words | None = None
    below: Words | None = None


class FieldSpec(Measured):
    """One column of a list of facts: a quantity, a whole number, a date, a yes/no or a category."""

    kind: Literal["quantity", "count", "date", "flag", "category"] = "quantity"
    values: dict[NodeName, Label] | None = None


class FactSpec(Measured):
    """A fact (基础数据) that projects give.

    A quantity, a whole number (`count`), a `date`, a yes/no (`flag`), a category with its
    `values`, a `survey` with the `levels` of its answers, or a `list` of rows with `fields`.
    `funds` names the column of the project's money block that holds it.
    """

    kind: Literal["quantity", "count", "date", "flag", "category", "survey", "list"] = "quantity"
    values: dict[NodeName, Label] | None = None
    levels: Annotated[dict[FactName, LevelSpec], Field(min_length=2)] | None = None
    fields: Annotated[dict[FactName, FieldSpec], Field(min_length=1)] | None = None
    funds: Path | None = None
    cites: Citations = ()
    note: Label | None = None


class Rebase(Shape):
    """What does not apply moves to the rest: points × maximum / (maximum − what does not apply).

    `at_most` is the share of the maximum (or the points) that may move; what exceeds it is left
    to judgement.
    """

    at_most: Words
    cites: Citations = ()


class Profile(Shape):
    """The maxima of projects of one kind, told by a condition."""

    label: Label
    when: Formula
    max_points: Annotated[dict[Path, Number], Field(min_length=1)]
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


FORMS = ("positive", "reverse", "equal", "qualitative", "yes-no", "date", "range", "change")
"""The forms of a target (年度指标值): what a project's own indicator is held against."""


class OverAchievement(Shape):
    """From which share of its target an actual is asked for a reason (偏离度)."""

    beyond: Ratio
    cites: Citations = ()


class Declared(Shape):
    """How the indicators that a project declares itself are scored, by the form of their target.

    `use` names a way that the ruleset writes once, under its own `declared`; what is said here
    comes before it. `unmarked` says how a target written without a comparator (`8个`) is taken;
    `ask` leaves it to judgement.
    """

    use: NodeName | None = None
    positive: MethodShape | None = None
    reverse: MethodShape | None = None
    equal: MethodShape | None = None
    qualitative: MethodShape | None = None
    yes_no: Annotated[MethodShape | None, Field(alias="yes-no")] = None
    date: MethodShape | None = None
    range: MethodShape | None = None
    change: MethodShape | None = None
    unmarked: Literal["positive", "equal", "ask"] | None = None
    over_achievement: OverAchievement | None = None

    def method_of(self, form: str) -> Method | None:
        """Return how targets of a form are scored, or None where the rule has no way."""
        found: Method | None = getattr(self, form.replace("-", "_"))
        return found


def _read_declared(value: object) -> object:
    """Take the bare name of a way that the ruleset writes once."""
    return {"use": value} if isinstance(value, str) else value


Indicators = Annotated["dict[NodeName, IndicatorSpec]", Field(min_length=1)]


class IndicatorSpec(Policies):
    """A node of the tree: a dimension with `indicators`, or a leaf with `method` or `declared`.

    `criteria` (要点) are children too; they usually have a `share` of their parent's maximum
    where an indicator has `max_points`.
    """

    label: Label
    max_points: MaxPoints | None = None
    share: Share | None = None
    min_points: Number = Fraction(0)
    bonus: Flag = False
    optional: Flag = False
    cites: Citations = ()
    note: Label | None = None
    rounding: RoundingSpec | None = None
    indicators: Indicators | None = None
    criteria: Indicators | None = None
    method: MethodShape | None = None
    declared: Annotated[Declared | None, BeforeValidator(_read_declared)] = None
    split: RoundingSpec | None = None
    aggregate: Aggregate | None = None
    grades: Annotated[tuple[GradeBand, ...], Field(min_length=1)] | None = None
    rebase: Rebase | None = None
    floor: Number | None = None
    when_maxima_overflow: Literal["cap", "refuse"] | None = None

    @property
    def children(self) -> dict[NodeName, IndicatorSpec]:
        """The nodes below: indicators or criteria."""
        return self.indicators or self.criteria or {}

    @property
    def branch(self) -> Literal["indicators", "criteria"]:
        """The key under which the children are written."""
        return "criteria" if self.criteria is not None else "indicators"

    @model_validator(mode="after")
    def _has_one_way(self) -> IndicatorSpec:
        given = [self.indicators, self.criteria, self.method, self.declared]
        count = sum(each is not None for each in given)
        if count != 1:
            choices = ("indicators", "criteria", "method", "declared")
            raise refuse("SL118", choices=choices, count=count)
        if self.max_points is not None and self.share is not None:
            raise refuse("SL117", first="max_points", second="share")
        if self.max_points is None and self.share is None and self.indicators is None:
            raise refuse("SL103", key="max_points")
        return self


class Check(Shape):
    """A statement about the project that should hold (勾稽校验).

    `figures` names the facts and derived values that are shown where it does not.
    """

    id: NodeName
    assert_: Annotated[Formula, Field(alias="assert")]
    severity: Literal["error", "warning", "question"]
    message: Label
    figures: tuple[FactName, ...] = ()
    cites: Citations = ()


class KeyNodes(Shape):
    """Which nodes are the execution of the budget and the outputs, for the checks that ask."""

    execution: Path | None = None
    outputs: tuple[Path, ...] = ()


class Chapter(Shape):
    """A matter that a report has to treat (报告应写的部分)."""

    label: Label
    cites: Citations = ()


class Acceptance(Shape):
    """Advice that the author has looked at and lets stand, with the reason; it scores nothing.

    `at` is the part that it is about, with all below it, or `*` for the whole document.
    """

    code: Words
    at: Words
    because: Label


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
    allow: dict[Path, AllowedShape] = Field(default_factory=dict)
    sources: dict[NodeName, SourceSpec] = Field(default_factory=dict)
    facts: dict[FactName, FactSpec] = Field(default_factory=dict)
    rounding: RoundingRules = RoundingRules()
    policies: Policies = Policies()
    take_over_from: NodeName | None = None
    declared: dict[NodeName, Declared] = Field(default_factory=dict)
    profiles: dict[NodeName, Profile] = Field(default_factory=dict)
    tables: dict[FactName, TableSpec] = Field(default_factory=dict)
    values: dict[FactName, ValueSpec] = Field(default_factory=dict)
    cohort: dict[FactName, StatisticSpec] = Field(default_factory=dict)
    max_points: Number | None = None
    aggregate: Aggregate | None = None
    rebase: Rebase | None = None
    floor: Number | None = None
    bonus: Literal["cap", "add"] | None = None
    indicators: Indicators
    grades: Annotated[tuple[GradeBand, ...], Field(min_length=1)] = ()
    grade_rules: tuple[Method, ...] = ()
    when_maxima_overflow: Literal["cap", "refuse"] | None = None
    outputs: dict[NodeName, OutputSpec] = Field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    key_nodes: KeyNodes | None = None
    chapters: dict[NodeName, Chapter] = Field(default_factory=dict)
    layouts: Annotated[tuple[NodeName, ...], Field(min_length=1)] = ()
    note: Label | None = None
    accepted: tuple[Acceptance, ...] = ()
