"""Number formats of spreadsheets: what a stored number says to whoever looks at the cell.

A spreadsheet stores binary doubles and shows them by a format: 0.9819 by `0.00%` is 98.19%, 1200
by `0"万元"` is 1200万元, 44561 by `yyyy-mm-dd` is a day. Numbers are taken at 15 significant
digits, as spreadsheets do themselves, so that what was typed in comes back as typed; the stored
value counts, not the places that happen to be shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

__all__ = ["BUILT_IN", "Shown", "round_double", "show_number"]

_DIGITS: Final = 15
"""Spreadsheets keep and show no more significant digits of a number."""

_LARGEST: Final = 308
"""The power of ten of the largest double; a text may claim far more, and would be written out."""

BUILT_IN: Final[dict[int, str]] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that a file names by number only (ECMA-376 part 1, 18.8.30, as in zh-CN)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as its cell says it: the text, what it is, the decimal places that are shown.

    `odd` tells that the format shows something else than the number with words around it
    (thousands scaled away, digits replaced by words): then `text` is the stored number alone.
    """

    text: str
    kind: Literal["number", "date"] = "number"
    places: int | None = None
    odd: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: words before and after the digits, and what the digits are."""

    before: str = ""
    after: str = ""
    percent: bool = False
    places: int | None = None
    parts: str = ""
    odd: bool = False


def round_double(value: float | str) -> Decimal:
    """Return a stored double at 15 significant digits, from itself or from its text in a file.

    Raises `ArithmeticError` for what is no finite number.

    >>> round_double("0.98189999999999999"), round_double(23.6)
    (Decimal('0.9819'), Decimal('23.6'))
    """
    number = Decimal(format(value, f".{_DIGITS}g")) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or number.adjusted() > _LARGEST:
        raise ArithmeticError(str(value)[:40])
    if not number or number.adjusted() < -_LARGEST:
        return Decimal(0)
    return Decimal(format(number, f".{_DIGITS}g")).normalize()


def show_number(value: Decimal, code: str, *, from_1904: bool = False) -> Shown:
    """Return what a cell with a number says by its format.

    >>> show_number(Decimal("0.9819"), "0%").text, show_number(Decimal(1200), '0"万元"').text
    ('98.19%', '1200万元')
    >>> show_number(Decimal(44561), 'yyyy"年"m"月"')
    Shown(text='2021-12', kind='date', places=None, odd=False)
    """
    section = _choose(value, code)
    if section.parts:
        shown = _show_date(value, section.parts, from_1904)
        return shown or Shown(_plain(value), odd=True)
    if section.odd:
        return Shown(_plain(value), odd=True)
    number = value.scaleb(2) if section.percent else value
    text = f"{section.before}{_plain(number)}{'%' * section.percent}{section.after}".strip()
    return Shown(text, places=section.places)


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return format(whole if whole == number else number.normalize(), "f")


def _choose(value: Decimal, code: str) -> _Section:
    """Return the section of a format that a value is shown by: positive; negative; zero."""
    sections = _read_format(code)
    if len(sections) > 1 and value < 0:
        return sections[1]
    if len(sections) > 2 and value == 0:
        return sections[2]
    return sections[0]


@lru_cache(maxsize=512)
def _read_format(code: str) -> tuple[_Section, ...]:
    """Return the sections of a format. One with conditions of its own is odd throughout."""
    if len(code) > 255:
        return (_Section(odd=True),)
    if _CONDITION.search(code):
        return (_Section(odd=True),)
    tokens = _TOKEN.findall(code or "General")
    sections: list[list[str]] = [[]]
    for token in tokens:
        if token == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(
        _read_section(each, negative=place == 1) for place, each in enumerate(sections[:3])
    )


_CONDITION: Final = re.compile(r"\[[<>=]")
_TOKEN: Final = re.compile(
    r'"[^"]*"|\\.|!.|_.|\*.|\[[^\]]*\]|General|G/通用格式|AM/PM|上午/下午|A/P|[eE][+-]'
    r"|[yYeEgG]+|[mM]+|[dD]+|[hH]+|[sS]+|[0#?]+|.",
    re.DOTALL,
)
_ELAPSED: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^\-\]]*)(?:-[^\]]*)?\]")


def _read_section(tokens: list[str], *, negative: bool) -> _Section:
    parts = _find_parts(tokens)
    if parts:
        return _Section(parts=parts)
    if any(each in ("General", "G/通用格式", "@") for each in tokens):
        return _read_plain(tokens, ("General", "G/通用格式", "@"))
    places = [at for at, each in enumerate(tokens) if each[0] in "0#?"]
    if not places:
        # A cell whose format has no digits shows words (or nothing) instead of its number.
        return _Section(odd=True)
    core = tokens[places[0] : places[-1] + 1]
    before, after = _words(tokens[: places[0]]), _words(tokens[places[-1] + 1 :])
    scaled = tokens[places[-1] + 1 : places[-1] + 2] == [","]
    if negative:
        # Brackets and a minus around the digits of the negative section say the sign once more.
        before, after = before.strip("-(（ "), after.strip(")） ")
    percent = "%" in tokens
    # Words of digits next to the number would read as more of its digits.
    odd = scaled or not _is_number(core) or _DIGITAL.search(before + after) is not None
    return _Section(before, after, percent, _count_places(core), odd=odd)


_DIGITAL: Final = re.compile(r"[0-9０-９.,+\-−]")


def _read_plain(tokens: list[str], marks: tuple[str, ...]) -> _Section:
    at = next(place for place, each in enumerate(tokens) if each in marks)
    before, after = _words(tokens[:at]), _words(tokens[at + 1 :])
    return _Section(before, after, odd=_DIGITAL.search(before + after) is not None)


def _is_number(core: list[str]) -> bool:
    """Return whether the digits of a format are those of the number and nothing between them."""
    words = "".join(core)
    return re.fullmatch(
        r"[0#?,]*(?:[.。]?[0#?]*)(?:[eE][+-][0#?]+|[ ]?[?#0]*/[?#0-9]+)?", words
    ) is not None and not re.search(r",(?:\.|$)", words)


def _count_places(core: list[str]) -> int | None:
    words = "".join(core)
    if "/" in words or re.search(r"[eE][+-]", words):
        return None
    return len(words.partition(".")[2])


def _words(tokens: list[str]) -> str:
    """Return the words that stand in a format as they are."""
    found = []
    for token in tokens:
        if token[0] == '"':
            found.append(token[1:-1])
        elif token[0] in "\\!" and len(token) == 2:
            found.append(token[1])
        elif (money := _CURRENCY.fullmatch(token)) is not None:
            found.append(money[1])
        elif token[0] in "_*[%,":
            continue
        else:
            found.append(token)
    return "".join(found).strip()


def _find_parts(tokens: list[str]) -> str:
    """Return which parts of a date or time a format shows, of `ymdhns` (n: minutes)."""
    letters = [
        each[0].lower()
        for each in tokens
        if re.fullmatch(r"[yY]+|[eE]+|[mM]+|[dD]+|[hH]+|[sS]+", each) or _ELAPSED.fullmatch(each)
    ]
    letters = ["y" if each == "e" else each for each in letters]
    if not letters or tokens[0][0] in "0#?":
        return ""
    found = ""
    for at, each in enumerate(letters):
        if each == "[":
            return "["
        beside = letters[max(at - 1, 0) : at] + letters[at + 1 : at + 2]
        # An m next to hours or seconds is minutes (ECMA-376 part 1, 18.8.31).
        minutes = each == "m" and (letters[max(at - 1, 0) : at] == ["h"] or "s" in beside)
        found += "n" if minutes else each
    return found


def _show_date(value: Decimal, parts: str, from_1904: bool) -> Shown | None:
    """Return a serial number as a date at the precision that is shown; None where it is none."""
    if "[" in parts or not 0 <= value < 2_958_466:
        return None
    days = int(value)
    seconds = int(((value - days) * 86_400).to_integral_value())
    moment = _count_from(days, from_1904) + timedelta(seconds=seconds)
    clock = moment.strftime("%H:%M:%S")
    has_day = any(each in parts for each in "ymd")
    if not has_day:
        return Shown(clock, "date")
    if any(each in parts for each in "hns") and seconds:
        return Shown(f"{moment.date().isoformat()}T{clock}", "date")
    return Shown(_cut_date(moment.date(), parts), "date")


def _cut_date(day: date, parts: str) -> str:
    """Return a day as far as its cell shows it: a year, a month of a year, or the day."""
    if "y" in parts and "d" not in parts:
        return day.isoformat()[: 7 if "m" in parts else 4]
    return day.isoformat()


def _count_from(days: int, from_1904: bool) -> datetime:
    if from_1904:
        return datetime(1904, 1, 1) + timedelta(days=days)  # noqa: DTZ001 - a sheet has no zone
    # Day 60 is 29 February 1900, which never was: serial numbers up to it count from a day later.
    first = datetime(1899, 12, 31) if days < 60 else datetime(1899, 12, 30)  # noqa: DTZ001
    return first + timedelta(days=days)
