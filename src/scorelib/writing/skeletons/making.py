"""A new ruleset as a folder: written beside, checked and tested there, then put in place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scorelib.compiler.loading.editions import find_entry, list_editions
from scorelib.compiler.loading.loader import load_ruleset
from scorelib.compiler.ruleset import Ruleset
from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.model.schemas import read_schema
from scorelib.reading.cases.judging import run_cases
from scorelib.writing.skeletons.beginnings import Beginning, Files, check_beginning, write_whole
from scorelib.writing.skeletons.examples import complete_cases, list_cases
from scorelib.writing.skeletons.overlays import list_changes, write_layer

__all__ = ["Made", "make_ruleset"]

_SCHEMAS: Final = ("ruleset", "cases")


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the folder of the ruleset, its files, and the schemas written for editors."""

    folder: Path
    files: tuple[str, ...]
    schemas: tuple[Path, ...]


def make_ruleset(
    beginning: Beginning, out: Path, extends: str | None = None, roots: Sequence[Path] = ()
) -> Made:
    """Make the folder of a new ruleset below `out`, with the schemas that its first lines name.

    It is checked and tested before it is put in place, and nothing is written over. Raises
    `NotFoundError` (SL795 to SL797, SL123, SL352, and what is not there to extend), and
    `DocumentError` where what came out would not pass: a title that cannot be read (SL004).
    """
    check_beginning(beginning)
    place = out / beginning.folder
    wide = (*roots, *((out,) if out.is_dir() else ()))
    there = find_entry(beginning.reference, wide)
    if place.exists() or there is not None:
        raise NotFoundError(
            "SL796", path=(place if there is None else there.path.parent).as_posix()
        )
    beginning = replace(beginning, alone=not list_editions(beginning.id, wide))
    base = None if extends is None else load_ruleset(extends, roots=wide)
    with _open_beside(place) as root:
        folder = root / beginning.folder
        if base is None:
            files = write_whole(beginning)
            _write(files, folder)
        else:
            files = _write_layer(beginning, base, folder, wide)
        if problems := _find_problems(folder, wide):
            raise DocumentError(problems)
        folder.rename(place)
    return Made(place, tuple(files), tuple(_write_schemas(out)))


@contextmanager
def _open_beside(place: Path) -> Iterator[Path]:
    """Give a folder on the disk of the place; what of it was not moved there is gone afterwards."""
    absent = [each for each in (place.parent, *place.parents[1:]) if not each.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=place.parent) as name:
            yield Path(name)
    finally:
        if not place.exists():
            for each in absent:
                each.rmdir()


def _write(files: Files, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def _write_layer(beginning: Beginning, base: Ruleset, folder: Path, roots: Sequence[Path]) -> Files:
    """Write the first layer that the base allows, with the first case of the base that it takes."""
    cases = [*list_cases(base)]
    for change in list_changes(base, beginning):
        for case in cases:
            files = write_layer(beginning, base, change, [case])
            _write(files, folder)
            try:
                layer = load_ruleset(folder, roots=roots)
                files["cases.yaml"] = complete_cases(layer, files["cases.yaml"], beginning.lang)
            except DocumentError:
                break  # It is locked, or does not go together with the rest: the next may.
            _write(files, folder)
            if not _find_problems(folder, roots):
                return files
    raise NotFoundError("SL797", base=base.reference)


def _find_problems(folder: Path, roots: Sequence[Path]) -> list[Diagnostic]:
    """Return what does not pass of a ruleset's own cases."""
    return [problem for each in run_cases(folder, roots)[1] for problem in each.problems]


def _write_schemas(out: Path) -> Iterator[Path]:
    """Write the schemas that the first lines name, where they are not there yet."""
    for name in _SCHEMAS:
        path = out / "schemas" / f"{name}.schema.json"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(read_schema(name), "utf-8")
            yield path
