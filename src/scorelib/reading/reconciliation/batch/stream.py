"""Many projects reconciled as a stream, in several processes, in the order they were named."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from scorelib.ground.errors import Diagnostic, DocumentError, NotFoundError
from scorelib.ground.interrupts import hold_interrupts
from scorelib.reading.projects import list_notes
from scorelib.reading.reconciliation.batch.shelf import Shelf
from scorelib.reading.reconciliation.batch.sources import (
    Source,
    Unreadable,
    open_source,
    place_absence,
)
from scorelib.reading.reconciliation.resubmission import Resubmission, compare_submissions
from scorelib.reading.reconciliation.views import Reconciliation

__all__ = ["Digest", "Outcome", "Settings", "reconcile_sources"]

T = TypeVar("T")

Digest = Callable[[str, Reconciliation, Resubmission | None], T]
"""What is kept of a reconciliation, given its place; a function of a module, or a record of one.

It runs in the process that reconciled the project, so that nothing larger travels between them.
"""

_FEW: Final = 48
"""Up to how many projects one process is done before others would have started."""

_CHUNK: Final = 8
_AHEAD: Final = 4
"""How many projects travel together, and how many such lots each process is ahead at most."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What projects are reconciled with: a ruleset other than their own, a day, folders of rules.

    `before` are the earlier submissions by the ids of their projects; None where none are asked
    for.
    """

    ruleset: str | None = None
    on: date | None = None
    roots: tuple[Path, ...] = ()
    before: Mapping[str, Source] | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of one source: the digest of its project, and whatever could not be read.

    `notes` say what of a form was not used.
    """

    place: str
    project: T | None
    unreadable: tuple[Unreadable, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def reconcile_sources(
    sources: Iterable[Source | Unreadable],
    digest: Digest[T],
    settings: Settings | None = None,
    jobs: int | None = None,
) -> Generator[Outcome[T], None, None]:
    """Yield the outcome of each source, in their order, whatever the number of processes.

    `jobs` is that number; by default all cores, and one for a few projects. Only so many projects
    are under way that memory does not grow with their number. Raises `NotFoundError` (SL918)
    where the system ends one of the processes.
    """
    waiting = iter(sources)
    if jobs is None:
        first = list(islice(waiting, _FEW))
        jobs = 1 if len(first) < _FEW else count_cores()
        waiting = chain(first, waiting)
    chunks = _cut(waiting)
    if jobs == 1:
        worker = _Worker(settings or Settings(), digest)
        for chunk in chunks:
            yield from map(worker.take, chunk)
    else:
        yield from _share_out(chunks, digest, settings or Settings(), jobs)


def count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_Chunk = list[Source | Unreadable]


def _cut(sources: Iterator[Source | Unreadable]) -> Iterator[_Chunk]:
    while chunk := list(islice(sources, _CHUNK)):
        yield chunk


@dataclass(slots=True)
class _Worker(Generic[T]):
    """What reconciles one source after the other in one process."""

    settings: Settings
    digest: Digest[T]
    _shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self._shelf = Shelf(self.settings.ruleset, self.settings.on, self.settings.roots)

    def take(self, source: Source | Unreadable) -> Outcome[T]:
        """Return the outcome of a source; what is wrong with it is told and never raised."""
        if isinstance(source, Unreadable):
            return Outcome(source.place, None, (source,))
        notes: list[Diagnostic] = []
        found = self._reconcile(source, notes)
        if isinstance(found, Unreadable):
            return Outcome(source.place, None, (found,), tuple(notes))
        if self.settings.before is None:
            return Outcome(source.place, self.digest(source.place, found, None), (), tuple(notes))
        earlier = self._find_earlier(found)
        problems = (earlier,) if isinstance(earlier, Unreadable) else ()
        since = compare_submissions(None if isinstance(earlier, Unreadable) else earlier, found)
        return Outcome(
            source.place,
            self.digest(source.place, since.reconciliation, since),
            problems,
            tuple(notes),
        )

    def _find_earlier(self, found: Reconciliation) -> Reconciliation | Unreadable | None:
        earlier = (self.settings.before or {}).get(found.result.project.id)
        return None if earlier is None else self._reconcile(earlier, [])

    def _reconcile(self, source: Source, notes: list[Diagnostic]) -> Reconciliation | Unreadable:
        try:
            filled = open_source(source)
            notes += list_notes(filled, Path(source.path))
            project = filled.project
            return self._shelf.find(project).reconcile(project, self.settings.on)
        except DocumentError as error:
            return Unreadable(source.place, error.diagnostics)
        except NotFoundError as error:
            return Unreadable(source.place, (place_absence(error),))


def _share_out(
    chunks: Iterator[_Chunk], digest: Digest[T], settings: Settings, jobs: int
) -> Iterator[Outcome[T]]:
    """Yield the outcomes of chunks that several processes work on, so many of them at a time."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, _start, (settings, digest))
    under_way: deque[Future[list[Outcome[T]]]] = deque()
    try:
        with hold_interrupts():
            under_way += [pool.submit(_work, chunk) for chunk in islice(chunks, jobs)]
        for chunk in chunks:
            under_way.append(pool.submit(_work, chunk))
            if len(under_way) >= jobs * _AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    except BrokenProcessPool as error:
        raise NotFoundError("SL918") from error
    finally:
        with hold_interrupts():
            pool.shutdown(wait=True, cancel_futures=True)


_worker: _Worker[Any] | None = None
"""What the functions of a process share; each process has its own."""


def _start(settings: Settings, digest: Digest[Any]) -> None:
    """Prepare a process to work."""
    global _worker  # noqa: PLW0603 - an initializer has nowhere else to leave it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = _Worker(settings, digest)


def _work(chunk: Sequence[Source | Unreadable]) -> list[Outcome[Any]]:
    """Return the outcomes of a chunk, in the process that works on it."""
    if _worker is None:
        raise RuntimeError("a process works before it was started")
    return [_worker.take(each) for each in chunk]
