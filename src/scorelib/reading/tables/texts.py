"""Files of text: what they are written in, what identifies them, and their lines."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.ground.errors import NotFoundError

__all__ = ["Examined", "examine_file", "hash_file", "open_lines"]

_PIECE: Final = 1 << 22
_LONGEST: Final = 1 << 26
"""A file that has no end of a line in so many bytes is no table, and would fill the memory."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file of text is written in, and how many lines it has."""

    encoding: str
    lines: int


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def examine_file(path: Path) -> Examined:
    """Return what a whole file is written in: UTF-8 or GB18030, or UTF-16 where a mark says so.

    Raises `NotFoundError` (SL963) where it is none of these.
    """
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    lines = 0
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        found = _try_encoding(path, encoding)
        if found is not None:
            return Examined(encoding, found)
    raise NotFoundError("SL963", path=path.as_posix(), lines=lines)


def _try_encoding(path: Path, encoding: str) -> int | None:
    """Return how many lines a file has, or None where it is not written in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, unbroken, last = 0, 0, ""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            try:
                text = decoder.decode(piece)
            except UnicodeDecodeError:
                return None
            count = text.count("\n")
            lines += count
            unbroken = 0 if count else unbroken + len(piece)
            last = text[-1:] or last
            if unbroken > _LONGEST:
                raise NotFoundError("SL967", path=path.as_posix(), line=lines + 1)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines + (last not in ("", "\n"))


def open_lines(path: Path, encoding: str) -> Iterator[bytes]:
    """Yield the lines of a file in UTF-8, each with its end."""
    if encoding == "utf-8":
        with path.open("rb") as file:
            yield from file
        return
    with path.open(encoding=encoding, newline="\n") as text:
        for line in text:
            yield line.encode()
