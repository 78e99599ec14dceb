"""Filling a form as a person would with a keyboard: from a project document, cell by cell.

Every value of the document that has a cell goes there; the rest goes to the sheet of other parts.
Where cells are is read off the form's own sheet and the names of its ranges, with openpyxl alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from scorelib.model.project import ProjectDocument

__all__ = ["Filler", "list_leaves"]

Leaf = tuple[tuple[str | int, ...], str]
_SPLIT: dict[str, str] = {}
"""Stands for the choices of a cell that holds several values."""


def list_leaves(document: ProjectDocument, lang: str = "zh") -> list[Leaf]:
    """Return every value of a document with the keys that lead to it.

    Words that are the same in both languages stand once, in that of the form.
    """
    data = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    return list(_walk(data, (), lang))


def _walk(data: Any, path: tuple[str | int, ...], lang: str) -> Iterator[Leaf]:
    if isinstance(data, Mapping):
        if set(data) == {"zh", "en"} and data["zh"] == data["en"]:
            data = {lang: data[lang]}
        for key, each in data.items():
            yield from _walk(each, (*path, key), lang)
    elif isinstance(data, (list, tuple)):
        for number, each in enumerate(data):
            yield from _walk(each, (*path, number), lang)
    else:
        yield path, "true" if data is True else "false" if data is False else str(data)


@dataclass
class Filler:
    """Fills one form; `left` are the values without a cell, by their keys."""

    path: Path
    lang: str = "zh"
    book: Workbook = field(init=False)
    rows: list[tuple[str, ...]] = field(init=False)
    others: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = load_workbook(self.path)
        self.rows = [
            tuple(str(cell or "") for cell in row)
            for row in self.book["scorelib"].iter_rows(values_only=True)
        ]

    def fill(self, document: ProjectDocument) -> None:
        """Write a document into the form and save it."""
        self._clear_given(document)
        leaves = dict(list_leaves(document, self.lang))
        cells = dict(self._list_cells(leaves))
        for path, text in leaves.items():
            if path == ("scorelib",):
                continue
            if path in cells:
                sheet, row, column, words = cells[path]
                self._write(sheet, row, column, words.get(text, text), words is _SPLIT)
            else:
                self.others.append((self._route(path, leaves), text))
        self._write_others()
        self.book.save(self.path)

    def _write(self, sheet: str, row: int, column: int, text: str, splits: bool) -> None:
        cell = self.book[sheet].cell(row, column)
        cell.value = f"{cell.value}；{text}" if splits and cell.value else text
        cell.data_type = "s"

    def find(self, name: str) -> tuple[str, int, int, int]:
        """Return sheet, first row, first column and last row of a named range."""
        text = str(self.book.defined_names[name].attr_text)
        sheet, _, cells = text.rpartition("!")
        left, top, _, bottom = range_boundaries(cells)
        assert left is not None
        assert top is not None
        assert bottom is not None
        return sheet.strip("'"), int(top), int(left), int(bottom)

    def _clear_given(self, document: ProjectDocument) -> None:
        """Empty the cell of the ruleset where the project goes by its place."""
        if document.ruleset is None:
            line = next(row[1] for row in self.rows if row[:3:2] == ("line", "ruleset"))
            sheet, row, _, _ = self.find(line)
            self.book[sheet].cell(row, 3).value = None

    def _words(self, listed: str) -> dict[str, str]:
        """Return the words of choices by what they stand for, in the form's language."""
        return {
            row[2]: row[3 if self.lang == "zh" else 4]
            for row in self.rows
            if row[0] == "choice" and row[1] == listed
        }

    def _list_cells(
        self, leaves: Mapping[tuple[str | int, ...], str]
    ) -> Iterator[tuple[tuple[str | int, ...], tuple[str, int, int, dict[str, str]]]]:
        """Yield the cell of every place of the document that the form has."""
        tables: dict[str, list[tuple[str, ...]]] = {}
        for row in self.rows:
            if row[0] in ("column", "line", "block"):
                tables.setdefault(row[1].rpartition(".")[0], []).append(row)
        for rows in tables.values():
            columns = [row for row in rows if row[0] == "column"]
            for row in rows:
                if row[0] == "line":
                    yield from self._cells_of_line(row, columns)
                elif row[0] == "block" and row[2] != "other":
                    yield from self._cells_of_block(row, columns, leaves)

    def _cells_of_line(self, line: tuple[str, ...], columns: list[tuple[str, ...]]) -> Any:
        sheet, top, _, _ = self.find(line[1])
        shut = set(line[6].split())
        for _, name, template, kind, _, listed, _ in columns:
            number = name.rpartition(".")[2][1:]
            if kind in ("id", "unit") or number in shut:
                continue
            _, _, column, _ = self.find(name)
            words = self._words(line[4] if listed == "@line" else listed)
            path = _path(template, self.lang, at=line[2], id="", n="")
            yield path, (sheet, top, column, words)
            if kind == "split":
                for place in range(20):
                    yield (*path, place), (sheet, top, column, _SPLIT)

    def _cells_of_block(
        self,
        block: tuple[str, ...],
        columns: list[tuple[str, ...]],
        leaves: Mapping[tuple[str | int, ...], str],
    ) -> Any:
        """Yield the cells of rows for what the document has of a list; too many go elsewhere."""
        sheet, top, _, bottom = self.find(block[1])
        ids = list(self._ids(block, columns, leaves))[: bottom - top]
        for row, (number, name) in enumerate(ids, top):
            for _, title, template, kind, _, listed, _ in columns:
                _, _, column, _ = self.find(title)
                if kind == "id":
                    cell = self.book[sheet].cell(row, column)
                    cell.value, cell.data_type = name, "s"
                if not template or kind == "unit":
                    continue
                words = self._words(block[4] if listed == "@line" else listed)
                path = _path(template, self.lang, at=block[2], id=name, n=str(number))
                yield path, (sheet, row, column, words)

    def _ids(
        self,
        block: tuple[str, ...],
        columns: list[tuple[str, ...]],
        leaves: Mapping[tuple[str | int, ...], str],
    ) -> Iterator[tuple[int, str]]:
        """Yield the entries that a block is for: their numbers and ids."""
        template = next(row[2] for row in columns if row[3] == "id")
        if template:
            for number in range(200):
                path = _path(template, self.lang, at=block[2], id="", n=str(number))
                if path in leaves:
                    yield number, leaves[path]
        elif block[2] == "rows/{id}":
            lines = {row[2] for row in self.rows if row[0] == "line"}
            sources = [path[2] for path in leaves if path[:2] == ("funds", "rows")]
            for name in dict.fromkeys(map(str, sources)):
                if f"rows/{name}" not in lines:
                    yield 0, name
        else:
            nodes = {row[2] for row in self.rows if row[0] == "line"}
            judged = [str(path[1]) for path in leaves if path[0] == "judgements"]
            yield from ((0, name) for name in dict.fromkeys(judged) if name not in nodes)

    def _route(
        self, path: tuple[str | int, ...], leaves: Mapping[tuple[str | int, ...], str]
    ) -> str:
        """Return a path as it is written on the last page: entries by id where they have one."""
        route = ""
        for depth, step in enumerate(path):
            if isinstance(step, int):
                name = leaves.get((*path[: depth + 1], "id"), "")
                plain = name and not re.search(r"[\[\]/#]", name)
                route += f"[{name}]" if plain else f"[#{step + 1}]"
            else:
                route += f"/{step}" if route else str(step)
        return route

    def _write_others(self) -> None:
        (block,) = [row[1] for row in self.rows if row[:3:2] == ("block", "other")]
        sheet, top, left, bottom = self.find(block)
        for number, (route, text) in enumerate(self.others):
            assert top + number < bottom, "the sheet of other parts is full"
            for column, words in ((left, route), (left + 1, text)):
                cell = self.book[sheet].cell(top + number, column)
                cell.value, cell.data_type = words, "s"


def _path(template: str, lang: str, **names: str) -> tuple[str | int, ...]:
    """Return the keys of a template, names filled in; numbers stand for places in lists."""
    found: list[str | int] = []
    for part in template.split("/"):
        text = part
        for name, value in {**names, "lang": lang}.items():
            text = text.replace("{" + name + "}", value)
        steps = text.split("/")
        for name, value in {**names, "lang": lang}.items():
            steps = [step.replace("{" + name + "}", value) for step in steps]
        found += [int(step) if step.isdecimal() and part != "{id}" else step for step in steps]
    return tuple(found)
