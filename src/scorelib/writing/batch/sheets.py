"""Scored rows as a workbook: decimals as numbers, exact text where a float would not hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from scorelib.ground.errors import NotFoundError
from scorelib.writing.cells import write_words

__all__ = ["write_sheet"]

_MOST_ROWS: Final = 1_048_575
"""So many rows a sheet holds below the names."""

_WIDTH: Final = 16
_DIGITS: Final = 15
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When every workbook says it was made, so that the same rows make the same bytes."""


def write_sheet(parts: Sequence[Path], schema: Mapping[str, Any], path: Path) -> None:
    """Write all parts as the rows of one sheet.

    Raises `NotFoundError`: SL916 where what writes workbooks is not installed, SL976 for more
    rows than a sheet holds.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        words = {"format": "XLSX", "package": "XlsxWriter", "extra": "report"}
        raise NotFoundError("SL916", **words) from error
    count = sum(pl.scan_parquet(part).select(pl.len()).collect().item() for part in parts)
    if count > _MOST_ROWS:
        raise NotFoundError("SL976", rows=count, most=_MOST_ROWS)
    with TemporaryDirectory(ignore_cleanup_errors=True, dir=path.parent) as folder:
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet("scorelib")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(schema) - 1, _WIDTH)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(schema):
            write_words(sheet, 0, column, name, bold)
        formats = _find_formats(book, schema)
        for row, cells in enumerate(_list_rows(parts), 1):
            for column, value in enumerate(cells):
                _write(sheet, row, column, value, formats[column])
        book.close()


def _find_formats(book: Any, schema: Mapping[str, Any]) -> list[Any]:
    """Return how the numbers of each column are shown: with all of their places."""
    made: dict[int, Any] = {}
    found: list[Any] = []
    for dtype in schema.values():
        scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
        if scale not in made:
            made[scale] = book.add_format({"num_format": f"0.{'0' * scale}" if scale else "0"})
        found.append(made[scale])
    return found


def _list_rows(parts: Sequence[Path]) -> Iterator[Sequence[Any]]:
    for part in parts:
        yield from pl.read_parquet(part).iter_rows()


def _write(sheet: Any, row: int, column: int, value: Any, shown: Any) -> None:
    match value:
        case None | "":
            return
        case Decimal() if len(value.as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, column, value, shown)
        case list() if all(isinstance(each, str) for each in value):
            write_words(sheet, row, column, ";".join(value), shown)
        case list():
            write_words(
                sheet, row, column, json.dumps(value, ensure_ascii=False, default=str), shown
            )
        case _:
            write_words(sheet, row, column, str(value), shown)
