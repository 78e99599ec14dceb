"""Advice on words: a language that is missing, two things of one name, notes that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from scorelib.ground.errors import Diagnostic
from scorelib.ground.source import MappingNode, Node, Scalar, SequenceNode
from scorelib.model.ruleset import IndicatorSpec
from scorelib.reading.advice.desk import Desk, Loc

__all__ = ["LABEL_KEYS", "find_empty_notes", "find_same_labels", "find_untranslated"]

LABEL_KEYS: Final = frozenset({"because", "label", "message", "name", "note", "title"})
"""The keys under which words for people stand; those of a category stand under `values`."""

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_ENGLISH: Final = re.compile(r"[a-z]{3}")
_SAYS: Final = re.compile(r"\w")


def find_untranslated(desk: Desk) -> Iterator[Diagnostic]:
    """Yield words that the ruleset writes in one language only (SL739, SL740).

    Signs and symbols (`PM2.5`) are the same in both.
    """
    for path, node in _list_labels(desk.tree, ()):
        if node.source is not desk.tree.source:
            continue
        missing = _find_missing(node)
        if missing is not None:
            code = "SL739" if missing == "en" else "SL740"
            yield desk.advise(code, path, text=_shorten(_show(node)))


def _find_missing(node: Node) -> Literal["zh", "en"] | None:
    """Return the language in which words are not given."""
    if isinstance(node, MappingNode):
        text, given = _show(node), node.values.keys() & {"zh", "en"}
        if len(given) != 1 or not (_CHINESE.search(text) or _ENGLISH.search(text)):
            return None
        return "zh" if "en" in given else "en"
    text = str(node)
    if _CHINESE.search(text):
        return "en"
    return "zh" if _ENGLISH.search(text) else None


def _list_labels(node: Node, path: Loc) -> Iterator[tuple[Loc, Node]]:
    """Yield every place where words for people stand."""
    if isinstance(node, SequenceNode):
        for index, each in enumerate(node.values):
            yield from _list_labels(each, (*path, index))
    elif isinstance(node, MappingNode):
        in_names = path[-1:] == ("values",) and len(path) > 1
        for key, value in node.values.items():
            here = (*path, key)
            if in_names or (key in LABEL_KEYS and _is_words(value)):
                yield here, value
            else:
                yield from _list_labels(value, here)


def _is_words(node: Node) -> bool:
    """Return whether a value is words; something may be called `name` or `note` itself."""
    if isinstance(node, MappingNode):
        return bool(node.values) and node.values.keys() <= {"zh", "en"}
    return isinstance(node, Scalar)


def find_same_labels(desk: Desk) -> Iterator[Diagnostic]:
    """Yield each node that is called like one before it on the same level (SL742)."""
    yield from _find_same(desk, ("indicators",), desk.document.indicators)
    for spot in desk.list_spots():
        if spot.spec.children:
            yield from _find_same(desk, (*spot.path, spot.spec.branch), spot.spec.children)


def _find_same(desk: Desk, path: Loc, specs: Mapping[str, IndicatorSpec]) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for name, spec in specs.items():
        first = seen.setdefault(spec.label.zh, name)
        if first != name and desk.is_own((*path, name)):
            place = str(desk.place((*path, first)))
            yield desk.advise("SL742", (*path, name), label=spec.label, place=place)


def find_empty_notes(desk: Desk) -> Iterator[Diagnostic]:
    """Yield notes without a letter or a figure, and those that repeat the label (SL743)."""
    for path, node in _list_labels(desk.tree, ()):
        if path[-1] != "note" or node.source is not desk.tree.source:
            continue
        above = desk.find((*path[:-1], "label"))
        same = above is not None and _show(above) == _show(node)
        if same or not _SAYS.search(_show(node)):
            yield desk.advise("SL743", path, text=_shorten(_show(node)))


def _show(node: Node) -> str:
    if isinstance(node, MappingNode):
        return " ".join(str(value) for value in node.values.values())
    return str(node)


def _shorten(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
