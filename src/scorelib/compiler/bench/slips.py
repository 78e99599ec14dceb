"""Slips: undefined names and words of formulas, and the facts that were meant by them."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from scorelib.compiler.graph.plan import FactInput
from scorelib.ground.errors import WordError

__all__ = ["find_slip", "find_word_slip"]

Span = tuple[int, int]


def find_slip(facts: Iterable[FactInput], text: str, name: str, span: Span) -> WordError | None:
    """Return what an undefined name of a formula was meant to be, if that is plain.

    That is a fact written by its label (SL257), a value of a category without its quotes
    (SL298), or a name with a hyphen in it (SL297).
    """
    facts = tuple(facts)
    for fact in facts:
        if _fold(name) in map(_fold, fact.label):
            return WordError("SL257", span, name=name, guess=fact.name)
        for word, label in fact.values:
            if name == word or _fold(name) in map(_fold, label):
                return WordError("SL298", span, name=word, fact=fact.name)
    return _find_hyphen(text, name, span)


def find_word_slip(facts: Iterable[FactInput], error: WordError) -> WordError | None:
    """Return which value of a category a word is the label of, if it is one (SL279)."""
    word = str(error.arguments.get("word"))
    for fact in facts:
        for value, label in fact.values if fact.name == error.arguments.get("fact") else ():
            if _fold(word) in map(_fold, label):
                return WordError("SL279", error.span, what=word, instead=f"'{value}'")
    return None


def _fold(words: str) -> str:
    return normalize("NFKC", words).casefold().replace(" ", "")


def _find_hyphen(text: str, name: str, span: Span) -> WordError | None:
    """Return that a name was written with a hyphen, where no space stands beside it."""
    begin, end = span
    while begin > 1 and text[begin - 1] == "-" and text[begin - 2].isalpha():
        begin -= 1
        while begin and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
            begin -= 1
    while end + 1 < len(text) and text[end] == "-" and text[end + 1].isalpha():
        end += 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
    if (begin, end) == span:
        return None
    what = text[begin:end]
    instead = what.replace("-", "_")
    return WordError("SL297", (begin, end), what=what, name=name, instead=instead)
