"""Many projects from files: a folder of them, or one file with a project a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from scorelib.engine.intake.project import FILE_NAME, Project, load_project, read_project
from scorelib.ground.errors import Diagnostic, DocumentError, Location, NotFoundError
from scorelib.ground.source import is_file, is_folder, read_document

__all__ = ["LINES", "is_many", "list_files", "load_projects"]

LINES: Final = (".ndjson", ".jsonl")
"""The endings of files that hold a project a line, as JSON."""

_ENDINGS: Final = (".yaml", ".yml", ".json", *LINES)


def is_many(path: Path) -> bool:
    """Return whether a path may hold more than one project."""
    return path.suffix in LINES or (is_folder(path) and not is_file(path / FILE_NAME))


def load_projects(paths: Iterable[Path]) -> tuple[Project, ...]:
    """Return the projects of files and folders, in their order; those of a folder by name.

    A folder with a `project.yaml` is one project, as are its folders that have one; in another
    folder every YAML and JSON file is. A file ending in `.ndjson` or `.jsonl` has a project on
    each line. Raises `NotFoundError` (SL903, SL910), and `DocumentError` with every problem.
    """
    found: list[Project] = []
    problems: list[Diagnostic] = []
    for path in paths:
        for each in list_files(path):
            try:
                found += _load(each, problems)
            except DocumentError as error:
                problems += error.diagnostics
    if problems:
        raise DocumentError(problems)
    return tuple(found)


def _load(path: Path, problems: list[Diagnostic]) -> Iterable[Project]:
    return _load_lines(path, problems) if path.suffix in LINES else [load_project(path)]


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def list_files(path: Path) -> list[Path]:
    """Return the files and folders that hold one project each, or a project a line.

    Raises `NotFoundError` (SL910) for a folder that holds none.
    """
    if not is_many(path) or path.suffix in LINES:
        return [path]
    inside = sorted(path.iterdir())
    # A link that leads nowhere is no file; it is told when it is opened, and not passed over.
    found = [
        each
        for each in inside
        if each.suffix in _ENDINGS and (is_file(each) or _leads_nowhere(each))
    ]
    found += [each for each in inside if is_folder(each) and is_file(each / FILE_NAME)]
    if not found:
        names = (FILE_NAME, *(f"*{ending}" for ending in _ENDINGS))
        raise NotFoundError("SL910", path=path.as_posix(), names=names)
    return found


def _load_lines(path: Path, problems: list[Diagnostic]) -> Iterator[Project]:
    """Yield the project of each line that is not blank; a line that holds none is a problem."""
    if not is_file(path):
        raise NotFoundError("SL903", path=path.as_posix())
    name = path.as_posix()
    with path.open("rb") as lines:
        for before, line in enumerate(lines):
            try:
                text = line.decode("utf-8-sig").strip()
                if text:
                    yield read_project(read_document(text, name, before))
            except UnicodeDecodeError:
                words = (("line", before + 1),)
                problems.append(Diagnostic("SL003", words, Location(name, before + 1, 1)))
            except DocumentError as error:
                problems += error.diagnostics
