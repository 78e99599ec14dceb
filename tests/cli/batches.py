"""Tables of projects for the tests of `batch`, and the command as a process."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

__all__ = ["RULESET", "read_files", "write_rules", "write_tables"]


def _formula(points: str) -> dict[str, object]:
    method = {"kind": "formula", "points": points}
    return {"label": "指标", "max_points": "10", "method": method}


RULESET = {
    "scorelib": "1",
    "id": "test/rules",
    "edition": "1",
    "revision": "1",
    "title": "测试规则",
    "facts": {
        "budget": {"label": "预算数", "unit": "万元", "above": "0"},
        "executed": {"label": "执行数", "unit": "万元", "min": "0"},
        "rate": {"label": "完成率", "unit": "%", "min": "0"},
        "ready": {"label": "有制度", "kind": "flag"},
        "years": {
            "label": "各年",
            "kind": "list",
            "fields": {"actual": {"label": "实际", "min": "0"}},
        },
    },
    "rounding": {"points": {"places": "2", "mode": "half-up"}},
    "indicators": {
        "process": {
            "label": "过程",
            "indicators": {
                "execution": _formula("max_points * min(executed / budget, 1)"),
                "looked": {"label": "看", "max_points": "10", "method": "judged"},
            },
        },
        "rate": _formula("max_points * min(rate, 1)"),
        "years": _formula("min(total(years_actual), 10)"),
        "own": {"label": "自设", "max_points": "10", "declared": {"positive": "capped-ratio"}},
    },
    "when_maxima_overflow": "cap",
    "grades": [
        {"id": "good", "label": "良", "from": "25"},
        {"id": "poor", "label": "差", "from": "0"},
    ],
}
"""A ruleset with money, a share, a list of facts, a judgement, and a slot."""


def write_rules(folder: Path) -> Path:
    """Write the ruleset to a file."""
    path = folder / "ruleset.yaml"
    path.write_text(json.dumps(RULESET, ensure_ascii=False), "utf-8")
    return path


def write_tables(folder: Path, count: int) -> tuple[Path, Path]:
    """Write so many projects, some of them wrong, and their indicators in another order."""
    random = Random(count)
    write_rules(folder)
    projects, items = folder / "projects.csv", folder / "items.csv"
    with projects.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "budget", "executed", "judged.process.looked"))
        for number in range(count):
            budget = random.choice(("100万元", "3.5亿元", str(random.randrange(1, 9999))))
            executed = "-1" if number % 11 == 5 else f"{random.randrange(9000)}.{number % 100:02}"
            rows.writerow((f"p{number}", budget, executed, random.choice(("", "4.5", "5"))))
    own = [
        (f"p{number}", "own", f"i{place}", f"指标{place}", "5", "≥10座", f"{place}座")
        for number in range(count)
        for place in range(number % 3)
    ]
    random.shuffle(own)
    with items.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("project", "slot", "id", "name", "max_points", "target", "actual"))
        rows.writerows(own)
    return projects, items


def read_files(folder: Path) -> dict[str, bytes]:
    """Return what a run left in a folder; nothing but whole files is to be there."""
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}
