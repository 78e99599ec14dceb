"""Changes: alternatives that come to one and the same change, told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scorelib.ground.errors import Text
from scorelib.reading.reconciliation.diagnosis.alternatives import Alternative

__all__ = ["unite"]

_BY_RULE = ("SL851", "SL852", "SL853", "SL854", "SL856", "SL857", "SL867", "SL868")
"""The kinds in which a rule was taken otherwise, in one row, in several or in all of them."""


def unite(alternatives: Iterable[Alternative]) -> list[Alternative]:
    """Return alternatives, of those of a kind that move the same rows alike only the first.

    A rule that is broken in every row moves only one where the others do not feel it.
    """
    kept: dict[object, Alternative] = {}
    for turn, each in enumerate(alternatives):
        moved = each.moves() if each.moves is not None and each.kind in _BY_RULE else None
        key = (each.kind, moved) if moved else turn
        kept[key] = _join(kept[key], each) if key in kept else each
    return list(kept.values())


def _join(one: Alternative, other: Alternative) -> Alternative:
    """Return the first of two with what the other was rounded to, or which rulesets it is by."""
    told = dict(other.arguments)
    words = tuple((name, _add(value, told.get(name))) for name, value in one.arguments)
    return replace(one, arguments=words)


def _add(one: object, other: object) -> object:
    if one == other:
        return one
    if isinstance(one, Text) and isinstance(other, Text):
        return one if other.zh in one.zh else _or(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return (*one, *(each for each in other if each not in one))
    return one


def _or(one: Text, other: Text) -> Text:
    return Text(f"{one.zh}或{other.zh}", f"{one.en} or {other.en}")
