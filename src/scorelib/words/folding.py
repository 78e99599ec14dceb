"""Folding of full-width and look-alike characters, and the refusal of unsafe ones.

Folding replaces one character by one character, so that offsets in the folded text are offsets
in the text as written. It is not Unicode's NFKC: that would turn `m²` into `m2`, `①` into `1`
and `½` into three characters.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from scorelib.ground.errors import WordError

__all__ = ["MAX_TEXT", "fold_text", "prepare_text", "shorten_text"]

MAX_TEXT: Final = 120
"""The most characters an amount, a unit or a readable target may have."""

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKES: Final = str.maketrans(
    "\u3000\u00a0\u2009\u202f\t\r\n\u2212\ufe6a\u2267\u2266\u2a7e\u2a7d\u301c\u223c"
    "\u00b5\u30fb\u2022\u22c5\u2219\uffe5",
    "       -%≥≤≥≤~~μ····¥",
)
_FOLDED: Final = {**_FULL_WIDTH, **_LOOK_ALIKES}
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp"})
_OTHER_DIGITS: Final = frozenset({"Nd", "Nl", "No"})
_KEPT: Final = frozenset("0123456789²³〇")


def fold_text(text: str) -> str:
    """Return a text with full-width forms and look-alikes replaced by their plain characters.

    >>> fold_text("＞＝９５．５％")
    '>=95.5%'
    """
    return text.translate(_FOLDED)


def prepare_text(text: str) -> str:
    """Return a text folded and without outer spaces, safe to be matched by a grammar.

    Raises `WordError`: SL209 nothing there, SL223 too long, SL221 a character that cannot be
    seen, SL222 a digit of another script.

    >>> prepare_text(" １２ 个 ")
    '12 个'
    """
    if len(text) > MAX_TEXT:
        raise WordError("SL223", length=len(text), most=MAX_TEXT)
    folded = fold_text(text)
    for place, char in enumerate(folded):
        _check_character(char, place)
    if not folded.strip():
        raise WordError("SL209", text=text)
    return folded.strip()


def _check_character(char: str, place: int) -> None:
    category = unicodedata.category(char)
    name = f"U+{ord(char):04X}"
    if category in _UNSAFE:
        raise WordError("SL221", (place, place + 1), character=name)
    if category in _OTHER_DIGITS and char not in _KEPT:
        raise WordError("SL222", (place, place + 1), character=char, name=name)


def shorten_text(text: str, most: int = 40) -> str:
    """Return a text as a message shows it: cut after `most` characters.

    >>> shorten_text("9" * 50, 5)
    '99999…'
    """
    return text if len(text) <= most else text[:most] + "…"
