"""Findings as rows of a table for people who work in spreadsheets: one row a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import show_clause
from scorelib.reading.reconciliation.batch.sources import Unreadable
from scorelib.reading.reconciliation.resubmission import Resubmission
from scorelib.reading.reconciliation.views import Diagnosis, Reconciliation
from scorelib.writing.reconciliation.figures import find_figures
from scorelib.writing.reconciliation.text import Sorted, sort_findings

__all__ = ["Row", "list_rows", "list_unreadable_rows", "name_columns"]

Row = tuple[str, ...]

_COLUMNS: Final = (
    "project",
    "name",
    "unit",
    "since",
    "batch.severity",
    "batch.codes",
    "id",
    "subject",
    "declared",
    "computed",
    "message_zh",
    "message_en",
    "evidence",
    "cites",
    "next_step",
    "source",
)


def name_columns(lang: Lang) -> Row:
    """Return the headings of the rows."""
    return tuple(label(name, lang) for name in _COLUMNS)


def list_rows(
    place: str, found: Reconciliation, since: Resubmission | None, lang: Lang
) -> Iterator[Row]:
    """Yield a row for each finding, the worst first, for each resolved one, for each diagnosis."""
    labels = {node.id: node.label.to(lang) for node in found.result.nodes}
    gone = () if since is None else since.resolved
    listed = [*sort_findings(found, since), *(Sorted(each, (), None) for each in gone)]
    for index, each in enumerate(listed):
        state = "resolved" if index >= len(found.findings) else each.since
        yield _show_row(place, found, each, state, labels, lang)
    for diagnosis in found.diagnoses:
        yield _show_diagnosis(place, found, diagnosis, lang)


def _show_diagnosis(place: str, found: Reconciliation, each: Diagnosis, lang: Lang) -> Row:
    """Return how a difference may have come about, as a row of its own after the findings."""
    project = found.result.project
    return (
        project.id,
        project.name.to(lang),
        "" if found.unit is None else found.unit.to(lang),
        "",
        label("diagnoses", lang),
        ", ".join(dict.fromkeys(one.kind for one in each.explanations)),
        each.subject,
        each.label.to(lang),
        each.declared,
        each.computed,
        _say_verdict(each, "zh"),
        _say_verdict(each, "en"),
        "",
        "",
        "",
        place,
    )


def _say_verdict(each: Diagnosis, lang: Lang) -> str:
    count = len(each.explanations)
    verdict = label(f"diagnosis.{each.verdict}", lang, declared=each.declared, count=count)
    composition = () if each.composition is None else (each.composition.to(lang),)
    said = (*(one.message.to(lang) for one in each.explanations), *composition)
    blank = "" if lang == "zh" or not said else " "
    return verdict + blank + ("；" if lang == "zh" else "; ").join(said)


def _show_row(
    place: str,
    found: Reconciliation,
    each: Sorted,
    state: str | None,
    labels: dict[str, str],
    lang: Lang,
) -> Row:
    finding, project = each.finding, found.result.project
    mark = "；" if lang == "zh" else "; "
    zh, en = finding.message
    return (
        project.id,
        project.name.to(lang),
        "" if found.unit is None else found.unit.to(lang),
        "" if state is None else label(f"since.{state}", lang),
        label(finding.severity, lang),
        finding.code,
        finding.node or "",
        _name_subject(finding, labels, lang),
        *find_figures(finding, lang),
        zh,
        en,
        mark.join(line.to(lang) for line in finding.evidence),
        mark.join(show_clause(clause, lang) for clause in dict.fromkeys(each.clauses)),
        finding.next_step.to(lang),
        place,
    )


def _name_subject(finding: Finding, labels: dict[str, str], lang: Lang) -> str:
    if finding.node in labels:
        return labels[finding.node]
    said = dict(finding.arguments).get("label")
    return str(getattr(said, lang, said or ""))


def list_unreadable_rows(each: Unreadable, lang: Lang) -> Iterator[Row]:
    """Yield a row for each problem of something that could not be read."""
    for problem in each.problems:
        place = str(problem.location) if problem.location else each.place
        words = (problem.message("zh"), problem.message("en"))
        head = (label("batch.unreadable", lang), "", "", "", label(problem.severity, lang))
        yield (*head, problem.code, "", "", "", "", *words, "", "", problem.next_step(lang), place)
