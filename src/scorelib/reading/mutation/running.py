"""All mutants of a ruleset run against its cases, in one process or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

from scorelib.compiler.ruleset import Ruleset
from scorelib.reading.mutation.explanations import (
    find_explanation,
    find_stale,
    read_explanations,
)
from scorelib.reading.mutation.listing import count_inherited
from scorelib.reading.mutation.mutants import Mutant, MutantOutcome, MutationReport
from scorelib.reading.mutation.processes import run_in_processes
from scorelib.reading.mutation.runner import start_runner

__all__ = ["run_mutation"]

_FEW = 40
"""So few mutants are done before other processes have begun."""

Moved = Callable[[MutantOutcome, int], object]


def run_mutation(
    ruleset: Ruleset,
    *,
    sample: int | None = None,
    seed: int = 0,
    jobs: int = 1,
    moved: Moved | None = None,
) -> MutationReport:
    """Return what the cases beside a ruleset notice of its mutants.

    With a `sample` only so many mutants are run, chosen by `seed`. `moved` is called with each
    outcome as it comes, and with how many there will be. `jobs` is how many processes work, where
    the ruleset was read from a file.

    Raises `DocumentError` where the ruleset or its cases have problems: SL604 without cases,
    SL683 where a case fails before anything is changed.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> report = run_mutation(load_ruleset("cn/guangxi/self-evaluation@2020"))
    >>> report.count("killed"), report.survivors
    (3, ())
    """
    runner = start_runner(ruleset)
    mutants = runner.mutants
    chosen = _choose(mutants, sample, seed)
    explanations = read_explanations(ruleset)
    outcomes: list[MutantOutcome] = []
    fates: Iterable[MutantOutcome] = map(runner.run, chosen)
    if jobs > 1 and ruleset.path is not None and len(chosen) > _FEW:
        fates = run_in_processes(ruleset, chosen, jobs)
    for outcome in fates:
        if outcome.fate == "survived":
            reason = find_explanation(explanations, outcome.mutant.id)
            outcome = replace(outcome, explained=reason)  # noqa: PLW2901
        outcomes.append(outcome)
        if moved is not None:
            moved(outcome, len(chosen))
    whole = len(chosen) == len(mutants)
    survived = [each.mutant.id for each in outcomes if each.fate == "survived"]
    return MutationReport(
        ruleset,
        len(runner.cases.cases),
        count_inherited(ruleset),
        len(mutants),
        tuple(outcomes),
        find_stale(explanations, survived) if whole else (),
    )


def _choose(mutants: Sequence[Mutant], sample: int | None, seed: int) -> tuple[Mutant, ...]:
    """Return as many mutants as are asked for, in the order of the document."""
    if sample is None or sample >= len(mutants):
        return tuple(mutants)
    # A seed makes a choice that can be made again; nothing here is a secret.
    places = sorted(Random(seed).sample(range(len(mutants)), sample))
    return tuple(mutants[place] for place in places)
