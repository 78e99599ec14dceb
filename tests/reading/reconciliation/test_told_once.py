"""Names that are written in two ways, links that lead nowhere, one mistake that is told once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scorelib
from scorelib.engine.intake.batch import list_files
from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.batch.tally import Tally
from tests.reports import make_report

NATIONAL = "cn/mof/self-evaluation@2020"


def test_a_unit_is_one_however_it_is_spaced() -> None:
    """The Chinese name tells units apart, without blanks around it, and full-width as narrow."""
    tally = Tally()
    for place, unit in enumerate((Text("甲1", "甲1"), Text("甲1 ", "甲1 "), Text("甲１", "A1"))):
        tally.add(str(place), unit, ())
    assert [3] == [each.projects for each in tally.units]


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    """It stands among the files of the folder, so that opening it fails and is reported."""
    (tmp_path / "a.yaml").write_text("scorelib: 1\n", "utf-8")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "gone.yaml")
    assert ["a.yaml", "b.yaml"] == [each.name for each in list_files(tmp_path)]


def test_folders_of_rulesets_may_be_text(tmp_path: Path) -> None:
    """As a script has them."""
    assert NATIONAL == scorelib.load(NATIONAL, roots=[str(tmp_path)]).reference


def reconcile(report: dict[str, Any]) -> scorelib.Reconciliation:
    return scorelib.reconcile(scorelib.load(NATIONAL), scorelib.load_project(report))


def test_a_wrong_grade_is_told_once() -> None:
    """With the right total it is wrong by the rule and against the total: one mistake."""
    report = make_report()
    report["assessments"][0]["grade"] = "差"
    codes = [each.code for each in reconcile(report).findings]
    assert ["SL517"] == [code for code in codes if code in ("SL517", "SL803")]


def test_blanks_around_a_grade_are_no_other_grade() -> None:
    """As SL803 reads it, so does SL517."""
    report = make_report()
    report["assessments"][0]["grade"] = " 优 "
    assert "SL517" not in [each.code for each in reconcile(report).findings]


def test_a_heading_that_itself_declares_too_much() -> None:
    """52 of 50 for output, nothing declared below it: no sum is spoken of."""
    report = make_report()
    report["assessments"][0] |= {"points": {"output": "52"}, "total": "99"}
    (found,) = [each for each in reconcile(report).findings if each.code == "SL801"]
    assert "“产出指标”申报 52 分" in found.message.zh
