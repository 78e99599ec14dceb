"""A report as a Word document: real headings, real tables, East Asian fonts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scorelib.ground.errors import NotFoundError
from scorelib.reading.reports.blocks import Report
from scorelib.writing.reports.documents.blocks import Printer, make_notice
from scorelib.writing.reports.documents.markup import Bookmarks, Ink, make_paragraph, make_runs
from scorelib.writing.reports.documents.styles import (
    add_list,
    prepare_document,
    prepare_pages,
    split_foot,
)
from scorelib.writing.reports.grids import fit_pages
from scorelib.writing.reports.office import EPOCH, TONES

__all__ = ["write_word"]

_HERE: Final = "body"
_MARKED: Final = f"<w:p><w:r><w:t>{_HERE}</w:t></w:r></w:p>".encode()
"""What stands for the body until everything else is stored."""

_DATE: Final = (EPOCH.year, EPOCH.month, EPOCH.day, 0, 0, 0)


def write_word(report: Report, path: Path) -> None:
    """Write a report as a Word document (.docx).

    Raises `NotFoundError`: SL916 where what writes Word is not installed, SL670 where a table
    has too many columns; `OSError`.

    >>> import docx, tempfile
    >>> from scorelib.reading.reports.blocks import Paragraph
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.docx"
    ...     write_word(Report("评分报告", "zh", (Paragraph("总分 90.20"),)), path)
    ...     [each.text for each in docx.Document(str(path)).paragraphs]
    ['评分报告', '总分 90.20']
    """
    try:
        import docx
    except ModuleNotFoundError as error:
        words = {"format": "DOCX", "package": "python-docx", "extra": "report"}
        raise NotFoundError("SL916", **words) from error
    document = docx.Document()
    prepare_document(document, report)
    width = prepare_pages(document, report)
    body = "".join(_print_body(document, fit_pages(report), width))
    document.add_paragraph(_HERE)
    stored = BytesIO()
    document.save(stored)
    _store(stored, body.encode(), path)


def _print_body(document: Any, report: Report, width: int) -> Iterator[str]:
    lists = (add_list(document) for _ in repeat(None))
    printer = Printer(report.lang, width, Bookmarks(report.blocks), lists, heading=report.title)
    yield make_paragraph(make_runs(report.title), "Title")
    if report.notice:
        yield make_notice(report.notice)
    yield from printer.print(report.blocks)
    # The rest stands at the foot of every page.
    for each in split_foot(report.footer)[1]:
        yield make_paragraph(make_runs(each, Ink(TONES["muted"].ink, 8)), "TableText")


def _store(stored: BytesIO, body: bytes, path: Path) -> None:
    """Write the parts of a document again, with its body and without the time of their making.

    The body goes in as text: long tables take minutes when their parts change their document.
    """
    with ZipFile(stored) as made, ZipFile(path, "w") as wanted:
        for name in made.namelist():
            data = made.read(name)
            if name == "word/document.xml":
                before, after = data.split(_MARKED)
                data = before + body + after
            part = ZipInfo(name, _DATE)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            wanted.writestr(part, data)
