"""How cells of a workbook look, each look made once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from scorelib.ground.errors import Lang
from scorelib.reading.reports.blocks import Cell
from scorelib.writing.reports.office import TONES

__all__ = ["BODY", "HEADINGS", "LABEL", "TITLE", "Formats", "Look", "look_at"]

_FONTS: Final[dict[Lang, str]] = {"zh": "等线", "en": "Calibri"}
"""Both come with Excel; where they are missing every program finds another for each sign."""

_LINE: Final = "C9CED6"
_HEAD: Final = "EEF1F5"
_DEEPEST: Final = 8
"""So many steps a row stands further in at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: the size in points, colours as six hexadecimal digits.

    `inset` is how many steps its words stand further in than those of other rows.
    """

    size: float = 10
    bold: bool = False
    ink: str = TONES["plain"].ink
    paper: str = ""
    align: Literal["left", "center", "right"] = "left"
    border: Literal["", "thin", "dashed", "under"] = ""
    shown_by: str = ""
    top: bool = False
    inset: int = 0
    linked: bool = False


BODY: Final = Look()
TITLE: Final = Look(size=16, bold=True)
LABEL: Final = Look(bold=True, paper=_HEAD, border="thin")
HEADINGS: Final = {
    level: Look(size=size, bold=True) for level, size in enumerate((14, 12, 11, 10), 1)
}


def look_at(cell: Cell, shown_by: str, *, linked: bool, inset: int = 0) -> Look:
    """Return the look of a cell of a grid."""
    inset = min(inset, _DEEPEST)
    tone = TONES[cell.tone]
    if cell.header:
        look = replace(LABEL, align=cell.align, shown_by=shown_by)
        return replace(look, linked=linked, inset=inset)
    return Look(
        bold=cell.strong or cell.tone in ("bad", "warning"),
        ink=tone.ink,
        paper="" if cell.tone in ("plain", "muted") else tone.paper,
        align=cell.align,
        border="thin",
        shown_by=shown_by,
        linked=linked,
        inset=inset,
    )


class Formats:
    """The formats of a workbook by their looks."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self._book, self._font = book, _FONTS[lang]
        self._made: dict[Look, Any] = {}

    def find(self, look: Look) -> Any:
        """Return the format of a look, made where it is the first."""
        if look not in self._made:
            self._made[look] = self._book.add_format(self._describe(look))
        return self._made[look]

    def _describe(self, look: Look) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "font_name": self._font,
            "font_size": look.size,
            "bold": look.bold,
            "font_color": f"#{look.ink}",
            "align": look.align,
            "valign": "top" if look.top else "vcenter",
        }
        # A number that is too wide would be hidden behind signs, were it not made smaller.
        wanted["shrink" if look.shown_by else "text_wrap"] = True
        if look.border == "thin" and look.align != "center":
            # Else figures on the right touch the words of the next cell.
            wanted["indent"] = 1 + look.inset
        if look.paper:
            wanted["bg_color"] = f"#{look.paper}"
        if look.border == "under":
            wanted |= {"bottom": 1, "bottom_color": f"#{look.ink}"}
        elif look.border:
            wanted |= {"border": 1 if look.border == "thin" else 3, "border_color": f"#{_LINE}"}
        if look.shown_by:
            wanted["num_format"] = look.shown_by
        if look.linked:
            wanted |= {"underline": 1, "font_color": "#1F5FA8"}
        return wanted
