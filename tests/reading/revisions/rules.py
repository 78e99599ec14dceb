"""A small ruleset that the tests of comparisons change in one place at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scorelib
from scorelib.compiler.ruleset import Ruleset
from scorelib.reading.revisions.changes import Comparison, compare_rulesets

RULES = """\
scorelib: 1
id: demo/rules
edition: "1"
revision: 1
title: {zh: 示范, en: Demonstration}
sources:
  rule: {title: {zh: 办法, en: Measures}, document: 甲〔2020〕1号, status: verified}
  other: {title: {zh: 细则, en: Details}, status: unverified}
facts:
  budget: {label: {zh: 预算, en: Budget}, unit: 万元, above: 0}
  paid: {label: {zh: 支出, en: Paid}, unit: 万元, min: 0}
  share: {label: {zh: 满意率, en: Satisfied}, unit: "%", min: 0, max: 100%}
values:
  rate: {label: {zh: 执行率, en: Rate}, formula: paid / budget, cites: rule#三}
rounding: {points: {places: 2, mode: half-up, cites: rule#五}}
policies: {when_missing: unscored, when_not_applicable: excluded, when_unassessable: unscored}
max_points: 100
indicators:
  process:
    label: {zh: 过程, en: Process}
    max_points: 60
    cites: rule#一
    indicators:
      execution:
        label: {zh: 执行, en: Execution}
        max_points: 40
        cites: rule#二
        method: {kind: proportional, value: rate, cap: 1, cites: rule#三}
      file:
        label: {zh: 档案, en: Files}
        max_points: 20
        method: judged
  result:
    label: {zh: 效果, en: Result}
    max_points: 40
    cites: rule#四
    method:
      kind: bands
      value: share
      bands:
        - {from: 90%, points: 40}
        - {from: 60%, points: 0.6 * (10 + 30)}
        - {below: 60%, points: 0}
grades:
  - {id: good, label: {zh: 良, en: good}, from: 80, cites: rule#六}
  - {id: fair, label: {zh: 中, en: fair}, from: 60, cites: rule#六}
  - {id: poor, label: {zh: 差, en: poor}, from: 0, cites: rule#六}
"""


def change_rules(*changes: tuple[str, str]) -> str:
    """Return the rules with some words replaced, each of which must stand there once."""
    text = RULES
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def load_rules(folder: Path, text: str, name: str) -> Ruleset:
    """Return the ruleset that a text is."""
    path = folder / name / "ruleset.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return scorelib.load(path)


def compare_texts(folder: Path, one: str, other: str) -> Comparison:
    """Return how one text differs from another."""
    return compare_rulesets(load_rules(folder, one, "one"), load_rules(folder, other, "other"))


def list_lines(comparison: Comparison, lang: Any = "zh") -> list[str]:
    """Return the changes in meaning in a line each: what, of what, before, after."""
    return [
        f"{each.what} {each.label.to(lang)} {each.side.to(lang)}: "
        f"{each.before and each.before.to(lang)} → {each.after and each.after.to(lang)}"
        for each in comparison.meant
    ]
