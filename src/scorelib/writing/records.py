"""A result as JSON, schema `scorelib/result/1`: numbers as text, words in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from scorelib._version import __version__
from scorelib.compiler.graph.heads import Clause, Place
from scorelib.engine.intake.inputs import Reason
from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import (
    Adjustment,
    BandResult,
    Compared,
    Condition,
    Extra,
    FactUsed,
    Finding,
    NodeResult,
    Output,
    Rounded,
    ValueResult,
)
from scorelib.ground.errors import Diagnostic, Text
from scorelib.words.numbers import print_number
from scorelib.writing.headings import record_chosen, record_jurisdiction

__all__ = ["SCHEMA", "print_json", "record_diagnostics", "record_result"]

SCHEMA = "scorelib/result/1"


def print_json(record: object) -> str:
    """Return a record as JSON text: the same record gives the same bytes."""
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def record_result(result: Result) -> dict[str, Any]:
    """Return a result as plain data; it does not depend on any language setting."""
    head, project = result.ruleset, result.project
    outputs = [_record_output(output) for output in result.outputs]
    return {
        "schema": SCHEMA,
        "ruleset": {
            "id": head.id,
            "edition": head.edition,
            "revision": head.revision,
            "sha256": head.sha256,
            "title": _words(head.title),
            "layers": [
                {
                    "id": each.id,
                    "edition": each.edition,
                    "revision": each.revision,
                    "sha256": each.sha256,
                    "jurisdiction": each.jurisdiction,
                }
                for each in head.layers
            ],
            "jurisdiction": record_jurisdiction(result),
            "chosen": record_chosen(result),
        },
        "project": {
            "id": project.id,
            "name": _words(project.name),
            "assessed_period": project.assessed_period,
            "evaluated_on": project.evaluated_on,
            "own_evaluated_on": project.own_day,
            "jurisdiction": project.place,
        },
        "engine": {"name": "scorelib", "version": __version__},
        "outputs": outputs,
        "total": outputs[0],
        "grade": _record_grade(result),
        "grade_reason": None
        if result.grade.absent is None
        else _record_condition(result.grade.absent),
        "values": [_record_value(value) for value in result.derived],
        "extras": [_record_extra(extra) for extra in result.extras],
        "nodes": [_record_node(node) for node in result.nodes],
        "findings": [_record_finding(finding) for finding in result.findings],
        "cohort": _record_cohort(result),
        "seal": None,
    }


def _record_value(value: ValueResult) -> dict[str, Any]:
    return {
        "id": value.id,
        "label": _words(value.label),
        **_record_figure(value),
        "cites": [_record_clause(clause) for clause in value.cites],
        **_record_location(value.location),
    }


def _record_location(place: Place) -> dict[str, Any]:
    """Return where something is written: its file, line and column, and its layer."""
    location = {"file": place.file, "line": place.line, "column": place.column}
    return {"location": location, "layer": place.layer}


def _record_figure(found: ValueResult | Extra) -> dict[str, Any]:
    """Return a figure with its unit, or why there is none, and how it came about."""
    value = print_number(found.value) if isinstance(found.value, Fraction) else found.value
    return {
        "value": value,
        "state": found.state,
        "unit": found.unit.name if found.unit else None,
        "formula": found.formula,
        "substituted": found.substituted,
        "rounding": _record_rounding(found.rounding),
    }


def _record_extra(extra: Extra) -> dict[str, Any]:
    listed = None
    if extra.listed is not None:
        listed = [{"node": each.node, "points": _number(each.points)} for each in extra.listed]
    grade = extra.grade
    return {
        "id": extra.id,
        "label": _words(extra.label),
        **_record_figure(extra),
        "listed": listed,
        "grade": None
        if grade is None or grade.id is None
        else {"id": grade.id, "label": _words(grade.label)},
        "cites": [_record_clause(clause) for clause in extra.cites],
        **_record_location(extra.location),
    }


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _number(value: Fraction | None, places: int | None = None) -> str | None:
    return None if value is None else print_number(value, places)


def _argument(value: object) -> Any:
    if isinstance(value, Text):
        return _words(value)
    if isinstance(value, (list, tuple)):
        return [_argument(each) for each in value]
    if isinstance(value, Fraction):
        return print_number(value)
    return value if isinstance(value, (int, str)) or value is None else str(value)


def _arguments(pairs: Iterable[tuple[str, object]]) -> dict[str, Any]:
    return {name: _argument(value) for name, value in pairs}


def _record_output(output: Output) -> dict[str, Any]:
    return {
        "id": output.id,
        "points": _number(output.points, output.places),
        "max_points": _number(output.max_points),
        "attainable": _number(output.attainable),
        "composition": {
            "computed": _number(output.computed, output.places),
            "taken_over": _number(output.taken_over, output.places),
            "unscored": _number(output.unscored, output.places),
        },
        "conditional": [_record_condition(each) for each in output.conditional],
        "formula": output.formula,
        "substituted": output.substituted,
        "rounding": _record_rounding(output.rounding),
        "adjustments": _record_adjustments(output.adjustments, output.places),
    }


def _record_condition(condition: Condition) -> dict[str, Any]:
    return {
        "code": condition.code,
        "arguments": _arguments(condition.arguments),
        "message": _words(condition.message),
        "nodes": list(condition.nodes),
    }


def _record_grade(result: Result) -> dict[str, Any] | None:
    """Return the grade, or None; then `grade_reason` says why there is none."""
    grade = result.grade
    if grade.id is None:
        return None
    return {
        "id": grade.id,
        "label": _words(grade.label),
        "conditional": grade.conditional,
        "bands": [_record_band(band) for band in grade.bands],
        "cites": [_record_clause(clause) for clause in grade.cites],
        "rule": None
        if grade.rule is None
        else {"id": grade.rule[0], "label": _words(grade.rule[1])},
    }


def _record_node(node: NodeResult) -> dict[str, Any]:
    places = node.places
    return {
        "id": node.id,
        "parent": node.parent,
        "kind": node.kind,
        "label": _words(node.label),
        "status": node.status,
        "points": _number(node.points, places),
        "max_points": _number(node.max_points),
        "grade": None
        if node.grade is None
        else {"id": node.grade[0], "label": _words(node.grade[1])},
        "computed": _number(node.computed, places),
        "declared": _number(node.declared),
        "override": None if node.override is None else _record_override(node),
        "reason": _record_reason(node.reason),
        "method": node.method,
        "formula": node.formula,
        "substituted": node.substituted,
        "facts": [_record_fact(fact) for fact in node.facts],
        "share": _number(node.share),
        "rounding": _record_rounding(node.rounding),
        "adjustments": _record_adjustments(node.adjustments, places),
        "bands": [_record_band(band) for band in node.bands],
        "options": [
            {"label": _words(each.label), "holds": each.holds, "points": _number(each.points)}
            for each in node.options
        ],
        "cites": [_record_clause(clause) for clause in node.cites],
        "layer": node.layer,
        "location": {
            "file": node.location.file,
            "line": node.location.line,
            "column": node.location.column,
        },
        "origins": {name: _record_place(place) for name, place in node.origins},
    }


def _record_place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    where = {"file": place.file, "line": place.line, "column": place.column}
    return {"layer": place.layer, **where}


def _record_override(node: NodeResult) -> dict[str, Any]:
    return {"points": _number(node.override), "reason": _record_reason(node.reason)}


def _record_reason(reason: Reason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    return {
        "by": _words(reason.by),
        "reason": _words(reason.reason),
        "evidence": _words(reason.evidence),
    }


def _record_fact(fact: FactUsed) -> dict[str, Any]:
    value = print_number(fact.value) if isinstance(fact.value, Fraction) else fact.value
    return {
        "name": fact.name,
        "label": _words(fact.label),
        "text": fact.text,
        "value": value,
        "unit": fact.unit.name if fact.unit else None,
        "evidence": _words(fact.evidence),
        "at": _words(fact.at),
        "state": fact.state,
        "reason": _words(fact.reason),
        "declared_at": _record_place(fact.place),
        "over": _record_over(fact.over),
    }


def _record_over(over: Compared | None) -> dict[str, Any] | None:
    """Return what a statistic is over: its values, of how many projects, in which group."""
    if over is None:
        return None
    return {"values": over.values, "projects": over.projects, "group": over.group}


def _record_cohort(result: Result) -> dict[str, Any] | None:
    """Return the statistics that a project was compared with; None for one scored alone."""
    use = result.inputs.cohort
    if use is None or not result.plan.cohort:
        return None
    statistics = [_record_fact(each) for each in result.comparisons]
    return {"projects": use.projects, "statistics": statistics}


def _record_rounding(rounding: Rounded | None) -> dict[str, Any] | None:
    if rounding is None:
        return None
    rule = rounding.rule
    return {
        "before": _number(rounding.before),
        "after": _number(rounding.after, None if rule.unit else rule.places),
        "rule": {"places": rule.places, "mode": rule.mode, "unit": rule.unit or None},
    }


def _record_adjustments(
    adjustments: Iterable[Adjustment], places: int | None
) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind,
            "before": _number(each.before, places),
            "after": _number(each.after, places),
            "limit": _number(each.limit),
        }
        for each in adjustments
    ]


def _record_band(band: BandResult) -> dict[str, Any]:
    return {
        "label": _words(band.label),
        "from": _number(band.least),
        "from_included": not band.least_open,
        "to": _number(band.most),
        "to_included": not band.most_open,
        "unit": band.unit.name if band.unit else None,
        "points": _number(band.points),
        "chosen": band.chosen,
        "distance": _number(band.distance),
        "written_at": _record_place(band.place),
    }


def _record_clause(clause: Clause) -> dict[str, Any]:
    return {
        "source": clause.source,
        "title": _words(clause.title),
        "document": clause.document,
        "clause": clause.clause,
        "status": clause.status,
        "note": _words(clause.note),
        "borrowed_from": clause.borrowed_from,
    }


def _record_finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": _words(finding.message),
        "next": _words(finding.next_step),
        "arguments": _arguments(finding.arguments),
        "node": finding.node,
        "evidence": [_words(each) for each in finding.evidence],
    }


def record_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Return diagnostics as plain data, in both languages."""
    return [
        {
            "code": each.code,
            "severity": each.severity,
            "file": each.location.file if each.location else None,
            "line": each.location.line if each.location else None,
            "column": each.location.column if each.location else None,
            "path": each.path,
            "message": {"zh": each.message("zh"), "en": each.message("en")},
            "next": {"zh": each.next_step("zh"), "en": each.next_step("en")},
            "arguments": _arguments(each.arguments),
        }
        for each in diagnostics
    ]
