"""What the cells of a row hold, as values of a ruleset that know their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from scorelib.ground.errors import WordError
from scorelib.reading.forms.places import Given, Tree
from scorelib.reading.forms.sheets import SheetCell
from scorelib.reading.rulebooks.cells import (
    fold_formula,
    read_choice,
    read_citation,
    read_pair,
    split_names,
)
from scorelib.reading.rulebooks.choices import find_choices
from scorelib.reading.rulebooks.layout import MAIN, Column, How, Item
from scorelib.reading.rulebooks.sheets import Report
from scorelib.words.days import read_day
from scorelib.words.folding import fold_text

__all__ = ["Path", "Value", "put", "read_cell", "read_word"]

Path = tuple[str | int, ...]
Value = Given | Tree

_HINT: Final = re.compile(r"〔.*〕", re.DOTALL)


def read_word(text: str) -> str:
    """Return a word in one line, half width and without outer spaces.

    >>> read_word(" ｅｘｅｃｕｔｅｄ ")
    'executed'
    """
    return fold_text(text).strip()


def read_cell(
    column: Column | Item, cell: SheetCell, report: Report, kind: str = ""
) -> Iterator[tuple[Path, Value]]:
    """Yield what a cell holds, by the path below its row; `kind` is the method of the row."""
    lead: Path = tuple(column.key.split(".")) if column.key else ()
    if cell.kind == "date" and column.how not in ("day", "text", "label"):
        report.add("SL782", cell.place, text=cell.text)
    elif column.how == "settings":
        yield from _read_settings(lead, cell, report)
    elif column.how == "main":
        text = fold_formula(cell.text)
        yield (*lead, MAIN.get(kind, "value")), Given(text, cell.place)
    elif column.how == "cells":
        yield from _read_asks(cell, report)
    elif column.how == "pairs":
        yield from _read_pairs(lead, cell, report)
    else:
        value = _read_value(column, cell, report)
        if value is not None:
            yield lead, value


def _read_value(column: Column | Item, cell: SheetCell, report: Report) -> Value | None:
    if column.how in ("choice", "maximum"):
        return _read_choice(column, cell, report)
    if column.how == "cites":
        return _read_cites(cell.text.splitlines(), cell, report)
    if column.how in ("names", "lines"):
        lines = [read_word(each) for each in cell.text.splitlines() if each.strip()]
        names = split_names(cell.text) if column.how == "names" else lines
        return {at: Given(name, cell.place) for at, name in enumerate(names)}
    if column.how == "label" and _HINT.fullmatch(cell.text.strip()):
        return None
    return Given(_TEXTS.get(column.how, read_word)(cell.text), cell.place)


def _read_text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _read_date(text: str) -> str:
    """Return a day as documents have it; what is none is left to be refused."""
    try:
        return read_day(text).isoformat()
    except WordError:
        return read_word(text)


_TEXTS: Final[Mapping[How, Callable[[str], str]]] = {
    "text": _read_text,
    "label": _read_text,
    "formula": fold_formula,
    "day": _read_date,
}


def _read_choice(column: Column | Item, cell: SheetCell, report: Report) -> Given | None:
    choices = find_choices(column)
    found = read_choice(cell.text, choices)
    if found is not None:
        return Given(found, cell.place)
    if column.how == "maximum":
        return Given(read_word(cell.text), cell.place)
    known = tuple(
        code if code == words.zh else f"{words.zh} {code}" for code, words in choices.items()
    )
    report.add("SL779", cell.place, text=cell.text.strip()[:60], known=known)
    return None


def _read_cites(lines: list[str], cell: SheetCell, report: Report) -> Value | None:
    found: list[Value] = []
    for line in lines:
        citation = read_citation(line) if line.strip() else ""
        if citation is None:
            report.add("SL786", cell.place, text=line.strip()[:60])
        elif citation:
            found.append(_place(citation, cell.place))
    if len(found) == 1:
        return found[0]
    return dict(enumerate(found)) or None


def _place(value: Any, place: str) -> Value:
    if isinstance(value, dict):
        return {key: _place(each, place) for key, each in value.items()}
    return Given(value, place)


def _list_pairs(cell: SheetCell, report: Report) -> Iterator[tuple[str, str]]:
    for line in cell.text.splitlines():
        pair = read_pair(line) if line.strip() else None
        if pair is not None:
            yield pair
        elif line.strip():
            report.add("SL786", cell.place, text=line.strip()[:60])


def _read_pairs(lead: Path, cell: SheetCell, report: Report) -> Iterator[tuple[Path, Value]]:
    for key, text in _list_pairs(cell, report):
        yield (*lead, key), Given(fold_formula(text), cell.place)


def _read_asks(cell: SheetCell, report: Report) -> Iterator[tuple[Path, Value]]:
    for key, text in _list_pairs(cell, report):
        asked = [Given(each.strip(), cell.place) for each in text.split("|")]
        yield (key,), asked[0] if len(asked) == 1 else dict(enumerate(asked))


def _read_settings(lead: Path, cell: SheetCell, report: Report) -> Iterator[tuple[Path, Value]]:
    """Yield settings by their dotted keys; a key that comes again makes a list."""
    found: dict[str, list[str]] = {}
    for key, text in _list_pairs(cell, report):
        found.setdefault(key, []).append(text)
    for key, texts in found.items():
        path = (*lead, *key.split("."))
        if path[-1] == "cites":
            value = _read_cites(texts, cell, report)
        else:
            given: list[Value] = [Given(fold_formula(each), cell.place) for each in texts]
            value = given[0] if len(given) == 1 else dict(enumerate(given))
        if value is not None:
            yield path, value


def put(tree: Tree, path: Path, value: Value, report: Report) -> None:
    """Put a value into a tree; where something stands already, tell of both (SL785)."""
    here = tree
    for step in path[:-1]:
        inner = here.setdefault(step, {})
        if isinstance(inner, Given):
            _refuse(path, value, inner, report)
            return
        here = inner
    other = here.get(path[-1])
    if other is None:
        here[path[-1]] = value
    elif isinstance(other, dict) and isinstance(value, dict):
        for key, each in value.items():
            put(tree, (*path, key), each, report)
    else:
        _refuse(path, value, other, report)


def _refuse(path: Path, value: Value, other: Value, report: Report) -> None:
    name = ".".join(map(str, path))
    report.add("SL785", _find_place(value), path=name, other=_find_place(other))


def _find_place(value: Value) -> str:
    while isinstance(value, dict):
        value = next(iter(value.values()), Given("", ""))
    return value.place
