"""A small ruleset that leaves nothing to advise on, and what the tests change in it."""

from __future__ import annotations

from pathlib import Path

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.reading.advice.listing import Advice, advise_ruleset

__all__ = ["CASES", "CLEAN", "advise", "change", "write_ruleset"]

CLEAN = """\
scorelib: 1
id: example/advice
edition: "1"
revision: 1
title: {zh: 例, en: Example}
sources:
  form: {title: {zh: 表, en: Form}, status: verified}
facts:
  budget: {label: {zh: 预算数, en: Budget}, unit: 万元, above: 0}
  executed: {label: {zh: 执行数, en: Executed}, unit: 万元, min: 0}
rounding:
  points: {places: 2, mode: half-up}
indicators:
  rate:
    label: {zh: 执行率, en: Execution}
    max_points: 10
    cites: form
    method: {kind: proportional, value: executed / budget, cap: 1}
  work:
    label: {zh: 工作, en: Work}
    max_points: 5
    cites: form
    method: judged
"""
"""Nothing of it is advised on: every maximum cites a clause, every fact is used."""

CASES = """\
scorelib: 1
cases:
  - id: half
    note: {zh: 执行一半, en: half of it executed}
    facts: {budget: 100, executed: 50}
    judgements: {work: {points: 5, by: 张, reason: 好}}
    expect: {points: {rate: 5}}
"""

GRADES = """\
grades:
  - {id: good, label: {zh: 良, en: good}, from: 9, cites: form}
  - {id: poor, label: {zh: 差, en: poor}, from: 0, cites: form}
"""


def write_ruleset(folder: Path, text: str = CLEAN, cases: str | None = CASES) -> Path:
    """Write a ruleset, and its cases where there are any; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ruleset.yaml"
    path.write_text(text, "utf-8")
    if cases is not None:
        (folder / "cases.yaml").write_text(cases, "utf-8")
    return path


def change(*changes: tuple[str, str]) -> str:
    """Return the clean ruleset with parts replaced, each of which stands in it once at least."""
    text = CLEAN
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def advise(folder: Path, text: str = CLEAN, cases: str | None = CASES) -> Advice:
    """Return the advice on a ruleset that is written to a folder."""
    ruleset = load_ruleset(write_ruleset(folder, text, cases), roots=[])
    return advise_ruleset(ruleset, compile_ruleset(ruleset))
