"""A report as Markdown of the kind that GitHub shows; words of documents never become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import (
    Bars,
    Block,
    Bullets,
    Cell,
    Fold,
    Gap,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Signatures,
    Tone,
)
from scorelib.writing.reports.anchors import Anchors
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.folds import name_status
from scorelib.writing.reports.grids import repeat_cells

__all__ = ["print_markdown"]

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|~&${}#])|(?<=:)(?=//)|(?<=www)(?=\.)")
"""What means something in Markdown or templates anywhere in a line; also where links begin."""

_AT_START: Final = re.compile(r"^(\s*)(?=[-+](?:[-+\s]|$))|^(\s*[0-9]{1,9})(?=[.)](?:\s|$))")
"""What means something at the start of a line only: lists and rules."""


def print_markdown(report: Report) -> str:
    r"""Return a report as Markdown; what is merged in a grid is repeated, folds stand open.

    Raises `ValueError` where the cells of a grid do not tile it.

    >>> print(print_markdown(Report("a|b", "zh", (Paragraph("*c*"),))), end="")
    # a\|b
    <BLANKLINE>
    \*c\*
    """
    page = _Page(report)
    parts = [f"# {page.inline(report.title)}"]
    if listed := [each for each in report.pages if each.listed]:
        parts.append(" · ".join(f"[{page.inline(each.title)}]({each.address})" for each in listed))
    if report.notice:
        parts.append(page.quote(report.notice, "warning", strong=True))
    parts += page.list_parts(report.blocks, 1)
    if report.footer:
        parts += ["---", page.inline("\n".join(report.footer))]
    return "\n\n".join(part for part in parts if part) + "\n"


class _Page:
    """One report on its way to Markdown, with the anchors that are placed so far."""

    def __init__(self, report: Report) -> None:
        self._lang = report.lang
        self._anchors = Anchors(report.blocks, report.pages)
        self._statuses = dict(report.statuses)
        self._heading = report.title

    def list_parts(self, blocks: Sequence[Block], level: int) -> Iterator[str]:
        """Yield the parts of the page that blocks make; blank lines go between them."""
        for block in blocks:
            if isinstance(block, Heading):
                level = min(block.level + 1, level + 1)
                yield self._head(block.text, level, block.anchor)
            elif isinstance(block, Fold):
                below = min(level + 1, 6)
                yield self._head(self._title(block), below, block.anchor, escaped=True)
                yield from self.list_parts(block.blocks, below)
            else:
                yield self._print_block(block)

    def _print_block(self, block: Block) -> str:
        match block:
            case Paragraph(tone="plain" | "muted"):
                return self.strong(self.inline(block.text), block.strong)
            case Paragraph():
                return self.quote(block.text, block.tone, strong=block.strong)
            case Pairs():
                sign = "：" if self._lang == "zh" else ": "
                items = [f"{self.inline(a)}{sign}{self.inline(b)}" for a, b in block.items]
                return "\n".join(f"- {item}" for item in items)
            case Bullets():
                signs = [f"{n}." for n in range(1, len(block.items) + 1)]
                return "\n".join(
                    f"{sign if block.numbered else '-'} {self.inline(text)}"
                    for sign, text in zip(signs, block.items, strict=True)
                )
            case Gap():
                return f"> \\[{label('page.gap', self._lang)}\\] {self.inline(block.text)}"
            case Signatures():
                return "\n".join(f"- {self.inline(text)} ＿＿＿＿＿＿" for text in block.labels)
            case Bars():
                return self._print_bars(block)
            case Grid():
                return self._print_grid(block)
        raise TypeError(f"no Markdown for {type(block).__name__}")

    def _head(self, text: str, level: int, anchor: str | None, escaped: bool = False) -> str:
        self._heading = text
        return f"{'#' * level} {self._place(anchor)}{text if escaped else self.inline(text)}"

    def _title(self, block: Fold) -> str:
        words = self._tell(block.tone) + self.inline(block.title)
        status = name_status(block, self._statuses)
        return words if status is None else f"{words} \\[{self.inline(status)}\\]"

    def _tell(self, tone: Tone) -> str:
        """Return the word of a tone that matters, for there are no colours here."""
        if tone not in ("good", "warning", "bad"):
            return ""
        return f"**{label(f'tone.{tone}', self._lang)}** "

    def _place(self, anchor: str | None) -> str:
        name = self._anchors.place(anchor)
        return "" if name is None else f'<a id="{name}"></a>'

    def _link(self, words: str, link: str | None) -> str:
        address = self._anchors.address(link)
        return words if address is None or not words else f"[{words}]({address})"

    def inline(self, text: str) -> str:
        """Return words for one line; line ends inside become breaks."""
        words = "<br>".join(_escape(line) for line in show_codes(text).split("\n"))
        # A tag alone on its line would begin a block of HTML and swallow the lines below it.
        return f"&#32;{words}" if words == "<br>" else words

    def strong(self, words: str, strong: bool) -> str:
        """Return words in bold where they are to be and can be."""
        return f"**{words}**" if strong and words and words == words.strip() else words

    def quote(self, text: str, tone: Tone, *, strong: bool) -> str:
        """Return a notice: a quotation that begins with the word of its tone."""
        return f"> {self._tell(tone)}{self.strong(self.inline(text), strong)}"

    def _caption(self, text: str) -> str:
        """Return what a table is called, unless the heading above it says just that."""
        above, self._heading = self._heading, text
        return "" if text == above else self.inline(text)

    def _print_bars(self, block: Bars) -> str:
        sign = "：" if self._lang == "zh" else ": "
        title = self._caption(block.title)
        lines = [title, ""] if title else []
        for bar in block.items:
            words = self._link(self.inline(bar.label), bar.link)
            lines.append(f"- {self._tell(bar.tone)}{words}{sign}{self.inline(bar.text)}")
        return "\n".join(lines)

    def _print_grid(self, block: Grid) -> str:
        rows = repeat_cells(block)
        head = [_join_head(column) for column in zip(*rows[: block.head], strict=True)]
        names = [self.inline(text) for text in head] or [""] * len(block.columns)
        signs = [_align(column) for column in zip(*rows[block.head :], strict=True)]
        lines = [names, signs or ["---"] * len(names)]
        for row, line in zip(block.rows[block.head :], rows[block.head :], strict=True):
            shown = [self._print_cell(cell) for cell in line]
            shown[0] = "\u3000" * row.level + shown[0]
            lines.append(shown)
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        anchors = "".join(self._place(c.anchor) for row in rows[: block.head] for c in row)
        caption = anchors + self._caption(block.caption)
        return f"{caption}\n\n{table}" if caption else table

    def _print_cell(self, cell: Cell) -> str:
        words = self._link(self.strong(self.inline(cell.text), cell.strong), cell.link)
        return self._place(cell.anchor) + words


def _escape(line: str) -> str:
    """Return one line of words with whatever could be markup written as itself."""
    shown = _MARKUP.sub(lambda found: f"\\{found[1] or ''}", line)
    shown = _AT_START.sub(lambda found: f"{found[0]}\\", shown)
    # Spaces at an end would vanish, and four of them make code.
    lead = len(shown) - len(shown.lstrip(" \t"))
    tail = len(shown.rstrip(" \t"))
    if tail == 0:
        return "&#32;" * len(shown)
    return "&#32;" * lead + shown[lead:tail] + "&#32;" * (len(shown) - tail)


def _join_head(cells: Sequence[Cell]) -> str:
    """Return the headings above a column, each once."""
    return " / ".join(dict.fromkeys(cell.text for cell in cells if cell.text))


def _align(cells: Sequence[Cell]) -> str:
    """Return the rule that aligns a column as most of its cells are."""
    right = sum(cell.align == "right" for cell in cells)
    center = sum(cell.align == "center" for cell in cells)
    if right * 2 > len(cells):
        return "---:"
    return ":---:" if center * 2 > len(cells) else "---"
