"""A workbook under way: its sheets, the texts too long for a cell, links between its cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Report
from scorelib.writing.cells import split_markup, write_words
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.office import EPOCH
from scorelib.writing.reports.workbooks.formats import BODY, LABEL, Formats
from scorelib.writing.reports.workbooks.names import Names, cut_units

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Book", "Place"]

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
_MOST_UNITS: Final = 32_767
_PIECE: Final = 32_000
_MOST_LINKS: Final = 65_530
"""What Excel holds: rows and columns of a sheet, units of UTF-16 in a cell, links of a sheet."""

_MOST_PROPERTY: Final = 255


class Place(NamedTuple):
    """A cell of a sheet, both from 0."""

    sheet: Any
    row: int
    column: int

    def __str__(self) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return f"{self.sheet.get_name()}!{xl_rowcol_to_cell(self.row, self.column)}"

    @property
    def reference(self) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        name = self.sheet.get_name().replace("'", "''")
        return f"internal:'{name}'!{xl_rowcol_to_cell(self.row, self.column)}"


@dataclass(frozen=True, slots=True)
class _Link:
    place: Place
    anchor: str
    text: str
    number: Any
    shape: Any


class Book:
    """A workbook that is being written. Words are written as words: no formulas, no addresses.

    Raises `NotFoundError` (SL916) where what writes workbooks is not installed.
    """

    def __init__(self, report: Report, path: Path) -> None:
        try:
            import xlsxwriter
        except ModuleNotFoundError as error:
            words = {"format": "XLSX", "package": "XlsxWriter", "extra": "report"}
            raise NotFoundError("SL916", **words) from error
        self.lang: Lang = report.lang
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        plain = dict.fromkeys(
            ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
        )
        options = {"tmpdir": self._folder.name, **plain}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()
        self._book.set_properties(
            {
                "title": cut_units(show_codes(report.title), _MOST_PROPERTY),
                "comments": cut_units(show_codes("\n".join(report.footer)), _MOST_PROPERTY),
                "created": EPOCH,
            }
        )
        self.names = Names()
        # Kept from others from the first: texts that are cut name this sheet.
        self._long_name = self.names.name(label("office.long_texts", self.lang), "Long")
        self.formats = Formats(self._book, self.lang)
        self._long: list[tuple[Place, int, str]] = []
        self._links: list[_Link] = []
        self._anchors: dict[str, Place] = {}

    def open(self, name: str) -> Any:
        """Return a new sheet by its name, which no other has."""
        return self._book.add_worksheet(name)

    def set_anchor(self, anchor: str | None, place: Place) -> None:
        """Remember what an anchor names; of two alike the first."""
        if anchor is not None:
            self._anchors.setdefault(anchor, place)

    def write(
        self, place: Place, text: str, shape: Any, number: Any = None, link: str | None = None
    ) -> None:
        """Write a number where there is one, or else a text, whole or cut with a mark."""
        shown = self._cut(show_codes(text), place)
        self._store(place, shown, shape, number)
        if link is not None and shown:
            self._links.append(_Link(place, link, shown, number, shape))

    def _store(self, place: Place, text: str, shape: Any, number: Any) -> None:
        sheet, row, column = place
        if number is not None:
            sheet.write_number(row, column, number, shape)
        elif text == "":
            sheet.write_blank(row, column, None, shape)
        else:
            write_words(sheet, row, column, text, shape)

    def _cut(self, text: str, place: Place) -> str:
        """Return a text as far as a cell holds it; the whole goes to a sheet of its own."""
        if len(cut_units(text, _MOST_UNITS)) == len(text):
            return text
        first = 2 + len(self._long)
        rest, part = text, 0
        while rest:
            piece = cut_units(rest, _PIECE)
            part += 1
            self._long.append((place, part, piece))
            rest = rest[len(piece) :]
        mark = label("office.cut", self.lang, sheet=self._long_name, row=first)
        return cut_units(text, _PIECE) + mark

    def close(self) -> None:
        """Write what only the end knows, and the file. Raises `OSError`."""
        from xlsxwriter.exceptions import FileCreateError

        self._write_long()
        self._link()
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error

    def discard(self) -> None:
        """Let go of what was kept beside the file."""
        self._folder.cleanup()

    def _write_long(self) -> None:
        if not self._long:
            return
        sheet = self.open(self._long_name)
        sheet.set_column(0, 0, 24)
        sheet.set_column(2, 2, 100)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(("place", "part", "text")):
            words = label(f"office.long_{name}", self.lang)
            sheet.write_string(0, column, words, self.formats.find(LABEL))
        body = self.formats.find(BODY)
        for row, (place, part, text) in enumerate(self._long, 1):
            sheet.set_row(row, 60)
            sheet.write_string(row, 0, str(place), body)
            sheet.write_number(row, 1, part, body)
            self._store(Place(sheet, row, 2), text, body, None)

    def _link(self) -> None:
        """Make links of the cells whose anchors are there; the words stay where they are not."""
        counts: dict[str, int] = {}
        for each in self._links:
            target = self._anchors.get(each.anchor)
            name = each.place.sheet.get_name()
            counts[name] = counts.get(name, 0) + 1
            if target is None or counts[name] > _MOST_LINKS:
                continue
            sheet, row, column = each.place
            plain = len(split_markup(each.text)) == 1
            shown = cut_units(each.text, _MOST_PROPERTY) if plain else "…"
            sheet.write_url(row, column, target.reference, each.shape, shown)
            self._store(each.place, each.text, each.shape, each.number)
