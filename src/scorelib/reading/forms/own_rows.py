"""The rows of our own forms: what stands at the crossing of each line and each column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from scorelib.ground.errors import Diagnostic
from scorelib.reading.forms.cells import Area, Sheet, SheetCell, name_place
from scorelib.reading.forms.filled import Unplaced
from scorelib.reading.forms.marks import FormMap, Spot
from scorelib.reading.forms.outline import LINE_CHOICES, fill_template, word
from scorelib.reading.forms.places import Entry, Given, place_cell

__all__ = ["Needed", "Rows", "read_rows"]

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """A blank cell that must be filled where others of its owner are, or always."""

    path: Path
    place: str
    what: str
    is_always: bool = False


@dataclass(slots=True)
class Rows:
    """What the rows hold: values, those filled in before (`leads`), rows of paths (`routes`)."""

    entries: list[Entry] = field(default_factory=list)
    leads: list[Entry] = field(default_factory=list)
    routes: list[tuple[Given, Given]] = field(default_factory=list)
    needed: list[Needed] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def is_filled(self) -> bool:
        """Whether a person has written anything."""
        return bool(self.entries or self.routes)


def read_rows(file: str, sheets: Sequence[Sheet], found: FormMap) -> Rows:
    """Return what stands in the cells of a form, and what is wrong with them."""
    reader = _Reader(file, sheets, found)
    reader.read()
    return reader.rows


_SPLIT: Final = re.compile(r"[;；、\n]+")
_SPACES: Final = " \t\r\n\u3000\xa0"
_MOST: Final = 40
"""Characters of a cell that a message quotes."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table where it stands: its sheet, its columns and their numbers in it."""

    sheet: Sheet
    columns: Sequence[tuple[Spot, int]]


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in a column of a row: the text as a document has it, empty for a blank."""

    spot: Spot
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row in use: its table, its number in the sheet, its cells, and what its paths name."""

    table: _Table
    number: int
    cells: Sequence[_Cell]
    at: str
    id: str = ""
    index: int = 0

    def name_place(self, cell: _Cell) -> str:
        """Return where a cell stands."""
        return name_place(self.table.sheet.name, self.number, cell.column)


@dataclass(slots=True)
class _Reader:
    """Reads all tables of a form; `taken` are the cells looked at, `used` those with a value."""

    file: str
    sheets: Sequence[Sheet]
    found: FormMap
    rows: Rows = field(default_factory=Rows)
    taken: set[tuple[str, int, int]] = field(default_factory=set)
    used: set[tuple[str, int, int]] = field(default_factory=set)

    def read(self) -> None:
        """Read every table, then list the cells that belong to none."""
        tables: dict[str, list[Spot]] = {}
        for spot in self.found.spots:
            tables.setdefault(spot.table, []).append(spot)
        for spots in tables.values():
            self._read_table(spots)
        self._list_others()
        self._list_hidden()

    def _read_table(self, spots: Sequence[Spot]) -> None:
        """Read a table as far as its columns and lines stand where they belong."""
        columns: list[tuple[Spot, int]] = []
        sheet: Sheet | None = None
        for spot in spots:
            at = self._locate(spot)
            if at is None:
                continue
            here, area = at
            if spot.role == "column":
                sheet = here if sheet is None else sheet
                if sheet is here and self._holds(spot, here, area):
                    columns.append((spot, area[1]))
            elif sheet is not here:
                self._report_moved(spot, here.name, name_place(here.name, *area[:2]))
            elif spot.role == "block":
                self._read_block(_Table(here, columns), spot, area)
            elif self._holds(spot, here, area):
                self._read_line(_Table(here, columns), spot, area[0])

    def _locate(self, spot: Spot) -> tuple[Sheet, Area] | None:
        """Return where a named range is; where it is gone, that is noted."""
        for sheet in self.sheets:
            area = sheet.named.get(spot.name)
            if area is not None:
                return sheet, area
        self._report_moved(spot, "#REF!", "")
        return None

    def _report_moved(self, spot: Spot, found: str, place: str) -> None:
        words = (("expected", spot.shown or spot.place), ("found", found[:_MOST] or "–"))
        self.rows.problems.append(Diagnostic("SL616", words, place_cell(self.file, place)))

    def _holds(self, spot: Spot, sheet: Sheet, area: Area) -> bool:
        """Return whether a heading or an id still stands in its cell."""
        cell = sheet.cells.get(area[:2])
        text = "" if cell is None else cell.text
        if text == spot.shown:
            return True
        self._report_moved(spot, text, name_place(sheet.name, *area[:2]))
        return False

    def _read_line(self, table: _Table, line: Spot, number: int) -> None:
        """Read a line of its own; what is shut in it is not for filling."""
        wanted = [each for each in table.columns if each[0].number not in line.shut]
        cells = tuple(self._take(table.sheet, number, wanted, line))
        row = _Row(table, number, cells, line.place)
        for cell in cells:
            if cell.spot.kind == "id":
                continue
            flags = line.flags | cell.spot.flags
            if cell.text:
                self._give(row, cell, is_lead="lead" in flags)
            elif "needed" in flags:
                what = self._name(table, number) if "needed" in line.flags else cell.spot.shown
                is_always = "needed" in line.flags
                needed = Needed(self._path(row, cell), row.name_place(cell), what, is_always)
                self.rows.needed.append(needed)
        self._join_units(row)

    def _name(self, table: _Table, number: int) -> str:
        """Return what a line is called: the words after its id."""
        first = min(column for _, column in table.columns)
        cells = (table.sheet.cells.get((number, first + right)) for right in (1, 0))
        return next((cell.text.strip(_SPACES) for cell in cells if cell is not None), "?")

    def _read_block(self, table: _Table, block: Spot, area: Area) -> None:
        """Read rows that people add; one in which only the id stands is not in use."""
        insert = word("form.insert").to(self.found.lang)
        index = 0
        for number in range(area[0], area[2] + 1):
            cells = tuple(self._take(table.sheet, number, table.columns, block))
            name = next((cell.text for cell in cells if cell.spot.kind == "id"), "")
            row = _Row(table, number, cells, block.place, name, index)
            if name == insert:
                continue
            if not any(cell.text for cell in cells if _counts(cell.spot)):
                self._list_idle(row)
            elif not name:
                self._report_blank(row, next(c for c in cells if c.spot.kind == "id"))
            elif block.place == "other":
                self._read_route(row)
            else:
                index += self._read_item(row)

    def _list_idle(self, row: _Row) -> None:
        """List what stands in a row that is not in use, but for what was filled in before."""
        for cell in row.cells:
            if cell.text and cell.text not in self.found.words:
                where = row.name_place(cell)
                self.rows.unplaced.append(Unplaced(where, cell.text, word("form.no_figures")))

    def _report_blank(self, row: _Row, cell: _Cell) -> None:
        place = place_cell(self.file, row.name_place(cell))
        self.rows.problems.append(Diagnostic("SL613", (("what", cell.spot.shown),), place))

    def _read_route(self, row: _Row) -> None:
        """Read a row with a path and what stands there."""
        name, content = row.cells
        self.used.add((row.table.sheet.name, row.number, content.column))
        given = Given(content.text, row.name_place(content))
        self.rows.routes.append((Given(name.text, row.name_place(name)), given))

    def _read_item(self, row: _Row) -> bool:
        """Read a row in use; return whether it is an entry of a list."""
        is_entry = False
        for cell in row.cells:
            if not cell.spot.place:
                continue
            is_lead = "lead" in cell.spot.flags
            if cell.text:
                self._give(row, cell, is_lead=is_lead)
                is_entry = is_entry or ("{n}" in cell.spot.place and not is_lead)
            elif "needed" in cell.spot.flags:
                path, where = self._path(row, cell), row.name_place(cell)
                self.rows.needed.append(Needed(path, where, cell.spot.shown))
        self._join_units(row)
        return is_entry

    def _path(self, row: _Row, cell: _Cell) -> Path:
        names = {"at": row.at, "id": row.id, "n": str(row.index)}
        return fill_template(cell.spot.place, self.found.lang, **names)

    def _take(
        self, sheet: Sheet, number: int, columns: Sequence[tuple[Spot, int]], line: Spot
    ) -> Iterator[_Cell]:
        """Yield the cells of a row as texts, words of choices as what they stand for."""
        for spot, column in columns:
            self.taken.add((sheet.name, number, column))
            found = sheet.cells.get((number, column))
            text = "" if found is None else self._read_text(found)
            listed = line.choices if spot.choices == LINE_CHOICES else spot.choices
            if text and listed and found is not None:
                text = self._choose(listed, text, found)
            yield _Cell(spot, column, text)

    def _read_text(self, cell: SheetCell) -> str:
        """Return what a cell holds, which a formula's error is not."""
        text, place = cell.text.strip(_SPACES), place_cell(self.file, cell.place)
        if cell.kind == "error":
            self.rows.problems.append(Diagnostic("SL615", (("text", text[:_MOST]),), place))
            return ""
        if text and "formula" in cell.marks:
            self.rows.notes.append(Diagnostic("SL618", (("text", text[:_MOST]),), place))
        return text

    def _choose(self, listed: str, text: str, cell: SheetCell) -> str:
        """Return what words of a list stand for; others are noted and stay as they are."""
        choices = self.found.lists.get(listed, ())
        for choice in choices:
            if text in (choice.value, *choice.words):
                return choice.value
        words = (("text", text[:_MOST]), ("allowed", tuple(choice.words for choice in choices)))
        self.rows.problems.append(Diagnostic("SL614", words, place_cell(self.file, cell.place)))
        return text

    def _give(self, row: _Row, cell: _Cell, *, is_lead: bool) -> None:
        """Keep what was filled in; a unit is joined to its value afterwards."""
        if cell.spot.kind == "unit":
            return
        where, path = row.name_place(cell), self._path(row, cell)
        self.used.add((row.table.sheet.name, row.number, cell.column))
        into = self.rows.leads if is_lead else self.rows.entries
        if cell.spot.kind != "split":
            into.append(Entry(path, Given(cell.text, where)))
            return
        parts = filter(None, (part.strip(_SPACES) for part in _SPLIT.split(cell.text)))
        into += [Entry((*path, place), Given(part, where)) for place, part in enumerate(parts)]

    def _join_units(self, row: _Row) -> None:
        """Put the unit of a cell of its own behind the figure that it belongs to."""
        for cell in row.cells:
            if cell.spot.kind != "unit" or not cell.text:
                continue
            path, where = self._path(row, cell), row.name_place(cell)
            places = [n for n, entry in enumerate(self.rows.entries) if entry.path == path]
            if not places:
                self.rows.unplaced.append(Unplaced(where, cell.text, word("form.no_value")))
                continue
            given = self.rows.entries[places[0]].given
            if given.text[-1].isdecimal():
                joined = Given(f"{given.text}{cell.text}", given.place)
                self.rows.entries[places[0]] = Entry(path, joined)
            elif not given.text.endswith(cell.text):
                what = word("form.unit_of", path="/".join(map(str, path)))
                words = (("path", what), ("other", given.place))
                self.rows.problems.append(Diagnostic("SL621", words, place_cell(self.file, where)))

    def _list_others(self) -> None:
        """List what stands in cells of no table, but for the words that a form has itself."""
        for sheet in self.sheets:
            for at, cell in sheet.cells.items():
                known = cell.text in self.found.words or (sheet.name, *at) in self.taken
                if cell.text.strip(_SPACES) and not known:
                    reason = word("form.unknown_cell")
                    self.rows.unplaced.append(Unplaced(cell.place, cell.text, reason))

    def _list_hidden(self) -> None:
        """Note the rows, columns and sheets that nobody sees and that hold something."""
        for sheet in self.sheets:
            used = {(row, column) for name, row, column in self.used if name == sheet.name}
            rows = sorted(sheet.hidden_rows & {row for row, _ in used})
            columns = sorted(sheet.hidden_columns & {column for _, column in used})
            if used and sheet.hidden:
                self._note_hidden("form.whole_sheet", sheet, "")
            if rows:
                self._note_hidden("form.rows", sheet, ", ".join(map(str, rows[:20])))
            if columns:
                names = (name_place("", 1, column)[1:-1] for column in columns[:20])
                self._note_hidden("form.columns", sheet, ", ".join(names))

    def _note_hidden(self, name: str, sheet: Sheet, places: str) -> None:
        what = word(name, sheet=sheet.name, places=places)
        place = place_cell(self.file, f"{sheet.name}!A1")
        self.rows.notes.append(Diagnostic("SL619", (("what", what),), place))


def _counts(spot: Spot) -> bool:
    """Return whether a column shows that its row is in use."""
    return spot.kind != "id" and "lead" not in spot.flags
