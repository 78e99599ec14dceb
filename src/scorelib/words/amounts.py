"""Amounts as people write them: `1963.87万元`, `1,200 万元`, `95％`, `1000余㎡`.

What is not fully understood is refused. An amount remembers the places it was printed with, so
that it can be compared with an exact figure at its own precision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Final, Literal

from scorelib.ground.errors import WordError
from scorelib.words.bounds import has_bound
from scorelib.words.folding import prepare_text, shorten_text
from scorelib.words.numbers import print_places, read_number
from scorelib.words.units import COUNTED_WITH_GE, MONTH, SCALES, Unit, find_unit, read_unit

__all__ = [
    "RANGE",
    "Agreement",
    "Amount",
    "Hedge",
    "agrees",
    "compare_printed",
    "print_amount",
    "read_amount",
]

Hedge = Literal["", "over", "about", "nearly"]

RANGE: Final = re.compile(r"\s*(?:~|—+|–|-|至|到|\bto\b)\s*")
"""What may stand between the two ends of a range."""

_AMOUNT: Final = re.compile(
    r"(?P<hedge>大约|约为|约|将近|接近|近|(?:about|approximately|nearly|almost)(?= ))?\s*"
    r"(?P<money>¥)?\s*(?P<number>-?[0-9][0-9,.]*)\s*(?P<tail>[^0-9\s].*)?",
    re.IGNORECASE,
)
_HEDGES: Final[dict[str, Hedge]] = {
    **dict.fromkeys(("大约", "约为", "约", "about", "approximately"), "about"),
    **dict.fromkeys(("将近", "接近", "近", "nearly", "almost"), "nearly"),
    **dict.fromkeys(("余", "多"), "over"),
    **dict.fromkeys(("左右", "上下"), "about"),
}
_OVER: Final = re.compile(r"(?P<scale>[十百千]?[万亿]|千|百)?(?P<hedge>余|多)\s*(?P<unit>.*)")
_AROUND: Final = re.compile(r"(?P<unit>.*?)\s*(?P<hedge>左右|上下)")
_GROUPED: Final = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED: Final = re.compile(r"-?[0-9][0-9,.]*\s+[0-9]")
_SCIENTIFIC: Final = re.compile(r"-?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]")
_ZERO: Final = re.compile(r"-0(?:\.0+)?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}年")
_MONTH_OF_YEAR: Final = re.compile(r"(?:0?[1-9]|1[0-2])月")
_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:年[0-9]{1,2}月.*|[-/][0-9]{1,2}(?:[-/][0-9]{1,2})?)"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号]|[底末]).*"
)
_NUMERAL: Final = re.compile(r"[零〇一二三四五六七八九十百千万亿两半几数]+")
_TWO_ENDS: Final = re.compile(
    r"[0-9%‰°℃a-zA-Z²³㎡\u4e00-\u9fff]\s*(?:~|—+|–|-|至|到|to )\s*-?[0-9]"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed amount: its exact value, and how finely it was printed.

    `value` is in base units (see `Unit`), `unit` the one it was written with, `places` the
    printed decimals, `text` the words as written (not compared), `hedge` what blurs it: 余 and
    多 are "over", 约 and 左右 "about", 近 "nearly".
    """

    value: Fraction
    unit: Unit | None
    places: int
    text: str = field(compare=False)
    hedge: Hedge = ""

    @property
    def printed(self) -> Fraction:
        """The number as it stands in front of its own unit."""
        return self.value / self.unit.factor if self.unit else self.value

    @property
    def approximate(self) -> bool:
        """Whether the words themselves say that the figure is not exact."""
        return self.hedge != ""

    @property
    def quantum(self) -> Fraction:
        """One step of the last printed digit, in base units."""
        step = Fraction(1, 10**self.places)
        return step * self.unit.factor if self.unit else step

    @property
    def interval(self) -> tuple[Fraction, Fraction]:
        """The values `[low, high)` that the printed words stand for, in base units.

        An exact figure stands for half a step of its last digit either way. For a hedged one
        the step is that of its last digit that is not zero (of its last decimal, if it has
        decimals): 1000余 is [1000, 2000), 1200余 is [1200, 1300), 约1200 is [1150, 1250), and
        近1200 runs from 1150 to 1200 and its printing.

        >>> [int(edge) for edge in read_amount("2.18万元").interval]
        [21750, 21850]
        """
        half, rough = self.quantum / 2, self.quantum * self._rough_step()
        if self.hedge == "over":
            return (self.value, self.value + rough)
        if self.hedge == "about":
            return (self.value - rough / 2, self.value + rough / 2)
        if self.hedge == "nearly":
            return (self.value - rough / 2, self.value + half)
        return (self.value - half, self.value + half)

    def _rough_step(self) -> int:
        """Return how many steps of the last digit make one of the last digit that is not zero."""
        digits = abs(int(self.printed)) if self.places == 0 else 1
        step = 1
        while digits and digits % (10 * step) == 0:
            step *= 10
        return step

    def __str__(self) -> str:
        return print_amount(self)


def read_amount(text: str, unit: Unit | None = None) -> Amount:
    """Return the amount that some words state; a bare number takes `unit`.

    The value is in base units of the amount's dimension. A stated unit may differ from `unit`
    in size (元 where 万元 is asked for), never in what it measures. ¥ is 元; a bare 3万 is
    3万元 where 元 or 万元 is asked for.

    Raises `WordError`: SL203 to SL224 say what is wrong with the words, SL225 that they are a
    date, SL226 that they are hedged twice.

    >>> amount = read_amount("1，200万元")
    >>> amount.value, amount.printed, amount.places
    (Fraction(12000000, 1), Fraction(1200, 1), 0)
    """
    words = prepare_text(text)
    _refuse_other_things(words, unit)
    match = _AMOUNT.fullmatch(words)
    if match is None:
        raise WordError(_name_mistake(words), text=shorten_text(words))
    hedges, name = _split_tail(match["tail"] or "", match["hedge"])
    number, places = _read_figure(match["number"], match["tail"] or "")
    _check_hedges(hedges, number, words)
    stated = _read_stated(name, unit, words, is_money=bool(match["money"]))
    factor = stated.factor if stated else Fraction(1)
    return Amount(number * factor, stated, places, text, hedges[0] if hedges else "")


def _refuse_other_things(words: str, unit: Unit | None) -> None:
    """Refuse bounds, dates and ranges: they mean something, but not one amount."""
    shown = shorten_text(words)
    if _SCIENTIFIC.match(words):
        raise WordError("SL207", text=shown)
    if has_bound(words):
        raise WordError("SL217", text=shown)
    asks_months = unit is not None and unit.dimension == MONTH
    is_month = _MONTH_OF_YEAR.fullmatch(words) and not asks_months
    if is_month or _YEAR.fullmatch(words) or _DATE.fullmatch(words):
        raise WordError("SL225", text=shown)
    if _TWO_ENDS.search(words):
        raise WordError("SL216", text=shown)


def _name_mistake(words: str) -> str:
    """Return the code for words that are not a figure with something after it."""
    if _SPACED.match(words):
        return "SL219"
    if words.startswith("百分之"):
        return "SL218"
    numeral = _NUMERAL.match(words)
    if numeral is None:
        return "SL224"
    # 一般 begins with a numeral too: only a unit, a hedge or the end makes it a number.
    rest = words[numeral.end() :]
    is_number = not rest or rest[0] in "余多" or find_unit(rest) is not None
    return "SL218" if is_number else "SL224"


def _split_tail(tail: str, before: str | None) -> tuple[list[Hedge], str]:
    """Return the hedges around an amount, and the words of its unit."""
    hedges = [_HEDGES[before.lower()]] if before else []
    if match := _AROUND.fullmatch(tail):
        hedges.append(_HEDGES[match["hedge"]])
        tail = match["unit"]
    if match := _OVER.fullmatch(tail):
        hedges.append(_HEDGES[match["hedge"]])
        tail = (match["scale"] or "") + match["unit"]
    return hedges, tail.strip()


def _check_hedges(hedges: list[Hedge], number: Fraction, words: str) -> None:
    if len(hedges) > 1 or (hedges and number <= 0):
        raise WordError("SL226", text=shorten_text(words))


def _read_figure(figure: str, tail: str) -> tuple[Fraction, int]:
    """Return the number of an amount and its printed decimals."""
    if tail.startswith("_"):
        raise WordError("SL204", text=shorten_text(figure + tail))
    if "," in figure and not _GROUPED.fullmatch(figure):
        raise WordError("SL219", text=shorten_text(figure + tail))
    plain = figure.replace(",", "")
    if _ZERO.fullmatch(plain):
        raise WordError("SL220", text=figure)
    _, _, decimals = plain.partition(".")
    return read_number(plain), len(decimals)


def _read_stated(name: str, unit: Unit | None, words: str, is_money: bool) -> Unit | None:
    """Return the unit an amount is written in: its own, or else the one that is asked for."""
    yuan = read_unit("元") if is_money else None
    if not name:
        stated = yuan or unit
    elif name in SCALES:
        stated = _scale_asked(name, yuan or unit, words)
    else:
        stated = read_unit(name)
    for expected in (yuan, unit):
        if expected and stated and stated.dimension != expected.dimension:
            raise WordError("SL211", found=stated.name, expected=expected.name)
    return stated


def _scale_asked(scale: str, unit: Unit | None, words: str) -> Unit:
    """Return the unit of a bare 万: 3万 is 3万元 whether 元 or 万元 is asked for."""
    plain = unit.name.lstrip("十百千万亿") if unit else ""
    scaled = find_unit(scale + plain) if plain else None
    if scaled is None:
        raise WordError("SL215", text=shorten_text(words))
    return scaled


_BEFORE: Final[dict[Hedge, str]] = {"": "", "over": "", "about": "约", "nearly": "近"}


def print_amount(amount: Amount) -> str:
    """Return an amount in the one spelling that reads back as the same amount.

    >>> print_amount(read_amount("１，０００ 余平方米"))
    '1000余㎡'
    """
    number = print_places(amount.printed, amount.places)
    over = "余" if amount.hedge == "over" else ""
    name = amount.unit.name if amount.unit else ""
    counted = "个" if name in COUNTED_WITH_GE else ""
    return _BEFORE[amount.hedge] + number + over + counted + name


class Agreement(Enum):
    """How a printed amount stands to an exact figure."""

    EXACT = "exact"
    ROUNDED = "rounded"
    APPROXIMATE = "approximate"
    TRUNCATED = "truncated"
    NO = "no"


def compare_printed(printed: Amount, exact: Fraction) -> Agreement:
    """Return how a printed amount stands to an exact figure in base units of its dimension.

    ROUNDED is rounding half away from zero (四舍五入) to the printed places, TRUNCATED is the
    rest of the digits cut off, APPROXIMATE lies in the interval of a hedged amount.

    >>> compare_printed(read_amount("99%"), Fraction(99985, 100000)).value
    'truncated'
    """
    if exact == printed.value:
        return Agreement.EXACT
    if printed.approximate:
        low, high = printed.interval
        return Agreement.APPROXIMATE if low <= exact < high else Agreement.NO
    if printed.value * exact < 0:
        return Agreement.NO
    # Both directions away from zero are alike, so that the sign can be left aside.
    gap = abs(exact) - abs(printed.value)
    if -printed.quantum / 2 <= gap < printed.quantum / 2:
        return Agreement.ROUNDED
    return Agreement.TRUNCATED if 0 <= gap < printed.quantum else Agreement.NO


def agrees(printed: Amount, exact: Fraction) -> bool:
    """Say whether a printed amount agrees with an exact figure at its printed precision.

    A truncated figure does not agree: 99% is not what 99.985% rounds to.

    >>> agrees(read_amount("2.18万元"), Fraction(21754))
    True
    >>> agrees(read_amount("2.42万元"), Fraction(21754))
    False
    """
    return compare_printed(printed, exact) not in (Agreement.TRUNCATED, Agreement.NO)
