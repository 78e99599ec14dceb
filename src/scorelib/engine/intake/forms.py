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

__all__ = [
    "Asked",
    "Awaiting",
    "Done",
    "Figures",
    "compare",
    "form_of",
    "read_asked",
    "read_done",
    "read_figures",
    "read_item_unit",
]

Awaiting = tuple[str, tuple[tuple[str, object], ...]]
"""Why an indicator awaits judgement: a code with arguments."""

_NO_TARGET: Final[Awaiting] = ("SL521", ())
_NO_ACTUAL: Final[Awaiting] = ("SL522", ())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the plan reads of an indicator, and the same as figures in words."""

    values: Mapping[str, Value]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a target asks for: its form, and the unit that a bare actual takes."""

    text: str
    target: Target
    form: str
    unit: Unit | None

    @property
    def values(self) -> Mapping[str, Value] | None:
        """The values it gives by itself, whatever amount it is held against; else None."""
        match self.target:
            case Comparison(_, amount):
                return {"target": amount.value}
            case Between(low, high):
                return {"low": low.value, "high": high.value}
            case _:
                return None

    @property
    def edges(self) -> tuple[Fraction, ...]:
        """The amounts of which its words do not settle whether they meet it."""
        match self.target:
            case Comparison("<" | ">", amount):
                return (amount.value,)
            case Between(low, high, low_inclusive, high_inclusive):
                ends = ((low.value, low_inclusive), (high.value, high_inclusive))
                return tuple(value for value, inclusive in ends if not inclusive)
            case _:
                return ()

    @property
    def excludes_shares(self) -> bool:
        """Whether it is in % and above 1%, so that a bare 0.96 beside it may mean 96%."""
        match self.target:
            case Comparison(_, amount) | Between(_, amount):
                return amount.printed > 1 and _is_percent(amount.unit)
            case _:
                return False


@dataclass(frozen=True, slots=True)
class Done:
    """An actual as read, and its words."""

    text: str
    actual: Actual

    @property
    def exact(self) -> Fraction | None:
        """The amount, where it is one and its words are exact."""
        actual = self.actual
        return actual.value if isinstance(actual, Amount) and not actual.approximate else None

    @property
    def may_be_share(self) -> bool:
        """Whether it is a bare figure up to 1, which beside a target in % may be a share."""
        actual = self.actual
        if not isinstance(actual, Amount) or not self.text.strip()[-1:].isdecimal():
            return False
        return 0 < actual.printed <= 1


def read_figures(entry: ItemEntry, slot: SlotPlan, report: Report) -> Figures | Awaiting:
    """Return the figures of an indicator, or why they cannot be scored by themselves."""
    asked = read_asked(entry, slot, report)
    if not isinstance(asked, Asked):
        return asked
    done = read_done(entry.actual, asked.unit)
    return compare(asked, done) if isinstance(done, Done) else done


def read_asked(entry: ItemEntry, slot: SlotPlan, report: Report) -> Asked | Awaiting:
    """Return what the target of an indicator asks for, or why it cannot be scored by itself.

    Nothing but target, unit and direction of the indicator is looked at.
    """
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
    return Asked(entry.target, target, form, _unit_of(target, unit))


def read_done(text: str | None, unit: Unit | None) -> Done | Awaiting:
    """Return the actual that a text states, a bare number in a unit, or why it states none."""
    if text is None:
        return _NO_ACTUAL
    actual = read_actual(text, unit)
    return _leave(actual) if isinstance(actual, Unread) else Done(text, actual)


def compare(asked: Asked, done: Done) -> Figures | Awaiting:
    """Return the figures of a target and an actual, or why a person has to look at them.

    Where the target has values of its own and the actual is exact, these values and the amount
    are the figures, unless the amount is at an edge or both say that it may be a share.
    """
    return _Reading(asked, done).compare()


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

    asked: Asked
    done: Done

    def compare(self) -> Figures | Awaiting:
        match self.asked.target, self.done.actual:
            case Comparison() | Between() as target, Amount() as actual:
                return self._compare_amounts(target, actual)
            case DateTarget() as target, DateTarget() as actual:
                return self._compare_dates(target, actual)
            case YesNo() as target, YesNo() as actual:
                # Only `met`: the ways of other forms compute with target and actual as numbers.
                met = target.value == actual.value
                words = {"target": str(target), "actual": str(actual), "met": str(YesNo(met))}
                return self._finish({"met": met}, **words)
            case Change() as target, Change() as actual:
                return self._compare_changes(target, actual)
            case Comparison() | Between(), _:
                return self._await("SL526", "actual")
            case _:
                return self._await("SL452")

    def _finish(self, values: Mapping[str, Value], **words: str) -> Figures:
        return Figures({"form": self.asked.form, **values}, words)

    def _await(self, code: str, *keys: str) -> Awaiting:
        """Return a reason with the words of target and actual, or those asked for."""
        words = {"target": self.asked.text, "actual": self.done.text}
        return code, tuple((key, words[key]) for key in keys or words)

    def _compare_amounts(self, target: Comparison | Between, actual: Amount) -> Figures | Awaiting:
        if self.asked.excludes_shares and self.done.may_be_share:
            return self._await("SL532", "actual")
        if actual.approximate and not _lies_within(actual, target):
            return self._await("SL529", "actual")
        if actual.value in self.asked.edges:
            return self._await("SL527")
        values = {**(self.asked.values or {}), "actual": actual.value}
        if isinstance(target, Comparison):
            words = {"target": print_amount(target.amount)}
        else:
            words = {"low": str(target.low), "high": str(target.high)}
        return self._finish(values, **words, actual=print_amount(actual))

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


def _is_percent(unit: Unit | None) -> bool:
    return unit is not None and unit == read_unit("%")


def _lies_within(actual: Amount, target: Comparison | Between) -> bool:
    """Return whether every figure that an approximate actual can mean meets a target."""
    least, most = actual.interval
    if isinstance(target, Between):
        return target.low.value <= least and most <= target.high.value
    if target.op == ">=":
        return target.amount.value <= least
    return target.op == "<=" and most <= target.amount.value
