"""Formulas in words: what an analyst reads in place of names and signs."""

from __future__ import annotations

from typing import Final

import pytest

from scorelib.compiler.bench.terms import FUNCTIONS
from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import LABELS
from scorelib.reading.handbook.speech import fill_words, say_formula

NAMES: Final = {
    "spent": Text("执行数", "spent"),
    "budget": Text("预算数", "budget"),
    "rate": Text("完成率", "rate"),
    "done": Text("已完成", "finished"),
    "max_points": Text("分值", "the maximum"),
    "years_actual": Text("各年度的实际数", "actual of the years"),
    "start": Text("开工日", "start"),
}
TABLES: Final = {"weight": Text("权重表", "Weights")}

_CASES: Final = [
    ("spent / budget", "执行数 ÷ 预算数", "spent ÷ budget"),
    ("(spent - budget) * 2", "（执行数 − 预算数） × 2", "(spent − budget) × 2"),
    ("spent - (budget - 1)", "执行数 − （预算数 − 1）", "spent − (budget − 1)"),
    ("spent / (budget / 2)", "执行数 ÷ （预算数 ÷ 2）", "spent ÷ (budget ÷ 2)"),
    ("spent / budget / 2", "执行数 ÷ 预算数 ÷ 2", "spent ÷ budget ÷ 2"),
    ("-spent", "−执行数", "−spent"),
    ("rate ** 2", "完成率^2", "rate^2"),
    ("0.6 <= rate < 0.8", "0.6 ≤ 完成率 < 0.8", "0.6 ≤ rate < 0.8"),
    ("rate > 0.6 and rate < 0.8", "完成率 > 0.6且完成率 < 0.8", "rate > 0.6 and rate < 0.8"),
    ("not done and rate != 1", "已完成为否且完成率 ≠ 1", 'not "finished" and rate ≠ 1'),
    ("not (done or rate >= 1)", "并非（已完成或完成率 ≥ 1）", "not (finished or rate ≥ 1)"),
    ("done and (rate == 1 or spent > 0)", "已完成且（完成率 = 1或执行数 > 0）",
     "finished and (rate = 1 or spent > 0)"),
    ("min(rate, 1)", "完成率与 1 中较小的", "the smaller of rate and 1"),
    ("max(rate, 0, 1)", "完成率、0 与 1 中最大的", "the largest of rate, 0 and 1"),
    ("max_points * min(rate, 1)", "分值 × （完成率与 1 中较小的）",
     "the maximum × (the smaller of rate and 1)"),
    ("abs(rate - 1)", "完成率 − 1 的绝对值", "the size of rate − 1"),
    ("total(years_actual)", "各年度的实际数各行之和",
     "the sum of actual of the years over all rows"),
    ("round_half_up(rate, 2)", "完成率取整（四舍五入，2 位小数）",
     "rate rounded (half-up, 2 places)"),
    ("floor(rate)", "完成率取整（向下取整，0 位小数）", "rate rounded (floor, 0 places)"),
    ("sqrt(rate)", "完成率的平方根", "the square root of rate"),
    ("5 if done else 2", "5（已完成时）；否则 2", "5 where finished, else 2"),
    ("weight('high')", "查“权重表”（“high”）", '"Weights" of "high"'),
    ("days_between(start, start)", "从开工日到开工日的天数", "the days from start to start"),
    ("unknown_name + 1", "unknown_name + 1", "unknown_name + 1"),
]  # fmt: skip
"""A formula, and its words in Chinese and English."""


@pytest.mark.parametrize(("formula", "zh", "en"), _CASES)
def test_a_formula_in_words(formula: str, zh: str, en: str) -> None:
    """Signs as they are printed, names as the ruleset calls them, brackets where they matter."""
    assert zh == say_formula(formula, NAMES, "zh", TABLES)
    assert en == say_formula(formula, NAMES, "en", TABLES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_function_has_words(lang: Lang) -> None:
    """A function that formulas gain needs words here, too."""
    for name, (least, _, _) in FUNCTIONS.items():
        formula = f"{name}({', '.join(['rate', '2', '3'][:least])})"
        assert f"{name}(" not in say_formula(formula, NAMES, lang, TABLES)


def test_two_chinese_characters_stand_together() -> None:
    """A figure keeps the space beside it, a word of the ruleset does not."""
    name = "say.band"
    assert "{range}得 {points}" == LABELS[name][0]
    assert "90%以上得 10 分" == fill_words(name, "zh", range="90%以上", points="10 分")
    assert "90%以上得满分" == fill_words(name, "zh", range="90%以上", points="满分")
