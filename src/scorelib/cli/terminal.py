"""Where output goes: results to standard output, messages to standard error, colour for people."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TextIO

from scorelib.ground.errors import Diagnostic, Lang, NotFoundError, ScorelibError
from scorelib.ground.messages import render_message, render_next_step
from scorelib.ground.messages.labels import label

__all__ = [
    "choose_lang",
    "open_nowhere",
    "prepare_streams",
    "say_error",
    "show",
    "show_progress",
    "tell_progress",
]


def prepare_streams() -> None:
    """Make both streams take Chinese whatever the locale: UTF-8 to files, escapes on terminals."""
    sys.stdout = sys.stdout or open_nowhere()
    sys.stderr = sys.stderr or open_nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def open_nowhere() -> TextIO:
    """Return a stream that takes everything and keeps nothing."""
    return Path(os.devnull).open("w", encoding="utf-8")


def choose_lang(asked: Literal["zh", "en"] | None) -> Lang:
    """Return the language asked for, else that of SCORELIB_LANG or the locale, else English."""
    if asked is not None:
        return asked
    for name in ("SCORELIB_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def show(text: str) -> None:
    """Write a result to standard output."""
    _write(sys.stdout, text)


def say_error(error: ScorelibError | Iterable[Diagnostic], lang: Lang) -> None:
    """Write why something was refused to standard error: every problem, with its next step."""
    from scorelib.writing.text import print_diagnostic

    if isinstance(error, NotFoundError):
        words = render_message(error.code, error.arguments, lang)
        step = render_next_step(error.code, error.arguments, lang)
        _write(sys.stderr, f"{error.code}: {words}\n    {label('next', lang)}{step}\n")
        return
    # What was found before it stands before it, also where both go to one file.
    sys.stdout.flush()
    diagnostics = (
        error if not isinstance(error, ScorelibError) else getattr(error, "diagnostics", ())
    )
    for each in diagnostics:
        _write(sys.stderr, print_diagnostic(each, lang) + "\n")


def tell_progress(done: int, most: int) -> None:
    """Write how far the work has come over the line before; at the end the line is cleared."""
    step = max(most // 100, 1)
    if done % step and done < most:
        return
    shown = f"{done} / {most}" if done < most else " " * (2 * len(str(most)) + 3)
    sys.stderr.write(f"\r{shown}" if done < most else f"\r{shown}\r")
    sys.stderr.flush()


@contextmanager
def show_progress(count: Callable[[], int]) -> Iterator[Callable[[], None]]:
    """Give what moves a bar on by one; there is a bar only where standard error is a terminal.

    `count` tells how many steps there are; it is asked only where somebody sees it.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Standard output is not the bar's: whatever else is written there stays as it is.
    with Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task("", total=count())
        yield lambda: bar.advance(task)


def _write(stream: TextIO, text: str) -> None:
    """Write text; on a terminal in colour, where colour is wanted."""
    if stream.isatty() and "NO_COLOR" not in os.environ:
        _write_colour(stream, text)
    else:
        stream.write(text)


_STYLES = (
    (r"\b(SL[0-9]{3})\b", "bold"),
    (r"(错误|\berror\b)", "red"),
    (r"(注意|\bwarning\b)", "yellow"),
    (r"(待查|\bquestion\b)", "cyan"),
    (r"(有条件|\bconditional\b)", "magenta"),
    (r"^(总分：.*|Total: .*)$", "bold"),
)


def _write_colour(stream: TextIO, text: str) -> None:
    import re

    from rich.console import Console
    from rich.text import Text

    shown = Text(text)
    for pattern, style in _STYLES:
        shown.highlight_regex(re.compile(pattern, re.MULTILINE), style)
    Console(file=stream, soft_wrap=True, highlight=False).print(shown, end="")
