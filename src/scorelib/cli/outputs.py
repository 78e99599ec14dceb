"""Where results go: to a file, beside which they stand until they are whole; or to be shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES
from pathlib import Path
from shutil import copymode
from typing import TextIO

from scorelib.cli.terminal import show
from scorelib.ground.errors import NotFoundError

__all__ = ["is_same_file", "open_text", "place_beside", "refuse_present"]

_PIECE = 1 << 16


@contextmanager
def open_text(out: Path | None, newline: str = "\n") -> Iterator[TextIO]:
    """Give a stream to write to, whose text reaches a file when all of it is there.

    Without a file it goes to standard output: at once, or on a terminal at the end, so that it
    does not run into the bar that shows how far the work has come.
    """
    if out is not None:
        with place_beside(out) as path, path.open("w", encoding="utf-8", newline=newline) as stream:
            yield stream
    elif sys.stdout.isatty():
        import tempfile

        with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
            yield kept
            kept.seek(0)
            while lines := kept.readlines(_PIECE):
                show("".join(lines))
    else:
        yield sys.stdout


@contextmanager
def place_beside(out: Path) -> Iterator[Path]:
    """Give a path beside a file, which takes the file's place when all went well.

    The new file may be read and written by whom the old one might; one that is write-protected
    stays (`PermissionError`). What is there but is no plain file (a device) is written to as it is.
    """
    target = Path(os.path.realpath(out))
    plain = target.is_file() or not target.exists()
    part = target.with_name(f".{target.name[:80]}.{os.getpid()}.part") if plain else target
    try:
        if target.is_file() and not os.access(target, os.W_OK):
            # A name can be taken away from a file that cannot be written: its owner did not say so.
            raise PermissionError(EACCES, os.strerror(EACCES), str(target))
        yield part
        if plain:
            if target.exists():
                copymode(target, part)
            part.replace(target)
    except OSError as error:
        # What went wrong is told of the file that was asked for; the other is nobody's business.
        if error.filename in (str(part), str(target)):
            error.filename = out.as_posix()
        raise
    finally:
        if plain:
            part.unlink(missing_ok=True)


def refuse_present(out: Path, *, force: bool) -> None:
    """Refuse to write over what is there, unless that is asked for (`NotFoundError`, SL930).

    A device is no file of anybody's, and is written to.
    """
    if not force and os.path.lexists(out) and (out.is_file() or out.is_symlink()):
        raise NotFoundError("SL930", path=out.as_posix())


def is_same_file(one: str | Path, other: str | Path) -> bool:
    """Return whether two paths lead to one file."""
    return os.path.realpath(one) == os.path.realpath(other)
