"""The examples of the documents are really run, and a wrong one is really found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.markdown import CodeBlockParser

from tests.console import run_console

ROOT = Path(__file__).resolve().parents[2]


def run_block(folder: Path, *lines: str) -> None:
    """Run a document that consists of one console block."""
    document = folder / "page.md"
    document.write_text("\n".join(["```console", *lines, "```", ""]), "utf-8")
    parser = CodeBlockParser("console", run_console)
    (example,) = Sybil([parser], pattern="*.md").parse(document).examples()
    example.evaluate()


@pytest.mark.parametrize(
    ("name", "folder", "ending"),
    [
        ("documents", "docs", "*.md"),
        ("documents", ".", "README*.md"),
        ("docstrings", "src", "*.py"),
    ],
)
def test_no_document_is_passed_over(
    name: str, folder: str, ending: str, request: pytest.FixtureRequest
) -> None:
    """Every page and every module is looked at for examples, however deep it stands."""
    sybil = getattr(request.config.pluginmanager.getplugin(str(ROOT / "conftest.py")), name)
    top = ROOT / folder
    files = top.glob(ending) if folder == "." else top.rglob(ending)
    assert [] == [each for each in files if not sybil.should_parse(each)]


def test_wrong_output_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that prints something else than the page says fails the page."""
    monkeypatch.setattr("tests.console.run_command", lambda _: (0, "90.19\n"))
    with pytest.raises(SybilFailure, match="but it printed"):
        run_block(tmp_path, "$ scorelib score", "90.20")


def test_failing_command_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing command fails the page, unless the page shows the status it ended with."""
    monkeypatch.setattr("tests.console.run_command", lambda _: (3, ""))
    run_block(tmp_path, "$ scorelib check", "$ echo $?", "3")
    with pytest.raises(SybilFailure, match="ended with status 3"):
        run_block(tmp_path, "$ scorelib check")
    with pytest.raises(SybilFailure, match="ended with status 3"):
        run_block(tmp_path, "$ scorelib check", "$ scorelib score")


@pytest.mark.parametrize("line", ["$ rm -r .", "scorelib score"])
def test_other_commands_are_refused(line: str, tmp_path: Path) -> None:
    """Only scorelib is run; what does not start with a command is no console block."""
    with pytest.raises(ValueError, match=r"sh|command"):
        run_block(tmp_path, line)
