"""What a project says, held against the plan: facts in base units, items by the form of target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scorelib.compiler.graph.nodes import Value
from scorelib.compiler.graph.plan import Occurrence, Plan, SlotPlan
from scorelib.engine.evaluator import Facts
from scorelib.engine.intake.amounts import AmountRecord, ScheduleRecord, read_amounts, read_schedule
from scorelib.engine.intake.choice import is_own
from scorelib.engine.intake.desk import Desk, GivenFact, Reason, Report
from scorelib.engine.intake.facts import read_facts
from scorelib.engine.intake.funds import Funds, read_funds
from scorelib.engine.intake.items import ByHand, ItemRecord, VersionRecord, read_item
from scorelib.engine.intake.project import Project
from scorelib.engine.intake.rounds import Declared, list_taken_reasons, read_rounds
from scorelib.engine.intake.statements import StatementRecord, read_statements
from scorelib.engine.statistics import CohortUse
from scorelib.ground.errors import DocumentError, Text
from scorelib.model.entries import ApprovedEntry, Judgement
from scorelib.model.fields import Period
from scorelib.words.expressions import guess_name
from scorelib.words.rounding import RoundingRule

__all__ = ["DroppedItem", "GivenFact", "Inputs", "Reason", "check_dates", "read_inputs", "suits"]


@dataclass(frozen=True, slots=True)
class DroppedItem:
    """An indicator that was approved and that the form no longer has; `adjusted` by which paper."""

    slot: str
    label: Text
    approved: VersionRecord
    adjusted: VersionRecord | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a result needs of its project; comparable and free of file positions.

    `inferred` says for each maximum that is not printed from what it was inferred;
    `declared_terms` are the declared points that make up a total, None where one is missing.
    """

    facts: Facts
    given: Mapping[str, GivenFact] = field(default_factory=dict)
    items: Mapping[str, tuple[ItemRecord, ...]] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], Reason] = field(default_factory=dict)
    funds: Funds | None = None
    declared: Declared = field(default_factory=Declared)
    declared_terms: Mapping[str, Fraction] | None = None
    dropped: tuple[DroppedItem, ...] = ()
    statements: tuple[StatementRecord, ...] = ()
    inferred: Mapping[str, Text] = field(default_factory=dict)
    panels: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    untried: str | None = None
    cohort: CohortUse | None = None
    amounts: Mapping[str, AmountRecord] = field(default_factory=dict)
    schedule: ScheduleRecord | None = None
    chapters: tuple[str, ...] | None = None

    @property
    def declared_sum(self) -> Fraction | None:
        """The sum of the declared points, None where something that counts declares none."""
        terms = self.declared_terms
        return None if terms is None else sum(terms.values(), Fraction(0))

    @property
    def declared_total(self) -> Fraction | None:
        """The total that the assessment in question declares."""
        return self.declared.chosen.total if self.declared.chosen else None

    @property
    def declared_grade(self) -> str | None:
        """The grade that the assessment in question declares."""
        return self.declared.chosen.grade if self.declared.chosen else None


def suits(plan: Plan, project: Project) -> bool:
    """Return whether a plan is of the ruleset that the project names, or it names none.

    A project's assumptions speak of its own ruleset; with another they are not tried.
    """
    return not project.document.assumptions or is_own(plan.ruleset, project.document)


def read_inputs(plan: Plan, project: Project) -> Inputs:
    """Return what a project gives to a plan.

    Raises `DocumentError` with every fact, path, unit and value that does not fit (SL401 on).
    """
    desk = Desk(plan, project)
    document = project.document
    check_dates(plan, document.assessed_period, document.evaluated_on, desk.report)
    funds = read_funds(desk)
    given = read_facts(desk, funds)
    leaves = desk.nodes
    inferred = _read_maxima(desk, leaves)
    declared = read_rounds(desk)
    items = _read_items(desk, declared.points)
    own = {f"{slot}.{record.id}": record for slot, each in items.items() for record in each}
    _read_states(desk)
    panels = _read_judgements(desk, own)
    _read_overrides(desk, leaves, own)
    _check_paths(desk, [*leaves, *own])
    dropped = _read_dropped(desk, own)
    amounts = read_amounts(desk)
    statements = read_statements(desk, funds, [*leaves, *own], given, amounts)
    schedule = read_schedule(desk)
    chapters = _read_chapters(desk)
    if desk.problems:
        raise DocumentError(desk.problems)
    for path, points in declared.points.items():
        desk.values["assessment", path] = points
    inferred |= {path: each.inferred for path, each in own.items() if each.inferred is not None}
    return Inputs(
        Facts(desk.values, _list_rows(desk, items)),
        given,
        items,
        desk.reasons | _item_reasons(own) | list_taken_reasons(plan, declared),
        funds,
        declared,
        _list_terms(desk, declared.points, own),
        dropped,
        statements,
        inferred,
        panels,
        None if suits(plan, project) else project.document.ruleset,
        None,
        amounts,
        schedule,
        chapters,
    )


def _list_rows(
    desk: Desk, items: Mapping[str, Sequence[ItemRecord]]
) -> Mapping[str, Sequence[Mapping[str, Value]]]:
    """Return the rows of every list: the project's own indicators, lists of facts, panels."""
    return {**desk.rows, **{slot: [each.values for each in found] for slot, found in items.items()}}


def _list_terms(
    desk: Desk, declared: Mapping[str, Fraction], own: Mapping[str, ItemRecord]
) -> Mapping[str, Fraction] | None:
    """Return the declared points that count, or None where something that counts declares none."""
    scored = [path for path, node in desk.nodes.items() if node.method is not None]
    counted = [path for path in scored if ("state", path) not in desk.values]
    counted += [path for path, record in own.items() if "state" not in record.values]
    if not declared or any(path not in declared for path in counted):
        return None
    return {path: declared[path] for path in counted}


def check_dates(plan: Plan, assessed: Period | None, judged: Period | None, report: Report) -> None:
    """Refuse a ruleset that is not in force on the day (or all of the month) of judging."""
    if judged is None:
        return
    if assessed is not None and assessed.first > judged.last:
        report("SL422", "assessed_period", period=str(assessed), on=str(judged))
    if plan.effective is None:
        return
    first, until = plan.effective
    if judged.first.isoformat() < first or (until is not None and judged.last.isoformat() >= until):
        reference = f"{plan.ruleset.id}@{plan.ruleset.edition}"
        period = f"[{first}, {until or '…'})"
        words: dict[str, object] = {"ruleset": reference, "period": period, "others": _SEE_LIST}
        report("SL416", "evaluated_on", on=str(judged), **words)


_SEE_LIST = Text("见 `scorelib list`", "see `scorelib list`")


def _read_maxima(desk: Desk, leaves: Mapping[str, Occurrence]) -> dict[str, Text]:
    """Read the maxima that the ruleset leaves to the project; return why some are inferred."""
    document = desk.project.document
    asked = {each.key for each in desk.plan.inputs if each.kind == "maximum"}
    inferred: dict[str, Text] = {}
    for path, entry in document.maxima.items():
        if desk.find_node("maxima", path) is None:
            continue
        if path not in asked:
            desk.report_key("SL438", "maxima", path, node=path)
            continue
        rounding = leaves[path].rounding
        if entry.points < 0:
            desk.report("SL417", "maxima", path)
        if rounding is not None and rounding.apply(entry.points) > entry.points:
            desk.report("SL423", "maxima", path, places=rounding.places)
        desk.values["maximum", path] = entry.points
        if entry.inferred is not None and entry.reason is not None:
            inferred[path] = entry.reason
    for path in sorted(asked - document.maxima.keys()):
        state = document.states.get(path)
        if state is not None and state.state == "not-applicable":
            # What does not apply to the project was given no weight in it.
            desk.values["maximum", path] = Fraction(0)
    return inferred


def _read_states(desk: Desk) -> None:
    """Read what is said not to apply, or not to be assessable, of the ruleset's own indicators."""
    document = desk.project.document
    slots = {slot.id for slot in desk.plan.slots}
    for path, entry in document.states.items():
        found = desk.find_node("states", path)
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
            desk.reasons["state", path] = Reason(Text("", ""), entry.reason, entry.evidence)


def _read_judgements(desk: Desk, own: Mapping[str, ItemRecord]) -> dict[str, tuple[Fraction, ...]]:
    """Read the figures that assessors gave; return those of panels.

    Whether the rule leaves a node to them shows only when it is evaluated.
    """
    panels: dict[str, tuple[Fraction, ...]] = {}
    for path, entry in desk.project.document.judgements.items():
        if path in own and entry.panel is None:
            continue  # Read with the indicator itself.
        found = None if path in own else desk.find_node("judgements", path)
        if found is not None and found.method is None:
            desk.report_key("SL411", "judgements", path, node=path)
        elif found is not None and path in desk.project.document.states:
            desk.report_key("SL421", "judgements", path, node=path)
        elif entry.panel is not None:
            if path in own or (found is not None and found.method != "panel"):
                desk.report_key("SL440", "judgements", path, "panel", node=path)
            elif found is not None:
                panels[path] = entry.panel
                desk.rows[path] = [{"figure": figure} for figure in entry.panel]
        elif found is not None and found.method == "panel" and entry.points is not None:
            desk.report_key("SL439", "judgements", path, "points", node=path)
        elif found is not None and entry.points is not None:
            desk.values["judgement", path] = entry.points
        desk.reasons["judgement", path] = _reason_of(entry)
    return panels


def _reason_of(entry: Judgement) -> Reason:
    return Reason(entry.by, entry.reason, entry.evidence)


def _read_overrides(
    desk: Desk, leaves: Mapping[str, Occurrence], own: Mapping[str, ItemRecord]
) -> None:
    for path, entry in desk.project.document.overrides.items():
        if path not in own and path not in leaves:
            desk.report_unknown([*leaves, *own], path, ("overrides", path))
            continue
        if path in leaves and leaves[path].method is None:
            desk.report_key("SL411", "overrides", path, node=path)
        desk.values["override", path] = entry.points
        desk.reasons["override", path] = Reason(entry.by, entry.reason, entry.evidence)


def _item_reasons(own: Mapping[str, ItemRecord]) -> dict[tuple[str, str], Reason]:
    """Return who judged or reduced a project's own indicators and why, or why one has a state."""
    return {
        (kind, path): reason
        for path, record in own.items()
        for kind, reason in record.reasons.items()
    }


def _read_items(desk: Desk, declared: Mapping[str, Fraction]) -> dict[str, tuple[ItemRecord, ...]]:
    found: dict[str, tuple[ItemRecord, ...]] = {}
    slots = {slot.id: slot for slot in desk.plan.slots}
    for slot in desk.project.document.indicators:
        if _is_slot(desk, slots, "indicators", slot):
            found[slot] = tuple(_read_slot(desk, slots[slot], declared))
    return found


def _is_slot(desk: Desk, slots: Mapping[str, SlotPlan], section: str, path: str) -> bool:
    """Return whether a path is a place for the project's own indicators; note it where not."""
    if path in slots:
        return True
    guess = guess_name(path, list(slots))
    code, words = ("SL408", guess) if guess else ("SL405", tuple(slots) or "–")
    desk.report_key(code, section, path, node=path, guess=words)
    return False


def _read_slot(
    desk: Desk, slot: SlotPlan, declared: Mapping[str, Fraction]
) -> Iterable[ItemRecord]:
    document = desk.project.document
    rounding = _grid_of(desk.plan, slot.id)
    seen: set[str] = set()
    for index, entry in enumerate(document.indicators[slot.id]):
        report = desk.below("indicators", slot.id, index)
        if entry.id in seen:
            report("SL409", "id", id=entry.id)
        seen.add(entry.id)
        path = f"{slot.id}.{entry.id}"
        override = document.overrides.get(path)
        given = ByHand(
            declared.get(path),
            document.judgements.get(path),
            override.points if override else None,
            desk.is_left_out("indicators", slot.id, index, "max_points"),
        )
        yield read_item(entry, slot, given, rounding, report)


def _grid_of(plan: Plan, slot: str) -> RoundingRule | None:
    """Return the rounding of the points of a slot's indicators."""
    return next(o.rounding for o in plan.occurrences if o.slot == slot)


def _read_dropped(desk: Desk, own: Mapping[str, ItemRecord]) -> tuple[DroppedItem, ...]:
    """Read the approved indicators that the form no longer has."""
    found: list[DroppedItem] = []
    slots = {slot.id: slot for slot in desk.plan.slots}
    for slot, entries in desk.project.document.approved.items():
        if not _is_slot(desk, slots, "approved", slot):
            continue
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            if entry.id in seen:
                desk.report("SL409", "approved", slot, index, "id", id=entry.id)
            elif f"{slot}.{entry.id}" in own:
                desk.report("SL443", "approved", slot, index, "id", id=entry.id)
            seen.add(entry.id)
            found.append(_record_dropped(slot, entry))
    return tuple(found)


def _record_dropped(slot: str, entry: ApprovedEntry) -> DroppedItem:
    day = str(entry.date) if entry.date else None
    approved = VersionRecord(entry.target, entry.max_points, entry.document, day, None, entry.at)
    change = entry.adjusted
    if change is None:
        return DroppedItem(slot, entry.name, approved)
    day = str(change.date) if change.date else None
    adjusted = VersionRecord(None, None, change.document, day, change.reason)
    return DroppedItem(slot, entry.name, approved, adjusted)


def _read_chapters(desk: Desk) -> tuple[str, ...] | None:
    """Return the chapters that the report has; one that the ruleset does not know is noted."""
    chapters = desk.project.document.chapters
    known = [chapter.id for chapter in desk.plan.chapters]
    for index, name in enumerate(chapters or ()):
        if name not in known:
            desk.report("SL459", "chapters", index, name=name, known=tuple(known) or "–")
    return chapters


def _check_paths(desk: Desk, known: Sequence[str]) -> None:
    """Note paths of assessments and assumptions that lead nowhere."""
    document = desk.project.document
    for index, assessment in enumerate(document.assessments):
        for section in ("points", "rates", "reasons"):
            for path in getattr(assessment, section):
                if path not in known:
                    desk.report_unknown(known, path, ("assessments", index, section, path))
    seen: list[str] = []
    for index, assumption in enumerate(document.assumptions):
        if assumption.id in seen:
            desk.report("SL325", "assumptions", index, "id", id=assumption.id)
        seen.append(assumption.id)
        for place, path in enumerate(assumption.watch if suits(desk.plan, desk.project) else ()):
            if path not in known:
                desk.report_unknown(known, path, ("assumptions", index, "watch", place))
