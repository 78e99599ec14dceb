"""Targets and actuals as people write them: `≥266米`, `98%以上`, `2021年12月`, `较上年减少2%`.

Reading never guesses and never raises for what a cell may hold: words that are not fully
understood become `Unread` with the code of the reason, an item awaiting judgement (待人工判定).

以上, 以下 and 以内 include the number itself, 超过 and 不满 do not: 民法典 (Civil Code) art. 1259.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from scorelib.ground.errors import WordError
from scorelib.words.amounts import RANGE, Amount, print_amount, read_amount
from scorelib.words.bounds import GLYPHS, Op, has_bound, split_bound
from scorelib.words.days import (
    DateTarget,
    is_partial_date,
    is_year_or_figure,
    print_dates,
    read_dates,
)
from scorelib.words.folding import MAX_TEXT, fold_text, prepare_text, shorten_text
from scorelib.words.units import MONTH, NONE, Unit

__all__ = [
    "Actual",
    "Between",
    "Change",
    "Comparison",
    "DateTarget",
    "Direction",
    "Target",
    "Unread",
    "YesNo",
    "print_target",
    "read_actual",
    "read_target",
    "repeats",
]

Direction = Literal["positive", "reverse", "equal"]

_DIRECTIONS: Final[dict[Op, Direction]] = {
    ">=": "positive",
    ">": "positive",
    "<=": "reverse",
    "<": "reverse",
    "=": "equal",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A target that an actual reaches by standing so to one amount."""

    op: Op
    amount: Amount

    @property
    def direction(self) -> Direction:
        """Whether more is better, less is better, or only the figure itself will do."""
        return _DIRECTIONS[self.op]

    def __str__(self) -> str:
        return GLYPHS[self.op] + print_amount(self.amount)


@dataclass(frozen=True, slots=True)
class Between:
    """A target that an actual reaches by lying between two amounts."""

    low: Amount
    high: Amount
    low_inclusive: bool = True
    high_inclusive: bool = True

    def __str__(self) -> str:
        if self.low_inclusive and self.high_inclusive:
            return f"{self.low}~{self.high}"
        return f"{self.low}{_mark(self.low_inclusive)}~{self.high}{_mark(self.high_inclusive)}"


@dataclass(frozen=True, slots=True)
class YesNo:
    """A target or an actual of yes (是, 有) or no (否).

    无 is not among them: in a cell it may also mean zero, no data or not applicable.
    """

    value: bool

    def __str__(self) -> str:
        return "是" if self.value else "否"


@dataclass(frozen=True, slots=True)
class Change:
    """A target against a baseline: how far up or down from it, and the baseline's words.

    `amount` is the size of the change, in the indicator's own unit or as a ratio of the
    baseline; `op` compares the size of the actual change with it.
    """

    direction: Literal["up", "down"]
    op: Op
    amount: Amount
    baseline: str

    def __str__(self) -> str:
        words = "增长" if self.direction == "up" else "下降"
        base = self.baseline if self.baseline in ("同比", "环比") else f"较{self.baseline}"
        return base + words + str(Comparison(self.op, self.amount)).removeprefix("=")


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that were not understood, and the code that says why: awaiting judgement."""

    text: str
    reason_code: str
    arguments: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.text


Target = Comparison | Between | DateTarget | YesNo | Change | Unread
Actual = Amount | DateTarget | YesNo | Change | Unread

_YES_NO: Final = {"是": True, "有": True, "yes": True, "否": False, "no": False}
_NOTHING: Final = frozenset({"无", "/", "-", "—", "——", "--", "不适用", "n/a", "na", "none"})
_TEMPLATE: Final = re.compile(r"分项填写|下同|^指标\s*[0-9]*\s*:?\s*(?:…+|\.{3,})?$|^…+$|^\.{3,}$")
_ABSENCE: Final = re.compile(r"(?:无|未|没有|不发生|零)(?!法).+")
_CONNECTED: Final = re.compile(r"\s*(?:且|并且|\band\b)\s*")
_INCLUDED: Final = re.compile(r"\s*\((不含|含)(?:本数)?\)$")
_BASES: Final = (
    "上年同期|去年同期|上年度|上一年度|上一年|上年|去年|上季度|上月|基期|(?:19|20)[0-9]{2}年(?:度)?"
)
_CHANGE: Final = re.compile(
    rf"(?:(?:较|比|与)(?P<base>{_BASES})(?:相比)?|(?P<rate>同比|环比))[,，]?"
    r"(?:(?P<up>增长|增加|提高|提升|上升)|(?P<down>下降|减少|降低|压减|下调))\s*(?P<size>.+)"
)
_CHANGE_ENGLISH: Final = re.compile(
    r"(?:(?P<up>up|increased?|rise|grow)|(?P<down>down|decreased?|reduced?|fall))(?: by)? "
    r"(?P<size>.+?) (?:(?:from|over|compared with|against) (?P<base>last year)"
    r"|(?P<rate>year on year|year-on-year|yoy))",
    re.IGNORECASE,
)
_REACHED: Final = re.compile(r"(?:已|实际)?(?:完成|达到|达|共计|共)\s*(?=[0-9])")
_ACHIEVED: Final = re.compile(
    r"(?:已|均|全部|基本|按时|按期|如期)*(?:达成|完成|达到|实现)(?:了)?"
    r"(?:预期|年度|全部|既定|绩效|目标|指标|任务|要求)*"
)
# A figure that is wrong in a way its writer can mend; other failures are words, not figures.
_WORDS_ONLY: Final = frozenset({"SL201", "SL209", "SL224"})


def read_target(text: str, unit: Unit | None = None) -> Target:
    """Return the target that a cell states; a bare number takes `unit`.

    Nothing is raised: what is not fully understood comes back as `Unread`.

    >>> target = read_target("98%以上")
    >>> print(target)
    ≥98%
    >>> read_target("显著提升").reason_code
    'SL230'
    """
    try:
        words = _tidy(text)
        return _read_words(words, unit)
    except WordError as error:
        return _leave_unread(text, error)


def _tidy(text: str) -> str:
    """Return prepared words without a closing full stop; long prose is words without a figure."""
    if len(text) > MAX_TEXT:
        raise WordError("SL231" if _TEMPLATE.search(text[:MAX_TEXT]) else "SL230")
    return prepare_text(text.strip().rstrip("。;；"))


def _leave_unread(text: str, error: WordError) -> Unread:
    shown = {**error.arguments, "text": shorten_text(text)}
    code = error.code
    if code in _WORDS_ONLY:
        code = _name_reason(fold_text(text).strip())
    return Unread(text, code, tuple(sorted(shown.items())))


def _name_reason(words: str) -> str:
    """Return why words that hold no readable figure were not understood."""
    if not words:
        return "SL232"
    if words.lower() in _NOTHING:
        return "SL244"
    if _TEMPLATE.search(words):
        return "SL231"
    if is_partial_date(words):
        return "SL233"
    return "SL238" if _ABSENCE.match(words) else "SL230"


def _read_words(words: str, unit: Unit | None) -> Target:
    if (answer := _YES_NO.get(words.lower())) is not None:
        return YesNo(answer)
    if words.lower() in _NOTHING or _TEMPLATE.search(words):
        raise WordError("SL224")
    if (unit is None or words.endswith("年")) and is_year_or_figure(words):
        raise WordError("SL240")
    return (
        read_dates(words)
        or _read_change(words, unit)
        or _read_joined(words, unit)
        or _read_range(words, unit)
        or _read_comparison(words, unit)
    )


def _read_comparison(words: str, unit: Unit | None) -> Comparison:
    """Return a bound, or a bare amount as the figure to be met."""
    if is_partial_date(words) and not (unit and unit.dimension == MONTH):
        raise WordError("SL233")
    bound = split_bound(words)
    if has_bound(bound.rest):
        raise WordError("SL235")
    amount = read_amount(bound.rest, unit)
    # How far 约1000 reaches is no figure that points can rest on.
    if amount.approximate:
        raise WordError("SL239")
    return Comparison(bound.op or "=", amount)


def _read_change(words: str, unit: Unit | None) -> Change | None:
    match = _CHANGE.fullmatch(words) or _CHANGE_ENGLISH.fullmatch(words)
    if match is None:
        return None
    size = _read_size(match["size"], unit)
    if size.amount.value < 0:
        raise WordError("SL235")
    base = match["base"] or ("同比" if match["rate"].isascii() else match["rate"])
    base = "上年" if base.lower() == "last year" else base
    return Change("up" if match["up"] else "down", size.op, size.amount, base)


def _read_size(words: str, unit: Unit | None) -> Comparison:
    """Return the size of a change: in the indicator's unit, or relative."""
    try:
        return _read_comparison(words, unit)
    except WordError as error:
        size = _read_comparison(words, None) if error.code == "SL211" else None
        if size is None or size.amount.unit is None or size.amount.unit.dimension != NONE:
            raise
        return size


def _read_joined(words: str, unit: Unit | None) -> Between | None:
    """Return a range written as two bounds: ≥3天且≤5天."""
    parts = _CONNECTED.split(words)
    if len(parts) != 2:
        return None
    ends = [_read_comparison(part, unit) for part in parts]
    ends.sort(key=lambda end: end.direction == "reverse")
    low, high = ends
    if (low.direction, high.direction) != ("positive", "reverse"):
        raise WordError("SL235")
    return _order(Between(low.amount, high.amount, low.op == ">=", high.op == "<="))


def _read_range(words: str, unit: Unit | None) -> Between | None:
    """Return a range such as 3至5天 or 80%(含)-90%(不含)."""
    for match in RANGE.finditer(words):
        ends = _read_ends(words[: match.start()], words[match.end() :], unit)
        if ends is not None:
            return _order(ends)
    return None


def _read_ends(left: str, right: str, unit: Unit | None) -> Between | None:
    """Return the range between two ends, or None where one of them is no amount."""
    low_mark, high_mark = _INCLUDED.search(left), _INCLUDED.search(right)
    low_words, high_words = _INCLUDED.sub("", left), _INCLUDED.sub("", right)
    try:
        high = read_amount(high_words, unit)
        low = read_amount(low_words, high.unit)
    except WordError as error:
        if error.code == "SL211":
            raise
        return None
    if bool(low_mark) != bool(high_mark):
        raise WordError("SL237")
    if low.approximate or high.approximate:
        raise WordError("SL239")
    return Between(low, high, _includes(low_mark), _includes(high_mark))


def _includes(mark: re.Match[str] | None) -> bool:
    return mark is None or mark[1] == "含"


def _mark(inclusive: bool) -> str:
    return "(含)" if inclusive else "(不含)"


def _order(between: Between) -> Between:
    """Return a range whose ends measure the same thing and stand in order, or refuse it."""
    low, high = between.low, between.high
    if (low.unit and low.unit.dimension) != (high.unit and high.unit.dimension):
        raise WordError("SL211", found=_name(low), expected=_name(high))
    if low.value >= high.value:
        raise WordError("SL236", low=str(low), high=str(high))
    return between


def _name(amount: Amount) -> str:
    return amount.unit.name if amount.unit else "—"


def print_target(target: Target) -> str:
    """Return a target in the one spelling that reads back as the same target.

    >>> print_target(read_target("不超过202.6 万元")), print_target(read_target("3至5天"))
    ('≤202.6万元', '3天~5天')
    """
    return print_dates(target) if isinstance(target, DateTarget) else str(target)


def read_actual(text: str, unit: Unit | None = None) -> Actual:
    """Return the measured value that a cell states; a bare number takes `unit`.

    Nothing is raised. A bound (`≥266米`, SL241) or a range (SL242) is no measured value, and
    达成预期指标 (SL243) gives none: they come back as `Unread`.

    >>> print(read_actual("已完成8个"))
    8个
    >>> read_actual("≥266米").reason_code
    'SL241'
    """
    try:
        words = _tidy(text)
        return _read_measured(_REACHED.sub("", words, count=1), unit)
    except WordError as error:
        return _leave_unread(text, error)


def _read_measured(words: str, unit: Unit | None) -> Actual:
    if _ACHIEVED.fullmatch(words):
        raise WordError("SL243")
    if (hedged := _read_hedged(words, unit)) is not None:
        return hedged
    found = _read_words(words, unit)
    if isinstance(found, Between):
        raise WordError("SL242")
    if isinstance(found, Comparison | DateTarget | Change) and found.op != "=":
        raise WordError("SL241")
    return found.amount if isinstance(found, Comparison) else found


def _read_hedged(words: str, unit: Unit | None) -> Amount | None:
    """Return an amount such as 约1000人: no target, but a statement an actual may make."""
    try:
        amount = read_amount(words, unit)
    except WordError:
        return None
    return amount if amount.approximate else None


def repeats(target_text: str, actual_text: str, unit: Unit | None = None) -> bool:
    """Say whether an actual only copies its target instead of stating a value.

    A figure that equals its target (20万元 and 20万元) is a value, not a copy.

    >>> repeats("≥266米", "≥ 266 米"), repeats("20万元", "20万元")
    (True, False)
    """
    if not isinstance(read_actual(actual_text, unit), Unread):
        return False
    target, actual = read_target(target_text, unit), read_target(actual_text, unit)
    if isinstance(target, Unread) or isinstance(actual, Unread):
        words = [re.sub(r"\s+", "", fold_text(each)) for each in (target_text, actual_text)]
        return words[0] == words[1] != ""
    return target == actual
