"""The markup of Word: runs and paragraphs of text, in which nothing of the text is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from scorelib.reading.reports.blocks import Block
from scorelib.writing.reports.anchors import Anchors
from scorelib.writing.reports.characters import show_codes, split_directions

__all__ = [
    "NAMESPACE",
    "Bookmarks",
    "Ink",
    "escape_value",
    "make_paragraph",
    "make_runs",
    "paint",
]

NAMESPACE: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xml:space="preserve"'
)

_BREAKS: Final = re.compile(r"(\n|\t)")
_SIGNS: Final = {"\n": "<w:br/>", "\t": "<w:tab/>"}


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters look: a colour as six hexadecimal digits, a size in points; 0: as the style."""

    colour: str = ""
    size: float = 0
    bold: bool = False
    linked: bool = False
    style: str = ""


def escape_value(text: str) -> str:
    """Return a text as it stands between the quotes of an attribute.

    >>> escape_value('a"<b>')
    'a&quot;&lt;b&gt;'
    """
    return escape(show_codes(text), {'"': "&quot;", "\n": " ", "\t": " "})


def make_runs(text: str, ink: Ink | None = None) -> str:
    r"""Return the runs of a text; its lines and tabulators become those of Word.

    >>> make_runs("a<b\nc")
    '<w:r><w:t xml:space="preserve">a&lt;b</w:t><w:br/><w:t xml:space="preserve">c</w:t></w:r>'
    """
    shown = show_codes(text)
    parts = [(shown, False)] if shown.isascii() else split_directions(shown)
    return "".join(_make_run(part, ink or Ink(), leftward=leftward) for part, leftward in parts)


def _make_run(text: str, ink: Ink, *, leftward: bool) -> str:
    inner = "".join(
        _SIGNS.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in _BREAKS.split(text)
        if part
    )
    return f"<w:r>{_describe(ink, leftward=leftward)}{inner}</w:r>"


def _describe(ink: Ink, *, leftward: bool) -> str:
    colour = "1F5FA8" if ink.linked else ink.colour
    parts = [
        f'<w:rStyle w:val="{ink.style}"/>' if ink.style else "",
        "<w:b/><w:bCs/>" if ink.bold else "",
        f'<w:color w:val="{colour}"/>' if colour else "",
        f'<w:sz w:val="{ink.size * 2:.0f}"/><w:szCs w:val="{ink.size * 2:.0f}"/>'
        if ink.size
        else "",
        '<w:u w:val="single"/>' if ink.linked else "",
        # Words from right to left stay among themselves; what stands beside keeps its order.
        "<w:rtl/>" if leftward else "",
    ]
    inner = "".join(parts)
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def make_paragraph(runs: str, style: str = "", settings: str = "") -> str:
    """Return a paragraph of runs in a style, by its id; `settings` are further properties.

    >>> make_paragraph("", "Heading1")
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>'
    """
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{settings}</w:pPr>" if named or settings else ""
    return f"<w:p>{properties}{runs}</w:p>"


def paint(colour: str) -> str:
    """Return the shading of a paragraph or a cell in a colour; nothing for none."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""


class Bookmarks:
    """The bookmarks of a document: Word allows few characters in their names, so they get numbers.

    >>> from scorelib.reading.reports.blocks import Heading
    >>> marks = Bookmarks([Heading("甲", anchor="甲")])
    >>> marks.mark("甲", "x")
    '<w:bookmarkStart w:id="1" w:name="r_1"/>x<w:bookmarkEnd w:id="1"/>'
    >>> marks.link("elsewhere", "x")
    'x'
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._anchors = Anchors(blocks)
        self._numbers: dict[str, int] = {}

    def _number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1)

    def mark(self, anchor: str | None, runs: str) -> str:
        """Return runs as the place that an anchor names; the first of two alike has it."""
        name = self._anchors.place(anchor)
        if name is None:
            return runs
        number = self._number(name)
        begin = f'<w:bookmarkStart w:id="{number}" w:name="r_{number}"/>'
        return f'{begin}{runs}<w:bookmarkEnd w:id="{number}"/>'

    def link(self, anchor: str | None, runs: str) -> str:
        """Return runs as a link to an anchor, where there is such a place."""
        name = self._anchors.point(anchor)
        if name is None:
            return runs
        return f'<w:hyperlink w:anchor="r_{self._number(name)}">{runs}</w:hyperlink>'

    def leads(self, anchor: str | None) -> bool:
        """Say whether an anchor is there to be linked to."""
        return self._anchors.point(anchor) is not None
