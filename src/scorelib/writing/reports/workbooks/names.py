"""Names of sheets: 31 characters, none that a reference would trip over, no two alike."""

from __future__ import annotations

import re
from typing import Final

from scorelib.writing.reports.characters import show_codes

__all__ = ["Names", "cut_units"]

_MOST: Final = 31
_FORBIDDEN: Final = re.compile(r"(?:[\[\]:*?/\\\s]|_(?=x[0-9A-Fa-f]{4}_))+")
"""Signs that no name has, and what Excel would read as the code of one."""

_RESERVED: Final = frozenset({"history", "历史记录"})
"""Excel keeps these for itself."""


class Names:
    """Gives each sheet a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set(_RESERVED)

    def name(self, words: str, otherwise: str) -> str:
        """Return a name as near to some words as Excel allows; `otherwise` where none are left.

        >>> names = Names()
        >>> [names.name(words, "报告") for words in ("收入/支出", "收入 支出", "[]")]
        ['收入 支出', '收入 支出 2', '报告']
        """
        wanted = _FORBIDDEN.sub(" ", show_codes(words)).strip(" '") or otherwise
        number, name = 1, cut_units(wanted, _MOST).rstrip(" '")
        while name.casefold() in self._taken:
            number += 1
            tail = f" {number}"
            name = cut_units(wanted, _MOST - len(tail)).rstrip(" '") + tail
        self._taken.add(name.casefold())
        return name


def cut_units(text: str, most: int) -> str:
    """Return the beginning of a text in at most so many units of UTF-16, as Excel counts them.

    >>> cut_units("𠮷𠮷a", 4), cut_units("𠮷𠮷a", 3)
    ('𠮷𠮷', '𠮷')
    """
    if len(text) * 2 <= most:
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return data[: most * 2].decode("utf-16-le", "ignore")
