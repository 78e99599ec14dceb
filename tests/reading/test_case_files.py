"""Cases hold a ruleset to everything it gives: values, outputs, lists, grades, a whole cohort."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from scorelib.reading.cases import run_cases

RULES: Final = """\
scorelib: 1
id: made/cases
edition: "1"
revision: 1
title: 用例
facts:
  size: {label: 大小, min: 0, max: 10}
cohort:
  place: {label: 名次, of: size, statistic: rank, order: descending, ties: min}
values:
  half: {label: 一半, formula: size / 2}
  own: {label: 自己的名次, formula: place}
indicators:
  a: {label: 甲, max_points: 10, method: {kind: formula, points: size},
      grades: [{id: hi, label: 高, from: 5}, {id: lo, label: 低, below: 5}]}
  b: {label: 乙, max_points: 10, method: {kind: formula, points: 10 - size}}
outputs:
  big: {label: 大, formula: total > size}
  most: {label: 最多, worst: {of: total, order: highest, most: ties, when: points > 6}}
"""
CASE: Final = "  - {{id: x, note: 例, facts: {{size: 7}}, expect: {{{}}}}}\n"


def run(folder: Path, cases: str) -> list[list[str]]:
    """Return the codes of the problems of each case."""
    home = folder / "made" / "cases" / "1"
    home.mkdir(parents=True)
    (home / "ruleset.yaml").write_text(RULES, "utf-8")
    (home / "cases.yaml").write_text(f"scorelib: 1\ncases:\n{cases}", "utf-8")
    _, outcomes = run_cases(home)
    return [[each.code for each in outcome.problems] for outcome in outcomes]


@pytest.mark.parametrize(
    ("expected", "codes"),
    [
        ("values: {half: 3.50}, outputs: {big: 'true'}, listed: {most: [a]}, grades: {a: hi}", []),
        ("values: {own: none}, grades: {b: none}", []),
        ("values: {half: 3.4}", ["SL601"]),
        ("values: {half: half}", ["SL601"]),
        ("values: {hlaf: 3.5}", ["SL602"]),
        ("outputs: {big: 'false'}", ["SL601"]),
        ("outputs: {most: a}", ["SL602"]),
        ("listed: {most: none}", ["SL601"]),
        ("listed: {most: [b, a]}", ["SL601"]),
        ("listed: {big: [a]}", ["SL602"]),
        ("grades: {a: lo}", ["SL601"]),
        ("grades: {c: lo}", ["SL602"]),
    ],
)
def test_expectations(expected: str, codes: list[str], tmp_path: Path) -> None:
    """What a case names is compared, and a name that the result does not have is told."""
    assert [codes] == run(tmp_path, CASE.format(expected))


def test_cases_of_one_cohort_are_scored_together(tmp_path: Path) -> None:
    """Three cases of one name are ranked among each other; another name is another run."""
    rows = [("a", "one", 9, 1), ("b", "one", 4, 3), ("c", "one", 5, 2), ("d", "two", 1, 1)]
    cases = "".join(
        f"  - {{id: {name}, note: 例, cohort: {cohort}, facts: {{size: {size}}}, "
        f"expect: {{values: {{own: {place}}}}}}}\n"
        for name, cohort, size, place in rows
    )
    assert [[], [], [], ["SL601"]] == run(tmp_path, cases)


def test_a_cohort_is_refused_as_a_whole(tmp_path: Path) -> None:
    """Where one project of a run does not fit, none of it has a result."""
    cases = (
        "  - {id: a, note: 例, cohort: one, facts: {size: 11}, expect: {errors: [SL403]}}\n"
        "  - {id: b, note: 例, cohort: one, facts: {size: 3}, expect: {total: 10}}\n"
    )
    assert [[], ["SL403"]] == run(tmp_path, cases)
