"""A workbook of rules as the tree of a ruleset whose values know their cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Final

from scorelib.ground.errors import Diagnostic, DocumentError, Text
from scorelib.model.ruleset import FORMS
from scorelib.reading.forms.places import Given, Tree
from scorelib.reading.forms.sheets import SheetCell
from scorelib.reading.rulebooks.cells import read_choice, split_names
from scorelib.reading.rulebooks.choices import find_choices
from scorelib.reading.rulebooks.indicators import Outline, read_outline
from scorelib.reading.rulebooks.layout import (
    ABOUT,
    COLLECTIONS,
    SHEETS,
    Column,
    Item,
    sheet_title,
    word,
)
from scorelib.reading.rulebooks.sheets import Report, Row, Rows, open_workbook
from scorelib.reading.rulebooks.values import Path, Value, put, read_cell, read_word

__all__ = ["Rulebook", "read_rulebook"]

_LATE: Final = ("options", "bands", "grades", "table_rows")
"""Sheets whose rows belong to rows of other sheets, which are read before."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What a workbook of rules says: the tree, and what its reader should know."""

    file: str
    tree: Tree
    notes: tuple[Diagnostic, ...]


def read_rulebook(path: File) -> Rulebook:
    """Return the ruleset that a workbook holds, each value with its cell.

    Raises `DocumentError` with everything that has no place in the layout (SL772 to SL789), and
    `NotFoundError` (SL770, SL784, SL625 to SL632, SL903) where there is no such workbook.
    """
    report = Report(path.as_posix())
    sheets = open_workbook(path, report)
    reader = _Reader(report)
    for rows in sheets:
        if rows.spec.name not in _LATE:
            reader.read(rows)
    for rows in sheets:
        if rows.spec.name in _LATE:
            reader.read(rows)
    if report.problems:
        raise DocumentError(report.problems)
    tree: Tree = {"scorelib": Given("1", sheets[0].rows[0].place if sheets[0].rows else "")}
    return Rulebook(report.file, _shorten({**tree, **reader.tree}, ""), tuple(report.notes))


@dataclass(slots=True)
class _Reader:
    """Puts what the sheets say together: `counts` of each list, and rows `seen`, so far."""

    report: Report
    tree: Tree = field(default_factory=dict)
    outline: Outline = field(default_factory=Outline)
    counts: dict[Path, int] = field(default_factory=dict)
    seen: dict[Path, str] = field(default_factory=dict)

    def read(self, rows: Rows) -> None:
        """Read a sheet."""
        if rows.spec.name == "about":
            for row in rows.rows:
                self._read_item(row)
            return
        if rows.spec.name == "indicators":
            self.outline, found = read_outline(rows.rows, self.tree, self.report)
        else:
            found = list(self._find_rows(rows))
        for row, path in found:
            self._read_row(rows, row, path)

    def _find_rows(self, rows: Rows) -> Iterator[tuple[Row, Path]]:
        """Yield the rows of a sheet with their paths, those that come again told (SL785)."""
        find = _FINDERS.get(rows.spec.name, _find_named)
        for row in rows.rows:
            path = find(self, rows, row)
            if path is None:
                continue
            heads = [
                row.cells[each.word].place for each in rows.spec.heads if each.word in row.cells
            ]
            place = heads[-1] if heads else row.place
            if path in self.seen:
                words = {"path": ".".join(map(str, path)), "other": self.seen[path]}
                self.report.add("SL785", place, **words)
            else:
                self.seen[path] = place
                yield row, path

    def _read_item(self, row: Row) -> None:
        name = row.cells.get("item")
        if name is None:
            self.report.add("SL783", row.place, column=word("column", "item"))
            return
        keys = {item.key: word("item", item.key) for item in ABOUT}
        key = read_choice(name.text, keys)
        if key is None:
            known = tuple(keys.values())
            self.report.add("SL774", name.place, text=name.text.strip()[:60], known=known)
            return
        item = next(each for each in ABOUT if each.key == key)
        self._read_parts(item, row)

    def _read_parts(self, item: Item, row: Row) -> None:
        columns: dict[str, Column | Item] = {"content": item}
        if item.how == "label":
            columns = {
                "content": Column("label_zh", f"{item.key}.zh", "text"),
                "english": Column("label_en", f"{item.key}.en", "text"),
            }
        if item.cites:
            columns["cites"] = Column("cites", item.cites, "cites")
        for name, cell in row.cells.items():
            if name in columns:
                self._put((), columns[name], cell)
            elif name != "item":
                self.report.add("SL776", cell.place, text=cell.text.strip()[:60])

    def _read_row(self, rows: Rows, row: Row, path: Path) -> None:
        """Put what the cells of a row hold below its path; an empty row is still there."""
        before = len(self.report.problems)
        kind = self._read_kind(rows, row)
        values = [
            pair
            for column in rows.spec.columns
            if column.word in row.cells
            for pair in read_cell(column, row.cells[column.word], self.report, kind)
        ]
        for lead, value in _settle(rows, path, values):
            put(self.tree, (*path, *lead), value, self.report)
        if not values and len(self.report.problems) == before:
            put(self.tree, path, {}, self.report)

    def _read_kind(self, rows: Rows, row: Row) -> str:
        cell = row.cells.get("method")
        column = next((each for each in rows.spec.columns if each.word == "method"), None)
        if cell is None or column is None:
            return ""
        return read_choice(cell.text, find_choices(column)) or ""

    def _put(self, path: Path, column: Column | Item, cell: SheetCell) -> None:
        for lead, value in read_cell(column, cell, self.report):
            put(self.tree, (*path, *lead), value, self.report)

    def head(self, row: Row, name: str) -> str:
        """Return what a row is told by, in the column of that name."""
        cell = row.cells.get(name)
        return read_word(cell.text) if cell is not None else ""

    def need(self, row: Row, name: str) -> str:
        """Return the same, and tell where it is missing (SL783)."""
        found = self.head(row, name)
        if not found:
            self.report.add("SL783", row.place, column=word("column", name))
        return found

    def choose(self, row: Row, name: str) -> str | None:
        """Return which of several words a cell of a head means, and tell where it is none."""
        cell = row.cells.get(name)
        if cell is None:
            self.report.add("SL783", row.place, column=word("column", name))
            return None
        column = Column(name, name, "choice", choices=name)
        found = next(read_cell(column, cell, self.report), None)
        return found[1].text if found and isinstance(found[1], Given) else None

    def append(self, path: Path) -> Path:
        """Return the path of the next entry of a list."""
        number = self.counts.get(path, 0)
        self.counts[path] = number + 1
        return (*path, number)

    def look(self, path: Path) -> Value | None:
        """Return what stands at a path so far."""
        here: Value | None = self.tree
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        return here

    def text(self, path: Path) -> str:
        """Return the word that stands at a path so far, or an empty one."""
        found = self.look(path)
        return found.text if isinstance(found, Given) else ""

    def refuse(self, row: Row, name: str, sheet: str, known: tuple[str, ...]) -> None:
        """Tell of a row that belongs to nothing (SL780)."""
        cell = row.cells[name]
        title = next(sheet_title(spec) for spec in SHEETS if spec.name == sheet)
        words = {"text": cell.text.strip()[:60], "sheet": title, "known": known or _NOTHING}
        self.report.add("SL780", cell.place, **words)

    def names(self, path: Path) -> tuple[str, ...]:
        """Return the names that stand below a path so far."""
        found = self.look(path)
        return tuple(map(str, found)) if isinstance(found, dict) else ()


_NOTHING: Final = Text("（没有）", "(none)")


def _find_named(reader: _Reader, rows: Rows, row: Row) -> Path | None:
    """Return the path of a row that stands by itself: by its id, or as the next of a list."""
    if rows.spec.listed:
        return reader.append((rows.spec.at,))
    name = reader.need(row, rows.spec.heads[0].word)
    return (rows.spec.at, name) if name else None


def _find_option(reader: _Reader, rows: Rows, row: Row) -> Path | None:  # noqa: ARG001
    owner, part, name = (
        reader.need(row, "of_fact"),
        reader.choose(row, "part"),
        reader.need(row, "id"),
    )
    if not owner or part is None or not name:
        return None
    fact, dot, field_ = owner.partition(".")
    path: Path = ("facts", fact, "fields", field_) if dot else ("facts", fact)
    if fact not in reader.names(("facts",)):
        reader.refuse(row, "of_fact", "facts", reader.names(("facts",)))
        return None
    return (*path, part, name)


def _find_declared(reader: _Reader, rows: Rows, row: Row) -> Path | None:  # noqa: ARG001
    way, node = reader.head(row, "way"), reader.head(row, "node")
    if not way and not node:
        reader.need(row, "way")
        return None
    path: Path = ("declared", way)
    if node:
        if way or node not in reader.outline.paths:
            reader.refuse(row, "node", "indicators", tuple(reader.outline.paths))
            return None
        path = (*reader.outline.paths[node], "declared")
    if "form" not in row.cells:
        return path
    form = reader.choose(row, "form")
    return None if form is None else (*path, form)


def _find_band(reader: _Reader, rows: Rows, row: Row) -> Path | None:  # noqa: ARG001
    owner = reader.need(row, "of")
    if not owner:
        return None
    path = _find_method(reader, owner)
    kept = COLLECTIONS.get(reader.text((*path, "kind"))) if path else None
    if path is None or kept is None:
        reader.refuse(row, "of", "indicators", _list_methods(reader))
        return None
    if kept.listed:
        return reader.append((*path, kept.key))
    name = reader.need(row, "id")
    return (*path, kept.key, name) if name else None


def _find_method(reader: _Reader, owner: str) -> Path | None:
    """Return the path of the method that bands name: of a node, or of a form of target."""
    names = owner.split(".")
    if owner in reader.outline.paths:
        return (*reader.outline.paths[owner], "method")
    if names[0] == "declared" and len(names) == 3:
        return ("declared", *names[1:])
    if len(names) > 2 and names[-2] == "declared" and names[-1] in FORMS:
        node = reader.outline.paths.get(".".join(names[:-2]))
        return (*node, "declared", names[-1]) if node else None
    return None


def _list_methods(reader: _Reader) -> tuple[str, ...]:
    """Return what bands can belong to."""
    places = {name: (*path, "method") for name, path in reader.outline.paths.items()}
    for way in reader.names(("declared",)):
        places |= {f"declared.{way}.{form}": ("declared", way, form) for form in FORMS}
    return tuple(
        name for name, path in places.items() if reader.text((*path, "kind")) in COLLECTIONS
    )


def _find_grade(reader: _Reader, rows: Rows, row: Row) -> Path | None:  # noqa: ARG001
    owner = reader.head(row, "of")
    if not owner:
        return reader.append(("grades",))
    if owner in reader.outline.paths:
        return reader.append((*reader.outline.paths[owner], "grades"))
    kind, _, name = owner.partition(".")
    if kind == "outputs" and name in reader.names(("outputs",)):
        return reader.append(("outputs", name, "grades"))
    reader.refuse(row, "of", "indicators", tuple(reader.outline.paths))
    return None


def _find_line(reader: _Reader, rows: Rows, row: Row) -> Path | None:  # noqa: ARG001
    """Return the path of a row of a table, by the kind of the table."""
    table = reader.need(row, "table")
    if not table:
        return None
    path: Path = ("tables", table)
    kind = reader.text((*path, "kind"))
    if kind == "piecewise":
        return reader.append((*path, "nodes" if "at" in row.cells else "segments"))
    if kind == "decision":
        return reader.append((*path, "rules"))
    if kind == "lookup":
        keys = split_names(row.cells["keys"].text) if "keys" in row.cells else []
        if keys:
            return (*path, "rows", *keys)
        reader.need(row, "keys")
        return None
    reader.refuse(row, "table", "tables", reader.names(("tables",)))
    return None


_FINDERS: Final[Mapping[str, Callable[[_Reader, Rows, Row], Path | None]]] = {
    "options": _find_option,
    "declared": _find_declared,
    "bands": _find_band,
    "grades": _find_grade,
    "table_rows": _find_line,
}


def _settle(rows: Rows, path: Path, values: list[tuple[Path, Value]]) -> list[tuple[Path, Value]]:
    """Return the values of a row in the shape that its part of a ruleset has."""
    if rows.spec.name == "bands" and path[-2] == "levels":
        return [((), value) if lead == ("points",) else (lead, value) for lead, value in values]
    if rows.spec.name == "options" and path[-2] == "values":
        return [(lead[1:] if lead[0] == "label" else lead, value) for lead, value in values]
    if rows.spec.name != "table_rows":
        return values
    if path[2] == "rows":
        return [((), value) if lead == ("gives",) else (lead, value) for lead, value in values]
    if path[2] == "nodes":
        names: dict[Path, Path] = {("0",): (0,), ("gives",): (1,)}
        return [(names.get(lead, lead), value) for lead, value in values]
    ends = dict(values)
    if path[2] == "segments" and ("end",) in ends:
        names = {("gives",): ("gives", 0), ("end",): ("gives", 1)}
        return [(names.get(lead, lead), value) for lead, value in values]
    return values


_LABELS: Final = frozenset({"because", "label", "message", "name", "note", "title"})


def _shorten(tree: Tree, key: str) -> Tree:
    """Return a tree with what can be said shortly said so: bare labels, methods and ways."""
    found: Tree = {}
    for name, each in tree.items():
        here = str(name)
        inner = _shorten(each, here) if isinstance(each, dict) else each
        found[name] = _shorten_one(inner, here, key) if isinstance(inner, dict) else inner
    return found


def _shorten_one(value: Tree, key: str, above: str) -> Value:
    keys, given = [*value], [each.text for each in value.values() if isinstance(each, Given)]
    if (key in _LABELS or above == "values") and keys == ["zh", "en"] and len(set(given)) == 1:
        return value["zh"]
    way = key == "method" or key in FORMS
    if (way and keys == ["kind"]) or (key == "declared" and keys == ["use"]):
        return next(iter(value.values()))
    return value
