"""Diagnostics as workflow commands of GitHub, which marks the lines of a pull request by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scorelib.ground.errors import Diagnostic, Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.advice.review import Notice
from scorelib.writing.diagnostics.places import read_spot
from scorelib.writing.reports.characters import show_codes

__all__ = ["print_github"]

_COMMANDS: Final = {"error": "error", "warning": "warning"}
"""What stops a reader is an error or a warning there; all else is a notice."""


def print_github(notices: Iterable[Notice], lang: Lang) -> str:
    """Return one command a line: `::error file=…,line=…,col=…,title=…::message`.

    What is accepted is no command: it would stand in the list of what is to be done.

    >>> from scorelib.ground.errors import Location
    >>> found = Diagnostic("SL111", (("text", "a%b"),), Location("x,y.yaml", 3, 1))
    >>> print(print_github([Notice(found)], "en")[:60])
    ::error file=x%2Cy.yaml,line=3,col=1,title=SL111::`a%25b` is
    """
    lines = [_print(each.diagnostic, lang) for each in notices if each.because is None]
    return "".join(f"{line}\n" for line in lines)


def _print(found: Diagnostic, lang: Lang) -> str:
    command = _COMMANDS.get(found.severity, "notice")
    given: dict[str, object] = {}
    message = found.message(lang)
    if found.location is not None:
        spot = read_spot(found.location)
        given = {"file": spot.file, "line": spot.line, "col": spot.column}
        given |= {"endColumn": spot.end_column}
        message = f"{spot.cell}: {message}" if spot.cell else message
    named = {**given, "title": found.code}
    options = ",".join(f"{key}={_escape_option(str(v))}" for key, v in named.items() if v)
    words = f"{message}\n{label('next', lang)}{found.next_step(lang)}"
    return f"::{command} {options}::{_escape(words)}"


def _escape(text: str) -> str:
    """Return a text in which nothing ends the command or begins another."""
    return show_codes(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_option(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
