"""Shell examples of the documents: the commands are run, what they print is compared exactly.

A block marked `console` holds `$ scorelib …` commands, each followed by what it prints; one
that fails is followed by `$ echo $?`. Commands that are not to be run stand in `sh` blocks.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, STDOUT, run
from typing import Any

from sybil import Example

__all__ = ["close_workspace", "open_workspace", "run_console"]

ROOT = Path(__file__).parents[1]
PLAIN = {
    "NO_COLOR": "1",
    "TERM": "dumb",
    "COLUMNS": "100",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "SCORELIB_LANG": "",
}


def open_workspace(namespace: dict[str, Any]) -> None:
    """Enter a folder that looks like the checkout, so that a document may also write files."""
    workspace = tempfile.TemporaryDirectory()
    for name in ("examples", "rulesets"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, Path(workspace.name, name))
    namespace.update(_workspace=workspace, _left=Path.cwd())
    os.chdir(workspace.name)


def close_workspace(namespace: dict[str, Any]) -> None:
    """Go back to where the tests run and forget what the document wrote."""
    os.chdir(namespace["_left"])
    namespace["_workspace"].cleanup()


def run_console(example: Example) -> str | None:
    """Run a console block; return what differs from the document, or None."""
    status = 0
    for command, expected in read_steps(str(example.parsed)):
        if command == "echo $?":
            shown, status = f"{status}\n", 0
        elif status:
            break
        else:
            status, shown = run_command(command)
        if clean(shown) != clean(expected):
            return f"$ {command}\nexpected:\n{expected}\nbut it printed:\n{shown}"
    return f"the command before ended with status {status}" if status else None


def read_steps(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with what should follow it."""
    before, *steps = f"\n{block}".split("\n$ ")
    if before.strip():
        raise ValueError(f"a console block starts with a command, not with {before.strip()!r}")
    for step in steps:
        command, _, output = step.partition("\n")
        yield command.strip(), output


def run_command(command: str) -> tuple[int, str]:
    """Return the status and the output, errors included, of one scorelib command."""
    program, *arguments = shlex.split(command)
    if program != "scorelib":
        raise ValueError(f"only scorelib commands are run (mark the block `sh`): {command}")
    started = [sys.executable, "-m", "scorelib", *arguments]
    # A relative search path would lead nowhere from the folder that a document runs in.
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    found = os.pathsep.join(str(ROOT / path) for path in paths if path)
    environment = {**os.environ, **PLAIN, "PYTHONPATH": found}
    done = run(started, env=environment, stdout=PIPE, stderr=STDOUT, check=False)
    return done.returncode, done.stdout.decode("utf-8")


def clean(text: str) -> str:
    """Drop blanks at the ends of lines, which editors strip from documents."""
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())
