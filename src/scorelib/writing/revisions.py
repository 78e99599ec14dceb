"""A comparison of two rulesets as plain data, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from scorelib.compiler.graph.heads import Clause, Place
from scorelib.ground.errors import Diagnostic, Text
from scorelib.reading.revisions.changes import Change, Comparison, Regrounding
from scorelib.reading.revisions.editions import Edition
from scorelib.reading.revisions.effects import Cause, Effect, Effects, Outcome
from scorelib.reading.revisions.tallies import list_tallies
from scorelib.words.numbers import print_number

__all__ = ["SCHEMA", "record_comparison"]

SCHEMA: Final = "scorelib/diff/1"

Record = dict[str, Any]


def record_comparison(comparison: Comparison, effects: Effects | None = None) -> Record:
    """Return a comparison, and what it does to projects, as data; figures are exact, as text.

    >>> from scorelib.compiler.loading.loader import load_ruleset
    >>> from scorelib.reading.revisions.changes import compare_rulesets
    >>> ruleset = load_ruleset("cn/mof/self-evaluation@2020")
    >>> record_comparison(compare_rulesets(ruleset, ruleset))["changes"]
    []
    """
    found: Record = {
        "schema": SCHEMA,
        "one": _record_edition(comparison.one),
        "other": _record_edition(comparison.other),
        "same_meaning": not comparison.meant,
        "groups": [{"id": each.id, "label": _words(each.label)} for each in comparison.groups],
        "changes": [_record_change(each) for each in comparison.changes],
        "regrounded": [_record_regrounding(each) for each in comparison.regrounded],
    }
    if effects is not None:
        found["corpus"] = _record_effects(effects)
    return found


def _words(text: Text | None) -> Record | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else print_number(value)


def _record_edition(edition: Edition) -> Record:
    head = edition.ruleset.head
    return {
        "ruleset": head.reference,
        "revision": str(head.revision),
        "title": _words(head.title),
        "sha256": head.sha256,
        "layers": [each.reference for each in head.layers],
    }


def _record_change(change: Change) -> Record:
    one, other = change.formulas
    return {
        "id": change.id,
        "what": change.what,
        "weight": change.weight,
        "group": change.group,
        "kind": change.kind,
        "name": change.name,
        "aspect": change.aspect,
        "label": _words(change.label),
        "side": _words(change.side),
        "before": _record_side(change.before, one, change.clauses_before, change.place_before),
        "after": _record_side(change.after, other, change.clauses_after, change.place_after),
    }


def _record_side(
    words: Text | None, formula: Text | None, clauses: Sequence[Clause], place: Place | None
) -> Record:
    return {
        "words": _words(words),
        "formula": _words(formula),
        "clauses": [_record_clause(each) for each in clauses],
        "layer": None if place is None else place.layer,
        "place": None if place is None else f"{place.file}:{place.line}:{place.column}",
    }


def _record_clause(clause: Clause) -> Record:
    return {
        "source": clause.source,
        "title": _words(clause.title),
        "document": clause.document,
        "clause": clause.clause,
        "status": clause.status,
    }


def _record_regrounding(each: Regrounding) -> Record:
    return {
        "before": [_record_clause(clause) for clause in each.before],
        "after": [_record_clause(clause) for clause in each.after],
        "labels": [_words(label) for label in each.labels],
    }


def _record_effects(effects: Effects) -> Record:
    return {
        "trials": [
            {"label": _words(trial.label), "changes": [each.id for each in trial.changes]}
            for trial in effects.trials
        ],
        "causes": [
            {
                "label": _words(each.label),
                "trial": each.trial,
                "projects": each.projects,
                "grades": each.grades,
                "sum": _figure(each.sum),
                "most": _figure(each.most),
                "least": _figure(each.least),
            }
            for each in list_tallies(effects)
        ],
        "columns": [{"column": name, "read_by": by} for name, by in effects.columns],
        "projects": [_record_effect(each) for each in effects.found],
        "unreadable": [
            {"place": place, "problems": [_record_problem(each) for each in problems]}
            for place, problems in effects.unreadable
        ],
    }


def _record_effect(effect: Effect) -> Record:
    return {
        "place": effect.place,
        "id": effect.id,
        "name": _words(effect.name),
        "one": _record_outcome(effect.one),
        "other": _record_outcome(effect.other),
        "difference": _figure(effect.delta),
        "causes": [_record_cause(each) for each in effect.causes],
        "together": _figure(effect.together),
    }


def _record_outcome(outcome: Outcome) -> Record:
    return {
        "points": _figure(outcome.points),
        "grade": outcome.grade,
        "absence": _words(outcome.absence),
        "conditional": list(outcome.conditional),
        "problems": [_record_problem(each) for each in outcome.problems],
        "left_out": list(outcome.left_out),
        "moved": [{"from": old, "to": new} for old, new in outcome.moved],
        "needs": [{"name": name, "label": _words(label)} for name, label in outcome.needs],
    }


def _record_cause(cause: Cause) -> Record:
    return {
        "trial": cause.trial,
        "alone": _figure(cause.alone),
        "last": _figure(cause.last),
        "grade": cause.grade,
    }


def _record_problem(problem: Diagnostic) -> Record:
    place = None if problem.location is None else str(problem.location)
    return {
        "code": problem.code,
        "place": place,
        "message": {"zh": problem.message("zh"), "en": problem.message("en")},
    }
