"""The one command for contributors: `python dev.py test`, and what `python dev.py -h` lists.

Needs the standard library only. What a step needs is read from [dependency-groups] of
pyproject.toml and installed into the environment that runs this file, once per change of that
file; `setup` installs again.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PROJECT = ROOT / "pyproject.toml"
EXTRAS = "report,spark,table"  # every step also sees what users get by asking for these
REFERENCE = ROOT / "scripts" / "generate_reference.py"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one step; the first command that fails ends it with that command's status."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.partition("\n")[0])
    steps = parser.add_subparsers(dest="step", required=True, metavar="step")
    for name, function in STEPS.items():
        steps.add_parser(name, help=function.__doc__, add_help=name != "test")
    known, extra = parser.parse_known_args(arguments)
    if known.step == "test":
        test(extra)
    elif extra:
        parser.error(f"{known.step} takes no arguments: {shlex.join(extra)}")
    else:
        STEPS[known.step]()


def setup() -> None:
    """Install scorelib, editable, with everything a contributor needs."""
    install("dev")


def lint() -> None:
    """Look for mistakes and check the formatting (ruff)."""
    need("dev")
    run(tool("ruff"), "check", ".")
    run(tool("ruff"), "format", "--check", ".")


def types() -> None:
    """Check the types, strictly (mypy)."""
    need("dev")
    run(sys.executable, "-m", "mypy")


def floors() -> None:
    """Check that imports go down only (import-linter)."""
    need("test")
    run(tool("lint-imports"), "--no-logo")


def docs() -> None:
    """Check that the generated reference pages and schemas are up to date."""
    need("test")
    if REFERENCE.is_file():
        run(sys.executable, str(REFERENCE.relative_to(ROOT)), "--check")
        run(sys.executable, "-m", "scripts.generate_schemas", "--check")


def test(extra: Sequence[str] = ()) -> None:
    """Run the tests and every example of the documents; arguments go to pytest."""
    need("test")
    # The whole takes every core, a file to each; a few tests are quicker in one process.
    spread = () if extra else ("-n", "auto", "--dist", "loadfile")
    run(sys.executable, "-m", "pytest", *spread, *extra)


def every() -> None:
    """Run all of it, quickest first."""
    for step in (lint, types, floors, docs, test):
        step()


STEPS = {
    "setup": setup,
    "lint": lint,
    "types": types,
    "floors": floors,
    "docs": docs,
    "test": test,
    "all": every,
}


def run(*command: str) -> None:
    """Show a command and run it from the top folder; its failure ends the program."""
    shown = ["python" if part == sys.executable else part for part in command]
    print("$", shlex.join([Path(shown[0]).name, *shown[1:]]), flush=True)
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status:
        raise SystemExit(status)


def tool(name: str) -> str:
    """Return the program of a tool installed in this environment, whatever PATH says."""
    return shutil.which(name, path=sysconfig.get_path("scripts")) or name


def need(group: str) -> None:
    """Install a group unless this environment already has it for this very pyproject.toml."""
    if not (is_editable_here() and stamp(group).is_file()):
        install(group)


def install(group: str) -> None:
    """Install a group together with scorelib itself, editable, in one resolution."""
    tables = tomllib.loads(PROJECT.read_text("utf-8"))["dependency-groups"]
    requirements = list(dict.fromkeys(expand(group, tables)))
    project = f".[{EXTRAS}]"
    run(sys.executable, "-m", "pip", "install", "--quiet", "--editable", project, *requirements)
    stamp(group).touch()


def expand(group: str, groups: Mapping[str, Sequence[str | Mapping[str, str]]]) -> Iterator[str]:
    """Yield the requirements of a dependency group and of the groups it includes (PEP 735)."""
    for entry in groups[group]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from expand(entry["include-group"], groups)


def is_editable_here() -> bool:
    """Return whether the installed scorelib is this checkout, and not a copy of some day."""
    try:
        origin = importlib.metadata.distribution("scorelib").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return False
    found = json.loads(origin or "{}")
    editable = found.get("dir_info", {}).get("editable", False)
    return bool(editable) and found.get("url") == ROOT.as_uri()


def stamp(group: str) -> Path:
    """Return the file, inside the environment, that says a group was installed from this state."""
    state = PROJECT.read_bytes() + Path(__file__).read_bytes()
    return Path(sys.prefix, f".scorelib-{group}-{hashlib.sha256(state).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
