"""What the words of statements mean: numerals, spellings of one value, figures in a sentence."""

from __future__ import annotations

import pytest

from scorelib.reading.reconciliation.checks.values import can_be_one, find_figures, spell_digits
from scorelib.words.amounts import read_amount


@pytest.mark.parametrize(
    ("words", "spelt"),
    [
        ("六次", "6次"),
        ("十次", "10次"),
        ("十二次", "12次"),
        ("二十次", "20次"),
        ("两百人", "200人"),
        ("一百零二人", "102人"),
        ("一百二十三人", "123人"),
        ("一千零二十人", "1020人"),
        ("六万人", "6万人"),
        ("二〇二一年", "2021年"),
        # 不是数，或说不清是多少
        ("十四五", "十四五"),
        ("一百二", "一百二"),
        ("千方百计", "千方百计"),
        ("第六次", "第六次"),
        ("显著提升", "显著提升"),
    ],
)
def test_numerals(words: str, spelt: str) -> None:
    assert spelt == spell_digits(words)


def test_all_printings_agree_with_the_finest() -> None:
    """1015㎡ is 1000余㎡ and 0.1万㎡; 0.2万㎡ is not."""
    assert can_be_one(["1000余㎡", "1015㎡", "0.1万㎡"])
    assert not can_be_one(["1000余㎡", "1015㎡", "0.2万㎡"])
    assert can_be_one([])


@pytest.mark.parametrize(
    ("words", "unit", "found"),
    [
        ("开展竞赛6次，参加9人次", "6次", ["6次"]),
        ("培训4.5万人次", "6人次", ["4.5万人次"]),
        ("支出1,200万元，合格率98%", "3元", ["1,200万元"]),
        ("第3次会议", "6次", []),
    ],
)
def test_figures_in_a_sentence(words: str, unit: str, found: list[str]) -> None:
    assert found == list(find_figures(words, read_amount(unit).unit))
    assert ["8个"] == list(find_figures("2021年建成8个", None))
