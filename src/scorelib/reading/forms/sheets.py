"""Opening a workbook or a Word document as sheets of cells, whatever is wrong with the file.

A file is taken for what it holds, and refused where its name says something else. What no form
is (macros, passwords, other programs' formats) is refused with what to do about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scorelib.ground.errors import NotFoundError, Text
from scorelib.ground.source import is_file
from scorelib.reading.forms import limits
from scorelib.reading.forms.cells import Sheet, SheetCell
from scorelib.reading.forms.compounds import MAGIC, Compound, open_compound
from scorelib.reading.forms.documents import read_word_tables
from scorelib.reading.forms.packages import Handler, Package, open_package
from scorelib.reading.forms.records import read_records
from scorelib.reading.forms.refusals import refuse_damaged, refuse_locked, refuse_size
from scorelib.reading.forms.workbooks import read_workbook

__all__ = ["ENDINGS", "Sheet", "SheetCell", "open_sheets"]

ENDINGS: Final = (".xlsx", ".xls", ".docx")
"""The endings of files that are read."""

_WPS: Final = (".et", ".ett", ".wps", ".wpt", ".dps", ".dpt")
_MACROS: Final = (".xlsm", ".xltm", ".docm", ".dotm", ".xlam", ".xla")
_FILE: Final = Text("文件的字节数", "bytes of the file")


def open_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook (.xlsx, .xls), or the tables of a Word document (.docx).

    Nothing of the file is run, and nothing outside of it is opened. Raises `NotFoundError`: SL903
    where there is no file, SL625 for a format of WPS, SL626 for another that is not read, SL627
    where the file is not what its name says, SL628 with a password, SL629 damaged, SL630 larger
    than any form, SL631 for XML with entities, SL632 for macros.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "自评表.et"
    ...     _ = path.write_bytes(b"")
    ...     try:
    ...         open_sheets(path)
    ...     except NotFoundError as error:
    ...         print(error.code)
    SL625
    """
    if not is_file(path):
        raise NotFoundError("SL903", path=path.as_posix())
    ending = path.suffix.lower()
    _refuse_ending(path, ending)
    size = path.stat().st_size
    if size > limits.FILE_BYTES:
        raise refuse_size(path, _FILE, size, limits.FILE_BYTES)
    data = path.read_bytes()
    if data.startswith(MAGIC):
        return _open_compound(path, ending, open_compound(path, data))
    if data.startswith(b"PK"):
        return _open_package(path, ending, open_package(path, data))
    raise _refuse_content(path, ending, _name_content(data))


def _refuse_ending(path: Path, ending: str) -> None:
    if ending in _WPS:
        raise NotFoundError("SL625", path=path.as_posix(), ending=ending)
    if ending in _MACROS:
        raise NotFoundError("SL632", path=path.as_posix())
    if ending not in ENDINGS:
        raise NotFoundError("SL626", path=path.as_posix(), ending=ending or "?")


def _refuse_content(path: Path, ending: str, found: Text) -> NotFoundError:
    return NotFoundError("SL627", path=path.as_posix(), ending=ending, found=found)


_UNKNOWN: Final = Text("别的内容", "something else")
_STARTS: Final = (
    (b"%PDF", Text("PDF 文件", "a PDF file")),
    (b"{\\rtf", Text("RTF 文件", "an RTF file")),
    (b"\x89PNG", Text("图片", "a picture")),
    (b"\xff\xd8\xff", Text("图片", "a picture")),
    (b"Rar!", Text("压缩包", "an archive")),
    (b"7z\xbc\xaf", Text("压缩包", "an archive")),
    (b"\x09\x08", Text("很旧的 .xls 文件（Excel 95 以前）", "a very old .xls file")),
    (b"\x09\x04", Text("很旧的 .xls 文件（Excel 95 以前）", "a very old .xls file")),
)


def _name_content(data: bytes) -> Text:
    """Return what a file is that is neither an archive nor a compound file."""
    for start, name in _STARTS:
        if data.startswith(start):
            return name
    if not data:
        return Text("空文件", "nothing")
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").lower().replace(b"\x00", b"")
    if b"<html" in head or head.startswith((b"<!doctype html", b"<table")):
        return Text("网页（HTML）", "a web page (HTML)")
    if head.startswith(b"<"):
        return Text("XML 文件", "an XML file")
    if b"\x00" not in data[:4096]:
        return Text("文字文件（如 CSV）", "plain text, such as CSV")
    return _UNKNOWN


def _open_compound(path: Path, ending: str, compound: Compound) -> tuple[Sheet, ...]:
    streams = compound.streams
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise refuse_locked(path)
    if "WordDocument" in streams:
        raise _refuse_content(
            path, ending, Text("旧格式的 Word 文件（.doc）", "an old Word file (.doc)")
        )
    book = streams.get("Workbook") or streams.get("Book")
    if book is None:
        raise _refuse_content(path, ending, _UNKNOWN)
    if ending != ".xls":
        raise _refuse_content(
            path, ending, Text("旧格式的 Excel 文件（.xls）", "an old Excel file (.xls)")
        )
    if "_VBA_PROJECT_CUR" in compound.folders:
        raise NotFoundError("SL632", path=path.as_posix())
    return read_records(path, book)


_KINDS: Final = {
    "spreadsheetml.sheet.main": ".xlsx",
    "wordprocessingml.document.main": ".docx",
    "spreadsheetml.template.main": ".xltx",
    "wordprocessingml.template.main": ".dotx",
    "ms-excel.sheet.binary.macroEnabled.main": ".xlsb",
    "presentationml.presentation.main": ".pptx",
}


class _Contents(Handler):
    """What a package says that its parts are."""

    def __init__(self) -> None:
        self.types: list[str] = []

    def start(self, name: str, attributes: object) -> None:
        if name in ("Override", "Default") and isinstance(attributes, dict):
            self.types.append(attributes.get("ContentType", ""))


def _open_package(path: Path, ending: str, package: Package) -> tuple[Sheet, ...]:
    if "mimetype" in package.names:
        kind = b"".join(package.pieces("mimetype")).decode("latin-1")[:80]
        raise _refuse_content(path, ending, Text(f"{kind} 文件", f"a file of {kind}"))
    if "[Content_Types].xml" not in package.names:
        raise _refuse_content(path, ending, Text("压缩包", "an archive"))
    contents = _Contents()
    package.read_xml("[Content_Types].xml", contents)
    found = next(
        (_KINDS[key] for key in _KINDS if any(key in each for each in contents.types)), None
    )
    if found != ".xlsb" and _has_macros(package, contents):
        raise NotFoundError("SL632", path=path.as_posix())
    if found is None:
        raise refuse_damaged(path, "没有说明内容的类型", "it does not say what it holds")
    if found != ending:
        raise _refuse_content(path, ending, Text(f"{found} 文件", f"a {found} file"))
    return read_workbook(package) if found == ".xlsx" else read_word_tables(package)


def _has_macros(package: Package, contents: _Contents) -> bool:
    named = any(name.rpartition("/")[2].startswith("vbaProject") for name in package.names)
    return named or any("macroEnabled" in each for each in contents.types)
