"""The words of every code: both languages, the same arguments, and every code in use."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from scorelib.ground.messages import MESSAGES

SOURCE = Path(__file__).parents[2] / "src"


def names_in(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("code", list(MESSAGES))
def test_both_languages_say_the_same(code: str) -> None:
    """Message and next step use the same arguments in both languages, and none is empty."""
    entry = MESSAGES[code]
    assert names_in(entry.zh) == names_in(entry.en)
    assert names_in(entry.next_zh) <= names_in(entry.next_en) | names_in(entry.en)
    assert all([entry.zh, entry.en, entry.next_zh, entry.next_en, entry.about_zh, entry.about_en])


@pytest.mark.parametrize("code", list(MESSAGES))
def test_chinese_is_chinese(code: str) -> None:
    """The Chinese words hold Chinese characters, the English ones no Chinese commas."""
    entry = MESSAGES[code]
    assert re.search(r"[\u4e00-\u9fff]", entry.zh)
    assert not re.search(r"[，。；：]", re.sub(r"[`“][^`”]*[`”]", "", entry.en))


def codes_in_source() -> set[str]:
    """Return every code that stands as a string in the source outside the tables themselves."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "messages" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^SL[0-9]{3}$", node.value))
    return found


def test_every_code_in_the_source_has_words() -> None:
    """No code is raised that has no entry in the tables."""
    assert codes_in_source() <= set(MESSAGES)


def test_every_entry_is_raised_somewhere() -> None:
    """No entry of the tables is left over."""
    assert set(MESSAGES) - codes_in_source() == set()


def test_codes_stand_in_order() -> None:
    """The tables together are sorted, so that a reader finds a code."""
    assert sorted(MESSAGES) == list(MESSAGES)
