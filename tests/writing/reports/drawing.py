"""Reports of blocks to draw, hostile words included, and what every writer has to show of them.

A figure is drawn as an exact rational and printed here by plain integer arithmetic; whatever a
writer prints is held against that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from hypothesis import strategies as st

from scorelib.ground.errors import Lang
from scorelib.reading.reports.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Cell,
    Column,
    Fold,
    Gap,
    Grid,
    Heading,
    Pairs,
    Paragraph,
    Report,
    Row,
    Signatures,
    Tone,
)

__all__ = [
    "HOSTILE",
    "STATUSES",
    "blocks",
    "cells_of",
    "figures",
    "grids",
    "make_hostile_report",
    "make_large_report",
    "reports",
    "words",
]

HOSTILE: Final = (
    '=HYPERLINK("http://example.invalid","点我")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1-2",
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    "]]>",
    "<!--",
    "&lt;b&gt; &amp; &#65;",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "${7*7} $x$ `code` *a* _b_ ~~c~~ [d](javascript:alert(1)) ![e](http://example.invalid/e.png)",
    "| a | b |",
    "# heading",
    "> quoted",
    "1. item",
    "- item",
    "---",
    "javascript:alert(1)",
    "https://example.invalid/?a=1&b=2",
    "\u202egnp.exe 12.50",
    "\u2066\u2067\u200fא ب 30 / 40\u2069",
    "שלום 12.5 / 20",
    "nul \x00 bell \x07 escape \x1b[31m delete \x7f next \x85",
    "lone \ud800 not \ufffe there \uffff",
    "a\nb\r\nc\rd\te",
    "zero\u200bwidth\ufeffmark\u00adsoft",
    "𠮷野家 👩‍👩‍👧 é",
    "“引号”、《书名》—…·％",
    "'\"`\\",
    "%s %(a)s {0} {a}",
    "\\x00 \\u202e",
    "  two  spaces  ",
    "",
)
"""What documents may hold to trouble a writer: formulas, markup, templates, unseen characters."""

STATUSES: Final = (("scored", "复算"), ("judged", "评判"), ("missing", "未计分"))
"""The statuses of drawn rows and folds, with their words."""

_TONES: Final[tuple[Tone, ...]] = ("plain", "good", "warning", "bad", "muted")

# Lone surrogates come by HOSTILE; all other characters, controls included, by themselves.
words: Final = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("指标得分评价规则abc 0.5%", min_size=1, max_size=12),
)
"""Any words: hostile ones, any characters, ordinary ones."""

_anchors: Final = st.one_of(st.none(), st.sampled_from(["a", "b.c", "甲", "a b", '"><script>']))
_tones: Final = st.sampled_from(_TONES)
_statuses: Final = st.one_of(st.none(), st.sampled_from([name for name, _ in STATUSES]))


@st.composite
def figures(draw: st.DrawFn) -> Cell:
    """Draw a cell that shows a figure exactly: a number, or a share printed as a percentage."""
    places = draw(st.integers(0, 4))
    scaled = draw(st.integers(-(10**9), 10**12))
    shown = _print_scaled(scaled, places)
    if draw(st.booleans()):
        value, kind = Fraction(scaled, 10 ** (places + 2)), "percent"
        return Cell(f"{shown}%", value, "percent", align="right", tone=draw(_tones))
    value, kind = Fraction(scaled, 10**places), "number"
    assert kind == "number"
    return Cell(shown, value, "number", align="right", strong=draw(st.booleans()))


def _print_scaled(scaled: int, places: int) -> str:
    """Return an integer number of units of the last place with its decimal point."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{'-' if scaled < 0 else ''}{whole}{'.' if rest else ''}{rest}"


@st.composite
def _cells(draw: st.DrawFn) -> Cell:
    if draw(st.booleans()):
        return draw(figures())
    return Cell(
        draw(words),
        header=draw(st.booleans()),
        align=draw(st.sampled_from(["left", "center", "right"])),
        strong=draw(st.booleans()),
        tone=draw(_tones),
        anchor=draw(_anchors),
        link=draw(_anchors),
    )


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Draw a grid whose cells tile it, merged over rows and columns."""
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    head = draw(st.integers(0, min(2, height)))
    # What is merged stays on its side of the headings, as in every real table.
    rows = [*_tile(draw, width, head), *_tile(draw, width, height - head)]
    columns = tuple(Column(draw(st.integers(2, 30))) for _ in range(width))
    return Grid(columns, tuple(rows), head, draw(words), draw(st.booleans()))


def _tile(draw: st.DrawFn, width: int, height: int) -> list[Row]:
    """Return rows that cover a rectangle: from each free place a cell that fits."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            if (row, column) in taken:
                continue
            right = 1
            while column + right < width and (row, column + right) not in taken and right < 3:
                right += 1
            across = draw(st.integers(1, right))
            down = draw(st.integers(1, min(3, height - row)))
            taken |= {(row + d, column + a) for d in range(down) for a in range(across)}
            cells.append(_merge(draw(_cells()), down, across))
        rows.append(Row(tuple(cells), draw(_statuses), None, draw(st.integers(0, 3))))
    return rows


def _merge(cell: Cell, down: int, across: int) -> Cell:
    from dataclasses import replace

    return replace(cell, rows=down, columns=across)


@st.composite
def _bars(draw: st.DrawFn) -> Bar:
    most = draw(st.fractions(0, 100, max_denominator=1000))
    points = draw(st.fractions(-10, 120, max_denominator=1000))
    return Bar(draw(words), points, most, draw(words), draw(_tones), draw(_anchors))


def _simple_blocks() -> st.SearchStrategy[Block]:
    some = st.lists(words, min_size=1, max_size=3).map(tuple)
    pairs = st.lists(st.tuples(words, words), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Heading, words, st.integers(1, 4), _anchors, st.one_of(st.none(), words)),
        st.builds(Paragraph, words, _tones, st.booleans()),
        st.builds(Pairs, pairs),
        grids(),
        st.builds(Bars, words, st.lists(_bars(), min_size=1, max_size=3).map(tuple)),
        st.builds(Bullets, some, st.booleans()),
        st.builds(Gap, words),
        st.builds(Signatures, some),
    )


def _folds(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    inside = st.lists(inner, max_size=2).map(tuple)
    return st.builds(Fold, words, inside, _anchors, _statuses, _tones, st.booleans())


blocks: Final = st.recursive(_simple_blocks(), _folds, max_leaves=4)
"""Any block, folds within folds included."""


@st.composite
def reports(draw: st.DrawFn, lang: Lang | None = None) -> Report:
    """Draw a report; the language is drawn, too, where none is asked for."""
    langs: tuple[Lang, ...] = ("zh", "en")
    chosen: Lang = draw(st.sampled_from(langs)) if lang is None else lang
    return Report(
        draw(words),
        chosen,
        tuple(draw(st.lists(blocks, max_size=4))),
        draw(words),
        tuple(draw(st.lists(words, max_size=2))),
        draw(st.booleans()),
        STATUSES,
    )


def cells_of(parts: Sequence[Block]) -> Iterator[Cell]:
    """Yield every cell of every grid, those inside folds included, in order."""
    for each in parts:
        if isinstance(each, Grid):
            for row in each.rows:
                yield from row.cells
        elif isinstance(each, Fold):
            yield from cells_of(each.blocks)


def make_hostile_report(text: str, lang: Lang = "zh") -> Report:
    """Return a report that holds the same words in every place where words can stand."""
    grid = Grid(
        (Column(8), Column(8)),
        (
            Row((Cell(text, header=True, columns=2, anchor=text, link=text),)),
            Row((Cell(text, rows=2, tone="bad"), Cell(text, link=text)), "scored", text, 1),
            Row((Cell(text, strong=True),), "judged"),
        ),
        # A caption that only says the heading again would not be written.
        caption=f"{text}（表）",
        filtered=True,
    )
    parts: tuple[Block, ...] = (
        Heading(text, 1, text, text),
        Paragraph(text, "warning"),
        Pairs(((text, text),)),
        grid,
        Bars(f"{text}（图）", (Bar(text, Fraction(1), Fraction(2), text, "bad", text),)),
        Bullets((text, text)),
        Bullets((text,), numbered=True),
        Gap(text),
        Signatures((text,)),
    )
    fold = Fold(text, parts, text, "missing", "bad")
    return Report(text, lang, (*parts, fold), text, (text,), True, STATUSES)


def make_large_report(rows: int, columns: int = 15) -> Report:
    """Return a portfolio of many rows, each with a name, figures and a status."""
    head = Row(tuple(Cell(f"列{n}", header=True) for n in range(columns)))
    body = tuple(_make_row(number, columns) for number in range(rows))
    widths = tuple(Column(12 if n == 0 else 5) for n in range(columns))
    grid = Grid(widths, (head, *body), caption="全部项目", filtered=True)
    return Report("项目汇总", "zh", (Heading("全部项目"), grid), statuses=STATUSES)


def _make_row(number: int, columns: int) -> Row:
    cells = [Cell(f"项目{number:05}", header=True)]
    for n in range(1, columns):
        scaled = (number * 37 + n * 101) % 10_000
        value = Fraction(scaled, 100)
        cells.append(Cell(_print_scaled(scaled, 2), value, "number", align="right"))
    return Row(tuple(cells), STATUSES[number % 3][0], f"p{number}")
