"""Words in the cells of workbooks stay the words they are."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from scorelib.writing.batch.sheets import write_sheet
from scorelib.writing.cells import write_words

WORDS = ["<r>x&</r>", "=1+1", "甲", "_x0041_", "<r></r>", "a_x0041_b", "@x", "-1"]


@pytest.mark.parametrize("constant_memory", [True, False])
def test_words_are_words(tmp_path: Path, *, constant_memory: bool) -> None:
    """Nothing is a formula or markup; what looks like an escape is read back as its letters."""
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory})
    sheet, shape = book.add_worksheet(), book.add_format({"bold": True})
    for row, text in enumerate(WORDS):
        write_words(sheet, row, 0, text, shape)
    book.close()
    read = openpyxl.load_workbook(path).active
    assert read is not None
    found = [read.cell(row, 1) for row in range(1, len(WORDS) + 1)]
    assert [each.data_type for each in found] == ["s" if each.value else "n" for each in found]
    known = [each.value for each in found]
    assert [text for text in WORDS if not text.startswith("<r>")] == [
        each for each, text in zip(known, WORDS, strict=True) if not text.startswith("<r>")
    ]


def test_a_batch_of_hostile_names(tmp_path: Path) -> None:
    """The workbook can be opened, and the other cells are there."""
    part, out = tmp_path / "part.parquet", tmp_path / "out.xlsx"
    frame = pl.DataFrame({"id": ["<r>x&</r>", "b"], "n": [["<r>", "</r>"], ["c"]]})
    frame.write_parquet(part)
    write_sheet([part], frame.schema, out)
    read = openpyxl.load_workbook(out).active
    assert read is not None
    assert [read.cell(3, column).value for column in (1, 2)] == ["b", "c"]
