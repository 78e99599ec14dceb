"""A small ruleset with weak cases, written into a folder; and the mutants of it by their ids."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset

__all__ = ["CASES", "RULES", "write_ruleset"]

RULES: Final = """\
scorelib: 1
id: made/weak
edition: "1"
revision: 1
title: 练习
facts:
  executed: {label: 执行数, unit: 万元, min: 0}
  budget: {label: 预算数, unit: 万元, above: 0}
  satisfaction: {label: 满意度, unit: "%", min: 0, max: 100%}
rounding:
  points: {places: 2, mode: half-up}
max_points: 100
indicators:
  rate:
    label: 执行率
    max_points: 60
    method: {kind: formula, points: "60 * min(executed / budget, 1)"}
  survey:
    label: 满意度
    max_points: 40
    method:
      kind: bands
      value: satisfaction
      bands:
        - {from: 90%, points: 40}
        - {from: 60%, below: 90%, points: 20}
        - {below: 60%, points: 0}
grades:
  - {id: good, label: 良, from: 80}
  - {id: poor, label: 差, below: 80}
checks:
  - {id: within, assert: executed <= budget, severity: warning, message: 超预算}
"""

CASES: Final = """\
scorelib: 1
cases:
  - id: full
    note: 60 + 40 = 100
    facts: {executed: 100万元, budget: 100万元, satisfaction: 95%}
    expect: {total: 100, grade: good}
  - id: half
    note: 60 × 1/2 + 20 = 50
    facts: {executed: 50万元, budget: 100万元, satisfaction: 70%}
    expect: {total: 50, grade: poor}
"""


def write_ruleset(
    root: Path, cases: str = CASES, rules: str = RULES, name: str = "weak", readme: str = ""
) -> Ruleset:
    """Return a ruleset that was written with its cases into a folder of rulesets."""
    home = root / "made" / name / "1"
    home.mkdir(parents=True, exist_ok=True)
    (home / "ruleset.yaml").write_text(rules, "utf-8")
    (home / "cases.yaml").write_text(cases, "utf-8")
    if readme:
        (home / "README.md").write_text(readme, "utf-8")
    return load_ruleset(home)
