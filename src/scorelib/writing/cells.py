"""Words as the cells of workbooks: what they look like is never taken for markup."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["split_markup", "write_words"]

_CODES: Final = re.compile("(?<=_)(?=x[0-9A-Fa-f]{4}_)")


def split_markup(text: str) -> list[str]:
    """Return a text in pieces that cannot be taken for the markup of a workbook.

    Excel reads `_x202E_` as a character. XlsxWriter hides that, but not in `_x005F_x202E_`, whose
    codes share a line; and what looks like `<r>…</r>` it stores as it is.

    >>> split_markup("<r>a</r>"), split_markup("_x005F_x202E_"), split_markup("a_x")
    (['<', 'r>a</r>'], ['_', 'x005F_', 'x202E_'], ['a_x'])
    """
    pieces = _CODES.split(text) if "_x" in text else [text]
    if text.startswith("<r>") and text.endswith("</r>"):
        return [pieces[0][:1], pieces[0][1:], *pieces[1:]]
    return pieces


def write_words(sheet: Any, row: int, column: int, text: str, shape: Any) -> None:
    """Write a text into a cell of a sheet of XlsxWriter, in a format."""
    pieces = split_markup(text)
    if len(pieces) == 1:
        sheet.write_string(row, column, text, shape)
        return
    runs = [each for piece in pieces for each in (shape, piece)]
    sheet.write_rich_string(row, column, *runs, shape)
