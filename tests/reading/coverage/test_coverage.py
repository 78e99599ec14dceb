"""Coverage of a small ruleset in which every kind of target is written once, case by case."""

from __future__ import annotations

import json
import os
import re
from html import escape
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from scorelib.cli.commands import app
from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.reading.coverage.measure import Coverage, measure_coverage
from scorelib.reading.coverage.targets import list_targets
from scorelib.writing.coverage import print_coverage_page

ROOT: Final = Path(__file__).resolve().parents[3]
RULES: Final = """\
scorelib: 1
id: made/covered
edition: "1"
revision: 1
title: 覆盖
facts:
  size: {label: 大小, min: 0, max: 20}
  kind: {label: 类别, kind: category, values: {small: 小, large: 大}}
  checked: {label: 已验收, kind: flag}
rounding: {points: {places: 1, mode: half-up}}
policies: {when_missing: unscored}
tables:
  worth:
    label: 分值表
    kind: lookup
    by: [kind]
    rows:
      small: 1
      large: 2
values:
  capped:
    label: 封顶值
    formula: min(size, 10) if checked else 0
indicators:
  share: {label: 比例, max_points: 10, method: {kind: proportional, value: capped / 8, cap: 1}}
  level:
    label: 分档
    max_points: 10
    method:
      kind: bands
      value: size
      bands:
        - {from: 12, points: 10}
        - {below: 12, points: 5}
  kinds: {label: 类别, max_points: 10, method: {kind: formula, points: 5 * worth(kind)}}
  asked:
    label: 清单
    max_points: 10
    method:
      kind: checklist
      entries:
        seen: {label: 验收, when: checked, points: 10}
grades:
  - {id: good, label: 良, from: 25}
  - {id: poor, label: 差, from: 0}
grade_rules:
  - {id: unchecked, kind: veto, when: not checked, grade: poor}
checks:
  - id: sized
    assert: size >= 1
    severity: warning
    message: 过小
"""
CASE: Final = "  - {{id: {id}, note: 例, facts: {{{facts}}}, expect: {{errors: []}}}}\n"


def cover(folder: Path, *facts: str) -> Coverage:
    """Return what cases with these facts reach."""
    home = folder / "made" / "covered" / "1"
    home.mkdir(parents=True, exist_ok=True)
    (home / "ruleset.yaml").write_text(RULES, "utf-8")
    cases = "".join(CASE.format(id=f"c{i}", facts=each) for i, each in enumerate(facts))
    (home / "cases.yaml").write_text(f"scorelib: 1\ncases:\n{cases}", "utf-8")
    ruleset = load_ruleset(home)
    return measure_coverage(ruleset, compile_ruleset(ruleset))


def list_reached(coverage: Coverage) -> set[tuple[str, int, str]]:
    """Return what was reached: the kind, the line and the words."""
    return {
        (each.target.kind, each.target.place.line, each.target.label.zh)
        for each in coverage.own
        if each.cases
    }


def line_of(text: str) -> int:
    """Return the line of the ruleset in which a text stands."""
    return next(i for i, line in enumerate(RULES.splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("facts", "kind", "line", "label"),
    [
        ("size: 12", "band", "from: 12", "档 ≥12"),
        ("size: 11", "band", "below: 12", "档 <12"),
        ("size: 12", "edge", "from: 12", "恰在界线 12 上"),
        ("size: 11", "edge", "from: 12", "界线 12 旁一步"),
        ("kind: small", "row", "small: 1", "表 worth 第 1 行"),
        ("kind: large", "row", "large: 2", "表 worth 第 2 行"),
        ("checked: true", "option", "seen:", "验收"),
        ("checked: false", "option", "seen:", "验收：不符合"),
        ("checked: false", "rule", "id: unchecked", "一票否决：成立"),
        ("checked: true", "rule", "id: unchecked", "一票否决：不成立"),
        ("checked: true, size: 3", "branch", "formula:", "由 size 决定"),
        ("checked: true, size: 11", "branch", "formula:", "由 10 决定"),
        ("checked: false", "branch", "formula:", "其余：0"),
        ("checked: true, size: 9", "limit", "share:", "cap：起作用"),
        ("checked: true, size: 7", "limit", "share:", "cap：不起作用"),
        # 10 × 1/8 = 1.25 lies right between 1.2 and 1.3.
        ("checked: true, size: 1", "rounding", "rounding:", "half-up，1 位：恰在中间"),
        ("size: 0", "check", "id: sized", "sized：不成立"),
        ("size: 1", "check", "id: sized", "sized：成立"),
        ("size: 1", "edge", "assert:", "size >= 1：两边相等"),
        ("kind: small", "policy", "when_missing", "when_missing: unscored"),
        # 10 × 4/8 = 5, size below 12 gives 5, kind small 5, the list 10: 25.
        ("checked: true, size: 4, kind: small", "edge", "from: 25}", "恰在界线 25 上"),
        ("checked: true, size: 0, kind: large", "band", "from: 25}", "等级 良"),
    ],
)
def test_what_a_case_reaches(facts: str, kind: str, line: str, label: str, tmp_path: Path) -> None:
    """Each target is reached by the case that shows it."""
    assert (kind, line_of(line), label) in list_reached(cover(tmp_path, facts))


@pytest.mark.parametrize(
    ("facts", "kind", "line", "label"),
    [
        ("size: 10", "edge", "from: 12", "界线 12 旁一步"),  # two steps away
        ("size: 12.5", "edge", "from: 12", "恰在界线 12 上"),
        ("checked: true, size: 8", "limit", "share:", "cap：起作用"),  # 8/8 is just the cap
        ("checked: true, size: 10", "branch", "formula:", "由 10 决定"),  # both are 10
        ("checked: false, size: 11", "branch", "formula:", "由 10 决定"),  # never asked
        ("kind: small", "band", "from: 25}", "等级 良"),
    ],
)
def test_what_a_case_does_not_reach(
    facts: str, kind: str, line: str, label: str, tmp_path: Path
) -> None:
    """Near by is not there, and what was never asked was not reached."""
    assert (kind, line_of(line), label) not in list_reached(cover(tmp_path, facts))


def test_every_target_says_how_it_is_reached(tmp_path: Path) -> None:
    """Both languages say what it is and what a case would need; the lines are the ruleset's."""
    coverage = cover(tmp_path, "size: 12")
    assert coverage.missed
    for each in coverage.missed:
        assert all((*each.label, *each.hint))
        assert RULES.splitlines()[each.place.line - 1].strip()
        assert each.own


WHOLE: Final = (
    "checked: true, size: 0, kind: large",
    "checked: true, size: 1, kind: small",
    "checked: true, size: 4, kind: small",
    "checked: true, size: 3.92, kind: small",  # 10 × 3.92/8 = 4.9: one step below 25
    "checked: true, size: 11, kind: small",
    "checked: true, size: 12, kind: small",
    "checked: false, size: 2, kind: small",
    "size: 2",
)


def test_the_hundred_percent_is_all_of_it(tmp_path: Path) -> None:
    """Cases for everything leave nothing; without the one just below an edge, that is missed."""
    assert ((), 100) == ((whole := cover(tmp_path, *WHOLE)).missed, whole.percent)
    less = cover(tmp_path, *(each for each in WHOLE if "3.92" not in each))
    assert ["界线 25 旁一步"] == [each.label.zh for each in less.missed]
    assert less.percent < 100


def test_what_a_lower_layer_writes_is_apart() -> None:
    """Yunnan writes one line of its own; what Hubei and the nation write is theirs to test."""
    ruleset = load_ruleset("cn/yunnan/self-evaluation@2020")
    found = list_targets(ruleset, compile_ruleset(ruleset))
    assert [("indicator", "execution-rate")] == [(t.kind, t.node) for t in found if t.own]
    assert {"cn/hubei/self-evaluation@2020", "cn/mof/self-evaluation@2020"} == {
        each.place.layer for each in found if not each.own
    }


SHIPPED: Final = sorted((ROOT / "rulesets").rglob("ruleset.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.relative_to(ROOT).as_posix())
def test_shipped_cases_reach_everything(path: Path) -> None:
    """Nothing of a shipped ruleset is without a case."""
    ruleset = load_ruleset(path)
    coverage = measure_coverage(ruleset, compile_ruleset(ruleset))
    assert [] == [f"{each.place} {each.label.zh}" for each in coverage.missed]


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run the command; return its status and everything it said."""
    done = CliRunner().invoke(app, ["test", *map(str, arguments), "--lang", "en"])
    return done.exit_code, done.output


def test_the_command_tells_what_is_missing(tmp_path: Path) -> None:
    """A table by kind, then each target with its file and line; below the share it fails."""
    cover(tmp_path, "size: 12")
    home = tmp_path / "made" / "covered" / "1"
    status, said = run(home, "--coverage")
    assert 0 == status
    assert re.search(r"edges +[0-9]+ / [0-9]+ +[0-9]+%", said)
    assert f"ruleset.yaml:{line_of('small: 1')}: rows of tables: `worth`" in said
    status, said = run(home, "--coverage", "--fail-under", "99.5")
    assert 1 == status
    assert "SL672" in said


def test_the_record_holds_every_target(tmp_path: Path) -> None:
    """As JSON: each target with its place, its words in both languages and its cases."""
    coverage = cover(tmp_path, "size: 12")
    home = tmp_path / "made" / "covered" / "1"
    status, said = run(home, "--coverage", "--format", "json")
    record = json.loads(said)
    assert 0 == status
    assert (len(coverage.own), 1) == (len(record["own"]), record["cases"])
    (found,) = [t for t in record["own"] if t["label"]["en"] == "exactly on the edge 12"]
    assert (["c0"], line_of("from: 12")) == (found["cases"], found["line"])


def test_the_page_shows_every_line_and_nothing_runs(tmp_path: Path) -> None:
    """The file stands line by line; what a document says is text, whatever it looks like."""
    hostile = RULES.replace("过小", '"<script>alert(1)</script> {{ 7*7 }} ]]>"')
    cover(tmp_path, "size: 12")
    home = tmp_path / "made" / "covered" / "1"
    (home / "ruleset.yaml").write_text(hostile, "utf-8")
    ruleset = load_ruleset(home)
    page = print_coverage_page(measure_coverage(ruleset, compile_ruleset(ruleset)), "zh")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} ]]&gt;" in page
    assert "Content-Security-Policy" in page
    assert 1 == page.count("<script")
    assert f'href="#r-L{line_of("small: 1")}"' in page
    assert f'id="r-L{line_of("small: 1")}"' in page
    for line in hostile.splitlines():
        assert escape(line.strip(), quote=False) in page.replace("&#34;", '"').replace("&#39;", "'")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that is there stays, but with --force; a folder that takes no file is told."""
    cover(tmp_path, "size: 12")
    home, out = tmp_path / "made" / "covered" / "1", tmp_path / "page.html"
    assert 0 == run(home, "--coverage", "-o", out)[0]
    first = out.read_text("utf-8")
    out.write_text("mine", "utf-8")
    status, said = run(home, "--coverage", "-o", out)
    assert (2, "mine") == (status, out.read_text("utf-8"))
    assert "SL930" in said
    assert 0 == run(home, "--coverage", "-o", out, "--force")[0]
    assert first == out.read_text("utf-8")
    assert 1 == run(home, "--coverage", "-o", tmp_path / "nowhere" / "page.html")[0]


@pytest.mark.parametrize(
    "asked",
    [
        ["--coverage", "--edges"],
        ["--append"],
        ["-o", os.devnull],
        ["--coverage", "--fail-under", "many"],
        ["--coverage", "--fail-under", "101"],
    ],
)
def test_what_does_not_go_together_is_asked_for_wrongly(asked: list[str]) -> None:
    """The status of a wrong question is 2."""
    assert 2 == run("cn/yunnan/self-evaluation@2020", *asked)[0]
