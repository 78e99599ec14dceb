"""The blocks of a report on a sheet, other than grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Context
from fractions import Fraction
from itertools import accumulate, groupby
from typing import Any, Final

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
)
from scorelib.writing.reports.office import BARS, MARKS, TONES
from scorelib.writing.reports.workbooks.books import Place
from scorelib.writing.reports.workbooks.edges import fit_columns
from scorelib.writing.reports.workbooks.figures import Figure
from scorelib.writing.reports.workbooks.formats import BODY, HEADINGS, LABEL, Look
from scorelib.writing.reports.workbooks.grids import write_grid
from scorelib.writing.reports.workbooks.sheets import Area, Content, Sheet

__all__ = ["write_block", "write_heading", "write_notice"]

_VALUE: Final = replace(BODY, border="thin")
_GAP_HEIGHT: Final = 60.0
_LINE_HEIGHT: Final = 30.0


def write_block(sheet: Sheet, block: Block) -> None:
    """Write a block at the next free row of a sheet."""
    match block:
        case Heading():
            write_heading(sheet, block)
        case Paragraph():
            _write_paragraph(sheet, block)
        case Pairs():
            _write_pairs(sheet, block)
        case Grid():
            write_grid(sheet, block)
        case Bars():
            _write_bars(sheet, block)
        case Bullets():
            _write_bullets(sheet, block)
        case Gap():
            _write_gap(sheet, block)
        case Signatures():
            _write_signatures(sheet, block)
        case Fold():
            _write_fold(sheet, block)


def write_heading(sheet: Sheet, heading: Heading) -> None:
    """Write a heading over the whole width."""
    sheet.space()
    row = sheet.put_line(Content(heading.text), HEADINGS[min(max(heading.level, 1), 4)])
    sheet.book.set_anchor(heading.anchor, Place(sheet.page, row, 0))
    sheet.heading = heading.text


def write_notice(sheet: Sheet, text: str) -> None:
    """Write what must stand wherever the total stands."""
    if text:
        tone = TONES["warning"]
        look = Look(bold=True, ink=tone.ink, paper=tone.paper)
        sheet.put_line(Content(MARKS["warning"] + text), look)


def _write_paragraph(sheet: Sheet, block: Paragraph) -> None:
    tone = TONES[block.tone]
    paper = "" if block.tone in ("plain", "muted") else tone.paper
    look = Look(bold=block.strong, ink=tone.ink, paper=paper)
    sheet.put_line(Content(MARKS.get(block.tone, "") + block.text), look)


def _write_pairs(sheet: Sheet, block: Pairs) -> None:
    sheet.space()
    name = max((len(each) for each, _ in block.items), default=4)
    wanted = (min(max(name + 1.0, 6.0), 14.0), 0.0)
    for name_, value in block.items:
        _put_row(sheet, [(Content(name_), LABEL), (Content(value), _VALUE)], wanted)


def _put_row(
    sheet: Sheet, cells: Sequence[tuple[Content, Look]], wanted: Sequence[float]
) -> list[Area]:
    """Write cells side by side, as wide as wanted, the last as wide as there is room.

    Where the sheet has fewer columns they stand below one another.
    """
    total = sum(sheet.widths)
    if len(cells) > len(sheet.widths):
        rows = [sheet.put_line(*each) for each in cells]
        return [Area(row, 0, row, len(sheet.widths) - 1) for row in rows]
    rest = max(total - sum(wanted[:-1]), 1.0)
    spans = fit_columns([*wanted[:-1], rest], sheet.widths)
    sheet.reserve(1)
    row = sheet.take()
    starts = list(accumulate(spans, initial=0))
    areas = [Area(row, starts[i], row, starts[i + 1] - 1) for i in range(len(cells))]
    for area, (content, look) in zip(areas, cells, strict=True):
        sheet.put(area, content, look)
    return areas


def _write_bars(sheet: Sheet, block: Bars) -> None:
    sheet.space()
    sheet.put_caption(block.title, HEADINGS[4])
    most = max((max(each.points, each.max_points) for each in block.items), default=Fraction(1))
    least = min((min(each.points, Fraction(0)) for each in block.items), default=Fraction(0))
    for tone, items in groupby(block.items, lambda each: each.tone):
        for each in items:
            area = _write_bar(sheet, each)
            if area is not None:
                look = _describe_bar(f"#{BARS[tone]}", least, most)
                sheet.page.conditional_format(*area, look)


def _write_bar(sheet: Sheet, bar: Bar) -> Area | None:
    """Write a bar and return the cell in which it is drawn; None where there are words only."""
    words = replace(_VALUE, bold=bar.tone == "bad", ink=TONES[bar.tone].ink)
    name = Content(bar.label, None, bar.link)
    label_look = replace(_VALUE, linked=bar.link is not None)
    text = Content(MARKS.get(bar.tone, "") + bar.text)
    total = sum(sheet.widths)
    if len(sheet.widths) < 3:
        _put_row(sheet, [(name, label_look), (text, words)], (total * 0.4, 0.0))
        return None
    # A picture: its figure is not shown, the words beside it say what it is.
    length = Context(prec=15).divide(*map(Context().create_decimal, bar.points.as_integer_ratio()))
    drawn = Content("", Figure(length, ""))
    cells = [(name, label_look), (drawn, _VALUE), (text, words)]
    return _put_row(sheet, cells, (total * 0.3, total * 0.35, 0.0))[1]


def _describe_bar(colour: str, least: Fraction, most: Fraction) -> dict[str, Any]:
    """Return how Excel draws bars: on one scale, in one colour, without the figure."""
    return {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_only": True,
        "bar_solid": True,
        "bar_color": colour,
        "min_type": "num",
        "max_type": "num",
        "min_value": float(least),
        "max_value": float(most) or 1.0,
    }


def _write_bullets(sheet: Sheet, block: Bullets) -> None:
    for number, text in enumerate(block.items, 1):
        mark = f"{number}. " if block.numbered else "• "
        sheet.put_line(Content(mark + text), BODY)


def _write_gap(sheet: Sheet, block: Gap) -> None:
    words = f"〔{label('page.gap', sheet.report.lang)}〕{block.text}"
    look = Look(ink=TONES["muted"].ink, border="dashed", top=True)
    sheet.raise_row(sheet.put_line(Content(words), look), _GAP_HEIGHT)


def _write_signatures(sheet: Sheet, block: Signatures) -> None:
    """Write labels with a line to sign on after each, as many side by side as there is room for."""
    sheet.space()
    beside = max(min(len(block.labels), 3, len(sheet.widths) // 2), 1)
    colon = "：" if sheet.report.lang == "zh" else ":"
    share = sum(sheet.widths) / beside
    wanted = [share * 0.35, share * 0.65] * beside
    for first in range(0, len(block.labels), beside):
        texts = [each + colon for each in block.labels[first : first + beside]]
        texts += [""] * (beside - len(texts))
        cells: list[tuple[Content, Look]] = []
        for text in texts:
            line = Look(border="under") if text else BODY
            cells += [(Content(text), Look(align="right")), (Content(""), line)]
        for area in _put_row(sheet, cells, wanted):
            sheet.raise_row(area.row, _LINE_HEIGHT)


def _write_fold(sheet: Sheet, block: Fold) -> None:
    sheet.reserve(2)
    tone = TONES[block.tone]
    look = Look(bold=True, ink=tone.ink, paper=TONES["muted"].paper)
    row = sheet.put_line(Content(MARKS.get(block.tone, "") + block.title), look)
    sheet.book.set_anchor(block.anchor, Place(sheet.page, row, 0))
    with sheet.group(shut=not block.open):
        for each in block.blocks:
            write_block(sheet, each)
