"""The commands `export` and `import`: a ruleset to Excel and back, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelib.compiler.loading.loader import load_ruleset
from tests.cli.test_commands import ROOT, run

POINTS = ROOT / "examples" / "rounding" / "points"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an example, exported."""
    path = tmp_path_factory.mktemp("books") / "rules.xlsx"
    made = run("export", POINTS, "-o", path, "--lang", "zh")
    assert 0 == made.returncode
    assert made.stdout.decode().startswith(f"已写出 {path}：本层 ")
    assert "SL789" in made.stderr.decode()
    return path


def test_there_and_back(workbook: Path, tmp_path: Path) -> None:
    """What is imported is the same ruleset, checks, and its first case holds."""
    found = run("import", workbook, "-o", tmp_path / "rules", "--lang", "en")
    assert (0, b"") == (found.returncode, found.stderr)
    assert load_ruleset(POINTS).canonical == load_ruleset(tmp_path / "rules").canonical
    text = (tmp_path / "rules" / "ruleset.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=schemas/ruleset.schema.json\n")
    assert (tmp_path / "rules" / "schemas" / "ruleset.schema.json").is_file()
    assert {0} == {run(each, tmp_path / "rules").returncode for each in ("check", "test")}


def test_nothing_is_overwritten(workbook: Path, tmp_path: Path) -> None:
    """A file that is there stays, unless --force; cases and README stay in any case."""
    (tmp_path / "ruleset.yaml").write_text("mine", "utf-8")
    (tmp_path / "README.md").write_text("mine", "utf-8")
    for arguments in (("import", workbook, "-o", tmp_path), ("export", POINTS, "-o", workbook)):
        refused = run(*arguments)
        assert (2, b"") == (refused.returncode, refused.stdout)
        assert "SL930" in refused.stderr.decode()
    assert "mine" == (tmp_path / "ruleset.yaml").read_text("utf-8")
    assert 0 == run("import", workbook, "-o", tmp_path, "--force").returncode
    assert "mine" != (tmp_path / "ruleset.yaml").read_text("utf-8")
    assert "mine" == (tmp_path / "README.md").read_text("utf-8")


def test_an_overlay_of_a_neighbour(tmp_path: Path) -> None:
    """A ruleset that extends a local one is found by where it is written to, as that one is."""
    base = tmp_path / "examples" / "rounding" / "points" / "1"
    base.mkdir(parents=True)
    (base / "ruleset.yaml").write_bytes((POINTS / "ruleset.yaml").read_bytes())
    own = tmp_path / "examples" / "own" / "1"
    own.mkdir(parents=True)
    (own / "ruleset.yaml").write_text(
        'scorelib: 1\nid: examples/own\nedition: "1"\nrevision: 1\ntitle: 本地\n'
        "extends: examples/rounding/points@1\n",
        "utf-8",
    )
    book = tmp_path / "own.xlsx"
    made = run("export", own, "-o", book, "--lang", "zh")
    assert "下层 examples/rounding/points@1 的" in made.stdout.decode()
    assert 0 == run("import", book, "-o", own, "--force").returncode
    assert ("examples/rounding/points@1", "examples/own@1") == tuple(
        each.reference for each in load_ruleset(own).layers
    )
    refused = run("import", book, "-o", tmp_path / "elsewhere", "--lang", "zh")
    assert 1 == refused.returncode
    assert "own.xlsx:说明!B10: 错误 SL343" in refused.stderr.decode()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", POINTS, "-o", "rules.csv"), "SL970"),
        (("export", "no/such", "-o", "rules.xlsx"), "SL902"),
        (("import", "missing.xlsx", "-o", "out"), "SL903"),
        (("import", POINTS / "ruleset.yaml", "-o", "out"), "SL626"),
    ],
)
def test_asked_for_wrongly(arguments: tuple[str | Path, ...], code: str, tmp_path: Path) -> None:
    """What is not there or cannot be is refused with a code, and nothing is written."""
    found = run(*arguments, cwd=tmp_path)
    assert (2, b"") == (found.returncode, found.stdout)
    assert code in found.stderr.decode()
    assert [] == list(tmp_path.iterdir())
