"""Running in alternation: each round runs everybody once, and begins with the next."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Timing", "alternate"]


@dataclass(slots=True)
class Timing:
    """The seconds of each round, by the clock and of work on all cores."""

    seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median by the clock."""
        return statistics.median(self.seconds)

    @property
    def median_work(self) -> float:
        """The median of work."""
        return statistics.median(self.work)


def alternate(
    runs: Mapping[str, Callable[[], Any]], rounds: int, tell: Callable[[str], None]
) -> dict[str, Timing]:
    """Return the timing of each; a first round, in which everything is new, does not count."""
    timings = {name: Timing() for name in runs}
    names = list(runs)
    for number in range(rounds + 1):
        tell(f"round {number} of {rounds}")
        for name in _rotate(names, number):
            seconds, work = _time(runs[name])
            tell(f"  {name}: {seconds:.3f} s, {work:.3f} of work")
            if number:
                timings[name].seconds.append(seconds)
                timings[name].work.append(work)
    return timings


def _rotate(names: Sequence[str], by: int) -> list[str]:
    place = by % len(names)
    return [*names[place:], *names[:place]]


def _time(run: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of one run; what it gives is kept until the clock has stopped."""
    gc.collect()
    gc.disable()
    try:
        work, start = time.process_time(), time.perf_counter()
        kept = run()
        seconds, work = time.perf_counter() - start, time.process_time() - work
    finally:
        gc.enable()
    del kept
    return seconds, work
