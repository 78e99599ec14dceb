"""What a project says, held against the plan: facts in base units, items by the form of target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scorelib.compiler.graph.nodes import InputKind, State, Value
from scorelib.compiler.graph.plan import FactInput, Occurrence, Plan
from scorelib.engine.evaluator import Facts
from scorelib.engine.items import ItemRecord, read_item
from scorelib.engine.project import Project
from scorelib.ground.errors import Diagnostic, DocumentError, Text, WordError
from scorelib.model.project import FactShape
from scorelib.model.reader import diagnose_at, diagnose_key
from scorelib.words.amounts import read_amount
from scorelib.words.expressions import guess_name
from scorelib.words.numbers import print_number
from scorelib.words.rounding import RoundingRule
from scorelib.words.units import NONE, name_dimension, read_unit

__all__ = ["GivenFact", "Inputs", "Reason", "read_inputs", "suits"]

_STATES = {
    "missing": State.MISSING,
    "not-applicable": State.NOT_APPLICABLE,
    "cannot-be-assessed": State.CANNOT_BE_ASSESSED,
}


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact as the project wrote it, for the trace."""

    text: str | None
    value: Value
    reason: Text | None = None
    evidence: Text | None = None
    at: Text | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure was judged or overridden: by whom, why, on what evidence."""

    by: Text
    reason: Text
    evidence: Text | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a result needs of its project; comparable and free of file positions."""

    facts: Facts
    given: Mapping[str, GivenFact] = field(default_factory=dict)
    items: Mapping[str, tuple[ItemRecord, ...]] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], Reason] = field(default_factory=dict)
    declared_total: Fraction | None = None
    declared_grade: str | None = None
    declared_sum: Fraction | None = None
    untried: str | None = None


@dataclass(slots=True)
class _Desk:
    """Where a project is read: the plan it is for, and the problems found so far."""

    plan: Plan
    project: Project
    problems: list[Diagnostic] = field(default_factory=list)
    values: dict[tuple[InputKind, str], Value] = field(default_factory=dict)

    def report(self, code: str, *path: str | int, **arguments: object) -> None:
        """Note a problem at a value of the project."""
        self.problems.append(diagnose_at(code, self.project.tree, path, **arguments))

    def report_key(self, code: str, *path: str | int, **arguments: object) -> None:
        """Note a problem at a key of the project."""
        self.problems.append(diagnose_key(code, self.project.tree, path, **arguments))


def suits(plan: Plan, project: Project) -> bool:
    """Return whether a plan is of the ruleset that the project names, or it names none.

    A project's assumptions speak of its own ruleset; with another they are not tried.
    """
    if not project.document.assumptions:
        return True
    own = project.document.ruleset
    return own is None or own == f"{plan.ruleset.id}@{plan.ruleset.edition}"


def read_inputs(plan: Plan, project: Project) -> Inputs:
    """Return what a project gives to a plan.

    Raises `DocumentError` with every fact, path, unit and value that does not fit (SL401 on).
    """
    desk = _Desk(plan, project)
    _check_date(desk)
    given = _read_facts(desk)
    leaves = {o.id: o for o in plan.occurrences if o.slot is None}
    reasons = _read_figures(desk, leaves)
    declared = _read_declared(desk)
    items = _read_items(desk, declared)
    _read_assessment(desk, leaves, items, declared, reasons)
    reasons |= _item_reasons(items) | _assessment_reasons(plan, project)
    if desk.problems:
        raise DocumentError(desk.problems)
    facts = Facts(
        desk.values, {slot: [item.values for item in records] for slot, records in items.items()}
    )
    total, grade = _declared_result(plan, project)
    scored = {o.id for o in leaves.values() if o.kind != "dimension"}
    added = [points for path, points in declared.items() if path in scored or path not in leaves]
    untried = None if suits(plan, project) else project.document.ruleset
    whole = sum(added, Fraction(0)) if added else None
    return Inputs(facts, given, items, reasons, total, grade, whole, untried)


def _check_date(desk: _Desk) -> None:
    """Refuse a ruleset that is not in force on the day (or all of the month) of judging."""
    document = desk.project.document
    if document.assessed_period.first > document.evaluated_on.last:
        words = {"period": str(document.assessed_period), "on": str(document.evaluated_on)}
        desk.report("SL422", "assessed_period", **words)
    if desk.plan.effective is None:
        return
    first, until = desk.plan.effective
    when = desk.project.document.evaluated_on
    if when.first.isoformat() < first or (until is not None and when.last.isoformat() >= until):
        reference = f"{desk.plan.ruleset.id}@{desk.plan.ruleset.edition}"
        period = f"[{first}, {until or '…'})"
        desk.report("SL416", "evaluated_on", on=str(when), ruleset=reference, period=period)


def _read_facts(desk: _Desk) -> dict[str, GivenFact]:
    known = {fact.name: fact for fact in desk.plan.facts}
    given: dict[str, GivenFact] = {}
    for name, entry in desk.project.document.facts.items():
        if name not in known:
            guess = guess_name(name, list(known))
            code, words = ("SL401", guess) if guess else ("SL402", tuple(known) or "–")
            desk.report_key(code, "facts", name, name=name, guess=words)
            continue
        value = _read_fact(desk, known[name], entry)
        if value is None:
            continue
        desk.values["fact", name] = value
        given[name] = GivenFact(entry.value, value, entry.reason, entry.evidence, entry.at)
    return given


def _read_fact(desk: _Desk, fact: FactInput, entry: FactShape) -> Value | None:
    """Return the value of a fact in its base unit, or None after noting what is wrong."""
    if entry.state is not None:
        return _STATES[entry.state]
    text = entry.value or ""
    path = ("facts", fact.name, "value")
    if fact.kind == "flag":
        return _read_choice(desk, path, text, {"true": True, "false": False})
    if fact.kind == "category":
        return _read_choice(desk, path, text, {name: name for name, _ in fact.values})
    try:
        amount = read_amount(text, fact.unit)
    except WordError as error:
        desk.report(error.code, *path, **error.arguments)
        return None
    value = amount.value
    if fact.unit is None and amount.unit is not None and amount.unit.dimension != NONE:
        expected = name_dimension(NONE)
        desk.report("SL211", *path, found=amount.unit.name, expected=expected)
        return None
    percent = fact.unit is not None and fact.unit == read_unit("%")
    if percent and text.strip()[-1:].isdigit() and 0 < amount.printed <= 1:
        desk.report("SL428", *path, label=fact.label, text=text)
        return None
    if amount.approximate:
        desk.report("SL404", *path, label=fact.label, text=text)
        return None
    if _is_outside(fact, value):
        desk.report("SL403", *path, label=fact.label, text=text, range=_show_range(fact))
        return None
    return value


def _read_choice(
    desk: _Desk, path: tuple[str, ...], text: str, known: Mapping[str, Value]
) -> Value | None:
    if text not in known:
        desk.report("SL108", *path, text=text, allowed=tuple(known))
        return None
    return known[text]


def _is_outside(fact: FactInput, value: Fraction) -> bool:
    low, high = fact.least, fact.most
    under = low is not None and (value < low or (value == low and fact.least_open))
    return under or (high is not None and (value > high or (value == high and fact.most_open)))


def _show_range(fact: FactInput) -> str:
    factor = fact.unit.factor if fact.unit else Fraction(1)
    unit = fact.unit.name if fact.unit else ""
    parts = []
    if fact.least is not None:
        parts.append(f"{'>' if fact.least_open else '≥'} {print_number(fact.least / factor)}{unit}")
    if fact.most is not None:
        parts.append(f"{'<' if fact.most_open else '≤'} {print_number(fact.most / factor)}{unit}")
    return ", ".join(parts)


def _read_figures(desk: _Desk, leaves: Mapping[str, Occurrence]) -> dict[tuple[str, str], Reason]:
    """Read states, judgements and overrides of the ruleset's own indicators."""
    document = desk.project.document
    reasons: dict[tuple[str, str], Reason] = {}
    slots = {slot.id for slot in desk.plan.slots}
    for path, entry in document.states.items():
        found = _find(desk, leaves, "states", path)
        if found is None:
            continue
        if found.method is None and path not in slots:
            desk.report_key("SL411", "states", path, node=path)
        elif path in slots and entry.state != "not-applicable":
            desk.report_key("SL412", "states", path, node=path)
        elif document.indicators.get(path):
            desk.report_key("SL419", "states", path, node=path)
        else:
            desk.values["state", path] = entry.state
            reasons["state", path] = Reason(Text("", ""), entry.reason, entry.evidence)
    for path, judgement in document.judgements.items():
        found = _find(desk, leaves, "judgements", path)
        if found is not None and found.method != "judged":
            desk.report_key("SL410", "judgements", path, node=path)
        elif found is not None and path in document.states:
            desk.report_key("SL421", "judgements", path, node=path)
        elif found is not None:
            desk.values["judgement", path] = judgement.points
            reasons["judgement", path] = Reason(judgement.by, judgement.reason, judgement.evidence)
    return reasons


def _item_reasons(
    items: Mapping[str, Sequence[ItemRecord]],
) -> dict[tuple[str, str], Reason]:
    """Return who judged a project's own indicators and why, or why one has a state."""
    found: dict[tuple[str, str], Reason] = {}
    for slot, records in items.items():
        for record in records:
            if record.reason is not None:
                kind = "judgement" if record.tier else "state"
                by = record.by or Text("", "")
                found[kind, f"{slot}.{record.id}"] = Reason(by, record.reason, record.evidence)
    return found


_TAKEN = Text("采信其申报的得分", "the points it declares are taken over")


def _assessment_reasons(plan: Plan, project: Project) -> dict[tuple[str, str], Reason]:
    """Return for all points that may be taken over whose they are, and where they are printed."""
    role = plan.take_over_from
    for each in project.document.assessments:
        if each.role == role:
            by = each.label or Text(each.role, each.role)
            reason = Reason(by, _TAKEN, each.at)
            return {("assessment", path): reason for path in each.points}
    return {}


def _find(
    desk: _Desk, leaves: Mapping[str, Occurrence], section: str, path: str
) -> Occurrence | None:
    if path in leaves:
        return leaves[path]
    guess = guess_name(path, list(leaves))
    code = "SL407" if guess else "SL406"
    desk.report_key(code, section, path, node=path, guess=guess or "")
    return None


def _read_declared(desk: _Desk) -> dict[str, Fraction]:
    """Return the points of the assessment that the ruleset takes over from (or the first one)."""
    role = desk.plan.take_over_from
    rounds = [a for a in desk.project.document.assessments if role is None or a.role == role]
    seen: set[str] = set()
    for index, each in enumerate(desk.project.document.assessments):
        if each.id in seen:
            desk.report("SL414", "assessments", index, "id", id=each.id)
        seen.add(each.id)
    others = [each.role for each in desk.project.document.assessments]
    if role is not None and not rounds and (near := guess_name(role, others)) is not None:
        place = ("assessments", others.index(near), "role")
        desk.report("SL426", *place, role=near, guess=role)
    if len(rounds) > 1 and role is not None:
        desk.report("SL413", "assessments", role=role, count=len(rounds))
    return dict(rounds[0].points) if rounds else {}


def _declared_result(plan: Plan, project: Project) -> tuple[Fraction | None, str | None]:
    """Return the total and the grade that the assessment in question declares."""
    role = plan.take_over_from
    for each in project.document.assessments:
        if role is None or each.role == role:
            return each.total, each.grade
    return None, None


def _read_items(desk: _Desk, declared: Mapping[str, Fraction]) -> dict[str, tuple[ItemRecord, ...]]:
    found: dict[str, tuple[ItemRecord, ...]] = {}
    slots = {slot.id: slot for slot in desk.plan.slots}
    for slot, entries in desk.project.document.indicators.items():
        if slot not in slots:
            guess = guess_name(slot, list(slots))
            code, words = ("SL408", guess) if guess else ("SL405", tuple(slots) or "–")
            desk.report_key(code, "indicators", slot, node=slot, guess=words)
            continue
        records: list[ItemRecord] = []
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            place = ("indicators", slot, index)
            if entry.id in seen:
                desk.report("SL409", *place, "id", id=entry.id)
            seen.add(entry.id)
            override = desk.project.document.overrides.get(f"{slot}.{entry.id}")
            record = read_item(
                entry,
                slots[slot],
                declared.get(f"{slot}.{entry.id}"),
                override.points if override else None,
                _grid_of(desk.plan, slot),
                lambda code, *steps, place=place, **args: desk.report(code, *place, *steps, **args),
            )
            records.append(record)
        found[slot] = tuple(records)
    return found


def _grid_of(plan: Plan, slot: str) -> RoundingRule | None:
    """Return the rounding of the points of a slot's indicators."""
    return next(o.rounding for o in plan.occurrences if o.slot == slot)


def _read_assessment(
    desk: _Desk,
    leaves: Mapping[str, Occurrence],
    items: Mapping[str, Sequence[ItemRecord]],
    declared: Mapping[str, Fraction],
    reasons: dict[tuple[str, str], Reason],
) -> None:
    """Read declared points and overrides; a path that leads nowhere is a problem."""
    own = {f"{slot}.{record.id}" for slot, records in items.items() for record in records}
    known = [*leaves, *own]
    document = desk.project.document
    for index, assessment in enumerate(document.assessments):
        for path in assessment.points:
            _check_path(desk, known, path, ("assessments", index, "points", path))
    seen: list[str] = []
    for index, assumption in enumerate(document.assumptions):
        if assumption.id in seen:
            desk.report("SL325", "assumptions", index, "id", id=assumption.id)
        seen.append(assumption.id)
        for place, path in enumerate(assumption.watch if suits(desk.plan, desk.project) else ()):
            _check_path(desk, known, path, ("assumptions", index, "watch", place))
    for path, points in declared.items():
        desk.values["assessment", path] = points
    for path, entry in document.overrides.items():
        _check_path(desk, known, path, ("overrides", path))
        if path in leaves and leaves[path].method is None:
            desk.report_key("SL411", "overrides", path, node=path)
        desk.values["override", path] = entry.points
        reasons["override", path] = Reason(entry.by, entry.reason, entry.evidence)


def _check_path(desk: _Desk, known: Sequence[str], path: str, place: tuple[str | int, ...]) -> None:
    if path in known:
        return
    guess = guess_name(path, known)
    report = desk.report if isinstance(place[-1], int) else desk.report_key
    report("SL407" if guess else "SL406", *place, node=path, guess=guess or "")
