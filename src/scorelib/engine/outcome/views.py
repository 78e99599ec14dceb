"""What a reader sees of a result: nodes, outputs, the grade, findings; plain frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scorelib.compiler.graph.heads import Clause, Place
from scorelib.engine.intake.inputs import Reason
from scorelib.ground.errors import Lang, Severity, Text
from scorelib.ground.messages import render_message, render_next_step
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import Unit

__all__ = [
    "Adjustment",
    "BandResult",
    "Compared",
    "Condition",
    "Extra",
    "FactUsed",
    "Finding",
    "GradeResult",
    "Listed",
    "NodeResult",
    "OptionResult",
    "Output",
    "Rounded",
    "Status",
    "ValueResult",
]

Status = Literal[
    "scored",
    "judged",
    "taken-over",
    "waived",
    "missing",
    "not-applicable",
    "unused",
    "overridden",
]


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A value that a node read: as written, and as a number in the unit of the fact.

    `state` says why there is none, `reason` what the project says of it; `over` tells what a
    statistic of a cohort is over.
    """

    name: str
    label: Text
    text: str | None
    value: Fraction | bool | str | None
    unit: Unit | None
    evidence: Text | None = None
    at: Text | None = None
    state: str | None = None
    reason: Text | None = None
    place: Place | None = None
    over: Compared | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a statistic is over: so many values of so many projects, all or those of a group."""

    values: int
    projects: int
    group: str | None = None

    @property
    def words(self) -> Text:
        """The same as words."""
        zh = f"{self.projects} 个项目中的 {self.values} 个"
        en = f"over {self.values} of {self.projects} projects"
        if self.group is None:
            return Text(zh, en)
        return Text(f"{zh}，组 {self.group}", f"{en}, group {self.group}")


@dataclass(frozen=True, slots=True)
class Rounded:
    """One rounding: the value before and after, and the rule."""

    before: Fraction
    after: Fraction
    rule: RoundingRule


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A stated change of points after they were summed, with the figure it goes by.

    A cap or a floor holds them to `limit`; re-basing takes `limit`, the part of the maximum that
    applies, for the whole.
    """

    kind: Literal["cap", "floor", "rebase"]
    before: Fraction
    after: Fraction
    limit: Fraction


@dataclass(frozen=True, slots=True)
class BandResult:
    """A band that was considered: its bounds in `unit`, its points, and how far the value is.

    `distance` is negative below the band, positive above it and 0 inside (or on an edge that
    the band does not include).
    """

    label: Text
    least: Fraction | None
    least_open: bool
    most: Fraction | None
    most_open: bool
    points: Fraction | None
    chosen: bool
    distance: Fraction
    unit: Unit | None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class OptionResult:
    """One entry of a checklist, or one level of a category: whether it holds, and its points."""

    label: Text
    holds: bool | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One node of the trace: what it earned, how, from what, and on which clause.

    `open` says that it has no points and should have: there is no total while it is so.
    `origins` tell where its maximum, its way of scoring and its rounding are written.
    `grade` is the node's own grade, where the ruleset gives it one. `max_points` is None where the
    project should give it and does not.
    """

    id: str
    parent: str | None
    kind: Literal["dimension", "indicator", "criterion", "value"]
    label: Text
    status: Status
    points: Fraction | None
    open: bool
    max_points: Fraction | None
    computed: Fraction | None
    declared: Fraction | None
    override: Fraction | None
    method: str | None
    formula: str | None
    substituted: str | None
    facts: tuple[FactUsed, ...]
    rounding: Rounded | None
    adjustments: tuple[Adjustment, ...]
    bands: tuple[BandResult, ...]
    options: tuple[OptionResult, ...]
    cites: tuple[Clause, ...]
    layer: str
    location: Place
    places: int | None
    share: Fraction | None = None
    reason: Reason | None = None
    note: Text | None = None
    origins: tuple[tuple[str, Place], ...] = ()
    grade: tuple[str, Text] | None = None


@dataclass(frozen=True, slots=True)
class ValueResult:
    """A derived value: what it is in `unit`, or why it is not; how it came about; its clauses."""

    id: str
    label: Text
    value: Fraction | bool | str | None
    state: str | None
    unit: Unit | None
    formula: str
    substituted: str | None
    rounding: Rounded | None
    cites: tuple[Clause, ...]
    location: Place
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One node of a list of the worst, with its points."""

    node: str
    label: Text
    points: Fraction


@dataclass(frozen=True, slots=True)
class Extra:
    """A result beside the total: a value with its grade where it has one, or a list of nodes."""

    id: str
    label: Text
    value: Fraction | bool | str | None
    state: str | None
    unit: Unit | None
    formula: str | None
    substituted: str | None
    rounding: Rounded | None
    listed: tuple[Listed, ...] | None
    grade: GradeResult | None
    cites: tuple[Clause, ...]
    location: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader should look at: a code with its figures, and the evidence for it."""

    code: str
    severity: Severity
    arguments: tuple[tuple[str, object], ...]
    node: str | None
    evidence: tuple[Text, ...] = ()

    @property
    def message(self) -> Text:
        """The words of the finding in both languages."""
        return _both(self.code, self.arguments)

    @property
    def next_step(self) -> Text:
        """What would settle the finding, in both languages."""
        filled = dict(self.arguments)
        steps = (render_next_step(self.code, filled, lang) for lang in _LANGS)
        return Text(*steps)


@dataclass(frozen=True, slots=True)
class Condition:
    """One reason why a total is conditional, with the nodes it comes from."""

    code: str
    arguments: tuple[tuple[str, object], ...]
    nodes: tuple[str, ...] = ()

    @property
    def message(self) -> Text:
        """The words of the reason in both languages."""
        return _both(self.code, self.arguments)


_LANGS: tuple[Lang, Lang] = ("zh", "en")


def _both(code: str, arguments: tuple[tuple[str, object], ...]) -> Text:
    filled = dict(arguments)
    return Text(render_message(code, filled, "zh"), render_message(code, filled, "en"))


@dataclass(frozen=True, slots=True)
class Output:
    """One output, the first being the total: its points and what they are composed of.

    `computed` came from facts; `taken_over` counts for any other reason (judged, taken over,
    waived, overridden); `unscored` is the maximum of what has no points. `attainable` is the
    maximum less that of parts which do not apply.
    """

    id: str
    points: Fraction | None
    max_points: Fraction
    computed: Fraction
    taken_over: Fraction
    unscored: Fraction
    attainable: Fraction
    gross: Fraction
    gross_max: Fraction
    conditional: tuple[Condition, ...]
    places: int | None
    rounding: Rounded | None = None
    adjustments: tuple[Adjustment, ...] = ()
    formula: str | None = None
    substituted: str | None = None


@dataclass(frozen=True, slots=True)
class GradeResult:
    """The grade, or why there is none; `rule` is the rule that settled it, where one did."""

    id: str | None
    label: Text | None
    conditional: bool
    bands: tuple[BandResult, ...] = ()
    cites: tuple[Clause, ...] = ()
    absent: Condition | None = None
    rule: tuple[str, Text] | None = None
