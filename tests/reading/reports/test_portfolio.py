"""The portfolio: every project once, counts that add up, exact means of what was lost."""

from __future__ import annotations

import os
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.engine.cohort import evaluate_cohort
from scorelib.engine.outcome.result import Result
from scorelib.ground.errors import Diagnostic, Lang, Text
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reports.blocks import Bars, Heading, Report
from scorelib.reading.reports.portfolio import report_portfolio, show_portfolio
from scorelib.reading.reports.records import record_project
from scorelib.reading.reports.tally import Mean, Portfolio
from scorelib.words.numbers import print_number
from tests.engine.scoring import make_plan, score
from tests.reading.reconciliation.examples import CONTROLS, REPORTS, load, reconcile
from tests.reading.reports.walking import check_report, find_grid, list_words, read_rows

EXAMPLES = int(os.environ.get("SCORELIB_EXAMPLES", "50"))
NAMES = (*REPORTS, *CONTROLS, "case-09", "case-12", "case-16")
LANGS: tuple[Lang, Lang] = ("zh", "en")


def list_results() -> list[Result]:
    """Return the results of all examples."""
    return [reconcile(name).result for name in NAMES]


def report_examples(lang: Lang) -> Report:
    """Return the portfolio of all examples, with their reconciliations."""
    return report_portfolio(list_results(), lang, [reconcile(name) for name in NAMES])


@pytest.mark.parametrize("lang", LANGS)
def test_every_project_stands_there_once(lang: Lang) -> None:
    """Each with its total, maximum, composition, grade and findings by severity, by ruleset."""
    report = report_examples(lang)
    check_report(report)
    caption = "各项目总分" if lang == "zh" else "Totals of the projects"
    rows = {row.node: list(cells.values()) for row, cells in read_rows(find_grid(report, caption))}
    assert set(rows) == {result.project.id for result in list_results()}
    assert len(NAMES) == len(rows)
    for name in NAMES:
        found = reconcile(name)
        total = found.result.total
        cells = rows[found.result.project.id]
        figures = (total.points, total.max_points)
        assert figures == (cells[4].value, cells[5].value)
        composition = (total.computed, total.taken_over, total.unscored)
        assert composition == tuple(cell.value for cell in cells[8:11])
        listed = [each.severity for each in found.findings]
        counted = [listed.count(name) for name in ("error", "warning", "question", "info")]
        assert counted == [cell.value for cell in cells[11:15]]
        for condition in total.conditional:
            assert condition.code in cells[16].text


def test_totals_are_sorted_within_their_ruleset() -> None:
    """Totals by different rules are not compared; those without one come last."""
    report = report_examples("en")
    rows = read_rows(find_grid(report, "Totals of the projects"))
    groups = [cells["Ruleset"].text for _, cells in rows]
    assert len(set(groups)) == len([g for p, g in enumerate(groups) if groups[p - 1 : p] != [g]])
    for group in set(groups):
        points = [cells["Total"].value for _, cells in rows if cells["Ruleset"].text == group]
        known = [each for each in points if each is not None]
        assert points == [*sorted(known, reverse=True), *[None] * (len(points) - len(known))]


def test_counts_add_up() -> None:
    """Rulesets, grades and statuses each count every project once."""
    report = report_examples("en")
    for caption in ("Overview", "By ruleset and grade"):
        rows = [cells for _, cells in read_rows(find_grid(report, caption))]
        assert len(NAMES) == sum(cells["Projects"].value or 0 for cells in rows)
        for cells in rows:
            statuses = ("Unconditional", "Conditional", "No total")
            assert cells["Projects"].value == sum(cells[each].value or 0 for each in statuses)
    results = list_results()
    absent = sum(result.total.points is None for result in results)
    conditional = sum(
        bool(result.total.conditional) and result.total.points is not None for result in results
    )
    assert f"{conditional} with a conditional total and {absent} with none" in report.notice


def test_findings_by_unit_have_a_sheet_of_their_own() -> None:
    """Beside the table of codes they could not be filtered, and had columns of other widths."""
    blocks = report_examples("zh").blocks
    place = blocks.index(find_grid(report_examples("zh"), "按单位"))
    above = blocks[place - 1]
    assert isinstance(above, Heading)
    assert ("按单位", 1, "按单位") == (above.text, above.level, above.sheet)


def test_findings_by_code() -> None:
    """How often each code was found, in how many projects, the first of them as an example."""
    report = report_examples("zh")
    rows = {
        (row.status, cells["编码"].text): cells
        for row, cells in read_rows(find_grid(report, "按疑点编码"))
    }
    codes: list[list[tuple[str | None, str]]] = [
        [(each.severity, each.code) for each in reconcile(name).findings] for name in NAMES
    ]
    assert set(rows) == {code for listed in codes for code in listed}
    for code, cells in rows.items():
        found = [each for listed in codes for each in listed if each == code]
        assert len(found) == cells["疑点数"].value
        assert len([listed for listed in codes if code in listed]) == cells["项目数"].value


PLAN = {
    name: {
        "label": label,
        "max_points": most,
        "method": {"kind": "proportional", "value": "rate", "cap": "1"},
    }
    for name, label, most in (("a", "甲", "10"), ("b", "乙", "30"))
}
PLAN["b"]["method"] = {"kind": "all-or-nothing", "when": "has_rules"}


def test_mean_shares_by_hand() -> None:
    """甲: 10, 9.5 and 7 of 10, so (0 + 0.05 + 0.3)/3 = 7/60 lost; 乙: 0 of 30 twice, so 2/3."""
    plan = make_plan(PLAN)
    results = [
        score(plan, facts={"rate": rate, "has_rules": flag})
        for rate, flag in (("100%", "true"), ("95%", "false"), ("70%", "false"))
    ]
    report = report_portfolio(results, "zh")
    check_report(report)
    (chart,) = [block for block in report.blocks if isinstance(block, Bars)]
    assert [("乙", Fraction(2, 3)), ("甲", Fraction(7, 60))] == [
        (bar.label, bar.points) for bar in chart.items
    ]
    assert {"平均失 ≈ 66.67%（3 个项目）", "平均失 ≈ 11.67%（3 个项目）"} <= set(list_words(report))
    rows = read_rows(find_grid(report, "测试规则 [test/rules@1]"))
    figures = [
        [cells[name].value for name in ("失分合计", "失分的项目", "计分的项目")]
        for _, cells in rows
    ]
    assert [[60, 2, 3], [Fraction(7, 2), 2, 3]] == figures
    worst = [
        cells["失分最多的指标"].text for _, cells in read_rows(find_grid(report, "各项目总分"))
    ]
    assert ["–", "乙（失 30.00 / 30）", "乙（失 30.00 / 30）"] == worst


def test_own_indicators_count_for_their_place() -> None:
    """Every unit calls its indicators otherwise; over many projects their place is compared."""
    record = record_project(reconcile("case-16").result)
    slots = set(reconcile("case-16").result.inputs.items)
    assert slots
    assert slots <= {lost.node for lost in record.losses}


def test_a_cohort_run_and_nothing_at_all() -> None:
    """A run of projects that were scored together is taken as it is; so is none."""
    project = load("consistent/national-2020")
    plan = reconcile("consistent/national-2020").result.plan
    run = evaluate_cohort(plan, [project])
    report = report_portfolio(run, "en")
    check_report(report)
    assert project.document.project.id in set(list_words(report))
    empty = report_portfolio([], "zh")
    check_report(empty)
    assert "共 0 个项目：无条件 0，有条件 0，没有总分 0" in set(list_words(empty))


def test_results_without_their_reconciliations() -> None:
    """Two lists of different length belong to different projects."""
    with pytest.raises(ValueError, match="zip"):
        report_portfolio(list_results(), "en", [])


def test_what_could_not_be_read_is_told() -> None:
    """Place, code, words and next step, and in the notice how many there are."""
    portfolio = Portfolio()
    portfolio.add(record_project(reconcile("case-16").result, None, "case-16"))
    problem = Diagnostic("SL003", (("line", 3),))
    portfolio.add_unreadable([Unreadable("gone.yaml", (problem,), is_absent=True)])
    report = show_portfolio(portfolio, "en")
    check_report(report)
    ((_, cells),) = read_rows(find_grid(report, "What could not be read or scored"))
    assert ("gone.yaml", "SL003") == (cells["Source"].text, cells["Code"].text)
    assert "1 more could not be read or scored" in report.notice
    assert "case-16" in set(list_words(report))


def test_hostile_words_pass_as_they_are() -> None:
    """Names and units of projects are words."""
    plan = make_plan(PLAN)
    words = "=1+1<script>]]>{{x}}"
    both = Text(words, words)
    project = {"id": "p", "name": words, "unit": words}
    result = score(plan, facts={"rate": "95%", "has_rules": "true"}, project=project)
    report = report_portfolio([result], "zh")
    check_report(report)
    assert both.zh in set(list_words(report))


def test_many_projects_are_kept_short() -> None:
    """A record in a portfolio holds neither findings nor losses, and shares what is alike."""
    portfolio = Portfolio()
    for _ in range(2):
        for name in REPORTS:
            portfolio.add(record_project(reconcile(name).result, reconcile(name)))
    assert {()} == {each.findings for each in portfolio.records}
    assert {()} == {each.losses for each in portfolio.records}
    for one, other in zip(portfolio.records[: len(REPORTS)], portfolio.records[5:], strict=True):
        assert one.conditions is other.conditions
        assert one.ruleset is other.ruleset


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.fractions(max_denominator=10**6), min_size=1, max_size=60))
def test_means_are_exact(figures: list[Fraction]) -> None:
    """The mean is that of adding one by one, whatever the denominators."""
    mean = Mean()
    for each in figures:
        mean.add(each)
    assert sum(figures, Fraction(0)) / len(figures) == mean.mean


def test_means_of_many_denominators_take_no_time() -> None:
    """Ten thousand shares that share no denominator: the exact mean is a long fraction, quickly."""
    mean, random = Mean(), Random(1)
    for _ in range(2_000):
        mean.add(Fraction(random.randrange(1, 10**6), random.randrange(10**6, 10**7)))
    assert 0 < mean.mean < 1
    assert len(print_number(Fraction(mean.mean.numerator))) > 1000
