"""A report as a workbook: words as words, figures as numbers where a cell holds them exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import Block, Fold, Heading, Report
from scorelib.writing.reports.office import TONES
from scorelib.writing.reports.workbooks.blocks import write_block, write_heading, write_notice
from scorelib.writing.reports.workbooks.books import MOST_ROWS, Book
from scorelib.writing.reports.workbooks.edges import lay_columns
from scorelib.writing.reports.workbooks.formats import TITLE, Look
from scorelib.writing.reports.workbooks.sheets import Content, Sheet

__all__ = ["write_workbook"]

_MOST_SHEETS: Final = 250
"""Headings beyond that stay on the last sheet: a workbook of thousands of sheets is no help."""

_UPRIGHT, _ACROSS = 44.0, 66.0
"""How wide a sheet is at the least, in characters of Chinese: what fills a page of A4."""


def write_workbook(report: Report, path: Path, *, most_rows: int = MOST_ROWS) -> None:
    """Write a report as an Excel workbook; each heading of level 1 begins a sheet.

    A sheet of `most_rows` rows goes on in another. Raises `NotFoundError`: SL916 where what
    writes workbooks is not installed, SL670 and SL671 where a table does not fit; `OSError`.

    >>> import openpyxl, tempfile
    >>> from scorelib.reading.reports.blocks import Report, Paragraph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xlsx"
    ...     write_workbook(Report("评分报告", "zh", (Paragraph("=1+1"),)), path)
    ...     [cell.value for cell in openpyxl.load_workbook(path).worksheets[0]["A"]]
    ['评分报告', '=1+1']
    """
    book = Book(report, path)
    try:
        pages = list(_divide(report))
        for number, page in enumerate(pages):
            _write_page(book, report, page, most_rows, first=number == 0)
        book.close()
    finally:
        book.discard()


class _Page(NamedTuple):
    """What stands on one sheet: its heading, if it has one, and the blocks below."""

    heading: Heading | None
    blocks: Sequence[Block]


def _divide(report: Report) -> Iterator[_Page]:
    """Yield the pages of a report: what is before the first heading, then a page each."""
    heading: Heading | None = None
    blocks: list[Block] = []
    count = 0
    for each in report.blocks:
        if isinstance(each, Heading) and each.level == 1 and count < _MOST_SHEETS:
            if heading is not None or blocks:
                yield _Page(heading, blocks)
            heading, blocks = each, []
            count += 1
        else:
            blocks.append(each)
    yield _Page(heading, blocks)


def _write_page(book: Book, report: Report, page: _Page, most_rows: int, *, first: bool) -> None:
    least = _ACROSS if report.landscape else _UPRIGHT
    otherwise = label("office.report", report.lang)
    wanted = otherwise if page.heading is None else page.heading.sheet or page.heading.text
    name = book.names.name(wanted, otherwise)
    sheet = Sheet(book, report, name, lay_columns(page.blocks, least), most_rows)
    if first:
        sheet.put_line(Content(report.title), TITLE)
        sheet.heading = report.title
    if page.heading is not None:
        write_heading(sheet, page.heading)
    write_notice(sheet, report.notice)
    if any(isinstance(each, Fold) and not each.open for each in page.blocks):
        hint = Content(label("office.unfold", report.lang))
        sheet.put_line(hint, Look(ink=TONES["muted"].ink, size=9))
    for each in page.blocks:
        write_block(sheet, each)
    if first:
        _write_footer(sheet, report)
    sheet.finish()


def _write_footer(sheet: Sheet, report: Report) -> None:
    if report.footer:
        sheet.space()
    for each in report.footer:
        sheet.put_line(Content(each), Look(ink=TONES["muted"].ink, size=9))
