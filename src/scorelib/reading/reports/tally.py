"""What is counted over the projects of a portfolio: grades, statuses, where points were lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reconciliation.batch.tally import Tally
from scorelib.reading.reports.records import Lost, ProjectRecord

__all__ = ["Mean", "Portfolio", "RulesetTally", "Share"]

_T = TypeVar("_T")


@dataclass(slots=True)
class Mean:
    """An exact mean of many figures, kept as one sum for each denominator.

    Adding fraction to fraction would drag one long denominator along; here each addition is one
    of whole numbers, and the sums are put together once.
    """

    count: int = 0
    _sums: dict[int, int] = field(default_factory=dict)

    def add(self, value: Fraction) -> None:
        """Take in a figure."""
        self.count += 1
        below = value.denominator
        self._sums[below] = self._sums.get(below, 0) + value.numerator

    @property
    def sum(self) -> Fraction:
        """The exact sum."""
        parts = [Fraction(above, below) for below, above in sorted(self._sums.items())]
        # In pairs, so that short denominators meet short ones.
        while len(parts) > 1:
            parts = [sum(parts[at : at + 2], Fraction(0)) for at in range(0, len(parts), 2)]
        return parts[0] if parts else Fraction(0)

    @property
    def mean(self) -> Fraction:
        """The exact mean; 0 of nothing."""
        return self.sum / self.count if self.count else Fraction(0)


@dataclass(slots=True)
class Share:
    """What was lost of one indicator over many projects.

    `shares` is of the parts of its maximum that each lost, `points` of the points themselves;
    `losing` is how many lost anything.
    """

    node: str
    label: Text
    shares: Mean = field(default_factory=Mean)
    points: Mean = field(default_factory=Mean)
    losing: int = 0

    def add(self, lost: Lost) -> None:
        """Take in what a project lost of a maximum above zero."""
        if lost.max_points > 0:
            self.shares.add(lost.lost / lost.max_points)
            self.points.add(lost.lost)
            self.losing += lost.lost > 0


@dataclass(slots=True)
class RulesetTally:
    """The projects of one ruleset: how many of each grade and status, what they lost."""

    reference: str
    title: Text
    grades: tuple[tuple[str, Text], ...] = ()
    projects: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    by_grade: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    shares: dict[str, Share] = field(default_factory=dict)

    def add(self, record: ProjectRecord) -> None:
        """Take in a project."""
        self.projects += 1
        self.grades = self.grades or record.grades
        self.statuses[record.status] += 1
        self.by_grade[record.grade[0] if record.grade else None, record.status] += 1
        for lost in record.losses:
            self.shares.setdefault(lost.node, Share(lost.node, lost.label)).add(lost)

    def count(self, grade: str | None) -> int:
        """Return how many projects have a grade; those without one for None."""
        return sum(n for (name, _), n in self.by_grade.items() if name == grade)


@dataclass(slots=True)
class Portfolio:
    """Many projects: a short record of each, and counts over all; no result is kept."""

    records: list[ProjectRecord] = field(default_factory=list)
    rulesets: dict[str, RulesetTally] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    unreadable: list[Unreadable] = field(default_factory=list)
    _known: dict[object, object] = field(default_factory=dict, repr=False)

    def add(self, record: ProjectRecord) -> None:
        """Take in a project: its losses and findings are counted, the rest is kept."""
        known = self.rulesets.get(record.ruleset)
        if known is None:
            known = self.rulesets[record.ruleset] = RulesetTally(record.ruleset, record.title)
        known.add(record)
        self.tally.add(record.id, record.unit, record.findings)
        self.records.append(self._shorten(record))

    def add_unreadable(self, found: Iterable[Unreadable]) -> None:
        """Take in what could not be read as a project, or not be scored."""
        for each in found:
            self.unreadable.append(each)
            self.tally.add_unreadable(is_absent=each.is_absent)

    def _shorten(self, record: ProjectRecord) -> ProjectRecord:
        """Return a record without what was counted; what is the same in many is kept once."""
        return replace(
            record,
            losses=(),
            findings=(),
            grades=(),
            unit=self._share(record.unit),
            ruleset=self._share(record.ruleset),
            title=self._share(record.title),
            grade=self._share(record.grade),
            conditions=self._share(record.conditions),
            severities=self._share(record.severities),
        )

    def _share(self, value: _T) -> _T:
        return self._known.setdefault(value, value)  # type: ignore[return-value]
