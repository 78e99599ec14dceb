"""The audit report holds the figures of the result, all of them, and no others."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.engine.intake.project import load_project
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import NodeResult
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.reconciliation import Reconciler
from scorelib.reading.reports.audit import report_audit
from scorelib.reading.reports.blocks import Bars, Bullets, Fold, Grid, Pairs, Paragraph, Report
from scorelib.words.numbers import print_number
from tests.engine.columns.test_kernel import list_shipped
from tests.engine.scoring import TIERS, make_plan, score, slot
from tests.reading.reconciliation.examples import CONTROLS, REPORTS, reconcile
from tests.reading.reports.walking import (
    check_report,
    find_fold,
    find_grid,
    list_blocks,
    list_words,
    read_rows,
)
from tests.reports import make_report
from tests.writing.drawing_results import draw_results

NAMES = (*REPORTS, *CONTROLS, "case-09", "case-12", "case-16")
LANGS: tuple[Lang, Lang] = ("zh", "en")


@cache
def audit(name: str, lang: Lang = "en") -> tuple[Result, Report]:
    """Return an example with its audit report."""
    found = reconcile(name)
    return found.result, report_audit(found.result, lang, found)


def head(name: str, lang: Lang = "en") -> str:
    """Return the heading of a column."""
    said = label(name, lang)
    return said[:1].upper() + said[1:]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_every_report_can_be_written(name: str, lang: Lang) -> None:
    """Whole grids, links that lead somewhere, words that say their figures."""
    check_report(audit(name, lang)[1])


def divide(node: NodeResult) -> Fraction | None:
    """Return the points of a node by its maximum."""
    return node.points / node.max_points if node.points is not None and node.max_points else None


@pytest.mark.parametrize("name", NAMES)
def test_the_score_table_is_the_result(name: str) -> None:
    """A row a node: its maximum, points, rate (得分率: points by maximum), declared; the total."""
    result, report = audit(name)
    *nodes, last = read_rows(find_grid(report, "Score table"))
    shown = [
        (row.node, row.status, row.level, *(cells[head(each)].value for each in _FIGURES))
        for row, cells in nodes
    ]
    assert shown == [
        (n.id, n.status, n.id.count("."), n.max_points, n.points, divide(n), n.declared)
        for n in result.nodes
    ]
    row, cells = last
    total = result.total
    assert ("total", total.max_points, total.points) == (
        row.node,
        cells["Max"].value,
        cells["Points"].value,
    )
    assert (total.points is None) == (cells["Points"].text == "none")


_FIGURES = ("max_points", "points", "rate", "declared")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_total_comes_first_and_is_never_without_its_conditions(name: str, lang: Lang) -> None:
    """One line says total, grade, composition; the notice has each condition, in its words."""
    result, report = audit(name, lang)
    total, grade = result.total, result.grade
    first = report.blocks[1]
    assert isinstance(first, Paragraph)
    assert first.strong
    for figure in (total.computed, total.taken_over, total.unscored):
        assert print_number(figure, total.places) in first.text
    assert grade.label is None or grade.label.to(lang) in first.text
    assert bool(total.conditional) == (label("conditional", lang) in first.text)
    assert bool(total.conditional or total.points is None) == bool(report.notice)
    for each in total.conditional:
        assert f"{each.code} {each.message.to(lang)}" in report.notice
    bullets = next(b for b in report.blocks if isinstance(b, Bullets))
    assert [each.code for each in total.conditional] == [line[:5] for line in bullets.items]


@pytest.mark.parametrize("name", NAMES)
def test_the_composition_is_exact(name: str) -> None:
    """Computed, taken over and not scored stand as figures beside the total."""
    result, report = audit(name)
    total = result.total
    ((_, cells),) = read_rows(find_grid(report, "Total"))
    names = ("Total", "Max", "Attainable", "Computed", "Taken over", "Unscored")
    assert [cells[each].value for each in names] == [
        total.points,
        total.max_points,
        total.attainable,
        total.computed,
        total.taken_over,
        total.unscored,
    ]


@pytest.mark.parametrize("name", NAMES)
def test_bars_are_sorted_by_what_was_lost(name: str) -> None:
    """The most lost first, those without points last; each leads to its own details."""
    result, report = audit(name)
    charts = [block for block in report.blocks if isinstance(block, Bars)]
    nodes = {f"node-{place}": node for place, node in enumerate(result.nodes, 1)}
    for chart in charts:
        found = [nodes[bar.link or ""] for bar in chart.items]
        for node, bar in zip(found, chart.items, strict=True):
            assert (node.points or 0, node.max_points) == (bar.points, bar.max_points)
        scored = [n for n in found if n.points is not None]
        assert scored == found[: len(scored)]
        lost = [n.max_points - n.points for n in scored if n.points is not None and n.max_points]
        assert lost == sorted(lost, reverse=True)
    leaves = {n.id for n in result.nodes} - {n.parent for n in result.nodes}
    counted = {
        n.id
        for n in result.nodes
        if n.id in leaves and n.points is not None and n.max_points and n.status != "unused"
    }
    drawn = {nodes[bar.link or ""].id for chart in charts for bar in chart.items}
    assert counted <= drawn


def test_points_lost_by_hand() -> None:
    """Case 16: targets met exactly, execution 10; nothing is lost. Hefei: 9.80 by execution."""
    _, report = audit("hefei-yaohai-2021", "zh")
    chart = next(block for block in report.blocks if isinstance(block, Bars))
    assert ("预算执行率", "0.20 / 10，失 9.80 分", "bad") == (
        chart.items[0].label,
        chart.items[0].text,
        chart.items[0].tone,
    )
    assert "各指标失分合计 9.80 分，未计分 0.00 分；总分距满分 9.80 分" in set(list_words(report))


@pytest.mark.parametrize("name", NAMES)
def test_every_node_tells_how_it_was_scored(name: str) -> None:
    """Clauses with their marks, place, formula, substitution, roundings, bands, values, reasons."""
    result, report = audit(name, "zh")
    for place, node in enumerate(result.nodes, 1):
        fold = find_fold(report, f"node-{place}")
        assert node.status == fold.status
        said = [pair for block in fold.blocks if isinstance(block, Pairs) for pair in block.items]
        for key, wanted in (("公式", node.formula), ("代入", node.substituted)):
            assert wanted is None or (key, wanted) in said
        assert ("规则位置", str(node.location)) in said
        cited = [value for key, value in said if key == "依据"]
        assert len(node.cites) == len(cited)
        for clause, value in zip(node.cites, cited, strict=True):
            assert clause.title.zh in value
            assert label(clause.status, "zh") in value
        grids = {
            block.caption: read_rows(block) for block in fold.blocks if isinstance(block, Grid)
        }
        check_grids(result, place - 1, grids)


def check_grids(result: Result, place: int, grids: dict[str, Any]) -> None:
    """Hold the grids of one node against it: figures, values, bands, entries."""
    node = result.nodes[place]
    facts = [row for _, row in grids.get("所用数据", ())]
    assert [(f.text or "–", f.evidence and f.evidence.zh) for f in node.facts] == [
        (row["所写"].text, None if row["佐证"].text == "未附佐证" else row["佐证"].text)
        for row in facts
    ]
    for fact, row in zip(node.facts, facts, strict=True):
        if isinstance(fact.value, Fraction):
            assert fact.value == row["数值"].value
    if node.rounding is not None:
        ((_, figures),) = grids["得分的来历"]
        assert (node.rounding.before, node.points) == (
            figures["取整前"].value,
            figures["计入得分"].value,
        )
    bands = [row for _, row in grids.get("分档", ())]
    assert [b.chosen for b in node.bands] == [row["相距"].text == "选中" for row in bands]
    assert len(node.options) == len(grids.get("逐项", ()))


def test_bands_not_taken_say_how_far_away() -> None:
    """Hefei's 90.20 is 优; 良 ends at 90, which is 0.2 away, 中 at 80, 差 at 60."""
    _, report = audit("hefei-yaohai-2021", "zh")
    fold = find_fold(report, "total")
    grid = next(block for block in fold.blocks if isinstance(block, Grid))
    assert [("优", "选中"), ("良", "差 0.2"), ("中", "差 10.2"), ("差", "差 30.2")] == [
        (row["分档"].text, row["相距"].text) for _, row in read_rows(grid)
    ]


def test_rounding_is_shown_before_and_after() -> None:
    """10 × 23.6/1200 is 59/300; half-up at two places it is 0.20."""
    result, report = audit("hefei-yaohai-2021", "zh")
    place = [node.id for node in result.nodes].index("process.funds.execution-rate") + 1
    said = set(list_words(Report("", "zh", (find_fold(report, f"node-{place}"),))))
    assert "59/300 ≈ 0.196667 → 0.20（四舍五入，2 位小数）" in said
    assert "10 * min(23.6万元 / 1200万元, 1)" in said
    assert any("[未核实；" in each for each in said)


@pytest.mark.parametrize("name", NAMES)
def test_findings_stand_sorted_with_what_settles_them(name: str) -> None:
    """Every finding once: the worst first, with code, words, evidence and next step."""
    found = reconcile(name)
    report = audit(name, "zh")[1]
    if not found.findings:
        assert "没有疑点" in set(list_words(report))
        return
    rows = read_rows(find_grid(report, "疑点"))
    order = ["error", "warning", "question", "info"]
    places = [order.index(row.status or "") for row, _ in rows]
    assert places == sorted(places)
    shown = [
        (cells["编码"].text, row.node, cells["疑点"].text, cells["下一步"].text)
        for row, cells in rows
    ]
    assert sorted(shown, key=str) == sorted(
        ((f.code, f.node, f.message.zh, f.next_step.zh) for f in found.findings), key=str
    )
    for finding in found.findings:
        for line in finding.evidence:
            assert any(line.zh in cells["佐证"].text for _, cells in rows)


@pytest.mark.parametrize("name", NAMES)
def test_declared_stands_beside_computed(name: str) -> None:
    """Each line of the reconciliation with its two figures and how they agree."""
    found = reconcile(name)
    report = audit(name, "zh")[1]
    lines = [each for each in found.lines if each.sides or each.summed or each.override]
    if not lines:
        return
    rows = read_rows(find_grid(report, "申报与复算"))
    assert [(each.subject, each.label.zh, each.counted.zh) for each in lines] == [
        (row.node, cells["指标"].text, cells["计入"].text) for row, cells in rows
    ]
    for line, (_, cells) in zip(lines, rows, strict=True):
        if line.figure != "grade":
            assert line.computed == cells["复算"].value
        for side in line.sides:
            assert (side.text, side.value) == (
                cells[side.label.zh].text,
                cells[side.label.zh].value,
            )


def test_rounds_against_rounds() -> None:
    """Two rounds over one project: both figures, the difference, the reasons."""
    report = make_report("two")
    second = {
        "id": "check",
        "role": "fiscal-check",
        "label": {"zh": "财政抽查", "en": "Spot check"},
        "date": "2022-02-02",
        "points": {"execution-rate": "9", "output.quantity.i": "14.5"},
        "reasons": {"output.quantity.i": {"zh": "少两个", "en": "two are missing"}},
        "total": "93.5",
    }
    report["assessments"].append(second)
    project = load_project(report)
    found = Reconciler(load_ruleset("cn/mof/self-evaluation@2020")).reconcile(project)
    shown = report_audit(found.result, "zh", found)
    check_report(shown)
    rows = {row.node: cells for row, cells in read_rows(find_grid(shown, "各轮评价对照"))}
    quantity = rows["output.quantity.i"]
    assert (Fraction(20), Fraction(29, 2), Fraction(11, 2)) == (
        quantity["单位自评"].value,
        quantity["财政抽查"].value,
        quantity["相差"].value,
    )
    assert "财政抽查：少两个" == quantity["理由"].text
    assert Fraction(11, 2) == rows["total"]["相差"].value
    assert "–" == rows["benefit.economic.i"]["相差"].text
    listed = [cells["轮次"].text for _, cells in read_rows(find_grid(shown, "各轮评价"))]
    assert ["单位自评", "财政抽查"] == listed


RATE = {"kind": "proportional", "value": "rate", "cap": "1"}


def test_no_rounds_no_findings() -> None:
    """A result by itself: no declared figures, nothing found, an unconditional total."""
    plan = make_plan({"a": {"label": "甲", "max_points": "10", "method": RATE}})
    result = score(plan, facts={"rate": "95%"})
    report = report_audit(result, "zh")
    check_report(report)
    assert ("", ()) == (report.notice, result.findings)
    assert "没有疑点" in set(list_words(report))
    assert "申报与复算" not in set(list_words(report))
    assert "总分：9.50 / 10；复算 9.50，采信 0.00，未计分 0.00" in set(list_words(report))


def test_no_total() -> None:
    """Where a fact is missing the report says so in its notice, its headline and its bars."""
    for name in ("haikou-2021", "yiyang-2017"):
        result, report = audit(name, "zh")
        assert result.total.points is None
        assert report.notice.startswith("没有总分")
        first = report.blocks[1]
        assert isinstance(first, Paragraph)
        assert first.text.startswith("总分：无 / 100")


def test_every_status() -> None:
    """Computed, judged, taken over, waived, overridden, missing, not applicable: each as such."""
    leaf = {"max_points": "10", "method": {"kind": "judged"}}
    rate = {"max_points": "10", "method": RATE}
    plan = make_plan(
        {
            "scored": {"label": "复算项", **rate},
            "judged": {"label": "评判项", **leaf},
            "missing": {"label": "缺项", **leaf},
            "absent": {"label": "不适用项", **leaf, "when_not_applicable": "excluded"},
            "changed": {"label": "改定项", **rate},
            "waived": {"label": "暂不扣分项", **leaf, "when_unassessable": "waived"},
            "own": slot({"qualitative": TIERS}, when_maxima_overflow="cap"),
        }
    )
    by = {"by": "复核组", "reason": "现场看过", "evidence": "照片"}
    states = {
        "absent": {"state": "not-applicable", "reason": "没有此项"},
        "waived": {"state": "cannot-be-assessed", "reason": "资料在途"},
    }
    result = score(
        plan,
        facts={"rate": "95%"},
        judgements={"judged": {"points": "8", **by}},
        overrides={"changed": {"points": "7", **by}},
        states=states,
    )
    found = {node.status for node in result.nodes}
    assert {"scored", "judged", "missing", "not-applicable", "overridden", "waived"} <= found
    report = report_audit(result, "zh")
    check_report(report)
    words = dict(report.statuses)
    for row, cells in read_rows(find_grid(report, "计分表"))[:-1]:
        assert words[row.status or ""] == cells["状态"].text
    (chart,) = [block for block in report.blocks if isinstance(block, Bars)]
    assert ["暂不扣分项", "不适用项"] != [bar.label for bar in chart.items]
    assert "不适用项" not in {bar.label for bar in chart.items}
    assert {"缺项"} <= {bar.label for bar in chart.items if bar.tone == "muted"}


HOSTILE = (
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "]]>",
    "{{ 7*7 }}{x}%s",
    "字" * 2000,
)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_pass_as_they_are(words: str) -> None:
    """Names, units, reasons and evidence are words, whatever they look like."""
    report = make_report("h")
    both = {"zh": words, "en": words}
    report["project"] |= {"name": both, "unit": both}
    report["facts"]["executed"] = {"value": "90万元", "at": both, "evidence": both}
    report["assessments"][0] |= {"label": both, "reasons": {"execution-rate": both}}
    report["indicators"]["output.quantity"][0] |= {"name": both, "evidence": both}
    project = load_project(report)
    found = Reconciler(load_ruleset("cn/mof/self-evaluation@2020")).reconcile(project)
    shown = report_audit(found.result, "zh", found)
    check_report(shown)
    said = list(list_words(shown))
    assert words in shown.title
    assert f"{words} [h]" in said
    assert words in said
    grid = find_grid(shown, "申报与复算")
    assert words in {cell.text for cell in grid.rows[0].cells}


@pytest.mark.parametrize("words", ["\u202eabc\u200f", "\x00\ud800", "字" * 100_000], ids=range(3))
def test_what_documents_may_not_hold_passes_too(words: str) -> None:
    """A result that a program made may name anything; builders change none of it."""
    result = reconcile("hefei-yaohai-2021").result
    both = Text(words, words)
    odd = replace(result, project=replace(result.project, name=both, unit=both))
    shown = report_audit(odd, "zh")
    check_report(shown)
    assert words in shown.title
    assert words in set(list_words(shown))


@cache
def shipped() -> tuple[Plan, ...]:
    """Return the plans of the rulesets that come with scorelib."""
    return tuple(compile_ruleset(load_ruleset(name)) for name in list_shipped())


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from(LANGS))
def test_drawn_results(seed: int, lang: Lang) -> None:
    """Whatever the plan and the facts: a whole report whose folds are the nodes of the result."""
    random = Random(seed)
    plan = random.choice(shipped())
    for result in draw_results(plan, random, 2):
        report = report_audit(result, lang)
        check_report(report)
        folds = [b for b in list_blocks(report.blocks) if isinstance(b, Fold) and b.anchor]
        assert [None, *(node.status for node in result.nodes)] == [each.status for each in folds]
        rows = read_rows(find_grid(report, label("audit.score_table", lang)))
        points = head("points", lang)
        assert [*(node.points for node in result.nodes), result.total.points] == [
            cells[points].value for _, cells in rows
        ]
        assert bool(report.notice) == bool(result.total.conditional or result.total.points is None)


def test_a_bonus_loses_nothing() -> None:
    """What comes on top (加分项) is told as such: not as lost, and not in the sum of losses."""
    points = {"method": "judged", "max_points": "10", "label": "评价得分"}
    extra = {"method": "judged", "max_points": "5", "label": "加分", "bonus": "true"}
    plan = make_plan({"work": points, "extra": extra}, max_points="10", bonus="add")
    by = {"by": "评价组", "reason": "见评价意见"}
    given = {"work": {"points": "7", **by}, "extra": {"points": "2", **by}}
    result = score(plan, judgements=given)
    report = report_audit(result, "en")
    (bars,) = [each for each in list_blocks(report.blocks) if isinstance(each, Bars)]
    assert [
        "7.00 of 10, 3.00 lost (judged)",
        "2.00 on top, at most 5 (judged)",
    ] == [bar.text for bar in bars.items]
    rows = read_rows(find_grid(report, "Score table"))
    assert ["3.00", "–", "1.00"] == [cells["Lost"].text for _, cells in rows]
    words = list(list_words(report))
    assert "2.00 are earned on top" in words
    assert label("audit.lost_differs", "en") not in words
