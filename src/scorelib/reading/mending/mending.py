"""A ruleset mended as far as that is safe, and shown to mean what it meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorelib.compiler.compilation import find_problems
from scorelib.compiler.loading.editions import show_path
from scorelib.compiler.loading.loader import load_text
from scorelib.ground.errors import Diagnostic, DocumentError, Location
from scorelib.ground.source import read_document, read_file
from scorelib.reading.mending.edits import (
    SCHEMA_MARK,
    Edit,
    apply_edits,
    find_schema_edit,
    find_slips,
    fold_text,
)

__all__ = ["Mended", "mend_ruleset"]

_MOST_ROUNDS: Final = 100
"""A slip may hide the ones after it, so that a document is looked at again after each mend."""

_MARK: Final = "\ufeff"
_HEAD: Final = "scorelib:1"


@dataclass(frozen=True, slots=True)
class Mended:
    """A file before and after mending, and what was done; nothing is written yet."""

    path: Path
    before: str
    after: str
    edits: tuple[Edit, ...]


def mend_ruleset(path: Path, roots: Sequence[Path] = ()) -> Mended:
    """Return a ruleset's file with every slip mended that has one safe mend.

    Raises `DocumentError`: SL001 to SL003 for a file that cannot be read as text, and SL751 where
    the mended text would not mean the same, which is shown in one of two ways. What could be
    scored with before has the same canonical form after; of what could not, nothing changed but
    the width of signs, blanks, and the line that says the version of the format.
    """
    whole = _read_text(path)
    mark = _MARK if whole.startswith(_MARK) else ""
    before = whole.removeprefix(_MARK)
    text, edits = before, list[Edit]()
    for _ in range(_MOST_ROUNDS):
        found = find_slips(text, _list_problems(text, path, roots), show_path(path))
        if not found:
            break
        text = apply_edits(text, found)
        edits += found
    if edits and not _is_readable(text):
        # The slip was not what keeps it from being read; where there is more, nothing is touched.
        text, edits = before, []
    line = find_schema_edit(text, path, "ruleset")
    if line is not None:
        text = apply_edits(text, (line,))
        edits.append(line)
    if not _means_same(before, text, path, roots):
        words = (("path", show_path(path)),)
        raise DocumentError([Diagnostic("SL751", words, Location(show_path(path), 1, 1))])
    return Mended(path, mark + before, mark + text, tuple(edits))


def _read_text(path: Path) -> str:
    """Return the text of a file as it is, line ends and all."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        read_file(path, show_path(path))  # It says where the file stops being UTF-8.
        raise


def _is_readable(text: str) -> bool:
    try:
        read_document(text)
    except DocumentError:
        return False
    return True


def _list_problems(text: str, path: Path, roots: Sequence[Path]) -> tuple[Diagnostic, ...]:
    try:
        return find_problems(load_text(text, path, roots))
    except DocumentError as error:
        return error.diagnostics


def _means_same(before: str, after: str, path: Path, roots: Sequence[Path]) -> bool:
    if _list_problems(before, path, roots):
        return _fold(before) == _fold(after)
    form = load_text(before, path, roots).canonical
    try:
        return load_text(after, path, roots).canonical == form
    except DocumentError:
        return False


def _fold(text: str) -> str:
    """Return what mending may not change, without the lines that it may add."""
    lines = (fold_text(line) for line in text.splitlines() if SCHEMA_MARK not in line)
    return "".join(line for line in lines if line != _HEAD)
