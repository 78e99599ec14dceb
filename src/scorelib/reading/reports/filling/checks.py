"""What a layout document itself can have wrong: spans, names in braces, headings, columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorelib.ground.errors import Diagnostic, Text, WordError
from scorelib.ground.messages.labels import LABELS
from scorelib.ground.source import Node
from scorelib.model.layouts import (
    BlockSpec,
    CellShape,
    GridSpec,
    IndicatorsSection,
    LayoutDocument,
    MoneySection,
    Section,
)
from scorelib.model.reader import diagnose_at, restore_place
from scorelib.reading.reports.filling.texts import NODE_VALUES, VALUES, list_unknown
from scorelib.words.units import read_unit

__all__ = ["check_layout"]

Loc = tuple[str | int, ...]


def check_layout(
    document: LayoutDocument, tree: Node, left_out: frozenset[Loc]
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a layout as far as it has the right shape (SL651 to SL653, SL657).

    Where parts could not be read and are `left_out`, cells are not counted: some are among them.
    """
    checker = _Checker(tree, left_out)
    found = [*checker.check_text(("title",), document.title, VALUES)]
    found += checker.check_blocks(("blocks",), document.blocks, VALUES)
    return tuple(dict.fromkeys(found))


class _Checker:
    """The tree of a layout, for the places of what is wrong with it, and what was left out."""

    def __init__(self, tree: Node, left_out: frozenset[Loc]) -> None:
        self.tree, self.left_out = tree, left_out

    def at(self, code: str, path: Loc, **words: object) -> Diagnostic:
        """Return a problem at a place of the document as it was before parts were left out."""
        return diagnose_at(code, self.tree, restore_place(path, self.left_out), **words)

    def check_text(self, path: Loc, text: Text, known: tuple[str, ...]) -> Iterator[Diagnostic]:
        """Yield the names in braces that nothing can be filled in for."""
        for name in list_unknown(text, known):
            yield self.at("SL652", path, name=name, known=known)

    def check_blocks(
        self, path: Loc, blocks: Sequence[BlockSpec], known: tuple[str, ...]
    ) -> Iterator[Diagnostic]:
        """Yield what is wrong with blocks, and with those that are repeated for each node."""
        for index, block in enumerate(blocks):
            here = (*path, index)
            for steps, text in _list_texts(block):
                yield from self.check_text((*here, *steps), text, known)
            if block.grid is not None:
                yield from self.check_grid((*here, "grid"), block.grid, known)
            if block.each is not None:
                below = (*here, "each", "blocks")
                yield from self.check_blocks(below, block.each.blocks, (*VALUES, *NODE_VALUES))

    def check_grid(self, path: Loc, spec: GridSpec, known: tuple[str, ...]) -> Iterator[Diagnostic]:
        """Yield what is wrong with a table: its texts, its head, and how its sections fill it."""
        yield from self.check_text((*path, "caption"), spec.caption, known)
        width = len(spec.columns)
        for index, section in enumerate(spec.sections):
            here = (*path, "sections", index)
            for steps, cell in _list_cells(section):
                for key, text in (("text", cell.text), ("gap", cell.gap)):
                    if text is not None:
                        yield from self.check_text((*here, *steps, key), text, known)
            for steps, text in _list_section_texts(section):
                yield from self.check_text((*here, *steps), text, known)
            if section.money is not None:
                yield from self.check_unit((*here, "money"), section.money)
            if not self.left_out:
                yield from self.check_section(here, section, width)
        if not self.left_out:
            yield from self.check_head(path, spec)

    def check_section(self, path: Loc, section: Section, width: int) -> Iterator[Diagnostic]:
        """Yield what is wrong with how a section fills the columns of its table."""
        if section.rows is not None:
            yield from self.check_rows((*path, "rows"), section.rows, width)
        elif section.money is not None:
            yield from self.check_width((*path, "money"), _measure_money(section.money), width)
        elif section.indicators is not None:
            found = _measure_indicators(section.indicators)
            yield from self.check_width((*path, "indicators"), found, width)

    def check_width(self, path: Loc, found: int, width: int) -> Iterator[Diagnostic]:
        if found != width:
            yield self.at("SL651", path, found=found, columns=width)

    def check_unit(self, path: Loc, spec: MoneySection) -> Iterator[Diagnostic]:
        """Yield that the amounts are to be shown in what is no unit of money."""
        yuan = read_unit("元")
        try:
            unit = read_unit(spec.unit)
        except WordError as error:
            yield self.at(error.code, (*path, "unit"), **error.arguments)
            return
        if unit.dimension != yuan.dimension:
            words = {"found": unit.name, "expected": yuan.name}
            yield self.at("SL211", (*path, "unit"), **words)

    def check_rows(
        self, path: Loc, rows: Sequence[Sequence[CellShape]], width: int
    ) -> Iterator[Diagnostic]:
        """Yield the rows that leave a hole or reach too far, merged cells from above counted."""
        reach = [0] * width
        for index, cells in enumerate(rows):
            found = sum(each > index for each in reach) + sum(int(each.columns) for each in cells)
            if found != width:
                words = {"found": found, "columns": width}
                yield self.at("SL651", (*path, index), **words)
                return
            left = len(rows) - index
            for place, cell in enumerate(cells):
                if cell.rows > left:
                    here = (*path, index, place)
                    words = {"rows": int(cell.rows), "left": left}
                    yield self.at("SL653", here, **words)
            if not _place(reach, cells, index):
                words = {"found": width + 1, "columns": width}
                yield self.at("SL651", (*path, index), **words)
                return

    def check_head(self, path: Loc, spec: GridSpec) -> Iterator[Diagnostic]:
        """Yield that columns may go where others stand below them, or that a head has no rows."""
        trimmed = [
            index
            for index, each in enumerate(spec.sections)
            if each.indicators is not None and each.indicators.trim
        ]
        if trimmed and len(spec.sections) > 1:
            here = (*path, "sections", trimmed[0], "indicators", "trim")
            why = Text(*LABELS["layout.only_indicators"])
            yield self.at("SL657", here, key="trim", why=why)
        first = spec.sections[0]
        most = 1 if first.rows is None else len(first.rows)
        if spec.head > most:
            why = Text(*LABELS["layout.head"])
            yield self.at("SL657", (*path, "head"), key="head", why=why)


def _place(reach: list[int], cells: Sequence[CellShape], index: int) -> bool:
    """Place the cells of a row beside those that reach into it; return whether all found room."""
    column = 0
    for cell in cells:
        while column < len(reach) and reach[column] > index:
            column += 1
        places = range(column, column + int(cell.columns))
        if any(place >= len(reach) or reach[place] > index for place in places):
            return False
        for place in places:
            reach[place] = index + int(cell.rows)
        column = places.stop
    return True


def _measure_money(spec: MoneySection) -> int:
    lead = 0 if spec.lead is None else int(spec.lead.columns)
    return lead + int(spec.name_columns) + sum(int(each.columns) for each in spec.columns)


def _measure_indicators(spec: IndicatorsSection) -> int:
    lead = 0 if spec.lead is None else int(spec.lead.columns)
    levels = sum(int(each.columns) for each in spec.levels)
    return lead + levels + sum(int(each.columns) for each in spec.columns)


def _list_texts(block: BlockSpec) -> Iterator[tuple[Loc, Text]]:
    """Yield the texts of a block that is no table, with the keys that lead to them."""
    for name in ("heading", "paragraph"):
        spec = getattr(block, name)
        if spec is not None:
            yield (name, "text"), spec.text
    if block.gap is not None:
        yield ("gap",), block.gap
    for index, pair in enumerate(block.pairs or ()):
        yield ("pairs", index, "name"), pair.name
        yield ("pairs", index, "value"), pair.value
    for name in ("notes", "signatures"):
        for index, text in enumerate(getattr(block, name) or ()):
            yield (name, index), text
    if block.bullets is not None and block.bullets.none is not None:
        yield ("bullets", "none"), block.bullets.none


def _list_cells(section: Section) -> Iterator[tuple[Loc, CellShape]]:
    for index, cells in enumerate(section.rows or ()):
        for place, cell in enumerate(cells):
            yield ("rows", index, place), cell
    if section.money is not None and section.money.lead is not None:
        yield ("money", "lead"), section.money.lead
    if section.indicators is not None and section.indicators.lead is not None:
        yield ("indicators", "lead"), section.indicators.lead


def _list_section_texts(section: Section) -> Iterator[tuple[Loc, Text]]:
    """Yield the headings and labels of a section, with the keys that lead to them."""
    if section.money is not None:
        for index, column in enumerate(section.money.columns):
            yield ("money", "columns", index, "heading"), column.heading
        for index, line in enumerate(section.money.lines):
            yield ("money", "lines", index, "label"), line.label
    if section.indicators is not None:
        for steps, text in _list_form_texts(section.indicators):
            yield ("indicators", *steps), text


def _list_form_texts(spec: IndicatorsSection) -> Iterator[tuple[Loc, Text]]:
    for index, level in enumerate(spec.levels):
        yield ("levels", index, "heading"), level.heading
    for index, each in enumerate(spec.columns):
        yield ("columns", index, "heading"), each.heading
        if each.gap is not None:
            yield ("columns", index, "gap"), each.gap
    for node, texts in spec.texts.items():
        yield from ((("texts", node, key), text) for key, text in texts.items())
    if spec.total is not None:
        yield ("total",), spec.total
