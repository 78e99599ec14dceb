"""Mutants run in several processes at once: each has a runner of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.interrupts import hold_interrupts
from scorelib.reading.mutation.mutants import Fate, Mutant, MutantOutcome
from scorelib.reading.mutation.runner import Runner, start_runner

__all__ = ["run_in_processes"]

_CHUNK = 8
"""So many mutants are handed over at once: neighbours are mostly noticed by the same case."""

_RUNNERS: list[Runner] = []


def run_in_processes(
    ruleset: Ruleset, mutants: Sequence[Mutant], jobs: int
) -> Iterator[MutantOutcome]:
    """Yield what becomes of mutants of a ruleset that was read from a file, in their order.

    Every process reads the ruleset and its cases again. Whoever stops asking stops them all.
    """
    context = get_context("spawn")
    begun = (str(ruleset.path), ruleset.roots)
    pool = ProcessPoolExecutor(jobs, context, _begin, begun)
    try:
        with hold_interrupts():
            fates = pool.map(_run, [each.id for each in mutants], chunksize=_CHUNK)
        for mutant, (fate, by) in zip(mutants, fates, strict=True):
            yield MutantOutcome(mutant, fate, by)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(path: str, roots: Sequence[Path]) -> None:
    # Ctrl-C is for the one process that a person started; it stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _RUNNERS.append(start_runner(load_ruleset(Path(path), roots=roots)))


def _run(name: str) -> tuple[Fate, str]:
    runner = _RUNNERS[0]
    outcome = runner.run(runner.find(name))
    return outcome.fate, outcome.by
