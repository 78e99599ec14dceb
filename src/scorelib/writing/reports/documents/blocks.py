"""The blocks of a report as the markup of Word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Fold,
    Gap,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Signatures,
    Tone,
)
from scorelib.writing.reports.documents.markup import (
    Bookmarks,
    Ink,
    escape_value,
    make_paragraph,
    make_runs,
    paint,
)
from scorelib.writing.reports.documents.tables import (
    TEXT,
    make_cell,
    make_grid,
    make_table,
    share_width,
)
from scorelib.writing.reports.office import BARS, MARKS, TONES, measure

__all__ = ["Printer", "make_notice"]

_STEPS: Final = 40
"""A bar is so many cells long, of which some are joined and coloured."""

_DEEPEST: Final = 4
_UNDER: Final = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="1F2328"/>'
_AFTER: Final = make_paragraph("", "TableEnd")
"""Tables that touch each other would become one."""

_LONG: Final = 600
"""A value of more characters may break over pages."""

_KEEP: Final = "<w:keepNext/>"


def make_notice(text: str) -> str:
    """Return a notice: what must stand wherever the total stands."""
    tone = TONES["warning"]
    runs = make_runs(MARKS["warning"] + text, Ink(tone.ink, bold=True))
    return make_paragraph(runs, "Notice", _frame("warning"))


def _frame(tone: Tone) -> str:
    """Return the line beside a notice and what lies under it."""
    line = f'<w:left w:val="single" w:sz="24" w:space="6" w:color="{BARS[tone]}"/>'
    return f"<w:pBdr>{line}</w:pBdr>{paint(TONES[tone].paper)}"


@dataclass(slots=True)
class Printer:
    """Turns blocks into markup: `width` is that of the text in twips."""

    lang: Lang
    width: int
    marks: Bookmarks
    lists: Iterator[int]
    level: int = 0
    heading: str = ""
    gaps: int = 0

    def print(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Yield the markup of blocks, in their order."""
        for each in blocks:
            yield from self._print(each)

    def _print(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                self.level = min(max(block.level, 1), _DEEPEST)
                yield self._print_heading(block.text, self.level, block.anchor, Ink())
            case Paragraph():
                yield _print_paragraph(block)
            case Pairs():
                yield from self._print_pairs(block)
            case Grid():
                yield from self._print_grid(block)
            case Bars():
                yield from self._print_bars(block)
            case Bullets():
                yield from self._print_bullets(block)
            case Gap():
                yield self._print_gap(block)
            case Signatures():
                yield from self._print_signatures(block)
            case Fold():
                yield from self._print_fold(block)

    def _print_heading(self, text: str, level: int, anchor: str | None, ink: Ink) -> str:
        self.heading = text
        return make_paragraph(self.marks.mark(anchor, make_runs(text, ink)), f"Heading{level}")

    def _print_pairs(self, block: Pairs) -> Iterator[str]:
        longest = max((len(name) for name, _ in block.items), default=4)
        widths = share_width([min(max(longest + 2.0, 6.0), 14.0), 34.0], self.width)
        rows = []
        for name, value in block.items:
            words = make_paragraph(make_runs(name, Ink(bold=True)), TEXT)
            cells = make_cell(words, widths[0], settings=paint("EEF1F5"))
            cells += make_cell(make_paragraph(make_runs(value), TEXT), widths[1])
            whole = "" if len(value) > _LONG else "<w:trPr><w:cantSplit/></w:trPr>"
            rows.append(f"<w:tr>{whole}{cells}</w:tr>")
        yield make_table(rows, widths)
        yield _AFTER

    def _print_caption(self, text: str) -> Iterator[str]:
        """Yield what a table is called, unless the heading above it says just that."""
        above, self.heading = self.heading, text
        if text and text != above:
            yield make_paragraph(make_runs(text), "Caption", _KEEP)

    def _print_grid(self, block: Grid) -> Iterator[str]:
        if not block.rows:
            return
        yield from self._print_caption(block.caption)
        yield make_grid(block, self.width, self.marks)
        yield _AFTER

    def _print_bars(self, block: Bars) -> Iterator[str]:
        yield from self._print_caption(block.title)
        if not block.items:
            return
        widths = share_width([15.0, *[16.0 / _STEPS] * _STEPS, 15.0], self.width)
        most = max(max(each.points, each.max_points) for each in block.items)
        rows = [self._draw_bar(each, widths, most) for each in block.items]
        yield make_table(rows, widths, block.title)
        yield _AFTER

    def _draw_bar(self, bar: Bar, widths: list[int], most: Fraction) -> str:
        """Return a row: the words, joined cells coloured as far as the bar reaches, its words."""
        steps = round(_STEPS * max(bar.points, Fraction(0)) / most) if most > 0 else 0
        if bar.points > 0:
            steps = max(steps, 1)
        linked = self.marks.leads(bar.link)
        name = self.marks.link(bar.link, make_runs(bar.label, Ink(linked=linked)))
        words = make_runs(MARKS.get(bar.tone, "") + bar.text, Ink(TONES[bar.tone].ink))
        cells = make_cell(make_paragraph(name, TEXT), widths[0])
        empty = make_paragraph("", TEXT)
        if steps:
            shade = paint(BARS[bar.tone])
            reach = sum(widths[1 : 1 + steps])
            cells += make_cell(empty, reach, span=steps, settings=_open("right") + shade)
        if steps < _STEPS:
            rest = sum(widths[1 + steps : 1 + _STEPS])
            sides = _open("left") if steps else ""
            cells += make_cell(empty, rest, span=_STEPS - steps, settings=sides)
        cells += make_cell(make_paragraph(words, TEXT), widths[-1])
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"

    def _print_bullets(self, block: Bullets) -> Iterator[str]:
        style = "ListNumber" if block.numbered else "ListBullet"
        settings = ""
        if block.numbered:
            # Each list begins at 1 again.
            number = next(self.lists)
            settings = (
                f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
                '<w:ind w:left="500" w:hanging="500"/>'
            )
        for each in block.items:
            yield make_paragraph(make_runs(each), style, settings)

    def _print_gap(self, block: Gap) -> str:
        """Return a control to write into, which shows what belongs there until somebody does."""
        self.gaps += 1
        name = label("page.gap", self.lang)
        words = make_runs(f"〔{name}〕{block.text}", Ink(style="PlaceholderText"))
        properties = (
            f'<w:alias w:val="{escape_value(name)}"/><w:tag w:val="gap-{self.gaps}"/>'
            f'<w:id w:val="{1000 + self.gaps}"/><w:showingPlcHdr/><w:richText/>'
        )
        content = make_paragraph(words, "Gap")
        return (
            f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

    def _print_signatures(self, block: Signatures) -> Iterator[str]:
        beside = min(len(block.labels), 3)
        if not beside:
            return
        colon = "：" if self.lang == "zh" else ":"
        longest = max(measure(each) for each in block.labels) + 2.0
        # Half a size of 10.5 points a column, and the margins of a cell.
        named = min(max((longest * 105 + 140) * beside / self.width, 0.4), 0.6)
        widths = share_width([named, 1 - named] * beside, self.width)
        rows = []
        for first in range(0, len(block.labels), beside):
            texts = [each + colon for each in block.labels[first : first + beside]]
            texts += [""] * (beside - len(texts))
            cells = ""
            for place, text in enumerate(texts):
                words = make_paragraph(make_runs(text), TEXT, '<w:jc w:val="right"/>')
                line = f"<w:tcBorders>{_UNDER}</w:tcBorders>" if text else ""
                cells += make_cell(words, widths[2 * place])
                empty = make_paragraph("", TEXT)
                cells += make_cell(empty, widths[2 * place + 1], settings=line)
            high = '<w:trPr><w:cantSplit/><w:trHeight w:val="640" w:hRule="atLeast"/></w:trPr>'
            rows.append(f"<w:tr>{high}{cells}</w:tr>")
        yield make_table(rows, widths, lines=False)
        yield _AFTER

    def _print_fold(self, block: Fold) -> Iterator[str]:
        """Yield a fold as a heading and what stands under it: paper cannot be opened."""
        before, self.level = self.level, min(self.level + 1, _DEEPEST)
        ink = Ink("" if block.tone == "plain" else TONES[block.tone].ink)
        title = MARKS.get(block.tone, "") + block.title
        yield self._print_heading(title, self.level, block.anchor, ink)
        yield from self.print(block.blocks)
        self.level = before


def _open(side: str) -> str:
    """Return the borders of a cell without the line on one side."""
    return f'<w:tcBorders><w:{side} w:val="nil"/></w:tcBorders>'


def _print_paragraph(block: Paragraph) -> str:
    toned = block.tone not in ("plain", "muted")
    ink = Ink("" if block.tone == "plain" else TONES[block.tone].ink, bold=block.strong)
    runs = make_runs(MARKS.get(block.tone, "") + block.text, ink)
    return make_paragraph(runs, "Notice" if toned else "", _frame(block.tone) if toned else "")
