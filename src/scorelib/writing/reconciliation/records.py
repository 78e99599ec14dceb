"""A reconciliation as JSON, schema `scorelib/reconciliation/1`: figures as text, both languages."""

from __future__ import annotations

from typing import Any, Final

from scorelib.engine.outcome.views import Finding
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reconciliation.batch.tally import Tally
from scorelib.reading.reconciliation.resubmission import Change, Resubmission
from scorelib.reading.reconciliation.views import Diagnosis, Line, Printing, Reconciliation, Side
from scorelib.writing.reconciliation.figures import find_figures
from scorelib.writing.reconciliation.text import Sorted, count_severities, sort_findings
from scorelib.writing.records import (
    record_arguments,
    record_clause,
    record_diagnostics,
    record_finding,
    record_heading,
    record_number,
    record_reason,
    record_words,
)

__all__ = [
    "BATCH_SCHEMA",
    "SCHEMA",
    "record_reconciliation",
    "record_tally",
    "record_unreadable",
]

SCHEMA: Final = "scorelib/reconciliation/1"
BATCH_SCHEMA: Final = "scorelib/reconciliations/1"


def record_reconciliation(
    found: Reconciliation, since: Resubmission | None = None
) -> dict[str, Any]:
    """Return a reconciliation as plain data; it does not depend on any language setting."""
    result = found.result
    grade = result.grade
    return {
        "schema": SCHEMA,
        **record_heading(result),
        "unit": record_words(found.unit),
        "total": record_number(result.total.points, result.total.places),
        "grade": None if grade.id is None else {"id": grade.id, "label": record_words(grade.label)},
        "conditional": bool(result.total.conditional),
        "counts": dict(count_severities(found.findings)),
        "lines": [_record_line(each) for each in found.lines],
        "statements": [_record_printing(each) for each in found.printings],
        "diagnoses": [_record_diagnosis(each) for each in found.diagnoses],
        "findings": [_record_sorted(each) for each in sort_findings(found, since)],
        "since": None if since is None else _record_since(since),
    }


def _record_line(line: Line) -> dict[str, Any]:
    return {
        "subject": line.subject,
        "figure": line.figure,
        "label": record_words(line.label),
        "declared": [_record_side(each) for each in line.sides],
        "summed": [_record_side(each) for each in line.summed],
        "computed": record_number(line.computed),
        "shown": record_words(line.shown),
        "counted": record_words(line.counted),
        "status": line.status,
        "agreement": line.agreement,
        "override": record_reason(line.override),
        "judgement": record_reason(line.judgement),
    }


def _record_side(side: Side) -> dict[str, Any]:
    return {
        "round": side.round,
        "label": record_words(side.label),
        "text": side.text,
        "value": record_number(side.value),
        "agreement": side.agreement,
        "at": record_words(side.at),
    }


def _record_printing(each: Printing) -> dict[str, Any]:
    return {
        "id": each.id,
        "subject": each.subject,
        "label": record_words(each.label),
        "text": each.text,
        "words": record_words(each.words),
        "at": record_words(each.at),
        "used": record_words(each.used),
        "agreement": each.agreement,
        "is_used": each.is_used,
        "why": record_words(each.why),
    }


def _record_diagnosis(each: Diagnosis) -> dict[str, Any]:
    return {
        "subject": each.subject,
        "figure": each.figure,
        "label": record_words(each.label),
        "declared": each.declared,
        "computed": each.computed,
        "verdict": each.verdict,
        "explanations": [
            {
                "code": one.kind,
                "arguments": record_arguments(one.arguments),
                "message": record_words(one.message),
                "figure": one.figure,
                "node": one.node,
            }
            for one in each.explanations
        ],
        "inherited": list(each.inherited),
        "composition": record_words(each.composition),
    }


def _record_sorted(each: Sorted) -> dict[str, Any]:
    """Return a finding with its two figures, its clauses and what became of it."""
    return {
        **record_finding(each.finding),
        **_record_figures(each.finding),
        "clauses": [record_clause(clause) for clause in dict.fromkeys(each.clauses)],
        "since": each.since,
    }


def _record_figures(finding: Finding) -> dict[str, Any]:
    zh, en = find_figures(finding, "zh"), find_figures(finding, "en")
    both = [{"zh": zh[place], "en": en[place]} if zh[place] else None for place in (0, 1)]
    return {"declared": both[0], "computed": both[1]}


def _record_since(since: Resubmission) -> dict[str, Any]:
    return {
        "has_earlier": since.has_earlier,
        "remaining": since.count("remaining"),
        "new": since.count("new"),
        "resolved": [record_finding(each) for each in since.resolved],
        "declared": [_record_change(each) for each in since.declared],
        "facts": [_record_change(each) for each in since.facts],
    }


def _record_change(change: Change) -> dict[str, Any]:
    return {
        "subject": change.subject,
        "label": record_words(change.label),
        "round": record_words(change.round),
        "before": change.before,
        "after": change.after,
    }


def record_unreadable(each: Unreadable) -> dict[str, Any]:
    """Return something unreadable as plain data: its place and every problem."""
    return {"source": each.place, "problems": record_diagnostics(each.problems)}


def record_tally(tally: Tally) -> dict[str, Any]:
    """Return the counts of many reconciliations as plain data."""
    return {
        "projects": tally.projects,
        "unreadable": tally.unreadable,
        "findings": dict(tally.findings),
        "by_code": [
            {
                "code": each.code,
                "severity": each.severity,
                "findings": each.findings,
                "projects": each.projects,
                "example": {"project": each.project, "message": record_words(each.example)},
            }
            for each in tally.codes
        ],
        "by_unit": [
            {
                "unit": record_words(each.unit),
                "projects": each.projects,
                "findings": dict(each.findings),
            }
            for each in tally.units
        ],
    }
