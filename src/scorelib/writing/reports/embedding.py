"""Which characters a PDF really draws: read off its embedded fonts before it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Drawn", "find_drawn"]

_PAIR: Final = re.compile(rb"<([0-9a-fA-F]+)>\s*<((?:[0-9a-fA-F]{4})+)>")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The characters that stand in a PDF: those that an embedded font draws, and the others."""

    drawn: frozenset[str]
    boxes: frozenset[str]


def find_drawn(document: Any, pdf: Any) -> Drawn:
    """Return which characters of a PDF a font inside it draws and which come out as boxes.

    `document` is WeasyPrint's, `pdf` the one of pydyf that is made of it; neither has types.

    A box is a character that WeasyPrint found in no font, a glyph that the embedded font does
    not have, its glyph 0, or one of a font that is not embedded at all.
    """
    # The files are looked through as well, but of a font that is full (those of Chinese are) the
    # characters it lacks share one glyph, and the PDF names only the first.
    boxes = {chr(code) for font in document.fonts.values() for code in font.missing}
    drawn: set[str] = set()
    for font in _list_fonts(pdf):
        glyphs = _read_characters(pdf, font)
        most = _count_glyphs(pdf, font)
        for glyph, text in glyphs.items():
            (drawn if most is None or 0 < glyph < most else boxes).update(text)
    return Drawn(frozenset(drawn - boxes), frozenset(boxes))


def _list_fonts(pdf: Any) -> Iterator[Mapping[str, Any]]:
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Type") == "/Font" and "ToUnicode" in each:
            yield each


def _read_characters(pdf: Any, font: Mapping[str, Any]) -> dict[int, str]:
    """Return what each glyph of a font stands for."""
    lines = b"\n".join(_follow(pdf, font["ToUnicode"]).stream)
    return {
        int(glyph, 16): bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace")
        for glyph, text in _PAIR.findall(lines.partition(b"beginbfchar")[2])
    }


def _count_glyphs(pdf: Any, font: Mapping[str, Any]) -> int | None:
    """Return how many glyphs the embedded file of a font has; None for one drawn as pictures."""
    if font["Subtype"] == "/Type3":
        return None
    below = _follow(pdf, font["DescendantFonts"][0])
    descriptor = _follow(pdf, below["FontDescriptor"])
    file = next((descriptor[key] for key in _FILES if key in descriptor), None)
    if file is None:
        return 0
    return _read_glyphs(b"".join(_follow(pdf, file).stream))


def _read_glyphs(font: bytes) -> int:
    """Return how many glyphs an OpenType font has: its table `maxp` says so."""
    for place in range(12, 12 + 16 * int.from_bytes(font[4:6]), 16):
        if font[place : place + 4] == b"maxp":
            table = int.from_bytes(font[place + 8 : place + 12])
            return int.from_bytes(font[table + 4 : table + 6])
    return 0


_FILES: Final = ("FontFile2", "FontFile3", "FontFile")


def _follow(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
