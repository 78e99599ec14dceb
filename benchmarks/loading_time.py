"""How long a ruleset of four layers takes to load, against the national one at its bottom alone.

    python benchmarks/loading_time.py

Loads both in alternation in one process, a few times to warm up and then many, and prints the
medians and the ratio. Loading reads and checks every document anew: nothing is kept in between.
Exits with 1 when the ratio is above 3.
"""

from __future__ import annotations

import statistics
import sys
import time

from scorelib.compiler.loading.loader import load_ruleset

ROUNDS = 30
WARM_UP = 3
LIMIT = 3
NATIONAL = "cn/mof/self-evaluation@2020"
LOCAL = "cn/anhui/hefei/yaohai/self-evaluation@2021"


def measure(reference: str) -> float:
    """Return the seconds that loading a ruleset takes."""
    start = time.perf_counter()
    load_ruleset(reference)
    return time.perf_counter() - start


def main() -> int:
    """Print the table and return the exit code."""
    layers = {name: len(load_ruleset(name).layers) for name in (NATIONAL, LOCAL)}
    times: dict[str, list[float]] = {NATIONAL: [], LOCAL: []}
    for number in range(WARM_UP + ROUNDS):
        for name, found in times.items():
            seconds = measure(name)
            if number >= WARM_UP:
                found.append(seconds)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{median * 1000:8.2f} ms  {layers[name]} layers  {name}")
    ratio = medians[LOCAL] / medians[NATIONAL]
    print(f"ratio {ratio:.2f} (at most {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
