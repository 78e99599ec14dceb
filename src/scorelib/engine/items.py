"""A project's own indicator, read into what the plan scores: form, target, actual, figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Value
from scorelib.compiler.graph.plan import SlotPlan
from scorelib.ground.errors import Text, WordError
from scorelib.model.project import ItemEntry
from scorelib.words.amounts import Amount, print_amount, read_amount
from scorelib.words.bounds import has_bound
from scorelib.words.rounding import RoundingRule
from scorelib.words.targets import Comparison, Target, Unread, read_actual, read_target
from scorelib.words.units import NONE, Unit, read_unit

__all__ = ["ItemRecord", "read_item"]

Report = Callable[..., None]


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """One of the project's own indicators: what was written, and the values the plan reads.

    `figures` are the target and the actual as figures alone, without comparator or words.
    `awaiting` says, as a code with arguments, why it needs a person's judgement; else None.
    """

    id: str
    label: Text
    target: str | None
    actual: str | None
    values: Mapping[str, Value] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    awaiting: tuple[str, tuple[tuple[str, object], ...]] | None = None
    tier: str | None = None
    rate: str | None = None
    by: Text | None = None
    reason: Text | None = None
    evidence: Text | None = None
    at: Text | None = None


_Awaiting = tuple[str, tuple[tuple[str, object], ...]]

_NO_TARGET: Final[_Awaiting] = ("SL521", ())
_NO_ACTUAL: Final[_Awaiting] = ("SL522", ())


def read_item(
    entry: ItemEntry,
    slot: SlotPlan,
    assessed: Fraction | None,
    override: Fraction | None,
    rounding: RoundingRule | None,
    report: Report,
) -> ItemRecord:
    """Return an indicator of the project as the plan takes it; `report` notes what is wrong.

    What cannot be read is never guessed: the record says why it awaits judgement.
    """
    values: dict[str, Value] = {"max_points": entry.max_points}
    figures: dict[str, str] = {}
    if entry.max_points < 0:
        report("SL417", "max_points")
    if rounding is not None and rounding.apply(entry.max_points) > entry.max_points:
        report("SL423", "max_points", places=rounding.places)
    if entry.state is not None and entry.tier is not None:
        report("SL421", "tier", node=entry.id)
    if entry.state is not None:
        values["state"] = entry.state
    if assessed is not None:
        values["assessed"] = assessed
    if override is not None:
        values["override"] = override
    awaiting = None
    if entry.tier is not None or entry.direction == "qualitative":
        awaiting = _read_tier(entry, slot.tiers, values, report)
    elif entry.state is None:
        awaiting = _read_figures(entry, slot, values, figures, report)
    tier = entry.tier
    return ItemRecord(
        entry.id,
        entry.name,
        entry.target,
        entry.actual,
        values,
        figures,
        awaiting,
        tier.level if tier else None,
        tier.rate if tier else None,
        tier.by if tier else None,
        tier.reason if tier else entry.reason,
        tier.evidence if tier and tier.evidence else entry.evidence,
        entry.at,
    )


def _read_tier(
    entry: ItemEntry, tiers: Sequence[str], values: dict[str, Value], report: Report
) -> _Awaiting | None:
    """Read the tier and the share in it that an assessor gave."""
    values["form"] = "qualitative"
    if entry.target is not None and isinstance(read_target(entry.target), Comparison):
        report("SL420", "target", target=entry.target)
    if entry.tier is None:
        return ("SL523", ())
    if entry.direction not in (None, "qualitative"):
        report("SL418", "direction", direction=entry.direction, target=entry.target or "")
    if entry.tier.level not in tiers:
        report("SL424", "tier", "level", level=entry.tier.level, known=tuple(tiers))
        return None
    try:
        rate = read_amount(entry.tier.rate)
        if (rate.unit.dimension if rate.unit else NONE) != NONE:
            raise WordError("SL425", text=entry.tier.rate)
        if rate.approximate or not 0 <= rate.value <= 1:
            raise WordError("SL425", text=entry.tier.rate)
    except WordError as error:
        report(error.code, "tier", "rate", **error.arguments)
        return None
    values["tier"], values["rate"] = entry.tier.level, rate.value
    return None


def _read_figures(
    entry: ItemEntry,
    slot: SlotPlan,
    values: dict[str, Value],
    figures: dict[str, str],
    report: Report,
) -> _Awaiting | None:
    """Read target and actual; return why they cannot be scored by themselves, if so."""
    unit = _read_unit(entry, report)
    if entry.target is None:
        return _NO_TARGET
    target = read_target(entry.target, unit)
    if isinstance(target, Unread):
        return target.reason_code, tuple(dict(target.arguments).items())
    if not isinstance(target, Comparison):
        return "SL524", (("target", entry.target),)
    form = _find_form(entry, target, slot.unmarked, report)
    if form is None:
        return "SL525", (("target", entry.target),)
    if form not in slot.forms:
        return "SL528", (("form", form),)
    actual = _read_actual(entry, target)
    if not isinstance(actual, Amount):
        return actual
    values |= {"form": form, "target": target.amount.value, "actual": actual.value}
    figures |= {"target": print_amount(target.amount), "actual": print_amount(actual)}
    return None


def _read_actual(entry: ItemEntry, target: Comparison) -> Amount | _Awaiting:
    """Return the actual where it can be held against the target, else why it cannot."""
    if entry.actual is None:
        return _NO_ACTUAL
    actual = read_actual(entry.actual, target.amount.unit)
    if isinstance(actual, Unread):
        return actual.reason_code, tuple(dict(actual.arguments).items())
    if not isinstance(actual, Amount):
        return "SL526", (("actual", entry.actual),)
    if _may_be_share(entry.actual, actual, target.amount):
        return "SL532", (("actual", entry.actual),)
    if actual.approximate and not _surely_meets(target, actual):
        return "SL529", (("actual", entry.actual),)
    if target.op in ("<", ">") and actual.value == target.amount.value:
        return "SL527", (("target", entry.target or ""), ("actual", entry.actual))
    return actual


def _may_be_share(text: str, actual: Amount, target: Amount) -> bool:
    """Return whether a bare figure beside a target in % may be meant as a share, 0.96 as 96%."""
    percent = target.unit is not None and target.unit == read_unit("%")
    bare = text.strip()[-1:].isdigit()
    return percent and bare and 0 < actual.printed <= 1 < target.printed


def _surely_meets(target: Comparison, actual: Amount) -> bool:
    """Return whether every figure that an approximate actual can mean meets the target."""
    low, high = actual.interval
    if target.op == ">=":
        return low >= target.amount.value
    return target.op == "<=" and high <= target.amount.value


def _read_unit(entry: ItemEntry, report: Report) -> Unit | None:
    if entry.unit is None:
        return None
    try:
        return read_unit(entry.unit)
    except WordError as error:
        report(error.code, "unit", **error.arguments)
        return None


def _find_form(entry: ItemEntry, target: Target, unmarked: str, report: Report) -> str | None:
    """Return the form of a target: as its comparator says, else as the project or ruleset says."""
    if isinstance(target, Comparison) and has_bound(entry.target or ""):
        if entry.direction is not None and entry.direction != target.direction:
            report("SL418", "direction", direction=entry.direction, target=entry.target or "")
        return target.direction
    if entry.direction is not None:
        return entry.direction
    return None if unmarked == "ask" else unmarked
