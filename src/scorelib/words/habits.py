"""Habits: formulas as spreadsheets, programs and printed rules write them, and how we do.

Asked only about a formula that could not be read; nothing is ever read in such a way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from scorelib.ground.errors import WordError
from scorelib.words.units import find_unit

__all__ = ["find_call_habit", "find_habit"]

_SIGNS: Final[Mapping[str, str]] = {
    r"<>": "!=",
    r"=>": ">=",
    r"=<": "<=",
    r"===": "==",
    r"&&": "and",
    r"\|\|": "or",
    r"!(?=[\w(])": "not",
    r"(?<=[\s)])(?:并且|而且|同时|以及|且)(?=[\s(])": "and",
    r"(?<=[\s)])(?:或者|或)(?=[\s(])": "or",
    r"(?<!\w)(?:不是|非)(?=[\s(])": "not",
    r"(?<=[\s\w)])\^(?=[\s\w(])": "**",
}
"""Signs and words of other languages, each with ours."""

_CONDITION: Final = re.compile(
    r"\s*(?:如果|若|当)\s*(?P<when>.+?)[,\s]*(?:则|那么|时|就)\s*(?P<yes>.+?)[,\s]*(?:否则|不然)\s*(?P<no>.+?)\s*"
)
_QUESTION: Final = re.compile(
    r"\s*(?P<when>[^?]+?)\s*\?\s*(?P<yes>[^?:]+?)\s*:\s*(?P<no>[^?:]+?)\s*"
)
_THOUSANDS: Final = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:,[0-9]{3})+(?![\w,])")
_MEASURED: Final = re.compile(r"(?<![\w.])([0-9][0-9.]*)\s*([^\W\d_]+)")
_TOUCHING: Final = re.compile(
    r"(?<![\w.])([0-9][0-9.]*|\))\s*((?!(?:if|else|and|or|not|for|in|is|lambda)\b)[a-z\u4e00-\u9fff]\w*|\()"
)
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}


def find_habit(text: str) -> WordError | None:
    """Return what a formula that is not well formed was meant to be, if it is plain.

    The error is SL279 with the writing and ours, SL280 for a bracket without its other half, or
    SL296 for a condition without an `else`.

    >>> find_habit("10 if rate <> 1 else 0").arguments
    {'what': '<>', 'instead': '!='}
    """
    return next(_list_habits(text), None)


def _list_habits(text: str) -> Iterator[WordError]:
    bare = _blank_words(text)
    yield from _find_layouts(text)
    yield from _find_signs(bare)
    if (call := find_call_habit(text)) is not None:
        yield call
    if (bracket := _find_bracket(bare)) is not None:
        yield WordError("SL280", (bracket, bracket + 1), what=text[bracket])
    for found in (*_MEASURED.finditer(bare), *_TOUCHING.finditer(bare)):
        if found.re is _TOUCHING or find_unit(found[2]) is not None:
            yield _say(found.span(), found[0], f"{found[1]} * {found[2]}")
    conditions = list(re.finditer(r"\bif\b", bare))
    if len(conditions) > len(re.findall(r"\belse\b", bare)):
        yield WordError("SL296", conditions[-1].span())


def _find_layouts(text: str) -> Iterator[WordError]:
    """Yield what the whole formula is laid out as: begun by a sign, or a condition in words."""
    whole = text.strip()
    if whole.startswith("="):
        at = text.index("=")
        yield _say((at, at + 1), whole, whole.lstrip("= "))
    for pattern in (_CONDITION, _QUESTION):
        if found := pattern.fullmatch(text):
            instead = f"{found['yes']} if {found['when']} else {found['no']}"
            yield _say((0, len(text)), whole, instead)


def _find_signs(bare: str) -> Iterator[WordError]:
    """Yield signs and words of other languages, and numbers with separators."""
    for pattern, sign in _SIGNS.items():
        if found := re.search(pattern, bare):
            yield _say(found.span(), found[0], sign)
    if found := _THOUSANDS.search(bare):
        yield _say(found.span(), found[0], found[0].replace(",", ""))


def _blank_words(text: str) -> str:
    """Return a formula with the words in quotes blanked, every place kept."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", lambda found: "_" * len(found[0]), text)


def _say(span: tuple[int, int], what: str, instead: str) -> WordError:
    return WordError("SL279", span, what=what, instead=instead)


def _find_bracket(text: str) -> int | None:
    """Return the first bracket that has no other half."""
    open_: list[int] = []
    for at, char in enumerate(text):
        if char in _BRACKETS:
            open_.append(at)
        elif char in _BRACKETS.values():
            if not open_ or _BRACKETS[text[open_[-1]]] != char:
                return at
            open_.pop()
    return open_[0] if open_ else None


def _choose(parts: Sequence[str]) -> str | None:
    if len(parts) != 3:
        return None
    return f"{parts[1]} if {parts[0]} else {parts[2]}"


def _join(sign: str) -> Callable[[Sequence[str]], str | None]:
    return lambda parts: f" {sign} ".join(parts) if len(parts) > 1 else None


def _call(name: str, count: int) -> Callable[[Sequence[str]], str | None]:
    return lambda parts: f"{name}({', '.join(parts)})" if len(parts) == count else None


def _average(parts: Sequence[str]) -> str | None:
    return f"({' + '.join(parts)}) / {len(parts)}" if len(parts) > 1 else None


_CALLS: Final[Mapping[str, Callable[[Sequence[str]], str | None]]] = {
    "if": _choose,
    "and": _join("and"),
    "or": _join("or"),
    "not": lambda parts: f"not ({parts[0]})" if len(parts) == 1 else None,
    "sum": _join("+"),
    "product": _join("*"),
    "average": _average,
    "round": _call("round_half_up", 2),
    "roundup": _call("round_up", 2),
    "rounddown": _call("round_down", 2),
    "trunc": _call("round_down", 2),
    "int": _call("floor", 1),
    "power": _call("power", 2),
    "sqrt": _call("sqrt", 1),
    "abs": _call("abs", 1),
    "max": lambda parts: f"max({', '.join(parts)})",
    "min": lambda parts: f"min({', '.join(parts)})",
    "求和": _join("+"),
    "平均": _average,
    "四舍五入": _call("round_half_up", 2),
    "最大值": lambda parts: f"max({', '.join(parts)})",
    "最小值": lambda parts: f"min({', '.join(parts)})",
}
"""Functions of spreadsheets, by their names in lower case, and how their calls are written here."""


def find_call_habit(text: str) -> WordError | None:
    """Return the first call of a spreadsheet's function and how it is written here, if any.

    >>> find_call_habit("IF(done>=plan, 10, 0)").arguments["instead"]
    '10 if done>=plan else 0'
    """
    for found in re.finditer(r"(?<!\w)([A-Za-z\u4e00-\u9fff]+)\s*\(", _blank_words(text)):
        write = _CALLS.get(found[1].lower())
        parts = _split_arguments(text, found.end())
        if write is None or parts is None:
            continue
        instead = write(parts[0])
        what = text[found.start() : parts[1]]
        if instead is not None and instead.replace(" ", "") != what.replace(" ", ""):
            return _say((found.start(), parts[1]), what, instead)
    return None


def _split_arguments(text: str, begin: int) -> tuple[list[str], int] | None:
    """Return the arguments of a call whose bracket opened before `begin`, and where it ends."""
    depth, last, parts = 0, begin, list[str]()
    for at, char in enumerate(_blank_words(text)[begin:], begin):
        if char in _BRACKETS:
            depth += 1
        elif char in _BRACKETS.values() and depth:
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[last:at].strip())
            last = at + 1
        elif char == ")":
            return [*parts, text[last:at].strip()], at + 1
    return None
