"""How many forms a second `scorelib reconcile` works through, and in how much memory.

    python benchmarks/reconcile_speed.py [FORMS] [FOLDER]

Writes forms of 20 indicators (four of five consistent, one of five with a mistake) into one file,
runs the command over all of them and over a quarter of them in two processes, and prints forms a
second and the most memory that the command and its workers had. Exits with 1 where the large run
needed over a tenth more memory than the small one.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

FORMS = 10_000
UNITS = 200
JOBS = 2
LIMIT = 1.10

SHAPE = {
    "output.quantity": (5, 3),
    "output.quality": (4, 3),
    "output.timeliness": (2, 4),
    "output.cost": (1, 15),
    "benefit.economic": (2, 5),
    "benefit.social": (2, 5),
    "benefit.sustainable": (1, 10),
    "satisfaction.served": (2, 5),
}
"""The places for indicators, how many stand there and how many points each of them is worth."""

BLANK = {"benefit.ecological": {"state": "not-applicable", "reason": "本项目无此类效益"}}


def make_form(number: int) -> dict[str, Any]:
    """Return a form: its budget half spent or more, each target met or missed by a little."""
    budget, spent = 100 + number % 900, 60 + number % 40
    points = {"execution-rate": _round(Decimal(spent) / 10)}
    indicators = {
        slot: list(_make_items(number, slot, count, maximum, points))
        for slot, (count, maximum) in SHAPE.items()
    }
    _make_mistake(number, points)
    total = sum(points.values(), Decimal(0))
    return {
        "scorelib": 1,
        "project": {
            "id": f"form-{number}",
            "name": {"zh": f"第{number}号项目", "en": f"Project {number}"},
            "unit": {"zh": f"第{number % UNITS}单位", "en": f"Unit {number % UNITS}"},
        },
        "ruleset": "cn/mof/self-evaluation@2020",
        "assessed_period": "2021",
        "evaluated_on": "2022-01-31",
        "facts": {"budget": f"{budget}万元", "executed": f"{budget * spent}00元"},
        "states": BLANK,
        "indicators": indicators,
        "assessments": [
            {
                "id": "self",
                "role": "self-evaluation",
                "points": {path: str(value) for path, value in points.items()},
                "reasons": dict.fromkeys(points, "进度晚于计划"),
                "total": str(_round(total)),
                "grade": _grade(total),
            }
        ],
    }


def _make_items(
    number: int, slot: str, count: int, maximum: int, points: dict[str, Decimal]
) -> Iterator[dict[str, Any]]:
    for place in range(count):
        target = 20 + 7 * place + number % 50
        missed = (number + place) % 4 == 0
        actual = target - 1 if missed else target
        earned = _round(Decimal(maximum) * actual / target)
        points[f"{slot}.i{place}"] = earned
        yield {
            "id": f"i{place}",
            "name": {"zh": f"{slot} 第{place}项", "en": f"{slot} {place}"},
            "max_points": maximum,
            "target": f"≥{target}个",
            "actual": f"{actual}个",
            "reason": "进度晚于计划",
        }


def _make_mistake(number: int, points: dict[str, Decimal]) -> None:
    """Put one of four mistakes into every fifth form; its total goes along with it."""
    if number % 5:
        return
    path = ("execution-rate", "output.quantity.i0", "output.quality.i1", "satisfaction.served.i0")
    wrong = path[number // 5 % len(path)]
    points[wrong] = max(points[wrong] - Decimal("0.5"), Decimal(0))


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _grade(total: Decimal) -> str:
    edges = ((90, "excellent"), (80, "good"), (60, "fair"), (0, "poor"))
    return next(grade for edge, grade in edges if total >= edge)


def write_forms(path: Path, count: int) -> None:
    """Write forms to a file, one a line."""
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            lines.write(json.dumps(make_form(number), ensure_ascii=False) + "\n")


def run_command(path: Path, out: Path) -> tuple[float, float, int, int]:
    """Return the seconds a run takes, by the clock and of work, and the most memory in MiB.

    That is the memory of the command and of a worker.
    """
    command = [sys.executable, "-m", "scorelib", "reconcile", str(path), "-o", str(out)]
    command += ["--jobs", str(JOBS), "--lang", "en", "--format", "csv"]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command) as process:
        watch = _Watch(process.pid)
        watch.start()
        status = process.wait()
        seconds = time.perf_counter() - start
        watch.stop()
    if status not in (0, 1):
        raise SystemExit(f"the command ended with {status}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, work, watch.parent, watch.worker


class _Watch(threading.Thread):
    """What looks at the memory of a process and of its children ten times a second (Linux)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.parent, self.worker = pid, 0, 0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.1):
            self.parent = max(self.parent, _read_peak(self.pid))
            for child in _list_children(self.pid):
                self.worker = max(self.worker, _read_peak(child))

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def _list_children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(each) for each in task.read_text().split()]
        except OSError:  # the thread has just ended
            continue
    return found


def _read_peak(pid: int) -> int:
    """Return the most memory a process ever had, in MiB; 0 where that cannot be told."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    kib = next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")
    return int(kib) // 1024


def main() -> int:
    """Print a line for each run and return the exit code."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FORMS
    peaks: list[int] = []
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        for forms in (count // 4, count):
            path = Path(folder, f"{forms}.ndjson")
            write_forms(path, forms)
            seconds, work, parent, worker = run_command(path, Path(folder, "out.csv"))
            peaks.append(parent + JOBS * worker)
            print(
                f"{forms:>6} forms  {seconds:7.1f} s  {forms / seconds:7.1f} forms/s  "
                f"{work / forms * 1000:.1f} ms of work each  "
                f"command {parent} MiB, each of {JOBS} workers at most {worker} MiB"
            )
    print(f"{os.cpu_count()} cores; memory {peaks[1] / peaks[0]:.2f} times (at most {LIMIT:g})")
    return int(peaks[1] > LIMIT * peaks[0])


if __name__ == "__main__":
    sys.exit(main())
