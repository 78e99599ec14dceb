"""The plan: one small typed graph that every engine and every reader works on.

Equal nodes are shared; where a rule stands (its dotted id, clause, layer and line) is kept
apart, in occurrences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from scorelib.compiler.graph.nodes import InputKind, Node, ValueKind
from scorelib.ground.errors import Severity, Text
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import Unit

__all__ = [
    "Alarm",
    "Band",
    "Change",
    "Clause",
    "FactInput",
    "FormPlan",
    "GradePlan",
    "GradeRulePlan",
    "InputPlan",
    "Jurisdiction",
    "Layer",
    "Occurrence",
    "Option",
    "OutputPlan",
    "Place",
    "Plan",
    "ProfilePlan",
    "RulesetHead",
    "Search",
    "SlotPlan",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is written: layer, file within the ruleset's folder, line and column."""

    layer: str
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.layer} {self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Clause:
    """A citation as resolved: the source, the clause, and whether it was verified.

    `borrowed_from` names the layer that cites it, where that is another place's: nobody has
    checked that the clause is in force here too.
    """

    source: str
    title: Text
    document: str | None
    clause: str | None
    status: Literal["verified", "unverified", "inferred"]
    note: Text | None = None
    borrowed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One document that a resolved ruleset is made of; `jurisdiction` is the code of its place."""

    id: str
    edition: str
    revision: int
    sha256: str
    jurisdiction: str | None = None

    @property
    def reference(self) -> str:
        """The id and edition, as `extends` names it."""
        return f"{self.id}@{self.edition}"


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The place a ruleset applies in: its code of GB/T 2260 and what it is called."""

    code: str
    name: Text

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Search:
    """How a ruleset was looked up.

    By its exact `edition` (`others` are those that a date would have chosen from), as the `only`
    one there is, by the `date` of judging, by the `place` (`asked` is what that is called), or by
    the `path` of its file.
    """

    by: Literal["edition", "only", "date", "place", "path"]
    on: str | None = None
    place: str | None = None
    others: tuple[str, ...] = field(default=(), compare=False)
    asked: Text | None = None


@dataclass(frozen=True, slots=True)
class RulesetHead:
    """What a result says of its ruleset; `sha256` is that of the resolved canonical form."""

    id: str
    edition: str
    revision: int
    sha256: str
    title: Text
    layers: tuple[Layer, ...]
    jurisdiction: Jurisdiction | None = None
    search: Search | None = None

    @property
    def reference(self) -> str:
        """The id and edition."""
        return f"{self.id}@{self.edition}"


@dataclass(frozen=True, slots=True)
class FactInput:
    """What a project may give for a fact; numbers are in the base unit of the dimension.

    `funds` is the column of the money block that holds it, `levels` the answers of a survey with
    what each stands for, `fields` the columns of a list; the input of a list's column is called
    `list.field`, and that of a survey's answer `survey.level`.
    """

    name: str
    label: Text
    kind: Literal["quantity", "flag", "category", "survey", "list"]
    unit: Unit | None
    least: Fraction | None = None
    least_open: bool = False
    most: Fraction | None = None
    most_open: bool = False
    values: tuple[tuple[str, Text], ...] = ()
    clauses: tuple[Clause, ...] = ()
    funds: str | None = None
    levels: tuple[tuple[str, Text, Fraction], ...] = ()
    fields: tuple[FactInput, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class InputPlan:
    """What an engine needs to know of an input before it sees any data.

    `words` are all values a category can take. `pair` names inputs that may be multiplied by
    any positive factor together, item by item: a target and its actual are only ever compared
    or divided by each other.
    """

    kind: InputKind
    key: str
    slot: str | None
    value: ValueKind
    words: tuple[str, ...] = ()
    pair: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """One band: the bounds of its value in the base unit, its label, and what it earns.

    A bound that is None is open to that side. `points` is a node, or None for a grade.
    """

    label: Text
    least: Fraction | None
    least_open: bool
    most: Fraction | None
    most_open: bool
    points: int | None = None
    place: Place | None = None

    def holds(self, value: Fraction) -> bool:
        """Return whether a value lies in the band."""
        if (value == self.least and self.least_open) or (value == self.most and self.most_open):
            return False
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )

    def distance(self, value: Fraction) -> Fraction:
        """Return how far a value is from the band: negative below it, positive above, 0 inside.

        >>> Band(Text("良", "good"), Fraction(80), False, Fraction(90), True).distance(Fraction(78))
        Fraction(-2, 1)
        """
        if self.least is not None and value < self.least:
            return value - self.least
        if self.most is not None and value > self.most:
            return value - self.most
        return Fraction(0)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The way in which targets of one form are scored, for the trace."""

    form: str
    method: str
    formula: int
    judged: bool
    clauses: tuple[Clause, ...] = ()
    bands: tuple[Band, ...] = ()
    band_value: int | None = None
    band_unit: Unit | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a checklist, or one level of a category: its condition and its points."""

    label: Text
    when: int
    points: int


Kind = Literal["dimension", "indicator", "criterion", "value"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a sum: held to a cap or a floor, or re-based on what applies.

    `before` is the node of the sum, `limit` that of the figure: the cap, the floor, or the part
    of the maximum that applies.
    """

    kind: Literal["cap", "floor", "rebase"]
    before: int
    limit: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A rule where it stands, and the nodes that hold its figures.

    `raw` is the method's result before rounding, `computed` after, `share` the part of the
    maximum where the method knows one; `points` is what counts.
    A template (`slot` set) stands once for each of the project's own indicators; `forms`
    are the ways of scoring that an indicator's form of target chooses from. `changes` are what
    is done to the sum of a heading, in order: its kind, the node before and the node of the
    figure it is held to. `given_maximum` says that the project states the maximum. `origins` say
    where what matters most (its maximum, its way of scoring, its rounding) is written.
    """

    id: str
    parent: str | None
    kind: Kind
    label: Text
    clauses: tuple[Clause, ...]
    place: Place
    max_points: int
    points: int
    status: int
    slot: str | None = None
    method: str | None = None
    raw: int | None = None
    share: int | None = None
    computed: int | None = None
    declared: int | None = None
    override: int | None = None
    formula: int | None = None
    rounding: RoundingRule | None = None
    changes: tuple[Change, ...] = ()
    band_value: int | None = None
    band_unit: Unit | None = None
    bands: tuple[Band, ...] = ()
    options: tuple[Option, ...] = ()
    note: Text | None = None
    forms: tuple[FormPlan, ...] = ()
    given_maximum: bool = False
    origins: tuple[tuple[str, Place], ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether its points are put together from those of what is below it."""
        return self.method is None and self.slot is None


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A place for the project's own indicators: how a bare target is taken, the forms it scores.

    `beyond` is the share of a target from which an actual is asked for a reason; `split` says
    that the rule, not the project, sets the maximum of each indicator.
    """

    id: str
    unmarked: str
    forms: tuple[str, ...]
    tiers: tuple[str, ...]
    beyond: Fraction | None = None
    split: bool = False


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """One output: its id and the nodes of its figures."""

    id: str
    points: int
    max_points: int
    computed_part: int
    other_part: int
    unscored: int
    excluded: int
    gross: int
    gross_max: int
    raw: int
    changes: tuple[Change, ...]
    rounding: RoundingRule | None
    places: int | None


@dataclass(frozen=True, slots=True)
class GradeRulePlan:
    """A rule that settles the grade before the bands: its condition and the grade it gives."""

    id: str
    kind: str
    label: Text
    when: int
    grade: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class GradePlan:
    """The grade: the nodes that name it and that it is read from, its rules, its bands in order."""

    node: int
    value: int
    bands: tuple[tuple[str, Band], ...]
    clauses: tuple[Clause, ...]
    rules: tuple[GradeRulePlan, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfilePlan:
    """A kind of project with maxima of its own, and the condition that tells it."""

    id: str
    label: Text
    when: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding in waiting: raised when its condition holds, with figures read from nodes.

    `numbers` name nodes and the places to print them with, `words` are fixed. `reason` is the
    code under which a total that rests on it is conditional.
    """

    code: str
    severity: Severity
    when: int
    node: str | None
    slot: str | None = None
    numbers: tuple[tuple[str, int, int | None], ...] = ()
    words: tuple[tuple[str, Text | str], ...] = ()
    clauses: tuple[Clause, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled ruleset: everything an engine or a reader needs, and nothing of a project.

    `scopes` gives for each node the slot whose items it runs over, or None; `kinds` what kind
    of value it has; `inputs` are all inputs that the nodes read. `clauses` are those of the
    ruleset as a whole; `names` are the facts that are themselves made of nodes (a survey's
    result), by the node. `canonical` is the resolved ruleset as JSON, from which the plan can be
    compiled again.
    """

    ruleset: RulesetHead
    nodes: tuple[Node, ...] = field(repr=False)
    scopes: tuple[str | None, ...] = field(repr=False)
    kinds: tuple[ValueKind, ...] = field(repr=False)
    inputs: tuple[InputPlan, ...] = field(repr=False)
    facts: tuple[FactInput, ...] = field(repr=False)
    slots: tuple[SlotPlan, ...] = field(repr=False)
    occurrences: tuple[Occurrence, ...] = field(repr=False)
    outputs: tuple[OutputPlan, ...] = field(repr=False)
    grade: GradePlan | None = field(repr=False)
    alarms: tuple[Alarm, ...] = field(repr=False)
    clauses: tuple[Clause, ...] = field(repr=False)
    profiles: tuple[ProfilePlan, ...] = field(repr=False)
    names: tuple[tuple[int, str], ...] = field(repr=False)
    take_over_from: str | None = field(repr=False)
    effective: tuple[str, str | None] | None = field(repr=False)
    canonical: bytes = field(repr=False)
