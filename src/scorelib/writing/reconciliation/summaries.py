"""The summaries of many reconciliations: tables by code and by unit, for every format."""

from __future__ import annotations

from typing import Final

from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.reconciliation.batch.tally import SEVERITIES, Tally
from scorelib.reading.table import Table
from scorelib.writing.words import flatten

__all__ = ["count_in_words", "tabulate_codes", "tabulate_units"]

_WHOLE: Final = 32_000
"""More characters than a message has, and no more than a cell of a workbook can hold."""


def count_in_words(tally: Tally, lang: Lang) -> str:
    """Return in one line how many projects there were and what was found."""
    return label(
        "batch.counted",
        lang,
        projects=tally.projects,
        errors=tally.findings["error"],
        warnings=tally.findings["warning"],
        questions=tally.findings["question"],
        unreadable=tally.unreadable,
    )


def tabulate_codes(tally: Tally, lang: Lang, most: int = _WHOLE) -> Table:
    """Return how often each finding was made, in how many projects, and the first of them.

    `most` is how many characters of the first are shown.
    """
    names = ("batch.severity", "batch.codes", "batch.findings", "batch.projects", "batch.example")
    rows = tuple(
        (
            label(each.severity, lang),
            each.code,
            str(each.findings),
            str(each.projects),
            _cut(flatten(f"[{each.project}] {each.example.to(lang)}"), most),
        )
        for each in tally.codes
    )
    return Table(tuple(label(name, lang) for name in names), rows, frozenset({2, 3}))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def tabulate_units(tally: Tally, lang: Lang) -> Table:
    """Return how many projects each unit has and what was found in them."""
    counts = ("batch.errors", "batch.warnings", "batch.questions", "batch.notes")
    names = ("unit", "batch.projects", *counts)
    rows = tuple(
        (
            label("batch.unit_not_given", lang)
            if each.unit is None
            else flatten(each.unit.to(lang)),
            str(each.projects),
            *(str(each.findings[severity]) for severity in SEVERITIES),
        )
        for each in tally.units
    )
    return Table(tuple(label(name, lang) for name in names), rows, frozenset(range(1, 6)))
