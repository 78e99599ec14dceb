"""Compound files ([MS-CFB]): the container of .xls, .doc and of files with a password."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.ground.errors import NotFoundError
from scorelib.reading.forms.refusals import refuse_damaged

__all__ = ["MAGIC", "Compound", "open_compound"]

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST: Final = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound file: its streams by name, and the names of its folders."""

    path: Path
    streams: Mapping[str, bytes]
    folders: frozenset[str]


def open_compound(path: Path, data: bytes) -> Compound:
    """Return what a compound file holds. Raises `NotFoundError` (SL629) where it is damaged."""
    try:
        return _Reader(path, data).read()
    except (struct.error, IndexError) as error:
        raise _refuse(path) from error


def _refuse(path: Path) -> NotFoundError:
    return refuse_damaged(path, "文件不完整", "the file is cut off or broken")


_WANTED: Final = frozenset({"Workbook", "Book", "EncryptedPackage", "EncryptionInfo"})
_TOLD: Final = frozenset({"WordDocument", "PowerPoint Document"})


class _Reader:
    """Reads a compound file: chains of sectors, each visited once at most."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data = path, data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise _refuse(path)
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.table = self._read_table()

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self.size
        if begin >= len(self.data):
            raise _refuse(self.path)
        return self.data[begin : begin + self.size]

    def _read_table(self) -> list[int]:
        """Return the sector that follows each (FAT), its own sectors listed in the header."""
        listed = list(struct.unpack_from("<109I", self.data, 76))
        more, count = struct.unpack_from("<II", self.data, 68)
        seen: set[int] = set()
        while more < _LAST and more not in seen and len(seen) < count:
            seen.add(more)
            numbers = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            listed += numbers[:-1]
            more = numbers[-1]
        table: list[int] = []
        wanted = struct.unpack_from("<I", self.data, 44)[0]
        for number in [each for each in dict.fromkeys(listed) if each < _LAST][:wanted]:
            table += struct.unpack(f"<{self.size // 4}I", self._sector(number))
        return table

    def _chain(self, start: int, table: list[int]) -> list[int]:
        """Return the sectors of a chain. One that comes back to itself is refused."""
        found: list[int] = []
        seen: set[int] = set()
        while start < _LAST:
            if start in seen or start >= len(table):
                raise _refuse(self.path)
            seen.add(start)
            found.append(start)
            start = table[start]
        return found

    def _stream(self, start: int, size: int | None = None) -> bytes:
        whole = b"".join(self._sector(each) for each in self._chain(start, self.table))
        if size is not None and len(whole) < size:
            raise _refuse(self.path)
        return whole if size is None else whole[:size]

    def read(self) -> Compound:
        directory, _, _, cutoff, mini_start = struct.unpack_from("<IIIII", self.data, 48)
        entries = self._list_entries(self._stream(directory))
        root = next((each for each in entries.values() if each.kind == _ROOT), None)
        if root is None:
            raise _refuse(self.path)
        streams: dict[str, bytes] = {}
        for name, entry in entries.items():
            if entry.kind == _STREAM and name in _TOLD:
                streams[name] = b""
            elif entry.kind == _STREAM and name in _WANTED:
                small = entry.size < cutoff
                streams[name] = (
                    self._small(entry, root, mini_start)
                    if small
                    else self._stream(entry.start, entry.size)
                )
        folders = frozenset(name for name, each in entries.items() if each.kind == 1)
        return Compound(self.path, streams, folders)

    def _list_entries(self, directory: bytes) -> dict[str, _Entry]:
        found: dict[str, _Entry] = {}
        for at in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            # An embedded workbook has streams of the same names; the file's own come first.
            found.setdefault(name, _Entry(directory[at + 66], start, size))
        return found

    def _small(self, entry: _Entry, root: _Entry, mini_start: int) -> bytes:
        """Return a stream that is kept in the small sectors inside that of the root."""
        whole = self._stream(root.start)
        words = self._stream(mini_start)
        table = list(struct.unpack(f"<{len(words) // 4}I", words[: len(words) // 4 * 4]))
        pieces = [
            whole[each * self.mini_size : (each + 1) * self.mini_size]
            for each in self._chain(entry.start, table)
        ]
        found = b"".join(pieces)
        if len(found) < entry.size:
            raise _refuse(self.path)
        return found[: entry.size]
