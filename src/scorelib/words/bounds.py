"""The words that make a bound of an amount: ≥, 不低于, 以上, at least and the like.

民法典 (Civil Code) art. 1259: 以上, 以下, 以内 and 届满 include the number itself; 不满, 超过 and
以外 do not. 超过 and 不满 are therefore strict here, 以上 and 以下 are not.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from scorelib.ground.errors import WordError
from scorelib.words.folding import fold_text

__all__ = ["GLYPHS", "Bound", "Op", "has_bound", "split_bound"]

Op = Literal[">=", "<=", "=", ">", "<"]

GLYPHS: Final[dict[Op, str]] = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<"}
"""How each comparison is printed."""

_BEFORE: Final[dict[Op, str]] = {
    ">=": "≥ >= 不低于 不少于 不小于 不短于 至少 最少 最低 大于等于 大于或等于 高于等于 高于或等于 "
    "达到 达",
    "<=": "≤ <= 不高于 不超过 不大于 不多于 不长于 不超 不突破 至多 最多 最高 小于等于 小于或等于 "
    "少于等于 低于等于 低于或等于",
    ">": "> 大于 高于 多于 超过",
    "<": "< 小于 低于 少于 不足 不满 不到",
    "=": "= 等于",
}
_BEFORE_ENGLISH: Final[dict[Op, str]] = {
    ">=": "at least|no less than|not less than|no fewer than|not fewer than|no lower than"
    "|not lower than|not below|greater than or equal to",
    "<=": "at most|no more than|not more than|no greater than|not exceeding|not above|within"
    "|less than or equal to|up to",
    ">": "more than|greater than|over|above|exceeding",
    "<": "less than|fewer than|below|under",
    "=": "equal to|exactly",
}
_AFTER: Final[dict[Op, str]] = {
    ">=": "以上 及以上 或以上",
    "<=": "以下 及以下 或以下 以内 及以内 之内 内",
    ">": "以外",
    "<": "",
    "=": "",
}
_AFTER_ENGLISH: Final[dict[Op, str]] = {
    ">=": "or more|or above|and above|or higher",
    "<=": "or less|or fewer|or below|and below|or lower",
    ">": "",
    "<": "",
    "=": "",
}


def _index(chinese: dict[Op, str], english: dict[Op, str]) -> dict[str, Op]:
    by_words = {word: op for op, words in chinese.items() for word in words.split()}
    return by_words | {each: op for op, words in english.items() for each in words.split("|")}


_HEADS: Final = _index(_BEFORE, _BEFORE_ENGLISH)
_TAILS: Final = _index(_AFTER, _AFTER_ENGLISH)
_HEADS.pop("", None)
_TAILS.pop("", None)


def _choose(words: dict[str, Op]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_HEAD: Final = re.compile(rf"({_choose(_HEADS)})(?![a-z])\s*", re.IGNORECASE)
_MARK: Final = r"\((不含|含)(?:本数)?\)"
_TAIL: Final = re.compile(rf"(?:{_MARK})?\s*({_choose(_TAILS)})\s*(?:{_MARK})?$", re.IGNORECASE)
_LIMITED: Final = re.compile(r"控制在\s*")
_STRICT: Final[dict[Op, Op]] = {">=": ">", "<=": "<", ">": ">", "<": "<", "=": "="}


class Bound(NamedTuple):
    """A comparison taken off some words, and what is left of them; None where there was none."""

    op: Op | None
    rest: str


def split_bound(words: str) -> Bound:
    """Return the comparison that folded words begin or end with, and the words in between.

    Raises `WordError` SL235 where the beginning and the end say different things.

    >>> split_bound("不低于90%"), split_bound("3天以内")
    (Bound(op='>=', rest='90%'), Bound(op='<=', rest='3天'))
    """
    limited = _LIMITED.match(words)
    inner = words[limited.end() :] if limited else words
    head = _HEAD.match(inner)
    rest = inner[head.end() :] if head else inner
    tail = _TAIL.search(rest)
    before = _HEADS[head[1].lower()] if head else None
    after = _read_tail(tail, words) if tail else None
    rest = rest[: tail.start()].strip() if tail else rest
    op = before or after
    # 控制在3万元 says "kept at", with or without the bound that should follow.
    if (before and after and before != after) or (limited and op not in ("<=", "<")):
        raise WordError("SL235", text=words)
    return Bound(op, rest)


def _read_tail(tail: re.Match[str], words: str) -> Op:
    """Return the comparison of an ending such as 以上 or 以下(不含)."""
    op = _TAILS[tail[2].lower()]
    marks = {tail[1], tail[3]} - {None}
    if len(marks) > 1 or (op == ">" and "含" in marks):
        raise WordError("SL235", text=words)
    return _STRICT[op] if "不含" in marks else op


def has_bound(words: str) -> bool:
    """Say whether words, as written, are a bound rather than an amount.

    >>> has_bound("＜＝5次。"), has_bound("266米")
    (True, False)
    """
    words = fold_text(words).strip().rstrip("。;")
    return bool(_HEAD.match(words) or _TAIL.search(words) or _LIMITED.match(words))
