"""Projects scored by two rulesets: who changes, by how much, by which change, who is refused."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scorelib
from scorelib.reading.revisions.changes import Comparison
from scorelib.reading.revisions.corpora import count_corpus, try_corpus
from scorelib.reading.revisions.effects import Candidate, Effect, Effects, Scorers, open_scorers
from scorelib.reading.revisions.reports import report_comparison
from scorelib.reading.revisions.tallies import list_tallies
from scorelib.writing.reports.markdown import print_markdown
from tests.reading.revisions.rules import RULES, change_rules, compare_texts

EDGE = ("from: 80,", "from: 85,")
CAP = ("cap: 1,", "cap: 0.5,")
BAND = ("{from: 60%, points: 0.6 * (10 + 30)}", "{from: 60%, points: 20}")
BAND_OF_THIRDS = ("0.6 * (10 + 30)", "23.005")
LEAD = ("value: rate, cap", "value: rate * rate, cap")
MAXIMA = (
    ("max_points: 60\n    cites: rule#一", "max_points: 50\n    cites: rule#一"),
    ("max_points: 40\n        cites", "max_points: 30\n        cites"),
    ("max_points: 40\n    cites: rule#四", "max_points: 50\n    cites: rule#四"),
)


def make_project(paid: str = "60", share: str = "70%", **parts: Any) -> dict[str, Any]:
    return {
        "scorelib": 1,
        "project": {"id": "a", "name": {"zh": "甲", "en": "A"}},
        "assessed_period": "2021",
        "evaluated_on": "2022-01-31",
        "facts": {"budget": "100万元", "paid": f"{paid}万元", "share": share},
        "judgements": {"process.file": {"points": 20, "by": "评审", "reason": "齐全"}},
        **parts,
    }


def score(scorers: Scorers, data: Mapping[str, Any]) -> Effect:
    project = scorelib.load_project(data)
    return scorers.score(Candidate("a", lambda _: project))


def show(*figures: Fraction | int | None) -> list[str]:
    """Return exact figures as text, to be held against others."""
    return [str(each) for each in figures]


def try_changes(folder: Path, *changes: tuple[str, str]) -> tuple[Comparison, Scorers]:
    comparison = compare_texts(folder, RULES, change_rules(*changes))
    return comparison, open_scorers(comparison)


def test_each_change_alone_and_what_is_left(tmp_path: Path) -> None:
    """40 × 0.6 + 20 + 24 = 68; half of 40 is the most: 20 + 20 + 20 = 60, by −4 and −4."""
    _, scorers = try_changes(tmp_path, CAP, BAND)
    effect = score(scorers, make_project())
    figures = show(effect.one.points, effect.other.points, effect.delta, effect.together)
    assert ["68", "60", "-8", "0"] == figures
    assert [-4, -4] == [each.alone for each in effect.causes]


def test_what_changes_do_only_together(tmp_path: Path) -> None:
    """A rate of 0.6: its square is 0.36, half of the maximum is 0.5, both together are 0.36."""
    _, scorers = try_changes(tmp_path, ("value: rate, cap: 1,", "value: rate * rate, cap: 0.5,"))
    # One setting of one method is one change, and stands for both.
    assert 1 == len(scorers.trials)
    effect = score(scorers, make_project())
    assert ["-48/5", "0"] == show(effect.delta, effect.together)


def test_changes_that_meet_in_one_product(tmp_path: Path) -> None:
    """A rounding down alone does nothing; with points of three places it takes a hundredth."""
    changes = (("places: 2, mode: half-up", "places: 2, mode: down"), BAND_OF_THIRDS)
    _, scorers = try_changes(tmp_path, *changes)
    effect = score(scorers, make_project())
    # 24 → 23.005: rounded half-up 23.01, down 23.00.
    assert (Fraction(-1), Fraction(-1, 100)) == (effect.delta, effect.together)
    assert [(0, Fraction(-1, 100)), (Fraction(-99, 100), -1)] == [
        (each.alone, each.last) for each in effect.causes
    ]


def test_maxima_that_add_up_only_together_are_one_change(tmp_path: Path) -> None:
    """Neither 50 + 40 nor 60 + 50 is 100: none of the three can be tried alone."""
    _, scorers = try_changes(tmp_path, *MAXIMA)
    (trial,) = scorers.trials
    assert 3 == len(trial.changes)
    assert "3 处一起" in trial.label.zh
    # 30 × 0.6 + 20 + 24 = 62
    effect = score(scorers, make_project())
    assert ["-6", "0"] == show(effect.causes[0].alone, effect.together)


def test_another_grade_is_put_down_to_its_edge(tmp_path: Path) -> None:
    """40 × 0.8 + 20 + 40 = 92 stays; 40 × 0.6 + 20 + 40 = 84 is no longer good."""
    comparison, scorers = try_changes(tmp_path, EDGE, BAND)
    stays = score(scorers, make_project("80", "95%"))
    falls = score(scorers, make_project("60", "95%"))
    assert (False, True) == (stays.has_other_grade, falls.has_other_grade)
    assert ("good", "fair") == (falls.one.grade, falls.other.grade)
    assert ["0"] == show(falls.delta)
    (cause,) = falls.causes
    assert ("fair", "良：总分不低于 80 → 85") == (
        cause.grade,
        scorers.trials[cause.trial].label.zh,
    )
    effects = Effects(scorers.trials, found=[stays, falls])
    for lang, words in (("zh", "84 良 | 84 中"), ("en", "84 good | 84 fair")):
        shown = print_markdown(report_comparison(comparison, lang, effects))  # type: ignore[arg-type]
        assert words in " ".join(shown.replace(".00", "").split())


CHOICES: tuple[tuple[tuple[str, str], ...], ...] = (
    (CAP, BAND, EDGE),
    (LEAD, BAND_OF_THIRDS, ("places: 2, mode: half-up", "places: 1, mode: down")),
    (*MAXIMA, EDGE),
)


@cache
def try_once(changes: tuple[tuple[str, str], ...], folder: Path) -> Scorers:
    return try_changes(folder, *changes)[1]


@given(paid=st.integers(0, 150), share=st.integers(0, 100), changes=st.sampled_from(CHOICES))
def test_the_parts_add_up(
    paid: int,
    share: int,
    changes: tuple[tuple[str, str], ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What each change does alone, and what is left, is the whole difference, exactly."""
    scorers = try_once(changes, tmp_path_factory.getbasetemp())
    effect = score(scorers, make_project(str(paid), f"{share}%"))
    if effect.has_other_points:
        alone = [each.alone for each in effect.causes if each.alone is not None]
        assert effect.together is not None
        assert effect.delta == sum(alone) + effect.together


def test_data_go_with_their_indicator_or_are_named(tmp_path: Path) -> None:
    """A judgement follows the step's new name; a fact that is gone is left out and told."""
    other = change_rules(
        ("      file:\n", "      files:\n"),
        ("formula: paid / budget", "formula: paid / planned"),
        ("  budget: {label: {zh: 预算, en: Budget}", "  planned: {label: {zh: 计划, en: Planned}"),
    )
    scorers = open_scorers(compare_texts(tmp_path, RULES, other))
    effect = score(scorers, make_project())
    assert (("facts.budget",), (("process.file", "process.files"),)) == (
        effect.other.left_out,
        effect.other.moved,
    )
    assert [("planned", "计划")] == [(name, label.zh) for name, label in effect.other.needs]
    assert ["68", "None"] == show(effect.one.points, effect.other.points)
    assert ((), ()) == (effect.one.left_out, effect.one.needs)


def test_a_refused_project_is_named(tmp_path: Path) -> None:
    """With a bound that a fact does not keep, one ruleset refuses what the other takes."""
    comparison, scorers = try_changes(tmp_path, ("max: 100%", "max: 60%"), BAND_GONE, BAND_LAST)
    effect = score(scorers, make_project())
    assert (False, True) == (effect.one.is_refused, effect.other.is_refused)
    effects = Effects(scorers.trials, found=[effect])
    assert ([effect], []) == (effects.refused, effects.changed)
    shown = print_markdown(report_comparison(comparison, "zh", effects))
    assert effect.other.problems[0].code in shown


BAND_GONE = ("        - {from: 90%, points: 40}\n", "")
BAND_LAST = ("{below: 60%, points: 0}", "{below: 60%, points: 40}")


def test_a_folder_of_the_examples_names_who_changes_grade() -> None:
    """By the national form the filled form of Yaohai has no total; by its own it is excellent."""
    from scorelib.reading.revisions.changes import compare_rulesets

    names = ("cn/mof/self-evaluation@2020", "cn/anhui/hefei/yaohai/self-evaluation@2021")
    scorers = open_scorers(compare_rulesets(*map(scorelib.load, names)))
    effects = Effects(scorers.trials)
    paths = ["examples/hefei-yaohai-2021", "examples/case-16", "examples/haikou-2021"]
    assert (paths, 3) == (list(try_corpus(paths, scorers, effects)), count_corpus(paths))
    assert [
        ("case-16", Fraction(100), "excellent", None, None),
        ("hefei-yaohai-2021", None, None, Fraction(451, 5), "excellent"),
    ] == sorted(
        (each.id, each.one.points, each.one.grade, each.other.points, each.other.grade)
        for each in effects.changed
    )
    same = next(each for each in effects.found if each.id == "haikou-2021")
    assert ("decision.initiation.procedure", "项目立项规范性") in [
        (name, label.zh) for name, label in same.other.needs
    ]


def test_one_project_of_two_forms_changes_its_grade() -> None:
    """The national 10 + 90 and Hubei's 20 + 80: 86.58 good becomes 95.9 excellent, all told.

    Hubei's total is that of its own form (95.9, as the example declares it). By the national rule
    the same figures give 10 × 291.7/320 = 9.12; output 50 − 0.2 (farms) − 5 × 2/10 (two days late,
    by the excess) = 48.8; benefit 20 − 4 × 30% = 18.8; satisfaction 5 × 87.5/90 = 4.86, and 5:
    9.12 + 48.8 + 18.8 + 9.86 = 86.58.
    """
    from scorelib.reading.revisions.changes import compare_rulesets

    names = ("cn/mof/self-evaluation@2020", "cn/hubei/self-evaluation@2020")
    scorers = open_scorers(compare_rulesets(*map(scorelib.load, names)))
    effects = Effects(scorers.trials)
    list(try_corpus(["examples/consistent/hubei-80-20"], scorers, effects))
    (effect,) = effects.changed
    assert ("good", "excellent") == (effect.one.grade, effect.other.grade)
    assert (Fraction("95.9"), Fraction("9.32")) == (effect.other.points, effect.delta)
    alone = {scorers.trials[c.trial].changes[0].id: c.alone for c in effect.causes}
    assert {"way:standard:reverse", "rounding::points"} < set(alone)
    known = [each for each in alone.values() if each is not None]
    assert effect.delta == sum(known) + (effect.together or 0)


def test_rows_of_a_table_are_read_by_the_ruleset_that_knows_the_column(tmp_path: Path) -> None:
    """A column of the first ruleset alone is told; one of neither is refused."""
    changes = (("formula: paid / budget", "formula: paid / planned"), RENAMED)
    _, scorers = try_changes(tmp_path, *changes)
    rows = {
        "id": ["a", "b"],
        "budget": ["100", "100"],
        "planned": ["100", "120"],
        "paid": ["60", "60"],
        "share": ["95%", "95%"],
        "judged.process.file": ["20", "20"],
    }
    path = tmp_path / "projects.parquet"
    pl.DataFrame(rows).write_parquet(path)
    effects = Effects(scorers.trials)
    assert 2 == len(list(try_corpus([str(path)], scorers, effects))) == count_corpus([str(path)])
    # 40 × 60/100 + 20 + 40 = 84, and 40 × 60/120 + 20 + 40 = 80
    points = [show(each.one.points, each.other.points) for each in effects.found]
    assert [["84", "84"], ["84", "80"]] == points
    assert [("planned", "demo/rules@1"), ("budget", "demo/rules@1")] == effects.columns
    pl.DataFrame({**rows, "colour": ["x", "y"]}).write_csv(tmp_path / "bad.csv")
    with pytest.raises(scorelib.DocumentError) as caught:
        list(try_corpus([str(tmp_path / "bad.csv")], scorers, Effects(scorers.trials)))
    assert ["SL942"] == [each.code for each in caught.value.diagnostics]


RENAMED = ("  budget: {label: {zh: 预算, en: Budget}", "  planned: {label: {zh: 计划, en: Planned}")


def test_the_sum_over_all_projects(tmp_path: Path) -> None:
    """Two projects lose 4 by the band, one of them 4 more by the cap."""
    _, scorers = try_changes(tmp_path, CAP, BAND)
    found = [score(scorers, make_project(paid)) for paid in ("60", "40")]
    tallies = list_tallies(Effects(scorers.trials, found=found))
    sums = [show(each.projects, each.sum) for each in tallies]
    assert [["2", "-8"], ["1", "-4"], ["2", "-12"]] == sums


COHORT = """\
cohort:
  top: {label: {zh: 最高, en: Top}, statistic: max, of: paid, unit: 万元, places: 2, mode: half-up}
rounding:"""


def test_rulesets_that_compare_projects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(scorelib.NotFoundError) as caught:
        try_changes(tmp_path, ("rounding:", COHORT))
    assert "SL760" == caught.value.code
