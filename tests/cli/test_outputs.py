"""Files that are written: who may read and write them stays, what is protected stays as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scorelib.cli.commands import app
from scorelib.cli.outputs import place_beside
from tests.reading.advice.rules import CASES, CLEAN, write_ruleset

LOOSE = CLEAN.replace("revision: 1", "revision:   1")
SLIP = CLEAN.replace("revision: 1", "revision：1")
OTHER = CASES.replace("rate: 5", "rate: 6")

WRITERS = [
    ("ruleset.yaml", LOOSE, ("fmt", "{}")),
    ("ruleset.yaml", SLIP, ("check", "{}", "--fix")),
    ("cases.yaml", CLEAN, ("test", "{}", "--update")),
]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


def write(folder: Path, text: str) -> Path:
    return write_ruleset(folder, text, OTHER).parent


@pytest.mark.parametrize(("name", "text", "command"), WRITERS, ids=lambda each: str(each)[:12])
def test_a_file_keeps_its_permissions(
    name: str, text: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    """A file that is for its owner alone is not for everybody after it was laid out anew."""
    folder = write(tmp_path, text)
    path = folder / name
    path.chmod(0o600)
    before = path.read_bytes()
    run(*(part.replace("{}", str(folder)) for part in command))
    assert (0o600, True) == (path.stat().st_mode & 0o777, path.read_bytes() != before)


def test_a_protected_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be written is not replaced either, though its folder would let one."""
    path = tmp_path / "cases.yaml"
    path.write_text("mine", "utf-8")
    # The tests may be run by somebody whom no protection stops.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError) as caught, place_beside(path) as part:
        part.write_text("other", "utf-8")
    assert caught.value.filename == path.as_posix()
    assert ["mine"] == [each.read_text("utf-8") for each in tmp_path.iterdir()]


@pytest.mark.parametrize("out", ["absent/found.json", "folder"])
def test_what_cannot_be_written_has_the_name_that_was_given(out: str, tmp_path: Path) -> None:
    """Neither the name of the unfinished file nor where the folder lies on this machine."""
    (tmp_path / "folder").mkdir()
    write_ruleset(tmp_path / "rules")
    asked = ["check", "rules", "--format", "json", "-o", out, "--lang", "en"]
    command = [sys.executable, "-m", "scorelib", *asked]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 1 == done.returncode
    assert f"SL911: the output cannot be written: {out}: " in done.stderr
    assert str(tmp_path) not in done.stderr
