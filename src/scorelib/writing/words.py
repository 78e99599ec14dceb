"""Words of others put where they can do no harm: in one line, in Markdown, in a table's cell."""

from __future__ import annotations

import re
from typing import Final

from wcwidth import wcswidth

from scorelib.reading.table import Table

__all__ = ["escape_cells", "escape_markdown", "flatten", "guard_cell", "pad"]

_BREAKS: Final = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
_MARKS: Final = re.compile(r"([\\`*\[\]<|])")
_LEADING: Final = re.compile(r"^(#|>|[-+](?=\s)|={2,}|-{2,}|~{2,})")
_NUMBERED: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_ACTIVE: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_FIGURE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?%?")


def flatten(text: str) -> str:
    r"""Return a text in one line.

    >>> flatten("one\n  two")
    'one   two'
    """
    return _BREAKS.sub(" ", text)


def escape_markdown(text: str) -> str:
    r"""Return a text in one line whose signs Markdown shows as they are.

    >>> escape_markdown("a|b <c> [d](e)")
    'a\\|b \\<c> \\[d\\](e)'
    """
    found = _MARKS.sub(r"\\\1", flatten(text).lstrip())
    return _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\\\1", found))


def escape_cells(table: Table) -> Table:
    """Return a table whose words Markdown shows as they are; bars are left to its printing."""
    rows = tuple(
        tuple(escape_markdown(cell).replace("\\|", "|") for cell in row) for row in table.rows
    )
    headings = tuple(escape_markdown(cell).replace("\\|", "|") for cell in table.headings)
    return Table(headings, rows, table.figures)


def guard_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, in one line.

    A sign that would begin one gets an apostrophe before it; a plain figure needs none.

    >>> guard_cell("=HYPERLINK(1)"), guard_cell("-0.5"), guard_cell("≥266米")
    ("'=HYPERLINK(1)", '-0.5', '≥266米')
    """
    line = flatten(text)
    if line.lstrip().startswith(_ACTIVE) and not _FIGURE.fullmatch(line):
        return f"'{line}"
    return line


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return a text with spaces up to a width in columns, of which a Chinese character takes two.

    >>> pad("总分", 6) + "|", pad("9.5", 6, right=True)
    ('总分  |', '   9.5')
    """
    blanks = " " * max(width - max(wcswidth(text), 0), 0)
    return blanks + text if right else text + blanks
