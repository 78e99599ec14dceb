"""`scorelib docs` as a person runs it: which files are written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scorelib.cli.commands import app
from tests.cli.test_commands import run

METHOD = "examples/methods/bands"


def docs(*arguments: str | Path, status: int = 0) -> Result:
    """Run the command in this process, and hold its status against what is expected."""
    done = CliRunner().invoke(app, ["docs", *(str(each) for each in arguments)])
    assert status == done.exit_code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def names(folder: Path) -> list[str]:
    """Return the names of what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_pages_in_both_languages(tmp_path: Path) -> None:
    """A page of each ruleset in each language, and an index; the folder is made."""
    out = tmp_path / "new" / "site"
    done = docs(METHOD, "examples/methods/veto", "-o", out)
    pages = [
        f"examples.methods.{name}@1{lang}" for name in ("bands", "veto") for lang in ("", ".en")
    ]
    wanted = [f"{page}.html" for page in (*pages, "index", "index.en")]
    assert sorted(wanted) == names(out)
    assert all((out / name).as_posix() in done.stdout for name in wanted)
    assert '<html lang="en">' in (out / "index.en.html").read_text("utf-8")


@pytest.mark.parametrize(("lang", "word"), [("zh", "## 评价指标体系"), ("en", "## The system of")])
def test_markdown_in_one_language(lang: str, word: str, tmp_path: Path) -> None:
    """The language that is asked for has the plain names."""
    docs(METHOD, "-o", tmp_path, "--lang", lang, "--format", "md")
    assert ["examples.methods.bands@1.md", "index.md"] == names(tmp_path)
    assert word in (tmp_path / "examples.methods.bands@1.md").read_text("utf-8")


def test_nothing_is_overwritten_unless_it_is_asked_for(tmp_path: Path) -> None:
    """One page that is there stops all of them; with --force they are written."""
    docs(METHOD, "-o", tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    (tmp_path / "index.html").write_text("mine", "utf-8")
    assert "SL930" in docs(METHOD, "-o", tmp_path, status=2).stderr
    assert "mine" == (tmp_path / "index.html").read_text("utf-8")
    docs(METHOD, "-o", tmp_path, "--force")
    assert before == {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}


def test_wrong_requests_are_told(tmp_path: Path) -> None:
    """A ruleset that is not there, one with problems, a folder that is a file: no traceback."""
    assert "SL902" in docs("no/such", "-o", tmp_path / "a", status=2).stderr
    broken = tmp_path / "ruleset.yaml"
    broken.write_text("scorelib: 1\n", "utf-8")
    assert "ruleset.yaml:1:" in docs(broken, "-o", tmp_path / "b", status=1).stderr
    done = run("docs", METHOD, "-o", str(broken))
    assert (1, True) == (done.returncode, b"SL911" in done.stderr)
    assert ["ruleset.yaml"] == names(tmp_path)
