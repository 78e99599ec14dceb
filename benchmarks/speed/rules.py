"""The job as figures, for those who write it by hand; points are in hundredths."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CHECKLISTS",
    "COUNTS",
    "COVERAGE",
    "FLAGS",
    "GRADES",
    "INDICATORS",
    "LEVELS",
    "MONEY",
    "PROGRESS",
    "QUALITY",
    "QUANTITY",
    "RATES",
    "RATIOS",
    "SATISFACTION",
    "TIERS",
]

LEVELS: Final = {"full": 100, "mostly": 80, "partly": 60, "none": 0}
"""What a tier earns of its points, in per cent."""

TIERS: Final = {"basis": 3, "approval": 3, "goals": 4, "contracts": 4, "acceptance": 4}

CHECKLISTS: Final = {
    "rules": ("has_finance_rules", "has_project_rules", "has_contract_rules"),
    "books": ("has_own_account", "has_vouchers", "has_audit"),
    "openness": ("is_published", "is_archived", "is_inspected"),
}
"""A point for each that holds."""

RATIOS: Final = {
    "execution": ("executed", "budget", 10),
    "arrival": ("arrived", "due", 5),
    "payment": ("paid", "contracted", 5),
    "own-funds": ("raised", "pledged", 5),
    "earnings": ("earned", "expected", 8),
}
"""What was reached, of what, and for how many points."""

PROGRESS: Final = ("invested", "investment", 8)
"""Nothing below 60 per cent, then in proportion to what lies above."""

SATISFACTION: Final = ((90, 600), (80, 480), (60, 300))
QUANTITY: Final = ((100, 600), (95, 500), (80, 360), (60, 200))
"""From so many per cent, so many points; below the last nothing."""

QUALITY: Final = ((0, 0), (60, 0), (80, 300), (95, 420), (100, 500))
COVERAGE: Final = ((0, 0), (50, 100), (90, 400), (100, 500))
"""Straight lines between these."""

GRADES: Final = ((90, "excellent"), (80, "good"), (60, "fair"), (0, "poor"))

INDICATORS: Final = (
    *TIERS,
    *CHECKLISTS,
    *RATIOS,
    "order",
    "timeliness",
    "satisfaction",
    "quantity",
    "quality",
    "coverage",
    "progress",
)

FLAGS: Final = tuple(flag for flags in CHECKLISTS.values() for flag in flags)
MONEY: Final = tuple(name for pair in (*RATIOS.values(), PROGRESS) for name in pair[:2])
COUNTS: Final = ("planned", "done", "faults", "delay")
RATES: Final = ("satisfaction", "passed", "served")
