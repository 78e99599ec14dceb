"""The sheets of a workbook as rows under known headings; what has no place among them is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from scorelib.ground.errors import Diagnostic, NotFoundError, Text
from scorelib.reading.forms.cells import Area, name_place
from scorelib.reading.forms.headings import fold_heading
from scorelib.reading.forms.places import place_cell
from scorelib.reading.forms.sheets import Sheet, SheetCell, open_sheets
from scorelib.reading.rulebooks.layout import (
    LEVELS,
    MARKS,
    SHEETS,
    VERSION,
    Spec,
    name_level,
    sheet_title,
    word,
)

__all__ = ["Report", "Row", "Rows", "open_workbook"]


@dataclass(slots=True)
class Report:
    """What is wrong with a workbook, and what its reader should know; `file` is its name."""

    file: str
    problems: list[Diagnostic] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, place: str, /, **arguments: object) -> None:
        """Note a problem of a cell."""
        self.problems.append(self._tell(code, place, arguments))

    def note(self, code: str, place: str, /, **arguments: object) -> None:
        """Note what is no problem, but should be known."""
        self.notes.append(self._tell(code, place, arguments))

    def _tell(self, code: str, place: str, arguments: Mapping[str, object]) -> Diagnostic:
        return Diagnostic(code, tuple(arguments.items()), place_cell(self.file, place))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells by the names of their columns, and the place of its first cell."""

    cells: Mapping[str, SheetCell]
    place: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A sheet that was found: which one it is, and its rows."""

    spec: Spec
    rows: tuple[Row, ...]


def open_workbook(path: Path, report: Report) -> tuple[Rows, ...]:
    """Return the sheets of a workbook of rules, in the order of the layout.

    Raises `NotFoundError`: SL770 where it holds no rules, SL784 for a later layout, and what a
    file is refused with that cannot be read (SL625 to SL632, SL903).
    """
    sheets = open_sheets(path)
    titles = {_fold(each): spec for spec in SHEETS for each in sheet_title(spec)}
    known = {sheet.name: titles.get(_fold(sheet.name)) for sheet in sheets}
    needed = {"about", "indicators"}
    if not needed <= {spec.name for spec in known.values() if spec is not None}:
        names = tuple(Text(*word("sheet", name)) for name in ("about", "indicators"))
        raise NotFoundError("SL770", path=path.as_posix(), sheets=names)
    found: dict[str, Rows] = {}
    for sheet in sheets:
        spec = known[sheet.name]
        if sheet.name == MARKS:
            _check_marks(path, sheet)
        elif spec is None or spec.name in found:
            _refuse_sheet(sheet, report)
        else:
            found[spec.name] = Rows(spec, tuple(_Table(sheet, spec, report).read()))
    return tuple(found[spec.name] for spec in SHEETS if spec.name in found)


def _fold(text: str) -> str:
    return fold_heading(text)


def _check_marks(path: Path, sheet: Sheet) -> None:
    marks = {sheet.cells[at].text: sheet.cells.get((at[0], 2)) for at in sheet.cells if at[1] == 1}
    layout = marks.get("layout")
    if layout is not None and layout.text != VERSION:
        words = {"found": layout.text, "known": VERSION}
        raise NotFoundError("SL784", path=path.as_posix(), **words)


def _refuse_sheet(sheet: Sheet, report: Report) -> None:
    """Tell of a sheet that has no place in the layout; an empty one says nothing."""
    if sheet.cells:
        known = tuple(sheet_title(spec) for spec in SHEETS)
        first = min(sheet.cells)
        report.add("SL772", name_place(sheet.name, *first), name=sheet.name, known=known)


@dataclass(slots=True)
class _Table:
    """One sheet while it is read; `columns` are the names of its columns by their numbers."""

    sheet: Sheet
    spec: Spec
    report: Report
    columns: dict[int, str] = field(default_factory=dict)

    def read(self) -> Iterator[Row]:
        """Yield the rows below the headings that hold anything."""
        numbers = sorted({row for row, _ in self.sheet.cells})
        head = self._find_head(numbers)
        if head is None:
            return
        self._tell_hidden(head)
        cells = self._spread(head)
        rows: dict[int, dict[str, SheetCell]] = {}
        for (row, column), cell in sorted(cells.items()):
            if row <= head or not cell.text.strip():
                continue
            if column not in self.columns:
                self.report.add("SL776", cell.place, text=_shorten(cell.text))
            elif self._is_fit(cell):
                rows.setdefault(row, {})[self.columns[column]] = cell
        for row, found in rows.items():
            if any((row, column) in self.sheet.cells for column in self.columns):
                yield Row(found, name_place(self.sheet.name, row, 1))

    def _find_head(self, numbers: Sequence[int]) -> int | None:
        """Return the row of the headings, the first one that has any; read them."""
        known = dict(_list_headings(self.spec))
        for number in numbers:
            cells = {at[1]: cell for at, cell in self.sheet.cells.items() if at[0] == number}
            hits = [_fold(cell.text) in known for cell in cells.values()]
            if hits.count(True) > len(hits) / 2:
                self._name_columns(cells, known)
                return number
            if len(cells) > 1:
                break
            for cell in cells.values():
                self.report.note("SL789", cell.place, text=_shorten(cell.text))
        if numbers:
            wanted = tuple(dict.fromkeys(_title(name) for name in known.values()))
            place = name_place(self.sheet.name, numbers[0], 1)
            self.report.add("SL775", place, known=wanted)
        return None

    def _name_columns(self, cells: Mapping[int, SheetCell], known: Mapping[str, str]) -> None:
        for column, cell in cells.items():
            name = known.get(_fold(cell.text))
            if name is None:
                guess = get_close_matches(_fold(cell.text), known, 1, 0.5)
                likely = tuple(_title(known[each]) for each in guess)
                every = tuple(dict.fromkeys(_title(each) for each in known.values()))
                words = {"text": _shorten(cell.text), "known": likely or every}
                self.report.add("SL773", cell.place, **words)
                name = f"?{column}"
            elif name in self.columns.values():
                self.report.add(
                    "SL785", cell.place, path=_shorten(cell.text), other=self._place(name, cells)
                )
                name = f"?{column}"
            self.columns[column] = name
        self._check_needed(cells)

    def _place(self, name: str, cells: Mapping[int, SheetCell]) -> str:
        return next(cells[at].place for at, each in self.columns.items() if each == name)

    def _check_needed(self, cells: Mapping[int, SheetCell]) -> None:
        """Tell of a column without which nobody knows which row is which."""
        needed = [each.word for each in self.spec.heads if each.word not in _OPTIONAL]
        needed += _NEEDED.get(self.spec.name, ())
        missing = [name for name in needed if name not in self.columns.values()]
        if missing:
            place = next(iter(cells.values())).place
            words = tuple(_title(name) for name in missing)
            self.report.add("SL775", place, known=words)

    def _is_fit(self, cell: SheetCell) -> bool:
        """Return whether a cell holds what was typed into it, and tell what else it holds."""
        if "formula" in cell.marks:
            self.report.add("SL777", cell.place, text=_shorten(cell.text))
        elif cell.kind == "error" or "odd-format" in cell.marks:
            self.report.add("SL782", cell.place, text=_shorten(cell.text))
        else:
            return True
        return False

    def _spread(self, head: int) -> dict[tuple[int, int], SheetCell]:
        """Return the cells with those that others are merged into; refuse what else is merged.

        Printed tables merge what applies to several rows: levels, and what rows belong to. A
        maximum merged over rows could mean each of them or all together.
        """
        cells = dict(self.sheet.cells)
        for area in self.sheet.merged:
            top, left, bottom, right = area
            if bottom <= head or not self._is_filled(area):
                continue
            name = self.columns.get(left, "")
            if left != right or not (name in _SPREAD or name.startswith("level ")):
                self.report.add(
                    "SL778", name_place(self.sheet.name, top, left), rows=bottom - top + 1
                )
                continue
            for row in range(top + 1, min(bottom, max(at[0] for at in cells)) + 1):
                cells[row, left] = cells[top, left]
        return cells

    def _is_filled(self, area: Area) -> bool:
        return area[:2] in self.sheet.cells

    def _tell_hidden(self, head: int) -> None:
        """Say once that what is not shown was read, too."""
        rows = {row for row, _ in self.sheet.cells if row > head} & self.sheet.hidden_rows
        filled = {column for row, column in self.sheet.cells if row > head}
        columns = filled & self.sheet.hidden_columns
        if self.sheet.hidden or rows or columns:
            self.report.note("SL788", name_place(self.sheet.name, head, 1), name=self.sheet.name)


_OPTIONAL: Final = frozenset({"branch", "form", "keys", "node", "of", "part", "way"})
_NEEDED: Final = {
    "about": ("item", "content"),
    "declared": ("form",),
    "grades": ("id",),
    "grade_rules": ("id",),
    "checks": ("id",),
    "accepted": ("code",),
}
_SPREAD: Final = frozenset({"branch", "node", "of", "of_fact", "part", "table", "way"})


def _list_headings(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield the folded headings of a sheet with the names of their columns."""
    names: Iterable[str] = [each.word for each in (*spec.heads, *spec.columns)]
    if spec.name == "about":
        names = ("item", "content", "english", "cites")
    for name in names:
        for words in word("column", name):
            yield _fold(words), name
    if spec.name == "indicators":
        for level in range(1, LEVELS + 1):
            for words in name_level(level):
                yield _fold(words), f"level {level}"


def _title(name: str) -> Text:
    if name.startswith("level "):
        return name_level(int(name.removeprefix("level ")))
    return word("column", name)


_MOST: Final = 60


def _shorten(text: str) -> str:
    """Return a text as a message quotes it: short, in one line, with nothing that is not seen."""
    line = "".join(char if char.isprintable() else "·" for char in text)
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"
