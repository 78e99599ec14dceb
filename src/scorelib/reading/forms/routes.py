"""Paths as people write them on the last page of a form: `statements[total]/words/zh`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from scorelib.ground.errors import Diagnostic
from scorelib.reading.forms.places import Entry, Given, Tree, gather, place_cell

__all__ = ["Nth", "Picked", "add_routes", "read_route"]


@dataclass(frozen=True, slots=True)
class Picked:
    """The entry of a list that has this id; a new one where none has."""

    id: str


@dataclass(frozen=True, slots=True)
class Nth:
    """The entry of a list at this place, from 1."""

    number: int


Step = str | Picked | Nth

_PART: Final = re.compile(r"([^\[\]/]+)((?:\[[^\[\]/]+\])*)")
_ENTRY: Final = re.compile(r"\[([^\[\]/]+)\]")
_NUMBER: Final = re.compile(r"#([1-9][0-9]{0,4})")


def read_route(text: str) -> tuple[Step, ...] | None:
    """Return the steps of a path, or None where it is none.

    >>> read_route("statements[total]/words/zh")
    ('statements', Picked(id='total'), 'words', 'zh')
    >>> read_route("chapters[#1]"), read_route("statements[")
    (('chapters', Nth(number=1)), None)
    """
    steps: list[Step] = []
    for part in text.split("/"):
        found = _PART.fullmatch(part)
        if found is None:
            return None
        steps.append(found[1])
        for entry in _ENTRY.findall(found[2]):
            number = _NUMBER.fullmatch(entry)
            steps.append(Nth(int(number[1])) if number else Picked(entry))
    return tuple(steps)


def add_routes(tree: Tree, rows: Iterable[tuple[Given, Given]], file: str) -> list[Diagnostic]:
    """Put rows of a path and what stands there into a tree; return what is wrong with them.

    SL621 for a value that is given already, SL622 for a path that cannot be followed.
    """
    problems: list[Diagnostic] = []
    for route, given in rows:
        steps = read_route(route.text)
        entry = None if steps is None else _resolve(tree, steps, given)
        if entry is None:
            place = place_cell(file, route.place)
            problems.append(Diagnostic("SL622", (("path", route.text),), place))
        else:
            problems += _add(tree, entry, file)
    return problems


def _add(tree: Tree, entry: Entry, file: str) -> Iterator[Diagnostic]:
    """Put an entry into a tree that has others already; an id may be said again."""
    known = _walk(tree, list(entry.path))
    if entry.path[-1] == "id" and isinstance(known, Given) and known.text == entry.given.text:
        return
    _, problems = gather([entry], file, tree)
    yield from problems


def _resolve(tree: Tree, steps: tuple[Step, ...], given: Given) -> Entry | None:
    """Return an entry with the numbers of the lists it goes through; ids of new entries are put."""
    path: list[str | int] = []
    here: Tree | Given | None = tree
    for step in steps:
        inner = here if isinstance(here, dict) else {}
        if isinstance(step, str):
            key: str | int = step
            if any(isinstance(each, int) for each in inner):
                return None
        else:
            number = _find(inner, step)
            if number is None or any(isinstance(each, str) for each in inner):
                return None
            key = number
            if isinstance(step, Picked) and number not in inner:
                id_entry = Entry((*path, number, "id"), Given(step.id, given.place))
                gather([id_entry], "", tree)
        path.append(key)
        here = _walk(tree, path)
    return Entry(tuple(path), given)


def _walk(tree: Tree, path: list[str | int]) -> Tree | Given | None:
    here: Tree | Given | None = tree
    for step in path:
        here = here.get(step) if isinstance(here, dict) else None
    return here


def _find(entries: Tree, step: Picked | Nth) -> int | None:
    """Return the number of an entry from 0; that of a new one at the end of the list."""
    if isinstance(step, Nth):
        return step.number - 1 if step.number <= len(entries) + 1 else None
    for number, entry in entries.items():
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, Given) and name.text == step.id:
            return int(number)
    return len(entries)
