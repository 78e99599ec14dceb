"""Resubmissions: what was resolved, what remains and is new; figures changed only to fit."""

from __future__ import annotations

from typing import Any

import pytest

import scorelib
from scorelib.reading.reconciliation.resubmission import Resubmission, compare_submissions
from tests.reports import make_report

WRONG = {"execution-rate": "10"}
"""Full points declared for 10 × 90/100 = 9; the declared total is 100 then, and should be 99."""


def reconcile(report: dict[str, Any]) -> scorelib.Reconciliation:
    project = scorelib.load_project(report)
    return scorelib.reconcile(scorelib.choose(project), project)


def compare(before: dict[str, Any] | None, after: dict[str, Any]) -> Resubmission:
    return compare_submissions(None if before is None else reconcile(before), reconcile(after))


def list_codes(since: Resubmission, state: str | None) -> set[str]:
    """Return the codes of the findings that are new, remain, or are neither (None)."""
    found = zip(since.reconciliation.findings, since.since, strict=True)
    return {finding.code for finding, each in found if each == state}


def with_fact(report: dict[str, Any], **executed: Any) -> dict[str, Any]:
    """Return a report with other figures, evidence or places of what was spent."""
    facts = report["facts"]
    return {**report, "facts": {**facts, "executed": {**facts["executed"], **executed}}}


def test_the_same_again() -> None:
    """Everything remains, nothing else is said."""
    since = compare(make_report(points=WRONG), make_report(points=WRONG))
    assert (True, (), (), ()) == (since.has_earlier, since.resolved, since.declared, since.facts)
    assert {"remaining"} == set(since.since)
    assert {"SL505", "SL516"} <= list_codes(since, "remaining")


def test_only_the_points_were_changed_to_fit() -> None:
    """Both findings are gone, 10 → 9 and 100 → 99 are shown, and the change is asked about."""
    since = compare(make_report(points=WRONG), make_report())
    assert {"SL505", "SL516"} <= {each.code for each in since.resolved}
    changes = {(each.subject, each.before, each.after) for each in since.declared}
    assert {("execution-rate", "10", "9"), ("total", "100", "99")} == changes
    assert () == since.facts
    (question,) = [each for each in since.reconciliation.findings if each.code == "SL891"]
    assert ("question", None) == (question.severity, question.node)
    assert "预算执行率、总分" in question.message.zh
    assert "Budget execution rate (The unit): 10 → 9, computed both times 9.00" in [
        line.en for line in question.evidence
    ]
    assert len(since.reconciliation.findings) == len(since.reconciliation.clauses)
    assert None in since.since


def test_a_fact_was_changed_without_a_basis() -> None:
    """90 became 100 at the same place, with nothing new to support it; the points did not move."""
    since = compare(
        make_report(points=WRONG), with_fact(make_report(points=WRONG), value="100万元")
    )
    (change,) = since.facts
    assert ("executed", "90万元", "100万元") == (change.subject, change.before, change.after)
    (question,) = [each for each in since.reconciliation.findings if each.code == "SL892"]
    assert ("question", "90万元") == (question.severity, dict(question.arguments)["before"])
    assert () == since.declared
    assert "SL891" not in {each.code for each in since.reconciliation.findings}


@pytest.mark.parametrize(
    "support",
    [
        {"at": {"zh": "补充决算表", "en": "amended accounts"}},
        {"evidence": {"zh": "12月付款凭证", "en": "vouchers of December"}},
    ],
    ids=["place", "evidence"],
)
def test_a_fact_was_changed_with_a_new_basis(support: dict[str, Any]) -> None:
    """A new place or new evidence: the change is shown, and not asked about."""
    since = compare(make_report(), with_fact(make_report(), value="95万元", **support))
    assert ["95万元"] == [each.after for each in since.facts]
    assert "SL892" not in {each.code for each in since.reconciliation.findings}


def test_new_words_of_the_report_are_a_basis_too() -> None:
    """A statement on the fact that was not there before supports the change."""
    said = {"id": "s", "about": "executed", "value": "95万元", "words": {"zh": "实际支出95万元"}}
    said["at"] = {"zh": "报告二", "en": "part 2"}
    after = with_fact(make_report(statements=[said]), value="95万元")
    assert not {"SL892"} & {
        each.code for each in compare(make_report(), after).reconciliation.findings
    }


def test_the_same_amount_in_other_words_is_no_change() -> None:
    """900000元 for 90万元, and a target with other spaces, are the same."""
    after = with_fact(make_report(), value="900000元")
    after["indicators"]["output.quantity"][0]["actual"] = "10 个"
    assert () == compare(make_report(), after).facts


def test_an_actual_was_changed_without_a_basis() -> None:
    """A missed target that is met at once: told at its indicator."""
    before = make_report()
    before["indicators"]["output.quantity"][0]["actual"] = "8个"
    since = compare(before, make_report())
    (question,) = [each for each in since.reconciliation.findings if each.code == "SL892"]
    assert "output.quantity.i" == question.node
    assert ("8个", "10个") == tuple(dict(question.arguments)[name] for name in ("before", "after"))


def test_a_changed_figure_that_is_still_wrong_remains() -> None:
    """10 became 8 for 9: the finding is not resolved, nor is it a new one."""
    since = compare(make_report(points=WRONG), make_report(points={"execution-rate": "8"}))
    assert "SL505" in list_codes(since, "remaining")
    assert "SL505" not in list_codes(since, "new") | {each.code for each in since.resolved}
    assert "SL891" not in {each.code for each in since.reconciliation.findings}


def test_a_new_mistake_is_new() -> None:
    """What was right and is wrong now."""
    since = compare(make_report(), make_report(points=WRONG))
    assert {"SL505", "SL516"} <= list_codes(since, "new")
    assert () == since.resolved


def test_figures_that_come_and_go() -> None:
    """An indicator that was dropped, one that was added: their figures on one side only."""
    before, after = make_report(), make_report()
    after["indicators"]["output.quantity"][0]["id"] = "j"
    points = after["assessments"][0]["points"]
    points["output.quantity.j"] = points.pop("output.quantity.i")
    changes = {(each.subject, each.before, each.after) for each in compare(before, after).declared}
    assert {("output.quantity.i", "20", None), ("output.quantity.j", None, "20")} == changes


def test_without_a_predecessor() -> None:
    """That there is nothing to compare with is said, and nothing is called new."""
    since = compare(None, make_report("b"))
    assert (False, {None}) == (since.has_earlier, set(since.since))
    assert "SL890" == since.reconciliation.findings[-1].code
    assert "`b`" in since.reconciliation.findings[-1].message.en
