"""One change of a ruleset is one line that says what changed; a change of its text is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scorelib
from scorelib.compiler.ruleset import Ruleset
from scorelib.reading.revisions.changes import Change, Comparison, compare_rulesets
from scorelib.reading.revisions.flats import assemble, flatten
from tests.reading.revisions.rules import (
    RULES,
    change_rules,
    compare_texts,
    list_lines,
    load_rules,
)

CHECK = """\
checks:
  - {id: over, assert: paid <= budget, severity: error, message: {zh: 超支, en: too much}}
"""

ONE_CHANGE: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "a cap": (
        (("cap: 1,", "cap: 0.8,"),),
        "changed 执行 计分方法: 按比例得分：上限 1 → 按比例得分：上限 0.8",
    ),
    "a formula": (
        (("formula: paid / budget", "formula: paid / (budget + 1 * 万元)"),),
        "changed 执行率 公式: “支出” ÷ “预算” → “支出” ÷ (“预算” + 1 × 万元)",
    ),
    "an edge": (
        (("from: 80,", "from: 85,"),),
        "changed 良 总分不低于: 80 → 85",
    ),
    "a band's edge": (
        (("{from: 90%, points: 40}", "{from: 95%, points: 40}"),),
        "changed 效果 计分方法: 分档得分：分档 ≥90% 得分 40 → 分档得分：分档 ≥95% 得分 40",
    ),
    "a band's points": (
        (("{below: 60%, points: 0}", "{below: 60%, points: 5}"),),
        "changed 效果 计分方法: 分档得分：分档 <60% 得分 0 → 分档得分：分档 <60% 得分 5",
    ),
    "another method": (
        (("method: judged", "method: {kind: formula, points: 'max_points * min(rate, 1)'}"),),
        "changed 档案 计分方法: 人工评判 → 公式 得分 “分值” × min(“执行率”, 1)",
    ),
    "a rounding": (
        (("places: 2, mode: half-up", "places: 2, mode: down"),),
        "changed 总分与等级 得分取整: 方式 四舍五入 → 方式 截尾",
    ),
    "a policy": (
        (("when_missing: unscored", "when_missing: zero"),),
        "changed 总分与等级 缺数据时: 不计分 → 零分",
    ),
    "a unit": (
        (("zh: 预算, en: Budget}, unit: 万元", "zh: 预算, en: Budget}, unit: 亿元"),),
        "changed 预算 单位: 万元 → 亿元",
    ),
    "a bound": ((("max: 100%", "max: 200%"),), "changed 满意率 上限: 100% → 200%"),
    "a new fact": (
        (("  share:", "  spare: {label: {zh: 余款, en: Spare}, unit: 万元}\n  share:"),),
        "added 余款 新增: None → 单位 万元",
    ),
    "a dropped grade": (
        (("  - {id: fair, label: {zh: 中, en: fair}, from: 60, cites: rule#六}\n", ""),),
        "removed 中 取消: ≥60 → None",
    ),
    "another step": (
        (("      file:\n", "      files:\n"),),
        "renamed 档案 位置: 过程 / 档案（file） → 过程 / 档案（files）",
    ),
    "a check": (
        (
            (
                "grades:\n",
                CHECK + "grades:\n",
            ),
        ),
        "added 勾稽校验 over 新增: None → 应成立 “支出” <= “预算” 级别 错误",
    ),
}


@pytest.mark.parametrize("name", ONE_CHANGE)
def test_one_change_is_one_line(name: str, tmp_path: Path) -> None:
    changes, line = ONE_CHANGE[name]
    found = compare_texts(tmp_path, RULES, change_rules(*changes))
    assert [line] == list_lines(found)


SAME_MEANING: dict[str, tuple[tuple[str, str], ...]] = {
    "a percentage for a number": (("{from: 90%, points: 40}", '{from: "0.9", points: 40}'),),
    "other brackets": (("0.6 * (10 + 30)", "0.6 * ((30) + 10)"),),
    "the other order of a product": (("0.6 * (10 + 30)", "(10 + 30) * 0.6"),),
    "a number with more places": (("from: 80,", "from: 80.0,"),),
}


@pytest.mark.parametrize("name", SAME_MEANING)
def test_two_spellings_of_one_meaning_are_no_difference(name: str, tmp_path: Path) -> None:
    """It is told under what is written otherwise, and nowhere else."""
    found = compare_texts(tmp_path, RULES, change_rules(*SAME_MEANING[name]))
    assert ([], True) == (list_lines(found), {e.weight for e in found.changes} <= {"spelling"})


def test_words_and_clauses_are_told_apart_from_meaning(tmp_path: Path) -> None:
    """A new name is in words only; another clause under the same rule is listed by itself."""
    other = change_rules(("zh: 效果,", "zh: 成效,"), ("cites: rule#二", "cites: other#二"))
    found = compare_texts(tmp_path, RULES, other)
    assert [("words", "label")] == [(each.weight, each.aspect) for each in found.changes]
    (regrounded,) = found.regrounded
    assert ["甲〔2020〕1号"] == [each.document for each in regrounded.before]
    assert ["unverified"] == [each.status for each in regrounded.after]
    assert ["过程 / 执行"] == [each.zh for each in regrounded.labels]


def test_a_ruleset_does_not_differ_from_itself(tmp_path: Path) -> None:
    """Comments, order and quotes are no difference at all."""
    text = RULES.replace("max_points: 100\n", "").replace(
        "rounding:", "max_points: '100'\nrounding:"
    )
    found = compare_texts(tmp_path, RULES, f"# another comment\n{text}")
    assert ((), ()) == (found.changes, found.regrounded)


def test_maxima_have_their_share_and_their_clauses(tmp_path: Path) -> None:
    """Ten points more for one, ten less for another: two maxima and the heading above."""
    changes = (
        ("max_points: 60\n    cites: rule#一", "max_points: 50\n    cites: other#一"),
        ("max_points: 40\n        cites", "max_points: 30\n        cites"),
        ("max_points: 40\n    cites: rule#四", "max_points: 50\n    cites: rule#四"),
        ("points: 40}", "points: 50}"),
    )
    found = compare_texts(tmp_path, RULES, change_rules(*changes))
    assert [
        "changed 过程 分值: 60 分（占总分 60%） → 50 分（占总分 50%）",
        "changed 执行 分值: 40 分（占总分 40%） → 30 分（占总分 30%）",
        "changed 效果 分值: 40 分（占总分 40%） → 50 分（占总分 50%）",
        "changed 效果 计分方法: 分档得分：分档 ≥90% 得分 40 → 分档得分：分档 ≥90% 得分 50",
    ] == list_lines(found)
    first = found.meant[0]
    assert ("一", "verified") == (first.clauses_before[0].clause, first.clauses_before[0].status)
    assert ("一", "unverified") == (first.clauses_after[0].clause, first.clauses_after[0].status)
    assert ("ruleset.yaml", 21) == (first.place_after.file, first.place_after.line)  # type: ignore[union-attr]


def test_what_moves_is_not_dropped_and_new(tmp_path: Path) -> None:
    """An indicator that stands below another heading is the same one, with its new place."""
    text = RULES.replace(
        "      file:\n        label: {zh: 档案, en: Files}\n        max_points: 20\n"
        "        method: judged\n",
        "",
    )
    text = text.replace(
        "  result:\n",
        "  file:\n    label: {zh: 档案, en: Files}\n"
        "    max_points: 20\n    method: judged\n  result:\n",
    )
    text = text.replace("max_points: 60", "max_points: 40")
    found = compare_texts(tmp_path, RULES, text)
    assert [
        "changed 过程 分值: 60 分（占总分 60%） → 40 分（占总分 40%）",
        "moved 档案 位置: 过程 / 档案（file） → 档案（file）",
    ] == list_lines(found)


_MIRROR = {"added": "removed", "removed": "added"}


def _mirror(change: Change) -> tuple[Any, ...]:
    what = _MIRROR.get(change.what, change.what)
    return (what, change.weight, change.kind, change.aspect, change.after, change.before)


def _say(change: Change) -> tuple[Any, ...]:
    return (change.what, change.weight, change.kind, change.aspect, change.before, change.after)


def check_mirror(one: Comparison, other: Comparison) -> None:
    assert sorted(map(repr, map(_mirror, one.changes))) == sorted(
        map(repr, map(_say, other.changes))
    )


@pytest.mark.parametrize("name", ["another step", "a cap", "a new fact", "a dropped grade"])
def test_the_other_way_round_everything_is_mirrored(name: str, tmp_path: Path) -> None:
    other = change_rules(*ONE_CHANGE[name][0])
    check_mirror(compare_texts(tmp_path, RULES, other), compare_texts(tmp_path, other, RULES))


NATIONAL = "cn/mof/self-evaluation@2020"


@pytest.fixture(scope="module")
def national() -> Ruleset:
    return scorelib.load(NATIONAL)


def test_the_form_of_yaohai_held_against_the_national_one(national: Ruleset) -> None:
    """Worked out by hand from the two forms: decision and process are new, output gives way."""
    found = compare_rulesets(national, scorelib.load("cn/anhui/hefei/yaohai/self-evaluation@2021"))
    nodes = [each for each in found.meant if each.kind == "indicator"]
    by_what = {
        what: [each.name for each in nodes if each.what == what]
        for what in ("added", "moved", "removed")
    }
    assert {
        "added": [
            "decision",
            "decision.initiation",
            "decision.initiation.procedure",
            "decision.objectives",
            "decision.objectives.reasonable",
            "decision.objectives.clear",
            "process",
            "process.funds",
            "process.funds.compliance",
            "process.organisation",
            "process.organisation.rules",
            "process.organisation.practice",
        ],
        "moved": ["process.funds.execution-rate", "benefit.satisfaction"],
        "removed": ["satisfaction.served"],
    } == by_what
    maxima = [each for each in nodes if each.aspect == "max_points"]
    assert [
        ("产出", "50 分（占总分 50%）", "30 分（占总分 30%）"),
        ("数量指标", "由单位设定", "8 分（占总分 8%）"),
        ("时效指标", "由单位设定", "8 分（占总分 8%）"),
        ("质量指标", "由单位设定", "7 分（占总分 7%）"),
        ("成本指标", "由单位设定", "7 分（占总分 7%）"),
    ] == [(e.label.zh, e.before.zh, e.after.zh) for e in maxima if e.before and e.after]
    assert not [each for each in found.meant if each.kind in ("grade", "grade_rule")]
    assert ["决策", "过程", "产出", "效益"] == [
        each.label.zh for each in found.groups if not each.id.startswith("=")
    ]
    check_mirror(found, compare_rulesets(found.other.ruleset, national))


def test_two_editions_of_the_air_quality_index() -> None:
    """HJ 633—2026 moves two nodes and says what two tables end with; the rest is cited anew."""
    one, other = (scorelib.load(f"cn/mee/aqi@{year}") for year in ("2012", "2026"))
    found = compare_rulesets(one, other)
    assert [
        "changed IAQI of Ozone, 8-hour mean beyond the last node: refused → 300",
        "changed IAQI of PM10, 24-hour mean nodes (value, result): (150, 100) → (120, 100)",
        "changed IAQI of PM2.5, 24-hour mean nodes (value, result): (75, 100) → (60, 100)",
        "changed IAQI of Sulphur dioxide, 1-hour mean beyond the last node: refused → 200",
    ] == list_lines(found, "en")
    first = found.regrounded[0]
    assert [("表1", "表3")] == [
        (one.clause, other.clause) for one, other in zip(first.before, first.after, strict=True)
    ]


def test_two_editions_with_nothing_in_common() -> None:
    """Yiyang's two indicators of 2018 go, the framework of 2020 comes with its four dimensions."""
    one, other = (scorelib.load(f"cn/hunan/yiyang/evaluation@{year}") for year in ("2018", "2020"))
    found = compare_rulesets(one, other)
    tops = [each for each in found.meant if each.kind == "indicator" and not each.depth]
    assert [
        ("removed", "资金支付率"),
        ("removed", "评分表的其他指标（附件没有公开）"),
        ("added", "决策"),
        ("added", "过程"),
        ("added", "产出"),
        ("added", "效益"),
    ] == [(each.what, each.label.zh) for each in tops]
    assert {"cn/mof/evaluation-framework@2020"} == {
        each.place_after.layer for each in found.meant if each.place_after
    }


@pytest.mark.parametrize(
    "name", ["cn/mof/central-self-evaluation@2021", "cn/mee/aqi@2026", "openssf/scorecard@v4"]
)
def test_parts_put_together_are_the_ruleset_again(name: str) -> None:
    """Cut up and put together, a ruleset says what it said, in its order."""
    data = scorelib.load(name).data
    flat = flatten(data)
    made = assemble(flat.parts, (flat,), data["sources"], flat.head)
    assert {key: each for key, each in data.items() if key != "effective"} == made


def _list_figures(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(data, dict):
        pairs = data.items()
        return [each for key, value in pairs for each in _list_figures(value, (*path, key))]
    if isinstance(data, list):
        return [each for i, value in enumerate(data) for each in _list_figures(value, (*path, i))]
    return [path] if str(data).replace(".", "", 1).isdigit() else []


_HEAD = {"scorelib", "edition", "revision"}


@given(data=st.data())
def test_a_figure_that_changes_always_appears(data: st.DataObject, tmp_path_factory: Any) -> None:
    """Whatever figure of a ruleset is another one: where it still is a ruleset, it is told."""
    folder = tmp_path_factory.mktemp("rules")
    one = load_rules(folder, RULES, "one")
    paths = [each for each in _list_figures(one.data) if each[0] not in _HEAD]
    path = data.draw(st.sampled_from(paths))
    changed = json.loads(json.dumps(one.data))
    here = changed
    for step in path[:-1]:
        here = here[step]
    old = here[path[-1]]
    here[path[-1]] = new = str(data.draw(st.integers(0, 100).filter(lambda n: str(n) != old)))
    try:
        other = load_rules(folder, json.dumps(changed), "other")
        found = compare_rulesets(one, other)
    except scorelib.DocumentError:
        return
    (change,) = found.changes
    assert ("meaning", "changed") == (change.weight, change.what)
    assert new in str(change.after)


@given(data=st.data())
def test_a_ruleset_written_otherwise_never_appears(
    data: st.DataObject, tmp_path_factory: Any
) -> None:
    """As JSON, with the keys of its mappings in any order that means nothing: no difference."""
    folder = tmp_path_factory.mktemp("rules")
    one = load_rules(folder, RULES, "one")

    def shuffle(value: Any) -> Any:
        if isinstance(value, list):
            return [shuffle(each) for each in value]
        if not isinstance(value, dict):
            return value
        keys = data.draw(st.permutations(list(value))) if "zh" not in value else list(value)
        return {key: shuffle(value[key]) for key in keys}

    found = compare_rulesets(one, load_rules(folder, json.dumps(shuffle(one.data)), "other"))
    assert ((), ()) == (found.changes, found.regrounded)
