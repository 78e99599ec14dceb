"""A project's own indicator, read into what the plan scores: form, figures, points by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from scorelib.compiler.graph.nodes import Value
from scorelib.compiler.graph.plan import SlotPlan
from scorelib.engine.intake.desk import Reason, Report
from scorelib.engine.intake.forms import Awaiting, Figures, form_of, read_figures
from scorelib.ground.errors import Text, WordError
from scorelib.model.entries import ItemEntry, Judgement, PointsEntry, Version
from scorelib.words.amounts import read_amount
from scorelib.words.rounding import RoundingRule
from scorelib.words.targets import Change, Comparison, Unread, read_target
from scorelib.words.units import NONE

__all__ = [
    "ByHand",
    "ItemRecord",
    "VersionRecord",
    "is_tiered",
    "read_by_hand",
    "read_item",
    "read_maximum",
    "read_tier",
]


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """An indicator as it was approved or adjusted: what, and by which document."""

    target: str | None
    max_points: Fraction | None
    document: Text | None = None
    date: str | None = None
    reason: Text | None = None
    at: Text | None = None


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """One of the project's own indicators: what was written, and the values the plan reads.

    `figures` are the values as figures alone, without comparator or words. `awaiting` says, as a
    code with arguments, why it needs a person's judgement; else None. `versions` are what was
    approved and how it was adjusted, in order; `inferred` says from what its maximum was inferred.
    """

    id: str
    label: Text
    target: str | None
    actual: str | None
    values: Mapping[str, Value] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    awaiting: Awaiting | None = None
    tier: str | None = None
    rate: str | None = None
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    reason: Text | None = None
    evidence: Text | None = None
    at: Text | None = None
    unit: str | None = None
    direction: str | None = None
    versions: tuple[VersionRecord, ...] = ()
    inferred: Text | None = None


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a project says of an indicator elsewhere: declared points, a judgement, an override.

    `unread` says that a maximum is written which cannot be read.
    """

    assessed: Fraction | None = None
    judgement: Judgement | None = None
    override: Fraction | None = None
    unread: bool = False


def read_item(
    entry: ItemEntry,
    slot: SlotPlan,
    given: ByHand,
    rounding: RoundingRule | None,
    report: Report,
) -> ItemRecord:
    """Return an indicator of the project as the plan takes it; `report` notes what is wrong.

    What cannot be read is never guessed: the record says why it awaits judgement.
    """
    values = read_maximum(entry, slot, given.unread, rounding, report)
    values |= read_by_hand(entry, given, report)
    found: Figures | Awaiting | None = None
    if is_tiered(entry):
        tier, found = read_tier(entry, slot, report)
        values |= tier
    elif entry.state is None:
        found = read_figures(entry, slot, report)
    record = _describe(entry)
    if isinstance(found, Figures):
        values |= found.values
        record = replace(record, figures=found.words)
        found = None
    _check_reduction(entry, values, report)
    if "judgement" in values:
        # A person has looked at it: nothing awaits judgement any more.
        found = None
    reasons = _list_reasons(entry, given)
    return replace(record, values=values, awaiting=found, reasons=reasons)


def _describe(entry: ItemEntry) -> ItemRecord:
    tier, most = entry.tier, entry.max_points
    versions = ((entry.approved,) if entry.approved else ()) + entry.adjusted
    return ItemRecord(
        entry.id,
        entry.name,
        entry.target,
        entry.actual,
        tier=tier.level if tier else None,
        rate=tier.rate if tier else None,
        reason=entry.reason,
        evidence=tier.evidence if tier and tier.evidence else entry.evidence,
        at=entry.at,
        unit=entry.unit,
        direction=entry.direction,
        versions=tuple(_record_version(each) for each in versions),
        inferred=most.reason if most and most.inferred is not None else None,
    )


def _record_version(version: Version) -> VersionRecord:
    return VersionRecord(
        version.target,
        version.max_points,
        version.document,
        str(version.date) if version.date else None,
        version.reason,
        version.at,
    )


def _list_reasons(entry: ItemEntry, given: ByHand) -> dict[str, Reason]:
    """Return who gave a figure and why, and the reason of the unit itself."""
    found: dict[str, Reason] = {}
    if entry.reason is not None:
        found["state"] = Reason(Text("", ""), entry.reason, entry.evidence)
    judged = entry.tier or entry.judgement or given.judgement
    for kind, each in (("judgement", judged), ("reduction", entry.reduction)):
        if each is not None:
            found[kind] = Reason(each.by, each.reason, each.evidence or entry.evidence)
    return found


def read_maximum(
    entry: ItemEntry,
    slot: SlotPlan,
    unread: bool,
    rounding: RoundingRule | None,
    report: Report,
) -> dict[str, Value]:
    """Return the maximum; where the rule sets it itself, what is printed is only compared with it.

    Nothing else of the indicator is looked at; `unread` says that what is written cannot be read.
    """
    given = entry.max_points
    if given is None:
        if not slot.split and not unread:
            report("SL437", label=entry.name)
        return {}
    most: Fraction = given.points
    key = "value" if given.inferred is None else "inferred"
    if most < 0:
        report("SL417", "max_points", key)
    if rounding is not None and rounding.apply(most) > most:
        report("SL423", "max_points", key, places=rounding.places)
    return {"printed_max" if slot.split else "max_points": most}


def read_by_hand(entry: ItemEntry, given: ByHand, report: Report) -> dict[str, Value]:
    """Return the state of an indicator and the points that persons gave it."""
    judged: PointsEntry | Judgement | None = entry.judgement or given.judgement
    values: dict[str, Value] = {}
    ways = [entry.tier, entry.judgement, given.judgement]
    if sum(way is not None for way in ways) > 1:
        report("SL441", "id", node=entry.id)
    if entry.state is not None:
        values["state"] = entry.state
        for key, each in (("tier", entry.tier), ("judgement", judged)):
            if each is not None:
                report("SL421", key, node=entry.id)
    if judged is not None and judged.points is not None:
        values["judgement"] = judged.points
    if entry.reduction is not None:
        values["reduction"] = entry.reduction.points
        if entry.reduction.points < 0:
            report("SL442", "reduction", "points", label=entry.name)
    if given.assessed is not None:
        values["assessed"] = given.assessed
    if given.override is not None:
        values["override"] = given.override
    return values


def _check_reduction(entry: ItemEntry, values: Mapping[str, Value], report: Report) -> None:
    """Note a reduction for over-achievement where there is none."""
    if entry.reduction is None or entry.reduction.points < 0:
        return
    target, actual = values.get("target"), values.get("actual")
    more_is_better = values.get("form") in ("positive", "change")
    if more_is_better and isinstance(target, Fraction) and isinstance(actual, Fraction):
        more_is_better = actual > target
    if not more_is_better:
        report("SL442", "reduction", label=entry.name)


def is_tiered(entry: ItemEntry) -> bool:
    """Return whether an indicator is judged by tiers, and its actual is only quoted."""
    return entry.tier is not None or entry.direction == "qualitative"


def read_tier(
    entry: ItemEntry, slot: SlotPlan, report: Report
) -> tuple[dict[str, Value], Awaiting | None]:
    """Return the tier and the share in it that an assessor gave, and why they are not known.

    Nothing but target, direction and tier of the indicator is looked at.
    """
    values: dict[str, Value] = {"form": "qualitative"}
    if entry.target is not None and _is_computable(entry.target, slot):
        report("SL420", "target", target=entry.target)
    if entry.tier is None:
        return values, ("SL523", ())
    if entry.direction not in (None, "qualitative"):
        report("SL418", "direction", direction=entry.direction, target=entry.target or "")
    return values | _read_rate(entry.tier.level, entry.tier.rate, slot.tiers, report), None


def _is_computable(words: str, slot: SlotPlan) -> bool:
    """Return whether a target is one that the slot scores by itself, so that no tier applies."""
    target = read_target(words)
    if isinstance(target, Comparison | Unread):
        return isinstance(target, Comparison)
    bound = isinstance(target, Change) and target.op != "="
    return form_of(target, bound, None, slot.unmarked) in slot.forms


def _read_rate(level: str, text: str, tiers: Sequence[str], report: Report) -> dict[str, Value]:
    if level not in tiers:
        report("SL424", "tier", "level", level=level, known=tuple(tiers))
        return {}
    try:
        rate = read_amount(text)
        if (rate.unit.dimension if rate.unit else NONE) != NONE:
            raise WordError("SL425", text=text)
        if rate.approximate or not 0 <= rate.value <= 1:
            raise WordError("SL425", text=text)
    except WordError as error:
        report(error.code, "tier", "rate", **error.arguments)
        return {}
    return {"tier": level, "rate": rate.value}
