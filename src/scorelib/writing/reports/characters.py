"""Characters nobody can see: shown as their codes, so that none hides or reorders anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["show_codes", "split_directions"]

# Controls of the C0 and C1 sets but for the tabulator and the new line, the soft hyphen, marks
# and overrides of direction, what has no width (joiners of emoji and of Persian aside), line and
# paragraph separators, interlinear annotations, tags, lone surrogates and noncharacters.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)

# Every block of scripts that are written from right to left, Arabic digits included.
_LEFTWARD: Final = (
    "\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_LEFTWARD_RUN: Final = re.compile(f"([{_LEFTWARD}]+(?:[ ]+[{_LEFTWARD}]+)*)")


def show_codes(text: str) -> str:
    r"""Return a text in which characters that cannot be seen stand as their codes.

    Tabulators and line ends stay, line ends as a single new line.

    >>> show_codes("a\x00b\r\nc\u202ed")
    'a\\x00b\nc\\u202ed'
    """
    if text.isprintable():
        return text
    return _UNSEEN.sub(_name_code, text.replace("\r\n", "\n"))


def _name_code(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def split_directions(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text and whether each is written from right to left.

    Who sets such a part apart keeps the figures beside it in their order.

    >>> list(split_directions("שלום עולם 12.5 / 20"))
    [('שלום עולם', True), (' 12.5 / 20', False)]
    """
    for place, part in enumerate(_LEFTWARD_RUN.split(text)):
        if part:
            yield part, place % 2 == 1
