"""Ctrl-C where several processes work: one of them answers, the others go on or end with it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["hold_interrupts"]


@contextmanager
def hold_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait for a moment: while processes start, who inherit that, and while they end.

    A terminal sends it to all of them, and only this one is to answer. Where signals cannot be
    held (Windows) nothing is.

    >>> with hold_interrupts():
    ...     pass
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # Would let signals through again, were it started in between.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
