"""Rules as an Excel workbook: drop-downs, notes, merged levels, the hidden sheet of its marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wcwidth import wcswidth

from scorelib._version import __version__
from scorelib.ground.errors import Lang, NotFoundError
from scorelib.reading.rulebooks.cells import show_choice
from scorelib.reading.rulebooks.choices import CHOICES
from scorelib.reading.rulebooks.layout import MARKS, VERSION
from scorelib.reading.rulebooks.pages import Heading, Page
from scorelib.writing.cells import write_words
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.office import EPOCH
from scorelib.writing.reports.workbooks.names import cut_units

__all__ = ["Made", "write_workbook"]

_MOST_UNITS: Final = 32_767
_SPARE: Final = 300
"""So many rows below the last one have their drop-downs already."""

_LINE_HEIGHT: Final = 15.0
_MOST_LINES: Final = 20
_NUMBER: Final = re.compile(r"(0|-?[1-9][0-9]{0,11}|-?(?:0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9])(%?)")
"""Numbers that come back from a spreadsheet as they went into it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a workbook was written from: the reference of the ruleset, its revision and hash."""

    reference: str
    revision: int
    sha256: str
    title: str


def write_workbook(pages: tuple[Page, ...], made: Made, lang: Lang, path: Path) -> None:
    """Write the sheets of a ruleset. Raises `NotFoundError` (SL916) without XlsxWriter."""
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        words = {"format": "XLSX", "package": "XlsxWriter", "extra": "report"}
        raise NotFoundError("SL916", **words) from error
    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(str(path), {**plain, "in_memory": True})
    title = cut_units(show_codes(made.title), 255)
    book.set_properties({"title": title, "author": f"scorelib {__version__}", "created": EPOCH})
    writer = _Writer(book, lang)
    sheets = [book.add_worksheet(page.title.to(lang)) for page in pages]
    writer.write_marks(made)
    for page, sheet in zip(pages, sheets, strict=True):
        writer.write_page(page, sheet)
    sheets[0].activate()
    book.close()


@dataclass(slots=True)
class _Writer:
    """Writes one workbook; `lists` are the ranges of what drop-downs offer."""

    book: Any
    lang: Lang
    lists: dict[str, str] = field(default_factory=dict)
    formats: dict[str, Any] = field(default_factory=dict)

    def find(self, look: str) -> Any:
        """Return the format of a kind of cell, or of numbers that are shown in some way."""
        if look not in self.formats:
            base = {"font_name": "等线", "font_size": 10, "valign": "vcenter", "text_wrap": True}
            bordered = {**base, "border": 1, "border_color": "#C9CED6"}
            own = _LOOKS.get(look, {"num_format": look, "align": "center"})
            self.formats[look] = self.book.add_format({**bordered, **own})
        return self.formats[look]

    def write_marks(self, made: Made) -> None:
        """Write the hidden sheet: the layout, what it was written from, the choices."""
        sheet = self.book.add_worksheet(MARKS)
        sheet.very_hidden()
        sheet.protect()
        facts = {"layout": VERSION, "ruleset": made.reference, "revision": str(made.revision)}
        rows = [*facts.items(), ("sha256", made.sha256)]
        for name, codes in CHOICES.items():
            first = len(rows) + 1
            rows += [("choice", show_choice(code, codes, self.lang)) for code in codes]
            self.lists[name] = f"={MARKS}!$B${first}:$B${len(rows)}"
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    def write_page(self, page: Page, sheet: Any) -> None:
        """Write a sheet: headings, rows, merged levels, drop-downs, and how it is printed."""
        for at, heading in enumerate(page.headings):
            self._write_heading(sheet, at, heading)
        titles = tuple(each.title.to(self.lang) for each in page.headings)
        sheet.set_row(0, max(self._measure(page, titles), 2 * _LINE_HEIGHT))
        for row, texts in enumerate(page.rows, 1):
            for at, text in enumerate(texts):
                self._write_cell(sheet, row, at, text, page)
            sheet.set_row(row, self._measure(page, texts))
        for first, last, column in page.merged:
            self._merge(sheet, first + 1, last + 1, column, page.rows[first][column])
        self._offer(page, sheet)
        last = len(page.headings) - 1
        sheet.freeze_panes(1, page.frozen)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_name(last)}{len(page.rows) + _SPARE}"})
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.set_footer("&L&A&R&P / &N")

    def _write_heading(self, sheet: Any, at: int, heading: Heading) -> None:
        sheet.write_string(0, at, heading.title.to(self.lang), self.find("heading"))
        free = self.book.add_format({"text_wrap": True, "valign": "vcenter", "num_format": "@"})
        # Excel makes a date of 1/3 and a number of 2020 in a cell that is not text.
        fold = {"level": 1, "hidden": True} if heading.folded else {}
        sheet.set_column(at, at, heading.width, None if heading.how in _NUMBERS else free, fold)
        if heading.note is not None:
            size = {"width": 320, "height": 120, "font_size": 9}
            sheet.write_comment(0, at, heading.note.to(self.lang), {**size, "author": "scorelib"})

    def _write_cell(self, sheet: Any, row: int, at: int, text: str, page: Page) -> None:
        is_item = page.spec.name == "about" and at == 0
        number = _NUMBER.fullmatch(text) if page.headings[at].how in _NUMBERS else None
        if number is not None:
            self._write_number(sheet, row, at, number)
        elif text:
            look = "item" if is_item else "hint" if text.startswith("〔") else _look_of(page, at)
            _write_words(sheet, row, at, text, self.find(look))
        else:
            sheet.write_blank(row, at, None, self.find(_look_of(page, at)))

    def _write_number(self, sheet: Any, row: int, at: int, number: re.Match[str]) -> None:
        places = len(number[1].partition(".")[2])
        if not number[2]:
            sheet.write_number(row, at, float(number[1]), self.find("number"))
            return
        shown = f"0.{'0' * places}%" if places else "0%"
        sheet.write_number(row, at, float(number[1]) / 100, self.find(shown))

    def _merge(self, sheet: Any, first: int, last: int, column: int, text: str) -> None:
        look = self.find("merged hint" if text.startswith("〔") else "merged")
        sheet.merge_range(first, column, last, column, "", look)
        if text:
            _write_words(sheet, first, column, text, look)

    def _measure(self, page: Page, texts: tuple[str, ...]) -> float:
        """Return how high a row is: programs do not always make it fit its words."""
        most = 1
        for at, text in enumerate(texts):
            width = max(page.headings[at].width - 1, 1)
            if at >= page.levels:
                most = max(
                    most, sum(-(-max(wcswidth(line), 1) // width) for line in text.split("\n"))
                )
        return _LINE_HEIGHT * min(most, _MOST_LINES) + 3

    def _offer(self, page: Page, sheet: Any) -> None:
        """Let cells be chosen from lists; other words are refused as they are typed."""
        last = len(page.rows) + _SPARE
        for at, heading in enumerate(page.headings):
            if heading.choices and heading.how != "maximum":
                sheet.data_validation(1, at, last, at, self._list(heading.choices))
            elif heading.choices:
                loose = {"error_type": "information", "show_error": False}
                sheet.data_validation(1, at, last, at, {**self._list(heading.choices), **loose})
        for row, at, name in page.choices:
            sheet.data_validation(row + 1, at, row + 1, at, self._list(name))

    def _list(self, name: str) -> dict[str, Any]:
        return {"validate": "list", "source": self.lists[name], "error_title": "scorelib"}


_TRICKY: Final = re.compile(r"<r>.*</r>|.*_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_.*", re.DOTALL)
"""What XlsxWriter would store as markup; `_x0041_` by itself it hides well."""


def _write_words(sheet: Any, row: int, column: int, text: str, shape: Any) -> None:
    """Write words as words, whatever they look like; what nobody can see as its code."""
    shown = cut_units(show_codes(text), _MOST_UNITS)
    if _TRICKY.fullmatch(shown):
        write_words(sheet, row, column, shown, shape)
    else:
        sheet.write_string(row, column, shown, shape)


def _look_of(page: Page, at: int) -> str:
    if at < page.levels:
        return "level"
    return "text" if page.headings[at].how not in _NUMBERS else "number"


def _name(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    name: str = xl_col_to_name(column)
    return name


_NUMBERS: Final = frozenset({"figure", "maximum"})

_LOOKS: Final[dict[str, Mapping[str, Any]]] = {
    "heading": {"bold": True, "bg_color": "#D9E1F2", "align": "center"},
    "item": {"bold": True, "bg_color": "#EEF1F5"},
    "level": {"num_format": "@"},
    "merged": {"num_format": "@", "valign": "top"},
    "merged hint": {"num_format": "@", "italic": True, "font_color": "#7F7F7F", "valign": "top"},
    "hint": {"num_format": "@", "italic": True, "font_color": "#7F7F7F"},
    "text": {"num_format": "@"},
    "number": {"align": "center"},
}
