"""Cases accepted: only what differs is written, where it stands; the rest of the file stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorelib.cli.commands import app
from tests.reading.test_case_tables import fill, write

CASES = """\
# 用例 cases
scorelib: 1
cases:
  - id: half      # 一半
    note: "例"
    facts: {done: 5, planned: 10}
    expect:
      points: {rate: 4}   # 10 × 5/10
      grade: 'none'
      findings: [SL999]
  - id: good
    note: 例
    facts: {done: 10, planned: 10}
    expect: {points: {rate: 10}}
"""


def update(home: Path) -> tuple[int, str, str]:
    """Update the cases; return the status, what was said, and the file."""
    done = CliRunner().invoke(app, ["test", str(home), "--update", "--lang", "en"])
    return done.exit_code, done.output, (home / "cases.yaml").read_text("utf-8")


def test_only_what_differs_changes(tmp_path: Path) -> None:
    """Figures, words between quotes and lists are written in place; comments stay."""
    status, said, text = update(write(tmp_path, CASES))
    expected = CASES.replace("rate: 4}", "rate: 5.00}").replace("[SL999]", "[SL536]")
    assert (0, expected) == (status, text)
    assert "cases.yaml:8:22  half rate: 4 → 5.00" in said
    assert "made/tables@1: 2 values changed" in said


def test_nothing_changes_twice(tmp_path: Path) -> None:
    """What was updated agrees, and is left alone."""
    home = write(tmp_path, CASES)
    update(home)
    before = (home / "cases.yaml").read_bytes()
    status, said, _ = update(home)
    assert (0, before) == (status, (home / "cases.yaml").read_bytes())
    assert "made/tables@1: nothing to change" in said


def test_a_case_that_expects_nothing_gets_total_and_grade(tmp_path: Path) -> None:
    """They are written behind its last line, with the indent of its keys."""
    cases = CASES.replace("    expect: {points: {rate: 10}}\n", "")
    status, _, text = update(write(tmp_path, cases))
    assert 0 == status
    assert text.endswith("10}\n    expect: {total: none, grade: none}\n")


def test_cells_are_updated_too(tmp_path: Path) -> None:
    """A row of a table is edited at its cell."""
    home = write(tmp_path, fill(["facts.done", "expect.points.rate"], ["[5, 5]", "[6, 7]"]))
    _, said, text = update(home)
    assert "rates-2 rate: 7 → 6.00" in said
    assert "      - [6, 6.00]\n" in text


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        # Refused without expecting it: a person has to see why.
        (CASES.replace("done: 5", "done: -5"), "SL403"),
        # A name that the result does not have cannot be guessed.
        (CASES.replace("{rate: 10}", "{rte: 10}"), "SL602"),
        # A list over several lines is left to a person.
        (CASES.replace("[SL999]", "\n        - SL999"), "SL609"),
    ],
)
def test_what_stays(cases: str, code: str, tmp_path: Path) -> None:
    """What no edit of one value settles is told, and the command fails."""
    status, said, _ = update(write(tmp_path, cases))
    assert 1 == status
    assert code in said


def test_rows_that_share_a_value_but_need_two(tmp_path: Path) -> None:
    """A figure of the base cannot be right for two rows that differ."""
    text = fill(["facts.done"], ["[6]", "[7]"])
    shared = text.replace("    columns:", "      expect: {points: {rate: 1}}\n    columns:")
    status, said, after = update(write(tmp_path, shared))
    assert (1, shared) == (status, after)
    assert "SL601" in said


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the place of the file is a message, not a traceback."""
    home = write(tmp_path, CASES)
    (home / "cases.yaml").unlink()
    (home / "cases.yaml").mkdir()
    done = CliRunner().invoke(app, ["test", str(home), "--update", "--lang", "en"])
    assert 1 == done.exit_code
    assert "SL604" in done.output
