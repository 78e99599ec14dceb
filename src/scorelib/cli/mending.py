"""Mending from the command line: what is mended is shown, and written beside and renamed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scorelib.cli.outputs import place_beside
from scorelib.cli.terminal import show
from scorelib.compiler.loading.editions import FILE_NAME
from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.ground.source import is_file, is_folder
from scorelib.reading.formatting import compare_texts
from scorelib.reading.mending.mending import Mended, mend_ruleset

__all__ = ["mend_all"]


def mend_all(names: Sequence[str], roots: Sequence[Path], lang: Lang, *, write: bool) -> None:
    """Mend rulesets, or without `write` show what would be written.

    Raises `NotFoundError` (SL753) for what is no file of one's own, before anything is written,
    and `DocumentError` (SL751) where the meaning would change.
    """
    paths = [_find_file(name) for name in names]
    for path in paths:
        mended = mend_ruleset(path, roots)
        if mended.edits and write:
            _write(mended)
        _tell(mended, lang, write=write)


def _find_file(name: str) -> Path:
    """Return the file of a ruleset that was named by its path."""
    path = Path(name)
    file = path / FILE_NAME if is_folder(path) else path
    if not is_file(file) or file.suffix.lower() not in (".yaml", ".yml"):
        raise NotFoundError("SL753", option="--fix", name=name)
    return file


def _write(mended: Mended) -> None:
    with place_beside(mended.path) as part:
        part.write_bytes(mended.after.encode("utf-8"))


def _tell(mended: Mended, lang: Lang, *, write: bool) -> None:
    path, count = mended.path.as_posix(), len(mended.edits)
    name = ("mend.done" if write else "mend.would") if count else "mend.nothing"
    show(f"{label(name, lang, path=path, count=count)}\n")
    for edit in mended.edits:
        show(f"  {edit.say(lang)}\n")
    if count and not write:
        show(compare_texts(mended.before, mended.after, path))
