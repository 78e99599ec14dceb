"""The money block of projects as columns: amounts read by column, facts found as documents do.

Which cells of a block a fact is made of depends on which are there and which are 0, and on
nothing else. So each such pattern is asked once, in a block whose amounts tell them apart, and
its answer holds for all rows that have the pattern.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add, or_
from typing import Final

import polars as pl

from scorelib.compiler.graph.nodes import State
from scorelib.compiler.graph.plan import FactInput
from scorelib.engine.columns.figures import (
    Cells,
    Coded,
    Figures,
    Report,
    code_all,
    join_coded,
    join_rows,
    multiply,
    narrow,
    share_weights,
)
from scorelib.engine.columns.readers import (
    Texts,
    at_column,
    find_doubt,
    kind_of,
    read_as,
    read_texts,
    scale_column,
    to_texts,
)
from scorelib.engine.intake.facts import show_range
from scorelib.engine.intake.funds import Funds, Line, read_money, read_money_unit
from scorelib.ground.errors import Text
from scorelib.words.amounts import Amount
from scorelib.words.numbers import print_number
from scorelib.words.units import NONE, Unit, find_unit, name_dimension, read_unit

__all__ = ["TOTAL", "Block", "Cell", "check_fact", "read_block", "take_fact"]

Cell = tuple[str, str]
"""A line of the block (a source, or the total) and a column of it."""

TOTAL: Final = "total"
_YUAN: Final = read_unit("元")


@dataclass(frozen=True, slots=True)
class Block:
    """The money blocks of all rows: the amounts of each cell, and the distinct patterns of cells.

    A pattern says of each cell in order whether it is there, and whether it is 0.
    """

    cells: Mapping[Cell, Figures]
    patterns: Coded

    def find(self, reference: str) -> tuple[Figures, pl.Series]:
        """Return what the block gives for a reference, and in which rows it gives anything."""
        answers = [_ask(tuple(self.cells), each, reference) for each in self.patterns.values]
        codes = self.patterns.codes
        known = pl.Series([each is not None for each in answers], dtype=pl.Boolean).gather(codes)
        states = [each.value if isinstance(each, State) else None for each in answers]
        said = pl.Series(states, dtype=pl.Int8).gather(codes).fill_null(0)
        q = share_weights([each.q for each in self.cells.values()])
        parts = []
        for place, figures in enumerate(self.cells.values()):
            taken = [isinstance(each, frozenset) and place in each for each in answers]
            if any(taken):
                mask = pl.Series(taken, dtype=pl.Boolean).gather(codes)
                amounts = multiply(figures.whole.cast(pl.Int128), int(figures.q / q))
                parts.append(pl.select(pl.when(mask).then(amounts).otherwise(0)).to_series())
        whole = reduce(add, parts) if parts else pl.zeros(len(codes), pl.Int64, eager=True)
        has = known & (said == 0)
        states_of = said.zip_with(
            known, pl.repeat(State.MISSING.value, len(codes), dtype=pl.Int8, eager=True)
        )
        return Figures(pl.select(pl.when(has).then(narrow(whole))).to_series(), states_of, q), known


def _ask(
    cells: Sequence[Cell], pattern: Sequence[str | None], reference: str
) -> frozenset[int] | State | None:
    """Return of which cells a reference is the sum, its state, or None where it is not there.

    Each cell that is not 0 holds another power of two, so that the sum says which they are.
    """
    lines: dict[str, dict[str, Amount]] = {}
    for place, ((line, column), said) in enumerate(zip(cells, pattern, strict=True)):
        if said is None:
            continue
        here = lines.setdefault(line, {})
        if said != "refused":
            value = Fraction(2**place if said == "filled" else 0)
            here[column] = Amount(value, _YUAN, 0, "0")
    if not lines:
        return None
    total = lines.pop(TOTAL, None)
    rows = tuple(Line(name, Text(name, name), each) for name, each in lines.items())
    label = Text(TOTAL, TOTAL)
    found = Funds(rows, None if total is None else Line(TOTAL, label, total)).find(reference)
    if found is None:
        return None
    if not isinstance(found.value, Fraction):
        return found.value if isinstance(found.value, State) else State.UNDEFINED
    bits = found.value.numerator
    return frozenset(place for place in range(len(cells)) if bits >> place & 1)


def read_block(cells: Mapping[Cell, Cells], units: Cells | None) -> Block:
    """Return the money blocks of a table; what cannot be read in them is noted."""
    # Where a block has no figures its unit says nothing.
    filled = reduce(or_, [each.series.is_not_null() for each in cells.values()])
    unit = None if units is None else _read_units(units, filled)
    found = {cell: _read_cell(cell[1], each, unit) for cell, each in cells.items()}
    patterns = [_code_pattern(found[cell], cells[cell].series.is_not_null()) for cell in cells]
    height = len(patterns[0].codes)
    everywhere = pl.repeat(True, height, dtype=pl.Boolean, eager=True)
    return Block(found, join_coded(patterns, everywhere))


def _code_pattern(figures: Figures, given: pl.Series) -> Coded:
    zero = (figures.whole == 0).fill_null(False)
    codes = pl.select(
        pl.when(zero).then(2).when(figures.whole.is_not_null()).then(1).when(given).then(3)
    ).to_series()
    return Coded(["filled", "zero", "refused", None], codes.fill_null(4).cast(pl.Int64) - 1)


def _read_units(cells: Cells, filled: pl.Series) -> Coded:
    """Return the unit of each block that has figures."""
    coded = code_all(pl.select(pl.when(filled).then(cells.series)).to_series())
    units: list[Unit | None] = []
    for code, text in enumerate(coded.values):
        problems: list[str] = []
        unit = None if text is None else read_money_unit(text, _collect(problems))
        units.append(unit)
        if text is not None and problems:
            for place in (coded.codes == code).arg_true():
                read_money_unit(text, at_column(cells.report(place)))
    return Coded(units, coded.codes)


def _collect(problems: list[str]) -> Report:
    def note(code: str, *_: str | int, **__: object) -> None:
        problems.append(code)

    return note


def _read_cell(column: str, cells: Cells, units: Coded | None) -> Figures:
    """Return the amounts of one cell, unit by unit."""
    if units is None:
        return _read_in(column, cells, None)
    found: Figures | None = None
    for place, unit in enumerate(units.values):
        here = units.codes == place
        series = pl.select(pl.when(here).then(cells.series)).to_series()
        part = _read_in(column, Cells(series, cells.path, cells.rejects), unit)
        found = part if found is None else join_rows(found, part, here)
    return _read_in(column, cells, None) if found is None else found


def _read_in(column: str, cells: Cells, unit: Unit | None) -> Figures:
    """Return amounts of money of which bare numbers are in a unit; 0 needs none."""

    def read(text: str, report: Report) -> Fraction | None:
        if read_as("words", text, at_column(report)) is None:
            return None
        found = read_money(text, unit, column, at_column(report))
        return None if found is None else found.value

    def weigh(tail: str) -> Fraction | None:
        if not tail:
            return unit.factor if unit else None
        own = find_unit(tail)
        return own.factor if own is not None and own.dimension == _YUAN.dimension else None

    def doubt(figures: Figures, _: pl.Series | None) -> pl.Series:
        return (figures.whole < 0).arg_true()

    if kind_of(cells.series.dtype) == "text":
        texts = Cells(to_texts(cells.series), cells.path, cells.rejects)
        found = _hold(read_texts(texts, Texts(read, weigh, doubt)), cells)
        return _drop(found, (found.whole < 0).fill_null(False))
    figures = scale_column(cells.series, unit.factor if unit else Fraction(1))
    wrong = ((figures.whole < 0) if unit else (figures.whole != 0)).fill_null(False)
    for place in wrong.arg_true():
        value = Fraction(figures.whole[place]) * figures.q / (unit.factor if unit else 1)
        read(print_number(value), cells.report(place))
    return _drop(figures, wrong)


def _drop(figures: Figures, wrong: pl.Series) -> Figures:
    """Return figures without those that were refused."""
    if not wrong.any():
        return figures
    kept = pl.select(pl.when(~wrong).then(figures.whole)).to_series()
    missing = pl.repeat(State.MISSING.value, len(wrong), dtype=pl.Int8, eager=True)
    return Figures(kept, missing.zip_with(wrong, figures.states), figures.q)


def _hold(figures: Figures, cells: Cells) -> Figures:
    """Return amounts as whole numbers; those with more digits than any column holds are noted."""
    if figures.values is None:
        return figures
    numbers = [each if isinstance(each, Fraction) else None for each in figures.values]
    held = [each is not None and _is_held(each) for each in numbers]
    q = share_weights(e for e, fits in zip(numbers, held, strict=True) if e and fits)
    counts = [
        int(e / q) if e is not None and h else None for e, h in zip(numbers, held, strict=True)
    ]
    lost = [i for i, e in enumerate(numbers) if e is not None and counts[i] is None]
    cells.note_all(figures.whole.is_in(lost), "SL206", digits=">38", most=38)
    table = pl.Series([*counts, None], dtype=pl.Int128)
    return Figures(table.gather(figures.whole.fill_null(len(counts))), figures.states, q)


def _is_held(number: Fraction) -> bool:
    return 10**12 % number.denominator == 0 and abs(number) < 10**24


def take_fact(fact: FactInput, block: Block, given: Figures | None, own: pl.Series) -> Figures:
    """Return the values of a fact, from the money block in the rows where it is not its own."""
    found, known = block.find(fact.funds or "")
    return found if given is None else join_rows(given, found, known & ~own)


def check_fact(fact: FactInput, block: Block, own: pl.Series, cells: Cells, path: str) -> None:
    """Note a fact that is given twice, is no money, or lies outside its bounds in the block."""
    found, known = block.find(fact.funds or "")
    twice = own & known & (found.whole.is_not_null() | (found.states != State.MISSING.value))
    cells.note_all(twice, "SL430", label=fact.label, other=path)
    taken = known & ~own
    here = Cells(cells.series, path, cells.rejects)
    if fact.unit is None or fact.unit.dimension != _YUAN.dimension:
        expected = fact.unit.name if fact.unit else name_dimension(NONE)
        here.note_all(taken, "SL211", found="元", expected=expected)
        return
    nowhere = pl.repeat(False, len(taken), dtype=pl.Boolean, eager=True)
    for place in find_doubt(fact, found, nowhere):
        if taken[place]:
            text = f"{print_number(Fraction(found.whole[place]) * found.q)}元"
            note = here.report(place)
            note("SL403", label=fact.label, text=text, range=show_range(fact))
