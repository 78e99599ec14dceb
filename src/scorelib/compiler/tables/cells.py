"""What rules ask of an argument: an interval in words, or some categories."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final, Literal

from scorelib.compiler.graph.builder import Builder
from scorelib.compiler.proofs.intervals import Interval
from scorelib.ground.errors import WordError
from scorelib.words.bounds import split_bound
from scorelib.words.folding import prepare_text
from scorelib.words.numbers import print_number

__all__ = ["Cell", "Words", "build_cell", "build_interval", "print_interval", "read_interval"]

Words = frozenset[str]
Cell = Interval | Words | None
"""What is asked of one argument: to lie in an interval, to be one of these, or nothing."""

_BRACKETS: Final = re.compile(r"([\[(])([^,;]*)[,;]([^,;]*)([\])])")
_INFINITE: Final = ("-∞", "∞", "+∞")


def read_interval(text: str, read: Callable[[str], Fraction]) -> Interval:
    """Return the interval that some words say: `[18, 60)`, `>= 60`, `不满18` or `60`.

    `read` reads one figure. Raises `WordError`: SL707 for brackets that are no interval, and
    whatever is wrong with a figure.

    >>> read_interval("[18, 60)", Fraction) == Interval(Fraction(18), Fraction(60), False, True)
    True
    """
    words = prepare_text(text)
    match = _BRACKETS.fullmatch(words)
    if match is not None:
        lo, hi = _read_end(match[2], "-", read), _read_end(match[3], "+", read)
        lo_open, hi_open = lo is not None and match[1] == "(", hi is not None and match[4] == ")"
        return Interval(lo, hi, lo_open, hi_open)
    if words[0] in "[(" or words[-1] in ")]":
        raise WordError("SL707", text=words)
    bound = split_bound(words)
    value = read(bound.rest)
    match bound.op:
        case ">=" | ">":
            return Interval(value, None, bound.op == ">")
        case "<=" | "<":
            return Interval(None, value, False, bound.op == "<")
        case _:
            return Interval(value, value)


def _read_end(
    words: str, sign: Literal["-", "+"], read: Callable[[str], Fraction]
) -> Fraction | None:
    words = words.strip()
    if not words:
        raise WordError("SL707", text=words)
    infinite = words in _INFINITE and words.startswith("-") == (sign == "-")
    return None if infinite else read(words)


def print_interval(interval: Interval) -> str:
    """Return an interval in the spelling that reads back as itself.

    >>> print_interval(Interval(Fraction(18), Fraction(60), False, True))
    '[18, 60)'
    """
    if interval.lo is not None and interval.lo == interval.hi:
        return print_number(interval.lo)
    lo = "-∞" if interval.lo is None else print_number(interval.lo)
    hi = "∞" if interval.hi is None else print_number(interval.hi)
    opening = "(" if interval.lo is None or interval.lo_open else "["
    closing = ")" if interval.hi is None or interval.hi_open else "]"
    return f"{opening}{lo}, {hi}{closing}"


def build_interval(build: Builder, node: int, interval: Interval) -> int:
    """Return the condition that a node lies in an interval."""
    lo, hi = interval.lo, interval.hi
    if lo is not None and lo == hi:
        return build.compare("==", node, build.constant(lo))
    tests = []
    if lo is not None:
        low = build.constant(lo)
        # The lower end first, as in 50 < x <= 150.
        tests.append(
            build.compare("<", low, node) if interval.lo_open else build.compare("<=", low, node)
        )
    if hi is not None:
        tests.append(build.compare("<" if interval.hi_open else "<=", node, build.constant(hi)))
    return build.join("and", tests) if tests else build.constant(True)


def build_cell(build: Builder, node: int, cell: Cell, truth: bool = False) -> int | None:
    """Return the condition that an argument is what a cell asks, or None where it asks nothing."""
    if cell is None:
        return None
    if isinstance(cell, Interval):
        return build_interval(build, node, cell)
    if truth:
        return None if len(cell) == 2 else (node if "true" in cell else build.invert(node))
    return build.join(
        "or", [build.compare("==", node, build.constant(word)) for word in sorted(cell)]
    )
