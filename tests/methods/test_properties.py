"""What holds of every method, for drawn facts: points in range, and better never scores lower."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.methods import FORM_METHODS, METHODS
from tests.engine.scoring import TIERS, make_plan, one_indicator, score
from tests.methods.plans import METHOD_FACTS, item_node, lots, method_plan, points_of, slot_plan

Parts = dict[str, Any]
Pair = tuple[Parts, Parts]
"""Two projects: the first is no better than the second."""

amounts = st.decimals(0, 10**6, places=2).map(str)
positive = st.decimals("0.01", 10**6, places=2).map(str)
hundredths = st.integers(0, 20000)
"""Rates from 0 to 200% in hundredths of a per cent."""


def in_order(
    values: st.SearchStrategy[Any],
    make: Callable[[Any], Parts],
    key: Callable[[Any], Any] = lambda value: value,
) -> st.SearchStrategy[Pair]:
    """Return pairs of projects made of two values, the worse one first."""
    return st.tuples(values, values).map(
        lambda two: (make(min(two, key=key)), make(max(two, key=key)))
    )


def of_rate(value: int) -> Parts:
    return {"facts": {"rate": f"{Decimal(value) / 100}%"}}


rising = in_order(hundredths, of_rate)
falling = in_order(hundredths, of_rate, lambda value: -value)
near = in_order(hundredths, of_rate, lambda value: -abs(value - 10000))


def of_flags(met: int) -> Parts:
    """Return a project that meets so many of two requirements."""
    return {"facts": {"has_rules": str(met > 0).lower(), "has_file": str(met > 1).lower()}}


flags = in_order(st.integers(0, 2), of_flags)


@st.composite
def rows(draw: st.DrawFn) -> Pair:
    """Draw two lists whose rows are one by one no better and no worse than each other."""
    drawn = draw(
        st.lists(
            st.tuples(st.integers(1, 9), st.integers(0, 12), st.integers(0, 12), st.integers(1, 5)),
            min_size=1,
            max_size=6,
        )
    )
    made = [
        lots(*((planned, pick(one, two), f"{money}万元") for planned, one, two, money in drawn))
        for pick in (min, max)
    ]
    return {"facts": {"lots": made[0]}}, {"facts": {"lots": made[1]}}


@st.composite
def panels(draw: st.DrawFn) -> Pair:
    """Draw two panels of which each expert gives no more in the first than in the second."""
    tenths = st.integers(0, 100)
    drawn = draw(st.lists(st.tuples(tenths, tenths), min_size=3, max_size=7))
    made = [[str(Decimal(pick(two)) / 10) for two in drawn] for pick in (min, max)]
    one, other = ({"panel": figures, "by": "组", "reason": "见意见"} for figures in made)
    return {"judgements": {"a": one}}, {"judgements": {"a": other}}


def of_figure(tenths: int) -> Parts:
    given_ = {"points": str(Decimal(tenths) / 10), "by": "组", "reason": "见意见"}
    return {"judgements": {"a": given_}}


@dataclass(frozen=True)
class Trial:
    """A method as an author writes it, and projects in the order of their merit."""

    method: Any
    pairs: st.SearchStrategy[Pair]
    least: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.method if isinstance(self.method, str) else str(self.method["kind"])


def deduct(measure: str, per: str, each: str, steps: str, floor: str = "0") -> dict[str, str]:
    return {
        "kind": "deduction",
        "measure": measure,
        "per": per,
        "each": each,
        "steps": steps,
        "base": "max_points",
        "floor": floor,
    }


def deviate(steps: str) -> dict[str, str]:
    rest = {"each": "1", "steps": steps, "base": "max_points", "floor": "0"}
    return {"kind": "deviation", "value": "rate", "centre": "100%", "per": "5%", **rest}


BY_LOT = {"kind": "by-row", "rows": "lots", "share": "min(lots_actual / lots_planned, 1)"}
BANDS = {
    "kind": "bands",
    "value": "rate",
    "bands": [
        {"from": "90%", "points": "10"},
        {"from": "60%", "points": "5 + (rate - 0.6) * 10"},
        {"below": "60%", "points": "0"},
    ],
}
RANKS = {
    "kind": "rank",
    "value": "place",
    "tiers": [
        {"to": "5", "points": "max_points"},
        {"to": "10", "points": "max_points - 0.5"},
        {"points": "max_points - 1"},
    ],
}
CASES = {
    "kind": "cases",
    "cases": {
        "most": {"when": "rate >= 0.8", "points": "10"},
        "some": {"when": "rate >= 0.6", "points": "10 * rate"},
    },
    "otherwise": "0",
}

TRIALS: dict[str, Trial] = {
    "proportional": Trial({"kind": "proportional", "value": "rate", "cap": "1"}, rising),
    "proportional, rounded": Trial(
        {
            "kind": "proportional",
            "value": "rate",
            "cap": "1",
            "rounding": {"places": "0", "mode": "half-even", "unit": "%"},
        },
        rising,
    ),
    "proportional, floored": Trial(
        {"kind": "proportional", "value": "rate - 0.5", "cap": "1", "floor": "0"}, rising
    ),
    "threshold": Trial(
        {"kind": "threshold", "value": "rate", "from": "60%", "above": "cap"}, rising
    ),
    "linear": Trial(
        {"kind": "linear", "value": "rate", "zero_at": "60%", "full_at": "100%"}, rising
    ),
    "linear, falling": Trial(
        {"kind": "linear", "value": "rate", "zero_at": "120%", "full_at": "80%"}, falling
    ),
    "bands": Trial(BANDS, rising),
    "levels": Trial(
        {"kind": "levels", "fact": "acceptance", "levels": {"all": "4", "some": "2", "none": "0"}},
        in_order(
            st.integers(0, 2),
            lambda place: {"facts": {"acceptance": ("none", "some", "all")[place]}},
        ),
    ),
    "rank": Trial(
        RANKS,
        in_order(st.integers(1, 30), lambda n: {"facts": {"place": str(n)}}, lambda n: -n),
    ),
    "cases": Trial(CASES, rising),
    "all-or-nothing": Trial({"kind": "all-or-nothing", "when": "rate >= 0.9"}, rising),
    "checklist": Trial(
        {
            "kind": "checklist",
            "entries": {
                "rules": {"when": "has_rules", "points": "6"},
                "file": {"when": "has_file", "points": "4"},
            },
        },
        flags,
    ),
    "deduction, started": Trial(deduct("1 - rate", "5%", "1", "started"), rising),
    "deduction, full": Trial(deduct("rate", "3%", "max_points / 20", "full", "2"), falling),
    "deduction, linear": Trial(deduct("rate", "7%", "1", "linear"), falling),
    **{
        f"deviation, {steps}": Trial(deviate(steps), near)
        for steps in ("linear", "full", "started")
    },
    "penalty": Trial(
        {"kind": "penalty", "when": "not has_rules", "points": "10", "otherwise": "max_points"},
        flags,
        -10,
        {"min_points": "-10"},
    ),
    "award": Trial(
        {"kind": "award", "measure": "honours", "per": "2项", "each": "3", "steps": "full"},
        in_order(st.integers(0, 40), lambda number: {"facts": {"honours": f"{number}项"}}),
    ),
    "by-row, equal": Trial({**BY_LOT, "weight": "1 / lots_count"}, rows()),
    "by-row, money": Trial({**BY_LOT, "weight": "lots_money / total(lots_money)"}, rows()),
    "by-row, rounded": Trial(
        {
            **BY_LOT,
            "weight": "1 / lots_count",
            "rounding": {"places": "0", "mode": "up"},
        },
        rows(),
    ),
    "formula": Trial(
        {
            "kind": "formula",
            "points": "max_points * (min(rate, 1) - 0.6) / 0.4 if rate >= 0.6 else 0",
        },
        rising,
    ),
    "formula, mean of rows": Trial(
        {"kind": "formula", "points": "max_points * mean(min(lots_actual / lots_planned, 1))"},
        rows(),
    ),
    "panel, mean": Trial({"kind": "panel", "combine": "mean"}, panels()),
    "panel, trimmed": Trial({"kind": "panel", "combine": "trimmed-mean", "trim": "1"}, panels()),
    "judged": Trial("judged", in_order(st.integers(0, 100), of_figure)),
}


@cache
def plan_for(name: str) -> Plan:
    return method_plan(TRIALS[name].method, **TRIALS[name].more)


@pytest.mark.parametrize("name", TRIALS)
@given(data=st.data())
def test_points_stay_in_range_and_better_never_scores_lower(name: str, data: st.DataObject) -> None:
    """Points lie between the least and the maximum; a better project never earns less."""
    worse, better = data.draw(TRIALS[name].pairs)
    low, high = points_of(plan_for(name), **worse), points_of(plan_for(name), **better)
    assert low is not None
    assert high is not None
    assert TRIALS[name].least <= low <= high <= 10


GIVEN_MAXIMUM = [
    name
    for name in TRIALS
    if name not in ("bands", "levels", "rank", "cases", "checklist", "penalty", "deduction, full")
]
"""What can be held to a maximum that the project states: points that are a share of it."""


@pytest.mark.parametrize("name", GIVEN_MAXIMUM)
@given(data=st.data(), most=st.integers(1, 400).map(lambda tenths: str(Decimal(tenths) / 10)))
def test_points_stay_within_a_maximum_that_the_project_states(
    name: str, data: st.DataObject, most: str
) -> None:
    """Where the ruleset does not fix the maximum, points never exceed what the project states."""
    _, better = data.draw(TRIALS[name].pairs)
    points = points_of(given_plan_for(name), **better, maxima={"a": most})
    # An assessor's figure above the maximum is refused, and leaves no points.
    assert points is None or 0 <= points <= Fraction(most)


@cache
def given_plan_for(name: str) -> Plan:
    return method_plan(TRIALS[name].method, "given", **TRIALS[name].more)


Targets = st.SearchStrategy[tuple[str, ...]]
"""A target, and two actuals of which the first is no better than the second."""


def targets(sign: str, better: Callable[[str], Any]) -> Targets:
    return st.tuples(positive, amounts, amounts).map(
        lambda drawn: (
            f"{sign}{drawn[0]}个",
            *(f"{each}个" for each in sorted(drawn[1:], key=better)),
        )
    )


higher = targets("≥", Fraction)
lower = targets("≤", lambda text: -Fraction(text))
exact = targets("=", Fraction)


def write_day(days: int) -> str:
    when = date(2021, 6, 1) + timedelta(days=days)
    return f"{when.year}年{when.month}月{when.day}日"


days = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
    lambda two: ("2021年6月30日前", write_day(max(two)), write_day(min(two)))
)
changes = st.tuples(st.integers(1, 50), st.integers(-50, 90), st.integers(-50, 90)).map(
    lambda drawn: (
        f"较上年减少{drawn[0]}%以上",
        *(f"较上年{'增加' if each < 0 else '减少'}{abs(each)}%" for each in sorted(drawn[1:])),
    )
)
ranges = st.tuples(st.integers(6, 30), st.integers(1, 40), st.integers(1, 40)).map(
    lambda drawn: (
        f"5–{drawn[0]}个",
        *(f"{each}个" for each in sorted(drawn[1:], key=lambda n: 5 <= n <= drawn[0])),
    )
)
answers = st.sampled_from([("是", "否", "否"), ("是", "否", "是"), ("是", "是", "是")])

WAYS: dict[str, tuple[str, Any, Targets]] = {
    "capped-ratio": ("positive", "capped-ratio", higher),
    "capped-ratio of a change": ("change", "capped-ratio", changes),
    "inverse-ratio": ("reverse", "inverse-ratio", lower),
    "linear-excess": ("reverse", "linear-excess", lower),
    "equal-to": ("equal", "equal-to", exact),
    "threshold": ("positive", {"kind": "threshold", "from": "60%", "above": "cap"}, higher),
    "threshold of a change": (
        "change",
        {"kind": "threshold", "from": "60%", "above": "cap"},
        changes,
    ),
    "all-or-nothing of a date": ("date", "all-or-nothing", days),
    "all-or-nothing of a range": ("range", "all-or-nothing", ranges),
    "all-or-nothing of yes or no": ("yes-no", "all-or-nothing", answers),
    "deduction of days": ("date", deduct("late", "30天", "max_points / 5", "started"), days),
    "deduction in points": ("date", deduct("late", "10天", "0.7", "full"), days),
    "deduction of a shortfall": (
        "positive",
        deduct("(target - actual) / target if target > 0 else 0", "5%", "max_points / 9", "linear"),
        higher,
    ),
    "formula": (
        "reverse",
        {
            "kind": "formula",
            "points": "max_points * max(0, min(1, 2 - actual / target)) if target > 0 else 0",
        },
        lower,
    ),
}


@cache
def slot_for(name: str) -> Plan:
    form, method, _ = WAYS[name]
    return slot_plan({form: method})


@pytest.mark.parametrize("name", WAYS)
@given(data=st.data())
def test_declared_indicators_stay_in_range_and_follow_their_direction(
    name: str, data: st.DataObject
) -> None:
    """A project's own indicators: in range, and better never scores lower, in every form."""
    target, worse, better = data.draw(WAYS[name][2])
    low, high = (item_node(slot_for(name), target, each).points for each in (worse, better))
    # On the very day that ends a “before”, nobody can say whether it is kept.
    if low is not None and high is not None:
        assert 0 <= low <= high <= 10
    else:
        assert write_day(29) in (worse, better)


_TIERS = slot_plan({"qualitative": TIERS})


@given(st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted))
def test_tiers_stay_in_range_and_follow_the_share(shares: list[int]) -> None:
    """A higher share, in whatever tier it lies, never earns less."""
    points = [item_node(_TIERS, "显著提升", "提升", tier=tier_of(each)).points for each in shares]
    assert [Fraction(each, 10) for each in shares] == points


def tier_of(share: int) -> dict[str, str]:
    level = "met" if share >= 80 else "partly" if share >= 60 else "not-met"
    return {"level": level, "rate": f"{share}%", "by": "组", "reason": "见意见"}


def test_every_method_is_tried() -> None:
    """No method is without its properties; three tiers have their own test above."""
    assert {method.kind for method in METHODS} == {trial.kind for trial in TRIALS.values()}
    tried = {way if isinstance(way, str) else str(way["kind"]) for _, way, _ in WAYS.values()}
    assert {method.kind for method in FORM_METHODS} == tried | {"three-tier"}


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_split_parts_are_equal_and_near_the_whole(tenths: list[int]) -> None:
    """Equal parts rounded to whole numbers differ from the whole by half a point each at most."""
    count = len(tenths)
    own = [{"target": "≥1个", "actual": f"{each}个"} for each in tenths]
    rows_ = [{"id": f"i{place}", "name": "指标", **item} for place, item in enumerate(own)]
    nodes = score(_split_plan(), indicators={"a": rows_}).nodes[1:]
    maxima = {node.max_points for node in nodes}
    assert 1 == len(maxima)
    total = sum((node.max_points or Fraction(0) for node in nodes), Fraction(0))
    assert abs(total - 15) <= Fraction(count, 2)


@cache
def _split_plan() -> Plan:
    declared = {"positive": "capped-ratio"}
    split = {"places": "0", "mode": "half-up"}
    own = {"label": "自设", "max_points": "15", "declared": declared, "split": split}
    return make_plan({"a": own}, facts=METHOD_FACTS, rounding={}, when_maxima_overflow="cap")


@given(spent=amounts, planned=positive)
def test_execution_is_the_decimal_figure(spent: str, planned: str) -> None:
    """Points of an execution rate are those of 200-digit decimal arithmetic, multiplied first."""
    plan = _execution_plan()
    with localcontext() as context:
        context.prec = 200
        rate = min(Decimal(10) * Decimal(spent) / Decimal(planned), Decimal(10))
        expected = rate.quantize(Decimal("0.01"), ROUND_HALF_UP)
    result = score(plan, facts={"spent": spent, "planned": planned})
    assert result.nodes[0].points == Fraction(expected)


@cache
def _execution_plan() -> Plan:
    return one_indicator({"kind": "proportional", "value": "spent / planned", "cap": "1"})
