"""The spellings of spellings.tsv, and a reading written the way the table writes it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from scorelib.ground.errors import WordError
from scorelib.words.amounts import Amount, read_amount
from scorelib.words.targets import (
    Actual,
    Between,
    Change,
    Comparison,
    DateTarget,
    Target,
    Unread,
    YesNo,
    read_actual,
    read_target,
)
from scorelib.words.units import Unit, read_unit

__all__ = ["Spelling", "describe", "list_spellings", "normalise"]


class Spelling(NamedTuple):
    """One line of the table."""

    kind: str
    unit: str
    text: str
    reading: str

    @property
    def asked(self) -> Unit | None:
        return read_unit(self.unit) if self.unit else None

    def read(self) -> str:
        """Return what scorelib reads, in the words of the table; a refusal is its code."""
        try:
            match self.kind:
                case "amount":
                    return describe(read_amount(self.text, self.asked))
                case "target":
                    return describe(read_target(self.text, self.asked))
                case _:
                    return describe(read_actual(self.text, self.asked))
        except WordError as error:
            return error.code


def list_spellings(*kinds: str) -> list[Spelling]:
    """Return the lines of the table that are of some kinds."""
    lines = (Path(__file__).parent / "spellings.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    spellings = [
        Spelling(kind, unit, _unescape(text), reading) for kind, unit, text, reading in rows
    ]
    return [each for each in spellings if each.kind in kinds]


def _unescape(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def normalise(reading: str) -> str:
    """Return a reading with every fraction of the table in lowest terms."""
    return re.sub(r"(?<![-\w.])-?[0-9.]+/[0-9]+", lambda match: _reduce(match[0]), reading)


def _reduce(ratio: str) -> str:
    above, below = ratio.split("/")
    return str(Fraction(above) / Fraction(below))


def describe(found: Amount | Actual | Target) -> str:
    """Return a reading in the words of the table."""
    match found:
        case Amount():
            low, high = found.interval
            hedge = f"; {found.hedge}" if found.hedge else ""
            return f"{found.value}; {found.places}; {low} {high}{hedge}"
        case Comparison():
            return f"{found.op} {found.amount.value} {found.amount.places}"
        case Between():
            ends = "(["[found.low_inclusive] + ")]"[found.high_inclusive]
            return f"between {found.low.value} {found.high.value} {ends}"
        case DateTarget():
            doubt = " doubtful" if found.edge_doubtful else ""
            return f"date {found.first} {found.last} {found.op}{doubt}"
        case Change():
            return f"change {found.direction} {found.op} {found.amount.value} {found.baseline}"
        case YesNo():
            return "yes" if found.value else "no"
        case Unread():
            return found.reason_code
