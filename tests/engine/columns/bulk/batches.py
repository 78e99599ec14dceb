"""Batches of drawn projects, each with a seed of its own, so that any can be drawn again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.editions import list_rulesets
from scorelib.compiler.loading.loader import load_ruleset
from tests.engine.columns.bulk.comparison import Compared, compare
from tests.engine.columns.bulk.figures import Kind
from tests.engine.columns.bulk.projects import Drawer

__all__ = [
    "KINDS",
    "Batch",
    "find_drawer",
    "list_batches",
    "list_references",
    "run_batch",
    "time_batch",
]

KINDS: tuple[Kind, ...] = ("random", "adversarial")


@dataclass(frozen=True, slots=True)
class Batch:
    """So many projects of one kind for one ruleset; `index` tells it from the others like it."""

    ruleset: str
    kind: Kind
    index: int
    count: int

    @property
    def seed(self) -> str:
        """What the batch is drawn from, its size aside."""
        return f"{self.ruleset} {self.kind} {self.index}"


def list_references() -> list[str]:
    """Return the rulesets that come with scorelib."""
    return sorted(each.reference for each in list_rulesets())


def list_batches(projects: int, size: int) -> Iterator[Batch]:
    """Yield batches of both kinds, so many projects of each over all rulesets together.

    The rulesets take turns, so that any stretch of the batches tries them all.
    """
    references = list_references()
    shares = {
        name: projects // len(references) + (place < projects % len(references))
        for place, name in enumerate(references)
    }
    for index in range(-(-max(shares.values()) // size)):
        for name, share in shares.items():
            count = min(size, share - index * size)
            if count > 0:
                yield from (Batch(name, kind, index, count) for kind in KINDS)


@lru_cache(maxsize=32)
def find_drawer(reference: str) -> Drawer:
    """Return what draws projects for a ruleset."""
    return Drawer(compile_ruleset(load_ruleset(reference)))


def run_batch(batch: Batch) -> Compared:
    """Draw a batch, score it, and hold every cell against the reference.

    It is cut into tables: small ones have small figures, and are computed in narrow types.
    """
    drawer, found = find_drawer(batch.ruleset), list[Compared]()
    for count in _cut(batch):
        seed = f"{batch.seed} {count}"
        found.append(compare(drawer.plan, drawer.draw(Random(seed), batch.kind, count), seed))
    return Compared.add(found)


def _cut(batch: Batch) -> tuple[int, ...]:
    """Return how many projects each table of a batch has."""
    small: tuple[int, ...] = (3, 10, 40) if batch.count >= _MANY else ()
    if not small and batch.count > _FEW and batch.kind == "adversarial":
        # Every table is lowered anew, which takes longer than scoring a few rows.
        small = (10,)
    return *small, batch.count - sum(small)


_FEW, _MANY = 50, 1000


def time_batch(numbered: tuple[int, Batch]) -> tuple[int, Batch, float, Compared]:
    """Run a batch; return it with its number, the seconds it took, and what came of it."""
    number, batch = numbered
    started = time.monotonic()
    found = run_batch(batch)
    return number, batch, time.monotonic() - started, found
