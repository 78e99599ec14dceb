"""Target and actual of a project's own indicator, read into what its form of target is scored by.

What cannot be read, or does not settle whether the target is met, awaits a person's judgement:
then a code with arguments says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Final

from scorelib.compiler.graph.nodes import Value
from scorelib.compiler.graph.plan import SlotPlan
from scorelib.engine.intake.desk import Report
from scorelib.ground.errors import WordError
from scorelib.model.entries import ItemEntry
from scorelib.words.amounts import Amount, print_amount
from scorelib.words.bounds import has_bound
from scorelib.words.targets import (
    Actual,
    Between,
    Change,
    Comparison,
    DateTarget,
    Target,
    Unread,
    YesNo,
    print_target,
    read_actual,
    read_target,
)
from scorelib.words.units import Unit, read_unit

__all__ = ["Awaiting", "Figures", "form_of", "read_figures", "read_item_unit"]

Awaiting = tuple[str, tuple[tuple[str, object], ...]]
"""Why an indicator awaits judgement: a code with arguments."""

_NO_TARGET: Final[Awaiting] = ("SL521", ())
_NO_ACTUAL: Final[Awaiting] = ("SL522", ())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the plan reads of an indicator, and the same as figures in words."""

    values: Mapping[str, Value]
    words: Mapping[str, str] = field(default_factory=dict)


def read_figures(entry: ItemEntry, slot: SlotPlan, report: Report) -> Figures | Awaiting:
    """Return the figures of an indicator, or why they cannot be scored by themselves."""
    unit = read_item_unit(entry, report)
    if entry.target is None:
        return _NO_TARGET
    target = read_target(entry.target, unit)
    if isinstance(target, Unread):
        return _leave(target)
    form = _find_form(entry, target, slot.unmarked, report)
    if form is None:
        return "SL525", (("target", entry.target),)
    if form not in slot.forms:
        plain = isinstance(target, Comparison)
        return ("SL528", (("form", form),)) if plain else ("SL524", (("target", entry.target),))
    if entry.actual is None:
        return _NO_ACTUAL
    actual = read_actual(entry.actual, _unit_of(target, unit))
    if isinstance(actual, Unread):
        return _leave(actual)
    return _Reading(form, entry.target, entry.actual).compare(target, actual)


def _leave(words: Unread) -> Awaiting:
    return words.reason_code, tuple(dict(words.arguments).items())


def read_item_unit(entry: ItemEntry, report: Report) -> Unit | None:
    """Return the unit of an indicator, which bare numbers take; None where it states none."""
    if entry.unit is None:
        return None
    try:
        return read_unit(entry.unit)
    except WordError as error:
        report(error.code, "unit", **error.arguments)
        return None


def _unit_of(target: Target, unit: Unit | None) -> Unit | None:
    """Return the unit that a bare actual takes: that of the target."""
    match target:
        case Comparison(_, amount) | Between(_, amount):
            return amount.unit
        case Change():
            return target.amount.unit
        case _:
            return unit


def form_of(target: Target, bound: bool, direction: str | None, unmarked: str) -> str | None:
    """Return the form of a target, or None where it does not say which way is better.

    `bound` says that the words hold a comparator; else `direction`, what the project says of it,
    and then `unmarked`, what the ruleset does.
    """
    match target:
        case Between():
            return "range"
        case DateTarget():
            return "date"
        case YesNo():
            return "yes-no"
        case Change():
            # 较上年减少2% asks for at least that much, or for exactly that: the ruleset says.
            marked = bound or "positive" in (direction, unmarked)
            return "change" if marked else None
        case Comparison() if bound:
            return target.direction
        case _:
            return direction or (None if unmarked == "ask" else unmarked)


def _find_form(entry: ItemEntry, target: Target, unmarked: str, report: Report) -> str | None:
    """Return the form of a target; a direction that contradicts its words is noted."""
    words = entry.target or ""
    bound = _is_bound(words, target)
    said = target.direction if isinstance(target, Comparison) and bound else None
    fits = (None, said) if bound or not isinstance(target, Comparison | Change) else None
    if isinstance(target, Change):
        fits = (None, "positive")
    if fits is not None and entry.direction not in fits:
        report("SL418", "direction", direction=entry.direction, target=words)
    return form_of(target, bound, entry.direction, unmarked)


def _is_bound(words: str, target: Target) -> bool:
    """Return whether a target is written with a comparator."""
    return target.op != "=" if isinstance(target, Change) else has_bound(words)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A target and an actual held against each other, in the words of the form."""

    form: str
    target: str
    actual: str

    def compare(self, target: Target, actual: Actual) -> Figures | Awaiting:
        """Return the figures of the pair, or why a person has to look at it."""
        match target, actual:
            case Comparison(), Amount():
                return self._compare_amounts(target, actual)
            case Between(), Amount():
                return self._compare_range(target, actual)
            case DateTarget(), DateTarget():
                return self._compare_dates(target, actual)
            case YesNo(), YesNo():
                # Only `met`: the ways of other forms compute with target and actual as numbers.
                met = target.value == actual.value
                words = {"target": str(target), "actual": str(actual), "met": str(YesNo(met))}
                return self._finish({"met": met}, **words)
            case Change(), Change():
                return self._compare_changes(target, actual)
            case Comparison() | Between(), _:
                return self._await("SL526", "actual")
            case _:
                return self._await("SL452")

    def _finish(self, values: Mapping[str, Value], **words: str) -> Figures:
        return Figures({"form": self.form, **values}, words)

    def _await(self, code: str, *keys: str) -> Awaiting:
        """Return a reason with the words of target and actual, or those asked for."""
        words = {"target": self.target, "actual": self.actual}
        return code, tuple((key, words[key]) for key in keys or words)

    def _compare_amounts(self, target: Comparison, actual: Amount) -> Figures | Awaiting:
        if _may_be_share(self.actual, actual, target.amount):
            return self._await("SL532", "actual")
        low = target.amount.value if target.op == ">=" else None
        high = target.amount.value if target.op == "<=" else None
        if actual.approximate and not _lies_within(actual, low, high):
            return self._await("SL529", "actual")
        if target.op in ("<", ">") and actual.value == target.amount.value:
            return self._await("SL527")
        values = {"target": target.amount.value, "actual": actual.value}
        words = {"target": print_amount(target.amount), "actual": print_amount(actual)}
        return self._finish(values, **words)

    def _compare_range(self, target: Between, actual: Amount) -> Figures | Awaiting:
        low, high = target.low, target.high
        if _may_be_share(self.actual, actual, high):
            return self._await("SL532", "actual")
        if actual.approximate and not _lies_within(actual, low.value, high.value):
            return self._await("SL529", "actual")
        at_low = actual.value == low.value and not target.low_inclusive
        if at_low or (actual.value == high.value and not target.high_inclusive):
            return self._await("SL527")
        values = {"low": low.value, "high": high.value, "actual": actual.value}
        return self._finish(values, low=str(low), high=str(high), actual=print_amount(actual))

    def _compare_dates(self, target: DateTarget, actual: DateTarget) -> Figures | Awaiting:
        """Return how many days late the actual is; early and on time are 0 or fewer."""
        if target.op in (">", ">="):
            return self._await("SL454", "target")
        last = target.first - timedelta(days=1) if target.op == "<" else target.last
        late = (actual.last - last).days
        # In December, or some time in the year: the one may lie outside the other.
        astride = target.op == "=" and actual.first < target.first <= actual.last
        if astride or (late > 0 and actual.first != actual.last):
            return self._await("SL450")
        whole = target.first == target.last
        if target.edge_doubtful and actual.last >= target.first and (late <= 0 or not whole):
            return self._await("SL451")
        words = {"target": print_target(target), "actual": str(actual), "late": f"{late}天"}
        return self._finish({"late": late * read_unit("天").factor}, **words)

    def _compare_changes(self, target: Change, actual: Change) -> Figures | Awaiting:
        """Return both changes in the direction of the target; the other way counts below zero."""
        if target.op in ("<", "<="):
            return self._await("SL454", "target")
        # 10% more of something and 10 percentage points more are two things.
        kinds = [_kind_of(each.amount.unit) for each in (target, actual)]
        if target.baseline != actual.baseline or kinds[0] != kinds[1]:
            return self._await("SL453")
        size = actual.amount.value * (1 if actual.direction == target.direction else -1)
        if target.op == ">" and size == target.amount.value:
            return self._await("SL527")
        values = {"target": target.amount.value, "actual": size}
        sign = "-" if size < 0 else ""
        words = {"target": str(target.amount), "actual": f"{sign}{actual.amount}"}
        return self._finish(values, **words)


def _kind_of(unit: Unit | None) -> object:
    return unit and (unit.dimension, unit == read_unit("百分点"))


def _may_be_share(text: str, actual: Amount, target: Amount) -> bool:
    """Return whether a bare figure beside a target in % may be meant as a share, 0.96 as 96%."""
    percent = target.unit is not None and target.unit == read_unit("%")
    bare = text.strip()[-1:].isdecimal()
    return percent and bare and 0 < actual.printed <= 1 < target.printed


def _lies_within(actual: Amount, low: Fraction | None, high: Fraction | None) -> bool:
    """Return whether every figure that an approximate actual can mean lies in the bounds."""
    least, most = actual.interval
    if low is None and high is None:
        return False
    return (low is None or least >= low) and (high is None or most <= high)
