"""The two figures of a finding, so that tables and letters can show them beside its words."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Lang, Text
from scorelib.words.numbers import print_number

__all__ = ["find_figures"]

_PAIRS: Final = (
    ("declared", "computed"),
    ("declared", "total"),
    ("declared", "max_points"),
    ("declared", "used"),
    ("value", "computed"),
    ("value", "used"),
    ("printed", "total"),
    ("printed", "max_points"),
    ("override", "max_points"),
    ("judged", "max_points"),
    ("total", "stated"),
    ("before", "stated"),
    ("gross_max", "max_points"),
    ("own", "used"),
    ("before", "after"),
    ("actual", "target"),
)
"""The names of the arguments: what is declared or printed, and what it is held against."""


_LONGEST: Final = 48


def find_figures(finding: Finding, lang: Lang) -> tuple[str, str]:
    """Return what is declared and what is held against it; empty where a finding has none."""
    shown = {name: _show(value, lang) for name, value in finding.arguments}
    words = {name: text for name, text in shown.items() if _is_figure(text)}
    for first, second in _PAIRS:
        if first in words and second in words:
            return words[first], words[second]
    alone = next((name for name in ("declared", "value") if name in words), None)
    return ("" if alone is None else words[alone]), ""


def _is_figure(text: str) -> bool:
    """Return whether a text can be a figure or a grade; a statement's value may be a sentence."""
    return len(text) <= _LONGEST and not any(mark in text for mark in "，。；")


def _show(value: object, lang: Lang) -> str:
    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(value, Fraction):
        return print_number(value)
    if isinstance(value, (list, tuple)):
        return ("、" if lang == "zh" else ", ").join(_show(each, lang) for each in value)
    return str(value)
