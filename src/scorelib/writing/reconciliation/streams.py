"""Many reconciliations written one by one as they come: text, Markdown, JSON and CSV."""

from __future__ import annotations

import csv
import json
import tempfile
import textwrap
from collections.abc import Iterator
from typing import Any, Final, Protocol, TextIO

from scorelib._version import __version__
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reconciliation.batch.tally import Tally
from scorelib.reading.table import Table
from scorelib.writing.reconciliation.digests import Digest, name_project_columns
from scorelib.writing.reconciliation.records import BATCH_SCHEMA, record_tally, record_unreadable
from scorelib.writing.reconciliation.rows import list_unreadable_rows, name_columns
from scorelib.writing.reconciliation.summaries import count_in_words, tabulate_codes, tabulate_units
from scorelib.writing.tables import print_markdown, print_text
from scorelib.writing.text import print_diagnostic
from scorelib.writing.words import escape_cells, escape_markdown, flatten, guard_cell, pad

__all__ = ["CsvWriter", "JsonWriter", "MarkdownWriter", "TextWriter", "Writer"]


class Writer(Protocol):
    """What takes reconciliations one after the other and keeps none of them."""

    def add(self, digest: Digest) -> None:
        """Write a project."""

    def add_unreadable(self, each: Unreadable) -> None:
        """Write what could not be read."""

    def finish(self, tally: Tally) -> None:
        """Write what stands at the end."""

    def close(self) -> None:
        """Let go of everything, whether the end has come or not."""


class _Later:
    """Text that is shown later, kept in a file: there may be much of it."""

    def __init__(self) -> None:
        # It is open for as long as this object is in use, and goes with it.
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
        self.is_empty = True

    def add(self, words: str) -> None:
        self._file.write(words)
        self.is_empty = False

    def read(self) -> Iterator[str]:
        self._file.seek(0)
        while words := self._file.read(1 << 16):
            yield words

    def close(self) -> None:
        self._file.close()


_WIDTHS: Final = (24, 8, 10, 6, 8, 9, 8, 9, 4, 20, 30, 0)
_EXAMPLE: Final = 90
_RIGHT: Final = frozenset({1, 3, 4, 5, 6, 7, 8})
_SINCE: Final = frozenset({6, 7, 8})
"""The widths of a line on a project and of an example; its figures; those of a resubmission."""


class TextWriter:
    """A line for each project, then the summaries and what could not be read."""

    def __init__(self, stream: TextIO, lang: Lang, *, with_since: bool = False) -> None:
        self._stream, self._lang, self._later = stream, lang, _Later()
        self._shown = [i for i in range(len(_WIDTHS)) if with_since or i not in _SINCE]
        self._write(name_project_columns(lang))

    def _write(self, cells: tuple[str, ...]) -> None:
        padded = [pad(flatten(cells[i]), _WIDTHS[i], right=i in _RIGHT) for i in self._shown]
        self._stream.write("  ".join(padded).rstrip() + "\n")

    def add(self, digest: Digest) -> None:
        """Write a line."""
        self._write(digest.cells)

    def add_unreadable(self, each: Unreadable) -> None:
        """Keep the problems for the end."""
        for problem in each.problems:
            words = print_diagnostic(problem, self._lang)
            place = "" if problem.location else f"{flatten(each.place)}: "
            self._later.add(textwrap.indent(f"{place}{words}\n", "  "))

    def finish(self, tally: Tally) -> None:
        """Write the summaries and what could not be read."""
        self._stream.write(f"\n{count_in_words(tally, self._lang)}\n")
        for name, table in _tabulate(tally, self._lang):
            self._stream.write(f"\n{label(name, self._lang)}\n{print_text(table)}\n")
        if not self._later.is_empty:
            self._stream.write(f"\n{label('batch.unreadable', self._lang)}\n")
        self._stream.writelines(self._later.read())

    def close(self) -> None:
        """Forget what was kept."""
        self._later.close()


def _tabulate(tally: Tally, lang: Lang) -> Iterator[tuple[str, Table]]:
    """Yield the summaries that have a row."""
    tables = {
        "batch.by_code": tabulate_codes(tally, lang, _EXAMPLE),
        "batch.by_unit": tabulate_units(tally, lang),
    }
    yield from ((name, table) for name, table in tables.items() if table.rows)


class MarkdownWriter:
    """The same as text, as a Markdown document."""

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._stream, self._lang, self._later = stream, lang, _Later()
        columns = name_project_columns(lang)
        self._write(columns)
        self._stream.write(f"|{'---|' * len(columns)}\n")

    def _write(self, cells: tuple[str, ...]) -> None:
        self._stream.write(f"| {' | '.join(map(escape_markdown, cells))} |\n")

    def add(self, digest: Digest) -> None:
        """Write a row."""
        self._write(digest.cells)

    def add_unreadable(self, each: Unreadable) -> None:
        """Keep the problems for the end."""
        for problem in each.problems:
            place = str(problem.location or each.place)
            words = f"{place} {problem.code} {problem.message(self._lang)}"
            step = f"{label('next', self._lang)}{problem.next_step(self._lang)}"
            self._later.add(f"- {escape_markdown(words)}\n  - {escape_markdown(step)}\n")

    def finish(self, tally: Tally) -> None:
        """Write the summaries and what could not be read."""
        self._stream.write(f"\n{count_in_words(tally, self._lang)}\n")
        for name, table in _tabulate(tally, self._lang):
            self._stream.write(
                f"\n## {label(name, self._lang)}\n\n{print_markdown(escape_cells(table))}\n"
            )
        if not self._later.is_empty:
            self._stream.write(f"\n## {label('batch.unreadable', self._lang)}\n\n")
        self._stream.writelines(self._later.read())

    def close(self) -> None:
        """Forget what was kept."""
        self._later.close()


class JsonWriter:
    """One document: every record of a project, then what could not be read, then the counts."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._later, self._any = stream, _Later(), False
        head = {"schema": BATCH_SCHEMA, "engine": {"name": "scorelib", "version": __version__}}
        self._stream.write(_print(head).removesuffix("\n}") + ',\n  "projects": [')

    def add(self, digest: Digest) -> None:
        """Write a record."""
        self._stream.write(f"{',' if self._any else ''}\n{digest.record}")
        self._any = True

    def add_unreadable(self, each: Unreadable) -> None:
        """Keep the record for the end."""
        comma = "" if self._later.is_empty else ","
        self._later.add(f"{comma}\n{textwrap.indent(_print(record_unreadable(each)), '    ')}")

    def finish(self, tally: Tally) -> None:
        """Write what could not be read, and the counts."""
        self._stream.write('\n  ],\n  "unreadable": [' if self._any else '],\n  "unreadable": [')
        self._stream.writelines(self._later.read())
        closing = "],\n" if self._later.is_empty else "\n  ],\n"
        counts = textwrap.indent(_print(record_tally(tally)), "  ").lstrip()
        self._stream.write(f'{closing}  "summary": {counts}\n}}\n')

    def close(self) -> None:
        """Forget what was kept."""
        self._later.close()


def _print(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2)


class CsvWriter:
    """A row for each finding, as spreadsheets read it: no cell of it is a formula."""

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._lang = lang
        self._rows = csv.writer(stream, lineterminator="\n")
        # Without this mark the usual spreadsheet takes Chinese for something else.
        stream.write("\ufeff")
        self._rows.writerow(name_columns(lang))

    def add(self, digest: Digest) -> None:
        """Write the findings of a project."""
        for row in digest.rows:
            self._rows.writerow(map(guard_cell, row))

    def add_unreadable(self, each: Unreadable) -> None:
        """Write a row for each problem."""
        for row in list_unreadable_rows(each, self._lang):
            self._rows.writerow(map(guard_cell, row))

    def finish(self, tally: Tally) -> None:
        """Write nothing: rows have no end."""

    def close(self) -> None:
        """Forget nothing: nothing is kept."""
