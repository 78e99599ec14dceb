"""How the time of a run grows with its projects: 1,000 and 10,000 side by side.

    python benchmarks/cohort_time.py

Scores projects together by a ruleset with a mean of ratios, a deviation, a percentile, a rank and
a statistic of a statistic, a few times in alternation, and prints the best time of each and what
ten times as many projects take. Exits with 1 when a project of the large run takes more than
twice as long as one of the small.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.engine.cohort import evaluate_cohort
from scorelib.engine.intake.project import Project, load_project
from scorelib.ground.source import read_document
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument

SMALL, LARGE = 1_000, 10_000
ROUNDS = 2
LIMIT = 2.0

RULES = """\
scorelib: 1
id: benchmark/cohort
edition: "1"
revision: 1
title: {zh: 比较, en: Comparison}
facts:
  done: {label: {zh: 完成数, en: Done}, min: 0}
  planned: {label: {zh: 计划数, en: Planned}, above: 0}
values:
  rate: {label: {zh: 完成率, en: Rate}, formula: done / planned}
  away: {label: {zh: 偏离, en: Distance}, formula: abs(rate - mean_rate)}
cohort:
  mean_rate: {label: 均值, of: rate, statistic: mean, places: 6, mode: half-up}
  spread: {label: 标准差, of: rate, statistic: standard-deviation, deviation: sample,
           places: 6, mode: half-up}
  top: {label: 九成, of: rate, statistic: percentile, share: 90%, definition: linear,
        places: 6, mode: half-up}
  place: {label: 名次, of: rate, statistic: rank, order: descending, ties: min}
  most: {label: 最远, of: away, statistic: max, places: 6, mode: ceiling}
rounding: {points: {places: 2, mode: half-up}}
indicators:
  a:
    label: 甲
    max_points: 100
    method: {kind: formula, points: "max_points if rate >= top else 50 if place <= 500 else 0"}
  b:
    label: 乙
    max_points: 10
    method: {kind: formula, points: "max_points * max(0, min(1, away / most)) if most > 0 else 0"}
"""


def compile_rules() -> Plan:
    """Return the plan of the ruleset above."""
    tree = read_document(RULES, "ruleset.yaml")
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None:
        raise SystemExit("\n".join(each.message("en") for each in reading.problems))
    return compile_ruleset(Ruleset(reading.model, tree, (), canonical_form(reading.model)))


def make_projects(count: int) -> list[Project]:
    """Return projects whose rates have denominators that have little in common."""
    drawn = random.Random(count)
    return [
        load_project(
            {
                "scorelib": "1",
                "project": {"id": f"p{place}", "name": f"p{place}"},
                "assessed_period": "2021",
                "evaluated_on": "2022-01-31",
                "facts": {
                    "done": str(drawn.randrange(10**6)),
                    "planned": str(drawn.randrange(1, 10**6)),
                },
            }
        )
        for place in range(count)
    ]


def measure(plan: Plan, projects: Sequence[Project]) -> float:
    """Return the seconds that scoring projects together takes."""
    start = time.process_time()
    evaluate_cohort(plan, projects)
    return time.process_time() - start


def main() -> int:
    """Print the table and return the exit code."""
    plan = compile_rules()
    cohorts = {count: make_projects(count) for count in (SMALL, LARGE)}
    measure(plan, cohorts[SMALL][:100])
    best = dict.fromkeys(cohorts, float("inf"))
    for _ in range(ROUNDS):
        for count, projects in cohorts.items():
            best[count] = min(best[count], measure(plan, projects))
    for count, seconds in best.items():
        print(f"{count:>6} projects  {seconds:8.2f} s  {seconds / count * 1e3:7.3f} ms each")
    ratio = best[LARGE] / best[SMALL] * SMALL / LARGE
    print(f"each takes {ratio:.2f} times as long with ten times as many (at most {LIMIT:g})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
