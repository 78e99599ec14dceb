"""Look-up tables: a row for each category, or for each combination of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.bench.kinds import Kind
from scorelib.compiler.bench.site import Bench, Loc
from scorelib.compiler.proofs.intervals import Interval
from scorelib.compiler.tables.arguments import TRUTHS, Argument
from scorelib.compiler.tables.cells import Cell
from scorelib.compiler.tables.measures import PLAIN, Measure, Result
from scorelib.compiler.tables.rules import Rule
from scorelib.ground.errors import Text, WordError
from scorelib.words.numbers import read_number

__all__ = ["read_lookup"]


def read_lookup(
    bench: Bench,
    path: Loc,
    rows: Mapping[str, Any],
    names: Sequence[str],
    measures: Mapping[str, Measure],
    result: Result,
    is_open: bool,
) -> tuple[tuple[Argument, ...], tuple[Rule, ...]] | None:
    """Return the arguments and the rows of a table, or None after noting what is wrong.

    `is_open` says that the table tells what is found where it has no row.
    """
    before = len(bench.problems)
    levels = list(_list_levels(bench, path, rows, len(names)))
    if len(bench.problems) > before:
        return None
    arguments = tuple(
        _make_argument(bench, name, measures.get(name, PLAIN), [level for _, level in found])
        for name, found in zip(names, levels, strict=True)
    )
    for argument, found in zip(arguments, levels, strict=True):
        for place, keys in found:
            _check_keys(bench, place, argument, keys, is_open)
    if len(bench.problems) > before:
        return None
    rules = [
        Rule(_read_cells(arguments, keys), given, row)
        for row, (keys, place, text) in enumerate(_list_leaves(path, rows))
        if (given := result.read(bench, place, text)) is not None
    ]
    return None if len(bench.problems) > before else (arguments, tuple(rules))


_WHOLE: Final = Text("整数", "whole numbers")

_Level = list[tuple[Loc, list[str]]]


def _list_levels(bench: Bench, path: Loc, rows: Mapping[str, Any], depth: int) -> Iterator[_Level]:
    """Yield for each argument the places where its keys are written, with the keys."""
    here: list[tuple[Loc, Any]] = [(path, rows)]
    for level in range(depth):
        yield [(place, list(found)) for place, found in here]
        below = [((*place, key), value) for place, found in here for key, value in found.items()]
        last = level == depth - 1
        for place, value in below:
            if isinstance(value, str) and not value.strip():
                bench.report("SL107", place)
            elif isinstance(value, str) != last or isinstance(value, list) or not value:
                bench.report_key("SL708", place, count=depth)
        here = [(place, value) for place, value in below if isinstance(value, dict)]


def _list_leaves(path: Loc, rows: Any) -> Iterator[tuple[tuple[str, ...], Loc, str]]:
    """Yield each figure with the keys that lead to it, and its place."""
    for key, value in rows.items():
        place = (*path, key)
        if isinstance(value, str):
            yield (key,), place, value
        else:
            yield from (
                ((key, *keys), below, text) for keys, below, text in _list_leaves(place, value)
            )


def _make_argument(
    bench: Bench, name: str, measure: Measure, levels: Sequence[Sequence[str]]
) -> Argument:
    """Return an argument as the fact of its name is declared, else as its keys are written."""
    written = tuple(dict.fromkeys(key for keys in levels for key in keys))
    known = bench.names.get(name)
    kind = known.kind if known is not None else _guess_kind(written)
    if kind == "number":
        keys = frozenset(number for key in written if (number := _read_key(key)) is not None)
        return Argument(name, kind, measure, keys=keys)
    if kind == "truth":
        return Argument(name, kind, words=TRUTHS)
    words = known.words if known is not None and known.words else written
    return Argument(name, kind, words=words)


def _guess_kind(written: Sequence[str]) -> Kind:
    if set(written) <= set(TRUTHS):
        return "truth"
    return "number" if all(_read_key(key) is not None for key in written) else "word"


def _read_key(key: str) -> Fraction | None:
    """Return a key that is a whole number, else None."""
    try:
        number = read_number(key)
    except WordError:
        return None
    return number if number.denominator == 1 and "." not in key else None


def _check_keys(
    bench: Bench, place: Loc, argument: Argument, keys: Sequence[str], is_open: bool
) -> None:
    """Note keys that the argument cannot be, and what it can be without a row."""
    if argument.kind == "number":
        wrong = [key for key in keys if _read_key(key) is None]
        given = {_read_key(key) for key in keys}
        absent = [str(key) for key in sorted(argument.keys or ()) if key not in given]
    else:
        wrong = [key for key in keys if key not in argument.words or _read_key(key) is not None]
        absent = [word for word in argument.words if word not in keys]
    words = tuple(word for word in argument.words if _read_key(word) is None)
    known: object = _WHOLE if argument.kind == "number" else words
    for key in wrong:
        bench.report_key("SL709", (*place, key), key=key, argument=argument.name, known=known)
    if absent and not is_open:
        bench.report_key("SL710", place, argument=argument.name, absent=absent)


def _read_cells(arguments: Sequence[Argument], keys: Sequence[str]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for argument, key in zip(arguments, keys, strict=True):
        number = _read_key(key) if argument.kind == "number" else None
        cells.append(frozenset({key}) if number is None else Interval(number, number))
    return tuple(cells)
