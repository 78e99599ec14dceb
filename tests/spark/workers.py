"""Workers that do what workers do to a cluster: die at the worst moment, and count what they do.

They stand in a module of their own, which the Python processes of Spark import.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from scorelib.compiler.compilation import compile_ruleset
from scorelib.engine.spark import workers

__all__ = ["Counting", "Mortal"]


def part_number() -> int:
    """Return which part of the table this process is at."""
    from pyspark import TaskContext

    context = TaskContext.get()
    assert context is not None
    return int(context.partitionId())


@dataclass(frozen=True)
class Mortal(workers.Worker):
    """A worker that is killed the first time it sees a part: while reading it, or later.

    Of every two parts one dies before anything has gone back to Spark, the other when some has.
    """

    folder: str = ""

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        number = part_number()
        with mock.patch.object(workers, "ROWS", 2_000):
            for given in super().__call__(self.watch(number, batches)):
                yield given
                if number % 2:
                    self.die(number)

    def watch(self, number: int, batches: Iterable[Any]) -> Iterator[Any]:
        for place, batch in enumerate(batches):
            if place == 1 and number % 2 == 0:
                self.die(number)
            yield batch

    def die(self, number: int) -> None:
        """End this process as a machine that fails does, once a part."""
        mark = Path(self.folder, str(number))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Counting(workers.Worker):
    """A worker that notes which process compiled a plan, and which saw a part."""

    folder: str = ""

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:

        def note(ruleset: Any) -> Any:
            self.mark("compiled")
            return compile_ruleset(ruleset)

        self.mark("seen")
        with mock.patch("scorelib.engine.spark.workers.compile_ruleset", note):
            yield from super().__call__(batches)

    def mark(self, word: str) -> None:
        with Path(self.folder, f"{word}-{os.getpid()}").open("a") as file:
            file.write(".")
