"""What the commands share: options, days, and how a refusal becomes words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from scorelib.cli.terminal import say_error
from scorelib.ground.errors import DocumentError, Lang, NotFoundError

__all__ = [
    "CohortOption",
    "LangOption",
    "OnOption",
    "RootsOption",
    "RowOption",
    "RulesetOption",
    "read_day",
    "reporting",
]

LangOption = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="zh or en; by default that of the locale. 语言"),
]
RootsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rulesets", help="A folder of rulesets of your own; may be repeated. 规则文件夹"
    ),
]
RulesetOption = Annotated[
    str | None,
    typer.Option("--ruleset", help="Id (id@edition) or path, instead of the project's own. 规则"),
]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="YYYY-MM-DD", help="The day of judging. 评价日期"),
]
CohortOption = Annotated[
    Path | None,
    typer.Option("--cohort", help="Stored statistics to compare with. 以前的统计数"),
]
RowOption = Annotated[
    int | None,
    typer.Option("--row", min=1, help="The row of a trace (.parquet) to read. 行号"),
]


@contextmanager
def reporting(lang: Lang) -> Iterator[None]:
    """Turn what the library refuses into messages and exit codes: 1 documents, 2 usage."""
    try:
        yield
        sys.stdout.flush()
    except DocumentError as error:
        say_error(error, lang)
        raise typer.Exit(1) from None
    except NotFoundError as error:
        say_error(error, lang)
        raise typer.Exit(2) from None
    except BrokenPipeError:
        # The reader of our output went away; nothing is left to be said to it.
        _drop_output()
        raise typer.Exit(0) from None
    except OSError as error:
        _drop_output()
        named = f"{error.filename}: " if isinstance(error.filename, str) else ""
        reason = named + (error.strerror or str(error))
        say_error(NotFoundError("SL911", reason=reason), lang)
        raise typer.Exit(1) from None


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that the end of the program does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_day(text: str | None) -> date | None:
    """Return the day that `--on` names. Raises `NotFoundError` (SL912)."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFoundError("SL912", text=text) from None
