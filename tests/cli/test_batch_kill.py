"""`scorelib batch` killed at any moment and resumed: the bytes are those of a run left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scorelib.cli.tables import Request, run_request
from tests.cli.batches import read_files, write_tables
from tests.cli.test_commands import ROOT, check_interrupted, command, environment

KILLS = int(os.environ.get("SCORELIB_KILLS", "5"))
MANY = KILLS >= 50
COUNT = 3000
CHUNK = 150


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


STEPS = ("mkdir", "fsync", "replace", "unlink", "rmdir")
"""What changes the disk: the process may end before any of it."""


@contextmanager
def kill_at(number: int, patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """End the work before a step on the disk, counted from 0; give the steps taken."""
    taken: list[str] = []

    def watch(name: str) -> Callable[..., Any]:
        original = getattr(os, name)

        def step(*arguments: Any, **more: Any) -> Any:
            if len(taken) == number:
                raise Killed
            taken.append(name)
            return original(*arguments, **more)

        return step

    with patch.context() as patched:
        for name in STEPS:
            patched.setattr(os, name, watch(name))
        yield taken


def make_request(folder: Path, ending: str, **more: Any) -> Request:
    """Return a small run: some chunks, rejects, indicators of their own, a trace."""
    inputs = folder.parent
    trace = folder / "scored.trace.parquet"
    return Request(
        inputs / "projects.csv",
        folder / f"scored{ending}",
        "en",
        str(inputs / "ruleset.yaml"),
        items=inputs / "items.csv",
        trace=trace,
        chunk=25,
        **more,
    )


@pytest.mark.parametrize(("ending", "stride"), [(".csv", 1), (".parquet", 1 if MANY else 5)])
def test_killed_at_every_step(
    ending: str, stride: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each step on the disk the work ends; what goes on from there ends up the same."""
    write_tables(tmp_path, 50)
    alone = tmp_path / "alone"
    alone.mkdir()
    assert 1 == run_request(make_request(alone, ending))
    expected = read_files(alone)
    assert [f"scored{ending}", f"scored{ending}.rejects.csv", "scored.trace.parquet"] == sorted(
        expected, key=lambda name: (name != f"scored{ending}", name)
    )
    number, ended = 0, False
    while not ended:
        folder = tmp_path / f"killed-{number}"
        folder.mkdir()
        with kill_at(number, monkeypatch) as taken:
            try:
                run_request(make_request(folder, ending))
                ended = True
            except Killed:
                pass
        for name, data in read_plain(folder).items():
            assert (name, expected.get(name)) == (name, data), (number, taken[-3:])
        assert 1 == run_request(make_request(folder, ending, resume=True))
        assert expected == read_files(folder), (number, taken[-3:])
        number += stride
    assert number > 30


def read_plain(folder: Path) -> dict[str, bytes]:
    """Return the files that have their names; whatever is under way has a dot before it."""
    return {
        each.name: each.read_bytes() for each in folder.iterdir() if not each.name.startswith(".")
    }


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    inputs = folder.parent
    arguments: list[str | Path] = [
        "batch",
        inputs / "projects.csv",
        "--items",
        inputs / "items.csv",
    ]
    arguments += [
        "--ruleset",
        inputs / "ruleset.yaml",
        "-o",
        folder / "scored.csv",
        "--chunk",
        str(CHUNK),
    ]
    arguments += ["--trace", folder / "scored.trace.parquet", "--lang", "en", *more]
    return subprocess.Popen(
        command(*arguments),
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """SIGKILL after a random time, again and again, until a run comes to its end."""
    write_tables(tmp_path, COUNT)
    alone = tmp_path / "alone"
    alone.mkdir()
    begun = time.monotonic()
    process = start(alone)
    process.communicate(timeout=300)
    whole = time.monotonic() - begun
    assert 1 == process.returncode
    expected = read_files(alone)
    random, kills, round_ = Random(KILLS), 0, 0
    while kills < KILLS:
        folder = tmp_path / f"round-{round_}"
        folder.mkdir()
        round_ += 1
        ended = False
        while not ended:
            process = start(folder, "--resume")
            limit = random.uniform(0.3, 1.0) * whole if kills < KILLS else 300
            try:
                _, said = process.communicate(timeout=limit)
                assert (1, b"") == (process.returncode, said)
                ended = True
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.communicate()
                kills += 1
        assert expected == read_files(folder), f"round {round_}, {kills} kills"


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C ends a run with 130 and says how to go on; without --resume nobody overrides it."""
    write_tables(tmp_path, COUNT)
    folder = tmp_path / "out"
    folder.mkdir()
    process = start(folder, "--chunk", "60")
    work = folder / ".scored.csv.scorelib-batch"
    while process.poll() is None and not list(work.glob("*.note")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    shown, said = process.communicate(timeout=60)
    check_interrupted(process.returncode, said)
    assert b"" == shown
    assert b"SL980" in said
    assert b"--resume" in said
    again = start(folder, "--chunk", "60")
    _, said = again.communicate(timeout=60)
    assert (2, True) == (again.returncode, b"SL971" in said)
    other = start(folder, "--resume", "--chunk", "70")
    _, said = other.communicate(timeout=60)
    assert (2, True) == (other.returncode, b"the options" in said)
    last = start(folder, "--resume", "--chunk", "60")
    shown, _ = last.communicate(timeout=300)
    assert 1 == last.returncode
    assert shown.startswith(f"{COUNT} rows: ".encode())
    assert ["scored.csv", "scored.csv.rejects.csv", "scored.trace.parquet"] == list(
        read_files(folder)
    )
