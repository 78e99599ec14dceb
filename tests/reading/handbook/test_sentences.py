"""Each way of giving points as a sentence that says what the ruleset writes, and no more."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pytest

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.methods import FORM_METHODS, METHODS
from scorelib.ground.errors import Lang
from scorelib.reading.handbook.outline import list_spots, say_rule
from scorelib.reading.handbook.sentences import _SENTENCES, say_grade_rule
from scorelib.reading.handbook.voice import Voice

METHODS_FOLDER: Final = Path("examples/methods")

_ZH: Final = {
    "all-or-nothing": {"rules": "有项目管理制度的得满分，否则不得分"},
    "award": {"award": "省级以上表彰每 1项得 2 分，不足一步的不算；加到分值为止"},
    "bands": {
        "satisfaction": "按满意度分档：90%（含）以上得 10 分；80%（含）至90%（不含）得 8 分；"
        "60%（含）至80%（不含）得 5 分；60%以下（不含）得 0 分"
    },
    "checklist": {
        "rules": "逐项核对，符合一项得一项的分，各项相加：财务制度 1 分；"
        "项目管理制度 1 分；佐证资料 1 分"
    },
    "deduction": {
        "linear": "从满分起扣：（1 − 完成率）每 1% 扣分值 × 0.05，不足一步的按比例；扣到 0 分为止",
        "thirds": "从满分起扣：不满足的项数每 1项扣分值 ÷ 3，不足一步的不算；扣到 0 分为止",
    },
    "deviation": {
        "rate": "从满分起扣：预算控制率偏离 100%（多了少了一样），每 5% 扣 1 分，不足一步的不算；"
        "扣到 0 分为止"
    },
    "levels": {"acceptance": "按“验收情况”给分：全部验收 4 分；部分组织验收 2 分；未经验收 0 分"},
    "linear": {
        "completion": "完成率为 80% 时得 0 分，为 100% 时得满分，其间按直线计分，"
        "两端以外得 0 分或满分"
    },
    "panel": {
        "mean": "各位专家打分的平均数",
        "trimmed": "各位专家打分的平均数（去掉 1 个最高分和 1 个最低分），按满分 100 折算成分值；"
        "不足 3 人的不得分",
    },
    "penalty": {"honesty": "弄虚作假的不得分，并倒扣 10 分；没有发生的得满分"},
    "proportional": {
        "execution-rate": "得分 = 分值 ×（全年执行数（B） ÷ 全年预算数（A））；比率最高按 100% 计"
    },
    "rank": {
        "place": "按名次（全市排名）给分：第 1–5 名满分；第 6–10 名分值 − 0.5；"
        "第 11 名及以后分值 − 1"
    },
    "threshold": {
        "completion": "完成数 ÷ 计划数低于 60% 不得分；达到后，得分 = 分值 ×（该比率 − 60%）÷"
        "（100% − 60%）；超过 100% 的，原文没有说，留待人工判定"
    },
}
"""What the page of a method's example says in Chinese, by the folder and the indicator."""

_EN: Final = {
    "all-or-nothing": {"rules": "All of the points where Has management rules, else none"},
    "bands": {
        "satisfaction": "By the band of Satisfaction: 90% and above: 10 points; "
        "80% to below 90%: 8 points; 60% to below 80%: 5 points; below 60%: 0 points"
    },
    "deduction": {
        "started": "the maximum × 0.05 taken off the full points for each 1% of (1 − Completion), "
        "a part of a step counted as a whole one; down to 0 points"
    },
    "rank": {
        "place": "By the rank (Rank in the city): ranks 1 to 5: the full points; "
        "ranks 6 to 10: the maximum − 0.5; from rank 11 on: the maximum − 1"
    },
    "threshold": {
        "completion": "Nothing where Done ÷ Planned is below 60%; from there, points = maximum × "
        "(the rate − 60%) ÷ (100% − 60%); above 100% the rule is silent: an assessor decides"
    },
}
"""The same in English."""

_CASES: Final = [
    (lang, folder, node, said)
    for lang, found in (("zh", _ZH), ("en", _EN))
    for folder, nodes in found.items()
    for node, said in nodes.items()
]


@cache
def make_voice(name: str | Path, lang: Lang) -> Voice:
    """Return a ruleset as its pages say it."""
    ruleset = load_ruleset(name)
    return Voice.of(ruleset, compile_ruleset(ruleset), lang)


@pytest.mark.parametrize(("lang", "folder", "node", "said"), _CASES)
def test_a_method_in_one_sentence(lang: Lang, folder: str, node: str, said: str) -> None:
    """The settings, in the words of someone who explains the rule."""
    voice = make_voice(METHODS_FOLDER / folder, lang)
    spots = {each.id: each for each in list_spots(voice)}
    assert said == say_rule(voice, spots[node])


def test_every_method_has_a_sentence() -> None:
    """A method that is added needs one, too."""
    assert {method.kind for method in (*METHODS, *FORM_METHODS)} == set(_SENTENCES)


@pytest.mark.parametrize(
    ("folder", "zh", "en"),
    [
        (
            "veto",
            "“政策规范性”的得分率低于 60%",
            '"Soundness of the policy" earns less than 60% of its maximum',
        ),
        (
            "count",
            (
                "第一项、第二项、第三项、第四项、第五项、第六项、第七项、第八项中，"
                "得分率90%（含）以上的达到 6 个，且没有一个80%以下（不含）"
            ),
            (
                "at least 6 of Item a, Item b, Item c, Item d, Item e, Item f, Item g, Item h "
                "have a rate of points of 90% and above, and none has one of below 80%"
            ),
        ),
    ],
)
def test_a_rule_that_settles_the_grade(folder: str, zh: str, en: str) -> None:
    """Its condition, with the names of the indicators that it looks at."""
    for lang, said in (("zh", zh), ("en", en)):
        voice = make_voice(METHODS_FOLDER / folder, "zh" if lang == "zh" else "en")
        assert said == say_grade_rule(voice, voice.ruleset.document.grade_rules[0])


@pytest.mark.parametrize(
    ("name", "grade", "zh", "en"),
    [
        ("cn/mof/self-evaluation", "excellent", "90（含）以上", "90 and above"),
        ("cn/mof/self-evaluation", "good", "80（含）至90（不含）", "80 to below 90"),
        ("cn/mee/aqi@2026", "excellent", "50（含）以下", "up to and including 50"),
        ("cn/mee/aqi@2026", "light", "100（不含）至150（含）", "above 100 to 150 included"),
        ("cn/mee/aqi@2026", "severe", "300以上（不含）", "above 300"),
    ],
)
def test_bounds_are_written_as_people_print_them(name: str, grade: str, zh: str, en: str) -> None:
    """Which of its ends belongs to a band is said in words, not by the shape of a bracket."""
    for lang, said in (("zh", zh), ("en", en)):
        voice = make_voice(name, "zh" if lang == "zh" else "en")
        assert voice.plan.grade is not None
        assert said == voice.band(dict(voice.plan.grade.bands)[grade])


def test_a_heading_says_what_it_is_made_of() -> None:
    """A sum, of which parts; one part alone; a weighted mean; the greatest."""
    yaohai = make_voice("cn/anhui/hefei/yaohai/self-evaluation", "zh")
    spots = {each.id: each for each in list_spots(yaohai)}
    assert "下列 2 项得分之和：资金管理 15 分；组织实施 10 分" == say_rule(yaohai, spots["process"])
    said = say_rule(yaohai, spots["decision.initiation"])
    assert "即下面一项的得分：项目立项规范性 7 分" == said
    air = make_voice("cn/mee/aqi@2026", "en")
    spots = {each.id: each for each in list_spots(air)}
    said = "The largest of these 2: 1-hour mean 500 points; 8-hour mean 500 points"
    assert f"{said}; what has no figure is left out" == say_rule(air, spots["o3"])
