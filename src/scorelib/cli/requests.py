"""What `batch` is asked for, and what of it is refused before anything is read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from scorelib.cli.outputs import is_same_file
from scorelib.compiler.graph.plan import Plan
from scorelib.engine.columns.floats import Floats
from scorelib.engine.intake.inputs import check_dates
from scorelib.ground.errors import (
    Diagnostic,
    DocumentError,
    Lang,
    NotFoundError,
    freeze_arguments,
)
from scorelib.model.fields import Period
from scorelib.reading.tables.journal import Journal, hold_file, open_journal

__all__ = ["INTERRUPTED", "Request", "check_day", "check_files", "keep_journal"]

INTERRUPTED: Final = 130
"""The exit status of what was stopped by a person, as shells have it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be scored, with what, and where the results go."""

    projects: Path
    out: Path
    lang: Lang
    ruleset: str | None = None
    on: date | None = None
    roots: tuple[Path, ...] = ()
    items: Path | None = None
    trace: Path | None = None
    floats: Floats = "refuse"
    chunk: int = 100_000
    strict: bool = False
    resume: bool = False

    @property
    def rejects(self) -> Path:
        """Where the rows go that could not be scored."""
        return self.out.with_name(f"{self.out.name}.rejects.csv")


def check_day(plan: Plan, on: date | None) -> None:
    """Refuse a day on which the ruleset is not in force. Raises `DocumentError` (SL416)."""
    problems: list[Diagnostic] = []

    def report(code: str, place: str, **words: object) -> None:
        problems.append(Diagnostic(code, freeze_arguments(words), path=place))

    check_dates(plan, None, None if on is None else Period(on, on), report)
    if problems:
        raise DocumentError(problems)


def check_files(request: Request, written: Sequence[Path]) -> None:
    """Refuse files that would be written over what is read, or over each other."""
    for each in written:
        if any(is_same_file(each, other) for other in (request.projects, request.items) if other):
            raise NotFoundError("SL919", path=each.as_posix())
        if not each.absolute().parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(each.parent))
        if each.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(each))
    for place, one in enumerate(written):
        for other in written[place + 1 :]:
            if is_same_file(one, other):
                raise NotFoundError("SL982", first=one.as_posix(), second=other.as_posix())


@contextmanager
def keep_journal(request: Request, fingerprint: dict[str, str]) -> Iterator[Journal]:
    """Give the journal of a run; where all that is asked for is refused none of it stays."""
    out = Path(os.path.realpath(request.out))
    with (
        _hold_trace(request),
        open_journal(out, fingerprint, resume=request.resume) as journal,
    ):
        try:
            yield journal
        except (DocumentError, NotFoundError) as error:
            refused = isinstance(error, DocumentError) or error.code == "SL962"
            if refused and not journal.resumed:
                journal.remove()
            raise


def _hold_trace(request: Request) -> AbstractContextManager[None]:
    """Keep the trace from other runs, whose output may be another file."""
    if request.trace is None:
        return nullcontext()
    return hold_file(Path(os.path.realpath(request.trace)))
