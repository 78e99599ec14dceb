"""What came of a mutation, as text for a person and as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from scorelib.ground.errors import Lang
from scorelib.reading.mutation.mutants import FATES, MutantOutcome, MutationReport
from scorelib.reading.mutation.report import list_survivors, report_mutation, show_score
from scorelib.writing.json_text import print_json
from scorelib.writing.records import record_diagnostics
from scorelib.writing.reports.html import print_html
from scorelib.writing.reports.markdown import print_markdown
from scorelib.writing.reports.text import print_text

__all__ = ["PRINTERS", "print_mutation", "record_mutation", "write_mutation"]


def print_mutation(found: MutationReport, lang: Lang) -> str:
    """Return the report of a mutation as text for a terminal."""
    return print_text(report_mutation(found, lang))


def write_mutation(found: MutationReport) -> str:
    """Return a mutation as JSON text: the same run gives the same bytes."""
    return print_json(record_mutation(found))


def record_mutation(found: MutationReport) -> dict[str, Any]:
    """Return a mutation as plain data; figures are text, as everywhere.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.reading.mutation.running import run_mutation
    >>> record = record_mutation(run_mutation(load_ruleset("cn/guangxi/self-evaluation@2020")))
    >>> record["score"], record["counts"]["killed"]
    ('100.0%', '3')
    """
    return {
        "schema": "scorelib/mutation/1",
        "ruleset": found.ruleset.reference,
        "score": None if found.score is None else show_score(found.score),
        "cases": str(found.cases),
        "counts": {each: str(found.count(each)) for each in FATES},
        "explained": str(len(found.explained)),
        "inherited": str(found.inherited),
        "listed": str(found.listed),
        "mutants": [_record_outcome(each) for each in found.outcomes],
        "problems": record_diagnostics(list_survivors(found)),
    }


def _record_outcome(outcome: MutantOutcome) -> dict[str, Any]:
    mutant = outcome.mutant
    return {
        "id": mutant.id,
        "kind": mutant.kind,
        "file": mutant.location.file,
        "line": str(mutant.location.line),
        "before": mutant.before or None,
        "after": mutant.after,
        "fate": outcome.fate,
        "by": outcome.by or None,
        "explained": outcome.explained,
    }


PRINTERS: Final[Mapping[str, Callable[[MutationReport, Lang], str]]] = {
    "text": print_mutation,
    "json": lambda found, _: write_mutation(found),
    "markdown": lambda found, lang: print_markdown(report_mutation(found, lang)),
    "html": lambda found, lang: print_html(report_mutation(found, lang)),
}
"""The formats in which a mutation is shown."""
