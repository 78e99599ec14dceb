"""Mutation: small changes of a ruleset, each of which its cases should notice."""

from __future__ import annotations

from scorelib.reading.mutation.mutants import Mutant, MutantOutcome, MutationReport
from scorelib.reading.mutation.report import find_shortfall, list_survivors, report_mutation
from scorelib.reading.mutation.running import run_mutation

__all__ = [
    "Mutant",
    "MutantOutcome",
    "MutationReport",
    "find_shortfall",
    "list_survivors",
    "report_mutation",
    "run_mutation",
]
