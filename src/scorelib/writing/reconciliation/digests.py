"""Digests: what is kept of each of many reconciliations until it is written, and no longer."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final, Literal

from scorelib.ground.errors import Lang, Text
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.batch.tally import Counted
from scorelib.reading.reconciliation.resubmission import Resubmission
from scorelib.reading.reconciliation.views import Reconciliation
from scorelib.words.numbers import print_points
from scorelib.writing.reconciliation.notes import Note, write_note
from scorelib.writing.reconciliation.records import record_reconciliation
from scorelib.writing.reconciliation.rows import Row, list_rows
from scorelib.writing.reconciliation.text import count_severities
from scorelib.writing.records import print_json

__all__ = ["Digest", "Digester", "Format", "name_project_columns"]

Format = Literal["text", "markdown", "json", "csv", "xlsx"]

_COLUMNS: Final = (
    "project",
    "total",
    "grade",
    "batch.errors",
    "batch.warnings",
    "batch.questions",
    "since.resolved",
    "since.remaining",
    "since.new",
    "unit",
    "name",
    "source",
)


def name_project_columns(lang: Lang) -> Row:
    """Return the headings of what a line on a project shows."""
    return tuple(label(name, lang) for name in _COLUMNS)


@dataclass(frozen=True, slots=True)
class Digest:
    """A project in a line, what is counted of it, and what its format needs of it.

    `rows` are its findings, `record` its JSON, `note` what its unit is to be told.
    """

    project: str
    unit: Text | None
    counted: tuple[Counted, ...]
    cells: Row
    rows: tuple[Row, ...] = ()
    record: str = ""
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Digester:
    """What makes digests for one format in one language, with or without notes."""

    format: Format
    lang: Lang
    with_notes: bool = False

    def __call__(self, place: str, found: Reconciliation, since: Resubmission | None) -> Digest:
        """Return the digest of a reconciliation."""
        rows: tuple[Row, ...] = ()
        if self.format in ("csv", "xlsx"):
            rows = tuple(list_rows(place, found, since, self.lang))
        record = ""
        if self.format == "json":
            record = print_json(record_reconciliation(found, since)).rstrip("\n")
        return Digest(
            found.result.project.id,
            found.unit,
            tuple(Counted(each.code, each.severity, each.message) for each in found.findings),
            _list_cells(place, found, since, self.lang),
            rows,
            textwrap.indent(record, "    "),
            write_note(found, since, self.lang) if self.with_notes else None,
        )


def _list_cells(place: str, found: Reconciliation, since: Resubmission | None, lang: Lang) -> Row:
    total, grade, project = found.result.total, found.result.grade, found.result.project
    shown = "–" if total.points is None else print_points(total.points, total.places)
    counts = count_severities(found.findings)
    changes: tuple[str, ...] = ("", "", "")
    if since is not None and since.has_earlier:
        states = (len(since.resolved), since.count("remaining"), since.count("new"))
        changes = tuple(map(str, states))
    return (
        project.id,
        shown,
        "–" if grade.label is None else grade.label.to(lang),
        *(str(counts[severity]) for severity in ("error", "warning", "question")),
        *changes,
        "" if found.unit is None else found.unit.to(lang),
        project.name.to(lang),
        place,
    )
