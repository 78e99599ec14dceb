"""The plan: one small typed graph that every engine and every reader works on.

Equal nodes are shared; where a rule stands (its dotted id, clause, layer and line) is kept
apart, in occurrences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from scorelib.compiler.graph.heads import Clause, Place, RulesetHead
from scorelib.compiler.graph.nodes import InputKind, Node, ValueKind
from scorelib.ground.errors import Severity, Text
from scorelib.ground.source import Node as Tree
from scorelib.model.cohort import Statistic
from scorelib.words.rounding import RoundingRule
from scorelib.words.standings import Definition, Ties
from scorelib.words.units import Unit

__all__ = [
    "Alarm",
    "Band",
    "Candidate",
    "Change",
    "ChapterPlan",
    "CohortPlan",
    "ExtraPlan",
    "FactInput",
    "FormPlan",
    "GradePlan",
    "GradeRulePlan",
    "InputPlan",
    "KeyNodesPlan",
    "Occurrence",
    "Option",
    "OutputPlan",
    "Plan",
    "ProfilePlan",
    "SlotPlan",
    "TableCall",
    "TablePlan",
    "ValuePlan",
    "WinsorisePlan",
]


@dataclass(frozen=True, slots=True)
class FactInput:
    """What a project may give for a fact; numbers are in the base unit, dates numbers of days.

    `funds` is the column of the money block that holds it, `levels` the answers of a survey with
    what each stands for, `fields` the columns of a list; the input of a list's column is called
    `list.field`, and that of a survey's answer `survey.level`.
    """

    name: str
    label: Text
    kind: Literal["quantity", "count", "date", "flag", "category", "survey", "list"]
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
    figure it is held to; `aggregate` is how a heading is made where it is not a sum, `weights`
    those of its children, by their ids, `grade` the grade it has itself. `given_maximum` says
    that the project states the maximum. `origins` say where what matters most (its maximum, its
    way of scoring, its rounding) is written.
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
    aggregate: str | None = None
    weights: tuple[tuple[str, int], ...] = ()
    grade: GradePlan | None = None
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
    aggregate: str | None = None
    weights: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GradeRulePlan:
    """A rule that settles the grade before the bands: its condition and the grade it gives."""

    id: str
    kind: str
    label: Text
    when: int
    grade: str
    clauses: tuple[Clause, ...]
    effect: str = "settle"


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
class ValuePlan:
    """A derived value: its node, the node before its rounding, and what it rests on."""

    id: str
    label: Text
    node: int
    raw: int
    unit: Unit | None
    rounding: RoundingRule | None
    clauses: tuple[Clause, ...]
    place: Place
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class WinsorisePlan:
    """How many values, or which share of them, are brought in at both ends."""

    points: int | None
    share: Fraction | None
    definition: Definition | None


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A statistic over the projects of a run, which the input `cohort` of its id reads.

    `node` is what it is of, `by` the category that groups are made by. `rounding` is that of the
    figure; of a rank it is that of the values before they are ranked. A statistic of others has a
    later `stage` than they; `skips` leaves out what has no value, `least` is the fewest values.
    """

    id: str
    label: Text
    statistic: Statistic
    node: int
    by: int | None
    unit: Unit | None
    rounding: RoundingRule | None
    skips: bool
    least: int
    place: Place
    clauses: tuple[Clause, ...] = ()
    note: Text | None = None
    sample: bool = False
    share: Fraction | None = None
    definition: Definition | None = None
    winsorise: WinsorisePlan | None = None
    descending: bool = False
    ties: Ties | None = None
    stage: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """One node that a list of the worst may name: its points, and whether they are named."""

    id: str
    points: int
    named: int


@dataclass(frozen=True, slots=True)
class ExtraPlan:
    """A result beside the total: a value with its grade, or a list of nodes in an order."""

    id: str
    label: Text
    node: int | None
    raw: int | None
    unit: Unit | None
    rounding: RoundingRule | None
    grade: GradePlan | None
    clauses: tuple[Clause, ...]
    place: Place
    order: Literal["highest", "lowest"] | None = None
    candidates: tuple[Candidate, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table that formulas call: its name, and what it rests on."""

    name: str
    label: Text
    clauses: tuple[Clause, ...]
    place: Place
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class TableCall:
    """A call of one or several tables that find the same: its node, and how formulas write it.

    `arguments` are the nodes of what was looked up, in the units of the table.
    """

    node: int
    tables: tuple[str, ...]
    arguments: tuple[int, ...]
    formula: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding in waiting: raised when its condition holds, with figures read from nodes.

    `numbers` name nodes and the places to print them with, `words` are fixed. `reason` is the
    code under which a total that rests on it is conditional. `shown` are the facts and derived
    values whose figures belong to it.
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
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyNodesPlan:
    """Which nodes are the execution of the budget and the outputs, where the ruleset says so."""

    execution: str | None = None
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """A matter that a report has to treat, and the clauses that say so."""

    id: str
    label: Text
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled ruleset: everything an engine or a reader needs, and nothing of a project.

    `scopes` gives for each node the slot whose items it runs over, or None; `kinds` what kind
    of value it has; `inputs` are all inputs that the nodes read. `clauses` are those of the
    ruleset as a whole; `names` are the facts that are themselves made of nodes (a survey's
    result), by the node. `tables` are what formulas look up, `calls` where. `canonical` is the
    resolved ruleset as JSON, from which the plan can be compiled again; `tree` is what it was
    compiled from, which knows where each value is written.
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
    values: tuple[ValuePlan, ...] = field(repr=False)
    extras: tuple[ExtraPlan, ...] = field(repr=False)
    cohort: tuple[CohortPlan, ...] = field(repr=False)
    names: tuple[tuple[int, str], ...] = field(repr=False)
    take_over_from: str | None = field(repr=False)
    effective: tuple[str, str | None] | None = field(repr=False)
    canonical: bytes = field(repr=False)
    tables: tuple[TablePlan, ...] = field(default=(), repr=False)
    calls: tuple[TableCall, ...] = field(default=(), repr=False)
    key_nodes: KeyNodesPlan = field(default=KeyNodesPlan(), repr=False)
    chapters: tuple[ChapterPlan, ...] = field(default=(), repr=False)
    tree: Tree | None = field(default=None, repr=False, compare=False)
