"""Values: what the words of statements mean, so that two spellings of one value are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scorelib.ground.errors import WordError
from scorelib.words.amounts import Agreement, Amount, compare_printed, read_amount
from scorelib.words.bounds import Op
from scorelib.words.days import DateTarget
from scorelib.words.folding import fold_text
from scorelib.words.targets import Comparison, Target, Unread, print_target, read_target
from scorelib.words.units import COUNT, NONE, Unit, find_unit

__all__ = ["can_be_one", "find_figures", "fits", "spell_digits", "squeeze"]

_LOOSE: Final = re.compile(r"[\s,，。；;、:：“”\"‘’']+")


def squeeze(text: str) -> str:
    """Return words without what may differ between two printings: width, spaces, signs."""
    return _LOOSE.sub("", fold_text(text))


_DIGITS: Final = {char: place for place, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMERAL: Final = re.compile(r"(?<![第0-9.])[零〇一二三四五六七八九十百千两]+(?![0-9.])")


def spell_digits(text: str) -> str:
    """Return words with their Chinese numerals in digits; what is no numeral stays as it is.

    >>> spell_digits("六次"), spell_digits("一百二十人"), spell_digits("二〇二一年")
    ('6次', '120人', '2021年')
    """
    return _NUMERAL.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    """Return a numeral in digits: 二十 by its places, 二〇二一 figure by figure."""
    word = match[0]
    if not _TENS.keys() & set(word):
        return "".join(str(_DIGITS[char]) for char in word)
    whole, digit, last = 0, 0, 10_000
    for place, char in enumerate(word):
        step = _TENS.get(char)
        if step is None:
            digit = digit * 10 + _DIGITS[char]
            continue
        # 千千 and 十百 are words (千方百计), not numbers; only 十 may begin without a digit.
        if step >= last or digit > 9 or (digit == 0 and not (step == 10 and place == 0)):
            return word
        whole, digit, last = whole + (digit or 1) * step, 0, step
    # 一百二 is 120 in speech and 102 in a slip: nobody can tell.
    is_open = digit and last > 10 and word[-2] not in "零〇"
    return word if digit > 9 or is_open else str(whole + digit)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a value says: a figure or dates with their comparison, or only words."""

    op: Op = "="
    amount: Amount | None = None
    dates: DateTarget | None = None
    words: str = ""


@lru_cache(maxsize=4096)
def _read(text: str) -> _Reading:
    """Return what a value says; words that are not understood stand for themselves."""
    spelt = spell_digits(text)
    try:
        return _Reading(amount=read_amount(spelt))
    except WordError:
        found: Target = read_target(spelt)
    if isinstance(found, Comparison):
        return _Reading(found.op, found.amount)
    if isinstance(found, DateTarget):
        return _Reading(found.op, dates=found)
    return _Reading(words=squeeze(spelt if isinstance(found, Unread) else print_target(found)))


_BARE: Final[tuple[frozenset[Op], ...]] = (frozenset({"=", ">="}), frozenset({"=", "<="}))
"""Comparisons of one figure that differ in their words only: 6次 is asked for by ≥6次 as well."""


def can_be_one(texts: Iterable[str]) -> bool:
    """Return whether values can all mean the same; figures by how finely they are printed.

    >>> can_be_one(["≥6次", "6次以上", "不少于六次"]), can_be_one(["8个", "9个"])
    (True, False)
    """
    spelt = {squeeze(text): text for text in texts}
    read = set(map(_read, spelt.values()))
    if len(read) < 2:
        return True
    ops = frozenset(each.op for each in read)
    if len(ops) > 1 and not any(ops <= both for both in _BARE):
        return False
    amounts = [each.amount for each in read if each.amount is not None]
    if len(amounts) == len(read):
        return _agree(amounts)
    dates = [each.dates for each in read if each.dates is not None]
    return len(dates) == len(read) and _are_nested(dates)


def _agree(amounts: Sequence[Amount]) -> bool:
    """Return whether all printings agree with the finest of them."""
    finest = min(amounts, key=lambda each: (each.approximate, each.quantum, each.value))
    kinds = {(each.unit and each.unit.dimension): each for each in amounts}
    if not all(fits(one, other) for one in kinds.values() for other in kinds.values()):
        return False
    return all(_is_same(each, finest) for each in amounts)


def _is_same(one: Amount, other: Amount) -> bool:
    ways = {compare_printed(one, other.value), compare_printed(other, one.value)}
    return not ways <= {Agreement.NO, Agreement.TRUNCATED}


def _are_nested(dates: Sequence[DateTarget]) -> bool:
    """Return whether the shortest run of days lies in all others: 2021年12月31日 in 2021年12月."""
    inner = min(dates, key=lambda each: each.last - each.first)
    return all(each.first <= inner.first and inner.last <= each.last for each in dates)


def fits(amount: Amount, other: Amount) -> bool:
    """Return whether two amounts measure the same; a count may be a plain number (个 for 人)."""
    both = (amount, other)
    found = {each.unit.dimension if each.unit else NONE for each in both}
    percent = {each.unit is not None and each.unit.dimension == NONE for each in both}
    return len(found) == 1 or (found == {NONE, COUNT} and percent == {False})


_FIGURE: Final = re.compile(
    r"(?<![第0-9.])(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<tail>[^\s0-9,.。;!?]{1,6})"
)
_OTHER: Final = re.compile(
    # A date, or 一次性.
    r"(?:19|20)[0-9]{2}年|[0-9]{1,2}(?:月|日|号)|[0-9]+次性"
)


def find_figures(text: str, unit: Unit | None) -> Iterator[str]:
    """Yield the figures with a unit that stand in running words; without one, plain counts.

    A count has to be of the very things: 9人次 are no answer to 6次.

    >>> list(find_figures("已开展六次竞赛，9人次参加", read_amount("6次").unit))
    ['6次']
    """
    for match in _FIGURE.finditer(spell_digits(fold_text(text))):
        tail = match["tail"]
        lengths = range(len(tail), 0, -1)
        length = next((size for size in lengths if find_unit(tail[:size]) is not None), 0)
        found = find_unit(tail[:length]) if length else None
        is_other = _OTHER.match(f"{match['number']}{tail}") is not None
        if found is not None and not is_other and _measures(found, unit):
            yield f"{match['number']}{tail[:length]}"


_SCALES: Final = "十百千万亿"


def _measures(found: Unit, asked: Unit | None) -> bool:
    if asked is None:
        return found.dimension == COUNT
    if asked.dimension == COUNT:
        # 万人次 counts what 人次 does.
        return found.name.lstrip(_SCALES) == asked.name.lstrip(_SCALES)
    return found.dimension == asked.dimension
