"""What a report says of its indicators, its years and its percentages; what is no alarm."""

from __future__ import annotations

import pytest

from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.checks.claims import (
    check_activities,
    check_chapters,
    check_met,
    check_problems,
    check_progress,
    check_shortages,
)
from scorelib.reading.reconciliation.checks.wording import check_percentages
from scorelib.reading.reconciliation.checks.years import check_years, list_years
from tests.engine.scoring import make_plan, slot
from tests.reading.reconciliation.dossiers import (
    GIVEN,
    HAIKOU,
    Said,
    about,
    figures,
    find,
    mine,
    only,
    open_dossier,
    say,
)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("截止2020年12月31日项目已经基本实施完成", (2020,)),
        ("本项目能够较好的保障海口公安局 2020 年度信息系统项目的延续性和可用性", (2020,)),
        ("2020年度信息化项目监测检测项目实施虽取得了一定的成效", (2020,)),
        ("截止２０２０年１２月３１日已完成", (2020,)),
        ("2019年完成一期，2020年完成二期", (2019, 2020)),
        ("2020年1月至12月完成培训", (2020,)),
        # 文号、公告号
        ("按《瑶海区预算绩效管理工作考核实施细则》（瑶财〔2020〕116号）执行", ()),
        ("按[2019]27号文件完成", ()),
        ("按合政办［2018］49号完成", ()),
        ("按财政部公告2019年第27号执行", ()),
        # 规划、书名、计划
        ("落实《合肥市数字经济发展规划(2020-2025年)》", ()),
        ("落实数字经济发展规划（2020—2025年）已见成效", ()),
        ("2016年至2017年共完成", ()),
        ("2020年工作计划的各项任务已完成", ()),
        ("按2020年部门预算批复的内容完成", ()),
        ("按“2020年三年行动计划”完成", ()),
        # 计划时间、比较、起始和签发日期
        ("项目预计2023年7月份完工", ()),
        ("二期计划于2023年5月完成", ()),
        ("较2020年增长5%", ()),
        ("与2020年同期相比下降3%", ()),
        ("自2019年以来稳定运行", ()),
        ("2020年3月立项的项目已完成", ()),
        ("经费于2020年1月25日下达", ()),
        ("2022年6月前完成", ()),
        # 不是年份
        ("共12020年人次", ()),
        ("完成2020个", ()),
        ("done in 2020", ()),
    ],
)
def test_only_years_of_what_is_told_count(words: str, years: tuple[int, ...]) -> None:
    """Document numbers, plans, titles, schedules and comparisons have years of their own."""
    assert years == list_years(words)


OTHER_YEARS = (
    "截止2020年12月31日项目已经基本实施完成",
    "本项目能够较好的保障海口公安局 2020 年度信息系统项目的延续性和可用性",
    "2020年度信息化项目监测检测项目实施虽取得了一定的成效",
    "2020年度实施的信息系统项目已全部完成",
    "2020年完成水库加固，2021年计划完成渠道改造",
    "2021年已经下达。2020年完成全部建设",
    "按财函[2021]27号，2020年度任务全部完成",
    "落实《2021年工作要点》，2020年12月完成验收",
    "2020年在去年基础上新增2个",
    "2020年与2019年相比增长5%",
    "2020年召开会议3次",
    "2020年修订制度3项",
    "2022年2月完成验收",
    "2022年度任务全部完成",
    "2020年完成2019年建成的水库的加固",
)
"""What is told of another year than 2021, or of days after the judging on 2022-01-31."""

SAME_YEAR = (
    "比上年（2020年）增长5%",
    "较上年同期（2020年1-12月）下降3%",
    "与2020年（上年）相比增长5%",
    "与基期（2018年）持平",
    "根据国发2019年27号文",
    "根据国发2019年第27号文完成",
    "以2020年第七次人口普查数据为准",
    "第七次人口普查（2020年人口普查数据）覆盖全县",
    "以2018年为基数增长5%",
    "按2020年版定额完成结算",
    "2018年建成的水库完成加固",
    "2019年3月购置的设备全部投入使用",
    "中心始建于2015年，运行良好",
    "2020年采购的设备在2021年全部投入使用",
    "2020年预算项目于2021年完成",
    "2020年冬至2021年春完成造林",
    "获2019年国家级示范基地基础上，2021年新增2个",
    "在2020年基础上新增2个",
    "满意度由2020年的80%提高到95%",
    "2022年1月出具了验收报告",
    "截至2022年1月31日（自评日）",
    "2021年12月完成，2022年1月通过验收",
)
"""What names another year, and yet tells nothing of it."""


@pytest.mark.parametrize(
    ("words", "fires"),
    [*((words, True) for words in OTHER_YEARS), *((words, False) for words in SAME_YEAR)],
)
def test_years_beside_the_assessed_one(words: str, fires: bool) -> None:
    found = find(check_years, say({"role": "result", "words": words}))
    assert (["SL822"] if fires else []) == [each.code for each in found]


@pytest.mark.parametrize(
    "marks",
    [
        {"role": "result"},
        {"topic": "works", "state": "done"},
        {"topic": "works", "state": "partly"},
        {"topic": "works", "role": "progress", "value": "95%"},
    ],
)
def test_a_result_of_another_year_is_a_warning(marks: Said) -> None:
    """Haikou: 2020 in a report of 2021."""
    words = "截止2020年12月31日项目已经基本实施完成"
    found = only(find(check_years, say({"words": words, "at": "报告四（一）2", **marks})))
    assert ("SL822", "warning") == (found.code, found.severity)
    assert (("2020",), "2021") == (figures(found)["value"], figures(found)["used"])
    assert (Text(f"报告四（一）2：“{words}”", f"报告四（一）2: “{words}”"),) == found.evidence
    assert "所述的完成情况写的是 2020 年，评价的是 2021 年" == found.message.zh
    assert "what is told as a result is of 2020; the assessed period is 2021" == (found.message.en)


@pytest.mark.parametrize(
    "said",
    [
        {"words": "2020年度完成"},
        {"words": "2020年度完成", "topic": "works", "role": "target"},
        {"words": "2020年度完成", "topic": "works", "state": "planned"},
        {"words": "2021年度完成", "role": "result"},
        {"value": "8个", "topic": "works", "role": "result"},
    ],
)
def test_other_statements_may_speak_of_any_year(said: Said) -> None:
    assert [] == find(check_years, say(said))


def test_every_year_of_the_period_is_assessed() -> None:
    """Yiyang's report is of 2016 and 2017."""
    dossier = say(
        {"words": "2016年完成一期，2017年完成二期", "role": "result"},
        assessed_period="2016/2017",
    )
    assert [] == find(check_years, dossier)


def test_a_percentage_of_yuan() -> None:
    """Haikou: 95.25%元, found in the words although the value itself is right."""
    words = "资金总额-执行率95.25%元，其中：财政资金-执行率95.25%"
    said = {"about": "execution", "figure": "rate", "value": "72.51%", "words": words}
    found = only(find(check_percentages, say(said)))
    assert ("SL831", "warning", "execution") == (found.code, found.severity, found.node)
    assert "95.25%元" == figures(found)["value"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("９５．２５％元", "９５．２５％元"), ("共100%人。", "100%人"), ("5‰万元", "5‰万元")],
)
def test_any_unit_that_measures(text: str, value: str) -> None:
    assert value == figures(only(find(check_percentages, say({"words": text}))))["value"]


@pytest.mark.parametrize(
    "text",
    [
        "95.25%",
        "执行率95.25%，完成",
        "100%人员到位",
        "完成100%个别未完成",
        "提高5%左右",
        "提高5%以上",
        "占95%的资金",
        "5%个百分点",
        "80%户籍人口",
    ],
)
def test_words_after_a_percentage_are_no_unit(text: str) -> None:
    assert [] == find(check_percentages, say({"words": text}))


def test_targets_and_actuals_of_indicators_are_read_too() -> None:
    """The cells of a form are words as well."""
    plan = make_plan({"a": slot({"positive": "capped-ratio"}, "declared")})
    item = {
        "id": "one",
        "name": "合格率",
        "max_points": "5",
        "target": "≥95%",
        "actual": "96%个",
    }
    dossier = open_dossier(plan, facts={}, assessments=[], indicators={"a": [item]})
    found = only(find(check_percentages, dossier))
    assert ("96%个", "a.one") == (figures(found)["value"], found.node)
    assert "合格率，实际完成值：“96%个”" == found.evidence[0].zh


def test_full_points_for_what_the_report_faults() -> None:
    """Hefei: 管理制度健全性 has all its points, the problems section faults it."""
    words = "一是项目管理制度不够健全"
    dossier = say({"about": "process.rules", "role": "problem", "words": words, "at": "报告四"})
    found = only(find(check_problems, dossier))
    assert ("SL821", "warning", "process.rules") == (found.code, found.severity, found.node)
    assert {"declared": "10", "max_points": "10"}.items() <= figures(found).items()
    assert ["自评表：“管理制度健全性 10”", f"报告四：“{words}”"] == [e.zh for e in found.evidence]


def test_all_sentences_on_one_indicator_are_one_finding() -> None:
    one = {"about": "process.rules", "role": "problem"}
    found = only(find(check_problems, say({**one, "words": "一"}, {**one, "words": "二"})))
    assert 3 == len(found.evidence)


def test_a_heading_without_points_of_its_own_is_its_parts() -> None:
    said = {"about": "output", "role": "problem", "words": "产出不够"}
    assert "40" == figures(only(find(check_problems, say(said))))["declared"]


@pytest.mark.parametrize("path", ["process.practice", "process", "benefit.ecological"])
def test_points_that_were_taken_off_are_right(path: str) -> None:
    """9 of 10, 19 of 20; and 0 of 0 is no full mark."""
    said = {"about": path, "role": "problem", "words": "执行不够"}
    assert [] == find(check_problems, say(said))


def test_without_declared_points_there_is_nothing_to_hold() -> None:
    said = {"about": "process.rules", "role": "problem", "words": "不健全"}
    assert [] == find(check_problems, say(said, assessments=[]))


def test_a_rate_said_to_be_met() -> None:
    """Hechi: 达到预算执行率要求 at 21754/30000."""
    words = "本项目达到预算执行率要求"
    said = {"about": "execution", "state": "met", "words": words}
    found = only(find(check_met, say(said)))
    assert ("SL828", "warning", "execution") == (found.code, found.severity, found.node)
    assert "≈ 72.51%" == figures(found)["used"]


@pytest.mark.parametrize("spent", ["30000元", "30001元"])
def test_a_rate_that_is_met(spent: str) -> None:
    said = {"about": "execution", "state": "met", "words": "达到"}
    assert [] == find(check_met, say(said, facts={**GIVEN, "executed": spent}))


def test_what_has_no_rate_cannot_be_told() -> None:
    said = {"about": "output.quality", "state": "met", "words": "达到"}
    assert [] == find(check_met, say(said))


def test_short_of_funds_with_funds_left() -> None:
    """Hechi: 30000 − 21754 = 8246元, 27.49%."""
    found = only(find(check_shortages, say({"role": "shortage", "words": "资金不足"})))
    assert ("SL829", "question") == (found.code, found.severity)
    words = figures(found)
    assert ("8246元", "≈ 27.49%") == (words["used"], words["share"])


@pytest.mark.parametrize("spent", ["30000元", "31000元"])
def test_short_of_funds_with_nothing_left(spent: str) -> None:
    facts = {**GIVEN, "executed": spent}
    said = {"role": "shortage", "words": "资金不足"}
    assert [] == find(check_shortages, say(said, facts=facts))


@pytest.mark.parametrize("value", ["95.25%", "95.2%", "0.9525"])
def test_a_progress_that_is_the_payment_rate(value: str) -> None:
    """Haikou: 7741273.5/8127600 = 95.2467%, given as the progress of the works."""
    said = {"about": "execution", "figure": "rate", "role": "progress", "value": value}
    found = only(find(check_progress, say(said, facts=HAIKOU)))
    assert ("SL830", "question", "execution") == (found.code, found.severity, found.node)


def test_a_progress_written_as_a_decimal() -> None:
    """75% of the payment as 0.75 of the works; a count of 0 or 1 is no share."""
    facts = {**GIVEN, "executed": "22500元"}
    said = [about("works", role="progress", value=value) for value in ("0.75", "0.7", "1", "0")]
    found = only(find(check_progress, say(*said, facts=facts)))
    assert ("SL830", "0.75") == (found.code, figures(found)["value"])


@pytest.mark.parametrize("value", ["95%", "95.24%", "90%", "100%", "95.25个", "大部"])
def test_another_progress_is_its_own(value: str) -> None:
    """95% agrees with 95.2467% as printed, so it is asked for; nothing else is."""
    said = about("works", role="progress", value=value)
    found = find(check_progress, say(said, facts=HAIKOU))
    assert (["SL830"] if value == "95%" else []) == [each.code for each in found]


def test_all_done_and_all_paid_is_no_question() -> None:
    said = about("works", role="progress", value="100%")
    facts = {**GIVEN, "executed": "30000元"}
    assert [] == find(check_progress, say(said, facts=facts))


@pytest.mark.parametrize(
    ("path", "codes"),
    [("output.quantity", ["SL832"]), ("output", ["SL832"]), ("process.practice", [])],
)
def test_an_activity_is_no_output(path: str, codes: list[str]) -> None:
    """Hefei: 成立工作小组 under 数量指标; under 过程 it stands where it belongs."""
    said = {"about": path, "role": "activity", "words": "成立项目工作小组"}
    found = find(check_activities, say(said))
    assert [(code, "question") for code in codes] == [(e.code, e.severity) for e in found]


def test_a_chapter_that_is_not_there() -> None:
    """Sanya: no 有效性, which the form of the report asks for."""
    found = only(find(check_chapters, open_dossier(chapters=["economy"])))
    assert ("SL833", "warning") == (found.code, found.severity)
    assert Text("有效性", "有效性") == figures(found)["label"]
    assert ["依据：报告格式（四（三））"] == [line.zh for line in found.evidence]


@pytest.mark.parametrize("parts", [{}, {"chapters": ["effect", "economy"]}])
def test_chapters_that_are_there_or_not_told(parts: Said) -> None:
    assert [] == find(check_chapters, open_dossier(**parts))


def test_nothing_is_said_without_statements() -> None:
    """Where there are no words of a report, none of these checks has anything to say."""
    assert [] == mine(open_dossier())


def test_every_finding_speaks_both_languages() -> None:
    """One report with everything wrong: all codes, each with its figures filled in."""
    said = [
        total_of("80"),
        total_of("70"),
        {"about": "output", "figure": "points", "value": "39", "part": "正文"},
        {"about": "output.quantity", "figure": "points", "value": "20", "part": "正文"},
        {"about": "output.quality", "figure": "points", "value": "20", "part": "正文"},
        {"about": "executed", "value": "774.2万元"},
        {"about": "execution", "figure": "rate", "value": "95.25%", "words": "95.25%元"},
        {"about": "process.rules", "role": "problem", "words": "制度不健全"},
        {"about": "execution", "state": "met", "words": "达到要求"},
        {"role": "shortage", "words": "资金不足"},
        {"role": "progress", "topic": "works", "value": "95.25%"},
        {"about": "output.quantity", "role": "activity", "words": "成立小组"},
        about("trained", role="target", value="4.5万人次"),
        about("trained", role="result", value="4.5万人次"),
        about("contests", role="target", value="6次"),
        about("modules", role="target", value="6个"),
        about("modules", role="result", value="4个"),
        about("works", state="done", words="2020年全部完成"),
        about("works", state="partly", words="基本完成"),
        about("upkeep", value="甲公司"),
        about("upkeep", value="乙公司"),
    ]
    found = mine(say(*said, facts=HAIKOU, chapters=["economy"]))
    assert [f"SL{code}" for code in range(821, 838)] == sorted({each.code for each in found})
    for each in found:
        for text in (each.message, each.next_step):
            assert text.zh != text.en
            assert not {"{", "}"} & {*text.zh, *text.en}


def total_of(value: str) -> Said:
    return {"about": "total", "value": value}
