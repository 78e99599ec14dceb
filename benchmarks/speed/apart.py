"""A contestant in a process of its own: the most memory it takes, and how its time grows.

    python -m benchmarks.speed.apart memory NAME FILE
    python -m benchmarks.speed.apart growth NAME ROWS

The process prints one line of JSON. Memory is told by Linux alone.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

__all__ = ["compare_growth", "measure_memory"]

ROOT = Path(__file__).resolve().parents[2]
SMALL = 1_000_000
CHUNK = 1_000_000


def measure_memory(name: str, path: Path) -> dict[str, float]:
    """Return how many MiB a contestant takes beyond its input, a file of Arrow."""
    return _call("memory", name, str(path))


def compare_growth(name: str, rows: int) -> dict[str, float]:
    """Return the seconds a million rows take alone, and in a table of so many rows."""
    return _call("growth", name, str(rows))


def _call(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.speed.apart", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def run_memory(name: str, path: str) -> dict[str, float]:
    """Return the memory before a run and the most during it, beyond what was there."""
    import polars as pl

    contestant = _find(name)
    table = pl.read_ipc(BytesIO(Path(path).read_bytes()))  # not as pages of a file
    small = contestant.start(table.head(1000))
    small()
    run = contestant.start(table)
    _settle()
    before = _read("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    kept = run()
    peak = _read("VmHWM") - before
    del kept
    return {"before": before / 1024, "peak": peak / 1024}


def run_growth(name: str, rows: str) -> dict[str, float]:
    """Return the median seconds a million rows take, of a table of a million and of a larger.

    Both are in memory, side by side; the larger one is drawn a million rows at a time.
    """
    import polars as pl

    from benchmarks.speed.contestants import SEED, draw_table

    contestant = _find(name)
    parts = [
        draw_table(contestant.table, min(CHUNK, int(rows) - done), SEED + done // CHUNK)
        for done in range(0, int(rows), CHUNK)
    ]
    large = pl.concat(parts).rechunk()
    del parts
    sizes = {"small": min(SMALL, int(rows)), "large": int(rows)}
    runs = {each: contestant.start(large.head(size)) for each, size in sizes.items()}
    times: dict[str, list[float]] = {"small": [], "large": []}
    runs["small"]()
    for each in ("small", "large", "small", "large", "small", "large", "small"):
        gc.collect()
        start = time.perf_counter()
        kept = runs[each]()
        times[each].append((time.perf_counter() - start) / sizes[each] * SMALL)
        del kept
    return {each: statistics.median(found) for each, found in times.items()}


def _find(name: str) -> Any:
    from benchmarks.speed.contestants import CONTESTANTS

    return next(each for each in CONTESTANTS if each.name == name)


def _settle() -> None:
    """Give back what reading and preparing left behind."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    time.sleep(1)


def _read(key: str) -> int:
    """Return a figure of this process in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(key + ":")))


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for and print it."""
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    what, name, more = arguments
    found = {"memory": run_memory, "growth": run_growth}[what](name, more)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
