"""Figures as rules write them, moved by one step: `90%`, `1/3`, `2020-02-25`, `[18, 60)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from scorelib.ground.errors import WordError
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.numbers import count_places, print_places

__all__ = ["flip_interval", "move_date", "move_figure", "move_interval", "read_figure"]

_NUMBER: Final = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_SHARE: Final = re.compile(r"([0-9]+)/([0-9]+)")
_HUNDREDTH: Final = Fraction(1, 100)


def read_figure(text: str) -> Amount | None:
    """Return the amount that some words are, or None where they are none."""
    try:
        return read_amount(text)
    except WordError:
        return None


def move_figure(text: str, sign: int, quantum: Fraction | None = None) -> str | None:
    """Return a figure one step up or down, in its own unit; None where words are no figure.

    The step is `quantum` (in base units), or else one of the last digit that is written; of a
    share written as a fraction it is 1/100.

    >>> move_figure("90%", -1), move_figure("9.5", 1), move_figure("90%", 1, Fraction(1, 1000))
    ('89%', '9.6', '90.1%')
    """
    if share := _SHARE.fullmatch(text):
        if not int(share[2]):
            return None
        return str(Fraction(int(share[1]), int(share[2])) + sign * _HUNDREDTH)
    amount, number = read_figure(text), _NUMBER.search(text)
    if amount is None or number is None:
        return None
    step = amount.quantum if quantum is None else quantum
    if amount.unit is not None:
        step /= amount.unit.factor
    moved = amount.printed + sign * step
    places = count_places(moved)
    if places is None:
        return None
    shown = print_places(moved, max(places, amount.places))
    return text[: number.start()] + shown + text[number.end() :]


def move_date(text: str, days: int) -> str | None:
    """Return a day so many days later; None where words are no day.

    >>> move_date("2020-02-28", 1)
    '2020-02-29'
    """
    try:
        return (date.fromisoformat(text) + timedelta(days)).isoformat()
    except (OverflowError, ValueError):
        return None


_ENDS: Final = re.compile(r"(\s*[\[(])([^,;，；]*)([,;，；])([^,;，；]*)([\])]\s*)")
_FLIPS: Final = {"[": "(", "(": "[", "]": ")", ")": "]"}


def move_interval(text: str) -> Iterator[tuple[str, str]]:
    """Yield an interval with one of its ends moved, and which end was moved by what.

    >>> list(move_interval("[18, ∞)"))
    [('[17, ∞)', '1-'), ('[19, ∞)', '1+')]
    """
    ends = _ENDS.fullmatch(text)
    parts = [ends[2], ends[4]] if ends else [text]
    for place, part in enumerate(parts, 1):
        for sign, shown in ((-1, "-"), (1, "+")):
            moved = _move_within(part, sign)
            if moved is not None:
                before, after = _around(ends, place)
                yield before + moved + after, f"{place}{shown}"


def _move_within(part: str, sign: int) -> str | None:
    """Return words with the figure in them moved: `>= 60`, `不满18`, ` 60`."""
    number = _NUMBER.search(part)
    moved = move_figure(number[0], sign) if number else None
    if number is None or moved is None:
        return None
    return part[: number.start()] + moved + part[number.end() :]


def _around(ends: re.Match[str] | None, place: int) -> tuple[str, str]:
    if ends is None:
        return "", ""
    if place == 1:
        return ends[1], ends[3] + ends[4] + ends[5]
    return ends[1] + ends[2] + ends[3], ends[5]


_SIGNS: Final = re.compile(r">=|<=|>|<|≥|≤|＞|＜")
_SIGN_FLIPS: Final = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "≥": ">", "≤": "<"} | {
    "＞": "≥",
    "＜": "≤",
}


def flip_interval(text: str) -> Iterator[tuple[str, str]]:
    """Yield an interval with one end taken in or left out, and which end it was.

    >>> list(flip_interval("[18, 60)")), list(flip_interval(">= 60"))
    ([('(18, 60)', '1'), ('[18, 60]', '2')], [('> 60', '1')])
    """
    if ends := _ENDS.fullmatch(text):
        left, right = ends[1].strip(), ends[5].strip()
        if _NUMBER.search(ends[2]):
            yield _FLIPS[left] + ends[2] + ends[3] + ends[4] + right, "1"
        if _NUMBER.search(ends[4]):
            yield left + ends[2] + ends[3] + ends[4] + _FLIPS[right], "2"
    elif sign := _SIGNS.search(text):
        yield text[: sign.start()] + _SIGN_FLIPS[sign[0]] + text[sign.end() :], "1"
