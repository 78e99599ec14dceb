"""What a careful auditor finds in the five reports and the three forms, item by item.

The order is that of the list of the domain; the figures come from the reports and from arithmetic
done by hand. Chapter by chapter the same table stands in docs/explanation/what-an-auditor-finds.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from scorelib.engine.outcome.views import Finding
from tests.reading.reconciliation.examples import (
    CONTROLS,
    EXAMPLES,
    REPORTS,
    find_diagnosis,
    find_printing,
    reconcile,
    show,
)

HEFEI, HECHI, YIYANG, HAIKOU, SANYA = REPORTS
CASES = ("case-09", "case-12", "case-16")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: where, what an auditor says, the finding for it, and what it has to show."""

    project: str
    what: str
    code: str
    severity: str
    shown: tuple[str, ...]
    node: str | None = None

    def find(self) -> list[Finding]:
        """Return the findings that say it."""
        return [
            each
            for each in reconcile(self.project).findings
            if (each.code, each.severity) == (self.code, self.severity)
            and (self.node is None or each.node == self.node)
            and all(words in show(each) for words in self.shown)
        ]


ITEMS = (
    # 002 Hefei
    Item(HEFEI, "four totals", "SL834", "error", ("80", "100", "110", "良", "优")),
    Item(HEFEI, "points are no 80", "SL533", "error", ("110", "80")),
    Item(HEFEI, "decision 20 and 15", "SL544", "warning", ("分值", "20分", "15"), "decision"),
    Item(HEFEI, "process 20 and 25", "SL544", "warning", ("分值", "20分", "25"), "process"),
    Item(HEFEI, "benefit: maxima 40 over 30", "SL501", "error", ("40", "30", "固定 10"), "benefit"),
    Item(HEFEI, "benefit: points 40 over 30", "SL801", "error", ("40", "30"), "benefit"),
    Item(HEFEI, "benefit: 40 over 30 in the text", "SL835", "error", ("40", "30"), "benefit"),
    Item(HEFEI, "10 of 10 at 1.97%", "SL505", "warning", ("10", "0.20")),
    Item(HEFEI, "100.20 of 110, or 90.20", "SL513", "warning", ("100.20", "110", "90.20")),
    Item(HEFEI, "targets are template text", "SL512", "question", ("模板", "下同")),
    Item(HEFEI, "were it the 5", "SL515", "question", ("0.10", "95.10")),
    Item(HEFEI, "were the budget 450", "SL515", "question", ("450万元", "0.52")),
    Item(HEFEI, "three amounts", "SL544", "question", ("1200万元", "450万元")),
    Item(HEFEI, "5.24% of 450", "SL836", "question", ("450万元", "5.24%", "0.52")),
    Item(HEFEI, "one indicator against four", "SL544", "warning", ("1个一级指标", "“1个”", "4")),
    Item(HEFEI, "one against 12 of level 2", "SL544", "warning", ("1个二级指标", "12")),
    Item(HEFEI, "one against 15 of level 3", "SL544", "warning", ("1个三级指标", "15")),
    Item(HEFEI, "faulted: rules", "SL821", "warning", ("5", "制度不够健全")),
    Item(HEFEI, "faulted: clear indicators", "SL821", "warning", ("4", "绩效目标不够明确")),
    Item(HEFEI, "execution called 中", "SL544", "warning", ("中", "差")),
    Item(HEFEI, "a group as an output", "SL832", "question", ("工作小组",)),
    Item(HEFEI, "another year", "SL822", "warning", ("2020", "2021", "监测检测项目")),
    Item(HEFEI, "full output at 1.97%", "SL809", "question", ("1.97%",)),
    # 001 Hechi
    Item(HECHI, "2.42 does not agree", "SL544", "warning", ("21754元", "2.42万元")),
    Item(HECHI, "2.18/3 is not 72.51%", "SL836", "info", ("2.18万元", "72.67%", "72.51%")),
    Item(HECHI, "said to be met", "SL828", "warning", ("72.51%", "达到预算执行率要求")),
    Item(HECHI, "six contests", "SL824", "question", ("6次",)),
    Item(HECHI, "target copied", "SL823", "question", ("4.5万人次",)),
    Item(HECHI, "short of money", "SL829", "question", ("8246元", "27.49%", "资金不足")),
    Item(HECHI, "training 0.46 of 1", "SL811", "question", ("0.46万元", "1万元", "46%")),
    Item(HECHI, "office 0.22 of 0.5", "SL811", "question", ("0.22万元", "0.5万元", "44%")),
    # 003 Yiyang
    Item(YIYANG, "1989 over 1970", "SL514", "warning", ("1989万元", "1970万元", "100.96%")),
    Item(YIYANG, "127 in hand, 19 unfunded", "SL514", "warning", ("127万元", "19万元")),
    Item(YIYANG, "two denominators", "SL515", "question", ("93.55%", "92.66%")),
    Item(YIYANG, "1805 against 1780", "SL544", "question", ("1805万元", "1780万元")),
    Item(YIYANG, "7.34% against 5%", "SL544", "question", ("7.34", "5%")),
    Item(YIYANG, "upkeep by two", "SL827", "question", ("湖南电信集团公司", "施工方")),
    Item(YIYANG, "86 cannot be worked out", "SL548", "info", ("86",)),
    # 004 Haikou
    Item(HAIKOU, "9.52 or 9.53", "SL837", "info", ("95.25%", "9.52", "9.53")),
    Item(HAIKOU, "works by the end of 2020", "SL822", "warning", ("2020年12月31日", "2021")),
    Item(HAIKOU, "continuity in 2020", "SL822", "warning", ("2020 年度", "2021")),
    Item(HAIKOU, "95.25%元", "SL831", "warning", ("95.25%元",)),
    Item(HAIKOU, "payment as progress", "SL830", "question", ("95.25%",)),
    Item(HAIKOU, "done against partly", "SL826", "warning", ("全部完成", "基本实施完成")),
    # 000 Sanya
    Item(SANYA, "4465606.8 left", "SL808", "question", ("4465606.8元", "22.74%")),
    Item(SANYA, "done against due", "SL826", "warning", ("按时按质完成", "2023-07")),
    Item(SANYA, "monitoring", "SL826", "warning", ("24小时监控", "计划5月中旬")),
    Item(SANYA, "six modules, four", "SL825", "warning", ("6个", "4个")),
    Item(SANYA, "payment ahead of progress", "SL810", "question", ("77.26%", "22.34%", "2023-07")),
    Item(SANYA, "no effectiveness", "SL833", "warning", ("有效性",)),
    # the three forms
    Item("case-09", "maxima 110", "SL574", "error", ("110", "100")),
    Item("case-09", "points 110", "SL533", "error", ("110", "100")),
    Item("case-09", "output 70 over 50", "SL501", "error", ("70", "50")),
    Item("case-09", "benefit 20 of 30", "SL502", "error", ("20", "30")),
    Item("case-09", "copied: metres", "SL805", "question", ("≥266米",)),
    Item("case-09", "copied: words", "SL805", "question", ("显著提升",)),
    Item("case-12", "71.7 against 58.2", "SL516", "error", ("71.7", "58.2")),
    Item("case-12", "31.9 over 20", "SL504", "error", ("31.9", "20")),
    Item("case-16", "9 for 10", "SL807", "warning", ("9", "10"), "output.quantity.funds"),
    Item("case-16", "19 for 20", "SL807", "warning", ("19", "20"), "output.quality.accepted"),
    Item("case-16", "19 for 20", "SL807", "warning", ("19", "20"), "output.timeliness.in-time"),
    Item("case-16", "27 for 30", "SL807", "warning", ("27", "30"), "benefit.social.stopped"),
)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.project}: {item.what}")
def test_item_is_found(item: Item) -> None:
    """Each item is found once, as severe as it is, with its figures and words."""
    assert len(item.find()) == 1, [
        f"{each.code} {each.severity} {show(each)}" for each in reconcile(item.project).findings
    ]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.project}: {item.what}")
def test_figures_stand_in_english_too(item: Item) -> None:
    """Both languages show the same figures."""
    (found,) = item.find()
    for figure in item.shown:
        if figure.isascii():
            assert figure in show(found, "en")


def test_hefei_is_computed_and_taken_over() -> None:
    """Of the 90.20 only 0.20 is computed: 10 × 23.6/1200 is 0.1966… before it is rounded."""
    total = reconcile(HEFEI).result.total
    assert [total.computed, total.taken_over] == [Fraction("0.20"), Fraction(90)]
    assert [total.points, total.gross] == [Fraction("90.20"), Fraction("100.20")]
    assert total.gross_max == Fraction(110)


def test_hefei_80_has_three_rivals() -> None:
    """110 less 产出 30, 100 less 决策 20, 100 less 过程 20: listed, none asserted."""
    found = find_diagnosis(HEFEI, "total")
    assert (found.declared, found.verdict) == ("80", "several")
    assert [each.kind for each in found.explanations] == ["SL860"] * 3
    words = [each.message.zh for each in found.explanations]
    for label, whole, part in (("产出", "110", "30"), ("决策", "100", "20"), ("过程", "100", "20")):
        assert [each for each in words if label in each and whole in each and part in each]
    assert {Fraction(each.figure) for each in found.explanations} == {Fraction(80)}


def test_hechi_87_25_has_two_candidates() -> None:
    """80 + 10 × 72.51% = 87.251; with all else full 97.25; 10 points are unexplained."""
    found = find_diagnosis(HECHI, "total")
    assert (found.declared, found.verdict) == ("87.25", "several")
    assert [each.kind for each in found.explanations] == ["SL869", "SL869"]
    assert {each.node for each in found.explanations} == {"satisfaction", "output.cost"}
    assert found.composition is not None
    for words in found.composition:
        assert all(each in words for each in ("87.25", "80", "72.51%", "97.25", "10"))


def test_yiyang_86_is_not_explained() -> None:
    """Its item scores stand in an annex that is not there: nothing is guessed."""
    found = find_diagnosis(YIYANG, "total")
    assert (found.declared, found.explanations, found.verdict) == ("86", (), "none")
    assert reconcile(YIYANG).result.total.points is None


def test_case_12_is_explained_alone() -> None:
    """Uncapped proportional points explain 71.7, and nothing else does."""
    found = find_diagnosis("case-12", "total")
    assert (found.declared, found.computed, found.verdict) == ("71.7", "58.2", "alone")
    (explanation,) = found.explanations
    assert (explanation.kind, explanation.figure) == ("SL854", "71.7")


@pytest.mark.parametrize("name", [HECHI, YIYANG, HAIKOU, SANYA, "case-16"])
def test_questions_are_no_errors(name: str) -> None:
    """These papers ask for explanations; by the rules they know, nothing in them is wrong."""
    assert reconcile(name).errors == 0


ERRORS = {
    HEFEI: {"SL501", "SL801", "SL835", "SL533", "SL516", "SL517", "SL834"},
    "case-09": {"SL501", "SL502", "SL533", "SL574", "SL801"},
    "case-12": {"SL504", "SL516"},
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_these(name: str) -> None:
    """What is an error is so for a reason that is listed here."""
    found = {each.code for each in reconcile(name).findings if each.severity == "error"}
    assert found == ERRORS[name]


AGREEING = (
    (HEFEI, "rate", "rounded"),  # 23.6/1200 = 1.9666…%
    (HEFEI, "arrival-rate", "agrees"),
    (HEFEI, "table-decision-max", "agrees"),
    (HECHI, "spent-in-yuan", "agrees"),
    (HECHI, "spent-by-item", "rounded"),  # 21754元 as 2.18万元
    (HECHI, "rate", "rounded"),  # 21754/30000 = 72.5133…%
    (HECHI, "budget-in-parts", "agrees"),  # 1 + 0.5 + 0.5 + 1 = 3
    (HECHI, "spent-in-parts", "agrees"),  # 1 + 0.46 + 0.22 + 0.5 = 2.18
    (HECHI, "left", "agrees"),
    (YIYANG, "invested-in-parts", "agrees"),  # 1589 + 172 + 191 + 25 + 12 = 1989
    (YIYANG, "unpaid", "agrees"),  # 1989 − 1843 = 146
    (YIYANG, "rooms-built", "approximate"),  # 1000余㎡ of 1015㎡
    (HAIKOU, "rate", "rounded"),  # 7741273.5/8127600 = 95.2467…%
    (HAIKOU, "left", "rounded"),  # 386326.5元 as 38.63万元
    (HAIKOU, "spent-rounded", "rounded"),
    (SANYA, "rate", "rounded"),  # 15173104/19638710.8 = 77.2612…%
    (SANYA, "budget-rounded", "rounded"),
    ("case-12", "rate", "rounded"),  # 0.1 for 14.46%
)


@pytest.mark.parametrize(("name", "statement", "agreement"), AGREEING)
def test_what_agrees_is_left_in_peace(name: str, statement: str, agreement: str) -> None:
    """A figure that agrees at its printed precision is listed as agreeing, and is no finding."""
    printing = find_printing(name, statement)
    assert printing.agreement == agreement
    said = f"“{printing.text}”"
    doubted = [each for each in reconcile(name).findings if each.code in ("SL544", "SL549")]
    assert not [each for each in doubted if said in each.message.zh]


def test_score_uses_the_printing_in_yuan() -> None:
    """Of Hechi's three printings the one in 元 was used, since 72.51% comes from it alone."""
    used = [
        each.id
        for each in reconcile(HECHI).printings
        if each.is_used and each.subject == "executed"
    ]
    assert used == ["spent-in-yuan"]
    assert "72.51%" in find_printing(HECHI, "spent-in-yuan").why.zh


def test_haikou_is_rounded_last() -> None:
    """10 × 7741273.5/8127600 = 9.5246…: 9.52, though the printed rate would give 9.53."""
    line = next(
        each
        for each in reconcile(HAIKOU).lines
        if (each.subject, each.figure) == ("execution-rate", "points")
    )
    exact = Fraction("77412735") / Fraction("8127600")
    assert line.computed == Fraction(round(exact * 100), 100) == Fraction("9.52")


def test_page_names_every_check() -> None:
    """The page that explains all this names each check that an item is found by."""
    page = (EXAMPLES.parent / "docs/explanation/what-an-auditor-finds.md").read_text("utf-8")
    chapters = page.split("\n## ")
    for item in ITEMS:
        (chapter,) = [each for each in chapters if f"`{item.project}`" in each]
        rows = [row for row in chapter.splitlines() if item.code in row]
        assert rows, item
        assert any(item.severity in row for row in rows), item


@dataclass(frozen=True, slots=True)
class Alarm:
    """A false alarm that an auditor would not forgive: in which papers, and what it would say."""

    what: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    words: tuple[str, ...]

    def find(self) -> list[str]:
        """Return the findings that raise it."""
        return [
            f"{name}: {each.code} {show(each)}"
            for name in self.names
            for each in reconcile(name).findings
            if (not self.codes or each.code in self.codes)
            and (not self.words or any(word in show(each) for word in self.words))
        ]


EVERY = (*REPORTS, *CASES, *CONTROLS)

ALARMS = (
    Alarm("a year in a document's number", EVERY, ("SL822",), ("〔20", "[20")),
    Alarm("a year in the name of a plan", CONTROLS, ("SL822",), ()),
    Alarm("a year in a schedule", (SANYA, *CONTROLS), ("SL822",), ()),
    Alarm("个 for 人", CONTROLS, (), ("60个", "380个", "300个", "90个")),
    Alarm("0.1 for 14.46%", ("case-12",), ("SL544", "SL549"), ("0.1",)),
    Alarm("the floor of 60%", EVERY, ("SL514",), ("60%",)),
    Alarm(
        "a source of funds that is 0/0", (HAIKOU, *CONTROLS), (), ("专户", "上年结转", "其他资金")
    ),
    Alarm("what does not apply", (HEFEI,), (), ("生态效益指标(满分",)),
    Alarm("an exact figure that is met", ("case-09",), ("SL805",), ("20万元", "“100%”")),
    Alarm("1000余㎡ of 1015㎡", (YIYANG,), (), ("1000余㎡",)),
)


@pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: alarm.what)
def test_false_alarm_is_not_raised(alarm: Alarm) -> None:
    """Nothing is said of what is in order."""
    assert alarm.find() == []


def test_years_of_haikou_are_two() -> None:
    """Its 〔2016〕201号 is the number of a rule, not a year of the work."""
    found = [each for each in reconcile(HAIKOU).findings if each.code == "SL822"]
    assert len(found) == 2
    assert all("2016" not in show(each) for each in found)


def test_floor_is_for_other_evaluations() -> None:
    """Article 14 is about the evaluations of departments and bureaus, not self-evaluations."""
    for name in EVERY:
        checks = [each for each in reconcile(name).result.plan.alarms if each.code == "SL514"]
        assert all(dict(each.words)["id"] != "output-and-benefit" for each in checks)
