"""Which figures a workbook may hold as numbers, and how each is shown just as its text says."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from scorelib.reading.reports.blocks import Cell

__all__ = ["Figure", "read_figure"]

_SHOWN: Final = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?(%?)")
_DIGITS: Final = 15
"""So many significant digits a double, and therefore a cell, keeps of any decimal."""


class Figure(NamedTuple):
    """A number for a cell and the format under which it reads as its text does."""

    number: Decimal
    shown_by: str


def read_figure(cell: Cell) -> Figure | None:
    """Return the number of a cell, or None where only its text says all that it says.

    A number is what the text shows digit by digit, is the exact value, and fits in 15 digits.

    >>> read_figure(Cell("95.25%", Fraction(9525, 10000), "percent"))
    Figure(number=Decimal('0.9525'), shown_by='0.00%')
    >>> read_figure(Cell("0.33", Fraction(1, 3), "number")) is None
    True
    """
    if cell.value is None or cell.kind == "text":
        return None
    found = _SHOWN.fullmatch(cell.text)
    if found is None or not found[0].isascii():
        return None
    sign, whole, decimals, percent = found[1], found[2], found[3] or "", found[4]
    digits = whole.replace(",", "") + decimals
    if not _holds(digits, decimals, whole, sign):
        return None
    if bool(percent) is not (cell.kind == "percent"):
        return None
    number = Decimal(f"{sign}{digits}").scaleb(-len(decimals) - (2 if percent else 0))
    if Fraction(number) != cell.value:
        return None
    places = f".{'0' * len(decimals)}" if decimals else ""
    return Figure(number, f"{'#,##0' if ',' in whole else '0'}{places}{percent}")


def _holds(digits: str, decimals: str, whole: str, sign: str) -> bool:
    """Say whether a cell keeps and shows digits as they stand; it does not `-0` and `007`."""
    if len(decimals) > _DIGITS or len(digits.lstrip("0")) > _DIGITS:
        return False
    if len(whole) > 1 and whole.startswith("0"):
        return False
    return bool(digits.strip("0")) or not sign
