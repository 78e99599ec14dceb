"""How much a file may hold before it is refused: far more than any form, and never without end."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CELLS",
    "COLUMNS",
    "DEPTH",
    "ELEMENTS",
    "FILE_BYTES",
    "INDEX_BYTES",
    "MEMBERS",
    "MERGED",
    "PART_BYTES",
    "RATIO",
    "READ_BYTES",
    "ROWS",
    "SHEETS",
    "TEXT_CHARACTERS",
    "TOTAL_BYTES",
]

FILE_BYTES: Final = 32 << 20
"""Of a file as it is: a form with photographs in it stays below."""

INDEX_BYTES: Final = 1 << 20
"""Of the list of contents of a zip archive."""

MEMBERS: Final = 4096
"""Files inside an archive."""

TOTAL_BYTES: Final = 128 << 20
"""Of all files inside an archive, as it says of itself."""

PART_BYTES: Final = 32 << 20
"""Of one file inside an archive that is read: a sheet, the texts, the document."""

READ_BYTES: Final = 64 << 20
"""Of all files inside an archive that are read, together."""

RATIO: Final = 200
"""How many times larger a file may become that is read; texts of a form come to about 20."""

ELEMENTS: Final = 500_000
"""XML elements, or records, that are read in all."""

DEPTH: Final = 256
"""XML elements inside each other; tables inside tables are some ten each."""

SHEETS: Final = 512
"""Sheets or tables."""

CELLS: Final = 50_000
"""Cells that hold something, in the whole file."""

TEXT_CHARACTERS: Final = 16 << 20
"""Characters of all cells together."""

ROWS: Final = 1 << 20
COLUMNS: Final = 1 << 14
"""What a sheet can have; the cells of a Word table count as well."""

MERGED: Final = 20_000
"""Merged cells of one sheet."""
