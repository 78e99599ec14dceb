"""A tally of many reconciliations: counts by code and by unit, all that is kept of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from scorelib.ground.errors import Severity, Text
from scorelib.words.folding import fold_text

__all__ = ["SEVERITIES", "CodeCount", "Counted", "Tally", "UnitCount"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "question", "info")
"""The severities, the worst first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one finding: its code and severity, and its words for an example."""

    code: str
    severity: Severity
    message: Text


@dataclass(slots=True)
class CodeCount:
    """How many findings of one code and severity there are, in how many projects; the first."""

    code: str
    severity: Severity
    project: str
    example: Text
    findings: int = 0
    projects: int = 0


@dataclass(slots=True)
class UnitCount:
    """How many projects of a unit there are, and findings by severity; no unit where none says."""

    unit: Text | None
    projects: int = 0
    findings: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))


@dataclass(slots=True)
class Tally:
    """Counts over many projects; their number changes no more than the figures in it."""

    projects: int = 0
    unreadable: int = 0
    absent: int = 0
    findings: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    _codes: dict[tuple[Severity, str], CodeCount] = field(default_factory=dict)
    _units: dict[str | None, UnitCount] = field(default_factory=dict)

    def add(self, project: str, unit: Text | None, findings: Iterable[Counted]) -> None:
        """Count a project with its findings."""
        self.projects += 1
        name = None if unit is None else fold_text(unit.zh).strip()
        known = self._units.setdefault(name, UnitCount(unit))
        known.projects += 1
        seen: set[tuple[Severity, str]] = set()
        for each in findings:
            key = (each.severity, each.code)
            if key not in self._codes:
                self._codes[key] = CodeCount(each.code, each.severity, project, each.message)
            self._codes[key].findings += 1
            self._codes[key].projects += key not in seen
            known.findings[each.severity] += 1
            self.findings[each.severity] += 1
            seen.add(key)

    def add_unreadable(self, *, is_absent: bool) -> None:
        """Count something that could not be read, or was not there."""
        self.unreadable += 1
        self.absent += is_absent

    @property
    def codes(self) -> list[CodeCount]:
        """The counts by code, the worst severity first."""
        order = {each: place for place, each in enumerate(SEVERITIES)}
        return [self._codes[key] for key in sorted(self._codes, key=lambda k: (order[k[0]], k[1]))]

    @property
    def units(self) -> list[UnitCount]:
        """The counts by unit, the unit with the most errors first, else in their order."""
        return sorted(
            self._units.values(), key=lambda each: [-each.findings[name] for name in SEVERITIES]
        )

    @property
    def status(self) -> int:
        """The exit status: 2 where something named is not there, 1 for errors, else 0."""
        if self.absent:
            return 2
        return int(bool(self.findings["error"] or self.unreadable))
