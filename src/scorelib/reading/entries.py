"""Projects of a file or folder one after the other; what is wrong with one stays with that one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scorelib.engine.intake.project import FILE_NAME, Project
from scorelib.ground.errors import Diagnostic, DocumentError, Location, NotFoundError
from scorelib.ground.source import is_folder
from scorelib.reading.projects import (
    Asked,
    is_form,
    list_inputs,
    list_notes,
    open_each_form,
)
from scorelib.reading.reconciliation.batch.sources import (
    Source,
    list_sources,
    place_absence,
    read_source,
)

__all__ = ["Entry", "list_entry_files", "name_source", "read_entries"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One form or document: where it stands, its project or every problem, and what to know.

    `source` is the file below the folder, with `#2` for the second form in it and `:3` for the
    project on its third line. `notes` tell the cells that were not used.
    """

    source: str
    project: Project | None
    problems: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def list_entry_files(path: Path) -> list[Path]:
    """Return the files that hold the forms and documents of a folder, or the one that is named.

    Raises `NotFoundError` (SL910) for a folder that holds none.
    """
    return [each / FILE_NAME if is_folder(each) else each for each in list_inputs(path)]


def name_source(file: Path, path: Path) -> str:
    """Return what a file is called in results: by its place below the folder that was named.

    >>> folder = Path("examples")
    >>> name_source(folder / "hechi-2022" / "project.yaml", folder)
    'hechi-2022/project.yaml'
    """
    return file.relative_to(path).as_posix() if is_folder(path) else file.name


def read_entries(file: Path, name: str, asked: Asked) -> Iterator[Entry]:
    """Yield what stands in a file, each by itself; where it cannot be opened, one entry says why.

    `name` is what the file is called. Nothing is raised but what the system raises.
    """
    try:
        yield from _read_forms(file, name, asked) if is_form(file) else _read_documents(file, name)
    except NotFoundError as error:
        place = Location(file.as_posix(), 1, 1)
        yield Entry(name, None, (place_absence(error, place),))


def _read_forms(file: Path, name: str, asked: Asked) -> Iterator[Entry]:
    found = list(open_each_form(file, asked))
    for number, each in enumerate(found, 1):
        source = f"{name}#{number}" if len(found) > 1 else name
        if isinstance(each, DocumentError):
            yield Entry(source, None, tuple(each.diagnostics))
        else:
            yield Entry(source, each.project, (), tuple(list_notes(each, file)))


def _read_documents(file: Path, name: str) -> Iterator[Entry]:
    for each in list_sources([file.as_posix()]):
        if not isinstance(each, Source):
            yield Entry(name, None, each.problems)
            continue
        source = f"{name}:{each.line}" if each.line else name
        try:
            yield Entry(source, read_source(each))
        except DocumentError as error:
            yield Entry(source, None, tuple(error.diagnostics))
