"""The command `verify`: what it prints and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorelib.cli.commands import app

CASE = Path(__file__).resolve().parents[2] / "examples" / "case-09"


def run(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, [str(each) for each in arguments])
    return found.exit_code, found.output


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    code, text = run("score", CASE, "--format", "json")
    assert (0, 1) == (code, text.count("\n"))
    path = tmp_path / "trace.json"
    path.write_text(text, "utf-8")
    return path


def test_an_honest_trace(trace: Path) -> None:
    """All is well: exit 0, with the hash to keep elsewhere."""
    code, text = run("verify", trace, "--lang", "en")
    assert 0 == code
    assert text.startswith("verified: case-09")
    assert "seal: sha256:" in text
    code, text = run("verify", trace, "--lang", "zh", "--ruleset", "cn/mof/self-evaluation")
    assert (0, "核验通过：case-09") == (code, text[:12])


def test_a_changed_trace(trace: Path) -> None:
    """What was changed is told, field by field, and the exit status is 1."""
    text = trace.read_text("utf-8")
    points = '"id":"total","max_points":"100"'
    assert points in text
    trace.write_text(text.replace(points, '"id":"total","max_points":"90"'), "utf-8")
    code, shown = run("verify", trace, "--lang", "en")
    assert 1 == code
    assert "SL952" in shown
    assert 'total.max_points: "90" → "100"' in shown


def test_another_ruleset(trace: Path) -> None:
    """A trace that rests on another ruleset than the one given does not hold."""
    code, shown = run(
        "verify", trace, "--lang", "zh", "--ruleset", "cn/yunnan/self-evaluation@2020"
    )
    assert 1 == code
    assert "SL957" in shown


def test_no_trace(tmp_path: Path) -> None:
    """What cannot be read ends in 2."""
    path = tmp_path / "a.json"
    path.write_text("{}", "utf-8")
    assert 2 == run("verify", path)[0]
    assert 2 == run("verify", tmp_path / "none.json")[0]
