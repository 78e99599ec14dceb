"""Editions by date: in force from their first day to before the first day after."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import scorelib
from scorelib.compiler.loading import layers
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.evaluation import evaluate_project
from scorelib.engine.intake.choice import choose_ruleset
from scorelib.engine.intake.project import Project, load_project
from scorelib.ground.errors import DocumentError, NotFoundError
from scorelib.ground.source import Node, read_file
from scorelib.model.fields import Period
from scorelib.reading.catalogue import tabulate_rulesets
from scorelib.reading.checking import check_document
from scorelib.writing.records import record_result
from scorelib.writing.text import print_result, print_result_markdown
from tests.compiler.layering import write_ruleset

FIRST = "effective: {from: 2018-01-01, until: 2020-02-25}"
SECOND = "effective: {from: 2020-02-25, until: 2022-01-01}"
THIRD = "effective: {from: 2022-01-01}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with three editions of one ruleset, each following the one before."""
    for edition, period in (("2018", FIRST), ("2020", SECOND), ("2022", THIRD)):
        write_ruleset(tmp_path, f"place/rules@{edition}", period)
    return tmp_path


def project(**head: Any) -> Project:
    """Return a project judged in March 2021, with both indicators judged."""
    judged = {"points": "30", "by": "甲", "reason": "查看"}
    return load_project(
        {
            "scorelib": "1",
            "project": {"id": "p", "name": "项目"},
            "assessed_period": "2017",
            "evaluated_on": "2021-03-01",
            "judgements": {"rate": judged, "rules": judged},
            **head,
        }
    )


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2018-01-01", "2018"),
        ("2020-02-24", "2018"),
        ("2020-02-25", "2020"),
        ("2021-12-31", "2020"),
        ("2022-01-01", "2022"),
        ("2999-12-31", "2022"),
    ],
)
def test_day_chooses_the_edition(root: Path, day: str, edition: str) -> None:
    """The first day is included, the day after the last is not."""
    found = load_ruleset("place/rules", date.fromisoformat(day), [root])
    assert edition == found.document.edition


def test_day_before_the_first_edition(root: Path) -> None:
    """Where no edition is in force the ones that exist are named with their periods."""
    with pytest.raises(NotFoundError) as caught:
        load_ruleset("place/rules", date(2017, 12, 31), [root])
    assert "SL906" == caught.value.code
    assert "place/rules@2018 [2018-01-01, 2020-02-25)" in str(caught.value)


def test_without_a_day_an_edition_must_be_named(root: Path) -> None:
    """The newest is never taken by default; a named one is, whatever the day."""
    with pytest.raises(NotFoundError, match="SL905"):
        load_ruleset("place/rules", roots=[root])
    found = load_ruleset("place/rules@2018", date(2023, 1, 1), [root])
    assert "place/rules@2018" == found.reference


def test_period_across_two_editions_is_refused(root: Path) -> None:
    """A month in which one edition ends and another begins names both; a whole one is well."""
    with pytest.raises(NotFoundError) as caught:
        load_ruleset("place/rules", Period(date(2020, 2, 1), date(2020, 2, 29)), [root])
    assert "SL915" == caught.value.code
    words = str(caught.value)
    assert "place/rules@2018 [2018-01-01, 2020-02-25)" in words
    assert "place/rules@2020 [2020-02-25, 2022-01-01)" in words
    found = load_ruleset("place/rules", Period(date(2020, 3, 1), date(2020, 3, 31)), [root])
    assert "2020" == found.document.edition


@pytest.mark.parametrize(
    ("second", "code", "days"),
    [
        ("effective: {from: 2020-03-01, until: 2022-01-01}", "SL351", "[2020-02-25, 2020-03-01)"),
        ("effective: {from: 2020-01-01, until: 2022-01-01}", "SL350", "[2020-01-01, 2020-02-25)"),
        ("effective: {from: 2019-01-01, until: 2019-02-01}", "SL350", "[2019-01-01, 2019-02-01)"),
    ],
)
def test_gaps_and_overlaps(tmp_path: Path, second: str, code: str, days: str) -> None:
    """Looking up by date, listing and checking name both editions and the days."""
    write_ruleset(tmp_path, "place/rules@1", FIRST)
    path = write_ruleset(tmp_path, "place/rules@2", second)
    with pytest.raises(DocumentError) as caught:
        load_ruleset("place/rules", date(2018, 6, 1), [tmp_path])
    _, listed = tabulate_rulesets("en", [tmp_path])
    for problems in (caught.value.diagnostics, listed, check_document(str(path))):
        (found,) = problems
        assert code == found.code
        words = found.message("en")
        assert "place/rules@1 [2018-01-01, 2020-02-25)" in words
        assert "place/rules@2 [20" in words
        assert days in words
        assert found.location is not None
        assert ("place/rules/2/ruleset.yaml", 6) == (
            found.location.file[-26:],
            found.location.line,
        )
    assert "2" == load_ruleset("place/rules@2", roots=[tmp_path]).document.edition


def test_edition_without_a_period_overlaps_every_other(tmp_path: Path) -> None:
    """What is always in force leaves no day to another edition."""
    write_ruleset(tmp_path, "place/rules@1", FIRST)
    write_ruleset(tmp_path, "place/rules@2")
    with pytest.raises(DocumentError, match="SL350"):
        load_ruleset("place/rules", date(2018, 6, 1), [tmp_path])


def test_layer_without_a_period_has_that_of_the_layer_below(root: Path) -> None:
    """An overlay that says nothing of days is in force when what it extends is."""
    write_ruleset(root, "town/rules@a", extends="place/rules@2018")
    write_ruleset(root, "town/rules@b", extends="place/rules@2020")
    found = load_ruleset("town/rules", date(2020, 2, 25), [root])
    assert "town/rules@b" == found.reference


def test_project_is_judged_by_the_edition_of_its_day(root: Path) -> None:
    """The day of judging chooses, not the year that is judged; the result says so."""
    given = project(ruleset="place/rules")
    rules = choose_ruleset(given, roots=[root])
    assert "2020" == rules.document.edition
    result = evaluate_project(rules, given)
    assert "2017" == result.project.assessed_period
    for text in (print_result(result, "en"), print_result_markdown(result, "en")):
        assert "Ruleset chosen by the day of judging, 2021-03-01" in text
    assert [] == [each for each in result.findings if each.code == "SL569"]


def test_another_day_is_shown(root: Path) -> None:
    """A day that the caller gives chooses another edition, and is told from the project's own."""
    given = project(ruleset="place/rules@2020")
    day = date(2023, 5, 1)
    result = evaluate_project(choose_ruleset(given, on=day, roots=[root]), given, day)
    assert "place/rules@2022" == result.ruleset.reference
    text = print_result(result, "zh")
    assert "评价日期：2023-05-01（代替项目所写的 2021-03-01）" in text
    assert "[place/rules@2022]（代替项目所写的 place/rules@2020）" in text
    said = [dict(each.arguments) for each in result.findings if each.code == "SL569"]
    assert [("place/rules@2020", "place/rules@2022"), ("2021-03-01", "2023-05-01")] == [
        (each["own"], each["used"]) for each in said
    ]
    record = record_result(result)
    assert "2021-03-01" == record["project"]["own_evaluated_on"]
    assert "2023-05-01" == record["project"]["evaluated_on"]
    assert "place/rules@2020" == record["ruleset"]["chosen"]["instead_of"]


def test_named_edition_is_shown_where_a_date_would_choose(root: Path) -> None:
    """An edition named among several is taken, and the result names the others."""
    given = project(ruleset="place/rules@2020")
    result = evaluate_project(choose_ruleset(given, roots=[root]), given)
    assert "there are also place/rules@2018, place/rules@2022" in print_result(result, "en")
    assert "edition" == record_result(result)["ruleset"]["chosen"]["by"]


def test_ruleset_out_of_force_names_those_that_were(root: Path) -> None:
    """An exact edition that is not in force on the day is refused, with the one that was."""
    given = project(ruleset="place/rules@2022")
    with pytest.raises(DocumentError) as caught:
        evaluate_project(choose_ruleset(given, roots=[root]), given)
    (found,) = caught.value.diagnostics
    assert "SL416" == found.code
    assert "in force then: place/rules@2020 [2020-02-25, 2022-01-01)" in found.next_step("en")


def test_month_in_which_an_edition_ends_names_both(root: Path) -> None:
    """A month of judging that is only partly in the named edition's period names the other too."""
    given = project(ruleset="place/rules@2020", evaluated_on="2020-02")
    with pytest.raises(DocumentError) as caught:
        evaluate_project(choose_ruleset(given, roots=[root]), given)
    (found,) = caught.value.diagnostics
    assert "SL416" == found.code
    assert "place/rules@2018 [2018-01-01, 2020-02-25)" in found.next_step("en")
    assert "place/rules@2020 [2020-02-25, 2022-01-01)" in found.next_step("en")


def test_national_rule_of_2020_is_refused_for_a_project_judged_in_2018() -> None:
    """Yiyang's evaluation was made on 2018-08-31; the rule of 2020 is not older than itself."""
    given = project(ruleset="cn/mof/self-evaluation@2020", evaluated_on="2018-08-31")
    with pytest.raises(DocumentError) as caught:
        scorelib.evaluate(scorelib.choose(given), given)
    (found,) = [each for each in caught.value.diagnostics if each.code == "SL416"]
    assert "cn/mof/self-evaluation@2020" in found.message("en")
    # Told that the project is Yiyang's, the refusal names what was in force there.
    given = project(
        ruleset="cn/mof/self-evaluation@2020", evaluated_on="2018-08-31", jurisdiction="430900"
    )
    with pytest.raises(DocumentError) as caught:
        scorelib.evaluate(scorelib.choose(given), given)
    (found,) = [each for each in caught.value.diagnostics if each.code == "SL416"]
    assert "cn/hunan/yiyang/evaluation@2018" in found.next_step("en")


def test_plan_alone_refuses_too() -> None:
    """A compiled plan knows no other rulesets, and points to where they are listed."""
    plan = scorelib.compile(scorelib.load("cn/mof/self-evaluation@2020"))
    with pytest.raises(DocumentError) as caught:
        scorelib.evaluate(plan, project(evaluated_on="2018-08-31"))
    (found,) = [each for each in caught.value.diagnostics if each.code == "SL416"]
    assert "scorelib list" in found.next_step("zh")


def test_each_layer_is_read_once_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a ruleset extends is found by its name; no folder is searched, no file read twice."""
    read: list[str] = []

    def count(path: Path, shown: str) -> Node:
        read.append(path.parts[-2])
        return read_file(path, shown)

    monkeypatch.setattr(layers, "read_file", count)
    monkeypatch.setattr(layers, "list_rulesets", None)
    found = load_ruleset("cn/anhui/hefei/yaohai/self-evaluation@2021")
    assert [each.edition for each in found.layers][::-1] == read
    assert 4 == len(read)


def test_names_that_no_system_could_have() -> None:
    """A part of an id that is too long for a folder names no ruleset, whatever the disk says."""
    with pytest.raises(NotFoundError) as caught:
        load_ruleset("cn/" + "a" * 300)
    assert caught.value.code == "SL902"
