"""A report as one HTML page that needs nothing else: no request, no script to be read.

The page carries its own style and script, each named by its hash in a Content-Security-Policy
that allows nothing besides. Words of documents are escaped by the templates, all of them: an
expression of a template that is a plain string goes through `_show`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scorelib.ground.errors import Lang, NotFoundError
from scorelib.ground.messages.labels import label
from scorelib.reading.reports.blocks import (
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
from scorelib.words.numbers import print_number
from scorelib.writing.reports.anchors import Anchors
from scorelib.writing.reports.characters import show_codes, split_directions
from scorelib.writing.reports.charts import draw_bars
from scorelib.writing.reports.folds import name_status, walk_blocks
from scorelib.writing.reports.grids import measure_columns, page_parts, split_grid
from scorelib.writing.reports.office import find_least, squeeze_columns
from scorelib.writing.reports.text import measure_text, wrap_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["print_html"]

_LANGUAGES: Final[Mapping[Lang, str]] = {"zh": "zh-CN", "en": "en"}
_LONG: Final = 2000
"""From how many characters on a text scrolls in a box of its own, so that the page stays usable."""

_SHORT: Final = 22
_LINE: Final = 120
_SHEET: Final = 250
"""How many rows of a long grid make a table: browsers lay out only those that are looked at."""

_RUN: Final = 80
_AROUND: Final = 1.9
_ROOM: Final = 62.0
_ROOM_ACROSS: Final = 76.0
"""In characters of Chinese: what stands around the words of a cell, and how wide a table is on a
page of either kind, or in a window."""

_RUNS: Final = re.compile(rf"(\S{{{_RUN}}})(?=\S)")


def print_html(report: Report) -> str:
    """Return a report as one HTML page, readable without scripts.

    Raises `NotFoundError` (SL916) where Jinja2 is not installed, `ValueError` where the cells of
    a grid do not tile it.

    >>> page = print_html(Report("评分 <1>", "zh", (Heading("得分"),)))
    >>> "<h1>评分 &lt;1&gt;</h1>" in page, '<html lang="zh-CN">' in page
    (True, True)
    """
    environment = _open_templates()
    return _Page(environment, report).print()


@cache
def _open_templates() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError as error:
        if error.name not in ("jinja2", "markupsafe"):
            raise
        words = {"format": "HTML", "package": "Jinja2", "extra": "report"}
        raise NotFoundError("SL916", **words) from error
    environment = Environment(
        loader=PackageLoader("scorelib.writing.reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = _show_plain
    return environment


def _show(value: Any) -> Any:
    """Return words as markup: escaped, the unseen as codes, what runs leftward set apart."""
    if type(value) is not str:
        return value
    from markupsafe import Markup

    text = show_codes(value)
    if len(text) <= _RUN:
        return _escape(text)
    # Whoever sets a page tries every place in a run that offers none to break at.
    pieces = (_escape(piece) for piece in _RUNS.split(text) if piece)
    return Markup("<wbr>").join(pieces)


def _escape(text: str) -> Markup:
    from markupsafe import Markup, escape

    if text.isascii():
        return escape(text)
    parts = (
        f"<bdi>{escape(part)}</bdi>" if leftward else escape(part)
        for part, leftward in split_directions(text)
    )
    return Markup("").join(map(Markup, parts))


def _show_plain(text: str) -> Markup:
    """Return words for where no element can stand: attributes and the title of the window."""
    from markupsafe import escape

    return escape(show_codes(text))


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell as its element: the tag with its attributes, the words, where they point."""

    tag: str
    attributes: Markup
    text: str
    link: str | None
    long: bool


class _Page:
    """One report on its way to HTML: which anchors are placed, how deep the headings stand."""

    def __init__(self, environment: Environment, report: Report) -> None:
        self._report = report
        self._environment = environment
        self._anchors = Anchors(report.blocks, report.pages)
        self._level = 1
        self._heading = report.title
        self._headings: list[tuple[int, str, str]] = []
        self._words = {"say": self._say, "marks": self._mark, "long": _LONG}
        self._blocks: Any = environment.get_template("blocks.html.jinja").make_module(self._words)

    def _say(self, name: str, **arguments: object) -> str:
        return label(name, self._report.lang, **arguments)

    def print(self) -> str:
        style, script = _read_style(self._report.landscape), _read_file("script.js")
        body = self._render(self._report.blocks)
        page = self._environment.get_template("page.html.jinja")
        return page.render(
            self._words,
            report=self._report,
            short=_shorten(self._report.notice),
            lang=_LANGUAGES[self._report.lang],
            policy=_print_policy(style, script),
            style=style,
            script=script,
            body=body,
            headings=self._headings,
            statuses=tuple(_count_statuses(self._report)),
            tools=_needs_tools(self._report),
            tones=tuple(_list_tones(self._report)),
        )

    def _mark(self, tone: Tone) -> Markup:
        return self._blocks.mark(tone)  # type: ignore[no-any-return]

    def _render(self, blocks: tuple[Block, ...]) -> Markup:
        from markupsafe import Markup

        return Markup("").join(self._render_block(each) for each in blocks)

    def _render_block(self, block: Block) -> Markup:
        made: Markup
        match block:
            case Heading():
                made = self._render_heading(block)
            case Grid():
                made = self._render_grid(block)
            case Bars():
                chart = draw_bars(block)
                top, title = print_number(chart.top), self._caption(block.title)
                made = self._blocks.bars(chart, top, self._anchors.point, title)
            case Fold():
                made = self._render_fold(block)
            case Paragraph():
                made = self._blocks.paragraph(block)
            case Pairs():
                made = self._blocks.pairs(block, _is_short(block))
            case Bullets():
                made = self._blocks.bullets(block)
            case Gap():
                made = self._blocks.gap(block)
            case Signatures():
                made = self._blocks.signatures(block)
        return made

    def _render_heading(self, block: Heading) -> Markup:
        name = self._anchors.place(block.anchor) or f"h-{len(self._headings)}"
        # Under the one `h1`, and never more than one level below the heading before.
        self._level = min(block.level + 1, self._level + 1)
        self._headings.append((block.level, name, block.text))
        self._heading = block.text
        return self._blocks.heading(block, self._level, name)  # type: ignore[no-any-return]

    def _render_fold(self, block: Fold) -> Markup:
        name, outside = self._anchors.place(block.anchor), self._level
        self._level = min(outside + 1, 6)
        level = self._level
        self._heading = block.title
        inside = self._render(block.blocks)
        self._level = outside
        status = name_status(block, dict(self._report.statuses))
        return self._blocks.fold(block, level, name, status, inside)  # type: ignore[no-any-return]

    def _render_grid(self, grid: Grid) -> Markup:
        head, parts = split_grid(grid)
        top = [[self._box(cell, "col") for cell in row.cells] for row in head]
        # The anchors of the head are placed once, on the first sheet.
        again = [[self._box(cell, "col") for cell in row.cells] for row in head]
        many = sum(len(part.rows) for part in parts) > 2 * _SHEET
        sheets: list[tuple[Any, ...]] = []
        first = 1
        for sheet in page_parts(parts, _SHEET) if many else [parts]:
            body = [
                (each.merged, [(row, self._box_row(row)) for row in each.rows]) for each in sheet
            ]
            last = first + sum(len(each.rows) for each in sheet) - 1
            sheets.append((again if sheets else top, body, first, last))
            first = last + 1
        least = min(round(sum(each.width for each in grid.columns) / 10), 16)
        widths = measure_columns(_fit_columns(grid, landscape=self._report.landscape))
        caption = self._caption(grid.caption)
        return self._blocks.grid(  # type: ignore[no-any-return]
            grid, widths, least, sheets, caption
        )

    def _caption(self, text: str) -> str:
        """Return what a table is called, unless the heading above it says just that."""
        above, self._heading = self._heading, text
        return "" if text == above else text

    def _box_row(self, row: Row) -> list[_Box]:
        """Return the boxes of a row; where no cell heads it, the first with words does."""
        named = any(cell.header for cell in row.cells)
        first = None if named else next((c for c in row.cells if c.text.strip()), None)
        return [
            self._box(cell, "row" if cell.header or cell is first else None) for cell in row.cells
        ]

    def _box(self, cell: Cell, scope: str | None) -> _Box:
        from markupsafe import Markup

        attributes = Markup(_print_attributes(cell, scope))
        if cell.anchor is not None and (name := self._anchors.place(cell.anchor)):
            attributes += Markup(' id="{}"').format(name)
        link = self._anchors.address(cell.link)
        tag = "td" if scope is None else "th"
        return _Box(tag, attributes, cell.text, link, len(cell.text) > _LONG)


def _fit_columns(grid: Grid, *, landscape: bool) -> tuple[Column, ...]:
    """Return the columns of a grid, each so wide that words and figures stay whole."""
    least = [each + _AROUND for each in find_least(grid)]
    natural = [max(each.width, low) for each, low in zip(grid.columns, least, strict=True)]
    # What stands in parts on paper has all the room it wants in a window.
    room = sum(natural) if grid.parts else _ROOM_ACROSS if landscape else _ROOM
    return tuple(map(Column, squeeze_columns(natural, least, room)))


def _print_attributes(cell: Cell, scope: str | None) -> str:
    """Return what a cell's element has besides its name; nothing of it comes from a document."""
    if scope == "col" and cell.columns > 1:
        scope = "colgroup"
    elif scope == "row" and cell.rows > 1:
        scope = "rowgroup"
    names = [
        name
        for name, holds in (
            ("r", cell.align == "right"),
            ("c", cell.align == "center"),
            ("n", cell.kind != "text"),
            ("b", cell.strong),
            ("h", cell.header),
            (cell.tone, cell.tone != "plain"),
        )
        if holds
    ]
    return "".join(
        (
            f' scope="{scope}"' if scope else "",
            f' class="{" ".join(names)}"' if names else "",
            f' rowspan="{cell.rows}"' if cell.rows > 1 else "",
            f' colspan="{cell.columns}"' if cell.columns > 1 else "",
        )
    )


def _shorten(notice: str) -> str:
    """Return a notice in one line, for the top of each page of paper; the first has it all."""
    line = wrap_text(" ".join(show_codes(notice).split()), _LINE)[0]
    return line if len(line) >= len(notice.strip()) else f"{line} …"


def _is_short(block: Pairs) -> bool:
    """Say whether the values leave room for a second pair beside them."""
    return all(measure_text(show_codes(value)) <= _SHORT for _, value in block.items)


def _needs_tools(report: Report) -> bool:
    return any(
        isinstance(block, Fold) or (isinstance(block, Grid) and block.filtered)
        for block in walk_blocks(report.blocks)
    )


def _count_statuses(report: Report) -> Iterator[tuple[str, str, int]]:
    """Yield each status that something carries: its name, its words, how many carry it."""
    found: Counter[str] = Counter()
    for block in walk_blocks(report.blocks):
        if isinstance(block, Fold) and block.status is not None:
            found[block.status] += 1
        elif isinstance(block, Grid) and block.filtered:
            _, parts = split_grid(block)
            found.update(
                row.status for part in parts for row in part.rows if row.status is not None
            )
    words = dict(report.statuses)
    for name in (*words, *(each for each in found if each not in words)):
        if found[name]:
            yield name, words.get(name, name), found[name]


def _list_tones(report: Report) -> Iterator[Tone]:
    """Yield the tones whose marks the page has to explain."""
    found = {tone for block in walk_blocks(report.blocks) for tone in _tones_of(block)}
    tones: tuple[Tone, ...] = ("good", "warning", "bad")
    yield from (tone for tone in tones if tone in found)


def _tones_of(block: Block) -> Iterator[Tone]:
    match block:
        case Paragraph() | Fold():
            yield block.tone
        case Bars():
            yield from (bar.tone for bar in block.items)
        case Grid():
            yield from (cell.tone for row in block.rows for cell in row.cells)
        case _:
            pass


def _print_policy(style: str, script: str) -> str:
    """Return the policy that lets this style and this script in, by their hashes, and no more."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _read_style(landscape: bool) -> Markup:
    """Return the style of a page: what all share, what screens add, what paper does."""
    from markupsafe import Markup

    widths = "".join(f".w{n}{{width:{n}%}}" for n in range(1, 101))
    least = "".join(f".m{n}{{min-width:{n * 10}em}}" for n in range(1, 17))
    size = f"@page{{size:A4 {'landscape' if landscape else 'portrait'}}}"
    return Markup(
        f"{_read_file('base.css')}\n{widths}\n"
        f"@media screen{{\n{_read_file('screen.css')}\n@media(max-width:64rem){{{least}}}\n}}\n"
        f"@media print{{\n{_read_file('paper.css')}\n}}\n{size}\n"
    )


@cache
def _read_file(name: str) -> Markup:
    from importlib.resources import files

    from markupsafe import Markup

    place = files("scorelib.writing.reports").joinpath("pages", name)
    return Markup(place.read_text("utf-8"))  # ours, not a document's
