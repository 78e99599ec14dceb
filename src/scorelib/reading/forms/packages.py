"""Office files as what they are, zip archives of XML: opened within limits, nothing followed.

Only the parts that hold cells are read: no pictures, no embedded files, no macros; a target that
lies outside of the file is never opened. XML is read event by event, without a tree.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from scorelib.ground.errors import Text
from scorelib.reading.forms import limits
from scorelib.reading.forms.refusals import refuse_damaged, refuse_locked, refuse_size, refuse_xml

__all__ = ["Handler", "Package", "Relation", "open_package"]

_END: Final = b"PK\x05\x06"
_PIECE: Final = 1 << 16

_MEMBERS: Final = Text("压缩包里的文件个数", "files inside the archive")
_TOTAL: Final = Text("解压后的字节数", "bytes when unpacked")
_PART: Final = Text("一个部件的字节数", "bytes of one part")
_RATIO: Final = Text("压缩倍数", "times larger when unpacked")
_INDEX: Final = Text("压缩包目录的字节数", "bytes of the archive's list of contents")
_ELEMENTS: Final = Text("XML 元素个数", "XML elements")
_DEPTH: Final = Text("XML 元素的层数", "XML elements inside each other")


class Handler:
    """What is told of XML: elements by their local names, and the text in them."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note that an element begins."""

    def end(self, name: str) -> None:
        """Note that an element ends."""

    def text(self, words: str) -> None:
        """Note a piece of text."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one part of a package points: by which id, as what, to which part."""

    id: str
    kind: str
    target: str


@dataclass(slots=True)
class Spent:
    """What has been read of a package so far, all parts together."""

    elements: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Package:
    """An open archive: its parts by name, read on demand."""

    path: Path
    archive: zipfile.ZipFile = field(repr=False)
    names: frozenset[str]
    spent: Spent = field(default_factory=Spent)

    def read_xml(self, name: str, handler: Handler) -> None:
        """Tell a handler what a part holds. Raises `NotFoundError` (SL629, SL630, SL631)."""
        _Parse(self, name, handler).run()

    def list_relations(self, name: str) -> tuple[Relation, ...]:
        """Return where a part points inside the package; `""` stands for the package itself."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        if part not in self.names:
            return ()
        found = _Relations(folder)
        self.read_xml(part, found)
        return tuple(found.relations)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part, never more than a form can have."""
        if name not in self.names:
            raise refuse_damaged(self.path, f"缺少部件 {name}", f"the part {name} is missing")
        info = self.archive.getinfo(name)
        _check_part(self.path, info)
        with _reading(self.path), self.archive.open(info) as part:
            while piece := part.read(_PIECE):
                self.spent.size += len(piece)
                if self.spent.size > limits.READ_BYTES:
                    raise refuse_size(self.path, _TOTAL, self.spent.size, limits.READ_BYTES)
                yield piece


def _check_part(path: Path, info: zipfile.ZipInfo) -> None:
    if info.file_size > limits.PART_BYTES:
        raise refuse_size(path, _PART, info.file_size, limits.PART_BYTES)
    if info.file_size > (1 << 20) and info.file_size > limits.RATIO * max(info.compress_size, 1):
        found = info.file_size // max(info.compress_size, 1)
        raise refuse_size(path, _RATIO, found, limits.RATIO)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what a cut or broken archive raises into a refusal.

    All is in memory: `OSError` is what bz2 says of broken data, `NotImplementedError` what zipfile
    says of a way of packing that it does not know.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise refuse_damaged(path, "压缩包不完整", "the archive is cut off or broken") from error


def open_package(path: Path, data: bytes) -> Package:
    """Return the archive in a file, after a look at what it says of itself.

    Raises `NotFoundError`: SL628 with a password, SL629 where it is damaged, SL630 where it holds
    more than any form.
    """
    _check_index(path, data)
    with _reading(path):
        archive = zipfile.ZipFile(BytesIO(data))
    members = archive.infolist()
    if len(members) > limits.MEMBERS:
        raise refuse_size(path, _MEMBERS, len(members), limits.MEMBERS)
    total = sum(each.file_size for each in members)
    if total > limits.TOTAL_BYTES:
        raise refuse_size(path, _TOTAL, total, limits.TOTAL_BYTES)
    if any(each.flag_bits & 1 for each in members):
        raise refuse_locked(path)
    names = frozenset(each.filename for each in members)
    if len(names) != len(members):
        # Programs differ in which of two they take; a person would see one and score the other.
        raise refuse_damaged(path, "有两个部件同名", "two of its parts have one name")
    return Package(path, archive, names)


def _check_index(path: Path, data: bytes) -> None:
    """Refuse an archive whose list of contents alone would fill the memory."""
    at = data.rfind(_END, max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22:
        raise refuse_damaged(path, "压缩包不完整", "the archive is cut off or broken")
    count = int.from_bytes(data[at + 10 : at + 12], "little")
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if count > limits.MEMBERS:
        raise refuse_size(path, _MEMBERS, count, limits.MEMBERS)
    if size > limits.INDEX_BYTES:
        raise refuse_size(path, _INDEX, size, limits.INDEX_BYTES)


class _Relations(Handler):
    """The relations of a part; those that point outside are passed over."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.relations: list[Relation] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        target = attributes.get("Target", "")
        if name != "Relationship" or not target or attributes.get("TargetMode") == "External":
            return
        # A target from the root of the package begins with a slash.
        joined = posixpath.normpath(posixpath.join("/" + self.folder, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.relations.append(Relation(attributes.get("Id", ""), kind, joined))


class _Parse:
    """One part of a package read by expat: no entities, no depth without end."""

    def __init__(self, package: Package, name: str, handler: Handler) -> None:
        self.package, self.name, self.handler = package, name, handler
        self.depth = 0

    def run(self) -> None:
        parser: Any = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.handler.text
        parser.StartDoctypeDeclHandler = self._refuse
        parse: Callable[[bytes, bool], object] = parser.Parse
        try:
            for piece in self.package.pieces(self.name):
                parse(piece, False)
            parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError, ArithmeticError) as error:
            zh, en = f"部件 {self.name} 不是完整的 XML", f"its part {self.name} is no whole XML"
            raise refuse_damaged(self.package.path, zh, en) from error

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        spent = self.package.spent
        spent.elements += 1
        self.depth += 1
        if spent.elements > limits.ELEMENTS:
            raise refuse_size(self.package.path, _ELEMENTS, spent.elements, limits.ELEMENTS)
        if self.depth > limits.DEPTH:
            raise refuse_size(self.package.path, _DEPTH, self.depth, limits.DEPTH)
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.handler.start(name.rpartition(" ")[2], plain)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.handler.end(name.rpartition(" ")[2])

    def _refuse(self, *_: object) -> None:
        raise refuse_xml(self.package.path, self.name)
