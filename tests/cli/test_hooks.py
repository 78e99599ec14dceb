"""The hooks for pre-commit: what their entries do with the files they are given."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from scorelib.cli.commands import app
from tests.reading.advice.rules import CASES, CLEAN

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

FILES = {
    "a/ruleset.yaml": CLEAN,
    "a/cases.yaml": CASES,
    "b/project.yaml": "scorelib: 1\nproject: {id: p, name: 甲}\nassessed_period: 2021\n"
    "evaluated_on: 2022-01-31\n",
    "c/other.yaml": "max_points：10\n",
}


def run_hook(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a hook as pre-commit does: its entry, and the files whose names it takes."""
    monkeypatch.chdir(folder)
    files = [path for path in FILES if re.search(HOOKS[name]["files"], path)]
    program, *arguments = shlex.split(HOOKS[name]["entry"])
    assert "scorelib" == program
    return CliRunner().invoke(app, [*arguments, *files]).exit_code


@pytest.mark.parametrize("name", ["scorelib-check", "scorelib-fmt"])
def test_hook(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rulesets, cases and projects pass; other YAML is not looked at; a slip is found."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert 0 == run_hook(name, tmp_path, monkeypatch)
    (tmp_path / "a/ruleset.yaml").write_text(
        CLEAN.replace("max_points:", "max_points：", 1), "utf-8"
    )
    assert 1 == run_hook(name, tmp_path, monkeypatch)


def test_hooks_are_whole() -> None:
    """Each hook says what pre-commit needs to know of it."""
    assert {"scorelib-check", "scorelib-fmt"} == HOOKS.keys()
    needed = {"id", "name", "description", "entry", "language", "types", "files"}
    assert all(needed == each.keys() for each in HOOKS.values())
