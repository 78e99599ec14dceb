"""Small reports of a unit for tests: national form, every target met, one tenth not spent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["make_report", "write_lines", "write_report"]

_ITEMS = {
    "output.quantity": (20, "≥10个", "10个"),
    "output.quality": (10, "≥100%", "100%"),
    "output.timeliness": (10, "≤30天", "30天"),
    "output.cost": (10, "≤100万元", "100万元"),
    "benefit.economic": (30, "≥5%", "5%"),
    "satisfaction.served": (10, "≥90%", "90%"),
}


def make_report(
    name: str = "a", points: Mapping[str, str] | None = None, **parts: Any
) -> dict[str, Any]:
    """Return a report: 10 × 90/100 = 9 for execution, all of the other 90, so 99 in all.

    `points` are declared otherwise than that; the declared total goes along.
    """
    declared = {"execution-rate": "9"}
    declared |= {f"{slot}.i": str(most) for slot, (most, _, _) in _ITEMS.items()}
    declared |= points or {}
    total = sum(map(int, declared.values()))
    blank = {"state": "not-applicable", "reason": "本项目无此类效益"}
    slots = ("benefit.social", "benefit.ecological", "benefit.sustainable")
    return {
        "scorelib": 1,
        "project": {
            "id": name,
            "name": {"zh": f"项目{name}", "en": f"Project {name}"},
            "unit": {"zh": "甲单位", "en": "Unit A"},
        },
        "ruleset": "cn/mof/self-evaluation@2020",
        "assessed_period": "2021",
        "evaluated_on": "2022-01-31",
        "facts": {
            "budget": "100万元",
            "executed": {"value": "90万元", "at": {"zh": "决算表", "en": "final accounts"}},
        },
        "states": dict.fromkeys(slots, blank),
        "indicators": {
            slot: [
                {
                    "id": "i",
                    "name": {"zh": f"{slot}指标", "en": f"{slot} indicator"},
                    "max_points": most,
                    "target": target,
                    "actual": actual,
                }
            ]
            for slot, (most, target, actual) in _ITEMS.items()
        },
        "assessments": [
            {
                "id": "self",
                "role": "self-evaluation",
                "label": {"zh": "单位自评", "en": "The unit"},
                "points": declared,
                "reasons": {"execution-rate": {"zh": "尾款未付", "en": "the rest is not due yet"}},
                "total": str(total),
                "grade": "excellent",
            }
        ],
        **parts,
    }


def write_report(path: Path, report: Mapping[str, Any]) -> Path:
    """Write a report to a file as JSON, which is YAML too."""
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    return path


def write_lines(path: Path, *reports: Mapping[str, Any]) -> Path:
    """Write reports to a file, one a line."""
    lines = [json.dumps(report, ensure_ascii=False) for report in reports]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
