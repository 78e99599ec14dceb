"""Rules checked everywhere: each argument is split at its edges, and every combination tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Final

from scorelib.compiler.proofs.bands import holds_value
from scorelib.compiler.proofs.intervals import Interval
from scorelib.compiler.tables.arguments import TRUTHS, Argument
from scorelib.compiler.tables.cells import Cell, print_interval
from scorelib.compiler.tables.rules import Rule

__all__ = ["MAX_TESTS", "Findings", "count_tests", "list_fitting", "survey_rules"]

MAX_TESTS: Final = 2_000_000
"""The most combinations that one table is checked at, times the rules that are tried at each."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of what an argument can be, in which no rule begins or ends to fit.

    `fits` has a bit for each rule that does.
    """

    words: str
    fits: int


@dataclass(slots=True)
class Findings:
    """What was found: the first hole, rules that fit where one before them does, who is used.

    Rules are named by their position in the order in which they count. `overlaps` has for a rule
    the first other that fits with it, and where; `fitting` are those that fit anywhere,
    `deciding` those that do so before all others somewhere.
    """

    hole: str | None = None
    overlaps: dict[int, tuple[int, str]] = field(default_factory=dict)
    fitting: int = 0
    deciding: int = 0


def count_tests(arguments: Sequence[Argument], rules: Sequence[Rule]) -> int:
    """Return how many combinations there are to look at, times the rules."""
    columns = zip(arguments, zip(*(rule.cells for rule in rules), strict=True), strict=True)
    return prod(_count_parts(argument, cells) for argument, cells in columns) * len(rules)


def survey_rules(arguments: Sequence[Argument], rules: Sequence[Rule]) -> Findings:
    """Return what is found where every combination of all arguments is looked at."""
    found, later = Findings(), 0
    columns = zip(arguments, zip(*(rule.cells for rule in rules), strict=True), strict=True)
    for spot in product(*(_split(argument, cells) for argument, cells in columns)):
        fits = (1 << len(rules)) - 1
        for part in spot:
            fits &= part.fits
        first = fits & -fits
        found.fitting |= fits
        found.deciding |= first
        if not fits:
            found.hole = found.hole or _name_spot(arguments, spot)
        for other in _list_bits(fits & ~first & ~later):
            found.overlaps[other] = (first.bit_length() - 1, _name_spot(arguments, spot))
        later |= fits & ~first
    return found


def list_fitting(arguments: Sequence[Argument], rules: Sequence[Rule]) -> int:
    """Return the rules that fit anywhere, as bits: those that fit somewhere of every argument."""
    fitting = (1 << len(rules)) - 1
    columns = zip(arguments, zip(*(rule.cells for rule in rules), strict=True), strict=True)
    for argument, cells in columns:
        here = 0
        for part in _split(argument, cells):
            here |= part.fits
        fitting &= here
    return fitting


def _list_bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _name_spot(arguments: Sequence[Argument], spot: Sequence[_Part]) -> str:
    pairs = zip(arguments, spot, strict=True)
    return ", ".join(f"{argument.name}: {part.words}" for argument, part in pairs)


def _count_parts(argument: Argument, cells: Sequence[Cell]) -> int:
    if argument.kind == "number":
        return 2 * len(_list_edges(cells)) + 1
    return len(_words_of(argument))


def _words_of(argument: Argument) -> tuple[str, ...]:
    return TRUTHS if argument.kind == "truth" else argument.words


def _split(argument: Argument, cells: Sequence[Cell]) -> list[_Part]:
    """Return the parts of what an argument can be, each with the rules that fit there."""
    if argument.kind == "number":
        return list(_split_numbers(argument, cells))
    found = []
    for word in _words_of(argument):
        fits = sum(1 << place for place, cell in enumerate(cells) if _holds(cell, word))
        found.append(_Part(word, fits))
    return found


def _holds(cell: Cell, word: str) -> bool:
    return cell is None or (not isinstance(cell, Interval) and word in cell)


def _list_edges(cells: Sequence[Cell]) -> list[Fraction]:
    """Return every number at which a rule begins or ends to fit, from low to high."""
    spans = [cell for cell in cells if isinstance(cell, Interval)]
    return sorted({end for span in spans for end in (span.lo, span.hi) if end is not None})


def _split_numbers(argument: Argument, cells: Sequence[Cell]) -> Iterator[_Part]:
    """Yield the edges of all rules and what lies between them, as far as the argument goes."""
    edges = _list_edges(cells)
    ends: list[Fraction | None] = [None, *edges, None]
    parts: list[Interval] = []
    for lo, hi in pairwise(ends):
        points = [] if lo is None else [Interval(lo, lo)]
        parts += [*points, Interval(lo, hi, lo is not None, hi is not None)]
    fits = _mark(edges, cells)
    quantum = Fraction(1) if argument.whole else None
    for part, mask in zip(parts, fits, strict=True):
        inside = part.meet(argument.domain)
        if not inside.empty and holds_value(inside, quantum):
            yield _Part(print_interval(inside), mask)


def _mark(edges: Sequence[Fraction], cells: Sequence[Cell]) -> list[int]:
    """Return a bit for each rule that fits, for what is below all edges, the first edge, and on."""
    place_of = {edge: 2 * place + 1 for place, edge in enumerate(edges)}
    marks = [0] * (2 * len(edges) + 1)
    for rule, cell in enumerate(cells):
        first, last = 0, len(marks) - 1
        if isinstance(cell, Interval):
            first = 0 if cell.lo is None else place_of[cell.lo] + cell.lo_open
            last = last if cell.hi is None else place_of[cell.hi] - cell.hi_open
        for place in range(first, last + 1):
            marks[place] |= 1 << rule
    return marks
