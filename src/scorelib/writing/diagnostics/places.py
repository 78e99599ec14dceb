"""Where a diagnostic stands, as programs write it: a relative path, and the cell of a form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scorelib.ground.errors import Location
from scorelib.reading.forms.places import CellLocation

__all__ = ["Spot", "print_uri", "read_spot"]


@dataclass(frozen=True, slots=True)
class Spot:
    """The file of a location, its line and columns, or the cell of a form, which has no lines."""

    file: str
    line: int | None
    column: int | None
    end_column: int | None
    cell: str | None = None


def read_spot(location: Location) -> Spot:
    """Return a location with its file below the current folder named from there.

    >>> read_spot(Location("a.yaml", 3, 1)).file
    'a.yaml'
    """
    if isinstance(location, CellLocation):
        shown = str(location)
        file, _, cell = shown.rpartition(":")
        return Spot(_shorten(file), None, None, None, cell)
    return Spot(_shorten(location.file), location.line, location.column, location.end_column)


def _shorten(file: str) -> str:
    """Return a path as it is written from the current folder, where it lies below it."""
    path = Path(file)
    try:
        return path.relative_to(Path.cwd()).as_posix() if path.is_absolute() else path.as_posix()
    except ValueError:
        return path.as_posix()


def print_uri(file: str) -> str:
    """Return a file as a URI, relative where its path is.

    >>> print_uri("规则/a b.yaml")
    '%E8%A7%84%E5%88%99/a%20b.yaml'
    """
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
