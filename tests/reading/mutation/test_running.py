"""Cases that are weak let named mutants live; the case that was missing kills them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from scorelib.ground.errors import DocumentError, Lang
from scorelib.reading.mutation import (
    MutationReport,
    find_shortfall,
    list_survivors,
    report_mutation,
    run_mutation,
)
from scorelib.writing.mutation import PRINTERS, record_mutation
from tests.reading.mutation.rulesets import CASES, RULES, write_ruleset


def fates(found: MutationReport) -> Mapping[str, str]:
    """Return what became of each mutant, by its id."""
    return {each.mutant.id: each.fate for each in found.outcomes}


def case(name: str, facts: str, expect: str) -> str:
    return f"  - {{id: {name}, note: 例, facts: {{{facts}}}, expect: {{{expect}}}}}\n"


KILLERS: Final = (
    # What nobody tests, the case that does, by hand, and the mutants that it tells apart.
    (
        case("edge", "executed: 1万元, budget: 1万元, satisfaction: 90%", "points: {survey: 40}"),
        (
            "indicators.survey.method.bands[0].from:→above",
            "indicators.survey.method.bands[0].from:90%→91%",
        ),
    ),
    (
        case("below", "executed: 1万元, budget: 1万元, satisfaction: 89%", "points: {survey: 20}"),
        ("indicators.survey.method.bands[0].from:90%→89%",),
    ),
    (
        # 60 × 1/16000 = 0.00375, half up 0; 60 × 1/1600 = 0.0375, half up 0.04, down 0.03
        case("tie", "executed: 1万元, budget: 1600万元", "points: {rate: 0.04}"),
        ("rounding.points.mode:→down", "rounding.points.places:2→3", "rounding.points.places:2→1"),
    ),
    (
        # 60 × 1/800 = 0.075, a tie: 0.08, and half down 0.07
        case("half-way", "executed: 1万元, budget: 800万元", "points: {rate: 0.08}"),
        ("rounding.points.mode:→half-down",),
    ),
    (
        case("beyond", "executed: 2万元, budget: 1万元, satisfaction: 0", "findings: [SL514]"),
        ("checks.within.assert:not", "checks.within.assert:executed↔budget"),
    ),
    (
        # 40 + 60 × 2/3 = 80, and 20 + 59.99 is just below
        case("grade", "executed: 2万元, budget: 3万元, satisfaction: 95%", "grade: good"),
        ("grades.good.from:→above", "grades.good.from:80→80.01"),
    ),
    (
        # 60 × 39.99/60 = 39.99, 39.99 + 40 = 79.99
        case("poor", "executed: 39.99万元, budget: 60万元, satisfaction: 95%", "grade: poor"),
        ("grades.good.from:80→79.99",),
    ),
    (
        case("nothing", "executed: 0, budget: 1万元", "points: {rate: 0}"),
        ("facts.executed.min:→above", "facts.executed.min:0→1"),
    ),
)


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The fates of all mutants by the two weak cases."""
    return fates(run_mutation(write_ruleset(tmp_path_factory.mktemp("weak"))))


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> MutationReport:
    """What came of the same mutants with the cases that were missing."""
    cases = CASES + "".join(text for text, _ in KILLERS)
    return run_mutation(write_ruleset(tmp_path_factory.mktemp("strong"), cases))


@pytest.mark.parametrize("names", [names for _, names in KILLERS], ids=" ".join)
def test_case_that_was_missing_kills(
    names: tuple[str, ...], weak: Mapping[str, str], strong: MutationReport
) -> None:
    """Each of these survives the two cases, and is noticed by one that looks there."""
    stronger = fates(strong)
    assert [("survived", "killed")] * len(names) == [(weak[n], stronger[n]) for n in names]


def test_strict_compiler_is_no_merit_of_the_cases(weak: Mapping[str, str]) -> None:
    """What does not compile (a sum of maxima that is off) is refused, and not in the score."""
    assert "refused" == weak["max_points:100→101"]
    assert "refused" == weak["indicators.rate.max_points:60→59"]


def test_neighbours_share_an_edge(weak: Mapping[str, str]) -> None:
    """An edge that two bands write is moved once, in both: no hole is left to be refused."""
    assert "survived" == weak["indicators.survey.method.bands[0].from:90%→89%"]
    assert "indicators.survey.method.bands[1].below:90%→89%" not in weak


def test_row_leaves_its_range_to_a_neighbour(weak: Mapping[str, str]) -> None:
    """A band that is gone is held by the next: 95% earns what 70% does, and a case notices."""
    assert "killed" == weak["indicators.survey.method.bands[0]:∅"]
    assert "killed" == weak["indicators.survey.method.bands[1]:∅"]
    assert "killed" == weak["grades.good:∅"]


def test_score_counts_killed_and_survived(strong: MutationReport) -> None:
    """The score is killed ÷ (killed + survived); those refused are not among them."""
    killed, survived = strong.count("killed"), strong.count("survived")
    assert Fraction(killed, killed + survived) == strong.score
    assert survived == len(strong.survivors)
    assert killed + survived < len(strong.outcomes)


def test_explained_survivors(tmp_path: Path) -> None:
    """A row of the README explains a survivor, `*` many; one about nothing is told as stale."""
    readme = (
        "# 说明\n\n## 变异测试的存活项 · Survivors\n\n| 改动 | 原因 |\n|---|---|\n"
        "| `facts.satisfaction.*` | 只是练习 |\n| `grades.poor:∅` | 早已发现 |\n"
        "| `grades.good.from:80→80.01` | |\n\n## 其他\n\n| `rounding.points.mode:→down` | 不算 |\n"
    )
    found = run_mutation(write_ruleset(tmp_path, readme=readme))
    explained = {each.mutant.id for each in found.explained}
    assert explained
    assert all(each.startswith("facts.satisfaction.") for each in explained)
    assert [("SL682", "grades.poor:∅", 8)] == [
        (each.code, dict(each.arguments)["mutant"], each.location and each.location.line)
        for each in found.stale
    ]
    assert {"只是练习"} == {each.explained for each in found.explained}


def test_shortfall_names_score_and_survivors(tmp_path: Path) -> None:
    """Below the share that is asked for, or with a survivor nobody explains, it is not enough."""
    found = run_mutation(write_ruleset(tmp_path))
    shortfall = find_shortfall(found, Fraction(0))
    assert shortfall is not None
    assert "SL681" == shortfall.code
    assert len(found.survivors) == dict(shortfall.arguments)["survivors"]
    codes = {each.code for each in list_survivors(found)}
    assert {"SL680"} == codes


def test_failing_cases_come_first(tmp_path: Path) -> None:
    """Cases that fail before anything is changed cannot tell what they notice."""
    cases = CASES.replace("total: 100", "total: 99")
    with pytest.raises(DocumentError) as caught:
        run_mutation(write_ruleset(tmp_path, cases))
    assert ["SL683"] == [each.code for each in caught.value.diagnostics]


def test_sample_is_chosen_by_its_seed(tmp_path: Path) -> None:
    """A sample is the same for the same seed, in the order of the document, and says it is one."""
    ruleset = write_ruleset(tmp_path)
    one, same, other = (run_mutation(ruleset, sample=5, seed=seed) for seed in (1, 1, 2))
    assert list(fates(one)) == list(fates(same)) != list(fates(other))
    assert (5, True) == (len(one.outcomes), one.listed > 5)
    lines = [each.mutant.location.line for each in one.outcomes]
    assert sorted(lines) == lines


def test_processes_come_to_the_same(tmp_path: Path) -> None:
    """Two processes give every mutant the fate that one gives it."""
    ruleset = write_ruleset(tmp_path)
    assert fates(run_mutation(ruleset, sample=45)) == fates(
        run_mutation(ruleset, sample=45, jobs=2)
    )


LOCAL: Final = """\
scorelib: 1
id: made/local
edition: "1"
revision: 1
title: 地方
extends: made/weak@1
grades:
  - {id: good, label: 良, from: 85}
  - {id: poor, label: 差, below: 85}
"""


def test_only_own_values_are_changed(tmp_path: Path) -> None:
    """What a layer below writes is left to its cases; how much that is is told."""
    write_ruleset(tmp_path)
    cases = "scorelib: 1\ncases:\n" + case("a", "executed: 1万元", "total: none")
    found = run_mutation(write_ruleset(tmp_path, cases, LOCAL, "local"))
    assert {"grades"} == {each.split(".")[0] for each in fates(found)}
    assert found.inherited > 10
    assert {"made/local/1/ruleset.yaml"} == {
        "/".join(each.mutant.location.file.split("/")[-4:]) for each in found.outcomes
    }


@pytest.mark.parametrize(("lang", "words"), [("zh", "用例发现了"), ("en", "the cases noticed")])
def test_report_in_both_languages(tmp_path: Path, lang: Lang, words: str) -> None:
    """The report says the score, each survivor with its line, and which case would notice it."""
    found = run_mutation(write_ruleset(tmp_path))
    shown = report_mutation(found, lang)
    assert words in PRINTERS["text"](found, lang)
    bullets = [item for block in shown.blocks for item in getattr(block, "items", ())]
    assert all("ruleset.yaml:" in str(each) for each in bullets)
    assert all(any(each.mutant.id in str(b) for b in bullets) for each in found.survivors)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Markup in a formula or a reason is shown as it is written, in every format."""
    rules = RULES.replace("message: 超预算", 'message: "<script>alert(1)</script>"')
    readme = "## Survivors\n| `facts.*` | <script>alert(2)</script> {{ 1 }} =1+1 |\n"
    found = run_mutation(write_ruleset(tmp_path, rules=rules, readme=readme))
    html = PRINTERS["html"](found, "en")
    assert "<script>alert(2)" not in html
    assert "&lt;script&gt;alert(2)" in html
    record = json.loads(PRINTERS["json"](found, "en"))
    assert record["counts"] == record_mutation(found)["counts"]


def test_command_exits_by_the_score(tmp_path: Path) -> None:
    """`test --mutate` shows a report; below --fail-under it says what survived."""
    home = write_ruleset(tmp_path).path
    plain = [sys.executable, "-m", "scorelib", "test", str(home), "--mutate", "--lang", "en"]
    fine = subprocess.run([*plain, "--sample", "3"], capture_output=True, text=True, check=False)
    assert (0, "") == (fine.returncode, fine.stderr)
    assert "a sample of 3" in fine.stdout
    bad = subprocess.run(
        [*plain, "--fail-under", "95"], capture_output=True, text=True, check=False
    )
    assert 1 == bad.returncode
    assert "SL680" in bad.stderr
    assert "SL681" in bad.stderr
