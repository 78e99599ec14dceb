"""Workbooks (.xlsx): sheets of cells with what their number formats say, merged areas, names.

The XML is read as it stands (ECMA-376 part 1, 18): a number's own text, never a double in
between, and only cells that are there, so that a sheet which claims a million rows costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scorelib.reading.forms import limits
from scorelib.reading.forms.cells import (
    Area,
    Draft,
    Kind,
    Mark,
    Sheet,
    Tally,
    check_sheets,
    read_area,
    read_cell_name,
)
from scorelib.reading.forms.packages import Handler, Package
from scorelib.reading.forms.refusals import refuse_damaged
from scorelib.reading.number_formats import BUILT_IN, Shown, round_double, show_number

__all__ = ["read_workbook"]


def read_workbook(package: Package) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook. Raises `NotFoundError` (SL629, SL630, SL631)."""
    book = next((each for each in package.list_relations("") if each.kind == _BOOK), None)
    if book is None:
        raise refuse_damaged(package.path, "没有工作簿部件", "it has no part for the workbook")
    outline = _Outline()
    package.read_xml(book.target, outline)
    relations = package.list_relations(book.target)
    shelf = _Shelf(outline.from_1904)
    for each in relations:
        if each.kind == "sharedStrings":
            package.read_xml(each.target, _SharedStrings(shelf.strings))
        elif each.kind == "styles":
            package.read_xml(each.target, _Styles(shelf.formats))
    targets = {each.id: each.target for each in relations if each.kind == "worksheet"}
    tally = Tally(package.path)
    check_sheets(tally, len(outline.sheets))
    return tuple(
        _read_sheet(package, targets[entry.id], entry, outline, shelf, tally)
        for entry in outline.sheets
        if entry.id in targets
    )


_BOOK: Final = "officeDocument"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet as the workbook lists it."""

    name: str
    id: str
    hidden: bool


@dataclass(slots=True)
class _Shelf:
    """What the cells of all sheets refer to: texts, number formats, the first day."""

    from_1904: bool
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    def show(self, text: str, style: int) -> Shown:
        """Return a number as its cell says it."""
        code = self.formats[style] if 0 <= style < len(self.formats) else "General"
        return show_number(round_double(text), code, from_1904=self.from_1904)


class _Outline(Handler):
    """What the workbook says of itself: its sheets, its names, its first day."""

    def __init__(self) -> None:
        self.sheets: list[_Entry] = []
        self.named: dict[str, dict[str, Area]] = {}
        self.from_1904 = False
        self._name: str | None = None
        self._words: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            entry = _Entry(attributes.get("name", ""), attributes.get("id", ""), hidden)
            self.sheets.append(entry)
        elif name == "workbookPr":
            self.from_1904 = _is_true(attributes.get("date1904"))
        elif name == "definedName":
            self._name, self._words = attributes.get("name", ""), []

    def text(self, words: str) -> None:
        if self._name is not None:
            self._words.append(words)

    def end(self, name: str) -> None:
        if name == "definedName" and self._name is not None:
            self._keep_name(self._name, "".join(self._words))
            self._name = None

    def _keep_name(self, name: str, words: str) -> None:
        """Keep the area that a name stands for, by its sheet."""
        place, _, cells = words.rpartition("!")
        area = read_area(cells)
        if area is not None:
            sheet = place.strip("'").replace("''", "'")
            self.named.setdefault(sheet, {})[name] = area


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    """Return a text with the characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    # Two halves of one character may stand as two escapes.
    halves = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Rich(Handler):
    """Text that may stand in several runs; what is only read aloud (phonetic) is left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._run: list[str] = []
        self._inside = False
        self._aloud = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        if name == "rPh":
            self._aloud += 1
        elif name == "t":
            self._inside = not self._aloud

    def text(self, words: str) -> None:
        if self._inside:
            self._run.append(words)

    def end(self, name: str) -> None:
        if name == "rPh":
            self._aloud -= 1
        elif name == "t":
            self._inside = False
            # A code is written within one run: what two runs make together is none.
            self._pieces.append(_unescape("".join(self._run)))
            self._run.clear()

    def take(self) -> str:
        """Return the text so far, and begin anew."""
        words = "".join(self._pieces)
        self._pieces.clear()
        return words


class _SharedStrings(_Rich):
    """The texts that cells refer to by number."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self.strings = strings

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.strings.append(self.take())


class _Styles(Handler):
    """The number format of each style that cells refer to by number."""

    def __init__(self, formats: list[str]) -> None:
        self.formats = formats
        self.codes = dict(BUILT_IN)
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt" and not self._inside:
            self.codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            code = int(attributes.get("numFmtId", "0"))
            self.formats.append(self.codes.get(code, "General"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


def _read_sheet(
    package: Package,
    part: str,
    entry: _Entry,
    outline: _Outline,
    shelf: _Shelf,
    tally: Tally,
) -> Sheet:
    draft = Draft(entry.name, tally, hidden=entry.hidden, named=outline.named.get(entry.name, {}))
    package.read_xml(part, _Cells(draft, shelf))
    return draft.finish()


class _Cells(_Rich):
    """The cells of one sheet."""

    def __init__(self, draft: Draft, shelf: _Shelf) -> None:
        super().__init__()
        self.draft, self.shelf = draft, shelf
        self.row = self.column = 0
        self._cell: Mapping[str, str] = {}
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._into: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        super().start(name, attributes)
        match name:
            case "row":
                self._begin_row(attributes)
            case "c":
                self._begin_cell(attributes)
            case "v":
                self._into = self._value = []
            case "f":
                self._into = self._formula = []
            case "mergeCell":
                area = read_area(attributes.get("ref", ""))
                if area is not None:
                    self.draft.merge(area)
            case "col" if _is_true(attributes.get("hidden")):
                span = (int(attributes["min"]), int(attributes["max"]))
                self.draft.hidden_columns.append(span)

    def text(self, words: str) -> None:
        super().text(words)
        if self._into is not None:
            self._into.append(words)

    def end(self, name: str) -> None:
        super().end(name)
        if name in ("v", "f"):
            self._into = None
        elif name == "c":
            self._keep()

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        # A row or a cell that does not say where it is follows the one before.
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0
        if not 1 <= self.row <= limits.ROWS:
            raise ValueError(self.row)
        if _is_true(attributes.get("hidden")):
            self.draft.hidden_rows.add(self.row)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        place = read_cell_name(attributes["r"]) if "r" in attributes else None
        if "r" in attributes and place is None:
            raise ValueError(attributes["r"])
        self.row, self.column = place or (self.row, self.column + 1)
        self._cell, self._value, self._formula = attributes, None, None
        self._pieces.clear()

    def _keep(self) -> None:
        formula = self._formula is not None
        marks: frozenset[Mark] = frozenset({"formula"} if formula else ())
        kind = self._cell.get("t", "n")
        if kind == "inlineStr":
            self.draft.put(self.row, self.column, self.take(), "text", marks)
        elif self._value or (self._value is not None and kind == "str"):
            self._keep_value("".join(self._value), kind, marks)
        elif formula:
            words = "=" + "".join(self._formula or [])
            self.draft.put(self.row, self.column, words, "error", marks | {"uncomputed"})

    def _keep_value(self, value: str, kind: str, marks: frozenset[Mark]) -> None:
        at = (self.row, self.column)
        if kind == "n":
            if value.strip():
                self.draft.put_number(*at, self._show(value.strip()), marks)
            return
        text, what = self._read_text(value, kind)
        self.draft.put(*at, text, what, marks)

    def _show(self, value: str) -> Shown:
        return self.shelf.show(value, int(self._cell.get("s", "0")))

    def _read_text(self, value: str, kind: str) -> tuple[str, Kind]:
        match kind:
            case "s":
                index = int(value)
                if index < 0:
                    raise ValueError(value)
                return self.shelf.strings[index], "text"
            case "b":
                return ("true" if value == "1" else "false"), "truth"
            case "e":
                return value, "error"
            case "d":
                return value.removesuffix("T00:00:00"), "date"
        return _unescape(value), "text"
