"""Two spellings of one meaning: a part that may be exchanged without changing what is meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from scorelib.compiler.compilation import compile_ruleset
from scorelib.compiler.graph.plan import Plan
from scorelib.compiler.ruleset import Ruleset, canonical_form
from scorelib.ground.errors import DocumentError
from scorelib.ground.source import read_document
from scorelib.model.reader import read_shape
from scorelib.model.ruleset import RulesetDocument
from scorelib.reading.revisions.editions import Edition, read_figure
from scorelib.reading.revisions.flats import Data, Key, assemble
from scorelib.reading.revisions.meanings import say_meaning
from scorelib.reading.revisions.sifting import strip

__all__ = ["Spellings", "compile_data", "exchange"]

_NAME: Final = re.compile(r"[a-z][a-z-]*")


def compile_data(data: Data, like: Ruleset) -> Plan:
    """Return the plan of a ruleset given as data. Raises `DocumentError` with its problems."""
    tree = read_document(json.dumps(data, ensure_ascii=False), "<ruleset>")
    reading = read_shape(RulesetDocument, tree)
    if reading.model is None or reading.problems:
        raise DocumentError(reading.problems)
    ruleset = Ruleset(reading.model, tree, like.layers, canonical_form(reading.model))
    return compile_ruleset(ruleset)


def exchange(one: Edition, other: Edition, keys: Iterable[Key]) -> Plan | None:
    """Return the plan of a ruleset with some parts as the other has them, None where it has none.

    It has no period in which it is in force. Parts that do not go together make no ruleset.
    """
    parts = dict(one.flat.parts)
    for key in keys:
        if key in other.flat.parts:
            parts[key] = other.flat.parts[key]
        else:
            parts.pop(key, None)
    sources = {**one.data.get("sources", {}), **other.data.get("sources", {})}
    try:
        data = assemble(parts, (one.flat, other.flat), sources, one.flat.head)
        return compile_data(data, one.ruleset)
    except (DocumentError, ValueError):
        return None


class Spellings:
    """Says of parts that differ whether they mean the same."""

    def __init__(self, one: Edition, other: Edition) -> None:
        self._one, self._other = one, other

    @cached_property
    def _meanings(self) -> tuple[Any, Any]:
        pair = (self._one, self._other)
        plans = [exchange(each, each, ()) for each in pair]
        return tuple(None if plan is None else say_meaning(plan) for plan in plans)  # type: ignore[return-value]

    def mean_the_same(self, key: Key) -> bool:
        """Return whether a part may be taken from the other ruleset, either way, and none differs.

        What cannot be tried, because other parts would have to come along, does not mean the same.
        """
        before, after = (e.flat.parts.get(key) for e in (self._one, self._other))
        if before is None or after is None or _differ_plainly(strip(before), strip(after)):
            return False
        pairs = ((self._one, self._other), (self._other, self._one))
        for (own, its), meaning in zip(pairs, self._meanings, strict=True):
            plan = exchange(own, its, (key,))
            if plan is None or say_meaning(plan) != meaning:
                return False
        return True


def _differ_plainly(one: Any, other: Any) -> bool:
    """Return whether values differ in a number or a word, which need not be tried out."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return any(_differ_plainly(one[key], other[key]) for key in one if key in other)
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return False
        return any(_differ_plainly(*pair) for pair in zip(one, other, strict=True))
    first, second = read_figure(one), read_figure(other)
    if first is not None and second is not None:
        return first != second
    return one != other and all(map(_is_word, (one, other)))


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value)) and value in _WORDS


_WORDS: Final = frozenset(
    {"excluded", "unscored", "zero", "take-over", "full", "waived", "cap", "add", "refuse"}
)
"""Words that settle what happens; others may be the name of something that means the same."""
