"""Word documents (.docx): every table a sheet, merged cells placed right, the lines between kept.

Read as they stand (ECMA-376 part 1, 17): a cell takes as many columns as it spans, and one that
continues the cell above belongs to it; deleted text is gone, inserted text is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scorelib.ground.errors import Text
from scorelib.reading.forms import limits
from scorelib.reading.forms.cells import Draft, Sheet, SheetCell, Tally, check_sheets, name_cell
from scorelib.reading.forms.packages import Handler, Package
from scorelib.reading.forms.refusals import refuse_damaged

__all__ = ["read_word_tables"]

_REST: Final = "正文"
"""The sheet that holds the paragraphs after the last table."""

_COLUMNS: Final = Text("表格的列数", "columns of a table")
_MOST_COLUMNS: Final = 256


def read_word_tables(package: Package) -> tuple[Sheet, ...]:
    """Return the tables of a document, named 表1, 表2 … in their order.

    A table inside a cell of another is named after that cell: 表1-C5-1. Paragraphs above a table
    are its `before`; those after the last one are that of a sheet without cells, 正文. Raises
    `NotFoundError` (SL629, SL630, SL631).
    """
    main = next((each for each in package.list_relations("") if each.kind == _MAIN), None)
    if main is None:
        raise refuse_damaged(package.path, "没有正文部件", "it has no part for the document")
    body = _Body(Tally(package.path))
    package.read_xml(main.target, body)
    return body.finish()


_MAIN: Final = "officeDocument"
_LEFT_OUT: Final = ("Fallback", "moveFrom")
"""The same once more for older programs, and what was moved to another place."""


@dataclass(slots=True)
class _Table:
    """A table while it is being read: where the next cell stands, and which cells go on."""

    draft: Draft
    row: int = 0
    column: int = 1
    nested: int = 0
    open: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By its first column: the row in which the cell above began, and its last column."""
    seen: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Cell:
    """A cell while it is being read."""

    outside: int
    """How many paragraphs are open around it."""
    span: int = 1
    vertical: str | None = None
    lines: list[str] = field(default_factory=list)


class _Body(Handler):
    """The document: tables, possibly inside each other, and paragraphs."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.sheets: list[Sheet | None] = []
        self.tables: list[tuple[_Table, int]] = []
        self.cells: list[_Cell] = []
        self.lines: list[str] = []
        """The text of the paragraphs that are open; a text box holds paragraphs inside one."""
        self.before: list[SheetCell] = []
        self.paragraphs = 0
        self.top_tables = 0
        self.skipped = 0
        self.inside = False
        self.in_row_settings = False

    def finish(self) -> tuple[Sheet, ...]:
        """Return the sheets that were read."""
        found = [each for each in self.sheets if each is not None]
        if self.before:
            found.append(Sheet(_REST, {}, before=tuple(self.before)))
        return tuple(found)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _LEFT_OUT:
            self.skipped += 1
        if self.skipped:
            return
        match name:
            case "tbl":
                self._begin_table()
            case "tr" if self.tables:
                self._begin_row()
            case "tc" if self.tables:
                self.cells.append(_Cell(len(self.lines)))
            case "p":
                self.lines.append("")
            case "t":
                self.inside = True
            case "tab" | "br" | "cr" | "noBreakHyphen" | "sym":
                self._add({"tab": "\t", "noBreakHyphen": "-", "sym": "\ufffd"}.get(name, "\n"))
            case "gridSpan" | "vMerge" | "gridBefore":
                self._set(name, attributes.get("val"))

    def text(self, words: str) -> None:
        if self.inside and not self.skipped:
            self._add(words)

    def end(self, name: str) -> None:
        if name in _LEFT_OUT:
            self.skipped -= 1
            return
        if self.skipped:
            return
        match name:
            case "t":
                self.inside = False
            case "p" if self.lines:
                self._end_paragraph(self.lines.pop())
            case "tc" if self.tables and self.cells:
                self._end_cell(self.cells.pop())
            case "tr" if self.tables:
                self._end_row(self.tables[-1][0])
            case "tbl" if self.tables:
                table, at = self.tables.pop()
                table.row += 1
                _close(table, set())
                self.sheets[at] = table.draft.finish()

    def _add(self, words: str) -> None:
        if self.lines:
            self.lines[-1] += words

    def _set(self, name: str, value: str | None) -> None:
        if name == "gridBefore" and self.tables:
            self._move(self.tables[-1][0], int(value or "0"))
        elif self.cells and name == "gridSpan":
            self.cells[-1].span = max(int(value or "1"), 1)
        elif self.cells and name == "vMerge":
            self.cells[-1].vertical = value or "continue"

    def _begin_table(self) -> None:
        if self.cells:
            parent = self.tables[-1][0]
            parent.nested += 1
            cell = name_cell(parent.row, parent.column)
            title = f"{parent.draft.name}-{cell}-{parent.nested}"
            before: tuple[SheetCell, ...] = ()
        else:
            self.top_tables += 1
            title, before = f"表{self.top_tables}", tuple(self.before)
            self.before.clear()
        check_sheets(self.tally, len(self.sheets) + 1)
        draft = Draft(title, self.tally, before=before)
        self.tables.append((_Table(draft), len(self.sheets)))
        self.sheets.append(None)

    def _begin_row(self) -> None:
        table = self.tables[-1][0]
        table.row += 1
        table.column = 1
        table.seen = set()

    def _move(self, table: _Table, columns: int) -> None:
        table.column += columns
        self.tally.check(_COLUMNS, table.column - 1, min(_MOST_COLUMNS, limits.COLUMNS))

    def _end_paragraph(self, line: str) -> None:
        if len(self.lines) > (self.cells[-1].outside if self.cells else 0):
            # A text box inside a paragraph: its words stand in that paragraph.
            self._add("\n" + line)
        elif self.cells:
            self.cells[-1].lines.append(line)
        elif line.strip():
            self.paragraphs += 1
            self.tally.add(line)
            place = f"第{self.paragraphs}段"
            self.before.append(SheetCell(line.strip(), "text", place))

    def _end_cell(self, cell: _Cell) -> None:
        table = self.tables[-1][0]
        first = table.column
        self._move(table, cell.span)
        text = "\n".join(cell.lines).strip()
        above = table.open.get(first)
        if cell.vertical == "continue" and above is not None:
            table.seen.add(first)
            # A cell that goes on may hold text all the same; nobody sees it, but it is there.
            table.draft.put(table.row, first, text, "text")
            return
        _close(table, set(table.open) - {first})
        table.draft.put(table.row, first, text, "text")
        table.open[first] = (table.row, first + cell.span - 1)
        table.seen.add(first)

    def _end_row(self, table: _Table) -> None:
        _close(table, table.seen)


def _close(table: _Table, kept: set[int]) -> None:
    """Merge the cells that end above the present row; those in `kept` may still go on."""
    for first in sorted(set(table.open) - kept):
        row, last = table.open.pop(first)
        table.draft.merge((row, first, max(table.row - 1, row), last))
