"""The parts of an official form, found in a sheet by their headings: tables, lines, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from scorelib.reading.forms.cells import SheetCell
from scorelib.reading.forms.grids import Grid, Spot
from scorelib.reading.forms.headings import fold_heading, vocabulary

__all__ = [
    "Block",
    "Columns",
    "Field",
    "MoneyLine",
    "Part",
    "Row",
    "Title",
    "find_parts",
    "split_line",
]

_AMOUNTS: Final = frozenset({"initial", "budget", "arrived", "executed"})
_LEVELS: Final = ("level1", "level2", "level3")
_PASSED: Final = ("rule", "number")
_VALUES: Final = frozenset({"target", "actual", "points"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading of a table: which columns mean what, and which cannot be told apart."""

    row: int
    bottom: int
    roles: Mapping[str, Spot]
    twice: Mapping[str, tuple[Spot, ...]]
    unknown: tuple[Spot, ...]
    passed: tuple[Spot, ...] = ()
    """Columns that print the rule itself, and the numbers of rows."""

    @property
    def name(self) -> str:
        """The column of the names: that of the innermost level that is there."""
        return next(each for each in reversed(_LEVELS) if each in self.roles)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the indicators: the levels above it, its own cells by column, the odd ones."""

    number: int
    levels: tuple[Spot, ...]
    cells: Mapping[str, Spot]
    total: bool = False
    spanning: tuple[Spot, ...] = ()
    doubled: Mapping[str, tuple[Spot, ...]] = field(default_factory=dict)
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A line of the money block: its source, None where that is not known, and its amounts."""

    source: str | None
    label: Spot
    cells: Mapping[str, Spot]


@dataclass(frozen=True, slots=True)
class Block:
    """A table of a form with its heading: the indicators, or the money block."""

    kind: Literal["indicators", "money"]
    columns: Columns
    rows: tuple[Row, ...] = ()
    lines: tuple[MoneyLine, ...] = ()
    captions: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """Something beside a table that has a name: `项目名称` and what is written for it.

    `spots` are the cells that could hold its value; `text` is given where it stands in the same
    cell or line as the name.
    """

    name: str
    heading: str
    cell: SheetCell
    spots: tuple[Spot, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A line that is neither a field nor in a table; `spot` where it stands in the sheet."""

    cell: SheetCell
    spot: Spot | None = None


Part = Block | Field | Title


def find_parts(grid: Grid) -> Iterator[Part]:
    """Yield the parts of a sheet from top to bottom; what they hold is taken from the grid."""
    for cell in grid.sheet.before:
        yield from split_line(cell)
    done = 0
    for number in grid.numbers:
        if number <= done:
            continue
        block = _read_block(grid, number)
        if block is not None:
            yield block[0]
            done = block[1]
        else:
            yield from _read_line(grid, number)


def _read_block(grid: Grid, number: int) -> tuple[Block, int] | None:
    """Return the table whose heading stands in a row, and its last row."""
    columns = _read_heading(grid, number, "money")
    if columns is not None:
        return _read_money(grid, columns)
    columns = _read_heading(grid, number, "columns")
    return None if columns is None else _read_indicators(grid, columns)


def _read_heading(grid: Grid, number: int, part: Literal["money", "columns"]) -> Columns | None:
    known = vocabulary().money if part == "money" else vocabulary().columns
    spots = grid.spots(number)
    meant = [(spot, known.get(fold_heading(spot.text))) for spot in spots]
    named = [spot for spot, role in meant if role is not None and spot.row == number]
    if not named:
        return None
    # A cell that goes on beside the rows below is the caption of the table, not a heading.
    bottom = min(each.last_row for each in named)
    found: dict[str, list[Spot]] = {}
    for spot, role in meant:
        if role is not None and spot.row == number and spot.last_row == bottom:
            found.setdefault(role, []).append(spot)
    if not _is_heading(set(found), part):
        return None
    passed = tuple(spot for role in _PASSED for spot in found.pop(role, ()))
    roles = {role: each[0] for role, each in found.items() if len(each) == 1}
    twice = {role: tuple(each) for role, each in found.items() if role not in roles}
    known_spots = {spot.at for each in (*found.values(), passed) for spot in each}
    others = tuple(
        each
        for each in spots
        if each.at not in known_spots and each.last_row <= bottom and each.row == number
    )
    return Columns(number, bottom, roles, twice, others, passed)


def _is_heading(roles: set[str], part: Literal["money", "columns"]) -> bool:
    if part == "money":
        return len(roles & _AMOUNTS) >= 2
    named = bool(roles & {"level2", "level3"})
    return named and bool(roles & _VALUES) and len(roles) >= 3


def _take_heads(grid: Grid, columns: Columns) -> None:
    heads = [*columns.roles.values(), *(spot for each in columns.twice.values() for spot in each)]
    grid.take(*heads, *columns.passed)


def _cells_of(grid: Grid, number: int, head: Spot) -> list[Spot]:
    return grid.within(number, head.column, head.last_column)


# The indicators


def _read_indicators(grid: Grid, columns: Columns) -> tuple[Block, int]:
    _take_heads(grid, columns)
    rows: list[Row] = []
    levels: dict[str, Spot] = {}
    last = columns.bottom
    for number in grid.numbers:
        if number <= columns.bottom:
            continue
        if _ends(grid, number, columns):
            break
        row = _read_row(grid, number, columns, levels)
        if row is None:
            continue
        for head in columns.passed:
            grid.take(*_cells_of(grid, number, head))
        rows.append(row)
        last = number
        if row.total:
            break
    return Block("indicators", columns, tuple(rows), captions=_list_captions(grid, columns)), last


def _list_captions(grid: Grid, columns: Columns) -> tuple[Spot, ...]:
    """Return what a table is called, left of its heading."""
    known = vocabulary().captions
    return tuple(each for each in grid.spots(columns.row) if fold_heading(each.text) in known)


def _ends(grid: Grid, number: int, columns: Columns) -> bool:
    """Return whether a row belongs to the next form or table."""
    if _read_heading(grid, number, "money") or _read_heading(grid, number, "columns"):
        return True
    first = min(each.column for each in columns.roles.values())
    known = vocabulary()
    for spot in grid.spots(number):
        if spot.row != number:
            continue
        words = fold_heading(spot.text)
        if spot.column <= first and known.fields.get(words) not in (None, "total"):
            return True
        if known.below.get(words) is not None and words not in known.columns:
            return True
    return False


def _read_row(grid: Grid, number: int, columns: Columns, levels: dict[str, Spot]) -> Row | None:
    found: dict[str, list[Spot]] = {
        role: _cells_of(grid, number, head) for role, head in columns.roles.items()
    }
    if (total := _find_total(grid, number, columns)) is not None:
        grid.take(total)
        return Row(number, (), _single(found, skip=_LEVELS), total=True)
    _carry(found, columns, levels)
    own = found[columns.name]
    values = any(found[role] for role in found if role not in _LEVELS)
    if not own:
        return Row(number, (), _single(found, _LEVELS), nameless=True) if values else None
    if not values and columns.name != "level3":
        return None
    grid.take(*levels.values())
    return _sort_row(number, columns, found, levels)


def _find_total(grid: Grid, number: int, columns: Columns) -> Spot | None:
    """Return the cell that says that a row is the total; it may begin left of the table."""
    last = columns.roles[columns.name].last_column
    for spot in grid.within(number, 1, last):
        if spot.row == number and _name_field(spot) == "total":
            return spot
    return None


def _carry(found: Mapping[str, Sequence[Spot]], columns: Columns, levels: dict[str, Spot]) -> None:
    """Keep the levels that a row is under: one left blank is that of the row above."""
    for place, role in enumerate(_LEVELS):
        if role == columns.name or not found.get(role):
            continue
        spot = found[role][0]
        if levels.get(role) != spot:
            for inner in _LEVELS[place:]:
                levels.pop(inner, None)
            levels[role] = spot


def _single(found: Mapping[str, Sequence[Spot]], skip: Sequence[str] = ()) -> dict[str, Spot]:
    return {role: each[0] for role, each in found.items() if len(each) == 1 and role not in skip}


def _sort_row(
    number: int,
    columns: Columns,
    found: Mapping[str, Sequence[Spot]],
    levels: Mapping[str, Spot],
) -> Row:
    """Return a row with its own cells apart from those of several rows and from doubled ones."""
    name = found[columns.name][0]
    own = {role: each for role, each in _single(found).items() if role not in _LEVELS}
    whole = (name.row, name.last_row)
    spanning = tuple(each for each in own.values() if not _is_of(each, whole))
    cells = {role: each for role, each in own.items() if _is_of(each, whole)}
    if name.row != number:
        # The name is that of a row above: whose the further figures are is not known.
        spanning, cells = tuple(own.values()), {}
    doubled = {role: tuple(each) for role, each in found.items() if len(each) > 1}
    inner = [levels[role] for role in _LEVELS if role in levels and role != columns.name]
    return Row(number, tuple(inner), {**cells, "name": name}, False, spanning, doubled)


def _is_of(spot: Spot, whole: tuple[int, int]) -> bool:
    """Return whether a cell belongs to one row alone, or spans the same rows as its name."""
    return spot.row == spot.last_row or (spot.row, spot.last_row) == whole


# The money block


def _read_money(grid: Grid, columns: Columns) -> tuple[Block, int]:
    _take_heads(grid, columns)
    lines: list[MoneyLine] = []
    last = columns.bottom
    for number in grid.numbers:
        if number <= columns.bottom:
            continue
        line = _read_money_line(grid, number, columns)
        if line is None:
            break
        lines.append(line)
        last = number
    captions = _list_captions(grid, columns)
    return Block("money", columns, lines=tuple(lines), captions=captions), last


def _read_money_line(grid: Grid, number: int, columns: Columns) -> MoneyLine | None:
    if _read_heading(grid, number, "money") or _read_heading(grid, number, "columns"):
        return None
    first = min(each.column for each in columns.roles.values())
    left = [each for each in grid.spots(number) if each.column < first]
    if any(each.row == number and _is_heading_beside(each) for each in left):
        return None
    # The innermost cell that begins below the heading names the source.
    label = next((each for each in reversed(left) if each.row > columns.row), None)
    cells = {
        role: found[0]
        for role, head in columns.roles.items()
        if len(found := _cells_of(grid, number, head)) == 1
    }
    if label is None:
        return None
    source = vocabulary().sources.get(fold_heading(label.text).removeprefix("其中:"))
    if source is None and not cells.keys() & _AMOUNTS:
        return None
    return MoneyLine(source, label, cells)


def _is_heading_beside(spot: Spot) -> bool:
    """Return whether a cell begins another part of the form."""
    known, words = vocabulary(), fold_heading(spot.text)
    if words in known.sources:
        return False
    return words in known.below or words in known.captions or words in known.fields


# What stands beside the tables

_INLINE: Final = re.compile(r"([^:：]{1,40})[:：](.*)", re.DOTALL)
_GAP: Final = re.compile(r"\s{2,}|\t+|\n+|　+|[;；]")


def split_line(cell: SheetCell) -> Iterator[Part]:
    """Yield the fields of a line such as `项目名称：甲　主管部门：乙`, or the line as it is."""
    known = vocabulary().fields
    found = []
    for piece in filter(None, (each.strip() for each in _GAP.split(cell.text.strip()))):
        inline = _INLINE.fullmatch(piece)
        name = known.get(fold_heading(inline[1])) if inline else None
        if inline is None or name is None:
            yield Title(cell)
            return
        found.append(Field(name, inline[1].strip(), cell, text=inline[2].strip()))
    yield from found


def _read_line(grid: Grid, number: int) -> Iterator[Part]:
    """Yield the fields of a row that is in no table."""
    spots = [each for each in grid.spots(number) if each.row == number]
    heading: Spot | None = None
    beside: list[Spot] = []
    for spot in spots:
        name = _name_field(spot)
        if name is None and heading is not None and not _is_inline(spot):
            beside.append(spot)
            continue
        if heading is not None:
            yield _field(heading, beside)
        heading, beside = (spot, []) if name is not None else (None, [])
        if name is None:
            yield from _read_spot(grid, spot)
    if heading is not None:
        yield _field(heading, beside)


def _is_inline(spot: Spot) -> bool:
    """Return whether a cell holds a name and its value, as `单位：万元` does."""
    return isinstance(next(split_line(spot.cell), None), Field)


def _name_field(spot: Spot) -> str | None:
    return vocabulary().fields.get(fold_heading(spot.text))


def _field(heading: Spot, beside: Sequence[Spot]) -> Field:
    name = _name_field(heading) or ""
    return Field(name, heading.text, heading.cell, (heading, *beside))


def _read_spot(grid: Grid, spot: Spot) -> Iterator[Part]:
    """Yield what a cell by itself is: a heading with its value below, fields, or a line."""
    words = fold_heading(spot.text)
    name = vocabulary().below.get(words)
    if name is not None:
        under = grid.within(spot.last_row + 1, spot.column, spot.last_column)
        yield Field(name, spot.text, spot.cell, (spot, *under))
    elif words in vocabulary().captions:
        # It may state the year in brackets, as 自评表（2021年度） does.
        grid.take(spot)
        yield Title(spot.cell, spot)
    else:
        parts = list(split_line(spot.cell))
        if isinstance(parts[0], Title):
            yield Title(spot.cell, spot)
            return
        grid.take(spot)
        yield from parts
