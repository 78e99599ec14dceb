"""A project's own indicators: a target of each form that a ruleset scores, and an actual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

from hypothesis import strategies as st

from scorelib.compiler.graph.plan import Band, Occurrence, Plan, SlotPlan
from scorelib.testing.facts import REASON, Data, states
from scorelib.words.numbers import print_number

__all__ = ["BY", "Extent", "Slot", "contents", "list_slots"]

Extent = Literal["any", "whole", "by hand"]
"""How much of a project there is: anything that can be scored; everything; everything, with its
own indicators judged by persons, so that any points can be had."""

BY: Final = {"zh": "评价组", "en": "panel"}
_UNITS: Final = ("个", "天", "%", "万元", "米", "人次")
_WORDS: Final = ("显著提升", "有所改善", "达成预期指标")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a project's own indicators, with the tiers of its qualitative ones."""

    plan: SlotPlan
    tiers: Mapping[str, Band]


def list_slots(plan: Plan) -> dict[str, Slot]:
    """Return the slots of a plan by their paths.

    >>> import scorelib
    >>> plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))
    >>> list_slots(plan)["output.cost"].plan.forms
    ('positive', 'reverse', 'equal', 'qualitative')
    """
    templates = {each.slot: each for each in plan.occurrences if each.slot is not None}
    return {each.id: Slot(each, _find_tiers(each, templates[each.id])) for each in plan.slots}


def _find_tiers(slot: SlotPlan, template: Occurrence) -> dict[str, Band]:
    bands = [form.bands for form in template.forms if form.form == "qualitative"]
    return dict(zip(slot.tiers, bands[0], strict=True)) if bands and slot.tiers else {}


def contents(slot: Slot, most: Fraction, extent: Extent) -> st.SearchStrategy[Data]:
    """Return what an own indicator says beside its id, name and maximum.

    Mostly a target of a form that the slot scores, with an actual, or words with the points of
    who looked at them; where it need not be whole also words that await judgement, and a state.
    """
    if extent == "by hand":
        return _judged(most)
    known = [_FORMS[form] for form in slot.plan.forms if form in _FORMS]
    ways = [*(way() for way in known), _judged(most)]
    if slot.tiers:
        ways.append(_tiers(slot))
    return st.one_of(ways if extent == "whole" else [*ways, _unread(), states(missing=False)])


def _figures(sign: str) -> Callable[[], st.SearchStrategy[Data]]:
    """Return the forms that hold an amount against an amount: on the target and beside it."""

    def make() -> st.SearchStrategy[Data]:
        return st.builds(
            lambda target, unit, actual: {
                "target": f"{sign}{target}{unit}",
                "actual": f"{print_number(max(Fraction(0), Fraction(target) + actual))}{unit}",
            },
            st.integers(2, 120),
            st.sampled_from(_UNITS),
            st.integers(-12_000, 12_000).map(lambda count: Fraction(count, 100)),
        )

    return make


def _days() -> st.SearchStrategy[Data]:
    day = st.dates(date(2019, 1, 1), date(2024, 12, 31))
    return st.builds(
        lambda last, late: {"target": _write(last), "actual": _write(last + timedelta(days=late))},
        day,
        st.integers(-90, 90),
    )


def _write(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _answers() -> st.SearchStrategy[Data]:
    word = st.sampled_from("是否")
    return st.fixed_dictionaries({"target": word, "actual": word})


def _ranges() -> st.SearchStrategy[Data]:
    return st.builds(
        lambda low, width, actual: {"target": f"{low}至{low + width}天", "actual": f"{actual}天"},
        st.integers(1, 40),
        st.integers(1, 20),
        st.integers(0, 80),
    )


def _changes() -> st.SearchStrategy[Data]:
    size, word = st.integers(1, 40), st.sampled_from(("增长", "下降"))
    return st.builds(
        lambda word, target, actual: {
            "target": f"较上年{word}≥{target}%",
            "actual": f"较上年{word}{actual}%",
        },
        word,
        size,
        size,
    )


_FORMS: Final[Mapping[str, Callable[[], st.SearchStrategy[Data]]]] = {
    "positive": _figures("≥"),
    "reverse": _figures("≤"),
    "equal": _figures("="),
    "date": _days,
    "yes-no": _answers,
    "range": _ranges,
    "change": _changes,
}


def _tiers(slot: Slot) -> st.SearchStrategy[Data]:
    """Return a tier that an assessor names, with a share that lies in it."""
    shares = {
        name: [Fraction(n, 100) for n in range(101) if band.holds(Fraction(n, 100))]
        for name, band in slot.tiers.items()
    }
    chosen = st.sampled_from([(name, each) for name, found in shares.items() for each in found])
    return st.builds(
        lambda tier, words: {
            "target": words,
            "direction": "qualitative",
            "tier": {
                "level": tier[0],
                "rate": f"{print_number(tier[1] * 100)}%",
                "by": BY,
                "reason": REASON,
            },
        },
        chosen,
        st.sampled_from(_WORDS[:2]),
    )


def _judged(most: Fraction) -> st.SearchStrategy[Data]:
    """Return words that nobody can compute with, and the points of who looked at them."""
    points = st.integers(0, int(most * 2)).map(lambda count: print_number(Fraction(count, 2)))
    return st.builds(
        lambda words, given: {
            **words,
            "judgement": {"points": given, "by": BY, "reason": REASON},
        },
        _unread(),
        points,
    )


def _unread() -> st.SearchStrategy[Data]:
    word = st.sampled_from(_WORDS)
    return st.fixed_dictionaries({"target": word, "actual": word})
