"""Results, explanations and diagnostics as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wcwidth import wcswidth, wcwidth

from scorelib.engine.outcome.result import Result
from scorelib.engine.outcome.views import Finding
from scorelib.ground.errors import Diagnostic, Lang
from scorelib.ground.messages.labels import label
from scorelib.reading.explanation import (
    explain_node,
    list_changes,
    show_band,
    show_clause,
    show_fact,
)
from scorelib.reading.wording import list_summary, say_headline
from scorelib.writing.extras import explain_extra, list_extras, list_values
from scorelib.writing.headings import list_heading
from scorelib.writing.tables import print_markdown, print_text, tabulate_nodes

__all__ = [
    "print_diagnostic",
    "print_explanation",
    "print_result",
    "print_result_markdown",
]

_EXCERPT = 100


def print_result(result: Result, lang: Lang) -> str:
    """Return a result for a person: headline, conditions, the tree, the findings."""
    parts = [
        "\n".join(list_heading(result, lang)),
        "\n".join(_list_summary(result, lang, "  · ")),
        print_text(tabulate_nodes(result, lang)),
    ]
    for name, lines in _list_beside(result, lang):
        parts.append("\n".join([label(name, lang), *(f"  {line}" for line in lines)]))
    if result.findings:
        parts.append("\n".join(_list_findings(result, lang)))
        parts.append("\n".join([label("next_steps", lang), *_list_steps(result, lang, "  ")]))
    return "\n\n".join(parts) + "\n"


def _list_beside(result: Result, lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections beside the tree that have something to show: their labels and lines."""
    for name, lines in (
        ("outputs", list(list_extras(result, lang))),
        ("values", list(list_values(result, lang))),
        ("cohort", [show_fact(each, lang) for each in result.comparisons]),
    ):
        if lines:
            yield name, lines


def _list_summary(result: Result, lang: Lang, bullet: str) -> Iterator[str]:
    yield say_headline(result, lang)
    yield from list_summary(result, lang)
    if result.total.conditional:
        yield label("conditions", lang)
        for condition in result.total.conditional:
            yield f"{bullet}{condition.code} {condition.message.to(lang)}"


def _list_steps(result: Result, lang: Lang, lead: str) -> Iterator[str]:
    """Yield what to do next, once for each kind of finding."""
    steps = {finding.code: finding.next_step.to(lang) for finding in reversed(result.findings)}
    for code in sorted(steps):
        yield f"{lead}{code} {steps[code]}"


def _list_findings(result: Result, lang: Lang) -> Iterator[str]:
    yield f"{label('findings', lang)} ({len(result.findings)})"
    for finding in result.findings:
        yield f"  {_show_finding(finding, lang)}"
        for line in finding.evidence:
            yield f"      - {line.to(lang)}"


def _show_finding(finding: Finding, lang: Lang) -> str:
    place = f" [{finding.node}]" if finding.node else ""
    return f"{label(finding.severity, lang)} {finding.code}{place} {finding.message.to(lang)}"


def print_result_markdown(result: Result, lang: Lang) -> str:
    """Return a result as a Markdown document."""
    heading = [f"# {result.project.name.to(lang)}", ""]
    heading += [f"- {line}" for line in list(list_heading(result, lang))[1:]]
    summary = list(_list_summary(result, lang, "- "))
    lines = [*heading, "", f"**{summary[0]}**", "", *summary[1:], ""]
    lines += [print_markdown(tabulate_nodes(result, lang)), ""]
    for name, rows in _list_beside(result, lang):
        lines += [f"## {label(name, lang)}", "", *(f"- {row}" for row in rows), ""]
    if result.findings:
        lines += [f"## {label('findings', lang)}", ""]
        for finding in result.findings:
            lines.append(f"- {_show_finding(finding, lang)}")
            lines += [f"  - {line.to(lang)}" for line in finding.evidence]
        lines += ["", f"## {label('next_steps', lang)}", "", *_list_steps(result, lang, "- ")]
    return "\n".join(lines).rstrip() + "\n"


def print_explanation(result: Result, node_id: str, lang: Lang) -> str:
    """Return why a node has its points. Raises `NotFoundError` (SL907)."""
    if node_id in ("total", "grade"):
        return _explain_total(result, lang)
    beside = explain_extra(result, node_id, lang)
    if beside is not None:
        return "\n".join(beside) + "\n"
    node, rows = explain_node(result, node_id, lang)
    width = max(wcswidth(label(row.name, lang)) for row in rows)
    lines = [f"{node.label.to(lang)} [{node.id}]"]
    previous = ""
    for row in rows:
        name = "" if row.name == previous else label(row.name, lang)
        lines.append(f"  {_pad(name, width)}  {row.value}")
        previous = row.name
    return "\n".join(lines) + "\n"


def _explain_total(result: Result, lang: Lang) -> str:
    """Return the composition of the total and how far it is from each grade."""
    lines = list(_list_summary(result, lang, "  · "))
    for name in ("formula", "substituted"):
        shown = getattr(result.total, name)
        if shown is not None:
            lines.append(f"  {label(name, lang)}  {shown}")
    changes = list_changes(result.total, lang)
    lines += [f"  {label(row.name, lang)}  {row.value}" for row in changes]
    lines += [f"  {show_band(band, lang)}" for band in result.grade.bands]
    clauses = dict.fromkeys((*result.plan.clauses, *result.grade.cites))
    lines += [f"  {label('cites', lang)}  {show_clause(clause, lang)}" for clause in clauses]
    return "\n".join(lines) + "\n"


def _pad(text: str, width: int) -> str:
    return text + " " * (width - wcswidth(text))


def print_diagnostic(diagnostic: Diagnostic, lang: Lang) -> str:
    """Return a diagnostic with its place, the line, a caret under it, and the next step."""
    place = f"{diagnostic.location}: " if diagnostic.location else ""
    severity = label(diagnostic.severity, lang)
    lines = [f"{place}{severity} {diagnostic.code}: {diagnostic.message(lang)}"]
    lines += _excerpt(diagnostic)
    lines.append(f"    {label('next', lang)}{diagnostic.next_step(lang)}")
    return "\n".join(lines)


def _excerpt(diagnostic: Diagnostic) -> Iterable[str]:
    """Return the line and the caret under it; of a long line only the part that matters."""
    if diagnostic.location is None or not diagnostic.excerpt:
        return
    line = diagnostic.excerpt.replace("\t", " ")
    start = diagnostic.location.column - 1
    end = diagnostic.location.end_column
    stop = max(start + 1, (end - 1) if end else start + 1)
    if len(line) > _EXCERPT:
        cut = max(0, start - _EXCERPT // 2)
        line, start, stop = line[cut : cut + _EXCERPT], start - cut, stop - cut
    shown = line[:start]
    yield f"    {line}"
    before = sum(max(wcwidth(char), 0) for char in shown)
    under = sum(max(wcwidth(char), 0) for char in line[start:stop]) or 1
    yield "    " + " " * before + "^" * under
