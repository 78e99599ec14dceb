"""Many projects on the command line: one run, stored statistics, one project again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from scorelib.cli.terminal import tell_progress
from tests.cli.test_commands import check_clean, run

RULES = """\
scorelib: 1
id: test/cohort
edition: "1"
revision: 1
title: {zh: 比较, en: Comparison}
facts:
  income: {label: {zh: 收入, en: Income}, unit: 万元, min: 0}
values:
  share:
    label: {zh: 占比, en: Share}
    formula: (income - least) / (most - least) if most - least > 0 else 0
cohort:
  least: {label: {zh: 最低, en: Lowest}, of: income, statistic: min, places: 2, mode: half-up,
          unit: 万元}
  most: {label: {zh: 最高, en: Highest}, of: income, statistic: max, places: 2, mode: half-up,
         unit: 万元}
  place: {label: {zh: 名次, en: Place}, of: total, statistic: rank, order: descending, ties: min}
rounding: {points: {places: 2, mode: half-up}}
indicators:
  a:
    label: {zh: 甲, en: A}
    max_points: 100
    method: {kind: formula, points: "max_points * max(0, min(1, share))"}
outputs:
  out: {label: {zh: 名次, en: Place}, formula: place}
"""


def write_project(name: str, income: str) -> str:
    return json.dumps(
        {
            "scorelib": 1,
            "project": {"id": name, "name": {"zh": f"项目{name}", "en": f"Project {name}"}},
            "ruleset": "test/cohort@1",
            "assessed_period": "2021",
            "evaluated_on": "2022-01-31",
            "facts": {"income": income},
        },
        ensure_ascii=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the rules, three projects on lines, and one of them alone."""
    (tmp_path / "ruleset.yaml").write_text(RULES, "utf-8")
    lines = [write_project(f"p{n}", f"{n * n * 100}万元") for n in (1, 2, 3)]
    (tmp_path / "projects.ndjson").write_text("\n".join(lines), "utf-8")
    (tmp_path / "p2.json").write_text(lines[1], "utf-8")
    return tmp_path


def test_a_run_and_one_of_its_projects_again(folder: Path) -> None:
    """400 of 100 to 900 is 37.5 of 100; alone with the stored statistics the record is the same."""
    rules: list[str | Path] = ["--ruleset", folder, "--lang", "en"]
    lines, stored = folder / "projects.ndjson", folder / "cohort.json"
    done = run("score", lines, *rules, "--cohort-out", stored)
    assert (0, b"") == (done.returncode, done.stderr)
    table = [line.split() for line in done.stdout.decode().splitlines()[2:5]]
    assert [(row[0], row[3], row[4]) for row in table] == [
        ("p1", "0.00", "3"),
        ("p2", "37.50", "2"),
        ("p3", "100.00", "1"),
    ]
    assert "Lowest `least` = 100.00万元 (over 3 of 3 projects)" in done.stdout.decode()
    whole = run("score", lines, *rules, "--format", "json")
    alone = run("score", folder / "p2.json", *rules, "--format", "json", "--cohort", stored)
    record = json.loads(whole.stdout)
    assert (record["schema"], record["projects"]) == ("scorelib/run/1", "3")
    shared = {key: record[key] for key in ("rules", "statistics")}
    assert {**record["results"][1], **shared} == json.loads(alone.stdout)
    again = run("score", lines, *rules, "--format", "json", "--cohort", stored)
    assert again.stdout == whole.stdout
    told = run("explain", folder / "p2.json", "share", *rules, "--cohort", stored)
    assert "(400万元 - 100.00万元) / (900.00万元 - 100.00万元)" in told.stdout.decode()


def test_markdown_and_conditions(folder: Path) -> None:
    """A cohort of one has no score: the table says so, and `--strict` ends with 1."""
    arguments: list[str | Path] = ["score", folder / "p2.json", "--ruleset", folder, "--lang", "zh"]
    out: list[str | Path] = ["--cohort-out", folder / "one.json"]
    done = run(*arguments, *out, "--format", "markdown", "--strict")
    check_clean(done)
    assert done.returncode == 1
    shown = done.stdout.decode()
    assert "SL578 × 3" in shown
    assert "| p2 " in shown
    assert "SL909" in done.stderr.decode()
    alone = run(*arguments)
    assert "SL577" in alone.stdout.decode()


def test_what_is_wrong_is_told_for_all_projects(folder: Path) -> None:
    """A slip on line 2, a second p1: both in one run, at their places."""
    lines = folder / "projects.ndjson"
    text = lines.read_text("utf-8").splitlines()
    text[1] = text[1].replace("income", "incme")
    lines.write_text("\n".join([*text, text[0]]), "utf-8")
    done = run("score", lines, "--ruleset", folder, "--lang", "en")
    check_clean(done)
    assert (1, b"") == (done.returncode, done.stdout)
    found = done.stderr.decode()
    assert "projects.ndjson:2:" in found
    assert "SL401" in found
    assert "projects.ndjson:4:" in found
    assert "SL926" in found


def test_projects_that_ask_for_other_rulesets_are_not_mixed(folder: Path) -> None:
    """Two editions of one ruleset are two rulesets."""
    for edition in ("1", "2"):
        place = folder / "rules" / "test" / "cohort" / edition
        place.mkdir(parents=True)
        text = RULES.replace('edition: "1"', f'edition: "{edition}"')
        (place / "ruleset.yaml").write_text(text, "utf-8")
    text = (folder / "p2.json").read_text("utf-8")
    other = text.replace("cohort@1", "cohort@2").replace('"p2"', '"p4"')
    (folder / "p4.json").write_text(other, "utf-8")
    both = [folder / "p2.json", folder / "p4.json"]
    done = run("score", *both, "--rulesets", folder / "rules", "--lang", "en")
    check_clean(done)
    assert done.returncode == 1
    assert "SL927" in done.stderr.decode()


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--cohort", "p2.json"], 1, "SL929"),
        (["--cohort", "absent.json"], 2, "SL903"),
        (["--cohort", "p2.json", "--cohort-out", "s.json"], 2, "exclude each other"),
    ],
)
def test_options_that_do_not_fit(folder: Path, options: list[str], status: int, words: str) -> None:
    """A file that holds no statistics, one that is not there, and reading and writing at once."""
    given = [option if option.startswith("--") else folder / option for option in options]
    done = run("score", folder / "p2.json", "--ruleset", folder, "--lang", "en", *given)
    check_clean_usage(done.stderr)
    assert done.returncode == status
    assert words in " ".join(done.stderr.decode().split())


def check_clean_usage(stderr: bytes) -> None:
    assert b"Traceback" not in stderr


def test_progress_is_written_over_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """About a hundred times at most, and nothing is left of it at the end."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    for done in range(1, 1001):
        tell_progress(done, 1000)
    shown = stream.getvalue()
    assert "\r500 / 1000" in shown
    assert shown.count("\r") <= 102
    assert shown.endswith(" \r")
