"""The job as a good programmer writes it in exact decimals: multiply first, round once.

It keeps nothing but points, total and grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

__all__ = ["Answer", "Record", "score"]


@dataclass(slots=True)
class Record:
    """A project as a program has it: decimals, whole numbers, words and flags."""

    basis: str
    approval: str
    goals: str
    contracts: str
    acceptance: str
    has_finance_rules: bool
    has_project_rules: bool
    has_contract_rules: bool
    has_own_account: bool
    has_vouchers: bool
    has_audit: bool
    is_published: bool
    is_archived: bool
    is_inspected: bool
    executed: Decimal
    budget: Decimal
    arrived: Decimal
    due: Decimal
    paid: Decimal
    contracted: Decimal
    raised: Decimal
    pledged: Decimal
    earned: Decimal
    expected: Decimal
    invested: Decimal
    investment: Decimal
    planned: int
    done: int
    faults: int
    delay: int
    satisfaction: Decimal
    passed: Decimal
    served: Decimal


Answer = tuple[tuple[Decimal, ...], Decimal, str]

CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal("0.00")
THREE: Final = {
    "full": Decimal("3.00"),
    "mostly": Decimal("2.40"),
    "partly": Decimal("1.80"),
    "none": NOTHING,
}
FOUR: Final = {
    "full": Decimal("4.00"),
    "mostly": Decimal("3.20"),
    "partly": Decimal("2.40"),
    "none": NOTHING,
}
EACH: Final = tuple(Decimal(f"{number}.00") for number in range(4))
FIVE, EIGHT, TEN = Decimal("5.00"), Decimal("8.00"), Decimal("10.00")
FAULT, STEP, SHARE = Decimal("0.50"), Decimal("0.40"), Decimal("0.6")


def score(p: Record) -> Answer:
    """Return the points of a project, their sum and its grade."""
    points = (
        THREE[p.basis],
        THREE[p.approval],
        FOUR[p.goals],
        FOUR[p.contracts],
        FOUR[p.acceptance],
        EACH[p.has_finance_rules + p.has_project_rules + p.has_contract_rules],
        EACH[p.has_own_account + p.has_vouchers + p.has_audit],
        EACH[p.is_published + p.is_archived + p.is_inspected],
        _take_share(TEN, p.executed, p.budget),
        _take_share(FIVE, p.arrived, p.due),
        _take_share(FIVE, p.paid, p.contracted),
        _take_share(FIVE, p.raised, p.pledged),
        _take_share(EIGHT, p.earned, p.expected),
        FIVE - FAULT * p.faults if p.faults < 10 else NOTHING,
        FIVE - STEP * -(-p.delay // 10) if p.delay <= 120 else NOTHING,
        _step_satisfaction(p.satisfaction),
        _step_quantity(p.done, p.planned),
        _draw_quality(p.passed),
        _draw_coverage(p.served),
        _take_progress(p.invested, p.investment),
    )
    total = sum(points, NOTHING)
    return points, total, _grade(total)


def _take_share(full: Decimal, actual: Decimal, target: Decimal) -> Decimal:
    if actual >= target:
        return full
    return (full * actual / target).quantize(CENT, ROUND_HALF_UP)


SIX, FOUR_EIGHTY, THREE_SIXTY = Decimal("6.00"), Decimal("4.80"), Decimal("3.60")
TWO = Decimal("2.00")


def _step_satisfaction(rate: Decimal) -> Decimal:
    if rate >= 90:
        return SIX
    if rate >= 80:
        return FOUR_EIGHTY
    return EACH[3] if rate >= 60 else NOTHING


def _step_quantity(done: int, planned: int) -> Decimal:
    if done >= planned:
        return SIX
    share = 100 * done
    if share >= 95 * planned:
        return FIVE
    if share >= 80 * planned:
        return THREE_SIXTY
    return TWO if share >= 60 * planned else NOTHING


SLOPE, FLAT, LAST = Decimal("0.15"), Decimal("0.08"), Decimal("0.16")
FOUR_TWENTY = Decimal("4.20")
START, GENTLE, STEEP = Decimal("0.02"), Decimal("0.075"), Decimal("0.1")


def _draw_quality(rate: Decimal) -> Decimal:
    if rate <= 60:
        return NOTHING
    if rate <= 80:
        return ((rate - 60) * SLOPE).quantize(CENT, ROUND_HALF_UP)
    if rate <= 95:
        return ((rate - 80) * FLAT + 3).quantize(CENT, ROUND_HALF_UP)
    return ((rate - 95) * LAST + FOUR_TWENTY).quantize(CENT, ROUND_HALF_UP)


def _draw_coverage(rate: Decimal) -> Decimal:
    if rate <= 50:
        return (rate * START).quantize(CENT, ROUND_HALF_UP)
    if rate <= 90:
        return ((rate - 50) * GENTLE + 1).quantize(CENT, ROUND_HALF_UP)
    return ((rate - 90) * STEEP + 4).quantize(CENT, ROUND_HALF_UP)


def _take_progress(invested: Decimal, investment: Decimal) -> Decimal:
    if invested >= investment:
        return EIGHT
    above = invested - SHARE * investment
    if above < 0:
        return NOTHING
    return (20 * above / investment).quantize(CENT, ROUND_HALF_UP)


def _grade(total: Decimal) -> str:
    if total >= 90:
        return "excellent"
    if total >= 80:
        return "good"
    return "fair" if total >= 60 else "poor"
