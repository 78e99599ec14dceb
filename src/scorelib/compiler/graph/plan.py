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
    "Clause",
    "FactInput",
    "FormPlan",
    "GradePlan",
    "InputPlan",
    "Layer",
    "Occurrence",
    "Option",
    "OutputPlan",
    "Place",
    "Plan",
    "RulesetHead",
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
    """A citation as resolved: the source, the clause, and whether it was verified."""

    source: str
    title: Text
    document: str | None
    clause: str | None
    status: Literal["verified", "unverified", "inferred"]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One document that a resolved ruleset is made of."""

    id: str
    edition: str
    revision: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RulesetHead:
    """What a result says of its ruleset; `sha256` is that of the resolved canonical form."""

    id: str
    edition: str
    revision: int
    sha256: str
    title: Text
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class FactInput:
    """What a project may give for a fact; numbers are in the base unit of the dimension."""

    name: str
    label: Text
    kind: Literal["quantity", "flag", "category"]
    unit: Unit | None
    least: Fraction | None = None
    least_open: bool = False
    most: Fraction | None = None
    most_open: bool = False
    values: tuple[tuple[str, Text], ...] = ()
    clauses: tuple[Clause, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a checklist, or one level of a category: its condition and its points."""

    label: Text
    when: int
    points: int


Kind = Literal["dimension", "indicator", "criterion", "value"]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A rule where it stands, and the nodes that hold its figures.

    `raw` is the method's result before rounding, `computed` after, `share` the part of the
    maximum where the method knows one; `points` is what counts.
    A template (`slot` set) stands once for each of the project's own indicators; `forms`
    are the ways of scoring that an indicator's form of target chooses from.
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
    cap: tuple[int, int] | None = None
    band_value: int | None = None
    band_unit: Unit | None = None
    bands: tuple[Band, ...] = ()
    options: tuple[Option, ...] = ()
    note: Text | None = None
    forms: tuple[FormPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A place for the project's own indicators: how a bare target is taken, the forms it scores."""

    id: str
    unmarked: str
    forms: tuple[str, ...]
    tiers: tuple[str, ...]


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
    cap: tuple[int, int] | None
    rounding: RoundingRule | None
    places: int | None


@dataclass(frozen=True, slots=True)
class GradePlan:
    """The grade: the node that names it, the node it is read from, and its bands in order."""

    node: int
    value: int
    bands: tuple[tuple[str, Band], ...]
    clauses: tuple[Clause, ...]


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
    ruleset as a whole. `canonical` is the resolved ruleset as JSON, from which the plan can be
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
    take_over_from: str | None = field(repr=False)
    effective: tuple[str, str | None] | None = field(repr=False)
    canonical: bytes = field(repr=False)
