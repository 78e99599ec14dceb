"""A form as an Excel workbook: drop-downs, notes, locked cells, the hidden sheet of its marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from wcwidth import wcswidth

from scorelib._version import __version__
from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading.forms.marks import SHEET, VERSION, map_form, print_map, show_heading
from scorelib.reading.forms.outline import (
    LINE_CHOICES,
    Block,
    Column,
    Form,
    Line,
    Page,
    Table,
    word,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["escape_text", "write_form"]

_LONGEST: Final = 32_000
"""Characters of one cell; Excel holds 32767."""

_LINE_HEIGHT: Final = 13.5

_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def escape_text(text: str) -> str:
    r"""Return a text that a workbook can hold: what XML cannot is shown as its code.

    >>> escape_text("a\x00b")
    'a\\x00b'
    """
    return _ILLEGAL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def write_form(form: Form, lang: Lang, path: Path) -> None:
    """Write a form in one language. Raises `NotFoundError` (SL961) where openpyxl is missing.

    >>> from tempfile import TemporaryDirectory
    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.reading.forms.blank import lay_out_form
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "form.xlsx"
    ...     write_form(lay_out_form(load_ruleset("cn/mof/self-evaluation@2020")), "zh", path)
    ...     path.stat().st_size > 10000
    True
    """
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        words = {"format": "XLSX", "package": "openpyxl", "extra": "report"}
        raise NotFoundError("SL961", **words) from error
    book = Workbook()
    book.remove(book.worksheets[0])
    writer = _Writer(book, form, lang)
    writer.write()
    book.save(path)


@dataclass(slots=True)
class _Writer:
    """Writes one workbook; `lists` are the ranges of choices, `number` counts the tables."""

    book: Workbook
    form: Form
    lang: Lang
    lists: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def write(self) -> None:
        """Write every sheet, the properties, and the sheet of marks."""
        sheets = [self.book.create_sheet(page.title.to(self.lang)) for page in self.form.pages]
        self._write_marks()
        for page, sheet in zip(self.form.pages, sheets, strict=True):
            _Sheet(self, sheet).write(page)
        self._describe()

    def _write_marks(self) -> None:
        """Write the hidden sheet: what each range is, and the choices that drop-downs show."""
        sheet = self.book.create_sheet(SHEET)
        sheet.sheet_state = "veryHidden"
        sheet.protection.sheet = True
        found: dict[str, list[int]] = {}
        for number, row in enumerate(print_map(map_form(self.form, self.lang)), 1):
            for column, text in enumerate(row, 1):
                if text:
                    _put(sheet, number, column, text)
            if row[0] == "choice":
                found.setdefault(row[1], []).append(number)
        letter = "D" if self.lang == "zh" else "E"
        for name, rows in found.items():
            self.lists[name] = f"{SHEET}!${letter}${rows[0]}:${letter}${rows[-1]}"

    def _describe(self) -> None:
        from openpyxl.packaging.custom import StringProperty

        made, properties = self.form.made, self.book.properties
        properties.creator = f"scorelib {__version__}"
        properties.title = word("form.title", title=self.form.title.to(self.lang)).to(self.lang)
        properties.subject = made.reference
        custom = {
            "scorelib-form": VERSION,
            "scorelib-ruleset": made.reference,
            "scorelib-revision": str(made.revision),
            "scorelib-sha256": made.sha256,
        }
        for name, value in custom.items():
            known: Any = self.book
            known.custom_doc_props.append(StringProperty(name=name, value=value))

    def name(self, name: str, sheet: Worksheet, cells: str) -> None:
        """Give a range a name, which moves with it."""
        from openpyxl.workbook.defined_name import DefinedName

        title = sheet.title.replace("'", "''")
        self.book.defined_names[name] = DefinedName(name, attr_text=f"'{title}'!{cells}")


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write words as words, whatever they begin with."""
    cell: Cell = cast("Cell", sheet.cell(row, column))
    cell.value = escape_text(text)[:_LONGEST]
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


@dataclass(slots=True)
class _Sheet:
    """Writes one sheet from the top down; `row` is the next one that is free."""

    writer: _Writer
    sheet: Worksheet
    row: int = 1
    rules: dict[str, DataValidation] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        """The language of the form."""
        return self.writer.lang

    def write(self, page: Page) -> None:
        """Write a page: its words, its tables, and how it is protected and printed."""
        form = self.writer.form
        title = page.title.to(self.lang)
        if not page.tables:
            title = word("form.title", title=form.title.to(self.lang)).to(self.lang)
        _TITLE(_put(self.sheet, self.row, 1, title))
        self.row += 2
        for each in page.words:
            _WORDS(_put(self.sheet, self.row, 1, each.to(self.lang)))
            self.row += 1
        if page.words:
            self.sheet.column_dimensions["A"].width = 110
        for table in page.tables:
            self._write_table(table)
        self._finish(page)

    def _finish(self, page: Page) -> None:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.properties import PageSetupProperties

        widths: dict[int, float] = {}
        for table in page.tables:
            for place, column in enumerate(table.columns, 1):
                widths[place] = max(widths.get(place, 0), column.width)
        for place, width in widths.items():
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        if len(page.tables) == 1:
            self.sheet.freeze_panes = "C5" if page.tables[0].columns[1:2] else None
        for rule in self.rules.values():
            self.sheet.add_data_validation(rule)
        guard = self.sheet.protection
        guard.sheet = True
        # What is False may be done: widths, heights and new rows are the user's.
        guard.formatCells = guard.formatColumns = guard.formatRows = guard.insertRows = False
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = self.sheet.PAPERSIZE_A4
        self.sheet.page_setup.fitToHeight = 0
        is_wide = len(widths) > _WIDEST
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=not is_wide)
        if is_wide:
            self.sheet.print_title_cols = "A:B"

    def _write_table(self, table: Table) -> None:
        self.writer.number += 1
        name = f"scorelib.t{self.writer.number}"
        _CAPTION(_put(self.sheet, self.row, 1, table.title.to(self.lang)))
        self.row += 1
        for place, column in enumerate(table.columns):
            self._write_heading(f"{name}.c{place}", place, column)
        self.row += 1
        for place, part in enumerate(table.parts):
            if isinstance(part, Line):
                self._write_line(f"{name}.l{place}", table, part)
            else:
                self._write_block(f"{name}.b{place}", table, part)
        self.row += 1

    def _write_heading(self, name: str, place: int, column: Column) -> None:
        words = show_heading(column.title, self.lang, is_needed=column.is_needed)
        cell = _put(self.sheet, self.row, place + 1, words)
        _HEADING(cell)
        self._fit(cell, column.width)
        if column.note is not None:
            _comment(cell, column.note.to(self.lang))
        if column.kind != "shown":
            self.writer.name(name, self.sheet, _address(self.row, place + 1))

    def _write_line(self, name: str, table: Table, line: Line) -> None:
        shown = iter(line.shown)
        for place, column in enumerate(table.columns):
            if column.kind == "id":
                cell = _put(self.sheet, self.row, 1, line.at.replace("/{lang}", ""))
                _ID(cell)
                self.writer.name(name, self.sheet, _address(self.row, 1))
            elif column.kind == "shown":
                words = next(shown, None)
                cell = _put(self.sheet, self.row, place + 1, words.to(self.lang) if words else "")
                _LOCKED(cell)
                if line.note is not None and place == 1:
                    _comment(cell, line.note.to(self.lang))
                self._fit(cell, column.width)
            else:
                given = line.given.get(place)
                self._write_fill(
                    place, column, line, given.to(self.lang) if given else "", line.shut
                )
        self.row += 1

    def _fit(self, cell: Cell, width: float) -> None:
        """Make a row as high as its words need; programs do not do so for a locked sheet."""
        lines = -(-max(wcswidth(str(cell.value or "")), 1) // max(int(width) - 1, 1))
        size = self.sheet.row_dimensions[self.row]
        if lines > 1:
            # Without a height of its own a row grows with what is filled in.
            size.height = max(size.height or 0, _LINE_HEIGHT * lines + 3)

    def _write_fill(
        self, place: int, column: Column, part: Line | Block, given: str, shut: frozenset[int]
    ) -> None:
        """Write a cell that is to be filled, or one that is shut in its line."""
        cell = _put(self.sheet, self.row, place + 1, given)
        if not given:
            cell.value = None
        if place in shut:
            _LOCKED(cell)
            return
        # What is needed only beside others has words in its heading, and no colour that nags.
        is_needed = part.is_needed if isinstance(part, Line) else column.is_needed and place == 1
        if isinstance(part, Line) and part.is_lead and part.at == "ruleset":
            _LOCKED(cell)
            return
        (_NEEDED if is_needed else _FILL)(cell)
        listed = part.choices if column.choices == LINE_CHOICES else column.choices
        if listed:
            self._offer(listed, cell)

    def _offer(self, listed: str, cell: Cell) -> None:
        """Let a cell be chosen from a list; anything else is refused as it is typed."""
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = self.rules.get(listed)
        if rule is None:
            source = self.writer.lists[listed]
            rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
            rule.errorTitle = "scorelib"
            rule.error = word("form.guide.choices").to(self.lang)[:220]
            self.rules[listed] = rule
        rule.add(cell)

    def _write_block(self, range_name: str, table: Table, block: Block) -> None:
        cell = _put(self.sheet, self.row, 1, block.title.to(self.lang))
        _BLOCK(cell)
        if block.note is not None:
            _comment(cell, block.note.to(self.lang))
        self.row += 1
        first = self.row
        for number in range(block.rows):
            name = f"{block.ids}{number + 1}" if block.ids else ""
            self._write_row(table, block, name, is_plain=number >= _COLOURED)
        _INSERT(_put(self.sheet, self.row, 1, word("form.insert").to(self.lang)))
        cells = f"{_address(first, 1)}:{_address(self.row, 1)}"
        self.writer.name(range_name, self.sheet, cells)
        self.row += 1

    def _write_row(self, table: Table, block: Block, name: str, *, is_plain: bool) -> None:
        for place, column in enumerate(table.columns):
            given = name if column.kind == "id" else ""
            self._write_fill(place, column, block, given, frozenset())
            if is_plain:
                _FREE(cast("Cell", self.sheet.cell(self.row, place + 1)))
        self.row += 1


def _address(row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"${get_column_letter(column)}${row}"


_WIDEST: Final = 12
"""Columns that fit on a page; more are printed on several, the first two on each."""

_COLOURED: Final = 40
"""Rows of a block that look like cells to be filled; those beyond print as nothing."""

_NOTE_WIDTH: Final = 420
_NOTE_LINE: Final = 18
_LONGEST_NOTE: Final = 4000


def _comment(cell: Cell, words: str) -> None:
    """Put a note on a cell, large enough to be read."""
    from openpyxl.comments import Comment

    text = escape_text(words)[:_LONGEST_NOTE]
    if not text:
        return
    note = Comment(text, "scorelib")
    lines = sum(1 + len(line) // 34 for line in text.splitlines())
    note.width, note.height = _NOTE_WIDTH, 24 + _NOTE_LINE * min(lines, 30)
    cell.comment = note


@dataclass(frozen=True, slots=True)
class _Style:
    """How cells of one kind look; words say the same as colours."""

    colour: str | None = None
    wraps: bool = True
    fill: bool = False
    size: float = 10
    bold: bool = False
    italic: bool = False
    shade: str = "000000"

    def __call__(self, cell: Cell) -> None:
        found = _load_style(self)
        cell.font, cell.alignment, cell.protection = found[:3]
        if self.colour is not None:
            cell.fill, cell.border = found[3:]


@cache
def _load_style(style: _Style) -> tuple[Any, ...]:
    """Return the parts of a style, made once for all cells that have it."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    side = Side("thin", color="999999")
    return (
        Font(name="宋体", size=style.size, bold=style.bold, italic=style.italic, color=style.shade),
        Alignment(vertical="center", wrap_text=style.wraps),
        Protection(locked=not style.fill),
        None if style.colour is None else PatternFill("solid", start_color=style.colour),
        Border(side, side, side, side),
    )


_TITLE: Final = _Style(wraps=False, size=14, bold=True)
_WORDS: Final = _Style()
_CAPTION: Final = _Style(wraps=False, size=12, bold=True)
_HEADING: Final = _Style("D9E1F2", bold=True)
_BLOCK: Final = _Style(wraps=False, bold=True)
_INSERT: Final = _Style(wraps=False, size=9, italic=True, shade="666666")
_ID: Final = _Style("EDEDED", wraps=False, size=8, shade="666666")
_LOCKED: Final = _Style("EDEDED")
_NEEDED: Final = _Style("FCE4D6", fill=True)
_FREE: Final = _Style(fill=True)
_FILL: Final = _Style("FFFBE6", fill=True)
