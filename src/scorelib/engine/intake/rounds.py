"""Rounds of assessment (单位自评, 部门复核, 财政抽查 …): what each of them declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scorelib.compiler.graph.plan import Plan
from scorelib.engine.intake.desk import Desk, Reason
from scorelib.engine.intake.statements import read_rate
from scorelib.ground.errors import Text
from scorelib.model.project import Assessment
from scorelib.words.amounts import Amount
from scorelib.words.expressions import guess_name

__all__ = ["Declared", "Round", "list_taken_reasons", "read_rounds"]


@dataclass(frozen=True, slots=True)
class Round:
    """One round as declared: who and when, and its points, rates, reasons, total and grade."""

    id: str
    label: Text
    date: str | None = None
    ruleset: str | None = None
    points: Mapping[str, Fraction] = field(default_factory=dict)
    rates: Mapping[str, Amount] = field(default_factory=dict)
    reasons: Mapping[str, Text] = field(default_factory=dict)
    total: Fraction | None = None
    grade: str | None = None
    at: Text | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the project declares: its rounds, and the one whose points count as declared.

    That is the round the ruleset takes over from, or the first one where it takes over none.
    """

    rounds: tuple[Round, ...] = ()
    chosen: Round | None = None

    @property
    def points(self) -> Mapping[str, Fraction]:
        """The declared points, by path."""
        return self.chosen.points if self.chosen else {}


def read_rounds(desk: Desk) -> Declared:
    """Return the rounds of a project; roles and ids that are not clear are noted."""
    role = desk.plan.take_over_from
    entries = desk.project.document.assessments
    _check_rounds(desk, entries, role)
    rounds = tuple(_read_round(desk, index, each) for index, each in enumerate(entries))
    fitting = [
        found for found, each in zip(rounds, entries, strict=True) if role in (None, each.role)
    ]
    return Declared(rounds, fitting[0] if fitting else None)


def _check_rounds(desk: Desk, entries: Iterable[Assessment], role: str | None) -> None:
    seen: set[str] = set()
    roles = []
    for index, each in enumerate(entries):
        if each.id in seen:
            desk.report("SL414", "assessments", index, "id", id=each.id)
        seen.add(each.id)
        roles.append(each.role)
    if role is None:
        return
    if role not in roles and (near := guess_name(role, roles)) is not None:
        desk.report("SL426", "assessments", roles.index(near), "role", role=near, guess=role)
    if roles.count(role) > 1:
        desk.report("SL413", "assessments", role=role, count=roles.count(role))


def _read_round(desk: Desk, index: int, entry: Assessment) -> Round:
    rates: dict[str, Amount] = {}
    for path, text in entry.rates.items():
        report = desk.below("assessments", index, "rates", path)
        rate = read_rate(text, Text(path, path), report)
        if rate is not None:
            rates[path] = rate
    return Round(
        entry.id,
        entry.label or Text(entry.role, entry.role),
        str(entry.date) if entry.date else None,
        entry.ruleset,
        dict(entry.points),
        rates,
        dict(entry.reasons),
        entry.total,
        entry.grade,
        entry.at,
    )


_TAKEN = Text("采信其申报的得分", "the points it declares are taken over")


def list_taken_reasons(plan: Plan, declared: Declared) -> dict[tuple[str, str], Reason]:
    """Return for all points that may be taken over whose they are, why, and where printed."""
    chosen = declared.chosen
    if chosen is None or plan.take_over_from is None:
        return {}
    return {
        ("assessment", path): Reason(chosen.label, chosen.reasons.get(path, _TAKEN), chosen.at)
        for path in chosen.points
    }
