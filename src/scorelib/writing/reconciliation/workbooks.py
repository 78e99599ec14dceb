"""Findings of many projects as a workbook: summary, units, projects, findings; row by row."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reconciliation.batch.tally import Tally
from scorelib.reading.table import Table
from scorelib.writing.cells import write_words
from scorelib.writing.reconciliation.digests import Digest, name_project_columns
from scorelib.writing.reconciliation.rows import list_unreadable_rows, name_columns
from scorelib.writing.reconciliation.summaries import count_in_words, tabulate_codes, tabulate_units

__all__ = ["Workbook"]

_MOST_ROWS: Final = 1_048_576
_WIDTH: Final = 18
"""How many rows a sheet can hold, and how wide its columns are at first."""


class Workbook:
    """A workbook under way. Text is written as text: nothing in it becomes a formula or a link.

    Raises `NotFoundError` (SL916) where what writes workbooks is not installed.
    """

    def __init__(self, path: Path, lang: Lang, most_rows: int = _MOST_ROWS) -> None:
        try:
            import xlsxwriter
        except ModuleNotFoundError as error:
            words = {"format": "XLSX", "package": "XlsxWriter", "extra": "report"}
            raise NotFoundError("SL916", **words) from error
        self._lang = lang
        # Each row goes to a file of its sheet at once; the folder goes with this object.
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        options = {"constant_memory": True, "tmpdir": self._folder.name}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()
        empty = Tally()
        self._codes = self._open("batch.summary", tabulate_codes(empty, lang).headings, most_rows)
        self._units = self._open("batch.by_unit", tabulate_units(empty, lang).headings, most_rows)
        self._projects = self._open("batch.listed", name_project_columns(lang), most_rows)
        self._findings = self._open("findings", name_columns(lang), most_rows)

    def _open(self, name: str, headings: tuple[str, ...], most_rows: int) -> _Sheets:
        return _Sheets(self._book, label(name, self._lang), headings, most_rows)

    def add(self, digest: Digest) -> None:
        """Write a project and its findings."""
        self._projects.write(digest.cells)
        for row in digest.rows:
            self._findings.write(row)

    def add_unreadable(self, each: Unreadable) -> None:
        """Write what could not be read, among the findings."""
        for row in list_unreadable_rows(each, self._lang):
            self._findings.write(row)

    def finish(self, tally: Tally) -> None:
        """Write the summaries and store the workbook. Raises `OSError`."""
        from xlsxwriter.exceptions import FileCreateError

        self._codes.write_table(tabulate_codes(tally, self._lang))
        self._codes.write(("", count_in_words(tally, self._lang)))
        self._units.write_table(tabulate_units(tally, self._lang))
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        """Let go of what was kept; a workbook that was not finished is not stored."""
        self._folder.cleanup()


class _Sheets:
    """A sheet, and further ones of its kind where one is full."""

    def __init__(self, book: Any, name: str, headings: tuple[str, ...], most_rows: int) -> None:
        self._book, self._name, self._headings = book, name, headings
        self._most_rows, self._number, self._row = most_rows, 0, 0
        self._bold = book.add_format({"bold": True})
        self._plain = book.add_format()
        self._start()

    def _start(self) -> None:
        self._number += 1
        name = self._name if self._number == 1 else f"{self._name} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._headings) - 1, _WIDTH)
        for column, words in enumerate(self._headings):
            write_words(self._sheet, 0, column, words, self._bold)
        self._row = 1

    def write(self, cells: Iterable[str], figures: frozenset[int] = frozenset()) -> None:
        """Write a row; `figures` are the columns with counts, which are numbers in the sheet."""
        if self._row >= self._most_rows:
            self._start()
        for column, words in enumerate(cells):
            if column in figures:
                self._sheet.write_number(self._row, column, int(words))
            elif words:
                write_words(self._sheet, self._row, column, words, self._plain)
        self._row += 1

    def write_table(self, table: Table) -> None:
        """Write the rows of a table; its figures are counts."""
        for row in table.rows:
            self.write(row, table.figures)
