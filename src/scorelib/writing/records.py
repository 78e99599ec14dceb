"""A result as plain data, schema `scorelib/result/1`: all numbers as text, words in both languages.

Each key of a record is made by itself; `PARTS` has them in the order in which they are printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final

from scorelib._version import __version__
from scorelib.compiler.graph.heads import Clause, Place
from scorelib.compiler.loading.recorded import record_layer, record_rules
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
from scorelib.ground.canonical import sort_keys
from scorelib.ground.errors import Diagnostic, Text
from scorelib.reading.sealed import RESULT
from scorelib.reading.seals import seal_record
from scorelib.words.numbers import print_number
from scorelib.writing.headings import record_chosen, record_jurisdiction
from scorelib.writing.json_text import print_json

__all__ = [
    "PARTS",
    "SCHEMA",
    "print_json",
    "record_arguments",
    "record_clause",
    "record_diagnostics",
    "record_finding",
    "record_heading",
    "record_node",
    "record_nodes",
    "record_number",
    "record_reason",
    "record_result",
    "record_words",
]

SCHEMA: Final = RESULT


def record_result(result: Result) -> dict[str, Any]:
    """Return a result as plain data with its seal; it does not depend on any language setting."""
    record = {key: make(result) for key, make in PARTS}
    record["seal"] = seal_record(record)
    return {key: record[key] for key in sort_keys(record)}


def _record_outputs(result: Result) -> list[dict[str, Any]]:
    return [_record_output(output) for output in result.outputs]


def _record_grade_reason(result: Result) -> dict[str, Any] | None:
    """Return why there is no grade."""
    absent = result.grade.absent
    return None if absent is None else _record_condition(absent)


def record_nodes(result: Result) -> list[dict[str, Any]]:
    """Return the nodes of a result, of which each stands for itself."""
    return [record_node(node) for node in result.nodes]


def _record_basis(result: Result, key: str) -> Any:
    return None if result.basis is None else json.loads(result.basis.texts[key])


def record_heading(result: Result) -> dict[str, Any]:
    """Return what a result says of its ruleset, its project and the program, as plain data."""
    return {
        "ruleset": _record_ruleset(result),
        "project": _record_project(result),
        "engine": _record_engine(result),
    }


def _record_ruleset(result: Result) -> dict[str, Any]:
    head = result.ruleset
    return {
        "id": head.id,
        "edition": head.edition,
        "revision": str(head.revision),
        "sha256": head.sha256,
        "title": record_words(head.title),
        "layers": [record_layer(each) for each in head.layers],
        "jurisdiction": record_jurisdiction(result),
        "chosen": record_chosen(result),
    }


def _record_project(result: Result) -> dict[str, Any]:
    project = result.project
    return {
        "id": project.id,
        "name": record_words(project.name),
        "assessed_period": project.assessed_period,
        "evaluated_on": project.evaluated_on,
        "own_evaluated_on": project.own_day,
        "jurisdiction": project.place,
    }


def _record_engine(_: Result) -> dict[str, str]:
    return {"name": "scorelib", "version": __version__}


def _record_value(value: ValueResult) -> dict[str, Any]:
    return {
        "id": value.id,
        "label": record_words(value.label),
        **_record_figure(value),
        "cites": [record_clause(clause) for clause in value.cites],
        **_record_location(value.location),
    }


def _record_location(place: Place) -> dict[str, Any]:
    """Return where something is written: its file, line and column, and its layer."""
    return {"location": _record_spot(place), "layer": place.layer}


def _record_spot(place: Place) -> dict[str, str]:
    return {"file": place.file, "line": str(place.line), "column": str(place.column)}


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
        listed = [
            {"node": each.node, "points": record_number(each.points)} for each in extra.listed
        ]
    grade = extra.grade
    return {
        "id": extra.id,
        "label": record_words(extra.label),
        **_record_figure(extra),
        "listed": listed,
        "grade": None
        if grade is None or grade.id is None
        else {"id": grade.id, "label": record_words(grade.label)},
        "cites": [record_clause(clause) for clause in extra.cites],
        **_record_location(extra.location),
    }


def record_words(text: Text | None) -> dict[str, str] | None:
    """Return words in both languages."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def record_number(value: Fraction | None, places: int | None = None) -> str | None:
    """Return a figure as text, padded to its places."""
    return None if value is None else print_number(value, places)


def _argument(value: object) -> Any:
    if isinstance(value, Text):
        return record_words(value)
    if isinstance(value, (list, tuple)):
        return [_argument(each) for each in value]
    if isinstance(value, Fraction):
        return print_number(value)
    return value if isinstance(value, (bool, str)) or value is None else str(value)


def record_arguments(pairs: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Return the arguments of a message as plain data."""
    return {name: _argument(value) for name, value in pairs}


def _record_output(output: Output) -> dict[str, Any]:
    return {
        "id": output.id,
        "points": record_number(output.points, output.places),
        "max_points": record_number(output.max_points),
        "attainable": record_number(output.attainable),
        "composition": {
            "computed": record_number(output.computed, output.places),
            "taken_over": record_number(output.taken_over, output.places),
            "unscored": record_number(output.unscored, output.places),
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
        "arguments": record_arguments(condition.arguments),
        "message": record_words(condition.message),
        "nodes": list(condition.nodes),
    }


def _record_grade(result: Result) -> dict[str, Any] | None:
    """Return the grade, or None; then `grade_reason` says why there is none."""
    grade = result.grade
    if grade.id is None:
        return None
    return {
        "id": grade.id,
        "label": record_words(grade.label),
        "conditional": grade.conditional,
        "bands": [_record_band(band) for band in grade.bands],
        "cites": [record_clause(clause) for clause in grade.cites],
        "rule": None
        if grade.rule is None
        else {"id": grade.rule[0], "label": record_words(grade.rule[1])},
    }


def record_node(node: NodeResult) -> dict[str, Any]:
    """Return a node of the trace as plain data."""
    places = node.places
    return {
        "id": node.id,
        "parent": node.parent,
        "kind": node.kind,
        "label": record_words(node.label),
        "status": node.status,
        "points": record_number(node.points, places),
        "max_points": record_number(node.max_points),
        "grade": None
        if node.grade is None
        else {"id": node.grade[0], "label": record_words(node.grade[1])},
        "computed": record_number(node.computed, places),
        "declared": record_number(node.declared),
        "override": None if node.override is None else _record_override(node),
        "reason": record_reason(node.reason),
        "method": node.method,
        "formula": node.formula,
        "substituted": node.substituted,
        "facts": [_record_fact(fact) for fact in node.facts],
        "share": record_number(node.share),
        "rounding": _record_rounding(node.rounding),
        "adjustments": _record_adjustments(node.adjustments, places),
        "bands": [_record_band(band) for band in node.bands],
        "options": [
            {
                "label": record_words(each.label),
                "holds": each.holds,
                "points": record_number(each.points),
            }
            for each in node.options
        ],
        "cites": [record_clause(clause) for clause in node.cites],
        "layer": node.layer,
        "location": _record_spot(node.location),
        "origins": {name: _record_place(place) for name, place in node.origins},
    }


def _record_place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"layer": place.layer, **_record_spot(place)}


def _record_override(node: NodeResult) -> dict[str, Any]:
    return {"points": record_number(node.override), "reason": record_reason(node.reason)}


def record_reason(reason: Reason | None) -> dict[str, Any] | None:
    """Return who gave a figure, why and on what evidence, as plain data."""
    if reason is None:
        return None
    return {
        "by": record_words(reason.by),
        "reason": record_words(reason.reason),
        "evidence": record_words(reason.evidence),
    }


def _record_fact(fact: FactUsed) -> dict[str, Any]:
    value = print_number(fact.value) if isinstance(fact.value, Fraction) else fact.value
    return {
        "name": fact.name,
        "label": record_words(fact.label),
        "text": fact.text,
        "value": value,
        "unit": fact.unit.name if fact.unit else None,
        "evidence": record_words(fact.evidence),
        "at": record_words(fact.at),
        "state": fact.state,
        "reason": record_words(fact.reason),
        "declared_at": _record_place(fact.place),
        "over": _record_over(fact.over),
    }


def _record_over(over: Compared | None) -> dict[str, Any] | None:
    """Return what a statistic is over: its values, of how many projects, in which group."""
    if over is None:
        return None
    return {"values": str(over.values), "projects": str(over.projects), "group": over.group}


def _record_cohort(result: Result) -> dict[str, Any] | None:
    """Return the statistics that a project was compared with; None for one scored alone."""
    use = result.inputs.cohort
    if use is None or not result.plan.cohort:
        return None
    statistics = [_record_fact(each) for each in result.comparisons]
    return {"projects": str(use.projects), "statistics": statistics}


def _record_rounding(rounding: Rounded | None) -> dict[str, Any] | None:
    if rounding is None:
        return None
    rule = rounding.rule
    return {
        "before": record_number(rounding.before),
        "after": record_number(rounding.after, None if rule.unit else rule.places),
        "rule": {"places": str(rule.places), "mode": rule.mode, "unit": rule.unit or None},
    }


def _record_adjustments(
    adjustments: Iterable[Adjustment], places: int | None
) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind,
            "before": record_number(each.before, places),
            "after": record_number(each.after, places),
            "limit": record_number(each.limit),
        }
        for each in adjustments
    ]


def _record_band(band: BandResult) -> dict[str, Any]:
    return {
        "label": record_words(band.label),
        "from": record_number(band.least),
        "from_included": not band.least_open,
        "to": record_number(band.most),
        "to_included": not band.most_open,
        "unit": band.unit.name if band.unit else None,
        "points": record_number(band.points),
        "chosen": band.chosen,
        "distance": record_number(band.distance),
        "written_at": _record_place(band.place),
    }


def record_clause(clause: Clause) -> dict[str, Any]:
    """Return a citation as plain data."""
    return {
        "source": clause.source,
        "title": record_words(clause.title),
        "document": clause.document,
        "clause": clause.clause,
        "status": clause.status,
        "note": record_words(clause.note),
        "borrowed_from": clause.borrowed_from,
    }


def record_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data, in both languages."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": record_words(finding.message),
        "next": record_words(finding.next_step),
        "arguments": record_arguments(finding.arguments),
        "node": finding.node,
        "evidence": [record_words(each) for each in finding.evidence],
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
            "arguments": record_arguments(each.arguments),
        }
        for each in diagnostics
    ]


PARTS: Final[tuple[tuple[str, Callable[[Result], Any]], ...]] = (
    ("cohort", _record_cohort),
    ("document", lambda result: _record_basis(result, "document")),
    ("engine", _record_engine),
    ("extras", lambda result: [_record_extra(extra) for extra in result.extras]),
    ("findings", lambda result: [record_finding(finding) for finding in result.findings]),
    ("grade", _record_grade),
    ("grade_reason", _record_grade_reason),
    ("nodes", record_nodes),
    ("outputs", _record_outputs),
    ("project", _record_project),
    ("rules", lambda result: record_rules(result.plan)),
    ("ruleset", _record_ruleset),
    ("schema", lambda _: SCHEMA),
    ("statistics", lambda result: _record_basis(result, "statistics")),
    ("total", lambda result: _record_output(result.total)),
    ("values", lambda result: [_record_value(value) for value in result.derived]),
)
"""The keys of a record in their order, and what makes them; `seal` is made of all of them."""
