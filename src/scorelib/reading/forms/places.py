"""Cells as places in documents: what was read from a form, as the tree that projects are read from.

Every value knows its cell, so that each later problem is told at it: `form.xlsx:指标!D7`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from scorelib.ground.errors import Diagnostic, DocumentError, Location
from scorelib.ground.source import (
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
    Source,
    read_document,
)
from scorelib.reading.forms.cells import name_cell, read_cell_name

__all__ = [
    "CellLocation",
    "Entry",
    "Given",
    "Tree",
    "gather",
    "list_given",
    "name_places",
    "place_cell",
    "plant_tree",
]

Path = tuple[str | int, ...]


class CellLocation(Location):
    """A cell: `file` is the file with the sheet, line and column those of the cell.

    >>> str(place_cell("form.xlsx", "指标!D7"))
    'form.xlsx:指标!D7'
    """

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.file}!{name_cell(self.line, self.column)}"


def place_cell(file: str, place: str) -> Location:
    """Return the location of a cell in a file; of a place that is no cell, that of its words."""
    sheet, _, cell = place.rpartition("!")
    found = read_cell_name(cell)
    if found is None or not sheet:
        return Location(f"{file}:{place}" if place else file, 1, 1)
    return CellLocation(f"{file}:{sheet}", *found)


@dataclass(frozen=True, slots=True)
class Given:
    """A text that was filled in, and its cell."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a project document: the keys that lead to it, and what was filled in."""

    path: Path
    given: Given


Tree = dict[str | int, "Tree | Given"]
"""Values by their keys; a list has numbers from 0 for keys."""


def gather(
    entries: Iterable[Entry], file: str, tree: Tree | None = None
) -> tuple[Tree, list[Diagnostic]]:
    """Return entries as a tree, and those that come into the way of others as problems (SL621).

    With a `tree` they are put into that one.
    """
    root: Tree = {} if tree is None else tree
    problems: list[Diagnostic] = []
    for entry in entries:
        found = _put(root, entry)
        if found is not None:
            words = (("path", _name(entry.path)), ("other", found.place))
            problems.append(Diagnostic("SL621", words, place_cell(file, entry.given.place)))
    return root, problems


def _put(root: Tree, entry: Entry) -> Given | None:
    """Put an entry into a tree, or return what stands in its way."""
    here = root
    for step in entry.path[:-1]:
        inner = here.setdefault(step, {})
        if isinstance(inner, Given):
            return inner
        here = inner
    last = entry.path[-1]
    if last in here:
        other = here[last]
        return other if isinstance(other, Given) else next(list_given(other))
    here[last] = entry.given
    return None


def _name(path: Path) -> str:
    return "/".join(map(str, path))


def list_given(tree: Tree) -> Iterator[Given]:
    """Yield what was filled in, in the order of a tree."""
    for inner in tree.values():
        if isinstance(inner, Given):
            yield inner
        else:
            yield from list_given(inner)


_UNSEEN: Final = re.compile(r"[\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What may not stand in a document as it is; as an escape it is refused at its place."""


def _quote(text: str) -> str:
    """Return a text as JSON in which only what cannot be seen is an escape."""
    shown = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", shown)


@dataclass(slots=True)
class _Page:
    """A tree as JSON with one value a line, and the cell of each line."""

    lines: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def add(self, tree: Tree | Given, before: str, after: str) -> None:
        """Write a value, with its key before it and a comma after it."""
        if isinstance(tree, Given):
            self._write(before + _quote(tree.text) + after, tree.place)
            return
        place = next(list_given(tree), Given("", "")).place
        is_list = bool(tree) and all(isinstance(key, int) for key in tree)
        self._write(before + ("[" if is_list else "{"), place)
        for number, (key, inner) in enumerate(tree.items(), 1):
            name = "" if is_list else f"{_quote(str(key))}: "
            self.add(inner, name, "," if number < len(tree) else "")
        self._write(("]" if is_list else "}") + after, place)

    def _write(self, line: str, place: str) -> None:
        self.lines.append(line)
        self.places.append(place)


_NOWHERE: Final = Location("", 1, 1)


class _CellScalar(Scalar):
    """A scalar that stands in a cell."""

    __slots__ = ("place",)
    place: Location

    @property
    def location(self) -> Location:
        return self.place


@dataclass(slots=True)
class _CellMapping(MappingNode):
    """A mapping that begins in a cell."""

    place: Location = _NOWHERE

    @property
    def location(self) -> Location:
        return self.place


@dataclass(slots=True)
class _CellSequence(SequenceNode):
    """A sequence that begins in a cell."""

    place: Location = _NOWHERE

    @property
    def location(self) -> Location:
        return self.place


def plant_tree(tree: Tree, file: str) -> Node:
    """Return a tree as the nodes of a document whose places are cells.

    Raises `DocumentError` with everything that no document may hold (SL002, SL004, SL013, SL014).
    """
    page = _Page()
    page.add(tree, "", "")
    places = [place_cell(file, place) for place in page.places]
    try:
        root = read_document("\n".join(page.lines), file)
    except DocumentError as error:
        raise DocumentError(_move(each, places) for each in error.diagnostics) from None
    return _settle(root, places)


def _move(problem: Diagnostic, places: list[Location]) -> Diagnostic:
    """Return a problem of a line at the cell that the line is of."""
    line = problem.location.line if problem.location else 1
    place = places[min(line, len(places)) - 1]
    return replace(problem, location=place, excerpt=None)


def _settle(node: Node, places: list[Location]) -> Node:
    """Return a node of the text with its cell for its place."""
    place = places[node.mark.line - 1]
    source = Source(place.file, "")
    if isinstance(node, Scalar):
        return _settle_scalar(node, place)
    if isinstance(node, SequenceNode):
        inner = [_settle(each, places) for each in node.values]
        return _CellSequence(source, node.mark, inner, place)
    values = {key: _settle(each, places) for key, each in node.values.items()}
    keys = {key: _settle_scalar(each, values[key].location) for key, each in node.keys.items()}
    return _CellMapping(source, node.mark, values, keys, place)


def _settle_scalar(node: Scalar, place: Location) -> Scalar:
    found = _CellScalar(node)
    found.mark, found.plain, found.source = node.mark, node.plain, Source(place.file, "")
    found.place = place
    return found


def _list_places(tree: Tree, path: Path = ()) -> Iterator[tuple[str, str]]:
    """Yield the path of every value with its cell."""
    for key, inner in tree.items():
        if isinstance(inner, Given):
            yield _name((*path, key)), inner.place
        else:
            yield from _list_places(inner, (*path, key))


def name_places(tree: Tree) -> Mapping[str, str]:
    """Return the cells of a tree by the paths of their values."""
    return dict(_list_places(tree))
