"""The bulk differential in full: `python -m tests.engine.columns.bulk --projects 1000000`.

A line a batch says its number, its seed, and what came of it; `--from` goes on after a stop.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context

from tests.engine.columns.bulk.batches import list_batches, time_batch
from tests.engine.columns.bulk.comparison import Compared

_SHOWN = 3
"""Of the differences of a batch so many are shown."""

_LIFE = 12
"""A process ends after so many batches: what was lowered for each is kept by its plan."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run batches in several processes; return how many cells differ, at most 100."""
    options = _read_options(arguments)
    numbered = list(enumerate(list_batches(options.projects, options.size)))
    waiting = [
        each
        for each in numbered[options.first : options.until]
        if options.ruleset in (None, each[1].ruleset)
    ]
    started, total = time.monotonic(), Totals()
    with get_context("spawn").Pool(options.processes, maxtasksperchild=_LIFE) as pool:
        for number, batch, seconds, found in pool.imap_unordered(time_batch, waiting):
            total.add(found)
            left = (time.monotonic() - started) * (len(waiting) / total.batches - 1)
            figures = f"{_show(found)}, {seconds:.1f} s; {left / 60:.0f} min left"
            _tell(f"{number} {batch.seed!r}: {figures}")
            for each in found.differences[:_SHOWN]:
                _tell(f"  {each}")
    _tell(f"{total}, {(time.monotonic() - started) / 60:.1f} min")
    return min(total.differences, 100)


class Totals:
    """What all batches came to."""

    def __init__(self) -> None:
        self.batches = self.rows = self.rejects = self.hand = self.ties = 0
        self.cells = self.differences = 0

    def add(self, found: Compared) -> None:
        self.batches += 1
        self.rows += found.rows
        self.rejects += found.rejects
        self.hand += found.by_hand
        self.ties += found.ties
        self.cells += found.cells
        self.differences += len(found.differences)

    def __str__(self) -> str:
        return (
            f"{self.batches} batches, {self.rows} projects scored and {self.rejects} refused, "
            f"{self.hand} by hand, {self.ties} turns of a rounding, "
            f"{self.cells} cells, {self.differences} differ"
        )


def _show(found: Compared) -> str:
    return (
        f"{found.rows}+{found.rejects} rows, {found.by_hand} by hand, {found.ties} turns, "
        f"{found.cells} cells, {len(found.differences)} differ"
    )


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.engine.columns.bulk", description=__doc__
    )
    parser.add_argument("--projects", type=int, default=20_000, help="of each of the two kinds")
    parser.add_argument("--size", type=int, default=5000, help="projects a batch")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first batch")
    parser.add_argument("--until", type=int, default=None, help="the batch to stop before")
    parser.add_argument("--ruleset", default=None, help="batches of this ruleset only")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(run())
