"""How far a long run has come: a bar for a person, a line now and then for a script."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label

__all__ = ["Gauge", "show_gauge"]

_EVERY: Final = 10.0
"""Seconds between two lines for a script."""


@dataclass(slots=True)
class Gauge:
    """Counts rows as they are done, and shows it; `moved` is called with the rows so far."""

    lang: Lang
    rows: int = 0
    rejected: int = 0
    begun: float = field(default_factory=monotonic)
    before: int = 0
    _told: float = field(default_factory=monotonic)
    _bar: Any = None

    @property
    def rate(self) -> int:
        """Rows in a second, of those that were done since this run began."""
        return int((self.rows - self.before) / max(monotonic() - self.begun, 1e-3))

    def skip(self, rows: int, rejected: int) -> None:
        """Take note of what an earlier run did."""
        self.rows = self.before = rows
        self.rejected = rejected
        self._show()

    def move(self, rows: int, rejected: int) -> None:
        """Count some more rows."""
        self.rows += rows
        self.rejected += rejected
        self._show()

    def _show(self) -> None:
        if self._bar is not None:
            bar, task = self._bar
            words = label("run.rejected", self.lang, count=f"{self.rejected:,}")
            bar.update(task, completed=self.rows, rate=f"{self.rate:,}/s", rejected=words)
        elif monotonic() - self._told > _EVERY:
            self._told = monotonic()
            sys.stderr.write(self.tell() + "\n")
            sys.stderr.flush()

    def tell(self) -> str:
        """Return how far the run has come, in words."""
        words = {"rows": self.rows, "rate": self.rate, "rejected": self.rejected}
        return label("run.rows", self.lang, **words)


@contextmanager
def show_gauge(lang: Lang, total: int | None) -> Iterator[Gauge]:
    """Give what counts the rows of a run; a bar stands only where standard error is a terminal."""
    gauge = Gauge(lang)
    if not sys.stderr.isatty():
        yield gauge
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[rejected]}"),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        gauge._bar = bar, bar.add_task("", total=total, rate="", rejected="")
        yield gauge
