"""A report as text for a terminal: merged cells keep their width, folds stand open."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import ge
from typing import Final

from wcwidth import wcswidth, wcwidth

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
    place_cells,
)
from scorelib.writing.reports.characters import show_codes
from scorelib.writing.reports.folds import name_status
from scorelib.writing.reports.grids import split_columns

__all__ = ["PAGE_WIDTH", "measure_text", "print_text", "wrap_text"]

_LEAST: Final = 6
"""The fewest columns of a terminal that a column of words is squeezed into."""

_LONGEST: Final = 14
"""Words of more letters may be broken in a table: paths, addresses."""

_NEVER_FIRST: Final = frozenset("，。、；：？！）］｝〕〉》」』】’”…％℃·,.;:?!)]}%")
_NEVER_LAST: Final = frozenset("（［｛〔〈《「『【‘“([{≥≤<>＜＞≈￥¥$#")
"""Marks that begin no line, and those that end none."""

_WORD: Final = re.compile(r"[!-~]+")
PAGE_WIDTH: Final = 120
"""How wide a page of text in a file is, whatever terminal it was made at."""

_BETWEEN: Final = 2
_BAR: Final = 20


def print_text(report: Report, width: int | None = None) -> str:
    """Return a report as text for a terminal of `width` columns, by default the one in use.

    Figures are never broken over lines; a table that does not fit for its figures alone is wider.

    Raises `ValueError` where the cells of a grid do not tile it.

    >>> from scorelib.reading.reports.blocks import Column, Row
    >>> row = Row((Cell("总分"), Cell("9.5", align="right")))
    >>> grid = Grid((Column(4), Column(4)), (row,), 0)
    >>> print(print_text(Report("评分", "zh", (grid,)), 40), end="")
    评分
    ====
    <BLANKLINE>
    总分  9.5
    """
    most = max(width or shutil.get_terminal_size((100, 24)).columns, 20)
    page = _Page(report, most)
    parts = [page.head(report.title, "=")]
    if report.notice:
        parts.append(page.note(report.notice, "warning"))
    parts += page.list_parts(report.blocks, 1)
    if report.footer:
        parts.append("\n".join(["-" * 4, *(page.wrap(line) for line in report.footer)]))
    return "\n\n".join(part for part in parts if part) + "\n"


def measure_text(text: str) -> int:
    """Return how many columns of a terminal a line takes; what has no width takes none.

    >>> measure_text("得分 9")
    6
    """
    whole = wcswidth(text)
    return whole if whole >= 0 else sum(max(wcwidth(char), 0) for char in text)


def wrap_text(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` columns, broken at spaces or between characters.

    Nothing is lost but the spaces at which a line is broken.

    >>> wrap_text("评价 evaluation 绩效", 10)
    ['评价', 'evaluation', '绩效']
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _wrap_line(line, width)
    return lines


def _wrap_line(line: str, width: int) -> Iterator[str]:
    """Yield the parts of one line: as much as fits, up to the last space where there is one."""
    start = used = place = 0
    while place < len(line):
        step = max(wcwidth(line[place]), 0)
        if used + step > width and place > start:
            cut, start_next = _find_break(line, start, place)
            yield line[start:cut]
            start, place = start_next, max(place, start_next)
            used = measure_text(line[start:place])
        else:
            used += step
            place += 1
    yield line[start:]


def _find_break(line: str, start: int, place: int) -> tuple[int, int]:
    """Return where a line that is full at `place` ends, and where the next one begins."""
    for at in range(place, start, -1):
        if line[at] == " ":
            return at, at + 1
        if _may_break(line[at - 1], line[at]):
            return at, at
    return place, place


def _may_break(before: str, after: str) -> bool:
    """Say whether a line may end between two characters.

    Words and figures of narrow characters stay whole, and marks stay with what they belong to.
    """
    if before == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return wcwidth(after) > 1 or (wcwidth(after) == 1 and wcwidth(before) > 1)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell in its row of a grid: where it begins and how it is written."""

    column: int
    cell: Cell
    text: str


class _Page:
    """One report on its way to text of a width."""

    def __init__(self, report: Report, width: int) -> None:
        self._lang = report.lang
        self._statuses = dict(report.statuses)
        self._width = width
        self._heading = report.title

    def wrap(self, text: str, lead: str = "", after: str | None = None) -> str:
        """Return words in lines of the page's width: `lead` before the first, then `after`."""
        rest = " " * measure_text(lead) if after is None else after
        lines = wrap_text(_show(text), self._width - measure_text(lead))
        return "\n".join((lead if n == 0 else rest) + line for n, line in enumerate(lines))

    def head(self, text: str, rule: str) -> str:
        """Return a heading with a rule below it."""
        lines = self.wrap(text)
        return f"{lines}\n{rule * max(map(measure_text, lines.split(chr(10))))}"

    def note(self, text: str, tone: Tone) -> str:
        """Return a notice, which begins with the word of its tone."""
        return self.wrap(text, self._tell(tone))

    def _tell(self, tone: Tone) -> str:
        if tone not in ("good", "warning", "bad"):
            return ""
        word = label(f"tone.{tone}", self._lang)
        return f"【{word}】" if self._lang == "zh" else f"[{word}] "

    def list_parts(self, blocks: Sequence[Block], level: int) -> Iterator[str]:
        """Yield the parts of the page that blocks make; blank lines go between them."""
        for block in blocks:
            if isinstance(block, Heading):
                level = block.level + 1
                self._heading = block.text
                yield self._print_heading(block.text, level)
            elif isinstance(block, Fold):
                self._heading = block.title
                yield self._print_title(block)
                yield from self.list_parts(block.blocks, level + 1)
            else:
                yield self._print_block(block)

    def _print_heading(self, text: str, level: int) -> str:
        return self.head(text, "-") if level == 2 else self.wrap(text, f"{'#' * (level - 1)} ")

    def _print_title(self, block: Fold) -> str:
        status = name_status(block, self._statuses)
        title = block.title if status is None else f"{block.title} [{status}]"
        return self.wrap(title, f"▾ {self._tell(block.tone)}", "  ")

    def _print_block(self, block: Block) -> str:
        sign = "：" if self._lang == "zh" else ": "
        match block:
            case Paragraph():
                return self.note(block.text, block.tone)
            case Pairs():
                return self._print_pairs(block)
            case Bullets():
                leads = [
                    f"{n}. " if block.numbered else "- " for n in range(1, 1 + len(block.items))
                ]
                return "\n".join(map(self.wrap, block.items, leads))
            case Gap():
                return self.wrap(f"[{label('page.gap', self._lang)}{sign}{block.text}]")
            case Signatures():
                return "   ".join(f"{_show_line(text)}{sign}____________" for text in block.labels)
            case Bars():
                return self._print_bars(block)
            case Grid():
                return "\n\n".join(map(self._print_grid, self._fit_width(block)))
        raise TypeError(f"no text for {type(block).__name__}")

    def _print_pairs(self, block: Pairs) -> str:
        names = [_show_line(name) for name, _ in block.items]
        widest = min(max(map(measure_text, names)), self._width // 3)
        return "\n".join(
            self.wrap(value, _pad(name, widest) + "  ", " " * (widest + 2))
            for name, (_, value) in zip(names, block.items, strict=True)
        )

    def _print_bars(self, block: Bars) -> str:
        from scorelib.writing.reports.charts import draw_bars

        chart = draw_bars(block)
        names = [self._tell(bar.tone) + _show_line(bar.label) for bar in block.items]
        widest = min(max(map(measure_text, names), default=0), self._width // 3)
        lines = self._print_caption(block.title)
        for name, stroke in zip(names, chart.strokes, strict=True):
            bar = _draw_bar(stroke.track, stroke.fill)
            if measure_text(name) > widest:
                lines += [self.wrap(name), self.wrap(stroke.bar.text, " " * (widest + 2) + bar)]
            else:
                lines.append(self.wrap(stroke.bar.text, f"{_pad(name, widest)}  {bar}"))
        return "\n".join(lines)

    def _print_caption(self, text: str) -> list[str]:
        """Return what a table is called, unless the heading above it says just that."""
        above, self._heading = self._heading, text
        return [self.wrap(text)] if text and text != above else []

    def _fit_width(self, grid: Grid) -> Sequence[Grid]:
        """Return a grid as it is, or in its parts where it is too wide for the page."""
        if not grid.parts:
            return (grid,)
        widths = _share_widths(grid, _place_rows(grid), self._width)
        room = self._width - _BETWEEN * (len(widths) - 1)
        words = (_measure_word(cell.text) for cell in grid.rows[0].cells)
        whole = all(map(ge, widths, words)) and sum(widths) <= room
        return (grid,) if whole else tuple(split_columns(grid))

    def _print_grid(self, grid: Grid) -> str:
        rows = _place_rows(grid)
        widths = _share_widths(grid, rows, self._width)
        lines = self._print_caption(grid.caption)
        for place, row in enumerate(rows):
            lines += _print_row(row, widths)
            if place + 1 == grid.head:
                lines.append("  ".join("-" * width for width in widths))
        return "\n".join(lines)


def _draw_bar(track: str, fill: str) -> str:
    """Return a bar of characters: its points full, the rest of its maximum light."""
    most, done = (round(float(share.rstrip("%")) * _BAR / 100) for share in (track, fill))
    return f"{'█' * done}{'░' * (most - done)}{' ' * (_BAR - max(most, done))}  "


def _show(text: str) -> str:
    return show_codes(text).expandtabs(4)


def _show_line(text: str) -> str:
    """Return words for where one line has room: the name of something."""
    return _show(text).replace("\n", " ")


def _pad(text: str, width: int) -> str:
    return text + " " * (width - measure_text(text))


def _place_rows(grid: Grid) -> list[list[_Placed]]:
    """Return the cells of each row with their columns and words; figures share their point."""
    rows: list[list[_Placed]] = [[] for _ in grid.rows]
    tails: dict[int, int] = {}
    for row, column, cell in place_cells(grid.rows, len(grid.columns)):
        text = _show(cell.text)
        if column == 0:
            text = "  " * grid.rows[row].level + text
        rows[row].append(_Placed(column, cell, text))
        if _is_figure(cell):
            tails[column] = max(tails.get(column, 0), _measure_tail(text))
    return [
        [
            _Placed(each.column, each.cell, _align_point(each, tails.get(each.column, 0)))
            for each in row
        ]
        for row in rows
    ]


def _is_figure(cell: Cell) -> bool:
    return cell.kind != "text" and cell.columns == 1


def _measure_tail(text: str) -> int:
    return len(text) - text.index(".") if "." in text else 0


def _align_point(placed: _Placed, most: int) -> str:
    if not _is_figure(placed.cell):
        return placed.text
    return placed.text + " " * (most - _measure_tail(placed.text))


def _share_widths(grid: Grid, rows: Sequence[Sequence[_Placed]], most: int) -> list[int]:
    """Return the widths of columns: what they ask for, words squeezed until the page holds them."""
    wanted, least, heads, whole = ([1] * len(grid.columns) for _ in range(4))
    for place, row in enumerate(rows):
        for each in row:
            if each.cell.columns > 1:
                continue
            asked = max(map(measure_text, each.text.split("\n")))
            wanted[each.column] = max(wanted[each.column], asked)
            held = asked if each.cell.kind != "text" else min(asked, _LEAST)
            least[each.column] = max(least[each.column], held)
            word = _measure_word(each.text)
            whole[each.column] = max(whole[each.column], held, word)
            heads[each.column] = max(heads[each.column], held, word if place < grid.head else 0)
    room = most - _BETWEEN * (len(wanted) - 1)
    # No word is broken where the page has room for that, or else no heading.
    least = next((each for each in (whole, heads) if sum(each) <= room), least)
    # The widest gives way first: the limit is the largest that all columns fit under.
    limits = sorted({width for width in wanted if width > _LEAST}, reverse=True)
    cut = next((cap for cap in limits if _fit(wanted, least, cap) <= room), _LEAST)
    while _fit(wanted, least, cut + 1) <= room and cut < max(wanted):
        cut += 1
    return [max(low, min(width, cut)) for width, low in zip(wanted, least, strict=True)]


def _measure_word(text: str) -> int:
    """Return how wide the longest word of a text is that should not be broken."""
    return min(max(map(len, _WORD.findall(text)), default=0), _LONGEST)


def _fit(wanted: Sequence[int], least: Sequence[int], cap: int) -> int:
    return sum(max(low, min(width, cap)) for width, low in zip(wanted, least, strict=True))


def _print_row(row: Sequence[_Placed], widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines of a row; a cell over several columns has the room of all of them."""
    boxes = []
    for each in row:
        across = widths[each.column : each.column + each.cell.columns]
        width = sum(across) + _BETWEEN * (len(across) - 1)
        start = sum(widths[: each.column]) + _BETWEEN * each.column
        boxes.append((start, width, each.cell.align, wrap_text(each.text, width)))
    for place in range(max((len(lines) for *_, lines in boxes), default=0)):
        line = ""
        for start, width, align, lines in boxes:
            text = lines[place] if place < len(lines) else ""
            line = _pad(line, start) + _align_text(text, width, align)
        yield line.rstrip(" ")


def _align_text(text: str, width: int, align: str) -> str:
    room = max(width - measure_text(text), 0)
    before = {"left": 0, "center": room // 2, "right": room}[align]
    return " " * before + text
