"""Sources: the files, and the lines of files, in which projects stand; found one by one."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final

from scorelib.engine.intake.batch import LINES
from scorelib.engine.intake.project import FILE_NAME, Project, load_project, read_project
from scorelib.ground.errors import Diagnostic, DocumentError, Location, NotFoundError
from scorelib.ground.source import MAX_BYTES, is_file, is_folder, read_document
from scorelib.reading.forms.filled import Filled
from scorelib.reading.projects import (
    FORM_ENDINGS,
    Asked,
    is_form,
    is_several,
    list_inputs,
    open_form,
)

__all__ = [
    "Source",
    "Unreadable",
    "is_one",
    "list_sources",
    "open_source",
    "place_absence",
    "read_source",
]

_ENDINGS: Final = (".yaml", ".yml", ".json", *LINES, *FORM_ENDINGS)
_BLANKS: Final = b" \t\r\n\xef\xbb\xbf"
"""What a line without a project may consist of; the last three are a byte order mark."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one project stands: a file or its folder, or so many bytes of a file with many.

    `line` is 0 for a whole file. Only the place is kept: who needs the project reads it there.
    `part` is which of several forms in one file it is, from 1 (0: the only one), `asked` what
    official forms are read with.
    """

    path: str
    line: int = 0
    offset: int = 0
    length: int = 0
    part: int = 0
    asked: Asked | None = None

    @property
    def place(self) -> str:
        """The file as it was named, with the line or the number where it holds many projects."""
        if self.part:
            return f"{self.path}#{self.part}"
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def file(self) -> Path:
        """The file itself, also of a project that is named by its folder."""
        path = Path(self.path)
        return path / FILE_NAME if is_folder(path) else path


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be read as a project, or not be scored, with every problem.

    `is_absent` says that what was named is not there at all.
    """

    place: str
    problems: tuple[Diagnostic, ...]
    is_absent: bool = False


def is_one(path: str, asked: Asked | None = None) -> bool:
    """Return whether a path names one project, and nothing that may hold several."""
    found = Path(path)
    there = is_file(found) or is_folder(found)
    return (there or not glob.has_magic(path)) and not is_several(found, asked)


def list_sources(paths: Iterable[str], asked: Asked | None = None) -> Iterator[Source | Unreadable]:
    """Yield what stands in files, folders and patterns such as `reports/*.yaml`, in their order.

    A file that is named twice is read once; what is not there or cannot be listed is told.
    `asked` is what official forms are read with.

    >>> [each.place for each in list_sources(["examples/hechi-2022", "examples/hechi*"])]
    ['examples/hechi-2022']
    """
    seen: set[str] = set()
    for path in paths:
        try:
            for each in _expand(path):
                known = (each / FILE_NAME if is_folder(each) else each).absolute().as_posix()
                if known not in seen:
                    seen.add(known)
                    yield from _list_inside(each, asked)
        except NotFoundError as error:
            yield Unreadable(path, (place_absence(error),), is_absent=True)
        except OSError as error:
            yield Unreadable(path, (_tell(error, path),))


def place_absence(error: NotFoundError, place: Location | None = None) -> Diagnostic:
    """Return as a problem of a project that something it needs is not there."""
    return Diagnostic(error.code, tuple(error.arguments.items()), place)


def _tell(error: OSError, path: str) -> Diagnostic:
    return Diagnostic("SL001", (("reason", error.strerror or "?"),), Location(path, 1, 1))


def _expand(path: str) -> Iterator[Path]:
    """Yield the files and folders that hold projects; of a pattern those that look like it."""
    named = Path(path)
    if is_file(named) or is_folder(named):
        yield from list_inputs(named)
        return
    if not glob.has_magic(path):
        raise NotFoundError("SL903", path=path)
    # Of the two only this one takes a pattern as it is, from anywhere.
    found = [Path(each) for each in sorted(glob.glob(path, recursive=True))]  # noqa: PTH207
    fitting = [each for each in found if _holds_projects(each)]
    if not fitting:
        raise NotFoundError("SL903", path=path)
    yield from fitting


def _holds_projects(path: Path) -> bool:
    return is_file(path / FILE_NAME) if is_folder(path) else path.suffix in _ENDINGS


def _list_inside(path: Path, asked: Asked | None) -> Iterator[Source | Unreadable]:
    """Yield a file by itself, or the lines of one that holds a project on each."""
    name = path.as_posix()
    if is_form(path):
        yield from _list_forms(name, path, asked)
        return
    if path.suffix not in LINES or is_folder(path):
        yield Source(name)
        return
    if not is_file(path):
        raise NotFoundError("SL903", path=name)
    with path.open("rb") as file:
        for line, offset, length in _split_lines(file):
            if length > MAX_BYTES:
                words = (("size", length), ("most", MAX_BYTES))
                problem = Diagnostic("SL002", words, Location(name, line, 1))
                yield Unreadable(f"{name}:{line}", (problem,))
            else:
                yield Source(name, line, offset, length)


def _list_forms(name: str, path: Path, asked: Asked | None) -> Iterator[Source | Unreadable]:
    """Yield a form by itself, or each of the forms that stand in one file."""
    if not is_several(path, asked):
        yield Source(name, asked=asked)
        return
    count_of = len(open_form(path, asked))
    yield from (Source(name, part=part, asked=asked) for part in range(1, count_of + 1))


def _split_lines(file: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Yield number, offset and length of each line that is not blank, none of them kept whole."""
    for number in count(1):
        offset, blank = file.tell(), True
        while piece := file.readline(MAX_BYTES):
            blank = blank and not piece.strip(_BLANKS)
            if piece.endswith(b"\n"):
                break
        length = file.tell() - offset
        if not length:
            return
        if not blank:
            yield number, offset, length


def open_source(source: Source) -> Filled:
    """Return the project that stands somewhere, and where its values came from.

    Raises `DocumentError`, `NotFoundError`.
    """
    path = Path(source.path)
    if not is_form(path):
        return Filled(_read_document(source, path))
    found = open_form(path, source.asked)
    if not source.part and len(found) != 1:
        raise NotFoundError("SL612", path=source.path, count=len(found))
    return found[max(source.part, 1) - 1]


def read_source(source: Source) -> Project:
    """Return the project that stands somewhere. Raises `DocumentError`, `NotFoundError`."""
    return open_source(source).project


def _read_document(source: Source, path: Path) -> Project:
    if not source.line:
        return load_project(path)
    place = Location(source.path, source.line, 1)
    try:
        with path.open("rb") as file:
            file.seek(source.offset)
            text = file.read(source.length).decode("utf-8-sig").strip()
    except OSError as error:
        raise DocumentError([_tell(error, source.path)]) from error
    except UnicodeDecodeError as error:
        raise DocumentError([Diagnostic("SL003", (("line", source.line),), place)]) from error
    return read_project(read_document(text, source.path, source.line - 1))
