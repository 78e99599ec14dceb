"""Cases: what an expert expects of a ruleset, held against what the engine gives."""

from __future__ import annotations

from scorelib.reading.cases.judging import (
    CaseOutcome,
    judge_cases,
    judge_runs,
    run_cases,
    score_cases,
)
from scorelib.reading.cases.loading import Cases, LoadedCase, load_cases

__all__ = [
    "CaseOutcome",
    "Cases",
    "LoadedCase",
    "judge_cases",
    "judge_runs",
    "load_cases",
    "run_cases",
    "score_cases",
]
