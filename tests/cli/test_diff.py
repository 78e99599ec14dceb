"""`scorelib diff` as a person or a program runs it: formats, a corpus, files, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorelib.cli.commands import app
from tests.cli.test_commands import run
from tests.reading.revisions.rules import RULES, change_rules, load_rules
from tests.reading.revisions.test_effects import CAP, COHORT, make_project

HOSTILE = "=HYPERLINK(1) <script>x</script> ]]> {{ a }} | `b`"


@pytest.fixture
def rules(tmp_path: Path) -> tuple[str, str]:
    """Two rulesets: the second gives half of the points of execution at most."""
    load_rules(tmp_path, RULES, "one")
    load_rules(tmp_path, change_rules(CAP), "other")
    return str(tmp_path / "one"), str(tmp_path / "other")


def write_project(path: Path, **parts: object) -> str:
    path.write_text(json.dumps(make_project(**parts), ensure_ascii=False), "utf-8")  # type: ignore[arg-type]
    return str(path)


def call(*arguments: str | Path) -> tuple[int, str, str]:
    """Run a command in this process."""
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("lang", "summary", "row"),
    [
        ("zh", "计分方法改动 1 处，等级不变。", "按比例得分：上限 1"),
        ("en", "Ways of scoring changed: 1, grades as before.", "Proportional: cap 0.5"),
    ],
)
def test_what_changed_as_text(rules: tuple[str, str], lang: str, summary: str, row: str) -> None:
    done = run("diff", *rules, "--lang", lang)
    assert (0, b"") == (done.returncode, done.stderr)
    assert summary in done.stdout.decode()
    assert row in done.stdout.decode()


def test_a_ruleset_held_against_itself(rules: tuple[str, str]) -> None:
    for lang, words in (("zh", "规则的含义没有差别。"), ("en", "No difference in meaning.")):
        status, said, errors = call("diff", rules[0], rules[0], "--lang", lang)
        assert (0, "") == (status, errors)
        assert words in said


def test_a_corpus_in_json(rules: tuple[str, str], tmp_path: Path) -> None:
    """60 万元 of 100 earn 24, half of 40 is 20: 4 less, by the one change that there is."""
    project = write_project(tmp_path / "a.json")
    status, said, _ = call("diff", *rules, "--corpus", project, "--format", "json")
    record = json.loads(said)
    assert (0, "scorelib/diff/1") == (status, record["schema"])
    assert ["indicator:process.execution:method"] == [each["id"] for each in record["changes"]]
    (effect,) = record["corpus"]["projects"]
    assert ("68", "64", "-4", "0") == (
        effect["one"]["points"],
        effect["other"]["points"],
        effect["difference"],
        effect["together"],
    )
    (cause,) = effect["causes"]
    assert ("-4", ["indicator:process.execution:method"]) == (
        cause["alone"],
        record["corpus"]["trials"][cause["trial"]]["changes"],
    )


def test_what_cannot_be_read_is_named(rules: tuple[str, str], tmp_path: Path) -> None:
    """A file that is no project is listed with its problem; 1, since not all were compared."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_project(folder / "a.json")
    (folder / "b.yaml").write_text("project: [", "utf-8")
    status, said, _ = call("diff", *rules, "--corpus", folder, "--lang", "en")
    assert 1 == status
    assert "2 projects: points of 1 change" in said
    assert "SL005" in said


@pytest.mark.parametrize("ending", [".md", ".html", ".txt", ".json", ".xlsx", ".docx"])
def test_files(rules: tuple[str, str], tmp_path: Path, ending: str) -> None:
    """The ending is the format; a file that is there stays unless --force says otherwise."""
    out = tmp_path / f"out{ending}"
    assert 0 == call("diff", *rules, "-o", out, "--lang", "zh")[0]
    first = out.stat().st_size
    status, _, errors = call("diff", *rules, "-o", out, "--lang", "zh")
    assert (2, True, first) == (status, "SL930" in errors, out.stat().st_size)
    assert 0 == call("diff", *rules, "-o", out, "--lang", "en", "--force")[0]


def test_what_is_asked_wrongly(rules: tuple[str, str], tmp_path: Path) -> None:
    """Another ending, no project, no such file, rulesets that compare projects."""
    empty = tmp_path / "empty.ndjson"
    empty.write_text("\n", "utf-8")
    (tmp_path / "cohort").mkdir()
    load_rules(tmp_path, change_rules(("rounding:", COHORT)), "cohort")
    project = write_project(tmp_path / "a.json")
    for options, code in (
        ((*rules, "-o", tmp_path / "out.doc"), "SL970"),
        ((*rules, "--corpus", empty), "SL761"),
        ((*rules, "--corpus", tmp_path / "gone.yaml"), "SL903"),
        ((rules[0], tmp_path / "cohort", "--corpus", project), "SL760"),
        ((rules[0], "no/such@1"), "SL902"),
    ):
        status, said, errors = call("diff", *options, "--lang", "en")
        assert (2, "") == (status, said)
        assert errors.startswith(code), (code, errors)


@pytest.mark.parametrize("format", ["text", "markdown", "html", "json"])
def test_words_of_a_document_are_shown_as_words(tmp_path: Path, format: str) -> None:
    """Formulas, tags and braces in names do nothing anywhere."""
    load_rules(tmp_path, RULES, "one")
    load_rules(tmp_path, change_rules(("zh: 效果, en: Result", f"zh: '{HOSTILE}'"), CAP), "other")
    status, said, _ = call("diff", tmp_path / "one", tmp_path / "other", "--format", format)
    assert 0 == status
    assert ("<script>x" in said) == (format in ("text", "json"))
