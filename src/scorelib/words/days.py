"""Dates and deadlines as targets: `2021年12月`, `2021-12-31`, `2021年12月31日前`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from scorelib.ground.errors import WordError
from scorelib.words.bounds import GLYPHS, Op, split_bound
from scorelib.words.folding import prepare_text, shorten_text
from scorelib.words.spans import FIRST_YEAR, LAST_YEAR

__all__ = [
    "DateTarget",
    "is_partial_date",
    "is_year_or_figure",
    "print_dates",
    "read_dates",
    "read_day",
]


@dataclass(frozen=True, slots=True)
class DateTarget:
    """A day or a run of days, and how the date asked for stands to it.

    With `=` the date lies in `[first, last]`; with `<=` it is not after `last`, with `<` before
    `first`, with `>=` not before `first`, with `>` after `last`. `edge_doubtful` is true where
    the words (12月31日前) leave open whether the day itself counts: the law says so for 以内,
    not for 前, so that only a date on that very day needs a judgement.
    """

    first: date
    last: date
    op: Op = "="
    edge_doubtful: bool = False

    def __str__(self) -> str:
        return print_dates(self)


class _Period(NamedTuple):
    first: date
    last: date


class _Ending(NamedTuple):
    op: Op
    doubtful: bool


_CHINESE: Final = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})年度?"
    r"(?:(?P<month>[0-9]{1,2})月份?(?:(?P<day>[0-9]{1,2})[日号])?)?(?P<end>[底末])?"
)
_PLAIN: Final = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"|-(?P<month1>[0-9]{2})"
    r"|/(?P<month2>[0-9]{1,2})(?:/(?P<day2>[0-9]{1,2}))?"
    r"|\.(?P<month3>[0-9]{1,2})\.(?P<day3>[0-9]{1,2}))(?![0-9])"
)
_WITHIN: Final = ("之内", "以内", "内")
_ENDINGS: Final[dict[str, _Ending]] = {
    **dict.fromkeys(("之前", "以前", "前"), _Ending("<=", True)),
    **dict.fromkeys(("之后", "以后", "后"), _Ending(">=", True)),
    **dict.fromkeys(_WITHIN, _Ending("=", False)),
    "起": _Ending(">=", False),
}
_SUFFIX: Final = re.compile(rf"({'|'.join(_ENDINGS)})?(?:完成|完工|竣工|建成)?")
_HEADS: Final[dict[str, Op]] = {
    **dict.fromkeys(("不晚于", "不迟于", "最迟", "no later than ", "not later than ", "by "), "<="),
    **dict.fromkeys(("早于", "before "), "<"),
    **dict.fromkeys(("不早于", "no earlier than ", "not earlier than "), ">="),
    **dict.fromkeys(("晚于", "after "), ">"),
}
_SEPARATOR: Final = re.compile(r"\s*(?:至|到|~|—+|–|-|\bto\b)\s*")
_PARTIAL: Final = re.compile(
    r"(?:当年|本年|次年|今年|明年|每年)?[0-9]{1,2}月(?:份|上旬|中旬|下旬|中下旬)?"
    r"(?:[0-9]{1,2}[日号])?[底末]?(?:之前|以前|前|内|以内|起|后|以后|之后)?(?:完成|完工|竣工|建成)?"
    r"|(?:当年|本年|次年|今年|明年|全年)?(?:年|年度|月|月度|季度|年内)?[底末]?(?:前|内)(?:完成|完工|竣工|建成)?"
    r"|(?:19|20)[0-9]{2}年(?:度|[0-9]{1,2}月)?[底末]?(?:完成|完工|竣工|建成)?"
    r"|(?:19|20)[0-9]{2}年.*(?:季度|上半年|下半年|旬).*"
)
_TWO_YEARS: Final = re.compile(r"(?:19|20)[0-9]{2}\s*[-~—–至到]\s*(?:19|20)[0-9]{2}年?")
_YEAR_OR_FIGURE: Final = re.compile(r"(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2])")


def read_dates(words: str) -> DateTarget | None:
    """Return the date or deadline of prepared words, or None where they are none.

    Raises `WordError`: SL234 no such day, SL236 a run of days that ends before it begins.

    >>> print(read_dates("2021年12月31日前"))
    2021-12-31前
    """
    return _read_ending(words) or _read_bounded(words) or _read_span(words)


def read_day(text: str) -> date:
    """Return the one day that a text names.

    Raises `WordError`: SL286 no day, a month or a year, a deadline, or a run of days; SL234 no
    such day; SL209 to SL223 a text that cannot be read safely.

    >>> read_day("2021年12月31日")
    datetime.date(2021, 12, 31)
    """
    found = read_dates(prepare_text(text))
    if found is None or found.first != found.last or found.op != "=" or found.edge_doubtful:
        raise WordError("SL286", text=shorten_text(text), first=FIRST_YEAR, last=LAST_YEAR)
    return found.first


def is_partial_date(words: str) -> bool:
    """Say whether words are a date whose year or day is not written: 12月底前, 2021年底.

    >>> is_partial_date("12月底前"), is_partial_date("30日内")
    (True, False)
    """
    return _PARTIAL.fullmatch(words) is not None


def is_year_or_figure(words: str) -> bool:
    """Say whether bare words can be a figure as well as years or a month.

    >>> is_year_or_figure("2021.12"), is_year_or_figure("2021-2022"), is_year_or_figure("1980")
    (True, True, False)
    """
    return bool(_YEAR_OR_FIGURE.fullmatch(words) or _TWO_YEARS.fullmatch(words))


def _read_ending(words: str) -> DateTarget | None:
    """Return a date with what may follow it: 前, 内, 起, 完成."""
    match = _CHINESE.match(words) or _PLAIN.match(words)
    if match is None or not (suffix := _SUFFIX.fullmatch(words, match.end())):
        return None
    op, doubtful = _ENDINGS.get(suffix[1] or "", _Ending("=", False))
    if "end" in match.groupdict() and match["end"]:
        if op != "<=":
            # 年底 alone names a season, not a day.
            return None
        last = _read_period(match).last
        return DateTarget(last, last, "<=")
    first, last = _read_period(match)
    # Within a month is inside it; within a day, as far as that day.
    if suffix[1] in _WITHIN and first == last:
        op = "<="
    return DateTarget(first, last, op, doubtful)


def _read_bounded(words: str) -> DateTarget | None:
    """Return a date behind a comparison: ≤2021-12-31, 不晚于2021年12月, by 2021-12-31."""
    for head, op in _HEADS.items():
        if words.lower().startswith(head):
            period = _match_period(words[len(head) :].strip())
            return DateTarget(*period, op) if period else None
    bound = split_bound(words)
    period = _match_period(bound.rest) if bound.op else None
    return DateTarget(*period, bound.op) if period and bound.op else None


def _read_span(words: str) -> DateTarget | None:
    """Return a run of days: 2021年1月至12月, 2021-01-01至2021-06-30."""
    for match in _SEPARATOR.finditer(words):
        left, right = words[: match.start()], words[match.end() :]
        if re.match(r"[0-9]{1,2}月", right):
            right = f"{words[:4]}年{right}"
        first, last = _match_period(left), _match_period(right)
        if first and last:
            if last.last < first.first:
                raise WordError("SL236", low=left, high=right)
            return DateTarget(first.first, last.last)
    return None


def _match_period(words: str) -> _Period | None:
    match = _CHINESE.fullmatch(words) or _PLAIN.fullmatch(words)
    if match is None or match.groupdict().get("end"):
        return None
    return _read_period(match)


def _read_period(match: re.Match[str]) -> _Period:
    """Return the days that a year, a month or a day covers."""
    groups = match.groupdict()
    year = int(groups["year"])
    month = next((int(v) for k, v in groups.items() if k.startswith("month") and v), None)
    day = next((int(v) for k, v in groups.items() if k.startswith("day") and v), None)
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise WordError("SL234", text=match[0]) from None
    if day:
        return _Period(first, first)
    last_month = month or 12
    return _Period(first, date(year, last_month, monthrange(year, last_month)[1]))


def print_dates(target: DateTarget) -> str:
    """Return a date target in the one spelling that reads back as the same target.

    >>> print_dates(DateTarget(date(2021, 12, 1), date(2021, 12, 31), "<="))
    '≤2021-12'
    """
    period = _print_period(target.first, target.last)
    if target.edge_doubtful:
        return period + ("前" if target.op == "<=" else "后")
    return period if target.op == "=" else GLYPHS[target.op] + period


def _print_period(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    end = date(first.year, first.month, monthrange(first.year, first.month)[1])
    if first.day == 1 and last == end:
        return f"{first:%Y-%m}"
    if (first.month, first.day, last) == (1, 1, date(first.year, 12, 31)):
        return f"{first.year}年"
    return f"{first.isoformat()}至{last.isoformat()}"
