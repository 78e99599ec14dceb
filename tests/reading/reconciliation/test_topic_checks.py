"""What several places of a report say of one matter: targets, results, states, values."""

from __future__ import annotations

from time import monotonic

import pytest

from scorelib.reading.reconciliation.checks.topics import (
    check_copies,
    check_results,
    check_rivals,
    check_states,
    check_unanswered,
)
from tests.reading.reconciliation.dossiers import (
    Said,
    about,
    figures,
    find,
    only,
    say,
)

ROLES = ("target", "result")


def test_a_target_copied_into_the_results() -> None:
    """Hechi: 4.5万人次 in target and result alike."""
    words = "开展线上线下培训学习，共有4.5万人次参加"
    said = [about("trained", role=r, value="4.5万人次", words=words) for r in ROLES]
    found = only(find(check_copies, say(*said)))
    assert ("SL823", "question") == (found.code, found.severity)
    assert ("4.5万人次", "4.5万人次") == (figures(found)["value"], figures(found)["used"])


@pytest.mark.parametrize("value", ["≥266米", "显著提升", "约1000人", "2万户", "≥ ９５％"])
def test_bounds_words_and_coarse_counts_are_copies(value: str) -> None:
    said = [about("x", role=role, value=value) for role in ROLES]
    assert ["SL823"] == [each.code for each in find(check_copies, say(*said))]


def test_the_same_sentence_without_a_figure() -> None:
    said = [
        about("x", role="target", words="教育网络正常运转，信息安全"),
        about("x", role="result", words="教育网络正常运转, 信息安全"),
    ]
    assert ["SL823"] == [each.code for each in find(check_copies, say(*said))]


@pytest.mark.parametrize("value", ["8个", "20万元", "100%", "266米", "2021年12月31日"])
def test_an_exact_figure_met_is_no_copy(value: str) -> None:
    """Nor is a sentence with such a figure in it."""
    words = f"完成{value}"
    said = [about("x", role=role, value=value, words=words) for role in ROLES]
    assert [] == find(check_copies, say(*said))


def test_different_words_are_no_copy() -> None:
    said = [
        about("x", role="target", value="4.5万人次"),
        about("x", role="result", value="4.6万人次"),
        about("y", role="result", value="4.5万人次"),
    ]
    assert [] == find(check_copies, say(*said))


def test_a_target_never_reported() -> None:
    """Hechi: 6 contests; the results tell of people who went, and give no number of them."""
    target = about("contests", role="target", value="6次", words="组织竞赛活动6次")
    result = about("contests", role="result", words="带领近5000名师生参加竞赛")
    found = only(find(check_unanswered, say(target, result)))
    assert ("SL824", "question", "6次") == (
        found.code,
        found.severity,
        figures(found)["value"],
    )
    assert 2 == len(found.evidence)


@pytest.mark.parametrize(
    ("target", "result", "fires"),
    [
        ({"value": "6次"}, None, True),
        ({"value": "6次"}, {"state": "done", "words": "全部完成"}, True),
        ({"value": "6次"}, {"role": "result", "value": "6场"}, False),
        ({"value": "6次"}, {"role": "result", "value": "已完成6次"}, False),
        ({"value": "6次"}, {"role": "result", "words": "已开展6次竞赛"}, False),
        ({"value": "6次"}, {"role": "result", "words": "已开展六次竞赛"}, False),
        ({"value": "6次"}, {"state": "partly", "words": "只开展了 4 次"}, False),
        ({"value": "6次"}, {"role": "result", "words": "安排人员9人次，近5000名学生"}, True),
        ({"value": "6次"}, {"role": "result", "words": "第6次竞赛一次性完成"}, True),
        ({"value": "≥98%"}, {"role": "result", "words": "合格率达到98.5%以上"}, False),
        ({"value": "≥5年"}, {"role": "result", "words": "2021年12月建成"}, True),
        ({"value": "≤30天"}, {"role": "result", "words": "12月31日建成"}, True),
        ({"value": "≤30天"}, {"role": "result", "words": "用时25天"}, False),
        ({"value": "20公里"}, {"role": "result", "words": "修路2万米"}, False),
        ({"value": "2021年12月底前"}, {"role": "result", "words": "2021年11月建成"}, False),
        ({"value": "2021年12月底前"}, {"role": "result", "words": "按时建成"}, True),
        ({"words": "网络稳定"}, None, True),
        ({"words": "网络稳定"}, {"role": "result", "words": "网络稳定运行"}, False),
        ({"words": "网络稳定"}, {"state": "done", "words": "已做到"}, False),
    ],
)
def test_what_answers_a_target(
    target: dict[str, str], result: dict[str, str] | None, fires: bool
) -> None:
    """A figure wants a figure; words are answered by words."""
    said = [about("x", role="target", **target)]
    if result is not None:
        said.append(about("x", **result))
    assert fires == bool(find(check_unanswered, say(*said)))


@pytest.mark.parametrize(
    ("target", "result", "fires"),
    [
        ("6个", "4个", True),  # 三亚：六大模块，报告了四个
        ("≥6个", "5个", True),
        ("98%以上", "97%", True),
        ("≤5天", "6天", True),
        ("3~5个", "6个", True),
        ("2021年6月30日前", "2021年7月15日", True),
        ("6个", "6个", False),
        ("6个", "7个", False),
        ("6个", "6人", False),  # 个 for 人
        ("6", "6个", False),
        ("45000人", "4.5万人", False),
        ("5000人", "近5000人", False),
        ("1015㎡", "1000余㎡", False),
        ("95.4%", "95%", False),
        ("≤202.6万元", "200万元", False),
        ("3万元", "2.18万元", False),  # 少花钱不是没有完成
        ("30天", "25天", False),
        ("95%", "95个", False),
        ("显著提升", "提升", False),
        ("2021年6月30日前", "2021年6月1日", False),
    ],
)
def test_results_below_their_target(target: str, result: str, fires: bool) -> None:
    said = [about("x", role="target", value=target), about("x", role="result", value=result)]
    found = find(check_results, say(*said))
    assert ([("SL825", "warning")] if fires else []) == [(e.code, e.severity) for e in found]
    if fires:
        assert ((result,), target) == (figures(found[0])["value"], figures(found[0])["used"])


def test_one_result_that_reaches_the_target_is_enough() -> None:
    said = [about("x", role="target", value="6个")]
    said += [about("x", role="result", value=value) for value in ("2个", "6个")]
    assert [] == find(check_results, say(*said))


@pytest.mark.parametrize(
    ("target", "results", "codes"),
    [
        ("6次", ["2次", "4次"], []),
        ("六次", ["2次", "四次"], []),
        ("≥6次", ["3次", "4次"], []),
        ("3万元", ["1万元", "2万元"], []),
        ("6次", ["2次", "3次"], ["SL825", "SL827"]),
        ("6次", ["4次", "5次"], ["SL825", "SL827"]),  # 9 is not 6
        ("6次", ["2次", "6次"], ["SL827"]),
        ("6次", ["3次", "3次"], ["SL825"]),  # one figure told twice
        ("6次", ["2次", "4户"], []),  # counts are counts
        ("6次", ["2次", "4%"], ["SL827"]),
    ],
)
def test_results_in_parts(target: str, results: list[str], codes: list[str]) -> None:
    """What adds up to the target is neither short of it nor at odds with itself."""
    dossier = say(
        about("x", role="target", value=target),
        *(about("x", role="result", value=value) for value in results),
    )
    found = [*find(check_results, dossier), *find(check_rivals, dossier)]
    assert codes == [each.code for each in found]


def test_one_figure_in_other_words_is_a_part() -> None:
    said = [about("x", role="target", value="6次")]
    said += [
        about("x", role="result", value="3次", words=words) for words in ("上半年3次", "下半年3次")
    ]
    assert [] == find(check_results, say(*said))


@pytest.mark.parametrize(("words", "fires"), [("已开展4次竞赛", True), ("已开展6次竞赛", False)])
def test_a_result_in_words_only(words: str, fires: bool) -> None:
    said = [about("x", role="target", value="6次"), about("x", role="result", words=words)]
    found = find(check_results, say(*said))
    assert ([("4次",)] if fires else []) == [figures(each)["value"] for each in found]


def test_many_statements_on_one_topic_are_read_once() -> None:
    """Targets of 0, 2, 4 … and results of 1, 3, 5 … up to 3999: one finding, not one for each."""
    roles = {0: "target", 1: "result"}
    said = [about("x", role=roles[n % 2], value=f"{n}次", words=f"{n}") for n in range(4000)]
    dossier = say(*said)
    begun = monotonic()
    assert [] == find(check_results, dossier)
    assert ["SL827", "SL827"] == [each.code for each in find(check_rivals, dossier)]
    assert [] == find(check_unanswered, dossier)
    assert [] == find(check_copies, dossier)
    assert monotonic() - begun < 5


def test_many_targets_that_are_missed_are_one_finding() -> None:
    said = [about("x", role="target", value=f"{n}次") for n in (8, 9)]
    said += [about("x", role="result", value=f"{n}次") for n in (1, 2)]
    found = only(find(check_results, say(*said)))
    assert (("1次", "2次"), ("8次", "9次")) == (figures(found)["value"], figures(found)["used"])
    said = said[:2]
    found = only(find(check_unanswered, say(*said)))
    assert ("8次", "9次") == figures(found)["value"]


@pytest.mark.parametrize(
    ("claim", "other"),
    [
        ({"state": "done"}, {"state": "partly"}),
        ({"state": "done"}, {"state": "planned"}),
        ({"state": "met"}, {"state": "partly"}),
        ({"state": "done"}, {"due": "2022-07"}),
    ],
)
def test_done_and_not_done(claim: dict[str, str], other: dict[str, str]) -> None:
    """Sanya's 按时按质完成 against 2023-07; Haikou's 全部完成 against 基本实施完成."""
    said = [about("works", words="一", **claim), about("works", words="二", **other)]
    found = only(find(check_states, say(*said)))
    assert ("SL826", "warning", 2) == (found.code, found.severity, len(found.evidence))


def test_the_states_stand_in_the_message() -> None:
    said = [
        about("works", state="done", words="按时按质完成", at="报告四"),
        about("works", state="planned", due="2023-07", words="预计2023年7月份完工", at="报告三"),
    ]
    found = only(find(check_states, say(*said)))
    assert (
        "同一件事前后说法不一：报告四说已经完成；报告三说还在计划之中，到 2023-07 完成"
        == found.message.zh
    )
    assert "报告四 says done; 报告三 says still planned, due 2023-07" in found.message.en


def test_a_node_is_a_matter_as_well() -> None:
    said = [
        {"about": "output.quality", "state": "done", "words": "完成"},
        {"about": "output.quality", "state": "partly", "words": "基本完成"},
    ]
    assert "output.quality" == only(find(check_states, say(*said))).node


@pytest.mark.parametrize(
    "said",
    [
        [about("a", state="done", words="一"), about("b", state="planned", words="二")],
        [about("a", state="done", words="一"), about("a", state="met", words="二")],
        [about("a", state="planned", words="一"), about("a", state="partly", words="二")],
        [about("a", state="done", words="一"), about("a", due="2021-12", words="二")],
    ],
)
def test_states_that_fit(said: list[Said]) -> None:
    assert [] == find(check_states, say(*said))


def test_two_companies_for_one_upkeep() -> None:
    """Yiyang: the operator in chapter three, the builder in chapter six."""
    said = [
        about("upkeep", value="湖南电信集团公司", at="报告三（七）"),
        about("upkeep", value="施工方", at="报告六（二）"),
    ]
    found = only(find(check_rivals, say(*said)))
    assert ("SL827", "question") == (found.code, found.severity)
    assert (
        "同一件事有不同的写法：报告三（七）为“湖南电信集团公司”、报告六（二）为“施工方”"
        == found.message.zh
    )


@pytest.mark.parametrize(
    ("one", "other", "fires"),
    [
        ("8个", "9个", True),
        ("2.18万元", "2.42万元", True),
        ("95%", "95个", True),
        ("8个", "8人", False),  # 个 for 人
        ("21754元", "2.18万元", False),
        ("1015㎡", "1000余㎡", False),
        ("１０个", "10 个", False),
        ("施工方", "施工方。", False),
        ("2021年12月", "2021-12", False),
        ("2021年12月31日", "2021-12-31", False),
        ("2021年12月31日", "2021年12月", False),
        ("2021年12月", "2021年11月", True),
        ("2021年12月底前", "2021年11月底前", True),
        ("六次", "6次", False),
        ("六次", "七次", True),
        ("二十一人", "21人", False),
        ("≥6次", "6次以上", False),
        ("≥6次", "不少于6次", False),
        ("≥6次", "6次", False),
        ("≥6次", "≥8次", True),
        ("≥6次", "≤6次", True),
        (">6次", "≥6次", True),
        ("3-5天", "3至5天", False),
        ("3-5天", "4天", True),
        ("是", "否", True),
        ("三亚公司", "3亚公司", False),
        ("湖南电信", "湖南联通", True),
    ],
)
def test_values_at_their_printed_precision(one: str, other: str, fires: bool) -> None:
    said = [about("x", value=one), about("x", value=other)]
    assert fires == bool(find(check_rivals, say(*said)))


def test_a_target_and_its_result_are_no_rivals() -> None:
    said = [about("x", role="target", value="6个"), about("x", role="result", value="4个")]
    assert [] == find(check_rivals, say(*said))
