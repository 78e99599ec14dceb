"""Options that nothing would look at are refused: a gate that is passed over is an open one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scorelib.cli.commands import app
from tests.reading.advice.rules import write_ruleset


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("test", "--fail-under", "100"), "--fail-under"),
        (("test", "--edges", "--fail-under", "100"), "--fail-under"),
        (("test", "--format", "json"), "--format"),
        (("test", "--edges", "--format", "json"), "--format"),
        (("test", "--update", "--format", "json"), "--format"),
        (("test", "--coverage", "--sample", "3"), "--sample"),
        (("test", "--coverage", "--seed", "3"), "--seed"),
        (("test", "--jobs", "2"), "--jobs"),
        (("check", "--certificate", "--format", "json"), "--format"),
        (("check", "--fix", "--format", "json"), "--format"),
        (("check", "--diff", "--format", "sarif"), "--format"),
    ],
)
def test_an_option_that_does_nothing_here(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """Whoever forgets `--coverage` beside `--fail-under` is told so, not that all is well."""
    result = run(*arguments, write_ruleset(tmp_path))
    assert (2, True) == (result.exit_code, said in result.stderr)
    assert "" == result.stdout


def test_a_certificate_is_of_one_ruleset(tmp_path: Path) -> None:
    """The second of two rulesets is not called something that it is not."""
    path = write_ruleset(tmp_path)
    result = run("check", "--certificate", path, path)
    assert (2, True) == (result.exit_code, "one ruleset at a time" in result.stderr)
    project = tmp_path / "project.yaml"
    project.write_text("scorelib: 1\nproject: {id: x, name: x}\n", "utf-8")
    assert "SL753" in run("check", "--certificate", project).stderr


def test_the_share_that_is_asked_for_is_said_as_it_was_written(tmp_path: Path) -> None:
    """99.95 per cent are 99.95, not 1999/20."""
    result = run("test", "--coverage", "--fail-under", "99.95", write_ruleset(tmp_path))
    assert (1, True) == (result.exit_code, "99.95% are asked for" in result.stderr)
