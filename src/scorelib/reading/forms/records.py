"""Old workbooks (.xls, BIFF8): sheets of cells with what their number formats say.

The records are read as [MS-XLS] describes them. What reads such files elsewhere gives values
without their formats, so that 98.19% comes out as 0.9819; here the formats are read as well.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from scorelib.ground.errors import NotFoundError
from scorelib.reading.forms.cells import Draft, Mark, Sheet, Tally, check_sheets
from scorelib.reading.forms.refusals import refuse_damaged, refuse_locked
from scorelib.reading.number_formats import BUILT_IN, round_double, show_number

__all__ = ["read_records"]


class _Kind:
    """The records that are read, by their numbers."""

    BOF = 0x0809
    EOF = 0x000A
    FILEPASS = 0x002F
    BOUNDSHEET = 0x0085
    DATEMODE = 0x0022
    FORMAT = 0x041E
    XF = 0x00E0
    SST = 0x00FC
    ROW = 0x0208
    COLINFO = 0x007D
    MERGED = 0x00E5
    NUMBER = 0x0203
    RK = 0x027E
    MULRK = 0x00BD
    LABELSST = 0x00FD
    LABEL = 0x0204
    RSTRING = 0x00D6
    BOOLERR = 0x0205
    FORMULA = 0x0006
    STRING = 0x0207


_CONTINUE: Final = b"\x3c\x00"
_BIFF8: Final = 0x0600
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


class _Record(NamedTuple):
    kind: int
    parts: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        return self.parts[0]


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(default_factory=list)
    from_1904: bool = False
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)

    def code(self, style: int) -> str:
        """Return the number format of a style."""
        number = self.styles[style] if style < len(self.styles) else 0
        return self.codes.get(number, "General")


def read_records(path: Path, data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of the stream of an old workbook.

    Raises `NotFoundError`: SL626 for one older than Excel 97, SL628 with a password, SL629 where
    it is damaged, SL630 where it holds more than a form.
    """
    try:
        tally = Tally(path)
        book = _read_book(path, data, tally)
        check_sheets(tally, len(book.sheets))
        return tuple(
            _read_sheet(data, at, Draft(name, tally, hidden=hidden), book)
            for name, at, hidden in book.sheets
        )
    except (struct.error, IndexError, ValueError, ArithmeticError) as error:
        raise _refuse(path) from error


def _refuse(path: Path) -> NotFoundError:
    return refuse_damaged(path, "记录不完整", "its records are cut off or broken")


def _list_records(data: bytes, at: int, tally: Tally) -> Iterator[_Record]:
    """Yield the records from a place to the end of its substream, continued ones together."""
    while True:
        tally.step()
        kind, length = struct.unpack_from("<HH", data, at)
        parts = [data[at + 4 : at + 4 + length]]
        if len(parts[0]) < length:
            raise IndexError(at)
        at += 4 + length
        while data[at : at + 2] == _CONTINUE:
            length = struct.unpack_from("<H", data, at + 2)[0]
            parts.append(data[at + 4 : at + 4 + length])
            at += 4 + length
            tally.step()
        yield _Record(kind, tuple(parts))
        if kind == _Kind.EOF:
            return


def _read_book(path: Path, data: bytes, tally: Tally) -> _Book:
    book = _Book()
    for each in _list_records(data, 0, tally):
        match each.kind:
            case _Kind.BOF if struct.unpack_from("<H", each.data)[0] != _BIFF8:
                raise NotFoundError("SL626", path=path.as_posix(), ending="Excel 95 .xls")
            case _Kind.FILEPASS:
                raise refuse_locked(path)
            case _Kind.BOUNDSHEET:
                book.sheets += _read_entry(each.data)
            case _Kind.DATEMODE:
                book.from_1904 = each.data[:1] == b"\x01"
            case _Kind.FORMAT:
                book.codes[struct.unpack_from("<H", each.data)[0]] = _read_text(each.data, 2)
            case _Kind.XF:
                book.styles.append(struct.unpack_from("<H", each.data, 2)[0])
            case _Kind.SST:
                book.strings = _Strings(each.parts).read()
    return book


def _read_entry(data: bytes) -> list[tuple[str, int, bool]]:
    """Return a sheet as the workbook lists it; charts and old macros are none."""
    at, hidden, kind = struct.unpack_from("<IBB", data)
    length, wide = data[6], data[7] & 1
    name = _decode(data[8 : 8 + length * (1 + wide)], wide)
    return [(name, at, bool(hidden & 3))] if kind == 0 else []


def _decode(data: bytes, wide: int) -> str:
    return data.decode("utf-16-le", "replace") if wide else data.decode("latin-1")


def _read_text(data: bytes, at: int) -> str:
    """Return a text with its length in front, in a record of its own."""
    length, flags = struct.unpack_from("<HB", data, at)
    at += 3 + 2 * bool(flags & 8) + 4 * bool(flags & 4)
    return _decode(data[at : at + length * (1 + (flags & 1))], flags & 1)


class _Strings:
    """The table of texts: it may break anywhere and go on in the next record."""

    def __init__(self, parts: tuple[bytes, ...]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def read(self) -> list[str]:
        count = struct.unpack_from("<I", self.parts[0], 4)[0]
        self.at = 8
        found: list[str] = []
        # What the table says of its length is only believed as far as there is something.
        while len(found) < count and self._more():
            found.append(self._read_one())
        return found

    def read_alone(self) -> str:
        """Return the only text of a record."""
        return self._read_one()

    def _more(self) -> bool:
        while self.at >= len(self.parts[self.part]):
            if self.part + 1 >= len(self.parts):
                return False
            self.part, self.at = self.part + 1, 0
        return True

    def _take(self, size: int) -> bytes:
        """Return so many bytes, across records."""
        found = b""
        while len(found) < size:
            if not self._more():
                raise IndexError(size)
            piece = self.parts[self.part][self.at : self.at + size - len(found)]
            found += piece
            self.at += len(piece)
        return found

    def _read_one(self) -> str:
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        words = self._read_characters(length, flags & 1)
        self._skip(4 * runs + extra)
        return words

    def _read_characters(self, length: int, wide: int) -> str:
        pieces: list[str] = []
        while length > 0:
            if self.at >= len(self.parts[self.part]):
                # Characters that go on in the next record say once more how wide they are.
                if not self._more():
                    raise IndexError(length)
                wide = self._take(1)[0] & 1
                continue
            room = (len(self.parts[self.part]) - self.at) // (1 + wide)
            count = min(room, length)
            if count == 0:
                raise IndexError(length)
            pieces.append(_decode(self._take(count * (1 + wide)), wide))
            length -= count
        return "".join(pieces)

    def _skip(self, size: int) -> None:
        while size > 0:
            if not self._more():
                raise IndexError(size)
            step = min(size, len(self.parts[self.part]) - self.at)
            self.at += step
            size -= step


def _read_sheet(data: bytes, at: int, draft: Draft, book: _Book) -> Sheet:
    pending: tuple[int, int] | None = None
    for each in _list_records(data, at, draft.tally):
        match each.kind:
            case _Kind.FORMULA:
                pending = _put_formula(each.data, draft, book)
            case _Kind.STRING if pending is not None:
                draft.put(*pending, _Strings(each.parts).read_alone(), "text", _STORED)
                pending = None
            case _Kind.MERGED:
                _put_merged(each.data, draft)
            case _Kind.ROW if struct.unpack_from("<H", each.data, 12)[0] & 0x20:
                draft.hidden_rows.add(struct.unpack_from("<H", each.data)[0] + 1)
            case _Kind.COLINFO if struct.unpack_from("<H", each.data, 8)[0] & 1:
                first, last = struct.unpack_from("<HH", each.data)
                draft.hidden_columns.append((first + 1, min(last, 255) + 1))
            case _:
                _put_cell(each, draft, book)
    return draft.finish()


_STORED: Final[frozenset[Mark]] = frozenset({"formula"})
_PLAIN: Final[frozenset[Mark]] = frozenset()


def _put_cell(record: _Record, draft: Draft, book: _Book) -> None:
    data = record.data
    match record.kind:
        case _Kind.NUMBER:
            row, column, style, value = struct.unpack_from("<HHHd", data)
            _put_number(draft, book, (row, column), style, round_double(value), _PLAIN)
        case _Kind.RK:
            row, column, style, number = struct.unpack_from("<HHHI", data)
            _put_number(draft, book, (row, column), style, _read_small(number), _PLAIN)
        case _Kind.MULRK:
            row, column = struct.unpack_from("<HH", data)
            for place in range((len(data) - 6) // 6):
                style, number = struct.unpack_from("<HI", data, 4 + 6 * place)
                at = (row, column + place)
                _put_number(draft, book, at, style, _read_small(number), _PLAIN)
        case _Kind.LABELSST:
            row, column, _, index = struct.unpack_from("<HHHI", data)
            draft.put(row + 1, column + 1, book.strings[index], "text")
        case _Kind.LABEL | _Kind.RSTRING:
            row, column = struct.unpack_from("<HH", data)
            draft.put(row + 1, column + 1, _read_text(data, 6), "text")
        case _Kind.BOOLERR:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
            _put_truth(draft, (row + 1, column + 1), value, bool(is_error), _PLAIN)


def _put_number(
    draft: Draft,
    book: _Book,
    at: tuple[int, int],
    style: int,
    value: Decimal,
    marks: frozenset[Mark],
) -> None:
    shown = show_number(value, book.code(style), from_1904=book.from_1904)
    draft.put_number(at[0] + 1, at[1] + 1, shown, marks)


def _put_truth(
    draft: Draft, at: tuple[int, int], value: int, is_error: bool, marks: frozenset[Mark]
) -> None:
    if is_error:
        draft.put(*at, _ERRORS.get(value, f"#ERROR{value}"), "error", marks)
    else:
        draft.put(*at, "true" if value else "false", "truth", marks)


def _read_small(number: int) -> Decimal:
    """Return a number that is kept in four bytes (RK): whole or the upper half of a double."""
    if number & 2:
        whole = number >> 2
        value = Decimal(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        half = struct.pack("<II", 0, number & 0xFFFFFFFC)
        value = round_double(struct.unpack("<d", half)[0])
    return round_double(str(value.scaleb(-2))) if number & 1 else value


def _put_formula(data: bytes, draft: Draft, book: _Book) -> tuple[int, int] | None:
    """Keep what was stored for a formula; a text follows in a record of its own: then its place."""
    row, column, style = struct.unpack_from("<HHH", data)
    result = data[6:14]
    if result[6:] != b"\xff\xff":
        value = round_double(struct.unpack("<d", result)[0])
        _put_number(draft, book, (row, column), style, value, _STORED)
        return None
    at = (row + 1, column + 1)
    match result[0]:
        case 0:
            return at
        case 1 | 2:
            _put_truth(draft, at, result[2], result[0] == 2, _STORED)
    return None


def _put_merged(data: bytes, draft: Draft) -> None:
    count = struct.unpack_from("<H", data)[0]
    for place in range(count):
        first, last, left, right = struct.unpack_from("<HHHH", data, 2 + 8 * place)
        if first <= last and left <= right:
            draft.merge((first + 1, left + 1, last + 1, right + 1))
