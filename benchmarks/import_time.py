"""How long `import scorelib` takes, against `from pydantic import BaseModel`.

    python benchmarks/import_time.py

Runs both in alternation, each in a fresh interpreter, and prints the medians and the ratio. The
time is taken inside the process, around the import. Exits with 1 when the ratio is above 1.5, or
when importing scorelib loads pint, rich or polars. As a second figure it does the same for
everything that scoring needs, which pydantic is a part of.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 15
LIMIT = 1.5
HEAVY = ("pint", "rich", "polars", "typer")

STATEMENTS = {
    "from pydantic import BaseModel": "from pydantic import BaseModel",
    "import scorelib": "import scorelib",
    "from scorelib import evaluate": "from scorelib import evaluate",
}

PROGRAM = """
import sys, time
start = time.perf_counter()
{statement}
print(time.perf_counter() - start)
print(*[name for name in {heavy!r} if name in sys.modules])
"""


def measure(statement: str) -> tuple[float, list[str]]:
    """Return the seconds a statement takes in a fresh interpreter, and what heavy it loads."""
    program = PROGRAM.format(statement=statement, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    seconds, _, loaded = done.stdout.partition("\n")
    return float(seconds), loaded.split()


def main() -> int:
    """Print the table and return the exit code."""
    times: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    heavy: set[str] = set()
    for _ in range(ROUNDS):
        for name, statement in STATEMENTS.items():
            seconds, loaded = measure(statement)
            times[name].append(seconds)
            heavy |= set(loaded) if "scorelib" in name else set()
    medians = {name: statistics.median(each) for name, each in times.items()}
    base = medians["from pydantic import BaseModel"]
    for name, median in medians.items():
        print(f"{name:32} {median * 1000:8.1f} ms   {median / base:5.2f} ×")
    print(f"heavy modules loaded: {', '.join(sorted(heavy)) or 'none'}")
    return int(medians["import scorelib"] > LIMIT * base or bool(heavy))


if __name__ == "__main__":
    sys.exit(main())
