"""Slips that hide each other, or stand beside words that look like slips."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelib.compiler.compilation import find_problems
from scorelib.compiler.loading.loader import load_ruleset, load_text
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import read_document
from scorelib.reading.mending.mending import mend_ruleset

RIGHT: Final = """\
scorelib: 1
id: example/hidden
edition: "1"
revision: 1
title: {zh: 走访, en: "V：x，y"}
note: |
  说明：按月
  - 甲：乙，丙
sources:
  a: {title: {zh: 文件：甲, en: A}, status: verified}
facts:
  planned: {label: {zh: 计划（全：部），甲, en: Planned}, unit: 户, above: 0}   # 尾：注
  done:
    label: {zh: 完成, en: Done}
    unit: 户
    min: 0
    note: 长句：一
      二：三
indicators:
  rate:
    label: {zh: 走访率, en: Rate}
    max_points: 40
    method: {kind: proportional, value: done / planned, cap: 1}
  work:
    label: {zh: 工作, en: Work}
    max_points: 60
    cites: [a#第一条：总，则, {source: a, clause: "二：三"}]
    method: judged
"""

SLIPS: Final = [
    ("{zh: 计划", "{zh： 计划"),
    ("planned: {label: {", "planned: {label： {"),
    ("planned: {label: {", "planned: {label:{"),
    ("甲, en: Planned}", "甲，en: Planned}"),
    ("}, unit: 户,", "}， unit: 户,"),
    ("above: 0}", "above： 0}"),
    ('title: {zh: 走访, en: "', 'title: {zh: 走访, en："'),
    ("则, {source", "则， {source"),
    ("{source: a", "{source:a"),
    ("method: {kind: ", "method：{kind: "),
    ("{kind: proportional", "{kind： proportional"),
    (", cap: 1}", "，cap: 1}"),
    ("    note: 长句", "    note：长句"),
    ("title: {zh: 文件", "title： {zh: 文件"),
    ("status: verified", "status：verified"),
]


def mend(folder: Path, text: str) -> str:
    path = folder / "ruleset.yaml"
    path.write_text(text, "utf-8")
    return mend_ruleset(path).after


def test_words_are_nobodys_slips(tmp_path: Path) -> None:
    """Full-width signs in words, also at the beginning of a line of a text, stay."""
    assert RIGHT == mend(tmp_path, RIGHT)
    assert () == find_problems(load_text(RIGHT, tmp_path / "ruleset.yaml", ()))


@settings(max_examples=30)
@given(st.lists(st.sampled_from(SLIPS), min_size=1, max_size=3, unique_by=lambda slip: slip[0]))
def test_slips_are_mended_or_nothing_is(
    tmp_path_factory: pytest.TempPathFactory, slips: list[tuple[str, str]]
) -> None:
    """Whatever slips there are, they are mended; or nothing is: no word changes in their place."""
    text = RIGHT
    for right, wrong in slips:
        assert 1 == RIGHT.count(right), right
        text = text.replace(right, wrong)
    assert mend(tmp_path_factory.mktemp("rules"), text) in (RIGHT, text)


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_one_slip_is_mended(right: str, wrong: str, tmp_path: Path) -> None:
    """Each of them by itself is put right."""
    assert RIGHT == mend(tmp_path, RIGHT.replace(right, wrong))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # The first line is somebody's words; the second is what cannot be read.
        ("note: |\n  说明：按月\n甲：乙\nb: 1\n", ("SL006", "3:2")),
        ("a: 一\n  二：三\nb：{c: 1, d: 2}\n", ("SL006", "3:2")),
        ("a: {b： {c: 1}}\n", ("SL006", "1:6")),
        ("a: {b:{c: 1}}\n", ("SL007", "1:6")),
        ("a: [x：总，则， {b: 1}]\n", ("SL017", "1:10")),
        ("a: {b: {c: 甲，乙}， d: 1, e: 1}\n", ("SL017", "1:16")),
        ('a: {b: "甲"，d: 1}\n', ("SL017", "1:11")),
    ],
)
def test_the_slip_itself_is_told(text: str, problem: tuple[str, str]) -> None:
    """The place that is told is the one without which the parser gets further."""
    with pytest.raises(DocumentError) as caught:
        read_document(text)
    (found,) = caught.value.diagnostics
    assert found.location is not None
    assert problem == (found.code, f"{found.location.line}:{found.location.column}")


def test_a_slip_that_hides_deep_nesting_is_told_in_a_moment() -> None:
    """Looking what comes behind a slip keeps to the same limits as reading."""
    with pytest.raises(DocumentError) as caught:
        read_document("甲：1\nb: 2\n" + "[" * 200_000)
    assert ["SL006"] == [each.code for each in caught.value.diagnostics]


@pytest.mark.parametrize(("sign", "code"), [("： ", "SL006"), (":", "SL007")])
def test_a_key_that_is_there_is_not_called_missing(sign: str, code: str, tmp_path: Path) -> None:
    """`kind：proportional` lacks a colon, not its kind; `status:verified` likewise."""
    text = RIGHT.replace("kind: ", f"kind{sign}").replace("status: ", f"status{sign}")
    path = tmp_path / "ruleset.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DocumentError) as caught:
        load_ruleset(path)
    assert code in {each.code for each in caught.value.diagnostics}
    assert "SL126" not in {each.code for each in caught.value.diagnostics}
    found = find_problems(load_text(RIGHT.replace("kind: ", f"kind{sign}"), path, ()))
    assert [code] == [each.code for each in found]
