"""The headings of official forms as data: which words mean which column, line or field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from scorelib.ground.source import read_document, to_data
from scorelib.words.folding import fold_text

__all__ = ["Vocabulary", "fold_heading", "fold_label", "read_bracketed", "vocabulary"]

_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_ENUMERATED: Final = re.compile(
    r"^(?:\(?[0-9]{1,2}\)?[.、)]|\(?[一二三四五六七八九十]{1,3}\)?[、.)]|\([一二三四五六七八九十0-9]{1,3}\))"
)
_POINTS: Final = re.compile(r"\(([0-9]+(?:\.[0-9]+)?)分\)$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What headings mean, by their folded words, in each part of a form."""

    columns: Mapping[str, str]
    money: Mapping[str, str]
    sources: Mapping[str, str]
    fields: Mapping[str, str]
    below: Mapping[str, str]
    captions: Mapping[str, str]


@cache
def vocabulary() -> Vocabulary:
    """Return the headings that are known.

    >>> known = vocabulary()
    >>> known.columns[fold_heading("指标 分值（分）")], known.money[fold_heading("全年执行数（B）")]
    ('max_points', 'executed')
    """
    text = resources.files(__package__).joinpath("headings.yaml").read_text("utf-8")
    data: dict[str, Any] = to_data(read_document(text, "headings.yaml"))
    parts = {part: _index(entries) for part, entries in data.items() if part != "captions"}
    captions = {
        fold_heading(each): "caption" for names in data["captions"].values() for each in names
    }
    return Vocabulary(**parts, captions=captions)


def _index(entries: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    return {
        fold_heading(words): meaning
        for meaning, variants in entries.items()
        for names in variants.values()
        for words in names
    }


@lru_cache(maxsize=8192)
def fold_heading(text: str) -> str:
    """Return a heading as it is compared: half width, without spaces, brackets and a last colon.

    >>> fold_heading("执行率（B/A，%）："), fold_heading(" Full-year budget ")
    ('执行率', 'full-yearbudget')
    """
    if len(text) > 200:
        # No heading is that long, and what follows looks at it again and again.
        return text
    words = re.sub(r"\s+", "", fold_text(text)).lower()
    return _BRACKETS.sub("", words).rstrip(":").strip("*★")


def fold_label(text: str) -> str:
    """Return the label of an indicator as it is compared when it is not written alike.

    Half width, without spaces, a number in front, the points in brackets behind, and 指标 at the
    end.

    >>> fold_label("一、产出指标（50 分）"), fold_label("服务对象满意度指标")
    ('产出', '服务对象满意度')
    """
    words = re.sub(r"\s+", "", fold_text(text)).lower()
    words = _POINTS.sub("", _ENUMERATED.sub("", words))
    return words.removesuffix("指标") or words


def read_bracketed(text: str) -> str | None:
    """Return the points that a label prints in brackets behind it, or None.

    >>> read_bracketed("产出指标（70分）"), read_bracketed("产出指标")
    ('70', None)
    """
    found = _POINTS.search(re.sub(r"\s+", "", fold_text(text)))
    return found[1] if found else None
