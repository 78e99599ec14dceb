"""Workbooks of rules for tests: written from a ruleset, changed as an author does, read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scorelib.compiler.loading.loader import load_layers, load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, Lang
from scorelib.reading.rulebooks.readings import read_rulebook
from scorelib.writing.rulebooks.documents import load_rulebook
from scorelib.writing.rulebooks.exports import Export, export_ruleset

__all__ = ["ROOT", "Book", "export", "find_all", "load_text", "read_back", "refusals"]

ROOT = Path(__file__).resolve().parents[3]


def find_all() -> list[str]:
    """Return every ruleset that comes with scorelib, and every one among the examples."""
    found = [*ROOT.glob("rulesets/**/ruleset.yaml"), *ROOT.glob("examples/**/ruleset.yaml")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def export(name: str | Path, path: Path, lang: Lang = "zh", *, whole: bool = False) -> Export:
    """Write a ruleset, by its id or path, as a workbook."""
    return export_ruleset(*load_layers(name), lang, path, whole=whole)


def read_back(path: Path, roots: Sequence[Path] = ()) -> Ruleset:
    """Return the ruleset that a workbook says."""
    return load_rulebook(read_rulebook(path), roots).ruleset


def load_text(text: str, folder: Path) -> Ruleset:
    """Return the ruleset of a YAML text."""
    path = folder / "ruleset.yaml"
    path.write_text(text, "utf-8")
    return load_ruleset(path)


def refusals(path: Path) -> tuple[Diagnostic, ...]:
    """Return why a workbook is refused."""
    with pytest.raises(DocumentError) as refused:
        read_back(path)
    return refused.value.diagnostics


class Book:
    """A workbook as an author has it open: cells by sheet, heading and the row's own words."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)

    def __getitem__(self, sheet: str) -> Worksheet:
        found = self.book[sheet]
        assert isinstance(found, Worksheet)
        return found

    def column(self, sheet: str, heading: str) -> int:
        """Return the number of the column with a heading."""
        row = [cell.value for cell in self[sheet][1]]
        return row.index(heading) + 1

    def row(self, sheet: str, words: str) -> int:
        """Return the first row in which a cell says just this."""
        for row in self[sheet].iter_rows():
            for cell in row:
                if cell.value == words and cell.row is not None:
                    return cell.row
        raise KeyError(words)

    def put(self, sheet: str, row: int | str, heading: str, value: Any) -> str:
        """Type something into a cell, and return the cell's name."""
        number = self.row(sheet, row) if isinstance(row, str) else row
        cell = self[sheet].cell(number, self.column(sheet, heading))
        cell.value = value
        return f"{sheet}!{cell.coordinate}"

    def add(self, sheet: str, values: Mapping[str, Any], at: int | None = None) -> int:
        """Add a row below the others, or where it is said, and return its number."""
        page = self[sheet]
        number = at if at is not None else page.max_row + 1
        if at is not None:
            merged = [str(area) for area in page.merged_cells.ranges]
            for area in merged:
                page.unmerge_cells(area)
            page.insert_rows(at)
        for heading, value in values.items():
            page.cell(number, self.column(sheet, heading)).value = value
        return number

    def save(self) -> Path:
        """Save it, and return where it is."""
        self.book.save(self.path)
        return self.path
